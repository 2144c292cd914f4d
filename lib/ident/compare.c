/* SPDX-License-Identifier: MIT
 * Records that both lists have tie an old customer to a new one. Customers are numbered by sorting these ties, once by either side. */
#include "ident/compare.h"

#include <stdlib.h>

#include "base/arena.h"

const char *const iv_ident_fate_names[IV_FATES] = { "unchanged", "grown", "shrunk", "merged", "split", "new", "gone" };

/* A record's customers; 0: it has none. From numbering on they are numbers from 1. */
struct tie {
	uint64_t here, there;
};

/* What a customer's records say of it. */
struct side {
	uint32_t *other; /* of each, the first customer of the other side that it shares a record with; 0: none */
	uint8_t *is;
	size_t n;
};
enum { SEVERAL = 1, OPEN = 2, KEPT = 4 }; /* others; records that the other side does not have; one of the others has its id */

static size_t unique(struct iv_ident_pair *p, size_t n, bool *twice)
{
	size_t to = 0;
	for (size_t i = 0; i < n; i++) {
		bool again = to && p[to - 1].record == p[i].record;
		*twice |= again && p[to - 1].cid != p[i].cid;
		if (!again)
			p[to++] = p[i];
	}
	return to;
}

static struct tie *join(const struct iv_ident_pair *a, size_t an, const struct iv_ident_pair *b, size_t bn, size_t *n)
{
	struct tie *tie = iv_alloc((an + bn + 1) * sizeof *tie);
	size_t i = 0, k = 0;
	for (*n = 0; i < an || k < bn; ++*n) {
		bool left = k == bn || (i < an && a[i].record <= b[k].record), right = i == an || (k < bn && b[k].record <= a[i].record);
		tie[*n] = (struct tie){ left ? a[i].cid : 0, right ? b[k].cid : 0 };
		i += left;
		k += right;
	}
	return tie;
}

/* Ties sorted by `here`: its customers get numbers, and the sides are exchanged. Returns the ids by number. */
static uint64_t *number(struct tie *tie, size_t n, size_t *customers)
{
	uint64_t *id = NULL;
	size_t cap = 0;
	*customers = 0;
	for (size_t i = 0; i < n; i++) {
		uint64_t here = tie[i].here;
		if (here && (!*customers || id[*customers - 1] != here)) {
			id = iv_reserve(id, &cap, *customers + 1, sizeof *id);
			id[(*customers)++] = here;
		}
		tie[i] = (struct tie){ tie[i].there, here ? *customers : 0 };
	}
	return id;
}

static void open_side(struct side *s, size_t n)
{
	*s = (struct side){ .other = iv_zalloc((n + 1) * sizeof *s->other), .is = iv_zalloc(n + 1), .n = n };
}

static void note(struct side *s, uint64_t here, uint64_t there, bool kept)
{
	if (!here)
		return;
	s->is[here] |= (uint8_t)(kept ? KEPT : 0);
	if (!there)
		s->is[here] |= OPEN;
	else if (!s->other[here])
		s->other[here] = (uint32_t)there;
	else if (s->other[here] != there)
		s->is[here] |= SEVERAL;
}

/* What became of an old customer that has records today, as its one new customer shows it. */
static enum iv_ident_fate fate(const struct side *before, const struct side *after, uint32_t old)
{
	if (before->is[old] & SEVERAL)
		return IV_FATE_SPLIT;
	uint32_t now = before->other[old];
	if (after->is[now] & SEVERAL)
		return IV_FATE_MERGED;
	if (before->is[old] & OPEN)
		return IV_FATE_SHRUNK;
	return after->is[now] & OPEN ? IV_FATE_GROWN : IV_FATE_UNCHANGED;
}

static void count(const struct side *before, const struct side *after, struct iv_ident_compared *out)
{
	for (uint32_t c = 1; c <= before->n; c++) {
		enum iv_ident_fate f = before->other[c] ? fate(before, after, c) : IV_FATE_GONE;
		out->fate[f].before++;
		out->fate[f].renamed += f == IV_FATE_SPLIT && !(before->is[c] & KEPT);
	}
	for (uint32_t c = 1; c <= after->n; c++) {
		enum iv_ident_fate f = !after->other[c] ? IV_FATE_NEW : after->is[c] & SEVERAL ? IV_FATE_MERGED : fate(before, after, after->other[c]);
		out->fate[f].after++;
		out->fate[f].renamed += f < IV_FATE_SPLIT && !(after->is[c] & KEPT);
	}
}

int iv_ident_compare(struct iv_ident_pair *before, size_t before_n, struct iv_ident_pair *after, size_t after_n, iv_ident_sort *sort, void *ctx, struct iv_ident_compared *out,
		     struct iv_err *err)
{
	bool twice = false;
	size_t n, olds, news;
	struct side old, new;
	*out = (struct iv_ident_compared){ 0 };
	sort(ctx, before, before_n);
	sort(ctx, after, after_n);
	before_n = unique(before, before_n, &twice);
	after_n = unique(after, after_n, &twice);
	if (twice)
		return iv_err_set(err, IV_FAIL, "part_twice", "a record stands in two customers, expected each record in one");
	struct tie *tie = join(before, before_n, after, after_n, &n);
	sort(ctx, tie, n);
	uint64_t *old_id = number(tie, n, &olds);
	sort(ctx, tie, n);
	uint64_t *new_id = number(tie, n, &news);
	open_side(&old, olds);
	open_side(&new, news);
	for (size_t i = 0; i < n; i++) {
		uint64_t o = tie[i].here, c = tie[i].there;
		bool kept = o && c && old_id[o - 1] == new_id[c - 1];
		note(&old, o, c, kept);
		note(&new, c, o, kept);
	}
	count(&old, &new, out);
	free(tie);
	free(old_id);
	free(new_id);
	free(old.other);
	free(old.is);
	free(new.other);
	free(new.is);
	return IV_OK;
}
