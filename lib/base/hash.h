/* SPDX-License-Identifier: MIT
 * Hashing (xxHash's XXH3, 64 bits: the same on every machine) and a map from strings to small numbers. */
#ifndef IV_BASE_HASH_H
#define IV_BASE_HASH_H
#include "base/arena.h"

uint64_t iv_hash(struct iv_str s); /* not for secrets */
uint64_t iv_hash_seed(struct iv_str s, uint64_t seed);

/* A 128-bit digest (XXH3) as 32 hexadecimal digits and a NUL: for ids and content keys. */
void iv_hash_hex(struct iv_str s, char out[33]);

/* Interns strings: equal strings get equal numbers 0, 1, 2 … in order of first appearance.
 * Zero-initialise. It copies keys into its own arena. */
struct iv_names {
	struct iv_arena arena;
	struct iv_str *name; /* by number */
	uint64_t *hash;
	uint32_t *slot; /* number + 1; a power of two of them */
	size_t n, cap, hash_cap, slots;
};

#define IV_NAMES_NONE UINT32_MAX

void iv_names_release(struct iv_names *t);
uint32_t iv_names_add(struct iv_names *t, struct iv_str name); /* finds or adds */
uint32_t iv_names_find(const struct iv_names *t, struct iv_str name); /* IV_NAMES_NONE when absent */

#endif
