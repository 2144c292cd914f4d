/* SPDX-License-Identifier: MIT
 * Average linkage over edges, for components that a shared telephone or a common name has made too large for a matrix.
 *
 * Pairs of clusters with an edge between them are links, found by the two clusters in a table. A heap has one entry for each edge at first;
 * its value is what the mean was when it was put there. As a mean only falls when clusters join, the value is never too low: an entry
 * whose value is still right when it comes to the top is the greatest of all, and any other goes back with what is right now. A
 * pair above the threshold has edges between a fixed part of its records, so entries go back in proportion to edges. Pairs without an edge are weighed
 * when their clusters come to the top, and the mean cannot be told without. */
#include "match/linkage_pairs.h"

#include <stdlib.h>

#define NONE UINT32_MAX

/* All edges between two clusters. */
struct link {
	uint32_t x, y; /* roots, x < y */
	uint32_t next; /* of one bucket */
	bool barred;
	uint64_t edges;
	int64_t sum;
	uint64_t known; /* so many pairs were between the two when all were weighed last; 0: never */
	int64_t total; /* of all pairs, then */
};

/* A cluster that this one has, or had, a link with: a list for each cluster. */
struct side {
	uint32_t to, next;
};

struct entry {
	double mean;
	uint32_t a, b; /* the first records of the two clusters, a < b */
};

struct sparse {
	const struct iv_linkage_input *in;
	struct iv_linkage_part *p;
	struct link *link;
	uint32_t *bucket;
	uint64_t mask;
	struct side *side;
	uint32_t *parent, *first, *head, *tail, *sides, *last; /* all but the first of roots; sides: how long the list is; last: its last record */
	uint32_t *next; /* the next record of the cluster, from its root on */
	uint64_t *size, *exclusive, *single;
	struct iv_linkage_pairs pairs;
	struct entry *heap;
	size_t links, entries;
};

/* --- The table of links --- */

static uint32_t *bucket_of(const struct sparse *s, uint32_t x, uint32_t y)
{
	uint64_t key = ((uint64_t)x << 32 | y) * UINT64_C(0x9E3779B97F4A7C15);
	return &s->bucket[(key >> 32 ^ key) & s->mask];
}

static uint32_t find_link(const struct sparse *s, uint32_t x, uint32_t y)
{
	uint32_t at = *bucket_of(s, x < y ? x : y, x < y ? y : x);
	while (at != NONE && (s->link[at].x != (x < y ? x : y) || s->link[at].y != (x < y ? y : x)))
		at = s->link[at].next;
	return at;
}

static void put_link(struct sparse *s, uint32_t at, uint32_t x, uint32_t y)
{
	struct link *l = &s->link[at];
	l->x = x < y ? x : y;
	l->y = x < y ? y : x;
	uint32_t *bucket = bucket_of(s, l->x, l->y);
	l->next = *bucket;
	*bucket = at;
}

static void take_link(struct sparse *s, uint32_t at)
{
	uint32_t *hook = bucket_of(s, s->link[at].x, s->link[at].y);
	while (*hook != at)
		hook = &s->link[*hook].next;
	*hook = s->link[at].next;
	s->link[at].x = s->link[at].y = NONE;
}

static void add_side(struct sparse *s, uint32_t at, uint32_t from, uint32_t to)
{
	s->side[at] = (struct side){ to, s->head[from] };
	if (s->head[from] == NONE)
		s->tail[from] = at;
	s->head[from] = at;
	s->sides[from]++;
}

/* --- Clusters --- */

static uint32_t root_of(struct sparse *s, uint32_t r)
{
	while (s->parent[r] != r) {
		s->parent[r] = s->parent[s->parent[r]];
		r = s->parent[r];
	}
	return r;
}

static int64_t weigh_all(struct sparse *s, uint32_t x, uint32_t y)
{
	int64_t sum = 0;
	for (uint32_t a = x; a != NONE; a = s->next[a])
		for (uint32_t b = y; b != NONE; b = s->next[b])
			sum += iv_linkage_pairs_weigh(&s->pairs, s->in, s->p, a, b);
	return sum;
}

