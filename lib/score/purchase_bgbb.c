/* SPDX-License-Identifier: MIT
 * BG/BB: at each of n occasions a customer who is still there orders with a chance of its own, and before each it may leave for good
 * (Fader, Hardie & Shang 2010). With rising factorials (z)_k the likelihood of eq. 7 is, times (α)_x, a sum over how many occasions j it stayed for:
 *   (β)_(j-x) / (α+β)_j · (δ)_j / (γ+δ)_(j+1) · γ   for j from the last order's occasion to n - 1, and
 *   (β)_(n-x) / (α+β)_n · (δ)_n / (γ+δ)_n           for those who are still there. */
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "score/purchase_parts.h"
#include "stats/gammas.h"

enum { A, B, G, D };
enum { AA, AB, AG, AD, BB, BG, BD, GG, GD, DD };

/* A row of the table: the rising factorials of β, α+β, δ and γ+δ to so many factors. */
struct row {
	struct iv_stats_curve order, all, stay, both;
};

static void prepare(struct iv_score_purchase_work *w, struct iv_score_purchase_sums *whole)
{
	const struct iv_score_purchase_data *d = w->data;
	const double *p = w->p;
	struct row *row = (struct row *)w->table;
	for (size_t k = 0; k < w->rows; k++) {
		double n = (double)k;
		row[k] = (struct row){ iv_stats_rising(p[B], n), iv_stats_rising(p[A] + p[B], n), iv_stats_rising(p[D], n), iv_stats_rising(p[G] + p[D], n) };
	}
	for (size_t g = 0; g < d->groups; g++) {
		struct iv_stats_curve often = iv_stats_rising(p[A], d->group[g].x);
		struct iv_score_purchase_sums s = { .value = often.value, .gradient[A] = p[A] * often.slope };
		s.hessian[AA] = p[A] * p[A] * often.bend + s.gradient[A];
		iv_score_purchase_sums_add(whole, &s, d->group[g].customers);
	}
}

/* The logarithm of one term: it stayed for j occasions, x of the orders among them, and then left, or is still there. */
static void set_term(const double *p, const struct row *row, size_t x, size_t j, bool left, struct iv_score_purchase_sums *s)
{
	const struct iv_stats_curve order = row[j - x].order, all = row[j].all, stay = row[j].stay, both = row[j + left].both;
	s->value = order.value - all.value + stay.value - both.value + (left ? log(p[G]) : 0);
	s->gradient[A] = -p[A] * all.slope;
	s->gradient[B] = p[B] * (order.slope - all.slope);
	s->gradient[G] = left - p[G] * both.slope;
	s->gradient[D] = p[D] * (stay.slope - both.slope);
	s->hessian[AA] = -p[A] * (p[A] * all.bend + all.slope);
	s->hessian[AB] = -p[A] * p[B] * all.bend;
	s->hessian[BB] = p[B] * p[B] * (order.bend - all.bend) + s->gradient[B];
	s->hessian[GG] = -p[G] * (p[G] * both.bend + both.slope);
	s->hessian[GD] = -p[G] * p[D] * both.bend;
	s->hessian[DD] = p[D] * p[D] * (stay.bend - both.bend) + s->gradient[D];
}

/* ln(e^a + e^b) and its derivatives into a. */
static void add_term(struct iv_score_purchase_sums *a, const struct iv_score_purchase_sums *b)
{
	double share = 1 / (1 + exp(a->value - b->value)), mixed = share * (1 - share), gap[4];
	for (int i = 0; i < 4; i++)
		gap[i] = b->gradient[i] - a->gradient[i];
	a->value = iv_stats_add_logs(a->value, b->value);
	for (int i = 0, at = 0; i < 4; i++) {
		a->gradient[i] += share * gap[i];
		for (int j = i; j < 4; j++, at++)
			a->hessian[at] += share * (b->hessian[at] - a->hessian[at]) + mixed * gap[i] * gap[j];
	}
}

