/* SPDX-License-Identifier: MIT
 * Which judgements are in force. They are taken from the latest to the earliest, and each is kept that agrees with those kept before:
 * a must joins two groups of records, unless a never stands between the groups; a never stands between two groups, unless they are one. */
#include "rec/judge.h"

#include <stdlib.h>

#include "base/hash.h"

#define NONE UINT32_MAX

/* A never, seen from one of its two records. */
struct wall {
	uint32_t other, next;
	size_t judgement;
};

struct settle {
	struct iv_judgements *j;
	struct iv_names names;
	uint32_t *a, *b; /* the records of each judgement */
	uint32_t *parent, *wall_head, *wall_tail, *walls; /* of each record; the last three of a group's root */
	struct wall *wall;
	size_t wall_n;
	void (*warn)(void *ctx, const struct iv_err *w);
	void *ctx;
};

struct order {
	int64_t at;
	size_t i;
};

static int latest_first(const void *x, const void *y)
{
	const struct order *a = x, *b = y;
	if (a->at != b->at)
		return a->at > b->at ? -1 : 1;
	return a->i > b->i ? -1 : 1;
}

static uint32_t number_of(struct settle *s, const struct iv_judge_party *p, struct iv_buf *b)
{
	iv_buf_clear(b);
	iv_buf_adds(b, p->source);
	iv_buf_addc(b, '\x1F');
	iv_buf_adds(b, p->key);
	return iv_names_add(&s->names, iv_buf_str(b));
}

static uint32_t root_of(struct settle *s, uint32_t r)
{
	while (s->parent[r] != r) {
		s->parent[r] = s->parent[s->parent[r]];
		r = s->parent[r];
	}
	return r;
}

static void report(struct settle *s, size_t loser, const struct iv_judgement *winner, const char *how)
{
	const struct iv_judgement *l = &s->j->item[loser];
	struct iv_err w = { 0 };
	if (!s->warn)
		return;
	if (winner)
		iv_err_set(&w, IV_WRONG, "judgement_contradicted", "%s is ignored: %s of line %ld of %s, which is later, %s", iv_judge_name(l->judge),
			   iv_judge_name(winner->judge), winner->line, winner->file, how);
	else
		iv_err_set(&w, IV_WRONG, "judgement_contradicted", "%s is ignored: %s", iv_judge_name(l->judge), how);
	iv_err_at(&w, l->file, l->line, 0);
	s->warn(s->ctx, &w);
}

/* --- Pairs: only the latest judgement on each remains --- */

struct pair {
	uint64_t key;
	int64_t at;
	size_t i;
};

static int by_pair(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->at != b->at)
		return a->at > b->at ? -1 : 1;
	return a->i > b->i ? -1 : 1;
}

static void replace_earlier(struct settle *s)
{
	struct iv_judgements *j = s->j;
	struct pair *pair = iv_alloc((j->n + 1) * sizeof *pair);
	size_t n = 0;
	for (size_t i = 0; i < j->n; i++) {
		uint64_t lo = s->a[i] < s->b[i] ? s->a[i] : s->b[i], hi = s->a[i] < s->b[i] ? s->b[i] : s->a[i];
		if (j->item[i].state == IV_JUDGE_HOLDS)
			pair[n++] = (struct pair){ lo << 32 | hi, j->item[i].at, i };
	}
	qsort(pair, n, sizeof *pair, by_pair);
	for (size_t k = 1, first = 0; k < n; k++) {
		if (pair[k].key != pair[first].key) {
			first = k;
			continue;
		}
		const struct iv_judgement *winner = &j->item[pair[first].i];
		struct iv_judgement *loser = &j->item[pair[k].i];
		loser->state = IV_JUDGE_REPLACED;
		j->replaced++;
		if (loser->judge != winner->judge && loser->judge != IV_JUDGE_UNSURE && winner->judge != IV_JUDGE_UNSURE)
			report(s, pair[k].i, winner, "says otherwise of the same two records");
	}
	free(pair);
}

/* --- Groups --- */

