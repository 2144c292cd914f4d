/* SPDX-License-Identifier: MIT
 * The language: what every operator and function gives, over one record. Errors are in rule_errors.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../rule/fixture.h"

static const char record[] =
	"{\"kind\":\"customer\",\"cid\":\"c1\",\"name\":\"王小明\",\"family\":\"王\",\"gender\":\"M\",\"birth\":\"1992-02-29\","
	"\"phone\":\"+8613800138000\",\"email\":[\"Ming@Example.com\",null,5,\"w\\u00e4ng@qq.com\"],"
	"\"ids\":[{\"type\":\"wx_unionid\",\"value\":\"oA1\",\"since\":\"2024-05-01\"},{\"type\":\"card\",\"value\":\"8800\",\"verified\":true},\"odd\"],"
	"\"consent\":{\"sms\":{\"state\":\"in\",\"at\":\"2025-01-01T10:00:00+08:00\"}},\"tags\":[\"vip\",\"新客\"],\"sources\":[],"
	"\"orders\":3,\"spend\":1200.50,\"returned\":1e-7,\"complaints\":\"2\",\"first_order\":\"2025-13-01\",\"last_order\":\"2026-01-31\","
	"\"city\":\"\",\"country\":null,\"company\":7,\"postcode\":\"a%b_c\",\"积分\":12345678901234567890,\"big\":1e25,\"vip\":true,\"off\":false,"
	"\"会员号\":\"x'y\",\"my field\":\"spaced\",\"case\":\"C-9\",\"club\":{\"tier\":\"金\",\"a.b\":1}}";

struct expect {
	const char *expression, *value;
};

/* Checks a table over the record above. */
static void check(const struct expect *e, size_t n)
{
	static const struct {
		const char *name;
		enum iv_rule_type type;
	} declared[] = { { "积分", IV_RULE_NUMBER }, { "big", IV_RULE_NUMBER }, { "vip", IV_RULE_BOOL }, { "off", IV_RULE_BOOL }, { "会员号", IV_RULE_TEXT },
			 { "my field", IV_RULE_TEXT }, { "case", IV_RULE_TEXT }, { "club.tier", IV_RULE_TEXT }, { "maybe", IV_RULE_BOOL } };
	struct fixture f;
	struct iv_err err;
	fixture_open(&f, IV_ON_CUSTOMER);
	fixture_record(&f, record);
	for (size_t i = 0; i < sizeof declared / sizeof *declared; i++)
		assert_int_equal(iv_rule_declare(f.scope, iv_str_of(declared[i].name), declared[i].type, &err), IV_OK);
	for (size_t i = 0; i < n; i++) {
		const char *got = fixture_eval(&f, e[i].expression);
		if (strcmp(got, e[i].value))
			fail_msg("%s gave %s, expected %s", e[i].expression, got, e[i].value);
	}
	fixture_close(&f);
}

#define CHECK(table) check(table, sizeof table / sizeof *table)

static void logic(void **state)
{
	(void)state;
	/* maybe is absent, so it is null. */
	static const struct expect table[] = {
		{ "vip and vip", "true" },	 { "vip and off", "false" },	{ "vip and maybe", "null" },   { "off and maybe", "false" },
		{ "maybe and off", "false" },	 { "maybe and vip", "null" },	{ "maybe and maybe", "null" }, { "off and off", "false" },
		{ "vip or off", "true" },	 { "off or off", "false" },	{ "off or maybe", "null" },    { "maybe or vip", "true" },
		{ "maybe or off", "null" },	 { "maybe or maybe", "null" },	{ "vip or maybe", "true" },    { "not vip", "false" },
		{ "not off", "true" },		 { "not maybe", "null" },	{ "not not vip", "true" },     { "NOT off AND vip", "true" },
		{ "vip or off and off", "true" }, { "(vip or off) and off", "false" }, { "not off or vip", "true" }, { "not (off or vip)", "false" },
		{ "vip = true", "true" },	 { "vip <> off", "true" },	{ "maybe = true", "null" },    { "vip is true", "true" },
		{ "maybe is true", "false" },	 { "maybe is not true", "true" }, { "off is false", "true" },  { "maybe is not false", "true" },
		{ "maybe is null", "true" },	 { "vip is not null", "true" }, { "(spend > 5) is true", "true" }, { "true", "true" },
		{ "null", "null" },		 { "null and off", "false" },	{ "not null", "null" },	       { "vip and vip and maybe and off", "false" },
		{ "not orders = 4", "true" },	 { "orders = 3 is null", "false" }, { "off or (maybe and vip) or vip", "true" },
	};
	CHECK(table);
}

