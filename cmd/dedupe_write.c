/* SPDX-License-Identifier: MIT
 * The second pass on the workers: each line leaves with its cid first; of one cid customers come first, then parties, then
 * events. */
#include "dedupe.h"

struct writer {
	struct dedupe *d;
	struct iv_rec *rec;
	struct iv_emit *emit;
	struct iv_str cid; /* of the line in work */
	uint32_t group; /* its cluster's place in the output */
};

/* The line in work leaves with the cluster of that part. */
static void set_cluster(struct writer *w, uint32_t part)
{
	uint32_t cluster = w->d->match.clusters.of[part];
	w->cid = iv_str_of(w->d->name[cluster].cid);
	w->group = w->d->place[cluster];
}

/* The place among the lines of a cid: rank, then what orders lines of that rank. */
static struct iv_str order_of(struct writer *w, char rank, struct iv_str a, struct iv_str b, struct iv_str c)
{
	struct iv_arena *arena = &w->emit->batch->arena;
	struct iv_buf key = { .p = iv_arena_alloc(arena, a.n + b.n + c.n + 3) };
	key.cap = a.n + b.n + c.n + 3;
	iv_buf_addc(&key, rank);
	iv_buf_adds(&key, a);
	iv_buf_addc(&key, 0x1f);
	iv_buf_adds(&key, b);
	iv_buf_addc(&key, 0x1f);
	iv_buf_adds(&key, c);
	return iv_buf_str(&key);
}

static void lead(struct writer *w)
{
	struct iv_str raw = iv_arena_fmt(&w->emit->batch->arena, "\"%s\"", w->cid.p);
	iv_rec_lead(w->rec, IV_STR("cid"), raw);
}

static void write_party(struct writer *w, uint32_t part, uint32_t line)
{
	const struct iv_match_part *p = &w->d->people.part[part];
	bool roll = iv_rec_find(w->rec, IV_STR("roll")) != NULL, record = iv_match_row(&w->d->people, part)->flags & IV_PART_RECORD;
	if (record && p->line != line && !roll) {
		struct iv_str bare = iv_match_bare(&w->emit->batch->arena, w->rec->line);
		iv_emit_drop(w->emit, iv_hash(bare) == p->digest ? "repeated" : "replaced");
		return;
	}
	lead(w);
	iv_emit_grouped(w->emit, w->group, order_of(w, '2', iv_match_source(&w->d->people, p), iv_match_key(p), (struct iv_str){ 0 }), w->rec);
}

static const char *how(const struct dedupe *d, uint32_t part)
{
	bool mail = iv_str_eq(iv_match_source(&d->people, &d->people.part[part]), IV_STR("~email"));
	switch (d->by[part]) {
	case DEDUPE_NAMED:
		return mail ? "email+name" : "phone+name";
	case DEDUPE_IDENTIFIER:
		return mail ? "email" : "phone";
	}
	return "new";
}

static void write_event(struct writer *w, uint32_t part)
{
	const struct iv_match_people *m = &w->d->people;
	const struct iv_match_part *p = &m->part[part];
	const char *by = "party";
	if (iv_match_row(m, part)->flags & IV_PART_CALLER) {
		by = how(w->d, part);
		iv_emit_count(w->emit, w->d->by[part] == DEDUPE_NEW ? "callers.new" : "callers.recognised", 1);
	} else if (!(iv_match_row(m, part)->flags & IV_PART_RECORD)) {
		iv_emit_count(w->emit, "events.unknown_party", 1);
	}
	lead(w);
	if (!iv_str_eq(iv_rec_text(w->rec, IV_STR("party_source")), iv_match_source(m, p)))
		iv_rec_set_text(w->rec, IV_STR("party_source"), iv_match_source(m, p));
	if (!iv_str_eq(iv_rec_text(w->rec, IV_STR("party")), iv_match_key(p)))
		iv_rec_set_text(w->rec, IV_STR("party"), iv_match_key(p));
	iv_rec_set_text(w->rec, IV_STR("by"), iv_str_of(by));
	struct iv_str at = iv_rec_text(w->rec, IV_STR("at")), source = iv_rec_text(w->rec, IV_STR("source"));
	iv_emit_grouped(w->emit, w->group, order_of(w, '3', at, source, iv_rec_text(w->rec, IV_STR("key"))), w->rec);
}

/* ---- customers of yesterday ---- */

