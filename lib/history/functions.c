/* SPDX-License-Identifier: MIT
 * Functions of the rule language over the history of a customer. All are null for a record without a history. */
#include "history/functions.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"
#include "history/consent.h"

void iv_history_give(struct iv_rule_value *out, iv_decimal v)
{
	out->type = IV_RULE_NUMBER;
	out->number = v;
}

void iv_history_give_count(struct iv_rule_value *out, int64_t n)
{
	iv_history_give(out, iv_decimal_of_int(n));
}

void iv_history_give_day(struct iv_rule_value *out, int32_t day)
{
	if (day == IV_HISTORY_NO_DAY)
		return;
	out->type = IV_RULE_DATE;
	out->day = day;
}

enum what_money { COUNT_ORDERS, SUM_SPEND, SUM_RETURNED, SUM_MARGIN };

/* Sums over a window of money: in one currency, or in all where `currency` is empty. */
static void money_window(const struct iv_rule_call *call, const struct iv_rule_value *n, struct iv_str currency, enum what_money what,
			 struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	int32_t from;
	if (!p->known || !iv_history_window(call, n, &from))
		return;
	static const char *const list[] = { "days", "days", "back", "margins" };
	bool known = what != SUM_MARGIN; /* a margin is, where any cost is */
	iv_decimal sums[2] = { 0 };
	int64_t days = 0;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_MONEY]);
	while (w.object && iv_json_next(&w)) {
		if (currency.n && !iv_json_walk_key(&w, currency))
			continue;
		const struct iv_str name = iv_str_of(list[what]);
		known |= iv_json_get(w.value, IV_STR("margin")).n > 0;
		iv_history_sum_window(iv_json_get(w.value, name), what <= SUM_SPEND ? 2 : 1, from, call->today, sums, &days);
	}
	if (known)
		iv_history_give(out, sums[what == SUM_SPEND]);
}

static struct iv_str currency_of(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n)
{
	return n > 1 ? arg[1].text : iv_rec_text(call->subject, IV_STR("currency"));
}

static void call_orders(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	money_window(call, &arg[0], n > 1 ? arg[1].text : (struct iv_str){ 0 }, COUNT_ORDERS, out);
}

static void call_spend(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	if (call->subject)
		money_window(call, &arg[0], currency_of(call, arg, n), SUM_SPEND, out);
}

static void call_returned(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	if (call->subject)
		money_window(call, &arg[0], currency_of(call, arg, n), SUM_RETURNED, out);
}

static void call_margin(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	if (call->subject)
		money_window(call, &arg[0], currency_of(call, arg, n), SUM_MARGIN, out);
}

static int by_day(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
	return (x > y) - (x < y);
}

/* A day with orders in two currencies is one day. */
static void call_order_days(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	int32_t from, *day = NULL;
	if (!p->known || !iv_history_window(call, &arg[0], &from))
		return;
	size_t days = 0, distinct = 0;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_MONEY]);
	while (w.object && iv_json_next(&w))
		day = iv_history_days_in(iv_json_get(w.value, IV_STR("days")), 2, from, call->today, call->arena, day, &days);
	if (days > 1)
		qsort(day, days, sizeof *day, by_day);
	for (n = 0; n < days; n++)
		distinct += !n || day[n] != day[n - 1];
	iv_history_give_count(out, (int64_t)distinct);
}

static void call_cost_to_serve(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	const struct iv_history_past *p = iv_history_past(call);
	iv_decimal sum = 0;
	int64_t days = 0;
	int32_t from;
	if (!p->known || !iv_history_window(call, &arg[0], &from) || !iv_rec_find(call->subject, IV_STR("cost_to_serve")))
		return; /* nobody said what anything costs */
	iv_history_sum_window(p->member[IV_PAST_SERVE], 1, from, call->today, &sum, &days);
	iv_history_give(out, sum);
}

enum what_kind { COUNT_TIMES, FIRST_DAY, LAST_DAY };

