/* SPDX-License-Identifier: MIT
 * Imaginary customers who behave as a model says, the same in every run; and likelihoods differentiated the slow way. */
#ifndef SCORE_SHOPPERS_H
#define SCORE_SHOPPERS_H
#include <math.h>
#include <stdint.h>

#include "score/purchase_parts.h"

static uint64_t shoppers_seed = 1;

/* Uniform in (0, 1): splitmix64 (Steele, Lea & Flood 2014). */
static inline double shoppers_uniform(void)
{
	uint64_t z = shoppers_seed += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return ((double)((z ^ z >> 31) >> 11) + 0.5) / 9007199254740992.;
}

static inline double shoppers_normal(void)
{
	return sqrt(-2 * log(shoppers_uniform())) * cos(6.283185307179586 * shoppers_uniform());
}

/* Gamma with mean shape (Marsaglia & Tsang 2000). */
static inline double shoppers_gamma(double shape)
{
	if (shape < 1)
		return shoppers_gamma(shape + 1) * pow(shoppers_uniform(), 1 / shape);
	double d = shape - 1. / 3, c = 1 / sqrt(9 * d);
	for (;;) {
		double x = shoppers_normal(), v = 1 + c * x;
		v = v * v * v;
		if (v > 0 && log(shoppers_uniform()) < 0.5 * x * x + d - d * v + d * log(v))
			return d * v;
	}
}

static inline double shoppers_beta(double a, double b)
{
	double x = shoppers_gamma(a), y = shoppers_gamma(b);
	return x + y > 0 ? x / (x + y) : a > b; /* both underflow when both shapes are tiny */
}

/* How a customer orders and leaves; times in days. */
struct shopper {
	double rate, death; /* orders a day; the day it leaves when that does not depend on orders */
	double chance; /* to leave after each repeat order */
	bool at_first; /* and after the first one, too */
};

static inline struct shopper shoppers_draw(const struct iv_score_purchase_model *m, const double *p, double unit)
{
	struct shopper s = { .rate = shoppers_gamma(p[0]) / (p[1] * unit), .death = INFINITY };
	if (m == &iv_score_bgnbd || m == &iv_score_mbgnbd) {
		s.chance = shoppers_beta(p[2], p[3]);
		s.at_first = m == &iv_score_mbgnbd;
	} else if (m != &iv_score_nbd) {
		double hazard = shoppers_gamma(p[2]) / (p[3] * unit);
		s.death = hazard > 0 ? -log(shoppers_uniform()) / hazard : INFINITY;
	}
	return s;
}

/* The days with orders up to `span`, as x and recency, and on to `span + ahead`: those after the span are the result. */
static inline int shoppers_live(const struct shopper *s, int64_t span, int64_t ahead, int64_t *x, int64_t *recency)
{
	double at = 0;
	int64_t last = 0;
	int future = 0;
	*x = *recency = 0;
	for (bool gone = s->at_first && shoppers_uniform() < s->chance; !gone; gone = shoppers_uniform() < s->chance) {
		at -= log(shoppers_uniform()) / s->rate;
		if (!(at < (double)(span + ahead)) || at > s->death)
			break;
		int64_t day = (int64_t)at + 1; /* the day after the first order is day 1 */
		if (day == last || day > span + ahead)
			continue; /* a second order of one day */
		last = day;
		if (day <= span) {
			*x += 1;
			*recency = day;
		} else {
			future++;
		}
	}
	return future;
}

/* n customers whose first orders lie between `shortest` and `longest` days before the end. */
static inline void shoppers_fill(struct iv_score_purchase_builder *b, const struct iv_score_purchase_model *m, const double *p, double unit, int n, int64_t shortest, int64_t longest)
{
	struct iv_err err;
	for (int i = 0; i < n; i++) {
		struct shopper s = shoppers_draw(m, p, unit);
		int64_t span = shortest + (int64_t)(shoppers_uniform() * (double)(longest - shortest + 1)), x, recency;
		shoppers_live(&s, span, 0, &x, &recency);
		iv_score_purchase_add(b, x, recency, span, &err);
	}
}

/* The sum over all cells of a likelihood written as in the paper. */
typedef double shoppers_likelihood(const double *p, const struct iv_score_purchase_history *h);

static inline double shoppers_total(shoppers_likelihood *f, const struct iv_score_purchase_data *d, const double *p)
{
	double sum = 0;
	for (size_t i = 0; i < d->n; i++)
		sum += d->weight[i] * f(p, &(struct iv_score_purchase_history){ d->x[i], d->moment[d->recency[i]], d->moment[d->span[i]] });
	return sum;
}

/* With the logarithms of parameters i and j moved by u and v. */
static inline double shoppers_moved(shoppers_likelihood *f, const struct iv_score_purchase_data *d, const double *p, int n, int i, double u, int j, double v)
{
	double q[IV_PURCHASE_PARAMETERS];
	for (int k = 0; k < n; k++)
		q[k] = p[k] * exp((k == i ? u : 0) + (k == j ? v : 0));
	return shoppers_total(f, d, q);
}

/* Central differences of fourth order. */
static inline double shoppers_slope(shoppers_likelihood *f, const struct iv_score_purchase_data *d, const double *p, int n, int i)
{
	const double h = 1e-3;
	return (8 * (shoppers_moved(f, d, p, n, i, h, 0, 0) - shoppers_moved(f, d, p, n, i, -h, 0, 0)) -
		(shoppers_moved(f, d, p, n, i, 2 * h, 0, 0) - shoppers_moved(f, d, p, n, i, -2 * h, 0, 0))) /
	       (12 * h);
}

static inline double shoppers_bend(shoppers_likelihood *f, const struct iv_score_purchase_data *d, const double *p, int n, int i, int j)
{
	const double h = 3e-3;
	double sum = 0;
	static const double at[] = { -2, -1, 1, 2 }, weight[] = { 1, -8, 8, -1 };
	for (int k = 0; k < 4; k++)
		for (int l = 0; l < 4; l++)
			sum += weight[k] * weight[l] * shoppers_moved(f, d, p, n, i, at[k] * h, j, at[l] * h);
	return sum / (144 * h * h);
}

#endif
