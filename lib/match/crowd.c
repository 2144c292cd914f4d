/* SPDX-License-Identifier: MIT
 * Each thing that is counted has a task of its own; then what follows from the counts is told in shares. Callers count for nothing here: they are
 * known by the identifier itself. */
#include "match/crowd.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "match/sort.h"

/* Tasks of the first round; the columns follow. */
enum { COUNT_HOLDERS, COUNT_NAMES, COUNT_BIRTHS, COUNT_COLUMNS };
enum { SHARES = 64 };

struct counting {
	struct iv_match_people *m;
	struct iv_match_crowd *c;
	uint32_t most; /* names of an identifier that is not blocked */
	uint32_t *records, *person, *family, *given; /* by name: of it; of all with the same whole, family and given name */
	uint32_t *same; /* by name: the same number for the same whole, from 1; 0: half a name, or one with a lost character, that may be anybody's */
	size_t *first; /* of each identifier, its holders in `holder` */
	uint32_t *holder; /* the name's index of each record that holds it, or IV_NAME_NONE */
	struct share {
		struct iv_match_blocked *blocked;
		size_t n, cap;
		uint64_t shared[IV_ID_SUPERSEDES][2];
	} share[SHARES];
};

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

static void count_births(const struct counting *w)
{
	const struct iv_match_people *m = w->m;
	struct iv_match_crowd *c = w->c;
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

/* Adds the records of all names with one key up and gives each name the sum; `same`, which may be NULL, a number of the key. */
static void sum_by(const struct iv_match_names *d, uint64_t (*key)(const struct iv_match_name *), const uint32_t *records, uint32_t *sum, uint32_t *same)
{
	struct iv_match_items by = { 0 };
	bool ordered = true; /* names stand in order of their sounds */
	for (size_t i = 0; i < d->n; i++) {
		iv_match_items_add(&by, key(&d->name[i]), i);
		ordered &= !i || by.item[i - 1].key <= by.item[i].key;
	}
	if (!ordered)
		iv_match_sort(&by);
	for (size_t i = 0, end; i < by.n; i = end) {
		uint32_t n = 0;
		for (end = i; end < by.n && by.item[end].key == by.item[i].key; end++)
			n += records[by.item[end].value];
		for (size_t k = i; k < end; k++)
			sum[by.item[k].value] = n;
		for (size_t k = i; same && k < end; k++)
			same[by.item[k].value] = by.item[k].key ? (uint32_t)i + 1 : 0;
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

/* How often there is each name, each of its parts, and each script. */
static void count_names(const struct counting *w)
{
	const struct iv_match_people *m = w->m;
	const struct iv_match_names *d = &m->names;
	for (size_t p = 0; p < m->n; p++)
		if (iv_match_is_record(m, p) && iv_match_row(m, p)->name != IV_NAME_NONE)
			w->records[iv_match_row(m, p)->name]++;
	sum_by(d, person_of, w->records, w->person, w->same);
	sum_by(d, family_of, w->records, w->family, NULL);
	sum_by(d, given_of, w->records, w->given, NULL);
	for (size_t i = 0; i < d->n; i++) {
		w->c->script[script_of(&d->name[i])] += w->records[i];
		if (d->name[i].flags & (IV_NAME_PARTIAL | IV_NAME_LOST | IV_NAME_INITIAL))
			w->same[i] = 0;
	}
}

static void count_column(const struct counting *w, size_t k)
{
	const struct iv_match_people *m = w->m;
	struct iv_match_column *column = &w->m->column[k];
	uint32_t *records = iv_zalloc((column->n + 1) * sizeof *records); /* side by side, as values are met in any order */
	size_t all = 0;
	for (size_t p = 0; p < m->n; p++)
		if (iv_match_is_record(m, p))
			records[iv_match_row(m, p)->value[k]]++;
	for (size_t i = 0; i < column->n; i++) {
		column->value[i].records = i ? records[i] : 0;
		all += column->value[i].records;
	}
	w->c->filled[k] = all;
	free(records);
}

/* The names of each identifier's holders, side by side: counted first, then filled in. */
static void count_holders(struct counting *w)
{
	const struct iv_match_people *m = w->m;
	for (int fill = 0; fill < 2; fill++) {
		for (size_t p = 0; p < m->n; p++) {
			const struct iv_match_row *row = iv_match_row(m, p);
			unsigned types = 0;
			if (!iv_match_is_record(m, p))
				continue;
			for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++) {
				uint8_t type = iv_match_ident_type(m->held[i]);
				if (type == IV_ID_SUPERSEDES)
					continue;
				types |= 1u << type;
				if (fill)
					w->holder[w->first[iv_match_ident_number(m->held[i]) + 1]++] = row->name;
				else
					w->first[iv_match_ident_number(m->held[i]) + 2]++;
			}
			for (int t = 0; t < IV_ID_SUPERSEDES && !fill; t++)
				w->c->holders[t] += types >> t & 1;
		}
		if (fill)
			continue;
		for (size_t k = 2; k < m->idents + 2; k++)
			w->first[k] += w->first[k - 1];
		w->holder = iv_alloc((w->first[m->idents + 1] + 1) * sizeof *w->holder);
	}
}

static void count_task(void *ctx, size_t number, unsigned worker)
{
	struct counting *w = ctx;
	(void)worker;
	if (number == COUNT_HOLDERS)
		count_holders(w);
	else if (number == COUNT_NAMES)
		count_names(w);
	else if (number == COUNT_BIRTHS)
		count_births(w);
	else
		count_column(w, number - COUNT_COLUMNS);
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

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* How many different names there are, in place: few are compared with each other. */
static uint32_t different_names(const struct counting *w, uint32_t *holder, size_t n)
{
	enum { FEW = 16 };
	uint32_t different = 0;
	size_t named = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t same = holder[i] == IV_NAME_NONE ? 0 : w->same[holder[i]];
		size_t k = 0;
		while (n <= FEW && k < named && holder[k] != same)
			k++;
		if (same && (n > FEW || k == named))
			holder[named++] = same;
	}
	if (n <= FEW)
		return (uint32_t)named;
	qsort(holder, named, sizeof *holder, by_number);
	for (size_t i = 0; i < named; i++)
		different += !i || holder[i] != holder[i - 1];
	return different;
}

static void judge_ident(struct counting *w, size_t number, struct share *share)
{
	struct iv_match_ident *id = &w->m->ident[number];
	if (id->type == IV_ID_SUPERSEDES)
		return;
	size_t records = w->first[number + 1] - w->first[number];
	uint32_t different = records ? different_names(w, w->holder + w->first[number], records) : 0;
	id->names = (uint8_t)(different < 255 ? different : 255);
	/* Where nobody says a name, many records are as bad as many names: twice as many, as some may be one person's. */
	different = different ? different : (uint32_t)records / 2;
	id->blocked = different > w->most;
	if (!id->blocked) {
		share->shared[id->type][id->names > 1] += records * (records - 1) / 2;
		return;
	}
	share->blocked = iv_reserve(share->blocked, &share->cap, share->n + 1, sizeof *share->blocked);
	share->blocked[share->n++] = (struct iv_match_blocked){ *id, different, (uint32_t)records };
}

/* A share of the names, identifiers and values. */
static void tell_task(void *ctx, size_t number, unsigned worker)
{
	struct counting *w = ctx;
	const struct iv_match_names *d = &w->m->names;
	(void)worker;
	for (size_t i = iv_parallel_share(d->n, SHARES, number), to = iv_parallel_share(d->n, SHARES, number + 1); i < to; i++)
		iv_match_crowd_name(w->c, &d->name[i], i, w->person[i], w->family[i], w->given[i]);
	for (size_t i = iv_parallel_share(w->m->idents, SHARES, number), to = iv_parallel_share(w->m->idents, SHARES, number + 1); i < to; i++)
		judge_ident(w, i, &w->share[number]);
	for (size_t k = 0; k < w->m->schema->columns; k++) {
		struct iv_match_column *column = &w->m->column[k];
		double all = (double)w->c->filled[k] * w->c->among + 1;
		for (size_t i = iv_parallel_share(column->n, SHARES, number), to = iv_parallel_share(column->n, SHARES, number + 1); i < to; i++)
			column->value[i].band = i ? iv_match_band_value(iv_match_listed(column->value[i].records) / all) : 0;
	}
}

static void join_shares(struct counting *w)
{
	struct iv_match_crowd *c = w->c;
	for (size_t i = 0; i < SHARES; i++) {
		struct share *s = &w->share[i];
		if (s->n) {
			c->blocked = iv_reserve(c->blocked, &c->blocked_cap, c->blocked_n + s->n, sizeof *c->blocked);
			memcpy(c->blocked + c->blocked_n, s->blocked, s->n * sizeof *c->blocked);
			c->blocked_n += s->n;
		}
		free(s->blocked);
		for (int t = 0; t < IV_ID_SUPERSEDES; t++)
			for (int k = 0; k < 2; k++)
				c->shared[t][k] += s->shared[t][k];
	}
	iv_match_crowd_order(c);
}

void iv_match_crowd(struct iv_match_people *m, uint32_t most_names, unsigned threads, struct iv_match_crowd *out)
{
	struct counting *w = iv_zalloc(sizeof *w);
	uint32_t **by_name[] = { &w->records, &w->person, &w->family, &w->given, &w->same };
	*out = (struct iv_match_crowd){ 0 };
	w->m = m;
	w->c = out;
	w->most = most_names;
	for (size_t i = 0; i < sizeof by_name / sizeof *by_name; i++)
		*by_name[i] = iv_zalloc((m->names.n + 1) * sizeof **by_name[i]);
	w->first = iv_zalloc((m->idents + 2) * sizeof *w->first);
	out->name = iv_zalloc((m->names.n + 1) * sizeof *out->name);
	iv_parallel(threads, COUNT_COLUMNS + m->schema->columns, count_task, w);
	iv_parallel(threads, SHARES, tell_task, w);
	join_shares(w);
	for (size_t i = 0; i < sizeof by_name / sizeof *by_name; i++)
		free(*by_name[i]);
	free(w->first);
	free(w->holder);
	free(w);
}
