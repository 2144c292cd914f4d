/* SPDX-License-Identifier: MIT
 * Customers of yesterday in the second pass: whole, with the id they have now, or cut into their parts. */
#include "dedupe_write.h"

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

/* Of one cid the customers come first, by the ids they had. */
static struct iv_str customer_order(struct dedupe_writer *w, const struct dedupe_customer *c)
{
	return dedupe_order_of(w, '1', (struct iv_str){ c->cid, IV_CID_SIZE - 1 }, (struct iv_str){ 0 }, (struct iv_str){ 0 });
}

bool dedupe_write_same(struct dedupe_writer *w, const struct dedupe_customer *c)
{
	dedupe_set_cluster(w, w->d->customer_part[c->first]);
	if (c->split || (w->d->hidden && w->d->hidden[w->group]) || memcmp(c->cid, w->cid.p, IV_CID_SIZE))
		return false;
	struct iv_str order = w->emit->alone ? (struct iv_str){ 0 } : customer_order(w, c);
	iv_emit_grouped_line(w->emit, w->group, order, (struct iv_str){ 0 }, w->rec->line, IV_KIND_CUSTOMER);
	return true;
}

static void write_whole(struct dedupe_writer *w, const struct dedupe_customer *c)
{
	struct iv_str before = { c->cid, IV_CID_SIZE - 1 };
	if (!iv_str_eq(before, w->cid)) {
		add_was(w, before);
		iv_rec_drop(w->rec, IV_STR("seed")); /* of an id that ended; of those with one cid, the one that had it before has a seed */
		iv_rec_drop(w->rec, IV_STR("heir"));
		iv_emit_count(w->emit, "customers.absorbed", 1);
	}
	dedupe_lead(w);
	dedupe_add_household(w, w->d->customer_part[c->first]);
	iv_emit_grouped(w->emit, w->group, customer_order(w, c), w->rec);
}

static bool is_minted_from(const struct iv_match_people *m, uint32_t part, struct iv_str cid)
{
	char minted[IV_CID_SIZE];
	iv_ident_mint(iv_match_source(m, &m->part[part]), iv_match_key(&m->part[part]), minted);
	return iv_str_eq(cid, iv_str_of(minted));
}

/* The part that an id of the customer goes with: the one that it was minted from; where that is none, or gone, the one that the customer's own follows. */
static uint32_t home_of(const struct dedupe *d, const struct dedupe_customer *c, struct iv_str cid)
{
	const uint32_t *part = d->customer_part + c->first;
	uint32_t own = c->seed == IV_IDENT_NONE ? part[0] : c->seed;
	for (size_t i = 0; i < c->n && !iv_str_eq(cid, (struct iv_str){ c->cid, IV_CID_SIZE - 1 }); i++)
		if (is_minted_from(&d->people, part[i], cid) && !(iv_match_row(&d->people, part[i])->flags & IV_PART_DELETED))
			return part[i];
	return own;
}

static void add_id(struct dedupe_writer *w, const struct dedupe_customer *c, uint32_t part, struct iv_str cid, struct iv_buf *list)
{
	if (iv_str_eq(cid, w->cid) || home_of(w->d, c, cid) != part)
		return;
	iv_json_comma(list);
	iv_json_quote(list, cid);
}

/* The ids that go with this part when its customer is taken apart: each stays with one of the customers that come of it, and none with one
 * that has it again for its own. */
static void add_part_was(struct dedupe_writer *w, const struct dedupe_customer *c, uint32_t part, struct iv_buf *out)
{
	struct iv_buf list = { 0 };
	struct iv_json_walk walk = iv_json_open(iv_rec_raw(w->rec, IV_STR("was")));
	iv_buf_addc(&list, '[');
	while (!walk.object && iv_json_next(&walk))
		if (iv_json_type_of(walk.value) == IV_JSON_STRING)
			add_id(w, c, part, iv_json_text(walk.value, &w->emit->batch->arena), &list);
	add_id(w, c, part, (struct iv_str){ c->cid, IV_CID_SIZE - 1 }, &list);
	iv_buf_addc(&list, ']');
	if (list.n > 2)
		iv_json_member_raw(out, "was", iv_buf_str(&list));
	iv_buf_release(&list);
}

/* One part of a customer as a line of its own: the record as it was written, and its roll-up. */
static void write_part(struct dedupe_writer *w, const struct dedupe_customer *c, uint32_t number, struct iv_str part)
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
	add_part_was(w, c, number, &b);
	if (c->adopted && c->seed == number && iv_str_eq(w->cid, (struct iv_str){ c->cid, IV_CID_SIZE - 1 }))
		iv_json_member_text(&b, "heir", iv_arena_join(&w->emit->batch->arena, iv_match_source(m, p), IV_STR("/"), iv_match_key(p)));
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
		if (w->d->hidden && w->d->hidden[w->group])
			dedupe_drop_hidden(w, w->group);
		else
			write_whole(w, c);
		return;
	}
	if (w->emit->group == IV_EMIT_ALL || w->emit->group == w->group)
		iv_emit_count(w->emit, "split.customers", 1);
	struct iv_json_walk walk = iv_json_open(iv_rec_raw(w->rec, IV_STR("parts")));
	for (size_t i = 0; i < c->n && iv_json_next(&walk); i++) {
		dedupe_set_cluster(w, part[i]);
		if (w->d->hidden && w->d->hidden[w->group])
			continue;
		write_part(w, c, part[i], walk.value);
	}
}