static void comparisons(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "orders = 3", "true" },		     { "orders <> 3", "false" },	      { "orders != 4", "true" },
		{ "orders < 3", "false" },		     { "orders <= 3", "true" },		      { "orders > 2.999999999", "true" },
		{ "orders >= 3.000000001", "false" },	     { "country = 'CN'", "null" },	      { "country <> 'CN'", "null" },
		{ "name = '王小明'", "true" },		     { "name < '王'", "false" },	      { "'a' < 'B'", "false" },
		{ "'a' < 'ab'", "true" },		     { "'' < 'a'", "true" },		      { "city = ''", "true" },
		{ "会员号 = 'x''y'", "true" },		     { "\"my field\" = 'spaced'", "true" },   { "\"case\" >= 'C'", "true" },
		{ "orders between 3 and 4", "true" },	     { "orders between 4 and 3", "false" },   { "orders not between 1 and 2", "true" },
		{ "orders between complaints and 2", "false" }, { "orders between complaints and 4", "null" }, { "orders between 4 and complaints", "false" },
		{ "orders in (1, 2, 3)", "true" },	     { "orders in (1, 2)", "false" },	      { "orders in (1, complaints)", "null" },
		{ "orders in (3, complaints)", "true" },     { "orders not in (1, null)", "null" },   { "country in ('CN')", "null" },
		{ "orders not in (1, 2)", "true" },	     { "name in ('李', '王小明', family)", "true" }, { "family in (name, '王')", "true" },
		{ "last_order in ('2026-01-31', '2026-02-01')", "true" }, { "vip in (off, true)", "true" }, { "orders in (3.0)", "true" },
		{ "name in ('a','b','c','d','e','f','g','h','王小明','i')", "true" }, { "name in ('a','b','c','d','e','f','g','h','王小','i')", "false" },
		{ "orders in (9,8,7,6,5,4,3,2,1)", "true" }, { "orders in (9,8,7,6,5,4,2,1)", "false" }, { "orders + 1 in (4)", "true" },
		{ "1 < 2 = true", "1:7 comparisons cannot be chained: join them with and, or use parentheses" }, { "(1 < 2) = true", "true" },
		{ "積分 is null", "1:1 there is no field '積分' (did you mean '积分'?)" },
	};
	CHECK(table);
}

static void numbers(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "0.1 + 0.2 = 0.3", "true" },	{ "1/2", "0.5" },	  { "orders / 0", "null" },   { "orders % 0", "null" },	   { "2 + 3 * 4", "14" },
		{ "(2 + 3) * 4", "20" },	{ "10 - 4 - 3", "3" },	  { "100 / 10 / 5", "2" },    { "-orders", "-3" },	   { "- -3", "3" },
		{ "+3", "3" },			{ "2 * -3", "-6" },	  { "7 % 4", "3" },	      { "-7 % 4", "-3" },	   { "spend", "1200.5" },
		{ "积分", "12345678901234567890" }, { "big", "null" },	  { "returned", "0.0000001" }, { "complaints", "null" }, { "积分 * 积分", "null" },
		{ "spend + complaints", "null" }, { "spend / orders", "400.166666667" }, { "1e2", "100" }, { ".5", "0.5" },	   { "1 - 1", "0" },
		{ "round(2.345, 2)", "2.35" },	{ "round(-2.5)", "-3" },  { "round(spend)", "1201" }, { "round(1.5, -1)", "null" }, { "round(1.23, 20)", "1.23" },
		{ "abs(-3)", "3" },		{ "abs(complaints)", "null" }, { "min(3, 1, 2)", "1" }, { "max(orders, spend)", "1200.5" }, { "max(1, complaints)", "null" },
		{ "min('b', 'a')", "\"a\"" },	{ "max(last_order, '2026-02-01')", "\"2026-02-01\"" }, { "coalesce(complaints, orders, 9)", "3" },
		{ "coalesce(null, complaints)", "null" }, { "coalesce(last_order, today)", "\"2026-01-31\"" }, { "nullif(orders, 3)", "null" },
		{ "nullif(orders, 4)", "3" },	{ "nullif(orders, complaints)", "3" }, { "nullif(complaints, 1)", "null" }, { "number(' 12.5 ')", "12.5" },
		{ "number('12,5')", "null" },	{ "number(country)", "null" }, { "orders -- a comment\n+ 1", "4" }, { "orders --1", "3" },
	};
	CHECK(table);
}

