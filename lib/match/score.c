/* SPDX-License-Identifier: MIT
 * The pairs are cut into tasks. Each worker counts patterns in a table of its own; each task has a list of what it keeps, so the lists
 * one after the other are in the order of the pairs. */
#include "match/score.h"

#include <math.h>
#include <stdlib.h>

#include "base/parallel.h"

enum { TASK = 1 << 15 };

/* Log2 of a ratio that a pair may be short of and still be kept: for one person, for one household. */
enum { ROOM_MATCH = -16, ROOM_HOUSEHOLD = -6 };

struct counted {
	uint64_t pattern, pairs; /* pairs 0: a free slot */
	uint32_t number; /* in the order in which the worker met them; in the end in order of the patterns, over all workers */
	bool keep;
};

struct counter {
	struct counted *slot;
	size_t n, slots;
};

/* What a task keeps. */
struct kept {
	struct iv_match_kept *pair; /* number: of the pattern, as its worker counts */
	size_t n, cap;
	unsigned worker;
};

struct scorer {
	const struct iv_match_frame *f;
	const struct iv_match_blocking *pairs;
	float match[IV_SHAPE_FIELDS][IV_SHAPE_STATES], household[IV_SHAPE_FIELDS][IV_SHAPE_STATES]; /* log2 ratios */
	float prior; /* log2 odds before anything is compared */
	struct counter *counter; /* by worker */
	struct kept *kept; /* by task */
};

void iv_match_scores_release(struct iv_match_scores *s)
{
	free(s->counts.count);
	free(s->kept);
	*s = (struct iv_match_scores){ 0 };
}

/* What an expert would make of each state. A level that chance never brought about is taken as rare, not as impossible. */
static void guess_weights(struct scorer *s)
{
	const struct iv_shape *shape = &s->f->shape;
	double records = (double)(shape->records > 1 ? shape->records : 2);
	s->prior = (float)-log2(records);
	for (size_t k = 0; k < shape->n; k++) {
		const struct iv_shape_field *f = &shape->field[k];
		for (size_t i = 1; i < f->states; i++) {
			const struct iv_shape_level *level = &f->level[f->level_of[i]];
			double chance = f->chance[f->known[1] > 0][i], match = level->prior * f->mass[i];
			chance = chance > 1e-9 ? chance : 1e-9;
			s->match[k][i] = (float)log2((match > 1e-9 ? match : 1e-9) / chance);
			if (level->sense & IV_SENSE_FAMILY && s->match[k][i] > 0)
				s->household[k][i] = (float)log2(0.5 * f->mass[i] / chance);
		}
	}
}

static bool worth_keeping(const struct scorer *s, uint64_t pattern)
{
	const struct iv_shape *shape = &s->f->shape;
	float match = s->prior, household = s->prior;
	for (size_t k = 0; k < shape->n; k++) {
		unsigned state = iv_shape_state(&shape->field[k], pattern);
		match += s->match[k][state];
		household += s->household[k][state];
	}
	return match >= ROOM_MATCH || household >= ROOM_HOUSEHOLD;
}

static size_t place_of(const struct counter *c, uint64_t pattern)
{
	size_t i = (pattern ^ pattern >> 29) * 0x9E3779B97F4A7C15u >> 24 & (c->slots - 1);
	while (c->slot[i].pairs && c->slot[i].pattern != pattern)
		i = (i + 1) & (c->slots - 1);
	return i;
}

static void widen(struct counter *c)
{
	struct counter wide = { .n = c->n, .slots = c->slots ? 2 * c->slots : 4096 };
	wide.slot = iv_zalloc(wide.slots * sizeof *wide.slot);
	for (size_t i = 0; i < c->slots; i++)
		if (c->slot[i].pairs)
			wide.slot[place_of(&wide, c->slot[i].pattern)] = c->slot[i];
	free(c->slot);
	*c = wide;
}

static const struct counted *count(const struct scorer *s, struct counter *c, uint64_t pattern)
{
	if (c->slots < 2 * (c->n + 1))
		widen(c);
	struct counted *at = &c->slot[place_of(c, pattern)];
	if (!at->pairs++) {
		at->pattern = pattern;
		at->keep = worth_keeping(s, pattern);
		at->number = (uint32_t)c->n++;
	}
	return at;
}

static void keep(struct kept *k, uint32_t a, uint32_t b, uint32_t number)
{
	if (k->n == k->cap)
		k->pair = iv_reserve(k->pair, &k->cap, k->n + 1, sizeof *k->pair);
	k->pair[k->n++] = (struct iv_match_kept){ a, b, number };
}

