/* SPDX-License-Identifier: MIT
 * From scored pairs to clusters: constrained average linkage inside each connected component (as MSCD-HAC: Saeedi, David & Rahm,
 * "Matching Entities from Multiple Sources with Hierarchical Agglomerative Clustering", KEOD 2021). Two clusters join while the mean of the
 * weights between their records, records that were never compared included, is above the threshold, the greatest mean first (of equal ones
 * that of the least record numbers); and never when that would bring together what cannot be one person, through any chain of links.
 *
 * A weight counts for no less than `least` and no more than `most`. What a pair may say against one person is bounded because mistakes are not
 * independent: two records that each differ from the truth differ from each other twice as much, and are one person all the same. The lower
 * the bound, the more chains hold: good where records are damaged, bad where families share what they have. Measured on fifteen populations
 * (Han, Japanese, European; with and without households; threshold 0) with weights of the model: mean pairwise F1 .9181 uncut, .9184 at -12 bits,
 * .9192 at -8, .9193 at -6, .9188 at -4, .9144 at -2; with weights calibrated on the truth -3 to -4 bits do best.
 * Other ways, on twelve of them with calibrated weights: connected components .838, each record by its best link .863, mean .888. Moving single records
 * afterwards to where they fit best (correlation clustering) gained on none, and adding evidence up over pairs lost on all with households.
 *
 * Two clusters join only by edges: pairs without one are weighed too, but count for the threshold at most. So no mean is above it unless an edge
 * is, and edges below it only tell what they weigh. A shared telephone can make a cluster large: where two have more than `weighed` records together,
 * pairs without an edge are not weighed any more and count as `absent`.
 *
 * What becomes of a cluster depends on its own records, and on others only as far as they join it: the same comes out of some of the final clusters without
 * the rest. A component is what edges above the threshold, sure edges and musts connect, and as much as must be worked out together.
 * It takes O(edges log edges), and the result depends on neither the order of edges nor that of judgements. */
#ifndef IV_MATCH_LINKAGE_H
#define IV_MATCH_LINKAGE_H
#include "base/arena.h"

struct iv_edge {
	uint32_t a, b; /* a < b; each pair once */
	int32_t weight; /* log2 odds of one person, thousandths */
};

#define IV_LINKAGE_LEAST (-8000)
#define IV_LINKAGE_MOST 20000

/* What is asked of the caller. Every function must give the same answer for the same arguments. */
struct iv_linkage_input {
	void *ctx;
	uint32_t n; /* records, 0 … n-1 */
	const struct iv_edge *edge; /* in any order; fewer than 2^32 - 1 */
	size_t edges;
	const struct iv_edge *must, *never; /* judgements: weight is not read; in any order. A must beats a missing or bad edge and `single`, a never beats everything */
	size_t musts, nevers;
	int32_t threshold; /* the least mean weight that joins */
	int32_t least, most; /* what a weight is cut to before it counts, least <= threshold < most; both 0: IV_LINKAGE_LEAST and IV_LINKAGE_MOST */
	uint32_t weighed; /* two clusters of up to so many records together have all their pairs weighed */
	int32_t absent; /* the weight of a pair without an edge, in larger ones; at most the threshold. `least` does well */
	int32_t (*weigh)(void *ctx, uint32_t a, uint32_t b); /* compares a pair a < b that has no edge; NULL: all such pairs are `absent` */
	const uint64_t *exclusive; /* of each record, hash of what differs between people and has one value a person (an identity number); 0: none. Two different ones never meet. NULL: none */
	const uint64_t *single; /* of each record: the bit of its source if that has one record a person; two with one bit never meet. NULL: none */
	unsigned threads; /* components are done on so many, and `weigh` is called by all of them */
	const bool *sure; /* of each edge, or NULL: joined first and whatever the mean says (a replaced card), but for exclusive and never */
};

struct iv_linkage {
	uint32_t *of; /* the cluster of each record, numbered by their first record */
	uint32_t clusters;
	uint64_t joined; /* joins made: records less clusters */
	uint64_t refused; /* musts and sure edges that a constraint prevented, and pairs of final clusters that only a constraint keeps apart */
	uint64_t components, largest; /* connected components of more than one record, and the records of the largest */
	uint64_t sparse; /* components of more than `weighed` records */
};

void iv_linkage_run(const struct iv_linkage_input *in, struct iv_linkage *out);
void iv_linkage_release(struct iv_linkage *l);

#define IV_LINKAGE_ALONE UINT32_MAX

/* Why a record is where it is: the heaviest edge (of equal ones, that to the least record) to another record of its cluster, or where there is none,
 * the first must. */
struct iv_linkage_why {
	uint32_t to; /* the other record; IV_LINKAGE_ALONE: neither edge nor must led to it */
	int32_t weight; /* the edge's; 0 of a must */
	uint32_t edge; /* in linkage_input.edge; IV_LINKAGE_ALONE: a must is all that led to it, or nothing did */
	bool must;
};

/* Fills why[0 … n-1]. `in` as it was given to iv_linkage_run, or with other edges: n, edges and musts are read. */
void iv_linkage_explain(const struct iv_linkage_input *in, const struct iv_linkage *l, struct iv_linkage_why *why);

#endif
