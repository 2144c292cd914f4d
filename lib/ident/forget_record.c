/* SPDX-License-Identifier: MIT
 * Marks and sounds of a record, and what the register says of them. */
#include "ident/forget_record.h"

#include "base/date.h"
#include "clean/email.h"
#include "clean/id.h"
#include "clean/idno.h"
#include "clean/phone.h"
#include "ident/attach.h"
#include "io/json.h"
#include "text/sound.h"

#define BETWEEN "\x1f"

/* ---- what a record has ---- */

bool iv_forget_value(struct iv_arena *a, enum iv_forget_of of, struct iv_str text, struct iv_str *value)
{
	struct iv_phone phone = { 0 };
	struct iv_email email = { 0 };
	struct iv_idno idno = { 0 };
	bool good = false;
	switch (of) {
	case IV_FORGET_PHONE:
		good = iv_clean_phone(a, text, (struct iv_str){ 0 }, &phone) == IV_OK && phone.linkable;
		*value = phone.c.value;
		break;
	case IV_FORGET_EMAIL:
		good = iv_clean_email(a, text, &email) == IV_OK && email.linkable;
		*value = email.canonical;
		break;
	case IV_FORGET_IDNO:
		good = iv_clean_idno(a, text, &idno) == IV_OK && idno.strong;
		*value = idno.c.value;
		break;
	default:
		break;
	}
	return good && value->n;
}

static void add_mark(struct iv_forget_record *out, enum iv_forget_of of, struct iv_str value)
{
	if (out->marks < IV_FORGET_MARKS)
		out->mark[out->marks++] = (struct iv_forget_mark){ value, (uint8_t)of };
}

static void add_text(struct iv_arena *a, struct iv_forget_record *out, enum iv_forget_of of, struct iv_str raw)
{
	struct iv_str value;
	if (iv_json_type_of(raw) == IV_JSON_STRING && iv_forget_value(a, of, iv_json_text(raw, a), &value))
		add_mark(out, of, value);
}

/* A list of texts, or one text. */
static void add_texts(struct iv_arena *a, struct iv_forget_record *out, enum iv_forget_of of, struct iv_str raw)
{
	struct iv_json_walk w = iv_json_open(raw);
	add_text(a, out, of, raw);
	while (!w.object && iv_json_next(&w))
		add_text(a, out, of, w.value);
}

static struct iv_str text_of(struct iv_arena *a, struct iv_str raw)
{
	return raw.n && iv_json_type_of(raw) == IV_JSON_STRING ? iv_json_text(raw, a) : (struct iv_str){ 0 };
}

static void add_ids(struct iv_arena *a, struct iv_forget_record *out, struct iv_str raw)
{
	struct iv_json_walk w = iv_json_open(raw);
	while (!w.object && iv_json_next(&w)) {
		struct iv_str type = text_of(a, iv_json_get(w.value, IV_STR("type"))), scope = text_of(a, iv_json_get(w.value, IV_STR("scope")));
		struct iv_id id;
		if (iv_clean_id(a, type, scope, text_of(a, iv_json_get(w.value, IV_STR("value"))), false, &id) == IV_OK && id.linkable)
			add_mark(out, IV_FORGET_IDS, iv_arena_join(a, type, IV_STR(BETWEEN), iv_arena_join(a, scope, IV_STR(BETWEEN), id.c.value)));
	}
}

static int32_t day_of(struct iv_str text)
{
	struct iv_time t;
	return iv_time_parse(text, &t) ? t.day : IV_FORGET_NO_DAY;
}

void iv_forget_read(struct iv_arena *a, struct iv_str party, struct iv_forget_record *out)
{
	struct iv_json_walk w = iv_json_open(party);
	out->source = out->key = out->name = out->family = out->given = out->alias = out->supersedes = (struct iv_str){ 0 };
	out->joined = IV_FORGET_NO_DAY;
	out->marks = 0;
	while (w.object && iv_json_next(&w)) {
		static const struct member {
			struct iv_str name;
			size_t at;
		} texts[] = {
#define MEMBER(m) { { #m, sizeof #m - 1 }, offsetof(struct iv_forget_record, m) }
			MEMBER(source), MEMBER(key), MEMBER(name), MEMBER(family), MEMBER(given), MEMBER(alias),
#undef MEMBER
		};
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
			if (iv_json_walk_key(&w, texts[i].name))
				*(struct iv_str *)(void *)((char *)out + texts[i].at) = text_of(a, w.value);
		if (iv_json_walk_key(&w, IV_STR("phone")))
			add_texts(a, out, IV_FORGET_PHONE, w.value);
		else if (iv_json_walk_key(&w, IV_STR("email")))
			add_texts(a, out, IV_FORGET_EMAIL, w.value);
		else if (iv_json_walk_key(&w, IV_STR("idno")))
			add_text(a, out, IV_FORGET_IDNO, w.value);
		else if (iv_json_walk_key(&w, IV_STR("ids")))
			add_ids(a, out, w.value);
		else if (iv_json_walk_key(&w, IV_STR("joined")))
			out->joined = day_of(text_of(a, w.value));
		else if (iv_json_walk_key(&w, IV_STR("supersedes")))
			out->supersedes = w.value;
	}
}

