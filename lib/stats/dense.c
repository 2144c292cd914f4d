/* SPDX-License-Identifier: MIT
 * Textbook algorithms; the matrices of the models here have two to eight rows. */
#include "stats/dense.h"

#include <math.h>
#include <string.h>

bool iv_stats_cholesky(size_t n, double *a)
{
	for (size_t j = 0; j < n; j++) {
		double *row = a + j * n, pivot = row[j], left = pivot;
		for (size_t k = 0; k < j; k++)
			left -= row[k] * row[k];
		/* What is left of a diagonal element after its rows were taken away must be more than rounding. Also false for NaN. */
		if (!(left > 4e-16 * fabs(pivot)) || isinf(left))
			return false;
		row[j] = sqrt(left);
		for (size_t i = j + 1; i < n; i++) {
			double *below = a + i * n, s = below[j];
			for (size_t k = 0; k < j; k++)
				s -= below[k] * row[k];
			below[j] = s / row[j];
		}
	}
	return true;
}

void iv_stats_cholesky_solve(size_t n, const double *l, double *b)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			b[i] -= l[i * n + k] * b[k];
		b[i] /= l[i * n + i];
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			b[i] -= l[k * n + i] * b[k];
		b[i] /= l[i * n + i];
	}
}

void iv_stats_cholesky_inverse(size_t n, const double *l, double *out)
{
	memset(out, 0, n * n * sizeof *out);
	for (size_t i = 0; i < n; i++) {
		out[i * n + i] = 1;
		iv_stats_cholesky_solve(n, l, out + i * n);
	}
}

/* Turns rows and columns p and q so that a[p][q] becomes zero. */
static void rotate(size_t n, double *a, size_t p, size_t q)
{
	double off = a[p * n + q];
	if (off == 0)
		return;
	double theta = (a[q * n + q] - a[p * n + p]) / (2 * off);
	double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1)), c = 1 / sqrt(t * t + 1), s = t * c;
	for (size_t k = 0; k < n; k++) {
		double x = a[k * n + p], y = a[k * n + q];
		a[k * n + p] = c * x - s * y;
		a[k * n + q] = s * x + c * y;
	}
	for (size_t k = 0; k < n; k++) {
		double x = a[p * n + k], y = a[q * n + k];
		a[p * n + k] = c * x - s * y;
		a[q * n + k] = s * x + c * y;
	}
	a[p * n + q] = a[q * n + p] = 0;
}

void iv_stats_eigenvalues(size_t n, double *a, double *out)
{
	for (int sweep = 0; sweep < 40; sweep++) {
		double off = 0, all = 0;
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++) {
				all += a[i * n + j] * a[i * n + j];
				off += i == j ? 0 : a[i * n + j] * a[i * n + j];
			}
		if (!(off > 1e-40 * all))
			break;
		for (size_t p = 0; p + 1 < n; p++)
			for (size_t q = p + 1; q < n; q++)
				rotate(n, a, p, q);
	}
	for (size_t i = 0; i < n; i++) {
		double v = a[i * n + i];
		size_t at = i;
		for (; at && out[at - 1] > v; at--)
			out[at] = out[at - 1];
		out[at] = v;
	}
}
