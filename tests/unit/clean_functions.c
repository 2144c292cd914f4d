/* SPDX-License-Identifier: MIT
 * The functions that this room adds to the rule language, as rules say them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/date.h"
#include "clean/functions.h"
#include "clean/workday.h"

struct expect {
	const char *rule, *value; /* as JSON */
};

static const char subject[] = "{\"kind\":\"party\",\"source\":\"s\",\"key\":\"k\",\"birth\":\"1988-02-29\",\"birth_lunar\":\"--08-15\",\"birth_part\":\"--02-29\"}";

static struct iv_rule_scope *scope_of(void)
{
	struct iv_err err;
	struct iv_rule_scope *scope = iv_rule_rec_scope(IV_ON_PARTY);
	assert_int_equal(iv_rule_declare(scope, IV_STR("null_date"), IV_RULE_DATE, &err), IV_OK);
	assert_int_equal(iv_rule_declare(scope, IV_STR("null_text"), IV_RULE_TEXT, &err), IV_OK);
	return scope;
}

static void check(const struct expect *table, size_t n)
{
	int32_t today;
	struct iv_rec rec = { 0 };
	struct iv_arena arena = { 0 };
	struct iv_err err;
	struct iv_buf out = { 0 };
	assert_true(iv_date_parse(IV_STR("2026-09-24"), &today));
	assert_int_equal(iv_rec_read(&rec, iv_str_of(subject), &arena, &err), IV_OK);
	struct iv_rule_scope *scope = scope_of();
	struct iv_rules *rules = iv_rules_new(scope, today);
	iv_rules_functions(rules, iv_clean_functions, iv_clean_functions_n, NULL);
	for (size_t i = 0; i < n; i++) {
		uint32_t id;
		if (iv_rules_add_text(rules, iv_str_of(table[i].rule), IV_RULE_ANY, &id, &err) != IV_OK)
			fail_msg("%s: %s", table[i].rule, err.msg);
	}
	struct iv_rule_run *run = iv_rule_run_new(rules);
	iv_rule_bind(run, &rec);
	for (uint32_t i = 0; i < n; i++) {
		struct iv_rule_value v;
		iv_rule_eval(run, i, &v);
		iv_buf_clear(&out);
		iv_rule_value_json(&v, &out);
		if (!iv_str_eq(iv_buf_str(&out), iv_str_of(table[i].value)))
			fail_msg("%s gave %s", table[i].rule, iv_buf_text(&out));
	}
	iv_rule_run_free(run);
	iv_rules_free(rules);
	iv_rule_rec_scope_free(scope);
	iv_rec_release(&rec);
	iv_arena_release(&arena);
	iv_buf_release(&out);
}

static void birthdays(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "next_birthday(birth)", "\"2027-02-28\"" },
		{ "next_birthday(birth, '2028-02-01')", "\"2028-02-29\"" },
		{ "next_birthday(birth, today + 1 day)", "\"2027-02-28\"" },
		{ "next_birthday('1990-09-24')", "\"2026-09-24\"" },
		{ "next_birthday('1990-01-01', '9999-06-01')", "null" },
		{ "next_birthday(birth) - today <= 7", "false" },
		{ "next_birthday(birth, birth_lunar)", "\"2026-09-25\"" },
		{ "next_birthday(birth, birth_lunar, '2026-09-26')", "\"2027-09-15\"" },
		{ "next_birthday(null_date, birth_lunar)", "\"2026-09-25\"" },
		{ "next_birthday(birth, null_text)", "\"2027-02-28\"" },
		{ "next_birthday(birth, null_text, '2027-03-01')", "\"2028-02-29\"" },
		{ "next_birthday(birth, birth_lunar, null_date)", "null" },
		{ "next_birthday(birth_part)", "\"2027-02-28\"" },
		{ "next_birthday('--04-01')", "\"2027-04-01\"" },
		{ "next_birthday(null_date)", "null" },
		{ "next_birthday(birth, '--04L-15', '2150-01-01')", "\"2150-02-28\"" }, /* beyond the table */
	};
	check(table, sizeof table / sizeof *table);
}

/* What cannot be meant is noticed when the rule is read. */
static void mistakes(void **state)
{
	(void)state;
	static const char *const rules[] = { "next_birthday(12)", "next_birthday(birth, 'soon')", "next_birthday(birth, 3)", "is_workday(12)", "workdays(birth)" };
	struct iv_rule_scope *scope = scope_of();
	struct iv_rules *set = iv_rules_new(scope, 20000);
	struct iv_err err;
	iv_rules_functions(set, iv_clean_functions, iv_clean_functions_n, NULL);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		uint32_t id;
		if (iv_rules_add_text(set, iv_str_of(rules[i]), IV_RULE_ANY, &id, &err) != IV_WRONG)
			fail_msg("%s was accepted", rules[i]);
	}
	iv_rules_free(set);
	iv_rule_rec_scope_free(scope);
}

