/* SPDX-License-Identifier: MIT
 * Union-find. The members of a cluster form a ring, so that two clusters can be compared member by member before they
 * are joined; identity numbers and single sources are kept at the root and checked for clusters of any size. */
#include "match/cluster.h"

#include <stdlib.h>

/* Of large clusters only this many members are compared with the other's: a person has that many records or fewer. */
enum { COMPARED = 32 };

struct forest {
	const struct iv_match_people *m;
	const struct iv_match_crowd *crowd;
	uint32_t *parent, *next; /* of each part */
	uint64_t *idno, *single; /* at a root: the identity number, the single sources present */
};

void iv_match_clusters_release(struct iv_match_clusters *c)
{
	free(c->of);
	*c = (struct iv_match_clusters){ 0 };
}

static uint32_t root_of(struct forest *f, uint32_t p)
{
	while (f->parent[p] != p) {
		f->parent[p] = f->parent[f->parent[p]];
		p = f->parent[p];
	}
	return p;
}

static bool contradicting_members(const struct forest *f, uint32_t x, uint32_t y, enum iv_match_by by)
{
	struct iv_match_pattern pattern;
	uint32_t a = x, b = y;
	int na = 0, nb;
	do {
		nb = 0;
		do {
			iv_match_compare(f->m, f->crowd, a, b, &pattern);
			if (iv_match_contradict(&pattern, by))
				return true;
			b = f->next[b];
		} while (b != y && ++nb < COMPARED);
		b = y;
		a = f->next[a];
	} while (a != x && ++na < COMPARED);
	return false;
}

/* Joins the clusters of the link's ends. False: they are one already, or cannot be (*refused). */
static bool join(struct forest *f, const struct iv_match_link *link, bool *refused)
{
	uint32_t x = root_of(f, link->a), y = root_of(f, link->b);
	*refused = false;
	if (x == y)
		return false;
	if (y < x) {
		uint32_t swap = x;
		x = y;
		y = swap;
	}
	bool one_source = (f->single[x] & f->single[y]) && link->verdict.by != IV_BY_SUPERSEDES;
	bool two_numbers = f->idno[x] && f->idno[y] && f->idno[x] != f->idno[y];
	if (one_source || two_numbers || (!link->verdict.hard && contradicting_members(f, x, y, link->verdict.by))) {
		*refused = true;
		return false;
	}
	f->parent[y] = x;
	f->idno[x] = f->idno[x] ? f->idno[x] : f->idno[y];
	f->single[x] |= f->single[y];
	uint32_t swap = f->next[x];
	f->next[x] = f->next[y];
	f->next[y] = swap;
	return true;
}

static int surest_first(const void *a, const void *b)
{
	const struct iv_match_link *x = a, *y = b;
	if (x->verdict.weight != y->verdict.weight)
		return x->verdict.weight > y->verdict.weight ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static void number_clusters(struct forest *f, struct iv_match_clusters *out)
{
	/* A root is the first part of its cluster, because the lesser root always wins. */
	for (uint32_t p = 0; p < f->m->n; p++) {
		uint32_t root = root_of(f, p);
		out->of[p] = root == p ? (uint32_t)out->n++ : out->of[root];
	}
}

void iv_match_cluster(const struct iv_match_people *m, const struct iv_match_crowd *crowd, uint64_t single, struct iv_match_link *link, size_t links,
		      struct iv_match_clusters *out)
{
	struct forest f = { .m = m, .crowd = crowd };
	size_t n = m->n + 1;
	*out = (struct iv_match_clusters){ .of = iv_alloc(n * sizeof *out->of) };
	f.parent = iv_alloc(n * sizeof *f.parent);
	f.next = iv_alloc(n * sizeof *f.next);
	f.idno = iv_alloc(n * sizeof *f.idno);
	f.single = iv_alloc(n * sizeof *f.single);
	for (uint32_t p = 0; p < m->n; p++) {
		const struct iv_match_part *part = &m->part[p];
		bool live = iv_match_is_record(part);
		f.parent[p] = f.next[p] = p;
		f.idno[p] = live ? part->row.idno : 0;
		f.single[p] = live && part->source < 64 ? single & UINT64_C(1) << part->source : 0;
	}
	if (links)
		qsort(link, links, sizeof *link, surest_first);
	for (size_t i = 0; i < links; i++) {
		bool refused;
		if (join(&f, &link[i], &refused))
			out->joined[link[i].verdict.by]++;
		out->refused += refused;
	}
	number_clusters(&f, out);
	free(f.parent);
	free(f.next);
	free(f.idno);
	free(f.single);
}
