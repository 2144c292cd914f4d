/* SPDX-License-Identifier: MIT
 * BG/NBD and MBG/NBD. They differ only in how often a customer had the chance to leave: after each repeat order, or after the first
 * order as well; so one likelihood serves both. With j = x - 1 (BG) or x (MBG) earlier chances not taken, a customer's likelihood is
 *   Γ(r+x)/Γ(r) α^r · B(a, b+j+1)/B(a, b) · [(α+T)^-(r+x) + a/(b+j) (α+t)^-(r+x)]
 * where the second term, left after the last order at t, is missing when j < 0 (Fader & Hardie 2013, note 27; Batislam et al. 2007). */
#include <math.h>

#include "score/purchase_parts.h"
#include "stats/gammas.h"

enum { R, A, B_A, B_B }; /* r, alpha, a, b */
enum { RR, RA, Ra, Rb, AA, Aa, Ab, aa, ab, bb }; /* the upper triangle of the Hessian */

/* What depends on x only: the rising factorials of r, b and a + b. */
static void prepare(struct iv_score_purchase_work *w, struct iv_score_purchase_sums *whole, double chance)
{
	const struct iv_score_purchase_data *d = w->data;
	const double r = w->p[R], alpha = w->p[A], a = w->p[B_A], b = w->p[B_B];
	iv_score_purchase_ages(w, alpha, 0);
	for (size_t g = 0; g < d->groups; g++) {
		double x = d->group[g].x, n = d->group[g].customers;
		struct iv_stats_curve rate = iv_stats_rising(r, x), stay = iv_stats_rising(b, x + chance), all = iv_stats_rising(a + b, x + chance);
		struct iv_score_purchase_sums s = { .value = rate.value + iv_score_purchase_staying(a, b, x + chance) };
		s.gradient[R] = r * rate.slope;
		s.gradient[B_A] = -a * all.slope;
		s.gradient[B_B] = b * (stay.slope - all.slope);
		s.hessian[RR] = r * r * rate.bend + s.gradient[R];
		s.hessian[aa] = -a * a * all.bend + s.gradient[B_A];
		s.hessian[ab] = -a * b * all.bend;
		s.hessian[bb] = b * b * (stay.bend - all.bend) + s.gradient[B_B];
		iv_score_purchase_sums_add(whole, &s, n);
	}
}

static void prepare_bg(struct iv_score_purchase_work *w, struct iv_score_purchase_sums *whole)
{
	prepare(w, whole, 0);
}

static void prepare_mbg(struct iv_score_purchase_work *w, struct iv_score_purchase_sums *whole)
{
	prepare(w, whole, 1);
}

/* The two terms of the bracket and their softmax. */
static void cells(const struct iv_score_purchase_work *w, size_t begin, size_t end, struct iv_score_purchase_sums *sums, double chance)
{
	const struct iv_score_purchase_data *d = w->data;
	const double r = w->p[R], log_alpha = log(w->p[A]), log_a = log(w->p[B_A]), b = w->p[B_B];
	double before = -1, j = 0, leave = 0;
	for (size_t i = begin; i < end; i++) {
		const double *stay = w->table + 2 * d->span[i], *gone = w->table + 2 * d->recency[i];
		double x = d->x[i], n = d->weight[i], vs = stay[1], share = 0;
		double rs = r * stay[0], u = -rs - x * (log_alpha + stay[0]), value = u;
		double g_a = r * vs - x * (1 - vs), g_aa = -(r + x) * vs * (1 - vs);
		if (x != before) {
			before = x;
			j = x - 1 + chance;
			leave = log_a - log(b + j);
		}
		if (j >= 0) {
			double rg = r * gone[0], vg = gone[1], v = leave - rg - x * (log_alpha + gone[0]), e = exp(-fabs(v - u));
			value = (v > u ? v : u) + log1p(e);
			share = v > u ? 1 / (1 + e) : e / (1 + e);
			double d_r = rs - rg, d_a = (r + x) * (vg - vs), d_b = -b / (b + j), mixed = share * (1 - share);
			sums->gradient[B_A] += n * share;
			sums->gradient[B_B] += n * share * d_b;
			sums->hessian[RR] += n * mixed * d_r * d_r;
			sums->hessian[RA] += n * (mixed * d_r * d_a + share * r * (vg - vs));
			sums->hessian[Ra] += n * mixed * d_r;
			sums->hessian[Rb] += n * mixed * d_r * d_b;
			sums->hessian[AA] += n * (mixed * d_a * d_a + share * (-(r + x) * vg * (1 - vg) - g_aa));
			sums->hessian[Aa] += n * mixed * d_a;
			sums->hessian[Ab] += n * mixed * d_a * d_b;
			sums->hessian[aa] += n * mixed;
			sums->hessian[ab] += n * mixed * d_b;
			sums->hessian[bb] += n * (mixed * d_b * d_b + share * d_b * j / (b + j));
			rs += share * (rg - rs);
			g_a += share * d_a;
		}
		sums->value += n * value;
		sums->gradient[R] -= n * rs;
		sums->gradient[A] += n * g_a;
		sums->hessian[RR] -= n * rs;
		sums->hessian[RA] += n * r * vs;
		sums->hessian[AA] += n * g_aa;
	}
}

