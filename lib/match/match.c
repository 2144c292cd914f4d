/* SPDX-License-Identifier: MIT
 * count → block → measure chance → compare → learn → cluster → callers. */
#include "match/match.h"

#include <math.h>
#include <stdlib.h>

#include "match/callers.h"
#include "match/expect.h"
#include "match/learned.h"

/* Components of more records are clustered over their edges alone; what was not compared then counts so much against. */
enum { COMPONENT = 64, ABSENT = -8000 };

void iv_match_release(struct iv_match *r)
{
	iv_match_crowd_release(&r->crowd);
	iv_match_blocking_release(&r->blocking);
	iv_match_scores_release(&r->scores);
	iv_linkage_release(&r->clusters);
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

/* Given names that are two, and no slip of one: Chinese ones that differ at all, others when both are known from other people and the birth date
 * does not speak against it. */
static bool two_given_names(const struct iv_match *r, uint32_t a, uint32_t b, unsigned level, unsigned birth)
{
	enum { CHINESE = IV_NAME_PINYIN | IV_NAME_HAN | IV_NAME_SPELLED };
	const struct iv_match_people *m = r->frame.m;
	if (iv_match_name_of(m, a)->flags & CHINESE && iv_match_name_of(m, b)->flags & CHINESE)
		return true;
	return level == IV_NAME_FAMILY && (!birth || birth > IV_BIRTH_PART) && r->crowd.name[iv_match_row(m, a)->name].given_known && r->crowd.name[iv_match_row(m, b)->name].given_known;
}

/* Brothers, sisters and twins share surname, address, telephone and even birth date; a telephone is handed on. Their given names are all that
 * tells them apart, so two that differ are never one person without something of one person's own. */
static bool are_two(const struct iv_match *r, uint32_t a, uint32_t b, uint64_t pattern)
{
	const struct iv_match_frame *f = &r->frame;
	unsigned name = iv_match_level(f, pattern, IV_FIELD_NAME);
	if ((name != IV_NAME_FAMILY && name != IV_NAME_DIFFERENT) || !two_given_names(r, a, b, name, iv_match_level(f, pattern, IV_FIELD_BIRTH)))
		return false;
	return iv_match_level(f, pattern, IV_FIELD_IDNO) != IV_PLAIN_SAME && iv_match_level(f, pattern, IV_FIELD_IDS) != IV_IDS_SAME &&
	       iv_match_level(f, pattern, IV_FIELD_EMAIL) != IV_EMAIL_SAME;
}

/* Copies: what is compared of them is all the same. */
static bool are_copies(const struct iv_match_people *m, uint32_t a, uint32_t b)
{
	const struct iv_match_row *x = iv_match_row(m, a), *y = iv_match_row(m, b);
	if (x->name != y->name || x->birth != y->birth || x->idno != y->idno || x->gender != y->gender || x->damaged != y->damaged || x->held_n != y->held_n)
		return false;
	return !memcmp(x->value, y->value, m->schema->columns * sizeof *x->value) && !memcmp(m->held + x->held, m->held + y->held, x->held_n * sizeof *m->held);
}

static int32_t weigh(void *ctx, uint32_t a, uint32_t b)
{
	const struct iv_match *r = ctx;
	uint64_t pattern = iv_match_compare(&r->frame, a, b, false);
	struct iv_mixture_verdict v;
	iv_mixture_judge(&r->frame.shape, &r->mixture, pattern, &v);
	return v.match > 0 && are_two(r, a, b, pattern) ? IV_LINKAGE_LEAST : v.match;
}

static void judge_patterns(struct iv_match *r)
{
	const struct iv_shape_counts *c = &r->scores.counts;
	r->verdict = iv_alloc((c->n + 1) * sizeof *r->verdict);
	for (size_t i = 0; i < c->n; i++)
		iv_mixture_judge(&r->frame.shape, &r->mixture, c->count[i].pattern, &r->verdict[i]);
}

struct edges {
	struct iv_edge *edge, *never;
	bool *sure; /* of each edge */
	size_t n, nevers;
};

/* Somebody judged that they are one. Musts are few. */
static bool is_must(const struct iv_match_settings *s, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < s->musts; i++)
		if (s->must[i].a == a && s->must[i].b == b)
			return true;
	return false;
}

/* A pair above the threshold that is no link after all. */
static void set_apart(struct iv_match *r, int32_t weight)
{
	double wrong = 1 / (1 + exp2(weight / 1000.0));
	r->expected.links--;
	r->expected.right -= 1 - wrong;
	r->expected.wrong = r->expected.wrong > wrong ? r->expected.wrong - wrong : 0;
}

/* Which parts say that they replace another: few, and so nothing else is looked at of the others. */
static bool *list_replacing(const struct iv_match_people *m)
{
	bool *replaces = iv_zalloc((m->n + 1) * sizeof *replaces);
	for (size_t p = 0; p < m->n; p++) {
		const struct iv_match_row *row = iv_match_row(m, p);
		for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++)
			replaces[p] |= iv_match_ident_type(m->held[i]) == IV_ID_SUPERSEDES;
	}
	return replaces;
}

