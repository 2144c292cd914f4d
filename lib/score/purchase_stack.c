/* SPDX-License-Identifier: MIT
 * The logarithm of a mixture is concave in the weights, so there is one top. It is climbed by Newton's steps within the weights that are
 * possible: each is the best of a parabola there, found by moving weight between two fits at a time. */
#include "score/purchase_stack.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/parallel.h"
#include "score/purchase_parts.h"

enum { FITS = 8, STEPS = 50, MOVES = 1000, HALVINGS = 30, SHARES = 64 };
static const double least = 1e-12; /* a probability below this is a surprise, whatever its size */
static const double still = 1e-12; /* a step that gains less by outcome is the last; so are moves of less weight */

/* Of each outcome under each fit, fit by fit. */
struct foretelling {
	const struct iv_score_purchase_fit *fit;
	const struct iv_score_purchase_outcome *outcome;
	size_t n, outcomes;
	double *past; /* the likelihood of the past, beside that under the fit where it is largest */
	double *after; /* P(orders) after the cut */
	double *p; /* both together */
};

static void foretell_one(const struct foretelling *f, size_t i, struct iv_score_purchase_distribution *d)
{
	const struct iv_score_purchase_outcome *o = &f->outcome[i];
	double log_past[FITS], most = -INFINITY;
	for (size_t k = 0; k < f->n; k++) {
		const struct iv_score_purchase_fit *fit = &f->fit[k];
		struct iv_score_purchase_history h = { o->x, o->recency / fit->unit, o->span / fit->unit };
		d->n = 0;
		d->sum = 0;
		d->least = (size_t)o->orders + 1;
		fit->model->predict(fit->p, &h, o->days / fit->unit, 0, d);
		f->after[k * f->outcomes + i] = o->orders < d->n ? fmax(d->p[o->orders], least) : least;
		log_past[k] = fit->model->loglik(fit->p, &h);
		most = fmax(most, log_past[k]);
	}
	for (size_t k = 0; k < f->n; k++) {
		f->past[k * f->outcomes + i] = exp(log_past[k] - most);
		f->p[k * f->outcomes + i] = fmax(f->past[k * f->outcomes + i] * f->after[k * f->outcomes + i], DBL_MIN);
	}
}

static void foretell_share(void *ctx, size_t number, unsigned worker)
{
	const struct foretelling *f = ctx;
	struct iv_score_purchase_distribution d = { 0 };
	size_t begin = iv_parallel_share(f->outcomes, SHARES, number), end = iv_parallel_share(f->outcomes, SHARES, number + 1);
	(void)worker;
	for (size_t i = begin; i < end; i++)
		foretell_one(f, i, &d);
	iv_score_purchase_distribution_release(&d);
}

/* --- Weights --- */

/* The mean logarithm, its gradient and its curvature (minus the Hessian), at weights. */
struct slope {
	double value, gradient[FITS], bend[FITS][FITS];
};

static void look(const struct foretelling *f, const double *weight, struct slope *s)
{
	double customers = 0;
	*s = (struct slope){ 0 };
	for (size_t i = 0; i < f->outcomes; i++) {
		double mixed = 0, share[FITS], c = f->outcome[i].customers;
		for (size_t k = 0; k < f->n; k++)
			mixed += weight[k] * f->p[k * f->outcomes + i];
		for (size_t k = 0; k < f->n; k++) {
			share[k] = f->p[k * f->outcomes + i] / mixed;
			s->gradient[k] += c * share[k];
			for (size_t l = 0; l <= k; l++)
				s->bend[k][l] += c * share[k] * share[l];
		}
		s->value += c * log(mixed);
		customers += c;
	}
	s->value /= customers;
	for (size_t k = 0; k < f->n; k++) {
		s->gradient[k] /= customers;
		for (size_t l = 0; l <= k; l++)
			s->bend[l][k] = s->bend[k][l] /= customers;
	}
}

/* Moves weight from one fit to another, to the top of the parabola there. Returns how much. */
static double move(size_t n, double *g, const double (*bend)[FITS], size_t to, size_t from, double *weight)
{
	double by = bend[to][to] + bend[from][from] - 2 * bend[to][from], w = by > 1e-300 ? (g[to] - g[from]) / by : 0;
	w = fmax(fmin(w, weight[from]), -weight[to]);
	weight[to] += w;
	weight[from] -= w;
	for (size_t k = 0; k < n; k++)
		g[k] -= w * (bend[k][to] - bend[k][from]);
	return fabs(w);
}

/* The weights where the parabola that fits at `weight` is highest. */
static void aim(size_t n, const struct slope *s, const double *weight, double *out)
{
	double g[FITS], moved = 1;
	memcpy(g, s->gradient, sizeof g);
	memcpy(out, weight, n * sizeof *out);
	for (int round = 0; round < MOVES && moved > still; round++) {
		moved = 0;
		for (size_t k = 1; k < n; k++)
			for (size_t l = 0; l < k; l++)
				moved += move(n, g, s->bend, k, l, out);
	}
}

/* Climbs to the top. */
static void climb(const struct foretelling *f, double *weight)
{
	struct slope now, then;
	look(f, weight, &now);
	for (int step = 0; step < STEPS; step++) {
		double to[FITS], at[FITS], before = now.value;
		aim(f->n, &now, weight, to);
		then.value = -INFINITY;
		double share = 1;
		for (int k = 0; k < HALVINGS && !(then.value > before); k++, share /= 2) {
			for (size_t i = 0; i < f->n; i++)
				at[i] = weight[i] + share * (to[i] - weight[i]);
			look(f, at, &then);
		}
		if (!(then.value > before))
			break;
		memcpy(weight, at, f->n * sizeof *weight);
		now = then;
		if (now.value - before < still)
			break;
	}
}

/* What the customers' own mixtures foretold, and how much better than one fit: the difference customer by customer, its sum, and the error of a sum of
 * so many. */
static double compare(const struct foretelling *f, const double *weight, size_t rival, struct iv_score_purchase_gain *gain)
{
	double sum = 0, by = 0, squares = 0, customers = 0;
	for (size_t i = 0; i < f->outcomes; i++) {
		double past = 0, both = 0, c = f->outcome[i].customers;
		for (size_t k = 0; k < f->n; k++) {
			past += weight[k] * f->past[k * f->outcomes + i];
			both += weight[k] * f->p[k * f->outcomes + i];
		}
		double foretold = log(both / past), better = foretold - log(f->after[rival * f->outcomes + i]);
		sum += c * foretold;
		by += c * better;
		squares += c * better * better;
		customers += c;
	}
	if (gain)
		*gain = (struct iv_score_purchase_gain){ by, sqrt(fmax(squares - by * by / customers, 0)) };
	return sum / customers;
}

double iv_score_purchase_stack(const struct iv_score_purchase_fit *fit, size_t n, const struct iv_score_purchase_outcome *outcome, size_t outcomes, unsigned threads,
			       double *weight, size_t rival, struct iv_score_purchase_gain *gain)
{
	struct foretelling f = { fit, outcome, n, outcomes, NULL, NULL, NULL };
	for (size_t k = 0; k < n; k++)
		weight[k] = 1 / (double)n;
	if (gain)
		*gain = (struct iv_score_purchase_gain){ 0 };
	if (!outcomes)
		return 0;
	f.past = iv_alloc(3 * n * outcomes * sizeof *f.past);
	f.after = f.past + n * outcomes;
	f.p = f.after + n * outcomes;
	iv_parallel(threads, SHARES, foretell_share, &f);
	climb(&f, weight);
	double mean = compare(&f, weight, rival, gain);
	free(f.past);
	return mean;
}
