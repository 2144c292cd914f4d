/* SPDX-License-Identifier: MIT
 * Rounds: those whose turn it is meet all others; whoever is linked to one of them comes near, with all of his customer of yesterday, and meets the others who
 * are near; all of these are clustered. A customer who comes out with other records than before has his turn in the next round, for he may join whom he
 * did not join yesterday. One who comes out as he was stays so: he joined nobody yesterday either, and since then neither he nor, outside those near, anybody
 * else has changed. Few are changed but by records of their own, so rounds are few, and each but the first is for few. */
#include "match/reach.h"

#include <stdlib.h>

#include "io/vast.h"
#include "match/block_unite.h"
#include "match/cluster.h"
#include "match/learned.h"
#include "match/link.h"

#define MIXED (IV_MATCH_NONE - 1) /* a cluster of more than one customer, or a customer in more than one cluster */

struct reach {
	struct iv_match_people *m;
	const struct iv_match_settings *s;
	struct iv_match *r;
	struct iv_match_block_base base;
	uint8_t *turn; /* of each part: its turn to meet all others */
	uint8_t *near; /* its turn to meet those near; IV_TURN_BEFORE: it is not near, or meets all */
	uint8_t *called, *neared; /* of each of yesterday's customers: whether the turn, or the nearness, of its records has come */
	size_t next, come; /* parts whose turn is next, and that came near */
};

static void call(struct reach *x, uint32_t part)
{
	uint32_t group = x->s->before[part];
	if (group != IV_MATCH_NONE)
		x->called[group] = 1;
	if (x->turn[part] == IV_TURN_REST) {
		x->turn[part] = IV_TURN_NEXT;
		x->next++;
	}
}

static void come_near(struct reach *x, uint32_t part)
{
	uint32_t group = x->s->before[part];
	if (x->turn[part] != IV_TURN_REST || x->near[part] != IV_TURN_BEFORE)
		return;
	if (group != IV_MATCH_NONE)
		x->neared[group] = 1;
	x->near[part] = IV_TURN_NOW;
	x->come++;
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
		uint8_t *turn = &x->turn[p];
		if (group != IV_MATCH_NONE && x->called[group] && *turn == IV_TURN_REST)
			*turn = IV_TURN_NEXT;
		*turn = *turn == IV_TURN_NEXT ? IV_TURN_NOW : *turn == IV_TURN_NOW ? IV_TURN_BEFORE : *turn;
		if (*turn == IV_TURN_NOW)
			x->near[p] = IV_TURN_BEFORE;
	}
	x->next = 0;
}

/* Adds a round's pairs. Two who met as those near may meet again when one of them has his turn. */
static void add_pairs(struct iv_match_blocking *all, const struct iv_match_blocking *round)
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
		all->rule[i].marginal = 0;
	}
	iv_match_block_unite(all);
}

/* Whoever is linked to one whose turn it is. */
static void near_linked(struct reach *x, const struct iv_match_blocking *round)
{
	struct iv_match *r = x->r;
	struct iv_match_scores scores;
	iv_match_score(&r->frame, round, x->s->threads, &scores);
	struct iv_mixture_verdict *verdict = iv_match_judge(r, &scores, x->s->threads);
	for (size_t i = 0; i < scores.kept_n; i++) {
		const struct iv_match_kept *k = &scores.kept[i];
		bool linked = verdict[k->number].match > x->s->learned->threshold && !iv_match_are_two(r, k->a, k->b, iv_match_kept_pattern(&scores, k));
		if (!linked && !iv_match_replaces(x->m, k->a, k->b))
			continue;
		come_near(x, k->a);
		come_near(x, k->b);
	}
	free(verdict);
	iv_match_scores_release(&scores);
}

static void block(struct reach *x, const uint8_t *turn, bool all)
{
	struct iv_match_blocking round;
	iv_match_block_turn(x->m, x->s->spend, &x->s->learned->splits, turn, x->s->threads, &x->base, &round);
	if (all)
		near_linked(x, &round);
	add_pairs(&x->r->blocking, &round);
	iv_match_blocking_release(&round);
}

