/* SPDX-License-Identifier: MIT
 * A customer's own copy: who the person is to us, the records, what was agreed to, and what was inferred. */
#include "show/export.h"

#include "merge/settings.h"
#include "rec/vocab.h"
#include "show/customer_inside.h"
#include "show/export_inside.h"

void iv_show_export_fields(const struct iv_rec *customer, const char *const *names, struct iv_buf *out)
{
	for (; *names; names++) {
		struct iv_str value = iv_rec_raw(customer, iv_str_of(*names));
		if (value.n)
			iv_json_member_raw(out, *names, value);
	}
}

/* A field's name as the beginning of a member. */
static void begin(struct iv_str name, struct iv_buf *out)
{
	iv_json_comma(out);
	iv_json_quote(out, name);
	iv_buf_addc(out, ':');
}

static bool is_one_of(struct iv_str name, const char *const *names)
{
	while (*names && !iv_str_eq(name, iv_str_of(*names)))
		names++;
	return *names;
}

/* What is told elsewhere in the document; and what ivoc-dedupe may leave on a line, which tells of others. */
static const char *const elsewhere[] = { "cid",	    "kind",    "seed",	  "was",    "heir",	    "hid",	    "restricted",   "consent",	      "refused", "from",
					 "sources", "history", "parts",	  "orders", "spend",	    "returned",	    "margin",	    "order_days",     "currency", "first_order",
					 "last_order", "complaints", "last_contact", "cost_to_serve", "segments", "why", "link", "judged", NULL };

/* Which kind of field it is: one of a person's, a score, or the user's own. */
enum kind { VALUE, SCORE, OWN, NOTHING };

static enum kind kind_of(const struct iv_rec *c, struct iv_str name)
{
	const struct iv_field *f = iv_vocab_find(name, IV_ON_CUSTOMER);
	if (is_one_of(name, elsewhere))
		return NOTHING;
	if (f && !strcmp(f->owner, "score"))
		return SCORE;
	return (f && f->on & IV_ON_PARTY) || iv_json_get(iv_rec_raw(c, IV_STR("from")), name).n ? VALUE : OWN;
}

static void add_raw(const struct iv_rec *c, enum kind kind, const char *member, struct iv_buf *out)
{
	iv_json_member_raw(out, member, IV_STR("{"));
	for (size_t i = 0; i < c->json.n; i++)
		if (kind_of(c, c->json.m[i].key) == kind) {
			begin(c->json.m[i].key, out);
			iv_buf_adds(out, c->json.m[i].value);
		}
	iv_buf_addc(out, '}');
}

/* Where a value came from. What goes with a name or an address came from the same record, by the same rule. */
static void add_origin(const struct iv_rec *c, struct iv_str name, struct iv_buf *out)
{
	static const char *const shared[] = { "source", "key", "rule" };
	struct iv_str leader = iv_merge_leader(name), origin = iv_json_get(iv_rec_raw(c, IV_STR("from")), leader);
	if (origin.n > 2 && iv_str_eq(leader, name)) {
		iv_buf_addc(out, ',');
		iv_buf_add(out, origin.p + 1, origin.n - 2);
		return;
	}
	for (size_t i = 0; i < 3 && origin.n; i++)
		iv_json_member_raw(out, shared[i], iv_json_get(origin, iv_str_of(shared[i])));
}

static void add_values(const struct iv_rec *c, struct iv_buf *out)
{
	iv_json_member_raw(out, "values", IV_STR("{"));
	for (size_t i = 0; i < c->json.n; i++) {
		struct iv_str name = c->json.m[i].key;
		if (kind_of(c, name) != VALUE)
			continue;
		begin(name, out);
		iv_buf_addc(out, '{');
		iv_json_member_raw(out, "value", c->json.m[i].value);
		add_origin(c, name, out);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, '}');
}

static void add_records(const struct iv_rec *c, struct iv_buf *out)
{
	iv_json_member_raw(out, "records", IV_STR("["));
	for (struct iv_json_walk w = iv_json_open(iv_rec_raw(c, IV_STR("parts"))); iv_json_next(&w);) {
		struct iv_str party = iv_json_get(w.value, IV_STR("party"));
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_text(out, "source", iv_show_text_in(w.value, "source", c->arena));
		iv_json_member_text(out, "key", iv_show_text_in(w.value, "key", c->arena));
		if (party.n)
			iv_json_member_raw(out, "record", party);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
}

static void add_segments(const struct iv_rec *c, struct iv_buf *out)
{
	struct iv_str all = iv_rec_raw(c, IV_STR("why"));
	iv_json_member_raw(out, "segments", IV_STR("["));
	for (struct iv_json_walk w = iv_json_open(iv_rec_raw(c, IV_STR("segments"))); iv_json_next(&w);) {
		if (iv_json_type_of(w.value) != IV_JSON_STRING)
			continue;
		struct iv_str why = iv_json_get(all, iv_json_text(w.value, c->arena));
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_raw(out, "segment", w.value);
		if (why.n)
			iv_json_member_raw(out, "why", why);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
}

/* A field as it stands, or what stands for nothing, so that every document has the member. */
static void add_field(const struct iv_rec *c, const char *field, const char *member, const char *nothing, struct iv_buf *out)
{
	struct iv_str value = iv_rec_raw(c, iv_str_of(field));
	if (value.n || nothing)
		iv_json_member_raw(out, member, value.n ? value : iv_str_of(nothing));
}

int iv_show_export(const struct iv_rec *customer, struct iv_buf *out, struct iv_err *err)
{
	const struct iv_rec *c = customer;
	iv_buf_addc(out, '{');
	add_field(c, "cid", "cid", "null", out);
	add_field(c, "was", "was", "[]", out);
	add_field(c, "hid", "household", NULL, out);
	add_field(c, "restricted", "restricted", NULL, out);
	add_field(c, "sources", "sources", "[]", out);
	add_values(c, out);
	add_records(c, out);
	add_field(c, "consent", "consent", "{}", out);
	add_field(c, "refused", "refused", "{}", out);
	int status = iv_show_export_past(c, out, err);
	if (status != IV_OK)
		return status;
	iv_json_member_raw(out, "inferred", IV_STR("{"));
	add_raw(c, SCORE, "scores", out);
	add_segments(c, out);
	add_raw(c, OWN, "other", out);
	iv_buf_adds(out, IV_STR("}}\n"));
	return IV_OK;
}
