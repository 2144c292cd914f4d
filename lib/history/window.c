/* SPDX-License-Identifier: MIT
 * From rolls to the history of a customer: which return belongs to which order, and what each day comes to. */
#include "history/window.h"

#include "base/num.h"
#include "history/daily.h"
#include "history/layout.h"
#include "history/standing.h"

/* What came back of an order. */
struct given_back {
	int64_t amount, cost, uncosted;
};

/* One currency. */
struct money {
	struct iv_str currency;
	struct iv_history_cell *const *order, *const *ret;
	size_t orders_n, returns_n;
	struct given_back *given_back; /* of each order */
	struct iv_history_dailies days, back, margins;
	int64_t orders, bought, returned, cost, cost_back, uncosted;
	iv_history_wide margin;
	bool costed; /* the cost of a line is known */
	int32_t first, last;
};

static int64_t sum(int64_t a, int64_t b) /* of amounts >= 0 */
{
	int64_t s;
	return iv_num_add64(a, b, &s) ? s : INT64_MAX;
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

/* The orders and returns of one currency. */
static struct money ledger_of(const struct iv_roll *r, struct iv_str currency)
{
	struct money m = { .currency = currency };
	size_t i, end;
	for (end = iv_history_range(r, IV_HISTORY_ORDERS, &i); i < end; i++)
		if (iv_str_eq(r->order[i]->k[0], currency))
			m.order = m.orders_n++ ? m.order : r->order + i;
	for (end = iv_history_range(r, IV_HISTORY_RETURNS, &i); i < end; i++)
		if (iv_str_eq(r->order[i]->k[0], currency))
			m.ret = m.returns_n++ ? m.ret : r->order + i;
	return m;
}

const struct iv_history_cell *iv_history_order_of(const struct iv_roll *r, struct iv_str currency, struct iv_str source, struct iv_str number)
{
	const struct money m = ledger_of(r, currency);
	const struct iv_history_cell back = { .k = { currency, source, number } };
	ptrdiff_t order = order_of(&m, &back);
	return order < 0 ? NULL : m.order[order];
}

bool iv_history_order_is_back(const struct iv_roll *r, const struct iv_history_cell *order)
{
	const struct money m = ledger_of(r, order->k[0]);
	int64_t back = 0;
	for (size_t i = 0; i < m.returns_n; i++) {
		ptrdiff_t of = order_of(&m, m.ret[i]);
		back = of >= 0 && m.order[of] == order ? sum(back, m.ret[i]->num[0]) : back;
	}
	return back && back >= order->num[0];
}

static void add_returns(struct money *m)
{
	for (size_t i = 0; i < m->returns_n; i++) {
		const struct iv_history_cell *c = m->ret[i];
		m->returned = sum(m->returned, c->num[0]);
		m->cost_back = sum(m->cost_back, c->num[1]);
		iv_history_daily_add(&m->back, c->day, 0, c->num[0]);
		ptrdiff_t order = order_of(m, c);
		if (order < 0) {
			iv_history_daily_add(&m->days, c->day, 0, -(iv_history_wide)c->num[0]);
			iv_history_daily_add(&m->margins, c->day, 0, -((iv_history_wide)c->num[0] - c->num[2] - c->num[1]));
			continue;
		}
		struct given_back *g = &m->given_back[order];
		*g = (struct given_back){ sum(g->amount, c->num[0]), sum(g->cost, c->num[1]), sum(g->uncosted, c->num[2]) };
	}
}

/* a * b / c to the nearest, halves away from 0; c > 0, and all within 64 bits. */
static iv_history_wide share(iv_history_wide a, iv_history_wide b, iv_history_wide c)
{
	iv_history_wide product = a * b;
	return (product < 0 ? product - c / 2 : product + c / 2) / c;
}

/* What the lines of known cost earned. Of a return whose cost nobody said, as large a part of the order's margin is taken off
 * as of its amount. */
static iv_history_wide margin_of(const struct iv_history_cell *order, const struct given_back *back)
{
	iv_history_wide margin = (iv_history_wide)order->num[0] - order->num[2] - order->num[1];
	iv_history_wide uncosted = back->uncosted < order->num[0] ? back->uncosted : order->num[0];
	iv_history_wide off = uncosted ? share(uncosted, margin, order->num[0]) : 0;
	return margin - off - ((iv_history_wide)back->amount - back->uncosted - back->cost);
}

static void add_orders(struct money *m)
{
	for (size_t i = 0; i < m->orders_n; i++) {
		const struct iv_history_cell *c = m->order[i];
		const struct given_back *g = &m->given_back[i];
		bool none = g->amount && g->amount >= c->num[0];
		m->bought = sum(m->bought, c->num[0]);
		m->cost = sum(m->cost, c->num[1]);
		m->uncosted = sum(m->uncosted, c->num[2]);
		m->costed |= c->num[1] || c->num[2] < c->num[0];
		iv_history_daily_add(&m->days, c->date[0], !none, (iv_history_wide)c->num[0] - g->amount);
		iv_history_daily_add(&m->margins, c->date[0], 0, margin_of(c, g));
		if (none)
			continue;
		m->orders++;
		if (m->first == IV_HISTORY_NO_DAY || c->date[0] < m->first)
			m->first = c->date[0];
		if (c->date[0] > m->last)
			m->last = c->date[0];
	}
}

static void money_member(struct iv_buf *out, const char *name, int64_t v)
{
	if (!v)
		return;
	iv_json_member_raw(out, name, (struct iv_str){ 0 });
	iv_num_add_money(out, v);
}

static void settle_money(struct money *m, struct iv_arena *arena)
{
	size_t rows = m->orders_n + m->returns_n + 1;
	m->given_back = iv_arena_zalloc(arena, (m->orders_n + 1) * sizeof *m->given_back);
	m->days.item = iv_arena_alloc(arena, rows * sizeof *m->days.item);
	m->margins.item = iv_arena_alloc(arena, rows * sizeof *m->margins.item);
	m->back.item = iv_arena_alloc(arena, (m->returns_n + 1) * sizeof *m->back.item);
	m->first = m->last = IV_HISTORY_NO_DAY;
	add_returns(m);
	add_orders(m);
	iv_history_daily_settle(&m->days);
	iv_history_daily_settle(&m->back);
	iv_history_daily_settle(&m->margins);
	for (size_t i = 0; i < m->margins.n; i++)
		m->margin += m->margins.item[i].money;
}

/* Works out one currency and writes it. */
static void write_money(struct money *m, struct iv_arena *arena, struct iv_buf *out)
{
	settle_money(m, arena);
	iv_json_comma(out);
	iv_json_quote(out, m->currency);
	iv_buf_adds(out, IV_STR(":{"));
	iv_json_member_int(out, "orders", m->orders);
	money_member(out, "bought", m->bought);
	money_member(out, "returned", m->returned);
	money_member(out, "cost", m->cost);
	money_member(out, "cost_back", m->cost_back);
	money_member(out, "uncosted", m->uncosted);
	iv_history_daily_write(&m->days, "days", true, out);
	iv_history_daily_write(&m->back, "back", false, out);
	if (m->costed) {
		iv_json_member_raw(out, "margin", (struct iv_str){ 0 });
		iv_num_add_money(out, iv_history_narrow(m->margin));
		iv_history_daily_write(&m->margins, "margins", false, out);
	}
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
	f->costed = m->costed;
	f->margin = iv_history_narrow(m->margin);
}

/* Collects the days with an order, whatever its currency. */
static void take_days(struct iv_history_dailies *all, const struct iv_history_dailies *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->item[i].orders)
			iv_history_daily_add(all, d->item[i].day, d->item[i].orders, 0);
}

