/* SPDX-License-Identifier: MIT
 * The blocking keys of a record. */
#include "match/block_key.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"

/* ---- sets ---- */

static void put_in(struct iv_match_key_set *s, uint64_t key)
{
	size_t i = key >> 20;
	while (s->slot[i & (s->slots - 1)] && s->slot[i & (s->slots - 1)] != key)
		i++;
	s->n += !s->slot[i & (s->slots - 1)];
	s->slot[i & (s->slots - 1)] = key;
}

void iv_match_key_set_add(struct iv_match_key_set *s, uint64_t key)
{
	if (2 * (s->n + 1) > s->slots) {
		struct iv_match_key_set wider = { .slots = s->slots ? 2 * s->slots : 64 };
		wider.slot = iv_zalloc(wider.slots * sizeof *wider.slot);
		for (size_t i = 0; i < s->slots; i++)
			if (s->slot[i])
				put_in(&wider, s->slot[i]);
		iv_match_key_set_release(s);
		*s = wider;
	}
	put_in(s, key ? key : UINT64_MAX);
}

void iv_match_key_set_release(struct iv_match_key_set *s)
{
	free(s->slot);
	*s = (struct iv_match_key_set){ 0 };
}

/* ---- keys of names ---- */

enum { SHARE = 1 << 13, KINDS = IV_KEY_GIVEN + 1 };

struct longs {
	uint64_t *key;
	size_t n, cap;
};

/* Names are read in shares, and their lists joined; places are of names first, then of records. The first reading is for `spelled`, the keys of names in letters that are schemes: a Han name could nearly always be read by
 * every scheme, and brings only those that a name in letters has. */
struct reading {
	const struct iv_match_people *m;
	struct iv_match_keys *out;
	struct iv_match_key_set spelled;
	struct longs *share; /* of each share and kind */
	size_t *begin; /* where each of them goes */
	uint32_t *at[KINDS]; /* of each name */
};

static void append(struct longs *l, const uint64_t *key, size_t n)
{
	if (l->n + n > l->cap)
		l->key = iv_reserve(l->key, &l->cap, l->n + n, sizeof *l->key);
	if (n)
		memcpy(l->key + l->n, key, n * sizeof *key);
	l->n += n;
}

static void read_spelled(void *ctx, size_t number, unsigned worker)
{
	struct reading *r = ctx;
	uint64_t key[IV_NAME_KEYS];
	(void)worker;
	for (size_t i = number * SHARE; i < (number + 1) * SHARE && i < r->m->names.n; i++) {
		size_t n = r->m->names.name[i].flags & IV_NAME_HAN ? 0 : iv_match_name_keys(&r->m->names.name[i], key, IV_NAME_KEYS);
		for (size_t k = 0; k < n; k++)
			if (key[k] & 1)
				append(&r->share[number], &key[k], 1);
	}
}

/* All sounds of a name: two names that sound the same in any way share one of them. */
static size_t list_sounds(const struct reading *r, const struct iv_match_name *name, uint64_t *list)
{
	size_t n = 0, all = name->flags & IV_NAME_PARTIAL ? 0 : iv_match_name_keys(name, list, IV_KEYS_MOST);
	for (size_t i = 0; i < all; i++)
		if (!(list[i] & 1) || !(name->flags & IV_NAME_HAN) || iv_match_key_set_has(&r->spelled, list[i]))
			list[n++] = list[i];
	return n;
}

static size_t list_kind(const struct reading *r, int kind, const struct iv_match_name *name, uint64_t *list)
{
	switch (kind) {
	case IV_KEY_NAME:
		return list_sounds(r, name, list);
	case IV_KEY_FAMILY:
		return iv_match_name_family_keys(name, list, IV_KEYS_MOST);
	default:
		return iv_match_name_given_keys(name, list, IV_KEYS_MOST);
	}
}

/* Each list is led by how many there are, and its place in the share goes to `at`. */
static void read_keys(void *ctx, size_t number, unsigned worker)
{
	struct reading *r = ctx;
	uint64_t key[1 + IV_KEYS_MOST];
	(void)worker;
	for (size_t i = number * SHARE; i < (number + 1) * SHARE && i < r->m->names.n; i++)
		for (int kind = 0; kind < KINDS; kind++) {
			struct longs *out = &r->share[number * KINDS + (unsigned)kind];
			key[0] = list_kind(r, kind, &r->m->names.name[i], key + 1);
			r->at[kind][i] = (uint32_t)out->n;
			append(out, key, key[0] + 1);
		}
}

