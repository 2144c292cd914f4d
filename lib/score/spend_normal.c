/* SPDX-License-Identifier: MIT
 * Normal–normal: the mean of x orders is normal about the mean of all with variance between² + within²/x (Schmittlein & Peterson 1994). All
 * customers of one x are told by their number, their mean and their squares, so an evaluation costs as much as there are x. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/num.h"
#include "score/spend_parts.h"

enum { MEAN, BETWEEN, WITHIN, N = IV_SPEND_PARAMETERS };

/* The customers of one x; means are less `centre` and by `scale`, so that they are about 0 and of size 1. */
struct group {
	double x, n, mean, squares;
};

struct groups {
	struct group *of;
	size_t n;
	double centre, scale, customers;
};

/* Variables: the mean, the logarithms of the two deviations. */
static double at(void *ctx, const double *v, double *gradient, double *hessian)
{
	const struct groups *all = ctx;
	const double between = exp(2 * v[BETWEEN]), within = exp(2 * v[WITHIN]), two_pi = 6.283185307179586;
	double value = 0, g[N] = { 0 }, h[N * N] = { 0 };
	for (size_t k = 0; k < all->n; k++) {
		const struct group *o = &all->of[k];
		double b = 2 * between, w = 2 * within / o->x, var = between + within / o->x, off = o->mean - v[MEAN];
		double squares = o->squares + o->n * off * off, by_var = 0.5 * (squares / var - o->n) / var, by_var_twice = (0.5 * o->n - squares / var) / (var * var), cross = -o->n * off / (var * var);
		value -= 0.5 * (o->n * log(two_pi * var) + squares / var);
		g[MEAN] += o->n * off / var;
		g[BETWEEN] += by_var * b;
		g[WITHIN] += by_var * w;
		h[MEAN * N + MEAN] -= o->n / var;
		h[MEAN * N + BETWEEN] += cross * b;
		h[MEAN * N + WITHIN] += cross * w;
		h[BETWEEN * N + BETWEEN] += by_var_twice * b * b + 2 * by_var * b;
		h[BETWEEN * N + WITHIN] += by_var_twice * b * w;
		h[WITHIN * N + WITHIN] += by_var_twice * w * w + 2 * by_var * w;
	}
	h[BETWEEN * N + MEAN] = h[MEAN * N + BETWEEN];
	h[WITHIN * N + MEAN] = h[MEAN * N + WITHIN];
	h[WITHIN * N + BETWEEN] = h[BETWEEN * N + WITHIN];
	memcpy(gradient, g, sizeof g);
	memcpy(hessian, h, sizeof h);
	return value - all->customers * log(all->scale);
}

static double mean_of(const struct iv_score_spend_data *d, size_t x, size_t i)
{
	return (double)d->total[x].value[i] / IV_MONEY_ONE / (double)x;
}

static void set_groups(struct groups *all, const struct iv_score_spend_data *d)
{
	double sum = 0, squares = 0;
	*all = (struct groups){ .of = iv_alloc((d->n + 1) * sizeof *all->of), .scale = 1 };
	for (size_t x = 1; x < d->n; x++) {
		all->customers += (double)d->total[x].n;
		for (size_t i = 0; i < d->total[x].n; i++)
			sum += mean_of(d, x, i);
	}
	all->centre = sum / all->customers;
	for (size_t x = 1; x < d->n; x++)
		for (size_t i = 0; i < d->total[x].n; i++)
			squares += (mean_of(d, x, i) - all->centre) * (mean_of(d, x, i) - all->centre);
	all->scale = sqrt(squares / all->customers);
	for (size_t x = 1; x < d->n; x++) {
		struct group o = { .x = (double)x, .n = (double)d->total[x].n };
		for (size_t i = 0; i < d->total[x].n; i++)
			o.mean += (mean_of(d, x, i) - all->centre) / all->scale / o.n;
		for (size_t i = 0; i < d->total[x].n; i++) {
			double off = (mean_of(d, x, i) - all->centre) / all->scale - o.mean;
			o.squares += off * off;
		}
		if (o.n > 0)
			all->of[all->n++] = o;
	}
}

static void fit(const struct iv_score_spend_data *d, struct iv_score_spend_fit *out)
{
	static const double start[][N] = { { 0, -0.5, -0.5 }, { 0, -3, 0 }, { 0, 0, -3 }, { 0, -1, 1.5 } };
	struct iv_stats_objective f = { .n = N, .at = at, .step = 2, .iterations = 200, .low = { -1e3, -18, -18 }, .high = { 1e3, 9, 9 } };
	struct groups all;
	double v[N], deviation[N];
	set_groups(&all, d);
	f.ctx = &all;
	iv_score_spend_climb(&f, start, sizeof start / sizeof *start, out, v, deviation);
	out->p[MEAN] = all.centre + all.scale * v[MEAN];
	out->error[MEAN] = all.scale * deviation[MEAN];
	for (int i = BETWEEN; i <= WITHIN; i++) {
		out->p[i] = all.scale * exp(v[i]);
		out->error[i] = out->p[i] * deviation[i];
	}
	if (v[BETWEEN] < -1 && !(deviation[BETWEEN] < iv_score_spend_vague))
		out->findings |= IV_SPEND_ALIKE;
	free(all.of);
}

static struct iv_score_spend_belief belief(const double *p, double orders, double total)
{
	double prior = 1 / (p[BETWEEN] * p[BETWEEN]), seen = 1 / (p[WITHIN] * p[WITHIN]), precision = prior + orders * seen;
	return (struct iv_score_spend_belief){ (prior * p[MEAN] + seen * total) / precision, 1 / sqrt(precision) };
}

/* n orders are n times the customer's mean, and what they differ from it. */
static void ahead(const double *p, double orders, double total, const struct iv_score_spend_number *number, struct iv_score_spend_total *out)
{
	struct iv_score_spend_belief b = belief(p, orders, total);
	double least = 1e-12 * b.mean * b.mean + 1e-300, square = b.deviation * b.deviation;
	*out = (struct iv_score_spend_total){ .unit = 1 };
	for (; out->n < IV_SPEND_GROUPS && number->share[out->n] > 0; out->n++) {
		double n = number->mean[out->n], v = number->variance[out->n];
		double spread = n * n * square + v * (b.mean * b.mean + square) + n * p[WITHIN] * p[WITHIN];
		out->group[out->n] = (struct iv_score_spend_group){ number->share[out->n], 1, n * b.mean, 0, fmax(spread, least) };
		out->all += number->share[out->n];
	}
}

const struct iv_score_spend_model iv_score_spend_normal = { "normal", "normal-normal", { "mean", "between", "within" }, belief, ahead, fit };
