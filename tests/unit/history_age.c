/* SPDX-License-Identifier: MIT
 * Windows age without the events: what a function says of a history is what counting the events one by one says, on the
 * day they were rolled up and on any day after it. The history is made night by night, with the returns late. */
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

#define EVENTS 40
#define ROUNDS 300
#define FIRST 20454 /* 2026-01-01 */

struct happened {
	enum { PURCHASE, RETURN, CONTACT, HELD_OUT, CALL, COMPLAINT, RESOLVED } what;
	int day;
	int amount, cost; /* whole yuan; of a purchase or return */
	int order; /* of a purchase its number, each has its own; of a return that of the purchase, or -1 */
};

static uint64_t seed;

static int pick(int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int)(seed % (uint64_t)n);
}

/* Returns give back a part of a purchase, at the same share of its cost. */
static void random_events(struct happened *e, int n)
{
	for (int i = 0; i < n; i++) {
		e[i] = (struct happened){ .what = pick(7), .day = FIRST + pick(120), .order = i };
		if (e[i].what == PURCHASE) {
			e[i].amount = 10 * (1 + pick(20));
			e[i].cost = e[i].amount / 10 * pick(11);
		} else if (e[i].what == RETURN) {
			int k = pick(n);
			bool known = k < i && e[k].what == PURCHASE && e[k].amount > 0;
			int tenths = 1 + pick(10);
			e[i].order = known ? k : -1;
			e[i].amount = known ? e[k].amount / 10 * tenths : 7;
			e[i].cost = known ? e[k].cost / 10 * tenths : 3;
			if (known) /* one return for each, so that none gives back more than was bought */
				for (int other = 0; other < i; other++)
					if (e[other].what == RETURN && e[other].order == k)
						e[i].what = CALL;
		}
	}
}

static struct iv_str line_of(const struct happened *e, int number, struct iv_arena *arena)
{
	static const char *const events[] = { "purchase", "return", "contact", "contact", "call", "complaint", "complaint" };
	struct iv_buf b = { 0 };
	iv_buf_addf(&b, "{\"kind\":\"event\",\"source\":\"tx\",\"key\":\"%d\",\"party\":\"1\",\"event\":\"%s\",\"channel\":\"sms\",\"currency\":\"CNY\",\"at\":\"", number, events[e->what]);
	iv_date_add(&b, e->day);
	iv_buf_addf(&b, "\",\"cell\":\"%s\",\"case\":\"%d\",\"resolved\":%s", e->what == HELD_OUT ? "control" : "treatment", number, e->what == RESOLVED ? "true" : "false");
	if (e->what == PURCHASE)
		iv_buf_addf(&b, ",\"amount\":%d,\"cost\":%d,\"order\":\"%d\",\"product\":\"p%d\"", e->amount, e->cost, e->order, e->order % 2);
	if (e->what == RETURN)
		iv_buf_addf(&b, ",\"amount\":%d,\"cost\":%d,\"refund_of\":\"%d\"", e->amount, e->cost, e->order);
	iv_buf_adds(&b, IV_STR("}"));
	struct iv_str s = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return s;
}

/* The customer's line after all nights; each reads the roll of the night before. */
static struct iv_str customer_of(const struct happened *e, int n, struct iv_arena *arena)
{
	static const struct iv_history_cost cost[] = { { { "call", 4 }, { 0 }, 20000 }, { { "contact", 7 }, { 0 }, 500 } };
	const struct iv_history_terms terms = { { "CNY", 3 }, cost, 2 };
	struct iv_str roll = { 0 };
	struct iv_history_figures figures;
	struct iv_buf b = { 0 };
	struct iv_err err;
	for (int i = 0; i < n;) {
		struct iv_roll r = { .arena = arena, .keep = EVENTS };
		if (roll.n)
			assert_int_equal(iv_history_read(&r, roll, &err), IV_OK);
		for (int end = i + 1 + pick(n - i); i < end; i++) {
			struct iv_rec rec = { 0 };
			struct iv_str line = line_of(&e[i], i, arena);
			assert_int_equal(iv_rec_read(&rec, line, arena, &err), IV_OK);
			assert_int_equal(iv_history_add(&r, &rec, line, &err), IV_OK);
			iv_rec_release(&rec);
		}
		iv_buf_clear(&b);
		assert_int_equal(iv_history_write(&r, &b, &err), IV_OK);
		roll = iv_arena_str(arena, iv_buf_str(&b));
		iv_buf_clear(&b);
		assert_int_equal(iv_history_sum(&r, &terms, &figures, &b, &err), IV_OK);
		iv_history_release(&r);
	}
	struct iv_str line = iv_arena_fmt(arena, "{\"kind\":\"customer\",\"currency\":\"CNY\",\"cost_to_serve\":0,\"history\":" IV_FMT "}", IV_ARG(iv_buf_str(&b)));
	iv_buf_release(&b);
	return line;
}

