/* SPDX-License-Identifier: MIT
 * Private to linkage: one connected component, and the two ways to cluster it. Both give the same clusters where the first may be used. */
#ifndef IV_MATCH_LINKAGE_PART_H
#define IV_MATCH_LINKAGE_PART_H
#include "match/linkage.h"

enum iv_linkage_kind { IV_TIE_EDGE, IV_TIE_SURE, IV_TIE_MUST, IV_TIE_NEVER };

/* An edge or a judgement between two records of the part. */
struct iv_linkage_tie {
	uint32_t a, b; /* places in part.record, a < b */
	int32_t weight;
	enum iv_linkage_kind kind;
};

struct iv_linkage_part {
	uint32_t *record; /* ascending */
	uint32_t *of; /* the result, of each: the place of its cluster's first record */
	struct iv_linkage_tie *tie;
	size_t n, ties, cap, of_cap, tie_cap;
	uint64_t refused; /* counted up */
};

/* Room that is used again for every component. Zero-initialise. */
struct iv_linkage_dense {
	int64_t *sum; /* n × n: of the weights between two clusters */
	uint8_t *bar; /* n × n: enum iv_linkage_bar */
	double *best; /* of each cluster: the greatest mean to one it may join */
	uint32_t *near; /* and which that is */
	uint32_t *size, *alive;
	size_t sum_cap, bar_cap, best_cap, near_cap, size_cap, alive_cap;
};

void iv_linkage_dense_release(struct iv_linkage_dense *d);

/* Weighs every pair, O(n²) for most, O(n³) at worst: for no more than in->weighed records, or where `weigh` is NULL. */
void iv_linkage_dense_run(const struct iv_linkage_input *in, struct iv_linkage_part *p, struct iv_linkage_dense *d);

/* Goes by the edges, and weighs other pairs where their clusters may join. */
void iv_linkage_sparse_run(const struct iv_linkage_input *in, struct iv_linkage_part *p);

/* What keeps two records apart. A judge may overrule BAR_SINGLE only. */
enum iv_linkage_bar { IV_BAR_NONE, IV_BAR_SINGLE = 1, IV_BAR_HARD = 2 };

static inline uint8_t iv_linkage_bar_of(const struct iv_linkage_input *in, uint32_t a, uint32_t b)
{
	bool differ = in->exclusive && in->exclusive[a] && in->exclusive[b] && in->exclusive[a] != in->exclusive[b];
	bool source = in->single && (in->single[a] & in->single[b]);
	return (uint8_t)((differ ? IV_BAR_HARD : 0) | (source ? IV_BAR_SINGLE : 0));
}

static inline int32_t iv_linkage_cut(const struct iv_linkage_input *in, int32_t weight)
{
	return weight < in->least ? in->least : weight > in->most ? in->most : weight;
}

/* What two records weigh that have no edge. What may not meet need not be compared. */
static inline int32_t iv_linkage_weight(const struct iv_linkage_input *in, uint32_t a, uint32_t b)
{
	if (!in->weigh || iv_linkage_bar_of(in, a, b))
		return in->absent;
	int32_t weight = iv_linkage_cut(in, in->weigh(in->ctx, a, b));
	return weight < in->threshold ? weight : in->threshold;
}

#endif
