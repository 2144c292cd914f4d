/* SPDX-License-Identifier: MIT
 * Functions of rules about what a customer holds: balances, lots, coupons, and what was bought lately. */
#include <stdlib.h>

#include "base/num.h"
#include "history/functions.h"

/* --- Accounts: rows of event, source, account, due, at, source, key, balance, since --- */

struct account {
	struct iv_str source, account; /* as JSON */
	bool lot;
	int32_t due; /* of a lot; IV_HISTORY_NO_DAY: it is no date, so the lot never expires */
	int32_t since; /* of another: has had its balance since then; IV_HISTORY_NO_DAY: not known */
	int64_t balance;
};

/* The next account of the event. */
static bool next_account(const struct iv_rule_call *call, struct iv_json_walk *w, struct iv_str event, struct account *a)
{
	while (iv_json_next(w)) {
		struct iv_str item[9];
		int64_t since;
		size_t n = iv_history_row(w->value, item, 9);
		if (n < 8 || !iv_history_row_is(item[0], event, call->arena) || !iv_num_money(item[7], &a->balance))
			continue;
		a->source = item[1];
		a->account = item[2];
		a->lot = !iv_history_row_is(item[3], (struct iv_str){ 0 }, call->arena);
		a->due = a->since = IV_HISTORY_NO_DAY;
		if (a->lot)
			iv_history_row_date(item[3], call->arena, &a->due);
		if (n > 8 && iv_num_int(item[8], &since) && since > INT32_MIN && since <= INT32_MAX)
			a->since = (int32_t)since;
		return true;
	}
	return false;
}

/* The balances of the accounts that are no lots; with `from`, of those that had it on that day already. */
static void sum_balances(const struct iv_rule_call *call, struct iv_str event, const int32_t *from, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_ACCOUNTS]);
	struct account a;
	iv_decimal total = 0;
	bool any = false;
	while (p->known && next_account(call, &w, event, &a)) {
		any |= !a.lot;
		if (!a.lot && (!from || (a.since != IV_HISTORY_NO_DAY && a.since <= *from)))
			total += iv_decimal_of_money(a.balance);
	}
	if (any)
		iv_history_give(out, total);
}

IV_HISTORY_CALL(iv_history_call_balance)
{
	(void)n;
	sum_balances(call, arg[0].text, NULL, out);
}

IV_HISTORY_CALL(iv_history_call_idle)
{
	(void)n;
	int32_t from;
	if (iv_history_window(call, &arg[1], &from))
		sum_balances(call, arg[0].text, &from, out);
}

/* The rows of an account follow each other, the account before its lots. What expires of them is at most its balance. */
IV_HISTORY_CALL(iv_history_call_expiring)
{
	(void)n;
	const struct iv_history_past *p = iv_history_past(call);
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_ACCOUNTS]);
	struct account a, before = { 0 };
	iv_decimal total = 0, lots = 0, most = 0;
	bool any = false, capped = false;
	int64_t days;
	if (!p->known || !iv_decimal_int(arg[1].number, &days) || days < 1)
		return;
	while (next_account(call, &w, arg[0].text, &a)) {
		if (!any || !iv_str_eq(a.account, before.account) || !iv_str_eq(a.source, before.source)) {
			total += capped && lots > most ? most : lots;
			lots = 0;
			capped = !a.lot;
			most = capped ? iv_decimal_of_money(a.balance > 0 ? a.balance : 0) : 0;
		}
		any = true;
		before = a;
		if (a.lot && a.due != IV_HISTORY_NO_DAY && a.due >= call->today && (int64_t)a.due - call->today < days)
			lots += iv_decimal_of_money(a.balance);
	}
	if (any)
		iv_history_give(out, total + (capped && lots > most ? most : lots));
}

/* --- Coupons: rows of coupon, outcome or event, due, how many, first day, last day --- */

enum coupon_state { ISSUED, REDEEMED, EXPIRED, OUTSTANDING };

/* Some coupons of one name that were issued with one due date. */
struct lot {
	int32_t due; /* INT32_MAX: none */
	int64_t left;
};

/* What is known of the coupons of one name. */
struct coupons {
	int64_t issued, redeemed, expired; /* expired: that a record says so of */
	int32_t first_use; /* before it, no lot can have been used up; IV_HISTORY_NO_DAY: never used */
	struct lot *lot;
	size_t lots;
};

static bool is_one_of(struct iv_str value, const char *const *words, struct iv_arena *arena)
{
	for (; *words; words++)
		if (iv_history_row_is(value, iv_str_of(*words), arena))
			return true;
	return false;
}

/* Adds a row. A coupon comes with a contact and is used with a purchase; else its outcome says what happened. */
static void take_coupon(struct coupons *c, const struct iv_str *item, size_t n, struct iv_arena *arena)
{
	static const char *const issued[] = { "issued", "contact", "发放", NULL };
	static const char *const redeemed[] = { "redeemed", "purchase", "核销", NULL };
	static const char *const expired[] = { "expired", "过期", NULL };
	int64_t count = iv_history_row_count(item, n, 3);
	int32_t day;
	if (is_one_of(item[1], issued, arena)) {
		struct lot *l = &c->lot[c->lots++];
		*l = (struct lot){ INT32_MAX, count };
		iv_history_row_date(item[2], arena, &l->due);
		c->issued += count;
	} else if (is_one_of(item[1], redeemed, arena)) {
		c->redeemed += count;
		if (n > 4 && iv_history_row_date(item[4], arena, &day) && (c->first_use == IV_HISTORY_NO_DAY || day < c->first_use))
			c->first_use = day;
	} else if (is_one_of(item[1], expired, arena)) {
		c->expired += count;
	}
}

