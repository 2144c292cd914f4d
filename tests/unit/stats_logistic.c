/* SPDX-License-Identifier: MIT
 * Logistic regression: R's glm on the telco sample to 8 digits, penalties against closed forms and a slow climb, and what is said when
 * there is no maximum. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/arena.h"
#include "stats/logistic.h"
#include "stats/ranking.h"

#define NEAR(got, want, by) assert_true(fabs((got) - (want)) <= (by))

static uint64_t seed = 7;

static double draw(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (double)(seed >> 11) / 9007199254740992.;
}

static enum iv_logistic_end fit(struct iv_logistic *out, const double *x, size_t columns, const double *ones, const double *cases, size_t n, struct iv_logistic_settings s)
{
	struct iv_logistic_matrix m = { x, cases, ones, columns };
	struct iv_logistic_rows rows = { n, columns, iv_logistic_matrix_fill, &m };
	return iv_logistic_fit(out, &rows, &s);
}

enum { TELCO = 7043, TELCO_COLUMNS = 10 };

static void telco(double *x, double *y)
{
	FILE *f = fopen(TEST_DATA "/telco/telco.csv", "r");
	char line[80], contract, internet, payment;
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	for (size_t i = 0; i < TELCO; i++, x += TELCO_COLUMNS, y++) {
		double senior;
		assert_non_null(fgets(line, sizeof line, f));
		assert_int_equal(sscanf(line, "%lf,%lf,%c,%c,%c,%lf,%lf", x, x + 1, &contract, &internet, &payment, &senior, y), 7);
		x[2] = contract == '1', x[3] = contract == '2';
		x[4] = internet == 'F', x[5] = internet == 'N';
		x[6] = payment == 'C', x[7] = payment == 'E', x[8] = payment == 'M';
		x[9] = senior;
	}
	assert_null(fgets(line, sizeof line, f));
	fclose(f);
}

/* R 4.2: glm(…, family = binomial, control = list(epsilon = 1e-14)) */
static void as_glm(void **state)
{
	(void)state;
	static const double b[] = { -.69372499444836, -.03227142239210, .00407469188157, -.76922244844044, -1.55939941963001, .90739703914513,
		-.77747208897167, -.06785749563228, .42715731479818, -.05923733200377, .34412444034663 };
	static const double error[] = { .17621660765889, .00212920224077, .00301461663087, .10404765506805, .17077461167337, .12863349828347,
		.15181057649347, .11227065476514, .09265102031037, .11150367153019, .08162868365015 };
	double *x = iv_alloc(TELCO * TELCO_COLUMNS * sizeof *x), *y = iv_alloc(TELCO * sizeof *y), *p = iv_alloc(TELCO * sizeof *p);
	uint8_t *label = iv_alloc(TELCO);
	telco(x, y);
	struct iv_logistic l = { 0 };
	assert_int_equal(fit(&l, x, TELCO_COLUMNS, y, NULL, TELCO, (struct iv_logistic_settings){ .threads = 2 }), IV_LOGISTIC_DONE);
	for (size_t j = 0; j <= TELCO_COLUMNS; j++) {
		NEAR(l.b[j], b[j], 1e-10);
		NEAR(l.error[j], error[j], 1e-10);
		NEAR(l.covariance[j * (TELCO_COLUMNS + 1) + j], error[j] * error[j], 1e-10);
		assert_false(l.aliased[j]);
	}
	NEAR(l.deviance, 5992.69843928, 1e-8);
	NEAR(l.null_deviance, 8150.145899, 1e-6);
	NEAR(l.penalised, l.log_likelihood, 0);
	assert_true(l.cases == TELCO && l.ones == 1869);
	for (size_t i = 0; i < TELCO; i++) {
		p[i] = iv_logistic_probability(iv_logistic_predict(&l, x + i * TELCO_COLUMNS));
		label[i] = (uint8_t)y[i];
	}
	struct iv_stats_ranking r = { 0 };
	iv_stats_rank(&r, p, label, TELCO);
	NEAR(iv_stats_auc(&r), .837308792, 5e-10);
	NEAR(iv_stats_brier(&r), .138976941, 5e-10);
	NEAR(iv_stats_log_loss(&r), .425436493, 5e-10);
	NEAR(iv_stats_lift(&r, .1), 2.6924, 5e-5);
	iv_stats_ranking_release(&r);
	iv_logistic_release(&l);
	free(x);
	free(y);
	free(p);
	free(label);
}

