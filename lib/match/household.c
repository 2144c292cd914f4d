/* SPDX-License-Identifier: MIT
 * Linkage over clusters, and again over what came out too large, with a higher threshold each time. */
#include "match/household.h"

#include <stdlib.h>

#include "match/sort.h"

/* APART: what two people say at most against living together; families do not always give one address. */
enum { STEP = 2000, WEIGHED = 64, APART = -4000 };

/* The customers still in groups that are too large, by numbers of their own. */
struct group {
	uint32_t *node; /* its cluster, ascending */
	struct iv_edge *edge; /* between places in node */
	uint32_t n;
	size_t edges;
};

void iv_households_release(struct iv_households *h)
{
	free(h->of);
	*h = (struct iv_households){ 0 };
}

/* Weights as numbers without a sign, in their order. */
static uint32_t raised(int32_t weight)
{
	return (uint32_t)weight ^ UINT32_C(0x80000000);
}

/* The greatest weight between each two clusters. */
static void link_clusters(const struct iv_household_input *in, struct group *g)
{
	struct iv_match_item12 *item = iv_alloc((in->edges + 1) * sizeof *item);
	size_t n = 0;
	for (size_t i = 0; i < in->edges; i++) {
		uint32_t a = in->cluster[in->edge[i].a], b = in->cluster[in->edge[i].b];
		if (a != b)
			item[n++] = iv_match_item12((uint64_t)(a < b ? a : b) << 32 | (a < b ? b : a), raised(in->edge[i].weight));
	}
	iv_match_sort_array(item, n, sizeof *item, 1);
	g->edge = iv_alloc((n + 1) * sizeof *g->edge);
	for (size_t i = 0; i < n; i++) {
		uint64_t key = iv_match_key12(&item[i]);
		struct iv_edge e = { (uint32_t)(key >> 32), (uint32_t)key, (int32_t)raised(item[i].value) };
		struct iv_edge *last = g->edges ? &g->edge[g->edges - 1] : NULL;
		if (!last || last->a != e.a || last->b != e.b)
			g->edge[g->edges++] = e;
		else if (e.weight > last->weight)
			last->weight = e.weight;
	}
	free(item);
	g->n = in->clusters;
	g->node = iv_alloc(((size_t)g->n + 1) * sizeof *g->node);
	for (uint32_t i = 0; i < g->n; i++)
		g->node[i] = i;
}

/* One round. Groups of at most `most` are households: of[member] becomes their first cluster. The others remain in g. */
static uint64_t divide(struct group *g, int32_t threshold, uint32_t most, uint32_t *of)
{
	struct iv_linkage_input in = { .n = g->n, .edge = g->edge, .edges = g->edges, .threshold = threshold, .least = APART, .most = IV_LINKAGE_MOST,
				       .weighed = WEIGHED, .absent = APART };
	struct iv_linkage l;
	uint64_t large = 0;
	iv_linkage_run(&in, &l);
	uint32_t *size = iv_zalloc(((size_t)l.clusters + 1) * sizeof *size), *first = iv_alloc(((size_t)l.clusters + 1) * sizeof *first);
	uint32_t *place = iv_alloc(((size_t)g->n + 1) * sizeof *place), n = 0;
	for (uint32_t i = 0; i < g->n; i++)
		if (!size[l.of[i]]++)
			first[l.of[i]] = g->node[i];
	for (uint32_t c = 0; c < l.clusters; c++)
		large += size[c] > most;
	for (uint32_t i = 0; i < g->n; i++) {
		bool stays = size[l.of[i]] > most;
		place[i] = stays ? n : IV_LINKAGE_ALONE;
		if (stays)
			g->node[n++] = g->node[i];
		else
			of[g->node[i]] = first[l.of[i]];
	}
	size_t edges = 0;
	for (size_t i = 0; i < g->edges; i++) {
		struct iv_edge e = g->edge[i];
		if (place[e.a] != IV_LINKAGE_ALONE && l.of[e.a] == l.of[e.b])
			g->edge[edges++] = (struct iv_edge){ place[e.a], place[e.b], e.weight };
	}
	g->n = n;
	g->edges = edges;
	free(size);
	free(first);
	free(place);
	iv_linkage_release(&l);
	return large;
}

/* `large`: the clusters that were in groups too large. */
static void number_households(const struct iv_household_input *in, const uint32_t *large, uint32_t large_n, struct iv_households *out)
{
	uint32_t *size = iv_zalloc(((size_t)in->clusters + 1) * sizeof *size);
	for (uint32_t c = 0; c < in->clusters; c++) {
		out->of[c] = out->of[c] == c ? out->households++ : out->of[out->of[c]];
		size[out->of[c]]++;
	}
	for (uint32_t h = 0; h < out->households; h++) {
		out->shared += size[h] > 1;
		out->people += size[h] > 1 ? size[h] : 0;
		if (size[h] > out->largest)
			out->largest = size[h];
	}
	for (uint32_t i = 0; i < large_n; i++)
		out->dissolved += size[out->of[large[i]]] == 1;
	free(size);
}

void iv_household_run(const struct iv_household_input *in, struct iv_households *out)
{
	struct group g = { 0 };
	*out = (struct iv_households){ .of = iv_alloc(((size_t)in->clusters + 1) * sizeof *out->of) };
	link_clusters(in, &g);
	out->split = divide(&g, in->threshold, in->most, out->of);
	uint32_t large_n = g.n, *large = iv_alloc(((size_t)large_n + 1) * sizeof *large);
	memcpy(large, g.node, large_n * sizeof *large);
	for (int32_t t = in->threshold + STEP; g.n && t < IV_LINKAGE_MOST; t += STEP)
		divide(&g, t, in->most, out->of);
	for (uint32_t i = 0; i < g.n; i++)
		out->of[g.node[i]] = g.node[i];
	number_households(in, large, large_n, out);
	free(large);
	free(g.node);
	free(g.edge);
}