static void texts(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "name || '/' || orders", "\"王小明/3\"" }, { "name || country", "null" }, { "'a' || last_order", "\"a2026-01-31\"" },
		{ "concat(name, country, spend, vip)", "\"王小明1200.5true\"" }, { "concat(country)", "\"\"" }, { "lower('ÀBc王')", "\"àbc王\"" },
		{ "upper('àbc')", "\"ÀBC\"" }, { "upper('ß')", "\"ẞ\"" }, { "length(name)", "3" }, { "length('')", "0" }, { "length('👍a')", "2" },
		{ "substr(name, 2)", "\"小明\"" }, { "substr(name, 2, 1)", "\"小\"" }, { "substr(name, -1)", "\"明\"" }, { "substr(name, -5, 3)", "\"王\"" },
		{ "substr(name, 0, 2)", "\"王\"" }, { "substr(name, 9)", "\"\"" }, { "substr(name, 1, -1)", "null" }, { "substr(name, 1, 1e19)", "\"王小明\"" },
		{ "substr('abc', 1.9, 1.9)", "\"a\"" }, { "left(name, 1)", "\"王\"" }, { "left(name, -1)", "\"\"" }, { "left(name, 9)", "\"王小明\"" },
		{ "right(name, 2)", "\"小明\"" }, { "right(name, 0)", "\"\"" }, { "right(name, -1)", "\"\"" }, { "trim('\t a\xE3\x80\x80\xC2\xA0 ')", "\"a\"" },
		{ "trim('\xE3\x80\x80')", "\"\"" }, { "replace('a-b-c', '-', '')", "\"abc\"" }, { "replace('aaa', 'aa', 'b')", "\"ba\"" },
		{ "replace('abc', '', 'x')", "\"abc\"" }, { "starts_with(name, '王')", "true" }, { "starts_with(name, '王小明了')", "false" },
		{ "ends_with(name, '明')", "true" }, { "contains(name, '小')", "true" }, { "contains(name, '')", "true" }, { "contains(name, country)", "null" },
		{ "text(1.50)", "\"1.5\"" }, { "text(today)", "\"" TODAY "\"" }, { "text(name)", "\"王小明\"" }, { "text(1 = 1)", "\"true\"" },
		{ "company", "null" }, { "LOWER('A')", "\"a\"" }, { "length(replace('aaaaaaaaaa', 'a', '0123456789'))", "100" },
	};
	CHECK(table);
}

/* A text that would be longer than 1 MiB is null, so that no rule can eat the memory. */
static void long_texts(void **state)
{
	(void)state;
	static const struct {
		const char *before, *after, *value;
	} cases[] = {
		{ "length(replace('12345', 'x', '", "'))", "5" },	{ "length(replace('xx345', 'x', '", "'))", "800003" },
		{ "length(replace('xxx45', 'x', '", "'))", "null" },	{ "length('x' || '", "')", "400001" },
		{ "length(concat('", "', 1))", "400001" },		{ "length(lower('", "'))", "400000" },
	};
	struct fixture f;
	struct iv_buf b = { 0 };
	fixture_open(&f, IV_ON_CUSTOMER);
	fixture_record(&f, "{}");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		iv_buf_clear(&b);
		iv_buf_adds(&b, iv_str_of(cases[i].before));
		for (int k = 0; k < 40000; k++)
			iv_buf_adds(&b, IV_STR("0123456789"));
		iv_buf_adds(&b, iv_str_of(cases[i].after));
		assert_string_equal(fixture_eval(&f, iv_buf_text(&b)), cases[i].value);
	}
	iv_buf_release(&b);
	fixture_close(&f);
}

