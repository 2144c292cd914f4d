/* SPDX-License-Identifier: MIT
 * What is first to come in the new order is fetched from where it lies, some items ahead, and written to the next place of a new array: only reading
 * goes to and fro. */
#include "match/settle.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"
#include "match/sort.h"

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
	uint32_t *from, *moved; /* of each new part its old number, and of each old its new one */
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

static void place_share(void *ctx, size_t number, unsigned worker)
{
	const struct ordering *o = ctx;
	size_t end = iv_parallel_share(o->m->n, SHARES, number + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(o->m->n, SHARES, number); i < end; i++)
		o->moved[o->from[i] = o->order[i].value] = (uint32_t)i;
}

/* The parts by the sound of their names, then by id. They are sorted by the first bits of both; few agree in those. */
static void order_parts(const struct iv_match_people *m, unsigned threads, uint32_t *from, uint32_t *moved)
{
	struct iv_match_item12 *order = iv_vast_alloc((m->n + 1) * sizeof *order);
	struct ordering o = { m, order, from, moved };
	iv_parallel(threads, SHARES, list_share, &o);
	iv_match_sort_array(order, m->n, sizeof *order, threads);
	for (size_t i = 1; i < m->n; i++)
		for (size_t k = i; k && iv_match_key12(&order[k - 1]) == iv_match_key12(&order[k]) && is_before(m, order[k].value, order[k - 1].value); k--) {
			struct iv_match_item12 x = order[k];
			order[k] = order[k - 1];
			order[k - 1] = x;
		}
	iv_parallel(threads, SHARES, place_share, &o);
	iv_vast_free(order);
}

/* ---- arrays in a new order ---- */

/* An array whose i-th item is to be the one that stands at from[i]. */
struct array {
	void *item;
	size_t size, n;
	uint32_t *from;
	char *to;
};

struct moving {
	struct array array[3 + IV_SCHEMA_COLUMNS];
	size_t arrays;
};

static void move_share(void *ctx, size_t number, unsigned worker)
{
	enum { AHEAD = 16 };
	const struct array *a = &((struct moving *)ctx)->array[number / SHARES];
	size_t end = iv_parallel_share(a->n, SHARES, number % SHARES + 1);
	const char *item = a->item;
	(void)worker;
	for (size_t i = iv_parallel_share(a->n, SHARES, number % SHARES); i < end; i++) {
		if (i + AHEAD < end) {
			const char *later = item + a->from[i + AHEAD] * a->size;
			__builtin_prefetch(later);
			__builtin_prefetch(later + a->size - 1);
		}
		memcpy(a->to + i * a->size, item + a->from[i] * a->size, a->size);
	}
}

/* Items go from where they lie, which is anywhere, to the next place, so that memory is written in order. */
static void move_all(struct moving *m, unsigned threads)
{
	for (size_t i = 0; i < m->arrays; i++)
		m->array[i].to = iv_vast_alloc((m->array[i].n + 1) * m->array[i].size);
	iv_parallel(threads, m->arrays * SHARES, move_share, m);
	for (size_t i = 0; i < m->arrays; i++)
		iv_vast_free(m->array[i].item);
}

/* ---- the parts, then what they refer to, in the order in which they do ---- */

static void settle_parts(struct iv_match_people *m, uint32_t *order, unsigned threads)
{
	struct moving moving = { .array = { { m->part, sizeof *m->part, m->n, order, NULL }, { m->row, m->stride, m->n, order, NULL } }, .arrays = 2 };
	move_all(&moving, threads);
	m->part = (struct iv_match_part *)(void *)moving.array[0].to;
	m->row = moving.array[1].to;
	m->cap = m->row_cap = m->n + 1;
}

/* The new number of each of n things, by who refers to it first. What nobody refers to (of a record that was replaced) comes last. */
struct renumbering {
	uint32_t *to, *from;
	uint32_t next;
};

static struct renumbering renumber(size_t n)
{
	struct renumbering r = { .to = iv_alloc((n + 1) * sizeof *r.to), .from = iv_alloc((n + 1) * sizeof *r.from) };
	memset(r.to, 0xFF, n * sizeof *r.to);
	return r;
}

static uint32_t number_of(struct renumbering *r, uint32_t old)
{
	if (r->to[old] == UINT32_MAX) {
		r->from[r->next] = old;
		r->to[old] = r->next++;
	}
	return r->to[old];
}

static struct array moved_array(struct renumbering *r, void *item, size_t size, size_t n)
{
	for (size_t i = 0; i < n; i++)
		number_of(r, (uint32_t)i);
	free(r->to);
	return (struct array){ item, size, n, r->from, NULL };
}

static struct array settle_names(struct iv_match_people *m)
{
	struct renumbering r = renumber(m->names.n);
	for (size_t p = 0; p < m->n; p++) {
		struct iv_match_row *row = iv_match_row(m, p);
		if (row->name != IV_NAME_NONE)
			row->name = number_of(&r, row->name);
	}
	return moved_array(&r, m->names.name, sizeof *m->names.name, m->names.n);
}

static struct array settle_column(struct iv_match_people *m, size_t k)
{
	struct iv_match_column *c = &m->column[k];
	struct renumbering r = renumber(c->n);
	if (c->n)
		number_of(&r, IV_COLUMN_NONE);
	for (size_t p = 0; p < m->n && c->n; p++)
		iv_match_row(m, p)->value[k] = number_of(&r, iv_match_row(m, p)->value[k]);
	return moved_array(&r, c->value, sizeof *c->value, c->n);
}

static struct array settle_idents(struct iv_match_people *m)
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
	return moved_array(&r, m->ident, sizeof *m->ident, m->idents);
}

/* What rows refer to; the longest come first. */
enum { IDENTS, NAMES, COLUMNS };

struct referring {
	struct iv_match_people *m;
	struct moving moving;
};

static void settle_rest(void *ctx, size_t number, unsigned worker)
{
	struct referring *r = ctx;
	(void)worker;
	r->moving.array[number] = number == IDENTS ? settle_idents(r->m) : number == NAMES ? settle_names(r->m) : settle_column(r->m, number - COLUMNS);
}

static void settle_referred(struct iv_match_people *m, unsigned threads)
{
	struct referring r = { .m = m, .moving.arrays = COLUMNS + m->schema->columns };
	struct array *array = r.moving.array;
	iv_parallel(threads, r.moving.arrays, settle_rest, &r);
	move_all(&r.moving, threads);
	m->ident = (struct iv_match_ident *)(void *)array[IDENTS].to;
	m->names.name = (struct iv_match_name *)(void *)array[NAMES].to;
	m->idents_cap = m->idents;
	m->names.cap = m->names.n;
	for (size_t k = 0; k < m->schema->columns; k++) {
		m->column[k].value = (struct iv_match_value *)(void *)array[COLUMNS + k].to;
		m->column[k].cap = m->column[k].n;
	}
	for (size_t i = 0; i < r.moving.arrays; i++)
		free(array[i].from);
}

uint32_t *iv_match_settle_all(struct iv_match_people *m, unsigned threads)
{
	uint32_t *from = iv_alloc((m->n + 1) * sizeof *from), *moved = iv_alloc((m->n + 1) * sizeof *moved);
	order_parts(m, threads, from, moved);
	settle_parts(m, from, threads);
	free(from);
	settle_referred(m, threads);
	return moved;
}