/* At 0 stands the empty list, of records without a name. */
static void join(void *ctx, size_t number, unsigned worker)
{
	struct reading *r = ctx;
	size_t kind = number % KINDS, share = number / KINDS;
	const struct longs *from = &r->share[number];
	size_t at = r->begin[number];
	(void)worker;
	memcpy(r->out->name[kind].key + at, from->key, from->n * sizeof *from->key);
	for (size_t i = share * SHARE; i < (share + 1) * SHARE && i < r->m->names.n; i++)
		r->at[kind][i] += (uint32_t)at;
	free(from->key);
}

/* Room for all keys, and where those of each share go. */
static void prepare_join(struct reading *r, size_t shares)
{
	r->begin = iv_alloc((shares + 1) * KINDS * sizeof *r->begin);
	for (size_t kind = 0; kind < KINDS; kind++) {
		struct iv_match_name_lists *l = &r->out->name[kind];
		size_t n = 1;
		for (size_t s = 0; s < shares; s++) {
			r->begin[s * KINDS + kind] = n;
			n += r->share[s * KINDS + kind].n;
		}
		l->key = iv_vast_alloc(n * sizeof *l->key);
		l->key[0] = 0;
		l->at = iv_vast_alloc((r->m->n + 1) * sizeof *l->at);
	}
}

static void place_records(void *ctx, size_t number, unsigned worker)
{
	enum { AHEAD = 16 };
	struct reading *r = ctx;
	(void)worker;
	for (size_t i = number * SHARE; i < (number + 1) * SHARE && i < r->m->n; i++) {
		uint32_t name = iv_match_row(r->m, i)->name, later = i + AHEAD < r->m->n ? iv_match_row(r->m, i + AHEAD)->name : IV_NAME_NONE;
		for (int kind = 0; kind < KINDS; kind++) {
			if (later != IV_NAME_NONE)
				__builtin_prefetch(&r->at[kind][later]);
			r->out->name[kind].at[i] = name == IV_NAME_NONE ? 0 : r->at[kind][name];
		}
	}
}

static void find_spelled(struct reading *r, size_t shares, unsigned threads)
{
	iv_parallel(threads, shares, read_spelled, r);
	for (size_t s = 0; s < shares; s++) {
		for (size_t i = 0; i < r->share[s].n; i++)
			iv_match_key_set_add(&r->spelled, r->share[s].key[i]);
		free(r->share[s].key);
		r->share[s] = (struct longs){ 0 };
	}
}

void iv_match_keys_init(struct iv_match_keys *k, const struct iv_match_people *m, unsigned threads)
{
	struct reading r = { .m = m, .out = k };
	size_t shares = (m->names.n + SHARE - 1) / SHARE;
	*k = (struct iv_match_keys){ .m = m };
	r.share = iv_zalloc((shares + 1) * KINDS * sizeof *r.share);
	find_spelled(&r, shares, threads);
	for (int kind = 0; kind < KINDS; kind++)
		r.at[kind] = iv_alloc((m->names.n + 1) * sizeof *r.at[kind]);
	iv_parallel(threads, shares, read_keys, &r);
	prepare_join(&r, shares);
	iv_parallel(threads, shares * KINDS, join, &r);
	iv_parallel(threads, (m->n + SHARE - 1) / SHARE, place_records, &r);
	for (int kind = 0; kind < KINDS; kind++)
		free(r.at[kind]);
	iv_match_key_set_release(&r.spelled);
	free(r.begin);
	free(r.share);
}

void iv_match_keys_release(struct iv_match_keys *k)
{
	for (int kind = 0; kind < KINDS; kind++) {
		iv_vast_free(k->name[kind].at);
		iv_vast_free(k->name[kind].key);
	}
	*k = (struct iv_match_keys){ 0 };
}

/* ---- keys of records ---- */

static void add(uint64_t value, uint64_t *list, size_t *n)
{
	if (value && *n < IV_KEYS_MOST)
		list[(*n)++] = value;
}

static void add_mailboxes(const struct iv_match_people *m, const struct iv_match_row *row, uint64_t *list, size_t *n)
{
	for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++) {
		const struct iv_match_ident *id = &m->ident[iv_match_ident_number(m->held[i])];
		const char *at = id->type == IV_ID_EMAIL && id->n ? memchr(id->text, '@', id->n) : NULL;
		if (at && at - id->text >= 5 && !id->blocked)
			add(iv_hash((struct iv_str){ id->text, (size_t)(at - id->text) }) | 1, list, n);
	}
}

