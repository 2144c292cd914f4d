/* SPDX-License-Identifier: MIT
 * Summing up customers as ivoc-merge writes them. Within one customer a row is marked with the customer's number, so that it is
 * counted once without a set of its own. */
#include "merge/view.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/num.h"
#include "clean/email.h"
#include "clean/phone.h"
#include "history/consent.h"
#include "history/restricted.h"
#include "merge/settings.h"

const char *const iv_merge_view_channels[] = { "sms", "call", "email", "mail", "line", "wechat", "app", NULL };

/* --- Tables --- */

static struct iv_merge_view_row *row(struct iv_merge_view *v, enum iv_merge_view_table table, struct iv_str name)
{
	size_t before = v->names[table].n;
	uint32_t at = iv_names_add(&v->names[table], name);
	if (at == before) {
		v->row[table] = iv_reserve(v->row[table], &v->cap[table], before + 1, sizeof **v->row);
		v->row[table][at] = (struct iv_merge_view_row){ .record_day = IV_MERGE_VIEW_NO_DAY, .event_day = IV_MERGE_VIEW_NO_DAY };
	}
	return &v->row[table][at];
}

static struct iv_merge_view_row *row_of_number(struct iv_merge_view *v, enum iv_merge_view_table table, int64_t n)
{
	struct iv_buf b = { 0 };
	iv_num_add_int(&b, n);
	struct iv_merge_view_row *r = row(v, table, iv_buf_str(&b));
	iv_buf_release(&b);
	return r;
}

/* Whether this customer comes to the row for the first time. */
static bool first_time(const struct iv_merge_view *v, struct iv_merge_view_row *r)
{
	bool first = r->mark != v->customers;
	r->times = first ? 1 : r->times + 1;
	r->mark = v->customers;
	return first;
}

static void later(int32_t *day, int32_t other)
{
	if (other > *day)
		*day = other;
}

void iv_merge_view_merge(struct iv_merge_view *to, const struct iv_merge_view *from)
{
	to->customers += from->customers;
	to->strangers += from->strangers;
	to->restricted += from->restricted;
	to->named_calls += from->named_calls;
	to->unnamed_calls += from->unnamed_calls;
	to->known_calls += from->known_calls;
	to->unknown_calls += from->unknown_calls;
	for (int t = 0; t < IV_MERGE_VIEW_TABLES; t++)
		for (size_t i = 0; i < from->names[t].n; i++) {
			struct iv_merge_view_row *r = row(to, (enum iv_merge_view_table)t, from->names[t].name[i]);
			for (int k = 0; k < IV_MERGE_VIEW_FIGURES; k++)
				r->n[k] += from->row[t][i].n[k];
			later(&r->record_day, from->row[t][i].record_day);
			later(&r->event_day, from->row[t][i].event_day);
		}
}

void iv_merge_view_release(struct iv_merge_view *v)
{
	for (int t = 0; t < IV_MERGE_VIEW_TABLES; t++) {
		iv_names_release(&v->names[t]);
		free(v->row[t]);
	}
	iv_buf_release(&v->scratch);
	*v = (struct iv_merge_view){ 0 };
}

static int by_name(const void *a, const void *b, void *names)
{
	struct iv_str x = ((const struct iv_names *)names)->name[*(const uint32_t *)a], y = ((const struct iv_names *)names)->name[*(const uint32_t *)b];
	bool digits = x.n && y.n && iv_is_digit(x.p[0]) && iv_is_digit(y.p[0]);
	return digits && x.n != y.n ? (x.n > y.n) - (x.n < y.n) : iv_str_cmp(x, y);
}

uint32_t *iv_merge_view_sorted(const struct iv_merge_view *v, enum iv_merge_view_table table, size_t *n)
{
	*n = v->names[table].n;
	uint32_t *order = iv_alloc((*n + 1) * sizeof *order);
	for (size_t i = 0; i < *n; i++)
		order[i] = (uint32_t)i;
	if (*n)
		qsort_r(order, *n, sizeof *order, by_name, (void *)&v->names[table]);
	return order;
}

