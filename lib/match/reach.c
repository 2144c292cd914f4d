/* SPDX-License-Identifier: MIT
 * Rounds of blocking and comparing, each for those that the round before found. Nearly all that will ever be reached is in yesterday's customers of those whom
 * new records are linked to, so rounds are few. */
#include "match/reach.h"

#include <stdlib.h>

#include "io/vast.h"
#include "match/learned.h"

struct reach {
	struct iv_match_people *m;
	const struct iv_match_settings *s;
	struct iv_match *r;
	uint8_t *turn;
	uint8_t *group; /* of each of yesterday's customers: whether its records have come */
	size_t next; /* parts whose turn is next */
	int32_t threshold;
};

static void call(struct reach *x, uint32_t part)
{
	uint32_t group = x->s->before[part];
	if (group != IV_MATCH_NONE)
		x->group[group] = 1;
	if (x->turn[part] == IV_TURN_REST) {
		x->turn[part] = IV_TURN_NEXT;
		x->next++;
	}
}

/* A copy is compared by the record that stands for it. */
static uint32_t compared_as(const struct reach *x, uint32_t part)
{
	return x->r->copies.first ? x->r->copies.first[part] : part;
}

static void call_first(struct reach *x)
{
	const struct iv_match_settings *s = x->s;
	for (uint32_t p = 0; p < x->m->n; p++)
		if (s->fresh[p]) {
			call(x, p);
			call(x, compared_as(x, p));
		}
	for (size_t i = 0; i < s->musts; i++) {
		call(x, s->must[i].a);
		call(x, s->must[i].b);
	}
	for (size_t i = 0; i < s->nevers; i++) {
		call(x, s->never[i].a);
		call(x, s->never[i].b);
	}
}

/* All of a customer of yesterday, once one of its records was called; then it is the turn of those that were. */
static void begin_round(struct reach *x)
{
	for (uint32_t p = 0; p < x->m->n; p++) {
		uint32_t group = x->s->before[p];
		if (group != IV_MATCH_NONE && x->group[group] && x->turn[p] == IV_TURN_REST)
			x->turn[p] = IV_TURN_NEXT;
		x->turn[p] = x->turn[p] == IV_TURN_NEXT ? IV_TURN_NOW : x->turn[p] == IV_TURN_NOW ? IV_TURN_BEFORE : x->turn[p];
	}
	x->next = 0;
}

/* Whoever may be in a component with one whose turn it was. */
static void call_linked(struct reach *x, const struct iv_match_blocking *pairs)
{
	struct iv_match *r = x->r;
	struct iv_match_scores scores;
	iv_match_score(&r->frame, pairs, x->s->threads, &scores);
	int32_t *weight = iv_alloc((scores.counts.n + 1) * sizeof *weight);
	for (size_t i = 0; i < scores.counts.n; i++) {
		struct iv_mixture_verdict v;
		iv_mixture_judge(&r->frame.shape, &r->mixture, scores.counts.count[i].pattern, &v);
		weight[i] = v.match;
	}
	for (size_t i = 0; i < scores.kept_n; i++) {
		const struct iv_match_kept *k = &scores.kept[i];
		if (weight[k->number] <= x->threshold && !iv_match_replaces(x->m, k->a, k->b))
			continue;
		call(x, k->a);
		call(x, k->b);
	}
	free(weight);
	iv_match_scores_release(&scores);
}

static void add_round(struct iv_match_blocking *all, const struct iv_match_blocking *round)
{
	if (all->n + round->n > all->cap)
		all->pair = iv_vast_reserve(all->pair, &all->cap, all->n + round->n, sizeof *all->pair);
	if (round->n)
		memcpy(all->pair + all->n, round->pair, round->n * sizeof *all->pair);
	all->n += round->n;
	all->outgrown |= round->outgrown;
	for (size_t i = 0; i <= IV_SCHEMA_RULES; i++) {
		all->rule[i].left_out = round->rule[i].left_out;
		all->rule[i].pairs += round->rule[i].pairs;
		all->rule[i].marginal += round->rule[i].marginal;
	}
}

void iv_match_reach(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *r)
{
	const struct iv_match_splits *given = &settings->learned->splits;
	struct iv_match_block_base base = { 0 };
	struct reach x = { .m = m, .s = settings, .r = r, .threshold = (int32_t)settings->learned->threshold };
	x.turn = iv_zalloc(m->n + 1);
	x.group = iv_zalloc(settings->groups + 1);
	call_first(&x);
	iv_match_blocking_begin(m, settings->spend, given, settings->threads, &r->blocking);
	while (x.next) {
		struct iv_match_blocking round;
		begin_round(&x);
		iv_match_block_turn(m, settings->spend, given, x.turn, settings->threads, &base, &round);
		call_linked(&x, &round);
		add_round(&r->blocking, &round);
		iv_match_blocking_release(&round);
	}
	begin_round(&x); /* the last are done as well */
	for (uint32_t p = 0; p < m->n; p++)
		x.turn[p] = x.turn[compared_as(&x, p)];
	if (r->blocking.n)
		iv_match_sort_array(r->blocking.pair, r->blocking.n, sizeof *r->blocking.pair, settings->threads);
	iv_match_block_base_release(&base);
	free(x.group);
	r->turn = x.turn;
}

void iv_match_reach_join(const struct iv_match *r, const struct iv_match_settings *settings, struct iv_linkage *clusters)
{
	const struct iv_match_people *m = r->frame.m;
	uint32_t *of_group = iv_alloc((settings->groups + 1) * sizeof *of_group), *of_cluster = iv_alloc((clusters->clusters + 1) * sizeof *of_cluster), next = 0;
	memset(of_group, 0xFF, settings->groups * sizeof *of_group);
	memset(of_cluster, 0xFF, clusters->clusters * sizeof *of_cluster);
	for (size_t p = 0; p < m->n; p++) {
		bool rest = r->turn[p] == IV_TURN_REST && settings->before[p] != IV_MATCH_NONE && iv_match_is_party(m, p);
		uint32_t *number = rest ? &of_group[settings->before[p]] : &of_cluster[clusters->of[p]];
		if (*number == UINT32_MAX)
			*number = next++;
		clusters->of[p] = *number;
	}
	clusters->clusters = next;
	free(of_group);
	free(of_cluster);
}
