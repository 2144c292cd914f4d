/* SPDX-License-Identifier: MIT
 * Identity numbers and gender. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/date.h"
#include "clean/gender.h"
#include "clean/idno.h"

static const struct {
	const char *raw, *value, *warn, *birth, *region;
	enum iv_idno_kind kind;
	bool strong;
	char sex;
} cases[] = {
	{ "11010519491231002X", "11010519491231002X", NULL, "1949-12-31", "110105", IV_IDNO_CN, true, 'F' },
	{ "11010519491231002x", "11010519491231002X", NULL, "1949-12-31", "110105", IV_IDNO_CN, true, 'F' },
	{ " １１０１０５ 19491231 002X", "11010519491231002X", NULL, "1949-12-31", "110105", IV_IDNO_CN, true, 'F' },
	{ "830002197512181116", "830002197512181116", NULL, "1975-12-18", "830002", IV_IDNO_CN_RESIDENT, true, 'M' },
	{ "110105491231002", "11010519491231002X", NULL, "1949-12-31", "110105", IV_IDNO_CN, true, 'F' },
	{ "110105194912310021", "110105194912310021", "bad_idno", "", "", IV_IDNO_CN, false, 0 },
	{ "110105194913310021", "110105194913310021", "bad_idno", "", "", IV_IDNO_CN, false, 0 },
	{ "110105491331002", "110105491331002", "bad_idno", "", "", IV_IDNO_CN, false, 0 },
	{ "A123456789", "A123456789", NULL, "", "", IV_IDNO_TW, true, 'M' },
	{ "a223456781", "A223456781", NULL, "", "", IV_IDNO_TW, true, 'F' },
	{ "A123456780", "A123456780", "bad_idno", "", "", IV_IDNO_TW, false, 0 },
	{ "A800000014", "A800000014", NULL, "", "", IV_IDNO_TW_RESIDENT, true, 'M' },
	{ "1101**********002X", "1101**********002X", "masked", "", "", IV_IDNO_OTHER, false, 0 },
	{ "931840198601020016", "931840198601020016", NULL, "1986-01-02", "931840", IV_IDNO_CN_FOREIGN, true, 'M' },
	{ "810000199001010019", "810000199001010019", NULL, "1990-01-01", "810000", IV_IDNO_CN_RESIDENT, true, 'M' },
	{ "USA310080010108", "USA310080010108", NULL, "", "", IV_IDNO_CN_FOREIGN, false, 0 },
	{ "A123456(3)", "A123456(3)", NULL, "", "", IV_IDNO_HK, true, 0 },
	{ "a1234563", "A123456(3)", NULL, "", "", IV_IDNO_HK, true, 0 },
	{ "Ａ１２３４５６（３）", "A123456(3)", NULL, "", "", IV_IDNO_HK, true, 0 },
	{ "AB987654(3)", "AB987654(3)", NULL, "", "", IV_IDNO_HK, true, 0 },
	{ "A123456(4)", "A123456(4)", "bad_idno", "", "", IV_IDNO_HK, false, 0 },
	{ "A1234564", "A1234564", "odd_idno", "", "", IV_IDNO_OTHER, false, 0 },
	{ "5123456(7)", "5123456(7)", NULL, "", "", IV_IDNO_MO, false, 0 },
	{ "91350100M000100Y43", "91350100M000100Y43", "company_idno", "", "", IV_IDNO_COMPANY, false, 0 },
	{ "91350100M000100Y44", "91350100M000100Y44", "bad_idno", "", "", IV_IDNO_OTHER, false, 0 },
	{ "D2143569-X", "D2143569-X", "company_idno", "", "", IV_IDNO_COMPANY, false, 0 },
	{ "04595257", "04595257", "company_idno", "", "", IV_IDNO_COMPANY, false, 0 },
	{ "10458575", "10458575", "company_idno", "", "", IV_IDNO_COMPANY, false, 0 },
	{ "12345686", "12345686", "company_idno", "", "", IV_IDNO_COMPANY, false, 0 }, /* since 2023 */
	{ "12345670", "12345670", "company_idno", "", "", IV_IDNO_COMPANY, false, 0 }, /* the seventh digit is 7 */
	{ "12345680", "12345680", "odd_idno", "", "", IV_IDNO_OTHER, false, 0 },
	{ "E12345678", "E12345678", NULL, "", "", IV_IDNO_PASSPORT, false, 0 },
	{ "EA1234567", "EA1234567", NULL, "", "", IV_IDNO_PASSPORT, false, 0 },
	{ "H1234567800", "H1234567800", NULL, "", "", IV_IDNO_PASSPORT, false, 0 },
	{ "AB1234567", "AB1234567", "odd_idno", "", "", IV_IDNO_OTHER, false, 0 },
	{ "111111111111111111", "", "placeholder", "", "", IV_IDNO_OTHER, false, 0 },
	{ "123456789012345678", "", "placeholder", "", "", IV_IDNO_OTHER, false, 0 },
	{ "未提供", "", "placeholder", "", "", IV_IDNO_OTHER, false, 0 },
	{ "", "", NULL, "", "", IV_IDNO_OTHER, false, 0 },
};