static bool is_text(struct iv_str raw, struct iv_str text, struct iv_arena *arena)
{
	return iv_json_type_of(raw) == IV_JSON_STRING && iv_str_eq(iv_json_text(raw, arena), text);
}

/* `was` with the id the customer gives up added at its end. */
static void add_was(struct writer *w, struct iv_str cid)
{
	struct iv_arena *arena = &w->emit->batch->arena;
	struct iv_buf b = { 0 };
	bool there = false;
	struct iv_json_walk walk = iv_json_open(iv_rec_raw(w->rec, IV_STR("was")));
	iv_buf_addc(&b, '[');
	while (!walk.object && iv_json_next(&walk)) {
		iv_json_comma(&b);
		iv_buf_adds(&b, walk.value);
		there |= is_text(walk.value, cid, arena);
	}
	if (!there) {
		iv_json_comma(&b);
		iv_json_quote(&b, cid);
	}
	iv_buf_addc(&b, ']');
	iv_rec_set(w->rec, IV_STR("was"), iv_arena_str(arena, iv_buf_str(&b)));
	iv_buf_release(&b);
}

static void write_whole(struct writer *w, const struct dedupe_customer *c)
{
	struct iv_str before = { c->cid, IV_CID_SIZE - 1 };
	if (!iv_str_eq(before, w->cid)) {
		add_was(w, before);
		iv_emit_count(w->emit, "customers.absorbed", 1);
	}
	lead(w);
	iv_emit_grouped(w->emit, w->group, order_of(w, '1', before, (struct iv_str){ 0 }, (struct iv_str){ 0 }), w->rec);
}

/* One part of a customer as a line of its own: the record as it was written, and its roll-up. */
static void write_part(struct writer *w, uint32_t number, struct iv_str part)
{
	const struct iv_match_people *m = &w->d->people;
	const struct iv_match_part *p = &m->part[number];
	struct iv_str party = iv_json_get(part, IV_STR("party")), roll = iv_json_get(part, IV_STR("roll"));
	struct iv_buf b = { 0 };
	iv_buf_addc(&b, '{');
	iv_json_member_text(&b, "cid", w->cid);
	if (party.p && *party.p == '{') {
		struct iv_json_walk walk = iv_json_open(party);
		if (iv_json_next(&walk)) {
			iv_json_comma(&b);
			iv_buf_add(&b, party.p + 1, party.n - 2);
		}
	} else {
		iv_json_member_text(&b, "kind", IV_STR("party"));
		iv_json_member_text(&b, "source", iv_match_source(m, p));
		iv_json_member_text(&b, "key", iv_match_key(p));
	}
	if (roll.p)
		iv_json_member_raw(&b, "roll", roll);
	iv_buf_addc(&b, '}');
	struct iv_str order = order_of(w, '2', iv_match_source(m, p), iv_match_key(p), (struct iv_str){ 0 });
	if (iv_emit_grouped_line(w->emit, w->group, order, iv_buf_str(&b), IV_KIND_PARTY))
		iv_emit_count(w->emit, "split.parts", 1);
	iv_buf_release(&b);
}

static void write_customer(struct writer *w, const struct dedupe_customer *c)
{
	const uint32_t *part = w->d->customer_part + c->first;
	set_cluster(w, part[0]);
	if (!c->split) {
		write_whole(w, c);
		return;
	}
	if (w->emit->group == IV_EMIT_ALL || w->emit->group == w->group)
		iv_emit_count(w->emit, "split.customers", 1);
	struct iv_json_walk walk = iv_json_open(iv_rec_raw(w->rec, IV_STR("parts")));
	for (size_t i = 0; i < c->n && iv_json_next(&walk); i++) {
		set_cluster(w, part[i]);
		write_part(w, part[i], walk.value);
	}
}

int dedupe_write(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	struct dedupe_reader *r = worker;
	struct writer w = { .d = r->d, .rec = rec, .emit = emit };
	uint32_t about = r->d->line[emit->ordinal];
	if (!dedupe_is_as_noted(r->d, rec, emit->ordinal, about))
		return iv_err_set(err, IV_FAIL, "changed", "the input changed while it was read");
	if (rec->kind == IV_KIND_CUSTOMER) {
		write_customer(&w, &r->d->customer[about]);
		return IV_OK;
	}
	set_cluster(&w, about);
	if (rec->kind == IV_KIND_EVENT)
		write_event(&w, about);
	else
		write_party(&w, about, (uint32_t)emit->ordinal);
	return IV_OK;
}