/* Over the channels of an event, or over one of them. */
static void kind(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, enum what_kind what, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	if (!p->known)
		return;
	int64_t count = 0;
	int32_t best = IV_HISTORY_NO_DAY, day;
	struct iv_json_walk w = iv_json_open(iv_json_get(p->member[IV_PAST_KINDS], arg[0].text));
	while (w.object && iv_json_next(&w)) {
		struct iv_str item[3];
		if ((n > 1 && !iv_history_is_channel(&w, arg[1].text)) || iv_history_row(w.value, item, 3) < 3)
			continue;
		count += iv_history_row_count(item, 3, 0);
		if (!iv_history_row_date(item[what == FIRST_DAY ? 1 : 2], call->arena, &day))
			continue;
		if (best == IV_HISTORY_NO_DAY || (what == FIRST_DAY ? day < best : day > best))
			best = day;
	}
	if (what == COUNT_TIMES)
		iv_history_give_count(out, count);
	else
		iv_history_give_day(out, best);
}

static void call_times(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	int32_t from;
	if (n < 3) {
		kind(call, arg, n, COUNT_TIMES, out);
		return;
	}
	if (!p->known || !iv_history_window(call, &arg[2], &from))
		return;
	iv_decimal count = 0;
	int64_t days = 0;
	struct iv_json_walk w = iv_json_open(iv_json_get(p->member[IV_PAST_DAYS], arg[0].text));
	while (w.object && iv_json_next(&w))
		if (iv_history_is_channel(&w, arg[1].text))
			iv_history_sum_window(w.value, 1, from, call->today, &count, &days);
	iv_history_give(out, count);
}

static void call_first(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	kind(call, arg, n, FIRST_DAY, out);
}

static void call_last(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	kind(call, arg, n, LAST_DAY, out);
}

static void call_answer(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	const struct iv_history_past *p = iv_history_past(call);
	struct iv_str item[4];
	int64_t v = 0;
	n = p->known ? iv_history_row(iv_json_get(p->member[IV_PAST_ANSWERS], arg[0].text), item, 4) : 0;
	if (n < 3 || (n == 4 && !iv_num_money(item[3], &v)))
		return;
	iv_history_give(out, iv_decimal_of_money(v));
}

/* In rows [category, purchases, bought, returned]. */
static void category(const struct iv_rule_call *call, struct iv_str currency, struct iv_str name, bool money, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	if (!p->known)
		return;
	iv_decimal sum = 0;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_CATEGORIES]);
	while (w.object && iv_json_next(&w)) {
		struct iv_json_walk rows = iv_json_open(w.value);
		while ((!currency.n || iv_json_walk_key(&w, currency)) && iv_json_next(&rows)) {
			struct iv_str item[4];
			int64_t bought = 0, back = 0;
			size_t n = iv_history_row(rows.value, item, 4);
			if (!n || !iv_history_row_is(item[0], name, call->arena))
				continue;
			if (!money)
				sum += iv_decimal_of_int(iv_history_row_count(item, n, 1));
			else if ((n < 3 || iv_num_money(item[2], &bought)) && (n < 4 || iv_num_money(item[3], &back)))
				sum += iv_decimal_of_money(bought) - iv_decimal_of_money(back);
		}
	}
	iv_history_give(out, sum);
}

static void call_purchases(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	category(call, (struct iv_str){ 0 }, arg[0].text, false, out);
}

static void call_spent_on(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	if (call->subject)
		category(call, currency_of(call, arg, n), arg[0].text, true, out);
}

static void call_consent(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	struct iv_str state = { 0 };
	if (call->subject)
		state = iv_history_consent_state(iv_rec_raw(call->subject, IV_STR("consent")), arg[0].text, call->arena);
	if (!state.n)
		return;
	out->type = IV_RULE_TEXT;
	out->text = state;
}

/* --- What cannot be meant, noticed when a rule is read --- */

static const char *const channels[] = { "app", "call", "email", "line", "mail", "phone", "sms", "store", "web", "wechat" };
static const char *const states[] = { "issued", "redeemed", "expired", "outstanding" };
static const char *const events[] = { "purchase", "return", "call",   "complaint", "visit", "contact", "delivery",
				      "response", "survey", "points", "balance",   "optin", "optout" };
static const char *const questions[] = { "satisfied", "rebuy", "recommend" };

static bool is_known(struct iv_str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (iv_str_eq(name, iv_str_of(names[i])))
			return true;
	return false;
}

