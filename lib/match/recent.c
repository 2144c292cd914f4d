/* SPDX-License-Identifier: MIT
 * A table with one place for each hash. */
#include "match/recent.h"

#include <stdlib.h>

#include "base/hash.h"

enum { PLACES = 1 << 14, ROOM = 160 };

/* Longer names are rare, and not kept. */
struct iv_match_recent_name {
	struct iv_match_name name;
	uint64_t hash; /* 0: nothing is kept here */
	uint8_t n[3]; /* bytes of each text of the key */
	char text[ROOM]; /* the key's texts, then the name's own */
};

/* The texts that decide what is read, and no others. */
struct key {
	struct iv_str text[3];
};

static struct key key_of(const struct iv_match_name_said *s)
{
	if (s->name.n)
		return (struct key){ { s->name, { 0 }, s->alias } };
	return (struct key){ { s->family, s->given, s->alias } };
}

/* A name and a family name alone have the same texts, so the hash says which of the two it is: bit 1. */
static uint64_t hash_of(const struct key *k, bool named)
{
	uint64_t hash = named;
	for (int i = 0; i < 3; i++)
		hash = (hash ^ iv_hash_short(k->text[i])) * 0x9E3779B97F4A7C15u;
	return (hash & ~UINT64_C(3)) | (uint64_t)named << 1 | 1;
}

static bool is_kept(const struct iv_match_recent_name *at, uint64_t hash, const struct key *k)
{
	const char *p = at->text;
	if (at->hash != hash)
		return false;
	for (int i = 0; i < 3; p += at->n[i++])
		if (at->n[i] != k->text[i].n || (at->n[i] && memcmp(p, k->text[i].p, at->n[i]) != 0))
			return false;
	return true;
}

static size_t size_of(const struct key *k)
{
	return k->text[0].n + k->text[1].n + k->text[2].n;
}

static void keep(struct iv_match_recent_name *at, uint64_t hash, const struct key *k, const struct iv_match_name *name)
{
	size_t own = name->alsos * sizeof(uint64_t) + name->text_n;
	char *p = at->text;
	if (size_of(k) + own > ROOM)
		return;
	at->hash = hash;
	at->name = *name;
	for (int i = 0; i < 3; i++) {
		at->n[i] = (uint8_t)k->text[i].n;
		if (k->text[i].n)
			memcpy(p, k->text[i].p, k->text[i].n);
		p += k->text[i].n;
	}
	if (own)
		memcpy(p, name->text, own);
	at->name.text = p;
}

static bool read_name(struct iv_arena *a, const struct iv_match_name_said *said, struct iv_match_name *out)
{
	if (!iv_match_name_read(a, said->name, said->family, said->given, out))
		return false;
	if (said->alias.n)
		iv_match_name_alias(a, out, said->alias);
	return true;
}

void iv_match_recent_release(struct iv_match_recent *r)
{
	free(r->name);
	*r = (struct iv_match_recent){ 0 };
}

bool iv_match_recent_read(struct iv_match_recent *r, struct iv_arena *a, const struct iv_match_name_said *said, struct iv_match_name *out)
{
	struct key key = key_of(said);
	if (!r || !size_of(&key))
		return read_name(a, said, out);
	if (!r->name)
		r->name = iv_zalloc(PLACES * sizeof *r->name);
	uint64_t hash = hash_of(&key, said->name.n != 0);
	struct iv_match_recent_name *at = &r->name[hash >> 32 & (PLACES - 1)];
	if (is_kept(at, hash, &key)) {
		*out = at->name;
		return true;
	}
	if (!read_name(a, said, out))
		return false;
	keep(at, hash, &key, out);
	return true;
}
