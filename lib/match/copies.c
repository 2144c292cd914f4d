/* SPDX-License-Identifier: MIT
 * Rows are told apart by a small key first (the name with the birth date, or with the first identifier), so that on ordinary data nothing more is
 * looked at. Equal rows have one name, and those of one name stand together (settle.h), so shares of the rows are gone through by several threads. */
#include "match/copies.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "match/block_key.h"

enum { SHARES = 64 };

void iv_match_copies_release(struct iv_match_copies *c)
{
	free(c->first);
	*c = (struct iv_match_copies){ 0 };
}

/* Numbers depend on the order of the input: they only tell what is equal. 0: it can be no copy. */
static uint64_t small_key(const struct iv_match_people *m, size_t part)
{
	const struct iv_match_row *row = iv_match_row(m, part);
	if (!iv_match_is_record(m, part) || row->name == IV_NAME_NONE)
		return 0;
	if (row->birth != IV_MATCH_NO_DATE)
		return iv_match_mix(row->name, (uint64_t)(row->birth + (INT64_C(1) << 40))) | 1;
	return row->held_n || row->idno ? iv_match_mix(row->name + UINT64_C(7), row->held_n ? m->held[row->held] : row->idno) | 1 : 0;
}

static uint64_t whole_key(const struct iv_match_people *m, size_t part)
{
	const struct iv_match_row *row = iv_match_row(m, part);
	uint64_t key = iv_match_mix(small_key(m, part), row->idno);
	key = iv_match_mix(key, (uint64_t)row->digits << 8 | row->gender);
	for (size_t i = 0; i < row->held_n; i++)
		key = iv_match_mix(key, m->held[row->held + i]);
	for (size_t i = 0; i < m->schema->columns; i++)
		key = iv_match_mix(key, row->value[i]);
	return key;
}

bool iv_match_are_copies(const struct iv_match_people *m, uint32_t a, uint32_t b)
{
	const struct iv_match_row *x = iv_match_row(m, a), *y = iv_match_row(m, b);
	if (x->name != y->name || x->birth != y->birth || x->idno != y->idno || x->gender != y->gender || x->digits != y->digits || x->held_n != y->held_n)
		return false;
	return !memcmp(x->value, y->value, m->schema->columns * sizeof *x->value) && (!x->held_n || !memcmp(m->held + x->held, m->held + y->held, x->held_n * sizeof *m->held));
}

struct listing {
	const struct iv_match_people *m;
	struct iv_match_items found[SHARES];
};

/* Where a share begins: no name is in two of them. */
static size_t begin_of(const struct iv_match_people *m, size_t share)
{
	size_t p = iv_parallel_share(m->n, SHARES, share);
	while (p && p < m->n && iv_match_sound(m, p) && iv_match_sound(m, p) == iv_match_sound(m, p - 1))
		p++;
	return p;
}

/* Rows of which more than IV_COPIES_MOST share a place in a table of small counts, by what all of them is. */
static void list_share(void *ctx, size_t number, unsigned worker)
{
	struct listing *l = ctx;
	const struct iv_match_people *m = l->m;
	size_t from = begin_of(m, number), end = begin_of(m, number + 1);
	unsigned bits = 12;
	(void)worker;
	while ((size_t)1 << bits < 4 * (end - from))
		bits++;
	uint8_t *count = iv_zalloc((size_t)1 << bits);
	for (size_t p = from; p < end; p++) {
		uint64_t key = small_key(m, p);
		uint8_t *at = &count[key >> (64 - bits)];
		*at = (uint8_t)(*at + (key && *at <= IV_COPIES_MOST));
	}
	for (size_t p = from; p < end; p++) {
		uint64_t key = small_key(m, p);
		if (key && count[key >> (64 - bits)] > IV_COPIES_MOST)
			iv_match_items_add(&l->found[number], whole_key(m, p), p);
	}
	free(count);
}

static void list_candidates(const struct iv_match_people *m, unsigned threads, struct iv_match_items *out)
{
	struct listing l = { .m = m };
	iv_parallel(threads, SHARES, list_share, &l);
	for (size_t i = 0; i < SHARES; i++) {
		for (size_t k = 0; k < l.found[i].n; k++)
			iv_match_items_add(out, l.found[i].item[k].key, l.found[i].item[k].value);
		iv_match_items_release(&l.found[i]);
	}
}

