/* SPDX-License-Identifier: MIT
 * Linkage: against the definition, written down naively; dense and sparse; constraints through any chain; any order of edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "match/linkage.h"

enum { MOST = 24, NO_EDGE = INT32_MIN };

/* A small world: weights of all pairs, NO_EDGE where there is no edge. */
struct world {
	uint32_t n;
	int32_t weight[MOST][MOST];
	uint64_t exclusive[MOST], single[MOST];
	struct iv_edge edge[MOST * MOST], must[MOST], never[MOST];
	bool sure[MOST * MOST];
	size_t edges, musts, nevers;
	uint64_t seed;
};

static uint32_t draw(struct world *w, uint32_t below)
{
	w->seed = w->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(w->seed >> 33) % below;
}

static int32_t hidden(void *ctx, uint32_t a, uint32_t b)
{
	(void)ctx;
	return (int32_t)((a * 7919 + b * 104729) % 12000) - 8000;
}

static struct iv_linkage_input input(struct world *w)
{
	return (struct iv_linkage_input){ .n = w->n, .edge = w->edge, .edges = w->edges, .must = w->must, .never = w->never, .musts = w->musts, .nevers = w->nevers,
					  .weighed = MOST, .absent = -5000, .exclusive = w->exclusive, .single = w->single, .sure = w->sure };
}

static void add_edge(struct world *w, uint32_t a, uint32_t b, int32_t weight, bool sure)
{
	w->sure[w->edges] = sure;
	w->weight[a][b] = w->weight[b][a] = weight;
	w->edge[w->edges++] = (struct iv_edge){ a, b, weight };
}

static void start(struct world *w, uint32_t n)
{
	*w = (struct world){ .n = n };
	for (int a = 0; a < MOST; a++)
		for (int b = 0; b < MOST; b++)
			w->weight[a][b] = NO_EDGE;
}

static void make(struct world *w, uint64_t seed)
{
	start(w, 0);
	w->seed = seed;
	w->n = 2 + draw(w, MOST - 2);
	uint32_t density = 1 + draw(w, 100), range = draw(w, 3) ? 20000 : 5;
	for (uint32_t a = 0; a < w->n; a++) {
		w->exclusive[a] = draw(w, 6) ? 0 : 1 + draw(w, 3);
		w->single[a] = draw(w, 6) ? 0 : UINT64_C(1) << draw(w, 2);
		for (uint32_t b = a + 1; b < w->n; b++)
			if (draw(w, 100) < density)
				add_edge(w, a, b, ((int32_t)draw(w, range) - (int32_t)range * 3 / 5) * (range == 5 ? 1000 : 1), !draw(w, 100));
	}
	for (uint32_t i = draw(w, 3); i-- > 0;)
		w->must[w->musts++] = (struct iv_edge){ draw(w, w->n), draw(w, w->n), 0 };
	for (uint32_t i = draw(w, 4); i-- > 0;)
		w->never[w->nevers++] = (struct iv_edge){ draw(w, w->n), draw(w, w->n), 0 };
}

/* --- The definition, naively --- */

static bool barred(const struct world *w, const uint32_t *of, uint32_t x, uint32_t y, bool forced)
{
	for (uint32_t a = 0; a < w->n; a++)
		for (uint32_t b = 0; b < w->n; b++) {
			if (of[a] != x || of[b] != y)
				continue;
			if (w->exclusive[a] && w->exclusive[b] && w->exclusive[a] != w->exclusive[b])
				return true;
			if (!forced && (w->single[a] & w->single[b]))
				return true;
			for (size_t i = 0; i < w->nevers; i++)
				if ((w->never[i].a == a && w->never[i].b == b) || (w->never[i].a == b && w->never[i].b == a))
					return true;
		}
	return false;
}