/* All of a customer of yesterday, once one of its records came near; then those meet who are. */
static void meet_near(struct reach *x)
{
	for (uint32_t p = 0; p < x->m->n && x->come; p++)
		if (x->s->before[p] != IV_MATCH_NONE && x->neared[x->s->before[p]])
			come_near(x, p);
	if (x->come)
		block(x, x->near, false);
	for (uint32_t p = 0; p < x->m->n && x->come; p++)
		if (x->near[p] == IV_TURN_NOW)
			x->near[p] = IV_TURN_REST;
	x->come = 0;
}

static void note(uint32_t *of, uint32_t what)
{
	*of = *of == IV_MATCH_NONE || *of == what ? what : MIXED;
}

/* May others join it? A record that is gone may be one that another replaces. */
static bool is_clustered(const struct reach *x, uint32_t part)
{
	return !(iv_match_row(x->m, part)->flags & IV_PART_CALLER);
}

/* Of those near, whose customer is not one cluster with all its records and no others. */
static void call_changed(struct reach *x)
{
	const uint32_t *before = x->s->before, *cluster = x->r->clusters.of;
	uint32_t *customer = iv_alloc((x->r->clusters.clusters + 1) * sizeof *customer), *found = iv_alloc((x->s->groups + 1) * sizeof *found);
	memset(customer, 0xFF, x->r->clusters.clusters * sizeof *customer);
	memset(found, 0xFF, x->s->groups * sizeof *found);
	for (uint32_t p = 0; p < x->m->n; p++) {
		bool near = x->near[p] != IV_TURN_BEFORE;
		if ((!near && x->turn[p] == IV_TURN_REST) || !is_clustered(x, p))
			continue;
		note(&customer[cluster[p]], near && before[p] != IV_MATCH_NONE ? before[p] : MIXED);
		if (before[p] != IV_MATCH_NONE)
			note(&found[before[p]], cluster[p]);
	}
	for (uint32_t p = 0; p < x->m->n; p++)
		if (x->near[p] != IV_TURN_BEFORE && is_clustered(x, p) && (customer[cluster[p]] == MIXED || found[before[p]] == MIXED))
			call(x, p);
	free(customer);
	free(found);
}

static bool may_go_on(const struct reach *x)
{
	return !x->r->blocking.outgrown && (!x->s->max_pairs || iv_match_pairs(x->r) <= x->s->max_pairs);
}

/* Numbers all clusters anew. */
static void join_rest(struct reach *x)
{
	struct iv_linkage *clusters = &x->r->clusters;
	uint32_t *of_group = iv_alloc((x->s->groups + 1) * sizeof *of_group), *of_cluster = iv_alloc((clusters->clusters + 1) * sizeof *of_cluster), next = 0;
	memset(of_group, 0xFF, x->s->groups * sizeof *of_group);
	memset(of_cluster, 0xFF, clusters->clusters * sizeof *of_cluster);
	for (size_t p = 0; p < x->m->n; p++) {
		bool rest = x->turn[p] == IV_TURN_REST && x->s->before[p] != IV_MATCH_NONE && iv_match_is_party(x->m, p);
		uint32_t *number = rest ? &of_group[x->s->before[p]] : &of_cluster[clusters->of[p]];
		if (*number == UINT32_MAX)
			*number = next++;
		clusters->of[p] = *number;
	}
	clusters->clusters = next;
	free(of_group);
	free(of_cluster);
}

void iv_match_reach(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *r)
{
	struct reach x = { .m = m, .s = settings, .r = r };
	x.turn = iv_zalloc(m->n + 1);
	x.near = memset(iv_alloc(m->n + 1), IV_TURN_BEFORE, m->n + 1);
	x.called = iv_zalloc(settings->groups + 1);
	x.neared = iv_zalloc(settings->groups + 1);
	call_first(&x);
	iv_match_blocking_begin(m, settings->spend, &settings->learned->splits, settings->threads, &r->blocking);
	do {
		iv_match_stage(settings, "block");
		begin_round(&x);
		block(&x, x.turn, true);
		meet_near(&x);
		if (!may_go_on(&x))
			break;
		iv_match_link(r, settings);
		call_changed(&x);
	} while (x.next);
	begin_round(&x); /* the last are done as well */
	for (uint32_t p = 0; p < m->n; p++)
		x.turn[p] = x.turn[compared_as(&x, p)];
	if (may_go_on(&x))
		join_rest(&x);
	iv_match_block_base_release(&x.base);
	free(x.turn);
	free(x.near);
	free(x.called);
	free(x.neared);
}
