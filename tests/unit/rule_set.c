/* SPDX-License-Identifier: MIT
 * Sets of rules: registered functions, scopes of one's own, why, fields, constants, binding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../rule/fixture.h"

static uint32_t add(struct fixture *f, const char *text)
{
	struct iv_err err = { 0 };
	uint32_t id = 0;
	if (iv_rules_add_text(f->rules, iv_str_of(text), IV_RULE_ANY, &id, &err) != IV_OK)
		fail_msg("%s: %s", text, fixture_error(f, &err));
	return id;
}

/* --- Registered functions --- */

struct counts {
	int decoded, called;
};

/* Stands for a function over history: what it decodes is kept for the record. */
static void do_orders(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	struct counts *counts = (struct counts *)(uintptr_t)call->user;
	int64_t days = 0;
	(void)n;
	counts->called++;
	if (!*call->cache) {
		int64_t *total = iv_arena_alloc(call->arena, sizeof *total);
		const struct iv_rec *rec = call->subject;
		*total = (int64_t)iv_rec_raw(rec, IV_STR("spend")).n;
		*call->cache = total;
		counts->decoded++;
	}
	iv_decimal_int(arg[0].number, &days);
	out->type = IV_RULE_NUMBER;
	out->number = iv_decimal_of_int(*(int64_t *)*call->cache * 1000 + days);
}

static void do_contacts(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	out->type = IV_RULE_TEXT;
	out->text = n > 1 && arg[1].type == IV_RULE_NULL ? IV_STR("null seen") : arg[0].text;
}

static int check_channel(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)n;
	(void)user;
	if (arg[0].type == IV_RULE_NULL || iv_str_eq(arg[0].text, IV_STR("sms")))
		return -1;
	snprintf(why, size, "there is no channel '" IV_FMT "'", IV_ARG(arg[0].text));
	return 0;
}

static const struct iv_rule_fn table[] = {
	{ "orders", 1, 1, 0, { IV_RULE_NUMBER }, IV_RULE_NUMBER, do_orders, NULL, "orders in so many days" },
	{ "contacts", 1, 2, 1, { IV_RULE_TEXT, IV_RULE_NUMBER }, IV_RULE_TEXT, do_contacts, check_channel, "contacts" },
};

static void functions(void **state)
{
	(void)state;
	struct fixture f;
	struct counts counts = { 0, 0 };
	struct iv_rule_value v;
	fixture_open(&f, IV_ON_CUSTOMER);
	iv_rules_functions(f.rules, table, sizeof table / sizeof *table, &counts);
	uint32_t a = add(&f, "orders(90) = 2090"), b = add(&f, "Orders( 90 ) + orders(45*2)"), c = add(&f, "orders(orders) > 0 and orders > 0");
	uint32_t d = add(&f, "contacts('sms', null)"), e = add(&f, "contacts(name)");
	assert_string_equal(fixture_eval(&f, "contacts('smss', 7)"), "1:10 there is no channel 'smss'");
	assert_string_equal(fixture_eval(&f, "orders('x')"), "1:8 orders needs number as argument 1, not text");
	assert_string_equal(fixture_eval(&f, "order(90)"), "1:1 there is no function 'order' (did you mean 'orders'?)");
	assert_int_equal(counts.called, 0); /* never while folding */
	struct iv_rule_run *run = iv_rule_run_new(f.rules);
	fixture_record(&f, "{\"spend\":12,\"orders\":3,\"name\":\"n\"}");
	iv_rule_bind(run, &f.rec);
	assert_int_equal(iv_rule_test(run, a), 1);
	iv_rule_eval(run, b, &v);
	assert_true(v.number == iv_decimal_of_int(4180));
	assert_int_equal(counts.called, 1); /* the three calls with 90 are one */
	assert_int_equal(iv_rule_test(run, c), 1);
	assert_int_equal(counts.called, 2);
	assert_int_equal(counts.decoded, 1);
	iv_rule_eval(run, d, &v);
	assert_true(iv_str_eq(v.text, IV_STR("null seen")));
	iv_rule_eval(run, e, &v);
	assert_true(iv_str_eq(v.text, IV_STR("n")));
	fixture_record(&f, "{\"spend\":123}");
	iv_rule_bind(run, &f.rec);
	assert_int_equal(iv_rule_test(run, a), 0);
	assert_int_equal(counts.decoded, 2);
	assert_int_equal(iv_rule_test(run, c), -1); /* orders is absent: not called */
	assert_int_equal(counts.called, 3);
	iv_buf_clear(&f.out);
	iv_rule_why(run, a, &f.out);
	assert_string_equal(iv_buf_text(&f.out), "{\"orders(90)\":3090}");
	iv_buf_clear(&f.out);
	iv_rule_why(run, c, &f.out);
	assert_string_equal(iv_buf_text(&f.out), "{\"orders(orders)\":null,\"orders\":null}");
	iv_rule_run_free(run);
	fixture_close(&f);
}