void iv_forget_read_caller(struct iv_str source, struct iv_str key, struct iv_forget_record *out)
{
	struct iv_ident_caller caller = iv_ident_caller_of(key);
	out->family = out->given = out->alias = out->supersedes = (struct iv_str){ 0 };
	out->source = source;
	out->key = key;
	out->name = caller.name;
	out->joined = IV_FORGET_NO_DAY;
	out->marks = 0;
	add_mark(out, iv_str_eq(source, IV_STR("~email")) ? IV_FORGET_EMAIL : IV_FORGET_PHONE, caller.identifier);
}

/* ---- names ---- */

struct sounds {
	struct iv_arena *arena;
	struct iv_str *sound;
	size_t n;
	bool also_half;
};

static void add_sound(struct sounds *s, struct iv_str sound, bool half)
{
	if (!sound.n || s->n == IV_FORGET_SOUNDS)
		return;
	sound = iv_text_sound_key(s->arena, sound);
	if (half)
		sound = iv_arena_join(s->arena, IV_STR("~"), (struct iv_str){ 0 }, sound);
	for (size_t i = 0; i < s->n; i++)
		if (iv_str_eq(s->sound[i], sound))
			return;
	s->sound[s->n++] = sound;
}

/* Of a name whose order is not known either end may be the family name. */
static void add_name(struct sounds *s, const struct iv_sound *name)
{
	bool half = !name->given.n;
	add_sound(s, name->whole, half);
	add_sound(s, name->turned, half);
	for (size_t i = 0; i < name->alsos; i++)
		add_sound(s, name->also[i], half);
	if (half || !s->also_half)
		return;
	add_sound(s, name->family, true);
	if (!name->ordered)
		add_sound(s, name->given, true);
	for (size_t i = 0; i < name->alsos; i++)
		if (name->also_family[i] < name->also[i].n)
			add_sound(s, (struct iv_str){ name->also[i].p, name->also_family[i] }, true);
}

size_t iv_forget_sounds(struct iv_arena *a, const struct iv_forget_record *r, bool also_half, struct iv_str sound[IV_FORGET_SOUNDS])
{
	struct sounds s = { .arena = a, .sound = sound, .also_half = also_half };
	struct iv_sound name = { 0 };
	if (r->name.n)
		iv_text_sound(a, r->name, &name);
	else
		iv_text_sound_of(a, r->family, r->given, &name);
	add_name(&s, &name);
	if (r->alias.n) {
		iv_text_sound(a, r->alias, &name);
		add_name(&s, &name);
	}
	return s.n;
}

static bool has_name(const struct iv_forget_record *r)
{
	return r->name.n || r->family.n || r->given.n || r->alias.n;
}

/* ---- asking the register ---- */

const struct iv_forget_entry *iv_forget_knows(const struct iv_forget_register *g, struct iv_str source, struct iv_str key)
{
	return iv_forget_find(g, iv_forget_hash(&g->key, IV_FORGET_RECORD, source, key));
}

static const struct iv_forget_entry *find_alone(const struct iv_forget_register *g, const struct iv_forget_mark *m)
{
	return iv_forget_find(g, iv_forget_hash(&g->key, (enum iv_forget_of)m->of, m->value, (struct iv_str){ 0 }));
}

static const struct iv_forget_entry *later(const struct iv_forget_entry *a, const struct iv_forget_entry *b)
{
	return !a || (b && b->at > a->at) ? b : a;
}

static const struct iv_forget_entry *find_named(const struct iv_forget_register *g, const struct iv_forget_mark *m, const struct iv_str *sound, size_t n)
{
	const struct iv_forget_entry *best = NULL;
	for (size_t i = 0; i < n; i++) {
		const struct iv_forget_entry *e = iv_forget_find(g, iv_forget_hash(&g->key, (enum iv_forget_of)(m->of + 1), m->value, sound[i]));
		best = later(best, e);
	}
	return best;
}

