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
	{ "07-20481105", "TW", "+886720481105", "unlisted_range", "", "TW", IV_PHONE_LANDLINE, true },
	{ "03-4567890", "TW", "+88634567890", NULL, "", "TW", IV_PHONE_LANDLINE, true },
	{ "0592-66827832", "CN", "+8659266827832", "unlisted_range", "", "CN", IV_PHONE_LANDLINE, true },
	{ "0592-6682783", "CN", "+865926682783", NULL, "", "CN", IV_PHONE_LANDLINE, true },
	{ "0592-66827832", "TW", "+8659266827832", "unlisted_range", "", "CN", IV_PHONE_LANDLINE, true },
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
	{ "4008012345", "CN", "+864008012345", "service_number", "", "CN", IV_PHONE_SHARED, false },
	{ "400-801-2345", "", "+864008012345", "service_number", "", "CN", IV_PHONE_SHARED, false },
	{ "0908963073", "CN", "+886908963073", "foreign_number", "", "TW", IV_PHONE_MOBILE, true }, /* not 96-3073 of the county 908 */
	{ "0571-967500", "CN", "+86571967500", "service_number", "", "CN", IV_PHONE_SHARED, false },
	{ "95588", "CN", "+8695588", "service_number", "", "CN", IV_PHONE_SERVICE, false },
	{ "0800-123-987", "TW", "+886800123987", "service_number", "", "TW", IV_PHONE_TOLLFREE, false },
	{ "2123 4567", "HK", "+85221234567", NULL, "", "HK", IV_PHONE_LANDLINE, true },
	{ "9123 4567", "HK", "+85291234567", NULL, "", "HK", IV_PHONE_MOBILE, true },
	{ "+853 6612 3456", "", "+85366123456", NULL, "", "MO", IV_PHONE_MOBILE, true },
	{ "(415) 555-2671", "US", "+14155552671", NULL, "", "US", IV_PHONE_EITHER, true },
	{ "1-415-555-2671 x12", "CA", "+14155552671", NULL, "12", "US", IV_PHONE_EITHER, true },
	{ "1-800-275-2273", "US", "+18002752273", "service_number", "", "US", IV_PHONE_TOLLFREE, false },
	{ "011 44 20 7946 0018", "US", "+442079460018", NULL, "", "GB", IV_PHONE_LANDLINE, true },
	{ "13001234567", "US", "+8613001234567", "foreign_number", "", "CN", IV_PHONE_MOBILE, true },
	{ "+44 (0)20 7946 0018", "", "+442079460018", NULL, "", "GB", IV_PHONE_LANDLINE, true },
	{ "+39 06 698 1234", "", "+39066981234", NULL, "", "VA", IV_PHONE_LANDLINE, true },
	{ "tel: 13812345678", "CN", "+8613812345678", "note_dropped", "", "CN", IV_PHONE_MOBILE, true },
	{ "13812345678(家)", "CN", "+8613812345678", "note_dropped", "", "CN", IV_PHONE_MOBILE, true },
	{ "13812345678/13987654321", "CN", "+8613812345678", "several_numbers", "", "CN", IV_PHONE_MOBILE, true },
	{ "13812345678、021-51006682", "CN", "+8613812345678", "several_numbers", "", "CN", IV_PHONE_MOBILE, true },
	{ "13811111112", "CN", "+8613811111112", "repetitive", "", "CN", IV_PHONE_MOBILE, false },
	{ "021-88888888", "CN", "+862188888888", "repetitive", "", "CN", IV_PHONE_LANDLINE, false },
	{ "138****5678", "CN", "138****5678", "masked", "", "", IV_PHONE_UNKNOWN, false },
	/* what the plan does not list */
	{ "15412345679", "CN", "+8615412345679", "unlisted_range", "", "CN", IV_PHONE_MOBILE, true },
	{ "16712345679", "CN", "+8616712345679", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "17012345679", "CN", "+8617012345679", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "19212345679", "CN", "+8619212345679", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "+1 211 555 2671", "", "+12115552671", "unlisted_range", "", "US", IV_PHONE_UNKNOWN, true },
	{ "+44 25 4600 1812", "", "+442546001812", "unlisted_range", "", "GB", IV_PHONE_UNKNOWN, true },
	/* a 0 lost in a spreadsheet */
	{ "912345678", "TW", "+886912345678", "lost_zero", "", "TW", IV_PHONE_MOBILE, true },
	{ "221212138", "TW", "+886221212138", "lost_zero", "", "TW", IV_PHONE_LANDLINE, true },
	{ "1051234567", "CN", "+861051234567", "lost_zero", "", "CN", IV_PHONE_LANDLINE, true },
	{ "9012345679", "JP", "+819012345679", "lost_zero", "", "JP", IV_PHONE_MOBILE, true },
	{ "98765 43211", "IN", "+919876543211", NULL, "", "IN", IV_PHONE_MOBILE, true },
	/* the world */
	{ "07400 123457", "GB", "+447400123457", NULL, "", "GB", IV_PHONE_MOBILE, true },
	{ "01481 256789", "GB", "+441481256789", NULL, "", "GG", IV_PHONE_LANDLINE, true },
	{ "256789", "GG", "+441481256789", NULL, "", "GG", IV_PHONE_LANDLINE, true },
	{ "030/123456", "DE", "+4930123456", NULL, "", "DE", IV_PHONE_LANDLINE, true },
	{ "0049 (0)30 1234567", "", "+49301234567", NULL, "", "DE", IV_PHONE_LANDLINE, true },
	{ "03–5321–6789", "JP", "+81353216789", NULL, "", "JP", IV_PHONE_LANDLINE, true },
	{ "010 44 20 7946 0018", "JP", "+442079460018", NULL, "", "GB", IV_PHONE_LANDLINE, true },
	{ "0011 86 138 1234 5679", "AU", "+8613812345679", NULL, "", "CN", IV_PHONE_MOBILE, true },
	{ "06 6123 4567", "IT", "+390661234567", NULL, "", "IT", IV_PHONE_LANDLINE, true },
	{ "312 345 6789", "IT", "+393123456789", NULL, "", "IT", IV_PHONE_MOBILE, true },
	{ "011 15-3123-4567", "AR", "+5491131234567", NULL, "", "AR", IV_PHONE_MOBILE, true },
	{ "0 15 11 98765-4321", "BR", "+5511987654321", NULL, "", "BR", IV_PHONE_MOBILE, true },
	{ "8 (912) 345-67-89", "RU", "+79123456789", NULL, "", "RU", IV_PHONE_MOBILE, true },
	{ "8 701 234 5678", "RU", "+77012345678", NULL, "", "KZ", IV_PHONE_MOBILE, true },
	{ "(416) 555-0123", "US", "+14165550123", NULL, "", "CA", IV_PHONE_EITHER, true },
	{ "0900 123 4567", "GB", "+449001234567", "service_number", "", "GB", IV_PHONE_PREMIUM, false },
	{ "+800 1234 5679", "", "+80012345679", "service_number", "", "", IV_PHONE_TOLLFREE, false },
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

