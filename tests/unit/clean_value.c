/* SPDX-License-Identifier: MIT
 * Placeholders, answers, amounts, and the table of codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clean/value.h"

static void placeholders(void **state)
{
	(void)state;
	static const char *const yes[] = { "无", "無", "不详", "不詳", "N/A", "ｎ／ａ", "NULL", "none", "测试", "測試", "xxx", "XX", "-", "--", "***", "?", "……", "/", "Unknown" };
	static const char *const no[] = { "", "吴", "wu", "x", "0", "王小明", "a-b", "nana", "testa", "无锡" };
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (!iv_clean_placeholder(&a, iv_str_of(yes[i])))
			fail_msg("'%s' is a placeholder", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (iv_clean_placeholder(&a, iv_str_of(no[i])))
			fail_msg("'%s' is no placeholder", no[i]);
	struct iv_clean c;
	assert_int_equal(iv_clean_text(&a, IV_STR(" 退货　 多 "), &c), IV_OK);
	assert_true(iv_str_eq(c.value, IV_STR("退货 多")) && !c.warn);
	iv_clean_text(&a, IV_STR("暂无"), &c);
	assert_true(!c.value.n && !strcmp(c.warn, "placeholder"));
	iv_arena_release(&a);
}

static void answers(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *value;
		enum iv_answer answer;
		int rc;
	} cases[] = {
		{ "Y", "true", IV_ANSWER_YES, IV_OK }, { "Ｙ", "true", IV_ANSWER_YES, IV_OK }, { "1", "true", IV_ANSWER_YES, IV_OK }, { "同意", "true", IV_ANSWER_YES, IV_OK }, { "TRUE", "true", IV_ANSWER_YES, IV_OK },
		{ "訂閱", "true", IV_ANSWER_YES, IV_OK }, { "N", "false", IV_ANSWER_NO, IV_OK }, { "否", "false", IV_ANSWER_NO, IV_OK }, { "不同意", "false", IV_ANSWER_NO, IV_OK }, { "拒絕", "false", IV_ANSWER_NO, IV_OK },
		{ "有", "true", IV_ANSWER_YES, IV_OK }, { "無", "false", IV_ANSWER_NO, IV_OK }, { "√", "true", IV_ANSWER_YES, IV_OK }, { "×", "false", IV_ANSWER_NO, IV_OK }, { "✗", "false", IV_ANSWER_NO, IV_OK }, { "Oui", "true", IV_ANSWER_YES, IV_OK },
		{ "Nein", "false", IV_ANSWER_NO, IV_OK }, { "Sí", "true", IV_ANSWER_YES, IV_OK }, { "NÃO", "false", IV_ANSWER_NO, IV_OK }, { "はい", "true", IV_ANSWER_YES, IV_OK }, { "아니요", "false", IV_ANSWER_NO, IV_OK }, { "Opt-Out", "false", IV_ANSWER_NO, IV_OK },
		{ "subscribed", "true", IV_ANSWER_YES, IV_OK }, { "Unsubscribed", "false", IV_ANSWER_NO, IV_OK }, { "TD", "false", IV_ANSWER_NO, IV_OK }, { "退訂", "false", IV_ANSWER_NO, IV_OK }, { "已授權", "true", IV_ANSWER_YES, IV_OK }, { "x", "", IV_ANSWER_NONE, IV_REJECT },
		{ "", "", IV_ANSWER_NONE, IV_OK },     { "未知", "", IV_ANSWER_NONE, IV_OK },  { "perhaps", "", IV_ANSWER_NONE, IV_REJECT },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_cleaned_answer x, again;
		int rc = iv_clean_answer(&a, iv_str_of(cases[i].raw), &x);
		if (rc != cases[i].rc || x.answer != cases[i].answer || !iv_str_eq(x.c.value, iv_str_of(cases[i].value)))
			fail_msg("%s: %d %d '" IV_FMT "'", cases[i].raw, rc, x.answer, IV_ARG(x.c.value));
		iv_clean_answer(&a, x.c.value, &again);
		assert_int_equal(again.answer, x.answer);
	}
	iv_arena_release(&a);
}

static void amounts(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *value, *warn, *currency;
	} cases[] = {
		{ "1234.5", "1234.5", NULL, "" },	  { "￥1,234.50", "1234.5", NULL, "" },	   { "NT$ 300", "300", NULL, "TWD" },	     { "(12.00)", "-12", NULL, "" },   { "１２元", "12", NULL, "" },
		{ "1.2万", "12000", NULL, "" },	  { "1.23456789萬", "12345.6789", NULL, "" }, { "人民币 12.5元", "12.5", NULL, "CNY" }, { "-12", "-12", NULL, "" },       { "12-", "-12", NULL, "" },
		{ "-$12.30", "-12.3", NULL, "" },	  { "$-12.30", "-12.3", NULL, "" },	    { "USD 1 234 567.25", "1234567.25", NULL, "USD" }, { "12.34565", "12.3457", "rounded", "" },
		{ "-0.00005", "-0.0001", "rounded", "" }, { "12.34560000", "12.3456", NULL, "" }, { ".5", "0.5", NULL, "" }, { "5.", "5", NULL, "" }, { "0", "0", NULL, "" }, { "€99", "99", NULL, "EUR" },
		{ "1.234,50 €", "1234.5", NULL, "EUR" }, { "1.234.567", "1234567", NULL, "" }, { "12,5", "12.5", NULL, "" }, { "0,125", "0.125", NULL, "" }, { "1,23", "1.23", NULL, "" }, { "1 234,50", "1234.5", NULL, "" },
		{ "CHF 1’234.50", "1234.5", NULL, "CHF" }, { "1'234.50", "1234.5", NULL, "" }, { "１，２３４．５０", "1234.5", NULL, "" }, { "￥１，２３４", "1234", NULL, "" }, { "12.00 CR", "-12", NULL, "" }, { "12.00DR", "12", NULL, "" },
		{ "△1,234", "-1234", NULL, "" }, { "−12.5", "-12.5", NULL, "" }, { "3k", "3000", NULL, "" }, { "1.5M", "1500000", NULL, "" }, { "2 Mio. EUR", "2000000", NULL, "EUR" }, { "12.5%", "0.125", NULL, "" }, { "1.5亿", "150000000", NULL, "" },
		{ "3千", "3000", NULL, "" }, { "500萬元", "5000000", NULL, "" }, { "1,500円", "1500", NULL, "JPY" }, { "1000日圆", "1000", NULL, "JPY" }, { "US$1,234.50", "1234.5", NULL, "USD" }, { "100 人民币", "100", NULL, "CNY" },
		{ "壹仟贰佰叁拾肆元伍角陆分", "1234.56", NULL, "" }, { "人民币壹仟貳佰參拾肆圓整", "1234", NULL, "CNY" }, { "壹万零伍拾元正", "10050", NULL, "" }, { "三万五千", "35000", NULL, "" }, { "十五块", "15", NULL, "" }, { "一点五", "1.5", NULL, "" },
		{ "两百块钱", "200", NULL, "" }, { "3万5千元", "35000", NULL, "" }, { "12元5角", "12.5", NULL, "" }, { "五角", "0.5", NULL, "" }, { "负三十元", "-30", NULL, "" }, { "一亿二千万", "120000000", NULL, "" }, { "一万亿", "1000000000000", NULL, "" },
		{ "无", "", "placeholder", "" },	  { "", "", NULL, "" },
	};
	static const char *const bad[] = { "1,2345", "12,34.5", "1.2.3", "abc", "1,234,56", "99999999999999999999", "1e5", "12 元 3", ",123", "1,,234", "1.234,5,6", "1 23", "一二三", "十万百", "元", "万", "五角三元", "1.2.34", "12k3", "九九九亿亿亿亿亿亿", "百元", "CR" };
	struct iv_arena a = { 0 };
	struct iv_amount x, again;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int rc = iv_clean_amount(&a, iv_str_of(cases[i].raw), false, &x);
		if (rc != IV_OK || !iv_str_eq(x.c.value, iv_str_of(cases[i].value)) || !iv_str_eq(iv_str_of(x.c.warn), iv_str_of(cases[i].warn)) || strcmp(x.currency, cases[i].currency) != 0)
			fail_msg("%s: %d '" IV_FMT "' %s %s", cases[i].raw, rc, IV_ARG(x.c.value), x.c.warn ? x.c.warn : "-", x.currency);
		iv_clean_amount(&a, x.c.value, false, &again);
		assert_true(again.money == x.money && iv_str_eq(again.c.value, x.c.value) && !again.c.warn);
	}
	/* In a column with decimal commas. */
	static const char *const comma[][2] = { { "1.234", "1234" }, { "1,234", "1.234" }, { "12,5", "12.5" }, { "12.5", "12.5" }, { "1.234,50", "1234.5" }, { "1,234.50", "1234.5" }, { "0.125", "0.125" }, { "1234.567", "1234.567" }, { "-1.000 €", "-1000" } };
	for (size_t i = 0; i < sizeof comma / sizeof *comma; i++)
		if (iv_clean_amount(&a, iv_str_of(comma[i][0]), true, &x) != IV_OK || !iv_str_eq(x.c.value, iv_str_of(comma[i][1])))
			fail_msg("%s gave '" IV_FMT "'", comma[i][0], IV_ARG(x.c.value));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (iv_clean_amount(&a, iv_str_of(bad[i]), false, &x) != IV_REJECT || strcmp(x.c.warn, "bad_amount") != 0)
			fail_msg("'%s' gave '" IV_FMT "'", bad[i], IV_ARG(x.c.value));
	iv_arena_release(&a);
}

static void codes_are_sorted(void **state)
{
	(void)state;
	for (size_t i = 1; iv_clean_codes[i].slug; i++) {
		assert_true(strcmp(iv_clean_codes[i - 1].slug, iv_clean_codes[i].slug) < 0);
		assert_true(strlen(iv_clean_codes[i].meaning) > 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(placeholders), cmocka_unit_test(answers), cmocka_unit_test(amounts), cmocka_unit_test(codes_are_sorted) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