/* An identity number suffices; of other marks the name must agree, which is sounded only where a number is known. Without a name all of them must be known. */
static const struct iv_forget_entry *find_marks(const struct iv_forget_register *g, struct iv_arena *a, const struct iv_forget_record *r)
{
	const struct iv_forget_entry *best = NULL, *idno = NULL;
	struct iv_str sound[IV_FORGET_SOUNDS];
	size_t sounds = 0, known = 0;
	bool named = has_name(r);
	for (size_t i = 0; i < r->marks; i++) {
		const struct iv_forget_entry *e = find_alone(g, &r->mark[i]);
		if (e && r->mark[i].of == IV_FORGET_IDNO)
			idno = later(idno, e);
		if (!e || r->mark[i].of == IV_FORGET_IDNO)
			continue;
		if (named && !known++)
			sounds = iv_forget_sounds(a, r, false, sound);
		known += !named;
		best = later(best, named ? find_named(g, &r->mark[i], sound, sounds) : e);
	}
	if (idno)
		return idno;
	return named || known == r->marks ? best : NULL;
}

/* A new card of one that was erased. */
static const struct iv_forget_entry *find_replaced(const struct iv_forget_register *g, struct iv_arena *a, const struct iv_forget_record *r)
{
	const struct iv_forget_entry *e = NULL;
	struct iv_json_walk w = iv_json_open(r->supersedes);
	while (!e && !w.object && iv_json_next(&w))
		e = iv_forget_knows(g, r->source, text_of(a, w.value));
	return e;
}

const struct iv_forget_entry *iv_forget_suppresses(const struct iv_forget_register *g, struct iv_arena *a, const struct iv_forget_record *r)
{
	const struct iv_forget_entry *e = iv_forget_knows(g, r->source, r->key);
	if (e)
		return e;
	e = find_marks(g, a, r);
	if (!e)
		e = find_replaced(g, a, r);
	return e && r->joined > e->at ? NULL : e;
}

const struct iv_forget_entry *iv_forget_suspects(const struct iv_forget_register *g, struct iv_arena *a, const struct iv_forget_record *caller)
{
	struct iv_str sound[IV_FORGET_SOUNDS];
	const struct iv_forget_entry *e = find_alone(g, caller->mark);
	if (!e || !caller->name.n)
		return e;
	return find_named(g, caller->mark, sound, iv_forget_sounds(a, caller, false, sound));
}

/* ---- adding to it ---- */

void iv_forget_traits_release(struct iv_forget_traits *t)
{
	for (int i = 0; i < IV_FORGET_OFS; i++)
		iv_names_release(&t->marks[i]);
	iv_names_release(&t->sounds);
}

void iv_forget_traits_add(struct iv_forget_traits *t, struct iv_arena *a, const struct iv_forget_record *r)
{
	struct iv_str sound[IV_FORGET_SOUNDS];
	size_t n = has_name(r) ? iv_forget_sounds(a, r, true, sound) : 0;
	for (size_t i = 0; i < n; i++)
		iv_names_add(&t->sounds, sound[i]);
	for (size_t i = 0; i < r->marks; i++)
		iv_names_add(&t->marks[r->mark[i].of], r->mark[i].value);
}

void iv_forget_note_record(struct iv_forget_register *g, struct iv_str source, struct iv_str key, int32_t at, struct iv_str of_case)
{
	if (source.n)
		iv_forget_add(g, IV_FORGET_RECORD, iv_forget_hash(&g->key, IV_FORGET_RECORD, source, key), at, of_case);
}

void iv_forget_note_traits(struct iv_forget_register *g, const struct iv_forget_traits *t, int32_t at, struct iv_str of_case)
{
	for (int of = 0; of < IV_FORGET_OFS; of++)
		for (size_t i = 0; i < t->marks[of].n; i++) {
			struct iv_str value = t->marks[of].name[i];
			iv_forget_add(g, (enum iv_forget_of)of, iv_forget_hash(&g->key, (enum iv_forget_of)of, value, (struct iv_str){ 0 }), at, of_case);
			for (size_t k = 0; of != IV_FORGET_IDNO && k < t->sounds.n; k++) {
				enum iv_forget_of named = (enum iv_forget_of)(of + 1);
				iv_forget_add(g, named, iv_forget_hash(&g->key, named, value, t->sounds.name[k]), at, of_case);
			}
		}
}
