/* SPDX-License-Identifier: MIT
 * From rolls to the history of a customer: which return belongs to which order, and what each day comes to. */
#include "history/window.h"

#include <stdlib.h>

#include "base/num.h"
#include "history/layout.h"

/* Wide enough for the sum of any roll, so that no sum on the way depends on the order of its terms. */
__extension__ typedef __int128 wide;

/* What happened to money on one day. */
struct day {
	int32_t day;
	int64_t orders;
	wide money;
};

struct days {
	struct day *item;
	size_t n;
};

/* One currency. */
struct money {
	struct iv_str currency;
	struct iv_history_cell *const *order, *const *ret;
	size_t orders_n, returns_n;
	int64_t *given_back; /* of each order */
	struct days days, back;
	int64_t orders, bought, returned, cost, cost_back, uncosted;
	int32_t first, last;
};

static int64_t sum(int64_t a, int64_t b) /* of amounts >= 0 */
{
	int64_t s;
	return iv_num_add64(a, b, &s) ? s : INT64_MAX;
}

static int64_t narrow(wide v)
{
	return v > INT64_MAX ? INT64_MAX : v < -INT64_MAX ? -INT64_MAX : (int64_t)v;
}

static int by_day(const void *a, const void *b)
{
	const struct day *x = a, *y = b;
	return (x->day > y->day) - (x->day < y->day);
}

/* Adds up what happened on one day, and drops the days on which it came to nothing. */
static void settle_days(struct days *d)
{
	size_t kept = 0;
	if (d->n > 1)
		qsort(d->item, d->n, sizeof *d->item, by_day);
	for (size_t i = 0; i < d->n; i++) {
		if (kept && d->item[kept - 1].day == d->item[i].day) {
			d->item[kept - 1].orders += d->item[i].orders;
			d->item[kept - 1].money += d->item[i].money;
		} else {
			d->item[kept++] = d->item[i];
		}
	}
	size_t n = 0;
	for (size_t i = 0; i < kept; i++)
		if (d->item[i].orders || d->item[i].money)
			d->item[n++] = d->item[i];
	d->n = n;
}

static void add_day(struct days *d, int32_t day, int64_t orders, wide money)
{
	d->item[d->n++] = (struct day){ day, orders, money };
}

/* The order that a return takes back: its place among m->order, or -1. */
static ptrdiff_t order_of(const struct money *m, const struct iv_history_cell *back)
{
	if (!back->k[2].n)
		return -1;
	size_t low = 0, high = m->orders_n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int c = iv_str_cmp(m->order[middle]->k[1], back->k[1]);
		if (!c)
			c = iv_str_cmp(m->order[middle]->k[2], back->k[2]);
		if (!c)
			return (ptrdiff_t)middle;
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	ptrdiff_t found = -1;
	for (size_t i = 0; i < m->orders_n; i++) {
		if (!iv_str_eq(m->order[i]->k[2], back->k[2]))
			continue;
		if (found >= 0)
			return -1; /* two sources have an order of that number: which one is meant cannot be known */
		found = (ptrdiff_t)i;
	}
	return found;
}

static void add_returns(struct money *m)
{
	for (size_t i = 0; i < m->returns_n; i++) {
		const struct iv_history_cell *c = m->ret[i];
		m->returned = sum(m->returned, c->num[0]);
		m->cost_back = sum(m->cost_back, c->num[1]);
		add_day(&m->back, c->day, 0, c->num[0]);
		ptrdiff_t order = order_of(m, c);
		if (order < 0)
			add_day(&m->days, c->day, 0, -(wide)c->num[0]);
		else
			m->given_back[order] = sum(m->given_back[order], c->num[0]);
	}
}

static void add_orders(struct money *m)
{
	for (size_t i = 0; i < m->orders_n; i++) {
		const struct iv_history_cell *c = m->order[i];
		bool none = m->given_back[i] && m->given_back[i] >= c->num[0];
		m->bought = sum(m->bought, c->num[0]);
		m->cost = sum(m->cost, c->num[1]);
		m->uncosted = sum(m->uncosted, c->num[2]);
		add_day(&m->days, c->date[0], !none, (wide)c->num[0] - m->given_back[i]);
		if (none)
			continue;
		m->orders++;
		if (m->first == IV_HISTORY_NO_DAY || c->date[0] < m->first)
			m->first = c->date[0];
		if (c->date[0] > m->last)
			m->last = c->date[0];
	}
}

static void add_days_member(const char *name, const struct days *d, bool orders, struct iv_buf *out)
{
	if (!d->n)
		return;
	iv_json_member_raw(out, name, IV_STR("["));
	int32_t before = 0;
	for (size_t i = 0; i < d->n; i++) {
		iv_history_add_gap(out, &before, d->item[i].day);
		iv_buf_addc(out, ',');
		if (orders) {
			iv_num_add_int(out, d->item[i].orders);
			iv_buf_addc(out, ',');
		}
		iv_num_add_money(out, narrow(d->item[i].money));
	}
	iv_buf_addc(out, ']');
}

static void money_member(struct iv_buf *out, const char *name, int64_t v)
{
	if (!v)
		return;
	iv_json_member_raw(out, name, (struct iv_str){ 0 });
	iv_num_add_money(out, v);
}