/* --- A scope of one's own: the cells of a row, all of them text --- */

struct row_scope {
	struct iv_rule_scope scope;
	const char *const *name;
	size_t n;
	int fetched;
};

static bool row_find(struct iv_rule_scope *scope, const struct iv_rule_name *name, enum iv_rule_type *type, uint32_t *id)
{
	const struct row_scope *s = (const struct row_scope *)scope;
	*type = IV_RULE_TEXT;
	for (*id = 0; *id < s->n; ++*id)
		if (name->n == 1 && iv_str_eq(name->text, iv_str_of(s->name[*id])))
			return true;
	return false;
}

static const char *row_nearest(struct iv_rule_scope *scope, struct iv_str name)
{
	const struct row_scope *s = (const struct row_scope *)scope;
	return iv_str_nearest(name, s->name, s->n);
}

static void row_get(const struct iv_rule_scope *scope, void *scratch, const void *subject, uint32_t id, struct iv_arena *arena,
		    struct iv_rule_value *out)
{
	const char *const *cell = subject;
	(void)scratch;
	(void)arena;
	((struct row_scope *)(uintptr_t)scope)->fetched++;
	out->type = cell[id] ? IV_RULE_TEXT : IV_RULE_NULL;
	out->text = iv_str_of(cell[id]);
}

static void own_scope(void **state)
{
	(void)state;
	static const char *const names[] = { "会员号", "金额", "Order.No" };
	static const char *const cells[] = { "M1", "12.50", "9" }, *const other[] = { "M2", NULL, "" };
	struct row_scope scope = { { row_find, row_nearest, row_get, NULL, NULL }, names, 3, 0 };
	struct iv_rules *rules = iv_rules_new(&scope.scope, 0);
	struct iv_err err;
	uint32_t a, b;
	assert_int_equal(iv_rules_add_text(rules, IV_STR("number(金额) > 12 and 会员号 <> ''"), IV_RULE_BOOL, &a, &err), IV_OK);
	assert_int_equal(iv_rules_add_text(rules, IV_STR("会员号 || \"Order.No\" || 会员号"), IV_RULE_TEXT, &b, &err), IV_OK);
	assert_int_equal(iv_rules_add_text(rules, IV_STR("会员 = 'x'"), IV_RULE_BOOL, &b, &err), IV_WRONG);
	assert_string_equal(err.msg, "there is no field '会员' (did you mean '会员号'?)");
	struct iv_rule_run *run = iv_rule_run_new(rules);
	struct iv_rule_value v;
	iv_rule_bind(run, cells);
	assert_int_equal(iv_rule_test(run, a), 1);
	iv_rule_eval(run, b, &v);
	assert_true(iv_str_eq(v.text, IV_STR("M19M1")));
	assert_int_equal(scope.fetched, 3); /* each cell once */
	iv_rule_bind(run, other);
	assert_int_equal(iv_rule_test(run, a), -1);
	iv_rule_run_free(run);
	iv_rules_free(rules);
}

/* --- why and fields --- */

