/* SPDX-License-Identifier: MIT
 * Forecasts held against what came. Rows are sorted by their past, so that one past is looked at once, and all sums have one order. */
#include "score/holdout.h"

#include <math.h>
#include <stdlib.h>

/* --- Sums of a trial --- */

struct sums {
	double n, expected, error, off_median, square, x2, xy;
	double actual, y2;
	double covered;
};

static int by_past(const void *a, const void *b)
{
	const struct iv_holdout_row *x = a, *y = b;
	int c = (x->past.x > y->past.x) - (x->past.x < y->past.x);
	if (!c)
		c = (x->past.recency > y->past.recency) - (x->past.recency < y->past.recency);
	if (!c)
		c = (x->past.span > y->past.span) - (x->past.span < y->past.span);
	return c ? c : (x->facts.id > y->facts.id) - (x->facts.id < y->facts.id);
}

/* A number in [0, 1) that looks random, of an id. */
static double random_of(uint64_t id)
{
	id ^= id >> 31;
	id *= 0x9E3779B97F4A7C15u;
	id ^= id >> 32;
	return (double)(id >> 11) / 9007199254740992.0;
}

static void add_row(const struct iv_holdout_row *r, double expected, const struct iv_score_outlook *o, const struct iv_score_purchase_distribution *d, struct sums *s,
		    struct iv_holdout_trial *t)
{
	double y = r->after.days, below = 0, p = 0;
	s->n++;
	s->expected += expected;
	s->error += fabs(expected - y);
	s->off_median += fabs((double)o->middle - y);
	s->square += (expected - y) * (expected - y);
	s->x2 += expected * expected;
	s->xy += expected * y;
	s->actual += y;
	s->y2 += y * y;
	s->covered += r->after.days >= o->low && r->after.days <= o->high;
	for (size_t k = 0; k < d->n && (int64_t)k <= r->after.days; k++) {
		p = d->p[k];
		below += (int64_t)k < r->after.days ? p : 0;
	}
	double u = (size_t)r->after.days < d->n ? below + random_of(r->facts.id) * p : 1;
	int class = (int)(u * IV_HOLDOUT_CLASSES);
	t->pit[class < IV_HOLDOUT_CLASSES ? class : IV_HOLDOUT_CLASSES - 1]++;
}

struct forecast {
	double expected;
	size_t row;
};

static int by_expected(const void *a, const void *b)
{
	const struct forecast *x = a, *y = b;
	int c = (x->expected > y->expected) - (x->expected < y->expected);
	return c ? c : (x->row > y->row) - (x->row < y->row);
}

static void classify(const struct iv_holdout_row *row, struct forecast *f, size_t n, struct iv_holdout_trial *t)
{
	qsort(f, n, sizeof *f, by_expected);
	for (size_t k = 0; k < IV_HOLDOUT_CLASSES; k++)
		for (size_t i = n * k / IV_HOLDOUT_CLASSES; i < n * (k + 1) / IV_HOLDOUT_CLASSES; i++) {
			t->class[k].customers++;
			t->class[k].expected += f[i].expected;
			t->class[k].actual += row[f[i].row].after.days;
		}
}

static void finish(const struct sums *s, size_t n, struct iv_holdout_trial *t)
{
	double dx = s->n * s->x2 - s->expected * s->expected, dy = s->n * s->y2 - s->actual * s->actual;
	t->expected = s->expected;
	t->bias = s->actual > 0 ? s->expected / s->actual - 1 : NAN;
	t->mae = s->error / s->n;
	t->mae_median = s->off_median / s->n;
	t->rmse = sqrt(s->square / s->n);
	t->correlation = dx > 0 && dy > 0 ? (s->n * s->xy - s->expected * s->actual) / sqrt(dx * dy) : NAN;
	t->covered = s->covered / s->n;
	for (int k = 0; k < IV_HOLDOUT_CLASSES; k++)
		t->pit[k] /= (double)n;
}

