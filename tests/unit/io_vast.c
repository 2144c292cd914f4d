/* SPDX-License-Identifier: MIT
 * Memory that may lie in files: the same bytes whatever was let go, growth in place and out of ordinary memory, and a folder without room. */
#include "io/vast.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { MANY = 6 << 20 };

static uint64_t value_of(uint64_t i)
{
	return i * 0x9E3779B97F4A7C15u ^ i >> 7;
}

static size_t resident(void)
{
	unsigned long long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%*u %llu", &pages), 1);
	fclose(f);
	return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* An array that grows from nothing, read here and there, then in order. */
static void grow_and_read(void)
{
	uint64_t *list = NULL;
	size_t cap = 0, kept = 0;
	for (size_t i = 0; i < MANY; i++) {
		if (i == cap)
			list = iv_vast_reserve(list, &cap, i + 1, sizeof *list);
		list[i] = value_of(i);
	}
	for (size_t i = 0, at = 1; i < 200000; i++, at = (at * 1103515245 + 12345) % MANY)
		kept += list[at] == value_of(at);
	assert_int_equal(kept, 200000);
	for (size_t i = 0; i < MANY; i++)
		assert_true(list[i] == value_of(i));
	iv_vast_free(list);
}

static void test_without_bound(void **state)
{
	(void)state;
	grow_and_read();
	iv_vast_free(NULL);
	free(iv_vast_alloc(10 << 20)); /* it is ordinary memory as yet */
	assert_int_equal(iv_vast_failed(), 0);
}

/* What is written in order goes to the file while the process keeps to its bound. */
static void test_bound(void **state)
{
	enum { BOUND = 24 << 20 };
	struct iv_arena arena = { .source = &iv_vast_source };
	struct timespec moment = { .tv_nsec = 200000000 };
	(void)state;
	iv_vast_bound(BOUND, "/tmp");
	grow_and_read();
	char *kept = iv_vast_alloc(MANY);
	memset(kept, 7, MANY);
	kept = iv_vast_resize(kept, 2 * MANY);
	assert_int_equal(kept[0] + kept[MANY - 1], 14);
	struct iv_str text[400];
	for (size_t i = 0; i < 400; i++) {
		char *p = iv_arena_alloc(&arena, 100000);
		memset(p, 'a' + (int)(i % 26), 100000);
		text[i] = (struct iv_str){ p, 100000 };
	}
	nanosleep(&moment, NULL);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	assert_in_range(resident(), 1, BOUND);
#endif
	for (size_t i = 0; i < 400; i++)
		assert_true(text[i].p[0] == (char)('a' + i % 26) && text[i].p[99999] == text[i].p[0]);
	iv_arena_clear(&arena);
	iv_arena_release(&arena);
	iv_vast_free(kept);
	assert_int_equal(iv_vast_failed(), 0);
	iv_vast_end();
}

/* The run goes on in ordinary memory, and can say why. */
static void test_no_room(void **state)
{
	(void)state;
	iv_vast_bound(1 << 20, "/nonexistent");
	grow_and_read();
	assert_int_not_equal(iv_vast_failed(), 0);
	iv_vast_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_bound),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_no_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
