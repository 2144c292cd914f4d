/* SPDX-License-Identifier: MIT
 * What was known of whom is erased, read once more: the register takes hashes of it, the receipt counts it. */
#include "dedupe_forget.h"

#include <stdlib.h>

#include "ident/forget_log.h"

static uint32_t owner_of(const struct dedupe *d, uint32_t part)
{
	return d->forget->owner[d->match.clusters.of[part]];
}

static bool is_hidden(const struct dedupe *d, uint32_t part)
{
	return d->hidden[d->match.clusters.of[part]];
}

static void count(struct dedupe_counts *c, struct iv_str source)
{
	uint32_t number = iv_names_add(&c->name, source);
	size_t had = c->cap;
	c->n = iv_reserve(c->n, &c->cap, c->name.n, sizeof *c->n);
	if (c->cap > had)
		memset(c->n + had, 0, (c->cap - had) * sizeof *c->n);
	c->n[number]++;
}

/* True: it is the first that is heard of the record. */
static bool list_record(struct dedupe_forget *f, uint32_t owner, struct iv_str source, struct iv_str key)
{
	size_t before = f->records.n;
	uint32_t number = iv_names_add(&f->records, iv_forget_log_name(&f->arena, source, key));
	if (f->records.n == before)
		return false;
	f->record_owner = iv_reserve(f->record_owner, &f->record_cap, f->records.n, sizeof *f->record_owner);
	f->record_owner[number] = owner;
	return true;
}

void dedupe_forget_note(struct dedupe *d, uint32_t owner, const struct iv_forget_record *r)
{
	struct dedupe_forget *f = d->forget;
	list_record(f, owner, r->source, r->key);
	if (!owner)
		return;
	struct dedupe_person *p = &f->person[owner - 1];
	iv_forget_note_record(&f->known, r->source, r->key, p->at, p->of_case);
	iv_forget_traits_add(&p->traits, &f->arena, r);
	for (size_t i = 0; i < r->marks; i++)
		dedupe_forget_token(f, owner - 1, r->mark[i].value);
}

/* Every part, also one that only events speak of. */
static void note_parts(struct dedupe *d)
{
	struct dedupe_forget *f = d->forget;
	for (uint32_t p = 0; p < d->people.n; p++) {
		if (!is_hidden(d, p))
			continue;
		const struct iv_match_part *part = &d->people.part[p];
		struct iv_forget_record r = { .source = iv_match_source(&d->people, part), .key = iv_match_key(part), .joined = IV_FORGET_NO_DAY };
		if (*r.source.p == '~')
			iv_forget_read_caller(r.source, r.key, &r);
		dedupe_forget_note(d, owner_of(d, p), &r);
		if (owner_of(d, p) && iv_match_row(&d->people, p)->flags & IV_PART_RECORD)
			count(&f->person[owner_of(d, p) - 1].records, r.source);
	}
}

/* An id that a person had. */
static void note_id(struct dedupe *d, uint32_t owner, struct iv_names *into, struct iv_str cid)
{
	struct dedupe_forget *f = d->forget;
	const struct dedupe_person *p = &f->person[owner - 1];
	iv_names_add(into, cid);
	iv_forget_add(&f->known, IV_FORGET_CID, iv_forget_hash(&f->known.key, IV_FORGET_CID, cid, (struct iv_str){ 0 }), p->at, p->of_case);
	dedupe_forget_token(f, owner - 1, cid);
}

static void note_ids(struct dedupe *d, uint32_t owner, const struct dedupe_customer *c, struct iv_str line)
{
	struct dedupe_person *p = &d->forget->person[owner - 1];
	struct iv_json_walk w = iv_json_open(iv_json_get(line, IV_STR("was")));
	note_id(d, owner, &p->cids, (struct iv_str){ c->cid, IV_CID_SIZE - 1 });
	while (!w.object && iv_json_next(&w))
		if (iv_json_type_of(w.value) == IV_JSON_STRING)
			note_id(d, owner, &p->was, iv_json_text(w.value, &d->forget->arena));
}