static double mean(const struct iv_linkage_input *in, const struct world *w, const uint32_t *of, uint32_t x, uint32_t y)
{
	int64_t sum = 0, pairs = 0;
	uint32_t records = 0;
	for (uint32_t a = 0; a < w->n; a++)
		records += of[a] == x || of[a] == y;
	bool weighs = in->weigh && records <= in->weighed;
	for (uint32_t a = 0; a < w->n; a++)
		for (uint32_t b = 0; b < w->n; b++)
			if (of[a] == x && of[b] == y) {
				bool edge = w->weight[a][b] != NO_EDGE;
				int32_t weight = edge ? w->weight[a][b] : weighs ? in->weigh(in->ctx, a < b ? a : b, a < b ? b : a) : in->absent;
				if (edge || weighs)
					weight = weight < in->least ? in->least : weight > in->most ? in->most : weight;
				sum += !edge && weight > in->threshold ? in->threshold : weight;
				pairs++;
			}
	return (double)sum / (double)pairs;
}

static void join(const struct world *w, uint32_t *of, uint32_t x, uint32_t y)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (of[i] == (x > y ? x : y))
			of[i] = x < y ? x : y;
}

static int by_weight(const void *x, const void *y)
{
	const struct iv_edge *a = x, *b = y;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

static void force(const struct world *w, uint32_t *of, const struct iv_edge *list, size_t n)
{
	struct iv_edge sorted[MOST * MOST];
	for (size_t i = 0; i < n; i++) {
		sorted[i] = list[i];
		sorted[i].a = list[i].a < list[i].b ? list[i].a : list[i].b;
		sorted[i].b = list[i].a < list[i].b ? list[i].b : list[i].a;
	}
	qsort(sorted, n, sizeof *sorted, by_weight);
	for (size_t i = 0; i < n; i++)
		if (of[sorted[i].a] != of[sorted[i].b] && !barred(w, of, of[sorted[i].a], of[sorted[i].b], true))
			join(w, of, of[sorted[i].a], of[sorted[i].b]);
}

/* The components: average linkage knows only what they connect. */
static void connect(const struct iv_linkage_input *in, const struct world *w, uint32_t *part)
{
	for (uint32_t i = 0; i < w->n; i++)
		part[i] = i;
	for (size_t i = 0; i < w->edges; i++)
		if (w->edge[i].weight > in->threshold || w->sure[i])
			join(w, part, part[w->edge[i].a], part[w->edge[i].b]);
	for (size_t i = 0; i < w->musts; i++)
		join(w, part, part[w->must[i].a], part[w->must[i].b]);
}

static void define(const struct iv_linkage_input *in, const struct world *w, uint32_t *of)
{
	struct iv_edge sure[MOST * MOST];
	uint32_t part[MOST];
	size_t sures = 0;
	connect(in, w, part);
	for (uint32_t i = 0; i < w->n; i++)
		of[i] = i;
	for (size_t i = 0; i < w->edges; i++)
		if (w->sure[i])
			sure[sures++] = w->edge[i];
	force(w, of, w->must, w->musts);
	force(w, of, sure, sures);
	for (;;) {
		uint32_t x = 0, y = 0;
		double best = in->threshold;
		for (uint32_t a = 0; a < w->n; a++)
			for (uint32_t b = a + 1; b < w->n; b++) {
				if (of[a] != a || of[b] != b || part[a] != part[b] || barred(w, of, a, b, false))
					continue;
				double m = mean(in, w, of, a, b);
				if (m > best) {
					best = m;
					x = a;
					y = b;
				}
			}
		if (x == y)
			return;
		join(w, of, x, y);
	}
}

static void same_as(const struct world *w, const uint32_t *want, const struct iv_linkage *got, uint64_t seed, const char *what)
{
	uint32_t number[MOST], clusters = 0;
	for (uint32_t i = 0; i < w->n; i++) {
		number[i] = want[i] == i ? clusters++ : number[want[i]];
		if (got->of[i] != number[i])
			fail_msg("seed %llu, %s: record %u of %u is in cluster %u, not %u", (unsigned long long)seed, what, i, w->n, got->of[i], number[i]);
	}
	assert_int_equal(got->clusters, clusters);
	assert_int_equal(got->joined, w->n - clusters);
}

static void shuffle(struct world *w)
{
	for (size_t i = w->edges; i-- > 1;) {
		size_t k = draw(w, (uint32_t)i + 1);
		struct iv_edge e = w->edge[i];
		bool sure = w->sure[i];
		w->edge[i] = w->edge[k];
		w->sure[i] = w->sure[k];
		w->edge[k] = e;
		w->sure[k] = sure;
	}
	for (size_t i = w->nevers; i-- > 1;) {
		struct iv_edge e = w->never[i];
		w->never[i] = w->never[i - 1];
		w->never[i - 1] = e;
	}
}

static void as_defined(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed < 2000; seed++) {
		struct world w;
		struct iv_linkage dense, sparse;
		uint32_t want[MOST];
		make(&w, seed);
		struct iv_linkage_input in = input(&w);
		in.least = seed % 2 ? -4000 : INT32_MIN;
		in.most = seed % 2 ? 6000 : INT32_MAX;
		define(&in, &w, want);
		iv_linkage_run(&in, &dense);
		same_as(&w, want, &dense, seed, "dense");
		in.weighed = 0;
		shuffle(&w);
		iv_linkage_run(&in, &sparse);
		same_as(&w, want, &sparse, seed, "sparse");
		assert_int_equal(dense.refused, sparse.refused);
		assert_int_equal(dense.largest, sparse.largest);
		iv_linkage_release(&dense);
		iv_linkage_release(&sparse);
		in.weighed = MOST;
		in.weigh = hidden;
		define(&in, &w, want);
		iv_linkage_run(&in, &dense);
		same_as(&w, want, &dense, seed, "weighed");
		iv_linkage_release(&dense);
		in.weighed = 2 + draw(&w, w.n);
		define(&in, &w, want);
		iv_linkage_run(&in, &sparse);
		same_as(&w, want, &sparse, seed, "weighed as far as they are few");
		iv_linkage_release(&sparse);
	}
}

