/* SPDX-License-Identifier: MIT
 * Delimited text: what is a record, what is not, and where reading goes on. A document is shown as one text:
 * fields joined by '|', records by '/', a reject as !code@line:byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "io/csv.h"

/* Gives the text in pieces of `piece` bytes, to cut lines and characters anywhere. */
struct text {
	struct iv_str s;
	size_t piece;
};

static ptrdiff_t give(void *ctx, char *p, size_t n, struct iv_err *err)
{
	(void)err;
	struct text *t = ctx;
	if (n > t->piece)
		n = t->piece;
	if (n > t->s.n)
		n = t->s.n;
	if (n)
		memcpy(p, t->s.p, n);
	t->s = iv_str_from(t->s, n);
	return (ptrdiff_t)n;
}

static void show(struct iv_str s, const struct iv_csv_format *format, size_t columns, size_t piece, struct iv_buf *out)
{
	struct text t = { s, piece };
	struct iv_csv *csv;
	struct iv_err err;
	struct iv_csv_row row;
	assert_int_equal(iv_csv_open(&csv, format, give, &t, &err), IV_OK);
	iv_csv_columns(csv, columns);
	iv_buf_clear(out);
	for (int status; (status = iv_csv_next(csv, &row, &err)) != IV_END;) {
		assert_true(status >= 0);
		if (status == IV_REJECT)
			iv_buf_addf(out, "!%s@%ld:%d", err.code, row.line, (int)row.byte);
		for (size_t i = 0; status == IV_OK && i < row.n; i++) {
			if (i)
				iv_buf_addc(out, '|');
			iv_buf_adds(out, row.field[i]);
		}
		iv_buf_addc(out, '/');
	}
	iv_csv_close(csv);
}

/* The same whatever the pieces. */
static void expect(struct iv_str s, const struct iv_csv_format *format, size_t columns, const char *want)
{
	static const size_t pieces[] = { 1, 2, 3, 7, 1 << 20 };
	struct iv_buf out = { 0 };
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		show(s, format, columns, pieces[i], &out);
		assert_string_equal(iv_buf_text(&out), want);
	}
	iv_buf_release(&out);
}

#define COMMA { .delimiter = ",", .quote = '"' }
static const struct iv_csv_format comma = { .rule = COMMA, .encoding = IV_STR("utf-8") };

static void records(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t columns;
		const char *want;
	} cases[] = {
		{ "", 0, "" },
		{ "\n\n", 0, "" },
		{ "a,b\n1,2\n", 0, "a|b/1|2/" },
		{ "a,b\r\n1,2", 0, "a|b/1|2/" },
		{ "\xEF\xBB\xBF\"a\",b\n", 0, "a|b/" },
		{ "\xEF\xBB\xBF" "a,b\n", 0, "a|b/" },
		{ " a ,\tb\t,\" c \" , \"d\"\n", 0, "a|b| c |d/" },
		{ ",\n,,\n", 0, "|/||/" },
		{ "a,\"b\n\nc\",d\ne,f,g\n", 3, "a|b\n\nc|d/e|f|g/" },
		{ "a,\"b\r\nc\"\r\nd,e\r\n", 2, "a|b\nc/d|e/" },
		{ "\"say \"\"hi\"\"\",\"\"\n", 0, "say \"hi\"|/" },
		{ "a,b\rc\nd,\"e\rf\"\n", 2, "a|b\rc/d|e\rf/" },
		{ "a,b\rc,d\r", 2, "a|b/c|d/" },
		/* Damage costs a line. */
		{ "a,b\nc\nd,e,f\ng,h\n", 2, "a|b/!ragged_row@2:4/!ragged_row@3:6/g|h/" },
		{ "a,b\n\"c,d\ne,f\ng,h\n", 2, "a|b/!bad_quote@2:4/e|f/g|h/" },
		{ "a,b\n\"c\"x,d\ne,f\n", 2, "a|b/!bad_quote@2:4/e|f/" },
		{ "a,b\nc\"x,d\ne,f\n", 2, "a|b/!bad_quote@2:4/e|f/" },
		{ "a,b\n1,\"x\n2,y\n3,\"z\n4,w\n", 2, "a|b/!bad_quote@2:4/2|y/!bad_quote@4:13/4|w/" },
		{ "a,\"b\nc\"\n", 3, "!ragged_row@1:0/!bad_quote@2:5/" },
		{ "a,b\nc,\xFF\nd,\"\xE7\n\",z\ne,f\n", 2, "a|b/!bad_encoding@2:4/!bad_encoding@3:8/e|f/" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect(iv_str_of(cases[i].text), &comma, cases[i].columns, cases[i].want);
	expect(IV_STR("a,b\nc,\0\nd,e\n"), &comma, 2, "a|b/!nul_byte@2:4/d|e/");
}

static void dialects(void **state)
{
	(void)state;
	expect(IV_STR("a\t\"b\" \t\n\t\t\n"), &(struct iv_csv_format){ .rule = { .delimiter = "\t" } }, 3, "a|\"b\"|/||/");
	expect(IV_STR("a;'b;''c'\n"), &(struct iv_csv_format){ .rule = { .delimiter = ";", .quote = '\'' } }, 2, "a|b;'c/");
	expect(IV_STR("a|b,c\n"), &(struct iv_csv_format){ .rule = { .delimiter = "|", .quote = '"' } }, 2, "a|b,c/");
}

static void limits(void **state)
{
	(void)state;
	struct iv_csv_format small = { .rule = COMMA, .max_bytes = 10, .max_lines = 3 };
	expect(IV_STR("a,b\n123456789012345,b\nc,d\n"), &small, 2, "a|b/!line_too_long@2:4/c|d/");
	expect(IV_STR("a,b\n12345678901234567890123456789"), &small, 2, "a|b/!line_too_long@2:4/");
	expect(IV_STR("\"a\nb\nc\",d\n"), &small, 2, "a\nb\nc|d/");
	expect(IV_STR("\"\n\n\n\",d\ne,f\n"), &small, 2, "!bad_quote@1:0/!bad_quote@4:4/e|f/");
	expect(IV_STR("\"a345\n67890\",d\ne,f\n"), &small, 2, "!bad_quote@1:0/!bad_quote@2:6/e|f/");
}

static void encodings(void **state)
{
	(void)state;
	/* 王|李 in gb18030: the second byte of 迀 is the delimiter. */
	expect(IV_STR("\xCD\xF5|\xDE\x7C\n"), &(struct iv_csv_format){ .rule = { .delimiter = "|" }, .encoding = IV_STR("GBK") }, 2, "王|迀/");
	expect(IV_STR("\xFF\xFE" "a\0,\0\n\x4E\n\0\x8B\x73,\0\"\0\n\0\"\0\n\0"), &(struct iv_csv_format){ .rule = COMMA, .encoding = IV_STR("utf-16") }, 2,
	       "a|上/王|\n/");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(records), cmocka_unit_test(dialects), cmocka_unit_test(limits), cmocka_unit_test(encodings) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
