/* SPDX-License-Identifier: MIT
 * Erasure in the first pass: what the register knows does not pass, and what requests name is marked. */
#include "dedupe_forget.h"

#include "base/date.h"

static bool is_caller(struct iv_str source)
{
	return source.n && *source.p == '~';
}

bool dedupe_forget_drops_party(struct dedupe_reader *r, const struct iv_rec *rec)
{
	const struct iv_forget_register *known = &r->d->forget->known;
	struct iv_forget_record record;
	if (!known->n)
		return false;
	iv_forget_read(&r->arena, rec->line, &record);
	return !is_caller(record.source) && iv_forget_suppresses(known, &r->arena, &record);
}

/* A call is the person's until the day of the erasure; a later one may be of somebody else who has the number. */
bool dedupe_forget_drops_event(struct dedupe_reader *r, const struct dedupe_entry *part, const struct iv_rec *rec)
{
	const struct iv_forget_register *known = &r->d->forget->known;
	const struct iv_forget_entry *e = known->n ? iv_forget_knows(known, part->source, part->key) : NULL;
	struct iv_time at;
	if (!e || !is_caller(part->source))
		return e;
	return iv_time_parse(iv_rec_text(rec, IV_STR("at")), &at) && at.day <= e->at;
}

void dedupe_forget_mark(struct dedupe_reader *r, struct dedupe_entry *e, struct iv_str party, bool of_customer)
{
	const struct dedupe_forget *f = r->d->forget;
	struct iv_forget_record record;
	bool caller = is_caller(e->source);
	if (caller)
		iv_forget_read_caller(e->source, e->key, &record);
	if (caller && f->known.n && iv_forget_suspects(&f->known, &r->arena, &record))
		e->mark |= DEDUPE_SUSPECT;
	if (!caller && of_customer && f->known.n && iv_forget_knows(&f->known, e->source, e->key))
		e->mark |= DEDUPE_KNOWN;
	if (!f->identifiers || (!caller && !party.n))
		return;
	if (!caller)
		iv_forget_read(&r->arena, party, &record);
	for (size_t i = 0; i < record.marks; i++)
		if (dedupe_forget_wants(f, record.mark[i].value))
			e->mark |= DEDUPE_HOLDS;
}

bool dedupe_forget_names(struct dedupe_reader *r, struct iv_str cid, struct iv_str was)
{
	const struct dedupe_forget *f = r->d->forget;
	struct iv_json_walk w = iv_json_open(was);
	if (!f->wanted_n)
		return false;
	bool named = dedupe_forget_wants(f, cid);
	while (!named && !w.object && iv_json_next(&w))
		named = iv_json_type_of(w.value) == IV_JSON_STRING && dedupe_forget_wants(f, iv_json_text(w.value, &r->arena));
	return named;
}

void dedupe_forget_absorb(struct dedupe *d, uint32_t part, uint8_t mark)
{
	struct dedupe_forget *f = d->forget;
	f->marked = iv_reserve(f->marked, &f->marked_cap, f->marked_n + 1, sizeof *f->marked);
	f->marked[f->marked_n++] = (struct dedupe_marked){ part, mark };
}

void dedupe_forget_absorb_customer(struct dedupe *d, uint32_t customer)
{
	struct dedupe_forget *f = d->forget;
	f->named = iv_reserve(f->named, &f->named_cap, f->named_n + 1, sizeof *f->named);
	f->named[f->named_n++] = customer;
}

void dedupe_forget_settle(struct dedupe *d, const uint32_t *moved)
{
	for (size_t i = 0; d->forget && i < d->forget->marked_n; i++)
		d->forget->marked[i].part = moved[d->forget->marked[i].part];
}
