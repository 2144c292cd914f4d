/* SPDX-License-Identifier: MIT
 * Han characters, Pinyin, and the sound of names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/han.h"
#include "text/sound.h"
#include "text/utf8.h"

static uint32_t code(const char *text)
{
	return iv_utf8_next(&text, text + strlen(text));
}

static void simplified(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "臺灣臺北", "台湾台北" }, { "台", "台" },	  { "蕭", "萧" },	  { "肖", "肖" },	{ "鐘鍾", "钟钟" },   { "於", "于" },	{ "範范", "范范" },
		{ "後后", "后后" },	    { "乾", "乾" },	  { "著", "著" },	  { "單號樓區縣廣東廈門", "单号楼区县广东厦门" },	{ "羣峯", "群峰" },   { "歐陽", "欧阳" },
		{ "諸葛", "诸葛" },	    { "吳呂黃", "吴吕黄" }, { "abc 123", "abc 123" }, { "張偉強傑濤剛輝鵬", "张伟强杰涛刚辉鹏" }, { "覆復複", "覆复复" },	{ "閆閻", "闫阎" },
		{ "豈", "岂" }, { "王", "王" }, { "裡裏里", "里里里" }, { "雲穀谷", "云谷谷" },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_str got = iv_han_simplify(&a, iv_str_of(cases[i][0]));
		if (!iv_str_eq(got, iv_str_of(cases[i][1])))
			fail_msg("'%s' gave '" IV_FMT "', expected '%s'", cases[i][0], IV_ARG(got), cases[i][1]);
	}
	for (uint32_t cp = 0; cp < 0x32500; cp++)
		assert_int_equal(iv_han_simple(iv_han_simple(cp)), iv_han_simple(cp));
	iv_arena_release(&a);
}

static void surname_readings(void **state)
{
	(void)state;
	static const char *const cases[][3] = {
		{ "曾", "ceng", "zeng" }, { "单", "dan", "shan" }, { "單", "dan", "shan" }, { "仇", "chou", "qiu" }, { "任", "ren", "ren" },   { "解", "jie", "xie" },
		{ "查", "cha", "zha" },	  { "区", "qu", "ou" },	   { "覃", "tan", "qin" },  { "朴", "pu", "piao" },  { "尹", "yin", "yin" },   { "盖", "gai", "ge" },
		{ "乐", "le", "yue" },	  { "缪", "miao", "miao" },   { "翟", "di", "zhai" },  { "王", "wang", "wang" }, { "吕", "lv", "lv" },     { "呂", "lv", "lv" },
		{ "沈", "shen", "shen" },  { "华", "hua", "hua" },  { "柏", "bo", "bai" },   { "秘", "mi", "bi" },    { "晓", "xiao", "xiao" }, { "女", "nv", "nv" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *usual = iv_han_reading(code(cases[i][0]), false), *surname = iv_han_reading(code(cases[i][0]), true);
		bool known = false;
		const char *all[IV_HAN_READINGS];
		for (size_t k = 0, n = iv_han_readings(code(cases[i][0]), false, all); k < n; k++)
			known |= strcmp(all[k], cases[i][1]) == 0;
		if (!usual || !surname || !known || strcmp(surname, cases[i][2]) != 0)
			fail_msg("%s reads %s, as a surname %s", cases[i][0], usual ? usual : "-", surname ? surname : "-");
	}
	const char *qin[IV_HAN_READINGS];
	assert_int_equal(iv_han_readings(code("覃"), true, qin), 2);
	assert_string_equal(qin[1], "tan");
	assert_int_equal(iv_han_readings('a', false, qin), 0);
	assert_null(iv_han_reading('a', true));
	assert_true(iv_han_surname(code("張")) && !iv_han_surname(code("的")));
}

/* All but the rarest characters of the common blocks can be read aloud. */
static void readings_are_complete(void **state)
{
	(void)state;
	int missing = 0;
	for (uint32_t cp = 0x4E00; cp < 0x9FA6; cp++)
		missing += !iv_han_reading(cp, false);
	assert_in_range(missing, 0, 200);
}

