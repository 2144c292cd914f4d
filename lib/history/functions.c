/* SPDX-License-Identifier: MIT
 * Functions of the rule language over the history of a customer. All are null for a record without a history. */
#include <stdio.h>

#include "base/num.h"
#include "history/consent.h"
#include "history/past.h"

static void give(struct iv_rule_value *out, iv_decimal v)
{
	out->type = IV_RULE_NUMBER;
	out->number = v;
}

static void give_count(struct iv_rule_value *out, int64_t n)
{
	give(out, iv_decimal_of_int(n));
}

enum what_money { COUNT_ORDERS, SUM_SPEND, SUM_RETURNED, COUNT_DAYS };

/* Sums over a window of money: in one currency, or in all where `currency` is empty. */
static void money_window(const struct iv_rule_call *call, const struct iv_rule_value *n, struct iv_str currency, enum what_money what,
			 struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	int32_t from;
	if (!p->known || !iv_history_window(call, n, &from))
		return;
	iv_decimal sums[2] = { 0 };
	int64_t days = 0;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_MONEY]);
	while (w.object && iv_json_next(&w)) {
		if (currency.n && !iv_json_walk_key(&w, currency))
			continue;
		bool back = what == SUM_RETURNED;
		iv_history_sum_window(iv_json_get(w.value, back ? IV_STR("back") : IV_STR("days")), back ? 1 : 2, from, call->today, sums, &days);
	}
	if (what == COUNT_DAYS)
		give_count(out, days);
	else
		give(out, sums[what == SUM_SPEND]);
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

static void call_order_days(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	const struct iv_history_past *p = iv_history_past(call);
	if (p->known)
		money_window(call, &arg[0], (struct iv_str){ 0 }, COUNT_DAYS, out);
}

static void call_contacts(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	const struct iv_history_past *p = iv_history_past(call);
	int32_t from;
	if (!p->known || !iv_history_window(call, &arg[1], &from))
		return;
	bool any = iv_str_eq(arg[0].text, IV_STR("any"));
	bool calls = iv_str_eq(arg[0].text, IV_STR("call")) || iv_str_eq(arg[0].text, IV_STR("phone")); /* one channel, as in consent */
	iv_decimal contacts = 0;
	int64_t days = 0;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_CONTACTS]);
	while (w.object && iv_json_next(&w))
		if (any || iv_json_walk_key(&w, arg[0].text) || (calls && (iv_json_walk_key(&w, IV_STR("call")) || iv_json_walk_key(&w, IV_STR("phone")))))
			iv_history_sum_window(w.value, 1, from, call->today, &contacts, &days);
	give(out, contacts);
}

/* complaints(days), and with no argument those that are still open. */
static void count_complaints(const struct iv_rule_call *call, const struct iv_rule_value *days, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	int32_t from = INT32_MIN, day;
	if (!p->known || (days && !iv_history_window(call, days, &from)))
		return;
	int64_t count = 0;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_COMPLAINTS]);
	while (iv_json_next(&w)) {
		struct iv_str item[5];
		size_t n = iv_history_row(w.value, item, 5);
		if (n < 4 || !iv_history_row_date(item[2], call->arena, &day) || day > call->today)
			continue;
		bool open = n < 5 || iv_json_type_of(item[4]) != IV_JSON_TRUE;
		count += days ? day > from : open;
	}
	give_count(out, count);
}

static void call_complaints(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	count_complaints(call, &arg[0], out);
}

static void call_open_complaints(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)arg, (void)n;
	count_complaints(call, NULL, out);
}

enum what_campaign { COUNT_CONTACTS, COUNT_RESPONSES, GIVE_CELL };

static void campaign(const struct iv_rule_call *call, struct iv_str name, enum what_campaign what, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	if (!p->known)
		return;
	int64_t count = 0;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_CAMPAIGNS]);
	while (iv_json_next(&w)) {
		struct iv_str item[7];
		size_t n = iv_history_row(w.value, item, 7);
		if (n < 3 || !iv_history_row_is(item[0], name, call->arena))
			continue;
		struct iv_str cell = iv_json_text(item[2], call->arena);
		if (what == GIVE_CELL && cell.n && out->type == IV_RULE_NULL) {
			out->type = IV_RULE_TEXT;
			out->text = cell;
		}
		if (what == COUNT_RESPONSES || !iv_str_eq(cell, IV_STR("control")))
			count += iv_history_row_count(item, n, what == COUNT_CONTACTS ? 3 : 5);
	}
	if (what != GIVE_CELL)
		give_count(out, count);
}

static void call_responses(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	campaign(call, arg[0].text, COUNT_RESPONSES, out);
}

static void call_sent(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	campaign(call, arg[0].text, COUNT_CONTACTS, out);
}

static void call_cell(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	campaign(call, arg[0].text, GIVE_CELL, out);
}

enum what_kind { COUNT_TIMES, FIRST_DAY, LAST_DAY };