/* Of a customer's parts those that are hidden; all of them, as a rule. */
static void gather_customer(struct dedupe *d, const struct dedupe_customer *c, uint32_t customer, struct iv_str line)
{
	struct dedupe_forget *f = d->forget;
	struct iv_json_walk w = iv_json_open(iv_json_get(line, IV_STR("parts")));
	uint32_t first = 0;
	for (size_t i = 0; i < c->n && iv_json_next(&w); i++) {
		uint32_t part = d->customer_part[c->first + i], owner = owner_of(d, part);
		struct iv_forget_record r;
		if (!is_hidden(d, part) || !owner)
			continue;
		first = first ? first : owner;
		f->person[owner - 1].master++;
		f->person[owner - 1].rolls += iv_json_get(w.value, IV_STR("roll")).n > 0;
		iv_forget_read(&f->arena, iv_json_get(w.value, IV_STR("party")), &r);
		if (r.key.n)
			dedupe_forget_note(d, owner, &r);
	}
	if (first && f->erased[customer])
		note_ids(d, first, c, line);
}

static void gather_line(struct dedupe *d, uint32_t part, const struct iv_json *json, struct iv_str line)
{
	struct dedupe_forget *f = d->forget;
	const struct iv_json_member *kind = iv_json_find(json, IV_STR("kind")), *source = iv_json_find(json, IV_STR("source"));
	uint32_t owner = owner_of(d, part);
	struct iv_forget_record r;
	if (!owner || !kind || !source)
		return;
	f->person[owner - 1].stream++;
	if (iv_str_eq(iv_json_text(kind->value, &f->arena), IV_STR("event"))) {
		count(&f->person[owner - 1].events, iv_json_text(source->value, &f->arena));
		return;
	}
	iv_forget_read(&f->arena, line, &r);
	if (r.source.n && *r.source.p != '~')
		dedupe_forget_note(d, owner, &r);
}

static bool has_hidden(const struct dedupe *d, const struct dedupe_customer *c)
{
	bool any = false;
	for (size_t i = 0; i < c->n; i++)
		any |= is_hidden(d, d->customer_part[c->first + i]);
	return any;
}

static int gather_lines(struct dedupe *d, struct iv_err *err)
{
	struct iv_json json = { 0 };
	struct iv_str line;
	int status = IV_OK;
	for (uint32_t i = 0, c = 0; i < d->lines && status == IV_OK; i++) {
		bool customer = c < d->customers && d->customer[c].line == i;
		if (customer ? has_hidden(d, &d->customer[c]) : is_hidden(d, d->line[i])) {
			status = dedupe_forget_again(d, i, &json, &line, err);
			if (status == IV_OK && customer)
				gather_customer(d, &d->customer[c], c, line);
			else if (status == IV_OK)
				gather_line(d, d->line[i], &json, line);
		}
		c += customer;
	}
	iv_json_release(&json);
	return status;
}

int dedupe_forget_gather(struct dedupe *d, struct iv_err *err)
{
	struct dedupe_forget *f = d->forget;
	int status = IV_OK;
	if (d->hidden && (f->hidden[DEDUPE_ERASED] || f->hidden[DEDUPE_FORGOTTEN])) {
		note_parts(d);
		status = gather_lines(d, err);
		if (status == IV_OK)
			status = dedupe_forget_log_deleted(d, err);
	}
	for (uint32_t i = 0; f && i < f->persons && status == IV_OK; i++)
		iv_forget_note_traits(&f->known, &f->person[i].traits, f->person[i].at, f->person[i].of_case);
	for (uint32_t i = 0; f && i < f->lines.n && status == IV_OK; i++)
		dedupe_forget_asked(d, i);
	return f && status == IV_OK ? dedupe_forget_search(d, err) : status;
}
