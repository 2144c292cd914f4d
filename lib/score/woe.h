/* SPDX-License-Identifier: MIT
 * Weight of evidence: a feature cut into a few bins, each with the logarithm of how much commoner it is among ones than among zeros.
 *
 *     woe(bin) = ln((ones in bin / ones) / (zeros in bin / zeros)),   IV = Σ (ones in bin / ones - zeros in bin / zeros) · woe(bin)
 *
 * (Good 1950; information value after Kullback 1959, as in Siddiqi 2006, chapter 6). A bin without ones, or without zeros, counts
 * half a case more of each (Haldane 1956), so that its evidence is finite; totals stay.
 *
 * A column is first cut into *groups* without a look at the labels: about equal parts of a number's distribution, the texts that are
 * common enough. Counts of ones and zeros by group are all that binning needs, so it can be done again for any part of the cases.
 * Groups are then joined to bins. Nothing depends on the order of cases; groups of texts are in the order of their bytes. */
#ifndef IV_SCORE_WOE_H
#define IV_SCORE_WOE_H
#include "base/hash.h"

enum iv_woe_direction {
	IV_WOE_MONOTONE, /* evidence rises or falls with the number, whichever fits better */
	IV_WOE_RISING, /* the share of ones rises with the number */
	IV_WOE_FALLING,
	IV_WOE_FREE, /* neither need hold */
};

struct iv_woe_settings {
	unsigned groups; /* parts that a number is cut into at first */
	unsigned texts; /* at most so many texts are groups of their own, the commonest */
	int64_t cases; /* a text in fewer cases is rare; a bin of missing values with fewer has no evidence */
	unsigned bins; /* at most, not counting missing values; 2 to IV_WOE_BINS - 1 */
	double share; /* a bin has at least this share of the cases that have a value */
	double apart; /* neighbours whose χ² (one degree of freedom) is less are joined (ChiMerge: Kerber 1992) */
	enum iv_woe_direction direction;
};

/* 100 groups, 1,000 texts, 30 cases, 8 bins, 3 %, 2.706 (one cut in ten is chance: a cut too many costs less than one too few), monotone. */
extern const struct iv_woe_settings iv_woe_usual;

struct iv_woe_count {
	int64_t ones, zeros;
};

enum { IV_WOE_BINS = 32, IV_WOE_NONE = UINT16_MAX };

struct iv_woe_bin {
	int64_t ones, zeros;
	double woe; /* natural log; at IV_STATS_DIGITS digits */
	bool silent; /* too few cases to be evidence: woe is 0 */
};

/* Bins in the order of the numbers; of texts, rising evidence. The bin of missing values comes last. */
struct iv_woe_bins {
	struct iv_woe_bin bin[IV_WOE_BINS];
	size_t n;
	size_t missing; /* the number of that bin, or IV_WOE_NONE: nothing was missing; what is missing later has no evidence */
	double iv;
	int direction; /* of a number: 1 rising, -1 falling, 0 neither */
};

/* Fills woe of all bins and iv from their counts. */
void iv_woe_weigh(struct iv_woe_bins *b);

/* Joins groups to bins. count: n groups, then that of rare texts, then that of missing values; bin_of: room for as many, filled with
 * the bin of each, or IV_WOE_NONE: no such case was seen, no evidence. ordered: groups are those of a number. */
void iv_woe_join(struct iv_woe_bins *out, uint16_t *bin_of, const struct iv_woe_count *count, size_t n, bool ordered, const struct iv_woe_settings *settings);

/* Population stability index between two distributions over the same bins: Σ (p - q) ln(p / q), an empty bin counting half a case
 * (Siddiqi 2006, chapter 9): below .1 the same, above .25 another population. NAN when one has no cases. */
double iv_woe_psi(const int64_t *p, const int64_t *q, size_t n);

/* Groups of a column. Zero-initialise. */
struct iv_woe_groups {
	size_t n; /* numbers: cuts and 1; texts: those that are groups. Rare texts are group n, missing values n + 1 */
	double *cut; /* numbers: group g holds cut[g-1] <= v < cut[g]; each a decimal of few digits */
	uint32_t *text; /* texts: their codes, in the order of their bytes */
};

void iv_woe_groups_release(struct iv_woe_groups *g);

/* Cuts n numbers (not finite: missing). No value is divided; one that is common is a group alone. */
void iv_woe_group_numbers(struct iv_woe_groups *g, const double *v, size_t n, const struct iv_woe_settings *settings);
uint16_t iv_woe_group_of(const struct iv_woe_groups *g, double v);

/* Groups of texts from how many cases each code 0 … n-1 has, and the texts. code_group: room for n, filled with the group of each. */
void iv_woe_group_texts(struct iv_woe_groups *g, uint16_t *code_group, const int64_t *cases, const struct iv_str *text, size_t n, const struct iv_woe_settings *settings);

#endif
