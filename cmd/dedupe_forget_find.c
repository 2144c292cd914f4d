/* SPDX-License-Identifier: MIT
 * Whom requests to forget mean, now that tonight's records have found their customers. */
#include "dedupe_forget.h"

#include <stdlib.h>

#include "io/vast.h"

int dedupe_forget_again(struct dedupe *d, uint32_t line, struct iv_json *json, struct iv_str *out, struct iv_err *err)
{
	int status = iv_cli_again(d->cli, line, &d->forget->arena, out, err);
	if (status == IV_OK && iv_json_scan(json, *out, err) != IV_OK)
		status = iv_err_set(err, IV_FAIL, "changed", "the input changed while it was read");
	return status;
}

/* Whoever hides a cluster first owns it; another request that means it is about the same person. */
void dedupe_forget_hide(struct dedupe *d, uint32_t person, uint32_t cluster)
{
	struct dedupe_forget *f = d->forget;
	struct dedupe_person *p = &f->person[person];
	p->found = true;
	if (d->hidden[cluster]) {
		if (p->as == person)
			p->as = f->person[f->owner[cluster] - 1].as;
		return;
	}
	d->hidden[cluster] = p->line ? DEDUPE_ERASED : DEDUPE_FORGOTTEN;
	f->owner[cluster] = 1 + p->as;
}

/* The cluster that goes on with the customer's id, or has absorbed it; and those with a record of it that go on with nobody's id. A record that is another
 * customer's by now stays with that one. */
void dedupe_forget_hide_customer(struct dedupe *d, uint32_t person, uint32_t customer)
{
	const struct dedupe_customer *c = &d->customer[customer];
	const uint32_t *of = d->match.clusters.of;
	if (c->seed != IV_IDENT_NONE)
		dedupe_forget_hide(d, person, of[c->seed]);
	for (size_t i = 0; i < c->n; i++) {
		uint32_t cluster = of[d->customer_part[c->first + i]], kept = d->name[cluster].kept;
		if (kept == IV_IDENT_NONE || kept == customer)
			dedupe_forget_hide(d, person, cluster);
	}
}

/* A record, and the customer who had it and has it still. */
static void hide_part(struct dedupe *d, uint32_t person, uint32_t part)
{
	const uint32_t *of = d->match.clusters.of;
	uint32_t was = d->was[part], seed = was == IV_IDENT_NONE ? IV_IDENT_NONE : d->customer[was].seed;
	dedupe_forget_hide(d, person, of[part]);
	if (seed != IV_IDENT_NONE && of[seed] == of[part])
		dedupe_forget_hide_customer(d, person, was);
}

/* Does the customer have the id, or has it absorbed it? */
static bool has_id(struct dedupe *d, const struct iv_json *json, struct iv_str cid)
{
	static const char *const members[] = { "cid", "was" };
	for (int i = 0; i < 2; i++) {
		const struct iv_json_member *m = iv_json_find(json, iv_str_of(members[i]));
		if (m && m->type == IV_JSON_STRING && iv_str_eq(iv_json_text(m->value, &d->forget->arena), cid))
			return true;
		struct iv_json_walk w = m ? iv_json_open(m->value) : (struct iv_json_walk){ 0 };
		while (m && m->type == IV_JSON_ARRAY && iv_json_next(&w))
			if (iv_json_type_of(w.value) == IV_JSON_STRING && iv_str_eq(iv_json_text(w.value, &d->forget->arena), cid))
				return true;
	}
	return false;
}

static int find_named(struct dedupe *d, struct iv_err *err)
{
	struct dedupe_forget *f = d->forget;
	struct iv_json json = { 0 };
	struct iv_str line;
	int status = IV_OK;
	for (size_t i = 0; i < f->named_n && status == IV_OK; i++) {
		status = dedupe_forget_again(d, d->customer[f->named[i]].line, &json, &line, err);
		for (uint32_t k = 0; k < f->lines.n && status == IV_OK; k++)
			if (f->lines.line[k].by == IV_FORGET_CID && has_id(d, &json, f->lines.line[k].value))
				dedupe_forget_hide_customer(d, k, f->named[i]);
	}
	iv_json_release(&json);
	return status;
}