/* Leaves only what is between records of some clusters, about half of them. */
static void keep_some(struct world *w, const struct iv_linkage *l, const uint8_t *kept)
{
	size_t n = 0;
	for (size_t i = 0; i < w->edges; i++)
		if (kept[l->of[w->edge[i].a]] && kept[l->of[w->edge[i].b]]) {
			w->sure[n] = w->sure[i];
			w->edge[n++] = w->edge[i];
		}
	w->edges = n;
	for (size_t i = n = 0; i < w->musts; i++)
		if (kept[l->of[w->must[i].a]] && kept[l->of[w->must[i].b]])
			w->must[n++] = w->must[i];
	w->musts = n;
}

/* What never joins does not matter: some of the clusters without the others are as they were. */
static void apart(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed < 2000; seed++) {
		struct world w;
		struct iv_linkage whole, some;
		uint8_t kept[MOST];
		make(&w, seed);
		struct iv_linkage_input in = input(&w);
		in.weigh = hidden;
		in.weighed = 1 + draw(&w, w.n);
		iv_linkage_run(&in, &whole);
		for (uint32_t i = 0; i < MOST; i++)
			kept[i] = draw(&w, 2) != 0;
		keep_some(&w, &whole, kept);
		in.edges = w.edges;
		in.musts = w.musts;
		iv_linkage_run(&in, &some);
		for (uint32_t a = 0; a < w.n; a++)
			for (uint32_t b = a + 1; b < w.n; b++)
				if (kept[whole.of[a]] && kept[whole.of[b]] && (whole.of[a] == whole.of[b]) != (some.of[a] == some.of[b]))
					fail_msg("seed %llu: records %u and %u are not as they were", (unsigned long long)seed, a, b);
		iv_linkage_release(&whole);
		iv_linkage_release(&some);
	}
}

/* a–b–c, where a and c were not compared: what they weigh decides. */
static int32_t heavy(void *ctx, uint32_t a, uint32_t b)
{
	(void)a;
	(void)b;
	return *(int32_t *)ctx;
}

static void move_edges(struct iv_edge *to, size_t *n, const struct iv_edge *list, size_t count, uint32_t by)
{
	for (size_t i = 0; i < count; i++)
		to[(*n)++] = (struct iv_edge){ list[i].a + by, list[i].b + by, list[i].weight };
}