static void why(void **state)
{
	(void)state;
	static const struct {
		const char *rule;
		int result;
		const char *why;
	} cases[] = {
		{ "spend > 5", 1, "{\"spend\":1200.50}" },
		{ "spend > 5 and orders = 3 and gender = 'M'", 1, "{\"spend\":1200.50,\"orders\":3,\"gender\":\"M\"}" },
		{ "spend > 5 and orders = 4 and gender = 'F'", 0, "{\"orders\":3}" },
		{ "country = 'CN' and orders = 4", 0, "{\"orders\":3}" },
		{ "spend > 5 and country = 'CN' and city = 'x'", -1, "{\"country\":null,\"city\":null}" },
		{ "spend > 5 or orders = 3", 1, "{\"spend\":1200.50}" },
		{ "spend < 5 or orders = 3 or gender = 'M'", 1, "{\"orders\":3}" },
		{ "country = 'CN' or orders = 3", 1, "{\"orders\":3}" },
		{ "spend < 5 or orders = 4", 0, "{\"spend\":1200.50,\"orders\":3}" },
		{ "spend < 5 or country = 'x'", -1, "{\"country\":null}" },
		{ "not (spend < 5 or orders = 4)", 1, "{\"spend\":1200.50,\"orders\":3}" },
		{ "not (spend > 5 and (orders = 4 or gender = 'M'))", 0, "{\"spend\":1200.50,\"gender\":\"M\"}" },
		{ "spend > 5 and spend < 5000 and spend <> 7", 1, "{\"spend\":1200.50}" },
		{ "consent.sms.state = 'in' and 'vip' in tags", 1, "{\"consent.sms.state\":\"in\",\"tags\":[ \"vip\" ]}" },
		{ "any(ids, type = 'card' and value <> cid)", 1, "{\"ids\":[{\"type\":\"card\",\"value\":\"8\"}],\"cid\":\"c\\\"1\"}" },
		{ "last_order < today", 1, "{\"last_order\":\"2026-01-31T08:00\"}" },
		{ "case when spend > 5 then orders else 0 end = 3", 1, "{\"spend\":1200.50,\"orders\":3}" },
		{ "true", 1, "{}" },
	};
	struct fixture f;
	fixture_open(&f, IV_ON_CUSTOMER);
	fixture_record(&f, "{\"cid\":\"c\\\"1\",\"spend\":1200.50,\"orders\":3,\"gender\":\"M\",\"tags\":[ \"vip\" ],\"last_order\":\"2026-01-31T08:00\","
			   "\"consent\":{\"sms\":{\"state\":\"in\"}},\"ids\":[{\"type\":\"card\",\"value\":\"8\"}]}");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint32_t id = add(&f, cases[i].rule);
		struct iv_rule_run *run = iv_rule_run_new(f.rules);
		iv_rule_bind(run, &f.rec);
		int result = iv_rule_test(run, id);
		iv_buf_clear(&f.out);
		iv_rule_why(run, id, &f.out);
		if (result != cases[i].result || strcmp(iv_buf_text(&f.out), cases[i].why))
			fail_msg("%s gave %d %s, expected %d %s", cases[i].rule, result, iv_buf_text(&f.out), cases[i].result, cases[i].why);
		iv_rule_run_free(run);
	}
	fixture_close(&f);
}

static void list_field(void *ctx, struct iv_str name, enum iv_rule_type type, bool call)
{
	struct iv_buf *b = ctx;
	iv_buf_addf(b, IV_FMT ":%s%s ", IV_ARG(name), iv_rule_type_name(type), call ? "!" : "");
}

static void fields(void **state)
{
	(void)state;
	struct fixture f;
	struct counts counts = { 0, 0 };
	fixture_open(&f, IV_ON_CUSTOMER);
	iv_rules_functions(f.rules, table, 2, &counts);
	uint32_t id = add(&f, "spend > 5 and (orders(90) > 1 or orders(90) = 0) and spend < 7 and any(ids, contacts(type) = 'x' and value = cid)");
	iv_rules_fields(f.rules, id, list_field, &f.out);
	assert_string_equal(iv_buf_text(&f.out), "spend:number orders(90):number! ids:list of objects cid:text ");
	fixture_close(&f);
}

