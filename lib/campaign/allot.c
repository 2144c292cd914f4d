/* SPDX-License-Identifier: MIT
 * The allotment: a sort of each campaign's candidates, and one walk over them. */
#include "campaign/allot.h"

#include <stdlib.h>

/* Addresses taken: an open hash, never more than half full. */
struct taken {
	uint64_t address;
	uint32_t times; /* 0: a free slot */
	uint32_t last; /* the campaign that took it last */
};
struct table {
	struct taken *slot;
	size_t slots, n;
};

static struct taken *find(struct table *t, uint64_t address)
{
	size_t at = (size_t)(address * 0x9E3779B97F4A7C15u >> 17) & (t->slots - 1);
	while (t->slot[at].times && t->slot[at].address != address)
		at = (at + 1) & (t->slots - 1);
	return &t->slot[at];
}

static void grow(struct table *t)
{
	if (t->slots && t->n < t->slots / 2)
		return;
	struct table more = { .slots = t->slots ? t->slots * 2 : 1024, .n = t->n };
	more.slot = iv_zalloc(more.slots * sizeof *more.slot);
	for (size_t i = 0; i < t->slots; i++)
		if (t->slot[i].times)
			*find(&more, t->slot[i].address) = t->slot[i];
	free(t->slot);
	*t = more;
}

/* What the comparison needs to know. */
struct sorting {
	const struct iv_campaign_candidate *candidate;
	const uint64_t *tie;
};

/* The better candidate first. Never equal, unless two customers have one tie. */
static int better(const void *a, const void *b, void *ctx)
{
	const struct sorting *s = ctx;
	const struct iv_campaign_candidate *x = &s->candidate[*(const uint32_t *)a], *y = &s->candidate[*(const uint32_t *)b];
	if (x->ranked != y->ranked)
		return x->ranked ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	uint64_t tie_x = s->tie[x->customer], tie_y = s->tie[y->customer];
	return tie_x < tie_y ? -1 : tie_x > tie_y;
}

static uint32_t *sorted(const struct iv_campaign_play *f, const struct iv_campaign_pool *pool)
{
	uint32_t *order = iv_alloc((pool->n + 1) * sizeof *order);
	struct sorting ctx = { pool->candidate, f->tie };
	for (size_t i = 0; i < pool->n; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, pool->n, sizeof *order, better, &ctx);
	return order;
}

struct state {
	struct table addresses;
	uint16_t *times; /* each customer was taken; NULL when it does not matter */
	int64_t spent; /* of the budget in work */
};

static enum iv_campaign_outcome decide(struct iv_campaign_play *f, struct state *s, size_t campaign, const struct iv_campaign_candidate *c)
{
	grow(&s->addresses);
	struct taken *t = find(&s->addresses, c->address);
	if (t->times && (t->last == campaign || t->times >= f->set->per_address))
		return IV_CAMPAIGN_PER_ADDRESS;
	if (s->times && s->times[c->customer] >= f->set->per_customer)
		return IV_CAMPAIGN_PER_CUSTOMER;
	if (s->spent >= f->set->campaign[campaign].budget)
		return IV_CAMPAIGN_BUDGET;
	s->addresses.n += !t->times;
	*t = (struct taken){ c->address, t->times + 1, (uint32_t)campaign };
	if (s->times)
		s->times[c->customer]++;
	if (c->held)
		return IV_CAMPAIGN_HELD_OUT;
	s->spent++;
	return IV_CAMPAIGN_SELECTED;
}

void iv_campaign_allot(struct iv_campaign_play *f)
{
	struct state s = { 0 };
	/* Nobody can be taken more often than there are campaigns, of which there are at most IV_CAMPAIGNS_MAX. */
	if (f->set->per_customer < (int64_t)f->set->n)
		s.times = iv_zalloc((f->customers + 1) * sizeof *s.times);
	for (size_t i = 0; i < f->set->n; i++) {
		size_t campaign = f->set->order[i];
		const struct iv_campaign_pool *pool = &f->pool[campaign];
		uint32_t *order = sorted(f, pool);
		s.spent = 0;
		for (size_t k = 0; k < pool->n; k++) {
			const struct iv_campaign_candidate *c = &pool->candidate[order[k]];
			f->outcome[(size_t)c->customer * f->set->n + campaign] = (uint8_t)decide(f, &s, campaign, c);
		}
		free(order);
	}
	free(s.addresses.slot);
	free(s.times);
}
