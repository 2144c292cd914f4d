/* SPDX-License-Identifier: MIT
 * Gamma-Gamma. With y the total of x orders, the density of a customer's mean m = y/x is (Fader & Hardie 2013, note 25, eq. 1a)
 *   Γ(px+q) / (Γ(px) Γ(q)) · (γ/(γ+y))^q · (y/(γ+y))^px / m */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/num.h"
#include "score/spend_parts.h"
#include "stats/gammas.h"

enum { P, Q, G, N = IV_SPEND_PARAMETERS };
enum { THIN = 4000 }; /* so many cells are enough to try where to climb */

/* Customers of one x and one total, as likelihoods read them. */
struct cell {
	double n, total, log_total;
};

/* Those of one x: cells begin to end - 1. */
struct group {
	double x, n, log_means;
	size_t begin, end;
};

struct cells {
	struct cell *cell;
	struct group *group;
	size_t n, groups;
};

static void release(struct cells *c)
{
	free(c->cell);
	free(c->group);
}

/* Of the sorted totals above 0. `each` customers are told by one, which stands for them. */
static void set_cells(struct cells *c, const struct iv_score_spend_data *d, size_t customers, double each)
{
	double so_far = 0, next = each / 2;
	*c = (struct cells){ .cell = iv_alloc((customers + 1) * sizeof *c->cell), .group = iv_alloc((d->n + 1) * sizeof *c->group) };
	for (size_t x = 1; x < d->n; x++) {
		const struct iv_stats_sample *t = &d->total[x];
		struct group g = { .x = (double)x, .begin = c->n };
		for (size_t i = 0, same; i < t->n; i = same) {
			double taken = 0, total = (double)t->value[i] / IV_MONEY_ONE;
			for (same = i + 1; same < t->n && t->value[same] == t->value[i];)
				same++;
			if (t->value[i] <= 0)
				continue;
			so_far += (double)(same - i);
			for (; next < so_far; next += each)
				taken += each;
			if (taken == 0)
				continue;
			c->cell[c->n++] = (struct cell){ taken, total, log(total) };
			g.n += taken;
			g.log_means += taken * log(total / g.x);
		}
		g.end = c->n;
		if (g.n > 0)
			c->group[c->groups++] = g;
	}
}

static double at(void *ctx, const double *logs, double *gradient, double *hessian)
{
	const struct cells *c = ctx;
	const double p = exp(logs[P]), q = exp(logs[Q]), gamma = exp(logs[G]), psi_q = iv_stats_digamma(q), bend_q = iv_stats_trigamma(q);
	double value = 0, g[N] = { 0 }, pp = 0, pq = 0, pg = 0, qq = 0, qg = 0, gg = 0;
	for (size_t k = 0; k < c->groups; k++) {
		const struct group *o = &c->group[k];
		double low = 0, high = 0, shares = 0, mixed = 0, px = p * o->x, n = o->n; /* sums over those of x orders */
		for (size_t i = o->begin; i < o->end; i++) {
			const struct cell *e = &c->cell[i];
			double share = gamma / (gamma + e->total), over = log1p(e->total / gamma);
			low += e->n * over;
			high += e->n * (over - e->log_total + logs[G]);
			shares += e->n * share;
			mixed += e->n * share * (1 - share);
		}
		double psi_px = iv_stats_digamma(px), psi_both = iv_stats_digamma(px + q), bend_px = iv_stats_trigamma(px), bend_both = iv_stats_trigamma(px + q);
		double slope_p = px * (n * (psi_both - psi_px) - high), slope_q = q * (n * (psi_both - psi_q) - low);
		value += n * (iv_stats_log_rising(q, px) - iv_stats_log_gamma(px)) - q * low - px * high - o->log_means;
		g[P] += slope_p;
		g[Q] += slope_q;
		g[G] += n * q - (px + q) * shares;
		pp += slope_p + px * px * n * (bend_both - bend_px);
		pq += px * q * n * bend_both;
		pg -= px * shares;
		qq += slope_q + q * q * n * (bend_both - bend_q);
		qg += q * (n - shares);
		gg -= (px + q) * mixed;
	}
	memcpy(gradient, g, sizeof g);
	memcpy(hessian, (double[]){ pp, pq, pg, pq, qq, qg, pg, qg, gg }, N * N * sizeof *hessian);
	return value;
}

