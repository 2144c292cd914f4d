/* SPDX-License-Identifier: MIT
 * Levenberg–Marquardt on the negative Hessian (Nocedal & Wright 2006, 4.1 and 10.3): undamped Newton wherever that works. */
#include "stats/optimise.h"

#include <math.h>
#include <string.h>

#include "stats/dense.h"

enum { N = IV_STATS_DIMENSIONS };

/* One climb: where it stands, and what it tries next. */
struct climb {
	const struct iv_stats_objective *f;
	struct iv_stats_optimum *at;
	double damping; /* 0: Newton */
	int n;
	int free[N], frees; /* the variables that may move */
	double step[N]; /* of all variables */
	double promise; /* what the step should gain to second order */
	double length, cut; /* its largest component, and how much of it is taken */
	int polished; /* steps taken to be undamped, when there was nothing more to gain */
};

static double noise(double value)
{
	return 8e-15 * (1 + fabs(value)); /* what the order of a long sum can change */
}

static void look(struct climb *c, const double *x, struct iv_stats_optimum *out)
{
	memcpy(out->x, x, (size_t)c->n * sizeof *x);
	out->value = c->f->at(c->f->ctx, x, out->gradient, out->hessian);
	for (int i = 0; i < c->n * c->n; i++)
		if (!isfinite(out->hessian[i]) || !isfinite(out->gradient[i / c->n]))
			out->value = NAN;
}

/* A variable at a bound that the gradient would push further out stays there. */
static void find_free(struct climb *c)
{
	struct iv_stats_optimum *o = c->at;
	c->frees = 0;
	o->edge = 0;
	for (int i = 0; i < c->n; i++) {
		bool held = (o->x[i] <= c->f->low[i] && o->gradient[i] <= 0) || (o->x[i] >= c->f->high[i] && o->gradient[i] >= 0);
		if (held)
			o->edge |= 1u << i;
		else
			c->free[c->frees++] = i;
	}
}

/* The step from (-H + damping D) step = gradient over the free variables, D the diagonal's size. False: not positive definite. */
static bool find_step(struct climb *c)
{
	const struct iv_stats_optimum *o = c->at;
	int m = c->frees;
	double a[N * N], g[N];
	for (int i = 0; i < m; i++) {
		for (int j = 0; j < m; j++)
			a[i * m + j] = -o->hessian[c->free[i] * c->n + c->free[j]];
		g[i] = o->gradient[c->free[i]];
		a[i * m + i] += c->damping * (fabs(a[i * m + i]) + fabs(g[i]) + 1e-12);
	}
	if (!iv_stats_cholesky((size_t)m, a))
		return false;
	iv_stats_cholesky_solve((size_t)m, a, g);
	memset(c->step, 0, sizeof c->step);
	c->promise = c->length = 0;
	for (int i = 0; i < m; i++) {
		c->step[c->free[i]] = g[i];
		c->promise += g[i] * o->gradient[c->free[i]];
		c->length = fmax(c->length, fabs(g[i]));
	}
	c->cut = c->length > c->f->step ? c->f->step / c->length : 1;
	c->promise *= c->cut < 1 ? c->cut : 0.5; /* of a step cut short, the slope's promise */
	return isfinite(c->promise);
}

static void find_next(const struct climb *c, double *x)
{
	for (int i = 0; i < c->n; i++)
		x[i] = fmin(fmax(c->at->x[i] + c->cut * c->step[i], c->f->low[i]), c->f->high[i]);
}

/* Harder damping after a failure, from `least` on; false when it is already hopeless. */
static bool damp(struct climb *c, double least)
{
	c->damping = fmax(least, c->damping * 8);
	return c->damping < 1e12;
}

/* One better point, or false: there is none. */
static bool advance(struct climb *c, struct iv_stats_optimum *next)
{
	for (;;) {
		double x[N];
		while (!find_step(c)) /* a ridge is nearly flat one way: as little damping as makes it definite, lest it be crept along */
			if (!damp(c, 1e-14))
				return false;
		find_next(c, x);
		look(c, x, next);
		c->at->evaluations++;
		if (next->value >= c->at->value - (c->promise < 1e-6 ? noise(c->at->value) : 0))
			return true;
		if (!damp(c, 1e-4))
			return false;
	}
}

static enum iv_stats_end settle(const struct climb *c)
{
	return c->at->edge ? IV_STATS_EDGE : IV_STATS_TOP;
}

/* Does the step just taken end the climb? A promise counts only when it is not damping that made it small; and the last step is
 * Newton's own wherever that can be had, since it doubles the digits. */
static bool finished(struct climb *c, double gain)
{
	if (!(c->damping < 1e-2 && c->promise < gain))
		return false;
	return c->damping == 0 || c->polished++;
}

void iv_stats_maximise(const struct iv_stats_objective *f, const double *start, double gain, struct iv_stats_optimum *out)
{
	struct iv_stats_optimum next = { 0 };
	struct climb c = { .f = f, .at = out, .n = f->n };
	double x[N];
	*out = (struct iv_stats_optimum){ .evaluations = 1 };
	for (int i = 0; i < f->n; i++)
		x[i] = fmin(fmax(start[i], f->low[i]), f->high[i]);
	look(&c, x, out);
	out->end = isfinite(out->value) ? IV_STATS_SPENT : IV_STATS_NOWHERE;
	while (out->end == IV_STATS_SPENT && out->iterations < f->iterations) {
		find_free(&c);
		if (!c.frees) {
			out->end = IV_STATS_EDGE;
			break;
		}
		if (!advance(&c, &next)) /* no step goes up: the top as far as doubles can tell, or lost */
			break;
		bool done = finished(&c, gain), far = c.length > 0.05;
		next.iterations = out->iterations + 1;
		next.evaluations = out->evaluations;
		*out = next;
		if (done) {
			find_free(&c);
			out->end = far ? IV_STATS_RIDGE : settle(&c);
			break;
		}
		out->end = IV_STATS_SPENT;
		c.damping = c.damping < 1e-3 || c.polished ? 0 : c.damping / 8;
	}
	if (out->end != IV_STATS_SPENT)
		return;
	/* The last word on a climb that got stuck: where Newton's own step promises nothing, rounding was in the way. */
	c.damping = 0;
	find_free(&c);
	if (c.frees && find_step(&c) && c.promise < fmax(gain, noise(out->value)))
		out->end = c.length > 0.05 ? IV_STATS_RIDGE : settle(&c);
}