/* --- What records hold, and what of it stands --- */

static struct iv_str text_of(const struct iv_merge_view *v, struct iv_str raw)
{
	return raw.n && iv_json_type_of(raw) == IV_JSON_STRING ? iv_json_text(raw, v->arena) : (struct iv_str){ 0 };
}

static bool is_in(struct iv_str item, struct iv_str list)
{
	struct iv_json_walk w = iv_json_open(list);
	while (!w.object && iv_json_next(&w))
		if (iv_str_eq(w.value, item))
			return true;
	return false;
}

static bool any_in(struct iv_str some, struct iv_str list)
{
	struct iv_json_walk w = iv_json_open(some);
	while (!w.object && iv_json_next(&w))
		if (is_in(w.value, list))
			return true;
	return false;
}

/* A part of a customer, found in one walk each over it and its record. */
struct part {
	struct iv_str source, key; /* texts */
	struct iv_str party, roll, updated, joined; /* JSON; {0}: none */
	bool alive; /* it has a record that is no tombstone */
};

static struct part read_part(const struct iv_merge_view *v, struct iv_str part)
{
	struct part p = { 0 };
	for (struct iv_json_walk w = iv_json_open(part); iv_json_next(&w);) {
		if (iv_json_walk_key(&w, IV_STR("source")))
			p.source = text_of(v, w.value);
		else if (iv_json_walk_key(&w, IV_STR("key")))
			p.key = text_of(v, w.value);
		else if (iv_json_walk_key(&w, IV_STR("party")) && *w.value.p == '{')
			p.party = w.value;
		else if (iv_json_walk_key(&w, IV_STR("roll")))
			p.roll = w.value;
	}
	p.alive = p.party.n > 0;
	for (struct iv_json_walk w = iv_json_open(p.party); iv_json_next(&w);) {
		if (iv_json_walk_key(&w, IV_STR("deleted")))
			p.alive = !iv_str_eq(w.value, IV_STR("true"));
		else if (iv_json_walk_key(&w, IV_STR("updated")))
			p.updated = w.value;
		else if (iv_json_walk_key(&w, IV_STR("joined")))
			p.joined = w.value;
	}
	return p;
}

/* Whether the customer's value of a field is this record's, or the same; of a list, whether one of them is. Where it came from is looked for
 * only where the two differ. */
static bool stands(const struct iv_merge_view *v, const struct iv_rec *customer, const struct part *part, struct iv_str field, struct iv_str value)
{
	struct iv_str there = iv_rec_raw(customer, field);
	if (!there.n || iv_str_eq(there, value))
		return there.n > 0;
	if (iv_json_type_of(there) == IV_JSON_ARRAY)
		return any_in(value, there);
	struct iv_str from = iv_json_get(iv_rec_raw(customer, IV_STR("from")), iv_merge_leader(field));
	return from.n && iv_str_eq(text_of(v, iv_json_get(from, IV_STR("source"))), part->source) && iv_str_eq(text_of(v, iv_json_get(from, IV_STR("key"))), part->key);
}

/* Asked of every value of every record, so the lengths are not counted each time. */
struct word {
	char text[8];
	size_t n;
};

static bool is_one_of(struct iv_str s, const struct word *word)
{
	while (word->n && !(word->n == s.n && !memcmp(word->text, s.p, s.n)))
		word++;
	return word->n;
}

/* What a record is about is not among its values; consent is decided by channel, and told there. */
static bool is_value(struct iv_str field, struct iv_str value)
{
	static const struct word not_one[] = { { "kind", 4 }, { "source", 6 }, { "key", 3 },  { "cid", 3 },	{ "hid", 3 },	  { "warn", 4 }, { "raw", 3 },
					       { "link", 4 }, { "roll", 4 },   { "was", 3 }, { "heir", 4 }, { "consent", 7 }, { "deleted", 7 }, { "", 0 } };
	static const struct word nothing[] = { { "null", 4 }, { "\"\"", 2 }, { "[]", 2 }, { "{}", 2 }, { "", 0 } };
	return !is_one_of(field, not_one) && !is_one_of(value, nothing);
}

