/* SPDX-License-Identifier: MIT
 * A table of keys by open addressing that sheds half of its keys when it is full. */
#include "ingest/missing.h"

#include <stdlib.h>

#include "base/hash.h"

void iv_missing_release(struct iv_missing *m)
{
	free(m->slot);
	iv_arena_release(&m->arena);
	*m = (struct iv_missing){ 0 };
}

static bool stays(const struct iv_missing *m, uint64_t hash)
{
	return !m->halved || hash >> (64 - m->halved) == 0;
}

static struct iv_missing_key *place_of(const struct iv_missing *m, uint64_t hash, struct iv_str key)
{
	size_t i = (size_t)hash & (m->slots - 1);
	while (m->slot[i].n && !(m->slot[i].hash == hash && iv_str_eq(m->slot[i].key, key)))
		i = (i + 1) & (m->slots - 1);
	return &m->slot[i];
}

/* A table of `slots` places with the keys that stay, whose texts move to an arena of their own. */
static void rebuild(struct iv_missing *m, size_t slots)
{
	struct iv_missing old = *m;
	m->slot = iv_zalloc(slots * sizeof *m->slot);
	m->slots = slots;
	m->n = 0;
	m->arena = (struct iv_arena){ 0 };
	for (size_t i = 0; i < old.slots; i++) {
		const struct iv_missing_key *k = &old.slot[i];
		if (!k->n || !stays(m, k->hash))
			continue;
		*place_of(m, k->hash, k->key) = (struct iv_missing_key){ iv_arena_str(&m->arena, k->key), k->hash, k->n };
		m->n++;
	}
	free(old.slot);
	iv_arena_release(&old.arena);
}

void iv_missing_add(struct iv_missing *m, struct iv_str key, int64_t times)
{
	uint64_t hash = iv_hash(key);
	if (!stays(m, hash))
		return;
	if (2 * (m->n + 1) > m->slots && m->slots < 4 * IV_MISSING_MOST)
		rebuild(m, m->slots ? 2 * m->slots : 64);
	struct iv_missing_key *k = place_of(m, hash, key);
	if (!k->n) {
		*k = (struct iv_missing_key){ iv_arena_str(&m->arena, key), hash, 0 };
		m->n++;
	}
	k->n += times;
	while (m->n > IV_MISSING_MOST) {
		m->halved++;
		rebuild(m, m->slots);
	}
}

void iv_missing_merge(struct iv_missing *into, const struct iv_missing *from)
{
	if (from->halved > into->halved) {
		into->halved = from->halved;
		if (into->slots)
			rebuild(into, into->slots);
	}
	for (size_t i = 0; i < from->slots; i++)
		if (from->slot[i].n)
			iv_missing_add(into, from->slot[i].key, from->slot[i].n);
}

static bool goes_before(const struct iv_missing_key *a, const struct iv_missing_key *b)
{
	return a->n != b->n ? a->n > b->n : iv_str_cmp(a->key, b->key) < 0;
}

size_t iv_missing_top(const struct iv_missing *m, struct iv_missing_key *out, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < m->slots; i++) {
		if (!m->slot[i].n || (n == most && !goes_before(&m->slot[i], &out[n - 1])))
			continue;
		size_t at = n < most ? n++ : n - 1;
		for (; at && goes_before(&m->slot[i], &out[at - 1]); at--)
			out[at] = out[at - 1];
		out[at] = m->slot[i];
	}
	return n;
}
