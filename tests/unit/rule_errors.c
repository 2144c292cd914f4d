/* SPDX-License-Identifier: MIT
 * Errors of the language: the message, and the line and column it points at, in a text and inside YAML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../rule/fixture.h"

struct expect {
	const char *expression, *error;
};

static void check(const struct expect *e, size_t n)
{
	struct fixture f;
	fixture_open(&f, IV_ON_CUSTOMER);
	fixture_record(&f, "{\"kind\":\"customer\"}");
	for (size_t i = 0; i < n; i++) {
		const char *got = fixture_eval(&f, e[i].expression);
		if (strcmp(got, e[i].error))
			fail_msg("%s\n gave     %s\n expected %s", e[i].expression, got, e[i].error);
	}
	assert_int_equal(iv_rules_count(f.rules), 0);
	fixture_close(&f);
}

#define CHECK(table) check(table, sizeof table / sizeof *table)

static void names(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "contry = 'CN'", "1:1 there is no field 'contry' (did you mean 'country'?)" },
		{ "spend > 5 and\n  spent > 6", "2:3 there is no field 'spent' (did you mean 'spend'?)" },
		{ "name = '王' and contry = 'x'", "1:16 there is no field 'contry' (did you mean 'country'?)" },
		{ "Spend > 5", "1:1 there is no field 'Spend' (did you mean 'spend'?)" },
		{ "qqqqqqqq", "1:1 there is no field 'qqqqqqqq'" },
		{ "country = \"CN\"", "1:11 there is no field \"CN\"; a text is written in single quotes" },
		{ "last_order < now", "1:14 there is no field 'now' (did you mean 'today'?)" },
		{ "consent.sms.stat = 'in'", "1:1 there is no field 'consent.sms.stat' (did you mean 'consent.sms.state'?)" },
		{ "\"consent.sms.state\" = 'in'", "1:1 there is no field 'consent.sms.state' (did you mean 'consent.sms.state'?)" },
		{ "ids.type = 'card'", "1:1 'ids' is a list of objects: write any(ids, type = …)" },
		{ "name.first = 'x'", "1:1 'name' is text and has no members" },
		{ "any(ids, typ = 'card')", "1:10 there is no field 'typ' (did you mean 'type'?)" },
		{ "any(tags, valu = 'card')", "1:11 there is no field 'valu' (did you mean 'value'?)" },
		{ "value = 'x'", "1:1 there is no field 'value'" },
		{ "len(name)", "1:1 there is no function 'len' (did you mean 'length'?)" },
		{ "ifnull(name, 'x')", "1:1 there is no function 'ifnull' (did you mean 'coalesce'?)" },
		{ "1 + lenght(name)", "1:5 there is no function 'lenght' (did you mean 'length'?)" },
		{ "spend(1)", "1:1 there is no function 'spend'" },
		{ "case = 'x'", "1:1 expected when after case; a field of that name is written \"case\"" },
	};
	CHECK(table);
}

static void syntax(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "", "1:1 the rule is empty" },
		{ "  -- nothing", "1:1 the rule is empty" },
		{ "spend >", "1:8 expected a value, found the end" },
		{ "spend > and orders", "1:9 expected a value, found 'and'" },
		{ "spend orders", "1:7 expected an operator or the end, found 'orders'" },
		{ "spend > 5)", "1:10 expected an operator or the end, found ')'" },
		{ "(spend > 5", "1:11 expected ')', found the end" },
		{ "lower(name", "1:11 expected ',' or ')', found the end" },
		{ "lower(name,)", "1:12 expected a value, found ')'" },
		{ "name = 'abc", "1:8 the text that begins here has no closing quote" },
		{ "\"name = 'abc'", "1:1 the name that begins here has no closing '\"'" },
		{ "\"\" = 'abc'", "1:1 a name cannot be empty; an empty text is ''" },
		{ "name = ‘abc’", "1:8 ‘ is a typographic quote: write ' instead" },
		{ "（spend > 5）", "1:1 （ is a full-width sign: write ( instead" },
		{ "country in ('CN'，'TW')", "1:17 ， is a full-width sign: write , instead" },
		{ "country == 'CN'", "1:9 == is not an operator: write =" },
		{ "!(spend > 5)", "1:1 ! is not an operator: write not, or <>" },
		{ "spend > 5 && orders > 1", "1:11 & is not an operator: write and" },
		{ "spend > 5 ; orders", "1:11 ; has no meaning here" },
		{ "spend > 5 \x01", "1:11 a control character stands here" },
		{ "spend > 5x", "1:9 a number ends in a letter here: put a space between them, or quotes around the text" },
		{ "spend > 123456789012345678901", "1:9 the number is too large: it must have at most 20 digits before its point" },
		{ "spend between 1 or 2", "1:17 expected and, after the first limit of between, found 'or'" },
		{ "name not = 'x'", "1:10 expected in, like, between or matches after not, found '='" },
		{ "name is 'x'", "1:9 expected null, true or false, found 'x'" },
		{ "name in ()", "1:10 expected a value, found ')'" },
		{ "1 < 2 < 3", "1:7 comparisons cannot be chained: join them with and, or use parentheses" },
		{ "name = 'a' like 'b'", "1:12 comparisons cannot be chained: join them with and, or use parentheses" },
		{ "case when spend > 5 then 1", "1:27 expected when, else or end, found the end" },
		{ "case when spend > 5 then 1 else 2", "1:34 expected end, found the end" },
		{ "case when spend > 5 else 2 end", "1:21 expected then, found 'else'" },
		{ "case spend else 2 end", "1:12 expected when, found 'else'" },
		{ "consent. = 1", "1:10 expected a name after the point, found '='" },
		{ "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q", "1:33 expected at most 16 steps, found 'q'" },
		{ "date '2026-02-30'", "1:6 '2026-02-30' is not a date: expected YYYY-MM-DD" },
		{ "today - 1.5 days", "1:9 an interval must be a whole number of days, weeks, months or years, at most 4000000" },
		{ "today - 5000000 days", "1:9 an interval must be a whole number of days, weeks, months or years, at most 4000000" },
		{ "today - 8 moths", "1:11 expected an operator or the end, found 'moths'" },
		{ "name = '\xff'", "1:9 the rule is not UTF-8" },
	};
	CHECK(table);
}

static void types(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "spend > '5'", "1:9 number and text do not go together in a comparison: write the number without quotes" },
		{ "name = 5", "1:8 text and number do not go together in a comparison: put the number in quotes, or read the text with number(…)" },
		{ "name = spend", "1:8 text and number do not go together in a comparison: number(…) reads a text as a number" },
		{ "last_order > name", "1:14 date and text do not go together in a comparison: date(…) reads a text as a date" },
		{ "last_order > '2026-1-1'", "1:14 '2026-1-1' is not a date: expected YYYY-MM-DD" },
		{ "last_order > 8", "1:14 date and number do not go together in a comparison: days are added as in today + 30 days, and a date minus a date is a number of days" },
		{ "today - last_order > 90 days", "1:22 number and interval do not go together in a comparison: a date minus a date is a plain number of days" },
		{ "last_order < 90 days", "1:14 an interval cannot stand with a comparison: it can only be added to a date or taken from one" },
		{ "last_order - 90 < today", "1:12 a date needs an interval here, as in today - 30 days" },
		{ "spend + 90 days > 5", "1:7 an interval is added to a date or taken from one; this is number" },
		{ "today * 2", "1:1 * needs number here, not date" },
		{ "name + 1", "1:1 + needs number here, not text: number(…) reads a text as a number" },
		{ "-name", "1:2 - needs number here, not text: number(…) reads a text as a number" },
		{ "8 months", "1:1 an interval cannot stand with nothing else: it can only be added to a date or taken from one" },
		{ "spend and name = 'x'", "1:1 and needs true or false here, not number: compare it with something" },
		{ "name = 'x' or 'CN'", "1:15 or needs true or false here, not text: compare it with something" },
		{ "not name", "1:5 not needs true or false here, not text: compare it with something" },
		{ "(spend > 5) > (spend > 6)", "1:13 true and false have no order: only = and <> compare them" },
		{ "true between false and true", "1:6 true and false have no order" },
		{ "country = null", "1:9 nothing compares with null: write is null or is not null" },
		{ "tags = 'vip'", "1:1 a list cannot stand with a comparison: write 'x' in list, count(list) or any(list, value = 'x')" },
		{ "ids = 'vip'", "1:1 a list of objects cannot stand with a comparison: write count(list) or any(list, member = 'x')" },
		{ "consent.sms = 'in'", "1:1 an object cannot stand with a comparison: name one of its members, as in consent.sms.state" },
		{ "'x' in name", "1:8 in needs a list, or values in parentheses, not text" },
		{ "'x' in ids", "1:8 a list of objects has no texts to be in: write any(list, member = 'x')" },
		{ "5 in tags", "1:1 in, before a list, needs text here, not number: text(…) makes a text of it" },
		{ "spend in ('a')", "1:11 number and text do not go together in in: write the number without quotes" },
		{ "phone like '+86%'", "1:1 like needs text here, not list: look at each of its texts with any(list, value …)" },
		{ "phone matches '^x'", "1:1 matches needs text here, not list: look at each of its texts with any(list, value …)" },
		{ "name matches city", "1:14 the pattern of matches must be written out, so that it is compiled once" },
		{ "name matches 'a(b'", "1:18 the pattern is wrong here: missing closing parenthesis" },
		{ "name matches '''a''[z-a]'", "1:23 the pattern is wrong here: range out of order in character class" },
		{ "name matches 'a\\Cb'", "1:18 the pattern is wrong here: using \\C is disabled by the application" },
		{ "name like 'a!' escape '!'", "1:11 the pattern ends in its escape character, which must stand before another one" },
		{ "name like 'a!' escape '!!'", "1:23 escape needs one character in quotes" },
		{ "name is true", "1:1 is true, is false needs true or false here, not text: compare it with something" },
		{ "name || (spend > 5)", "1:6 || joins texts; between conditions write or" },
		{ "name || tags", "1:9 || joins texts, not list" },
		{ "lower(spend)", "1:7 lower needs text as argument 1, not number" },
		{ "round(spend, 'x')", "1:14 round needs number as argument 2, not text" },
		{ "age(name)", "1:5 age needs date as argument 1, not text" },
		{ "age('x')", "1:5 'x' is not a date: expected YYYY-MM-DD" },
		{ "lower()", "1:1 lower takes 1 argument, not 0" },
		{ "replace(name)", "1:1 replace takes 3 arguments, not 1" },
		{ "substr(name)", "1:1 substr takes 2 to 3 arguments, not 1" },
		{ "coalesce(name, 5)", "1:16 text and number do not go together in coalesce: put the number in quotes, or read the text with number(…)" },
		{ "concat(tags)", "1:8 a list cannot stand with concat: write 'x' in list, count(list) or any(list, value = 'x')" },
		{ "any(name, true)", "1:5 any needs a list first, not text" },
		{ "any(tags)", "1:1 any takes 2 arguments, not 1" },
		{ "any(tags, value)", "1:11 any needs a condition second, not text" },
		{ "case when spend then 1 end", "1:11 when needs true or false here, not number: compare it with something" },
		{ "case name when 1 then 1 end", "1:16 text and number do not go together in case: put the number in quotes, or read the text with number(…)" },
		{ "1/0 = 'a'", "1:7 number and text do not go together in a comparison: put the number in quotes, or read the text with number(…)" },
	};
	CHECK(table);
}

static void wanted_type(void **state)
{
	(void)state;
	struct fixture f;
	struct iv_err err;
	uint32_t id;
	fixture_open(&f, IV_ON_CUSTOMER);
	assert_int_equal(iv_rules_add_text(f.rules, IV_STR("  spend"), IV_RULE_BOOL, &id, &err), IV_WRONG);
	assert_string_equal(fixture_error(&f, &err), "1:3 expected true or false, but this is number");
	assert_string_equal(err.code, "bad_rule");
	assert_int_equal(iv_rules_add_text(f.rules, IV_STR("'2026-01-31'"), IV_RULE_DATE, &id, &err), IV_OK);
	assert_int_equal(iv_rules_type(f.rules, id), IV_RULE_DATE);
	assert_int_equal(iv_rules_add_text(f.rules, IV_STR("null"), IV_RULE_NUMBER, &id, &err), IV_OK);
	struct iv_str nul = { "a\0b", 3 };
	assert_int_equal(iv_rules_add_text(f.rules, nul, IV_RULE_ANY, &id, &err), IV_WRONG);
	assert_string_equal(fixture_error(&f, &err), "1:2 a NUL stands in the rule");
	fixture_close(&f);
}

/* `text` n times, then `middle`, then `after` n times, which must be refused or accepted without a crash. */
static void nest(const char *text, const char *middle, const char *after, size_t n, bool accepted)
{
	struct fixture f;
	struct iv_buf b = { 0 };
	fixture_open(&f, IV_ON_CUSTOMER);
	fixture_record(&f, "{\"kind\":\"customer\",\"spend\":1}");
	for (size_t i = 0; i < n; i++)
		iv_buf_adds(&b, iv_str_of(text));
	iv_buf_adds(&b, iv_str_of(middle));
	for (size_t i = 0; i < n; i++)
		iv_buf_adds(&b, iv_str_of(after));
	const char *got = fixture_eval(&f, iv_buf_text(&b));
	if ((strstr(got, "nested more than") == NULL) != accepted)
		fail_msg("%zu times %s … %s: %.80s", n, text, after, got);
	iv_buf_release(&b);
	fixture_close(&f);
}

