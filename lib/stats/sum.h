/* SPDX-License-Identifier: MIT
 * A sum of doubles that keeps what rounding takes away (Neumaier 1974): the error does not grow with the number of terms. The terms must
 * come in an order that does not depend on chance, all the same. */
#ifndef IV_STATS_SUM_H
#define IV_STATS_SUM_H
#include <math.h>

/* Zero-initialise. */
struct iv_stats_sum {
	double sum, lost;
};

static inline void iv_stats_sum_add(struct iv_stats_sum *s, double v)
{
	double t = s->sum + v;
	s->lost += fabs(s->sum) >= fabs(v) ? s->sum - t + v : v - t + s->sum;
	s->sum = t;
}

static inline double iv_stats_sum_value(const struct iv_stats_sum *s)
{
	return s->sum + s->lost;
}

#endif
