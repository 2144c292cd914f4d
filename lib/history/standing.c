/* SPDX-License-Identifier: MIT
 * The members of a history that are no money of orders. */
#include "history/standing.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/num.h"
#include "history/daily.h"
#include "history/layout.h"

static bool same_key(const struct iv_history_cell *a, const struct iv_history_cell *b, unsigned keys)
{
	for (unsigned k = 0; k < keys; k++)
		if (!iv_str_eq(a->k[k], b->k[k]))
			return false;
	return true;
}

static void add_span(struct iv_history_cell *const *day, size_t n, struct iv_buf *out)
{
	int64_t count = 0;
	for (size_t i = 0; i < n; i++)
		if (!iv_num_add64(count, day[i]->num[0], &count))
			count = INT64_MAX;
	iv_buf_addc(out, '[');
	iv_num_add_int(out, count);
	iv_buf_adds(out, IV_STR(",\""));
	iv_date_add(out, day[0]->day);
	iv_buf_adds(out, IV_STR("\",\""));
	iv_date_add(out, day[n - 1]->day);
	iv_buf_adds(out, IV_STR("\"]"));
}

void iv_history_write_kinds(const struct iv_roll *r, struct iv_buf *out)
{
	size_t i, next, end = iv_history_range(r, IV_HISTORY_DAYS, &i);
	if (i == end)
		return;
	iv_json_member_raw(out, "kinds", IV_STR("{"));
	for (size_t first = i; i < end; i = next) {
		bool begins = i == first || !same_key(r->order[i - 1], r->order[i], 1);
		for (next = i + 1; next < end && same_key(r->order[i], r->order[next], 2);)
			next++;
		if (begins && i > first)
			iv_buf_addc(out, '}');
		iv_json_comma(out);
		if (begins) {
			iv_json_quote(out, r->order[i]->k[0]);
			iv_buf_adds(out, IV_STR(":{"));
		}
		iv_json_quote(out, r->order[i]->k[1]);
		iv_buf_addc(out, ':');
		add_span(r->order + i, next - i, out);
	}
	iv_buf_adds(out, IV_STR("}}"));
}

/* A product bought on a day. */
struct bought {
	struct iv_str product;
	int32_t day;
};

static int by_product(const void *a, const void *b)
{
	const struct bought *x = a, *y = b;
	int c = iv_str_cmp(x->product, y->product);
	return c ? c : (x->day > y->day) - (x->day < y->day);
}

/* What an event bought; false: nothing that has a name. */
static bool read_bought(const struct iv_history_event *e, struct iv_arena *arena, struct bought *b)
{
	struct iv_str event = iv_json_get(e->bytes, IV_STR("event")), product = iv_json_get(e->bytes, IV_STR("product"));
	struct iv_time at;
	if (!product.n || iv_json_type_of(product) != IV_JSON_STRING || !iv_str_eq(event, IV_STR("\"purchase\"")) || !iv_time_parse(e->at, &at))
		return false;
	*b = (struct bought){ iv_json_text(product, arena), at.day };
	return b->product.n > 0;
}

void iv_history_write_products(const struct iv_roll *r, struct iv_buf *out)
{
	struct bought *b = iv_arena_alloc(r->arena, (r->events_n + 1) * sizeof *b);
	size_t n = 0;
	int32_t before = 0;
	for (size_t i = 0; i < r->events_n; i++)
		n += read_bought(&r->event[i], r->arena, &b[n]);
	if (!n)
		return;
	qsort(b, n, sizeof *b, by_product);
	iv_json_member_raw(out, "products", IV_STR("["));
	for (size_t i = 0, next; i < n; i = next) {
		bool begins = !i || !iv_str_eq(b[i - 1].product, b[i].product);
		for (next = i + 1; next < n && !by_product(&b[i], &b[next]);)
			next++;
		if (begins) {
			iv_buf_adds(out, i ? IV_STR("],[") : IV_STR("["));
			iv_json_quote(out, b[i].product);
			before = 0;
		}
		iv_history_add_gap(out, &before, b[i].day);
		iv_buf_addc(out, ',');
		iv_num_add_int(out, (int64_t)(next - i));
	}
	iv_buf_adds(out, IV_STR("]]"));
}

/* The first day on which the account is known to have had the balance of `last` for good; what the roll tells of its days
 * stands at order[*at] and further on, in the order of accounts. */
