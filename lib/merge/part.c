/* SPDX-License-Identifier: MIT
 * One part of a customer: which of its records stands, and the roll-up of all its events. */
#include "merge/part.h"

#include "history/layout.h"

void iv_merge_report_repeat(const struct iv_merge_report *report, const struct iv_merge_claim *event, bool same)
{
	struct iv_err err;
	if (same) {
		report->drop(report->ctx, event->rec, "repeat");
		return;
	}
	iv_err_set(&err, IV_REJECT, "event_conflict", "is the key of another event of this source, and the two differ");
	iv_err_field(&err, IV_STR("key"));
	iv_err_value(&err, event->event_key);
	report->reject(report->ctx, event->rec, &err);
}

static struct iv_str text_in(struct iv_str object, struct iv_str name, struct iv_arena *arena)
{
	struct iv_str v = iv_json_get(object, name);
	return v.n && iv_json_type_of(v) == IV_JSON_STRING ? iv_json_text(v, arena) : (struct iv_str){ 0 };
}

/* The greatest record by (updated, bytes). Of equal ones the first, which is yesterday's when there is one. */
static struct iv_merge_claim *best_of(struct iv_merge *m, struct iv_merge_claim *claim, size_t n)
{
	struct iv_merge_claim *best = NULL;
	struct iv_str best_updated = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (!claim[i].party.n)
			continue;
		struct iv_str updated = text_in(claim[i].party, IV_STR("updated"), m->arena);
		int c = best ? iv_str_cmp(updated, best_updated) : 1;
		if (!c)
			c = iv_str_cmp(claim[i].party, best->party);
		if (c <= 0)
			continue;
		best = &claim[i];
		best_updated = updated;
	}
	return best;
}

/* Lines whose record does not stand, and that bring nothing else, are dropped. */
static void report_losers(struct iv_merge_claim *claim, size_t n, const struct iv_merge_claim *best, const struct iv_merge_report *report)
{
	for (size_t i = 0; i < n; i++) {
		if (&claim[i] == best || claim[i].what != IV_MERGE_OF_PARTY || !claim[i].party.n || claim[i].roll.n)
			continue;
		claim[i].gone = true;
		report->drop(report->ctx, claim[i].rec, iv_str_eq(claim[i].party, best->party) ? "repeat" : "replaced");
	}
}

/* The roll that the part had; no more than one line may have brought it. */
static int find_roll(struct iv_merge_claim *claim, size_t n, struct iv_merge_claim **old, struct iv_err *err)
{
	*old = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!claim[i].roll.n)
			continue;
		if (*old && !iv_str_eq((*old)->roll, claim[i].roll)) {
			iv_err_set(err, IV_REJECT, "part_twice", "two lines have different roll-ups of this record: its events would be counted twice");
			iv_err_field(err, claim[i].source);
			iv_err_value(err, claim[i].key);
			return IV_REJECT;
		}
		if (!*old)
			*old = &claim[i];
	}
	return IV_OK;
}

static int read_roll(struct iv_roll *r, const struct iv_merge_claim *old, struct iv_err *err)
{
	int status = iv_history_read(r, old->roll, err);
	if (status == IV_OK)
		return IV_OK;
	if (status == IV_REJECT) {
		iv_err_field(err, old->source);
		iv_err_value(err, old->key);
	} else {
		iv_err_at(err, old->rec->file, old->rec->line_no, 0);
	}
	return status;
}

/* Adds the events to m->part, which holds the old roll. Returns how many were added. */
static size_t add_events(struct iv_merge *m, struct iv_merge_claim *claim, size_t n, const struct iv_merge_report *report)
{
	size_t added = 0, known = m->part.events_n;
	for (size_t i = 0; i < n; i++) {
		struct iv_merge_claim *e = &claim[i];
		if (e->what != IV_MERGE_OF_EVENT || e->gone)
			continue;
		const struct iv_history_event *before = known ? iv_history_known(&m->part, e->event_source, e->event_key) : NULL;
		struct iv_err err;
		if (before) {
			e->gone = true;
			iv_merge_report_repeat(report, e, iv_str_eq(before->bytes, e->bytes));
		} else if (iv_history_add(&m->part, e->rec, e->bytes, &err) != IV_OK) {
			e->gone = true;
			report->reject(report->ctx, e->rec, &err);
		} else {
			added++;
		}
	}
	return added;
}

