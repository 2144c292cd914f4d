/* SPDX-License-Identifier: MIT
 * Which blocks were cut, so that a later run with the same model (learned.h) cuts these and no others: whether two records meet must not
 * depend on how many others share their key. */
#ifndef IV_MATCH_SPLIT_H
#define IV_MATCH_SPLIT_H
#include "match/schema.h"
#include "match/sort.h"

/* A block, or a piece of one, that was not compared whole; or a rule that was left out. */
struct iv_match_split {
	uint64_t key; /* 0: of a rule */
	uint8_t rule; /* its number in the schema */
	uint8_t depth; /* 0: a block; to IV_SCHEMA_KEYS: one more than the number of the further key that made it a piece; IV_SPLIT_RULE: a rule */
};

#define IV_SPLIT_RULE (IV_SCHEMA_KEYS + 1)

/* Zero-initialise. */
struct iv_match_splits {
	struct iv_match_split *split;
	size_t n, cap;
	struct iv_match_filter keys; /* once they are in order: most blocks that are looked up are none of them */
};

void iv_match_splits_add(struct iv_match_splits *s, unsigned rule, uint64_t key, unsigned depth);
void iv_match_splits_order(struct iv_match_splits *s); /* before they are looked up: by rule, key, depth */
bool iv_match_splits_have(const struct iv_match_splits *s, unsigned rule, uint64_t key, unsigned depth);
void iv_match_splits_release(struct iv_match_splits *s);

#endif