/* Many worlds side by side, on one thread and on several. */
static void on_threads(void **state)
{
	(void)state;
	enum { WORLDS = 3000, ALL = WORLDS * MOST };
	struct iv_edge *edge = iv_alloc((size_t)ALL * MOST * sizeof *edge), *must = iv_alloc(ALL * sizeof *must), *never = iv_alloc(ALL * sizeof *never);
	bool *sure = iv_alloc((size_t)ALL * MOST * sizeof *sure);
	uint64_t *exclusive = iv_zalloc(ALL * sizeof *exclusive), *single = iv_zalloc(ALL * sizeof *single);
	struct iv_linkage_input in = { .n = ALL, .edge = edge, .must = must, .never = never, .weighed = MOST / 2, .absent = -5000, .weigh = hidden, .exclusive = exclusive, .single = single, .sure = sure };
	struct iv_linkage one, several;
	struct world *w = iv_alloc(sizeof *w);
	for (uint32_t i = 0; i < WORLDS; i++) {
		make(w, i);
		memcpy(sure + in.edges, w->sure, w->edges * sizeof *sure);
		memcpy(exclusive + (size_t)i * MOST, w->exclusive, sizeof w->exclusive);
		memcpy(single + (size_t)i * MOST, w->single, sizeof w->single);
		move_edges(edge, &in.edges, w->edge, w->edges, i * MOST);
		move_edges(must, &in.musts, w->must, w->musts, i * MOST);
		move_edges(never, &in.nevers, w->never, w->nevers, i * MOST);
	}
	iv_linkage_run(&in, &one);
	in.threads = 4;
	iv_linkage_run(&in, &several);
	assert_memory_equal(one.of, several.of, ALL * sizeof *one.of);
	assert_int_equal(one.clusters, several.clusters);
	assert_int_equal(one.refused, several.refused);
	assert_int_equal(one.components, several.components);
	assert_int_equal(one.largest, several.largest);
	assert_int_equal(one.sparse, several.sparse);
	assert_true(one.sparse > 100 && one.refused > 100);
	iv_linkage_release(&one);
	iv_linkage_release(&several);
	free(edge);
	free(must);
	free(never);
	free(sure);
	free(exclusive);
	free(single);
	free(w);
}

static void missing_links_count(void **state)
{
	(void)state;
	for (int round = 0; round < 2; round++) {
		struct world w;
		struct iv_linkage l;
		int32_t other = round ? -7500 : -7000;
		start(&w, 3);
		add_edge(&w, 0, 1, 10000, false);
		add_edge(&w, 1, 2, 7200, false);
		struct iv_linkage_input in = input(&w);
		in.weigh = heavy;
		in.ctx = &other;
		iv_linkage_run(&in, &l);
		assert_int_equal(l.clusters, round ? 2 : 1);
		assert_int_equal(l.of[0], l.of[1]);
		assert_int_equal(l.components, 1);
		assert_int_equal(l.largest, 3);
		iv_linkage_release(&l);
	}
}

/* However much one pair says against it, others may say more for it; and what is said for it is bounded too. */
static void weights_are_cut(void **state)
{
	(void)state;
	struct world w;
	struct iv_linkage l;
	start(&w, 3);
	add_edge(&w, 0, 1, 12000, false);
	add_edge(&w, 1, 2, 9000, false);
	add_edge(&w, 0, 2, -50000, false);
	struct iv_linkage_input in = input(&w);
	iv_linkage_run(&in, &l);
	assert_int_equal(l.clusters, 1);
	iv_linkage_release(&l);
	in.least = INT32_MIN;
	in.most = INT32_MAX;
	iv_linkage_run(&in, &l);
	assert_int_equal(l.clusters, 2);
	iv_linkage_release(&l);
	w.edge[1].weight = 60000;
	w.edge[2].weight = -8000;
	iv_linkage_run(&in, &l);
	assert_int_equal(l.clusters, 1);
	iv_linkage_release(&l);
	in.most = 7000;
	iv_linkage_run(&in, &l);
	assert_int_equal(l.clusters, 2);
	iv_linkage_release(&l);
}