/* The never between two groups, or NONE as its judgement. Looks along the shorter list. */
static size_t wall_between(struct settle *s, uint32_t x, uint32_t y)
{
	uint32_t from = s->walls[x] < s->walls[y] ? x : y, to = from == x ? y : x;
	for (uint32_t w = s->wall_head[from]; w != NONE; w = s->wall[w].next)
		if (root_of(s, s->wall[w].other) == to)
			return s->wall[w].judgement;
	return SIZE_MAX;
}

static void add_wall(struct settle *s, uint32_t root, uint32_t other, size_t judgement)
{
	uint32_t at = (uint32_t)s->wall_n++;
	s->wall[at] = (struct wall){ other, s->wall_head[root], judgement };
	if (s->wall_head[root] == NONE)
		s->wall_tail[root] = at;
	s->wall_head[root] = at;
	s->walls[root]++;
}

static void join(struct settle *s, uint32_t x, uint32_t y)
{
	s->parent[y] = x;
	s->walls[x] += s->walls[y];
	if (s->wall_head[y] == NONE)
		return;
	if (s->wall_head[x] == NONE)
		s->wall_head[x] = s->wall_head[y];
	else
		s->wall[s->wall_tail[x]].next = s->wall_head[y];
	s->wall_tail[x] = s->wall_tail[y];
}

static void refute(struct settle *s, size_t i, const struct iv_judgement *winner, const char *how)
{
	s->j->item[i].state = IV_JUDGE_REFUTED;
	s->j->refuted++;
	report(s, i, winner, how);
}

static void take(struct settle *s, size_t i)
{
	uint32_t x = root_of(s, s->a[i]), y = root_of(s, s->b[i]);
	if (s->j->item[i].judge == IV_JUDGE_NEVER) {
		if (x == y) {
			refute(s, i, NULL, "later musts, one after the other, make the two records one person");
		} else {
			add_wall(s, x, s->b[i], i);
			add_wall(s, y, s->a[i], i);
		}
	} else if (x != y) {
		size_t wall = wall_between(s, x, y);
		if (wall != SIZE_MAX)
			refute(s, i, &s->j->item[wall], "keeps apart two records that it would join through other musts");
		else
			join(s, x, y);
	}
}

static void start(struct settle *s)
{
	size_t n = s->j->n;
	struct iv_buf b = { 0 };
	s->a = iv_alloc((2 * n + 1) * sizeof *s->a);
	s->b = s->a + n;
	for (size_t i = 0; i < n; i++) {
		s->a[i] = number_of(s, &s->j->item[i].a, &b);
		s->b[i] = number_of(s, &s->j->item[i].b, &b);
	}
	iv_buf_release(&b);
	s->parent = iv_alloc((4 * s->names.n + 1) * sizeof *s->parent);
	s->wall_head = s->parent + s->names.n;
	s->wall_tail = s->wall_head + s->names.n;
	s->walls = s->wall_tail + s->names.n;
	for (uint32_t r = 0; r < s->names.n; r++) {
		s->parent[r] = r;
		s->wall_head[r] = s->wall_tail[r] = NONE;
		s->walls[r] = 0;
	}
	s->wall = iv_alloc((2 * n + 1) * sizeof *s->wall);
}

void iv_judgements_settle(struct iv_judgements *j, int32_t as_of, void (*warn)(void *ctx, const struct iv_err *w), void *ctx)
{
	struct settle s = { .j = j, .warn = warn, .ctx = ctx };
	struct order *order = iv_alloc((j->n + 1) * sizeof *order);
	size_t n = 0;
	start(&s);
	for (size_t i = 0; i < j->n; i++) {
		if (j->item[i].until < as_of) {
			j->item[i].state = IV_JUDGE_EXPIRED;
			j->expired++;
		}
	}
	replace_earlier(&s);
	for (size_t i = 0; i < j->n; i++)
		if (j->item[i].state == IV_JUDGE_HOLDS && j->item[i].judge != IV_JUDGE_UNSURE)
			order[n++] = (struct order){ j->item[i].at, i };
	qsort(order, n, sizeof *order, latest_first);
	for (size_t k = 0; k < n; k++)
		take(&s, order[k].i);
	free(order);
	free(s.a);
	free(s.parent);
	free(s.wall);
	iv_names_release(&s.names);
}