/* Climbs from the starts, on a part of the customers where there are many, and then from the best on all. */
static void climb(struct iv_stats_objective *f, const struct iv_score_spend_data *d, double (*start)[N], int starts, struct iv_score_spend_fit *out, double *logs, double *deviation)
{
	struct cells all, few;
	set_cells(&all, d, (size_t)out->customers, 1);
	if (all.n > THIN) {
		struct iv_score_spend_fit tried = *out;
		set_cells(&few, d, THIN, out->customers / THIN);
		f->ctx = &few;
		iv_score_spend_climb(f, start, starts, &tried, logs, deviation);
		memcpy(start[0], logs, sizeof start[0]);
		starts = 1;
		release(&few);
	}
	f->ctx = &all;
	iv_score_spend_climb(f, start, starts, out, logs, deviation);
	release(&all);
}

/* Starts whose expected spend, pγ/(q-1), is the mean of all. */
static void fit(const struct iv_score_spend_data *d, struct iv_score_spend_fit *out)
{
	static const double shape[][2] = { { 3, 3 }, { 1, 1.5 }, { 20, 4 }, { 1, 30 }, { 50, 50 } };
	enum { STARTS = sizeof shape / sizeof *shape };
	double start[STARTS][N], spend = 0, orders = 0, logs[N], deviation[N];
	struct iv_stats_objective f = { .n = N, .at = at, .step = 2, .iterations = 200 };
	for (size_t x = 1; x < d->n; x++)
		for (size_t i = 0; i < d->total[x].n; i++)
			if (d->total[x].value[i] > 0) {
				spend += (double)d->total[x].value[i] / IV_MONEY_ONE;
				orders += (double)x;
			}
	for (int k = 0; k < STARTS; k++) {
		start[k][P] = log(shape[k][0]);
		start[k][Q] = log(shape[k][1]);
		start[k][G] = log(spend / orders * (shape[k][1] - 1) / shape[k][0]);
	}
	for (int i = 0; i < N; i++) {
		double usual = i == G ? log(spend / orders) : 0;
		f.low[i] = usual - 18;
		f.high[i] = usual + 18;
	}
	climb(&f, d, start, STARTS, out, logs, deviation);
	for (int i = 0; i < N; i++) {
		out->p[i] = exp(logs[i]);
		out->error[i] = out->p[i] * deviation[i];
	}
	if (out->p[Q] <= 1)
		out->findings |= IV_SPEND_NO_MEAN;
	if (out->p[Q] > 20 && !(deviation[Q] < iv_score_spend_vague)) /* customers' rates vary by 1/√q */
		out->findings |= IV_SPEND_ALIKE;
}

/* The customer's rate is Gamma(px+q, γ+y), and its mean p / rate: eq. 5 of the note. */
static struct iv_score_spend_belief belief(const double *p, double orders, double total)
{
	double shape = p[P] * orders + p[Q], scale = p[P] * (p[G] + total);
	double mean = shape > 1 ? scale / (shape - 1) : INFINITY;
	return (struct iv_score_spend_belief){ mean, shape > 2 ? mean / sqrt(shape - 2) : INFINITY };
}

/* n orders are Gamma(pn) over the customer's rate, so that their total is γ+y times one gamma variable over another, Gamma(px+q). In a group of
 * numbers the upper one is a gamma variable of the same mean and variance. */
static void ahead(const double *p, double orders, double total, const struct iv_score_spend_number *number, struct iv_score_spend_total *out)
{
	double shape = p[P] * orders + p[Q], lower = 1 / (9 * shape);
	*out = (struct iv_score_spend_total){ .unit = (p[G] + total) * p[P] / shape, .cubed = true };
	for (; out->n < IV_SPEND_GROUPS && number->share[out->n] > 0; out->n++) {
		double mean = number->mean[out->n], by = 1 / cbrt(mean), upper = (1 + p[P] * number->variance[out->n] / mean) / (9 * p[P] * mean);
		out->group[out->n] = (struct iv_score_spend_group){ number->share[out->n], by * (1 - lower), fmax(0, 1 - upper), by * by * lower, upper };
		out->all += number->share[out->n];
	}
}

const struct iv_score_spend_model iv_score_spend_gamma = { "gamma", "Gamma-Gamma", { "p", "q", "gamma" }, belief, ahead, fit };
