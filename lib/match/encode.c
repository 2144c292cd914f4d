/* SPDX-License-Identifier: MIT
 * One walk over a party's members; each that is compared has a function that encodes it. */
#include "match/encode.h"

#include "base/date.h"
#include "clean/email.h"
#include "clean/id.h"
#include "clean/idno.h"
#include "clean/phone.h"
#include "io/json.h"
#include "match/encode_column.h"
#include "text/han.h"

/* A record being read. */
struct reading {
	struct iv_arena *arena;
	const struct iv_match_schema *schema;
	struct iv_match_record *out;
	struct iv_str source, name, family, given, alias, supersedes;
	bool ours; /* an earlier run put something into the record */
};

/* Never 0, which means "none". */
static uint64_t hash_of(struct iv_str s)
{
	return s.n ? iv_hash(s) | 1 : 0;
}

static void add_id(struct iv_match_record *out, enum iv_ident_type type, uint64_t value, uint32_t scope, struct iv_str text)
{
	for (size_t i = 0; i < out->ids_n; i++)
		if (out->id[i].value == value && out->id[i].type == type)
			return;
	if (out->ids_n == IV_MATCH_IDS)
		return;
	out->id[out->ids_n++] = (struct iv_match_ident){ .value = value | !value, .text = text.p, .scope = scope, .n = (uint8_t)(text.n < 255 ? text.n : 255), .type = (uint8_t)type };
}

/* The digits of an E.164 number: at most 15, so they are a number. */
static uint64_t digits_of(struct iv_str s)
{
	uint64_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			n = n * 10 + (uint64_t)(s.p[i] - '0');
	return n;
}

static void add_phone(struct reading *e, struct iv_str text)
{
	struct iv_phone p = { 0 };
	if (iv_clean_phone(e->arena, text, (struct iv_str){ 0 }, &p) != IV_OK || !p.linkable)
		return;
	add_id(e->out, p.type == IV_PHONE_LANDLINE ? IV_ID_LANDLINE : IV_ID_PHONE, digits_of(p.c.value), 0, (struct iv_str){ 0 });
}

static void add_email(struct reading *e, struct iv_str text)
{
	struct iv_email m = { 0 };
	if (iv_clean_email(e->arena, text, &m) != IV_OK || !m.linkable)
		return;
	add_id(e->out, IV_ID_EMAIL, iv_hash_seed(m.canonical, 'e'), 0, m.canonical);
}

static void add_replaced(struct reading *e, struct iv_str key)
{
	add_id(e->out, IV_ID_SUPERSEDES, iv_match_id_of(e->source, key), 0, (struct iv_str){ 0 });
}

/* A list of texts, or one text. */
static void each_text(struct reading *e, struct iv_str value, void (*add)(struct reading *, struct iv_str))
{
	if (iv_json_type_of(value) == IV_JSON_STRING)
		add(e, iv_json_text(value, e->arena));
	struct iv_json_walk w = iv_json_open(value);
	while (!w.object && iv_json_next(&w))
		if (iv_json_type_of(w.value) == IV_JSON_STRING)
			add(e, iv_json_text(w.value, e->arena));
}

static struct iv_str text_of(struct reading *e, struct iv_str value)
{
	return value.p && iv_json_type_of(value) == IV_JSON_STRING ? iv_json_text(value, e->arena) : (struct iv_str){ 0 };
}

/* The text of a member, empty when it is none. */
static struct iv_str text_in(struct reading *e, const struct iv_json_member *m)
{
	if (m->type != IV_JSON_STRING)
		return (struct iv_str){ 0 };
	return m->escaped ? iv_json_text(m->value, e->arena) : (struct iv_str){ m->value.p + 1, m->value.n - 2 };
}

static void set_phone(struct reading *e, const struct iv_json_member *m)
{
	each_text(e, m->value, add_phone);
}

static void set_email(struct reading *e, const struct iv_json_member *m)
{
	each_text(e, m->value, add_email);
}

/* {"type","scope","value"}: the three together are the identifier, so a member card of one scheme is none of another.
 * What has not the shape of its type, or was rounded by a spreadsheet, links nobody. */
