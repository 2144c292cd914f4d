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

/* A product bought on a day, or taken back: then it is that of an order. */
struct bought {
	struct iv_str product;
	int32_t day;
	const struct iv_history_cell *order; /* NULL: it is not known */
	int64_t amount;
	bool back;
};

static int by_product(const void *a, const void *b)
{
	const struct bought *x = a, *y = b;
	int c = iv_str_cmp(x->product, y->product);
	return c ? c : (x->day > y->day) - (x->day < y->day);
}

static struct iv_str text_in(struct iv_str event, struct iv_str name, struct iv_arena *arena)
{
	struct iv_str v = iv_json_get(event, name);
	return v.n && iv_json_type_of(v) == IV_JSON_STRING ? iv_json_text(v, arena) : (struct iv_str){ 0 };
}

/* What an event bought or took back; false: nothing that has a name. The ledger is asked only where something came back. */
static bool read_bought(const struct iv_roll *r, const struct iv_history_event *e, bool returns, struct bought *b)
{
	struct iv_str event = iv_json_get(e->bytes, IV_STR("event"));
	struct iv_time at;
	bool back = iv_str_eq(event, IV_STR("\"return\""));
	if ((!back && !iv_str_eq(event, IV_STR("\"purchase\""))) || !iv_time_parse(e->at, &at))
		return false;
	*b = (struct bought){ text_in(e->bytes, IV_STR("product"), r->arena), at.day, NULL, 0, back };
	if (!b->product.n || !returns)
		return b->product.n && !back;
	struct iv_str order = text_in(e->bytes, back ? IV_STR("refund_of") : IV_STR("order"), r->arena);
	iv_num_money(iv_json_get(e->bytes, IV_STR("amount")), &b->amount);
	b->order = iv_history_order_of(r, text_in(e->bytes, IV_STR("currency"), r->arena), e->source, order.n || back ? order : e->key);
	return !back || b->order;
}

/* A product is no longer bought when its whole order came back, or when a return names the order and the product and gives back what it cost. */
static bool is_back(const struct iv_roll *r, const struct bought *one, const struct bought *all, size_t n)
{
	if (one->back || (one->order && iv_history_order_is_back(r, one->order)))
		return true;
	for (size_t i = 0; i < n && one->order; i++)
		if (all[i].back && all[i].order == one->order && all[i].amount >= one->amount && iv_str_eq(all[i].product, one->product))
			return true;
	return false;
}

void iv_history_write_products(const struct iv_roll *r, struct iv_buf *out)
{
	struct bought *all = iv_arena_alloc(r->arena, 2 * (r->events_n + 1) * sizeof *all), *b = all + r->events_n + 1;
	size_t events = 0, n = 0, returned;
	bool returns = iv_history_range(r, IV_HISTORY_RETURNS, &returned) > returned;
	int32_t before = 0;
	for (size_t i = 0; i < r->events_n; i++)
		events += read_bought(r, &r->event[i], returns, &all[events]);
	for (size_t i = 0; i < events; i++)
		if (!returns || !is_back(r, &all[i], all, events))
			b[n++] = all[i];
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
