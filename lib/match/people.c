/* SPDX-License-Identifier: MIT
 * The table of parts and its index: open addressing by the hash of source and key, at most half full. */
#include "match/people.h"

#include <stdlib.h>

#include "match/encode.h"
#include "match/sort.h"

void iv_match_people_release(struct iv_match_people *m)
{
	iv_names_release(&m->sources);
	iv_match_names_release(&m->names);
	iv_arena_release(&m->arena);
	free(m->part);
	free(m->id);
	free(m->slot);
	*m = (struct iv_match_people){ 0 };
}

uint64_t iv_match_id_of(struct iv_str source, struct iv_str key)
{
	return iv_hash_seed(key, iv_hash(source));
}

static bool is_part(const struct iv_match_part *p, uint64_t id, uint32_t source, struct iv_str key)
{
	return p->id == id && p->source == source && iv_str_eq(iv_match_key(p), key);
}

static size_t slot_of(const struct iv_match_people *m, uint64_t id, uint32_t source, struct iv_str key)
{
	size_t i = id & (m->slots - 1);
	while (m->slot[i] && !is_part(&m->part[m->slot[i] - 1], id, source, key))
		i = (i + 1) & (m->slots - 1);
	return i;
}

static void index_all(struct iv_match_people *m)
{
	memset(m->slot, 0, m->slots * sizeof *m->slot);
	for (size_t p = 0; p < m->n; p++) {
		size_t i = m->part[p].id & (m->slots - 1);
		while (m->slot[i])
			i = (i + 1) & (m->slots - 1);
		m->slot[i] = (uint32_t)p + 1;
	}
}

uint32_t iv_match_find(const struct iv_match_people *m, struct iv_str source, struct iv_str key)
{
	uint32_t s = iv_names_find(&m->sources, source);
	if (s == IV_NAMES_NONE || !m->slots)
		return IV_MATCH_NONE;
	uint32_t found = m->slot[slot_of(m, iv_match_id_of(source, key), s, key)];
	return found ? found - 1 : IV_MATCH_NONE;
}

/* The arena's pieces are 16 bytes wide, and keys are short: so they are put one behind the other. */
static const char *keep_text(struct iv_match_people *m, struct iv_str a, struct iv_str b)
{
	char *p = m->arena.at;
	size_t n = a.n + b.n;
	if ((size_t)(m->arena.end - p) < n)
		p = iv_arena_more(&m->arena, n);
	m->arena.at = p + n;
	if (a.n)
		memcpy(p, a.p, a.n);
	if (b.n)
		memcpy(p + a.n, b.p, b.n);
	return p;
}

uint32_t iv_match_part(struct iv_match_people *m, struct iv_str source, struct iv_str key)
{
	uint64_t id = iv_match_id_of(source, key);
	uint32_t s = iv_names_add(&m->sources, source);
	if (m->slots < 2 * (m->n + 1)) {
		m->slots = m->slots ? 2 * m->slots : 1024;
		free(m->slot);
		m->slot = iv_alloc(m->slots * sizeof *m->slot);
		index_all(m);
	}
	size_t i = slot_of(m, id, s, key);
	if (m->slot[i])
		return m->slot[i] - 1;
	if (m->n == m->cap)
		m->part = iv_reserve(m->part, &m->cap, m->n + 1, sizeof *m->part);
	m->part[m->n] = (struct iv_match_part){
		.id = id,
		.key = keep_text(m, key, (struct iv_str){ 0 }),
		.key_n = (uint16_t)key.n,
		.source = (uint16_t)s,
		.name = IV_NAME_NONE,
		.row = { .birth = IV_MATCH_NO_DATE, .joined = IV_MATCH_NO_DATE },
	};
	m->slot[i] = (uint32_t)++m->n;
	return (uint32_t)m->n - 1;
}

void iv_match_take(struct iv_match_people *m, uint32_t part, struct iv_str note)
{
	struct iv_match_part *p = &m->part[part];
	struct iv_match_record r;
	iv_match_unpack(note, &r);
	p->row = r.row;
	if (r.updated.n || p->updated_n) {
		p->key = keep_text(m, iv_match_key(p), r.updated);
		p->updated_n = (uint8_t)r.updated.n;
	}
	p->name = r.has_name ? iv_match_names_add(&m->names, &r.name) : IV_NAME_NONE;
	p->ids = (uint32_t)m->ids_n;
	p->ids_n = (uint8_t)r.ids_n;
	if (m->ids_cap < m->ids_n + r.ids_n)
		m->id = iv_reserve(m->id, &m->ids_cap, m->ids_n + r.ids_n, sizeof *m->id);
	if (r.ids_n)
		memcpy(m->id + m->ids_n, r.id, r.ids_n * sizeof *m->id);
	m->ids_n += r.ids_n;
}

static bool text_before(const struct iv_match_people *m, const struct iv_match_part *a, const struct iv_match_part *b)
{
	int order = iv_str_cmp(iv_match_source(m, a), iv_match_source(m, b));
	return order ? order < 0 : iv_str_cmp(iv_match_key(a), iv_match_key(b)) < 0;
}

uint32_t *iv_match_settle(struct iv_match_people *m)
{
	struct iv_match_items order = { 0 };
	for (size_t p = 0; p < m->n; p++)
		iv_match_items_add(&order, m->part[p].id, p);
	iv_match_sort(&order);
	/* Equal hashes of different parts: as good as never, but then too the order must not be the input's. */
	for (size_t i = 1; i < order.n; i++)
		for (size_t k = i; k && order.item[k - 1].key == order.item[k].key; k--) {
			if (!text_before(m, &m->part[order.item[k].value], &m->part[order.item[k - 1].value]))
				break;
			struct iv_match_item x = order.item[k];
			order.item[k] = order.item[k - 1];
			order.item[k - 1] = x;
		}
	struct iv_match_part *sorted = iv_alloc((m->n + 1) * sizeof *sorted);
	uint32_t *moved = iv_alloc((m->n + 1) * sizeof *moved);
	for (size_t i = 0; i < m->n; i++) {
		sorted[i] = m->part[order.item[i].value];
		moved[order.item[i].value] = (uint32_t)i;
	}
	iv_match_items_release(&order);
	free(m->part);
	m->part = sorted;
	m->cap = m->n + 1;
	if (m->slots)
		index_all(m);
	return moved;
}