static void families(void **state)
{
	(void)state;
	static const struct {
		const char *name, *family;
	} cases[] = {
		{ "王小明", "王" }, { "欧阳娜娜", "欧阳" }, { "歐陽修", "歐陽" },	  { "諸葛亮", "諸葛" }, { "司马", "司马" }, { "張簡美玉", "張簡" }, { "陳林小明", "陳林" },
		{ "曾伟", "曾" },   { "Wang", "" },	    { "阿凡提·买买提", "" }, { "", "" },		{ "单于明", "单于" }, { "小王子", "小" },   { "王?明", "王" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (iv_han_family(iv_str_of(cases[i].name)) != strlen(cases[i].family))
			fail_msg("%s: family of %zu bytes", cases[i].name, iv_han_family(iv_str_of(cases[i].name)));
}

static void syllables(void **state)
{
	(void)state;
	static const struct {
		const char *letters, *cut;
	} cases[] = {
		{ "wangxiaoming", "wang xiao ming" }, { "WangXiaoMing", "Wang Xiao Ming" }, { "xian", "xian" }, { "xi'an", "xi an" }, { "fangan", "fan gan" },
		{ "zhangsan", "zhang san" }, { "lyu", "lyu" }, { "l\xC3\xBC", "l\xC3\xBC" }, { "lvwei", "lv wei" }, { "nyu", "nyu" }, { "lue", "lue" }, { "smith", "" },
		{ "ouyangnana", "ou yang na na" }, { "", "" }, { "'", "" }, { "a1", "" }, { "zhuangshuangchuang", "zhuang shuang chuang" }, { "wong", "" }, { "miller", "" },
		{ "liyan", "li yan" }, { "chenjing", "chen jing" }, { "jingang", "jin gang" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_str part[8];
		struct iv_buf b = { 0 };
		size_t n = iv_pinyin_cut(iv_str_of(cases[i].letters), part, 8);
		assert_int_equal(iv_pinyin_cut(iv_str_of(cases[i].letters), NULL, 0), n);
		for (size_t k = 0; k < n; k++) {
			if (k)
				iv_buf_addc(&b, ' ');
			iv_buf_adds(&b, part[k]);
		}
		assert_string_equal(iv_buf_text(&b), cases[i].cut);
		iv_buf_release(&b);
	}
	assert_true(iv_pinyin_surname(IV_STR("wang")) && iv_pinyin_surname(IV_STR("OuYang")) && iv_pinyin_surname(IV_STR("lyu")));
	assert_false(iv_pinyin_surname(IV_STR("wangming")) || iv_pinyin_surname(IV_STR("smith")) || iv_pinyin_surname(IV_STR("nv")));
}

static const struct {
	const char *name, *family, *given;
	bool ordered;
} sounds[] = {
	{ "王小明", "wang", "xiaoming", true },	   { "王曉明", "wang", "xiaoming", true },	{ "Wang Xiaoming", "wang", "xiaoming", false },
	{ "WANG, Xiaoming", "wang", "xiaoming", true }, { "Xiaoming Wang", "wang", "xiaoming", false }, { "wangxiaoming", "wang", "xiaoming", false },
	{ "ＷＡＮＧ，Xiaoming", "wang", "xiaoming", true }, { "欧阳娜娜", "ouyang", "nana", true }, { "ouyangnana", "ouyang", "nana", false },
	{ "吕布", "lv", "bu", true }, { "Lyu Bu", "lv", "bu", false }, { "Lü Bu", "lv", "bu", false }, { "曾单", "zeng", "dan", true }, { "万俟卨", "moqi", "xie", true },
	{ "Susan Miller", "miller", "susan", false }, { "MILLER, Susan", "miller", "susan", true }, { "José Müller", "muller", "jose", false },
	{ "王小明 Wang Xiaoming", "wang", "xiaoming", true }, { "王 David", "wang", "david", true }, { "David王", "wang", "david", true },
	{ "蔣振?", "jiang", "zhen?", true }, { "阿凡提·买买提", "", "afantimaimaiti", true }, { "", "", "", false }, { "123", "", "", false },
	{ "Madonna", "madonna", "", false }, { "赵DANG", "zhao", "dang", true }, { "王小DANG", "wang", "xiaodang", true }, { "王小明A", "wang", "xiaoming", true }, { "王*明", "wang", "?ming", true },
	{ "Tsai Ing-wen", "tsai", "ingwen", false }, { "Peter Chan Tai-man", "chan", "taimanpeter", false }, { "CHAN Tai Man, Peter", "chan", "taimanpeter", false }, { "O'Brien, Conan", "obrien", "conan", true }, { "Zhang Xi'an", "zhang", "xian", false },
};

static void shapes(void **state)
{
	(void)state;
	static const char *const yes[] = { "伟炜", "玲冷", "己已", "未末", "陈阵", "佳桂" }, *const no[] = { "王李", "明朋", "王王", "十口", "a王" };
	for (size_t i = 0; i < sizeof yes / sizeof *yes + sizeof no / sizeof *no; i++) {
		size_t k = i < sizeof yes / sizeof *yes ? 0 : sizeof yes / sizeof *yes;
		const char *at = k ? no[i - k] : yes[i], *end = at + strlen(at), *text = at;
		uint32_t x = iv_utf8_next(&at, end), y = iv_utf8_next(&at, end);
		if (iv_han_alike(x, y) != !k || iv_han_alike(y, x) != !k)
			fail_msg("%s", text);
	}
}

static void confused(void **state)
{
	(void)state;
	static const struct {
		const char *x, *y;
		bool confused;
	} cases[] = { { "明", "敏", true }, { "林", "凌", true }, { "方", "黄", true }, { "飞", "辉", true }, { "张", "臧", true }, { "娜", "拉", true }, { "明", "鸣", false }, { "王", "李", false } };
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_sound x, y;
		iv_text_sound_of(&a, (struct iv_str){ 0 }, iv_str_of(cases[i].x), &x);
		iv_text_sound_of(&a, (struct iv_str){ 0 }, iv_str_of(cases[i].y), &y);
		if (iv_text_sound_confused(x.syllable[0], y.syllable[0]) != cases[i].confused)
			fail_msg("%s %s", cases[i].x, cases[i].y);
	}
	assert_false(iv_text_sound_confused(IV_SOUND_LOST, IV_SOUND_LOST));
	iv_arena_release(&a);
}

static void sounding(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof sounds / sizeof *sounds; i++) {
		struct iv_sound s;
		iv_text_sound(&a, iv_str_of(sounds[i].name), &s);
		if (!iv_str_eq(s.family, iv_str_of(sounds[i].family)) || !iv_str_eq(s.given, iv_str_of(sounds[i].given)) || s.ordered != sounds[i].ordered)
			fail_msg("%s: '" IV_FMT "' '" IV_FMT "' %d", sounds[i].name, IV_ARG(s.family), IV_ARG(s.given), s.ordered);
	}
	iv_arena_release(&a);
}

/* A name that takes the short way sounds as it does by the long way, on which a blank within it sends it. */
static void plain(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	uint64_t random = 1;
	for (int round = 0; round < 200000; round++) {
		char name[10], blank[12];
		size_t characters = 2 + (size_t)round % 2, n = 0;
		for (size_t i = 0; i < characters; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			n += iv_utf8_put(name + n, 0x4E00 + (uint32_t)((random >> 33) % (round % 4 ? 0x5200 : 0x1000)));
		}
		memcpy(blank, name, 3);
		blank[3] = ' ';
		memcpy(blank + 4, name + 3, n - 3);
		struct iv_sound x, y;
		iv_arena_clear(&a);
		iv_text_sound(&a, (struct iv_str){ name, n }, &x);
		iv_text_sound(&a, (struct iv_str){ blank, n + 1 }, &y);
		bool same = iv_str_eq(x.family, y.family) && iv_str_eq(x.given, y.given) && iv_str_eq(x.given_words, y.given_words) && iv_str_eq(x.whole, y.whole) &&
			    iv_str_eq(x.turned, y.turned) && x.alsos == y.alsos && x.family_syllables == y.family_syllables && x.given_syllables == y.given_syllables &&
			    x.ordered == y.ordered && x.han == y.han && x.pinyin == y.pinyin;
		for (size_t i = 0; i < x.alsos; i++)
			same &= iv_str_eq(x.also[i], y.also[i]) && x.also_family[i] == y.also_family[i];
		for (size_t i = 0; i < IV_SOUND_SYLLABLES; i++)
			same &= x.syllable[i] == y.syllable[i] && x.character[i] == y.character[i];
		for (size_t i = 0; i < 2 * IV_SOUND_SCHEMES; i++)
			same &= iv_str_eq(x.scheme[i], y.scheme[i]);
		for (size_t i = 0; i < IV_SOUND_SCHEMES; i++)
			same &= x.syllables[i] == y.syllables[i] && x.sure[i] == y.sure[i];
		if (!same)
			fail_msg("%.*s", (int)n, name);
	}
	iv_arena_release(&a);
}

static void same_sounds(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ "王曉明", "Xiaoming Wang", true }, { "王小明", "wangxiaoming", true },  { "王小明", "xiaomingwang", true },	 { "王小明", "WANG, Xiaoming", true },
		{ "王小明", "Wang Xiao Ming", true }, { "王小明", "Xiao Ming Wang", true }, { "李伟", "李炜", true },	 { "吕伟", "Lu Wei", true },
		{ "吕伟", "Lyu Wei", true },	     { "吕伟", "lvwei", true },		  { "Lu Wei", "Lv Wei", true },	 { "吕伟", "卢伟", false },
		{ "卢伟", "Lu Wei", true },	     { "蕭敬騰", "肖敬腾", true },	  { "覃伟", "Tan Wei", true },	 { "覃伟", "qin wei", true },
		{ "区伟", "Ou Wei", true },	     { "王小明", "王大明", false },	  { "王小明", "Wang Xiaohong", false }, { "", "", false },
		{ "Susan Miller", "MILLER, Susan", true }, { "Susan Miller", "Miller Susan", true }, { "Susan Miller", "Susan Millet", false }, { "蔣振?", "蒋振伟", true },
		{ "蔣振?", "蒋震伟", true },	     { "蔣振?", "蒋大伟", false },	  { "MILLER, Susan", "SUSAN, Miller", false }, { "欧阳娜娜", "Nana Ouyang", true },
		{ "欧阳娜娜", "nanaouyang", true },  { "????", "王小明", false },	  { "王乐", "Wang Yue", true },	 { "王乐", "王月", false },
		{ "David 王", "王 David", true }, { "赵DANG", "赵珰", true }, { "王小DANG", "王晓当", true }, { "王*明", "王小明", true }, { "王*明", "李小明", false },
		{ "Peter Chan Tai-man", "CHAN Tai Man, Peter", true }, { "Peter Chan Tai-man", "Chan Tai Man Peter", true },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_sound x, y;
		iv_text_sound(&a, iv_str_of(cases[i].a), &x);
		iv_text_sound(&a, iv_str_of(cases[i].b), &y);
		if (iv_text_sound_same(&x, &y) != cases[i].same || iv_text_sound_same(&y, &x) != cases[i].same)
			fail_msg("%s (" IV_FMT ") and %s (" IV_FMT ")", cases[i].a, IV_ARG(x.whole), cases[i].b, IV_ARG(y.whole));
	}
	iv_arena_release(&a);
}