static void add_values(struct iv_merge_view *v, const struct iv_rec *customer, const struct part *part)
{
	int64_t all = 0;
	for (struct iv_json_walk w = iv_json_open(part->party); iv_json_next(&w);) {
		if (!is_value(w.key, w.value))
			continue;
		struct iv_merge_view_row *field = row(v, IV_MERGE_VIEW_FIELD, w.key);
		field->n[IV_MERGE_VIEW_CUSTOMERS] += first_time(v, field);
		field->n[IV_MERGE_VIEW_TWICE] += field->times == 2;
		iv_buf_clear(&v->scratch);
		iv_buf_adds(&v->scratch, part->source);
		iv_buf_addc(&v->scratch, IV_MERGE_VIEW_BETWEEN);
		iv_buf_adds(&v->scratch, w.key);
		struct iv_merge_view_row *cell = row(v, IV_MERGE_VIEW_CELL, iv_buf_str(&v->scratch));
		bool chosen = stands(v, customer, part, w.key, w.value);
		cell->n[IV_MERGE_VIEW_RECORDS]++;
		cell->n[IV_MERGE_VIEW_CHOSEN] += chosen;
		all += chosen;
	}
	row(v, IV_MERGE_VIEW_SOURCE, part->source)->n[IV_MERGE_VIEW_CHOSEN] += all;
}

/* Of a list a runner-up is what its limit left out: nobody disagrees. */
static void add_disagreements(struct iv_merge_view *v, const struct iv_rec *customer)
{
	struct iv_json_walk w = iv_json_open(iv_rec_raw(customer, IV_STR("from")));
	while (w.object && iv_json_next(&w)) {
		struct iv_str rule = text_of(v, iv_json_get(w.value, IV_STR("rule")));
		if (iv_str_eq(rule, iv_str_of(iv_merge_rule_names[IV_MERGE_UNION])))
			continue;
		struct iv_merge_view_row *field = row(v, IV_MERGE_VIEW_FIELD, w.key);
		field->n[IV_MERGE_VIEW_DECIDED]++;
		field->n[IV_MERGE_VIEW_DISAGREE] += iv_json_get(iv_json_get(w.value, IV_STR("runner_up")), IV_STR("value")).n > 0;
	}
}

/* --- Sources, their age, and calls --- */

/* The last day of a list of day, count, gap, count …; and the sum of the counts. */
static int64_t add_days(struct iv_str list, int32_t *last)
{
	int64_t day = 0, n = 0, sum = 0;
	struct iv_json_walk w = iv_json_open(list);
	for (bool is_day = true; iv_json_next(&w); is_day = !is_day) {
		if (!iv_num_int(w.value, &n))
			continue;
		if (is_day)
			day += n;
		else
			sum += n;
	}
	if (sum && day >= IV_DATE_FIRST && day <= IV_DATE_LAST)
		later(last, (int32_t)day);
	return sum;
}

/* The calls in a roll, and the last day of any of its events. Contacts are ours, and say nothing of the source. */
static int64_t add_roll(struct iv_str roll, int32_t *last)
{
	int64_t calls = 0;
	struct iv_json_walk event = iv_json_open(iv_json_get(roll, IV_STR("days")));
	while (event.object && iv_json_next(&event)) {
		struct iv_json_walk channel = iv_json_open(event.value);
		bool ours = iv_str_eq(event.key, IV_STR("contact")) || iv_str_eq(event.key, IV_STR("delivery"));
		int32_t none = IV_MERGE_VIEW_NO_DAY;
		while (channel.object && iv_json_next(&channel)) {
			int64_t n = add_days(channel.value, ours ? &none : last);
			calls += iv_str_eq(event.key, IV_STR("call")) ? n : 0;
		}
	}
	return calls;
}

