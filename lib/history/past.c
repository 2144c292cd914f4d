/* SPDX-License-Identifier: MIT
 * Looking into a history. */
#include "history/past.h"

#include "base/date.h"
#include "base/num.h"

static const char *const member_names[IV_PAST_MEMBERS] = { "kinds", "money", "categories", "contacts", "campaigns", "complaints", "answers", "accounts" };

const struct iv_history_past *iv_history_past(const struct iv_rule_call *call)
{
	if (*call->cache)
		return *call->cache;
	struct iv_history_past *p = iv_arena_zalloc(call->arena, sizeof *p);
	*call->cache = p;
	struct iv_str history = call->subject ? iv_rec_raw(call->subject, IV_STR("history")) : (struct iv_str){ 0 };
	struct iv_json_walk w = iv_json_open(history);
	while (w.object && iv_json_next(&w)) {
		int64_t version;
		if (iv_json_walk_key(&w, IV_STR("v")))
			p->known = iv_num_int(w.value, &version) && version == IV_HISTORY_VERSION;
		for (int i = 0; i < IV_PAST_MEMBERS; i++)
			if (iv_json_walk_key(&w, iv_str_of(member_names[i])))
				p->member[i] = w.value;
	}
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

void iv_history_sum_window(struct iv_str list, unsigned values, int32_t from, int32_t to, iv_decimal *sums, int64_t *days)
{
	if (!list.n)
		return;
	const char *p = list.p, *end = list.p + list.n;
	int64_t day = 0, gap, v[2];
	while (next_number(&p, end, &gap)) {
		day += gap / IV_MONEY_ONE;
		for (unsigned i = 0; i < values; i++)
			if (!next_number(&p, end, &v[i]))
				return;
		if (day > to)
			return; /* days ascend */
		if (day <= from)
			continue;
		for (unsigned i = 0; i < values; i++)
			sums[i] += iv_decimal_of_money(v[i]);
		if (v[0])
			++*days;
	}
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