static void constants(void **state)
{
	(void)state;
	static const struct {
		const char *rule;
		bool constant;
		const char *value;
	} cases[] = {
		{ "1 + 1 = 2", true, "true" },	  { "spend > 5", false, "" },	      { "spend > 5 and 1 = 2", true, "false" }, { "spend > 5 or 2 > 1", true, "true" },
		{ "spend > 5 and 1 = 1", false, "" }, { "1/0", true, "null" },	      { "lower('A') || 'b'", true, "\"ab\"" },	{ "today - 1 day", true, "\"2026-03-30\"" },
		{ "'abc' matches 'b'", true, "true" }, { "'b' in ('a', 'b')", true, "true" }, { "count(tags) = 1", false, "" }, { "case when 1 = 1 then 2 end", true, "2" },
		{ "age('2000-03-31')", true, "26" },
	};
	struct fixture f;
	fixture_open(&f, IV_ON_CUSTOMER);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_rule_value v;
		bool constant = iv_rules_constant(f.rules, add(&f, cases[i].rule), &v);
		assert_int_equal(constant, cases[i].constant);
		iv_buf_clear(&f.out);
		if (constant)
			iv_rule_value_json(&v, &f.out);
		assert_string_equal(iv_buf_text(&f.out), cases[i].value);
	}
	fixture_close(&f);
}

/* A run forgets one record when it is bound to the next; rules stay as they were written. */
static void binding(void **state)
{
	(void)state;
	struct fixture f;
	fixture_open(&f, IV_ON_CUSTOMER);
	uint32_t a = add(&f, "name = '王' and 'vip' in tags"), b = add(&f, "spend"), c = add(&f, "name matches '^(a|aa)+$'");
	assert_int_equal(iv_rules_count(f.rules), 3);
	assert_true(iv_str_eq(iv_rules_text(f.rules, b), IV_STR("spend")));
	struct iv_rule_run *run = iv_rule_run_new(f.rules);
	static const char *const lines[] = { "{\"name\":\"王\",\"tags\":[ \"vip\" ]}", "{\"tags\":[\"vip\"]}", "{\"tags\":[],\"name\":\"\\u738b\"}", "{}",
					     "{\"name\":5,\"tags\":\"vip\"}", "{\"x\":1,\"y\":2,\"tags\":\"vip\",\"name\":\"王\"}" };
	static const int expected[] = { 1, -1, 0, 0, -1, 1 };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		fixture_record(&f, lines[i]);
		iv_rule_bind(run, &f.rec);
		assert_int_equal(iv_rule_test(run, a), expected[i]);
		assert_int_equal(iv_rule_test(run, b), -1); /* no condition, and null here */
	}
	assert_int_equal(iv_rule_run_limited(run), 0);
	fixture_record(&f, "{\"name\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"}");
	iv_rule_bind(run, &f.rec);
	assert_int_equal(iv_rule_test(run, c), -1);
	assert_int_equal(iv_rule_run_limited(run), 1);
	/* A field that a program sets is seen after the next bind. */
	iv_rec_set_text(&f.rec, IV_STR("name"), IV_STR("aaa"));
	iv_rule_bind(run, &f.rec);
	assert_int_equal(iv_rule_test(run, c), 1);
	iv_rule_run_free(run);
	iv_rule_run_free(NULL);
	iv_rules_free(NULL);
	iv_rule_rec_scope_free(NULL);
	fixture_close(&f);
}

/* More top-level names than the scope's first table holds. */
static void many_fields(void **state)
{
	(void)state;
	struct fixture f;
	struct iv_err err;
	struct iv_buf rule = { 0 }, line = { 0 };
	fixture_open(&f, 0);
	for (int i = 0; i < 300; i++) {
		char name[16];
		snprintf(name, sizeof name, "field%d", i);
		assert_int_equal(iv_rule_declare(f.scope, iv_str_of(name), IV_RULE_NUMBER, &err), IV_OK);
		iv_buf_addf(&rule, "%s%s = %d", i ? " and " : "", name, i);
		iv_buf_addf(&line, "%s\"%s\":%d,\"other%d\":0", i ? "," : "{", name, i, i);
	}
	iv_buf_addc(&line, '}');
	fixture_record(&f, iv_buf_text(&line));
	assert_string_equal(fixture_eval(&f, iv_buf_text(&rule)), "true");
	assert_string_equal(fixture_eval(&f, "spend > 1"), "1:1 there is no field 'spend'"); /* no kinds, no vocabulary */
	iv_buf_release(&rule);
	iv_buf_release(&line);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions), cmocka_unit_test(own_scope), cmocka_unit_test(why),	 cmocka_unit_test(fields),
		cmocka_unit_test(constants), cmocka_unit_test(binding),	  cmocka_unit_test(many_fields),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