static void idnos(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_idno x, again;
		int rc = iv_clean_idno(&a, iv_str_of(cases[i].raw), &x);
		struct iv_buf b = { 0 };
		if (x.has_birth)
			iv_date_add(&b, x.birth);
		if (rc != IV_OK || !iv_str_eq(x.c.value, iv_str_of(cases[i].value)) || !iv_str_eq(iv_str_of(x.c.warn), iv_str_of(cases[i].warn)) || x.kind != cases[i].kind ||
		    x.strong != cases[i].strong || x.sex != cases[i].sex || strcmp(x.region, cases[i].region) != 0 || !iv_str_eq(iv_buf_str(&b), iv_str_of(cases[i].birth)))
			fail_msg("%s: %d '" IV_FMT "' %s kind %d strong %d sex %d", cases[i].raw, rc, IV_ARG(x.c.value), x.c.warn ? x.c.warn : "-", x.kind, x.strong, x.sex);
		iv_buf_release(&b);
		iv_clean_idno(&a, x.c.value, &again);
		assert_true(iv_str_eq(again.c.value, x.c.value) && again.strong == x.strong);
	}
	struct iv_idno x;
	assert_int_equal(iv_clean_idno(&a, IV_STR("hello"), &x), IV_REJECT);
	assert_int_equal(iv_clean_idno(&a, IV_STR("12"), &x), IV_REJECT);
	assert_int_equal(iv_clean_idno(&a, IV_STR("1101051949123100211101051949"), &x), IV_REJECT);
	iv_arena_release(&a);
}

/* Any one wrong digit of a mainland number is noticed. */
static void one_wrong_digit(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (int i = 0; i < 17; i++)
		for (char c = '0'; c <= '9'; c++) {
			char text[] = "11010519491231002X";
			struct iv_idno x;
			bool same = text[i] == c;
			text[i] = c;
			iv_clean_idno(&a, IV_STR(text), &x);
			assert_int_equal(x.strong, same);
		}
	iv_arena_release(&a);
}

static void genders(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *value, *warn;
	} words[] = { { "男", "M", NULL }, { "Ｍ", "M", NULL }, { "1", "M", NULL }, { "Male", "M", NULL }, { "先生", "M", NULL }, { "女", "F", NULL }, { "f", "F", NULL }, { "2", "F", NULL },
		      { "女士", "F", NULL }, { "未知", "", NULL }, { "", "", NULL }, { "0", "", NULL }, { "保密", "", NULL }, { "Frau", "F", NULL }, { "männlich", "M", NULL }, { "SRA.", "F", NULL }, { "남자", "M", NULL }, { "divers", "", NULL }, { "maybe", "", "bad_gender" } };
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct iv_clean x, again;
		assert_int_equal(iv_clean_gender(&a, iv_str_of(words[i].raw), &x), IV_OK);
		if (!iv_str_eq(x.value, iv_str_of(words[i].value)) || !iv_str_eq(iv_str_of(x.warn), iv_str_of(words[i].warn)))
			fail_msg("%s: '" IV_FMT "' %s", words[i].raw, IV_ARG(x.value), x.warn ? x.warn : "-");
		iv_clean_gender(&a, x.value, &again);
		assert_true(iv_str_eq(again.value, x.value));
	}
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(idnos), cmocka_unit_test(one_wrong_digit), cmocka_unit_test(genders) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