static void depth(void **state)
{
	(void)state;
	nest("(", "1", ")", 10000, false);
	nest("(", "1", ")", 200, true);
	nest("- ", "1", "", 10000, false);
	nest("not ", "true", "", 10000, false);
	nest("", "spend", " + 1", 10000, false);
	nest("", "spend", " + 1", 200, true);
	nest("", "'a'", " || 'a'", 10000, false);
	nest("", "spend = 1", " is null", 10000, false);
	nest("case when ", "true", " then true end", 10000, false);
	nest("abs(", "1", ")", 10000, false);
	nest("any(ids, ", "true", ")", 100, false);
	nest("", "spend = 1", " and spend = 1", 10000, true);
	nest("", "spend = 1", " or spend = 2", 10000, true);
	nest("", "spend in (1", ", 2", 10000, true);
}

/* The same error inside YAML points at the place in the file. */
static void in_yaml(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *error;
	} cases[] = {
		{ "rule: spend > 5 and contry = 'CN'\n", "1:21 there is no field 'contry' (did you mean 'country'?)" },
		{ "# first\nrule:    contry = 'CN'\n", "2:10 there is no field 'contry' (did you mean 'country'?)" },
		{ "rule: >\n  spend > 5 and\n  orders > 2 and\n  contry = 'CN'\n", "4:3 there is no field 'contry' (did you mean 'country'?)" },
		{ "rule: |\n  spend > 5 -- enough\n  and contry = 'CN'\n", "3:7 there is no field 'contry' (did you mean 'country'?)" },
		{ "rule: \"name = '王' and contry = 'CN'\"\n", "1:23 there is no field 'contry' (did you mean 'country'?)" },
		{ "rule: 'name = ''王'' and contry = ''CN'''\n", "1:25 there is no field 'contry' (did you mean 'country'?)" },
		{ "rule: spend > 5 and\n      contry = 'CN'\n", "2:7 there is no field 'contry' (did you mean 'country'?)" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture f;
		struct iv_conf conf = { 0 };
		struct iv_err err;
		uint32_t id;
		fixture_open(&f, IV_ON_CUSTOMER);
		assert_int_equal(iv_conf_parse(&conf, "r.yaml", iv_str_of(cases[i].yaml), &err), IV_OK);
		assert_int_equal(iv_rules_add(f.rules, iv_conf_get(conf.root, "rule"), IV_RULE_BOOL, &id, &err), IV_WRONG);
		const char *got = fixture_error(&f, &err);
		if (strcmp(got, cases[i].error))
			fail_msg("%s gave     %s\nexpected %s", cases[i].yaml, got, cases[i].error);
		assert_string_equal(err.file, "r.yaml");
		iv_conf_release(&conf);
		fixture_close(&f);
	}
}

static void declaring(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *error;
	} cases[] = {
		{ "积分: number\nvip since: date\nitems: objects\nitems.sku: text\n", NULL },
		{ "a: text\nspend: text\n", "2:1 'spend' is number in the vocabulary, so it cannot be declared text" },
		{ "spend: number\n", NULL },
		{ "积分\n", "1:1 expected a mapping of field names to types" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture f;
		struct iv_conf conf = { 0 };
		struct iv_err err = { 0 };
		fixture_open(&f, IV_ON_CUSTOMER);
		assert_int_equal(iv_conf_parse(&conf, "r.yaml", iv_str_of(cases[i].yaml), &err), IV_OK);
		int status = iv_rule_declare_all(f.scope, conf.root, &err);
		assert_int_equal(status, cases[i].error ? IV_WRONG : IV_OK);
		if (cases[i].error)
			assert_string_equal(fixture_error(&f, &err), cases[i].error);
		iv_conf_release(&conf);
		fixture_close(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names), cmocka_unit_test(syntax),  cmocka_unit_test(types),	 cmocka_unit_test(wanted_type),
		cmocka_unit_test(depth), cmocka_unit_test(in_yaml), cmocka_unit_test(declaring),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