static void date(const struct iv_merge_view *v, struct iv_str raw, int32_t *day)
{
	struct iv_time t;
	if (iv_time_parse(text_of(v, raw), &t))
		later(day, t.day);
}

static void add_part(struct iv_merge_view *v, const struct iv_rec *customer, const struct part *part, int64_t *named, int64_t *numbered)
{
	int32_t record_day = IV_MERGE_VIEW_NO_DAY, event_day = IV_MERGE_VIEW_NO_DAY;
	bool caller = iv_str_starts(part->source, IV_STR("~"));
	*(caller ? numbered : named) += add_roll(part->roll, &event_day);
	if (caller)
		return;
	struct iv_merge_view_row *r = row(v, IV_MERGE_VIEW_SOURCE, part->source);
	later(&r->event_day, event_day);
	if (!part->alive)
		return;
	date(v, part->updated, &record_day);
	if (record_day == IV_MERGE_VIEW_NO_DAY)
		date(v, part->joined, &record_day);
	later(&r->record_day, record_day);
	later(&event_day, record_day);
	r->n[IV_MERGE_VIEW_RECORDS]++;
	r->n[IV_MERGE_VIEW_UNDATED] += event_day == IV_MERGE_VIEW_NO_DAY;
	r->n[IV_MERGE_VIEW_OLD] += event_day != IV_MERGE_VIEW_NO_DAY && event_day < v->year_ago;
	add_values(v, customer, part);
}

/* Returns whether the customer has a record. */
static bool add_parts(struct iv_merge_view *v, const struct iv_rec *customer)
{
	int64_t named = 0, numbered = 0, records = 0;
	struct iv_json_walk w = iv_json_open(iv_rec_raw(customer, IV_STR("parts")));
	while (!w.object && iv_json_next(&w)) {
		const struct part part = read_part(v, w.value);
		records += part.alive;
		add_part(v, customer, &part, &named, &numbered);
	}
	*(records ? &v->named_calls : &v->unnamed_calls) += named;
	*(records ? &v->known_calls : &v->unknown_calls) += numbered;
	return records > 0;
}

static void add_sources(struct iv_merge_view *v, const struct iv_rec *customer)
{
	int64_t n = 0;
	struct iv_merge_view_row *r = NULL;
	struct iv_json_walk w = iv_json_open(iv_rec_raw(customer, IV_STR("sources")));
	for (; !w.object && iv_json_next(&w); n++) {
		r = row(v, IV_MERGE_VIEW_SOURCE, text_of(v, w.value));
		r->n[IV_MERGE_VIEW_CUSTOMERS]++;
	}
	if (n == 1)
		r->n[IV_MERGE_VIEW_ALONE]++;
	row_of_number(v, IV_MERGE_VIEW_SYSTEMS, n)->n[IV_MERGE_VIEW_CUSTOMERS]++;
}

/* --- Channels --- */

static void add_seen(struct iv_merge_view *v, const struct iv_rec *customer)
{
	int64_t n = 0;
	struct iv_json_walk event = iv_json_open(iv_json_get(iv_rec_raw(customer, IV_STR("history")), IV_STR("kinds")));
	while (event.object && iv_json_next(&event)) {
		if (iv_str_eq(event.key, IV_STR("contact")) || iv_str_eq(event.key, IV_STR("delivery")))
			continue;
		struct iv_json_walk channel = iv_json_open(event.value);
		while (channel.object && iv_json_next(&channel)) {
			if (!channel.key.n)
				continue;
			struct iv_merge_view_row *r = row(v, IV_MERGE_VIEW_CHANNEL, channel.key);
			bool first = first_time(v, r);
			r->n[IV_MERGE_VIEW_CUSTOMERS] += first;
			n += first;
		}
	}
	row_of_number(v, IV_MERGE_VIEW_SEEN, n)->n[IV_MERGE_VIEW_CUSTOMERS]++;
}