enum { N = 300, C = 3 };

static void make(double *x, double *y)
{
	for (size_t i = 0; i < N; i++) {
		for (size_t c = 0; c < C; c++)
			x[i * C + c] = c == 1 ? 1e6 + 10 * draw() : draw() - .5 * (double)c;
		y[i] = draw() < iv_logistic_probability(-1 + 2 * x[i * C] + .1 * (x[i * C + 1] - 1e6));
	}
}

/* The log-likelihood, less the ridge; or, with Firth's penalty, plus half the logarithm of the determinant of the information. */
static double value(const double *x, const double *y, const double *b, double ridge, bool firth)
{
	double sum = 0, a[(C + 1) * (C + 1)] = { 0 };
	for (size_t i = 0; i < N; i++) {
		double v = b[0], row[C + 1] = { 1 };
		for (size_t c = 0; c < C; c++)
			v += b[c + 1] * (row[c + 1] = x[i * C + c] - (c == 1 ? 1e6 : 0));
		double p = iv_logistic_probability(v);
		sum += log(y[i] > 0 ? p : 1 - p);
		for (size_t j = 0; j <= C; j++)
			for (size_t k = 0; k <= C; k++)
				a[j * (C + 1) + k] += row[j] * row[k] * p * (1 - p);
	}
	for (size_t c = 0; c < C; c++)
		sum -= ridge / 2 * b[c + 1] * b[c + 1];
	for (size_t j = 0; firth && j <= C; j++) { /* elimination; the determinant is the product of the pivots */
		sum += log(a[j * (C + 1) + j]) / 2;
		for (size_t k = j + 1; k <= C; k++)
			for (size_t m = C + 1; m-- > j;)
				a[k * (C + 1) + m] -= a[k * (C + 1) + j] / a[j * (C + 1) + j] * a[j * (C + 1) + m];
	}
	return sum;
}

/* No neighbour in any direction is better. */
static void is_top(const double *x, const double *y, const struct iv_logistic *l, double ridge, bool firth)
{
	double b[C + 1] = { l->b[0] + 1e6 * l->b[2], l->b[1], l->b[2], l->b[3] }, top = value(x, y, b, ridge, firth);
	NEAR(top, l->penalised, 1e-8);
	for (int i = 0; i < 200; i++) {
		double near[C + 1];
		for (size_t j = 0; j <= C; j++)
			near[j] = b[j] + (draw() - .5) * l->error[j ? j : 1] * 1e-3;
		assert_true(value(x, y, near, ridge, firth) < top);
	}
}

static void penalties(void **state)
{
	(void)state;
	double x[N * C], y[N];
	make(x, y);
	struct iv_logistic l = { 0 }, ridged = { 0 };
	assert_int_equal(fit(&l, x, C, y, NULL, N, (struct iv_logistic_settings){ 0 }), IV_LOGISTIC_DONE);
	is_top(x, y, &l, 0, false);
	assert_int_equal(fit(&ridged, x, C, y, NULL, N, (struct iv_logistic_settings){ .ridge = 3 }), IV_LOGISTIC_DONE);
	is_top(x, y, &ridged, 3, false);
	assert_true(fabs(ridged.b[1]) < fabs(l.b[1]) && ridged.log_likelihood < l.log_likelihood);
	assert_int_equal(fit(&ridged, x, C, y, NULL, N, (struct iv_logistic_settings){ .firth = true }), IV_LOGISTIC_DONE);
	is_top(x, y, &ridged, 0, true);
	iv_logistic_release(&l);
	iv_logistic_release(&ridged);
}

/* With one column of 0 and 1 Firth's estimate adds half a case to each of the four cells (Heinze & Schemper 2002, 2.2). */
static void firth_cells(void **state)
{
	(void)state;
	static const double x[] = { 0, 1 }, cases[] = { 20, 15 };
	static const double ones[][2] = { { 5, 9 }, { 0, 9 }, { 0, 15 }, { 7, 15 }, { 0, 0 } };
	for (size_t i = 0; i < sizeof ones / sizeof *ones; i++) {
		struct iv_logistic l = { 0 };
		assert_int_equal(fit(&l, x, 1, ones[i], cases, 2, (struct iv_logistic_settings){ .firth = true }), IV_LOGISTIC_DONE);
		double low = log((ones[i][0] + .5) / (20.5 - ones[i][0])), high = log((ones[i][1] + .5) / (15.5 - ones[i][1]));
		NEAR(l.b[0], low, 1e-9);
		NEAR(l.b[1], high - low, 1e-9);
		iv_logistic_release(&l);
	}
}

