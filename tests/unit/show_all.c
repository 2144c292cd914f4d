/* SPDX-License-Identifier: MIT
 * Reports: alignment with Han text, exact numbers, what is left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "show/show.h"

static void fill(struct iv_show *s)
{
	iv_show_column(s, IV_STR("segment"), IV_STR("segment"), IV_SHOW_TEXT);
	iv_show_column(s, IV_STR("customers"), IV_STR("customers"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("share"), IV_STR("share"), IV_SHOW_SHARE);
	iv_show_column(s, IV_STR("average"), IV_STR("average"), IV_SHOW_MONEY);
	iv_show_column(s, IV_STR("note"), IV_STR("note"), IV_SHOW_TEXT);
	iv_show_text(s, IV_STR("沉睡会员"));
	iv_show_number(s, 12);
	iv_show_share(s, 1, 3);
	iv_show_number(s, 12345678);
	iv_show_text(s, IV_STR("a\033b\"c"));
	iv_show_text(s, IV_STR("new"));
	iv_show_number(s, 0);
	iv_show_share(s, 0, 0);
	iv_show_number(s, -50);
	iv_show_none(s);
}

static void print(int format, const char *want)
{
	struct iv_show s = { 0 };
	struct iv_buf b = { 0 };
	fill(&s);
	iv_show_print(&s, format, &b);
	assert_string_equal(iv_buf_text(&b), want);
	iv_buf_release(&b);
	iv_show_release(&s);
}

static void table(void **state)
{
	(void)state;
	print(0, "segment   customers   share  average  note\n"
		 "沉睡会员         12  33.3 %  1234.57  a?b\"c\n"
		 "new               0            -0.01\n");
}

static void json(void **state)
{
	(void)state;
	print(1, "{\"segment\":\"沉睡会员\",\"customers\":12,\"share\":0.333333,\"average\":1234.5678,\"note\":\"a\\u001bb\\\"c\"}\n"
		 "{\"segment\":\"new\",\"customers\":0,\"average\":-0.005}\n");
}

static void sentence(void **state)
{
	(void)state;
	print(2, "沉睡会员: customers 12, share 33.3 %, average 1234.57, note a?b\"c\n"
		 "new: customers 0, average -0.01\n");
}

static void widths(void **state)
{
	(void)state;
	assert_int_equal(iv_show_width(IV_STR("")), 0);
	assert_int_equal(iv_show_width(IV_STR("abc")), 3);
	assert_int_equal(iv_show_width(IV_STR("会员a")), 5);
	assert_int_equal(iv_show_width(IV_STR("Ａ，")), 4);
	assert_int_equal(iv_show_width(IV_STR("e\xCC\x81")), 1);
	assert_int_equal(iv_show_width(IV_STR("\xFF")), 1);
}

static void empty(void **state)
{
	(void)state;
	struct iv_show s = { 0 };
	struct iv_buf b = { 0 };
	for (int format = 0; format < 3; format++)
		iv_show_print(&s, format, &b);
	assert_int_equal(b.n, 0);
	iv_show_column(&s, IV_STR("a"), IV_STR("a"), IV_SHOW_TEXT);
	iv_show_table(&s, &b);
	assert_string_equal(iv_buf_text(&b), "a\n");
	iv_buf_release(&b);
	iv_show_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table), cmocka_unit_test(json), cmocka_unit_test(sentence), cmocka_unit_test(widths), cmocka_unit_test(empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
