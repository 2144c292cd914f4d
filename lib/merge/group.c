/* SPDX-License-Identifier: MIT
 * Merging a group: every line is taken apart into claims to parts; claims are sorted by part, and each part is made
 * of its claims. So the order of the lines has no say. */
#include "merge/group.h"

#include <stdlib.h>

#include "history/handover.h"
#include "history/layout.h"
#include "merge/part.h"

const struct iv_history_code iv_merge_codes[] = {
	{ "bad_customer", "a customer line has no history or no parts as ivoc-merge writes them" },
	{ "bad_roll", "a roll-up is not as ivoc-merge writes it" },
	{ "event_conflict", "another event has this source and key; the one of least bytes was taken" },
	{ "no_cid", "a party or event has no cid: it did not come through ivoc-dedupe" },
	{ "nobody", "an event says nothing about its person, and belongs to no customer" },
	{ "no_party", "an event does not say whose it is" },
	{ "part_twice", "two lines have different roll-ups of one record" },
	{ "too_many_fields", "a roll-up would have more than 4,096 members in one object" },
	{ "too_long", "the customer's line would be longer than --max-line" },
	{ NULL, NULL },
};

void iv_merge_release(struct iv_merge *m)
{
	for (size_t i = 0; i < m->parties_cap; i++)
		iv_rec_release(&m->party[i]);
	free(m->party);
	free(m->claim);
	free(m->event);
	free(m->record);
	free(m->member);
	iv_rule_run_free(m->run);
	free(m->was);
	iv_history_release(&m->part);
	iv_history_release(&m->total);
	iv_buf_release(&m->parts);
	iv_buf_release(&m->line);
	iv_buf_release(&m->from);
	iv_buf_release(&m->scratch);
	*m = (struct iv_merge){ 0 };
}

static struct iv_merge_claim *new_claim(struct iv_merge *m, struct iv_rec *rec)
{
	m->claim = iv_reserve(m->claim, &m->claims_cap, m->claims + 1, sizeof *m->claim);
	m->claim[m->claims] = (struct iv_merge_claim){ .rec = rec };
	return &m->claim[m->claims++];
}

static void reject(const struct iv_merge_report *report, const struct iv_rec *rec, const char *code, const char *field, const char *msg)
{
	struct iv_err err;
	iv_err_set(&err, IV_REJECT, code, "%s", msg);
	iv_err_field(&err, iv_str_of(field));
	report->reject(report->ctx, rec, &err);
}

static int at_line(struct iv_err *err, const struct iv_rec *rec, int status)
{
	if (status != IV_OK)
		iv_err_at(err, rec->file, rec->line_no, 0);
	return status;
}

static int bad_customer(struct iv_err *err, const char *field, const char *msg)
{
	iv_err_set(err, IV_REJECT, "bad_customer", "%s", msg);
	iv_err_field(err, iv_str_of(field));
	return IV_REJECT;
}

int iv_merge_check_customer(const struct iv_rec *rec, struct iv_err *err)
{
	struct iv_str history = iv_rec_raw(rec, IV_STR("history")), parts = iv_rec_raw(rec, IV_STR("parts"));
	if (!history.n || iv_json_type_of(history) != IV_JSON_OBJECT)
		return bad_customer(err, "history", "is missing: expected a customer as ivoc-merge writes it");
	if (!parts.n || iv_json_type_of(parts) != IV_JSON_ARRAY || parts.n < 3)
		return bad_customer(err, "parts", "is missing: expected a customer as ivoc-merge writes it");
	return at_line(err, rec, iv_history_check_version(history, NULL, err));
}

bool iv_merge_is_old(const struct iv_rec *rec)
{
	int64_t version;
	struct iv_err err;
	return iv_history_check_version(iv_rec_raw(rec, IV_STR("history")), &version, &err) == IV_OK && version < IV_HISTORY_VERSION;
}

