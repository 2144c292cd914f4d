/* SPDX-License-Identifier: MIT
 * The first pass on the workers: each line is reduced to a note about the parts it speaks of. */
#include "dedupe_forget.h"

#include <stdlib.h>

enum { KEY_MOST = 65535 };

void *dedupe_reader_new(void *state)
{
	struct dedupe_reader *r = iv_zalloc(sizeof *r);
	r->d = state;
	iv_match_encoder_init(&r->encoder, &r->d->schema);
	return r;
}

void dedupe_reader_free(void *worker)
{
	struct dedupe_reader *r = worker;
	iv_arena_release(&r->arena);
	iv_buf_release(&r->note);
	iv_buf_release(&r->key);
	free(r);
}

/* A part with a party record, as a span. `scan`: what was found in it, or NULL where it is a member of another record. */
static void encode_party(struct dedupe_reader *r, struct iv_str party, const struct iv_json *scan, struct dedupe_entry *e)
{
	if (scan)
		iv_match_encode_scanned(&r->arena, &r->encoder, party, scan, &r->record);
	else
		iv_match_encode(&r->arena, &r->encoder, party, &r->record);
	e->record = &r->record;
	e->what = DEDUPE_RECORD;
	e->gone = r->record.flags & IV_PART_DELETED;
	if (r->d->truth.steps)
		e->truth = dedupe_truth_of(r, party);
}

/* A part without one: a caller when its source begins with ~. */
void dedupe_encode_other(struct dedupe_reader *r, struct dedupe_entry *e)
{
	e->what = DEDUPE_REFERENCE;
	if (!iv_str_starts(e->source, IV_STR("~")))
		return;
	struct iv_ident_caller caller = iv_ident_caller_of(e->key);
	iv_match_encode_caller(&r->arena, caller.identifier, caller.name, caller.sex, &r->record);
	e->record = &r->record;
	e->what = DEDUPE_CALLER;
}

/* ---- the note of each kind ---- */

static int check_key(struct iv_str source, struct iv_str key, struct iv_err *err)
{
	if (!source.n || !key.n) {
		iv_err_set(err, IV_REJECT, "no_key", "a %s is missing, expected texts in 'source' and 'key'", source.n ? "key" : "source");
		iv_err_field(err, source.n ? IV_STR("key") : IV_STR("source"));
		return IV_REJECT;
	}
	if (source.n > KEY_MOST || key.n > KEY_MOST)
		return iv_err_set(err, IV_REJECT, "long_key", "a source or key of at most %d bytes is expected", KEY_MOST);
	return IV_OK;
}

static int bad_customer(struct iv_err *err, const char *what)
{
	return iv_err_set(err, IV_REJECT, "bad_customer", "a customer needs %s, as ivoc-merge writes it", what);
}

/* Does it leave as it came, when it keeps its id? */
static bool is_plain_customer(const struct dedupe *d, const struct iv_rec *rec, struct iv_str cid)
{
	const struct iv_json_member *first = rec->json.m;
	if (d->options->households || !iv_rec_is_tight(rec) || !iv_str_eq(first->key, IV_STR("cid")))
		return false;
	return first->value.n == cid.n + 2 && !iv_rec_find(rec, IV_STR("hid"));
}

/* One walk, since a part is most of its customer. Returns its record, if there is one. */
static struct iv_str read_part(struct dedupe_reader *r, struct iv_str part, struct dedupe_entry *e)
{
	struct iv_str party = { 0 };
	for (struct iv_json_walk w = iv_json_open(part); w.object && iv_json_next(&w);)
		if (iv_json_walk_key(&w, IV_STR("source")))
			e->source = iv_json_text(w.value, &r->arena);
		else if (iv_json_walk_key(&w, IV_STR("key")))
			e->key = iv_json_text(w.value, &r->arena);
		else if (iv_json_walk_key(&w, IV_STR("party")))
			party = w.value;
		else if (iv_json_walk_key(&w, IV_STR("roll")))
			e->told = true;
	return party;
}