static void try_mix(const struct iv_holdout_row *row, size_t n, const struct iv_outlook_mix *m, const double *slice, struct iv_holdout_trial *t)
{
	struct iv_score_purchase_distribution scratch = { 0 }, d = { 0 };
	struct forecast *forecast = iv_alloc((n + 1) * sizeof *forecast);
	struct sums s = { 0 };
	for (size_t i = 0, next; i < n; i = next) {
		struct iv_score_outlook o;
		for (next = i + 1; next < n && iv_outlook_past_same(&row[i].past, &row[next].past);)
			next++;
		iv_outlook_find(m, &row[i].past, NULL, &scratch, &o);
		iv_outlook_distribution(m, &row[i].past, 1 - 1e-7, &scratch, &d);
		for (int k = 0; k < IV_SCORE_SLICES; k++)
			t->track[k] += (double)(next - i) * iv_outlook_expect(m, &row[i].past, slice[k]);
		for (size_t j = i; j < next; j++) {
			add_row(&row[j], o.expected, &o, &d, &s, t);
			forecast[j] = (struct forecast){ o.expected, j };
		}
	}
	classify(row, forecast, n, t);
	finish(&s, n, t);
	free(forecast);
	iv_score_purchase_distribution_release(&scratch);
	iv_score_purchase_distribution_release(&d);
}

/* The pasts, in seasonal days, and what came. */
static void gather(const struct iv_score *s, struct iv_holdout_row *row, size_t n, double period, struct iv_score_purchase_data *d, struct iv_holdout *out)
{
	struct iv_score_purchase_builder b = { 0 };
	struct iv_err err;
	for (size_t i = 0; i < n; i++)
		iv_score_outlook_past(s, &row[i].facts, &row[i].past); /* all have ordered */
	if (n) /* there may be no rows at all */
		qsort(row, n, sizeof *row, by_past);
	for (size_t i = 0; i < n; i++) {
		const struct iv_outlook_past *p = &row[i].past;
		if (iv_score_purchase_add(&b, p->x, p->recency, p->span, &err) != IV_OK) /* pasts come from facts, which are in order */
			continue;
		out->actual += row[i].after.days;
		for (int k = 0; k < IV_SCORE_SLICES; k++)
			out->track[k] += row[i].after.slice[k];
	}
	for (int k = 1; k < IV_SCORE_SLICES; k++)
		out->track[k] += out->track[k - 1];
	out->customers = n;
	iv_score_purchase_build(d, &b, period);
	iv_score_purchase_builder_release(&b);
}

static void gather_trial(const struct iv_score *s, const struct iv_holdout_row *row, size_t n, struct iv_outlook_trial *t)
{
	struct iv_score_purchase_outcome early;
	iv_outlook_trial_start(t, n);
	for (size_t i = 0; i < n; i++)
		if (iv_outlook_trial_outcome(&row[i].facts, &s->season, s->today, &early))
			iv_outlook_trial_add(t, row[i].facts.id, &early);
}

void iv_score_holdout(struct iv_score *s, struct iv_holdout_row *row, size_t n, int32_t until, unsigned threads, struct iv_holdout *out)
{
	struct iv_score_purchase_data d = { 0 };
	struct iv_outlook_considered considered[IV_OUTLOOK_MODELS];
	struct iv_outlook_mix chosen, alone;
	struct iv_outlook_trial trial = { 0 };
	double slice[IV_SCORE_SLICES];
	*out = (struct iv_holdout){ 0 };
	if (s->seasonal)
		iv_season_learn(&s->season, s->today);
	struct iv_outlook_plan plan = iv_score_outlook_plan(s);
	plan.horizon = iv_season_days(&s->season, s->today, until);
	for (int k = 0; k < IV_SCORE_SLICES; k++)
		slice[k] = iv_season_days(&s->season, s->today, s->today + (int32_t)((int64_t)(until - s->today) * (k + 1) / IV_SCORE_SLICES));
	gather(s, row, n, plan.period, &d, out);
	gather_trial(s, row, n, &trial);
	size_t fits = iv_outlook_choose(&plan, &d, &trial, threads, &chosen, considered, &out->verdict);
	iv_outlook_trial_release(&trial);
	for (size_t i = 0; i < fits; i++) {
		struct iv_holdout_trial *t = &out->trial[out->trials++];
		iv_outlook_mix_start(&alone, plan.horizon, plan.discount);
		alone.fit[0] = considered[i].fit;
		alone.weight[0] = 1;
		alone.n = 1;
		*t = (struct iv_holdout_trial){ .model = considered[i].fit.asked->name, .weight = considered[i].weight, .loglik = considered[i].fit.loglik, .bic = considered[i].bic };
		try_mix(row, n, &alone, slice, t);
	}
	if (chosen.n) {
		out->trial[out->trials] = (struct iv_holdout_trial){ .model = iv_outlook_choices[plan.choice], .weight = 1, .loglik = NAN, .bic = NAN };
		try_mix(row, n, &chosen, slice, &out->trial[out->trials++]);
	}
	iv_score_purchase_data_release(&d);
}