/* The roll of the part, old and new: *roll is its JSON, or empty when there never was an event. */
static int make_roll(struct iv_merge *m, struct iv_merge_claim *claim, size_t n, const struct iv_merge_report *report, struct iv_str *roll, struct iv_err *err)
{
	struct iv_merge_claim *old;
	int status = find_roll(claim, n, &old, err);
	if (status != IV_OK)
		return status;
	iv_history_clear(&m->part);
	m->part.part = (uint32_t)m->members;
	if (old)
		status = read_roll(&m->part, old, err);
	if (status != IV_OK)
		return status;
	size_t added = add_events(m, claim, n, report);
	int64_t version = IV_HISTORY_VERSION;
	if (old)
		iv_history_check_version(old->roll, &version, err);
	if (added || (old && (m->settings->recompute || version < IV_HISTORY_VERSION))) {
		iv_buf_clear(&m->scratch);
		status = iv_history_write(&m->part, &m->scratch, err);
		if (status != IV_OK)
			return status;
		*roll = iv_arena_str(m->arena, iv_buf_str(&m->scratch));
	} else if (old) {
		*roll = old->roll;
	}
	iv_history_merge(&m->total, &m->part);
	return IV_OK;
}

static void add_part(struct iv_merge *m, const struct iv_merge_claim *c, struct iv_str party, struct iv_str roll)
{
	struct iv_buf *b = &m->parts;
	if (b->n)
		iv_buf_addc(b, ',');
	iv_buf_addc(b, '{');
	iv_json_member_text(b, "source", c->source);
	iv_json_member_text(b, "key", c->key);
	if (party.n)
		iv_json_member_raw(b, "party", party);
	if (roll.n)
		iv_json_member_raw(b, "roll", roll);
	iv_buf_addc(b, '}');
}

/* Takes note of the record that stands for the part: it takes part in choosing values unless it is a tombstone. */
static int add_record(struct iv_merge *m, const struct iv_merge_claim *c, struct iv_str party, struct iv_err *err)
{
	struct iv_merge_member *member = &m->member[m->members++];
	*member = (struct iv_merge_member){ .source = c->source, .key = c->key };
	if (!party.n) {
		m->bare++;
		return IV_OK;
	}
	struct iv_rec *rec = &m->party[m->parties++];
	int status = iv_rec_read(rec, party, m->arena, err);
	if (status != IV_OK)
		return status;
	struct iv_str joined = iv_rec_text(rec, IV_STR("joined")), updated = iv_rec_text(rec, IV_STR("updated"));
	member->joined = (struct iv_str){ joined.p, joined.n < 10 ? joined.n : 10 };
	if (iv_str_eq(iv_rec_raw(rec, IV_STR("deleted")), IV_STR("true"))) {
		m->tombstones++;
		return IV_OK;
	}
	member->supersedes = iv_rec_raw(rec, IV_STR("supersedes"));
	if (!m->run && iv_rules_count(m->settings->rules))
		m->run = iv_rule_run_new(m->settings->rules);
	iv_buf_clear(&m->scratch);
	iv_json_member_text(&m->scratch, "source", c->source);
	iv_json_member_text(&m->scratch, "key", c->key);
	m->record[m->records++] = (struct iv_merge_record){ .source = c->source,
							    .key = c->key,
							    .named = iv_arena_str(m->arena, iv_buf_str(&m->scratch)),
							    .rec = rec,
							    .warn = iv_rec_raw(rec, IV_STR("warn")),
							    .date = updated.n ? updated : joined,
							    .answer = iv_merge_ask(m->settings, m->run, rec, m->arena) };
	return IV_OK;
}

int iv_merge_part(struct iv_merge *m, struct iv_merge_claim *claim, size_t n, const struct iv_merge_report *report, struct iv_err *err)
{
	struct iv_merge_claim *best = best_of(m, claim, n);
	struct iv_str roll = { 0 }, party = best ? best->party : (struct iv_str){ 0 };
	report_losers(claim, n, best, report);
	int status = make_roll(m, claim, n, report, &roll, err);
	if (status != IV_OK)
		return status;
	if (claim[0].what == IV_MERGE_OF_EVENT && !roll.n)
		return IV_OK; /* known by events only, and all of them were rejected */
	add_part(m, &claim[0], party, roll);
	return add_record(m, &claim[0], party, err);
}
