/* SPDX-License-Identifier: MIT
 * How sure a share is: intervals of one share and of the difference of two, and how many cases an experiment needs.
 *
 * A share is k cases out of n, 0 <= k <= n. `level` is the coverage asked for, as .95; alpha is 1 - level. */
#ifndef IV_STATS_INTERVAL_H
#define IV_STATS_INTERVAL_H
#include <stdint.h>

struct iv_stats_interval {
	double low, high;
};

/* z with P(Z < z) = p for a standard normal Z, to nearly all digits of a double. 0 gives -INFINITY, 1 INFINITY, all else NAN. */
double iv_stats_normal_quantile(double p);

/* The share k of n by Wilson (1927): the p with |k/n - p| <= z sqrt(p(1-p)/n). Never outside 0 … 1, and sensible at k = 0 and
 * k = n. Nothing is known of no cases: n = 0 gives 0 … 1. */
struct iv_stats_interval iv_stats_wilson(int64_t k, int64_t n, double level);

/* The difference k/n - other_k/other_n by Newcombe (1998, method 10): Wilson's two intervals, squared and added.
 * n = 0 or other_n = 0 gives -1 … 1. */
struct iv_stats_interval iv_stats_newcombe(int64_t k, int64_t n, int64_t other_k, int64_t other_n, double level);

/* Cases needed in each of two equal arms so that a two-sided test at `alpha` sees a change of the share from p to q with
 * probability `power` (Fleiss, Levin & Paik 2003, eq. 4.14: pooled variance under no change, separate ones under change, no
 * continuity correction; the other tail is left out). Not rounded. 0 < p, q, alpha, power < 1, else NAN; INFINITY when p = q. */
double iv_stats_sample_size(double p, double q, double alpha, double power);

#endif