static void working_days(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "is_workday('2026-09-24')", "true" }, /* a Thursday */
		{ "is_workday('2026-09-25')", "false" }, /* 中秋节 */
		{ "is_workday('2026-09-20')", "true" }, /* a Sunday, worked for 国庆节 */
		{ "is_workday('2026-02-16')", "false" }, /* 春节 */
		{ "is_workday('2026-03-01')", "false" }, /* a Sunday like others */
		{ "is_workday('2015-09-03')", "false" }, /* decreed in the middle of the year */
		{ "is_workday('2010-01-01')", "false" },
		{ "is_workday('2026-12-31')", "true" },
		{ "is_workday('2009-12-31')", "null" },
		{ "is_workday('2027-01-04')", "null" },
		{ "is_workday(birth)", "null" },
		{ "workdays('2026-09-30', '2026-10-10')", "3" }, /* the 8th, the 9th, and Saturday the 10th */
		{ "workdays('2026-10-10', '2026-09-30')", "-3" }, /* the 30th, the 8th, the 9th */
		{ "workdays(today, today)", "0" },
		{ "workdays('2026-09-24', '2027-02-01')", "null" },
		{ "add_workdays(today, 1)", "\"2026-09-28\"" }, /* over 中秋节 */
		{ "add_workdays(today, 4)", "\"2026-10-08\"" },
		{ "add_workdays('2026-10-08', -4)", "\"2026-09-24\"" },
		{ "add_workdays('2026-09-25', 0)", "\"2026-09-28\"" },
		{ "add_workdays(today, 0)", "\"2026-09-24\"" },
		{ "add_workdays(today, 100)", "null" },
		{ "add_workdays(today, -9223372036854775808)", "null" },
		{ "workdays(today, add_workdays(today, 17))", "17" },
	};
	check(table, sizeof table / sizeof *table);
}

static void identifiers(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "email_key('Wang.Wei+shop@googlemail.com')", "\"wangwei@gmail.com\"" },
		{ "email_key('wang@qq.con')", "\"wang@qq.com\"" },
		{ "email_key('info@shop.com')", "null" },
		{ "email_key('no address')", "null" },
		{ "email_key('')", "null" },
		{ "email_key(null)", "null" },
		{ "phone_type('+8613812345679')", "\"mobile\"" },
		{ "phone_type('+442079460018')", "\"landline\"" },
		{ "phone_type('+14155552671')", "\"landline_or_mobile\"" },
		{ "phone_type('95588')", "\"service\"" },
		{ "phone_type('138****5678')", "\"unknown\"" },
		{ "phone_type('no number')", "null" },
		{ "phone_type(null)", "null" },
		{ "phone_region('+14165550123')", "\"CA\"" },
		{ "phone_region('0912345678')", "\"TW\"" },
		{ "phone_region('+80012345679')", "null" },
		{ "phone_region('138****5678')", "null" },
	};
	check(table, sizeof table / sizeof *table);
}

/* A year has some 250 working days, and every day moved to a weekend was taken from the week. */
static void years(void **state)
{
	(void)state;
	for (int year = 2010; year <= 2026; year++) {
		int64_t n;
		int32_t from = iv_date_from((struct iv_ymd){ year, 1, 1 }) - 1, to = iv_date_from((struct iv_ymd){ year, 12, 31 });
		assert_true(iv_workdays_between(year == 2010 ? from + 1 : from, to, &n));
		if (n < 245 || n > 252)
			fail_msg("%d has %d working days", year, (int)n);
	}
	for (size_t i = 1; i < iv_workday_entries; i++)
		assert_true(iv_workday_table[i] / 2 > iv_workday_table[i - 1] / 2);
}

/* Every function stands in ivoc-rules(5). */
static void page(void **state)
{
	(void)state;
	struct iv_buf all = { 0 };
	char piece[4096];
	FILE *file = fopen(TEST_DATA "/../../man/ivoc-rules.5", "r");
	assert_non_null(file);
	for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
		iv_buf_add(&all, piece, n);
	fclose(file);
	for (size_t i = 0; i < iv_clean_functions_n; i++) {
		snprintf(piece, sizeof piece, "\n.It Fn %s", iv_clean_functions[i].name);
		if (!strstr(iv_buf_text(&all), piece))
			fail_msg("%s is not in the page", iv_clean_functions[i].name);
	}
	iv_buf_release(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(birthdays), cmocka_unit_test(mistakes),   cmocka_unit_test(working_days),
					    cmocka_unit_test(identifiers), cmocka_unit_test(years), cmocka_unit_test(page) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
