/* SPDX-License-Identifier: MIT
 * The history of a customer, and the functions of rules over it, as of 2026-03-31. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/date.h"
#include "history/layout.h"
#include "history/window.h"

#define BUY "\"event\":\"purchase\",\"channel\":\"store\",\"currency\":\"CNY\","
#define BACK "\"event\":\"return\",\"channel\":\"store\",\"currency\":\"CNY\","

/* Rolls up events, given as members without source and key, and returns the history. */
static struct iv_str history_of(struct iv_arena *arena, const char *const *event, size_t n, const char *currency, struct iv_history_figures *f)
{
	struct iv_roll roll = { .arena = arena, .keep = 1000 };
	struct iv_rec rec = { 0 };
	struct iv_buf b = { 0 };
	struct iv_err err;
	for (size_t i = 0; i < n; i++) {
		const char *source = strstr(event[i], "\"source\"") ? "" : "\"source\":\"tx\",";
		struct iv_str line = iv_arena_fmt(arena, "{%s\"key\":\"k%zu\",%s}", source, i, event[i]);
		assert_int_equal(iv_rec_read(&rec, line, arena, &err), IV_OK);
		assert_int_equal(iv_history_add(&roll, &rec, line, &err), IV_OK);
	}
	const struct iv_history_cost cost[] = { { IV_STR("call"), IV_STR("phone"), 85000 }, { IV_STR("contact"), IV_STR(""), 500 }, { IV_STR("call"), IV_STR(""), 10000 } };
	const struct iv_history_terms terms = { iv_str_of(currency), cost, 3 };
	assert_int_equal(iv_history_sum(&roll, &terms, f, &b, &err), IV_OK);
	struct iv_str s = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	iv_rec_release(&rec);
	iv_history_release(&roll);
	return s;
}

static void expect_money(const char *const *event, size_t n, const char *money, int64_t orders, int64_t spend)
{
	struct iv_arena arena = { 0 };
	struct iv_history_figures f;
	struct iv_str got = iv_json_get(history_of(&arena, event, n, "CNY", &f), IV_STR("money"));
	if (!iv_str_eq(got, iv_str_of(money)))
		fail_msg("%.*s", IV_ARG(got));
	assert_int_equal(f.orders, orders);
	assert_int_equal(f.bought - f.returned, spend);
	iv_arena_release(&arena);
}

