/* SPDX-License-Identifier: MIT
 * The table of parts, and what they hold. */
#include "match/people.h"

#include <stdlib.h>

#include "base/date.h"
#include "io/vast.h"
#include "match/encode.h"
#include "match/settle.h"

void iv_match_people_init(struct iv_match_people *m, const struct iv_match_schema *schema)
{
	*m = (struct iv_match_people){ .schema = schema };
	m->arena.source = m->names.arena.source = &iv_vast_source;
	for (size_t i = 0; i < IV_SCHEMA_COLUMNS; i++)
		m->column[i].arena.source = &iv_vast_source;
	m->stride = (sizeof(struct iv_match_row) + schema->columns * sizeof(uint32_t) + 7) & ~(size_t)7;
}

void iv_match_people_release(struct iv_match_people *m)
{
	iv_names_release(&m->sources);
	iv_match_names_release(&m->names);
	for (size_t i = 0; i < IV_SCHEMA_COLUMNS; i++)
		iv_match_column_release(&m->column[i]);
	if (m->by_id)
		iv_match_items_release(m->by_id);
	free(m->by_id);
	iv_arena_release(&m->arena);
	iv_vast_free(m->part);
	iv_vast_free(m->row);
	iv_vast_free(m->ident);
	iv_vast_free(m->held);
	iv_match_index_release(&m->index);
	iv_match_index_release(&m->ident_index);
	*m = (struct iv_match_people){ 0 };
}

uint64_t iv_match_id_of(struct iv_str source, struct iv_str key)
{
	return iv_hash_seed(key, iv_hash(source));
}

/* A number below 100 in two digits of four bits. */
static uint32_t two_digits(int n)
{
	return (uint32_t)(n + n / 10 * 6);
}

uint32_t iv_match_digits(int32_t day)
{
	struct iv_ymd d = iv_date_to(day);
	return two_digits(d.year / 100) << 24 | two_digits(d.year % 100) << 16 | two_digits(d.month) << 8 | two_digits(d.day);
}

static bool is_part(const struct iv_match_part *p, uint64_t id, uint32_t source, struct iv_str key)
{
	return p->id == id && p->source == source && iv_str_eq(iv_match_key(p), key);
}

static uint64_t *slot_of(const struct iv_match_people *m, uint64_t id, uint32_t source, struct iv_str key)
{
	uint32_t hash = iv_match_id_hash(id);
	uint64_t *slot = iv_match_index_first(&m->index, hash);
	while (*slot && !(iv_match_index_is(*slot, hash) && is_part(&m->part[iv_match_index_number(*slot)], id, source, key)))
		slot = iv_match_index_next(&m->index, slot);
	return slot;
}

/* Settled parts are seldom sought, so they are put in order of their ids when one is. */
static const struct iv_match_items *by_id(const struct iv_match_people *m)
{
	if (m->by_id->n)
		return m->by_id;
	for (size_t p = 0; p < m->n; p++)
		iv_match_items_add(m->by_id, m->part[p].id, p);
	iv_match_sort(m->by_id);
	return m->by_id;
}

static uint32_t find_settled(const struct iv_match_people *m, uint64_t id, uint32_t source, struct iv_str key)
{
	const struct iv_match_items *l = by_id(m);
	for (size_t i = iv_match_items_first(l, id); i < l->n && l->item[i].key == id; i++)
		if (is_part(&m->part[l->item[i].value], id, source, key))
			return (uint32_t)l->item[i].value;
	return IV_MATCH_NONE;
}

uint32_t iv_match_find(const struct iv_match_people *m, struct iv_str source, struct iv_str key)
{
	uint32_t s = iv_names_find(&m->sources, source);
	if (s == IV_NAMES_NONE || !m->n)
		return IV_MATCH_NONE;
	if (!m->index.slots)
		return find_settled(m, iv_match_id_of(source, key), s, key);
	uint64_t found = *slot_of(m, iv_match_id_of(source, key), s, key);
	return found ? iv_match_index_number(found) : IV_MATCH_NONE;
}

/* Records of one source come one after the other, mostly. */
static uint32_t source_number(struct iv_match_people *m, struct iv_str source)
{
	if (!m->n || !iv_str_eq(m->sources.name[m->source], source))
		m->source = iv_names_add(&m->sources, source);
	return m->source;
}