static void cells_bg(const struct iv_score_purchase_work *w, size_t begin, size_t end, struct iv_score_purchase_sums *sums)
{
	cells(w, begin, end, sums, 0);
}

static void cells_mbg(const struct iv_score_purchase_work *w, size_t begin, size_t end, struct iv_score_purchase_sums *sums)
{
	cells(w, begin, end, sums, 1);
}

/* Shapes that differ in kind: few or many who leave, early or late, alike or not; alpha makes the mean rate that of the data. */
static bool start(const struct iv_score_purchase_data *d, const double *simple, int number, double *p)
{
	static const double shape[][3] = { { 1, 1, 3 }, { 0.3, 0.8, 2.4 }, { 0.5, 0.02, 0.2 }, { 3, 4, 40 }, { 0.1, 20, 60 }, { 0.6, 0.1, 0.03 }, { 20, 0.5, 5 }, { 0, 0.02, 0.2 }, { 0, 0.001, 0.005 }, { 0, 0.5, 20 } };
	if (number >= (int)(sizeof shape / sizeof *shape))
		return false;
	p[R] = shape[number][0];
	p[B_A] = shape[number][1];
	p[B_B] = shape[number][2];
	p[A] = p[R] * d->spans / d->repeats / (1 + p[B_A] / (p[B_A] + p[B_B]));
	if (shape[number][0] == 0) { /* few leave: the rates of NBD */
		p[R] = simple[R];
		p[A] = simple[A];
	}
	return true;
}

/* ln of how many times likelier it is that the customer left after the last order than that it stayed. */
static double gone(const double *p, const struct iv_score_purchase_history *h, double chance)
{
	double j = h->x - 1 + chance;
	if (j < 0)
		return -INFINITY;
	return (p[R] + h->x) * log1p((h->span - h->recency) / (p[A] + h->recency)) + log(p[B_A]) - log(p[B_B] + j);
}

static double loglik(const double *p, const struct iv_score_purchase_history *h, double chance)
{
	double age = log1p(h->span / p[A]), odds = gone(p, h, chance);
	double stays = iv_stats_log_rising(p[R], h->x) + iv_score_purchase_staying(p[B_A], p[B_B], h->x + chance) - p[R] * age - h->x * (log(p[A]) + age);
	return iv_stats_add_logs(stays, stays + odds);
}

static double loglik_bg(const double *p, const struct iv_score_purchase_history *h)
{
	return loglik(p, h, 0);
}

static double loglik_mbg(const double *p, const struct iv_score_purchase_history *h)
{
	return loglik(p, h, 1);
}

static double alive(double odds)
{
	return odds > 0 ? exp(-odds) / (1 + exp(-odds)) : 1 / (1 + exp(odds));
}

static double alive_bg(const double *p, const struct iv_score_purchase_history *h)
{
	return alive(gone(p, h, 0));
}

static double alive_mbg(const double *p, const struct iv_score_purchase_history *h)
{
	return alive(gone(p, h, 1));
}