static void money(void **state)
{
	(void)state;
	/* Lines of one order are one order, on its first day. */
	expect_money((const char *const[]){ "\"at\":\"2026-01-03\"," BUY "\"order\":\"A\",\"amount\":1", "\"at\":\"2026-01-02\"," BUY "\"order\":\"A\",\"amount\":2,\"cost\":1.5" }, 2,
		     "{\"CNY\":{\"orders\":1,\"bought\":3,\"cost\":1.5,\"uncosted\":1,\"days\":[20455,1,3],\"margin\":0.5,\"margins\":[20455,0.5]}}", 1, 30000);
	/* A return is taken off its order, whichever comes first, on the day of the order; of its margin, the same part. */
	expect_money((const char *const[]){ "\"at\":\"2026-01-09\"," BACK "\"refund_of\":\"A\",\"amount\":1", "\"at\":\"2026-01-02\"," BUY "\"order\":\"A\",\"amount\":3,\"cost\":2" }, 2,
		     "{\"CNY\":{\"orders\":1,\"bought\":3,\"returned\":1,\"cost\":2,\"days\":[20455,1,2],\"back\":[20462,1],\"margin\":0.6667,\"margins\":[20455,0.6667]}}", 1, 20000);
	/* An order wholly given back, in two steps, is none. */
	expect_money((const char *const[]){ "\"at\":\"2026-01-09\"," BACK "\"refund_of\":\"A\",\"amount\":1,\"cost\":0.5", "\"at\":\"2026-01-02\"," BUY "\"order\":\"A\",\"amount\":3,\"cost\":2",
					    "\"at\":\"2026-01-10\"," BACK "\"refund_of\":\"A\",\"amount\":2" }, 3,
		     "{\"CNY\":{\"orders\":0,\"bought\":3,\"returned\":3,\"cost\":2,\"cost_back\":0.5,\"back\":[20462,1,1,2],\"margin\":-0.1667,\"margins\":[20455,-0.1667]}}", 0, 0);
	/* A return without an order, or of one we never saw, counts on its own day. */
	expect_money((const char *const[]){ "\"at\":\"2026-01-09\"," BACK "\"refund_of\":\"Z\",\"amount\":1", "\"at\":\"2026-01-09\"," BACK "\"amount\":2" }, 2,
		     "{\"CNY\":{\"orders\":0,\"returned\":3,\"days\":[20462,0,-3],\"back\":[20462,3]}}", 0, -30000);
	/* An order for nothing is an order. */
	expect_money((const char *const[]){ "\"at\":\"2026-01-02\"," BUY "\"amount\":0" }, 1, "{\"CNY\":{\"orders\":1,\"days\":[20455,1,0]}}", 1, 0);
	/* The same number in two sources: two orders; a return of the first source finds its own. */
	expect_money((const char *const[]){ "\"at\":\"2026-01-02\"," BUY "\"order\":\"A\",\"amount\":3,\"cost\":0", "\"source\":\"web\",\"at\":\"2026-01-04\"," BUY "\"order\":\"A\",\"amount\":5,\"cost\":0",
					    "\"source\":\"web\",\"at\":\"2026-01-05\"," BACK "\"refund_of\":\"A\",\"amount\":5,\"cost\":0" }, 3,
		     "{\"CNY\":{\"orders\":1,\"bought\":8,\"returned\":5,\"days\":[20455,1,3],\"back\":[20458,5],\"margin\":3,\"margins\":[20455,3]}}", 1, 30000);
	/* A source of returns of its own finds the order by its number, unless two sources have it. */
	expect_money((const char *const[]){ "\"at\":\"2026-01-02\"," BUY "\"order\":\"A\",\"amount\":3,\"cost\":0", "\"source\":\"desk\",\"at\":\"2026-01-05\"," BACK "\"refund_of\":\"A\",\"amount\":3,\"cost\":0" },
		     2, "{\"CNY\":{\"orders\":0,\"bought\":3,\"returned\":3,\"back\":[20458,3],\"margin\":0}}", 0, 0);
	expect_money((const char *const[]){ "\"at\":\"2026-01-02\"," BUY "\"order\":\"A\",\"amount\":3,\"cost\":0", "\"source\":\"web\",\"at\":\"2026-01-04\"," BUY "\"order\":\"A\",\"amount\":5,\"cost\":0",
					    "\"source\":\"desk\",\"at\":\"2026-01-05\"," BACK "\"refund_of\":\"A\",\"amount\":1,\"cost\":0" }, 3,
		     "{\"CNY\":{\"orders\":2,\"bought\":8,\"returned\":1,\"days\":[20455,1,3,2,1,5,1,0,-1],\"back\":[20458,1],\"margin\":7,\"margins\":[20455,3,2,5,1,-1]}}", 2, 70000);
}

static void main_currency(void **state)
{
	(void)state;
	struct iv_arena arena = { 0 };
	struct iv_history_figures f;
	const char *const events[] = { "\"at\":\"2026-01-02\"," BUY "\"amount\":3", "\"at\":\"2026-01-04\",\"event\":\"purchase\",\"currency\":\"TWD\",\"amount\":50",
				       "\"at\":\"2026-02-04\",\"event\":\"purchase\",\"currency\":\"TWD\",\"amount\":60" };
	history_of(&arena, events, 3, "", &f);
	assert_true(iv_str_eq(f.currency, IV_STR("TWD")) && f.bought == 1100000 && f.orders == 3);
	assert_int_equal(f.first_order, 20455);
	assert_int_equal(f.last_order, 20488);
	history_of(&arena, events, 3, "CNY", &f);
	assert_true(iv_str_eq(f.currency, IV_STR("CNY")) && f.bought == 30000 && f.orders == 3);
	history_of(&arena, events, 2, "", &f); /* as many of both: the least name */
	assert_true(iv_str_eq(f.currency, IV_STR("CNY")));
	history_of(&arena, events, 3, "USD", &f);
	assert_true(iv_str_eq(f.currency, IV_STR("USD")) && f.bought == 0);
	iv_arena_release(&arena);
}

