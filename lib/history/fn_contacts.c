/* SPDX-License-Identifier: MIT
 * Functions of rules about what we sent, what came back, and what was complained of. */
#include "history/functions.h"

static bool is_call(struct iv_str channel)
{
	return iv_str_eq(channel, IV_STR("call")) || iv_str_eq(channel, IV_STR("phone"));
}

static bool is_channel(struct iv_str channel, struct iv_str asked)
{
	return iv_str_eq(asked, IV_STR("any")) || iv_str_eq(channel, asked) || (is_call(asked) && is_call(channel));
}

bool iv_history_is_channel(const struct iv_json_walk *w, struct iv_str asked)
{
	if (iv_str_eq(asked, IV_STR("any")) || iv_json_walk_key(w, asked))
		return true;
	return is_call(asked) && (iv_json_walk_key(w, IV_STR("call")) || iv_json_walk_key(w, IV_STR("phone")));
}

IV_HISTORY_CALL(iv_history_call_contacts)
{
	(void)n;
	const struct iv_history_past *p = iv_history_past(call);
	int32_t from;
	if (!p->known || !iv_history_window(call, &arg[1], &from))
		return;
	iv_decimal contacts = 0;
	int64_t days = 0;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_CONTACTS]);
	while (w.object && iv_json_next(&w))
		if (iv_history_is_channel(&w, arg[0].text))
			iv_history_sum_window(w.value, 1, from, call->today, &contacts, &days);
	iv_history_give(out, contacts);
}

enum what_complaints { BEGUN, OPEN, RESOLVED };

/* Those begun in a window; those still open; those that were resolved in a window, by the day of their last word. */
static void count_complaints(const struct iv_rule_call *call, const struct iv_rule_value *days, enum what_complaints what, struct iv_rule_value *out)
{
	const struct iv_history_past *p = iv_history_past(call);
	int32_t from = INT32_MIN, begun, last;
	if (!p->known || (days && !iv_history_window(call, days, &from)))
		return;
	int64_t count = 0;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_COMPLAINTS]);
	while (iv_json_next(&w)) {
		struct iv_str item[5];
		size_t n = iv_history_row(w.value, item, 5);
		if (n < 4 || !iv_history_row_date(item[2], call->arena, &begun) || begun > call->today)
			continue;
		bool resolved = n == 5 && iv_json_type_of(item[4]) == IV_JSON_TRUE;
		if (what == BEGUN)
			count += begun > from;
		else if (what == OPEN)
			count += !resolved;
		else
			count += resolved && iv_history_row_date(item[3], call->arena, &last) && last > from && last <= call->today;
	}
	iv_history_give_count(out, count);
}

IV_HISTORY_CALL(iv_history_call_complaints)
{
	(void)n;
	count_complaints(call, &arg[0], BEGUN, out);
}

IV_HISTORY_CALL(iv_history_call_open_complaints)
{
	(void)arg, (void)n;
	count_complaints(call, NULL, OPEN, out);
}

IV_HISTORY_CALL(iv_history_call_resolved_complaints)
{
	(void)n;
	count_complaints(call, &arg[0], RESOLVED, out);
}

/* What the rows of a campaign, or those of one channel of it, come to. */
struct campaign {
	bool known; /* there is a history */
	int64_t contacts, responses;
	int32_t last_contact, last_response; /* IV_HISTORY_NO_DAY: none */
	struct iv_str cell; /* the first that has a name */
};

static void take_last(struct iv_str value, struct iv_arena *arena, int32_t *last)
{
	int32_t day;
	if (iv_history_row_date(value, arena, &day) && day > *last)
		*last = day;
}

static struct campaign campaign_of(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t args)
{
	const struct iv_history_past *p = iv_history_past(call);
	struct campaign c = { .known = p->known, .last_contact = IV_HISTORY_NO_DAY, .last_response = IV_HISTORY_NO_DAY };
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_CAMPAIGNS]);
	while (p->known && iv_json_next(&w)) {
		struct iv_str item[7];
		size_t n = iv_history_row(w.value, item, 7);
		if (n < 3 || !iv_history_row_is(item[0], arg[0].text, call->arena))
			continue;
		if (args > 1 && (iv_json_type_of(item[1]) != IV_JSON_STRING || !is_channel(iv_json_text(item[1], call->arena), arg[1].text)))
			continue;
		struct iv_str cell = iv_json_type_of(item[2]) == IV_JSON_STRING ? iv_json_text(item[2], call->arena) : (struct iv_str){ 0 };
		if (!c.cell.n)
			c.cell = cell;
		c.responses += iv_history_row_count(item, n, 5);
		if (n > 6)
			take_last(item[6], call->arena, &c.last_response);
		if (iv_str_eq(cell, IV_STR("control")))
			continue; /* held out: these reached nobody */
		c.contacts += iv_history_row_count(item, n, 3);
		if (n > 4)
			take_last(item[4], call->arena, &c.last_contact);
	}
	return c;
}

IV_HISTORY_CALL(iv_history_call_sent)
{
	struct campaign c = campaign_of(call, arg, n);
	if (c.known)
		iv_history_give_count(out, c.contacts);
}

IV_HISTORY_CALL(iv_history_call_responses)
{
	struct campaign c = campaign_of(call, arg, n);
	if (c.known)
		iv_history_give_count(out, c.responses);
}

IV_HISTORY_CALL(iv_history_call_last_sent)
{
	iv_history_give_day(out, campaign_of(call, arg, n).last_contact);
}

IV_HISTORY_CALL(iv_history_call_last_response)
{
	iv_history_give_day(out, campaign_of(call, arg, n).last_response);
}

IV_HISTORY_CALL(iv_history_call_cell)
{
	struct campaign c = campaign_of(call, arg, n);
	if (!c.cell.n)
		return;
	out->type = IV_RULE_TEXT;
	out->text = c.cell;
}
