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

struct encoder {
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

static void add_phone(struct encoder *e, struct iv_str text)
{
	struct iv_phone p = { 0 };
	if (iv_clean_phone(e->arena, text, (struct iv_str){ 0 }, &p) != IV_OK || !p.linkable)
		return;
	add_id(e->out, p.type == IV_PHONE_LANDLINE ? IV_ID_LANDLINE : IV_ID_PHONE, digits_of(p.c.value), 0, (struct iv_str){ 0 });
}

static void add_email(struct encoder *e, struct iv_str text)
{
	struct iv_email m = { 0 };
	if (iv_clean_email(e->arena, text, &m) != IV_OK || !m.linkable)
		return;
	add_id(e->out, IV_ID_EMAIL, iv_hash_seed(m.canonical, 'e'), 0, m.canonical);
}

static void add_replaced(struct encoder *e, struct iv_str key)
{
	add_id(e->out, IV_ID_SUPERSEDES, iv_match_id_of(e->source, key), 0, (struct iv_str){ 0 });
}

/* A list of texts, or one text. */
static void each_text(struct encoder *e, struct iv_str value, void (*add)(struct encoder *, struct iv_str))
{
	if (iv_json_type_of(value) == IV_JSON_STRING)
		add(e, iv_json_text(value, e->arena));
	struct iv_json_walk w = iv_json_open(value);
	while (!w.object && iv_json_next(&w))
		if (iv_json_type_of(w.value) == IV_JSON_STRING)
			add(e, iv_json_text(w.value, e->arena));
}

static struct iv_str text_of(struct encoder *e, struct iv_str value)
{
	return value.p && iv_json_type_of(value) == IV_JSON_STRING ? iv_json_text(value, e->arena) : (struct iv_str){ 0 };
}

static void set_phone(struct encoder *e, struct iv_str value)
{
	each_text(e, value, add_phone);
}

static void set_email(struct encoder *e, struct iv_str value)
{
	each_text(e, value, add_email);
}

/* {"type","scope","value"}: the three together are the identifier, so a member card of one scheme is none of another.
 * What has not the shape of its type, or was rounded by a spreadsheet, links nobody. */
static void set_ids(struct encoder *e, struct iv_str list)
{
	struct iv_json_walk w = iv_json_open(list);
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

static bool is_ignored(const struct encoder *e, unsigned field)
{
	return e->schema->ignored >> field & 1;
}

/* A number whose check digit is right also knows the birth date and the sex, where the record does not say them. */
static void set_idno(struct encoder *e, struct iv_str value)
{
	struct iv_idno id = { 0 };
	if (iv_clean_idno(e->arena, text_of(e, value), &id) != IV_OK || !id.strong)
		return;
	e->out->idno = hash_of(id.c.value);
	if (id.has_birth && e->out->birth == IV_MATCH_NO_DATE && !is_ignored(e, IV_FIELD_BIRTH))
		e->out->birth = id.birth;
	if (!e->out->gender && !is_ignored(e, IV_FIELD_GENDER))
		e->out->gender = (uint8_t)id.sex;
}

static void set_birth(struct encoder *e, struct iv_str value)
{
	int32_t day = day_of(text_of(e, value));
	if (day != IV_MATCH_NO_DATE)
		e->out->birth = day;
}

static void set_joined(struct encoder *e, struct iv_str value)
{
	e->out->joined = day_of(text_of(e, value));
}

static void set_gender(struct encoder *e, struct iv_str value)
{
	struct iv_str s = text_of(e, value);
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
			group[n] = group[n] * 10 + (uint32_t)(s.p[i] - '0');
			length[n]++;
		} else if (n < 3 && length[n]) {
			n++;
		}
	}
	if (length[0] == 8 && !length[1])
		return group[0];
	if (length[0] == 4 && length[1] && length[1] <= 2 && length[2] && length[2] <= 2)
		return group[0] * 10000 + group[1] * 100 + group[2];
	return length[2] == 4 && length[0] <= 2 && length[1] <= 2 ? group[2] * 10000 + group[1] * 100 + group[0] : 0;
}

