/* SPDX-License-Identifier: MIT
 * Gamma-Gamma. With y the total of x orders, the density of a customer's mean m = y/x is (Fader & Hardie 2013, note 25, eq. 1a)
 *   Γ(px+q) / (Γ(px) Γ(q)) · (γ/(γ+y))^q · (y/(γ+y))^px / m */
#include <math.h>
#include <string.h>

#include "base/num.h"
#include "score/spend_parts.h"
#include "stats/gammas.h"

enum { P, Q, G, N = IV_SPEND_PARAMETERS };

static double at(void *ctx, const double *logs, double *gradient, double *hessian)
{
	const struct iv_score_spend_data *d = ctx;
	const double p = exp(logs[P]), q = exp(logs[Q]), gamma = exp(logs[G]), psi_q = iv_stats_digamma(q), bend_q = iv_stats_trigamma(q);
	double value = 0, g[N] = { 0 }, pp = 0, pq = 0, pg = 0, qq = 0, qg = 0, gg = 0;
	for (size_t x = 1; x < d->n; x++) {
		double n = 0, low = 0, high = 0, log_means = 0, shares = 0, mixed = 0, px = p * (double)x; /* sums over those of x orders */
		for (size_t i = 0; i < d->total[x].n; i++) {
			double y = (double)d->total[x].value[i] / IV_MONEY_ONE;
			if (!(y > 0))
				continue;
			double share = gamma / (gamma + y);
			n++;
			low += log1p(y / gamma);
			high += log1p(gamma / y);
			log_means += log(y / (double)x);
			shares += share;
			mixed += share * (1 - share);
		}
		if (n == 0)
			continue;
		double psi_px = iv_stats_digamma(px), psi_both = iv_stats_digamma(px + q), bend_px = iv_stats_trigamma(px), bend_both = iv_stats_trigamma(px + q);
		double slope_p = px * (n * (psi_both - psi_px) - high), slope_q = q * (n * (psi_both - psi_q) - low);
		value += n * (iv_stats_log_rising(q, px) - iv_stats_log_gamma(px)) - q * low - px * high - log_means;
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

/* Starts whose expected spend, pγ/(q-1), is the mean of all. */
static void fit(const struct iv_score_spend_data *d, struct iv_score_spend_fit *out)
{
	static const double shape[][2] = { { 3, 3 }, { 1, 1.5 }, { 20, 4 }, { 1, 30 }, { 50, 50 } };
	enum { STARTS = sizeof shape / sizeof *shape };
	double start[STARTS][N], spend = 0, orders = 0, logs[N], deviation[N];
	struct iv_stats_objective f = { .n = N, .at = at, .ctx = (void *)(uintptr_t)d, .step = 2, .iterations = 200 };
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
	iv_score_spend_climb(&f, start, STARTS, out, logs, deviation);
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

const struct iv_score_spend_model iv_score_spend_gamma = { "gamma", "Gamma-Gamma", { "p", "q", "gamma" }, belief, fit };
