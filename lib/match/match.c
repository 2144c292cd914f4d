/* SPDX-License-Identifier: MIT
 * count (copies aside) → block → measure chance → compare → learn → cluster → callers. */
#include "match/match.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"
#include "match/callers.h"
#include "match/cluster.h"
#include "match/expect.h"
#include "match/learned.h"
#include "match/reach.h"

void iv_match_release(struct iv_match *r)
{
	iv_match_copies_release(&r->copies);
	iv_match_crowd_release(&r->crowd);
	iv_match_blocking_release(&r->blocking);
	iv_match_scores_release(&r->scores);
	iv_linkage_release(&r->clusters);
	iv_match_frame_release(&r->frame);
	free(r->turn);
	free(r->verdict);
	free(r->holding);
	*r = (struct iv_match){ 0 };
}

uint64_t iv_match_windowed(const struct iv_match *r)
{
	uint64_t n = 0;
	for (size_t i = 0; i < IV_SCHEMA_RULES; i++)
		n += r->blocking.rule[i].windowed;
	return n;
}

uint64_t iv_match_grown(const struct iv_match *r)
{
	uint64_t n = 0;
	for (size_t i = 0; i <= IV_SCHEMA_RULES; i++)
		n += r->blocking.rule[i].grown;
	return n;
}

enum { SHARES = 64 };

static void judge_share(void *ctx, size_t number, unsigned worker)
{
	struct iv_match *r = ctx;
	const struct iv_shape_counts *c = &r->scores.counts;
	size_t end = iv_parallel_share(c->n, SHARES, number + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(c->n, SHARES, number); i < end; i++)
		iv_mixture_judge(&r->frame.shape, &r->mixture, c->count[i].pattern, &r->verdict[i]);
}

static void judge_patterns(struct iv_match *r, unsigned threads)
{
	r->verdict = iv_alloc((r->scores.counts.n + 1) * sizeof *r->verdict);
	iv_parallel(threads, SHARES, judge_share, r);
}

/* A pattern that people judged teaches the model. */
static void count_judged(struct iv_match *r, const struct iv_edge *judged, size_t n, bool must)
{
	struct iv_shape_counts *c = &r->scores.counts;
	for (size_t i = 0; i < n && c->n; i++) {
		uint64_t pattern = iv_match_compare(&r->frame, judged[i].a, judged[i].b, false);
		struct iv_shape_count *at = &c->count[iv_shape_place(c, pattern)];
		if (at->pattern != pattern || at->must + at->never == at->pairs)
			continue;
		at->must += must;
		at->never += !must;
	}
}

/* A rule was given up before its pairs filled the memory. */
static int check_growth(const struct iv_match *r, struct iv_err *err)
{
	if (!r->blocking.outgrown)
		return IV_OK;
	return iv_err_set(err, IV_FAIL, "outgrown", "blocks that the model leaves whole have become far too large; --plan says which rules, learn the model anew with --fit");
}

static int check_pairs(const struct iv_match *r, const struct iv_match_settings *s, struct iv_err *err)
{
	uint64_t pairs = 0;
	for (size_t i = 0; i <= IV_SCHEMA_RULES; i++)
		pairs += r->blocking.rule[i].marginal;
	if (!s->max_pairs || pairs <= s->max_pairs)
		return IV_OK;
	return iv_err_set(err, IV_FAIL, "too_many_pairs", "%llu pairs would be compared, expected %llu at most; --plan says which", (unsigned long long)pairs,
			  (unsigned long long)s->max_pairs);
}

static void begin(const struct iv_match_settings *s, const char *stage)
{
	if (s->stage)
		s->stage(s->stage_ctx, stage);
}

/* How common names are is said of people, and so without their copies. */
static void count(struct iv_match_people *m, const struct iv_match_settings *s, struct iv_match *out)
{
	const struct iv_match_copies_input said = { s->single, s->must, s->never, s->musts, s->nevers };
	iv_match_crowd(m, s->names, s->threads, &out->crowd);
	iv_match_copies_find(m, &out->crowd, &said, s->threads, &out->copies);
	if (out->copies.records) {
		iv_match_crowd_release(&out->crowd);
		iv_match_crowd(m, s->names, s->threads, &out->crowd);
	}
	if (s->learned)
		iv_match_learned_crowd(s->learned, m, s->names, &out->crowd);
}

void iv_match_plan(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *out)
{
	*out = (struct iv_match){ 0 };
	begin(settings, "count");
	count(m, settings, out);
	if (settings->fresh)
		return;
	begin(settings, "block");
	iv_match_block(m, settings->spend, settings->learned ? &settings->learned->splits : NULL, settings->threads, &out->blocking);
}

int iv_match_run(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *out, struct iv_err *err)
{
	iv_match_plan(m, settings, out);
	int status = iv_match_frame_make(&out->frame, m, &out->crowd, err);
	if (status == IV_OK && settings->learned)
		status = iv_model_read(settings->learned->root, &out->frame.shape, &out->mixture, err);
	if (status == IV_OK && settings->fresh) {
		begin(settings, "block");
		iv_match_reach(m, settings, out);
	}
	if (status == IV_OK)
		status = check_growth(out, err);
	if (status == IV_OK)
		status = check_pairs(out, settings, err);
	if (status != IV_OK)
		return status;
	begin(settings, "measure");
	if (!settings->learned)
		iv_match_measure(&out->frame, settings->threads);
	begin(settings, "compare");
	iv_match_score(&out->frame, &out->blocking, settings->threads, &out->scores);
	if (!settings->keep_pairs) {
		iv_vast_free(out->blocking.pair);
		out->blocking.pair = NULL;
	}
	begin(settings, "model");
	count_judged(out, settings->must, settings->musts, true);
	count_judged(out, settings->never, settings->nevers, false);
	if (!settings->learned)
		iv_mixture_fit(&out->frame.shape, &out->scores.counts, &out->mixture);
	judge_patterns(out, settings->threads);
	iv_match_set_threshold(out, settings);
	begin(settings, "cluster");
	iv_match_cluster(out, settings);
	if (out->callers)
		out->holdings = iv_match_callers(m, out->clusters.of, settings->threads, &out->holding);
	return IV_OK;
}
