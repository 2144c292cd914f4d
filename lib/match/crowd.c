/* SPDX-License-Identifier: MIT
 * Counting by sorting. Callers count for nothing here: they are known by the identifier itself. */
#include "match/crowd.h"

#include <stdlib.h>

#include "match/sort.h"

void iv_match_crowd_release(struct iv_match_crowd *c)
{
	free(c->name);
	free(c->born);
	free(c->blocked);
	*c = (struct iv_match_crowd){ 0 };
}

uint32_t iv_match_born(const struct iv_match_crowd *c, int32_t day)
{
	return day >= c->first && (size_t)(day - c->first) < c->days ? c->born[day - c->first] : 0;
}

uint8_t iv_match_band_day(const struct iv_match_crowd *c, int32_t day)
{
	double share = c->births ? iv_match_born(c, day) / (double)c->births : 0;
	/* Among few records every day is a large share: what counts is then how far it is beyond its fellows. */
	double few = c->births < 4096 ? 4096.0 / (double)(c->births + 1) : 1;
	return (uint8_t)((share > 0x1p-11 * few) + (share > 0x1p-8 * few) + (share > 0x1p-5 * few));
}

/* The number of limits that the share is below: limits fall. */
static uint8_t band_below(double share, const double *limit, size_t n)
{
	size_t band = 0;
	while (band < n && share < limit[band])
		band++;
	return (uint8_t)band;
}

uint8_t iv_match_band_value(double share)
{
	static const double limit[IV_BANDS_VALUE - 1] = { 0x1p-1, 0x1p-2, 0x1p-3, 0x1p-4, 0x1p-5, 0x1p-6, 0x1p-8, 0x1p-10, 0x1p-12, 0x1p-15, 0x1p-18 };
	return band_below(share, limit, IV_BANDS_VALUE - 1);
}

static uint8_t band_word(double share)
{
	static const double limit[IV_BANDS_WORD - 1] = { 0x1p-5, 0x1p-8 };
	return band_below(share, limit, IV_BANDS_WORD - 1);
}

static uint8_t band_name(double share)
{
	double limit[IV_BANDS_NAME - 1];
	for (int i = 0; i < IV_BANDS_NAME - 1; i++)
		limit[i] = 1 / (double)(UINT64_C(1) << (4 + (i + 1) / 2 * 3 + ((i + 1) & 1))) * ((i + 1) & 1 ? 0.70710678118654752 : 1);
	return band_below(share, limit, IV_BANDS_NAME - 1);
}

double iv_match_among(uint64_t records)
{
	return records && records < IV_CROWD_LEAST ? IV_CROWD_LEAST / (double)records : 1;
}