/* Works out one currency and writes it. */
static void write_money(struct money *m, struct iv_arena *arena, struct iv_buf *out)
{
	m->given_back = iv_arena_zalloc(arena, (m->orders_n + 1) * sizeof *m->given_back);
	m->days.item = iv_arena_alloc(arena, (m->orders_n + m->returns_n + 1) * sizeof(struct day));
	m->back.item = iv_arena_alloc(arena, (m->returns_n + 1) * sizeof(struct day));
	m->first = m->last = IV_HISTORY_NO_DAY;
	add_returns(m);
	add_orders(m);
	settle_days(&m->days);
	settle_days(&m->back);
	iv_json_comma(out);
	iv_json_quote(out, m->currency);
	iv_buf_adds(out, IV_STR(":{"));
	iv_json_member_int(out, "orders", m->orders);
	money_member(out, "bought", m->bought);
	money_member(out, "returned", m->returned);
	money_member(out, "cost", m->cost);
	money_member(out, "cost_back", m->cost_back);
	money_member(out, "uncosted", m->uncosted);
	add_days_member("days", &m->days, true, out);
	add_days_member("back", &m->back, false, out);
	iv_buf_addc(out, '}');
}

/* The next currency of the orders and returns that are left, in order of name; false when there is none. */
static bool next_currency(struct iv_history_cell *const **order, struct iv_history_cell *const *order_end, struct iv_history_cell *const **ret,
			  struct iv_history_cell *const *ret_end, struct money *m)
{
	if (*order == order_end && *ret == ret_end)
		return false;
	struct iv_str a = *order == order_end ? (*ret)[0]->k[0] : (*order)[0]->k[0], b = *ret == ret_end ? a : (*ret)[0]->k[0];
	*m = (struct money){ .currency = iv_str_cmp(a, b) <= 0 ? a : b, .order = *order, .ret = *ret };
	for (; *order < order_end && iv_str_eq((*order)[0]->k[0], m->currency); ++*order)
		m->orders_n++;
	for (; *ret < ret_end && iv_str_eq((*ret)[0]->k[0], m->currency); ++*ret)
		m->returns_n++;
	return true;
}

static void take_figures(struct iv_history_figures *f, const struct money *m, struct iv_str currency, int64_t *most)
{
	f->orders += m->orders;
	if (m->first != IV_HISTORY_NO_DAY && (f->first_order == IV_HISTORY_NO_DAY || m->first < f->first_order))
		f->first_order = m->first;
	if (m->last > f->last_order)
		f->last_order = m->last;
	if (currency.n ? !iv_str_eq(currency, m->currency) : m->orders <= *most || !m->currency.n)
		return;
	*most = m->orders;
	f->currency = m->currency;
	f->bought = m->bought;
	f->returned = m->returned;
}

static void write_currencies(struct iv_roll *r, struct iv_str currency, struct iv_history_figures *f, struct iv_buf *out)
{
	size_t orders, returns;
	struct iv_history_cell *const *order_end = r->order + iv_history_range(r, IV_HISTORY_ORDERS, &orders);
	struct iv_history_cell *const *ret_end = r->order + iv_history_range(r, IV_HISTORY_RETURNS, &returns);
	struct iv_history_cell *const *order = r->order + orders, *const *ret = r->order + returns;
	if (order == order_end && ret == ret_end)
		return;
	struct money m;
	int64_t most = -1;
	iv_json_member_raw(out, "money", IV_STR("{"));
	while (next_currency(&order, order_end, &ret, ret_end, &m)) {
		write_money(&m, r->arena, out);
		take_figures(f, &m, currency, &most);
	}
	iv_buf_addc(out, '}');
}

static void take_contacts(struct iv_history_figures *f, const struct iv_roll *r)
{
	size_t i, end;
	for (end = iv_history_range(r, IV_HISTORY_CONTACTS, &i); i < end; i++)
		if (r->order[i]->day > f->last_contact)
			f->last_contact = r->order[i]->day;
	end = iv_history_range(r, IV_HISTORY_COMPLAINTS, &i);
	f->complaints = (int64_t)(end - i);
}

int iv_history_sum(struct iv_roll *r, struct iv_str currency, struct iv_history_figures *figures, struct iv_buf *out, struct iv_err *err)
{
	static const enum iv_history_what also[] = { IV_HISTORY_CATEGORIES, IV_HISTORY_SUMS,    IV_HISTORY_CONTACTS, IV_HISTORY_CAMPAIGNS,
						     IV_HISTORY_COMPLAINTS, IV_HISTORY_ANSWERS, IV_HISTORY_ACCOUNTS, IV_HISTORY_COUPONS };
	*figures = (struct iv_history_figures){ .currency = currency,
						.first_order = IV_HISTORY_NO_DAY,
						.last_order = IV_HISTORY_NO_DAY,
						.last_contact = IV_HISTORY_NO_DAY };
	size_t before = out->n;
	int64_t count = iv_history_count(r);
	iv_buf_addc(out, '{');
	iv_json_member_int(out, "v", IV_HISTORY_VERSION);
	iv_json_member_int(out, "n", count);
	int status = iv_history_write_family(r, IV_HISTORY_KINDS, out, err);
	if (status == IV_OK)
		write_currencies(r, currency, figures, out);
	for (size_t i = 0; i < sizeof also / sizeof *also && status == IV_OK; i++)
		status = iv_history_write_family(r, also[i], out, err);
	iv_buf_addc(out, '}');
	take_contacts(figures, r);
	if (status != IV_OK)
		out->n = before;
	return status;
}