uint32_t iv_match_part_of(struct iv_match_people *m, uint64_t id, struct iv_str source, struct iv_str key)
{
	uint32_t s = source_number(m, source);
	iv_match_index_room(&m->index);
	uint64_t *slot = slot_of(m, id, s, key);
	if (*slot)
		return iv_match_index_number(*slot);
	if (m->n == m->cap)
		m->part = iv_vast_reserve(m->part, &m->cap, m->n + 1, sizeof *m->part);
	if (m->row_cap < m->cap)
		m->row = iv_vast_reserve(m->row, &m->row_cap, m->cap, m->stride);
	m->part[m->n] = (struct iv_match_part){
		.id = id,
		.key = iv_match_keep(&m->arena, key, (struct iv_str){ 0 }),
		.key_n = (uint16_t)key.n,
		.source = (uint16_t)s,
		.joined = IV_MATCH_NO_DATE,
	};
	struct iv_match_row *row = iv_match_row(m, m->n);
	memset(row, 0, m->stride);
	row->name = IV_NAME_NONE;
	row->birth = IV_MATCH_NO_DATE;
	iv_match_index_put(&m->index, slot, iv_match_id_hash(id), m->n);
	return (uint32_t)m->n++;
}

uint32_t iv_match_part(struct iv_match_people *m, struct iv_str source, struct iv_str key)
{
	return iv_match_part_of(m, iv_match_id_of(source, key), source, key);
}

/* Finds or adds an identifier. */
static uint32_t ident_number(struct iv_match_people *m, const struct iv_match_ident *id)
{
	uint32_t hash = iv_match_ident_hash(id);
	iv_match_index_room(&m->ident_index);
	uint64_t *slot = iv_match_index_first(&m->ident_index, hash);
	for (; *slot; slot = iv_match_index_next(&m->ident_index, slot)) {
		const struct iv_match_ident *there = &m->ident[iv_match_index_number(*slot)];
		if (iv_match_index_is(*slot, hash) && there->value == id->value && there->type == id->type)
			return iv_match_index_number(*slot);
	}
	if (m->idents == m->idents_cap)
		m->ident = iv_vast_reserve(m->ident, &m->idents_cap, m->idents + 1, sizeof *m->ident);
	m->ident[m->idents] = *id;
	m->ident[m->idents].text = iv_match_keep(&m->arena, (struct iv_str){ id->text, id->n }, (struct iv_str){ 0 });
	iv_match_index_put(&m->ident_index, slot, hash, m->idents);
	return (uint32_t)m->idents++;
}

void iv_match_take(struct iv_match_people *m, uint32_t part, struct iv_str note)
{
	struct iv_match_part *p = &m->part[part];
	struct iv_match_row *row = iv_match_row(m, part);
	struct iv_match_record r;
	iv_match_unpack(note, &r);
	p->digest = r.digest;
	p->joined = r.joined;
	if (r.updated.n || p->updated_n) {
		p->key = iv_match_keep(&m->arena, iv_match_key(p), r.updated);
		p->updated_n = (uint8_t)r.updated.n;
	}
	row->idno = r.idno;
	row->birth = r.birth;
	row->digits = r.digits;
	row->gender = r.gender;
	row->flags = r.flags;
	row->name = r.has_name ? iv_match_names_add(&m->names, &r.name) : IV_NAME_NONE;
	for (size_t i = 0; i < m->schema->columns; i++)
		row->value[i] = iv_match_column_add(&m->column[i], r.value[i], r.hash[i]);
	row->held = (uint32_t)m->held_n;
	row->held_n = (uint8_t)r.ids_n;
	if (m->held_cap < m->held_n + r.ids_n)
		m->held = iv_vast_reserve(m->held, &m->held_cap, m->held_n + r.ids_n, sizeof *m->held);
	for (size_t i = 0; i < r.ids_n; i++)
		m->held[m->held_n++] = ident_number(m, &r.id[i]) | (uint32_t)r.id[i].type << 29;
}

static void close_dictionaries(struct iv_match_people *m)
{
	for (size_t i = 0; i < m->schema->columns; i++)
		iv_match_column_close(&m->column[i]);
	iv_match_names_close(&m->names);
	iv_match_index_release(&m->ident_index);
}

bool iv_match_any_supersedes(const struct iv_match_people *m)
{
	bool any = false;
	for (size_t i = 0; i < m->held_n; i++)
		any |= iv_match_ident_type(m->held[i]) == IV_ID_SUPERSEDES;
	return any;
}

uint32_t *iv_match_settle(struct iv_match_people *m, unsigned threads)
{
	close_dictionaries(m);
	iv_match_index_release(&m->index);
	m->by_id = iv_zalloc(sizeof *m->by_id);
	return iv_match_settle_all(m, threads);
}
