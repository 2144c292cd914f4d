/* SPDX-License-Identifier: MIT
 * What one event comes to: which cells it adds to a roll. Everything is checked before anything is added. */
#include "base/date.h"
#include "base/num.h"
#include "history/layout.h"

const struct iv_history_code iv_history_codes[] = {
	{ "bad_amount", "amount or cost is no number >= 0 with at most 4 decimals" },
	{ "bad_at", "at is missing, or no date or date-time" },
	{ "bad_currency", "currency is not three capital letters" },
	{ "bad_number", "balance or an answer is no number with at most 4 decimals" },
	{ "no_currency", "a purchase or return has an amount and no currency" },
	{ "no_event", "the field event is missing" },
	{ "no_key", "source or key is missing" },
	{ NULL, NULL },
};

static const char *const questions[] = { "satisfied", "rebuy", "recommend" };
#define QUESTIONS (sizeof questions / sizeof *questions)

/* An event's fields, checked. */
struct facts {
	struct iv_str source, key, at, event, channel, currency, order, refund_of, category;
	struct iv_str party_source, party, campaign, cell, coupon, outcome, account, due;
	int32_t day;
	int64_t amount, cost;
	bool has_amount, has_cost, has_balance, has_answer[QUESTIONS];
	int64_t balance, answer[QUESTIONS];
};

/* A number of the event as ten-thousandths; *has is false where the field is absent or null. */
static int number(const struct iv_rec *e, const char *field, bool signs, int64_t *out, bool *has, struct iv_err *err)
{
	struct iv_str raw = iv_rec_raw(e, iv_str_of(field));
	*has = raw.n && iv_json_type_of(raw) != IV_JSON_NULL;
	if (!*has || (iv_num_money(raw, out) && (signs || *out >= 0)))
		return IV_OK;
	return iv_err_told(err, IV_REJECT, signs ? "bad_number" : "bad_amount", field, raw,
			   signs ? "is no number with at most 4 decimals" : "is no number from 0 up with at most 4 decimals");
}

static int read_numbers(struct facts *f, const struct iv_rec *e, struct iv_err *err)
{
	int status = number(e, "amount", false, &f->amount, &f->has_amount, err);
	if (status == IV_OK)
		status = number(e, "cost", false, &f->cost, &f->has_cost, err);
	if (status == IV_OK)
		status = number(e, "balance", true, &f->balance, &f->has_balance, err);
	for (size_t i = 0; i < QUESTIONS && status == IV_OK; i++)
		status = number(e, questions[i], true, &f->answer[i], &f->has_answer[i], err);
	return status;
}

static bool is_trade(struct iv_str event)
{
	return iv_str_eq(event, IV_STR("purchase")) || iv_str_eq(event, IV_STR("return"));
}

static int read_facts(struct facts *f, const struct iv_rec *e, struct iv_err *err)
{
	const struct {
		const char *name;
		struct iv_str *into;
	} texts[] = {
		{ "source", &f->source }, { "key", &f->key }, { "at", &f->at }, { "event", &f->event }, { "channel", &f->channel },
		{ "currency", &f->currency }, { "order", &f->order }, { "refund_of", &f->refund_of }, { "category", &f->category },
		{ "party_source", &f->party_source }, { "party", &f->party }, { "campaign", &f->campaign }, { "cell", &f->cell },
		{ "coupon", &f->coupon }, { "outcome", &f->outcome }, { "account", &f->account }, { "due", &f->due },
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i].into = iv_rec_text(e, iv_str_of(texts[i].name));
	if (!f->source.n || !f->key.n)
		return iv_err_told(err, IV_REJECT, "no_key", f->source.n ? "key" : "source", (struct iv_str){ 0 }, "is missing: an event is known by its source and key");
	if (!f->event.n)
		return iv_err_told(err, IV_REJECT, "no_event", "event", (struct iv_str){ 0 }, "is missing: expected what happened, such as purchase");
	struct iv_time t;
	if (!iv_time_parse(f->at, &t))
		return iv_err_told(err, IV_REJECT, "bad_at", "at", f->at, "is not when it happened: expected YYYY-MM-DD, or YYYY-MM-DDThh:mm");
	f->day = t.day;
	int status = read_numbers(f, e, err);
	if (status != IV_OK)
		return status;
	if (!f->currency.n && f->has_amount && is_trade(f->event))
		return iv_err_told(err, IV_REJECT, "no_currency", "currency", (struct iv_str){ 0 }, "is missing: expected the code of the amount, such as CNY");
	bool letters = f->currency.n == 3;
	for (size_t i = 0; i < f->currency.n && letters; i++)
		letters = f->currency.p[i] >= 'A' && f->currency.p[i] <= 'Z';
	return !f->currency.n || letters ? IV_OK : iv_err_told(err, IV_REJECT, "bad_currency", "currency", f->currency, "is no currency: expected a code such as CNY");
}

