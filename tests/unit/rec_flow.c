/* SPDX-License-Identifier: MIT
 * Lines, groups and the pipeline: order is kept for any number of threads, nothing is lost at the seams of batches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "rec/lines.h"

struct test {
	struct iv_lines lines;
	struct iv_buf out;
	size_t units, groups, bad;
	long fail_at;
};

static int fill(void *ctx, struct iv_batch *b, struct iv_err *err)
{
	return iv_lines_fill(&((struct test *)ctx)->lines, b, err);
}

static int work(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err)
{
	struct test *t = ctx;
	(void)worker;
	for (size_t i = 0; i < b->n; i++) {
		if (t->fail_at && b->unit[i].place.line == t->fail_at) {
			iv_err_set(err, IV_FAIL, "test", "line %ld", b->unit[i].place.line);
			return IV_FAIL;
		}
		iv_buf_addf(&b->out, "%s%s%ld:%llu:", b->unit[i].group_start ? "|" : "", b->unit[i].bad ? "!" : "", b->unit[i].place.line,
			    (unsigned long long)b->unit[i].place.byte);
		iv_buf_add(&b->out, b->unit[i].bytes.p, b->unit[i].bytes.n < 40 ? b->unit[i].bytes.n : 40);
		iv_buf_addc(&b->out, '\n');
	}
	return IV_OK;
}

static int drain(void *ctx, struct iv_batch *b, struct iv_err *err)
{
	struct test *t = ctx;
	(void)err;
	t->units += b->n;
	for (size_t i = 0; i < b->n; i++) {
		t->groups += b->unit[i].group_start;
		t->bad += b->unit[i].bad != NULL;
	}
	if (t->lines.group)
		assert_true(b->unit[0].group_start);
	iv_buf_adds(&t->out, iv_buf_str(&b->out));
	return IV_OK;
}

static int run(struct test *t, const char *text, size_t n, unsigned threads, bool group, struct iv_err *err)
{
	char name[] = "/tmp/ivoc-flow-XXXXXX";
	int fd = mkstemp(name);
	assert_int_equal(write(fd, text, n), n);
	close(fd);
	const char *files[] = { name, "/dev/null", name };
	t->lines = (struct iv_lines){ .files = files, .files_n = group ? 1 : 3, .line_max = 300000, .group = group };
	struct iv_flow flow = { t, threads, fill, work, drain };
	int status = iv_flow_run(&flow, err);
	iv_lines_release(&t->lines);
	unlink(name);
	return status;
}

static void ends(void **state)
{
	(void)state;
	struct test t = { 0 };
	struct iv_err err;
	static const char text[] = "\xEF\xBB\xBF{\"a\":1}\r\n\n  \n{\"b\":2}\nlast";
	assert_int_equal(run(&t, text, sizeof text - 1, 1, false, &err), IV_OK);
	assert_string_equal(iv_buf_text(&t.out), "1:0:{\"a\":1}\n4:16:{\"b\":2}\n5:24:last\n1:0:{\"a\":1}\n4:16:{\"b\":2}\n5:24:last\n");
	iv_buf_release(&t.out);
}

static void overlong(void **state)
{
	(void)state;
	struct iv_buf text = { 0 };
	iv_buf_adds(&text, IV_STR("one\n"));
	for (int i = 0; i < 1000000; i++)
		iv_buf_addc(&text, 'x');
	iv_buf_adds(&text, IV_STR("\nthree\n"));
	for (unsigned threads = 1; threads <= 4; threads += 3) {
		struct test t = { 0 };
		struct iv_err err;
		assert_int_equal(run(&t, text.p, text.n, threads, false, &err), IV_OK);
		assert_int_equal(t.units, 6);
		assert_int_equal(t.bad, 2);
		assert_non_null(strstr(iv_buf_text(&t.out), "\n!2:4:xxx"));
		assert_non_null(strstr(iv_buf_text(&t.out), "\n3:1000005:three\n"));
		iv_buf_release(&t.out);
	}
	iv_buf_release(&text);
}

/* 60,000 lines in groups of 1 to 4,000, a bad line among them: batches end only between groups. */
static void groups(void **state)
{
	(void)state;
	struct iv_buf text = { 0 }, first = { 0 };
	iv_buf_adds(&text, IV_STR("{\"kind\":\"other\"}\n"));
	size_t want = 1;
	for (int g = 0, lines = 0; lines < 60000; g++, want++)
		for (int k = 0, size = g % 7 == 3 ? 4000 : 1 + g % 5; k < size; k++, lines++)
			iv_buf_addf(&text, k == 2 ? "{broken\n" : "{\"cid\":\"c%06d\",\"kind\":\"event\",\"k\":%d}\n", g, k);
	for (unsigned threads = 1; threads <= 4; threads++) {
		struct test t = { 0 };
		struct iv_err err;
		assert_int_equal(run(&t, text.p, text.n, threads, true, &err), IV_OK);
		assert_int_equal(t.groups, want);
		if (threads == 1)
			first = t.out;
		else {
			assert_true(iv_str_eq(iv_buf_str(&first), iv_buf_str(&t.out)));
			iv_buf_release(&t.out);
		}
	}
	iv_buf_release(&first);
	iv_buf_release(&text);
	struct test t = { 0 };
	struct iv_err err;
	static const char wrong[] = "{\"cid\":\"b\"}\n{\"cid\":\"a\"}\n";
	assert_int_equal(run(&t, wrong, sizeof wrong - 1, 2, true, &err), IV_FAIL);
	assert_string_equal(err.code, "bad_order");
	assert_int_equal(err.line, 2);
	iv_buf_release(&t.out);
}

/* The earliest failure is the one reported, whichever worker was first. */
static void failing(void **state)
{
	(void)state;
	struct iv_buf text = { 0 };
	for (int i = 1; i <= 200000; i++)
		iv_buf_addf(&text, "{\"line\":%d}\n", i);
	for (unsigned threads = 1; threads <= 4; threads++) {
		struct test t = { .fail_at = 100000 };
		struct iv_err err;
		assert_int_equal(run(&t, text.p, text.n, threads, false, &err), IV_FAIL);
		assert_string_equal(err.msg, "line 100000");
		iv_buf_release(&t.out);
	}
	iv_buf_release(&text);
}

static void rejects(void **state)
{
	(void)state;
	struct iv_buf b = { 0 };
	struct iv_err err;
	iv_err_set(&err, IV_REJECT, "bad_utf8", "the bytes are not UTF-8");
	struct iv_place place = { "a.csv", 7, 123 };
	iv_reject_add(&b, "ivoc-x", &place, &err, IV_STR("\xFF" "ab"));
	iv_reject_add(&b, "ivoc-x", &place, &err, IV_STR("q\"\n"));
	assert_string_equal(iv_buf_text(&b),
			    "{\"kind\":\"reject\",\"by\":\"ivoc-x\",\"file\":\"a.csv\",\"line\":7,\"byte\":123,\"code\":\"bad_utf8\",\"msg\":\"the bytes are not UTF-8\",\"raw64\":\"/2Fi\"}\n"
			    "{\"kind\":\"reject\",\"by\":\"ivoc-x\",\"file\":\"a.csv\",\"line\":7,\"byte\":123,\"code\":\"bad_utf8\",\"msg\":\"the bytes are not UTF-8\",\"raw\":\"q\\\"\\n\"}\n");
	iv_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(ends), cmocka_unit_test(overlong), cmocka_unit_test(groups), cmocka_unit_test(failing), cmocka_unit_test(rejects) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