/* Pairs worth an edge, and those that must be kept apart. A replaced record is joined whatever the rest says, and copies are not asked twice. */
static void list_edges(struct iv_match *r, const struct iv_match_settings *s, struct edges *e)
{
	const struct iv_match_people *m = r->frame.m;
	bool *replaces = list_replacing(m);
	e->edge = iv_alloc((r->scores.kept_n + 1) * sizeof *e->edge);
	e->sure = iv_zalloc(r->scores.kept_n + 1);
	size_t cap = s->nevers;
	e->never = iv_alloc((cap + 1) * sizeof *e->never);
	if (s->nevers)
		memcpy(e->never, s->never, s->nevers * sizeof *e->never);
	e->nevers = s->nevers;
	for (size_t i = 0; i < r->scores.kept_n; i++) {
		const struct iv_match_kept *k = &r->scores.kept[i];
		struct iv_edge edge = { k->a, k->b, iv_match_verdict(r, k)->match };
		bool replaced = (replaces[k->a] || replaces[k->b]) && iv_match_replaces(m, k->a, k->b);
		if (edge.weight <= r->threshold && !replaced)
			continue;
		if (!replaced && are_two(r, k->a, k->b, iv_match_kept_pattern(&r->scores, k)) && !is_must(s, k->a, k->b)) {
			e->never = iv_reserve(e->never, &cap, e->nevers + 1, sizeof *e->never);
			e->never[e->nevers++] = edge;
			set_apart(r, edge.weight);
			continue;
		}
		r->links++;
		e->sure[e->n] = replaced || (!s->single && are_copies(m, k->a, k->b)); /* a sure edge would pass over single sources */
		e->edge[e->n++] = edge;
	}
	free(replaces);
}

static void cluster(struct iv_match *r, const struct iv_match_settings *s)
{
	const struct iv_match_people *m = r->frame.m;
	struct edges e = { .n = 0 };
	uint64_t *idno = iv_zalloc((m->n + 1) * sizeof *idno), *single = iv_zalloc((m->n + 1) * sizeof *single);
	for (size_t p = 0; p < m->n; p++) {
		idno[p] = iv_match_is_record(m, p) ? iv_match_row(m, p)->idno : 0;
		single[p] = m->part[p].source < 64 && iv_match_is_record(m, p) ? s->single & UINT64_C(1) << m->part[p].source : 0;
	}
	list_edges(r, s, &e);
	struct iv_linkage_input in = {
		.ctx = r, .n = (uint32_t)m->n, .edge = e.edge, .edges = e.n, .sure = e.sure, .must = s->must, .musts = s->musts, .never = e.never, .nevers = e.nevers,
		.threshold = r->threshold, .component = COMPONENT, .absent = ABSENT, .weigh = weigh, .exclusive = idno, .single = s->single ? single : NULL,
	};
	iv_linkage_run(&in, &r->clusters);
	free(e.edge);
	free(e.never);
	free(e.sure);
	free(idno);
	free(single);
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

void iv_match_plan(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *out)
{
	*out = (struct iv_match){ 0 };
	begin(settings, "count");
	iv_match_crowd(m, settings->names, &out->crowd);
	if (settings->learned)
		iv_match_learned_crowd(settings->learned, m, settings->names, &out->crowd);
	begin(settings, "block");
	iv_match_block(m, settings->spend, settings->learned ? &settings->learned->splits : NULL, settings->threads, &out->blocking);
}

int iv_match_run(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *out, struct iv_err *err)
{
	iv_match_plan(m, settings, out);
	int status = iv_match_frame_make(&out->frame, m, &out->crowd, err);
	if (status == IV_OK)
		status = check_growth(out, err);
	if (status == IV_OK)
		status = check_pairs(out, settings, err);
	if (status != IV_OK)
		return status;
	begin(settings, "measure");
	if (settings->learned)
		status = iv_model_read(settings->learned->root, &out->frame.shape, &out->mixture, err);
	else
		iv_match_measure(&out->frame, settings->threads);
	if (status != IV_OK)
		return status;
	begin(settings, "compare");
	iv_match_score(&out->frame, &out->blocking, settings->threads, &out->scores);
	if (!settings->keep_pairs) {
		free(out->blocking.pair);
		out->blocking.pair = NULL;
	}
	begin(settings, "model");
	count_judged(out, settings->must, settings->musts, true);
	count_judged(out, settings->never, settings->nevers, false);
	if (!settings->learned)
		iv_mixture_fit(&out->frame.shape, &out->scores.counts, &out->mixture);
	judge_patterns(out);
	iv_match_set_threshold(out, settings);
	begin(settings, "cluster");
	cluster(out, settings);
	out->holdings = iv_match_callers(m, out->clusters.of, &out->holding);
	return IV_OK;
}
