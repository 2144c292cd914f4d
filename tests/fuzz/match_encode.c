/* SPDX-License-Identifier: MIT
 * Whatever the line: when it is JSON it is encoded without harm, says the same after a journey as bytes, and a population takes it twice. */
#include <stdint.h>
#include <stdlib.h>

#include "io/json.h"
#include "match/encode.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* A person's fields, and one of each further kind. */
static void set_schema(struct iv_match_schema *s)
{
	static const struct {
		struct iv_str field;
		enum iv_match_as as;
	} more[] = {
		{ { "text", 4 }, IV_AS_TEXT }, { { "raw.date", 8 }, IV_AS_DATE }, { { "number", 6 }, IV_AS_NUMBER }, { { "names", 5 }, IV_AS_NAME }, { { "list.x.y", 8 }, IV_AS_LIST },
	};
	iv_match_schema_person(s);
	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		const char *dot = memchr(more[i].field.p, '.', more[i].field.n);
		s->column[s->columns++] =
			(struct iv_match_column_as){ .field = more[i].field, .as = more[i].as, .within = IV_SCHEMA_ALONE, .top = dot ? (size_t)(dot - more[i].field.p) : more[i].field.n };
	}
}

static void check_same(const struct iv_match_record *r, const struct iv_match_record *back)
{
	check(r->idno == back->idno && r->digest == back->digest && r->birth == back->birth && r->joined == back->joined && r->digits == back->digits);
	check(r->gender == back->gender && r->flags == back->flags && r->has_name == back->has_name && r->ids_n == back->ids_n && iv_str_eq(r->updated, back->updated));
	check(r->birth == IV_MATCH_NO_DATE || r->digits == iv_match_digits(r->birth));
	for (size_t i = 0; i < IV_SCHEMA_COLUMNS; i++)
		check(iv_str_eq(back->value[i], (struct iv_str){ r->value[i].p, r->value[i].n < UINT16_MAX ? r->value[i].n : UINT16_MAX }));
	for (size_t i = 0; i < r->ids_n; i++) {
		const struct iv_match_ident *x = &r->id[i], *y = &back->id[i];
		check(x->value && x->value == y->value && x->type == y->type && x->scope == y->scope && x->n == y->n && (!x->n || !memcmp(x->text, y->text, x->n)));
	}
	if (r->has_name)
		check(iv_match_name_compare(&r->name, &back->name) == iv_match_name_compare(&r->name, &r->name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_json scan = { 0 };
	struct iv_arena a = { 0 };
	struct iv_buf note = { 0 };
	struct iv_match_schema schema;
	struct iv_match_people m;
	struct iv_match_record r, back;
	struct iv_match_encoder encoder;
	struct iv_err err;
	struct iv_str line = { (const char *)data, n };
	set_schema(&schema);
	iv_match_people_init(&m, &schema);
	if (iv_json_scan(&scan, line, &err) == IV_OK) {
		iv_match_encoder_init(&encoder, &schema);
		iv_match_encode(&a, &encoder, line, &r);
		iv_match_encode_scanned(&a, &encoder, line, &scan, &back);
		check_same(&r, &back);
		iv_match_pack(&r, &note);
		iv_match_unpack(iv_buf_str(&note), &back);
		check_same(&r, &back);
		for (int twice = 0; twice < 2; twice++)
			iv_match_take(&m, iv_match_part(&m, IV_STR("s"), IV_STR("1")), iv_buf_str(&note));
		check(m.n == 1 && iv_match_is_record(&m, 0) == !(r.flags & IV_PART_DELETED));
	}
	iv_match_people_release(&m);
	iv_buf_release(&note);
	iv_arena_release(&a);
	iv_json_release(&scan);
	return 0;
}
