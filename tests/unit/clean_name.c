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
	const char *alias, *company;
} cases[] = {
	{ "王小明", "王小明", "王", "小明", "", "", NULL, 0, false, "", "" },
	{ "王 小明", "王小明", "王", "小明", "", "", NULL, 0, false, "", "" },
	{ "王　小　明 ", "王小明", "王", "小明", "", "", NULL, 0, false, "", "" },
	{ "王小明先生", "王小明", "王", "小明", "先生", "", NULL, 'M', false, "", "" },
	{ "王先生", "王", "王", "", "先生", "", NULL, 'M', true, "", "" },
	{ "嚴女士", "嚴", "嚴", "", "女士", "", NULL, 'F', true, "", "" },
	{ "欧阳小姐", "欧阳", "欧阳", "", "小姐", "", NULL, 'F', true, "", "" },
	{ "王", "王", "王", "", "", "", NULL, 0, true, "", "" },
	{ "王总", "王", "王", "", "总", "", NULL, 0, true, "", "" },
	{ "李老師", "李", "李", "", "老師", "", NULL, 0, true, "", "" },
	{ "王小明(VIP)", "王小明", "王", "小明", "", "VIP", NULL, 0, false, "", "" },
	{ "王小明（老客户）先生", "王小明", "王", "小明", "先生", "老客户", NULL, 'M', false, "", "" },
	{ "【新】王小明[A](B)", "王小明", "王", "小明", "", "新; A; B", NULL, 0, false, "", "" },
	{ "王小明（先生）", "王小明", "王", "小明", "先生", "", NULL, 'M', false, "", "" },
	{ "(王小明)", "王小明", "王", "小明", "", "", NULL, 0, false, "", "" },
	{ "王小明 女", "王小明", "王", "小明", "", "女", NULL, 'F', false, "", "" },
	{ "王小明/男", "王小明", "王", "小明", "", "男", NULL, 'M', false, "", "" },
	{ "欧阳娜娜(VIP)", "欧阳娜娜", "欧阳", "娜娜", "", "VIP", NULL, 0, false, "", "" },
	{ "諸葛亮", "諸葛亮", "諸葛", "亮", "", "", NULL, 0, false, "", "" },
	{ "阿凡提•买买提", "阿凡提·买买提", "", "", "", "", NULL, 0, false, "", "" },
	{ "蔣振?", "蔣振?", "蔣", "振?", "", "", "lost_char", 0, false, "", "" },
	{ "蔣振\xEF\xBF\xBD", "蔣振?", "蔣", "振?", "", "", "lost_char", 0, false, "", "" },
	{ "蔣振\xEE\x80\x80", "蔣振?", "蔣", "振?", "", "", "lost_char", 0, false, "", "" },
	{ "蔣振□", "蔣振?", "蔣", "振?", "", "", "lost_char", 0, false, "", "" },
	{ "王〓明", "王?明", "王", "?明", "", "", "lost_char", 0, false, "", "" },
	{ "王*明", "王*明", "王", "*明", "", "", "masked", 0, false, "", "" },
	{ "王＊", "王*", "王", "*", "", "", "masked", 0, false, "", "" },
	{ "王○明", "王*明", "王", "*明", "", "", "masked", 0, false, "", "" },
	{ "王〇明", "王*明", "王", "*明", "", "", "masked", 0, false, "", "" },
	{ "王XX", "王**", "王", "**", "", "", "masked", 0, false, "", "" },
	{ "王O明", "王*明", "王", "*明", "", "", "masked", 0, false, "", "" },
	{ "王某", "王*", "王", "*", "", "", "masked", 0, false, "", "" },
	{ "王某某先生", "王**", "王", "**", "先生", "", "masked", 'M', false, "", "" },
	{ "赵DANG", "赵DANG", "赵", "DANG", "", "", "lost_char", 0, false, "", "" },
	{ "王小DANG", "王小DANG", "王", "小DANG", "", "", "lost_char", 0, false, "", "" },
	{ "王(吉吉)", "王喆", "王", "喆", "", "", "composed", 0, false, "", "" },
	{ "王小（吉吉）", "王小喆", "王", "小喆", "", "", "composed", 0, false, "", "" },
	{ "王[氵+弘]明", "王泓明", "王", "泓明", "", "", "composed", 0, false, "", "" },
	{ "李⿰王君", "李珺", "李", "珺", "", "", "composed", 0, false, "", "" },
	{ "李⿰王⿱艹凡", "李?", "李", "?", "", "", "composed", 0, false, "", "" },
	{ "王(亻尔)", "王?", "王", "?", "", "", "composed", 0, false, "", "" },
	{ "王小明(吉祥)", "王小明", "王", "小明", "", "吉祥", NULL, 0, false, "", "" },
	{ "王(小明)", "王", "王", "", "", "小明", NULL, 0, true, "", "" },
	{ "Mr. John Smith", "John Smith", "", "", "Mr", "", NULL, 'M', false, "", "" },
	{ "Mr.Wang", "Wang", "Wang", "", "Mr", "", NULL, 'M', true, "", "" },
	{ "Dr Mary Brown", "Mary Brown", "", "", "Dr", "", NULL, 0, false, "", "" },
	{ "Smith, Mrs Anna", "Smith, Anna", "Smith", "Anna", "Mrs", "", NULL, 'F', false, "", "" },
	{ "Mrs Drake", "Drake", "Drake", "", "Mrs", "", NULL, 'F', true, "", "" },
	{ "CHEN, Xiaoming", "CHEN, Xiaoming", "CHEN", "Xiaoming", "", "", NULL, 0, false, "", "" },
	{ "ＣＨＥＮ，Xiaoming", "CHEN,Xiaoming", "CHEN", "Xiaoming", "", "", NULL, 0, false, "", "" },
	{ "Xiaoming Chen", "Xiaoming Chen", "Chen", "Xiaoming", "", "", NULL, 0, false, "", "" },
	{ "Chen Xiaoming", "Chen Xiaoming", "Chen", "Xiaoming", "", "", NULL, 0, false, "", "" },
	{ "Ouyang Na", "Ouyang Na", "Ouyang", "Na", "", "", NULL, 0, false, "", "" },
	{ "Wei Wang", "Wei Wang", "", "", "", "", NULL, 0, false, "", "" },
	{ "zhangqiming", "zhangqiming", "", "", "", "", NULL, 0, false, "", "" },
	{ "wangxiaona", "wangxiaona", "", "", "", "", NULL, 0, false, "", "" },
	{ "wangxiaoting", "wangxiaoting", "wang", "xiaoting", "", "", NULL, 0, false, "", "" },
	{ "Susan Miller", "Susan Miller", "", "", "", "", NULL, 0, false, "", "" },
	{ "WANG Xiaoming", "WANG Xiaoming", "WANG", "Xiaoming", "", "", NULL, 0, false, "", "" },
	{ "Xiaoming WANG", "Xiaoming WANG", "WANG", "Xiaoming", "", "", NULL, 0, false, "", "" },
	{ "John SMITH", "John SMITH", "SMITH", "John", "", "", NULL, 0, false, "", "" },
	{ "Jean de LA FONTAINE", "Jean de LA FONTAINE", "LA FONTAINE", "Jean de", "", "", NULL, 0, false, "", "" },
	{ "JOHN SMITH", "JOHN SMITH", "", "", "", "", NULL, 0, false, "", "" },
	{ "X. Wang", "X. Wang", "Wang", "X.", "", "", NULL, 0, false, "", "" },
	{ "Wang Xiao Ming", "Wang Xiao Ming", "", "", "", "", NULL, 0, false, "", "" },
	{ "Chen Mei-ling", "Chen Mei-ling", "Chen", "Mei-ling", "", "", NULL, 0, false, "", "" },
	{ "Tsai Ing-wen", "Tsai Ing-wen", "Tsai", "Ing-wen", "", "", NULL, 0, false, "", "" },
	{ "Ming-liang Tsai", "Ming-liang Tsai", "Tsai", "Ming-liang", "", "", NULL, 0, false, "", "" },
	{ "Chang Ch'ing-kuo", "Chang Ch'ing-kuo", "Chang", "Ch'ing-kuo", "", "", NULL, 0, false, "", "" },
	{ "Hsieh Wen Hsiung", "Hsieh Wen Hsiung", "Hsieh", "Wen Hsiung", "", "", NULL, 0, false, "", "" },
	{ "Chan Tai Man", "Chan Tai Man", "Chan", "Tai Man", "", "", NULL, 0, false, "", "" },
	{ "Tai-man Chan", "Tai-man Chan", "Chan", "Tai-man", "", "", NULL, 0, false, "", "" },
	{ "Peter Chan Tai-man", "Peter Chan Tai-man", "Chan", "Peter Tai-man", "", "", NULL, 0, false, "", "" },
	{ "Peter Chan", "Peter Chan", "Chan", "Peter", "", "", NULL, 0, false, "", "" },
	{ "Bruce Lee", "Bruce Lee", "Lee", "Bruce", "", "", NULL, 0, false, "", "" },
	{ "Lee Miller", "Lee Miller", "", "", "", "", NULL, 0, false, "", "" },
	{ "CHAN Tai Man, Peter", "CHAN Tai Man, Peter", "CHAN", "Tai Man Peter", "", "", NULL, 0, false, "", "" },
	{ "LUI Mei; Irene", "LUI Mei; Irene", "LUI", "Mei Irene", "", "", NULL, 0, false, "", "" },
	{ "CHAN Ka Yan; Alice", "CHAN Ka Yan; Alice", "CHAN", "Ka Yan Alice", "", "", NULL, 0, false, "", "" },
	{ "NG Ka Yan", "NG Ka Yan", "NG", "Ka Yan", "", "", NULL, 0, false, "", "" },
	{ "John Smith Jr.", "John Smith", "", "", "Jr", "", NULL, 0, false, "", "" },
	{ "Dr. John Smith, PhD", "John Smith", "", "", "Dr PhD", "", NULL, 0, false, "", "" },
	{ "Smith Jr", "Smith Jr", "", "", "", "", NULL, 0, false, "", "" },
	{ "Mr/Mrs Chan", "Chan", "Chan", "", "Mr Mrs", "", NULL, 0, true, "", "" },
	{ "John Smith - moved", "John Smith", "", "", "", "moved", NULL, 0, false, "", "" },
	{ "王小明-老客户", "王小明", "王", "小明", "", "老客户", NULL, 0, false, "", "" },
	{ "VIP-王小明", "王小明", "王", "小明", "", "VIP", NULL, 0, false, "", "" },
	{ "VIP王小明", "王小明", "王", "小明", "", "VIP", NULL, 0, false, "", "" },
	{ "王小明2", "王小明", "王", "小明", "", "2", NULL, 0, false, "", "" },
	{ "王小明 13812345678", "王小明", "王", "小明", "", "13812345678", NULL, 0, false, "", "" },
	{ "王小明 备注：勿扰", "王小明", "王", "小明", "", "勿扰", NULL, 0, false, "", "" },
	{ "王董", "王", "王", "", "董", "", NULL, 0, true, "", "" },
	{ "陳太", "陳", "陳", "", "太", "", NULL, 'F', true, "", "" },
	{ "王志", "王志", "王", "志", "", "", NULL, 0, false, "", "" },
	{ "李長生", "李長生", "李", "長生", "", "", NULL, 0, false, "", "" },
	{ "田中さん", "田中", "田", "中", "さん", "", NULL, 0, false, "", "" },
	{ "小王", "小王", "王", "", "", "", NULL, 0, true, "", "" },
	{ "阿明", "阿明", "", "", "", "", NULL, 0, false, "", "" },
	{ "王小明妈妈", "王小明妈妈", "", "", "", "", NULL, 0, false, "", "" },
	{ "張簡美玉", "張簡美玉", "張簡", "美玉", "", "", NULL, 0, false, "", "" },
	{ "陳林美玉", "陳林美玉", "陳林", "美玉", "", "", NULL, 0, false, "", "" },
	{ "令狐冲", "令狐冲", "令狐", "冲", "", "", NULL, 0, false, "", "" },
	{ "阿不都.热合曼", "阿不都·热合曼", "", "", "", "", NULL, 0, false, "", "" },
	{ "阿不都・热合曼", "阿不都·热合曼", "", "", "", "", NULL, 0, false, "", "" },
	{ "阿不都热合曼", "阿不都热合曼", "", "", "", "", NULL, 0, false, "", "" },
	{ "上海某某有限公司", "", "", "", "", "", "organisation", 0, false, "", "上海某某有限公司" },
	{ "某某有限公司 王经理", "王", "王", "", "经理", "", "organisation", 0, true, "", "某某有限公司" },
	{ "某某有限公司王小明", "王小明", "王", "小明", "", "", "organisation", 0, false, "", "某某有限公司" },
	{ "某某科技(上海)有限公司", "", "", "", "", "", "organisation", 0, false, "", "某某科技(上海)有限公司" },
	{ "第一医院 张医生", "张", "张", "", "医生", "", "organisation", 0, true, "", "第一医院" },
	{ "老王小店", "", "", "", "", "", "organisation", 0, false, "", "老王小店" },
	{ "台積電股份有限公司", "", "", "", "", "", "organisation", 0, false, "", "台積電股份有限公司" },
	{ "王小店", "王小店", "王", "小店", "", "", NULL, 0, false, "", "" },
	{ "ABC Ltd", "", "", "", "", "", "organisation", 0, false, "", "ABC Ltd" },
	{ "ABC Co., Ltd. / Attn: John Smith", "John Smith", "", "", "", "", "organisation", 0, false, "", "ABC Co., Ltd." },
	{ "Müller GmbH", "", "", "", "", "", "organisation", 0, false, "", "Müller GmbH" },
	{ "Nestlé S.A.", "", "", "", "", "", "organisation", 0, false, "", "Nestlé S.A." },
	{ "トヨタ自動車株式会社", "", "", "", "", "", "organisation", 0, false, "", "トヨタ自動車株式会社" },
	{ "Ann Co", "Ann Co", "", "", "", "", NULL, 0, false, "", "" },
	{ "王 David", "王 David", "王", "David", "", "", NULL, 0, false, "", "" },
	{ "David王", "David王", "王", "David", "", "", NULL, 0, false, "", "" },
	{ "王小明 Wang Xiaoming", "王小明", "王", "小明", "", "", NULL, 0, false, "Wang Xiaoming", "" },
	{ "CHAN Tai Man 陳大文 Peter", "陳大文", "陳", "大文", "", "", NULL, 0, false, "CHAN Tai Man Peter", "" },
	{ "陳大文(Peter)", "陳大文", "陳", "大文", "", "", NULL, 0, false, "Peter", "" },
	{ "Chan Tai Man (陳大文)", "陳大文", "陳", "大文", "", "", NULL, 0, false, "Chan Tai Man", "" },
	{ "Peter陳先生", "Peter陳", "陳", "Peter", "先生", "", NULL, 'M', false, "", "" },
	{ "王小明/Peter", "王小明", "王", "小明", "", "", NULL, 0, false, "Peter", "" },
	{ "王小明A", "王小明", "王", "小明", "", "A", NULL, 0, false, "", "" },
	{ "王小明,", "王小明", "王", "小明", "", "", NULL, 0, false, "", "" },
	{ "先生", "", "", "", "先生", "", NULL, 'M', false, "", "" },
	{ "王(小", "王(小", "王", "(小", "", "", NULL, 0, false, "", "" },
	{ "匿名", "", "", "", "", "", "placeholder", 0, false, "", "" },
	{ "測試(1)", "", "", "", "", "1", "placeholder", 0, false, "", "" },
	{ "N/A", "", "", "", "", "", "placeholder", 0, false, "", "" },
	{ "xxx", "", "", "", "", "", "placeholder", 0, false, "", "" },
	{ "???", "", "", "", "", "", "placeholder", 0, false, "", "" },
	{ "客户", "", "", "", "", "", "placeholder", 0, false, "", "" },
	{ "", "", "", "", "", "", NULL, 0, false, "", "" },
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
		    !is(n.note, cases[i].note) || !is(n.alias, cases[i].alias) || !is(n.company, cases[i].company) || !warned || n.sex != cases[i].sex || n.surname_only != cases[i].surname_only)
			fail_msg("%s: '" IV_FMT "' = '" IV_FMT "' + '" IV_FMT "', title '" IV_FMT "', note '" IV_FMT "', alias '" IV_FMT "', company '" IV_FMT "', %s, sex %d, only %d", cases[i].raw,
				 IV_ARG(n.c.value), IV_ARG(n.family), IV_ARG(n.given), IV_ARG(n.honorific), IV_ARG(n.note), IV_ARG(n.alias), IV_ARG(n.company), n.c.warn ? n.c.warn : "-", n.sex, n.surname_only);
		iv_clean_name(&a, n.c.value, &again);
		if (!iv_str_eq(again.c.value, n.c.value))
			fail_msg("%s: again '" IV_FMT "'", cases[i].raw, IV_ARG(again.c.value));
		assert_int_equal(again.honorific.n + again.note.n + again.alias.n + again.company.n, 0);
	}
	iv_arena_release(&a);
}

static void every_title_comes_off(void **state)
{
	(void)state;
	static const char *const titles[] = { "先生", "女士", "小姐", "太太", "夫人", "阿姨", "大姐", "老师", "老師", "博士", "教授", "经理", "經理", "总经理", "總經理", "医生", "醫生", "医师", "醫師", "律师",
					      "律師", "师傅", "師傅", "老板", "老闆", "主任", "同学", "同學", "大哥", "叔叔", "奶奶", "爷爷", "爺爺", "阁下", "閣下", "总", "總",
					      "总监", "總監", "院长", "院長", "局长", "科长", "书记", "書記", "护士", "護士", "会计", "會計", "师父", "師父", "同志", "伯伯", "主管", "老板娘", "老闆娘", "副总", "副總", "董", "太", "哥", "姐", "姨", "叔" };
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
