/* SPDX-License-Identifier: MIT
 * Within match: the order of the parts once all are there. */
#ifndef IV_MATCH_SETTLE_H
#define IV_MATCH_SETTLE_H
#include "match/people.h"

/* Puts parts and rows in order of the ids. moved[old] is the new number of each; free it. */
uint32_t *iv_match_settle_parts(struct iv_match_people *m, unsigned threads);

#endif