/* A birth date that was refused, for it is none, still shows what it was meant to be. */
static void set_warn(struct encoder *e, struct iv_str list)
{
	struct iv_json_walk w = iv_json_open(list);
	while (!w.object && iv_json_next(&w))
		if (iv_str_eq(text_of(e, iv_json_get(w.value, IV_STR("f"))), IV_STR("birth")))
			e->out->damaged = date_digits(text_of(e, iv_json_get(w.value, IV_STR("was"))));
}

static void set_updated(struct encoder *e, struct iv_str value)
{
	struct iv_str s = text_of(e, value);
	e->out->updated = (struct iv_str){ s.p, s.n < 255 ? s.n : 255 };
}

static void set_deleted(struct encoder *e, struct iv_str value)
{
	if (iv_json_type_of(value) == IV_JSON_TRUE)
		e->out->flags |= IV_PART_DELETED;
}

static void set_source(struct encoder *e, struct iv_str value)
{
	e->source = text_of(e, value);
}

static void set_name(struct encoder *e, struct iv_str value)
{
	e->name = text_of(e, value);
}

static void set_family(struct encoder *e, struct iv_str value)
{
	e->family = text_of(e, value);
}

static void set_given(struct encoder *e, struct iv_str value)
{
	e->given = text_of(e, value);
}

static void set_alias(struct encoder *e, struct iv_str value)
{
	e->alias = text_of(e, value);
}

static void set_supersedes(struct encoder *e, struct iv_str value)
{
	e->supersedes = value;
}

static const struct member {
	struct iv_str name;
	void (*set)(struct encoder *e, struct iv_str value);
	unsigned field; /* enum iv_match_field, or IV_FIELD_FIXED */
} members[] = {
	{ { "alias", 5 }, set_alias, IV_FIELD_NAME },	    { { "birth", 5 }, set_birth, IV_FIELD_BIRTH },	      { { "deleted", 7 }, set_deleted, IV_FIELD_FIXED },
	{ { "email", 5 }, set_email, IV_FIELD_EMAIL },	    { { "family", 6 }, set_family, IV_FIELD_NAME },	      { { "gender", 6 }, set_gender, IV_FIELD_GENDER },
	{ { "given", 5 }, set_given, IV_FIELD_NAME },	    { { "idno", 4 }, set_idno, IV_FIELD_IDNO },		      { { "ids", 3 }, set_ids, IV_FIELD_IDS },
	{ { "joined", 6 }, set_joined, IV_FIELD_FIXED },    { { "name", 4 }, set_name, IV_FIELD_NAME },		      { { "phone", 5 }, set_phone, IV_FIELD_PHONE },
	{ { "source", 6 }, set_source, IV_FIELD_FIXED },    { { "supersedes", 10 }, set_supersedes, IV_FIELD_FIXED }, { { "updated", 7 }, set_updated, IV_FIELD_FIXED },
	{ { "warn", 4 }, set_warn, IV_FIELD_BIRTH },
};

static const struct member *member_of(const struct iv_json_walk *w)
{
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (iv_json_walk_key(w, members[i].name))
			return &members[i];
	return NULL;
}

/* What an earlier run may have put into a record. */
static bool is_ours(const struct iv_json_walk *w)
{
	return iv_json_walk_key(w, IV_STR("cid")) || iv_json_walk_key(w, IV_STR("roll")) || iv_json_walk_key(w, IV_STR("link")) || iv_json_walk_key(w, IV_STR("hid"));
}

/* A field that has a way of its own, and is ignored, may be compared as a column, where match.yaml says so. */
static void encode_member(struct encoder *e, const struct iv_json_walk *w)
{
	const struct member *m = member_of(w);
	if (m && !is_ignored(e, m->field))
		m->set(e, w->value);
	e->ours |= !m && is_ours(w);
	for (size_t i = 0; i < e->schema->columns; i++)
		if (!e->schema->column[i].ignored && iv_json_walk_key(w, (struct iv_str){ e->schema->column[i].field.p, e->schema->column[i].top }))
			e->out->value[i] = iv_match_encode_column(e->arena, &e->schema->column[i], w->value);
}

