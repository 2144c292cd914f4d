/* SPDX-License-Identifier: MIT
 * Names: what is taken off, what is kept, and which part is the family name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clean/name.h"

static const struct {
	const char *raw, *value, *family, *given, *honorific, *note, *warn;
	char sex;
	bool surname_only;
} cases[] = {
	{ "王小明", "王小明", "王", "小明", "", "", NULL, 0, false },
	{ "王 小明", "王小明", "王", "小明", "", "", NULL, 0, false },
	{ "王　小　明 ", "王小明", "王", "小明", "", "", NULL, 0, false },
	{ "王小明先生", "王小明", "王", "小明", "先生", "", NULL, 'M', false },
	{ "王先生", "王", "王", "", "先生", "", NULL, 'M', true },
	{ "嚴女士", "嚴", "嚴", "", "女士", "", NULL, 'F', true },
	{ "欧阳小姐", "欧阳", "欧阳", "", "小姐", "", NULL, 'F', true },
	{ "王", "王", "王", "", "", "", NULL, 0, true },
	{ "王总", "王", "王", "", "总", "", NULL, 0, true },
	{ "李老師", "李", "李", "", "老師", "", NULL, 0, true },
	{ "王小明(VIP)", "王小明", "王", "小明", "", "VIP", NULL, 0, false },
	{ "王小明（老客户）先生", "王小明", "王", "小明", "先生", "老客户", NULL, 'M', false },
	{ "【新】王小明[A](B)", "王小明", "王", "小明", "", "新; A; B", NULL, 0, false },
	{ "王小明（先生）", "王小明", "王", "小明", "先生", "", NULL, 'M', false },
	{ "(王小明)", "王小明", "王", "小明", "", "", NULL, 0, false },
	{ "王小明 女", "王小明", "王", "小明", "", "女", NULL, 'F', false },
	{ "王小明/男", "王小明", "王", "小明", "", "男", NULL, 'M', false },
	{ "欧阳娜娜(VIP)", "欧阳娜娜", "欧阳", "娜娜", "", "VIP", NULL, 0, false },
	{ "諸葛亮", "諸葛亮", "諸葛", "亮", "", "", NULL, 0, false },
	{ "阿凡提•买买提", "阿凡提·买买提", "", "", "", "", NULL, 0, false },
	{ "蔣振?", "蔣振?", "蔣", "振?", "", "", "lost_char", 0, false },
	{ "蔣振\xEF\xBF\xBD", "蔣振?", "蔣", "振?", "", "", "lost_char", 0, false },
	{ "蔣振\xEE\x80\x80", "蔣振?", "蔣", "振?", "", "", "lost_char", 0, false },
	{ "王*明", "王?明", "王", "?明", "", "", "lost_char", 0, false },
	{ "王XX", "王??", "王", "??", "", "", "lost_char", 0, false },
	{ "Mr. John Smith", "John Smith", "", "", "Mr", "", NULL, 'M', false },
	{ "Mr.Wang", "Wang", "Wang", "", "Mr", "", NULL, 'M', true },
	{ "Dr Mary Brown", "Mary Brown", "", "", "Dr", "", NULL, 0, false },
	{ "Smith, Mrs Anna", "Smith, Anna", "Smith", "Anna", "Mrs", "", NULL, 'F', false },
	{ "Mrs Drake", "Drake", "Drake", "", "Mrs", "", NULL, 'F', true },
	{ "CHEN, Xiaoming", "CHEN, Xiaoming", "CHEN", "Xiaoming", "", "", NULL, 0, false },
	{ "ＣＨＥＮ，Xiaoming", "CHEN,Xiaoming", "CHEN", "Xiaoming", "", "", NULL, 0, false },
	{ "Xiaoming Chen", "Xiaoming Chen", "Chen", "Xiaoming", "", "", NULL, 0, false },
	{ "Chen Xiaoming", "Chen Xiaoming", "Chen", "Xiaoming", "", "", NULL, 0, false },
	{ "Ouyang Na", "Ouyang Na", "Ouyang", "Na", "", "", NULL, 0, false },
	{ "Wei Wang", "Wei Wang", "", "", "", "", NULL, 0, false },
	{ "zhangqiming", "zhangqiming", "", "", "", "", NULL, 0, false },
	{ "wangxiaona", "wangxiaona", "", "", "", "", NULL, 0, false },
	{ "wangxiaoting", "wangxiaoting", "wang", "xiaoting", "", "", NULL, 0, false },
	{ "Susan Miller", "Susan Miller", "", "", "", "", NULL, 0, false },
	{ "王 David", "王 David", "王", "David", "", "", NULL, 0, false },
	{ "David王", "David王", "王", "David", "", "", NULL, 0, false },
	{ "王小明 Wang Xiaoming", "王小明 Wang Xiaoming", "王", "小明", "", "", NULL, 0, false },
	{ "王小明,", "王小明", "王", "小明", "", "", NULL, 0, false },
	{ "先生", "", "", "", "先生", "", NULL, 'M', false },
	{ "王(小", "王(小", "王", "(小", "", "", NULL, 0, false },
	{ "匿名", "", "", "", "", "", "placeholder", 0, false },
	{ "測試(1)", "", "", "", "", "1", "placeholder", 0, false },
	{ "N/A", "", "", "", "", "", "placeholder", 0, false },
	{ "xxx", "", "", "", "", "", "placeholder", 0, false },
	{ "???", "", "", "", "", "", "placeholder", 0, false },
	{ "客户", "", "", "", "", "", "placeholder", 0, false },
	{ "", "", "", "", "", "", NULL, 0, false },
};

static bool is(struct iv_str s, const char *expected)
{
	return iv_str_eq(s, iv_str_of(expected));
}

static void names(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_name n, again;
		assert_int_equal(iv_clean_name(&a, iv_str_of(cases[i].raw), &n), IV_OK);
		bool warned = is(iv_str_of(n.c.warn), cases[i].warn ? cases[i].warn : "");
		if (!is(n.c.value, cases[i].value) || !is(n.family, cases[i].family) || !is(n.given, cases[i].given) || !is(n.honorific, cases[i].honorific) ||
		    !is(n.note, cases[i].note) || !warned || n.sex != cases[i].sex || n.surname_only != cases[i].surname_only)
			fail_msg("%s: '" IV_FMT "' = '" IV_FMT "' + '" IV_FMT "', title '" IV_FMT "', note '" IV_FMT "', %s, sex %d, only %d", cases[i].raw, IV_ARG(n.c.value), IV_ARG(n.family),
				 IV_ARG(n.given), IV_ARG(n.honorific), IV_ARG(n.note), n.c.warn ? n.c.warn : "-", n.sex, n.surname_only);
		iv_clean_name(&a, n.c.value, &again);
		assert_true(iv_str_eq(again.c.value, n.c.value));
		assert_int_equal(again.honorific.n + again.note.n, 0);
	}
	iv_arena_release(&a);
}

static void every_title_comes_off(void **state)
{
	(void)state;
	static const char *const titles[] = { "先生", "女士", "小姐", "太太", "夫人", "阿姨", "大姐", "老师", "老師", "博士", "教授", "经理", "經理", "总经理", "總經理", "医生", "醫生", "医师", "醫師", "律师",
					      "律師", "师傅", "師傅", "老板", "老闆", "主任", "同学", "同學", "大哥", "叔叔", "奶奶", "爷爷", "爺爺", "阁下", "閣下", "总", "總" };
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
		struct iv_name n;
		iv_clean_name(&a, iv_arena_fmt(&a, "王%s", titles[i]), &n);
		if (!is(n.c.value, "王") || !is(n.honorific, titles[i]) || !n.surname_only)
			fail_msg("王%s: '" IV_FMT "' '" IV_FMT "'", titles[i], IV_ARG(n.c.value), IV_ARG(n.honorific));
	}
	iv_arena_release(&a);
}

static void long_text_is_left_alone(void **state)
{
	(void)state;
	char text[600];
	struct iv_arena a = { 0 };
	struct iv_name n;
	memset(text, '(', sizeof text);
	iv_clean_name(&a, (struct iv_str){ text, sizeof text }, &n);
	assert_int_equal(n.c.value.n, sizeof text);
	assert_int_equal(n.family.n, 0);
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(names), cmocka_unit_test(every_title_comes_off), cmocka_unit_test(long_text_is_left_alone) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
