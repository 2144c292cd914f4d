/* SPDX-License-Identifier: MIT
 * Counting by sorting. Callers count for nothing here: they are known by the identifier itself. */
#include "match/crowd.h"

#include <stdlib.h>

#include "match/sort.h"

void iv_match_crowd_release(struct iv_match_crowd *c)
{
	free(c->born);
	free(c->alike);
	free(c->city);
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

/* Adds the records of all names with one key up and gives each name the sum. */
static void sum_by(const struct iv_match_names *d, uint64_t (*key)(const struct iv_match_name *), const uint32_t *records, uint32_t *sum)
{
	struct iv_match_items by = { 0 };
	for (size_t i = 0; i < d->n; i++)
		iv_match_items_add(&by, key(&d->name[i]), i);
	iv_match_sort(&by);
	for (size_t i = 0, end; i < by.n; i = end) {
		uint32_t n = 0;
		for (end = i; end < by.n && by.item[end].key == by.item[i].key; end++)
			n += records[by.item[end].value];
		for (size_t k = i; k < end; k++)
			sum[by.item[k].value] = n;
	}
	iv_match_items_release(&by);
}

static uint64_t person_of(const struct iv_match_name *n)
{
	return n->whole;
}

static uint64_t family_of(const struct iv_match_name *n)
{
	return n->family;
}

static uint64_t given_of(const struct iv_match_name *n)
{
	return n->given;
}

/* Counts names, and estimates their namesakes from how common family name and given name are among all others: a count of the
 * whole name could not tell one person's records from those of two. */
static void count_names(struct iv_match_people *m, size_t people)
{
	struct iv_match_names *d = &m->names;
	uint32_t *count[4]; /* records; by person, family, given */
	for (int i = 0; i < 4; i++)
		count[i] = iv_zalloc((d->n + 1) * sizeof **count);
	for (size_t p = 0; p < m->n; p++)
		if (iv_match_is_record(&m->part[p]) && m->part[p].name != IV_NAME_NONE)
			count[0][m->part[p].name]++;
	sum_by(d, person_of, count[0], count[1]);
	sum_by(d, family_of, count[0], count[2]);
	sum_by(d, given_of, count[0], count[3]);
	for (size_t i = 0; i < d->n; i++) {
		uint64_t own = count[1][i], family = count[2][i], given = count[3][i];
		family = family > own ? family - own : 0;
		given = given > own ? given - own : 0;
		d->name[i].records = count[1][i];
		d->name[i].namesakes = (family + 1) * (given + 1) * 1000000 / (people + 1);
	}
	for (int i = 0; i < 4; i++)
		free(count[i]);
}

/* Gives each part the number of items with its key. */
static void count_equal(struct iv_match_items *l, uint32_t *count)
{
	iv_match_sort(l);
	for (size_t i = 0, end; i < l->n; i = end) {
		for (end = i + 1; end < l->n && l->item[end].key == l->item[i].key; end++)
			;
		for (size_t k = i; k < end; k++)
			count[l->item[k].value] = (uint32_t)(end - i);
	}
	l->n = 0;
}

static void count_alike(const struct iv_match_people *m, struct iv_match_crowd *c)
{
	struct iv_match_items both = { 0 }, city = { 0 };
	c->alike = iv_zalloc((m->n + 1) * sizeof *c->alike);
	c->city = iv_zalloc((m->n + 1) * sizeof *c->city);
	for (size_t p = 0; p < m->n; p++) {
		const struct iv_match_name *n = iv_match_name_of(m, &m->part[p]);
		int32_t birth = m->part[p].row.birth;
		if (!iv_match_is_record(&m->part[p]))
			continue;
		if (n && birth != IV_MATCH_NO_DATE)
			iv_match_items_add(&both, n->whole ^ (uint64_t)birth * 0x9E3779B97F4A7C15u, p);
		if (m->part[p].row.city)
			iv_match_items_add(&city, m->part[p].row.city, p);
	}
	count_equal(&both, c->alike);
	count_equal(&city, c->city);
	iv_match_items_release(&both);
	iv_match_items_release(&city);
}

/* A full name that can be counted: half a name, or one with a lost character, may be anybody's. */
static uint64_t full_name(const struct iv_match_people *m, const struct iv_match_part *p)
{
	const struct iv_match_name *n = iv_match_name_of(m, p);
	return n && !(n->flags & (IV_NAME_PARTIAL | IV_NAME_LOST | IV_NAME_INITIAL)) ? n->whole : 0;
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
	count_names(m, out->records);
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