static const char *meant(struct iv_str name, const char *const *names, size_t n)
{
	return is_known(name, names, n) ? NULL : iv_str_nearest(name, names, n);
}

const char *iv_history_meant_event(struct iv_str name)
{
	return meant(name, events, sizeof events / sizeof *events);
}

const char *iv_history_meant_channel(struct iv_str name)
{
	return meant(name, channels, sizeof channels / sizeof *channels);
}

/* A company may have channels and events of its own. One that looks like a slip of the pen is none. */
static bool misspelt(const struct iv_rule_value *arg, const char *what, const char *const *names, size_t n, bool closed, char *why, size_t size)
{
	if (arg->type != IV_RULE_TEXT || is_known(arg->text, names, n))
		return false;
	const char *near = iv_str_nearest(arg->text, names, n);
	int cut = (int)(arg->text.n < 60 ? arg->text.n : 60);
	if (near)
		snprintf(why, size, "there is no %s '%.*s'; did you mean '%s'?", what, cut, arg->text.p, near);
	else if (closed)
		snprintf(why, size, "there is no %s '%.*s'", what, cut, arg->text.p);
	return near || closed;
}

static bool no_window(const struct iv_rule_value *arg, char *why, size_t size)
{
	int64_t days;
	if (arg->type != IV_RULE_NUMBER || (iv_decimal_int(arg->number, &days) && days >= 1))
		return false;
	snprintf(why, size, "a window has at least 1 day, which is today");
	return true;
}

static int check_days(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)n, (void)user;
	return no_window(&arg[0], why, size) ? 0 : -1;
}

static bool no_channel(const struct iv_rule_value *arg, char *why, size_t size)
{
	bool any = arg->type == IV_RULE_TEXT && iv_str_eq(arg->text, IV_STR("any"));
	return !any && misspelt(arg, "channel", channels, sizeof channels / sizeof *channels, false, why, size);
}

static int check_contacts(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)n, (void)user;
	return no_channel(&arg[0], why, size) ? 0 : no_window(&arg[1], why, size) ? 1 : -1;
}

static int check_channel(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)n, (void)user;
	return misspelt(&arg[0], "channel", channels, sizeof channels / sizeof *channels, false, why, size) ? 0 : -1;
}

/* A campaign, and perhaps a channel. */
static int check_campaign(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)user;
	return n > 1 && no_channel(&arg[1], why, size) ? 1 : -1;
}

/* An event, perhaps a channel, perhaps days. */
static int check_event(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)user;
	if (misspelt(&arg[0], "event", events, sizeof events / sizeof *events, false, why, size))
		return 0;
	if (n > 1 && no_channel(&arg[1], why, size))
		return 1;
	return n > 2 && no_window(&arg[2], why, size) ? 2 : -1;
}

/* An event and days. */
static int check_account(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)n, (void)user;
	if (misspelt(&arg[0], "event", events, sizeof events / sizeof *events, false, why, size))
		return 0;
	return no_window(&arg[1], why, size) ? 1 : -1;
}

static int check_coupons(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)n, (void)user;
	return misspelt(&arg[0], "state of coupons", states, sizeof states / sizeof *states, true, why, size) ? 0 : -1;
}

static int check_product(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)user;
	return n > 1 && no_window(&arg[1], why, size) ? 1 : -1;
}

static int check_question(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)n, (void)user;
	return misspelt(&arg[0], "question", questions, sizeof questions / sizeof *questions, true, why, size) ? 0 : -1;
}