static void write_currencies(struct iv_roll *r, struct iv_str currency, struct iv_history_figures *f, struct iv_buf *out)
{
	size_t orders, returns;
	struct iv_history_cell *const *order_end = r->order + iv_history_range(r, IV_HISTORY_ORDERS, &orders);
	struct iv_history_cell *const *ret_end = r->order + iv_history_range(r, IV_HISTORY_RETURNS, &returns);
	struct iv_history_cell *const *order = r->order + orders, *const *ret = r->order + returns;
	if (order == order_end && ret == ret_end)
		return;
	struct iv_history_dailies all = { iv_arena_alloc(r->arena, (size_t)(order_end - order + 1) * sizeof *all.item), 0 };
	struct money m;
	int64_t most = -1;
	iv_json_member_raw(out, "money", IV_STR("{"));
	while (next_currency(&order, order_end, &ret, ret_end, &m)) {
		write_money(&m, r->arena, out);
		take_figures(f, &m, currency, &most);
		take_days(&all, &m.days);
	}
	iv_history_daily_settle(&all);
	f->order_days = (int64_t)all.n;
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

int iv_history_sum(struct iv_roll *r, const struct iv_history_terms *terms, struct iv_history_figures *figures, struct iv_buf *out, struct iv_err *err)
{
	static const enum iv_history_what also[] = { IV_HISTORY_DAYS,	   IV_HISTORY_CATEGORIES, IV_HISTORY_SUMS,    IV_HISTORY_CONTACTS,
						     IV_HISTORY_CAMPAIGNS, IV_HISTORY_COMPLAINTS, IV_HISTORY_ANSWERS, IV_HISTORY_COUPONS };
	*figures = (struct iv_history_figures){ .currency = terms->currency,
						.first_order = IV_HISTORY_NO_DAY,
						.last_order = IV_HISTORY_NO_DAY,
						.last_contact = IV_HISTORY_NO_DAY };
	size_t before = out->n;
	int64_t count = iv_history_count(r);
	int status = IV_OK;
	iv_buf_addc(out, '{');
	iv_json_member_int(out, "v", IV_HISTORY_VERSION);
	iv_json_member_int(out, "n", count);
	iv_history_write_kinds(r, out);
	write_currencies(r, terms->currency, figures, out);
	for (size_t i = 0; i < sizeof also / sizeof *also && status == IV_OK; i++)
		status = iv_history_write_family(r, also[i], out, err);
	iv_history_write_products(r, out);
	iv_history_write_accounts(r, out);
	iv_history_write_serve(r, terms->cost, terms->costs, &figures->served, out);
	iv_buf_addc(out, '}');
	take_contacts(figures, r);
	if (status != IV_OK)
		out->n = before;
	return status;
}
