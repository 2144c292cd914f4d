/* SPDX-License-Identifier: MIT
 * Open addressing; what a judge keeps apart is there from the beginning too, for it is never compared. */
#include "match/linkage_pairs.h"

#include <stdlib.h>

static struct iv_linkage_pair *find(const struct iv_linkage_pairs *t, uint32_t a, uint32_t b)
{
	uint64_t key = ((uint64_t)a << 32 | b) * UINT64_C(0x9E3779B97F4A7C15);
	for (size_t i = key >> 20;; i++) {
		struct iv_linkage_pair *p = &t->slot[i & (t->slots - 1)];
		if (!p->b || (p->a == a && p->b == b))
			return p;
	}
}

static void widen(struct iv_linkage_pairs *t)
{
	struct iv_linkage_pairs wider = { .n = t->n, .slots = 2 * t->slots };
	wider.slot = iv_zalloc(wider.slots * sizeof *wider.slot);
	for (size_t i = 0; i < t->slots; i++)
		if (t->slot[i].b)
			*find(&wider, t->slot[i].a, t->slot[i].b) = t->slot[i];
	free(t->slot);
	*t = wider;
}

static void put(struct iv_linkage_pairs *t, uint32_t a, uint32_t b, int32_t weight)
{
	if (2 * (t->n + 1) > t->slots)
		widen(t);
	struct iv_linkage_pair *p = find(t, a, b);
	t->n += !p->b;
	*p = (struct iv_linkage_pair){ a, b, weight };
}

void iv_linkage_pairs_init(struct iv_linkage_pairs *t, const struct iv_linkage_input *in, const struct iv_linkage_part *p)
{
	*t = (struct iv_linkage_pairs){ .slots = 64 };
	while (t->slots < 4 * p->ties)
		t->slots *= 2;
	t->slot = iv_zalloc(t->slots * sizeof *t->slot);
	for (size_t i = 0; i < p->ties; i++)
		if (p->tie[i].kind == IV_TIE_NEVER)
			put(t, p->tie[i].a, p->tie[i].b, in->absent);
	for (size_t i = 0; i < p->ties; i++)
		if (p->tie[i].kind == IV_TIE_EDGE || p->tie[i].kind == IV_TIE_SURE)
			put(t, p->tie[i].a, p->tie[i].b, p->tie[i].weight);
}

void iv_linkage_pairs_release(struct iv_linkage_pairs *t)
{
	free(t->slot);
	*t = (struct iv_linkage_pairs){ 0 };
}

int32_t iv_linkage_pairs_weigh(struct iv_linkage_pairs *t, const struct iv_linkage_input *in, const struct iv_linkage_part *p, uint32_t a, uint32_t b)
{
	uint32_t low = a < b ? a : b, high = a < b ? b : a;
	const struct iv_linkage_pair *known = find(t, low, high);
	if (known->b)
		return known->weight;
	int32_t weight = iv_linkage_weight(in, p->record[low], p->record[high]);
	put(t, low, high, weight);
	return weight;
}
