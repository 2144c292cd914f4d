/* SPDX-License-Identifier: MIT
 * One walk over a party's members; each that is compared has a function that encodes it. */
#include "match/encode.h"

#include "base/date.h"
#include "clean/email.h"
#include "clean/id.h"
#include "clean/idno.h"
#include "clean/phone.h"
#include "io/json.h"
#include "text/fold.h"
#include "text/han.h"

struct encoder {
	struct iv_arena *arena;
	struct iv_match_record *out;
	struct iv_str source, name, family, given, supersedes;
};

/* Never 0, which means "none". */
static uint64_t hash_of(struct iv_str s)
{
	return s.n ? iv_hash(s) | 1 : 0;
}

/* At most half of a value may be shown. Bytes beyond ASCII are left out: half a character says nothing. */
static void show_some(struct iv_str s, struct iv_match_id *id)
{
	size_t head = s.n / 2 < 6 ? s.n / 2 : 6, tail = head >= 4 ? 2 : 0;
	head = head - tail > 4 ? 4 : head - tail;
	for (size_t i = 0; i < head; i++)
		id->head[i] = (unsigned char)s.p[i] < 0x80 ? s.p[i] : '?';
	for (size_t i = 0; i < tail; i++)
		id->tail[i] = (unsigned char)s.p[s.n - tail + i] < 0x80 ? s.p[s.n - tail + i] : '?';
}

static void add_id(struct iv_match_record *out, enum iv_ident_type type, uint64_t value, struct iv_str shown)
{
	for (size_t i = 0; i < out->ids_n; i++)
		if (out->id[i].value == value)
			return;
	if (out->ids_n == IV_MATCH_IDS)
		return;
	struct iv_match_id *id = &out->id[out->ids_n++];
	*id = (struct iv_match_id){ .value = value, .type = (uint8_t)type };
	show_some(shown, id);
}

static void add_phone(struct encoder *e, struct iv_str text)
{
	struct iv_phone p = { 0 };
	if (iv_clean_phone(e->arena, text, (struct iv_str){ 0 }, &p) != IV_OK || !p.linkable)
		return;
	add_id(e->out, p.type == IV_PHONE_LANDLINE ? IV_ID_LANDLINE : IV_ID_PHONE, iv_hash_seed(p.c.value, 'p'), p.c.value);
}

static void add_email(struct encoder *e, struct iv_str text)
{
	struct iv_email m = { 0 };
	if (iv_clean_email(e->arena, text, &m) != IV_OK || !m.linkable)
		return;
	add_id(e->out, IV_ID_EMAIL, iv_hash_seed(m.canonical, 'e'), m.canonical);
}

static void add_replaced(struct encoder *e, struct iv_str key)
{
	add_id(e->out, IV_ID_SUPERSEDES, iv_match_id_of(e->source, key), (struct iv_str){ 0 });
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
	struct iv_buf b = { 0 };
	while (!w.object && iv_json_next(&w)) {
		struct iv_str type = text_of(e, iv_json_get(w.value, IV_STR("type"))), scope = text_of(e, iv_json_get(w.value, IV_STR("scope")));
		struct iv_id id;
		if (iv_clean_id(e->arena, type, scope, text_of(e, iv_json_get(w.value, IV_STR("value"))), false, &id) != IV_OK || !id.linkable)
			continue;
		struct iv_str value = id.c.value;
		iv_buf_clear(&b);
		iv_buf_adds(&b, type);
		iv_buf_addc(&b, 0x1f);
		iv_buf_adds(&b, scope);
		iv_buf_addc(&b, 0x1f);
		iv_buf_adds(&b, value);
		add_id(e->out, IV_ID_OTHER, iv_hash_seed(iv_buf_str(&b), 'i'), value);
	}
	iv_buf_release(&b);
}

static int32_t day_of(struct iv_str text)
{
	struct iv_time t;
	return iv_time_parse(text, &t) ? t.day : IV_MATCH_NO_DATE;
}

/* A number whose check digit is right also knows the birth date and the sex, where the record does not say them. */
static void set_idno(struct encoder *e, struct iv_str value)
{
	struct iv_idno id = { 0 };
	if (iv_clean_idno(e->arena, text_of(e, value), &id) != IV_OK || !id.strong)
		return;
	e->out->row.idno = hash_of(id.c.value);
	if (id.has_birth && e->out->row.birth == IV_MATCH_NO_DATE)
		e->out->row.birth = id.birth;
	if (!e->out->row.gender)
		e->out->row.gender = (uint8_t)id.sex;
}

static void set_birth(struct encoder *e, struct iv_str value)
{
	int32_t day = day_of(text_of(e, value));
	if (day != IV_MATCH_NO_DATE)
		e->out->row.birth = day;
}

static void set_joined(struct encoder *e, struct iv_str value)
{
	e->out->row.joined = day_of(text_of(e, value));
}

static void set_gender(struct encoder *e, struct iv_str value)
{
	struct iv_str s = text_of(e, value);
	if (s.n == 1 && (*s.p == 'M' || *s.p == 'F'))
		e->out->row.gender = (uint8_t)*s.p;
}

static void set_street(struct encoder *e, struct iv_str value)
{
	e->out->row.street = hash_of(iv_han_simplify(e->arena, iv_text_fold(e->arena, text_of(e, value))));
}

