/* SPDX-License-Identifier: MIT
 * Counting by sorting. Callers count for nothing here: they are known by the identifier itself. */
#include "match/crowd.h"

#include <stdlib.h>

#include "match/sort.h"

void iv_match_crowd_release(struct iv_match_crowd *c)
{
	free(c->born);
	free(c->alike);
	free(c->blocked);
	*c = (struct iv_match_crowd){ 0 };
}

uint32_t iv_match_born(const struct iv_match_crowd *c, int32_t day)
{
	return day >= c->first && (size_t)(day - c->first) < c->days ? c->born[day - c->first] : 0;
}

static void count_births(const struct iv_match_people *m, struct iv_match_crowd *c)
{
	int32_t last = INT32_MIN;
	c->first = INT32_MAX;
	for (size_t p = 0; p < m->n; p++) {
		int32_t day = m->part[p].row.birth;
		if (!iv_match_is_record(&m->part[p]))
			continue;
		c->records++;
		if (day == IV_MATCH_NO_DATE)
			continue;
		c->first = day < c->first ? day : c->first;
		last = day > last ? day : last;
	}
	c->days = last < c->first ? 0 : (size_t)(last - c->first) + 1;
	c->born = iv_zalloc((c->days + 1) * sizeof *c->born);
	for (size_t p = 0; p < m->n; p++)
		if (iv_match_is_record(&m->part[p]) && m->part[p].row.birth != IV_MATCH_NO_DATE)
			c->born[m->part[p].row.birth - c->first]++;
}

/* Records of each name count for all names that sound the same. */
static void count_names(struct iv_match_people *m)
{
	struct iv_match_items by_person = { 0 };
	for (size_t i = 0; i < m->names.n; i++) {
		m->names.name[i].records = 0;
		iv_match_items_add(&by_person, m->names.name[i].person, i);
	}
	for (size_t p = 0; p < m->n; p++)
		if (iv_match_is_record(&m->part[p]) && m->part[p].name != IV_NAME_NONE)
			m->names.name[m->part[p].name].records++;
	iv_match_sort(&by_person);
	for (size_t i = 0, end; i < by_person.n; i = end) {
		uint32_t sum = 0;
		for (end = i; end < by_person.n && by_person.item[end].key == by_person.item[i].key; end++)
			sum += m->names.name[by_person.item[end].value].records;
		for (size_t k = i; k < end; k++)
			m->names.name[by_person.item[k].value].records = sum;
	}
	iv_match_items_release(&by_person);
}

static void count_alike(const struct iv_match_people *m, struct iv_match_crowd *c)
{
	struct iv_match_items both = { 0 };
	c->alike = iv_zalloc((m->n + 1) * sizeof *c->alike);
	for (size_t p = 0; p < m->n; p++) {
		const struct iv_match_name *n = iv_match_name_of(m, &m->part[p]);
		int32_t birth = m->part[p].row.birth;
		if (iv_match_is_record(&m->part[p]) && n && birth != IV_MATCH_NO_DATE)
			iv_match_items_add(&both, n->person ^ (uint64_t)birth * 0x9E3779B97F4A7C15u, p);
	}
	iv_match_sort(&both);
	for (size_t i = 0, end; i < both.n; i = end) {
		for (end = i + 1; end < both.n && both.item[end].key == both.item[i].key; end++)
			;
		for (size_t k = i; k < end; k++)
			c->alike[both.item[k].value] = (uint32_t)(end - i);
	}
	iv_match_items_release(&both);
}

/* A full name that can be counted: half a name, or one with a lost character, may be anybody's. */
static uint64_t full_name(const struct iv_match_people *m, const struct iv_match_part *p)
{
	const struct iv_match_name *n = iv_match_name_of(m, p);
	return n && !(n->flags & (IV_NAME_PARTIAL | IV_NAME_LOST | IV_NAME_INITIAL)) ? n->person : 0;
}

static void note_blocked(struct iv_match_crowd *c, const struct iv_match_id *id, uint32_t names, uint32_t records)
{
	c->blocked = iv_reserve(c->blocked, &c->blocked_cap, c->blocked_n + 1, sizeof *c->blocked);
	c->blocked[c->blocked_n++] = (struct iv_match_blocked){ *id, names, records };
}

static int most_first(const void *a, const void *b)
{
	const struct iv_match_blocked *x = a, *y = b;
	if (x->names != y->names)
		return x->names > y->names ? -1 : 1;
	return (x->id.value > y->id.value) - (x->id.value < y->id.value);
}

/* holder[0..n): the parts and identifiers of one value. */
static void count_value(struct iv_match_people *m, struct iv_match_crowd *c, const struct iv_match_item *holder, size_t n, uint32_t most)
{
	struct iv_match_items names = { 0 };
	uint32_t different = 0, records = 0;
	for (size_t i = 0; i < n; i++) {
		const struct iv_match_part *p = &m->part[holder[i].value >> 32];
		uint64_t name = full_name(m, p);
		records += iv_match_is_record(p);
		if (iv_match_is_record(p) && name)
			iv_match_items_add(&names, name, 0);
	}
	iv_match_sort(&names);
	for (size_t i = 0; i < names.n; i++)
		different += !i || names.item[i].key != names.item[i - 1].key;
	iv_match_items_release(&names);
	for (size_t i = 0; i < n; i++) {
		struct iv_match_id *id = &m->id[holder[i].value & UINT32_MAX];
		id->names = (uint8_t)(different < 255 ? different : 255);
		id->blocked = different > most;
	}
	if (different > most)
		note_blocked(c, &m->id[holder[0].value & UINT32_MAX], different, records);
}

void iv_match_crowd(struct iv_match_people *m, uint32_t most_names, struct iv_match_crowd *out)
{
	struct iv_match_items held = { 0 };
	*out = (struct iv_match_crowd){ 0 };
	count_births(m, out);
	count_names(m);
	count_alike(m, out);
	for (size_t p = 0; p < m->n; p++)
		for (size_t i = m->part[p].ids; i < m->part[p].ids + m->part[p].ids_n; i++)
			if (m->id[i].type != IV_ID_SUPERSEDES)
				iv_match_items_add(&held, m->id[i].value, (uint64_t)p << 32 | i);
	iv_match_sort(&held);
	for (size_t i = 0, end; i < held.n; i = end) {
		for (end = i + 1; end < held.n && held.item[end].key == held.item[i].key; end++)
			;
		count_value(m, out, held.item + i, end - i, most_names);
	}
	iv_match_items_release(&held);
	if (out->blocked_n)
		qsort(out->blocked, out->blocked_n, sizeof *out->blocked, most_first);
}
