/* SPDX-License-Identifier: MIT
 * The pieces of a note, and which part an event speaks of. */
#include "dedupe.h"

#include "clean/email.h"
#include "clean/gender.h"
#include "clean/name.h"
#include "clean/phone.h"
#include "text/fold.h"
#include "text/han.h"

/* Four numbers, the truth and the part's id, then the texts. */
void dedupe_entry_add(struct iv_buf *note, const struct dedupe_entry *e)
{
	uint32_t head[4] = { e->what | (uint32_t)e->gone << 8 | (uint32_t)e->told << 9 | (uint32_t)e->mark << 16, (uint32_t)e->source.n, (uint32_t)e->key.n };
	size_t at = note->n;
	iv_buf_add(note, head, sizeof head);
	uint64_t more[2] = { e->truth, iv_match_id_of(e->source, e->key) };
	iv_buf_add(note, more, sizeof more);
	iv_buf_adds(note, e->source);
	iv_buf_adds(note, e->key);
	size_t packed = note->n;
	if (e->record)
		iv_match_pack(e->record, note);
	head[3] = (uint32_t)(note->n - packed);
	memcpy(note->p + at, head, sizeof head);
}

bool dedupe_entry_next(struct iv_str *note, struct dedupe_entry *e)
{
	uint32_t head[4];
	uint64_t more[2];
	if (note->n < sizeof head + sizeof more)
		return false;
	memcpy(head, note->p, sizeof head);
	memcpy(more, note->p + sizeof head, sizeof more);
	e->truth = more[0];
	e->id = more[1];
	const char *p = note->p + sizeof head + sizeof more;
	struct iv_str *text[3] = { &e->source, &e->key, &e->note };
	e->what = (enum dedupe_what)(head[0] & 0xff);
	e->gone = head[0] >> 8 & 1;
	e->mark = (uint8_t)(head[0] >> 16);
	e->told = head[0] >> 9 & 1;
	for (int i = 0; i < 3; i++) {
		*text[i] = (struct iv_str){ p, head[i + 1] };
		p += head[i + 1];
	}
	*note = (struct iv_str){ p, note->n - (size_t)(p - note->p) };
	return true;
}

/* What an event says of its person's name, without title and simplified, and the sex that the title tells. */
static void name_of(struct iv_arena *a, const struct iv_rec *rec, struct iv_ident_caller *caller)
{
	struct iv_name name;
	struct iv_clean gender;
	iv_clean_name(a, iv_rec_text(rec, IV_STR("name")), &name);
	iv_clean_gender(a, iv_rec_text(rec, IV_STR("honorific")), &gender);
	caller->name = iv_han_simplify(a, iv_text_fold(a, name.c.value));
	caller->sex = gender.value.n ? *gender.value.p : name.sex;
}

/* The first number that can tell a person, or else the first such address. */
static bool first_identifier(struct iv_arena *a, const struct iv_rec *rec, const char **source, struct iv_str *found)
{
	struct iv_json_walk w = iv_json_open(iv_rec_raw(rec, IV_STR("phone")));
	while (iv_json_next(&w)) {
		struct iv_phone p = { 0 };
		if (iv_json_type_of(w.value) != IV_JSON_STRING || iv_clean_phone(a, iv_json_text(w.value, a), (struct iv_str){ 0 }, &p) != IV_OK || !p.linkable)
			continue;
		*source = "~phone";
		*found = p.c.value;
		return true;
	}
	for (w = iv_json_open(iv_rec_raw(rec, IV_STR("email"))); iv_json_next(&w);) {
		struct iv_email m = { 0 };
		if (iv_json_type_of(w.value) != IV_JSON_STRING || iv_clean_email(a, iv_json_text(w.value, a), &m) != IV_OK || !m.linkable)
			continue;
		*source = "~email";
		*found = m.canonical;
		return true;
	}
	return false;
}

bool dedupe_event_part(struct dedupe_reader *r, const struct iv_rec *rec, struct dedupe_entry *e)
{
	const char *source;
	struct iv_ident_caller caller = { 0 };
	*e = (struct dedupe_entry){ .key = iv_rec_text(rec, IV_STR("party")) };
	if (e->key.n) {
		e->source = iv_rec_text(rec, IV_STR("party_source"));
		if (!e->source.n)
			e->source = iv_rec_text(rec, IV_STR("source"));
		dedupe_encode_other(r, e);
		return true;
	}
	if (!first_identifier(&r->arena, rec, &source, &caller.identifier))
		return false;
	iv_buf_clear(&r->key);
	name_of(&r->arena, rec, &caller);
	iv_ident_caller_key(&r->key, &caller);
	e->source = iv_str_of(source);
	e->key = iv_buf_str(&r->key);
	dedupe_encode_other(r, e);
	return true;
}

bool dedupe_is_bare(const struct iv_rec *rec)
{
	size_t others = rec->json.n;
	if (others < 3 || others > 7)
		return false;
	others -= iv_rec_find(rec, IV_STR("was")) != NULL;
	others -= iv_rec_find(rec, IV_STR("heir")) != NULL;
	others -= iv_rec_find(rec, IV_STR("kind")) != NULL;
	others -= iv_rec_find(rec, IV_STR("cid")) != NULL;
	return others == 3 && iv_rec_find(rec, IV_STR("roll")); /* source, key, roll */
}
