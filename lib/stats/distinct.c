/* SPDX-License-Identifier: MIT
 * The estimate is computed from how often each rank occurs, so that it depends on nothing but the set of values. */
#include "stats/distinct.h"

#include <math.h>
#include <stddef.h>

enum { REGISTERS = 1 << IV_DISTINCT_BITS, RANKS = 64 - IV_DISTINCT_BITS };

void iv_distinct_merge(struct iv_distinct *into, const struct iv_distinct *from)
{
	for (size_t i = 0; i < REGISTERS; i++)
		if (into->rank[i] < from->rank[i])
			into->rank[i] = from->rank[i];
}

/* x + the sum of x^(2^k) * 2^(k-1): what registers still empty say. */
static double sigma(double x)
{
	double y = 1, z = x, before;
	if (x == 1)
		return INFINITY;
	do {
		x *= x;
		before = z;
		z += x * y;
		y += y;
	} while (z != before);
	return z;
}

/* The same for registers that are full. */
static double tau(double x)
{
	double y = 1, z = 1 - x, before;
	if (x == 0 || x == 1)
		return 0;
	do {
		x = sqrt(x);
		before = z;
		y *= 0.5;
		z -= (1 - x) * (1 - x) * y;
	} while (z != before);
	return z / 3;
}

int64_t iv_distinct_count(const struct iv_distinct *d)
{
	const double m = REGISTERS;
	int64_t of[RANKS + 2] = { 0 };
	for (size_t i = 0; i < REGISTERS; i++)
		of[d->rank[i] <= RANKS + 1 ? d->rank[i] : RANKS + 1]++;
	double z = m * tau(1 - (double)of[RANKS + 1] / m);
	for (size_t k = RANKS; k > 0; k--)
		z = 0.5 * (z + (double)of[k]);
	z += m * sigma((double)of[0] / m);
	double estimate = m * m / (2 * log(2) * z);
	return estimate < 9e18 ? (int64_t)llround(estimate) : INT64_MAX; /* all registers full: no end in sight */
}
