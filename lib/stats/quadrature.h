/* SPDX-License-Identifier: MIT
 * Gauss–Legendre quadrature: the integral of f over [0, 1] is the sum of weight[i] f(node[i]), exact for polynomials of a degree
 * below 2n. Nodes and weights are computed, not tabled, so any n can be had. */
#ifndef IV_STATS_QUADRATURE_H
#define IV_STATS_QUADRATURE_H

/* Fills n nodes in (0, 1), ascending, and their weights, which sum to 1. n >= 1. */
void iv_stats_legendre(int n, double *node, double *weight);

#endif