/* 0: nothing in common, 1: perhaps, 2: as good as the same. */
static void alike(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		int alike;
	} cases[] = {
		{ "蔡英文", "Tsai Ing-wen", 2 }, { "蔡英文", "Ing-wen Tsai", 2 }, { "蔡英文", "TSAI, Ing-Wen", 2 }, { "蔡明亮", "Tsai Ming-liang", 2 }, { "張經國", "Chang Ch'ing-kuo", 2 }, { "張經國", "Chang Ching-kuo", 2 },
		{ "谢文雄", "Hsieh Wen-hsiung", 2 }, { "張大偉", "Jhang Da-wei", 2 }, { "陳美玲", "Chen Mei-ling", 2 }, { "張美玲", "Chang Mei Ling", 1 }, { "李登輝", "Lee Teng-hui", 2 }, { "周志明", "Chou Chih-ming", 2 },
		{ "陳大文", "Chan Tai Man", 2 }, { "陳大文", "CHAN Tai Man", 2 }, { "陈大文", "Tai Man Chan", 1 }, { "陳大文", "Peter Chan Tai-man", 2 }, { "陳大文", "CHAN Tai Man, Peter", 2 }, { "陳大文", "chantaiman", 2 },
		{ "陳大文", "CHAN, Tai Man", 2 }, { "陳大文", "Chan Daai Man", 2 }, { "黃志偉", "Wong Chi Wai", 2 }, { "張學友", "Cheung Hok Yau", 2 }, { "梁朝偉", "Leung Chiu-wai", 2 }, { "吳君如", "Ng Kwan Yu", 2 },
		{ "歐陽偉文", "Au-yeung Wai Man", 2 }, { "司徒華", "Szeto Wah", 2 }, { "陳文", "Chan Man", 1 }, { "曾志偉", "Tsang Chi Wai", 2 }, { "區大文", "Au Tai Man", 2 }, { "余文樂", "Yu Man Lok", 2 },
		{ "蔡英文", "Tsai Ming-liang", 0 }, { "陳大文", "Chan Man Tai", 0 }, { "陳大文", "Chan Tai Ming", 0 }, { "王小明", "Zhang Wei", 0 }, { "常晓明", "Zhang Xiaoming", 0 }, { "陳大文", "陈大文", 0 }, { "陳大文", "Susan Miller", 0 },
		{ "陳大?", "Chan Tai Man", 0 }, { "Tsai Ing-wen", "Tsai Ying-wen", 2 }, { "Alice Davis", "Alice Johnson", 0 }, { "", "", 0 },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_sound x, y;
		iv_text_sound(&a, iv_str_of(cases[i].a), &x);
		iv_text_sound(&a, iv_str_of(cases[i].b), &y);
		if (iv_text_sound_alike(&x, &y) != cases[i].alike || iv_text_sound_alike(&y, &x) != cases[i].alike)
			fail_msg("%s (" IV_FMT ", " IV_FMT ") and %s (" IV_FMT ", " IV_FMT "): %d", cases[i].a, IV_ARG(x.scheme[0]), IV_ARG(x.scheme[2]), cases[i].b, IV_ARG(y.scheme[0]), IV_ARG(y.scheme[2]),
				 iv_text_sound_alike(&x, &y));
	}
	iv_arena_release(&a);
}