/* A mobile as the cleaner writes it takes a short way; with a blank in it, the long one. */
static void mobile(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	uint64_t random = 1;
	size_t numbers = 0;
	for (unsigned round = 0; round < 200000; round++) {
		char number[16] = "+861", blank[16];
		for (size_t i = 4; i < 14; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			number[i] = (char)('0' + (random >> 33) % (i > 8 && round % 8 == 0 ? 2 : 10));
		}
		memcpy(blank, number, 3);
		blank[3] = ' ';
		memcpy(blank + 4, number + 3, 11);
		struct iv_phone x, y;
		iv_arena_clear(&a);
		int x_rc = iv_clean_phone(&a, (struct iv_str){ number, 14 }, IV_STR("TW"), &x), y_rc = iv_clean_phone(&a, (struct iv_str){ blank, 15 }, IV_STR(""), &y);
		if (x_rc != y_rc || !iv_str_eq(x.c.value, y.c.value) || !same_slug(x.c.warn, y.c.warn) || !iv_str_eq(x.ext, y.ext) || strcmp(x.region, y.region) != 0 || x.type != y.type ||
		    x.linkable != y.linkable)
			fail_msg("%.14s", number);
		numbers += x.linkable;
	}
	assert_true(numbers > 100000);
	iv_arena_release(&a);
}

