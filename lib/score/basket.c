/* SPDX-License-Identifier: MIT
 * Frequent sets. Frequent items are ranked, rare ones first, and baskets written as ascending ranks. The occurrences of a set are the
 * places just behind its last item; what follows them in their baskets are the items that can extend it, each counted once. */
#include "score/basket.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/parallel.h"

#define END UINT32_MAX /* behind the last item of a basket */
enum { LONGEST = 256 }; /* of a frequent set with more items nobody could list the subsets, which are frequent too */

void iv_baskets_release(struct iv_baskets *b)
{
	free(b->item);
	free(b->start);
	*b = (struct iv_baskets){ 0 };
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static void sort_items(uint32_t *item, size_t n)
{
	if (n > 32) {
		qsort(item, n, sizeof *item, by_number);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		uint32_t x = item[i];
		size_t at = i;
		for (; at && item[at - 1] > x; at--)
			item[at] = item[at - 1];
		item[at] = x;
	}
}

void iv_baskets_add(struct iv_baskets *b, const uint32_t *item, size_t n)
{
	if (b->n + 2 > b->start_cap)
		b->start = iv_reserve(b->start, &b->start_cap, b->n + 2, sizeof *b->start);
	size_t first = b->n ? b->start[b->n] : 0, end = first;
	b->start[b->n++] = first;
	if (first + n > b->item_cap)
		b->item = iv_reserve(b->item, &b->item_cap, first + n, sizeof *b->item);
	if (n) {
		memcpy(b->item + first, item, n * sizeof *item);
		sort_items(b->item + first, n);
	}
	for (size_t i = first; i < first + n; i++)
		if (i == first || b->item[i] != b->item[i - 1])
			b->item[end++] = b->item[i];
	b->start[b->n] = end;
}

struct named {
	struct iv_str name;
	uint32_t item;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int c = iv_str_cmp(x->name, y->name);
	return c ? c : x->item < y->item ? -1 : x->item > y->item;
}

void iv_baskets_number(struct iv_baskets *b, const struct iv_str *name, size_t n, uint32_t *number)
{
	struct named *order = iv_alloc((n + 1) * sizeof *order);
	for (size_t i = 0; i < n; i++)
		order[i] = (struct named){ name[i], (uint32_t)i };
	qsort(order, n, sizeof *order, by_name);
	for (size_t i = 0; i < n; i++)
		number[order[i].item] = (uint32_t)i;
	free(order);
	for (size_t k = 0; k < b->n; k++) {
		for (size_t i = b->start[k]; i < b->start[k + 1]; i++)
			b->item[i] = number[b->item[i]];
		sort_items(b->item + b->start[k], b->start[k + 1] - b->start[k]);
	}
}

int64_t iv_basket_support(double share, size_t n)
{
	double least = ceil(share * (double)n * (1 - 1e-12));
	return least < 1 ? 1 : (int64_t)least;
}

/* What the search needs. */
struct search {
	const struct iv_basket_settings *settings;
	int64_t support;
	uint32_t *item, *rank; /* item of a rank; rank of an item, or END */
	int64_t *count; /* by rank */
	size_t ranks;
	uint32_t *flat; /* baskets as ranks, each with END behind it */
	uint32_t *place; /* by rank: the places behind it in flat, from[r] … from[r + 1] - 1 */
	size_t *from;
	struct iv_basket_sets *found; /* by rank: the sets that begin with it, in the order found */
	uint32_t *scratch; /* of the workers: ranks each, all 0 between uses */
	atomic_size_t sets;
};

struct prefix {
	struct search *s;
	struct iv_basket_sets *out;
	uint32_t *scratch;
	uint32_t rank[LONGEST];
	unsigned n;
};

static bool enough(struct search *s)
{
	return s->settings->sets && atomic_load_explicit(&s->sets, memory_order_relaxed) > s->settings->sets;
}

static void add_set(struct iv_basket_sets *out, const uint32_t *item, unsigned size, int64_t count)
{
	if (out->n == out->set_cap)
		out->set = iv_reserve(out->set, &out->set_cap, out->n + 1, sizeof *out->set);
	if (out->items + size > out->item_cap)
		out->item = iv_reserve(out->item, &out->item_cap, out->items + size, sizeof *out->item);
	out->set[out->n++] = (struct iv_basket_set){ out->items, size, count };
	memcpy(out->item + out->items, item, size * sizeof *item);
	sort_items(out->item + out->items, size);
	out->items += size;
}

static void emit(struct prefix *p, int64_t count)
{
	uint32_t item[LONGEST];
	for (unsigned i = 0; i < p->n; i++)
		item[i] = p->s->item[p->rank[i]];
	add_set(p->out, item, p->n, count);
	atomic_fetch_add_explicit(&p->s->sets, 1, memory_order_relaxed);
}

/* An extension of a set: its rank, and where its own occurrences are. */
struct extension {
	uint32_t rank, count;
	size_t from;
};

static int by_rank(const void *a, const void *b)
{
	return by_number(&((const struct extension *)a)->rank, &((const struct extension *)b)->rank);
}

/* The frequent extensions of a set that occurs at the n places; their occurrences go to *places. */
static size_t extend(const struct prefix *p, const uint32_t *place, size_t n, struct extension **out, uint32_t **places)
{
	const uint32_t *flat = p->s->flat;
	struct extension *e = NULL;
	size_t kept = 0, cap = 0, used = 0, all = 0;
	for (size_t i = 0; i < n; i++)
		for (const uint32_t *r = flat + place[i]; *r != END; r++)
			if (!p->scratch[*r]++) {
				if (used == cap)
					e = iv_reserve(e, &cap, used + 1, sizeof *e);
				e[used++].rank = *r;
			}
	for (size_t i = 0; i < used; i++) {
		uint32_t *count = &p->scratch[e[i].rank];
		if (*count >= p->s->support)
			e[kept++] = (struct extension){ e[i].rank, *count, 0 };
		*count = 0;
	}
	if (kept)
		qsort(e, kept, sizeof *e, by_rank);
	for (size_t i = 0; i < kept; i++) {
		e[i].from = all;
		all += e[i].count;
		p->scratch[e[i].rank] = (uint32_t)i + 1;
	}
	*places = kept ? iv_alloc(all * sizeof **places) : NULL;
	for (size_t i = 0; kept && i < n; i++)
		for (const uint32_t *r = flat + place[i]; *r != END; r++)
			if (p->scratch[*r])
				(*places)[e[p->scratch[*r] - 1].from++] = (uint32_t)(r + 1 - flat);
	for (size_t i = 0; i < kept; i++) {
		e[i].from -= e[i].count;
		p->scratch[e[i].rank] = 0;
	}
	*out = e;
	return kept;
}

static void descend(struct prefix *p, const uint32_t *place, size_t n)
{
	unsigned most = p->s->settings->size;
	struct extension *e = NULL;
	uint32_t *places = NULL;
	if ((most && p->n >= most) || p->n == LONGEST || enough(p->s))
		return;
	size_t kept = extend(p, place, n, &e, &places);
	for (size_t i = 0; i < kept; i++) {
		p->rank[p->n++] = e[i].rank;
		emit(p, e[i].count);
		descend(p, places + e[i].from, e[i].count);
		p->n--;
	}
	free(e);
	free(places);
}

static void begin_with(void *ctx, size_t number, unsigned worker)
{
	struct search *s = ctx;
	struct prefix p = { .s = s, .out = &s->found[number], .scratch = s->scratch + worker * s->ranks };
	p.rank[p.n++] = (uint32_t)number;
	emit(&p, s->count[number]);
	descend(&p, s->place + s->from[number], s->from[number + 1] - s->from[number]);
}

struct frequent {
	int64_t count;
	uint32_t item;
};

static int rare_first(const void *a, const void *b)
{
	const struct frequent *x = a, *y = b;
	return x->count != y->count ? x->count < y->count ? -1 : 1 : by_number(&x->item, &y->item);
}

static void rank_items(struct search *s, const struct iv_baskets *b)
{
	size_t items = 0, all = b->n ? b->start[b->n] : 0;
	for (size_t i = 0; i < all; i++)
		items = b->item[i] >= items ? b->item[i] + (size_t)1 : items;
	struct frequent *f = iv_zalloc((items + 1) * sizeof *f);
	for (size_t i = 0; i < all; i++)
		f[b->item[i]].count++;
	for (size_t i = 0; i < items; i++)
		if (f[i].count >= s->support)
			f[s->ranks++] = (struct frequent){ f[i].count, (uint32_t)i };
	qsort(f, s->ranks, sizeof *f, rare_first);
	s->rank = iv_alloc((items + 1) * sizeof *s->rank);
	s->item = iv_alloc((s->ranks + 1) * sizeof *s->item);
	s->count = iv_alloc((s->ranks + 1) * sizeof *s->count);
	memset(s->rank, 0xff, (items + 1) * sizeof *s->rank);
	for (size_t r = 0; r < s->ranks; r++) {
		s->item[r] = f[r].item;
		s->count[r] = f[r].count;
		s->rank[f[r].item] = (uint32_t)r;
	}
	free(f);
}

/* Baskets as ranks, and the places behind each rank. */
static void write_flat(struct search *s, const struct iv_baskets *b, struct iv_basket_sets *out)
{
	size_t all = b->n ? b->start[b->n] : 0, n = 0, longest = s->settings->longest;
	s->flat = iv_alloc((all + b->n + 1) * sizeof *s->flat);
	s->from = iv_zalloc((s->ranks + 2) * sizeof *s->from);
	for (size_t k = 0; k < b->n; k++) {
		size_t first = n;
		for (size_t i = b->start[k]; i < b->start[k + 1]; i++)
			if (s->rank[b->item[i]] != END)
				s->flat[n++] = s->rank[b->item[i]];
		sort_items(s->flat + first, n - first);
		if (longest && n - first > longest) { /* the most frequent have the highest ranks */
			out->cut_baskets++;
			out->cut_items += (int64_t)(n - first - longest);
			memmove(s->flat + first, s->flat + n - longest, longest * sizeof *s->flat);
			n = first + longest;
		}
		for (size_t i = first; i < n; i++)
			s->from[s->flat[i] + 2]++;
		s->flat[n++] = END;
	}
	for (size_t r = 0; r < s->ranks; r++)
		s->from[r + 2] += s->from[r + 1];
	s->place = iv_alloc((n + 1) * sizeof *s->place);
	for (size_t i = 0; i < n; i++)
		if (s->flat[i] != END)
			s->place[s->from[s->flat[i] + 1]++] = (uint32_t)i + 1;
}

/* A set beside its items, to be sorted. */
struct listed {
	const uint32_t *item;
	unsigned size;
	int64_t count;
};

static int by_size_and_items(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	for (unsigned i = 0; i < x->size; i++)
		if (x->item[i] != y->item[i])
			return x->item[i] < y->item[i] ? -1 : 1;
	return 0;
}

static void list_sets(struct iv_basket_sets *out, const struct search *s)
{
	size_t n = 0, all = 0;
	for (size_t r = 0; r < s->ranks; r++)
		all += s->found[r].n;
	struct listed *list = iv_alloc((all + 1) * sizeof *list);
	for (size_t r = 0; r < s->ranks; r++) {
		const struct iv_basket_sets *f = &s->found[r];
		for (size_t i = 0; i < f->n; i++)
			list[n++] = (struct listed){ f->item + f->set[i].first, f->set[i].size, f->set[i].count };
	}
	qsort(list, n, sizeof *list, by_size_and_items);
	for (size_t i = 0; i < n; i++)
		add_set(out, list[i].item, list[i].size, list[i].count);
	free(list);
}

void iv_basket_sets_release(struct iv_basket_sets *s)
{
	free(s->set);
	free(s->item);
	*s = (struct iv_basket_sets){ 0 };
}

void iv_basket_mine(struct iv_basket_sets *out, const struct iv_baskets *b, const struct iv_basket_settings *settings)
{
	struct search s = { .settings = settings, .support = settings->support < 1 ? 1 : settings->support };
	unsigned threads = settings->threads ? settings->threads : 1;
	iv_basket_sets_release(out);
	out->baskets = (int64_t)b->n;
	rank_items(&s, b);
	write_flat(&s, b, out);
	s.found = iv_zalloc((s.ranks + 1) * sizeof *s.found);
	s.scratch = iv_zalloc((threads * s.ranks + 1) * sizeof *s.scratch);
	iv_parallel(threads, s.ranks, begin_with, &s);
	out->too_many = enough(&s);
	if (!out->too_many)
		list_sets(out, &s);
	for (size_t r = 0; r < s.ranks; r++)
		iv_basket_sets_release(&s.found[r]);
	free(s.found);
	free(s.scratch);
	free(s.item);
	free(s.rank);
	free(s.count);
	free(s.flat);
	free(s.place);
	free(s.from);
}