static void parts_and_keys(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	struct iv_sound whole, parts, latin;
	iv_text_sound(&a, IV_STR("吕布"), &whole);
	iv_text_sound_of(&a, IV_STR("呂"), IV_STR("布"), &parts);
	iv_text_sound_of(&a, IV_STR("Lu"), IV_STR("Bu"), &latin);
	assert_true(iv_str_eq(whole.whole, parts.whole) && parts.han && parts.ordered && !latin.han && latin.ordered && latin.pinyin);
	assert_true(iv_str_eq(iv_text_sound_key(&a, whole.whole), iv_text_sound_key(&a, latin.whole)));
	iv_text_sound_of(&a, IV_STR("吕"), IV_STR("Bu"), &parts);
	assert_true(iv_str_eq(parts.whole, IV_STR("lvbu")) && parts.han);
	iv_text_sound_of(&a, IV_STR(""), IV_STR(""), &parts);
	assert_int_equal(parts.whole.n, 0);
	iv_text_sound(&a, (struct iv_str){ 0 }, &parts);
	assert_int_equal(parts.whole.n, 0);
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(simplified), cmocka_unit_test(surname_readings), cmocka_unit_test(readings_are_complete), cmocka_unit_test(families), cmocka_unit_test(syllables),
		cmocka_unit_test(shapes), cmocka_unit_test(confused), cmocka_unit_test(sounding),   cmocka_unit_test(plain), cmocka_unit_test(same_sounds),	  cmocka_unit_test(alike), cmocka_unit_test(parts_and_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