static void refused(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *region, *warn;
	} cases[] = {
		{ "1381234567", "CN", "bad_phone" },   { "138123456789", "CN", "bad_phone" }, { "12912345678", "CN", "bad_phone" }, { "66827832", "CN", "bad_phone" },
		{ "0994-343-81", "TW", "bad_phone" },  { "026-12345678", "CN", "bad_phone" }, { "0592-123", "CN", "bad_phone" }, { "+999123456789", "", "bad_phone" },
		{ "07911 123456", "XX", "no_region" }, { "020 7946 0018", "", "no_region" },  { "hello", "CN", "bad_phone" },	     { "138abc45678", "CN", "bad_phone" },
		{ "+86 10", "CN", "bad_phone" },       { "115 555 2671", "US", "bad_phone" }, { "021-51006682转张", "CN", "bad_phone" },
		{ "0163-4942-325", "SE", "bad_phone" },
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

/* Several numbers in one field; "|" stands between the pieces. */
static void taken_apart(void **state)
{
	(void)state;
	static const struct {
		const char *text, *region, *pieces;
	} cases[] = {
		{ "13812345678、021-51006682", "CN", "13812345678|021-51006682" },
		{ "13812345678；13987654321 或 0592-6682783", "CN", "13812345678|13987654321|0592-6682783" },
		{ "13812345678 13987654321", "CN", "13812345678|13987654321" },
		{ "138 1234 5678 139 8765 4321", "CN", "138 1234 5678|139 8765 4321" },
		{ "13812345678(妈妈) 13987654321(爸爸)", "CN", "13812345678(妈妈)|13987654321(爸爸)" },
		{ "0912-345-678 02-2712-3456", "TW", "0912-345-678|02-2712-3456" },
		{ "13812345678/9", "CN", "13812345678|13812345679" },
		{ "0592-6682783/2784/85", "CN", "0592-6682783|0592-6682784|0592-6682785" },
		{ "13812345678/79 13987654321", "CN", "13812345678|13812345679|13987654321" },
		{ "030/123456", "DE", "030/123456" },
		{ "030/123456/7", "DE", "030/123456|030/123457" },
		{ "+49 30 123456, +49 171 2345678", "DE", "+49 30 123456|+49 171 2345678" },
		{ "tel:+86-10-5123-4567;ext=305", "CN", "tel:+86-10-5123-4567;ext=305" },
		{ "+86 138 1234 5678", "CN", "+86 138 1234 5678" },
		{ "138123456789012345", "CN", "138123456789012345" },
		{ " ,;/ ", "CN", "/" },
		{ "", "CN", "" },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_str rest = iv_str_of(cases[i].text), piece = { 0 };
		struct iv_buf b = { 0 };
		while (iv_clean_phone_next(&a, &rest, iv_str_of(cases[i].region), &piece)) {
			if (b.n)
				iv_buf_addc(&b, '|');
			iv_buf_adds(&b, piece);
		}
		if (strcmp(iv_buf_text(&b), cases[i].pieces) != 0)
			fail_msg("%s (%s): %s, expected %s", cases[i].text, cases[i].region, iv_buf_text(&b), cases[i].pieces);
		iv_buf_release(&b);
	}
	iv_arena_release(&a);
}

static void countries(void **state)
{
	(void)state;
	static const char *const cases[][2] = { { "CN", "CN" },	   { "cn", "CN" },	 { "中国", "CN" },	{ "中國", "CN" }, { "臺灣", "TW" }, { "台湾省", "TW" }, { "Hong Kong", "HK" }, { "U.S.A.", "US" },
						{ "United Kingdom", "GB" }, { "Deutschland", "DE" }, { "de", "DE" }, { "XX", "" },	  { "Atlantis", "" }, { "a", "" },	    { "", "" },		   { " ", "" } };
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char region[3];
		bool known = iv_clean_phone_country(&a, iv_str_of(cases[i][0]), region);
		assert_string_equal(region, cases[i][1]);
		assert_int_equal(known, cases[i][1][0] != '\0');
	}
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(accepted), cmocka_unit_test(mobile), cmocka_unit_test(refused), cmocka_unit_test(taken_apart), cmocka_unit_test(countries) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