#define N IV_RULE_NUMBER
#define T IV_RULE_TEXT
#define D IV_RULE_DATE
const struct iv_rule_fn iv_history_functions[] = {
	{ "orders", 1, 2, 0, { N, T }, N, call_orders, check_days, "orders of the last n days, not wholly given back; in one currency if given" },
	{ "spend", 1, 2, 0, { N, T }, N, call_spend, check_days, "money of the orders of the last n days less what came back of them" },
	{ "returned", 1, 2, 0, { N, T }, N, call_returned, check_days, "money given back in the last n days, whenever it was ordered" },
	{ "margin", 1, 2, 0, { N, T }, N, call_margin, check_days, "margin of the orders of the last n days, of lines whose cost is known" },
	{ "order_days", 1, 1, 0, { N }, N, call_order_days, check_days, "days with an order, of the last n" },
	{ "purchases", 1, 1, 0, { T }, N, call_purchases, NULL, "purchases (lines) of a category" },
	{ "spent_on", 1, 2, 0, { T, T }, N, call_spent_on, NULL, "money spent on a category less what came back" },
	{ "bought", 1, 2, 0, { T, N }, N, iv_history_call_bought, check_product, "purchases of a product among the events that are kept, in the last n days if given" },
	{ "last_bought", 1, 1, 0, { T }, D, iv_history_call_last_bought, NULL, "the last day on which a product was bought, of the events that are kept" },
	{ "contacts", 2, 2, 0, { T, N }, N, iv_history_call_contacts, check_contacts, "contacts by a channel, or 'any', in the last n days" },
	{ "sent", 1, 2, 0, { T, T }, N, iv_history_call_sent, check_campaign, "contacts of a campaign, by a channel if given; none where the customer was held out" },
	{ "last_sent", 1, 2, 0, { T, T }, D, iv_history_call_last_sent, check_campaign, "the day of the last of these contacts" },
	{ "responses", 1, 2, 0, { T, T }, N, iv_history_call_responses, check_campaign, "responses to a campaign, by a channel if given" },
	{ "last_response", 1, 2, 0, { T, T }, D, iv_history_call_last_response, check_campaign, "the day of the last of these responses" },
	{ "cell", 1, 1, 0, { T }, T, iv_history_call_cell, NULL, "the customer's cell in a campaign: control, treatment" },
	{ "complaints", 1, 1, 0, { N }, N, iv_history_call_complaints, check_days, "complaints (cases) begun in the last n days" },
	{ "open_complaints", 0, 0, 0, { 0 }, N, iv_history_call_open_complaints, NULL, "complaints whose last word was not that they are resolved" },
	{ "resolved_complaints", 1, 1, 0, { N }, N, iv_history_call_resolved_complaints, check_days, "complaints whose last word, of the last n days, was that they are resolved" },
	{ "times", 1, 3, 0, { T, T, N }, N, call_times, check_event, "how often an event happened, by a channel (or 'any') if given, in the last n days if given" },
	{ "first", 1, 2, 0, { T, T }, D, call_first, check_event, "the first day of an event, by a channel if given" },
	{ "last", 1, 2, 0, { T, T }, D, call_last, check_event, "the last day of an event, by a channel if given" },
	{ "answer", 1, 1, 0, { T }, N, call_answer, check_question, "the last answer to satisfied, rebuy or recommend" },
	{ "balance", 1, 1, 0, { T }, N, iv_history_call_balance, check_event, "the last balances that an event such as points gave, summed over accounts" },
	{ "idle", 2, 2, 0, { T, N }, N, iv_history_call_idle, check_account, "of these balances, those that have not moved in the last n days" },
	{ "expiring", 2, 2, 0, { T, N }, N, iv_history_call_expiring, check_account, "of these balances, what is due within n days, today among them" },
	{ "coupons", 1, 2, 0, { T, T }, N, iv_history_call_coupons, check_coupons, "coupons issued, redeemed, expired or outstanding; of one name if given" },
	{ "coupons_due", 1, 1, 0, { N }, N, iv_history_call_coupons_due, check_days, "coupons outstanding that are due within n days, today among them" },
	{ "cost_to_serve", 1, 1, 0, { N }, N, call_cost_to_serve, check_days, "what serving the customer cost in the last n days" },
	{ "consent", 1, 1, 0, { T }, T, call_consent, check_channel, "what was said about being addressed by a channel: in, out or null" },
};
const size_t iv_history_functions_n = sizeof iv_history_functions / sizeof *iv_history_functions;

int iv_history_rules(const struct iv_conf_node *fields, int32_t today, struct iv_rule_scope **scope, struct iv_rules **rules, struct iv_err *err)
{
	*rules = NULL;
	*scope = iv_rule_rec_scope(IV_ON_CUSTOMER);
	int status = iv_rule_declare_all(*scope, fields, err);
	if (status != IV_OK)
		return status;
	*rules = iv_rules_new(*scope, today);
	iv_rules_functions(*rules, iv_history_functions, iv_history_functions_n, NULL);
	return IV_OK;
}