void iv_match_encode(struct iv_arena *a, const struct iv_match_schema *schema, struct iv_str party, struct iv_match_record *out)
{
	struct encoder e = { .arena = a, .schema = schema, .out = out };
	*out = (struct iv_match_record){ .birth = IV_MATCH_NO_DATE, .joined = IV_MATCH_NO_DATE, .flags = IV_PART_RECORD };
	struct iv_json_walk w = iv_json_open(party);
	while (iv_json_next(&w))
		encode_member(&e, &w);
	if (out->birth != IV_MATCH_NO_DATE)
		out->damaged = 0;
	if (e.supersedes.p)
		each_text(&e, e.supersedes, add_replaced);
	out->has_name = iv_match_name_read(a, e.name, e.family, e.given, &out->name);
	if (out->has_name && e.alias.n)
		iv_match_name_alias(a, &out->name, e.alias);
	out->digest = iv_hash(e.ours ? iv_match_bare(a, party) : party);
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
	struct encoder e = { .arena = a, .out = out };
	*out = (struct iv_match_record){ .birth = IV_MATCH_NO_DATE, .joined = IV_MATCH_NO_DATE, .gender = (uint8_t)sex, .flags = IV_PART_CALLER };
	if (identifier.n && memchr(identifier.p, '@', identifier.n))
		add_email(&e, identifier);
	else
		add_phone(&e, identifier);
	out->has_name = iv_match_name_read(a, name, iv_han_family(name) == name.n ? name : (struct iv_str){ 0 }, (struct iv_str){ 0 }, &out->name);
}

/* ---- between threads, which share a machine: numbers as they are, texts behind them ---- */

struct head {
	uint64_t idno, digest;
	int32_t birth, joined;
	uint32_t damaged;
	uint8_t gender, flags, has_name, ids, updated, columns;
};

void iv_match_pack(const struct iv_match_record *r, struct iv_buf *note)
{
	size_t columns = IV_SCHEMA_COLUMNS;
	while (columns && !r->value[columns - 1].n)
		columns--;
	struct head head = { r->idno, r->digest, r->birth, r->joined, r->damaged, r->gender, r->flags, r->has_name, (uint8_t)r->ids_n, (uint8_t)r->updated.n, (uint8_t)columns };
	iv_buf_add(note, &head, sizeof head);
	for (size_t i = 0; i < columns; i++) {
		uint16_t n = (uint16_t)(r->value[i].n < UINT16_MAX ? r->value[i].n : UINT16_MAX);
		iv_buf_add(note, &n, sizeof n);
		iv_buf_add(note, r->value[i].p, n);
	}
	for (size_t i = 0; i < r->ids_n; i++) {
		iv_buf_add(note, &r->id[i], sizeof *r->id);
		iv_buf_add(note, r->id[i].text, r->id[i].n);
	}
	iv_buf_adds(note, r->updated);
	if (r->has_name)
		iv_match_name_pack(&r->name, note);
}

static struct iv_str take(struct iv_str *note, size_t n)
{
	struct iv_str s = { note->p, n };
	*note = iv_str_from(*note, n);
	return s;
}

void iv_match_unpack(struct iv_str note, struct iv_match_record *r)
{
	struct head head;
	memcpy(&head, take(&note, sizeof head).p, sizeof head);
	r->idno = head.idno;
	r->digest = head.digest;
	r->birth = head.birth;
	r->joined = head.joined;
	r->damaged = head.damaged;
	r->gender = head.gender;
	r->flags = head.flags;
	r->has_name = head.has_name;
	r->ids_n = head.ids;
	for (size_t i = 0; i < IV_SCHEMA_COLUMNS; i++) {
		uint16_t n = 0;
		if (i < head.columns)
			memcpy(&n, take(&note, sizeof n).p, sizeof n);
		r->value[i] = take(&note, n);
	}
	for (size_t i = 0; i < r->ids_n; i++) {
		memcpy(&r->id[i], take(&note, sizeof *r->id).p, sizeof *r->id);
		r->id[i].text = take(&note, r->id[i].n).p;
	}
	r->updated = take(&note, head.updated);
	if (r->has_name)
		iv_match_name_unpack(note, &r->name);
}
