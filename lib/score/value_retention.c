/* SPDX-License-Identifier: MIT
 * What one point more retention is worth: by how much what all customers will leave would grow if, of those who are customers now, one more in a
 * hundred were one in a year. The leaving that is prevented is spread as leaving is: everybody's hazard, or chance at each order, is less by the same
 * share, so that
 *
 *   worth of a point = 0.01 x (growth of value) / (growth of retention), both by that share, from where it is 0
 *
 * The interval is of the purchase models' parameters, by the delta method: the logarithm of that worth is differentiated by their logarithms at a part
 * of the customers, taken by their ids. */
#include <math.h>
#include <stdlib.h>

#include "score/value_part.h"

static const double point = 0.01, normal = 1.6448536269514722 /* 95 % of a normal distribution */, step = 1e-3;

struct iv_value_chosen {
	struct iv_outlook_past past;
	uint32_t tier;
	double worth; /* of a discounted order */
};

void iv_value_sum_retention(struct iv_value_retention_sums *s, const struct iv_score_outlook *o, double worth)
{
	s->alive += o->alive;
	s->stays += o->alive * o->stays;
	s->stays_prevented += o->alive * o->stays_prevented;
	s->prevented += worth * o->prevented;
}

static double worth_of(const struct iv_value_retention_sums *s)
{
	return point * s->prevented / (s->stays_prevented / s->alive);
}

void iv_value_choose(struct iv_value_part_of *part, const struct iv_outlook_past *past, size_t tier, double worth)
{
	part->chosen = iv_reserve(part->chosen, &part->cap, part->n + 1, sizeof *part->chosen);
	part->chosen[part->n++] = (struct iv_value_chosen){ *past, (uint32_t)tier, worth };
}

/* The customers of the part in an order of their own: sums are in it. */
static int by_values(const void *a, const void *b)
{
	const struct iv_value_chosen *p = a, *q = b;
	const uint32_t x[] = { p->past.x, p->past.recency, p->past.span, p->tier }, y[] = { q->past.x, q->past.recency, q->past.span, q->tier };
	for (int i = 0; i < 4; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return (p->worth > q->worth) - (p->worth < q->worth);
}

/* The logarithms of what a point is worth to each tier of the part, and last to all. */
static void logs_at(const struct iv_outlook_mix *mix, const struct iv_value_part_of *part, size_t tiers, double *logs)
{
	struct iv_value_retention_sums sum[IV_VALUE_TIERS + 1] = { { 0 } };
	for (size_t i = 0; i < part->n; i++) {
		const struct iv_value_chosen *c = &part->chosen[i];
		struct iv_score_outlook o;
		iv_outlook_ahead(mix, &c->past, &o);
		iv_value_sum_retention(&sum[c->tier], &o, c->worth);
		iv_value_sum_retention(&sum[tiers], &o, c->worth);
	}
	for (size_t t = 0; t <= tiers; t++)
		logs[t] = log(worth_of(&sum[t]));
}

/* The standard errors of those logarithms. Errors of several models are added: they were fitted to the same customers. */
static void errors(const struct iv_outlook_mix *mix, struct iv_value_part_of *part, size_t tiers, double *error)
{
	struct iv_outlook_mix moved = *mix;
	double up[IV_VALUE_TIERS + 1], down[IV_VALUE_TIERS + 1], slope[IV_PURCHASE_PARAMETERS][IV_VALUE_TIERS + 1];
	if (part->n)
		qsort(part->chosen, part->n, sizeof *part->chosen, by_values);
	for (size_t t = 0; t <= tiers; t++)
		error[t] = 0;
	for (size_t k = 0; k < mix->n; k++) {
		const struct iv_score_purchase_fit *f = &mix->fit[k];
		const int n = f->model->n;
		for (int i = 0; i < n; i++) {
			moved.fit[k].p[i] = f->p[i] * exp(step);
			logs_at(&moved, part, tiers, up);
			moved.fit[k].p[i] = f->p[i] * exp(-step);
			logs_at(&moved, part, tiers, down);
			moved.fit[k].p[i] = f->p[i];
			for (size_t t = 0; t <= tiers; t++)
				slope[i][t] = (up[t] - down[t]) / (2 * step);
		}
		for (size_t t = 0; t <= tiers; t++) {
			double variance = 0;
			for (int i = 0; i < n; i++)
				for (int j = 0; j < n; j++)
					variance += slope[i][t] * slope[j][t] * f->covariance[i * n + j];
			error[t] += sqrt(fmax(variance, 0));
		}
	}
}

static bool is_known(const struct iv_outlook_mix *mix)
{
	for (size_t k = 0; k < mix->n; k++)
		if (mix->fit[k].findings & (IV_FOUND_UNIDENTIFIED | IV_FOUND_NOT_CONVERGED))
			return false;
	return mix->n > 0;
}

static void set(struct iv_value_retention *r, const struct iv_value_retention_sums *s, double error, bool known)
{
	*r = (struct iv_value_retention){ .stays = s->alive > 0 ? s->stays / s->alive : NAN, .point = NAN, .low = NAN, .high = NAN };
	if (!(s->stays_prevented > 1e-9 * s->alive)) /* nobody leaves */
		return;
	r->point = worth_of(s);
	if (known && r->point > 0 && isfinite(error)) {
		r->low = r->point * exp(-normal * error);
		r->high = r->point * exp(normal * error);
	}
}

void iv_value_retain(struct iv_value *v, const struct iv_outlook_mix *mix, const struct iv_value_retention_sums *sum, struct iv_value_part_of *part)
{
	struct iv_value_retention_sums all = { 0 };
	double error[IV_VALUE_TIERS + 1];
	bool known = is_known(mix);
	for (size_t t = 0; t < v->tiers; t++) {
		all.alive += sum[t].alive;
		all.stays += sum[t].stays;
		all.stays_prevented += sum[t].stays_prevented;
		all.prevented += sum[t].prevented;
	}
	if (known)
		errors(mix, part, v->tiers, error);
	for (size_t t = 0; t < v->tiers; t++)
		set(&v->tier[t].retention, &sum[t], known ? error[t] : 0, known);
	set(&v->retention, &all, known ? error[v->tiers] : 0, known);
	free(part->chosen);
	*part = (struct iv_value_part_of){ 0 };
}
