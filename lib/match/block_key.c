/* SPDX-License-Identifier: MIT
 * The blocking keys of a record. */
#include "match/block_key.h"

#include <stdlib.h>

uint64_t iv_match_mix(uint64_t x, uint64_t y)
{
	return (x ^ y * 0x9E3779B97F4A7C15u) * 0xFF51AFD7ED558CCDu;
}

void iv_match_keys_init(struct iv_match_keys *k, const struct iv_match_people *m)
{
	uint64_t key[IV_NAME_KEYS];
	*k = (struct iv_match_keys){ .m = m };
	for (size_t i = 0; i < m->names.n; i++) {
		if (m->names.name[i].flags & IV_NAME_HAN)
			continue;
		size_t n = iv_match_name_keys(&m->names.name[i], key, IV_NAME_KEYS);
		for (size_t j = 0; j < n; j++)
			if (key[j] & 1)
				iv_match_items_add(&k->spelled, key[j], 0);
	}
	iv_match_sort(&k->spelled);
}

void iv_match_keys_release(struct iv_match_keys *k)
{
	iv_match_items_release(&k->spelled);
}

/* Han names could nearly all be read by every scheme: they bring only those keys that a name in letters has. */
static bool is_spelled(const struct iv_match_keys *k, uint64_t scheme)
{
	size_t low = 0, high = k->spelled.n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (k->spelled.item[middle].key < scheme)
			low = middle + 1;
		else
			high = middle;
	}
	return low < k->spelled.n && k->spelled.item[low].key == scheme;
}

static void add(uint64_t value, uint64_t *list, size_t *n)
{
	if (value && *n < IV_KEYS_MOST)
		list[(*n)++] = value;
}

/* All sounds of a name: two names that sound the same in any way share one of them. */
static size_t list_sounds(const struct iv_match_keys *k, const struct iv_match_name *name, uint64_t *list)
{
	size_t n = 0, all = name->flags & IV_NAME_PARTIAL ? 0 : iv_match_name_keys(name, list, IV_KEYS_MOST);
	for (size_t i = 0; i < all; i++)
		if (!(list[i] & 1) || !(name->flags & IV_NAME_HAN) || is_spelled(k, list[i]))
			list[n++] = list[i];
	return n;
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

size_t iv_match_keys_of(const struct iv_match_keys *k, uint8_t key, uint32_t part, uint64_t list[IV_KEYS_MOST])
{
	const struct iv_match_row *row = iv_match_row(k->m, part);
	const struct iv_match_name *name = iv_match_name_of(k->m, part);
	size_t n = 0;
	switch (key) {
	case IV_KEY_NAME:
		return name ? list_sounds(k, name, list) : 0;
	case IV_KEY_FAMILY:
		return name ? iv_match_name_family_keys(name, list, IV_KEYS_MOST) : 0;
	case IV_KEY_GIVEN:
		return name ? iv_match_name_given_keys(name, list, IV_KEYS_MOST) : 0;
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
		add_identifiers(k->m, row, list, &n);
		return n;
	case IV_KEY_MAILBOX:
		add_mailboxes(k->m, row, list, &n);
		return n;
	}
	size_t column = key - IV_KEY_COLUMN;
	if (row->value[column])
		add_value(k->m, column, row->value[column], list, &n);
	return n;
}
