/* SPDX-License-Identifier: MIT
 * Closed forms; only the normal quantile is found by iteration. */
#include "stats/interval.h"

#include <math.h>

/* A rough start (Abramowitz & Stegun 1964, 26.2.23: error below 4.5e-4), then Halley's method on the lower tail, where erfc keeps
 * its digits: the error is cubed each time. */
double iv_stats_normal_quantile(double p)
{
	if (p == 0 || p == 1)
		return p == 0 ? -INFINITY : INFINITY;
	if (!(p > 0 && p < 1))
		return NAN;
	double tail = p < .5 ? p : 1 - p, t = sqrt(-2 * log(tail));
	double z = (2.515517 + t * (.802853 + t * .010328)) / (1 + t * (1.432788 + t * (.189269 + t * .001308))) - t;
	for (int i = 0; i < 3; i++) {
		double density = exp(-z * z / 2) / sqrt(2 * M_PI);
		if (density <= 0)
			break; /* tails beyond 1e-300: the start must do */
		double step = (erfc(-z / M_SQRT2) / 2 - tail) / density;
		z -= step / (1 + z * step / 2);
	}
	return p < .5 ? z : -z;
}

static double two_sided(double level)
{
	return -iv_stats_normal_quantile((1 - level) / 2);
}

struct iv_stats_interval iv_stats_wilson(int64_t k, int64_t n, double level)
{
	if (n <= 0)
		return (struct iv_stats_interval){ 0, 1 };
	double z = two_sided(level), cases = (double)n, p = (double)k / cases, z2 = z * z / cases;
	double middle = p + z2 / 2, half = z / sqrt(cases) * sqrt(p * (1 - p) + z2 / 4), whole = 1 + z2;
	/* At the ends the formula gives exactly 0 and 1, and rounding should not say otherwise. */
	return (struct iv_stats_interval){ k == 0 ? 0 : (middle - half) / whole, k == n ? 1 : (middle + half) / whole };
}

struct iv_stats_interval iv_stats_newcombe(int64_t k, int64_t n, int64_t other_k, int64_t other_n, double level)
{
	if (n <= 0 || other_n <= 0)
		return (struct iv_stats_interval){ -1, 1 };
	struct iv_stats_interval a = iv_stats_wilson(k, n, level), b = iv_stats_wilson(other_k, other_n, level);
	double p = (double)k / (double)n, q = (double)other_k / (double)other_n;
	return (struct iv_stats_interval){ p - q - sqrt((p - a.low) * (p - a.low) + (b.high - q) * (b.high - q)),
		p - q + sqrt((a.high - p) * (a.high - p) + (q - b.low) * (q - b.low)) };
}

double iv_stats_sample_size(double p, double q, double alpha, double power)
{
	if (!(p > 0 && p < 1 && q > 0 && q < 1 && alpha > 0 && alpha < 1 && power > 0 && power < 1))
		return NAN;
	if (p == q)
		return INFINITY;
	double mean = (p + q) / 2, z = two_sided(1 - alpha), z_power = iv_stats_normal_quantile(power);
	double root = z * sqrt(2 * mean * (1 - mean)) + z_power * sqrt(p * (1 - p) + q * (1 - q));
	return root * root / ((p - q) * (p - q));
}