/* Of one that is not above the threshold only that is sure. */
static double mean_of(struct sparse *s, struct link *l)
{
	uint64_t pairs = s->size[l->x] * s->size[l->y];
	if (l->edges == pairs)
		return (double)l->sum / (double)pairs;
	if (!s->in->weigh || s->size[l->x] + s->size[l->y] > s->in->weighed)
		return ((double)l->sum + ((double)pairs - (double)l->edges) * s->in->absent) / (double)pairs;
	if (l->sum <= (int64_t)l->edges * s->in->threshold)
		return s->in->threshold;
	if (l->known != pairs)
		l->total = weigh_all(s, l->x, l->y);
	l->known = pairs;
	return (double)l->total / (double)pairs;
}

static bool differ(const struct sparse *s, uint32_t x, uint32_t y)
{
	return s->exclusive[x] && s->exclusive[y] && s->exclusive[x] != s->exclusive[y];
}

static bool kept_apart(const struct sparse *s, const struct link *l)
{
	return l->barred || differ(s, l->x, l->y) || (s->single[l->x] & s->single[l->y]);
}

/* Hands the links of `from` over to `to`. */
static void move_links(struct sparse *s, uint32_t from, uint32_t to)
{
	for (uint32_t i = s->head[from]; i != NONE; i = s->side[i].next) {
		uint32_t k = root_of(s, s->side[i].to), at, other;
		if (k == from || (at = find_link(s, from, k)) == NONE)
			continue;
		take_link(s, at);
		if (k == to)
			continue;
		other = find_link(s, to, k);
		if (other == NONE) {
			put_link(s, at, to, k);
		} else {
			s->link[other].sum += s->link[at].sum;
			s->link[other].edges += s->link[at].edges;
			s->link[other].barred |= s->link[at].barred;
		}
	}
}

/* The one with more links takes over those of the other, so that each link moves seldom. */
static void merge(struct sparse *s, uint32_t x, uint32_t y)
{
	uint32_t big = s->sides[x] >= s->sides[y] ? x : y, small = big == x ? y : x;
	move_links(s, small, big);
	s->parent[small] = big;
	if (s->head[small] != NONE) {
		if (s->head[big] == NONE)
			s->head[big] = s->head[small];
		else
			s->side[s->tail[big]].next = s->head[small];
		s->tail[big] = s->tail[small];
		s->sides[big] += s->sides[small];
	}
	s->next[s->last[big]] = small;
	s->last[big] = s->last[small];
	if (s->first[small] < s->first[big])
		s->first[big] = s->first[small];
	s->size[big] += s->size[small];
	s->single[big] |= s->single[small];
	if (!s->exclusive[big])
		s->exclusive[big] = s->exclusive[small];
}

static void force(struct sparse *s, enum iv_linkage_kind kind)
{
	for (size_t i = 0; i < s->p->ties; i++) {
		if (s->p->tie[i].kind != kind)
			continue;
		uint32_t x = root_of(s, s->p->tie[i].a), y = root_of(s, s->p->tie[i].b);
		if (x == y)
			continue;
		uint32_t at = find_link(s, x, y);
		if (differ(s, x, y) || (at != NONE && s->link[at].barred))
			s->p->refused++;
		else
			merge(s, x, y);
	}
}

/* --- The heap: the greatest mean first, then the least records --- */

static bool before(const struct entry *a, const struct entry *b)
{
	if (a->mean != b->mean)
		return a->mean > b->mean;
	return a->a != b->a ? a->a < b->a : a->b < b->b;
}

static void sink(struct sparse *s, size_t i)
{
	struct entry e = s->heap[i];
	for (size_t child; (child = 2 * i + 1) < s->entries; i = child) {
		if (child + 1 < s->entries && before(&s->heap[child + 1], &s->heap[child]))
			child++;
		if (!before(&s->heap[child], &e))
			break;
		s->heap[i] = s->heap[child];
	}
	s->heap[i] = e;
}

static void fill_heap(struct sparse *s)
{
	for (size_t i = 0; i < s->links; i++) {
		struct link *l = &s->link[i];
		if (l->x == NONE || kept_apart(s, l))
			continue;
		uint32_t a = s->first[l->x], b = s->first[l->y];
		double mean = mean_of(s, l);
		if (mean > s->in->threshold)
			s->heap[s->entries++] = (struct entry){ mean, a < b ? a : b, a < b ? b : a };
	}
	for (size_t i = s->entries / 2; i-- > 0;)
		sink(s, i);
}

