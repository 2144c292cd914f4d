/* SPDX-License-Identifier: MIT
 * Finds the components and hands them out one by one. Records and edges of a component are chained through arrays, so that nothing is
 * sorted or copied but what belongs to the component in hand. Records of a component lie anywhere in memory, so what is soon needed is asked for
 * ahead. */
#include "match/linkage_part.h"

#include <stdlib.h>

#include "base/parallel.h"

#define NONE UINT32_MAX
enum {
	AHEAD = 12,
	SHARES = 32, /* for each thread, since components differ in size */
};

struct node {
	uint32_t of; /* at first the record's parent in its component, then its place there, at last its cluster's first record */
	uint32_t next; /* the next record of the component, ascending from its root */
	uint32_t edge; /* of a root: the first of its component's edges */
};

/* A judgement under the first record of its component. */
struct judged {
	uint32_t root, a, b;
	bool never;
};

struct run {
	const struct iv_linkage_input *in;
	uint64_t *tied; /* a bit for each record that anything ties to another: in a night these are few, and no node of the others is read or written */
	struct node *node;
	uint32_t *edge_next; /* the next edge of the component */
	struct judged *judged; /* by root */
	size_t judged_n;
	uint32_t *root; /* of each component, ascending */
	size_t roots, shares;
	struct hand *hand; /* of each thread */
};

/* What a thread has in work, and what it has done. */
struct hand {
	size_t judged_at;
	uint64_t refused, sparse;
	size_t largest;
	struct iv_linkage_part part;
	struct iv_linkage_dense dense;
};

void iv_linkage_release(struct iv_linkage *l)
{
	free(l->of);
	*l = (struct iv_linkage){ 0 };
}

static uint32_t root_of(struct node *node, uint32_t r)
{
	while (node[r].of != r) {
		node[r].of = node[node[r].of].of;
		r = node[r].of;
	}
	return r;
}

/* The lesser root wins, so that a root is the first record of its component. */
static void unite(struct node *node, uint32_t a, uint32_t b)
{
	a = root_of(node, a);
	b = root_of(node, b);
	if (a < b)
		node[b].of = a;
	else
		node[a].of = b;
}

/* ---- records that are tied ---- */

static void tie(struct run *r, const struct iv_edge *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		r->tied[list[i].a / 64] |= UINT64_C(1) << list[i].a % 64;
		r->tied[list[i].b / 64] |= UINT64_C(1) << list[i].b % 64;
	}
}

static bool is_tied(const struct run *r, uint32_t i)
{
	return r->tied[i / 64] >> i % 64 & 1;
}

/* The first from i on; n: there is none. */
static uint32_t next_tied(const struct run *r, uint32_t i)
{
	uint64_t word = i < r->in->n ? r->tied[i / 64] >> i % 64 : 0;
	if (word)
		return i + (uint32_t)__builtin_ctzll(word);
	for (uint32_t w = i / 64 + 1; w <= r->in->n / 64; w++)
		if (r->tied[w])
			return w * 64 + (uint32_t)__builtin_ctzll(r->tied[w]);
	return r->in->n;
}

/* The last below i; NONE: there is none. */
static uint32_t tied_before(const struct run *r, uint32_t i)
{
	uint64_t word = i % 64 ? r->tied[i / 64] << (64 - i % 64) : 0;
	if (word)
		return i - 1 - (uint32_t)__builtin_clzll(word);
	for (uint32_t w = i / 64; w-- > 0;)
		if (r->tied[w])
			return w * 64 + 63 - (uint32_t)__builtin_clzll(r->tied[w]);
	return NONE;
}

/* ---- components ---- */

static void fetch(const struct iv_linkage_input *in, const struct node *node, size_t edge)
{
	if (edge < in->edges) {
		__builtin_prefetch(&node[in->edge[edge].a]);
		__builtin_prefetch(&node[in->edge[edge].b]);
	}
}

static void connect(struct run *r)
{
	const struct iv_linkage_input *in = r->in;
	struct node *node = r->node;
	tie(r, in->edge, in->edges);
	tie(r, in->must, in->musts);
	tie(r, in->never, in->nevers);
	for (uint32_t i = next_tied(r, 0); i < in->n; i = next_tied(r, i + 1))
		node[i] = (struct node){ i, NONE, NONE };
	for (size_t i = 0; i < in->edges; i++) {
		fetch(in, node, i + AHEAD);
		if (in->edge[i].weight > in->threshold || (in->sure && in->sure[i]))
			unite(node, in->edge[i].a, in->edge[i].b);
	}
	for (size_t i = 0; i < in->musts; i++)
		unite(node, in->must[i].a, in->must[i].b);
	/* From the last to the first, each goes behind the root. */
	for (uint32_t i = tied_before(r, in->n); i != NONE; i = tied_before(r, i)) {
		uint32_t root = root_of(node, i);
		node[i].of = root;
		if (root != i) {
			node[i].next = node[root].next;
			node[root].next = i;
		}
	}
	for (size_t i = 0; i < in->edges; i++) {
		fetch(in, node, i + AHEAD);
		uint32_t root = node[in->edge[i].a].of;
		if (root == node[in->edge[i].b].of) {
			r->edge_next[i] = node[root].edge;
			node[root].edge = (uint32_t)i;
		}
	}
}