static bool *list_named(const struct iv_match_people *m, const struct iv_match_copies_input *in)
{
	struct iv_match_items replaced = { 0 };
	struct iv_match_filter filter = { 0 };
	bool *named = iv_zalloc(m->n + 1);
	for (size_t i = 0; i < in->musts; i++)
		named[in->must[i].a] = named[in->must[i].b] = true;
	for (size_t i = 0; i < in->nevers; i++)
		named[in->never[i].a] = named[in->never[i].b] = true;
	for (size_t i = 0; i < m->idents; i++)
		if (m->ident[i].type == IV_ID_SUPERSEDES)
			iv_match_items_add(&replaced, m->ident[i].value, 0);
	iv_match_sort(&replaced);
	iv_match_filter_fill(&filter, &replaced);
	for (size_t p = 0; p < m->n; p++) {
		size_t at = iv_match_items_seek(&replaced, &filter, m->part[p].id);
		named[p] |= at < replaced.n && replaced.item[at].key == m->part[p].id;
	}
	iv_match_filter_release(&filter);
	iv_match_items_release(&replaced);
	for (size_t p = 0; p < m->n && in->single; p++)
		named[p] |= m->part[p].source < 64 && in->single >> m->part[p].source & 1;
	return named;
}

/* Do n equal records say who they are? */
static bool is_somebody(const struct iv_match_people *m, const struct iv_match_crowd *crowd, uint32_t part, size_t n)
{
	const struct iv_match_row *row = iv_match_row(m, part);
	const struct iv_match_name *name = iv_match_name_of(m, part);
	bool own = row->idno != 0;
	if (name->flags & (IV_NAME_PARTIAL | IV_NAME_LOST | IV_NAME_INITIAL))
		return false;
	for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++) {
		const struct iv_match_ident *id = &m->ident[iv_match_ident_number(m->held[i])];
		if (id->type == IV_ID_SUPERSEDES)
			return false;
		own |= !id->blocked;
	}
	if (own || row->birth == IV_MATCH_NO_DATE)
		return own;
	/* As many as others of the name and others of the day make likely. */
	uint32_t names = crowd->name[row->name].records, born = iv_match_born(crowd, row->birth);
	double others = names > n ? (double)names - (double)n : 0, day = born > n ? (double)born - (double)n : 0;
	return others * day < 0.5 * (double)crowd->records;
}

/* item[0..n) are of one key; those that equal the first of them are its copies. */
static void take(struct iv_match_people *m, const struct iv_match_crowd *crowd, const struct iv_match_item *item, size_t n, struct iv_match_copies *out)
{
	uint32_t first = (uint32_t)item[0].value;
	size_t equal = 0;
	for (size_t i = 0; i < n; i++)
		equal += iv_match_are_copies(m, first, (uint32_t)item[i].value);
	if (equal <= IV_COPIES_MOST || !is_somebody(m, crowd, first, equal))
		return;
	if (!out->first) {
		out->first = iv_alloc((m->n + 1) * sizeof *out->first);
		for (uint32_t p = 0; p < m->n; p++)
			out->first[p] = p;
	}
	for (size_t i = 1; i < n; i++)
		if (iv_match_are_copies(m, first, (uint32_t)item[i].value)) {
			out->first[item[i].value] = first;
			iv_match_row(m, item[i].value)->flags |= IV_PART_COPY;
			out->records++;
		}
	out->groups++;
}

/* Records of which somebody says who they are are no candidates. */
static void drop_named(const struct iv_match_people *m, const struct iv_match_copies_input *in, struct iv_match_items *candidate)
{
	bool *named = list_named(m, in);
	size_t n = 0;
	for (size_t i = 0; i < candidate->n; i++)
		if (!named[candidate->item[i].value])
			candidate->item[n++] = candidate->item[i];
	candidate->n = n;
	free(named);
}

void iv_match_copies_find(struct iv_match_people *m, const struct iv_match_crowd *crowd, const struct iv_match_copies_input *in, unsigned threads, struct iv_match_copies *out)
{
	struct iv_match_items candidate = { 0 };
	*out = (struct iv_match_copies){ 0 };
	list_candidates(m, threads, &candidate);
	if (candidate.n)
		drop_named(m, in, &candidate);
	iv_match_sort_on(&candidate, threads);
	for (size_t i = 0, end; i < candidate.n; i = end) {
		end = iv_match_items_end(&candidate, i);
		if (end - i > IV_COPIES_MOST)
			take(m, crowd, candidate.item + i, end - i, out);
	}
	iv_match_items_release(&candidate);
}

void iv_match_copies_join(const struct iv_match_copies *c, size_t n, struct iv_linkage *clusters)
{
	if (!c->first)
		return;
	uint32_t *number = iv_alloc((clusters->clusters + 1) * sizeof *number), next = 0;
	memset(number, 0xFF, clusters->clusters * sizeof *number);
	for (size_t p = 0; p < n; p++) {
		uint32_t *of = &clusters->of[p];
		/* A first comes before its copies, and so has its new number by then. */
		if (c->first[p] != p) {
			*of = clusters->of[c->first[p]];
			continue;
		}
		if (number[*of] == UINT32_MAX)
			number[*of] = next++;
		*of = number[*of];
	}
	clusters->joined += clusters->clusters - next;
	clusters->clusters = next;
	free(number);
}
