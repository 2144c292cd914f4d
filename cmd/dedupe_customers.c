/* SPDX-License-Identifier: MIT
 * Customers of yesterday in the second pass: whole, with the id they have now, or cut into their parts. */
#include "dedupe.h"

static bool is_text(struct iv_str raw, struct iv_str text, struct iv_arena *arena)
{
	return iv_json_type_of(raw) == IV_JSON_STRING && iv_str_eq(iv_json_text(raw, arena), text);
}

/* `was` with the id the customer gives up added at its end. */
static void add_was(struct dedupe_writer *w, struct iv_str cid)
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

static void write_whole(struct dedupe_writer *w, const struct dedupe_customer *c)
{
	struct iv_str before = { c->cid, IV_CID_SIZE - 1 };
	if (!iv_str_eq(before, w->cid)) {
		add_was(w, before);
		iv_emit_count(w->emit, "customers.absorbed", 1);
	}
	dedupe_lead(w);
	dedupe_add_household(w, w->d->customer_part[c->first]);
	iv_emit_grouped(w->emit, w->group, dedupe_order_of(w, '1', before, (struct iv_str){ 0 }, (struct iv_str){ 0 }), w->rec);
}

/* One part of a customer as a line of its own: the record as it was written, and its roll-up. */
static void write_part(struct dedupe_writer *w, uint32_t number, struct iv_str part)
{
	const struct iv_match_people *m = &w->d->people;
	const struct iv_match_part *p = &m->part[number];
	struct iv_str party = iv_json_get(part, IV_STR("party")), roll = iv_json_get(part, IV_STR("roll"));
	struct iv_buf b = { 0 }, why = { 0 };
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
	if (dedupe_explain(w->d, number, &why))
		iv_json_member_raw(&b, "link", iv_buf_str(&why));
	if (w->d->hid)
		iv_json_member_text(&b, "hid", iv_str_of(w->d->hid[w->d->match.clusters.of[number]]));
	iv_buf_addc(&b, '}');
	if (iv_emit_grouped_line(w->emit, w->group, dedupe_party_order(w, p), (struct iv_str){ 0 }, iv_buf_str(&b), IV_KIND_PARTY))
		iv_emit_count(w->emit, "split.parts", 1);
	iv_buf_release(&b);
	iv_buf_release(&why);
}

void dedupe_write_customer(struct dedupe_writer *w, const struct dedupe_customer *c)
{
	const uint32_t *part = w->d->customer_part + c->first;
	dedupe_set_cluster(w, part[0]);
	if (!c->split) {
		write_whole(w, c);
		return;
	}
	if (w->emit->group == IV_EMIT_ALL || w->emit->group == w->group)
		iv_emit_count(w->emit, "split.customers", 1);
	struct iv_json_walk walk = iv_json_open(iv_rec_raw(w->rec, IV_STR("parts")));
	for (size_t i = 0; i < c->n && iv_json_next(&walk); i++) {
		dedupe_set_cluster(w, part[i]);
		write_part(w, part[i], walk.value);
	}
}