static const char *const life[] = {
	"\"at\":\"2026-03-31T09:00\"," BUY "\"order\":\"A\",\"amount\":10,\"category\":\"米\"",
	"\"at\":\"2026-03-25\"," BUY "\"order\":\"B\",\"amount\":20.5,\"category\":\"米\"",
	"\"at\":\"2026-03-24\"," BUY "\"order\":\"C\",\"amount\":40,\"category\":\"油\"",
	"\"at\":\"2026-03-24\"," BUY "\"order\":\"D\",\"amount\":7",
	"\"at\":\"2026-03-30\"," BACK "\"refund_of\":\"C\",\"amount\":15,\"category\":\"油\"",
	"\"at\":\"2026-03-20\",\"event\":\"purchase\",\"channel\":\"web\",\"currency\":\"TWD\",\"order\":\"E\",\"amount\":300",
	"\"at\":\"2026-04-02\"," BUY "\"order\":\"F\",\"amount\":99",
	"\"at\":\"2026-03-31\",\"event\":\"contact\",\"channel\":\"sms\",\"campaign\":\"spring\",\"cell\":\"treatment\"",
	"\"at\":\"2026-02-26\",\"event\":\"contact\",\"channel\":\"phone\"",
	"\"at\":\"2026-03-01\",\"event\":\"contact\",\"channel\":\"email\",\"campaign\":\"spring\",\"cell\":\"treatment\"",
	"\"at\":\"2026-03-31\",\"event\":\"contact\",\"channel\":\"sms\",\"campaign\":\"fall\",\"cell\":\"control\"",
	"\"at\":\"2026-03-31\",\"event\":\"response\",\"channel\":\"sms\",\"campaign\":\"spring\",\"cell\":\"treatment\"",
	"\"at\":\"2026-03-10\",\"event\":\"complaint\",\"channel\":\"phone\",\"resolved\":true",
	"\"at\":\"2026-02-10\",\"event\":\"complaint\",\"channel\":\"phone\"",
	"\"at\":\"2026-02-11\",\"event\":\"survey\",\"satisfied\":4",
	"\"at\":\"2026-02-11\",\"event\":\"points\",\"account\":\"a\",\"balance\":100",
	"\"at\":\"2026-02-11\",\"event\":\"points\",\"account\":\"b\",\"balance\":20.5",
	"\"at\":\"2026-02-11\",\"event\":\"points\",\"account\":\"b\",\"due\":\"2026-12-31\",\"balance\":20",
	"\"at\":\"2026-02-11\",\"event\":\"points\",\"account\":\"b\",\"due\":\"2026-04-01\",\"balance\":10",
	"\"at\":\"2026-02-11\",\"event\":\"points\",\"account\":\"a\",\"due\":\"2026-03-30\",\"balance\":7",
	"\"at\":\"2026-01-11\",\"event\":\"cash\",\"account\":\"c\",\"balance\":50",
	"\"at\":\"2026-02-28\",\"event\":\"cash\",\"account\":\"c\",\"balance\":5000",
	"\"at\":\"2026-03-31\",\"event\":\"cash\",\"account\":\"c\",\"balance\":5000",
	"\"at\":\"2026-03-30\",\"event\":\"cash\",\"account\":\"d\",\"balance\":70",
	"\"at\":\"2026-01-01\",\"event\":\"contact\",\"channel\":\"sms\",\"coupon\":\"K\",\"due\":\"2026-01-31\"",
	"\"at\":\"2026-02-01\",\"event\":\"coupon\",\"coupon\":\"K\",\"outcome\":\"issued\",\"due\":\"2026-03-31\"",
	"\"at\":\"2026-02-01\",\"event\":\"coupon\",\"coupon\":\"K\",\"outcome\":\"issued\",\"due\":\"2026-04-30\"",
	"\"at\":\"2026-03-01\"," BUY "\"order\":\"G\",\"amount\":5,\"cost\":3,\"product\":\"P\",\"coupon\":\"K\"",
	"\"at\":\"2026-02-01\",\"event\":\"coupon\",\"coupon\":\"L\",\"outcome\":\"issued\"",
	"\"at\":\"2026-02-01\",\"event\":\"coupon\",\"coupon\":\"M\",\"outcome\":\"issued\"",
	"\"at\":\"2026-03-01\",\"event\":\"coupon\",\"coupon\":\"M\",\"outcome\":\"expired\"",
	"\"at\":\"2026-03-02\",\"event\":\"call\",\"channel\":\"phone\"",
	"\"at\":\"2026-03-30\",\"event\":\"call\",\"channel\":\"web\"",
	"\"at\":\"2026-03-20\",\"event\":\"purchase\",\"channel\":\"web\",\"currency\":\"CNY\",\"order\":\"H\",\"amount\":2,\"cost\":1,\"product\":\"P\"",
};

