/* SPDX-License-Identifier: MIT
 * NBD: a Poisson process for each customer, rates from a gamma distribution, and nobody leaves (Ehrenberg 1959). The likelihood is
 * that of the days of all orders, Γ(r+x)/Γ(r) α^r (α+T)^-(r+x), so that it can be compared with the models of leaving. */
#include <math.h>

#include "score/purchase_parts.h"
#include "stats/gammas.h"

enum { R, A, RR = 0, RA = 1, AA = 4 };

static void prepare(struct iv_score_purchase_work *w, struct iv_score_purchase_sums *whole)
{
	const struct iv_score_purchase_data *d = w->data;
	iv_score_purchase_ages(w, w->p[A], 0);
	for (size_t g = 0; g < d->groups; g++) {
		struct iv_stats_curve rate = iv_stats_rising(w->p[R], d->group[g].x);
		struct iv_score_purchase_sums s = { .value = rate.value, .gradient[R] = w->p[R] * rate.slope };
		s.hessian[RR] = w->p[R] * w->p[R] * rate.bend + s.gradient[R];
		iv_score_purchase_sums_add(whole, &s, d->group[g].customers);
	}
}

static void cells(const struct iv_score_purchase_work *w, size_t begin, size_t end, struct iv_score_purchase_sums *sums)
{
	const struct iv_score_purchase_data *d = w->data;
	const double r = w->p[R], log_alpha = log(w->p[A]);
	for (size_t i = begin; i < end; i++) {
		const double *age = w->table + 2 * d->span[i];
		double x = d->x[i], n = d->weight[i], l = age[0], v = age[1];
		sums->value -= n * (r * l + x * (log_alpha + l));
		sums->gradient[R] -= n * r * l;
		sums->gradient[A] += n * (r * v - x * (1 - v));
		sums->hessian[RR] -= n * r * l;
		sums->hessian[RA] += n * r * v;
		sums->hessian[AA] -= n * (r + x) * v * (1 - v);
	}
}

static bool start(const struct iv_score_purchase_data *d, const double *simple, int number, double *p)
{
	(void)simple;
	static const double shape[] = { 0.5, 5, 0.05 };
	if (number >= (int)(sizeof shape / sizeof *shape))
		return false;
	p[R] = shape[number];
	p[A] = p[R] * d->spans / d->repeats;
	return true;
}

static double alive(const double *p, const struct iv_score_purchase_history *h)
{
	(void)p;
	(void)h;
	return 1;
}

static double loglik(const double *p, const struct iv_score_purchase_history *h)
{
	double age = log1p(h->span / p[A]);
	return iv_stats_log_rising(p[R], h->x) - p[R] * age - h->x * (log(p[A]) + age);
}

static double stay(const double *p, const struct iv_score_purchase_history *h, double t)
{
	(void)p;
	(void)h;
	(void)t;
	return 1;
}

static double expect(const double *p, const struct iv_score_purchase_history *h, double t)
{
	return (p[R] + h->x) * t / (p[A] + h->span);
}

static void predict(const double *p, const struct iv_score_purchase_history *h, double t, double upto, struct iv_score_purchase_distribution *out)
{
	struct iv_score_purchase_negbin b;
	iv_score_purchase_negbin_start(&b, p[R] + h->x, t / (p[A] + h->span));
	for (; iv_score_purchase_distribution_open(out, upto); iv_score_purchase_negbin_next(&b))
		iv_score_purchase_distribution_add(out, b.p);
}

const struct iv_score_purchase_model iv_score_nbd = {
	.name = "nbd", .title = "NBD", .n = 2, .parameter = { "r", "alpha" }, .time = { false, true },
	.loglik = loglik, .alive = alive, .ahead = expect, .stay = stay, .expect = expect, .predict = predict,
	.tables = 2, .prepare = prepare, .cells = cells, .start = start,
};
