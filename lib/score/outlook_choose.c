/* SPDX-License-Identifier: MIT
 * Which purchase model, or which of them together: by BIC (Schwarz 1978), for they have unlike numbers of parameters, averaged by
 * exp(-BIC/2) (Buckland, Burnham & Augustin 1997); or as kinds of customers, of which there are as many as makes likeliest what
 * customers did in two thirds of their time and in the last third, foretold by models fitted to those two (purchase_stack.h). Where one of the
 * models is true, BIC finds it; where none is, a mixture often foretells better, and the trial shows it. */
#include <math.h>
#include <stdlib.h>

#include "score/outlook.h"

const char *const iv_outlook_choices[] = { "auto", "average", "bgnbd", "mbgnbd", "pareto", "nbd", NULL };

enum { CAME = 50 }; /* fewer orders that came say nothing */
static const double slight = 0.01; /* a weight below this costs more time than it is worth */

static bool wanted(const struct iv_outlook_plan *plan, const struct iv_score_purchase_model *m)
{
	return !m->occasions && (plan->choice < IV_OUTLOOK_FIRST || !strcmp(m->name, iv_outlook_choices[plan->choice]));
}

/* --- The trial --- */

static int by_values(const void *a, const void *b)
{
	const struct iv_score_purchase_outcome *p = a, *q = b;
	const uint32_t x[] = { p->x, p->recency, p->span, p->days, p->orders }, y[] = { q->x, q->recency, q->span, q->days, q->orders };
	for (int i = 0; i < 5; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

/* Equal outcomes become one, in an order that does not depend on that of adding. */
static void settle(struct iv_outlook_trial *t)
{
	size_t n = 0;
	if (t->n)
		qsort(t->outcome, t->n, sizeof *t->outcome, by_values);
	for (size_t i = 0; i < t->n; i++) {
		if (n && !by_values(&t->outcome[n - 1], &t->outcome[i]))
			t->outcome[n - 1].customers += t->outcome[i].customers;
		else
			t->outcome[n++] = t->outcome[i];
	}
	t->n = n;
}

/* The pasts until the last third. */
static void gather(const struct iv_outlook_trial *t, double unit, struct iv_score_purchase_data *early, struct iv_outlook_verdict *v)
{
	struct iv_score_purchase_builder b = { 0 };
	struct iv_err err;
	for (size_t i = 0; i < t->n; i++) {
		const struct iv_score_purchase_outcome *o = &t->outcome[i];
		struct iv_score_purchase_cell cell = { o->x, o->recency, o->span, (uint64_t)o->customers };
		iv_score_purchase_add_cell(&b, &cell, &err); /* days of facts are in order */
		v->customers += o->customers;
		v->orders += o->customers * o->orders;
	}
	iv_score_purchase_build(early, &b, unit);
	iv_score_purchase_builder_release(&b);
}

/* Fits the models to the earlier pasts, from where they are now, and stacks them; sets what each weighs then. */
static void hold_trial(struct iv_outlook_considered *considered, size_t n, size_t best, struct iv_outlook_trial *t, double unit, unsigned threads, struct iv_outlook_verdict *v)
{
	struct iv_score_purchase_fit fit[IV_OUTLOOK_MODELS];
	struct iv_score_purchase_data early = { 0 };
	double weight[IV_OUTLOOK_MODELS];
	settle(t);
	gather(t, unit, &early, v);
	v->enough = !(iv_score_purchase_lint(&early) & (IV_LINT_FEW | IV_LINT_NO_REPEATS)) && v->orders >= CAME;
	for (size_t i = 0; i < n && v->enough; i++)
		v->enough = iv_score_purchase_refit(&considered[i].fit, &early, threads, &fit[i]) == IV_OK;
	if (v->enough) {
		iv_score_purchase_stack(fit, n, t->outcome, t->n, threads, weight, best, &v->gain);
		for (size_t i = 0; i < n; i++)
			considered[i].foretold = weight[i];
	}
	iv_score_purchase_data_release(&early);
}

/* --- The choice --- */

static size_t fit_all(const struct iv_outlook_plan *plan, const struct iv_score_purchase_data *d, unsigned threads, struct iv_outlook_considered *considered, size_t *best)
{
	size_t n = 0;
	*best = 0;
	for (size_t i = 0; i < iv_score_purchase_models_n && n < IV_OUTLOOK_MODELS; i++) {
		struct iv_outlook_considered *c = &considered[n];
		*c = (struct iv_outlook_considered){ .bic = 0 };
		if (!wanted(plan, iv_score_purchase_models[i]) || iv_score_purchase_fit(iv_score_purchase_models[i], d, threads, &c->fit) != IV_OK)
			continue;
		c->bic = iv_score_purchase_bic(&c->fit);
		if (c->bic < considered[*best].bic)
			*best = n;
		n++;
	}
	return n;
}

static bool same(const struct iv_score_purchase_fit *a, const struct iv_score_purchase_fit *b)
{
	return a->model == b->model && !memcmp(a->p, b->p, sizeof a->p);
}

/* Models that have become the same simpler one are one. */
static void add_to_mix(struct iv_outlook_mix *mix, const struct iv_outlook_considered *c)
{
	size_t k = 0;
	while (k < mix->n && !same(&mix->fit[k], &c->fit))
		k++;
	if (k == mix->n) {
		mix->fit[mix->n] = c->fit;
		mix->weight[mix->n++] = 0;
	}
	mix->weight[k] += c->weight;
}

size_t iv_outlook_choose(const struct iv_outlook_plan *plan, const struct iv_score_purchase_data *d, struct iv_outlook_trial *trial, unsigned threads,
			 struct iv_outlook_mix *mix, struct iv_outlook_considered considered[IV_OUTLOOK_MODELS], struct iv_outlook_verdict *verdict)
{
	double sum = 0;
	size_t best, n = fit_all(plan, d, threads, considered, &best);
	*verdict = (struct iv_outlook_verdict){ 0 };
	iv_outlook_mix_start(mix, plan->horizon, plan->discount);
	if (n > 1)
		hold_trial(considered, n, best, trial, d->unit, threads, verdict);
	bool beaten = verdict->gain.gain > 2 * verdict->gain.error;
	verdict->stacked = verdict->enough && (plan->choice == IV_OUTLOOK_AVERAGE || beaten);
	for (size_t i = 0; i < n; i++) {
		struct iv_outlook_considered *c = &considered[i];
		double by_bic = plan->choice == IV_OUTLOOK_AVERAGE ? exp((considered[best].bic - c->bic) / 2) : i == best;
		c->weight = verdict->stacked ? c->foretold : by_bic;
		if (c->weight < slight)
			c->weight = 0;
		sum += c->weight;
	}
	for (size_t i = 0; i < n; i++) {
		considered[i].weight /= sum;
		if (considered[i].weight > 0)
			add_to_mix(mix, &considered[i]);
	}
	return n;
}
