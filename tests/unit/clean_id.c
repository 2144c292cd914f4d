/* SPDX-License-Identifier: MIT
 * Identifiers of other kinds, and postcodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clean/id.h"
#include "clean/postcode.h"

static const struct {
	const char *type, *scope, *raw, *value, *warn;
	bool luhn, linkable;
} ids[] = {
	{ "member_card", "", " 8800 0000 01 ", "8800 0000 01", NULL, false, true },
	{ "member_card", "", "０８８１", "0881", NULL, false, true },
	{ "member_card", "", "4539578763621486", "4539578763621486", NULL, true, true },
	{ "member_card", "", "4539578763621487", "", "bad_id", true, false },
	{ "member_card", "", "0000", "", "placeholder", false, false },
	{ "member_card", "", "无", "", "placeholder", false, false },
	{ "member_card", "", "6.22202E+15", "", "damaged", false, false },
	{ "member_card", "", "6222021234567000", "6222021234567000", "damaged", false, false },
	{ "member_card", "", "622202123456000", "622202123456000", NULL, false, true },
	{ "wx_openid", "wx0123456789abcdef", "oABCDEFGHIJKLMNOPQRSTUVWXYZ1", "oABCDEFGHIJKLMNOPQRSTUVWXYZ1", NULL, false, true },
	{ "wx_openid", "", "oABCDEFGHIJKLMNOPQRSTUVWXYZ1", "oABCDEFGHIJKLMNOPQRSTUVWXYZ1", "no_scope", false, false },
	{ "wx_openid", "wx0123456789abcdef", "oABCDEFGHIJKLMNOPQRSTUVWXYZ", "", "bad_id", false, false },
	{ "wx_openid", "wx0123456789abcdef", "oABCDEFGHIJKLMNOPQRSTUVWXYZ!", "", "bad_id", false, false },
	{ "wx_unionid", "", "o6_bmasdasdsad6_2sgVt7hMZOPf", "o6_bmasdasdsad6_2sgVt7hMZOPf", NULL, false, true },
	{ "line", "", "u0123456789ABCDEF0123456789abcdef", "U0123456789abcdef0123456789abcdef", NULL, false, true },
	{ "line", "", "U0123456789abcdef0123456789abcdeg", "", "bad_id", false, false },
	{ "alipay", "", "2088123456789012", "2088123456789012", NULL, false, true },
	{ "alipay", "", "1088123456789012", "", "bad_id", false, false },
	{ "device", "", "6D92078A-8246-4BA4-AE5B-76104861E7DC", "6d92078a-8246-4ba4-ae5b-76104861e7dc", NULL, false, true },
	{ "device", "", "00000000-0000-0000-0000-000000000000", "", "placeholder", false, false },
	{ "device", "", "490154203237518", "490154203237518", NULL, false, true },
	{ "device", "", "490154203237517", "", "bad_id", false, false },
	{ "einvoice_carrier", "", "/abc+123", "/ABC+123", NULL, false, true },
	{ "einvoice_carrier", "", "ABC1234", "", "bad_id", false, false },
	{ "citizen_certificate", "", "ab12345678901234", "AB12345678901234", NULL, false, true },
	{ "tax", "", "04595257", "04595257", NULL, false, false },
	{ "tax", "", "04595258", "", "bad_id", false, false },
	{ "member_card", "", "", "", NULL, false, false },
};

static void identifiers(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		struct iv_id x, again;
		struct iv_str type = iv_str_of(ids[i].type), scope = iv_str_of(ids[i].scope);
		int status = iv_clean_id(&a, type, scope, iv_str_of(ids[i].raw), ids[i].luhn, &x);
		if (!iv_str_eq(x.c.value, iv_str_of(ids[i].value)) || !iv_str_eq(iv_str_of(x.c.warn), iv_str_of(ids[i].warn)) || x.linkable != ids[i].linkable)
			fail_msg("%s '%s': '" IV_FMT "' %s %d", ids[i].type, ids[i].raw, IV_ARG(x.c.value), x.c.warn ? x.c.warn : "-", x.linkable);
		assert_true(status == IV_OK || !x.c.value.n);
		iv_clean_id(&a, type, scope, x.c.value, ids[i].luhn, &again);
		assert_true(iv_str_eq(again.c.value, x.c.value) && again.linkable == x.linkable);
	}
	iv_arena_release(&a);
}

static void postcodes(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *value, *warn;
	} rows[] = {
		{ "200040", "200040", NULL }, { "２０００４０", "200040", NULL }, { "邮编：200040", "200040", NULL }, { "200040.0", "200040", NULL }, { "106", "106", NULL },
		{ "106-40", "10640", NULL }, { "10640", "10640", NULL }, { "106-409", "106409", NULL }, { "sw1a 1aa", "SW1A 1AA", NULL }, { "62704-1234", "62704-1234", NULL },
		{ "100-0001", "100-0001", NULL }, { "000000", "", "placeholder" }, { "999999", "", "placeholder" }, { "无", "", "placeholder" }, { "12", "", "bad_postcode" },
		{ "上海", "", "bad_postcode" }, { "12345678901", "", "bad_postcode" }, { "", "", NULL },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct iv_clean x, again;
		iv_clean_postcode(&a, iv_str_of(rows[i].raw), &x);
		if (!iv_str_eq(x.value, iv_str_of(rows[i].value)) || !iv_str_eq(iv_str_of(x.warn), iv_str_of(rows[i].warn)))
			fail_msg("'%s': '" IV_FMT "' %s", rows[i].raw, IV_ARG(x.value), x.warn ? x.warn : "-");
		iv_clean_postcode(&a, x.value, &again);
		assert_true(iv_str_eq(again.value, x.value));
	}
	iv_arena_release(&a);
}

static void places(void **state)
{
	(void)state;
	static const struct {
		const char *division, *postcode;
		int suits;
	} rows[] = {
		{ "310106", "200040", 1 }, { "310106", "100040", 0 }, { "310000", "200040", 1 }, { "110105", "200040", 0 }, { "150000", "010010", 1 }, { "310106", "20004", 0 },
		{ "TW-TPE-106", "106", 1 }, { "TW-TPE-106", "10640", 1 }, { "TW-TPE-106", "104", 0 }, { "TW-TPE", "104", 1 }, { "TW-TPE", "800", 0 }, { "TW-TPE-106", "1064", 0 },
		{ "810005", "999077", -1 }, { "", "200040", -1 }, { "310106", "SW1A 1AA", -1 },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (iv_postcode_suits(iv_str_of(rows[i].division), iv_str_of(rows[i].postcode)) != rows[i].suits)
			fail_msg("%s %s", rows[i].division, rows[i].postcode);
	assert_true(iv_str_eq(iv_postcode_restored(&a, IV_STR("140105"), IV_STR("30006")), IV_STR("030006")));
	assert_int_equal(iv_postcode_restored(&a, IV_STR("310106"), IV_STR("30006")).n, 0);
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(identifiers), cmocka_unit_test(postcodes), cmocka_unit_test(places) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
