/* SPDX-License-Identifier: MIT
 * Facts from a customer's record: its own fields, and the days of its history. */
#include "score/facts.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/hash.h"
#include "base/num.h"
#include "history/past.h"
#include "history/restricted.h"

static int refuse(struct iv_str field, struct iv_str raw, const char *expected, struct iv_err *err)
{
	iv_err_set(err, IV_REJECT, "bad_value", "expected %s", expected);
	iv_err_field(err, field);
	iv_err_value(err, raw);
	return IV_REJECT;
}

static bool null(struct iv_str raw)
{
	return !raw.n || iv_json_type_of(raw) == IV_JSON_NULL;
}

static int read_money(const struct iv_rec *rec, struct iv_str field, int64_t *out, bool *known, struct iv_err *err)
{
	struct iv_str raw = iv_rec_raw(rec, field);
	*known = !null(raw);
	return *known && !iv_num_money(raw, out) ? refuse(field, raw, "an amount with at most 4 decimals", err) : IV_OK;
}

static int read_count(const struct iv_rec *rec, struct iv_str field, int64_t *out, struct iv_err *err)
{
	struct iv_str raw = iv_rec_raw(rec, field);
	int64_t n = 0;
	if (!null(raw) && (!iv_num_money(raw, &n) || n < 0 || n % IV_MONEY_ONE))
		return refuse(field, raw, "a whole number, 0 or more", err);
	*out = n / IV_MONEY_ONE;
	return IV_OK;
}

static int read_day(const struct iv_rec *rec, struct iv_str field, int32_t *day, struct iv_err *err)
{
	struct iv_time at;
	struct iv_str raw = iv_rec_raw(rec, field);
	*day = IV_SCORE_NO_DAY;
	if (null(raw))
		return IV_OK;
	if (!iv_time_parse(iv_rec_text(rec, field), &at))
		return refuse(field, raw, "a date such as 2026-01-31", err);
	*day = at.day;
	return IV_OK;
}

/* --- Order days --- */

struct days {
	int32_t *day;
	size_t n, cap;
	struct iv_arena *arena;
};

static int ascending(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
	return (x > y) - (x < y);
}

static void add_day(struct days *d, int32_t day)
{
	d->day = iv_arena_reserve(d->arena, d->day, &d->cap, d->n + 1, sizeof *d->day);
	d->day[d->n++] = day;
}

/* Days of several currencies become one list; the days of one ascend already. */
static void settle_days(struct days *d)
{
	size_t n = 0;
	for (size_t i = 1; i < d->n; i++)
		if (d->day[i] <= d->day[i - 1]) {
			qsort(d->day, d->n, sizeof *d->day, ascending);
			break;
		}
	for (size_t i = 0; i < d->n; i++)
		if (!n || d->day[i] != d->day[n - 1])
			d->day[n++] = d->day[i];
	d->n = n;
}

/* Sums from doubles would depend on their order; these are whole numbers that cannot overflow: money of a roll fits by itself. */
static void add_money(int64_t *sum, int64_t v)
{
	if (!iv_num_add64(*sum, v, sum))
		*sum = v < 0 ? INT64_MIN : INT64_MAX;
}

/* The span's days until today into d; of the customer's own currency also the money. False: it has no days. */
static bool walk_days(struct iv_str list, bool own, int32_t today, int32_t until, struct days *d, struct iv_score_facts *f, struct iv_score_after *after)
{
	struct iv_history_entries e = { .at = list.p, .end = list.p + list.n, .values = 2 };
	bool first = true, any = false;
	while (iv_history_next(&e)) {
		any = true;
		if (e.day <= today) {
			if (e.value[0] > 0)
				add_day(d, (int32_t)e.day);
			if (own)
				add_money(&f->spend, e.value[1]);
			f->orders += e.value[0] / IV_MONEY_ONE;
			if (own && first)
				f->first_spend = e.value[1];
			first = false;
		} else if (after && e.day <= until) {
			int64_t slice = (e.day - today - 1) * IV_SCORE_SLICES / (until - today);
			if (e.value[0] > 0) { /* in another currency the same day counts again, which is rare */
				after->days++;
				after->slice[slice] = (uint16_t)(after->slice[slice] + 1);
			}
			if (own)
				add_money(&after->spend, e.value[1]);
		}
	}
	return any;
}