static int32_t since(const struct iv_roll *r, size_t *at, size_t end, const struct iv_history_cell *last)
{
	int32_t day = IV_HISTORY_NO_DAY;
	for (; *at < end; ++*at) {
		const struct iv_history_cell *c = r->order[*at];
		int64_t balance;
		int d = iv_str_cmp(c->k[0], last->k[0]);
		if (!d)
			d = iv_str_cmp(c->k[1], last->k[1]);
		if (!d)
			d = iv_str_cmp(c->k[2], last->k[2]);
		if (d > 0)
			break;
		if (!d && iv_num_money(c->k[3], &balance) && balance == last->num[0] && (day == IV_HISTORY_NO_DAY || c->day < day))
			day = c->day;
	}
	return day;
}

void iv_history_write_accounts(const struct iv_roll *r, struct iv_buf *out)
{
	size_t i, move, end = iv_history_range(r, IV_HISTORY_ACCOUNTS, &i), moves = iv_history_range(r, IV_HISTORY_MOVES, &move);
	if (i == end)
		return;
	iv_json_member_raw(out, "accounts", IV_STR("["));
	for (; i < end; i++) {
		const struct iv_history_cell *c = r->order[i];
		const struct iv_str text[] = { c->k[0], c->k[1], c->k[2], c->k[3], c->at, c->source, c->key };
		iv_json_comma(out);
		iv_buf_addc(out, '[');
		for (size_t k = 0; k < sizeof text / sizeof *text; k++) {
			iv_json_comma(out);
			iv_json_quote(out, text[k]);
		}
		iv_buf_addc(out, ',');
		iv_num_add_money(out, c->num[0]);
		int32_t day = c->k[3].n ? IV_HISTORY_NO_DAY : since(r, &move, moves, c);
		if (day != IV_HISTORY_NO_DAY) {
			iv_buf_addc(out, ',');
			iv_num_add_int(out, day);
		}
		iv_buf_addc(out, ']');
	}
	iv_buf_addc(out, ']');
}

static bool is_call(struct iv_str channel)
{
	return iv_str_eq(channel, IV_STR("call")) || iv_str_eq(channel, IV_STR("phone"));
}

/* What one such event costs: as its channel says, or else as all channels of the event do. */
static int64_t unit_cost(const struct iv_history_cost *cost, size_t n, struct iv_str event, struct iv_str channel)
{
	int64_t any = 0;
	for (size_t i = 0; i < n; i++) {
		if (!iv_str_eq(cost[i].event, event))
			continue;
		if (!cost[i].channel.n)
			any = cost[i].cost;
		else if (iv_str_eq(cost[i].channel, channel) || (is_call(cost[i].channel) && is_call(channel)))
			return cost[i].cost;
	}
	return any;
}

void iv_history_write_serve(const struct iv_roll *r, const struct iv_history_cost *cost, size_t n, int64_t *total, struct iv_buf *out)
{
	size_t i, contact, end = iv_history_range(r, IV_HISTORY_DAYS, &i), contacts = iv_history_range(r, IV_HISTORY_CONTACTS, &contact);
	struct iv_history_dailies days = { iv_arena_alloc(r->arena, (end - i + contacts - contact + 1) * sizeof(struct iv_history_daily)), 0 };
	for (; n && i < end; i++) {
		const struct iv_history_cell *c = r->order[i];
		int64_t unit = iv_str_eq(c->k[0], IV_STR("contact")) ? 0 : unit_cost(cost, n, c->k[0], c->k[1]);
		iv_history_daily_add(&days, c->day, 0, iv_history_narrow((iv_history_wide)unit * c->num[0]));
	}
	for (; n && contact < contacts; contact++) { /* those held out cost nothing */
		const struct iv_history_cell *c = r->order[contact];
		iv_history_wide unit = unit_cost(cost, n, IV_STR("contact"), c->k[0]);
		iv_history_daily_add(&days, c->day, 0, iv_history_narrow(unit * c->num[0]));
	}
	iv_history_daily_settle(&days);
	iv_history_wide sum = 0;
	for (size_t k = 0; k < days.n; k++)
		sum += days.item[k].money;
	*total = iv_history_narrow(sum);
	iv_history_daily_write(&days, "serve", false, out);
}
