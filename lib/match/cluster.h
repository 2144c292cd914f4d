/* SPDX-License-Identifier: MIT
 * Within match: the last step of a run, from the pairs that were kept to clusters. */
#ifndef IV_MATCH_CLUSTER_H
#define IV_MATCH_CLUSTER_H
#include "match/match.h"

/* Fills r->clusters, r->callers and r->links, and takes from r->expected what turned out to be no link. */
void iv_match_cluster(struct iv_match *r, const struct iv_match_settings *s);

#endif
