/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --review: the pairs that somebody should look at, those first of which the answer matters most: how probably the result is wrong about
 * them, times the records whose customer would change. */
#include "dedupe_forget.h"

#include <stdlib.h>

enum { MOST = 1000, LEAST = 50 }; /* pairs in the list; thousandths of a record that the answer must be expected to change */

struct doubt {
	uint32_t kept;
	uint32_t affects;
	int64_t matters; /* thousandths */
	uint32_t low, high; /* the customers, where they are two */
};

static int by_matter(const void *a, const void *b)
{
	const struct doubt *x = a, *y = b;
	if (x->matters != y->matters)
		return x->matters > y->matters ? -1 : 1;
	return (x->kept > y->kept) - (x->kept < y->kept);
}

/* Between two customers one question is enough: the first that stands here. */
static int by_customers(const void *a, const void *b)
{
	const struct doubt *x = a, *y = b;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	if (x->high != y->high)
		return x->high < y->high ? -1 : 1;
	return by_matter(a, b);
}

/* Within a customer only what ties a record to it is asked: others of its pairs may look unlike, and the answer is implied. Identity numbers that differ are an
 * answer. */
static bool is_asked(const struct dedupe *d, uint32_t kept)
{
	const struct iv_match_kept *k = &d->match.scores.kept[kept];
	uint64_t a = iv_match_row(&d->people, k->a)->idno, b = iv_match_row(&d->people, k->b)->idno;
	if (dedupe_judgement_of(d, k->a, k->b) || (a && b && a != b))
		return false;
	return d->match.clusters.of[k->a] != d->match.clusters.of[k->b] || d->link[k->a].edge == kept || d->link[k->b].edge == kept;
}

static bool weigh(const struct dedupe *d, const uint32_t *size, uint32_t kept, struct doubt *out)
{
	const struct iv_match_kept *k = &d->match.scores.kept[kept];
	uint32_t a = d->match.clusters.of[k->a], b = d->match.clusters.of[k->b];
	if (!is_asked(d, kept) || dedupe_is_hidden_pair(d, k))
		return false;
	int64_t p = dedupe_millionths(iv_match_verdict(&d->match, k)->probability), affects = a == b ? size[a] : size[a] + size[b];
	*out = (struct doubt){ kept, (uint32_t)affects, (a == b ? 1000000 - p : p) * affects / 1000, a < b ? a : b, a < b ? b : a };
	return out->matters >= LEAST;
}

static struct doubt *list_doubts(const struct dedupe *d, size_t *n)
{
	uint32_t *size = dedupe_customer_sizes(d);
	struct doubt *doubt = iv_alloc((d->match.scores.kept_n + 1) * sizeof *doubt);
	size_t all = 0;
	*n = 0;
	for (size_t i = 0; i < d->match.scores.kept_n; i++)
		all += weigh(d, size, (uint32_t)i, &doubt[all]);
	qsort(doubt, all, sizeof *doubt, by_customers);
	for (size_t i = 0; i < all; i++) {
		bool again = *n && doubt[i].low != doubt[i].high && doubt[*n - 1].low == doubt[i].low && doubt[*n - 1].high == doubt[i].high;
		if (!again)
			doubt[(*n)++] = doubt[i];
	}
	qsort(doubt, *n, sizeof *doubt, by_matter);
	*n = *n < MOST ? *n : MOST;
	free(size);
	return doubt;
}

static const char *why(const struct iv_show_pair *p)
{
	if (p->together)
		return p->weight < 0 ? "one customer, although little speaks for it" : "one customer, but not by much";
	return p->weight < 0 ? "two customers, but something speaks for one" : "two customers, although much speaks for one";
}

/* The record itself, so that whoever is asked need not look it up. */
static int add_record(struct dedupe *d, struct iv_json *json, uint32_t part, struct iv_show_record *out, struct iv_err *err)
{
	struct iv_str line;
	int status = iv_cli_again(d->cli, d->people.part[part].line, &d->arena, &line, err);
	if (status == IV_OK && iv_json_scan(json, line, err) != IV_OK) /* walks need a line that was scanned */
		status = iv_err_set(err, IV_FAIL, "changed", "the input changed while it was read");
	if (status == IV_OK)
		out->raw = dedupe_record_of(d, &d->arena, line, part);
	return status;
}

static int add_doubt(struct dedupe *d, struct iv_json *json, const struct doubt *doubt, struct iv_buf *out, struct iv_err *err)
{
	const struct iv_match_kept *k = &d->match.scores.kept[doubt->kept];
	struct dedupe_view *v = iv_alloc(sizeof *v);
	dedupe_view(d, k, v);
	v->pair.why = why(&v->pair);
	v->pair.matters = doubt->matters;
	v->pair.affects = doubt->affects;
	int status = add_record(d, json, k->a, &v->pair.a, err);
	if (status == IV_OK)
		status = add_record(d, json, k->b, &v->pair.b, err);
	if (status == IV_OK)
		iv_show_pair(&v->pair, out);
	free(v);
	return status;
}

int dedupe_write_review(struct dedupe *d, struct iv_err *err)
{
	size_t n;
	struct doubt *doubt = list_doubts(d, &n);
	struct iv_json json = { 0 };
	struct iv_buf b = { 0 };
	int status = IV_OK;
	for (size_t i = 0; i < n && status == IV_OK; i++)
		status = add_doubt(d, &json, &doubt[i], &b, err);
	if (status == IV_OK)
		status = iv_out_write(&d->file[DEDUPE_REVIEW], iv_buf_str(&b), err);
	iv_json_release(&json);
	iv_buf_release(&b);
	free(doubt);
	return status;
}
