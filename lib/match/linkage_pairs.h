/* SPDX-License-Identifier: MIT
 * Private to linkage: what two records of a component weigh. An edge says it; of others `weigh` is asked, once, when it is first needed. */
#ifndef IV_MATCH_LINKAGE_PAIRS_H
#define IV_MATCH_LINKAGE_PAIRS_H
#include "match/linkage_part.h"

/* A table by the places of both in part.record. */
struct iv_linkage_pairs {
	struct iv_linkage_pair {
		uint32_t a, b; /* a < b; both 0: free */
		int32_t weight;
	} *slot;
	size_t n, slots; /* a power of two */
};

/* Holds the part's edges. Release. */
void iv_linkage_pairs_init(struct iv_linkage_pairs *t, const struct iv_linkage_input *in, const struct iv_linkage_part *p);
void iv_linkage_pairs_release(struct iv_linkage_pairs *t);

/* What the places a and b weigh; in->weigh must be there. */
int32_t iv_linkage_pairs_weigh(struct iv_linkage_pairs *t, const struct iv_linkage_input *in, const struct iv_linkage_part *p, uint32_t a, uint32_t b);

#endif