static int by_due(const void *a, const void *b)
{
	const struct lot *x = a, *y = b;
	return (x->due > y->due) - (x->due < y->due);
}

/* Takes what was used, or said to have expired, off the lots that are due first; those due before `from` stay. */
static void use_up(struct coupons *c, int64_t used, int32_t from)
{
	for (size_t i = 0; i < c->lots && used > 0; i++) {
		if (c->lot[i].due < from)
			continue;
		int64_t n = used < c->lot[i].left ? used : c->lot[i].left;
		c->lot[i].left -= n;
		used -= n;
	}
}

/* How many are left whose due date is in [from, to]. */
static int64_t count_left(const struct coupons *c, int32_t from, int32_t to)
{
	int64_t sum = 0;
	for (size_t i = 0; i < c->lots; i++)
		if (c->lot[i].due >= from && c->lot[i].due <= to)
			sum += c->lot[i].left;
	return sum;
}

/* Counts in a state, as of today; `until`: of those outstanding, the ones due on that day or before. */
static int64_t count_coupons(struct coupons *c, enum coupon_state state, int32_t today, int32_t until)
{
	if (c->lots > 1)
		qsort(c->lot, c->lots, sizeof *c->lot, by_due);
	use_up(c, c->redeemed, c->first_use);
	use_up(c, c->expired, IV_HISTORY_NO_DAY);
	switch (state) {
	case ISSUED:
		return c->issued;
	case REDEEMED:
		return c->redeemed;
	case EXPIRED:
		return c->expired + count_left(c, INT32_MIN, today - 1);
	default:
		return count_left(c, today, until);
	}
}

/* The coupons of the history, or those of one name, which follow each other in it. */
static void coupons(const struct iv_rule_call *call, struct iv_str name, enum coupon_state state, int32_t until, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	if (!p->known)
		return;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_COUPONS]), all = w;
	size_t rows = 0;
	while (iv_json_next(&all))
		rows++;
	struct coupons c = { .first_use = IV_HISTORY_NO_DAY, .lot = iv_arena_alloc(call->arena, (rows + 1) * sizeof(struct lot)) };
	struct iv_str before = { 0 };
	int64_t sum = 0;
	while (iv_json_next(&w)) {
		struct iv_str item[6];
		size_t n = iv_history_row(w.value, item, 6);
		if (n < 3 || (name.n && !iv_history_row_is(item[0], name, call->arena)))
			continue;
		if (!iv_str_eq(item[0], before)) {
			sum += count_coupons(&c, state, call->today, until);
			c = (struct coupons){ .first_use = IV_HISTORY_NO_DAY, .lot = c.lot };
			before = item[0];
		}
		take_coupon(&c, item, n, call->arena);
	}
	iv_history_give_count(out, sum + count_coupons(&c, state, call->today, until));
}

IV_HISTORY_CALL(iv_history_call_coupons)
{
	static const char *const states[] = { "issued", "redeemed", "expired", "outstanding" };
	for (int i = 0; i < 4; i++)
		if (iv_str_eq(arg[0].text, iv_str_of(states[i])))
			coupons(call, n > 1 ? arg[1].text : (struct iv_str){ 0 }, (enum coupon_state)i, INT32_MAX, out);
}

IV_HISTORY_CALL(iv_history_call_coupons_due)
{
	(void)n;
	int64_t days;
	if (!iv_decimal_int(arg[0].number, &days) || days < 1)
		return;
	int64_t until = days > INT32_MAX / 2 ? INT32_MAX - 1 : (int64_t)call->today + days - 1;
	coupons(call, (struct iv_str){ 0 }, OUTSTANDING, (int32_t)until, out);
}

/* --- Products: rows of product, then day and purchases --- */

static struct iv_str days_of(const struct iv_rule_call *call, struct iv_str product)
{
	const struct iv_history_past *p = iv_history_past(call);
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_PRODUCTS]);
	while (p->known && iv_json_next(&w)) {
		struct iv_json_walk row = iv_json_open(w.value);
		if (iv_json_next(&row) && iv_history_row_is(row.value, product, call->arena)) {
			const char *end = row.value.p + row.value.n;
			return (struct iv_str){ end, (size_t)(w.value.p + w.value.n - end) };
		}
	}
	return (struct iv_str){ 0 };
}

IV_HISTORY_CALL(iv_history_call_bought)
{
	iv_decimal sum = 0;
	int64_t days = 0;
	int32_t from = INT32_MIN;
	if (!iv_history_past(call)->known || (n > 1 && !iv_history_window(call, &arg[1], &from)))
		return;
	iv_history_sum_window(days_of(call, arg[0].text), 1, from, call->today, &sum, &days);
	iv_history_give(out, sum);
}

IV_HISTORY_CALL(iv_history_call_last_bought)
{
	(void)n;
	struct iv_str list = days_of(call, arg[0].text);
	iv_history_give_day(out, iv_history_last_day(list, 1, call->today));
}