static void add_identifiers(const struct iv_match_people *m, const struct iv_match_row *row, uint64_t *list, size_t *n)
{
	for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++) {
		const struct iv_match_ident *id = &m->ident[iv_match_ident_number(m->held[i])];
		if (id->type != IV_ID_SUPERSEDES && !id->blocked)
			add(iv_match_mix(id->value, id->type + 1u) | 1, list, n);
	}
}

/* By their texts: numbers depend on the order of the input. */
static void add_value(const struct iv_match_people *m, size_t column, uint32_t number, uint64_t *list, size_t *n)
{
	const struct iv_match_value *v = &m->column[column].value[number];
	struct iv_str rest = { v->text, v->n }, one;
	if (m->schema->column[column].as != IV_AS_LIST) {
		add(iv_match_mix(v->hash, v->n) | 1, list, n);
		return;
	}
	while (iv_str_cut(&rest, IV_MATCH_BETWEEN, &one))
		add(iv_match_mix(iv_hash(one), one.n) | 1, list, n);
}

static size_t list_keys(const struct iv_match_people *m, uint8_t key, const struct iv_match_row *row, uint64_t *list)
{
	size_t n = 0;
	switch (key) {
	case IV_KEY_BIRTH:
		if (row->birth != IV_MATCH_NO_DATE)
			add(iv_match_mix((uint64_t)(row->birth + (INT64_C(1) << 40)), 3), list, &n);
		return n;
	case IV_KEY_GENDER:
		add(row->gender, list, &n);
		return n;
	case IV_KEY_IDNO:
		add(row->idno, list, &n);
		return n;
	case IV_KEY_IDENTIFIERS:
		add_identifiers(m, row, list, &n);
		return n;
	case IV_KEY_MAILBOX:
		add_mailboxes(m, row, list, &n);
		return n;
	}
	size_t column = key - IV_KEY_COLUMN;
	if (row->value[column])
		add_value(m, column, row->value[column], list, &n);
	return n;
}

const uint64_t *iv_match_keys_of(const struct iv_match_keys *k, uint8_t key, uint32_t part, uint64_t list[IV_KEYS_MOST], size_t *n)
{
	if (key > IV_KEY_GIVEN) {
		*n = list_keys(k->m, key, iv_match_row(k->m, part), list);
		return list;
	}
	const uint64_t *own = k->name[key].key + k->name[key].at[part];
	*n = *own;
	return own + 1;
}

/* The compiler takes a function that only fetches for one without effect and leaves out its calls, were it not for the empty instruction. */
static void fetch(const void *p)
{
	__builtin_prefetch(p);
	__asm__ volatile("");
}

static void fetch_identifiers(const struct iv_match_people *m, const struct iv_match_row *row, int step)
{
	if (step == 1 && row->held_n)
		fetch(&m->held[row->held]);
	for (size_t i = row->held; step > 1 && i < (size_t)row->held + row->held_n; i++) {
		const struct iv_match_ident *id = &m->ident[iv_match_ident_number(m->held[i])];
		if (step == 2)
			fetch(id);
		else if (id->n)
			fetch(id->text);
	}
}

int iv_match_keys_steps(uint8_t key)
{
	switch (key) {
	case IV_KEY_BIRTH:
	case IV_KEY_GENDER:
	case IV_KEY_IDNO:
		return 1;
	case IV_KEY_IDENTIFIERS:
		return 3;
	case IV_KEY_MAILBOX:
		return 4;
	}
	return 2;
}

void iv_match_keys_fetch(const struct iv_match_keys *k, uint8_t key, uint32_t part, int step)
{
	if (step == 0 && key <= IV_KEY_GIVEN)
		fetch(&k->name[key].at[part]);
	else if (step == 0)
		fetch(iv_match_row(k->m, part));
	else if (key <= IV_KEY_GIVEN)
		fetch(&k->name[key].key[k->name[key].at[part]]);
	else if (key >= IV_KEY_COLUMN)
		fetch(&k->m->column[key - IV_KEY_COLUMN].value[iv_match_row(k->m, part)->value[key - IV_KEY_COLUMN]]);
	else
		fetch_identifiers(k->m, iv_match_row(k->m, part), step);
}
