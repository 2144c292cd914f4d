/* SPDX-License-Identifier: MIT
 * What became of each field: the commonest mistake of all is a map that puts a value into the wrong field, or into none. It shows in a field that no
 * record has, and in one that never agrees. */
#ifndef IV_MATCH_USE_H
#define IV_MATCH_USE_H
#include "match/match.h"

enum iv_match_use {
	IV_USE_FINE,
	IV_USE_IGNORED, /* the settings say so */
	IV_USE_ABSENT, /* no record has it */
	IV_USE_APART, /* thousands of pairs have it in both records, and it agrees in none */
};

/* Fills use[0 … r->frame.shape.n - 1]. */
void iv_match_use(const struct iv_match *r, unsigned threads, enum iv_match_use use[IV_SHAPE_FIELDS]);

#endif