static void set_ids(struct reading *e, const struct iv_json_member *m)
{
	struct iv_json_walk w = iv_json_open(m->value);
	while (!w.object && iv_json_next(&w)) {
		struct iv_str type = text_of(e, iv_json_get(w.value, IV_STR("type"))), scope = text_of(e, iv_json_get(w.value, IV_STR("scope")));
		struct iv_id id;
		if (iv_clean_id(e->arena, type, scope, text_of(e, iv_json_get(w.value, IV_STR("value"))), false, &id) != IV_OK || !id.linkable)
			continue;
		uint64_t within = iv_hash_seed(scope, iv_hash(type));
		add_id(e->out, IV_ID_OTHER, iv_hash_seed(id.c.value, within), (uint32_t)within, id.c.value);
	}
}

static int32_t day_of(struct iv_str text)
{
	struct iv_time t;
	return iv_time_parse(text, &t) ? t.day : IV_MATCH_NO_DATE;
}

static bool is_ignored(const struct reading *e, unsigned field)
{
	return e->schema->ignored >> field & 1;
}

/* A number whose check digit is right also knows the birth date and the sex, where the record does not say them. */
static void set_idno(struct reading *e, const struct iv_json_member *m)
{
	struct iv_idno id = { 0 };
	if (iv_clean_idno(e->arena, text_in(e, m), &id) != IV_OK || !id.strong)
		return;
	e->out->idno = hash_of(id.c.value);
	if (id.has_birth && e->out->birth == IV_MATCH_NO_DATE && !is_ignored(e, IV_FIELD_BIRTH))
		e->out->birth = id.birth;
	if (!e->out->gender && !is_ignored(e, IV_FIELD_GENDER))
		e->out->gender = (uint8_t)id.sex;
}

static void set_birth(struct reading *e, const struct iv_json_member *m)
{
	int32_t day = day_of(text_in(e, m));
	if (day != IV_MATCH_NO_DATE)
		e->out->birth = day;
}

static void set_joined(struct reading *e, const struct iv_json_member *m)
{
	e->out->joined = day_of(text_in(e, m));
}

static void set_gender(struct reading *e, const struct iv_json_member *m)
{
	struct iv_str s = text_in(e, m);
	if (s.n == 1 && (*s.p == 'M' || *s.p == 'F'))
		e->out->gender = (uint8_t)*s.p;
}

/* The digits of what was meant to be a date, year first; 0 where that cannot be told. */
static uint32_t date_digits(struct iv_str s)
{
	uint32_t group[3] = { 0 };
	size_t length[3] = { 0 }, n = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (digit && (n == 3 || length[n] == 8))
			return 0;
		if (digit) {
			group[n] = group[n] << 4 | (uint32_t)(s.p[i] - '0');
			length[n]++;
		} else if (n < 3 && length[n]) {
			n++;
		}
	}
	if (length[0] == 8 && !length[1])
		return group[0];
	if (length[0] == 4 && length[1] && length[1] <= 2 && length[2] && length[2] <= 2)
		return group[0] << 16 | group[1] << 8 | group[2];
	return length[2] == 4 && length[0] <= 2 && length[1] <= 2 ? group[2] << 16 | group[1] << 8 | group[0] : 0;
}

/* A birth date that was refused, for it is none, still shows what it was meant to be. */
static void set_warn(struct reading *e, const struct iv_json_member *m)
{
	struct iv_json_walk w = iv_json_open(m->value);
	while (!w.object && iv_json_next(&w))
		if (iv_str_eq(text_of(e, iv_json_get(w.value, IV_STR("f"))), IV_STR("birth")))
			e->out->digits = date_digits(text_of(e, iv_json_get(w.value, IV_STR("was"))));
}

static void set_updated(struct reading *e, const struct iv_json_member *m)
{
	struct iv_str s = text_in(e, m);
	e->out->updated = (struct iv_str){ s.p, s.n < 255 ? s.n : 255 };
}

static void set_deleted(struct reading *e, const struct iv_json_member *m)
{
	if (m->type == IV_JSON_TRUE)
		e->out->flags |= IV_PART_DELETED;
}

static void set_source(struct reading *e, const struct iv_json_member *m)
{
	e->source = text_in(e, m);
}

static void set_name(struct reading *e, const struct iv_json_member *m)
{
	e->name = text_in(e, m);
}

static void set_family(struct reading *e, const struct iv_json_member *m)
{
	e->family = text_in(e, m);
}

static void set_given(struct reading *e, const struct iv_json_member *m)
{
	e->given = text_in(e, m);
}

static void set_alias(struct reading *e, const struct iv_json_member *m)
{
	e->alias = text_in(e, m);
}

static void set_supersedes(struct reading *e, const struct iv_json_member *m)
{
	e->supersedes = m->value;
}