/* 上海市 and 上海 are one city. */
static void set_city(struct encoder *e, struct iv_str value)
{
	struct iv_str s = iv_han_simplify(e->arena, iv_text_fold(e->arena, text_of(e, value)));
	if (iv_str_ends(s, IV_STR("市")) && s.n > 6)
		s.n -= 3;
	e->out->row.city = (uint32_t)(hash_of(s) >> 32) | (s.n > 0);
}

static void set_updated(struct encoder *e, struct iv_str value)
{
	struct iv_str s = text_of(e, value);
	e->out->updated = (struct iv_str){ s.p, s.n < 255 ? s.n : 255 };
}

static void set_deleted(struct encoder *e, struct iv_str value)
{
	if (iv_json_type_of(value) == IV_JSON_TRUE)
		e->out->row.flags |= IV_PART_DELETED;
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

static void set_supersedes(struct encoder *e, struct iv_str value)
{
	e->supersedes = value;
}

static const struct {
	struct iv_str name;
	void (*set)(struct encoder *e, struct iv_str value);
} fields[] = {
	{ { "birth", 5 }, set_birth },	    { { "city", 4 }, set_city },	 { { "deleted", 7 }, set_deleted }, { { "email", 5 }, set_email },
	{ { "family", 6 }, set_family },    { { "gender", 6 }, set_gender },	 { { "given", 5 }, set_given },	    { { "idno", 4 }, set_idno },
	{ { "ids", 3 }, set_ids },	    { { "joined", 6 }, set_joined },	 { { "name", 4 }, set_name },	    { { "phone", 5 }, set_phone },
	{ { "source", 6 }, set_source },    { { "street", 6 }, set_street },	 { { "supersedes", 10 }, set_supersedes },
	{ { "updated", 7 }, set_updated },
};

void iv_match_encode(struct iv_arena *a, struct iv_str party, struct iv_match_record *out)
{
	struct encoder e = { .arena = a, .out = out };
	*out = (struct iv_match_record){ .row = { .birth = IV_MATCH_NO_DATE, .joined = IV_MATCH_NO_DATE, .flags = IV_PART_RECORD } };
	struct iv_json_walk w = iv_json_open(party);
	while (iv_json_next(&w)) {
		for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
			if (iv_json_walk_key(&w, fields[i].name)) {
				fields[i].set(&e, w.value);
				break;
			}
	}
	if (e.supersedes.p)
		each_text(&e, e.supersedes, add_replaced);
	out->has_name = iv_match_name_read(a, e.name, e.family, e.given, &out->name);
	out->row.digest = iv_hash(iv_match_bare(a, party));
}

struct iv_str iv_match_bare(struct iv_arena *a, struct iv_str party)
{
	struct iv_json_walk w = iv_json_open(party);
	bool extra = false;
	while (iv_json_next(&w))
		extra |= iv_json_walk_key(&w, IV_STR("cid")) || iv_json_walk_key(&w, IV_STR("roll"));
	if (!extra)
		return party;
	struct iv_buf b = { 0 };
	iv_buf_addc(&b, '{');
	for (w = iv_json_open(party); iv_json_next(&w);) {
		if (iv_json_walk_key(&w, IV_STR("cid")) || iv_json_walk_key(&w, IV_STR("roll")))
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

void iv_match_encode_caller(struct iv_arena *a, struct iv_str identifier, struct iv_str surname, struct iv_match_record *out)
{
	struct encoder e = { .arena = a, .out = out };
	*out = (struct iv_match_record){ .row = { .birth = IV_MATCH_NO_DATE, .joined = IV_MATCH_NO_DATE, .flags = IV_PART_CALLER } };
	if (identifier.n && memchr(identifier.p, '@', identifier.n))
		add_email(&e, identifier);
	else
		add_phone(&e, identifier);
	out->has_name = iv_match_name_read(a, surname, surname, (struct iv_str){ 0 }, &out->name);
}

void iv_match_pack(const struct iv_match_record *r, struct iv_buf *note)
{
	uint8_t count[3] = { (uint8_t)r->ids_n, (uint8_t)r->updated.n, r->has_name };
	iv_buf_add(note, &r->row, sizeof r->row);
	iv_buf_add(note, count, sizeof count);
	iv_buf_add(note, r->id, r->ids_n * sizeof *r->id);
	iv_buf_adds(note, r->updated);
	if (r->has_name)
		iv_match_name_pack(&r->name, note);
}

void iv_match_unpack(struct iv_str note, struct iv_match_record *r)
{
	uint8_t count[3];
	memset(r, 0, offsetof(struct iv_match_record, id));
	memcpy(&r->row, note.p, sizeof r->row);
	memcpy(count, note.p + sizeof r->row, sizeof count);
	note = iv_str_from(note, sizeof r->row + sizeof count);
	r->ids_n = count[0];
	memcpy(r->id, note.p, r->ids_n * sizeof *r->id);
	note = iv_str_from(note, r->ids_n * sizeof *r->id);
	r->updated = (struct iv_str){ note.p, count[1] };
	note = iv_str_from(note, count[1]);
	r->has_name = count[2];
	if (r->has_name)
		iv_match_name_unpack(note, &r->name);
}