static void find_records(struct dedupe *d)
{
	struct dedupe_forget *f = d->forget;
	for (uint32_t k = 0; k < f->lines.n; k++) {
		const struct iv_forget_line *line = &f->lines.line[k];
		uint32_t part = line->by == IV_FORGET_RECORD ? iv_match_find(&d->people, line->source, line->value) : IV_MATCH_NONE;
		if (part != IV_MATCH_NONE)
			hide_part(d, k, part);
	}
}

/* Customers from before an erasure, as a copy of an old night has them: they go again, under the case and day of then. */
static void find_known(struct dedupe *d)
{
	struct dedupe_forget *f = d->forget;
	for (size_t i = 0; i < f->marked_n; i++) {
		uint32_t part = f->marked[i].part;
		if (!(f->marked[i].mark & DEDUPE_KNOWN) || d->hidden[d->match.clusters.of[part]])
			continue;
		const struct iv_match_part *p = &d->people.part[part];
		const struct iv_forget_entry *e = iv_forget_knows(&f->known, iv_match_source(&d->people, p), iv_match_key(p));
		f->person = iv_reserve(f->person, &f->persons_cap, f->persons + 1, sizeof *f->person);
		f->person[f->persons] = (struct dedupe_person){ .at = e->at, .as = (uint32_t)f->persons };
		if (e->of_case != IV_NAMES_NONE)
			f->person[f->persons].of_case = f->known.cases.name[e->of_case];
		hide_part(d, (uint32_t)f->persons++, part);
	}
}

/* Callers of a number that was forgotten, where nobody else is in their customer. */
static void find_suspects(struct dedupe *d)
{
	struct dedupe_forget *f = d->forget;
	const uint32_t *of = d->match.clusters.of;
	uint8_t *suspect = NULL;
	for (size_t i = 0; i < f->marked_n; i++) {
		uint32_t part = f->marked[i].part;
		if (!(f->marked[i].mark & DEDUPE_SUSPECT) || d->hidden[of[part]] == DEDUPE_ERASED)
			continue;
		if (!suspect)
			suspect = iv_zalloc(d->people.n + 1);
		suspect[part] = 1;
		d->hidden[of[part]] = DEDUPE_FORGOTTEN;
	}
	for (uint32_t p = 0; suspect && p < d->people.n; p++)
		if (!suspect[p] && d->hidden[of[p]] == DEDUPE_FORGOTTEN && !f->owner[of[p]])
			d->hidden[of[p]] = 0;
	free(suspect);
}

/* A customer is no more when what its id follows is hidden, or all that it had. */
static void find_erased(struct dedupe *d)
{
	const uint32_t *of = d->match.clusters.of;
	d->forget->erased = iv_zalloc(d->customers + 1);
	for (size_t k = 0; k < d->customers; k++) {
		const struct dedupe_customer *c = &d->customer[k];
		bool all = true;
		for (size_t i = 0; i < c->n; i++)
			all &= d->hidden[of[d->customer_part[c->first + i]]] > 0;
		d->forget->erased[k] = all || (c->seed != IV_IDENT_NONE && d->hidden[of[c->seed]]);
	}
	for (size_t c = 0; c < d->match.clusters.clusters; c++)
		d->forget->hidden[d->hidden[c]] += d->name[c].first != IV_IDENT_NONE;
}

bool dedupe_forget_asks(const struct dedupe *d)
{
	return d->forget && (d->forget->lines.n || d->forget->marked_n);
}

int dedupe_forget_find(struct dedupe *d, struct iv_err *err)
{
	struct dedupe_forget *f = d->forget;
	size_t n = d->match.clusters.clusters;
	if (!dedupe_forget_asks(d))
		return IV_OK;
	d->hidden = iv_vast_alloc(n + 1);
	memset(d->hidden, 0, n + 1);
	f->owner = iv_zalloc((n + 1) * sizeof *f->owner);
	for (size_t i = 0; i < f->persons; i++)
		f->person[i].at = d->cli->today;
	int status = find_named(d, err);
	if (status == IV_OK)
		find_records(d);
	if (status == IV_OK && f->identifiers)
		status = dedupe_forget_find_holders(d, err);
	if (status != IV_OK)
		return status;
	find_known(d);
	find_suspects(d);
	find_erased(d);
	return IV_OK;
}