static const struct member {
	struct iv_str name;
	void (*set)(struct reading *e, const struct iv_json_member *m); /* NULL: what an earlier run may have put into a record */
	unsigned field; /* enum iv_match_field, or IV_FIELD_FIXED */
} members[] = {
	{ { "alias", 5 }, set_alias, IV_FIELD_NAME },	    { { "birth", 5 }, set_birth, IV_FIELD_BIRTH },	      { { "deleted", 7 }, set_deleted, IV_FIELD_FIXED },
	{ { "email", 5 }, set_email, IV_FIELD_EMAIL },	    { { "family", 6 }, set_family, IV_FIELD_NAME },	      { { "gender", 6 }, set_gender, IV_FIELD_GENDER },
	{ { "given", 5 }, set_given, IV_FIELD_NAME },	    { { "idno", 4 }, set_idno, IV_FIELD_IDNO },		      { { "ids", 3 }, set_ids, IV_FIELD_IDS },
	{ { "joined", 6 }, set_joined, IV_FIELD_FIXED },    { { "name", 4 }, set_name, IV_FIELD_NAME },		      { { "phone", 5 }, set_phone, IV_FIELD_PHONE },
	{ { "source", 6 }, set_source, IV_FIELD_FIXED },    { { "supersedes", 10 }, set_supersedes, IV_FIELD_FIXED }, { { "updated", 7 }, set_updated, IV_FIELD_FIXED },
	{ { "warn", 4 }, set_warn, IV_FIELD_BIRTH },	    { { "cid", 3 }, NULL, IV_FIELD_FIXED },		      { { "roll", 4 }, NULL, IV_FIELD_FIXED },
	{ { "link", 4 }, NULL, IV_FIELD_FIXED },	    { { "hid", 3 }, NULL, IV_FIELD_FIXED },		      { { "was", 3 }, NULL, IV_FIELD_FIXED },
	{ { "heir", 4 }, NULL, IV_FIELD_FIXED },
};

_Static_assert(sizeof members / sizeof *members + IV_SCHEMA_COLUMNS < IV_ENCODER_SLOTS, "there is always a free slot");

/* The slot of a name, or the free one where it belongs. */
static inline size_t slot_of(const struct iv_match_encoder *e, struct iv_str name, uint32_t hash)
{
	size_t i = hash % IV_ENCODER_SLOTS;
	while (e->slot[i].name.p && !(e->slot[i].hash == hash && iv_str_eq(e->slot[i].name, name)))
		i = (i + 1) % IV_ENCODER_SLOTS;
	return i;
}

static struct iv_match_encoder_slot *add_slot(struct iv_match_encoder *e, struct iv_str name)
{
	uint32_t hash = iv_json_hash(name);
	struct iv_match_encoder_slot *slot = &e->slot[slot_of(e, name, hash)];
	slot->name = name;
	slot->hash = hash;
	return slot;
}

void iv_match_encoder_init(struct iv_match_encoder *e, const struct iv_match_schema *schema)
{
	*e = (struct iv_match_encoder){ .schema = schema };
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		bool ignored = members[i].field != IV_FIELD_FIXED && schema->ignored >> members[i].field & 1;
		add_slot(e, members[i].name)->member = ignored ? 0 : (uint8_t)(i + 1);
	}
	for (size_t i = 0; i < schema->columns; i++)
		if (!schema->column[i].ignored)
			add_slot(e, (struct iv_str){ schema->column[i].field.p, schema->column[i].top })->columns |= (uint16_t)(1u << i);
}

/* A field that has a way of its own, and is ignored, may be compared as a column, where match.yaml says so. */
static void encode_member(const struct iv_match_encoder *encoder, struct reading *e, const struct iv_json_member *m)
{
	const struct iv_match_encoder_slot *slot = &encoder->slot[slot_of(encoder, m->key, m->hash)];
	if (slot->member && members[slot->member - 1].set)
		members[slot->member - 1].set(e, m);
	else if (slot->member)
		e->ours = true;
	for (unsigned columns = slot->columns; columns; columns &= columns - 1) {
		unsigned i = (unsigned)__builtin_ctz(columns);
		e->out->value[i] = iv_match_encode_column(e->arena, &encoder->schema->column[i], m->value);
	}
}

static void begin(struct reading *e, unsigned flags)
{
	memset(e->out, 0, offsetof(struct iv_match_record, id));
	e->out->birth = e->out->joined = IV_MATCH_NO_DATE;
	e->out->flags = (uint8_t)flags;
}

