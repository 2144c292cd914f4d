/* SPDX-License-Identifier: MIT
 * Why a score is what it is: parts that add up to it exactly, each in words that can be read out on the telephone.
 *
 * A score that is a product of a few things known of a customer is taken apart by Shapley's values (1953): what each thing adds when it takes its own
 * value in place of that of the typical customer, on average over all orders in which they may do so. With what the typical customer has they sum to
 * the score; rounded, the part that is largest takes what rounding left over. */
#ifndef IV_SCORE_REASON_H
#define IV_SCORE_REASON_H
#include "score/score.h"

#define IV_SCORE_PARTS 8

struct iv_score_part {
	const char *name;
	double amount;
	struct iv_str says; /* a sentence without a full stop; {0}: none */
};

/* share[i]: what own[i] in place of typical[i] adds to the product of n <= IV_SCORE_PARTS factors. They sum to the difference of the
 * two products, but for rounding. */
void iv_score_shapley(const double *own, const double *typical, size_t n, double *share);

/* Appends "NAME":[{"part":…,"amount":…,"says":…}, …] to the case's reasons. `total` is rounded to `decimals`, and so are the parts, which then sum to
 * it. Parts of nothing that say nothing are left out. */
void iv_score_because(struct iv_score_case *c, const char *name, double total, int decimals, const struct iv_score_part *part, size_t n);

/* Room for a sentence, in the case's arena. Sentences are put together without printf, which would take as long as all else. */
struct iv_buf iv_score_words(const struct iv_score_case *c);
void iv_score_add(struct iv_buf *b, const char *text);
void iv_score_add_days(struct iv_buf *b, double days); /* "12 days", "7 weeks", "5 months", "3 years" */

/* How often, and how lately, a customer with orders ordered, in words. */
struct iv_str iv_score_says_often(const struct iv_score_case *c);
struct iv_str iv_score_says_lately(const struct iv_score_case *c);

/* A number as the fields have it: rounded half away from zero to `decimals`, in the record's arena. */
struct iv_str iv_score_number(struct iv_rec *rec, double v, int decimals);

#endif