static int by_root(const void *x, const void *y)
{
	const struct judged *a = x, *b = y;
	if (a->root != b->root)
		return a->root < b->root ? -1 : 1;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	return (int)a->never - (int)b->never;
}

static void add_judged(struct run *r, const struct iv_edge *list, size_t n, bool never)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t a = list[i].a < list[i].b ? list[i].a : list[i].b, b = list[i].a < list[i].b ? list[i].b : list[i].a;
		if (a != b && r->node[a].of == r->node[b].of)
			r->judged[r->judged_n++] = (struct judged){ r->node[a].of, a, b, never };
	}
}

static void gather_judged(struct run *r)
{
	r->judged = iv_alloc((r->in->musts + r->in->nevers + 1) * sizeof *r->judged);
	add_judged(r, r->in->must, r->in->musts, false);
	add_judged(r, r->in->never, r->in->nevers, true);
	qsort(r->judged, r->judged_n, sizeof *r->judged, by_root);
}

static void add_tie(struct iv_linkage_part *p, struct iv_linkage_tie tie)
{
	if (p->ties == p->tie_cap)
		p->tie = iv_reserve(p->tie, &p->tie_cap, p->ties + 1, sizeof *p->tie);
	p->tie[p->ties++] = tie;
}

/* Those that are joined by force come in an order of their own. */
static int by_force(const void *x, const void *y)
{
	const struct iv_linkage_tie *a = x, *b = y;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

/* Gathers the component of `root`; its records know their places from now on. */
static void gather(const struct run *r, struct hand *h, uint32_t root)
{
	struct iv_linkage_part *p = &h->part;
	bool forced = false;
	p->n = p->ties = 0;
	for (uint32_t i = root; i != NONE; i = r->node[i].next) {
		if (p->n == p->cap)
			p->record = iv_reserve(p->record, &p->cap, p->n + 1, sizeof *p->record);
		r->node[i].of = (uint32_t)p->n;
		p->record[p->n++] = i;
	}
	for (uint32_t i = r->node[root].edge; i != NONE; i = r->edge_next[i]) {
		const struct iv_edge *e = &r->in->edge[i];
		bool sure = r->in->sure && r->in->sure[i];
		add_tie(p, (struct iv_linkage_tie){ r->node[e->a].of, r->node[e->b].of, iv_linkage_cut(r->in, e->weight), sure ? IV_TIE_SURE : IV_TIE_EDGE });
		forced |= sure;
	}
	for (; h->judged_at < r->judged_n && r->judged[h->judged_at].root == root; h->judged_at++) {
		const struct judged *j = &r->judged[h->judged_at];
		add_tie(p, (struct iv_linkage_tie){ r->node[j->a].of, r->node[j->b].of, 0, j->never ? IV_TIE_NEVER : IV_TIE_MUST });
		forced = true;
	}
	if (forced)
		qsort(p->tie, p->ties, sizeof *p->tie, by_force);
	p->of = iv_reserve(p->of, &p->of_cap, p->n, sizeof *p->of);
}

/* Most components are a pair with one edge; false when this one is not so plain. */
static bool plain_pair(const struct run *r, struct hand *h, uint32_t root)
{
	uint32_t other = r->node[root].next, edge = r->node[root].edge;
	bool judged = h->judged_at < r->judged_n && r->judged[h->judged_at].root == root;
	if (r->node[other].next != NONE || judged || edge == NONE || (r->in->sure && r->in->sure[edge]))
		return false;
	if (iv_linkage_bar_of(r->in, root, other)) {
		r->node[other].of = other;
		h->refused++;
	}
	return true;
}

static void do_component(const struct run *r, struct hand *h, uint32_t root)
{
	size_t n = 2;
	if (!plain_pair(r, h, root)) {
		gather(r, h, root);
		n = h->part.n;
		if (n <= r->in->weighed) {
			iv_linkage_dense_run(r->in, &h->part, &h->dense);
		} else {
			iv_linkage_sparse_run(r->in, &h->part);
			h->sparse++;
		}
		for (size_t i = 0; i < n; i++)
			r->node[h->part.record[i]].of = h->part.record[h->part.of[i]];
	}
	if (n > h->largest)
		h->largest = n;
}

static void number_clusters(const struct run *r, struct iv_linkage *out)
{
	for (uint32_t i = 0; i < r->in->n; i++)
		out->of[i] = !is_tied(r, i) || r->node[i].of == i ? out->clusters++ : out->of[r->node[i].of];
	out->joined = r->in->n - out->clusters;
}

/* What a component begins with, and once that is there, what comes next. */
static void fetch_component(const struct run *r, size_t number, bool again)
{
	if (number >= r->roots)
		return;
	uint32_t record = r->node[r->root[number]].next, edge = r->node[r->root[number]].edge;
	if (again) {
		record = r->node[record].next;
		edge = edge == NONE ? NONE : r->edge_next[edge];
	}
	if (record != NONE)
		__builtin_prefetch(&r->node[record]);
	if (edge != NONE) {
		__builtin_prefetch(&r->in->edge[edge]);
		__builtin_prefetch(&r->edge_next[edge]);
	}
}

/* Where the judgements on component `root` and those after it begin. */
static size_t find_judged(const struct run *r, uint32_t root)
{
	size_t low = 0, high = r->judged_n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->judged[middle].root < root)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Components share neither records nor edges, so nobody gets in another's way. */
static void do_components(void *ctx, size_t number, unsigned worker)
{
	const struct run *r = ctx;
	struct hand *h = &r->hand[worker];
	size_t from = iv_parallel_share(r->roots, r->shares, number), end = iv_parallel_share(r->roots, r->shares, number + 1);
	h->judged_at = find_judged(r, r->root[from]);
	for (size_t i = from; i < end; i++) {
		fetch_component(r, i + 2 * AHEAD, false);
		fetch_component(r, i + AHEAD, true);
		do_component(r, h, r->root[i]);
	}
}

static void list_roots(struct run *r)
{
	for (uint32_t i = next_tied(r, 0); i < r->in->n; i = next_tied(r, i + 1))
		r->roots += r->node[i].next != NONE && r->node[i].of == i;
	r->root = iv_alloc((r->roots + 1) * sizeof *r->root);
	for (uint32_t i = next_tied(r, 0), n = 0; n < r->roots; i = next_tied(r, i + 1))
		if (r->node[i].next != NONE && r->node[i].of == i)
			r->root[n++] = i;
}

static void cluster_all(struct run *r, struct iv_linkage *out)
{
	unsigned threads = r->in->threads ? r->in->threads : 1;
	list_roots(r);
	r->shares = r->roots < (size_t)SHARES * threads ? r->roots : (size_t)SHARES * threads;
	r->hand = iv_zalloc(threads * sizeof *r->hand);
	iv_parallel(threads, r->shares, do_components, r);
	out->components = r->roots;
	for (unsigned i = 0; i < threads; i++) {
		struct hand *h = &r->hand[i];
		out->refused += h->refused + h->part.refused;
		out->sparse += h->sparse;
		out->largest = h->largest > out->largest ? h->largest : out->largest;
		iv_linkage_dense_release(&h->dense);
		free(h->part.record);
		free(h->part.of);
		free(h->part.tie);
	}
	free(r->hand);
	free(r->root);
}

void iv_linkage_run(const struct iv_linkage_input *in, struct iv_linkage *out)
{
	struct iv_linkage_input with = *in;
	struct run r = { .in = &with };
	*out = (struct iv_linkage){ 0 };
	if (!with.least && !with.most) {
		with.least = IV_LINKAGE_LEAST;
		with.most = IV_LINKAGE_MOST;
	}
	r.node = iv_alloc(((size_t)in->n + 1) * sizeof *r.node);
	r.tied = iv_zalloc(((size_t)in->n / 64 + 1) * sizeof *r.tied);
	r.edge_next = iv_alloc((in->edges + 1) * sizeof *r.edge_next);
	connect(&r);
	gather_judged(&r);
	cluster_all(&r, out);
	free(r.edge_next);
	out->of = iv_alloc(((size_t)in->n + 1) * sizeof *out->of);
	number_clusters(&r, out);
	free(r.tied);
	free(r.judged);
	free(r.node);
}

static void consider(struct iv_linkage_why *why, uint32_t to, int32_t weight, size_t edge)
{
	if (why->to == IV_LINKAGE_ALONE || weight > why->weight || (weight == why->weight && to < why->to))
		*why = (struct iv_linkage_why){ to, weight, (uint32_t)edge, false };
}

static void consider_must(struct iv_linkage_why *why, uint32_t to)
{
	if (why->to == IV_LINKAGE_ALONE || (why->must && to < why->to))
		*why = (struct iv_linkage_why){ to, 0, IV_LINKAGE_ALONE, true };
}

void iv_linkage_explain(const struct iv_linkage_input *in, const struct iv_linkage *l, struct iv_linkage_why *why)
{
	for (uint32_t i = 0; i < in->n; i++)
		why[i] = (struct iv_linkage_why){ IV_LINKAGE_ALONE, 0, IV_LINKAGE_ALONE, false };
	for (size_t i = 0; i < in->edges; i++) {
		const struct iv_edge *e = &in->edge[i];
		if (l->of[e->a] == l->of[e->b]) {
			consider(&why[e->a], e->b, e->weight, i);
			consider(&why[e->b], e->a, e->weight, i);
		}
	}
	for (size_t i = 0; i < in->musts; i++) {
		uint32_t a = in->must[i].a, b = in->must[i].b;
		if (a != b && l->of[a] == l->of[b]) {
			consider_must(&why[a], b);
			consider_must(&why[b], a);
		}
	}
}
