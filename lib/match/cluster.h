/* SPDX-License-Identifier: MIT
 * Clusters: links, the surest first, join their ends unless that would bring together what cannot be one person. A
 * contradiction holds through any chain of links: two different identity numbers never meet. */
#ifndef IV_MATCH_CLUSTER_H
#define IV_MATCH_CLUSTER_H
#include "match/model.h"

struct iv_match_link {
	uint32_t a, b; /* parts, a < b */
	struct iv_match_verdict verdict;
};

struct iv_match_clusters {
	uint32_t *of; /* the cluster of each part, 0 … n-1, numbered by their first part */
	size_t n;
	uint64_t joined[IV_BY_N]; /* links that joined two clusters, by what */
	uint64_t refused; /* links that would have joined contradicting records */
};

/* `single`: bit s is set when the source with number s (people.sources) has one record a person at most; sources from
 * 64 on have none. Sorts the links. */
void iv_match_cluster(const struct iv_match_people *m, const struct iv_match_crowd *crowd, uint64_t single, struct iv_match_link *link, size_t links,
		      struct iv_match_clusters *out);
void iv_match_clusters_release(struct iv_match_clusters *c);

#endif
