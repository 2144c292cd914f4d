/* SPDX-License-Identifier: MIT
 * Finds the components and hands them out one by one. Records and edges of a component are chained through arrays, so that nothing is
 * sorted or copied but what belongs to the component in hand. Records of a component lie anywhere in memory, so what is soon needed is asked for
 * ahead. */
#include "match/linkage_part.h"

#include <stdlib.h>

#define NONE UINT32_MAX
enum { AHEAD = 12 };

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
	struct iv_linkage *out;
	struct node *node;
	uint32_t *edge_next; /* the next edge of the component */
	struct judged *judged; /* by root */
	size_t judged_n, judged_at;
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
	for (uint32_t i = 0; i < in->n; i++)
		node[i] = (struct node){ i, NONE, NONE };
	for (size_t i = 0; i < in->edges; i++) {
		fetch(in, node, i + AHEAD);
		if (in->edge[i].weight > in->threshold || (in->sure && in->sure[i]))
			unite(node, in->edge[i].a, in->edge[i].b);
	}
	for (size_t i = 0; i < in->musts; i++)
		unite(node, in->must[i].a, in->must[i].b);
	/* From the last to the first, each goes behind the root. */
	for (uint32_t i = in->n; i-- > 0;) {
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
static void gather(struct run *r, uint32_t root)
{
	struct iv_linkage_part *p = &r->part;
	bool forced = false;
	p->n = p->ties = 0;
	for (uint32_t i = root, next; i != NONE; i = next) {
		next = r->node[i].next;
		r->node[i].next = NONE; /* a cluster's first record must not be taken for a root later on */
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
	for (; r->judged_at < r->judged_n && r->judged[r->judged_at].root <= root; r->judged_at++) {
		const struct judged *j = &r->judged[r->judged_at];
		add_tie(p, (struct iv_linkage_tie){ r->node[j->a].of, r->node[j->b].of, 0, j->never ? IV_TIE_NEVER : IV_TIE_MUST });
		forced = true;
	}
	if (forced)
		qsort(p->tie, p->ties, sizeof *p->tie, by_force);
	p->of = iv_reserve(p->of, &p->of_cap, p->n, sizeof *p->of);
}

/* Most components are a pair with one edge; false when this one is not so plain. */
static bool plain_pair(struct run *r, uint32_t root)
{
	uint32_t other = r->node[root].next, edge = r->node[root].edge;
	bool judged = r->judged_at < r->judged_n && r->judged[r->judged_at].root == root;
	if (r->node[other].next != NONE || judged || edge == NONE || (r->in->sure && r->in->sure[edge]))
		return false;
	r->node[root].next = NONE;
	if (iv_linkage_bar_of(r->in, root, other)) {
		r->node[other].of = other;
		r->out->refused++;
	}
	return true;
}

static void do_component(struct run *r, uint32_t root)
{
	struct iv_linkage *out = r->out;
	size_t n = 2;
	out->components++;
	if (!plain_pair(r, root)) {
		gather(r, root);
		n = r->part.n;
		if (n <= r->in->component) {
			iv_linkage_dense_run(r->in, &r->part, &r->dense);
		} else {
			iv_linkage_sparse_run(r->in, &r->part);
			out->sparse++;
		}
		for (size_t i = 0; i < n; i++)
			r->node[r->part.record[i]].of = r->part.record[r->part.of[i]];
	}
	if (n > out->largest)
		out->largest = n;
}

static void number_clusters(const struct node *node, uint32_t n, struct iv_linkage *out)
{
	for (uint32_t i = 0; i < n; i++)
		out->of[i] = node[i].of == i ? out->clusters++ : out->of[node[i].of];
	out->joined = n - out->clusters;
}

/* What component `root` begins with, and once that is there, what comes next. */
static void fetch_component(const struct run *r, uint32_t root, bool again)
{
	uint32_t record = r->node[root].next, edge = r->node[root].edge;
	if (record == NONE || edge == NONE)
		return;
	if (again) {
		record = r->node[record].next;
		edge = r->edge_next[edge];
	}
	if (record != NONE)
		__builtin_prefetch(&r->node[record]);
	if (edge != NONE) {
		__builtin_prefetch(&r->in->edge[edge]);
		__builtin_prefetch(&r->edge_next[edge]);
	}
}

static void do_components(struct run *r)
{
	uint32_t n = r->in->n;
	for (uint32_t i = 0; i < n; i++) {
		if (n - i > 2 * AHEAD) {
			fetch_component(r, i + 2 * AHEAD, false);
			fetch_component(r, i + AHEAD, true);
		}
		if (r->node[i].next != NONE)
			do_component(r, i);
	}
}

void iv_linkage_run(const struct iv_linkage_input *in, struct iv_linkage *out)
{
	struct iv_linkage_input with = *in;
	struct run r = { .in = &with, .out = out };
	*out = (struct iv_linkage){ 0 };
	if (!with.least && !with.most) {
		with.least = IV_LINKAGE_LEAST;
		with.most = IV_LINKAGE_MOST;
	}
	r.node = iv_alloc(((size_t)in->n + 1) * sizeof *r.node);
	r.edge_next = iv_alloc((in->edges + 1) * sizeof *r.edge_next);
	connect(&r);
	gather_judged(&r);
	do_components(&r);
	out->refused += r.part.refused;
	free(r.edge_next);
	out->of = iv_alloc(((size_t)in->n + 1) * sizeof *out->of);
	number_clusters(r.node, in->n, out);
	iv_linkage_dense_release(&r.dense);
	free(r.part.record);
	free(r.part.of);
	free(r.part.tie);
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
