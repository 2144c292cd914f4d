/* SPDX-License-Identifier: MIT
 * Encodings: decoding line by line, what does not decode, and the guess from a sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "io/charset.h"

static void decodes(const char *encoding, struct iv_str raw, const char *want, size_t bad_at)
{
	struct iv_charset cs;
	struct iv_err err;
	struct iv_buf room = { 0 };
	size_t bad;
	assert_int_equal(iv_charset_open(&cs, iv_str_of(encoding), raw, &err), IV_OK);
	struct iv_str text = iv_charset_decode(&cs, raw, &room, &bad);
	assert_int_equal(text.n, strlen(want));
	assert_memory_equal(text.p, want, text.n);
	assert_int_equal(bad, bad_at);
	iv_buf_release(&room);
	iv_charset_close(&cs);
}

static void decoding(void **state)
{
	(void)state;
	decodes("UTF-8", IV_STR("宋倩"), "宋倩", 6);
	decodes("utf-8", IV_STR("a\xE5\xAE" "b"), "a\xEF\xBF\xBD\xEF\xBF\xBD" "b", 1);
	decodes("gb18030", IV_STR("\xCB\xCE,\xD9\xBB"), "宋,倩", 5);
	decodes("GBK", IV_STR("\xCB\xCE\xFF,a"), "宋\xEF\xBF\xBD,a", 2);
	decodes("gb18030", IV_STR("a\xCB"), "a\xEF\xBF\xBD", 1);
	decodes("cp950", IV_STR("\xBB\xAF\xB1\x6A\xB0\xEA"), "趙強國", 6);
	decodes("cp950", IV_STR("\xB3\x5C\xA5\x5C\xBB\x5C"), "許功蓋", 6);
	decodes("cp950", IV_STR("\xF9\xDA"), "恒", 2);
	/* Characters that users defined, first and last of each stretch. */
	decodes("cp950", IV_STR("\xFA\x40" "1\xFE\xFE"), "\xEE\x80\x80" "1\xEE\x8C\x90", 5);
	decodes("cp950", IV_STR("\x8E\x40\xA0\xFE\x81\x40\x8D\xFE"), "\xEE\x8C\x91\xEE\xBA\xB7\xEE\xBA\xB8\xEF\x9A\xB0", 8);
	decodes("cp949", IV_STR("\xC9\xA1\xFE\xFE"), "\xEE\x80\x80\xEE\x82\xBB", 4);
	/* A pair that means nothing is lost whole, so its second byte is no delimiter; half of a pair leaves the comma. */
	decodes("cp949", IV_STR("\xC6\x5A|a"), "\xEF\xBF\xBD|a", 0);
	decodes("gb18030", IV_STR("\xCB,a\xCB" "1"), "\xEF\xBF\xBD,a\xEF\xBF\xBD" "1", 0);
	/* A line of UTF-8 in a file of another encoding. */
	decodes("gb18030", IV_STR("1,宋倩"), "1,宋倩", 8);
	decodes("windows-1252", IV_STR("宋倩"), "宋倩", 6);
	decodes("windows-1252", IV_STR("\xC3\xA9"), "Ã©", 2);
	decodes("utf-16le", IV_STR("\x8B\x73" "1\0"), "王1", 4);
	decodes("utf-16be", IV_STR("\x73\x8B\0" "1"), "王1", 4);
	decodes("utf-16", IV_STR("\0a\0b"), "ab", 4);
	decodes("utf-16", IV_STR("a\0\0\xD8" "b\0"), "a\xEF\xBF\xBD" "b", 2);
	decodes("windows-1252", IV_STR("Jos\xE9"), "José", 4);
	decodes("iso-2022-jp", IV_STR("\x1b$B;3ED\x1b(B"), "山田", 10);
}

/* Bytes that do not decode can be shown as they were. */
static void showing(void **state)
{
	(void)state;
	struct iv_charset cs;
	struct iv_err err;
	struct iv_buf room = { 0 }, out = { 0 };
	size_t bad;
	assert_int_equal(iv_charset_open(&cs, IV_STR("gb18030"), (struct iv_str){ 0 }, &err), IV_OK);
	cs.shows_bytes = true;
	struct iv_str text = iv_charset_decode(&cs, IV_STR("\xCB\xCE\xFF,\x80"), &room, &bad);
	assert_true(iv_charset_has_shown(text));
	iv_charset_escape_shown(text, &out);
	assert_string_equal(iv_buf_text(&out), "宋\\xFF,\\x80");
	iv_buf_clear(&out);
	iv_charset_replace_shown(text, &out);
	assert_string_equal(iv_buf_text(&out), "宋\xEF\xBF\xBD,\xEF\xBF\xBD");
	assert_false(iv_charset_has_shown(iv_buf_str(&out)));
	iv_charset_close(&cs);
	iv_buf_release(&room);
	iv_buf_release(&out);
}

