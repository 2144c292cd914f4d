/* SPDX-License-Identifier: MIT
 * The gamma function and its kin: known values, recurrences, and differences where subtraction would lose all digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "stats/gammas.h"

static const double pi = 3.14159265358979323846, euler = .57721566490153286061;

static void close_to(double got, double want, double relative)
{
	if (!(fabs(got - want) <= relative * fabs(want)))
		fail_msg("%.17g instead of %.17g", got, want);
}

static void known(void **state)
{
	(void)state;
	close_to(iv_stats_digamma(1), -euler, 1e-15);
	close_to(iv_stats_digamma(.5), -euler - 2 * log(2), 1e-15);
	close_to(iv_stats_digamma(10), 2.2517525890667211077, 1e-15);
	close_to(iv_stats_digamma(1e-9), -1e9 - euler, 1e-15);
	close_to(iv_stats_digamma(1e9), log(1e9) - .5e-9, 1e-15);
	close_to(iv_stats_trigamma(1), pi * pi / 6, 2e-15);
	close_to(iv_stats_trigamma(.5), pi * pi / 2, 2e-15);
	close_to(iv_stats_trigamma(10), .10516633568168574612, 1e-15);
	close_to(iv_stats_trigamma(1e-9), 1e18, 1e-15);
	close_to(iv_stats_log_beta(2, 3), -log(12), 1e-15);
	close_to(iv_stats_log_beta(.5, .5), log(pi), 2e-15);
}

/* Against factors taken one by one in long doubles. */
static void rising(void **state)
{
	(void)state;
	static const double as[] = { 1e-9, .01, .24, 1, 7.5, 9.99, 10, 300, 1e5, 1e9, 1e14 }, xs[] = { 0, 1, 2, 17, 127, 128, 129, 500, 20000 };
	for (size_t i = 0; i < sizeof as / sizeof *as; i++)
		for (size_t j = 0; j < sizeof xs / sizeof *xs; j++) {
			long double value = 0, slope = 0, bend = 0;
			for (int k = 0; k < (int)xs[j]; k++) {
				value += logl(as[i] + k);
				slope += 1 / ((long double)as[i] + k);
				bend -= 1 / (((long double)as[i] + k) * ((long double)as[i] + k));
			}
			struct iv_stats_curve c = iv_stats_rising(as[i], xs[j]);
			close_to(c.value, (double)value, 1e-14);
			close_to(c.slope, (double)slope, 1e-14);
			close_to(c.bend, (double)bend, 1e-14);
			if (fabsl(value) > 1)
				close_to(iv_stats_log_rising(as[i], xs[j]), (double)value, 1e-13);
		}
}

/* Where x is not whole: Γ(a + 1/2) / Γ(a) tends to √a. */
static void halves(void **state)
{
	(void)state;
	close_to(iv_stats_log_rising(.5, .5), -log(sqrt(pi)), 1e-15);
	close_to(iv_stats_log_rising(1e12, .5), .5 * log(1e12) - 1 / 8e12, 1e-14);
	close_to(iv_stats_log_rising(2, 5e6), iv_stats_log_gamma(5000002), 1e-14);
}

static void logs(void **state)
{
	(void)state;
	close_to(iv_stats_add_logs(-1000, -1000), -1000 + log(2), 1e-15);
	close_to(iv_stats_add_logs(800, 0), 800, 1e-15);
	assert_true(iv_stats_add_logs(-INFINITY, -3) == -3 && iv_stats_add_logs(-3, -INFINITY) == -3);
	assert_true(iv_stats_add_logs(-INFINITY, -INFINITY) == -INFINITY);
	close_to(iv_stats_expm1_over(1e-12), 1 + .5e-12, 1e-15);
	assert_true(iv_stats_expm1_over(0) == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(known), cmocka_unit_test(rising), cmocka_unit_test(halves), cmocka_unit_test(logs) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
