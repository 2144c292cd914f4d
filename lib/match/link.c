/* SPDX-License-Identifier: MIT
 * compare → learn → cluster. */
#include "match/link.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "match/cluster.h"
#include "match/expect.h"

enum { SHARES = 64 };

struct judging {
	const struct iv_match *r;
	const struct iv_shape_counts *counts;
	struct iv_mixture_verdict *verdict;
};

static void judge_share(void *ctx, size_t number, unsigned worker)
{
	const struct judging *j = ctx;
	size_t end = iv_parallel_share(j->counts->n, SHARES, number + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(j->counts->n, SHARES, number); i < end; i++)
		iv_mixture_judge(&j->r->frame.shape, &j->r->mixture, j->counts->count[i].pattern, &j->verdict[i]);
}

struct iv_mixture_verdict *iv_match_judge(const struct iv_match *r, const struct iv_match_scores *scores, unsigned threads)
{
	struct judging j = { r, &scores->counts, iv_alloc((scores->counts.n + 1) * sizeof *j.verdict) };
	iv_parallel(threads, SHARES, judge_share, &j);
	return j.verdict;
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

static void forget(struct iv_match *r)
{
	iv_match_scores_release(&r->scores);
	iv_linkage_release(&r->clusters);
	free(r->verdict);
	r->verdict = NULL;
	r->callers = r->links = 0;
}

void iv_match_link(struct iv_match *r, const struct iv_match_settings *s)
{
	forget(r);
	iv_match_stage(s, "compare");
	iv_match_score(&r->frame, &r->blocking, s->threads, &r->scores);
	if (!s->keep_pairs && !s->fresh) /* what is new may reach others yet */
		iv_match_blocking_empty(&r->blocking);
	iv_match_stage(s, "model");
	count_judged(r, s->must, s->musts, true);
	count_judged(r, s->never, s->nevers, false);
	if (!s->learned)
		iv_mixture_fit(&r->frame.shape, &r->scores.counts, &r->mixture);
	r->verdict = iv_match_judge(r, &r->scores, s->threads);
	iv_match_set_threshold(r, s);
	iv_match_stage(s, "cluster");
	iv_match_cluster(r, s);
}
