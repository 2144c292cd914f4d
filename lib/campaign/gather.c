/* SPDX-License-Identifier: MIT
 * Notes and their taking in. A note is: lengths of cid and seed, both texts, an outcome a campaign, and a struct candidate for
 * each campaign that the customer is ready for, in order of campaigns. */
#include "campaign/gather.h"

#include <stdlib.h>

#include "base/hash.h"

void iv_campaign_gather_start(struct iv_campaign_gather *g, const struct iv_campaigns *set)
{
	*g = (struct iv_campaign_gather){ .play.set = set };
	g->play.pool = iv_zalloc((set->n + 1) * sizeof *g->play.pool);
	g->count = iv_zalloc((set->n + 1) * IV_CAMPAIGN_OUTCOMES * sizeof *g->count);
}

void iv_campaign_gather_release(struct iv_campaign_gather *g)
{
	for (size_t i = 0; g->play.pool && i < g->play.set->n; i++)
		free(g->play.pool[i].candidate);
	free(g->play.pool);
	free(g->play.tie);
	free(g->play.outcome);
	free(g->count);
	free(g->seen);
	*g = (struct iv_campaign_gather){ 0 };
}

void iv_campaign_note(struct iv_campaign_work *w, struct iv_buf *out)
{
	const struct iv_campaigns *set = w->set;
	uint32_t lengths[2] = { (uint32_t)w->cid.n, (uint32_t)w->seed.n };
	iv_buf_add(out, lengths, sizeof lengths);
	iv_buf_adds(out, w->cid);
	iv_buf_adds(out, w->seed);
	size_t outcomes = out->n;
	iv_buf_grow(out, set->n);
	out->n += set->n;
	for (size_t i = 0; i < set->n; i++) {
		struct iv_campaign_verdict v;
		iv_campaign_judge(w, &set->campaign[i], &v);
		out->p[outcomes + i] = (char)v.outcome;
		if (v.outcome != IV_CAMPAIGN_READY)
			continue;
		struct iv_campaign_candidate c;
		memset(&c, 0, sizeof c); /* padding included: the note is bytes */
		c.rank = v.rank;
		c.ranked = v.ranked;
		c.address = iv_hash(v.address);
		c.held = iv_campaign_held(set, &set->campaign[i], w->seed);
		iv_buf_add(out, &c, sizeof c);
	}
}

static bool put_seen(uint64_t *slot, size_t slots, uint64_t hash)
{
	size_t at = (size_t)(hash & (slots - 1));
	while (slot[at] && slot[at] != hash)
		at = (at + 1) & (slots - 1);
	bool new = !slot[at];
	slot[at] = hash;
	return new;
}

/* Remembers a cid; false when it was there. */
static bool remember(struct iv_campaign_gather *g, struct iv_str cid)
{
	if (g->play.customers >= g->seen_slots / 2) {
		size_t slots = g->seen_slots ? g->seen_slots * 2 : 1024;
		uint64_t *more = iv_zalloc(slots * sizeof *more);
		for (size_t i = 0; i < g->seen_slots; i++)
			if (g->seen[i])
				put_seen(more, slots, g->seen[i]);
		free(g->seen);
		g->seen = more;
		g->seen_slots = slots;
	}
	uint64_t hash = iv_hash(cid);
	return put_seen(g->seen, g->seen_slots, hash ? hash : 1);
}

static int repeated(struct iv_str cid, struct iv_err *err)
{
	iv_err_set(err, IV_FAIL, "repeated_customer", "the customer comes twice; it could get two messages");
	iv_err_field(err, IV_STR("cid"));
	iv_err_value(err, cid);
	return IV_FAIL;
}

int iv_campaign_take(struct iv_campaign_gather *g, struct iv_str note, struct iv_campaign_who *who, struct iv_err *err)
{
	struct iv_campaign_play *f = &g->play;
	size_t campaigns = f->set->n;
	uint32_t lengths[2];
	memcpy(lengths, note.p, sizeof lengths);
	const char *p = note.p + sizeof lengths;
	*who = (struct iv_campaign_who){ { p, lengths[0] }, { p + lengths[0], lengths[1] } };
	p += (size_t)lengths[0] + lengths[1];
	if (!remember(g, who->cid))
		return repeated(who->cid, err);
	if (f->customers >= UINT32_MAX)
		return iv_err_set(err, IV_FAIL, "too_many_customers", "more than 4 billion customers");
	f->tie = iv_reserve(f->tie, &f->tie_cap, f->customers + 1, sizeof *f->tie);
	f->tie[f->customers] = iv_campaign_tie(f->set, who->seed);
	f->outcome = iv_reserve(f->outcome, &f->outcome_cap, (f->customers + 1) * campaigns, 1);
	const char *outcome = p;
	if (campaigns)
		memcpy(f->outcome + f->customers * campaigns, outcome, campaigns);
	p += campaigns;
	for (size_t i = 0; i < campaigns; i++) {
		if (outcome[i] != IV_CAMPAIGN_READY)
			continue;
		struct iv_campaign_pool *pool = &f->pool[i];
		pool->candidate = iv_reserve(pool->candidate, &pool->cap, pool->n + 1, sizeof *pool->candidate);
		memcpy(&pool->candidate[pool->n], p, sizeof *pool->candidate);
		pool->candidate[pool->n++].customer = (uint32_t)f->customers;
		p += sizeof *pool->candidate;
	}
	f->customers++;
	return IV_OK;
}

void iv_campaign_decide(struct iv_campaign_gather *g)
{
	struct iv_campaign_play *f = &g->play;
	iv_campaign_allot(f);
	for (size_t i = 0; i < f->set->n; i++) {
		free(f->pool[i].candidate);
		f->pool[i] = (struct iv_campaign_pool){ 0 };
	}
	free(g->seen);
	g->seen = NULL;
	g->seen_slots = 0;
	for (size_t k = 0; k < f->customers; k++)
		for (size_t i = 0; i < f->set->n; i++)
			g->count[i * IV_CAMPAIGN_OUTCOMES + f->outcome[k * f->set->n + i]]++;
}