static void read_money_of(struct iv_str money, struct iv_score_facts *f)
{
	struct iv_json_walk w = iv_json_open(money);
	while (iv_json_next(&w)) {
		if (iv_json_walk_key(&w, IV_STR("bought")))
			iv_num_money(w.value, &f->bought);
		else if (iv_json_walk_key(&w, IV_STR("returned")))
			iv_num_money(w.value, &f->returned);
		else if (iv_json_walk_key(&w, IV_STR("uncosted")))
			iv_num_money(w.value, &f->uncosted);
	}
}

static void rhythm(const struct days *d, int32_t today, struct iv_score_facts *f)
{
	int32_t *gap = iv_arena_alloc(d->arena, d->n * sizeof *gap);
	size_t n = d->n - 1;
	for (size_t i = 0; i < n; i++) {
		gap[i] = d->day[i + 1] - d->day[i];
		f->gap_squares += (int64_t)gap[i] * gap[i];
		f->lately += 2 * (int64_t)(d->day[i + 1] - d->day[0]) > (int64_t)today - d->day[0];
	}
	int32_t cut = d->day[0] + (int32_t)(2 * ((int64_t)today - d->day[0]) / 3);
	for (f->early_days = 1; (size_t)f->early_days < d->n && d->day[f->early_days] <= cut;)
		f->early_days++;
	f->early_last = d->day[f->early_days - 1];
	f->before = n ? d->day[n - 1] : IV_SCORE_NO_DAY;
	if (n < 2)
		return;
	qsort(gap, n, sizeof *gap, ascending);
	f->typical = n % 2 ? gap[n / 2] : (gap[n / 2 - 1] + gap[n / 2] + 1) / 2;
}

/* From the days of the history. What the customer's fields say is of all its days, and stands where none is after today. */
static void read_daily(const struct iv_history_past *p, int32_t today, int32_t until, struct iv_arena *a, struct iv_score_facts *f, struct iv_score_after *after)
{
	struct days d = { .arena = a };
	int64_t spend = f->spend, orders = f->orders;
	bool any = false;
	f->spend = f->orders = 0;
	struct iv_json_walk w = iv_json_open(p->member[IV_PAST_MONEY]);
	while (w.object && iv_json_next(&w)) {
		bool own = w.key.n == 3 && !memcmp(w.key.p, f->currency, 3);
		any |= walk_days(iv_json_get(w.value, IV_STR("days")), own, today, until, &d, f, after);
		if (own)
			read_money_of(w.value, f);
	}
	if (!any || (!after && !f->future)) {
		f->spend = spend;
		f->orders = orders;
	}
	settle_days(&d);
	if (any) {
		f->days = (int32_t)d.n;
		f->bought_ever = d.n > 0;
		f->future = f->undated = false; /* as of today, nothing lies after it */
	}
	if (!d.n)
		return;
	f->daily = true;
	f->first = d.day[0];
	f->last = d.day[d.n - 1];
	f->order_day = d.day;
	rhythm(&d, today, f);
}

/* --- What else happened --- */

/* Whether an event is something that the customer did, and not we. */
static bool by_customer(const struct iv_json_walk *w)
{
	static const char *const ours[] = { "contact", "delivery", "balance", "points" };
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (iv_json_walk_key(w, iv_str_of(ours[i])))
			return false;
	return true;
}

static void read_kinds(struct iv_str kinds, int32_t today, struct iv_arena *a, struct iv_score_facts *f)
{
	enum { MOST = 64 };
	struct iv_str seen[MOST], item[3];
	struct iv_json_walk w = iv_json_open(kinds);
	while (w.object && iv_json_next(&w)) {
		struct iv_json_walk c = iv_json_open(w.value);
		if (!by_customer(&w))
			continue;
		while (iv_json_next(&c)) {
			int32_t first, last;
			if (iv_history_row(c.value, item, 3) != 3 || !iv_history_row_date(item[1], a, &first) || first > today || !iv_history_row_date(item[2], a, &last))
				continue;
			last = last > today ? today : last;
			f->met = last > f->met ? last : f->met;
			uint16_t k = 0;
			while (k < f->channels && !iv_str_eq(seen[k], c.key))
				k++;
			if (k == f->channels && k < MOST && c.key.n)
				seen[f->channels++] = c.key;
		}
	}
}

static void read_complaints(struct iv_str rows, int32_t today, struct iv_arena *a, struct iv_score_facts *f)
{
	struct iv_json_walk w = iv_json_open(rows);
	while (iv_json_next(&w)) {
		struct iv_str item[5];
		int32_t begun, last;
		size_t n = iv_history_row(w.value, item, 5);
		if (n < 4 || !iv_history_row_date(item[2], a, &begun) || begun > today || f->complaints == UINT16_MAX)
			continue;
		bool resolved = n == 5 && iv_json_type_of(item[4]) == IV_JSON_TRUE && iv_history_row_date(item[3], a, &last) && last <= today;
		f->complaints++;
		f->resolved = (uint16_t)(f->resolved + resolved);
		f->open = (uint16_t)(f->open + !resolved);
	}
}