static bool is_phone(const struct iv_merge_view *v, struct iv_str text, bool message)
{
	struct iv_phone p;
	return iv_clean_phone(v->arena, text, (struct iv_str){ 0 }, &p) == IV_OK && iv_phone_reaches(&p, message);
}

static bool is_email(const struct iv_merge_view *v, struct iv_str text)
{
	struct iv_email e;
	return iv_clean_email(v->arena, text, &e) == IV_OK && iv_email_reaches(&e);
}

/* The text of an address that the channel can reach, or nothing. */
static struct iv_str usable(const struct iv_merge_view *v, struct iv_str channel, struct iv_str item)
{
	static const char *const type[][2] = { { "line", "line" }, { "wechat", "wx_openid" }, { "app", "device" } };
	struct iv_str text = text_of(v, item), none = { 0 };
	if (iv_str_eq(channel, IV_STR("sms")) || iv_str_eq(channel, IV_STR("call")))
		return text.n && is_phone(v, text, channel.p[0] == 's') ? text : none;
	if (iv_str_eq(channel, IV_STR("email")))
		return text.n && is_email(v, text) ? text : none;
	for (size_t i = 0; i < sizeof type / sizeof *type; i++)
		if (iv_str_eq(channel, iv_str_of(type[i][0])))
			return iv_str_eq(text_of(v, iv_json_get(item, IV_STR("type"))), iv_str_of(type[i][1])) ? text_of(v, iv_json_get(item, IV_STR("value"))) : none;
	return text;
}

static const char *field_of(struct iv_str channel)
{
	bool phone = iv_str_eq(channel, IV_STR("sms")) || iv_str_eq(channel, IV_STR("call"));
	return phone ? "phone" : iv_str_eq(channel, IV_STR("email")) ? "email" : iv_str_eq(channel, IV_STR("mail")) ? "address" : "ids";
}

static void add_reach(struct iv_merge_view *v, const struct iv_rec *customer, struct iv_str channel, bool closed)
{
	struct iv_merge_view_row *r = row(v, IV_MERGE_VIEW_REACH, channel);
	struct iv_str consent = iv_rec_raw(customer, IV_STR("consent")), raw = iv_rec_raw(customer, iv_str_of(field_of(channel)));
	struct iv_str state = iv_history_consent_state(consent, channel, v->arena);
	bool out = closed || iv_str_eq(state, IV_STR("out")), in = !out && iv_str_eq(state, IV_STR("in"));
	bool alive = !iv_str_eq(iv_rec_raw(customer, IV_STR("deceased")), IV_STR("true"));
	bool known = false, open = false, one = raw.n && iv_json_type_of(raw) == IV_JSON_STRING;
	struct iv_json_walk w = iv_json_open(raw);
	while (!open && (one || (!w.object && iv_json_next(&w)))) {
		struct iv_str text = usable(v, channel, one ? raw : w.value);
		one = false;
		known = known || text.n;
		open = text.n && !iv_history_consent_refuses(iv_rec_raw(customer, IV_STR("refused")), channel, text, v->arena);
	}
	r->n[IV_MERGE_VIEW_IN] += in;
	r->n[IV_MERGE_VIEW_OUT] += out;
	r->n[IV_MERGE_VIEW_ADDRESS] += known;
	r->n[IV_MERGE_VIEW_REACHABLE] += in && open && alive;
}

void iv_merge_view_add(struct iv_merge_view *v, const struct iv_rec *customer)
{
	v->customers++;
	v->strangers += !add_parts(v, customer);
	add_sources(v, customer);
	add_disagreements(v, customer);
	add_seen(v, customer);
	if (iv_history_is_restricted(customer, v->today)) {
		v->restricted++;
		return;
	}
	bool closed = iv_str_eq(iv_history_consent_state(iv_rec_raw(customer, IV_STR("consent")), IV_STR("all"), v->arena), IV_STR("out"));
	for (int i = 0; iv_merge_view_channels[i]; i++)
		add_reach(v, customer, iv_str_of(iv_merge_view_channels[i]), closed);
}