static void separation(void **state)
{
	(void)state;
	double x[N * C], y[N];
	make(x, y);
	struct iv_logistic l = { 0 };
	for (size_t i = 0; i < N; i++) /* complete */
		x[i * C + 2] = y[i] > 0 ? 3 + draw() : 3 - draw();
	assert_int_equal(fit(&l, x, C, y, NULL, N, (struct iv_logistic_settings){ 0 }), IV_LOGISTIC_SEPARATED);
	assert_int_equal(l.separating, 2);
	assert_int_equal(fit(&l, x, C, y, NULL, N, (struct iv_logistic_settings){ .firth = true }), IV_LOGISTIC_DONE);
	assert_true(isfinite(l.b[3]) && l.b[3] > 0 && l.error[3] > 0);
	assert_int_equal(fit(&l, x, C, y, NULL, N, (struct iv_logistic_settings){ .ridge = 1 }), IV_LOGISTIC_DONE);
	assert_int_equal(fit(&l, x, C, y, NULL, N, (struct iv_logistic_settings){ .ridge = 1e-4 }), IV_LOGISTIC_DONE); /* far out, but there */
	is_top(x, y, &l, 1e-4, false);
	for (size_t i = 0; i < N; i++) /* quasi-complete: whoever has it is a one, the others are both */
		x[i * C + 2] = y[i] > 0 && draw() < .1;
	assert_int_equal(fit(&l, x, C, y, NULL, N, (struct iv_logistic_settings){ 0 }), IV_LOGISTIC_SEPARATED);
	assert_int_equal(l.separating, 2);
	x[2] = 1, y[0] = 0, x[5] = 1, y[1] = 1; /* one exception, and there is a maximum */
	assert_int_equal(fit(&l, x, C, y, NULL, N, (struct iv_logistic_settings){ 0 }), IV_LOGISTIC_DONE);
	for (size_t i = 0; i < N; i++)
		y[i] = 1;
	assert_int_equal(fit(&l, x, C, y, NULL, N, (struct iv_logistic_settings){ 0 }), IV_LOGISTIC_ONE_CLASS);
	assert_int_equal(fit(&l, x, C, y, NULL, 0, (struct iv_logistic_settings){ 0 }), IV_LOGISTIC_ONE_CLASS);
	iv_logistic_release(&l);
}

/* A copy, a sum, and a constant are left out, and the rest is estimated as without them. */
static void aliased(void **state)
{
	(void)state;
	double x[N * C], y[N], wide[N * 6];
	make(x, y);
	for (size_t i = 0; i < N; i++) {
		double *w = wide + i * 6;
		w[0] = x[i * C];
		w[1] = 2 * x[i * C] + 1;
		w[2] = x[i * C + 1];
		w[3] = 17;
		w[4] = x[i * C] / 3 - (x[i * C + 1] - 1e6) / 7 + .1;
		w[5] = x[i * C + 2];
	}
	static const bool want[] = { false, false, true, false, true, true, false };
	struct iv_logistic l = { 0 }, plain = { 0 };
	assert_int_equal(fit(&l, wide, 6, y, NULL, N, (struct iv_logistic_settings){ 0 }), IV_LOGISTIC_DONE);
	fit(&plain, x, C, y, NULL, N, (struct iv_logistic_settings){ 0 });
	assert_memory_equal(l.aliased, want, sizeof want);
	NEAR(l.b[1], plain.b[1], 1e-9);
	NEAR(l.b[3], plain.b[2], 1e-9);
	NEAR(l.b[6], plain.b[3], 1e-9);
	NEAR(l.error[6], plain.error[3], 1e-9);
	assert_true(l.b[2] == 0 && l.error[2] == 0 && l.b[4] == 0 && l.b[5] == 0);
	NEAR(l.deviance, plain.deviance, 1e-8);
	iv_logistic_release(&l);
	iv_logistic_release(&plain);
}

