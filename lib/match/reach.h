/* SPDX-License-Identifier: MIT
 * Within match: what new records reach. With a model, what two records weigh depends on nobody else, and what becomes of a cluster only on those who join
 * it (linkage.h). So of yesterday's customers only those need be looked at that new records are linked to, and of these only those whose records
 * do not come out together as they were need be held against all others, with whom they may now join. */
#ifndef IV_MATCH_REACH_H
#define IV_MATCH_REACH_H
#include "match/match.h"

/* Fills r as iv_match_link does, with the clusters of all: records that were not reached are together as before. r->blocking gets the pairs of those who were,
 * in order. r's crowd, copies, frame and mixture must be there. Blocks that are too many, or outgrown, end it early: the caller must look for that. */
void iv_match_reach(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *r);

#endif