static void unknown(void **state)
{
	(void)state;
	struct iv_charset cs;
	struct iv_err err;
	assert_int_equal(iv_charset_open(&cs, IV_STR("gb18031"), (struct iv_str){ 0 }, &err), IV_WRONG);
	assert_string_equal(err.code, "unknown_encoding");
	assert_int_equal(iv_charset_open(&cs, IV_STR("an encoding with a name that is far too long"), (struct iv_str){ 0 }, &err), IV_WRONG);
	iv_charset_close(&cs);
}

/* `text` in `encoding`, then guessed. */
static void guessed(const char *text, const char *encoding, const char *want)
{
	char raw[1000], *from = (char *)(uintptr_t)text, *to = raw;
	size_t left = strlen(text), space = sizeof raw;
	iconv_t cd = iconv_open(encoding, "UTF-8");
	assert_true(iconv(cd, &from, &left, &to, &space) != (size_t)-1);
	iconv_close(cd);
	assert_string_equal(iv_charset_detect((struct iv_str){ raw, (size_t)(to - raw) }), want);
}

static void guessing(void **state)
{
	(void)state;
	static const char cn[] = "u2,宋琳,song.lin1982@gmail.com,15080477377,1982/03/14,浙江省,杭州市,西湖区,文三路12号3单元501室\n";
	static const char tw[] = "TW000001,趙強國,男,民國64年12月18日,0934-521-238,台北市士林區民生路299號1樓,115/05/28,N\n";
	guessed(cn, "gb18030", "gb18030");
	guessed(tw, "gb18030", "gb18030");
	guessed(tw, "cp950", "cp950");
	guessed("姓名,電話\n林君宜,02-28968704\n", "cp950", "cp950");
	guessed("1,王伟\n2,李娜\n", "gb18030", "gb18030");
	guessed(cn, "utf-8", "utf-8");
	guessed("José Müller, Straße 3\n", "windows-1252", "windows-1252");
	guessed("1,佐藤 太郎\n2,鈴木 花子\n", "shift_jis", "cp932");
	guessed("1,佐藤 太郎\n2,鈴木 花子\n", "euc-jp", "euc-jp-ms");
	guessed("ﾔﾏﾀﾞ ﾀﾛｳ,ｻﾄｳ ﾊﾅｺ,ﾜﾀﾅﾍﾞ ｹﾝｲﾁ,ｽｽﾞｷ ﾐﾕｷ\n", "shift_jis", "cp932");
	guessed("山田,東京都\n", "iso-2022-jp", "iso-2022-jp");
	guessed("1,김민준\n2,이서연\n", "euc-kr", "cp949");
	guessed("1,陳嘉欣,九龍觀塘道仁愛邨\n2,黃咏詩,香港灣仔莊士敦道𨋢\n", "big5-hkscs", "big5-hkscs");
	guessed("Zażółć gęślą jaźń, Łódź\n", "windows-1250", "windows-1250");
	guessed("Иванов Пётр, Санкт-Петербург\n", "windows-1251", "windows-1251");
	guessed("Иванов Пётр, Санкт-Петербург\n", "koi8-r", "koi8-r");
	guessed("Παπαδόπουλος Γιώργος, Αθήνα\n", "windows-1253", "windows-1253");
	guessed("Ayşe Yıldız, Beşiktaş, İstanbul, Güneşli\n", "windows-1254", "windows-1254");
	guessed("משה כהן, תל אביב\n", "windows-1255", "windows-1255");
	guessed("محمد علي, القاهرة\n", "windows-1256", "windows-1256");
	guessed("สมชาย ใจดี, กรุงเทพ\n", "windows-874", "windows-874");
	guessed("plain\n", "utf-8", "utf-8");
	guessed("宋琳\n", "utf-16be", "utf-16be");
	guessed(cn, "utf-16", "utf-16");
	guessed("name,city\nAnn,Rome\n", "utf-16le", "utf-16le");
	guessed(cn, "utf-16be", "utf-16be");
	guessed(cn, "utf-32le", "utf-32le");
	guessed(cn, "utf-32be", "utf-32be");
	/* One damaged character does not make UTF-8 something else. */
	assert_string_equal(iv_charset_detect(IV_STR("王伟李娜张敏刘洋陈静杨强\xE5\xAE,a\n")), "utf-8");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(decoding), cmocka_unit_test(showing), cmocka_unit_test(unknown), cmocka_unit_test(guessing) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
