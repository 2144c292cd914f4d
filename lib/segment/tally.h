/* SPDX-License-Identifier: MIT
 * How many customers are in each segment, what they spent, and which segments overlap. Sums are exact; adding up the
 * tallies of several threads in any order gives the same result. */
#ifndef IV_SEGMENT_TALLY_H
#define IV_SEGMENT_TALLY_H
#include "base/hash.h"
#include "segment/segment.h"

__extension__ typedef __int128 iv_segment_sum; /* of ten-thousandths; 2^63 amounts cannot overflow it */

/* Customers and spend of one group in one currency. */
struct iv_segment_money {
	int64_t customers; /* with spend in that currency */
	iv_segment_sum spend;
};

/* Zero-initialise. Group 0 … n-1 are the segments, n those in none, n+1 all. */
struct iv_segment_tally {
	size_t n;
	int64_t *customers;
	struct iv_names currencies; /* in order of appearance */
	struct iv_segment_money *money; /* [currency][group] */
	size_t money_cap;
	int64_t *both; /* [a][b], a < b: customers in both */
};

void iv_segment_tally_start(struct iv_segment_tally *t, size_t segments);
void iv_segment_tally_release(struct iv_segment_tally *t);
void iv_segment_tally_add(struct iv_segment_tally *t, const struct iv_segment_work *w, const struct iv_rec *rec);
void iv_segment_tally_merge(struct iv_segment_tally *into, const struct iv_segment_tally *from);

/* The money of a group in the currency of that number. */
const struct iv_segment_money *iv_segment_tally_money(const struct iv_segment_tally *t, uint32_t currency, size_t group);

/* Currency numbers in order of their codes: out has room for t->currencies.n. */
void iv_segment_tally_currencies(const struct iv_segment_tally *t, uint32_t *out);

#endif