static void rules(void **state)
{
	static const char *const cases[][2] = {
		{ "orders(1)", "1" }, /* today only */
		{ "orders(7)", "2" }, /* March 25 is the seventh day */
		{ "orders(8)", "4" },
		{ "orders(365)", "7" }, /* without the one of the day after tomorrow */
		{ "orders(8, 'TWD')", "0" },
		{ "orders(12, 'TWD')", "1" },
		{ "spend(7)", "30.5" },
		{ "spend(8)", "62.5" }, /* the return is taken off its order's day */
		{ "spend(12, 'TWD')", "300" },
		{ "spend(0 + count(phone))", "null" }, /* a window of no days */
		{ "returned(1)", "0" },
		{ "returned(2)", "15" },
		{ "order_days(8)", "3" },
		{ "purchases('米')", "2" },
		{ "spent_on('油')", "25" },
		{ "spent_on('油', 'TWD')", "0" },
		{ "contacts('sms', 7)", "1" }, /* and not the one held out */
		{ "contacts('any', 31)", "2" },
		{ "contacts('app', 31)", "0" },
		{ "contacts('phone', 34)", "1" },
		{ "contacts('call', 34)", "1" }, /* which is the same */
		{ "contacts('call', 33)", "0" },
		{ "sent('spring')", "2" },
		{ "sent('fall')", "0" },
		{ "sent('spring', 'sms')", "1" },
		{ "sent('spring', 'call')", "0" },
		{ "sent('spring', 'any')", "2" },
		{ "last_sent('spring')", "\"2026-03-31\"" },
		{ "last_sent('spring', 'email')", "\"2026-03-01\"" },
		{ "last_sent('fall')", "null" },
		{ "responses('spring')", "1" },
		{ "responses('spring', 'email')", "0" },
		{ "last_response('spring')", "\"2026-03-31\"" },
		{ "last_response('spring', 'email')", "null" },
		{ "cell('fall')", "\"control\"" },
		{ "cell('winter')", "null" },
		{ "complaints(30)", "1" },
		{ "complaints(60)", "2" },
		{ "open_complaints()", "1" },
		{ "resolved_complaints(22)", "1" },
		{ "resolved_complaints(21)", "0" },
		{ "times('purchase')", "8" },
		{ "times('purchase', 'web')", "2" },
		{ "times('purchase', 'any', 8)", "4" },
		{ "times('call', 'call', 30)", "1" }, /* March 2 is the thirtieth day */
		{ "times('call', 'phone', 29)", "0" },
		{ "times('call', 'any', 29)", "1" },
		{ "margin(31)", "3" }, /* of the two orders whose cost is known */
		{ "margin(12)", "1" },
		{ "margin(31, 'TWD')", "null" },
		{ "order_days(12)", "4" }, /* March 20 has an order in each of two currencies */
		{ "bought('P')", "2" },
		{ "bought('P', 12)", "1" },
		{ "bought('Q')", "0" },
		{ "last_bought('P')", "\"2026-03-20\"" },
		{ "last_bought('Q')", "null" },
		{ "cost_to_serve(1)", "0.05" },
		{ "cost_to_serve(30)", "9.55" }, /* a call, one by another channel, and a contact; not the one held out */
		{ "cost_to_serve(31)", "9.6" },

		{ "first('purchase')", "\"2026-03-01\"" },
		{ "last('purchase', 'web')", "\"2026-03-20\"" },
		{ "last('visit')", "null" },
		{ "answer('satisfied')", "4" },
		{ "answer('rebuy')", "null" },
		{ "balance('points')", "120.5" },
		{ "balance('balance')", "null" },
		{ "balance('cash')", "5070" },
		{ "idle('cash', 31)", "5000" }, /* since February 28, though it was stated again today */
		{ "idle('cash', 32)", "0" },
		{ "idle('cash', 1)", "5070" },
		{ "idle('balance', 1)", "null" },
		{ "expiring('points', 1)", "0" },
		{ "expiring('points', 2)", "10" },
		{ "expiring('points', 365)", "20.5" }, /* the lots of 10 and 20 are of a balance of 20.5 */
		{ "expiring('balance', 1)", "null" },
		{ "coupons('issued')", "5" },
		{ "coupons('issued', 'K')", "3" },
		{ "coupons('redeemed')", "1" },
		{ "coupons('expired')", "2" }, /* M, and of K the first, which was due before any was used */
		{ "coupons('outstanding')", "2" }, /* L, and of K the last */
		{ "coupons('outstanding', 'K')", "1" },
		{ "coupons_due(30)", "0" },
		{ "coupons_due(31)", "1" },
		{ "consent('sms')", "\"in\"" },
		{ "consent('email')", "null" },
	};
	(void)state;
	struct iv_arena arena = { 0 };
	struct iv_history_figures f;
	struct iv_err err;
	struct iv_buf out = { 0 };
	struct iv_str history = history_of(&arena, life, sizeof life / sizeof *life, "CNY", &f);
	struct iv_str line = iv_arena_fmt(&arena, "{\"kind\":\"customer\",\"phone\":[],\"consent\":{\"sms\":{\"state\":\"in\"}},\"currency\":\"CNY\",\"cost_to_serve\":9,\"history\":%.*s}", IV_ARG(history));
	struct iv_rec rec = { 0 }, bare = { 0 };
	assert_int_equal(iv_rec_read(&rec, line, &arena, &err), IV_OK);
	assert_int_equal(iv_rec_read(&bare, IV_STR("{\"kind\":\"customer\",\"phone\":[]}"), &arena, &err), IV_OK);
	struct iv_rule_scope *scope = iv_rule_rec_scope(IV_ON_CUSTOMER);
	struct iv_rules *set = iv_rules_new(scope, iv_date_from((struct iv_ymd){ 2026, 3, 31 }));
	iv_rules_functions(set, iv_history_functions, iv_history_functions_n, NULL);
	uint32_t id[sizeof cases / sizeof *cases];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (iv_rules_add_text(set, iv_str_of(cases[i][0]), IV_RULE_ANY, &id[i], &err) != IV_OK)
			fail_msg("%s: %s", cases[i][0], err.msg);
	struct iv_rule_run *run = iv_rule_run_new(set);
	for (int pass = 0; pass < 2; pass++) {
		iv_rule_bind(run, pass ? &bare : &rec);
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			struct iv_rule_value v;
			iv_buf_clear(&out);
			iv_rule_eval(run, id[i], &v);
			iv_rule_value_json(&v, &out);
			if (strcmp(iv_buf_text(&out), pass ? "null" : cases[i][1]))
				fail_msg("%s: %s", cases[i][0], iv_buf_text(&out));
		}
	}
	iv_rule_run_free(run);
	iv_rules_free(set);
	iv_rule_rec_scope_free(scope);
	iv_rec_release(&rec);
	iv_rec_release(&bare);
	iv_buf_release(&out);
	iv_arena_release(&arena);
}

