/* SPDX-License-Identifier: MIT
 * Lines read again through a window are those that stood there: short and long ones, with lines between that were not kept, from several files
 * or a spool, whatever is wanted and on however many threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/window.h"

enum { RECORDS = 6000, FILES = 3, HUGE_LINE = 700 << 10 };

static char paths[FILES][32];
static struct iv_buf content[FILES];
static struct {
	size_t file, at, n; /* in content: the line without what is taken off */
} record[RECORDS];

static size_t length_of(uint64_t i)
{
	return i % 1999 == 5 ? HUGE_LINE : i % 97 == 3 ? 5000 + i : i % 11 == 7 ? 0 : (i + 1) * 7919 % 800;
}

/* The first files are short. */
static size_t file_of(size_t i)
{
	return i < 10 ? 0 : i < 30 ? 1 : 2;
}

/* Every fifth record ends with \r\n, a line that is not kept follows every fourth and thousands one of them, and the last line of a file
 * has no end. The first file begins with a byte order mark. */
static void make(void)
{
	iv_buf_adds(&content[0], IV_STR("\xEF\xBB\xBF"));
	for (size_t i = 0; i < RECORDS; i++) {
		size_t file = file_of(i);
		struct iv_buf *b = &content[file];
		record[i].file = file;
		record[i].at = b->n;
		for (size_t n = length_of(i); n; n--)
			iv_buf_addc(b, (char)('a' + (i + n) % 26));
		record[i].n = b->n - record[i].at;
		bool last = i + 1 == RECORDS || file_of(i + 1) != file;
		if (!last)
			iv_buf_adds(b, i % 5 ? IV_STR("\n") : IV_STR("\r\n"));
		for (size_t skipped = last ? 0 : i == 777 ? 30000 : i % 4 == 1; skipped; skipped--)
			iv_buf_adds(b, IV_STR("not this one\n"));
	}
}

static void add_places(struct places *p, size_t (*offset)(size_t file))
{
	for (size_t i = 0; i < RECORDS; i++)
		iv_cli_places_add(p, p->spool ? 0 : record[i].file, i ? record[i].at + offset(record[i].file) : 0);
}

static size_t in_file(size_t file)
{
	(void)file;
	return 0;
}

/* In a spool the files stand behind one another, each with an end. */
static size_t in_spool(size_t file)
{
	size_t at = 0;
	for (size_t i = 0; i < file; i++)
		at += content[i].n + 1;
	return at;
}

static void check(const struct window *w, size_t i)
{
	struct iv_str line = iv_cli_window_line(w, (uint32_t)i);
	assert_int_equal(line.n, record[i].n);
	assert_memory_equal(line.p, content[record[i].file].p + record[i].at, line.n);
}

static void read_all(const struct places *p)
{
	static const size_t steps[] = { 1, 2, 3, 7, 64, 500 };
	struct window w = { 0 };
	struct iv_err err;
	for (unsigned threads = 1; threads <= 4; threads += 3)
		for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
			size_t first = s % 2 ? 100 + s : 0;
			iv_cli_window_begin(&w, p, first, RECORDS);
			for (size_t i = first; i < RECORDS; i += steps[s])
				iv_cli_window_want(&w, (uint32_t)i);
			assert_int_equal(iv_cli_window_read(&w, threads, &err), IV_OK);
			for (size_t i = first; i < RECORDS; i += steps[s])
				check(&w, i);
		}
	iv_cli_window_release(&w);
}

static void from_files(void **state)
{
	(void)state;
	const char *files[] = { paths[0], paths[1], paths[2] };
	struct places p = { .files = files, .files_n = FILES };
	struct iv_err err;
	add_places(&p, in_file);
	assert_int_equal(iv_cli_places_open(&p, &err), IV_OK);
	read_all(&p);
	iv_cli_places_release(&p);
}

static void from_spool(void **state)
{
	(void)state;
	struct places p = { .spool = iv_spool_new(3 << 20, "/tmp") };
	struct iv_err err;
	for (size_t i = 0; i < FILES; i++) {
		assert_int_equal(iv_spool_add(p.spool, iv_buf_str(&content[i]), &err), IV_OK);
		assert_int_equal(iv_spool_add(p.spool, IV_STR("\n"), &err), IV_OK);
	}
	add_places(&p, in_spool);
	assert_int_equal(iv_cli_places_open(&p, &err), IV_OK);
	read_all(&p);
	iv_spool_free(p.spool);
	p.spool = NULL;
	iv_cli_places_release(&p);
}

/* A file that was cut since gives what is left of it: the run will say that it changed. */
static void from_cut(void **state)
{
	(void)state;
	const char *files[] = { paths[0], paths[1], paths[2] };
	struct places p = { .files = files, .files_n = FILES };
	struct window w = { 0 };
	struct iv_err err;
	size_t cut = 1000;
	add_places(&p, in_file);
	assert_int_equal(iv_cli_places_open(&p, &err), IV_OK);
	assert_int_equal(truncate(paths[2], (off_t)(record[cut].at + record[cut].n / 2)), 0);
	iv_cli_window_begin(&w, &p, 0, RECORDS);
	for (uint32_t i = 0; i < RECORDS; i++)
		iv_cli_window_want(&w, i);
	assert_int_equal(iv_cli_window_read(&w, 2, &err), IV_OK);
	for (uint32_t i = 0; i < RECORDS; i++) {
		if (i < cut)
			check(&w, i);
		else
			assert_int_equal(iv_cli_window_line(&w, i).n, i == cut ? record[i].n / 2 : 0);
	}
	iv_cli_window_release(&w);
	iv_cli_places_release(&p);
}

int main(void)
{
	make();
	for (size_t i = 0; i < FILES; i++) {
		strcpy(paths[i], "/tmp/ivoc-window-XXXXXX");
		int fd = mkstemp(paths[i]);
		if (fd < 0 || write(fd, content[i].p, content[i].n) != (ssize_t)content[i].n || close(fd))
			return 1;
	}
	const struct CMUnitTest tests[] = { cmocka_unit_test(from_files), cmocka_unit_test(from_spool), cmocka_unit_test(from_cut) };
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < FILES; i++) {
		unlink(paths[i]);
		iv_buf_release(&content[i]);
	}
	return failed;
}
