/* SPDX-License-Identifier: MIT
 * Arguments are moved up by the recurrence until the asymptotic series has all digits. */
#include "stats/gammas.h"

enum { SUMMED = 128 }; /* a rising factorial of at most so many factors is computed factor by factor */
static const double far = 10; /* from here on the asymptotic series below are exact to a double */

double iv_stats_log_gamma(double a)
{
	int sign;
	return lgamma_r(a, &sign);
}

/* ln Γ(a) - (a - 1/2) ln a + a - ln(2π)/2 for a >= far (Abramowitz & Stegun 1964, 6.1.41), and its derivatives. */
static struct iv_stats_curve stirling(double a)
{
	double i = 1 / a, q = i * i;
	return (struct iv_stats_curve){
		i * (1. / 12 - q * (1. / 360 - q * (1. / 1260 - q * (1. / 1680 - q * (1. / 1188 - q * (691. / 360360 - q / 156)))))),
		-q * (1. / 12 - q * (1. / 120 - q * (1. / 252 - q * (1. / 240 - q * (1. / 132 - q * (691. / 32760 - q / 12)))))),
		i * q * (1. / 6 - q * (1. / 30 - q * (1. / 42 - q * (1. / 30 - q * (5. / 66 - q * (691. / 2730 - q * 7. / 6)))))),
	};
}

double iv_stats_digamma(double a)
{
	double below = 0;
	for (; a < far; a++)
		below += 1 / a;
	return log(a) - 0.5 / a + stirling(a).slope - below;
}

double iv_stats_trigamma(double a)
{
	double below = 0;
	for (; a < far; a++)
		below += 1 / (a * a);
	double i = 1 / a;
	return i + 0.5 * i * i + stirling(a).bend + below;
}

/* ln Γ(a+x) - ln Γ(a) for a >= far, term by term, so that nothing large is taken from something large. */
static struct iv_stats_curve far_rising(double a, double x)
{
	double b = a + x, grown = log1p(x / a);
	struct iv_stats_curve low = stirling(a), high = stirling(b);
	return (struct iv_stats_curve){
		(a - 0.5) * grown + x * log(b) - x + (high.value - low.value),
		grown + 0.5 * x / (a * b) + (high.slope - low.slope),
		-x / (a * b) - 0.5 * x * (a + b) / (a * a * b * b) + (high.bend - low.bend),
	};
}

struct iv_stats_curve iv_stats_rising(double a, double x)
{
	struct iv_stats_curve c = { 0 };
	int steps = x <= SUMMED ? (int)x : a < far ? (int)ceil(far - a) : 0;
	for (int i = 0; i < steps; i++) {
		double f = a + i, inverse = 1 / f;
		c.value += log(f);
		c.slope += inverse;
		c.bend -= inverse * inverse;
	}
	if (x > SUMMED) {
		struct iv_stats_curve rest = far_rising(a + steps, x - steps);
		c.value += rest.value;
		c.slope += rest.slope;
		c.bend += rest.bend;
	}
	return c;
}

double iv_stats_log_rising(double a, double x)
{
	double below = 0;
	if (a < far) {
		if (x < 1e6) /* nothing is lost between numbers of this size */
			return iv_stats_log_gamma(a + x) - iv_stats_log_gamma(a);
		for (; a < far; a++, x--)
			below += log(a);
	}
	return below + far_rising(a, x).value;
}

double iv_stats_log_beta(double a, double b)
{
	double low = a < b ? a : b, high = a < b ? b : a;
	return iv_stats_log_gamma(low) - iv_stats_log_rising(high, low);
}
