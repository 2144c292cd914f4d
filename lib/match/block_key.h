/* SPDX-License-Identifier: MIT
 * Within blocking: the keys of a record, as hashes that do not depend on other records. */
#ifndef IV_MATCH_BLOCK_KEY_H
#define IV_MATCH_BLOCK_KEY_H
#include "match/people.h"
#include "match/sort.h"

#define IV_KEYS_MOST 32 /* the most keys of one kind that a record has; further ones are not used */

struct iv_match_keys {
	const struct iv_match_people *m;
	struct iv_match_items spelled; /* keys: schemes of names in letters */
};

void iv_match_keys_init(struct iv_match_keys *k, const struct iv_match_people *m);
void iv_match_keys_release(struct iv_match_keys *k);

/* Lists the record's values of one key (enum iv_match_key, schema.h); returns how many. */
size_t iv_match_keys_of(const struct iv_match_keys *k, uint8_t key, uint32_t part, uint64_t list[IV_KEYS_MOST]);

uint64_t iv_match_mix(uint64_t x, uint64_t y);

#endif