/* What cannot be meant is noticed when the rule is read. */
static void mistakes(void **state)
{
	static const char *const cases[][2] = {
		{ "orders(0) > 1", "a window has at least 1 day" },
		{ "contacts('smss', 7) > 1", "there is no channel 'smss'; did you mean 'sms'?" },
		{ "contacts('sms', -7) > 1", "a window has at least 1 day" },
		{ "last('purchse') > today", "there is no event 'purchse'; did you mean 'purchase'?" },
		{ "times('visit', 'any', 0) > 1", "a window has at least 1 day" },
		{ "sent('spring', 'smss') > 1", "there is no channel 'smss'; did you mean 'sms'?" },
		{ "idle('balanse', 5) > 1", "there is no event 'balanse'; did you mean 'balance'?" },
		{ "expiring('points', 0) > 1", "a window has at least 1 day" },
		{ "coupons('used') > 1", "there is no state of coupons 'used'" },
		{ "bought('P', 0) > 1", "a window has at least 1 day" },
		{ "answer('mood') > 1", "there is no question 'mood'" },
		{ "consent('emial') = 'in'", "there is no channel 'emial'; did you mean 'email'?" },
	};
	(void)state;
	struct iv_rule_scope *scope = iv_rule_rec_scope(IV_ON_CUSTOMER);
	struct iv_rules *set = iv_rules_new(scope, 20000);
	iv_rules_functions(set, iv_history_functions, iv_history_functions_n, NULL);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_err err;
		uint32_t id;
		assert_int_equal(iv_rules_add_text(set, iv_str_of(cases[i][0]), IV_RULE_ANY, &id, &err), IV_WRONG);
		if (!strstr(err.msg, cases[i][1]))
			fail_msg("%s: %s", cases[i][0], err.msg);
	}
	iv_rules_free(set);
	iv_rule_rec_scope_free(scope);
}

