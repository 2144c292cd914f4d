/* SPDX-License-Identifier: MIT
 * Pairs are compared in their order, in which records of one name stand together (settle.h), so that most of what a pair needs was just used. Each worker
 * counts patterns in a table of its own, and notes at the place of each pair what came of it; so what is kept is listed in the order of the pairs. */
#include "match/score.h"

#include <math.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"

/* Pairs in a task; how many pairs ahead what is needed is fetched; patterns that are counted at a time. */
enum { TASK = 1 << 14, AHEAD = 4, BATCH = 64 };

/* A pair's outcome while it is not settled: the worker above, the pattern's number as the worker counts below. */
enum { WORKERS = 1 << 6, NUMBER_BITS = 26 };
#define DROPPED UINT32_MAX

/* Log2 of a ratio that a pair may be short of and still be kept: for one person, for one household. */
enum { ROOM_MATCH = -16, ROOM_HOUSEHOLD = -6 };

struct counted {
	uint64_t pattern;
	uint64_t pairs : 37, number : NUMBER_BITS, keep : 1; /* pairs 0: a free slot; number: in the order in which the worker met them */
};

struct counter {
	struct counted *slot;
	size_t n, slots;
	struct iv_match_meeting met[TASK]; /* the pairs of a task */
};

struct scorer {
	const struct iv_match_frame *f;
	const struct iv_match_blocking *pairs;
	float match[IV_SHAPE_FIELDS][IV_SHAPE_STATES], household[IV_SHAPE_FIELDS][IV_SHAPE_STATES]; /* log2 ratios */
	float prior; /* log2 odds before anything is compared */
	struct counter *counter; /* by worker */
	uint32_t *outcome; /* of each pair */
};

void iv_match_scores_release(struct iv_match_scores *s)
{
	free(s->counts.count);
	iv_vast_free(s->kept);
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
	return (pattern ^ pattern >> 29) * 0x9E3779B97F4A7C15u >> 24 & (c->slots - 1);
}

static struct counted *find(const struct counter *c, uint64_t pattern)
{
	size_t i = place_of(c, pattern);
	while (c->slot[i].pairs && c->slot[i].pattern != pattern)
		i = (i + 1) & (c->slots - 1);
	return &c->slot[i];
}

static void widen(struct counter *c)
{
	struct counter wide = { .slots = c->slots ? 2 * c->slots : 4096 };
	wide.slot = iv_zalloc(wide.slots * sizeof *wide.slot);
	for (size_t i = 0; i < c->slots; i++)
		if (c->slot[i].pairs)
			*find(&wide, c->slot[i].pattern) = c->slot[i];
	free(c->slot);
	c->slot = wide.slot;
	c->slots = wide.slots;
}

static const struct counted *count(const struct scorer *s, struct counter *c, uint64_t pattern)
{
	if (c->slots < 2 * (c->n + 1))
		widen(c);
	struct counted *at = find(c, pattern);
	if (!at->pairs)
		*at = (struct counted){ .pattern = pattern, .keep = worth_keeping(s, pattern), .number = c->n++ };
	at->pairs++;
	return at;
}

/* A pair comes AHEAD pairs after the last step of fetching what it needs, and as far lies each step before the next. */
static void fetch(const struct iv_match_frame *f, const struct iv_match_meeting *met, size_t i, size_t n)
{
	for (int step = 0; step < IV_COMPARE_STEPS; step++) {
		size_t ahead = i + AHEAD * (size_t)(IV_COMPARE_STEPS - step);
		if (ahead >= n)
			continue;
		iv_match_compare_fetch(f, met[ahead].b, step ? met[ahead].a : IV_MATCH_NONE, step);
		if (met[ahead].a != met[ahead - 1].a)
			iv_match_compare_fetch(f, met[ahead].a, IV_MATCH_NONE, step);
	}
}

void iv_match_score_pairs(const struct iv_match_frame *f, const struct iv_match_meeting *met, size_t n, size_t from, size_t to, uint64_t *pattern)
{
	for (size_t i = from; i < to; i++) {
		fetch(f, met, i, n);
		pattern[i - from] = iv_match_compare(f, met[i].a, met[i].b, false);
	}
}

size_t iv_match_score_list(const struct iv_match_blocking *p, size_t from, size_t to, struct iv_match_meeting *met)
{
	size_t n = 0;
	for (size_t i = from; i < to; i++)
		if (!i || p->pair[i] >> IV_BLOCK_RULE_BITS != p->pair[i - 1] >> IV_BLOCK_RULE_BITS)
			met[n++] = (struct iv_match_meeting){ iv_match_pair_a(p, p->pair[i]), iv_match_pair_b(p, p->pair[i]), i };
	return n;
}

