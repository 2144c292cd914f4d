/* SPDX-License-Identifier: MIT
 * Orders expected of a customer who may leave after each of them:
 *   E = ∫ [1 - (1 + pt/rate)^-shape] / p dBeta(p; a, b)
 * With z = t / (rate + t) and c = a + b - 1 it equals c / (a-1) · [1 - (1-z)^(a-1) 2F1(c - shape, a-1; c; z)]. Written with the
 * series from its second term on it has no pole, neither at a = 1 nor at c = 0. Where the series is slow or cancels, the integral is
 * computed by the trapezoidal rule in the logit of p, which converges geometrically (Trefethen & Weideman 2014). */
#include <math.h>

#include "score/purchase_parts.h"
#include "stats/gammas.h"

enum { TERMS = 400 };

/* False: the series is too slow, or has lost digits. */
static bool series(double a, double b, double shape, double rate, double t, double *out)
{
	const double c = a + b - 1, z = t / (rate + t), log_rest = -log1p(t / rate), tiny = 1e-17;
	double term = (c - shape) * z, sum = term, size = fabs(term);
	int k = 1;
	for (; k < TERMS && fabs(term) > tiny * fabs(sum); k++) {
		term *= (c - shape + k) * (a + k - 1) / ((c + k) * (k + 1)) * z;
		sum += term;
		size = fmax(size, fabs(term));
	}
	double first = c * -log_rest * iv_stats_expm1_over((a - 1) * log_rest), rest = exp((a - 1) * log_rest);
	*out = first - rest * sum;
	/* What is left must be large beside what it is the difference of, and the terms not reached must be small. */
	return k < TERMS && isfinite(*out) && *out > 1e-4 * fmax(rest * size, fabs(first));
}

/* The integrand's part without the beta density, made to vanish where the density has a pole. */
struct curve {
	double shape, odds; /* odds = t / rate */
	double at_zero, at_one; /* what is taken away times 1 - p and p; 0 where nothing need be */
	double slope; /* of 1 - (1 + p odds)^-shape at p = 1 */
};

static double height(const struct curve *f, double p, double q)
{
	const double near = 1e-8; /* nearer to an end, the difference is taken to first order, so that rounding does not make a tail of it */
	if (f->at_zero > 0 && p * f->odds * (f->shape + 1) < near)
		return f->at_zero * p * (1 - 0.5 * (f->shape + 1) * f->odds) - f->at_one * p;
	if (f->at_one > 0 && q < near)
		return q * (2 * f->at_one - f->slope - f->at_zero);
	return -expm1(-f->shape * log1p(p * f->odds)) / p - f->at_zero * q - f->at_one * p;
}

/* Sums weights and heights from `from` in steps of `step` until nothing is added. The density is relative to that at the mode. */
static void walk(const struct curve *f, double a, double b, double from, double step, double *weight, double *sum)
{
	const bool norm = f->at_zero == 0 && f->at_one == 0; /* the sum of the weights is needed as well */
	const double mode_p = a / (a + b), mode_q = b / (a + b);
	double last = 0;
	for (long k = 0; k < 2000000; k++) {
		double y = from + (double)k * step, up = expm1(y), down = expm1(-y);
		double log_p = -log1p(mode_q * down), log_q = -log1p(mode_p * up); /* beside those of the mode */
		double w = exp(a * log_p + b * log_q), term = w * height(f, mode_p * exp(log_p), mode_q * exp(log_q));
		*weight += w;
		*sum += term;
		if (k && fabs(term) <= fabs(last) && fabs(term) <= 1e-17 * fabs(*sum) && (!norm || w <= 1e-17 * *weight))
			return;
		last = term;
	}
}

static double integral(double a, double b, double shape, double odds)
{
	struct curve f = { .shape = shape, .odds = odds };
	const double pole = 0.5; /* a density of a lesser exponent has too long a tail */
	double base = 0, weight = 0, sum = 0;
	double step = fmin(0.2, 0.65 * sqrt(iv_stats_trigamma(a) + iv_stats_trigamma(b)));
	if (a < pole) {
		f.at_zero = shape * odds;
		base += f.at_zero * b / (a + b);
	}
	if (b < pole) {
		f.at_one = -expm1(-shape * log1p(odds));
		f.slope = shape * odds * exp(-(shape + 1) * log1p(odds));
		base += f.at_one * a / (a + b);
	}
	walk(&f, a, b, 0, step, &weight, &sum);
	walk(&f, a, b, -step, -step, &weight, &sum);
	if (a < pole || b < pole) /* the weights have a tail, so that their sum is no norm */
		return base + sum * step * exp(a * log(a / (a + b)) + b * log(b / (a + b)) - iv_stats_log_beta(a, b));
	return base + sum / weight;
}

double iv_score_purchase_dropping(double a, double b, double shape, double rate, double t)
{
	double e;
	return series(a, b, shape, rate, t, &e) ? e : integral(a, b, shape, t / rate);
}
