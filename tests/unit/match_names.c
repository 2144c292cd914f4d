/* SPDX-License-Identifier: MIT
 * Names: how they compare, and that the dictionary and the notes between threads keep them whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "match/name.h"

static enum iv_name_level level(const char *x, const char *y)
{
	struct iv_arena a = { 0 };
	struct iv_match_name nx, ny;
	bool has_x = iv_match_name_read(&a, iv_str_of(x), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &nx);
	bool has_y = iv_match_name_read(&a, iv_str_of(y), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &ny);
	enum iv_name_level l = iv_match_name_compare(has_x ? &nx : NULL, has_y ? &ny : NULL);
	enum iv_name_level back = iv_match_name_compare(has_y ? &ny : NULL, has_x ? &nx : NULL);
	assert_int_equal(l, back);
	iv_arena_release(&a);
	return l;
}

static void compares(void **state)
{
	(void)state;
	static const struct {
		const char *x, *y;
		enum iv_name_level level;
	} pairs[] = {
		{ "王晓明", "王 曉明", IV_NAME_SAME },
		{ "李伟", "李炜", IV_NAME_SOUND },
		{ "王小明", "Wang Xiaoming", IV_NAME_SOUND },
		{ "王小明", "wangxiaoming", IV_NAME_SOUND },
		{ "Xiaoming Wang", "WANG, Xiaoming", IV_NAME_SOUND },
		{ "王小明", "王小亮", IV_NAME_DIFFERENT },
		{ "Wang Ming", "Wang Min", IV_NAME_DIFFERENT },
		{ "王?明", "王小明", IV_NAME_CLOSE },
		{ "John Smith", "J. Smith", IV_NAME_CLOSE },
		{ "John Smith", "SMIHT, John", IV_NAME_CLOSE },
		{ "J. Smiht", "John Smith", IV_NAME_CLOSE },
		{ "Jon Smiht", "John Smith", IV_NAME_DIFFERENT },
		{ "John Smith", "Mary Smith", IV_NAME_DIFFERENT },
		{ "王", "王小明", IV_NAME_HALF },
		{ "汪", "王小明", IV_NAME_HALF },
		{ "李", "王小明", IV_NAME_DIFFERENT },
		{ "Smith", "John Smith", IV_NAME_HALF },
		{ "王小明", "Peter Brown", IV_NAME_OTHER },
		{ "陳大文", "Chan Tai Man", IV_NAME_SOUND },
		{ "陈大文", "Peter Chan Tai-man", IV_NAME_SOUND },
		{ "蔡英文", "Tsai Ing-wen", IV_NAME_SOUND },
		{ "張偉", "Chang Wei", IV_NAME_CLOSE },
		{ "常曉明", "Zhang Xiaoming", IV_NAME_OTHER },
		{ "Peter Chan Tai-man", "CHAN Tai Man", IV_NAME_SOUND },
		{ "Peter Chan Tai-man", "Peter Chan", IV_NAME_CLOSE },
		{ "Alice Davis", "Alice Johnson", IV_NAME_DIFFERENT },
		{ "王*明", "王小明", IV_NAME_CLOSE },
		{ "王*明", "王明", IV_NAME_DIFFERENT },
		{ "赵DANG", "赵珰", IV_NAME_SOUND },
		{ "王小明", "", IV_NAME_MISSING },
		{ "...", "王小明", IV_NAME_MISSING },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (level(pairs[i].x, pairs[i].y) != pairs[i].level)
			fail_msg("%s, %s: level %d, expected %d", pairs[i].x, pairs[i].y, level(pairs[i].x, pairs[i].y), pairs[i].level);
}

static void keeps(void **state)
{
	(void)state;
	static const char *const texts[] = { "曾国藩", "Zeng Guofan", "曾国藩", "覃睿峰", "O'Neill, Shaun" };
	struct iv_arena a = { 0 };
	struct iv_match_names d = { 0 };
	uint32_t number[5];
	for (int i = 0; i < 5; i++) {
		struct iv_match_name n, back;
		struct iv_buf b = { 0 };
		assert_true(iv_match_name_read(&a, iv_str_of(texts[i]), (struct iv_str){ 0 }, (struct iv_str){ 0 }, &n));
		iv_match_name_pack(&n, &b);
		iv_buf_adds(&b, IV_STR("rest"));
		struct iv_str rest = iv_match_name_unpack(iv_buf_str(&b), &a, &back);
		assert_true(iv_str_eq(rest, IV_STR("rest")));
		number[i] = iv_match_names_add(&d, &back);
		assert_int_equal(iv_match_name_compare(&n, &d.name[number[i]]), IV_NAME_SAME);
		iv_buf_release(&b);
	}
	assert_int_equal(number[0], number[2]);
	assert_int_equal(d.n, 4);
	iv_match_names_release(&d);
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(compares), cmocka_unit_test(keeps) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