static struct iv_history_cell *new_cell(struct iv_roll *r, enum iv_history_what what, struct iv_str k0, struct iv_str k1, struct iv_str k2)
{
	r->cell = iv_reserve(r->cell, &r->cap, r->n + 1, sizeof *r->cell);
	struct iv_history_cell *c = &r->cell[r->n++];
	*c = (struct iv_history_cell){ .what = (uint8_t)what, .k = { k0, k1, k2 }, .date = { IV_HISTORY_NO_DAY, IV_HISTORY_NO_DAY } };
	return c;
}

static void set_last(struct iv_history_cell *c, const struct facts *f, int64_t value)
{
	c->at = f->at;
	c->source = f->source;
	c->key = f->key;
	c->num[0] = value;
}

/* A cell of the day of the event, in a window family. */
static struct iv_history_cell *new_day(struct iv_roll *r, enum iv_history_what what, const struct facts *f, struct iv_str k0, struct iv_str k1)
{
	struct iv_history_cell *c = new_cell(r, what, k0, k1, (struct iv_str){ 0 });
	c->day = f->day;
	return c;
}

static void add_coupon(struct iv_roll *r, const struct facts *f)
{
	struct iv_history_cell *c = new_cell(r, IV_HISTORY_COUPONS, f->coupon, f->outcome.n ? f->outcome : f->event, f->due);
	c->num[0] = 1;
	c->date[0] = c->date[1] = f->day;
}

/* A balance with a due date is that of a lot, which the account's balance has in it. */
static void add_balance(struct iv_roll *r, const struct facts *f)
{
	struct iv_str account = f->account.n ? f->account : f->party;
	struct iv_history_cell *c = new_cell(r, IV_HISTORY_ACCOUNTS, f->event, f->source, account);
	c->k[3] = f->due;
	set_last(c, f, f->balance);
	if (f->due.n)
		return;
	struct iv_history_cell balance = *c;
	iv_history_add_move(r, &balance, f->day);
}

static void add_trade(struct iv_roll *r, const struct facts *f)
{
	bool bought = iv_str_eq(f->event, IV_STR("purchase"));
	struct iv_history_cell *c;
	if (bought) {
		c = new_cell(r, IV_HISTORY_ORDERS, f->currency, f->source, f->order.n ? f->order : f->key);
		c->date[0] = f->day;
	} else {
		struct iv_str none = { 0 };
		c = new_cell(r, IV_HISTORY_RETURNS, f->currency, f->refund_of.n ? f->source : none, f->refund_of);
		c->day = f->day;
	}
	c->num[0] = f->amount;
	c->num[1] = f->cost;
	c->num[2] = f->has_cost ? 0 : f->amount;
	if (!f->category.n)
		return;
	c = new_cell(r, IV_HISTORY_CATEGORIES, f->currency, f->category, (struct iv_str){ 0 });
	c->num[0] = bought;
	c->num[bought ? 1 : 2] = f->amount;
}

/* A contact of the cell "control" was held out: it belongs to the campaign and never reached anybody. */
static void add_campaign(struct iv_roll *r, const struct facts *f)
{
	bool contact = iv_str_eq(f->event, IV_STR("contact"));
	if (contact && !iv_str_eq(f->cell, IV_STR("control")))
		new_day(r, IV_HISTORY_CONTACTS, f, f->channel, (struct iv_str){ 0 })->num[0] = 1;
	if (!f->campaign.n || (!contact && !iv_str_eq(f->event, IV_STR("response"))))
		return;
	struct iv_history_cell *c = new_cell(r, IV_HISTORY_CAMPAIGNS, f->campaign, f->channel, f->cell);
	c->num[contact ? 0 : 1] = 1;
	c->date[contact ? 0 : 1] = f->day;
}