/* Looks again at the entry on top. True: it is still what it was, and its clusters join. */
static bool look_again(struct sparse *s)
{
	struct entry *e = &s->heap[0];
	uint32_t x = root_of(s, e->a), y = root_of(s, e->b), at = x == y ? NONE : find_link(s, x, y);
	double mean = 0;
	bool stays = at != NONE && !kept_apart(s, &s->link[at]) && (mean = mean_of(s, &s->link[at])) > s->in->threshold;
	if (stays) {
		uint32_t a = s->first[x] < s->first[y] ? s->first[x] : s->first[y], b = s->first[x] < s->first[y] ? s->first[y] : s->first[x];
		if (mean == e->mean) {
			merge(s, x, y);
			stays = false;
		}
		*e = (struct entry){ mean, a, b };
	}
	if (!stays)
		*e = s->heap[--s->entries];
	return s->entries > 0;
}

/* --- The whole --- */

static void add_links(struct sparse *s)
{
	for (size_t i = 0; i < s->p->ties; i++) {
		const struct iv_linkage_tie *t = &s->p->tie[i];
		if (t->kind == IV_TIE_MUST)
			continue;
		bool edge = t->kind != IV_TIE_NEVER;
		uint32_t at = find_link(s, t->a, t->b);
		if (at == NONE) {
			at = (uint32_t)s->links++;
			s->link[at] = (struct link){ 0 };
			put_link(s, at, t->a, t->b);
			add_side(s, 2 * at, t->a, t->b);
			add_side(s, 2 * at + 1, t->b, t->a);
		}
		s->link[at].barred |= !edge;
		s->link[at].sum += edge ? t->weight : 0;
		s->link[at].edges += edge;
	}
}

static void start(struct sparse *s)
{
	size_t n = s->p->n, ties = s->p->ties, buckets = 16;
	while (buckets < ties)
		buckets *= 2;
	s->mask = buckets - 1;
	s->bucket = iv_alloc(buckets * sizeof *s->bucket);
	memset(s->bucket, 0xFF, buckets * sizeof *s->bucket);
	s->link = iv_alloc((ties + 1) * sizeof *s->link);
	s->side = iv_alloc((2 * ties + 1) * sizeof *s->side);
	s->heap = iv_alloc((ties + 1) * sizeof *s->heap);
	s->parent = iv_alloc(7 * n * sizeof *s->parent);
	s->first = s->parent + n;
	s->head = s->first + n;
	s->tail = s->head + n;
	s->sides = s->tail + n;
	s->last = s->sides + n;
	s->next = s->last + n;
	s->size = iv_alloc(3 * n * sizeof *s->size);
	s->exclusive = s->size + n;
	s->single = s->exclusive + n;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t record = s->p->record[i];
		s->parent[i] = s->first[i] = s->last[i] = i;
		s->head[i] = s->tail[i] = s->next[i] = NONE;
		s->sides[i] = 0;
		s->size[i] = 1;
		s->exclusive[i] = s->in->exclusive ? s->in->exclusive[record] : 0;
		s->single[i] = s->in->single ? s->in->single[record] : 0;
	}
}

static void finish(struct sparse *s)
{
	for (uint32_t i = 0; i < s->p->n; i++)
		s->p->of[i] = s->first[root_of(s, i)];
	for (size_t i = 0; i < s->links; i++) {
		struct link *l = &s->link[i];
		s->p->refused += l->x != NONE && kept_apart(s, l) && mean_of(s, l) > s->in->threshold;
	}
	iv_linkage_pairs_release(&s->pairs);
	free(s->bucket);
	free(s->link);
	free(s->side);
	free(s->heap);
	free(s->parent);
	free(s->size);
}

void iv_linkage_sparse_run(const struct iv_linkage_input *in, struct iv_linkage_part *p)
{
	struct sparse s = { .in = in, .p = p };
	start(&s);
	if (in->weigh)
		iv_linkage_pairs_init(&s.pairs, in, p);
	add_links(&s);
	force(&s, IV_TIE_MUST);
	force(&s, IV_TIE_SURE);
	fill_heap(&s);
	while (s.entries && look_again(&s))
		sink(&s, 0);
	finish(&s);
}
