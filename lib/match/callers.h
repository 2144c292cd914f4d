/* SPDX-License-Identifier: MIT
 * Callers: parts known by an identifier only, and the clusters whose records hold that identifier. */
#ifndef IV_MATCH_CALLERS_H
#define IV_MATCH_CALLERS_H
#include "match/match.h"

/* `cluster` of each part. Lists them in order of caller and cluster into *out (free it) and returns how many. */
size_t iv_match_callers(const struct iv_match_people *m, const uint32_t *cluster, unsigned threads, struct iv_match_holding **out);

#endif
