/* SPDX-License-Identifier: MIT
 * Open addressing with linear probing, at most half full. */
#include "base/hash.h"

#include <stdlib.h>
#include <xxhash.h>

uint64_t iv_hash(struct iv_str s)
{
	return XXH3_64bits(s.p ? s.p : "", s.n);
}

uint64_t iv_hash_seed(struct iv_str s, uint64_t seed)
{
	return XXH3_64bits_withSeed(s.p ? s.p : "", s.n, seed);
}

void iv_hash_hex(struct iv_str s, char out[33])
{
	XXH128_hash_t h = XXH3_128bits(s.p ? s.p : "", s.n);
	for (int i = 0; i < 16; i++) {
		out[15 - i] = "0123456789abcdef"[h.high64 >> 4 * i & 15];
		out[31 - i] = "0123456789abcdef"[h.low64 >> 4 * i & 15];
	}
	out[32] = '\0';
}

void iv_names_release(struct iv_names *t)
{
	iv_arena_release(&t->arena);
	free(t->name);
	free(t->hash);
	free(t->slot);
	*t = (struct iv_names){ 0 };
}

static size_t slot_of(const struct iv_names *t, struct iv_str name, uint64_t hash)
{
	size_t i = hash & (t->slots - 1);
	while (t->slot[i]) {
		uint32_t k = t->slot[i] - 1;
		if (t->hash[k] == hash && iv_str_eq(t->name[k], name))
			break;
		i = (i + 1) & (t->slots - 1);
	}
	return i;
}

static void widen(struct iv_names *t)
{
	free(t->slot);
	t->slots = t->slots ? t->slots * 2 : 32;
	t->slot = iv_zalloc(t->slots * sizeof *t->slot);
	for (size_t k = 0; k < t->n; k++) {
		size_t i = t->hash[k] & (t->slots - 1);
		while (t->slot[i])
			i = (i + 1) & (t->slots - 1);
		t->slot[i] = (uint32_t)k + 1;
	}
}

uint32_t iv_names_find(const struct iv_names *t, struct iv_str name)
{
	if (!t->slots)
		return IV_NAMES_NONE;
	size_t i = slot_of(t, name, iv_hash(name));
	return t->slot[i] ? t->slot[i] - 1 : IV_NAMES_NONE;
}

uint32_t iv_names_add(struct iv_names *t, struct iv_str name)
{
	if ((t->n + 1) * 2 > t->slots)
		widen(t);
	uint64_t hash = iv_hash(name);
	size_t i = slot_of(t, name, hash);
	if (t->slot[i])
		return t->slot[i] - 1;
	t->name = iv_reserve(t->name, &t->cap, t->n + 1, sizeof *t->name);
	t->hash = iv_reserve(t->hash, &t->hash_cap, t->n + 1, sizeof *t->hash);
	t->name[t->n] = iv_arena_str(&t->arena, name);
	t->hash[t->n] = hash;
	t->slot[i] = (uint32_t)++t->n;
	return (uint32_t)t->n - 1;
}
