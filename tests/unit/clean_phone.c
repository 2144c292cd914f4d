/* SPDX-License-Identifier: MIT
 * Telephone numbers as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clean/phone.h"

static const struct {
	const char *raw, *region, *value, *warn, *ext, *home;
	enum iv_phone_type type;
	bool linkable;
} good[] = {
	{ "13812345678", "CN", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "13812345678", "", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "13812345678", "TW", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "013812345678", "CN", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "+8613812345678", "", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "86 138 1234 5678", "CN", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "138-1234-5678", "CN", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "１３８１２３４５６７８", "CN", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "(0086)13812345678", "CN", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "008613812345678", "CN", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "(+86) 138.1234.5678", "US", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "＋８６（０）13812345678", "CN", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "13812345678.0", "CN", "+8613812345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "16212345678", "CN", "+8616212345678", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "0934-521-238", "TW", "+886934521238", NULL, "", "TW", IV_PHONE_MOBILE, true },
	{ "0934521238", "CN", "+886934521238", NULL, "", "TW", IV_PHONE_MOBILE, true },
	{ "0934521238", "", "+886934521238", NULL, "", "TW", IV_PHONE_MOBILE, true },
	{ "+886934521238", "CN", "+886934521238", NULL, "", "TW", IV_PHONE_MOBILE, true },
	{ "886-934-521-238", "", "+886934521238", NULL, "", "TW", IV_PHONE_MOBILE, true },
	{ "02-21212138", "TW", "+886221212138", NULL, "", "TW", IV_PHONE_LANDLINE, true },
	{ "02-21212138", "CN", "+886221212138", NULL, "", "TW", IV_PHONE_LANDLINE, true },
	{ "(02) 2121-2138", "TW", "+886221212138", NULL, "", "TW", IV_PHONE_LANDLINE, true },
	{ "04-28811025", "CN", "+886428811025", NULL, "", "TW", IV_PHONE_LANDLINE, true },
	{ "07-20481105", "TW", "+886720481105", NULL, "", "TW", IV_PHONE_LANDLINE, true },
	{ "03-4567890", "TW", "+88634567890", NULL, "", "TW", IV_PHONE_LANDLINE, true },
	{ "0592-66827832", "CN", "+8659266827832", NULL, "", "CN", IV_PHONE_LANDLINE, true },
	{ "0592-6682783", "CN", "+865926682783", NULL, "", "CN", IV_PHONE_LANDLINE, true },
	{ "0592-66827832", "TW", "+8659266827832", NULL, "", "CN", IV_PHONE_LANDLINE, true },
	{ "010-51234567", "CN", "+861051234567", NULL, "", "CN", IV_PHONE_LANDLINE, true },
	{ "021 5100 6682", "CN", "+862151006682", NULL, "", "CN", IV_PHONE_LANDLINE, true },
	{ "+86 (0)592 6682783", "", "+865926682783", NULL, "", "CN", IV_PHONE_LANDLINE, true },
	{ "86-592-6682783", "CN", "+865926682783", NULL, "", "CN", IV_PHONE_LANDLINE, true },
	{ "021-51006682-8001", "CN", "+862151006682", NULL, "8001", "CN", IV_PHONE_LANDLINE, true },
	{ "021-51006682转8001", "CN", "+862151006682", NULL, "8001", "CN", IV_PHONE_LANDLINE, true },
	{ "021-51006682 ext. 12", "CN", "+862151006682", NULL, "12", "CN", IV_PHONE_LANDLINE, true },
	{ "(02)2121-2138#305", "TW", "+886221212138", NULL, "305", "TW", IV_PHONE_LANDLINE, true },
	{ "02-2121-2138 分機 305", "TW", "+886221212138", NULL, "305", "TW", IV_PHONE_LANDLINE, true },
	{ "15012345678-4321", "CN", "+8615012345678", "privacy_number", "4321", "CN", IV_PHONE_MOBILE, false },
	{ "4008012345", "CN", "+864008012345", "service_number", "", "CN", IV_PHONE_TOLLFREE, false },
	{ "400-801-2345", "", "+864008012345", "service_number", "", "CN", IV_PHONE_TOLLFREE, false },
	{ "95588", "CN", "+8695588", "service_number", "", "CN", IV_PHONE_SERVICE, false },
	{ "0800-123-987", "TW", "+886800123987", "service_number", "", "TW", IV_PHONE_TOLLFREE, false },
	{ "2123 4567", "HK", "+85221234567", NULL, "", "HK", IV_PHONE_LANDLINE, true },
	{ "9123 4567", "HK", "+85291234567", NULL, "", "HK", IV_PHONE_MOBILE, true },
	{ "+853 6612 3456", "", "+85366123456", NULL, "", "MO", IV_PHONE_MOBILE, true },
	{ "(415) 555-2671", "US", "+14155552671", NULL, "", "US", IV_PHONE_UNKNOWN, true },
	{ "1-415-555-2671 x12", "CA", "+14155552671", NULL, "12", "CA", IV_PHONE_UNKNOWN, true },
	{ "1-800-275-2273", "US", "+18002752273", "service_number", "", "US", IV_PHONE_TOLLFREE, false },
	{ "011 44 20 7946 0018", "US", "+442079460018", NULL, "", "GB", IV_PHONE_UNKNOWN, true },
	{ "13001234567", "US", "+8613001234567", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "+44 (0)20 7946 0018", "", "+442079460018", NULL, "", "GB", IV_PHONE_UNKNOWN, true },
	{ "+39 06 698 1234", "", "+39066981234", NULL, "", "IT", IV_PHONE_UNKNOWN, true },
	{ "tel: 13812345678", "CN", "+8613812345678", "note_dropped", "", "CN", IV_PHONE_MOBILE, true },
	{ "13812345678(家)", "CN", "+8613812345678", "note_dropped", "", "CN", IV_PHONE_MOBILE, true },
	{ "13812345678/13987654321", "CN", "+8613812345678", "several_numbers", "", "CN", IV_PHONE_MOBILE, true },
	{ "13812345678、021-51006682", "CN", "+8613812345678", "several_numbers", "", "CN", IV_PHONE_MOBILE, true },
	{ "13811111112", "CN", "+8613811111112", "repetitive", "", "CN", IV_PHONE_MOBILE, false },
	{ "021-88888888", "CN", "+862188888888", "repetitive", "", "CN", IV_PHONE_LANDLINE, false },
	{ "138****5678", "CN", "138****5678", "masked", "", "", IV_PHONE_UNKNOWN, false },
	{ "138xxxx5678", "CN", "138xxxx5678", "masked", "", "", IV_PHONE_UNKNOWN, false },
	{ "1.38124E+10", "CN", "1.38124E+10", "damaged", "", "", IV_PHONE_UNKNOWN, false },
	{ "13800138000", "CN", "", "placeholder", "", "", IV_PHONE_UNKNOWN, false },
	{ "+86 138-8888-8888", "CN", "", "placeholder", "", "", IV_PHONE_UNKNOWN, false },
	{ "13900000000", "CN", "", "placeholder", "", "", IV_PHONE_UNKNOWN, false },
	{ "12345678901", "CN", "", "placeholder", "", "", IV_PHONE_UNKNOWN, false },
	{ "18888888888", "", "", "placeholder", "", "", IV_PHONE_UNKNOWN, false },
	{ "0000000", "US", "", "placeholder", "", "", IV_PHONE_UNKNOWN, false },
	{ "001 2345678901", "", "", "placeholder", "", "", IV_PHONE_UNKNOWN, false },
	{ "无", "CN", "", "placeholder", "", "", IV_PHONE_UNKNOWN, false },
	{ "---", "CN", "", "placeholder", "", "", IV_PHONE_UNKNOWN, false },
	{ "", "CN", "", NULL, "", "", IV_PHONE_UNKNOWN, false },
	{ " 　", "CN", "", NULL, "", "", IV_PHONE_UNKNOWN, false },
};

static bool same_slug(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void accepted(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct iv_phone p, again;
		int rc = iv_clean_phone(&a, iv_str_of(good[i].raw), iv_str_of(good[i].region), &p);
		if (rc != IV_OK || !iv_str_eq(p.c.value, iv_str_of(good[i].value)) || !same_slug(p.c.warn, good[i].warn) || !iv_str_eq(p.ext, iv_str_of(good[i].ext)) ||
		    strcmp(p.region, good[i].home) != 0 || p.type != good[i].type || p.linkable != good[i].linkable)
			fail_msg("%s (%s): %d '" IV_FMT "' %s ext '" IV_FMT "' %s %s %d", good[i].raw, good[i].region, rc, IV_ARG(p.c.value), p.c.warn ? p.c.warn : "-", IV_ARG(p.ext), p.region,
				 iv_phone_type_name(p.type), p.linkable);
		assert_int_equal(iv_clean_phone(&a, p.c.value, IV_STR(""), &again), IV_OK);
		assert_true(iv_str_eq(again.c.value, p.c.value));
	}
	iv_arena_release(&a);
}

static void refused(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *region, *warn;
	} cases[] = {
		{ "1381234567", "CN", "bad_phone" },   { "138123456789", "CN", "bad_phone" }, { "12912345678", "CN", "bad_phone" }, { "66827832", "CN", "bad_phone" },
		{ "0994-343-81", "TW", "bad_phone" },  { "026-12345678", "CN", "bad_phone" }, { "0592-1234567", "CN", "bad_phone" }, { "+999123456789", "", "bad_phone" },
		{ "07911 123456", "GB", "no_region" }, { "020 7946 0018", "", "no_region" },  { "hello", "CN", "bad_phone" },	     { "138abc45678", "CN", "bad_phone" },
		{ "+86 10", "CN", "bad_phone" },       { "115 555 2671", "US", "bad_phone" }, { "021-51006682转张", "CN", "bad_phone" },
		{ "13812345678+13987654321", "CN", "bad_phone" },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_phone p;
		int rc = iv_clean_phone(&a, iv_str_of(cases[i].raw), iv_str_of(cases[i].region), &p);
		if (rc != IV_REJECT || !same_slug(p.c.warn, cases[i].warn) || p.c.value.n || p.linkable)
			fail_msg("%s (%s): %d '" IV_FMT "' %s", cases[i].raw, cases[i].region, rc, IV_ARG(p.c.value), p.c.warn ? p.c.warn : "-");
	}
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(accepted), cmocka_unit_test(refused) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