static struct iv_str object_of(struct iv_str part, struct iv_str name)
{
	struct iv_str v = iv_json_get(part, name);
	return v.n && iv_json_type_of(v) == IV_JSON_OBJECT ? v : (struct iv_str){ 0 };
}

/* What ivoc-dedupe says of the customer: it puts the same household on all records and customers of a cid; absorbed ids stand on those that
 * had them. */
static void note_customer(struct iv_merge *m, const struct iv_rec *rec)
{
	struct iv_str hid = iv_rec_text(rec, IV_STR("hid")), was = iv_rec_raw(rec, IV_STR("was"));
	if (was.n) {
		m->was = iv_reserve(m->was, &m->was_cap, m->was_n + 1, sizeof *m->was);
		m->was[m->was_n++] = was;
	}
	if (iv_str_cmp(hid, m->hid) > 0)
		m->hid = iv_arena_str(m->arena, hid);
}

static int claim_customer(struct iv_merge *m, struct iv_rec *rec, struct iv_err *err)
{
	int status = iv_merge_check_customer(rec, err);
	struct iv_json_walk w = iv_json_open(iv_rec_raw(rec, IV_STR("parts")));
	note_customer(m, rec);
	while (status == IV_OK && iv_json_next(&w)) {
		struct iv_str source = iv_json_get(w.value, IV_STR("source")), key = iv_json_get(w.value, IV_STR("key"));
		if (!source.n || iv_json_type_of(source) != IV_JSON_STRING || !key.n || iv_json_type_of(key) != IV_JSON_STRING)
			return bad_customer(err, "parts", "has a part without source or key");
		struct iv_merge_claim *c = new_claim(m, rec);
		c->what = IV_MERGE_OF_CUSTOMER;
		c->source = iv_json_text(source, m->arena);
		c->key = iv_json_text(key, m->arena);
		c->party = object_of(w.value, IV_STR("party"));
		c->roll = object_of(w.value, IV_STR("roll"));
	}
	return status;
}

/* The line without what belongs to this run only. */
static struct iv_str bytes_of(struct iv_merge *m, struct iv_rec *rec)
{
	iv_buf_clear(&m->scratch);
	iv_rec_write(rec, &m->scratch);
	m->scratch.n--; /* the line end */
	return iv_arena_str(m->arena, iv_buf_str(&m->scratch));
}

/* The same without `cid`, which leads the line as a rule: then all behind it is copied in one piece. */
static struct iv_str bytes_without_cid(struct iv_merge *m, struct iv_rec *rec)
{
	const struct iv_json_member *first = rec->json.m;
	if (rec->json.n < 2 || !iv_str_eq(first->key, IV_STR("cid")) || !iv_rec_is_tight(rec)) {
		iv_rec_drop(rec, IV_STR("cid"));
		return bytes_of(m, rec);
	}
	size_t n = (size_t)(rec->line.p + rec->line.n - first[1].at);
	char *bytes = iv_arena_alloc(m->arena, n + 1);
	*bytes = '{';
	memcpy(bytes + 1, first[1].at, n);
	return (struct iv_str){ bytes, n + 1 };
}

static void claim_party(struct iv_merge *m, struct iv_rec *rec, const struct iv_merge_report *report)
{
	struct iv_str source = iv_rec_text(rec, IV_STR("source")), key = iv_rec_text(rec, IV_STR("key")), roll = iv_rec_raw(rec, IV_STR("roll"));
	if (!source.n || !key.n) {
		reject(report, rec, "no_key", source.n ? "key" : "source", "is missing: a record is known by its source and key");
		return;
	}
	struct iv_merge_claim *c = new_claim(m, rec);
	c->what = IV_MERGE_OF_PARTY;
	c->source = source;
	c->key = key;
	if (roll.n && iv_json_type_of(roll) == IV_JSON_OBJECT)
		c->roll = roll;
	note_customer(m, rec);
	if (iv_rec_find(rec, IV_STR("heir")))
		m->heir = iv_rec_text(rec, IV_STR("heir"));
	iv_rec_drop(rec, IV_STR("roll"));
	iv_rec_drop(rec, IV_STR("link"));
	iv_rec_drop(rec, IV_STR("hid"));
	iv_rec_drop(rec, IV_STR("was"));
	iv_rec_drop(rec, IV_STR("heir"));
	if (rec->json.n > 4) /* cid, kind, source and key alone: a part known by its events only */
		c->party = bytes_without_cid(m, rec);
}

