/* SPDX-License-Identifier: MIT
 * The parts put into the order of their ids, in place. Ids are hashes, so each row goes to some far place; if each went there at once, every step
 * would wait for memory. So rows first go to the right stretch, which fills from its beginning, and then within it, in the cache. */
#include "match/settle.h"

#include <stdlib.h>

#include "base/parallel.h"
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

static bool text_before(const struct iv_match_people *m, const struct iv_match_part *a, const struct iv_match_part *b)
{
	int order = iv_str_cmp(iv_match_source(m, a), iv_match_source(m, b));
	return order ? order < 0 : iv_str_cmp(iv_match_key(a), iv_match_key(b)) < 0;
}

/* The parts in order of their ids. */
static struct iv_match_item12 *order_of(const struct iv_match_people *m, unsigned threads)
{
	struct iv_match_item12 *order = iv_alloc((m->n + 1) * sizeof *order);
	for (size_t p = 0; p < m->n; p++)
		order[p] = iv_match_item12(m->part[p].id, (uint32_t)p);
	iv_match_sort_array(order, m->n, sizeof *order, threads);
	/* Equal hashes of different parts: as good as never, but then too the order must not be the input's. */
	for (size_t i = 1; i < m->n; i++)
		for (size_t k = i; k && iv_match_key12(&order[k - 1]) == iv_match_key12(&order[k]); k--) {
			if (!text_before(m, &m->part[order[k].value], &m->part[order[k - 1].value]))
				break;
			struct iv_match_item12 x = order[k];
			order[k] = order[k - 1];
			order[k - 1] = x;
		}
	return order;
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

struct both {
	struct array array[2];
};

static void spread_one(void *ctx, size_t number, unsigned worker)
{
	(void)worker;
	spread(&((struct both *)ctx)->array[number]);
}

static void order_one(void *ctx, size_t number, unsigned worker)
{
	(void)worker;
	order_stretch(&((struct both *)ctx)->array[number % 2], number / 2);
}

static struct array array_of(void *items, size_t size, const uint32_t *moved, size_t n)
{
	struct array a = { items, size, iv_alloc((n + 1) * sizeof *a.to), n, 0 };
	memcpy(a.to, moved, n * sizeof *a.to);
	while ((size_t)STRETCH >> a.bits > 1 || n >> a.bits >= STRETCHES)
		a.bits++;
	return a;
}

uint32_t *iv_match_settle_parts(struct iv_match_people *m, unsigned threads)
{
	struct iv_match_item12 *order = order_of(m, threads);
	uint32_t *moved = iv_alloc((m->n + 1) * sizeof *moved);
	for (size_t i = 0; i < m->n; i++)
		moved[order[i].value] = (uint32_t)i;
	free(order);
	struct both b = { { array_of(m->row, m->stride, moved, m->n), array_of(m->part, sizeof *m->part, moved, m->n) } };
	iv_parallel(threads, 2, spread_one, &b);
	iv_parallel(threads, 2 * ((m->n >> b.array[0].bits) + 1), order_one, &b);
	free(b.array[0].to);
	free(b.array[1].to);
	return moved;
}
