/* SPDX-License-Identifier: MIT
 * Everything put into its order in place. Each row goes to some far place; if each went there at once, every step would wait for memory. So rows first go
 * to the right stretch, which fills from its beginning, and then within it, in the cache. */
#include "match/settle.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"
#include "match/sort.h"

enum {
	STRETCH = 4096, /* rows that are put in order within the cache, where the stretches are not more than */
	STRETCHES = 1024,
};

struct array {
	char *items;
	size_t size; /* of one, a multiple of eight bytes */
	uint32_t *to; /* where each goes */
	size_t n;
	unsigned bits; /* a stretch has 2 to the power of this rows */
};

/* Equal ids of different parts: as good as never, but then too the order must not be the input's. */
static bool is_before(const struct iv_match_people *m, uint32_t x, uint32_t y)
{
	const struct iv_match_part *a = &m->part[x], *b = &m->part[y];
	uint64_t left = iv_match_sound(m, x), right = iv_match_sound(m, y);
	if (left != right)
		return left < right;
	if (a->id != b->id)
		return a->id < b->id;
	int order = iv_str_cmp(iv_match_source(m, a), iv_match_source(m, b));
	return order ? order < 0 : iv_str_cmp(iv_match_key(a), iv_match_key(b)) < 0;
}

enum { SHARES = 64 };

struct ordering {
	const struct iv_match_people *m;
	struct iv_match_item12 *order;
	uint32_t *moved; /* of each part */
};

static void list_share(void *ctx, size_t number, unsigned worker)
{
	enum { OF_ID = 24, AHEAD = 16 };
	const struct ordering *o = ctx;
	const struct iv_match_people *m = o->m;
	size_t end = iv_parallel_share(m->n, SHARES, number + 1);
	(void)worker;
	for (size_t p = iv_parallel_share(m->n, SHARES, number); p < end; p++) {
		uint32_t later = p + AHEAD < m->n ? iv_match_row(m, p + AHEAD)->name : IV_NAME_NONE;
		if (later != IV_NAME_NONE)
			__builtin_prefetch(&m->names.name[later].whole);
		o->order[p] = iv_match_item12(iv_match_sound(m, p) >> OF_ID << OF_ID | m->part[p].id >> (64 - OF_ID), (uint32_t)p);
	}
}

static void move_share(void *ctx, size_t number, unsigned worker)
{
	const struct ordering *o = ctx;
	size_t end = iv_parallel_share(o->m->n, SHARES, number + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(o->m->n, SHARES, number); i < end; i++)
		o->moved[o->order[i].value] = (uint32_t)i;
}

/* Where each part goes: by the sound of their names, then by id. They are sorted by the first bits of both; few agree in those. */
static uint32_t *order_parts(const struct iv_match_people *m, unsigned threads)
{
	struct iv_match_item12 *order = iv_vast_alloc((m->n + 1) * sizeof *order);
	struct ordering o = { m, order, iv_alloc((m->n + 1) * sizeof *o.moved) };
	iv_parallel(threads, SHARES, list_share, &o);
	iv_match_sort_array(order, m->n, sizeof *order, threads);
	for (size_t i = 1; i < m->n; i++)
		for (size_t k = i; k && iv_match_key12(&order[k - 1]) == iv_match_key12(&order[k]) && is_before(m, order[k].value, order[k - 1].value); k--) {
			struct iv_match_item12 x = order[k];
			order[k] = order[k - 1];
			order[k - 1] = x;
		}
	iv_parallel(threads, SHARES, move_share, &o);
	iv_vast_free(order);
	return o.moved;
}

static void swap(const struct array *a, size_t x, size_t y)
{
	char *p = a->items + x * a->size, *q = a->items + y * a->size;
	uint64_t v, w;
	for (size_t i = 0; i < a->size; i += sizeof v) {
		memcpy(&v, p + i, sizeof v);
		memcpy(&w, q + i, sizeof w);
		memcpy(p + i, &w, sizeof w);
		memcpy(q + i, &v, sizeof v);
	}
	uint32_t to = a->to[x];
	a->to[x] = a->to[y];
	a->to[y] = to;
}

/* Each row to the stretch it belongs to: next[s] is the first place there that may hold another's. */
static void spread(const struct array *a)
{
	size_t next[STRETCHES + 1], stretches = (a->n >> a->bits) + 1;
	for (size_t s = 0; s < stretches; s++)
		next[s] = s << a->bits;
	for (size_t s = 0; s < stretches; s++) {
		size_t end = (s + 1) << a->bits;
		for (size_t i = next[s]; i < end && i < a->n; i = next[s]) {
			size_t home = a->to[i] >> a->bits, there = next[home]++;
			if (home != s)
				swap(a, i, there);
		}
	}
}

