/* SPDX-License-Identifier: MIT
 * Within blocking: what all rules gave becomes one list. */
#ifndef IV_MATCH_BLOCK_UNITE_H
#define IV_MATCH_BLOCK_UNITE_H
#include "match/block.h"

/* Puts the pairs in order, each once a rule, and counts how many each rule has before all others (marginal). */
void iv_match_block_unite(struct iv_match_blocking *out);

#endif
