/* SPDX-License-Identifier: MIT
 * Rivals: records of one part that `updated` does not tell apart. The greatest bytes win; but notes hold no bytes, so
 * all records are read again from where they were kept, once all is known, and only when there are rivals. */
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
		iv_match_unpack(d->rival[i].note, &d->arena, &r);
		if (iv_str_eq(r.updated, iv_match_updated(&d->people.part[d->rival[i].part])))
			d->rival[n++] = d->rival[i];
	}
	d->rivals = n;
	for (size_t i = 0; i < n; i++)
		dedupe_add_rival(d, d->people.part[d->rival[i].part].line, d->rival[i].part, (struct iv_str){ 0 });
	if (d->rivals)
		qsort(d->rival, d->rivals, sizeof *d->rival, by_place);
}

static int read_whole(struct dedupe *d, char *p, size_t n, bool *end, struct iv_err *err)
{
	*end = false;
	for (size_t at = 0; at < n;) {
		ptrdiff_t got = iv_spool_read(d->raw, p + at, n - at, err);
		if (got < 0)
			return IV_FAIL;
		if (!got) {
			*end = true;
			return IV_OK;
		}
		at += (size_t)got;
	}
	return IV_OK;
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

/* Reads all records again, in the order they came, beside the contenders in the same order. */
static int read_again(struct dedupe *d, struct iv_names *parts, struct best *best, struct iv_err *err)
{
	struct iv_buf raw = { 0 };
	size_t next = 0;
	bool end = false;
	int status = iv_spool_rewind(d->raw, err);
	while (status == IV_OK && next < d->rivals) {
		uint32_t head[3];
		status = read_whole(d, (char *)head, sizeof head, &end, err);
		if (status != IV_OK || end)
			break;
		iv_buf_clear(&raw);
		iv_buf_grow(&raw, head[2]);
		raw.n = head[2];
		status = read_whole(d, raw.p, raw.n, &end, err);
		for (; next < d->rivals && d->rival[next].line == head[0] && d->rival[next].part == head[1]; next++) {
			uint32_t slot = iv_names_add(parts, (struct iv_str){ (const char *)&d->rival[next].part, sizeof(uint32_t) });
			contend(d, &best[slot], &d->rival[next], iv_buf_str(&raw));
		}
	}
	iv_buf_release(&raw);
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
