/* SPDX-License-Identifier: MIT
 * Within match: the last step of a run, from the pairs that were kept to clusters. */
#ifndef IV_MATCH_CLUSTER_H
#define IV_MATCH_CLUSTER_H
#include "match/match.h"

/* Fills r->clusters, r->callers and r->links, and takes from r->expected what turned out to be no link. */
void iv_match_cluster(struct iv_match *r, const struct iv_match_settings *s);

/* Are they two people by their given names, though they may have all else in common? Such a pair is no edge, whatever it weighs. */
bool iv_match_are_two(const struct iv_match *r, uint32_t a, uint32_t b, uint64_t pattern);

#endif
