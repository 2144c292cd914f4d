/* SPDX-License-Identifier: MIT
 * The logarithm of a mixture is concave in the weights, so EM climbs to the one top from equal weights (Dempster, Laird & Rubin 1977). */
#include "score/purchase_stack.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "score/purchase_parts.h"

enum { FITS = 8, ROUNDS = 10000 };
static const double least = 1e-12; /* a probability below this is a surprise, whatever its size */

/* P(orders) of each outcome under each fit, fit by fit. */
static double *foretell(const struct iv_score_purchase_fit *fit, size_t n, const struct iv_score_purchase_outcome *outcome, size_t outcomes, double days)
{
	double *p = iv_alloc((n * outcomes + 1) * sizeof *p);
	struct iv_score_purchase_distribution d = { 0 };
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < outcomes; i++) {
			const struct iv_score_purchase_outcome *o = &outcome[i];
			struct iv_score_purchase_history h = { o->x, o->recency / fit[k].unit, o->span / fit[k].unit };
			d.n = 0;
			d.sum = 0;
			d.least = (size_t)o->orders + 1;
			fit[k].model->predict(fit[k].p, &h, days / fit[k].unit, 0, &d);
			p[k * outcomes + i] = o->orders < d.n ? fmax(d.p[o->orders], least) : least;
		}
	iv_score_purchase_distribution_release(&d);
	return p;
}

/* One round of EM; returns the mean logarithm before it. */
static double improve(const double *p, size_t n, const struct iv_score_purchase_outcome *outcome, size_t outcomes, double *weight)
{
	double next[FITS] = { 0 }, sum = 0, customers = 0;
	for (size_t i = 0; i < outcomes; i++) {
		double mixed = 0;
		for (size_t k = 0; k < n; k++)
			mixed += weight[k] * p[k * outcomes + i];
		for (size_t k = 0; k < n; k++)
			next[k] += outcome[i].customers * weight[k] * p[k * outcomes + i] / mixed;
		sum += outcome[i].customers * log(mixed);
		customers += outcome[i].customers;
	}
	for (size_t k = 0; k < n; k++)
		weight[k] = next[k] / customers;
	return sum / customers;
}

double iv_score_purchase_stack(const struct iv_score_purchase_fit *fit, size_t n, const struct iv_score_purchase_outcome *outcome, size_t outcomes, double days, double *weight)
{
	double before = -INFINITY, now = 0;
	for (size_t k = 0; k < n; k++)
		weight[k] = 1 / (double)n;
	if (!outcomes)
		return 0;
	double *p = foretell(fit, n, outcome, outcomes, days);
	for (int round = 0; round < ROUNDS; round++, before = now) {
		now = improve(p, n, outcome, outcomes, weight);
		if (now - before < 1e-13)
			break;
	}
	free(p);
	return now;
}
