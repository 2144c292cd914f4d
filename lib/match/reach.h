/* SPDX-License-Identifier: MIT
 * Within match: what new records reach. With a model, what two records weigh depends on nobody else, and a cluster on nobody outside its connected
 * component; so only components that something changed in are worked out anew. Records that are new or changed meet all others first; whoever is linked to
 * one of them then meets all others too, with the rest of yesterday's customer, and so on until nobody new is linked. */
#ifndef IV_MATCH_REACH_H
#define IV_MATCH_REACH_H
#include "match/match.h"

/* Fills r->blocking with the pairs of all who were reached, in order, and r->turn: of each part, IV_TURN_BEFORE if it was reached, else IV_TURN_REST. r's crowd,
 * copies, frame and mixture must be there. */
void iv_match_reach(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *r);

/* Records that were not reached are together as before: numbers all clusters anew. */
void iv_match_reach_join(const struct iv_match *r, const struct iv_match_settings *settings, struct iv_linkage *clusters);

#endif
