/* SPDX-License-Identifier: MIT
 * A customer's own copy: the history. Each family of sums is a list of objects, driven by one table of names, so that nobody needs to know how
 * roll-ups are laid out, and none of them is left out. */
#include "base/date.h"
#include "base/num.h"
#include "history/layout.h"
#include "history/past.h"
#include "show/customer_inside.h"
#include "show/export_inside.h"

/* More than any record keeps, so that none is dropped. */
#define ALL_EVENTS SIZE_MAX

/* What the sums of a family are called: its keys, and its columns as iv_history_family has them. */
static const struct {
	const char *list, *key[IV_HISTORY_KEYS], *column[4];
} names[IV_HISTORY_WHATS] = {
	[IV_HISTORY_DAYS] = { "happened", { "event", "channel" }, { "times" } },
	[IV_HISTORY_ORDERS] = { "orders", { "currency", "source", "order" }, { "day", "amount", "cost", "uncosted" } },
	[IV_HISTORY_RETURNS] = { "returns", { "currency", "source", "order" }, { "amount", "cost", "uncosted" } },
	[IV_HISTORY_CATEGORIES] = { "categories", { "currency", "category" }, { "purchases", "bought", "returned" } },
	[IV_HISTORY_SUMS] = { "sums", { "currency", "event" }, { "amount", "cost" } },
	[IV_HISTORY_CONTACTS] = { "contacts", { "channel" }, { "times" } },
	[IV_HISTORY_CAMPAIGNS] = { "campaigns", { "campaign", "channel", "cell" }, { "contacts", "last_contact", "responses", "last_response" } },
	[IV_HISTORY_COMPLAINTS] = { "complaints", { "source", "case" }, { "begun", "last", "resolved" } },
	[IV_HISTORY_ANSWERS] = { "answers", { "question" }, { "at", "source", "key", "answer" } },
	[IV_HISTORY_ACCOUNTS] = { NULL, { NULL }, { NULL } }, /* as the history has them: cards that were replaced have handed theirs over */
	[IV_HISTORY_MOVES] = { "balances", { "event", "source", "account", "balance" }, { NULL } },
	[IV_HISTORY_COUPONS] = { "coupons", { "coupon", "outcome", "due" }, { "times", "first", "last" } },
	[IV_HISTORY_CONSENT] = { "statements", { "channel", "number", "state" }, { "at", "source", "key" } },
};

static const char *const figures[] = { "currency", "orders", "order_days", "first_order", "last_order", "spend", "returned", "margin", "complaints", "last_contact",
				       "cost_to_serve", NULL };

static void add_day(struct iv_buf *out, const char *name, int32_t day)
{
	if (day == IV_HISTORY_NO_DAY)
		return;
	iv_json_member_raw(out, name, IV_STR("\""));
	iv_date_add(out, day);
	iv_buf_addc(out, '"');
}

static void add_text(struct iv_buf *out, const char *name, struct iv_str text)
{
	if (text.n)
		iv_json_member_text(out, name, text);
}

/* A number; of those that most sums do not have, only one that says something. */
static void add_number(struct iv_buf *out, const char *name, int64_t v, bool money, bool first)
{
	if (!v && !first)
		return;
	iv_json_member_raw(out, name, (struct iv_str){ 0 });
	if (money)
		iv_num_add_money(out, v);
	else
		iv_num_add_int(out, v);
}

static void add_columns(const struct iv_history_cell *c, struct iv_buf *out)
{
	const char *columns = iv_history_family[c->what].columns;
	int num = 0, date = 0, text = 0;
	for (size_t i = 0; columns[i]; i++) {
		const char *name = names[c->what].column[i];
		switch (columns[i]) {
		case 'n':
		case 'm':
			add_number(out, name, c->num[num], columns[i] == 'm', num == 0);
			num++;
			break;
		case 'b':
			iv_json_member_raw(out, name, c->num[num++] ? IV_STR("true") : IV_STR("false"));
			break;
		case 'D':
		case 'd':
			add_day(out, name, c->date[date++]);
			break;
		default:
			add_text(out, name, text == 0 ? c->at : text == 1 ? c->source : c->key);
			text++;
		}
	}
}

/* A balance is a number, also where it is part of a key. */
static void add_key(const struct iv_history_cell *c, unsigned k, struct iv_buf *out)
{
	int64_t balance;
	if (c->what == IV_HISTORY_MOVES && k == 3 && iv_num_money(c->k[k], &balance))
		add_number(out, names[c->what].key[k], balance, true, true);
	else
		add_text(out, names[c->what].key[k], c->k[k]);
}

