/* SPDX-License-Identifier: MIT
 * Within blocking: the keys of a record, as hashes that do not depend on other records. */
#ifndef IV_MATCH_BLOCK_KEY_H
#define IV_MATCH_BLOCK_KEY_H
#include "match/people.h"
#include "match/sort.h"

#define IV_KEYS_MOST 32 /* the most keys of one kind that a record has; further ones are not used */

/* Keys of names: the list that a record's name has begins at key[at[part]], with how many there are. */
struct iv_match_name_lists {
	uint32_t *at;
	uint64_t *key;
};

/* Names are held by many records, so their keys are worked out once a name. Those of other values cost no more than to look them up. */
struct iv_match_keys {
	const struct iv_match_people *m;
	struct iv_match_name_lists name[IV_KEY_GIVEN + 1]; /* by enum iv_match_key */
};

void iv_match_keys_init(struct iv_match_keys *k, const struct iv_match_people *m, unsigned threads);
void iv_match_keys_release(struct iv_match_keys *k);

/* Finds the record's values of one key (enum iv_match_key, schema.h): *n of them, which stand in `k` or in `list`. */
const uint64_t *iv_match_keys_of(const struct iv_match_keys *k, uint8_t key, uint32_t part, uint64_t list[IV_KEYS_MOST], size_t *n);

/* Has the memory fetched that finding them will need. Each kind of key takes so many steps, from 0 on, or from 1 on where records are walked in their
 * order; what is needed at one stands in what the step before fetched, so each is for a record that comes some places later than that of the next. */
int iv_match_keys_steps(uint8_t key);
void iv_match_keys_fetch(const struct iv_match_keys *k, uint8_t key, uint32_t part, int step);

static inline uint64_t iv_match_mix(uint64_t x, uint64_t y)
{
	return (x ^ y * 0x9E3779B97F4A7C15u) * 0xFF51AFD7ED558CCDu;
}

/* A set of keys. Zero-initialise. */
struct iv_match_key_set {
	uint64_t *slot; /* 0: free */
	size_t n, slots; /* a power of two, at least twice n */
};

void iv_match_key_set_add(struct iv_match_key_set *s, uint64_t key);
void iv_match_key_set_release(struct iv_match_key_set *s);

/* 0 counts as the highest key. */
static inline bool iv_match_key_set_has(const struct iv_match_key_set *s, uint64_t key)
{
	key = key ? key : UINT64_MAX;
	for (size_t i = key >> 20; s->slots; i++) {
		uint64_t there = s->slot[i & (s->slots - 1)];
		if (there == key || !there)
			return there == key;
	}
	return false;
}

#endif
