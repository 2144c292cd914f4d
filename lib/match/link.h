/* SPDX-License-Identifier: MIT
 * Within match: from the pairs that meet to clusters. */
#ifndef IV_MATCH_LINK_H
#define IV_MATCH_LINK_H
#include "match/match.h"

/* compare → learn → cluster: fills r->scores, verdict, threshold, expected, links and clusters from r->blocking. What an earlier call found with other pairs goes. */
void iv_match_link(struct iv_match *r, const struct iv_match_settings *s);

/* What the model says of each pattern that was met, by its number in the counts; free it. */
struct iv_mixture_verdict *iv_match_judge(const struct iv_match *r, const struct iv_match_scores *scores, unsigned threads);

/* Tells the caller which stage begins. */
static inline void iv_match_stage(const struct iv_match_settings *s, const char *stage)
{
	if (s->stage)
		s->stage(s->stage_ctx, stage);
}

#endif