static void constraints(void **state)
{
	(void)state;
	struct world w;
	struct iv_linkage l;
	start(&w, 6); /* 0 and 3 never meet through 1 and 2; 4 and 5 are cards of one source, replaced */
	for (uint32_t i = 0; i < 3; i++)
		add_edge(&w, i, i + 1, 30000 - (int32_t)i, false);
	add_edge(&w, 4, 5, -30000, true);
	w.single[4] = w.single[5] = 1;
	w.never[w.nevers++] = (struct iv_edge){ 3, 0, 0 };
	struct iv_linkage_input in = input(&w);
	in.absent = 0;
	iv_linkage_run(&in, &l);
	assert_int_equal(l.of[1], l.of[0]);
	assert_int_equal(l.of[3], l.of[2]);
	assert_int_not_equal(l.of[0], l.of[3]);
	assert_int_equal(l.of[4], l.of[5]);
	assert_int_equal(l.refused, 1);
	assert_int_equal(l.joined, 3);
	iv_linkage_release(&l);
	w.exclusive[4] = 7; /* an identity number keeps even a replaced card apart, and beats a must */
	w.exclusive[5] = 8;
	w.must[in.musts++] = (struct iv_edge){ 4, 5, 0 };
	iv_linkage_run(&in, &l);
	assert_int_not_equal(l.of[4], l.of[5]);
	assert_int_equal(l.refused, 3);
	iv_linkage_release(&l);
}

static void explained(void **state)
{
	(void)state;
	struct world w;
	struct iv_linkage l;
	struct iv_linkage_why why[MOST];
	start(&w, 6);
	add_edge(&w, 1, 2, 9000, false);
	add_edge(&w, 0, 1, 9000, false);
	add_edge(&w, 0, 2, 4000, false);
	add_edge(&w, 2, 3, -4000, false);
	w.must[w.musts++] = (struct iv_edge){ 4, 3, 0 };
	struct iv_linkage_input in = input(&w);
	iv_linkage_run(&in, &l);
	iv_linkage_explain(&in, &l, why);
	assert_int_equal(why[0].to, 1);
	assert_int_equal(why[1].to, 0);
	assert_int_equal(why[2].to, 1);
	assert_int_equal(why[2].weight, 9000);
	assert_int_equal(why[3].to, 4);
	assert_true(why[3].must && why[4].must && !why[2].must);
	assert_int_equal(why[5].to, IV_LINKAGE_ALONE);
	iv_linkage_release(&l);
}

/* A switchboard: a hub that half a million records know, and a chain as long; done in a moment, and no cluster is large. */
static void giants(void **state)
{
	(void)state;
	enum { N = 500000 };
	struct iv_edge *edge = iv_alloc(2 * N * sizeof *edge);
	struct iv_linkage_input in = { .n = N, .edge = edge, .weighed = 100, .absent = -8000 };
	struct iv_linkage l;
	uint32_t *size = iv_zalloc(N * sizeof *size), most = 0;
	for (uint32_t i = 1; i < N; i++)
		edge[in.edges++] = (struct iv_edge){ 0, i, 5000 + (int32_t)(i % 100) };
	for (uint32_t i = 1; i + 1 < N; i++)
		edge[in.edges++] = (struct iv_edge){ i, i + 1, 5000 };
	iv_linkage_run(&in, &l);
	assert_int_equal(l.components, 1);
	assert_int_equal(l.largest, N);
	assert_int_equal(l.sparse, 1);
	for (uint32_t i = 0; i < N; i++)
		if (++size[l.of[i]] > most)
			most = size[l.of[i]];
	assert_true(most >= 2 && most <= 6);
	iv_linkage_release(&l);
	free(edge);
	free(size);
}

static void nothing(void **state)
{
	(void)state;
	struct iv_linkage_input in = { .weighed = 10 };
	struct iv_linkage l;
	iv_linkage_run(&in, &l);
	assert_int_equal(l.clusters, 0);
	iv_linkage_release(&l);
	iv_linkage_release(&l);
	in.n = 3;
	iv_linkage_run(&in, &l);
	assert_int_equal(l.clusters, 3);
	assert_int_equal(l.of[2], 2);
	assert_int_equal(l.components, 0);
	iv_linkage_release(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_defined), cmocka_unit_test(apart),	  cmocka_unit_test(on_threads), cmocka_unit_test(missing_links_count), cmocka_unit_test(weights_are_cut),
		cmocka_unit_test(constraints), cmocka_unit_test(explained), cmocka_unit_test(giants),	 cmocka_unit_test(nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