static void add_statement(struct iv_roll *r, const struct facts *f, struct iv_str number)
{
	bool out = iv_str_eq(f->event, IV_STR("optout"));
	struct iv_history_cell *c = new_cell(r, IV_HISTORY_CONSENT, f->channel.n ? f->channel : IV_STR("all"), number, out ? IV_STR("out") : IV_STR("in"));
	set_last(c, f, 0);
}

/* An opt-in or opt-out is said by a number (an address) where the event names one, and by the person where the event
 * names the person; an event that does both binds both. */
static void add_consent(struct iv_roll *r, const struct facts *f, const struct iv_rec *e)
{
	bool person = f->party.n && (!f->party_source.n || f->party_source.p[0] != '~');
	bool numbers = false;
	static const char *const lists[] = { "phone", "email" };
	for (int i = 0; i < 2; i++) {
		struct iv_str raw = iv_rec_raw(e, iv_str_of(lists[i]));
		struct iv_json_walk w = iv_json_open(raw);
		while (!w.object && iv_json_next(&w)) {
			struct iv_str number = iv_json_text(w.value, r->arena);
			if (number.n) {
				add_statement(r, f, number);
				numbers = true;
			}
		}
	}
	if (!person && !numbers && f->party.n) {
		struct iv_str rest = f->party, number;
		if (iv_str_cut(&rest, '/', &number) && number.n)
			add_statement(r, f, number); /* "+8613766258186/王" is a number and a surname */
	}
	if (person || !f->party.n)
		add_statement(r, f, (struct iv_str){ 0 });
}

static void add_rest(struct iv_roll *r, const struct facts *f, const struct iv_rec *e)
{
	if (is_trade(f->event)) {
		add_trade(r, f);
	} else if (f->amount || f->cost) {
		struct iv_history_cell *c = new_cell(r, IV_HISTORY_SUMS, f->currency, f->event, (struct iv_str){ 0 });
		c->num[0] = f->amount;
		c->num[1] = f->cost;
	}
	add_campaign(r, f);
	if (iv_str_eq(f->event, IV_STR("complaint"))) {
		struct iv_str said = iv_rec_text(e, IV_STR("case"));
		struct iv_history_cell *c = new_cell(r, IV_HISTORY_COMPLAINTS, f->source, said.n ? said : f->key, (struct iv_str){ 0 });
		c->date[0] = f->day;
		c->at = f->at;
		c->num[0] = iv_json_type_of(iv_rec_raw(e, IV_STR("resolved"))) == IV_JSON_TRUE;
	}
	for (size_t i = 0; i < QUESTIONS; i++)
		if (f->has_answer[i])
			set_last(new_cell(r, IV_HISTORY_ANSWERS, iv_str_of(questions[i]), (struct iv_str){ 0 }, (struct iv_str){ 0 }), f, f->answer[i]);
	if (f->has_balance)
		add_balance(r, f);
	if (f->coupon.n)
		add_coupon(r, f);
	if (iv_str_eq(f->event, IV_STR("optin")) || iv_str_eq(f->event, IV_STR("optout")))
		add_consent(r, f, e);
}

int iv_history_add(struct iv_roll *r, const struct iv_rec *event, struct iv_str bytes, struct iv_err *err)
{
	struct facts f = { 0 };
	int status = read_facts(&f, event, err);
	if (status != IV_OK)
		return status;
	new_day(r, IV_HISTORY_DAYS, &f, f.event, f.channel)->num[0] = 1;
	add_rest(r, &f, event);
	if (r->keep) {
		r->event = iv_reserve(r->event, &r->events_cap, r->events_n + 1, sizeof *r->event);
		r->event[r->events_n++] = (struct iv_history_event){ f.at, f.source, f.key, bytes };
	}
	r->settled = false;
	return IV_OK;
}