static void claim_event(struct iv_merge *m, struct iv_rec *rec, const struct iv_merge_report *report)
{
	struct iv_str source = iv_rec_text(rec, IV_STR("party_source")), key = iv_rec_text(rec, IV_STR("party"));
	if (!key.n) {
		reject(report, rec, "no_party", "party", "is missing: expected whose event it is, as ivoc-dedupe says it");
		return;
	}
	struct iv_merge_claim *c = new_claim(m, rec);
	c->what = IV_MERGE_OF_EVENT;
	c->event_source = iv_rec_text(rec, IV_STR("source"));
	c->event_key = iv_rec_text(rec, IV_STR("key"));
	c->source = source.n ? source : c->event_source;
	c->key = key;
	iv_rec_drop(rec, IV_STR("by")); /* an unknown caller of one night is known in another run */
	c->bytes = bytes_without_cid(m, rec);
}

static int by_event(const void *a, const void *b)
{
	const struct iv_merge_claim *x = *(struct iv_merge_claim *const *)a, *y = *(struct iv_merge_claim *const *)b;
	int c = iv_str_cmp(x->event_source, y->event_source);
	if (!c)
		c = iv_str_cmp(x->event_key, y->event_key);
	return c ? c : iv_str_cmp(x->bytes, y->bytes);
}

/* Of events with one source and key the one of least bytes is taken. */
static void mark_repeats(struct iv_merge *m, const struct iv_merge_report *report)
{
	size_t n = 0;
	m->event = iv_reserve(m->event, &m->events_cap, m->claims, sizeof(struct iv_merge_claim *));
	for (size_t i = 0; i < m->claims; i++)
		if (m->claim[i].what == IV_MERGE_OF_EVENT)
			m->event[n++] = &m->claim[i];
	if (n > 1)
		qsort(m->event, n, sizeof(struct iv_merge_claim *), by_event);
	const struct iv_merge_claim *first = n ? m->event[0] : NULL;
	for (size_t i = 1; i < n; i++) {
		struct iv_merge_claim *e = m->event[i];
		if (!e->event_key.n || !iv_str_eq(e->event_key, first->event_key) || !iv_str_eq(e->event_source, first->event_source)) {
			first = e;
			continue;
		}
		e->gone = true;
		iv_merge_report_repeat(report, e, iv_str_eq(e->bytes, first->bytes));
	}
}

static int by_part(const void *a, const void *b)
{
	const struct iv_merge_claim *x = a, *y = b;
	int c = iv_str_cmp(x->source, y->source);
	if (!c)
		c = iv_str_cmp(x->key, y->key);
	if (!c)
		c = (int)x->what - (int)y->what;
	/* Which of two equal claims comes first can only be seen in which line a message names. */
	return c ? c : (x->rec->ordinal > y->rec->ordinal) - (x->rec->ordinal < y->rec->ordinal);
}

static int claim_all(struct iv_merge *m, struct iv_rec *recs, size_t n, const struct iv_merge_report *report, struct iv_err *err)
{
	int status = IV_OK;
	m->claims = 0;
	for (size_t i = 0; i < n && status == IV_OK; i++) {
		if (recs[i].kind == IV_KIND_CUSTOMER)
			status = claim_customer(m, &recs[i], err);
		else if (recs[i].kind == IV_KIND_PARTY)
			claim_party(m, &recs[i], report);
		else if (recs[i].kind == IV_KIND_EVENT)
			claim_event(m, &recs[i], report);
	}
	if (status == IV_OK)
		mark_repeats(m, report);
	if (m->claims > 1)
		qsort(m->claim, m->claims, sizeof *m->claim, by_part);
	return status;
}