/* Rows beyond a multiple of four, in a block that is not full, count once; rows without weight never. */
static void odd_rows(void **state)
{
	(void)state;
	enum { ODD = 70 };
	double x[N * C], y[N], cases[N] = { 0 };
	make(x, y);
	struct iv_logistic l = { 0 }, padded = { 0 };
	for (size_t i = 0; i < ODD; i++)
		cases[i] = 1;
	for (size_t i = ODD; i < N; i++)
		y[i] = 0;
	fit(&l, x, C, y, NULL, ODD, (struct iv_logistic_settings){ 0 });
	fit(&padded, x, C, y, cases, 72, (struct iv_logistic_settings){ 0 });
	for (size_t j = 0; j <= C; j++) {
		NEAR(padded.b[j] / l.b[j], 1, 1e-9);
		NEAR(padded.error[j] / l.error[j], 1, 1e-9);
	}
	iv_logistic_release(&l);
	iv_logistic_release(&padded);
}

/* A row of weight 3 is three rows; the number of threads and a start change nothing. */
static void weights_and_threads(void **state)
{
	(void)state;
	enum { MANY = 20000 };
	double *x = iv_alloc(2 * MANY * sizeof *x), *y = iv_alloc(MANY * sizeof *y), few[4] = { 0, 1, 1, 0 }, ones[2] = { 0 }, cases[2] = { 0 };
	for (size_t i = 0; i < MANY; i++) {
		size_t kind = draw() < .3;
		x[2 * i] = few[2 * kind], x[2 * i + 1] = draw();
		y[i] = draw() < (kind ? .2 : .6);
		ones[kind] += y[i];
		cases[kind]++;
	}
	struct iv_logistic one = { 0 }, two = { 0 };
	fit(&one, x, 2, y, NULL, MANY, (struct iv_logistic_settings){ .threads = 1 });
	fit(&two, x, 2, y, NULL, MANY, (struct iv_logistic_settings){ .threads = 3 });
	assert_memory_equal(one.b, two.b, 3 * sizeof *one.b);
	assert_memory_equal(one.covariance, two.covariance, 9 * sizeof *one.b);
	fit(&two, x, 2, y, NULL, MANY, (struct iv_logistic_settings){ .start = one.b });
	assert_true(two.iterations <= 1 && one.iterations > 2);
	for (size_t j = 0; j < 3; j++)
		NEAR(two.b[j], one.b[j], 1e-12);
	for (size_t i = 0; i < MANY; i++)
		x[2 * i + 1] = 5;
	fit(&one, x, 2, y, NULL, MANY, (struct iv_logistic_settings){ 0 });
	double grouped[2] = { few[0], few[2] };
	fit(&two, grouped, 1, ones, cases, 2, (struct iv_logistic_settings){ 0 });
	NEAR(one.b[0], two.b[0], 1e-11);
	NEAR(one.b[1], two.b[1], 1e-11);
	NEAR(one.deviance, two.deviance, 1e-7);
	NEAR(one.error[1], two.error[1], 1e-11);
	iv_logistic_release(&one);
	iv_logistic_release(&two);
	free(x);
	free(y);
}

/* Columns nearly the same: the digits that the data have are there, and the climb ends. */
static void nearly_aliased(void **state)
{
	(void)state;
	double x[N * C], y[N];
	make(x, y);
	for (size_t i = 0; i < N; i++)
		x[i * C + 2] = x[i * C] + 1e-4 * (x[i * C + 1] - 1e6 - 5) * (draw() - .5);
	struct iv_logistic l = { 0 };
	assert_int_equal(fit(&l, x, C, y, NULL, N, (struct iv_logistic_settings){ 0 }), IV_LOGISTIC_DONE);
	assert_false(l.aliased[3]);
	is_top(x, y, &l, 0, false);
	iv_logistic_release(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_glm),
		cmocka_unit_test(penalties),
		cmocka_unit_test(firth_cells),
		cmocka_unit_test(separation),
		cmocka_unit_test(aliased),
		cmocka_unit_test(odd_rows),
		cmocka_unit_test(weights_and_threads),
		cmocka_unit_test(nearly_aliased),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