/* Pairs are dropped until they turn out to be worth keeping. */
static void score_task(void *ctx, size_t number, unsigned worker)
{
	struct scorer *s = ctx;
	struct counter *c = &s->counter[worker];
	size_t first = number * TASK, end = first + TASK < s->pairs->n ? first + TASK : s->pairs->n, n = iv_match_score_list(s->pairs, first, end, c->met);
	uint64_t pattern[BATCH];
	memset(s->outcome + first, 0xFF, (end - first) * sizeof *s->outcome);
	for (size_t from = 0; from < n; from += BATCH) {
		size_t to = from + BATCH < n ? from + BATCH : n;
		iv_match_score_pairs(s->f, c->met, n, from, to, pattern);
		for (size_t i = from; i < to && c->slots; i++)
			__builtin_prefetch(&c->slot[place_of(c, pattern[i - from])]);
		for (size_t i = from; i < to; i++) {
			const struct counted *k = count(s, c, pattern[i - from]);
			if (k->keep)
				s->outcome[c->met[i].at] = (uint32_t)(worker << NUMBER_BITS | k->number);
		}
	}
}

/* One count for each pattern, in order. */
static void unite(const struct scorer *s, unsigned threads, struct iv_match_scores *out)
{
	struct iv_shape_counts *c = &out->counts;
	struct iv_match_items met = { 0 };
	for (unsigned w = 0; w < threads; w++)
		for (size_t i = 0; i < s->counter[w].slots; i++)
			if (s->counter[w].slot[i].pairs)
				iv_match_items_add(&met, s->counter[w].slot[i].pattern, s->counter[w].slot[i].pairs);
	iv_match_sort_on(&met, threads);
	c->cap = met.n + 1;
	c->count = iv_alloc(c->cap * sizeof *c->count);
	for (size_t i = 0; i < met.n; i++) {
		out->compared += met.item[i].value;
		if (!i || met.item[i].key != met.item[i - 1].key)
			c->count[c->n++] = (struct iv_shape_count){ .pattern = met.item[i].key };
		c->count[c->n - 1].pairs += met.item[i].value;
	}
	iv_match_items_release(&met);
}

/* The pairs that are kept, in order: counted and then listed in shares. */
enum { SHARES = 64 };

struct keeping {
	const struct scorer *s;
	const struct iv_shape_counts *all;
	uint32_t *number[WORKERS]; /* that each pattern of a worker has in the end */
	size_t first[SHARES + 1]; /* of each share, its place in `kept` */
	struct iv_match_kept *kept;
};

static void number_patterns(void *ctx, size_t w, unsigned worker)
{
	struct keeping *k = ctx;
	const struct counter *c = &k->s->counter[w];
	(void)worker;
	k->number[w] = iv_alloc((c->n + 1) * sizeof *k->number[w]);
	for (size_t i = 0; i < c->slots; i++)
		if (c->slot[i].pairs)
			k->number[w][c->slot[i].number] = (uint32_t)iv_shape_place(k->all, c->slot[i].pattern);
}

static void count_kept(void *ctx, size_t share, unsigned worker)
{
	struct keeping *k = ctx;
	size_t n = 0, to = iv_parallel_share(k->s->pairs->n, SHARES, share + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(k->s->pairs->n, SHARES, share); i < to; i++)
		n += k->s->outcome[i] != DROPPED;
	k->first[share + 1] = n;
}

static void list_share(void *ctx, size_t share, unsigned worker)
{
	const struct keeping *k = ctx;
	const struct iv_match_blocking *p = k->s->pairs;
	size_t n = k->first[share], to = iv_parallel_share(p->n, SHARES, share + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(p->n, SHARES, share); i < to; i++) {
		uint32_t o = k->s->outcome[i];
		if (o != DROPPED)
			k->kept[n++] = (struct iv_match_kept){ iv_match_pair_a(p, p->pair[i]), iv_match_pair_b(p, p->pair[i]),
							       k->number[o >> NUMBER_BITS][o & ((1u << NUMBER_BITS) - 1)] };
	}
}

static void list_kept(const struct scorer *s, unsigned threads, struct iv_match_scores *out)
{
	struct keeping k = { .s = s, .all = &out->counts };
	iv_parallel(threads, threads, number_patterns, &k);
	iv_parallel(threads, SHARES, count_kept, &k);
	for (size_t i = 0; i < SHARES; i++)
		k.first[i + 1] += k.first[i];
	out->kept_n = k.first[SHARES];
	out->kept = k.kept = iv_vast_alloc((out->kept_n + 1) * sizeof *out->kept);
	iv_parallel(threads, SHARES, list_share, &k);
	for (unsigned w = 0; w < threads; w++)
		free(k.number[w]);
}

void iv_match_score(const struct iv_match_frame *f, const struct iv_match_blocking *pairs, unsigned threads, struct iv_match_scores *out)
{
	struct scorer *s = iv_zalloc(sizeof *s);
	*out = (struct iv_match_scores){ 0 };
	threads = threads ? threads : 1;
	threads = threads < WORKERS ? threads : WORKERS;
	s->f = f;
	s->pairs = pairs;
	s->counter = iv_zalloc(threads * sizeof *s->counter);
	s->outcome = iv_alloc((pairs->n + 1) * sizeof *s->outcome);
	guess_weights(s);
	iv_parallel(threads, (pairs->n + TASK - 1) / TASK, score_task, s);
	unite(s, threads, out);
	list_kept(s, threads, out);
	for (unsigned w = 0; w < threads; w++)
		free(s->counter[w].slot);
	free(s->counter);
	free(s->outcome);
	free(s);
}