/* Makes room for every part's record, so that none moves while others point at it. */
static void reserve_records(struct iv_merge *m)
{
	size_t before = m->parties_cap;
	m->party = iv_reserve(m->party, &m->parties_cap, m->claims, sizeof *m->party);
	if (m->parties_cap > before)
		memset(m->party + before, 0, (m->parties_cap - before) * sizeof *m->party);
	m->record = iv_reserve(m->record, &m->records_cap, m->claims, sizeof *m->record);
	m->member = iv_reserve(m->member, &m->members_cap, m->claims, sizeof *m->member);
	m->records = m->parties = m->members = 0;
	m->tombstones = m->bare = 0;
}

/* Cards that were replaced hand their balances over. */
static void hand_over(struct iv_merge *m)
{
	struct iv_history_holder *holder = iv_arena_alloc(m->arena, (m->members + 1) * sizeof *holder);
	for (size_t i = 0; i < m->members; i++)
		holder[i] = (struct iv_history_holder){ m->member[i].source, m->member[i].key, m->member[i].joined, m->member[i].supersedes };
	iv_history_hand_over(&m->total, holder, m->members);
}

static int make_parts(struct iv_merge *m, const struct iv_merge_report *report, struct iv_err *err)
{
	int status = IV_OK;
	iv_buf_clear(&m->parts);
	m->total.arena = m->part.arena = m->arena;
	m->part.keep = m->total.keep = (size_t)m->settings->events;
	iv_history_clear(&m->total);
	reserve_records(m);
	for (size_t i = 0, end; i < m->claims && status == IV_OK; i = end) {
		for (end = i + 1; end < m->claims && iv_str_eq(m->claim[i].source, m->claim[end].source) && iv_str_eq(m->claim[i].key, m->claim[end].key);)
			end++;
		status = iv_merge_part(m, &m->claim[i], end - i, report, err);
	}
	if (status == IV_OK && m->members > 1)
		hand_over(m);
	return status;
}

/* Nothing is left of the customer but tombstones. */
static int retire(struct iv_merge *m, struct iv_rec **customers, size_t n, const struct iv_merge_report *report)
{
	for (size_t i = 0; i < n; i++)
		report->drop(report->ctx, customers[i], "retired");
	for (size_t i = 0; i < m->claims; i++)
		if (m->claim[i].what == IV_MERGE_OF_PARTY && !m->claim[i].gone)
			report->drop(report->ctx, m->claim[i].rec, "retired");
	return IV_END;
}

int iv_merge_group(struct iv_merge *m, struct iv_str cid, struct iv_rec *recs, size_t n, struct iv_arena *arena, const struct iv_merge_report *report,
		   struct iv_str *line, struct iv_err *err)
{
	struct iv_rec **customers = iv_arena_alloc(arena, (n + 1) * sizeof *customers);
	size_t customers_n = 0;
	m->arena = arena;
	m->hid = m->heir = (struct iv_str){ 0 };
	m->was_n = 0;
	for (size_t i = 0; i < n; i++)
		if (recs[i].kind == IV_KIND_CUSTOMER)
			customers[customers_n++] = &recs[i];
	iv_merge_rank_customers(cid, customers, customers_n);
	int status = claim_all(m, recs, n, report, err);
	if (status == IV_OK)
		status = make_parts(m, report, err);
	if (status != IV_OK)
		return status;
	if (!m->members)
		return IV_END; /* every event was rejected */
	if (m->tombstones && !m->records && !m->bare && !iv_history_count(&m->total))
		return retire(m, customers, customers_n, report);
	status = iv_merge_write(m, cid, customers, customers_n, line, err);
	if (status == IV_OK && m->total.full) {
		struct iv_err full;
		iv_err_set(&full, IV_OK, "overflow", "a sum of money reached the greatest there can be, 922337203685477.5807, and stays there");
		report->warn(report->ctx, m->claim[0].rec, &full);
	}
	return status;
}