/* Over the channels of an event, or over one of them. */
static void kind(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, enum what_kind what, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	if (!p->known)
		return;
	int64_t count = 0;
	bool any = false;
	int32_t best = 0, day;
	struct iv_json_walk w = iv_json_open(iv_json_get(p->member[IV_PAST_KINDS], arg[0].text));
	while (w.object && iv_json_next(&w)) {
		struct iv_str item[3];
		if ((n > 1 && !iv_json_walk_key(&w, arg[1].text)) || iv_history_row(w.value, item, 3) < 3)
			continue;
		count += iv_history_row_count(item, 3, 0);
		if (!iv_history_row_date(item[what == FIRST_DAY ? 1 : 2], call->arena, &day))
			continue;
		if (!any || (what == FIRST_DAY ? day < best : day > best))
			best = day;
		any = true;
	}
	if (what == COUNT_TIMES) {
		give_count(out, count);
	} else if (any) {
		out->type = IV_RULE_DATE;
		out->day = best;
	}
}

static void call_times(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	kind(call, arg, n, COUNT_TIMES, out);
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
	give(out, iv_decimal_of_money(v));
}

static void call_balance(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	iv_decimal total = 0;
	bool any = false;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_ACCOUNTS]);
	while (p->known && iv_json_next(&w)) {
		struct iv_str item[8];
		int64_t v = 0;
		n = iv_history_row(w.value, item, 8);
		/* A balance with a due date is a lot of the account, and stands in the account's balance already. */
		if (n < 7 || !iv_history_row_is(item[0], arg[0].text, call->arena) || !iv_history_row_is(item[3], (struct iv_str){ 0 }, call->arena))
			continue;
		any = true;
		if (n == 8 && iv_num_money(item[7], &v))
			total += iv_decimal_of_money(v);
	}
	if (any)
		give(out, total);
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
	give(out, sum);
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
static const char *const events[] = { "purchase", "return", "call",   "complaint", "visit", "contact", "delivery",
				      "response", "survey", "points", "balance",   "optin", "optout" };
static const char *const questions[] = { "satisfied", "rebuy", "recommend" };

/* A company may have channels and events of its own. One that looks like a slip of the pen is none. */
static bool misspelt(const struct iv_rule_value *arg, const char *what, const char *const *names, size_t n, bool closed, char *why, size_t size)
{
	if (arg->type != IV_RULE_TEXT)
		return false;
	for (size_t i = 0; i < n; i++)
		if (iv_str_eq(arg->text, iv_str_of(names[i])))
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

static int check_contacts(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)n, (void)user;
	bool any = arg[0].type == IV_RULE_TEXT && iv_str_eq(arg[0].text, IV_STR("any"));
	if (!any && misspelt(&arg[0], "channel", channels, sizeof channels / sizeof *channels, false, why, size))
		return 0;
	return no_window(&arg[1], why, size) ? 1 : -1;
}

static int check_channel(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)n, (void)user;
	return misspelt(&arg[0], "channel", channels, sizeof channels / sizeof *channels, false, why, size) ? 0 : -1;
}

static int check_event(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)user;
	if (misspelt(&arg[0], "event", events, sizeof events / sizeof *events, false, why, size))
		return 0;
	return n > 1 && misspelt(&arg[1], "channel", channels, sizeof channels / sizeof *channels, false, why, size) ? 1 : -1;
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
	{ "order_days", 1, 1, 0, { N }, N, call_order_days, check_days, "days with an order, of the last n" },
	{ "purchases", 1, 1, 0, { T }, N, call_purchases, NULL, "purchases (lines) of a category" },
	{ "spent_on", 1, 2, 0, { T, T }, N, call_spent_on, NULL, "money spent on a category less what came back" },
	{ "contacts", 2, 2, 0, { T, N }, N, call_contacts, check_contacts, "contacts by a channel, or 'any', in the last n days" },
	{ "sent", 1, 1, 0, { T }, N, call_sent, NULL, "contacts of a campaign; none where the customer was held out" },
	{ "responses", 1, 1, 0, { T }, N, call_responses, NULL, "responses to a campaign" },
	{ "cell", 1, 1, 0, { T }, T, call_cell, NULL, "the customer's cell in a campaign: control, treatment" },
	{ "complaints", 1, 1, 0, { N }, N, call_complaints, check_days, "complaints (cases) begun in the last n days" },
	{ "open_complaints", 0, 0, 0, { 0 }, N, call_open_complaints, NULL, "complaints whose last word was not that they are resolved" },
	{ "times", 1, 2, 0, { T, T }, N, call_times, check_event, "how often an event happened, by a channel if given" },
	{ "first", 1, 2, 0, { T, T }, D, call_first, check_event, "the first day of an event, by a channel if given" },
	{ "last", 1, 2, 0, { T, T }, D, call_last, check_event, "the last day of an event, by a channel if given" },
	{ "answer", 1, 1, 0, { T }, N, call_answer, check_question, "the last answer to satisfied, rebuy or recommend" },
	{ "balance", 1, 1, 0, { T }, N, call_balance, check_event, "the last balances that an event such as points gave, summed over accounts" },
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