static double ahead_bg(const double *p, const struct iv_score_purchase_history *h, double t)
{
	return iv_score_purchase_dropping(p[B_A], p[B_B] + h->x, p[R] + h->x, p[A] + h->span, t);
}

static double ahead_mbg(const double *p, const struct iv_score_purchase_history *h, double t)
{
	return iv_score_purchase_dropping(p[B_A], p[B_B] + h->x + 1, p[R] + h->x, p[A] + h->span, t);
}

/* A customer of rate λ and chance p leaves at rate λp: it stays with E exp(-λpt) = 1 - ∫ p · [1 - (1 + pt/rate)^-shape] / p dBeta(p; a, b). */
static double stay(const double *p, double b, const struct iv_score_purchase_history *h, double t)
{
	return 1 - p[B_A] / (p[B_A] + b) * iv_score_purchase_dropping(p[B_A] + 1, b, p[R] + h->x, p[A] + h->span, t);
}

static double stay_bg(const double *p, const struct iv_score_purchase_history *h, double t)
{
	return stay(p, p[B_B] + h->x, h, t);
}

static double stay_mbg(const double *p, const struct iv_score_purchase_history *h, double t)
{
	return stay(p, p[B_B] + h->x + 1, h, t);
}

static double expect_bg(const double *p, const struct iv_score_purchase_history *h, double t)
{
	return alive_bg(p, h) * ahead_bg(p, h, t);
}

static double expect_mbg(const double *p, const struct iv_score_purchase_history *h, double t)
{
	return alive_mbg(p, h) * ahead_mbg(p, h, t);
}

/* A customer alive makes k orders: k negative binomial ones without leaving, or leaves after the k-th of at least k. */
static void predict(const double *p, const struct iv_score_purchase_history *h, double t, double alive_now, double chance, double upto, struct iv_score_purchase_distribution *out)
{
	const double a = p[B_A], b = p[B_B] + h->x + chance;
	struct iv_score_purchase_negbin orders;
	double below = 0, log_stay = 0;
	iv_score_purchase_negbin_start(&orders, p[R] + h->x, t / (p[A] + h->span));
	for (double k = 0; iv_score_purchase_distribution_open(out, upto); k++) {
		double leaves = 0;
		if (k > 0) { /* B(a + 1, b + k - 1) / B(a, b), then B(a, b + k) / B(a, b) */
			leaves = exp(log_stay) * a / (a + b + k - 1) * fmax(1 - below, 0);
			log_stay -= log1p(a / (b + k - 1));
		}
		iv_score_purchase_distribution_add(out, alive_now * (exp(log_stay) * orders.p + leaves) + (k > 0 ? 0 : 1 - alive_now));
		below += orders.p;
		iv_score_purchase_negbin_next(&orders);
	}
}

static void predict_bg(const double *p, const struct iv_score_purchase_history *h, double t, double upto, struct iv_score_purchase_distribution *out)
{
	predict(p, h, t, alive_bg(p, h), 0, upto, out);
}

static void predict_mbg(const double *p, const struct iv_score_purchase_history *h, double t, double upto, struct iv_score_purchase_distribution *out)
{
	predict(p, h, t, alive_mbg(p, h), 1, upto, out);
}

const struct iv_score_purchase_model iv_score_bgnbd = {
	.name = "bgnbd", .title = "BG/NBD", .n = 4, .parameter = { "r", "alpha", "a", "b" }, .time = { false, true }, .without_leaving = &iv_score_nbd,
	.loglik = loglik_bg, .alive = alive_bg, .ahead = ahead_bg, .stay = stay_bg, .expect = expect_bg, .predict = predict_bg,
	.tables = 2, .prepare = prepare_bg, .cells = cells_bg, .start = start,
};

const struct iv_score_purchase_model iv_score_mbgnbd = {
	.name = "mbgnbd", .title = "MBG/NBD", .n = 4, .parameter = { "r", "alpha", "a", "b" }, .time = { false, true }, .without_leaving = &iv_score_nbd,
	.loglik = loglik_mbg, .alive = alive_mbg, .ahead = ahead_mbg, .stay = stay_mbg, .expect = expect_mbg, .predict = predict_mbg,
	.tables = 2, .prepare = prepare_mbg, .cells = cells_mbg, .start = start,
};