static void cells(const struct iv_score_purchase_work *w, size_t begin, size_t end, struct iv_score_purchase_sums *sums)
{
	const struct iv_score_purchase_data *d = w->data;
	const struct row *row = (const struct row *)w->table;
	for (size_t i = begin; i < end; i++) {
		size_t x = (size_t)d->x[i], last = (size_t)d->moment[d->recency[i]], n = (size_t)d->moment[d->span[i]];
		struct iv_score_purchase_sums s = { 0 }, term = { 0 };
		set_term(w->p, row, x, n, false, &s);
		for (size_t j = last; j < n; j++) {
			set_term(w->p, row, x, j, true, &term);
			add_term(&s, &term);
		}
		iv_score_purchase_sums_add(sums, &s, d->weight[i]);
	}
}

static bool start(const struct iv_score_purchase_data *d, const double *simple, int number, double *p)
{
	(void)simple;
	static const double shape[][4] = { { 1, 1, 1, 4 }, { 0.4, 2, 0.5, 2 }, { 3, 1, 0.1, 0.3 }, { 10, 30, 10, 100 }, { 0.2, 0.2, 3, 3 }, { 1, 20, 0.05, 1 } };
	(void)d;
	if (number >= (int)(sizeof shape / sizeof *shape))
		return false;
	for (int i = 0; i < 4; i++)
		p[i] = shape[number][i];
	return true;
}

/* Each term beside that of those who are still there, by the ratio of one to the next, from n down to the last order. */
static double alive(const double *p, const struct iv_score_purchase_history *h)
{
	double odds = 0, ratio = 1; /* of having stayed for j and more beside n and more */
	for (double j = h->span - 1; j >= h->recency; j--) {
		ratio *= (p[A] + p[B] + j) / (p[B] + j - h->x) * (p[G] + p[D] + j) / (p[D] + j);
		odds += ratio * p[G] / (p[G] + p[D] + j);
	}
	return 1 / (1 + odds);
}

static double expect(const double *p, const struct iv_score_purchase_history *h, double t)
{
	double stays = 1, sum = 0;
	for (double i = 0; i < floor(t + 0.5); i++) {
		stays *= (p[D] + h->span + i) / (p[G] + p[D] + h->span + i);
		sum += stays;
	}
	return alive(p, h) * (p[A] + h->x) / (p[A] + p[B] + h->span) * sum;
}

/* The beta-binomial distribution of the orders at n occasions, term by term; as iv_score_purchase_negbin. */
struct betabin {
	double weight, k, log_p, p;
};

static void next_k(struct betabin *o, double n, double a, double b)
{
	double ratio = o->k < n ? (n - o->k) / (o->k + 1) * (a + o->k) / (b + n - o->k - 1) : 0;
	o->k++;
	if (o->log_p > -600) {
		o->p *= ratio;
		return;
	}
	o->log_p += log(ratio);
	o->p = o->log_p > -600 ? exp(o->log_p) : 0;
}

static void predict(const double *p, const struct iv_score_purchase_history *h, double t, double upto, struct iv_score_purchase_distribution *out)
{
	const double a = p[A] + h->x, b = p[B] + h->span - h->x, now = alive(p, h);
	const size_t n = (size_t)floor(t + 0.5);
	struct betabin *stay = iv_alloc((n + 1) * sizeof *stay); /* those who stay for i more occasions */
	double stays = now, none = 0;
	for (size_t i = 0; i <= n; i++) {
		double end = p[G] + p[D] + h->span + (double)i;
		stay[i] = (struct betabin){ .weight = i < n ? stays * p[G] / end : stays, .log_p = none, .p = none > -600 ? exp(none) : 0 };
		stays *= (p[D] + h->span + (double)i) / end;
		none += log((b + (double)i) / (a + b + (double)i));
	}
	for (double k = 0, dead = 1 - now; k <= (double)n && iv_score_purchase_distribution_open(out, upto); k++, dead = 0) {
		double sum = dead;
		for (size_t i = (size_t)k; i <= n; i++)
			sum += stay[i].weight * stay[i].p;
		for (size_t i = (size_t)k; i <= n; i++)
			next_k(&stay[i], (double)i, a, b);
		iv_score_purchase_distribution_add(out, sum);
	}
	free(stay);
}

const struct iv_score_purchase_model iv_score_bgbb = {
	.name = "bgbb", .title = "BG/BB", .n = 4, .parameter = { "alpha", "beta", "gamma", "delta" }, .occasions = true,
	.alive = alive, .expect = expect, .predict = predict,
	.tables = sizeof(struct row) / sizeof(double), .prepare = prepare, .cells = cells, .start = start,
};