static void add_family(const struct iv_roll *r, enum iv_history_what what, struct iv_buf *out)
{
	size_t i, end;
	if (!names[what].list)
		return;
	iv_json_member_raw(out, names[what].list, IV_STR("["));
	for (end = iv_history_range(r, what, &i); i < end; i++) {
		const struct iv_history_cell *c = r->order[i];
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		for (unsigned k = 0; k < iv_history_family[what].keys; k++)
			add_key(c, k, out);
		if (iv_history_family[what].days)
			add_day(out, "day", c->day);
		add_columns(c, out);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
}

static void add_accounts(struct iv_str history, struct iv_arena *arena, struct iv_buf *out)
{
	static const char *const name[] = { "event", "source", "account", "due", "at", "said_in", "said_by" };
	iv_json_member_raw(out, "accounts", IV_STR("["));
	for (struct iv_json_walk w = iv_json_open(iv_json_get(history, IV_STR("accounts"))); iv_json_next(&w);) {
		struct iv_str item[9] = { { 0 } };
		int64_t since;
		size_t n = iv_history_row(w.value, item, 9);
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		for (size_t k = 0; k < 7; k++)
			add_text(out, name[k], iv_show_plain(item[k], arena));
		iv_json_member_raw(out, "balance", n > 7 ? item[7] : IV_STR("0"));
		if (iv_num_int(item[8], &since))
			add_day(out, "since", (int32_t)since);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
}

/* Days with a number each, every day but the first counted from the one before; what stands before the first is `name`. */
static void add_daily(struct iv_json_walk *w, const char *name, struct iv_str value, const char *number, struct iv_buf *out)
{
	int64_t day = 0, gap;
	while (iv_json_next(w) && iv_num_int(w->value, &gap)) {
		day += gap;
		if (!iv_json_next(w))
			return;
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		if (name)
			iv_json_member_raw(out, name, value);
		add_day(out, "day", (int32_t)day);
		iv_json_member_raw(out, number, w->value);
		iv_buf_addc(out, '}');
	}
}

static void add_products(struct iv_str history, struct iv_buf *out)
{
	iv_json_member_raw(out, "products", IV_STR("["));
	for (struct iv_json_walk w = iv_json_open(iv_json_get(history, IV_STR("products"))); iv_json_next(&w);) {
		struct iv_json_walk row = iv_json_open(w.value);
		if (iv_json_next(&row))
			add_daily(&row, "product", row.value, "purchases", out);
	}
	iv_buf_addc(out, ']');
}

static void add_serve(struct iv_str history, struct iv_buf *out)
{
	iv_json_member_raw(out, "serve", IV_STR("["));
	struct iv_json_walk serve = iv_json_open(iv_json_get(history, IV_STR("serve")));
	add_daily(&serve, NULL, (struct iv_str){ 0 }, "cost", out);
	iv_buf_addc(out, ']');
}

/* The earliest first. */
static void add_events(const struct iv_roll *r, struct iv_buf *out)
{
	iv_json_member_raw(out, "last_events", IV_STR("["));
	for (size_t i = r->events_n; i-- > 0;) {
		iv_json_comma(out);
		iv_buf_adds(out, r->event[i].bytes);
	}
	iv_buf_addc(out, ']');
}

static int read_rolls(const struct iv_rec *customer, struct iv_roll *r, struct iv_err *err)
{
	int status = IV_OK;
	for (struct iv_json_walk w = iv_json_open(iv_rec_raw(customer, IV_STR("parts"))); status == IV_OK && iv_json_next(&w);) {
		struct iv_str roll = iv_json_get(w.value, IV_STR("roll"));
		if (roll.n)
			status = iv_history_read(r, roll, err);
		if (status != IV_OK)
			iv_err_field(err, iv_show_text_in(w.value, "key", customer->arena));
	}
	iv_history_settle(r);
	return status;
}

int iv_show_export_past(const struct iv_rec *customer, struct iv_buf *out, struct iv_err *err)
{
	struct iv_roll r = { .arena = customer->arena, .keep = ALL_EVENTS };
	struct iv_str history = iv_rec_raw(customer, IV_STR("history"));
	int status = read_rolls(customer, &r, err);
	if (status == IV_OK) {
		iv_json_member_raw(out, "history", IV_STR("{"));
		iv_json_member_int(out, "events", iv_history_count(&r));
		iv_json_member_raw(out, "figures", IV_STR("{"));
		iv_show_export_fields(customer, figures, out);
		iv_buf_addc(out, '}');
		for (int what = 0; what < IV_HISTORY_WHATS; what++)
			add_family(&r, (enum iv_history_what)what, out);
		add_accounts(history, customer->arena, out);
		add_products(history, out);
		add_serve(history, out);
		iv_buf_addc(out, '}');
		add_events(&r, out);
	}
	iv_history_release(&r);
	return status;
}
