/* SPDX-License-Identifier: MIT
 * A customer for people: what happened, summed up in plain words, and the last events as far as they were kept. */
#include "show/customer_inside.h"

#include "base/date.h"
#include "base/num.h"
#include "history/layout.h"
#include "history/past.h"

/* More than any record keeps, so that none is dropped. */
#define ALL_EVENTS SIZE_MAX

static struct iv_str day_text(int32_t day, struct iv_arena *arena)
{
	struct iv_buf b = { 0 };
	if (day != IV_HISTORY_NO_DAY)
		iv_date_add(&b, day);
	struct iv_str s = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return s;
}

/* As it was said: 4 of 5 is no money. */
static struct iv_str number_text(int64_t v, struct iv_arena *arena)
{
	struct iv_buf b = { 0 };
	iv_num_add_money(&b, v);
	struct iv_str s = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return s;
}

/* One column for each letter of `types`: t text, n count, m money. */
static void columns(struct iv_show *s, const char *const *title, const char *types)
{
	for (size_t i = 0; types[i]; i++)
		iv_show_column(s, iv_str_of(title[i]), iv_str_of(title[i]), types[i] == 'n' ? IV_SHOW_COUNT : types[i] == 'm' ? IV_SHOW_MONEY : IV_SHOW_TEXT);
}

/* A table under a line that says what it is, unless it is empty. */
static void finish(struct iv_show *s, const char *what, struct iv_buf *out)
{
	if (s->cells) {
		iv_buf_addf(out, "\n%s\n", what);
		iv_show_moved(s, out);
	}
	iv_show_release(s);
}

/* By kind of event and channel: how often, from when until when. */
static void add_kinds(const struct iv_roll *r, struct iv_arena *arena, struct iv_buf *out)
{
	static const char *const titles[] = { "event", "by", "times", "first", "last" };
	struct iv_show s = { 0 };
	size_t i, end;
	columns(&s, titles, "ttntt");
	for (end = iv_history_range(r, IV_HISTORY_DAYS, &i); i < end;) {
		const struct iv_history_cell *kind = r->order[i];
		int64_t n = 0;
		for (; i < end && iv_str_eq(r->order[i]->k[0], kind->k[0]) && iv_str_eq(r->order[i]->k[1], kind->k[1]); i++)
			n += r->order[i]->num[0];
		iv_show_text(&s, kind->k[0]);
		iv_show_text(&s, kind->k[1]);
		iv_show_number(&s, n);
		iv_show_text(&s, day_text(kind->day, arena));
		iv_show_text(&s, day_text(r->order[i - 1]->day, arena));
	}
	finish(&s, "What happened", out);
}

static void add_figure(const struct iv_rec *c, const char *before, const char *field, const char *after, struct iv_buf *out)
{
	struct iv_str v = iv_show_plain(iv_rec_raw(c, iv_str_of(field)), c->arena);
	if (!v.n)
		return;
	iv_buf_adds(out, iv_str_of(before));
	iv_show_clean(v, out);
	iv_buf_adds(out, iv_str_of(after));
}

static void add_orders(const struct iv_rec *c, struct iv_buf *out)
{
	struct iv_str orders = iv_rec_raw(c, IV_STR("orders")), currency = iv_rec_text(c, IV_STR("currency"));
	iv_buf_adds(out, IV_STR("\nHistory\n"));
	if (!currency.n) {
		iv_buf_adds(out, IV_STR("  no orders\n"));
		return;
	}
	iv_buf_adds(out, IV_STR("  "));
	iv_show_clean(orders, out);
	iv_buf_adds(out, iv_str_eq(orders, IV_STR("1")) ? IV_STR(" order") : IV_STR(" orders"));
	add_figure(c, ", the first on ", "first_order", "", out);
	add_figure(c, ", the last on ", "last_order", "", out);
	add_figure(c, "; spent ", "spend", " ", out);
	iv_show_clean(currency, out);
	if (!iv_str_eq(iv_rec_raw(c, IV_STR("returned")), IV_STR("0"))) {
		add_figure(c, ", given back ", "returned", " ", out);
		iv_show_clean(currency, out);
	}
	add_figure(c, ", margin ", "margin", "", out);
	iv_buf_addc(out, '\n');
	add_figure(c, "  serving the customer cost ", "cost_to_serve", "\n", out);
}

