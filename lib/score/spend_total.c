/* SPDX-License-Identifier: MIT
 * Totals of orders to come. */
#include "score/spend_total.h"

#include <math.h>

#include "stats/normal.h"

enum { STEPS = 60 };
static const double close = 1e-4, far = 6; /* so near a probability will do; beyond so many deviations is nothing of a group */

void iv_score_spend_number(const double *p, size_t n, struct iv_score_spend_number *out)
{
	double share = 0, sum = 0, squares = 0, all = 0, least;
	size_t k = 0;
	*out = (struct iv_score_spend_number){ .share = { 0 } };
	for (size_t i = 1; i < n; i++)
		all += p[i];
	least = all / IV_SPEND_GROUPS;
	for (size_t i = 1; i < n; i++) {
		share += p[i];
		sum += p[i] * (double)i;
		squares += p[i] * (double)i * (double)i;
		if (!(share > 0) || (i + 1 < n && (share < least || k + 1 == IV_SPEND_GROUPS)))
			continue;
		double mean = sum / share;
		out->mean[k] = (float)mean;
		out->variance[k] = (float)fmax(0, squares / share - mean * mean);
		out->share[k++] = (float)share;
		share = sum = squares = 0;
	}
	if (k)
		out->share[k - 1] += (float)fmax(0, 1 - p[0] - all);
}

/* P(total <= y), and its density. */
static double below(const struct iv_score_spend_total *t, double y, double *density)
{
	double sum = 0, slope = 0;
	for (size_t k = 0; k < t->n; k++) {
		const struct iv_score_spend_group *g = &t->group[k];
		double d, square = g->bend * y * y + g->spread, by = 1 / sqrt(square), z = (g->slope * y - g->offset) * by;
		if (fabs(z) > far) {
			sum += z > 0 ? g->share : 0;
			continue;
		}
		sum += g->share * iv_stats_normal_below(z, &d);
		slope += g->share * d * (g->slope * g->spread + g->offset * g->bend * y) * by / square;
	}
	*density = slope / t->all;
	return sum / t->all;
}

double iv_score_spend_below(const struct iv_score_spend_total *t, double units)
{
	double density;
	if (t->cubed && units <= 0)
		return 0;
	return below(t, t->cubed ? cbrt(units) : units, &density);
}

/* Where the p-th part of one group lies. */
static double within(const struct iv_score_spend_group *g, double p)
{
	double z = iv_stats_normal_near(fmin(fmax(p, 1e-4), 1 - 1e-4)), a = g->slope * g->slope - z * z * g->bend;
	double root = g->bend * g->offset * g->offset + g->spread * a;
	return a > 0 && root > 0 ? (g->slope * g->offset + z * sqrt(root)) / a : g->offset / g->slope;
}

/* Newton's steps from where p would lie if the groups did not overlap; halving, where a step leads out of what is known to hold it. */
double iv_score_spend_quantile(const struct iv_score_spend_total *t, double p)
{
	double low = t->cubed ? 0 : -INFINITY, high = INFINITY, before = 0, y;
	size_t k = 0;
	while (k + 1 < t->n && before + t->group[k].share < p * t->all)
		before += t->group[k++].share;
	y = within(&t->group[k], (p * t->all - before) / t->group[k].share);
	if (t->cubed && y < 0)
		y = 0;
	for (int i = 0; i < STEPS; i++) {
		double density, off = below(t, y, &density) - p, next;
		if (fabs(off) < close)
			break;
		if (off > 0)
			high = y;
		else
			low = y;
		next = y - off / density;
		if (!(next > low && next < high))
			next = isinf(high) ? low + fabs(low) + 1 : isinf(low) ? high - fabs(high) - 1 : (low + high) / 2;
		y = next;
	}
	return t->cubed ? y * y * y : y;
}