/* What a tombstone says of the person is not used, as if it had said nothing: a source may delete a record with all that stood in it, or by name. */
static void empty(struct reading *e)
{
	struct iv_match_record *out = e->out, kept = { .joined = out->joined, .flags = out->flags, .updated = out->updated, .birth = IV_MATCH_NO_DATE };
	memcpy(out, &kept, offsetof(struct iv_match_record, id));
	e->supersedes = e->name = e->family = e->given = e->alias = (struct iv_str){ 0 };
}

/* What needs all members. */
static void complete(struct reading *e, struct iv_str party)
{
	struct iv_match_record *out = e->out;
	if (out->flags & IV_PART_DELETED)
		empty(e);
	if (out->birth != IV_MATCH_NO_DATE)
		out->digits = iv_match_digits(out->birth);
	if (e->supersedes.p)
		each_text(e, e->supersedes, add_replaced);
	out->has_name = iv_match_name_read(e->arena, e->name, e->family, e->given, &out->name);
	if (out->has_name && e->alias.n)
		iv_match_name_alias(e->arena, &out->name, e->alias);
	out->digest = iv_hash(e->ours ? iv_match_bare(e->arena, party) : party);
}

void iv_match_encode_scanned(struct iv_arena *a, const struct iv_match_encoder *encoder, struct iv_str party, const struct iv_json *scan, struct iv_match_record *out)
{
	struct reading e = { .arena = a, .schema = encoder->schema, .out = out };
	begin(&e, IV_PART_RECORD);
	for (size_t i = 0; i < scan->n; i++)
		encode_member(encoder, &e, &scan->m[i]);
	complete(&e, party);
}

void iv_match_encode(struct iv_arena *a, const struct iv_match_encoder *encoder, struct iv_str party, struct iv_match_record *out)
{
	struct reading e = { .arena = a, .schema = encoder->schema, .out = out };
	struct iv_json_walk w = iv_json_open(party);
	begin(&e, IV_PART_RECORD);
	while (iv_json_next(&w)) {
		struct iv_str key = w.escaped ? iv_json_text((struct iv_str){ w.key.p - 1, w.key.n + 2 }, a) : w.key;
		enum iv_json_type type = iv_json_type_of(w.value);
		struct iv_json_member m = { .key = key, .value = w.value, .hash = iv_json_hash(key), .type = (uint8_t)type, .escaped = type == IV_JSON_STRING };
		encode_member(encoder, &e, &m);
	}
	complete(&e, party);
}

/* What an earlier run may have put into a record. */
static bool is_ours(const struct iv_json_walk *w)
{
	return iv_json_walk_key(w, IV_STR("cid")) || iv_json_walk_key(w, IV_STR("roll")) || iv_json_walk_key(w, IV_STR("link")) || iv_json_walk_key(w, IV_STR("hid")) ||
	       iv_json_walk_key(w, IV_STR("was")) || iv_json_walk_key(w, IV_STR("heir"));
}

struct iv_str iv_match_bare(struct iv_arena *a, struct iv_str party)
{
	struct iv_json_walk w = iv_json_open(party);
	bool extra = false;
	while (iv_json_next(&w))
		extra |= is_ours(&w);
	if (!extra)
		return party;
	struct iv_buf b = { 0 };
	iv_buf_addc(&b, '{');
	for (w = iv_json_open(party); iv_json_next(&w);) {
		if (is_ours(&w))
			continue;
		iv_json_comma(&b);
		iv_buf_addc(&b, '"');
		iv_buf_adds(&b, w.key);
		iv_buf_adds(&b, IV_STR("\":"));
		iv_buf_adds(&b, w.value);
	}
	iv_buf_addc(&b, '}');
	struct iv_str bare = iv_arena_str(a, iv_buf_str(&b));
	iv_buf_release(&b);
	return bare;
}

void iv_match_encode_caller(struct iv_arena *a, struct iv_str identifier, struct iv_str name, char sex, struct iv_match_record *out)
{
	struct reading e = { .arena = a, .out = out };
	begin(&e, IV_PART_CALLER);
	out->gender = (uint8_t)sex;
	if (identifier.n && memchr(identifier.p, '@', identifier.n))
		add_email(&e, identifier);
	else
		add_phone(&e, identifier);
	out->has_name = iv_match_name_read(a, name, iv_han_family(name) == name.n ? name : (struct iv_str){ 0 }, (struct iv_str){ 0 }, &out->name);
}
