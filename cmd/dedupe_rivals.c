/* SPDX-License-Identifier: MIT
 * Rivals: records of one part that `updated` does not tell apart. The greatest bytes win; but notes hold no bytes, so
 * the rivals, and they only, are read again once all is known. */
#include "dedupe.h"

#include <stdlib.h>

void dedupe_add_rival(struct dedupe *d, uint32_t line, uint32_t part, struct iv_str note)
{
	d->rival = iv_reserve(d->rival, &d->rivals_cap, d->rivals + 1, sizeof *d->rival);
	d->rival[d->rivals++] = (struct dedupe_rival){ line, part, note.n ? iv_arena_str(&d->arena, note) : note };
}

static int by_place(const void *a, const void *b)
{
	const struct dedupe_rival *x = a, *y = b;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

/* Keeps those whose `updated` is still their part's, and adds the records they contend with, each once. */
static void gather_contenders(struct dedupe *d)
{
	size_t n = 0;
	for (size_t i = 0; i < d->rivals; i++) {
		struct iv_match_record r;
		iv_match_unpack(d->rival[i].note, &r);
		if (iv_str_eq(r.updated, iv_match_updated(&d->people.part[d->rival[i].part])))
			d->rival[n++] = d->rival[i];
	}
	d->rivals = n;
	for (size_t i = 0; i < n; i++)
		dedupe_add_rival(d, d->people.part[d->rival[i].part].line, d->rival[i].part, (struct iv_str){ 0 });
	if (d->rivals)
		qsort(d->rival, d->rivals, sizeof *d->rival, by_place);
}

/* The best record of a part so far. */
struct best {
	struct iv_str raw;
	const struct dedupe_rival *rival;
};

static void contend(struct dedupe *d, struct best *best, const struct dedupe_rival *r, struct iv_str raw)
{
	if (best->rival && iv_str_cmp(raw, best->raw) <= 0)
		return;
	best->raw = iv_arena_str(&d->arena, raw);
	best->rival = r;
}

struct iv_str dedupe_record_of(const struct dedupe *d, struct iv_arena *a, struct iv_str line, uint32_t number)
{
	const struct iv_match_people *m = &d->people;
	const struct iv_match_part *p = &m->part[number];
	struct iv_json_walk w = iv_json_open(iv_json_get(line, IV_STR("parts")));
	if (!iv_str_eq(iv_json_text(iv_json_get(line, IV_STR("kind")), a), IV_STR("customer")))
		return iv_match_bare(a, line);
	while (!w.object && iv_json_next(&w)) {
		struct iv_str source = iv_json_get(w.value, IV_STR("source")), key = iv_json_get(w.value, IV_STR("key"));
		if (iv_str_eq(iv_json_text(source, a), iv_match_source(m, p)) && iv_str_eq(iv_json_text(key, a), iv_match_key(p)))
			return iv_match_bare(a, iv_json_get(w.value, IV_STR("party")));
	}
	return (struct iv_str){ 0 };
}

/* Reads the contenders again, in the order they came. */
static int read_again(struct dedupe *d, struct iv_names *parts, struct best *best, struct iv_err *err)
{
	struct iv_arena arena = { 0 };
	struct iv_json json = { 0 };
	struct iv_str line;
	int status = IV_OK;
	for (size_t i = 0; i < d->rivals && status == IV_OK; i++) {
		const struct dedupe_rival *r = &d->rival[i];
		iv_arena_clear(&arena);
		status = iv_cli_again(d->cli, r->line, &arena, &line, err);
		if (status == IV_OK && iv_json_scan(&json, line, err) != IV_OK) /* walks need a line that was scanned */
			status = iv_err_set(err, IV_FAIL, "changed", "the input changed while it was read");
		if (status == IV_OK) {
			uint32_t slot = iv_names_add(parts, (struct iv_str){ (const char *)&r->part, sizeof r->part });
			contend(d, &best[slot], r, dedupe_record_of(d, &arena, line, r->part));
		}
	}
	iv_json_release(&json);
	iv_arena_release(&arena);
	return status;
}

int dedupe_settle_rivals(struct dedupe *d, struct iv_err *err)
{
	gather_contenders(d);
	if (!d->rivals)
		return IV_OK;
	struct iv_names parts = { 0 };
	struct best *best = iv_zalloc(d->rivals * sizeof *best);
	int status = read_again(d, &parts, best, err);
	for (size_t i = 0; status == IV_OK && i < parts.n; i++)
		if (best[i].rival->note.n)
			dedupe_take(d, best[i].rival->part, best[i].rival->line, best[i].rival->note);
	iv_names_release(&parts);
	free(best);
	return status;
}
