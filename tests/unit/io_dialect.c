/* SPDX-License-Identifier: MIT
 * Dialects found out of samples. A dialect is shown as delimiter, quote, escape (d, b, n), header, before and after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "io/dialect.h"

static void expect(const char *sample, const char *want)
{
	struct iv_dialect d = { .columns = 0 };
	struct iv_buf out = { 0 };
	iv_dialect_detect(&d, IV_DIALECT_ALL, iv_str_of(sample), true);
	iv_buf_addf(&out, "%s %c %c %zu %zu %zu", d.rule.delimiter, d.rule.quote ? d.rule.quote : '0', "dbn"[d.rule.escape], d.header_rows, d.before, d.after);
	assert_string_equal(iv_buf_text(&out), want);
	assert_true(d.confidence >= 0 && d.confidence <= 1);
	iv_buf_release(&out);
}

static void delimiters(void **state)
{
	(void)state;
	expect("", ", \" d 0 0 0");
	expect("no,name,day\n1,Ann,2026-01-02\n2,Bob,2026-01-03\n", ", \" d 1 0 0");
	expect("no;preis;datum\n1;1,50;02.01.2026\n2;2,75;03.01.2026\n", "; \" d 1 0 0");
	expect("no\ttext\n1\ta, b; c\n2\td\n", "\t \" d 1 0 0");
	expect("no|name\n1|王小明\n2|李,四\n", "| \" d 1 0 0");
	expect("no||name||qty\n1||a|b||3\n2||c||4\n", "|| \" d 1 0 0");
	expect("no::at\n1::12:30\n2::13:40\n", ":: \" d 1 0 0");
	expect("编号；姓名；电话\n1；王小明；13800138000\n2；李四；13900139000\n", "； \" d 1 0 0");
	expect("编号，姓名\n1，王小明\n2，李四\n", "， \" d 1 0 0");
	expect("no¦name\n1¦x\n2¦y\n", "¦ \" d 1 0 0");
	expect("no\x1Fname\n1\x1Fx\n2\x1Fy\n", "\x1F \" d 1 0 0");
	expect("no\x01name\n1\x01x\n2\x01y\n", "\x01 \" d 1 0 0");
	expect("no name qty\n1 Ann 3\n2 Bob 4\n", "  \" d 1 0 0");
	/* Nothing between fields: one column, whatever its dates are made of. */
	expect("day\n2026-01-02\n2026-01-03\n2026-01-04\n2026-01-05\n2026-01-06\n2026-01-07\n2026-01-08\n2026-01-09\n2026-01-10\n", ", \" d 1 0 0");
}

static void quotes(void **state)
{
	(void)state;
	expect("no,name\n1,'O''Hara, Ann'\n2,'Li, Si'\n", ", ' d 1 0 0");
	expect("no,name\n1,\"a \\\"b\\\", c\"\n2,\"d\"\n", ", \" b 1 0 0");
	expect("no,name\n1,\"a \"\"b\"\", c\"\n2,\"d\"\n", ", \" d 1 0 0");
	expect("no,size,n\n1,\"48\"\",2\n2,\"a, 30\"\",3\n", ", \" n 1 0 0");
	expect("no\tname\n1\t\"Ann\" Lee\n2\t5\" pipe\n3\tx\n", "\t 0 d 1 0 0");
	expect("no;text\n1;\"a\nb;c\n\"\n2;\"d\"\n", "; \" d 1 0 0");
}

static void rows(void **state)
{
	(void)state;
	expect("1,Ann,2026-01-02\n2,Bob,2026-01-03\n", ", \" d 0 0 0");
	expect("ann,red\nbob,blue\nann,green\n", ", \" d 0 0 0");
	expect("name,colour\nann,red\nbob,blue\nann,green\n", ", \" d 1 0 0");
	expect("no,Q1,,Q2,\n,sum,n,sum,n\n1,10,2,20,3\n2,11,2,21,3\n", ", \" d 2 0 0");
	expect("会员资料导出\n导出时间：2026-11-01\n\n卡号,姓名,积分\n1,王,3\n2,李,4\n合计,,7\n\n制表人：张\n", ", \" d 1 3 2");
	expect("REPORT,,,\n,,,\nno,name,qty,sum\n1,a,2,3\n2,b,4,5\nGrand total:,,6,8\n(2 rows affected)\n", ", \" d 1 2 2");
	/* A customer whose name begins like that is none of the totals. */
	expect("no,name,qty\n1,Ann,2\nTotal Wines,Bob,3\n", ", \" d 1 0 0");
	expect("name,city,qty\nAnn,Bath,2\nTotal Wines,Hull,3\n", ", \" d 1 0 0");
}

static void given(void **state)
{
	(void)state;
	struct iv_dialect d = { .rule = { ";", '\'', IV_ESCAPE_NONE, false }, .header_rows = 3, .before = 1 };
	iv_dialect_detect(&d, IV_DIALECT_HEADER, IV_STR("no,name;qty\n1,Ann;2\n"), true);
	assert_string_equal(d.rule.delimiter, ";");
	assert_int_equal(d.rule.quote, '\'');
	assert_int_equal(d.rule.escape, IV_ESCAPE_NONE);
	assert_int_equal(d.header_rows, 1);
	assert_int_equal(d.before, 1);
	assert_int_equal(d.columns, 2);
	assert_string_equal(d.reason, "2 fields in 2 of 2 records");
	/* What is cut off is not looked at, and where the end is not known there are no totals. */
	struct iv_dialect cut = { .columns = 0 };
	iv_dialect_detect(&cut, IV_DIALECT_ALL, IV_STR("no,name,x\r\n1,Ann,2\r\n2,Bob,3\r\nTotal,,5\r\n\"3,"), false);
	assert_int_equal(cut.records, 4);
	assert_int_equal(cut.after, 0);
	assert_int_equal(cut.line_end, IV_LINE_CRLF);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(delimiters), cmocka_unit_test(quotes), cmocka_unit_test(rows), cmocka_unit_test(given) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