enum function { ORDERS, SPEND, RETURNED, MARGIN, ORDER_DAYS, BOUGHT, CONTACTS, CALLS, COMPLAINTS, SETTLED, SERVING, FUNCTIONS };
static const char *const rules[FUNCTIONS] = { "orders(%d)",	   "spend(%d)",	    "returned(%d)",	     "margin(%d)",	      "order_days(%d)",	  "bought('p1', %d)",
					      "contacts('sms', %d)", "times('call', 'any', %d)", "complaints(%d)", "resolved_complaints(%d)", "cost_to_serve(%d) * 20" };

static bool given_back(const struct happened *e, int n, int order)
{
	for (int i = 0; i < n; i++)
		if (e[i].what == RETURN && e[i].order == order && e[i].amount >= e[order].amount)
			return true;
	return false;
}

/* Counts the events from < day <= to; money that came back counts on the day of its order. */
static void count(const struct happened *e, int n, int from, int to, long *out)
{
	bool bought_on[200] = { 0 };
	memset(out, 0, FUNCTIONS * sizeof *out);
	for (int i = 0; i < n; i++) {
		int day = e[i].what == RETURN && e[i].order >= 0 ? e[e[i].order].day : e[i].day;
		bool order = e[i].what == PURCHASE && !given_back(e, n, i);
		int sign = e[i].what == PURCHASE ? 1 : e[i].what == RETURN ? -1 : 0;
		if (e[i].what == RETURN && e[i].day > from && e[i].day <= to)
			out[RETURNED] += e[i].amount;
		if (day <= from || day > to)
			continue;
		out[ORDERS] += order;
		out[ORDER_DAYS] += order && !bought_on[day - FIRST];
		bought_on[day - FIRST] |= order;
		out[SPEND] += sign * e[i].amount;
		out[MARGIN] += sign * (e[i].amount - e[i].cost);
		out[BOUGHT] += order && i % 2;
		out[CONTACTS] += e[i].what == CONTACT;
		out[CALLS] += e[i].what == CALL;
		out[COMPLAINTS] += e[i].what == COMPLAINT || e[i].what == RESOLVED;
		out[SETTLED] += e[i].what == RESOLVED;
		out[SERVING] += e[i].what == CALL ? 40 : e[i].what == CONTACT;
	}
}

/* What the functions say as of a day. A margin is not known where no cost is. */
static void ask(struct iv_str line, int today, int days, const long *want, struct iv_arena *arena)
{
	struct iv_rec rec = { 0 };
	struct iv_err err;
	struct iv_rule_scope *scope = iv_rule_rec_scope(IV_ON_CUSTOMER);
	struct iv_rules *set = iv_rules_new(scope, today);
	uint32_t id[FUNCTIONS];
	iv_rules_functions(set, iv_history_functions, iv_history_functions_n, NULL);
	for (int f = 0; f < FUNCTIONS; f++) {
		char text[100];
		snprintf(text, sizeof text, rules[f], days);
		assert_int_equal(iv_rules_add_text(set, iv_str_of(text), IV_RULE_NUMBER, &id[f], &err), IV_OK);
	}
	assert_int_equal(iv_rec_read(&rec, line, arena, &err), IV_OK);
	struct iv_rule_run *run = iv_rule_run_new(set);
	iv_rule_bind(run, &rec);
	for (int f = 0; f < FUNCTIONS; f++) {
		struct iv_rule_value v;
		iv_rule_eval(run, id[f], &v);
		if (f == MARGIN && v.type == IV_RULE_NULL)
			continue;
		int64_t got;
		assert_int_equal(v.type, IV_RULE_NUMBER);
		assert_true(iv_decimal_int(v.number, &got));
		if (v.number != iv_decimal_of_int(want[f]))
			fail_msg("%s of %d days on day %d: %ld, not %lld\n" IV_FMT, rules[f], days, today - FIRST, want[f], (long long)got, IV_ARG(line));
	}
	iv_rule_run_free(run);
	iv_rules_free(set);
	iv_rule_rec_scope_free(scope);
	iv_rec_release(&rec);
}

static void any_day(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct iv_arena arena = { 0 };
		struct happened e[EVENTS];
		long want[FUNCTIONS];
		seed = 88172645463325252u + (uint64_t)round * 15485863;
		int n = 1 + pick(EVENTS);
		random_events(e, n);
		struct iv_str line = customer_of(e, n, &arena);
		for (int i = 0; i < 6; i++) {
			int today = FIRST + pick(400), days = 1 + pick(200);
			count(e, n, today - days, today, want);
			ask(line, today, days, want, &arena);
		}
		iv_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(any_day) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
