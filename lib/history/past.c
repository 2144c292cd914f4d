/* SPDX-License-Identifier: MIT
 * Looking into a history. */
#include "history/past.h"

#include "base/date.h"
#include "base/num.h"

static const char *const member_names[IV_PAST_MEMBERS] = { "kinds",      "days",    "money",    "categories", "contacts", "campaigns",
							"complaints", "answers", "accounts", "coupons",    "products", "serve" };

void iv_history_look(struct iv_str history, struct iv_history_past *p)
{
	*p = (struct iv_history_past){ 0 };
	struct iv_json_walk w = iv_json_open(history);
	while (w.object && iv_json_next(&w)) {
		int64_t version;
		if (iv_json_walk_key(&w, IV_STR("v")))
			p->known = iv_num_int(w.value, &version) && version == IV_HISTORY_VERSION;
		for (int i = 0; i < IV_PAST_MEMBERS; i++)
			if (iv_json_walk_key(&w, iv_str_of(member_names[i])))
				p->member[i] = w.value;
	}
}

const struct iv_history_past *iv_history_past(const struct iv_rule_call *call)
{
	if (*call->cache)
		return *call->cache;
	struct iv_history_past *p = iv_arena_alloc(call->arena, sizeof *p);
	*call->cache = p;
	iv_history_look(call->subject ? iv_rec_raw(call->subject, IV_STR("history")) : (struct iv_str){ 0 }, p);
	return p;
}

/* The next number of a list, in ten-thousandths; numbers are as iv_num_add_money writes them. */
static bool next_number(const char **at, const char *end, int64_t *out)
{
	const char *p = *at;
	while (p < end && (*p == '[' || *p == ',' || *p == ' '))
		p++;
	const char *from = p;
	while (p < end && ((*p >= '0' && *p <= '9') || *p == '-' || *p == '.'))
		p++;
	*at = p;
	if (p == from)
		return false;
	int64_t v = 0;
	const char *d = from;
	while (d < p && *d >= '0' && *d <= '9' && d - from < 14)
		v = v * 10 + (*d++ - '0');
	if (d == p) {
		*out = v * IV_MONEY_ONE;
		return true;
	}
	return iv_num_money((struct iv_str){ from, (size_t)(p - from) }, out);
}

bool iv_history_next(struct iv_history_entries *e)
{
	int64_t gap;
	if (!e->at || !next_number(&e->at, e->end, &gap))
		return false;
	e->day += gap / IV_MONEY_ONE;
	for (unsigned i = 0; i < e->values; i++)
		if (!next_number(&e->at, e->end, &e->value[i]))
			return false;
	return true;
}

void iv_history_sum_window(struct iv_str list, unsigned values, int32_t from, int32_t to, iv_decimal *sums, int64_t *days)
{
	struct iv_history_entries e = { list.p, list.p + list.n, values, 0, { 0 } };
	while (iv_history_next(&e) && e.day <= to) { /* days ascend */
		if (e.day <= from)
			continue;
		for (unsigned i = 0; i < values; i++)
			sums[i] += iv_decimal_of_money(e.value[i]);
		if (e.value[0])
			++*days;
	}
}

int32_t iv_history_last_day(struct iv_str list, unsigned values, int32_t to)
{
	struct iv_history_entries e = { list.p, list.p + list.n, values, 0, { 0 } };
	int64_t last = IV_HISTORY_NO_DAY;
	while (iv_history_next(&e) && e.day <= to)
		last = e.day;
	return last < IV_HISTORY_NO_DAY ? IV_HISTORY_NO_DAY : (int32_t)last;
}

int32_t *iv_history_days_in(struct iv_str list, unsigned values, int32_t from, int32_t to, struct iv_arena *arena, int32_t *day, size_t *n)
{
	size_t more = 0;
	for (int pass = 0; pass < 2; pass++) {
		struct iv_history_entries e = { list.p, list.p + list.n, values, 0, { 0 } };
		while (iv_history_next(&e) && e.day <= to) {
			if (e.day <= from || !e.value[0])
				continue;
			if (pass)
				day[(*n)++] = (int32_t)e.day;
			more += !pass;
		}
		if (pass || !more)
			continue;
		int32_t *all = iv_arena_alloc(arena, (*n + more) * sizeof *all);
		if (*n)
			memcpy(all, day, *n * sizeof *all);
		day = all;
	}
	return day;
}

bool iv_history_window(const struct iv_rule_call *call, const struct iv_rule_value *n, int32_t *from)
{
	int64_t days;
	if (!iv_decimal_int(n->number, &days) || days < 1)
		return false;
	*from = days > INT32_MAX / 2 ? INT32_MIN : call->today - (int32_t)days;
	return true;
}

size_t iv_history_row(struct iv_str row, struct iv_str *item, size_t max)
{
	struct iv_json_walk w = iv_json_open(row);
	size_t n = 0;
	while (n < max && iv_json_next(&w))
		item[n++] = w.value;
	return n;
}

bool iv_history_row_is(struct iv_str value, struct iv_str text, struct iv_arena *arena)
{
	return iv_json_type_of(value) == IV_JSON_STRING && iv_str_eq(iv_json_text(value, arena), text);
}

int64_t iv_history_row_count(const struct iv_str *item, size_t n, size_t at)
{
	int64_t v = 0;
	return at < n && iv_num_int(item[at], &v) ? v : 0;
}

bool iv_history_row_date(struct iv_str value, struct iv_arena *arena, int32_t *day)
{
	return iv_json_type_of(value) == IV_JSON_STRING && iv_date_parse(iv_json_text(value, arena), day);
}
