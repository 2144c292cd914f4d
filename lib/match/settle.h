/* SPDX-License-Identifier: MIT
 * Within match: the order of the parts once all are there. */
#ifndef IV_MATCH_SETTLE_H
#define IV_MATCH_SETTLE_H
#include "match/people.h"

/* Puts parts and rows in order of the sound of their names, then of their ids; names, values and identifiers in the order in which those refer to them.
 * Records that are alike stand close together so, and what is done for one finds at hand what was fetched for the one before. moved[old] is the new number of
 * each part; free it. */
uint32_t *iv_match_settle_all(struct iv_match_people *m, unsigned threads);

#endif
