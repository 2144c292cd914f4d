/* SPDX-License-Identifier: MIT
 * The score `propensity`: the propensities of score.yaml at work. */
#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "score/propensity_set.h"
#include "score/reason.h"

static const char *const fields[] = { NULL };

/* --- Words --- */

enum { LONGEST = 96 }; /* bytes of a bin's texts that are read out */

static struct iv_str part_of(struct iv_propensity_set *s, struct iv_str name, int64_t points, struct iv_str says)
{
	struct iv_buf b = { 0 };
	iv_buf_addc(&b, '{');
	iv_json_member_text(&b, "part", name);
	iv_json_member_int(&b, "amount", points);
	if (says.n)
		iv_json_member_text(&b, "says", says);
	iv_buf_addc(&b, '}');
	struct iv_str text = iv_arena_str(&s->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return text;
}

/* "orders(365): 2 to < 5; of such customers 18.2 % did" */
static struct iv_str bin_words(struct iv_propensity_set *s, const struct iv_propensity_feature *f, size_t bin)
{
	const struct iv_propensity_bin *at = &f->bin[bin];
	struct iv_buf b = { 0 };
	iv_buf_adds(&b, f->name);
	iv_score_add(&b, ": ");
	size_t head = b.n;
	iv_propensity_describe(f, (uint16_t)bin, &b);
	if (b.n - head > LONGEST) { /* not within a character */
		b.n = head + LONGEST;
		while (((unsigned char)b.p[b.n] & 0xC0) == 0x80)
			b.n--;
		iv_score_add(&b, " …");
	}
	if (at->ones + at->zeros > 0) {
		iv_score_add(&b, "; of such customers ");
		iv_num_add_double(&b, 100 * (double)at->ones / (double)(at->ones + at->zeros), 1);
		iv_score_add(&b, " % did");
	}
	struct iv_str part = at->points ? part_of(s, f->name, at->points, iv_buf_str(&b)) : (struct iv_str){ 0 };
	iv_buf_release(&b);
	return part;
}

void iv_propensity_settle(struct iv_propensity_set *s, struct iv_propensity_aim *a)
{
	const struct iv_propensity_model *m = &a->model;
	a->of_feature = iv_arena_zalloc(&s->arena, (m->n + 1) * sizeof *a->of_feature);
	a->words = iv_arena_zalloc(&s->arena, (m->n + 1) * sizeof *a->words);
	a->typical = part_of(s, IV_STR("typical"), m->base, (struct iv_str){ 0 });
	for (size_t i = 0; i < m->n; i++) {
		const struct iv_propensity_feature *f = &m->feature[i];
		while (!iv_str_eq(a->input[a->of_feature[i]].name, f->name))
			a->of_feature[i]++;
		a->words[i].bin = iv_arena_zalloc(&s->arena, (f->n + 1) * sizeof *a->words[i].bin);
		for (size_t k = 0; k < f->n; k++)
			a->words[i].bin[k] = bin_words(s, f, k);
	}
}

size_t iv_propensity_feature_of(const struct iv_propensity_aim *a, size_t input)
{
	size_t i = 0;
	while (i < a->model.n && a->of_feature[i] != input)
		i++;
	return i;
}

/* --- Threads --- */

static void *work_new(const void *state)
{
	const struct iv_propensity_set *s = state;
	struct iv_propensity_work *w = iv_zalloc(sizeof *w);
	size_t most = 0;
	for (size_t i = 0; i < s->n; i++)
		most = s->aim[i].inputs > most ? s->aim[i].inputs : most;
	w->run = iv_rule_run_new(s->rules);
	w->seen = iv_zalloc(s->n * sizeof *w->seen);
	w->value = iv_alloc((most + 1) * sizeof *w->value);
	w->bin = iv_alloc((most + 1) * sizeof *w->bin);
	return w;
}

static void work_free(void *state, void *work)
{
	struct iv_propensity_set *s = state;
	struct iv_propensity_work *w = work;
	for (size_t i = 0; i < s->n; i++) {
		iv_propensity_seen_merge(&s->aim[i].seen, &w->seen[i]);
		iv_propensity_seen_release(&w->seen[i]);
	}
	iv_rule_run_free(w->run);
	free(w->seen);
	free(w->value);
	free(w->bin);
	free(w);
}

static void release(void *state)
{
	struct iv_propensity_set *s = state;
	for (size_t i = 0; s && i < s->n; i++) {
		struct iv_propensity_aim *a = &s->aim[i];
		iv_propensity_cases_release(&a->cases, a->inputs);
		iv_propensity_model_release(&a->model);
		iv_propensity_report_release(&a->report);
		iv_propensity_seen_release(&a->seen);
	}
	if (!s)
		return;
	iv_rules_free(s->rules);
	iv_rule_rec_scope_free(s->scope);
	iv_arena_release(&s->arena);
	free(s->aim);
	free(s);
}

/* --- Judging --- */

static void drop(const void *state, struct iv_rec *rec)
{
	const struct iv_propensity_set *s = state;
	for (size_t i = 0; i < s->n; i++) {
		iv_rec_drop(rec, s->aim[i].name);
		iv_rec_drop(rec, iv_str_of(s->aim[i].points));
	}
}

static void judge_one(const struct iv_propensity_set *s, const struct iv_propensity_aim *a, struct iv_propensity_work *w, struct iv_propensity_seen *seen, struct iv_score_case *c)
{
	const struct iv_propensity_model *m = &a->model;
	struct iv_propensity_score score;
	for (size_t k = 0; k < m->n; k++)
		iv_propensity_value_of(s, &a->input[a->of_feature[k]], w->run, &w->value[k]);
	iv_propensity_score(m, w->value, &score, w->bin);
	iv_propensity_see(seen, m, &score, w->bin);
	struct iv_buf points = { .p = iv_arena_alloc(c->rec->arena, 24), .cap = 24 };
	iv_num_add_int(&points, score.points);
	iv_rec_set(c->rec, a->name, iv_score_number(c->rec, score.probability, 6));
	iv_rec_set(c->rec, iv_str_of(a->points), iv_buf_str(&points));
	iv_json_member_raw(c->because, a->points, IV_STR("["));
	iv_buf_adds(c->because, a->typical);
	for (size_t k = 0; k < m->n; k++) {
		if (w->bin[k] == IV_WOE_NONE || !a->words[k].bin[w->bin[k]].n)
			continue;
		iv_buf_addc(c->because, ',');
		iv_buf_adds(c->because, a->words[k].bin[w->bin[k]]);
	}
	iv_buf_addc(c->because, ']');
}

static void judge(const void *state, struct iv_score_case *c)
{
	const struct iv_propensity_set *s = state;
	struct iv_propensity_work *w = c->work;
	iv_rule_bind(w->run, c->rec);
	for (size_t i = 0; i < s->n; i++)
		judge_one(s, &s->aim[i], w, &w->seen[i], c);
}

const struct iv_score_model iv_score_propensity = {
	.name = "propensity",
	.on_request = true,
	.fields = fields,
	.load = iv_propensity_load,
	.free = release,
	.prepare = iv_propensity_prepare,
	.work_new = work_new,
	.work_free = work_free,
	.observe = iv_propensity_observe,
	.absorb = iv_propensity_absorb,
	.fit = iv_propensity_learn_all,
	.write = iv_propensity_write_all,
	.report = iv_propensity_report_all,
	.read = iv_propensity_read_all,
	.doubts = iv_propensity_doubts,
	.drop = drop,
	.judge = judge,
};
