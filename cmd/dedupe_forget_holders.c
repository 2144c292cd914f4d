/* SPDX-License-Identifier: MIT
 * Requests that name an identifier mean whoever holds it: with a name, all customers that hold it and have that name; without one, the only customer that
 * does. Nobody is erased on a guess. */
#include "dedupe_forget.h"

#include <stdlib.h>

/* A customer that holds what a request names. */
struct holder {
	uint32_t request, cluster;
	bool named; /* as the request says */
};

struct holders {
	struct dedupe *d;
	struct holder *holder;
	size_t n, cap;
};

static int by_request(const void *a, const void *b)
{
	const struct holder *x = a, *y = b;
	if (x->request != y->request)
		return x->request < y->request ? -1 : 1;
	return (x->cluster > y->cluster) - (x->cluster < y->cluster);
}

/* The record of a part as the register would know it. */
static int read_part(struct dedupe *d, uint32_t part, struct iv_json *json, struct iv_forget_record *out, struct iv_err *err)
{
	const struct iv_match_part *p = &d->people.part[part];
	struct iv_str source = iv_match_source(&d->people, p), line;
	if (*source.p == '~') {
		iv_forget_read_caller(source, iv_match_key(p), out);
		return IV_OK;
	}
	int status = dedupe_forget_again(d, p->line, json, &line, err);
	if (status == IV_OK)
		iv_forget_read(&d->forget->arena, dedupe_record_of(d, &d->forget->arena, line, part), out);
	return status;
}

/* Who joined after the day of a request is not meant by it: the file of requests may be given again. */
static void add_holder(struct holders *h, uint32_t part, const struct iv_forget_record *r)
{
	const struct iv_forget_lines *lines = &h->d->forget->lines;
	for (uint32_t k = 0; k < lines->n; k++) {
		const struct iv_forget_line *line = &lines->line[k];
		bool holds = false;
		for (size_t i = 0; i < r->marks; i++)
			holds |= r->mark[i].of == line->by && iv_str_eq(r->mark[i].value, line->value);
		if (!holds || r->joined > line->when)
			continue;
		h->holder = iv_reserve(h->holder, &h->cap, h->n + 1, sizeof *h->holder);
		h->holder[h->n++] = (struct holder){ k, h->d->match.clusters.of[part], false };
	}
}

static int list_holders(struct holders *h, struct iv_err *err)
{
	struct dedupe *d = h->d;
	struct iv_json json = { 0 };
	struct iv_forget_record r;
	int status = IV_OK;
	size_t n = 0;
	for (size_t i = 0; i < d->forget->marked_n && status == IV_OK; i++) {
		uint32_t part = d->forget->marked[i].part;
		if (!(d->forget->marked[i].mark & DEDUPE_HOLDS) || iv_match_row(&d->people, part)->flags & IV_PART_DELETED)
			continue;
		status = read_part(d, part, &json, &r, err);
		if (status == IV_OK)
			add_holder(h, part, &r);
	}
	iv_json_release(&json);
	if (h->n)
		qsort(h->holder, h->n, sizeof *h->holder, by_request);
	for (size_t i = 0; i < h->n; i++)
		if (!n || by_request(&h->holder[n - 1], &h->holder[i]))
			h->holder[n++] = h->holder[i];
	h->n = n;
	return status;
}

/* One name in either script, or the same characters: two Han names that only sound alike are two. */
static bool is_name(const struct iv_match_name *a, const struct iv_match_name *b)
{
	enum iv_name_level level = iv_match_name_compare(a, b);
	return level == IV_NAME_SAME || (level == IV_NAME_SOUND && !(a->flags & b->flags & IV_NAME_HAN));
}

/* Of each request that gives a name: which of its holders have it. */
static void find_names(struct holders *h)
{
	struct dedupe *d = h->d;
	const struct iv_forget_lines *lines = &d->forget->lines;
	struct iv_match_name *want = iv_zalloc((lines->n + 1) * sizeof *want);
	uint8_t *asked = iv_zalloc(d->match.clusters.clusters + 1);
	bool any = false;
	for (size_t k = 0; k < lines->n; k++)
		any |= iv_match_name_read(&d->forget->arena, lines->line[k].name, (struct iv_str){ 0 }, (struct iv_str){ 0 }, &want[k]);
	for (size_t i = 0; i < h->n; i++)
		asked[h->holder[i].cluster] = 1;
	for (uint32_t p = 0; any && h->n && p < d->people.n; p++) {
		const struct iv_match_name *name = asked[d->match.clusters.of[p]] ? iv_match_name_of(&d->people, p) : NULL;
		for (size_t i = 0; name && i < h->n; i++) {
			struct holder *one = &h->holder[i];
			one->named |= one->cluster == d->match.clusters.of[p] && lines->line[one->request].name.n && is_name(&want[one->request], name);
		}
	}
	free(want);
	free(asked);
}

/* holder[0 … n) are those of one request. */
static int choose(struct dedupe *d, const struct holder *holder, size_t n, struct iv_err *err)
{
	const struct iv_forget_line *line = &d->forget->lines.line[holder->request];
	if (!line->name.n && n > 1) {
		iv_err_set(err, IV_WRONG, "ambiguous", "is held by %zu customers, expected one; say which by name or by cid", n);
		iv_err_field(err, iv_str_of(iv_forget_of_names[line->by]));
		iv_err_value(err, line->value);
		iv_err_at(err, line->file, line->line, 0);
		return IV_WRONG;
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t kept = d->name[holder[i].cluster].kept;
		if (line->name.n && !holder[i].named)
			continue;
		dedupe_forget_hide(d, holder[i].request, holder[i].cluster);
		if (kept != IV_IDENT_NONE)
			dedupe_forget_hide_customer(d, holder[i].request, kept);
	}
	return IV_OK;
}

int dedupe_forget_find_holders(struct dedupe *d, struct iv_err *err)
{
	struct holders h = { .d = d };
	int status = list_holders(&h, err);
	if (status == IV_OK)
		find_names(&h);
	for (size_t i = 0, end; i < h.n && status == IV_OK; i = end) {
		for (end = i + 1; end < h.n && h.holder[end].request == h.holder[i].request; end++)
			;
		status = choose(d, h.holder + i, end - i, err);
	}
	free(h.holder);
	return status;
}