static void read_answers(struct iv_str answers, int32_t today, struct iv_arena *a, struct iv_score_facts *f)
{
	static const char *const question[IV_ANSWERS] = { "satisfied", "rebuy", "recommend" };
	for (int i = 0; i < IV_ANSWERS; i++) {
		struct iv_str item[4];
		struct iv_time at;
		int64_t v;
		size_t n = iv_history_row(iv_json_get(answers, iv_str_of(question[i])), item, 4);
		if (n == 4 && iv_num_money(item[3], &v) && v >= IV_MONEY_ONE && v <= 5 * (int64_t)IV_MONEY_ONE && iv_time_parse(iv_json_text(item[0], a), &at) && at.day <= today)
			f->answer[i] = (uint8_t)((v + IV_MONEY_ONE / 2) / IV_MONEY_ONE);
	}
}

/* --- All --- */

static int read_fields(const struct iv_rec *rec, int32_t today, struct iv_score_facts *f, struct iv_err *err)
{
	bool known;
	int64_t days = 0;
	int status = read_count(rec, IV_STR("orders"), &f->orders, err);
	if (status == IV_OK)
		status = read_money(rec, IV_STR("spend"), &f->spend, &known, err);
	if (status == IV_OK)
		status = read_money(rec, IV_STR("margin"), &f->margin, &f->costed, err);
	if (status == IV_OK)
		status = read_money(rec, IV_STR("cost_to_serve"), &f->served, &known, err);
	if (status == IV_OK)
		status = read_count(rec, IV_STR("order_days"), &days, err);
	if (status == IV_OK)
		status = read_day(rec, IV_STR("first_order"), &f->first, err);
	if (status == IV_OK)
		status = read_day(rec, IV_STR("last_order"), &f->last, err);
	if (status != IV_OK)
		return status;
	bool dated = f->last != IV_SCORE_NO_DAY;
	f->future = f->orders && dated && f->last > today;
	f->bought_ever = f->orders > 0 && dated;
	f->undated = f->orders > 0 && !dated;
	days = days ? days : f->orders;
	f->days = (int32_t)(days < INT32_MAX ? days : INT32_MAX);
	return IV_OK;
}

/* Whatever the record says, the days lie in order and not after today, so that no model need ask again. */
static void settle(int32_t today, struct iv_score_facts *f)
{
	if (!f->bought_ever) {
		f->days = 0;
		f->first = f->last = IV_SCORE_NO_DAY;
		return;
	}
	if (f->last > today)
		f->last = today;
	if (f->first == IV_SCORE_NO_DAY || f->first > f->last)
		f->first = f->last;
	int32_t most = f->last - f->first + 1; /* days that lie between them */
	if (f->days > most)
		f->days = most;
	if (f->days < 1 + (f->last > f->first))
		f->days = 1 + (f->last > f->first);
	f->recency = today - f->last;
	if (f->last > f->met)
		f->met = f->last;
}

int iv_score_facts(const struct iv_rec *rec, const char *currency, int32_t today, struct iv_score_facts *out, struct iv_score_after *after, int32_t until,
		   struct iv_err *err)
{
	struct iv_history_past past;
	*out = (struct iv_score_facts){ .id = iv_hash(iv_rec_text(rec, IV_STR("cid"))), .met = IV_SCORE_NO_DAY, .restricted = iv_history_is_restricted(rec, today) };
	if (out->restricted)
		return IV_OK;
	int status = read_fields(rec, today, out, err);
	if (status != IV_OK)
		return status;
	struct iv_str own = iv_rec_text(rec, IV_STR("currency"));
	if (own.n == sizeof out->currency)
		memcpy(out->currency, own.p, own.n);
	out->foreign = currency && (out->orders || out->spend) && memcmp(out->currency, currency, sizeof out->currency) != 0;
	iv_history_look(iv_rec_raw(rec, IV_STR("history")), &past);
	if (past.known) {
		read_daily(&past, today, until, rec->arena, out, after);
		read_kinds(past.member[IV_PAST_KINDS], today, rec->arena, out);
		read_complaints(past.member[IV_PAST_COMPLAINTS], today, rec->arena, out);
		read_answers(past.member[IV_PAST_ANSWERS], today, rec->arena, out);
	}
	settle(today, out);
	return IV_OK;
}
