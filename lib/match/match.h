/* SPDX-License-Identifier: MIT
 * The whole of matching: a population in, its clusters out. Sorting and threads are nobody's concern here; the same
 * records give the same clusters in whatever order they came. */
#ifndef IV_MATCH_MATCH_H
#define IV_MATCH_MATCH_H
#include "match/block.h"
#include "match/cluster.h"

struct iv_match_limits {
	uint32_t names; /* an identifier in the records of more names is blocked */
	uint32_t block; /* blocks of more records are cut */
	uint64_t single; /* sources with one record a person, as in cluster.h */
};

/* How a caller stands to a cluster whose records hold the identifier. */
struct iv_match_holding {
	uint32_t caller, cluster;
	uint32_t held; /* records of the cluster that hold it */
	bool named; /* one of them has a name that agrees with the caller's */
};

struct iv_match {
	struct iv_match_crowd crowd;
	struct iv_match_clusters clusters;
	struct iv_match_holding *holding; /* by caller, then cluster; none of a blocked identifier */
	size_t holdings;
	uint64_t pairs, split, links; /* compared; see iv_match_pairs; found to be links */
};

/* `m` must be settled. Callers come out as clusters of their own; holding says who they may be. */
void iv_match_run(struct iv_match_people *m, const struct iv_match_limits *limits, struct iv_match *out);
void iv_match_release(struct iv_match *r);

#endif