static void add_categories(const struct iv_roll *r, struct iv_buf *out)
{
	static const char *const titles[] = { "category", "purchases", "bought", "given back", "currency" };
	struct iv_show s = { 0 };
	size_t i, end;
	columns(&s, titles, "tnmmt");
	for (end = iv_history_range(r, IV_HISTORY_CATEGORIES, &i); i < end; i++) {
		const struct iv_history_cell *cell = r->order[i];
		iv_show_text(&s, cell->k[1]);
		iv_show_number(&s, cell->num[0]);
		iv_show_number(&s, cell->num[1]);
		if (cell->num[2])
			iv_show_number(&s, cell->num[2]);
		else
			iv_show_none(&s);
		iv_show_text(&s, cell->k[0]);
	}
	finish(&s, "Bought", out);
}

static void add_campaigns(const struct iv_roll *r, struct iv_arena *arena, struct iv_buf *out)
{
	static const char *const titles[] = { "campaign", "by", "contacts", "last contact", "cell", "responses", "last response" };
	struct iv_show s = { 0 };
	size_t i, end;
	columns(&s, titles, "ttnttnt");
	for (end = iv_history_range(r, IV_HISTORY_CAMPAIGNS, &i); i < end; i++) {
		const struct iv_history_cell *cell = r->order[i];
		for (int k = 0; k < 2; k++)
			iv_show_text(&s, cell->k[k]);
		iv_show_number(&s, cell->num[0]);
		iv_show_text(&s, day_text(cell->date[0], arena));
		iv_show_text(&s, cell->k[2]);
		iv_show_number(&s, cell->num[1]);
		iv_show_text(&s, day_text(cell->date[1], arena));
	}
	finish(&s, "Contacts by campaign", out);
}

static void add_complaints(const struct iv_roll *r, struct iv_arena *arena, struct iv_buf *out)
{
	static const char *const titles[] = { "case", "begun", "last heard of", "" };
	struct iv_show s = { 0 };
	size_t i, end;
	columns(&s, titles, "tttt");
	for (end = iv_history_range(r, IV_HISTORY_COMPLAINTS, &i); i < end; i++) {
		const struct iv_history_cell *cell = r->order[i];
		iv_show_text(&s, iv_arena_fmt(arena, IV_FMT "/" IV_FMT, IV_ARG(cell->k[0]), IV_ARG(cell->k[1])));
		iv_show_text(&s, day_text(cell->date[0], arena));
		iv_show_text(&s, cell->at);
		iv_show_text(&s, cell->num[0] ? IV_STR("resolved") : IV_STR("open"));
	}
	finish(&s, "Complaints", out);
}

static void add_answers(const struct iv_roll *r, struct iv_arena *arena, struct iv_buf *out)
{
	static const char *const titles[] = { "question", "answer", "at", "in" };
	struct iv_show s = { 0 };
	size_t i, end;
	columns(&s, titles, "tttt");
	for (end = iv_history_range(r, IV_HISTORY_ANSWERS, &i); i < end; i++) {
		const struct iv_history_cell *cell = r->order[i];
		iv_show_text(&s, cell->k[0]);
		iv_show_text(&s, number_text(cell->num[0], arena));
		iv_show_text(&s, cell->at);
		iv_show_text(&s, iv_arena_fmt(arena, IV_FMT "/" IV_FMT, IV_ARG(cell->source), IV_ARG(cell->key)));
	}
	finish(&s, "Answers", out);
}

/* As the history has them: cards that were replaced have handed theirs over. */
static void add_balances(struct iv_str history, struct iv_arena *arena, struct iv_buf *out)
{
	static const char *const titles[] = { "balance of", "account", "balance", "since", "last heard of", "due" };
	struct iv_show s = { 0 };
	columns(&s, titles, "tttttt");
	for (struct iv_json_walk w = iv_json_open(iv_json_get(history, IV_STR("accounts"))); iv_json_next(&w);) {
		struct iv_str item[9] = { { 0 } };
		int64_t since;
		iv_history_row(w.value, item, 9);
		for (int i = 0; i < 8; i++)
			item[i] = iv_show_plain(item[i], arena);
		iv_show_text(&s, item[0]);
		iv_show_text(&s, iv_arena_fmt(arena, IV_FMT "/" IV_FMT, IV_ARG(item[1]), IV_ARG(item[2])));
		iv_show_text(&s, item[7].n ? item[7] : IV_STR("0"));
		iv_show_text(&s, iv_num_int(item[8], &since) ? day_text((int32_t)since, arena) : (struct iv_str){ 0 });
		iv_show_text(&s, item[4]);
		iv_show_text(&s, item[3]);
	}
	finish(&s, "Balances", out);
}