static void order_stretch(const struct array *a, size_t s)
{
	size_t end = (s + 1) << a->bits;
	for (size_t i = s << a->bits; i < end && i < a->n; i++)
		while (a->to[i] != i)
			swap(a, i, a->to[i]);
}

/* Puts the n items, of `size` bytes each, where `to` says, which it uses up and frees. */
static void put_in_order(void *items, size_t size, size_t n, uint32_t *to)
{
	struct array a = { items, size, to, n, 0 };
	while ((size_t)STRETCH >> a.bits > 1 || n >> a.bits >= STRETCHES)
		a.bits++;
	spread(&a);
	for (size_t s = 0; s << a.bits < n; s++)
		order_stretch(&a, s);
	free(to);
}

/* ---- the parts, then what they refer to, in the order in which they do ---- */

struct settling {
	struct iv_match_people *m;
	uint32_t *moved;
};

static uint32_t *copy_of(const uint32_t *moved, size_t n)
{
	uint32_t *to = iv_alloc((n + 1) * sizeof *to);
	memcpy(to, moved, n * sizeof *to);
	return to;
}

static void settle_parts(void *ctx, size_t number, unsigned worker)
{
	const struct settling *s = ctx;
	struct iv_match_people *m = s->m;
	(void)worker;
	if (number)
		put_in_order(m->part, sizeof *m->part, m->n, copy_of(s->moved, m->n));
	else
		put_in_order(m->row, m->stride, m->n, copy_of(s->moved, m->n));
}

/* The new number of each of n things, by who refers to it first. What nobody refers to (of a record that was replaced) comes last. */
struct renumbering {
	uint32_t *to;
	uint32_t next;
};

static struct renumbering renumber(size_t n)
{
	struct renumbering r = { .to = iv_alloc((n + 1) * sizeof *r.to) };
	memset(r.to, 0xFF, n * sizeof *r.to);
	return r;
}

static uint32_t number_of(struct renumbering *r, uint32_t old)
{
	if (r->to[old] == UINT32_MAX)
		r->to[old] = r->next++;
	return r->to[old];
}

static uint32_t *the_rest(struct renumbering *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		number_of(r, (uint32_t)i);
	return r->to;
}

static void settle_names(struct iv_match_people *m)
{
	struct renumbering r = renumber(m->names.n);
	for (size_t p = 0; p < m->n; p++) {
		struct iv_match_row *row = iv_match_row(m, p);
		if (row->name != IV_NAME_NONE)
			row->name = number_of(&r, row->name);
	}
	put_in_order(m->names.name, sizeof *m->names.name, m->names.n, the_rest(&r, m->names.n));
}

static void settle_column(struct iv_match_people *m, size_t k)
{
	struct iv_match_column *c = &m->column[k];
	struct renumbering r = renumber(c->n);
	if (c->n)
		number_of(&r, IV_COLUMN_NONE);
	for (size_t p = 0; p < m->n && c->n; p++)
		iv_match_row(m, p)->value[k] = number_of(&r, iv_match_row(m, p)->value[k]);
	put_in_order(c->value, sizeof *c->value, c->n, the_rest(&r, c->n));
}

static void settle_idents(struct iv_match_people *m)
{
	enum { AHEAD = 16 };
	struct renumbering r = renumber(m->idents);
	uint32_t *held = iv_vast_alloc((m->held_n + 1) * sizeof *held);
	size_t n = 0;
	for (size_t p = 0; p < m->n; p++) {
		struct iv_match_row *row = iv_match_row(m, p);
		if (p + AHEAD < m->n)
			__builtin_prefetch(&m->held[iv_match_row(m, p + AHEAD)->held]);
		size_t from = row->held;
		row->held = (uint32_t)n;
		for (size_t i = from; i < from + row->held_n; i++)
			held[n++] = number_of(&r, iv_match_ident_number(m->held[i])) | (uint32_t)iv_match_ident_type(m->held[i]) << 29;
	}
	iv_vast_free(m->held);
	m->held = held;
	m->held_n = n;
	m->held_cap = n + 1;
	put_in_order(m->ident, sizeof *m->ident, m->idents, the_rest(&r, m->idents));
}

/* The longest come first. */
static void settle_rest(void *ctx, size_t number, unsigned worker)
{
	struct iv_match_people *m = ((const struct settling *)ctx)->m;
	(void)worker;
	if (number == 0)
		settle_idents(m);
	else if (number == 1)
		settle_names(m);
	else
		settle_column(m, number - 2);
}

uint32_t *iv_match_settle_all(struct iv_match_people *m, unsigned threads)
{
	struct settling s = { m, order_parts(m, threads) };
	iv_parallel(threads, 2, settle_parts, &s);
	iv_parallel(threads, 2 + m->schema->columns, settle_rest, &s);
	return s.moved;
}
