/* SPDX-License-Identifier: MIT
 * The climb: Newton's steps, halved while they lose, until they are nothing. Where the likelihood has no maximum the steps do not
 * shrink, and their direction proves why. */
#include "stats/logistic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "stats/dense.h"
#include "stats/logistic_part.h"

enum { NEWTON_STEPS = 60, FIRTH_STEPS = 400, HALVINGS = 30 };

/* What the climb carries from step to step. */
struct climb {
	struct iv_logistic_work work;
	const struct iv_logistic_settings *settings;
	bool *aliased;
	double *g, *tried, *step; /* stride each; padding is 0 */
	double *factor, *inverse; /* p * p; inverse is p * stride */
	double value; /* of what is maximised, at g */
	bool definite; /* the information at g is positive definite; factor is its Cholesky factor */
	int iterations;
};

double iv_logistic_probability(double v)
{
	double tail = exp(-fabs(v));
	return (v >= 0 ? 1 : tail) / (1 + tail);
}

double iv_logistic_odds(double p)
{
	return log(p) - log1p(-p);
}

void iv_logistic_release(struct iv_logistic *l)
{
	free(l->b);
	free(l->error);
	free(l->covariance);
	free(l->correlation);
	free(l->aliased);
	*l = (struct iv_logistic){ 0 };
}

double iv_logistic_predict(const struct iv_logistic *l, const double *x)
{
	double v = l->b[0];
	for (size_t c = 0; c < l->columns; c++)
		v += l->b[c + 1] * x[c];
	return v;
}

void iv_logistic_matrix_fill(const void *matrix, size_t first, size_t n, const struct iv_logistic_block *out)
{
	const struct iv_logistic_matrix *m = matrix;
	for (size_t r = 0; r < n; r++) {
		memcpy(out->x + r * out->stride, m->x + (first + r) * m->columns, m->columns * sizeof *m->x);
		out->cases[r] = m->cases ? m->cases[first + r] : 1;
		out->ones[r] = m->ones[first + r];
	}
}

/* Marks columns that are combinations of those before them, as a Cholesky factorisation of the information finds them: what is left
 * of their diagonal element is rounding. */
static void find_aliased(struct climb *c)
{
	const struct iv_logistic_work *w = &c->work;
	size_t p = w->p;
	double *l = c->factor;
	for (size_t j = 0; j < p; j++) {
		double whole = w->information[j * w->stride + j], left = whole;
		for (size_t k = 0; k < j; k++) {
			double v = w->information[j * w->stride + k];
			for (size_t i = 0; i < k; i++)
				v -= l[j * p + i] * l[k * p + i];
			l[j * p + k] = c->aliased[k] ? 0 : v / l[k * p + k];
			left -= l[j * p + k] * l[j * p + k];
		}
		c->aliased[j] = !(left > 1e-11 * whole);
		l[j * p + j] = c->aliased[j] ? 1 : sqrt(left);
	}
}

/* The ridge of coefficient j in units of the scaled columns. */
static double ridge(const struct climb *c, size_t j)
{
	return j ? c->settings->ridge * c->work.scale[j] * c->work.scale[j] : 0;
}

/* Everything at g: value, score (with penalty), factor of the information. */
static void look(struct climb *c, const double *g)
{
	struct iv_logistic_work *w = &c->work;
	size_t p = w->p;
	iv_logistic_evaluate(w, g);
	c->value = w->log_likelihood;
	for (size_t j = 0; j < p; j++) {
		for (size_t k = 0; k <= j; k++)
			c->factor[j * p + k] = c->aliased[j] || c->aliased[k] ? j == k : w->information[j * w->stride + k] + (j == k ? ridge(c, j) : 0);
		c->value -= ridge(c, j) * g[j] * g[j] / 2;
		w->score[j] = c->aliased[j] ? 0 : w->score[j] - ridge(c, j) * g[j];
	}
	c->definite = iv_stats_cholesky(p, c->factor);
	if (!c->settings->firth || !c->definite)
		return;
	/* |I(b)| is |I(g)| times the squares of the scales, since g is b over scale; it enters by half its logarithm. */
	for (size_t j = 0; j < p; j++)
		c->value += c->aliased[j] ? 0 : log(c->factor[j * p + j]) - log(w->scale[j]);
}

