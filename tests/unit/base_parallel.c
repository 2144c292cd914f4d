/* SPDX-License-Identifier: MIT
 * Work shared out: each task once, whatever the threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/parallel.h"

enum { TASKS = 5000, WORKERS = 7 };

struct seen {
	unsigned times[TASKS], workers;
	size_t by_worker[WORKERS];
};

static void note(void *ctx, size_t number, unsigned worker)
{
	struct seen *s = ctx;
	if (worker >= s->workers) {
		s->times[number] += 100;
		return;
	}
	s->by_worker[worker]++;
	s->times[number]++;
}

static void each_once(void **state)
{
	(void)state;
	static const unsigned threads[] = { 0, 1, 2, 3, WORKERS };
	static const size_t tasks[] = { 0, 1, 2, 3, 100, TASKS };
	for (size_t t = 0; t < sizeof threads / sizeof *threads; t++)
		for (size_t k = 0; k < sizeof tasks / sizeof *tasks; k++) {
			struct seen *s = iv_zalloc(sizeof *s);
			size_t sum = 0;
			s->workers = threads[t] ? threads[t] : 1;
			iv_parallel(threads[t], tasks[k], note, s);
			for (size_t i = 0; i < TASKS; i++)
				assert_int_equal(s->times[i], i < tasks[k]);
			for (size_t w = 0; w < WORKERS; w++)
				sum += s->by_worker[w];
			assert_int_equal(sum, tasks[k]);
			free(s);
		}
}

static void shares(void **state)
{
	(void)state;
	for (size_t n = 0; n < 50; n++)
		for (size_t k = 1; k < 9; k++) {
			assert_int_equal(iv_parallel_share(n, k, 0), 0);
			assert_int_equal(iv_parallel_share(n, k, k), n);
			for (size_t i = 0; i < k; i++) {
				size_t here = iv_parallel_share(n, k, i + 1) - iv_parallel_share(n, k, i);
				assert_true(here == n / k || here == n / k + 1);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_once),
		cmocka_unit_test(shares),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
