/* SPDX-License-Identifier: MIT
 * The nodes are the roots of the Legendre polynomial, found by Newton from Tricomi's approximation (Press et al. 2007, 4.6.1). */
#include "stats/quadrature.h"

#include <math.h>

/* The Legendre polynomial of degree n at x, |x| < 1, by Bonnet's recurrence; its derivative goes to *slope. */
static double legendre(int n, double x, double *slope)
{
	double before = 0, p = 1;
	for (int k = 1; k <= n; k++) {
		double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
		before = p;
		p = next;
	}
	*slope = n * (x * p - before) / (x * x - 1);
	return p;
}

void iv_stats_legendre(int n, double *node, double *weight)
{
	const double pi = 3.14159265358979323846;
	for (int i = 0; i < (n + 1) / 2; i++) {
		double x = cos(pi * (i + 0.75) / (n + 0.5)), slope = 1;
		for (int round = 0; round < 8; round++) { /* four rounds are enough; convergence is quadratic */
			double p = legendre(n, x, &slope);
			x -= p / slope;
		}
		if (2 * i + 1 == n)
			x = 0;
		legendre(n, x, &slope);
		node[i] = (1 - x) / 2;
		node[n - 1 - i] = (1 + x) / 2;
		weight[i] = weight[n - 1 - i] = 1 / ((1 - x * x) * slope * slope);
	}
}
