/* SPDX-License-Identifier: MIT
 * The gamma function and its kin, to nearly all digits of a double, for positive arguments of any size.
 *
 * Likelihoods need differences of log-gammas far more often than log-gammas. Where the arguments are large, a difference of two
 * computed values has lost its digits; so rising factorials have functions of their own. All functions are pure and thread-safe. */
#ifndef IV_STATS_GAMMAS_H
#define IV_STATS_GAMMAS_H
#include <math.h>

double iv_stats_log_gamma(double a); /* ln Γ(a), a > 0 */
double iv_stats_digamma(double a); /* ψ(a) = d ln Γ(a) / da, a > 0 (Abramowitz & Stegun 1964, 6.3.5 and 6.3.18) */
double iv_stats_trigamma(double a); /* ψ'(a), a > 0 (Abramowitz & Stegun 1964, 6.4.6 and 6.4.12) */

/* A function of one variable at a point, with its first and second derivative. */
struct iv_stats_curve {
	double value, slope, bend;
};

/* ln of the rising factorial a (a+1) … (a+x-1) = ln Γ(a+x) - ln Γ(a), and its derivatives by a. a > 0, x >= 0 a whole number. */
struct iv_stats_curve iv_stats_rising(double a, double x);

/* The same without derivatives, for any x >= 0. */
double iv_stats_log_rising(double a, double x);

double iv_stats_log_beta(double a, double b); /* ln B(a, b), a > 0, b > 0 */

/* ln(e^u + e^v) without overflow; either may be -INFINITY. */
static inline double iv_stats_add_logs(double u, double v)
{
	double high = u > v ? u : v, low = u > v ? v : u;
	return low == -INFINITY ? high : high + log1p(exp(low - high));
}

/* (e^y - 1) / y, which is 1 at y = 0. */
static inline double iv_stats_expm1_over(double y)
{
	return y == 0 ? 1 : expm1(y) / y;
}

#endif