static void count_births(const struct iv_match_people *m, struct iv_match_crowd *c)
{
	int32_t last = INT32_MIN;
	c->first = INT32_MAX;
	for (size_t p = 0; p < m->n; p++) {
		int32_t day = iv_match_row(m, p)->birth;
		if (!iv_match_is_record(m, p))
			continue;
		c->records++;
		if (day == IV_MATCH_NO_DATE)
			continue;
		c->births++;
		c->first = day < c->first ? day : c->first;
		last = day > last ? day : last;
	}
	c->among = iv_match_among(c->records);
	c->people = (double)c->records * c->among + 1;
	c->days = last < c->first ? 0 : (size_t)(last - c->first) + 1;
	c->born = iv_zalloc((c->days + 1) * sizeof *c->born);
	for (size_t p = 0; p < m->n; p++)
		if (iv_match_is_record(m, p) && iv_match_row(m, p)->birth != IV_MATCH_NO_DATE)
			c->born[iv_match_row(m, p)->birth - c->first]++;
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

/* So many records of other names have a family or given name that is one: at least FEW_OTHERS, and of many people a share. */
static const double KNOWN = 1e-4, FEW_OTHERS = 5;

/* People whose names are of one script are one population; those of two hardly mix. */
static unsigned script_of(const struct iv_match_name *n)
{
	return n->flags & (IV_NAME_HAN | IV_NAME_PINYIN) ? 0 : n->flags & IV_NAME_FOREIGN ? 2 : 1;
}

void iv_match_crowd_name(struct iv_match_crowd *c, const struct iv_match_name *name, size_t i, uint32_t own, uint32_t family, uint32_t given)
{
	enum { ONE_PERSON = 6 }; /* records of one name that may well be one person's */
	struct iv_match_name_crowd *n = &c->name[i];
	own = iv_match_listed(own);
	family = iv_match_listed(family);
	given = iv_match_listed(given);
	double others = family > own ? family - own : 0, namesakes = given > own ? given - own : 0, script = 1;
	uint64_t all = c->script[0] + c->script[1] + c->script[2], like = c->script[script_of(name)];
	double seen = own > ONE_PERSON ? (own - ONE_PERSON) / c->people : 0;
	if (all && like)
		script = (double)like / (double)all;
	n->records = own;
	n->share = (others + 1) / c->people * ((namesakes + 1) / (c->people * script));
	n->share = n->share > seen ? n->share : seen;
	n->band = band_name(n->share);
	double known = c->people * KNOWN > FEW_OTHERS ? c->people * KNOWN : FEW_OTHERS;
	n->family_known = others >= known;
	n->given_known = namesakes >= known;
	n->family_band = band_word(family / c->people);
	n->given_band = band_word(given / c->people);
}

static void count_scripts(const struct iv_match_names *d, const uint32_t *records, struct iv_match_crowd *c)
{
	for (size_t i = 0; i < d->n; i++)
		c->script[script_of(&d->name[i])] += records[i];
}

/* Counts names, and estimates how often chance gives each from how common family name and given name are among all others. */
static void count_names(const struct iv_match_people *m, struct iv_match_crowd *c)
{
	const struct iv_match_names *d = &m->names;
	uint32_t *count[4]; /* records; by person, family, given */
	for (int i = 0; i < 4; i++)
		count[i] = iv_zalloc((d->n + 1) * sizeof **count);
	for (size_t p = 0; p < m->n; p++)
		if (iv_match_is_record(m, p) && iv_match_row(m, p)->name != IV_NAME_NONE)
			count[0][iv_match_row(m, p)->name]++;
	sum_by(d, person_of, count[0], count[1]);
	sum_by(d, family_of, count[0], count[2]);
	sum_by(d, given_of, count[0], count[3]);
	count_scripts(d, count[0], c);
	c->name = iv_zalloc((d->n + 1) * sizeof *c->name);
	for (size_t i = 0; i < d->n; i++)
		iv_match_crowd_name(c, &d->name[i], i, count[1][i], count[2][i], count[3][i]);
	for (int i = 0; i < 4; i++)
		free(count[i]);
}

static void count_values(struct iv_match_people *m, struct iv_match_crowd *c)
{
	for (size_t k = 0; k < m->schema->columns; k++) {
		struct iv_match_column *column = &m->column[k];
		for (size_t i = 0; i < column->n; i++)
			column->value[i].records = 0;
		for (size_t p = 0; p < m->n; p++)
			if (iv_match_is_record(m, p) && iv_match_row(m, p)->value[k]) {
				column->value[iv_match_row(m, p)->value[k]].records++;
				c->filled[k]++;
			}
		for (size_t i = 1; i < column->n; i++)
			column->value[i].band = iv_match_band_value(iv_match_listed(column->value[i].records) / ((double)c->filled[k] * c->among + 1));
	}
}

/* A full name that can be counted: half a name, or one with a lost character, may be anybody's. */
static uint64_t full_name(const struct iv_match_people *m, size_t part)
{
	const struct iv_match_name *n = iv_match_name_of(m, part);
	return n && !(n->flags & (IV_NAME_PARTIAL | IV_NAME_LOST | IV_NAME_INITIAL)) ? n->whole : 0;
}

static int most_first(const void *a, const void *b)
{
	const struct iv_match_blocked *x = a, *y = b;
	if (x->names != y->names)
		return x->names > y->names ? -1 : 1;
	if (x->id.type != y->id.type)
		return x->id.type < y->id.type ? -1 : 1;
	return (x->id.value > y->id.value) - (x->id.value < y->id.value);
}

void iv_match_crowd_order(struct iv_match_crowd *c)
{
	if (c->blocked_n)
		qsort(c->blocked, c->blocked_n, sizeof *c->blocked, most_first);
}

/* holder[0..n): the parts that hold one identifier. */
static void count_ident(struct iv_match_people *m, struct iv_match_crowd *c, const struct iv_match_item *holder, size_t n, uint32_t most)
{
	struct iv_match_items names = { 0 };
	uint32_t different = 0, records = 0;
	for (size_t i = 0; i < n; i++) {
		uint64_t name = full_name(m, holder[i].value);
		bool record = iv_match_is_record(m, holder[i].value);
		records += record;
		if (record && name)
			iv_match_items_add(&names, name, 0);
	}
	iv_match_sort(&names);
	for (size_t i = 0; i < names.n; i++)
		different += !i || names.item[i].key != names.item[i - 1].key;
	iv_match_items_release(&names);
	struct iv_match_ident *id = &m->ident[holder[0].key];
	id->names = (uint8_t)(different < 255 ? different : 255);
	/* Where nobody says a name, many records are as bad as many names: twice as many, as some may be one person's. */
	different = different ? different : records / 2;
	id->blocked = different > most;
	if (different > most) {
		c->blocked = iv_reserve(c->blocked, &c->blocked_cap, c->blocked_n + 1, sizeof *c->blocked);
		c->blocked[c->blocked_n++] = (struct iv_match_blocked){ *id, different, records };
	}
}

static void count_idents(struct iv_match_people *m, struct iv_match_crowd *c, uint32_t most)
{
	struct iv_match_items held = { 0 };
	for (size_t p = 0; p < m->n; p++) {
		const struct iv_match_row *row = iv_match_row(m, p);
		for (size_t i = row->held; i < row->held + row->held_n; i++)
			if (iv_match_ident_type(m->held[i]) != IV_ID_SUPERSEDES)
				iv_match_items_add(&held, iv_match_ident_number(m->held[i]), p);
	}
	iv_match_sort(&held);
	for (size_t i = 0, end; i < held.n; i = end) {
		for (end = i + 1; end < held.n && held.item[end].key == held.item[i].key; end++)
			;
		count_ident(m, c, held.item + i, end - i, most);
	}
	iv_match_items_release(&held);
	iv_match_crowd_order(c);
}

void iv_match_crowd(struct iv_match_people *m, uint32_t most_names, struct iv_match_crowd *out)
{
	*out = (struct iv_match_crowd){ 0 };
	count_births(m, out);
	count_names(m, out);
	count_values(m, out);
	count_idents(m, out, most_names);
}