static void add_coupons(const struct iv_roll *r, struct iv_arena *arena, struct iv_buf *out)
{
	static const char *const titles[] = { "coupon", "", "times", "first", "last", "due" };
	struct iv_show s = { 0 };
	size_t i, end;
	columns(&s, titles, "ttnttt");
	for (end = iv_history_range(r, IV_HISTORY_COUPONS, &i); i < end; i++) {
		const struct iv_history_cell *cell = r->order[i];
		for (int k = 0; k < 2; k++)
			iv_show_text(&s, cell->k[k]);
		iv_show_number(&s, cell->num[0]);
		for (int k = 0; k < 2; k++)
			iv_show_text(&s, day_text(cell->date[k], arena));
		iv_show_text(&s, cell->k[2]);
	}
	finish(&s, "Coupons", out);
}

/* What an event says beside when, what and by which channel. */
static struct iv_str story(struct iv_str event, struct iv_arena *arena)
{
	static const char *const said[] = { "kind", "source", "key", "at", "event", "channel", "party", "party_source", "by", "raw", "warn", "currency", NULL };
	struct iv_buf b = { 0 };
	for (struct iv_json_walk w = iv_json_open(event); iv_json_next(&w);) {
		struct iv_str name = iv_json_text((struct iv_str){ w.key.p - 1, w.key.n + 2 }, arena);
		size_t i = 0;
		while (said[i] && !iv_str_eq(name, iv_str_of(said[i])))
			i++;
		if (said[i])
			continue;
		iv_buf_addf(&b, "%s" IV_FMT " " IV_FMT, b.n ? ", " : "", IV_ARG(name), IV_ARG(iv_show_plain(w.value, arena)));
		struct iv_str currency = iv_show_text_in(event, "currency", arena);
		if (iv_str_eq(name, IV_STR("amount")) && currency.n)
			iv_buf_addf(&b, " " IV_FMT, IV_ARG(currency));
	}
	struct iv_str s = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return s;
}

/* The latest first. */
static void add_events(const struct iv_roll *r, struct iv_arena *arena, struct iv_buf *out)
{
	static const char *const titles[] = { "at", "event", "by", "number", "" };
	struct iv_show s = { 0 };
	columns(&s, titles, "ttttt");
	for (size_t i = 0; i < r->events_n; i++) {
		const struct iv_history_event *e = &r->event[i];
		iv_show_text(&s, e->at);
		iv_show_text(&s, iv_show_text_in(e->bytes, "event", arena));
		iv_show_text(&s, iv_show_text_in(e->bytes, "channel", arena));
		iv_show_text(&s, iv_arena_fmt(arena, IV_FMT "/" IV_FMT, IV_ARG(e->source), IV_ARG(e->key)));
		iv_show_text(&s, story(e->bytes, arena));
	}
	finish(&s, "Last events, the latest first", out);
	if (!r->events_n && r->order_n)
		iv_buf_adds(out, IV_STR("\nNo single events are kept: merge.yaml says how many with events\n"));
}

int iv_show_past(const struct iv_show_whole *w, struct iv_buf *out, struct iv_err *err)
{
	struct iv_roll r = { .arena = w->arena, .keep = ALL_EVENTS };
	int status = IV_OK;
	for (size_t i = 0; i < w->parts && status == IV_OK; i++) {
		if (w->part[i].roll.n)
			status = iv_history_read(&r, w->part[i].roll, err);
		if (status != IV_OK)
			iv_err_field(err, w->part[i].name);
	}
	if (status == IV_OK) {
		iv_history_settle(&r);
		add_orders(w->customer, out);
		add_categories(&r, out);
		add_kinds(&r, w->arena, out);
		add_campaigns(&r, w->arena, out);
		add_complaints(&r, w->arena, out);
		add_answers(&r, w->arena, out);
		add_balances(iv_rec_raw(w->customer, IV_STR("history")), w->arena, out);
		add_coupons(&r, w->arena, out);
		add_events(&r, w->arena, out);
	}
	iv_history_release(&r);
	return status;
}