/* The step from the last look, with Firth's score if it is asked for. Returns its longest part; sets the gain that it promises. */
static double find_step(struct climb *c, double *gain)
{
	struct iv_logistic_work *w = &c->work;
	double longest = 0;
	if (c->settings->firth) {
		double *dense = iv_alloc(w->p * w->p * sizeof *dense);
		iv_stats_cholesky_inverse(w->p, c->factor, dense);
		for (size_t j = 0; j < w->p; j++)
			for (size_t k = 0; k < w->p; k++)
				c->inverse[j * w->stride + k] = c->aliased[j] || c->aliased[k] ? 0 : dense[j * w->p + k];
		free(dense);
		iv_logistic_jeffreys(w, c->g, c->inverse);
		for (size_t j = 0; j < w->p; j++)
			w->score[j] = c->aliased[j] ? 0 : w->score[j];
	}
	memcpy(c->step, w->score, w->stride * sizeof *c->step);
	iv_stats_cholesky_solve(w->p, c->factor, c->step);
	*gain = 0;
	for (size_t j = 0; j < w->p; j++) {
		*gain += c->step[j] * w->score[j];
		longest = fmax(longest, fabs(c->step[j]));
	}
	return longest;
}

/* Goes along the step as far as the value grows; a loss of rounding's size is none. */
static bool go(struct climb *c)
{
	double share = 1, before = c->value, slack = 1e-12 * fabs(before) + 1e-12;
	for (int i = 0; i < HALVINGS; i++, share /= 2) {
		for (size_t j = 0; j < c->work.p; j++)
			c->tried[j] = c->g[j] + share * c->step[j];
		look(c, c->tried);
		if (c->definite && c->value >= before - slack) {
			memcpy(c->g, c->tried, c->work.stride * sizeof *c->g);
			return true;
		}
	}
	look(c, c->g);
	return false;
}

/* Does the step separate? Along it no row with a one may fall and no row with a zero may rise; then the likelihood grows for ever. */
static bool separates(struct climb *c, size_t *column)
{
	struct iv_logistic_work *w = &c->work;
	iv_logistic_extremes(w, c->step);
	double slack = 1e-6 * fmax(-w->least, w->most);
	if (!(w->least_one >= -slack && w->most_zero <= slack && slack > 0))
		return false;
	*column = 0;
	for (size_t j = 1; j < w->p; j++)
		*column = fabs(c->step[j]) > fabs(c->step[*column + 1]) ? j - 1 : *column;
	return true;
}

static enum iv_logistic_end climb(struct climb *c, size_t *column)
{
	bool firth = c->settings->firth, bounded = firth || c->settings->ridge > 0; /* with a penalty there is a maximum */
	int most = firth ? FIRTH_STEPS : NEWTON_STEPS;
	while (c->definite && c->iterations < most) {
		double gain, longest = find_step(c, &gain);
		if (longest <= 1e-11)
			return IV_LOGISTIC_DONE;
		if (!bounded && c->iterations >= 4 && longest >= .01 && separates(c, column))
			return IV_LOGISTIC_SEPARATED;
		c->iterations++;
		if (!go(c))
			return longest <= 1e-6 ? IV_LOGISTIC_DONE : IV_LOGISTIC_SPENT;
		/* Newton's error is squared by each step; Firth's steps leave out a part of the Hessian and shrink by a factor only. */
		if (longest <= 1e-4 && gain <= (firth ? 1e-22 : 1e-15))
			return IV_LOGISTIC_DONE;
	}
	return IV_LOGISTIC_SPENT;
}

/* From scaled columns back to those of the caller: bj = gj / spread_j, b0 = g0 - Σ bj mean_j, and so for covariances. */
static void deliver(struct iv_logistic *out, struct climb *c)
{
	const struct iv_logistic_work *w = &c->work;
	size_t p = w->p;
	double *v = out->covariance, *row = iv_zalloc(p * sizeof *row);
	out->b[0] = c->g[0];
	for (size_t j = 1; j < p; j++) {
		out->b[j] = c->aliased[j] ? 0 : c->g[j] * w->scale[j];
		out->b[0] -= out->b[j] * w->mean[j];
	}
	if (c->definite) {
		iv_stats_cholesky_inverse(p, c->factor, v);
		for (size_t j = 0; j < p; j++)
			for (size_t k = 0; k < p; k++)
				v[j * p + k] = c->aliased[j] || c->aliased[k] ? 0 : v[j * p + k] * w->scale[j] * w->scale[k];
		for (size_t k = 0; k < p; k++)
			for (size_t j = 0; j < p; j++)
				row[k] += j ? -w->mean[j] * v[j * p + k] : v[k];
		double corner = row[0];
		for (size_t j = 1; j < p; j++)
			corner -= w->mean[j] * row[j];
		for (size_t k = 1; k < p; k++)
			v[k] = v[k * p] = row[k];
		v[0] = corner;
	}
	for (size_t j = 0; j < p; j++)
		out->error[j] = v[j * p + j] > 0 ? sqrt(v[j * p + j]) : 0;
	free(row);
}

