/* SPDX-License-Identifier: MIT
 * count → block → compare and judge → cluster → callers. */
#include "match/match.h"

#include <stdlib.h>

#include "match/callers.h"

void iv_match_release(struct iv_match *r)
{
	iv_match_crowd_release(&r->crowd);
	iv_match_clusters_release(&r->clusters);
	free(r->holding);
	*r = (struct iv_match){ 0 };
}

static struct iv_match_link *judge_pairs(const struct iv_match_people *m, const struct iv_match_crowd *crowd, const struct iv_match_pairs *pairs, size_t *n)
{
	struct iv_match_link *link = NULL;
	size_t cap = 0;
	*n = 0;
	for (size_t i = 0; i < pairs->pair.n; i++) {
		uint32_t a = (uint32_t)(pairs->pair.item[i].key >> 32), b = (uint32_t)pairs->pair.item[i].key;
		struct iv_match_pattern pattern;
		iv_match_compare(m, crowd, a, b, &pattern);
		struct iv_match_verdict v = iv_match_judge(&pattern);
		if (v.by == IV_BY_NOTHING)
			continue;
		if (*n == cap)
			link = iv_reserve(link, &cap, *n + 1, sizeof *link);
		link[(*n)++] = (struct iv_match_link){ a, b, v };
	}
	return link;
}

void iv_match_run(struct iv_match_people *m, const struct iv_match_limits *limits, struct iv_match *out)
{
	struct iv_match_pairs pairs;
	size_t links;
	*out = (struct iv_match){ 0 };
	iv_match_crowd(m, limits->names, &out->crowd);
	iv_match_block(m, limits->block, &pairs);
	struct iv_match_link *link = judge_pairs(m, &out->crowd, &pairs, &links);
	out->pairs = pairs.pair.n;
	out->split = pairs.split;
	out->links = links;
	iv_match_pairs_release(&pairs);
	iv_match_cluster(m, &out->crowd, limits->single, link, links, &out->clusters);
	free(link);
	out->holdings = iv_match_callers(m, &out->clusters, &out->holding);
}
