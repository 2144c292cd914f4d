/* SPDX-License-Identifier: MIT
 * Code points in and out, and the two normal forms of text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/fold.h"
#include "text/han.h"
#include "text/utf8.h"

static void codes(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp < 0x110000; cp++) {
		char text[4];
		if (cp >= 0xD800 && cp < 0xE000)
			continue;
		size_t n = iv_utf8_put(text, cp);
		const char *at = text;
		assert_int_equal(iv_utf8_next(&at, text + n), cp);
		assert_ptr_equal(at, text + n);
		assert_int_equal(iv_utf8_back(&at, text), cp);
		assert_ptr_equal(at, text);
	}
}

static void broken(void **state)
{
	(void)state;
	static const char *const cases[] = { "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE7\x8E", "\xFF" };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_str s = iv_str_of(cases[i]);
		const char *at = s.p, *back = s.p + s.n;
		assert_int_equal(iv_utf8_next(&at, s.p + s.n), IV_UTF8_LOST);
		assert_ptr_equal(at, s.p + 1);
		assert_int_equal(iv_utf8_back(&back, s.p), IV_UTF8_LOST);
		assert_ptr_equal(back, s.p + s.n - 1);
		assert_int_equal(iv_utf8_count(s), s.n);
	}
	assert_int_equal(iv_utf8_count(IV_STR("a王é\xFF")), 4);
}

static const struct {
	const char *raw, *tidy, *fold;
} forms[] = {
	{ "", "", "" },
	{ "Plain text", "Plain text", "plain text" },
	{ "  two   words ", "two words", "two words" },
	{ "ＷＡＮＧ　１２３", "WANG 123", "wang 123" },
	{ "王\xE3\x80\x80小明", "王 小明", "王 小明" },
	{ "王\xE2\x80\x8B小\xEF\xBB\xBF明", "王小明", "王小明" },
	{ "\xEF\xBB\xBFName", "Name", "name" },
	{ "a\tb\r\nc", "a b c", "a b c" },
	{ "a\x01\x7F" "b", "ab", "ab" },
	{ "Stra\xC3\x9F" "e", "Stra\xC3\x9F" "e", "strasse" },
	{ "Jose\xCC\x81", "Jos\xC3\xA9", "jos\xC3\xA9" },
	{ "ｶﾞ", "ガ", "ガ" },
	{ "㈱ ﬁn", "(株) fin", "(株) fin" },
	{ "\xEF\xA4\x80", "豈", "豈" },
	{ "x\xFFy", "x\xEF\xBF\xBDy", "x\xEF\xBF\xBDy" },
	{ " \xC2\xA8" "a", "\xCC\x88" "a", "\xCC\x88" "a" },
	{ "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한", "한" },
	{ "\xC2\xA0", "", "" },
	{ "E\xC2\xAD" "\xCC\x81", "\xC3\x89", "\xC3\xA9" },
	{ "－～！", "-~!", "-~!" },
};

static void tidy_and_fold(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct iv_str raw = iv_str_of(forms[i].raw), tidy = iv_text_tidy(&a, raw), fold = iv_text_fold(&a, raw);
		if (!iv_str_eq(tidy, iv_str_of(forms[i].tidy)) || !iv_str_eq(fold, iv_str_of(forms[i].fold)))
			fail_msg("'%s' gave '" IV_FMT "' and '" IV_FMT "'", forms[i].raw, IV_ARG(tidy), IV_ARG(fold));
		assert_true(iv_str_eq(iv_text_tidy(&a, tidy), tidy));
		assert_true(iv_str_eq(iv_text_fold(&a, fold), fold));
	}
	iv_arena_release(&a);
}

static void unchanged_is_not_copied(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	struct iv_str s = IV_STR("already tidy"), han = IV_STR("王小明");
	assert_ptr_equal(iv_text_tidy(&a, s).p, s.p);
	assert_ptr_equal(iv_text_tidy(&a, han).p, han.p);
	iv_arena_release(&a);
}

static void settled(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool settled;
	} cases[] = { { "", true }, { "上海市", true }, { "金色家园8单元 501", true }, { "smith john", true }, { "臺北", false }, { "Smith", false }, { " a", false }, { "a ", false }, { "a  b", false }, { "a\tb", false }, { "\xE4\xB8", false } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (iv_text_settled(iv_str_of(cases[i].text)) != cases[i].settled)
			fail_msg("'%s'", cases[i].text);
}

/* Every code point, between two letters and alone, reaches its form in one step. */
static void every_code_settles(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (uint32_t cp = 1; cp < 0x30000; cp++) {
		char text[8] = "a";
		if (cp >= 0xD800 && cp < 0xE000)
			continue;
		size_t n = 1 + iv_utf8_put(text + 1, cp);
		text[n++] = 'Z';
		for (size_t from = 0; from < 2; from++) {
			struct iv_str raw = { text + from, from ? n - 2 : n };
			struct iv_str tidy = iv_text_tidy(&a, raw), fold = iv_text_fold(&a, raw);
			if (!iv_str_eq(iv_text_tidy(&a, tidy), tidy) || !iv_str_eq(iv_text_fold(&a, fold), fold))
				fail_msg("U+%04X does not settle", cp);
			/* Fold is a function of tidy: what looks the same compares the same. */
			if (!iv_str_eq(iv_text_fold(&a, tidy), fold))
				fail_msg("U+%04X: the fold of the tidy form differs", cp);
			if (iv_text_settled(raw) && !iv_str_eq(iv_han_simplify(&a, fold), raw))
				fail_msg("U+%04X is said to be settled", cp);
		}
		iv_arena_clear(&a);
	}
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes),
		cmocka_unit_test(broken),
		cmocka_unit_test(tidy_and_fold),
		cmocka_unit_test(unchanged_is_not_copied),
		cmocka_unit_test(settled),
		cmocka_unit_test(every_code_settles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
