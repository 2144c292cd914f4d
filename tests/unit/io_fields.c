/* SPDX-License-Identifier: MIT
 * Lines cut into fields, and what is made of marks that break the rules. Fields are joined by '|'. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "io/fields.h"

static void show(const struct iv_fields *f, struct iv_buf *out)
{
	iv_buf_clear(out);
	for (size_t i = 0; i < f->n; i++) {
		if (i)
			iv_buf_addc(out, '|');
		iv_buf_adds(out, f->field[i]);
	}
}

/* The text may have several lines. BAD and OPEN stand for what is not a record. */
static void expect(const struct iv_fields_rule *rule, const char *text, const char *want)
{
	struct iv_fields f = { 0 };
	struct iv_buf out = { 0 }, line_room = { 0 };
	struct iv_str rest = iv_str_of(text), line;
	enum iv_cut cut = IV_CUT_OPEN;
	for (bool first = true; cut == IV_CUT_OPEN && iv_str_cut(&rest, '\n', &line); first = false) {
		/* The line does not stay: a field that goes on must have been copied. */
		iv_buf_clear(&line_room);
		iv_buf_adds(&line_room, line);
		cut = first ? iv_fields_cut(&f, rule, iv_buf_str(&line_room)) : iv_fields_go_on(&f, rule, iv_buf_str(&line_room));
		if (cut == IV_CUT_OPEN && line_room.n)
			memset(line_room.p, '!', line_room.n);
	}
	if (cut == IV_CUT_WHOLE)
		show(&f, &out);
	else
		iv_buf_adds(&out, cut == IV_CUT_BAD ? IV_STR("BAD") : IV_STR("OPEN"));
	assert_string_equal(iv_buf_text(&out), want);
	iv_buf_release(&out);
	iv_buf_release(&line_room);
	iv_fields_release(&f);
}

static void expect_repair(const struct iv_fields_rule *rule, const char *text, size_t columns, const char *want)
{
	struct iv_fields f = { 0 };
	struct iv_buf out = { 0 };
	if (iv_fields_repair(&f, rule, iv_str_of(text), columns))
		show(&f, &out);
	else
		iv_buf_adds(&out, IV_STR("NONE"));
	assert_string_equal(iv_buf_text(&out), want);
	iv_buf_release(&out);
	iv_fields_release(&f);
}

static const struct iv_fields_rule doubled = { ",", '"', IV_ESCAPE_DOUBLE, false }, slashed = { ",", '"', IV_ESCAPE_BACKSLASH, false }, bare = { ",", '"', IV_ESCAPE_NONE, false };

static void cutting(void **state)
{
	(void)state;
	expect(&doubled, "", "");
	expect(&doubled, "a, b ,\tc\t,", "a|b|c|");
	expect(&doubled, "\"a\" , \" b \",\"\",\"\"\"\"", "a| b ||\"");
	expect(&doubled, "\"a\n\nb\",c", "a\n\nb|c");
	expect(&doubled, "x,\"a\"\"\n\"\"b\",c", "x|a\"\n\"b|c");
	expect(&doubled, "\"a\"b,c", "BAD");
	expect(&doubled, "a\"b,c", "BAD");
	expect(&doubled, "\"a,b", "OPEN");
	expect(&slashed, "\"a\\\"b\",\\\\,\\N,x\\,y,C:\\new", "a\"b|\\||x,y|C:\\new");
	expect(&slashed, "a\\\nb,\"c\\\nd\"", "a\nb|c\nd");
	expect(&slashed, "\"a\"\"b\"", "BAD");
	expect(&slashed, "a\\", "OPEN");
	expect(&bare, "\"48\"\",\"a \"b\" c\",d", "48\"|a \"b\" c|d");
	expect(&(struct iv_fields_rule){ "||", '"', IV_ESCAPE_DOUBLE, false }, "a|b||\"c||d\" || e||", "a|b|c||d|e|");
	expect(&(struct iv_fields_rule){ "；", 0, IV_ESCAPE_DOUBLE, false }, "a；\"b；，", "a|\"b|，");
	expect(&(struct iv_fields_rule){ ", ", 0, IV_ESCAPE_DOUBLE, false }, "a, b,c, ", "a|b,c|");
	expect(&(struct iv_fields_rule){ " ", '"', IV_ESCAPE_DOUBLE, false }, "a \"b c\"  d", "a|b c||d");
	expect(&(struct iv_fields_rule){ ",", '"', IV_ESCAPE_DOUBLE, true }, " a,\tb ,\" c \"", " a|\tb | c ");
	expect(&(struct iv_fields_rule){ ",", '"', IV_ESCAPE_DOUBLE, true }, "a, \"b\"", "BAD");
	expect(&(struct iv_fields_rule){ "", '"', IV_ESCAPE_DOUBLE, false }, " a,b ", "a,b");
}

static void repairing(void **state)
{
	(void)state;
	expect_repair(&doubled, "a,\"b,c", 3, "a|\"b|c");
	expect_repair(&doubled, "a,\"b,c\"d,\"e,f\"", 4, "a|\"b|c\"d|e,f");
	expect_repair(&doubled, "a,\"b,c\"d,\"e,f\"", 2, "a|b,c\"d,\"e,f");
	expect_repair(&doubled, "a,\"say \"x\", \"y\"\",b", 3, "a|say \"x\", \"y\"|b");
	expect_repair(&doubled, "a,\"48\"\",b", 3, "a|48\"|b");
	expect_repair(&doubled, "5\" x 6\",\"q\"", 0, "5\" x 6\"|q");
	expect_repair(&doubled, "\"a\"\"b\",c\"", 2, "a\"b|c\"");
	expect_repair(&slashed, "\"a\\\"b\" c\",d", 2, "a\"b\" c|d");
	expect_repair(&doubled, "a,\"b\"x\",c\nd", 3, "NONE"); /* a line end outside of quotes */
	expect_repair(&doubled, "a,\"b\"x\nd\",c", 3, "a|b\"x\nd|c");
	expect_repair(&doubled, "a,\"b", 3, "NONE");
	expect_repair(&doubled, "", 1, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(cutting), cmocka_unit_test(repairing) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
