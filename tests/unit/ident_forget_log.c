/* SPDX-License-Identifier: MIT
 * The log of ids without who is erased, and what may stand for a person in lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "ident/forget_log.h"
#include "ident/forget_token.h"

static struct iv_arena arena;
static struct iv_json json;
static struct iv_err err;
static unsigned removed;

static void count(void *ctx, uint32_t record)
{
	(void)ctx;
	(void)record;
	removed++;
}

/* Of pos 1 and pos "2" nothing may stay. */
static void check(const char *line, const char *want, unsigned times)
{
	struct iv_names records = { 0 };
	struct iv_buf out = { 0 };
	struct iv_forget_log log = { &records, count, NULL };
	removed = 0;
	iv_names_add(&records, iv_forget_log_name(&arena, IV_STR("pos"), IV_STR("1")));
	iv_names_add(&records, iv_forget_log_name(&arena, IV_STR("pos"), IV_STR("2\"")));
	assert_int_equal(iv_json_scan(&json, iv_str_of(line), &err), IV_OK);
	bool changed = iv_forget_log_line(&log, &json, iv_str_of(line), &arena, &out);
	assert_string_equal(iv_buf_text(&out), want ? want : line);
	assert_int_equal(changed, want != NULL);
	assert_int_equal(removed, times);
	iv_buf_release(&out);
	iv_names_release(&records);
}

static void test_log(void **state)
{
	(void)state;
	check("{\"event\":\"created\",\"records\":[{\"source\":\"pos\",\"key\":\"1\"}]}", "{\"event\":\"created\",\"records\":[]}", 1);
	check("{\"event\":\"created\", \"records\":[{\"source\":\"pos\",\"key\":\"2\\\"\",\"from\":\"c0\"},{\"source\":\"web\",\"key\":\"1\"}] ,\"x\":1.10}",
	      "{\"event\":\"created\", \"records\":[{\"source\":\"web\",\"key\":\"1\"}] ,\"x\":1.10}", 1);
	check("{\"records\":[{\"source\":\"web\",\"key\":\"1\",\"link\":{\"to\":{\"source\":\"pos\",\"key\":\"1\"},\"weight\":7.93,\"by\":[\"name\"]},\"apart\":{\"to\":{\"source\":\"pos\",\"key\":\"1\"}}}]}",
	      "{\"records\":[{\"source\":\"web\",\"key\":\"1\",\"link\":{\"weight\":7.93,\"by\":[\"name\"]},\"apart\":{}}]}", 2);
	/* What is nobody's of them stays byte for byte. */
	check("{\"records\":[ {\"source\":\"web\", \"key\":\"1\",\"link\":{\"by\":[\"phone\"]}} , {\"source\":\"pos\",\"key\":\"11\"}, 7 ] }", NULL, 0);
	check("{\"records\":{\"source\":\"pos\",\"key\":\"1\"}}", NULL, 0);
	check("{\"source\":\"pos\",\"key\":\"1\"}", NULL, 0);
}

static void tell(void *ctx, struct iv_str cid, struct iv_str source, struct iv_str key)
{
	iv_buf_addf(ctx, IV_FMT " " IV_FMT " " IV_FMT ";", IV_ARG(cid), IV_ARG(source), IV_ARG(key));
}

static void test_shrank(void **state)
{
	struct iv_names cids = { 0 };
	struct iv_buf got = { 0 };
	(void)state;
	static const char *const lines[] = {
		"{\"event\":\"shrank\",\"cid\":\"c1\",\"records\":[{\"source\":\"pos\",\"key\":\"1\"},{\"source\":\"web\",\"key\":\"2\"}]}",
		"{\"event\":\"retired\",\"cid\":\"c1\",\"records\":[{\"source\":\"pos\",\"key\":\"3\"}]}",
		"{\"event\":\"shrank\",\"cid\":\"c2\",\"records\":[{\"source\":\"pos\",\"key\":\"4\"}]}",
		"{\"event\":\"grew\",\"cid\":\"c1\",\"records\":[{\"source\":\"pos\",\"key\":\"5\"}]}",
		"{\"event\":\"shrank\",\"cid\":\"c1\"}",
	};
	iv_names_add(&cids, IV_STR("c1"));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_int_equal(iv_json_scan(&json, iv_str_of(lines[i]), &err), IV_OK);
		iv_forget_log_deleted(&cids, &json, &arena, tell, &got);
	}
	assert_string_equal(iv_buf_text(&got), "c1 pos 1;c1 web 2;c1 pos 3;");
	iv_names_release(&cids);
	iv_buf_release(&got);
}

static void test_tokens(void **state)
{
	struct iv_buf got = { 0 };
	struct iv_str rest = IV_STR("王小明;13104785235,\"+86-131-0478-5235\" <Song.Q@QQ.com>. 'a'\t-- c2 .x"), token;
	(void)state;
	while (iv_forget_token_next(&rest, &token))
		iv_buf_addf(&got, IV_FMT "|", IV_ARG(iv_forget_token_plain(&arena, token)));
	assert_string_equal(iv_buf_text(&got), "13104785235|+8613104785235|song.q@qq.com|a|c2|x|");
	iv_buf_release(&got);
}

static bool has_form(const char *value, const char *want)
{
	struct iv_str form[IV_FORGET_FORMS];
	size_t n = iv_forget_token_forms(&arena, iv_str_of(value), form);
	bool has = false;
	assert_true(n <= IV_FORGET_FORMS);
	for (size_t i = 0; i < n; i++)
		has |= iv_str_eq(form[i], iv_str_of(want));
	return has;
}

static void test_forms(void **state)
{
	(void)state;
	assert_true(has_form("+8613104785235", "+8613104785235") && has_form("+8613104785235", "13104785235") && has_form("+8613104785235", "8613104785235"));
	assert_true(has_form("+8613104785235", "008613104785235"));
	assert_false(has_form("+8613104785235", "613104785235") || has_form("+8613104785235", "3104785235"));
	assert_true(has_form("+886912345678", "0912345678") && has_form("+886912345678", "912345678"));
	assert_true(has_form("+85261234567", "61234567"));
	assert_true(has_form("+12015550123", "2015550123"));
	assert_true(has_form("+862156486075", "02156486075"));
	assert_true(has_form("song.q@qq.com", "song.q@qq.com") && has_form("cfdb81a904f0b61a8c133", "cfdb81a904f0b61a8c133"));
	assert_true(has_form("+", "+"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_log), cmocka_unit_test(test_shrank), cmocka_unit_test(test_tokens), cmocka_unit_test(test_forms) };
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	iv_json_release(&json);
	iv_arena_release(&arena);
	return failed;
}