/* Every function stands in ivoc-merge(1), with its meaning. */
static void page(void **state)
{
	(void)state;
	struct iv_buf all = { 0 };
	char piece[4096];
	FILE *page = fopen(TEST_DATA "/../../man/ivoc-merge.1", "r");
	assert_non_null(page);
	for (size_t n; (n = fread(piece, 1, sizeof piece, page)) > 0;)
		iv_buf_add(&all, piece, n);
	fclose(page);
	for (size_t i = 0; i < iv_history_functions_n; i++) {
		const struct iv_rule_fn *f = &iv_history_functions[i];
		snprintf(piece, sizeof piece, "\n.It Fn %s", f->name);
		const char *at = strstr(iv_buf_text(&all), piece);
		while (at && at[strlen(piece)] != ' ' && at[strlen(piece)] != '\n')
			at = strstr(at + 1, piece);
		if (!at)
			fail_msg("%s is not in the page", f->name);
		at = strchr(at + 1, '\n');
		snprintf(piece, sizeof piece, "\n%c%s.\n", f->meaning[0] - 'a' + 'A', f->meaning + 1);
		if (strncmp(at, piece, strlen(piece)))
			fail_msg("%s: the page says something else", f->name);
	}
	iv_buf_release(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(money), cmocka_unit_test(main_currency), cmocka_unit_test(rules), cmocka_unit_test(mistakes), cmocka_unit_test(page) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
