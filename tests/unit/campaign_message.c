/* SPDX-License-Identifier: MIT
 * What leaves: cells no spreadsheet runs, lines no character breaks, short messages counted as networks count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "campaign/message.h"

static void cells(void **state)
{
	(void)state;
	static const struct {
		const char *text, *cell;
	} cases[] = {
		{ "", "" },
		{ "宋倩", "宋倩" },
		{ "a,b", "\"a,b\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ " a", "\" a\"" },
		{ "=1+2", "'=1+2" },
		{ "=HYPERLINK(\"http://x\",1)", "\"'=HYPERLINK(\"\"http://x\"\",1)\"" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "+8613800138000", "+8613800138000" },
		{ "-12.5", "-12.5" },
		{ "+1+2", "'+1+2" },
		{ "-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0" },
		{ "+", "'+" },
		{ "-.", "'-." },
		{ "-1.2.3", "'-1.2.3" },
		{ "＝1", "'＝1" },
		{ "＋861", "'＋861" },
		{ "1=2", "1=2" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_buf b = { 0 };
		iv_campaign_cell(iv_str_of(cases[i].text), &b);
		assert_string_equal(iv_buf_text(&b), cases[i].cell);
		iv_buf_release(&b);
	}
}

static void plain(void **state)
{
	(void)state;
	static const char *const good[] = { "", "宋倩 a-b", "é", "👍", "　" };
	static const char *const bad[] = { "a\nb", "\r", "\t", "a\x7f", "\xC2\x85", "a\xE2\x80\xA8", "\xE2\x80\xAE" "abc", "\xE2\x81\xA6", "\x1b[31m" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(iv_campaign_plain(iv_str_of(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(iv_campaign_plain(iv_str_of(bad[i])));
	assert_false(iv_campaign_plain((struct iv_str){ "a\0b", 3 }));
}

/* n times the text, and then the end. */
static size_t parts(const char *text, size_t n, const char *end)
{
	struct iv_buf b = { 0 };
	for (size_t i = 0; i < n; i++)
		iv_buf_adds(&b, iv_str_of(text));
	iv_buf_adds(&b, iv_str_of(end));
	size_t result = iv_campaign_parts(iv_buf_str(&b));
	iv_buf_release(&b);
	return result;
}

static void short_messages(void **state)
{
	(void)state;
	assert_int_equal(parts("", 0, ""), 1);
	assert_int_equal(parts("a", 160, ""), 1);
	assert_int_equal(parts("a", 161, ""), 2);
	assert_int_equal(parts("a", 306, ""), 2);
	assert_int_equal(parts("a", 307, ""), 3);
	assert_int_equal(parts("€", 80, ""), 1);
	assert_int_equal(parts("€", 81, ""), 2);
	assert_int_equal(parts("a", 152, "€€€€€"), 2); /* no escape is cut from its character: 152, then 10 */
	assert_int_equal(parts("汉", 70, ""), 1);
	assert_int_equal(parts("汉", 71, ""), 2);
	assert_int_equal(parts("汉", 134, ""), 2);
	assert_int_equal(parts("汉", 135, ""), 3);
	assert_int_equal(parts("a", 70, "汉"), 2); /* one character beyond the alphabet makes it UTF-16 */
	assert_int_equal(parts("a", 69, "汉"), 1);
	assert_int_equal(parts("👍", 35, ""), 1);
	assert_int_equal(parts("👍", 66, ""), 2); /* 33 pairs a part, not 33 and a half */
	assert_int_equal(parts("👍", 67, ""), 3);
	assert_int_equal(parts("`", 71, ""), 2); /* the grave accent is not in the GSM alphabet */
	assert_int_equal(parts("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà", 3, ""), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(cells), cmocka_unit_test(plain), cmocka_unit_test(short_messages) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