/* With all slopes 0 every case has the same variance, so that the information is that times the sums of squares of scaled columns. */
static void correlate(struct iv_logistic *out, const struct iv_logistic_work *w)
{
	size_t n = w->rows->columns;
	out->correlation = iv_zalloc((n * n + 1) * sizeof *out->correlation);
	for (size_t j = 0; j < n; j++)
		for (size_t k = 0; k <= j; k++) {
			double r = w->information[(j + 1) * w->stride + k + 1] / w->information[0];
			out->correlation[j * n + k] = out->correlation[k * n + j] = r;
		}
}

static double null_deviance(double ones, double cases)
{
	double zeros = cases - ones;
	return -2 * ((ones > 0 ? ones * log(ones / cases) : 0) + (zeros > 0 ? zeros * log(zeros / cases) : 0));
}

/* The start: all zero but the intercept, or what the caller gives. */
static void start(struct climb *c, struct iv_logistic *out)
{
	const struct iv_logistic_work *w = &c->work;
	c->g[0] = iv_logistic_odds((w->ones + .5) / (w->cases + 1));
	look(c, c->g);
	correlate(out, w);
	if (!c->settings->ridge)
		find_aliased(c);
	bool again = c->settings->ridge > 0 || c->settings->start; /* the first look knew nothing of the ridge's constant columns */
	for (size_t j = 1; j < w->p; j++) {
		c->aliased[j] = c->aliased[j] || w->scale[j] == 0;
		again = again || c->aliased[j];
	}
	if (c->settings->start) {
		c->g[0] = c->settings->start[0];
		for (size_t j = 1; j < w->p; j++) {
			c->g[j] = c->aliased[j] ? 0 : c->settings->start[j] / w->scale[j];
			c->g[0] += c->settings->start[j] * w->mean[j];
		}
	}
	if (again)
		look(c, c->g);
}

enum iv_logistic_end iv_logistic_fit(struct iv_logistic *out, const struct iv_logistic_rows *rows, const struct iv_logistic_settings *settings)
{
	struct climb c = { .settings = settings };
	struct iv_logistic_work *w = &c.work;
	iv_logistic_release(out);
	iv_logistic_work_begin(w, rows, settings->threads);
	size_t p = w->p;
	*out = (struct iv_logistic){ .columns = rows->columns, .b = iv_zalloc(p * sizeof *out->b), .error = iv_zalloc(p * sizeof *out->error) };
	out->covariance = iv_zalloc(p * p * sizeof *out->covariance);
	out->aliased = c.aliased = iv_zalloc(p * sizeof *out->aliased);
	c.g = iv_zalloc(w->stride * sizeof *c.g);
	c.tried = iv_zalloc(w->stride * sizeof *c.tried);
	c.step = iv_zalloc(w->stride * sizeof *c.step);
	c.factor = iv_zalloc(p * p * sizeof *c.factor);
	c.inverse = iv_zalloc(p * w->stride * sizeof *c.inverse);

	iv_logistic_moments(w);
	out->cases = w->cases;
	out->ones = w->ones;
	if (!(w->ones > 0 && w->ones < w->cases) && !settings->firth) {
		out->end = IV_LOGISTIC_ONE_CLASS;
		out->b[0] = iv_logistic_odds((w->ones + .5) / (w->cases + 1));
	} else {
		start(&c, out);
		out->end = climb(&c, &out->separating);
		deliver(out, &c);
		out->log_likelihood = w->log_likelihood;
		out->penalised = c.value;
	}
	out->iterations = c.iterations;
	out->deviance = -2 * out->log_likelihood;
	out->null_deviance = null_deviance(w->ones, w->cases);
	free(c.g);
	free(c.tried);
	free(c.step);
	free(c.factor);
	free(c.inverse);
	iv_logistic_work_end(w);
	return out->end;
}
