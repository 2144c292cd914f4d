/* SPDX-License-Identifier: MIT
 * Newton in a box: a top, an edge, a ridge, a start from where nothing is finite; Cholesky, eigenvalues, quadrature. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stats/dense.h"
#include "stats/optimise.h"
#include "stats/quadrature.h"

/* The negative of Rosenbrock's banana: a curved valley with its end at (1, 1). */
static double banana(void *ctx, const double *x, double *g, double *h)
{
	(void)ctx;
	double u = x[1] - x[0] * x[0], v = 1 - x[0];
	g[0] = 400 * x[0] * u + 2 * v;
	g[1] = -200 * u;
	h[0] = 400 * u - 800 * x[0] * x[0] - 2;
	h[1] = h[2] = 400 * x[0];
	h[3] = -200;
	return -100 * u * u - v * v;
}

/* Rises for ever to 0, more and more slowly. */
static double ridge(void *ctx, const double *x, double *g, double *h)
{
	(void)ctx;
	double e = exp(-x[0]);
	g[0] = e;
	h[0] = -e;
	return -e;
}

static double wall(void *ctx, const double *x, double *g, double *h)
{
	(void)ctx;
	g[0] = 1 / x[0] - 1;
	h[0] = -1 / (x[0] * x[0]);
	return x[0] > 0 ? log(x[0]) - x[0] : NAN;
}

static void set(struct iv_stats_objective *f, int n, double (*at)(void *, const double *, double *, double *), double low, double high)
{
	*f = (struct iv_stats_objective){ .n = n, .at = at, .step = 2, .iterations = 200 };
	for (int i = 0; i < n; i++)
		f->low[i] = low, f->high[i] = high;
}

static void tops(void **state)
{
	(void)state;
	struct iv_stats_objective f;
	struct iv_stats_optimum o;
	set(&f, 2, banana, -50, 50);
	iv_stats_maximise(&f, (double[]){ -1.2, 1 }, 1e-12, &o);
	assert_int_equal(o.end, IV_STATS_TOP);
	assert_float_equal(o.x[0], 1, 1e-9);
	assert_float_equal(o.x[1], 1, 1e-9);
	assert_true(o.iterations < 40);
	iv_stats_maximise(&f, (double[]){ 1, 1 }, 1e-12, &o); /* already there */
	assert_int_equal(o.end, IV_STATS_TOP);
	set(&f, 1, wall, -1, 50);
	iv_stats_maximise(&f, (double[]){ 30 }, 1e-12, &o);
	assert_int_equal(o.end, IV_STATS_TOP);
	assert_float_equal(o.x[0], 1, 1e-9);
}

static void other_ends(void **state)
{
	(void)state;
	struct iv_stats_objective f;
	struct iv_stats_optimum o;
	set(&f, 2, banana, -50, .5);
	iv_stats_maximise(&f, (double[]){ -1.2, 1 }, 1e-12, &o);
	assert_int_equal(o.end, IV_STATS_EDGE);
	assert_int_equal(o.edge, 1); /* x = 0.5, y = 0.25 */
	assert_float_equal(o.x[1], .25, 1e-9);
	set(&f, 1, ridge, -50, 500);
	iv_stats_maximise(&f, (double[]){ 0 }, 1e-12, &o);
	assert_int_equal(o.end, IV_STATS_RIDGE);
	set(&f, 1, ridge, -50, 3);
	iv_stats_maximise(&f, (double[]){ 0 }, 1e-12, &o);
	assert_int_equal(o.end, IV_STATS_EDGE);
	assert_float_equal(o.x[0], 3, 0);
	set(&f, 2, banana, -50, 50);
	f.iterations = 3;
	iv_stats_maximise(&f, (double[]){ -1.2, 1 }, 1e-12, &o);
	assert_int_equal(o.end, IV_STATS_SPENT);
	set(&f, 1, wall, -1, 50);
	iv_stats_maximise(&f, (double[]){ -1 }, 1e-12, &o);
	assert_int_equal(o.end, IV_STATS_NOWHERE);
}

/* A matrix of n rows whose inverse is known by multiplication. */
static void cholesky(void **state)
{
	(void)state;
	enum { N = 40 };
	static double a[N * N], l[N * N], inverse[N * N];
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++)
			a[i * N + j] = l[i * N + j] = 1. / (1 + abs(i - j)) + (i == j);
	assert_true(iv_stats_cholesky(N, l));
	iv_stats_cholesky_inverse(N, l, inverse);
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			double sum = 0;
			for (int k = 0; k < N; k++)
				sum += a[i * N + k] * inverse[k * N + j];
			assert_float_equal(sum, i == j, 1e-13);
		}
	double flat[] = { 1, 2, 2, 4 }, saddle[] = { 1, 2, 2, 1 }, lost[] = { NAN, 0, 0, 1 };
	assert_false(iv_stats_cholesky(2, flat));
	assert_false(iv_stats_cholesky(2, saddle));
	assert_false(iv_stats_cholesky(2, lost));
}

static void eigenvalues(void **state)
{
	(void)state;
	double a[] = { 2, -1, 0, -1, 2, -1, 0, -1, 2 }, out[3];
	iv_stats_eigenvalues(3, a, out);
	assert_float_equal(out[0], 2 - sqrt(2), 1e-14);
	assert_float_equal(out[1], 2, 1e-14);
	assert_float_equal(out[2], 2 + sqrt(2), 1e-14);
}

static void quadrature(void **state)
{
	(void)state;
	static const int ns[] = { 1, 2, 3, 8, 16, 64, 255, 512 };
	for (size_t k = 0; k < sizeof ns / sizeof *ns; k++) {
		double node[512], weight[512];
		int n = ns[k];
		iv_stats_legendre(n, node, weight);
		for (int power = 0; power < 2 * n && power < 40; power++) {
			double sum = 0;
			for (int i = 0; i < n; i++)
				sum += weight[i] * pow(node[i], power);
			assert_float_equal(sum, 1. / (power + 1), 1e-14);
		}
		for (int i = 1; i < n; i++)
			assert_true(node[i] > node[i - 1] && weight[i] > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tops), cmocka_unit_test(other_ends), cmocka_unit_test(cholesky), cmocka_unit_test(eigenvalues), cmocka_unit_test(quadrature),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
