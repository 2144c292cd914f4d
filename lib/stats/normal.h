/* SPDX-License-Identifier: MIT
 * The normal distribution, quickly: for sums and searches that ask it millions of times. For all digits see interval.h. */
#ifndef IV_STATS_NORMAL_H
#define IV_STATS_NORMAL_H
#include <math.h>

/* P(Z <= z), within 1e-7 (Abramowitz & Stegun 1964, 26.2.17), and the density at z. */
static inline double iv_stats_normal_below(double z, double *density)
{
	double t = 1 / (1 + 0.2316419 * fabs(z)), d = 0.3989422804014327 * exp(-0.5 * z * z);
	double above = d * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
	*density = d;
	return z > 0 ? 1 - above : above;
}

/* z with P(Z <= z) = p, within 5e-4 (26.2.23): where to begin a search. 0 < p < 1. */
static inline double iv_stats_normal_near(double p)
{
	double t = sqrt(-2 * log(p < 0.5 ? p : 1 - p));
	double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
	return p < 0.5 ? -z : z;
}

#endif