/* The records are spread over memory: what the pairs to come will need is fetched while this one is compared. */
static void fetch(const struct scorer *s, size_t i, size_t to)
{
	const struct iv_match_blocking *p = s->pairs;
	for (int step = 0; step < IV_COMPARE_STEPS; step++) {
		size_t ahead = i + 4 * (size_t)(IV_COMPARE_STEPS - step);
		if (ahead < to)
			iv_match_compare_fetch(s->f, iv_match_pair_b(p, p->pair[ahead]), step);
	}
}

static void score_task(void *ctx, size_t number, unsigned worker)
{
	struct scorer *s = ctx;
	const struct iv_match_blocking *p = s->pairs;
	size_t from = number * TASK, to = from + TASK < p->n ? from + TASK : p->n;
	struct kept *kept = &s->kept[number];
	kept->worker = worker;
	for (size_t i = from; i < to; i++) {
		fetch(s, i, to);
		if (i && p->pair[i] >> IV_BLOCK_RULE_BITS == p->pair[i - 1] >> IV_BLOCK_RULE_BITS)
			continue;
		uint32_t a = iv_match_pair_a(p, p->pair[i]), b = iv_match_pair_b(p, p->pair[i]);
		const struct counted *at = count(s, &s->counter[worker], iv_match_compare(s->f, a, b, false));
		if (at->keep)
			keep(kept, a, b, at->number);
	}
}

static int by_pattern(const void *a, const void *b)
{
	const struct iv_shape_count *x = a, *y = b;
	return (x->pattern > y->pattern) - (x->pattern < y->pattern);
}

/* One count for each pattern, in order. */
static void unite(const struct scorer *s, unsigned threads, struct iv_match_scores *out)
{
	struct iv_shape_counts *c = &out->counts;
	size_t n = 0;
	for (unsigned w = 0; w < threads; w++)
		for (size_t i = 0; i < s->counter[w].slots; i++) {
			if (!s->counter[w].slot[i].pairs)
				continue;
			if (c->n == c->cap)
				c->count = iv_reserve(c->count, &c->cap, c->n + 1, sizeof *c->count);
			c->count[c->n++] = (struct iv_shape_count){ .pattern = s->counter[w].slot[i].pattern, .pairs = s->counter[w].slot[i].pairs };
		}
	if (c->n)
		qsort(c->count, c->n, sizeof *c->count, by_pattern);
	for (size_t i = 0; i < c->n; i++) {
		out->compared += c->count[i].pairs;
		if (n && c->count[n - 1].pattern == c->count[i].pattern)
			c->count[n - 1].pairs += c->count[i].pairs;
		else
			c->count[n++] = c->count[i];
	}
	c->n = n;
}

/* The number that each pattern of a worker has in the end. */
static uint32_t *numbers_of(const struct counter *c, const struct iv_shape_counts *all)
{
	uint32_t *number = iv_alloc((c->n + 1) * sizeof *number);
	for (size_t i = 0; i < c->slots; i++)
		if (c->slot[i].pairs)
			number[c->slot[i].number] = (uint32_t)iv_shape_place(all, c->slot[i].pattern);
	return number;
}

/* The lists of the tasks, one after the other. */
static void join(struct scorer *s, size_t tasks, unsigned threads, struct iv_match_scores *out)
{
	uint32_t **number = iv_alloc(threads * sizeof *number);
	size_t at = 0;
	for (unsigned w = 0; w < threads; w++)
		number[w] = numbers_of(&s->counter[w], &out->counts);
	for (size_t t = 0; t < tasks; t++)
		out->kept_n += s->kept[t].n;
	out->kept = iv_alloc((out->kept_n + 1) * sizeof *out->kept);
	for (size_t t = 0; t < tasks; t++) {
		for (size_t i = 0; i < s->kept[t].n; i++, at++) {
			out->kept[at] = s->kept[t].pair[i];
			out->kept[at].number = number[s->kept[t].worker][out->kept[at].number];
		}
		free(s->kept[t].pair);
	}
	for (unsigned w = 0; w < threads; w++)
		free(number[w]);
	free(number);
}

void iv_match_score(const struct iv_match_frame *f, const struct iv_match_blocking *pairs, unsigned threads, struct iv_match_scores *out)
{
	size_t tasks = (pairs->n + TASK - 1) / TASK;
	struct scorer *s = iv_zalloc(sizeof *s);
	*out = (struct iv_match_scores){ 0 };
	threads = threads ? threads : 1;
	s->f = f;
	s->pairs = pairs;
	s->counter = iv_zalloc(threads * sizeof *s->counter);
	s->kept = iv_zalloc((tasks + 1) * sizeof *s->kept);
	guess_weights(s);
	iv_parallel(threads, tasks, score_task, s);
	unite(s, threads, out);
	join(s, tasks, threads, out);
	for (unsigned w = 0; w < threads; w++)
		free(s->counter[w].slot);
	free(s->counter);
	free(s->kept);
	free(s);
}