static int note_customer(struct dedupe_reader *r, const struct iv_rec *rec, struct iv_err *err)
{
	struct dedupe_head head = { .customer = true };
	struct iv_str cid = iv_rec_text(rec, IV_STR("cid")), seed = iv_rec_text(rec, IV_STR("heir"));
	size_t n = 0;
	if (!seed.n)
		seed = iv_rec_text(rec, IV_STR("seed"));
	if (cid.n != IV_CID_SIZE - 1)
		return bad_customer(err, "a cid of 21 characters");
	memcpy(head.cid, cid.p, cid.n);
	head.seed_n = (uint32_t)seed.n;
	head.plain = is_plain_customer(r->d, rec, cid);
	head.named = r->d->forget && dedupe_forget_names(r, cid, iv_rec_raw(rec, IV_STR("was")));
	iv_buf_add(&r->note, &head, sizeof head);
	iv_buf_adds(&r->note, seed);
	struct iv_json_walk w = iv_json_open(iv_rec_raw(rec, IV_STR("parts")));
	for (; !w.object && iv_json_next(&w); n++) {
		struct dedupe_entry e = { 0 };
		struct iv_str party = read_part(r, w.value, &e);
		if (check_key(e.source, e.key, err) != IV_OK)
			return bad_customer(err, "a source and a key in each of its parts");
		if (party.p && *party.p == '{')
			encode_party(r, party, NULL, &e);
		else
			dedupe_encode_other(r, &e);
		if (r->d->forget)
			dedupe_forget_mark(r, &e, e.what == DEDUPE_RECORD ? party : (struct iv_str){ 0 }, true);
		dedupe_entry_add(&r->note, &e);
	}
	return n ? IV_OK : bad_customer(err, "parts");
}

/* Does it leave as it came, but for its cid? */
static bool is_plain(const struct dedupe *d, const struct iv_rec *rec)
{
	if (d->options->explain || d->options->households || !iv_rec_is_tight(rec))
		return false;
	return !iv_rec_find(rec, IV_STR("cid")) && !iv_rec_find(rec, IV_STR("roll")) && !iv_rec_find(rec, IV_STR("link")) && !iv_rec_find(rec, IV_STR("hid")) &&
	       !iv_rec_find(rec, IV_STR("was")) && !iv_rec_find(rec, IV_STR("heir"));
}

static int note_other(struct dedupe_reader *r, const struct iv_rec *rec, struct iv_err *err)
{
	struct dedupe_head head = { 0 };
	struct dedupe_entry e = { .source = iv_rec_text(rec, IV_STR("source")), .key = iv_rec_text(rec, IV_STR("key")) };
	bool party = rec->kind == IV_KIND_PARTY;
	r->forgotten = r->d->forget && party && dedupe_forget_drops_party(r, rec);
	int status = r->forgotten ? IV_END : check_key(e.source, e.key, err);
	if (status != IV_OK)
		return status;
	if (!party) {
		if (!dedupe_event_part(r, rec, &e))
			return IV_END;
		if (e.key.n > KEY_MOST || e.source.n > KEY_MOST)
			return check_key(e.source, e.key, err);
		r->forgotten = r->d->forget && dedupe_forget_drops_event(r, &e, rec);
		if (r->forgotten)
			return IV_END;
		e.told = true;
	} else if (dedupe_is_bare(rec) || *e.source.p == '~') {
		dedupe_encode_other(r, &e);
	} else {
		encode_party(r, rec->line, &rec->json, &e);
		head.plain = is_plain(r->d, rec);
	}
	if (r->d->forget)
		dedupe_forget_mark(r, &e, party && e.what == DEDUPE_RECORD ? rec->line : (struct iv_str){ 0 }, false);
	e.told |= rec->kind == IV_KIND_PARTY && iv_rec_find(rec, IV_STR("roll"));
	iv_buf_add(&r->note, &head, sizeof head);
	dedupe_entry_add(&r->note, &e);
	return IV_OK;
}

int dedupe_accept(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	struct dedupe_reader *r = worker;
	int status = IV_END;
	r->forgotten = false;
	iv_arena_clear(&r->arena);
	iv_buf_clear(&r->note);
	if (rec->kind == IV_KIND_CUSTOMER)
		status = note_customer(r, rec, err);
	else if (rec->kind == IV_KIND_PARTY || rec->kind == IV_KIND_EVENT)
		status = note_other(r, rec, err);
	if (status == IV_OK) {
		iv_emit_note(emit, iv_buf_str(&r->note));
	} else if (r->forgotten) {
		iv_emit_drop(emit, "forgotten");
	} else if (status == IV_END) {
		if (rec->kind == IV_KIND_EVENT)
			iv_emit_count(emit, "events.nobody", 1);
		if (r->d->options->plan)
			iv_emit_drop(emit, "plan");
		else
			iv_emit_record(emit, rec);
	}
	return status;
}
