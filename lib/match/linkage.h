/* SPDX-License-Identifier: MIT
 * From scored pairs to clusters: constrained average linkage inside each connected component. Two clusters join while the mean of the
 * weights between their records, records that were never compared included, is above the threshold, the greatest mean first; and never when
 * that would bring together what cannot be one person, through any chain of links. */
#ifndef IV_MATCH_LINKAGE_H
#define IV_MATCH_LINKAGE_H
#include "base/arena.h"

struct iv_edge {
	uint32_t a, b; /* a < b; each pair once */
	int32_t weight; /* log2 odds of one person, thousandths */
};

/* What is asked of the caller. Every function must give the same answer for the same arguments. */
struct iv_linkage_input {
	void *ctx;
	uint32_t n; /* records, 0 … n-1 */
	struct iv_edge *edge; /* sorted in place */
	size_t edges;
	const struct iv_edge *must, *never; /* judgements: weight is not read; in any order. A must beats a missing or bad edge, a never beats everything */
	size_t musts, nevers;
	int32_t threshold; /* the least mean weight that joins */
	uint32_t component; /* components of more records are treated sparsely: pairs without an edge count as `absent` */
	int32_t absent; /* the weight of a pair that was not compared, there */
	int32_t (*weigh)(void *ctx, uint32_t a, uint32_t b); /* compares a pair that has no edge, in smaller components */
	const uint64_t *exclusive; /* of each record, hash of what differs between people and has one value a person (an identity number); 0: none. Two different ones never meet */
	const uint64_t *single; /* of each record: the bit of its source if that has one record a person; two with one bit never meet. NULL: none */
	const bool *sure; /* of each edge, or NULL: joined first and whatever the mean says (a replaced card), but for exclusive and never */
};

struct iv_linkage {
	uint32_t *of; /* the cluster of each record, numbered by their first record */
	uint32_t clusters;
	uint64_t joined, refused; /* joins made; joins that only a constraint prevented */
	uint64_t components, largest; /* connected components of more than one record, and the records of the largest */
	uint64_t sparse; /* components that were too large to compare all their pairs */
};

void iv_linkage_run(const struct iv_linkage_input *in, struct iv_linkage *out);
void iv_linkage_release(struct iv_linkage *l);

#endif