static void patterns(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "name like '王%'", "true" }, { "name like '王_'", "false" }, { "name like '王__'", "true" }, { "name like '___'", "true" },
		{ "name like '%小%'", "true" }, { "name like '%明'", "true" }, { "name like ''", "false" }, { "city like ''", "true" }, { "city like '%'", "true" },
		{ "name like '%'", "true" }, { "name not like '李%'", "true" }, { "name LIKE '%%小%%'", "true" }, { "'aXb' like 'axb'", "false" },
		{ "postcode like 'a\\%b\\_c' escape '\\'", "true" }, { "postcode like 'axbxc' escape 'x'", "false" }, { "postcode like 'a王%b_c' escape '王'", "true" },
		{ "'abcabd' like '%ab_'", "true" }, { "'abcabd' like '%ab'", "false" }, { "'aab' like '%ab'", "true" }, { "'mississippi' like '%iss%ip%'", "true" },
		{ "country like '%'", "null" }, { "name like country", "null" }, { "name like family || '%'", "true" }, { "postcode like postcode", "true" },
		{ "name like 'x' || '!' escape '!'", "1:11 the pattern ends in its escape character, which must stand before another one" },
		{ "name like family || '!' escape '!'", "null" },
		{ "name matches '^(王|李)'", "true" }, { "name matches '明$'", "true" }, { "name matches '^.{3}$'", "true" }, { "name matches 'x'", "false" },
		{ "name not matches 'x'", "true" }, { "country matches 'x'", "null" }, { "name matches ''", "true" }, { "'Ä' matches '(?i)ä'", "true" },
		{ "'٣' matches '^\\d$'", "true" }, { "name matches '\\p{Han}{3}'", "true" }, { "会员号 matches 'x''y'", "true" },
		{ "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' matches '^(a|aa)+$'", "null" },
		{ "name matches 'a' || 'b'", "false" },
	};
	CHECK(table);
}

static void dates(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "today", "\"" TODAY "\"" }, { "last_order < today", "true" }, { "last_order = '2026-01-31'", "true" }, { "'2026-01-30' < last_order", "true" },
		{ "last_order = date '2026-01-31'", "true" }, { "DATE '2024-02-29'", "\"2024-02-29\"" }, { "last_order + 1 month", "\"2026-02-28\"" },
		{ "date '2024-01-31' + 1 month", "\"2024-02-29\"" }, { "date '2024-02-29' + 1 year", "\"2025-02-28\"" }, { "date '2024-03-31' - 1 month", "\"2024-02-29\"" },
		{ "today - 8 months", "\"2025-07-31\"" }, { "today - 1 week", "\"2026-03-24\"" }, { "today + 30 days", "\"2026-04-30\"" },
		{ "today - 2 years", "\"2024-03-31\"" }, { "today - (1 year + 1 day)", "\"2025-03-30\"" }, { "1 day + today", "\"2026-04-01\"" },
		{ "today - -1 day", "\"2026-04-01\"" }, { "today - 1 month - 1 day", "\"2026-02-27\"" }, { "today + (2 months - 1 month)", "\"2026-04-30\"" },
		{ "today - last_order", "59" }, { "today - '2026-03-01'", "30" }, { "last_order + 1 day > today - 2 months", "true" },
		{ "first_order", "null" }, { "first_order + 1 day", "null" }, { "first_order < today", "null" }, { "consent.sms.at", "\"2025-01-01\"" },
		{ "date '9999-12-31' + 1 day", "null" }, { "date '0001-01-01' - 1 day", "null" }, { "date '9999-12-31' + 4000000 years", "null" },
		{ "date '0001-01-01' - 1 month", "null" }, { "last_order between '2026-01-01' and '2026-01-31'", "true" },
		{ "year(last_order)", "2026" }, { "month(last_order)", "1" }, { "day(last_order)", "31" }, { "weekday('2026-03-30')", "1" },
		{ "weekday('2026-04-05')", "7" }, { "weekday('1969-12-31')", "3" }, { "days_between('2026-01-01', today)", "89" },
		{ "days_between(today, '2026-01-01')", "-89" }, { "months_between('2026-01-31', '2026-02-28')", "1" }, { "months_between('2026-01-31', '2026-02-27')", "0" },
		{ "months_between('2025-03-31', today)", "12" }, { "months_between(today, '2025-03-31')", "-12" }, { "months_between('2026-02-28', '2026-01-31')", "-1" },
		{ "age(birth)", "34" }, { "age(birth, '2025-02-28')", "32" }, { "age(birth, '2025-03-01')", "33" }, { "age(birth, '1990-01-01')", "null" },
		{ "date(' 2026-01-31 ')", "\"2026-01-31\"" },
		{ "date('2026-01-31T23:59:59Z')", "\"2026-01-31\"" }, { "date('31.1.2026')", "null" }, { "date(name)", "null" }, { "first_order is null", "true" },
	};
	CHECK(table);
}

static void lists(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "'vip' in tags", "true" }, { "'VIP' in tags", "false" }, { "'新客' in tags", "true" }, { "'x' not in tags", "true" }, { "'x' in (tags)", "false" },
		{ "country in tags", "null" }, { "country in sources", "false" }, { "'x' in segments", "false" }, { "'x' not in segments", "true" },
		{ "segments is null", "true" }, { "tags is not null", "true" }, { "tags", "[\"vip\",\"新客\"]" }, { "phone", "[\"+8613800138000\"]" },
		{ "email", "[\"Ming@Example.com\",\"wäng@qq.com\"]" }, { "count(tags)", "2" }, { "count(email)", "2" }, { "count(phone)", "1" },
		{ "count(segments)", "0" }, { "count(ids)", "2" }, { "count(ids, type = 'card')", "1" }, { "count(tags, value like '新%')", "1" },
		{ "any(ids, type = 'wx_unionid')", "true" }, { "any(ids, type = 'line')", "false" }, { "any(ids, type = 'wx_unionid' and value = 'oA1')", "true" },
		{ "any(ids, type = 'card' and value = 'oA1')", "false" }, { "any(ids, verified)", "true" }, { "any(ids, since > '2024-01-01')", "true" },
		{ "any(ids, since > '2025-01-01')", "null" }, { "all(ids, value <> '')", "true" }, { "all(ids, type = 'card')", "false" }, { "all(ids, verified)", "null" },
		{ "any(ids, value = cid)", "false" }, { "any(phone, value matches '^\\+86')", "true" }, { "all(phone, value = 'x')", "false" },
		{ "any(segments, value = 'x')", "false" }, { "all(segments, value = 'x')", "true" }, { "any(tags, any(ids, value = '8800'))", "true" },
		{ "any(ids, any(tags, value = 'vip') and type = 'card')", "true" }, { "any(tags, value in tags)", "true" }, { "any(ids, maybe)", "null" },
		{ "any(parts, party is not null)", "false" }, { "not any(ids, type = 'card')", "false" }, { "ANY(ids, type = 'card')", "true" },
	};
	CHECK(table);
}

static void paths_and_cases(void **state)
{
	(void)state;
	static const struct expect table[] = {
		{ "consent.sms.state", "\"in\"" }, { "consent.sms.state = 'in'", "true" }, { "consent.phone.state", "null" }, { "consent.sms is not null", "true" },
		{ "consent.\"sms\".state", "\"in\"" }, { "consent.phone is null", "true" }, { "club.tier = '金'", "true" },
		{ "consent.sms", "{\"state\":\"in\",\"at\":\"2025-01-01T10:00:00+08:00\"}" },
		{ "case when orders > 2 then 'many' else 'few' end", "\"many\"" }, { "case when orders > 5 then 'many' end", "null" },
		{ "case when maybe then 1 when vip then 2 else 3 end", "2" }, { "case orders when 1 then 'a' when 3 then 'b' end", "\"b\"" },
		{ "case orders when 1 then 'a' else 'z' end", "\"z\"" }, { "case country when 'CN' then 1 else 2 end", "2" }, { "case country when 'CN' then 1 end", "null" },
		{ "case orders when complaints then 1 when 3 then 2 end", "2" }, { "case when vip then last_order else '2020-01-01' end", "\"2026-01-31\"" },
		{ "case when off then last_order else '2020-01-01' end + 1 day", "\"2020-01-02\"" }, { "case when vip then vip end", "true" },
		{ "case when vip then null else 1 end", "null" }, { "case when orders > 2 then case when spend > 5 then 1 end end", "1" },
		{ "case last_order when '2026-01-31' then 1 end", "1" }, { "CASE WHEN vip THEN 1 END", "1" }, { "case when off then 1 else maybe end", "1:27 number and true or false do not go together in the results of case" },
	};
	CHECK(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(logic),    cmocka_unit_test(comparisons), cmocka_unit_test(numbers), cmocka_unit_test(texts),
		cmocka_unit_test(patterns), cmocka_unit_test(dates),	   cmocka_unit_test(lists),   cmocka_unit_test(paths_and_cases),
		cmocka_unit_test(long_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
