/* SPDX-License-Identifier: MIT
 * Average linkage with the matrix of all pairs. Each cluster remembers its nearest; when two clusters have joined, only those whose
 * nearest was one of them look again, for a mean over the union is no greater than the greater of the two means (and where it is as great
 * as that of another, both means were). */
#include "match/linkage_part.h"

#include <math.h>
#include <stdlib.h>

enum { NOT_WEIGHED = 4 }; /* beside enum iv_linkage_bar, until all pairs are weighed */

void iv_linkage_dense_release(struct iv_linkage_dense *d)
{
	free(d->sum);
	free(d->bar);
	free(d->best);
	free(d->near);
	free(d->size);
	free(d->alive);
	*d = (struct iv_linkage_dense){ 0 };
}

static void make_room(struct iv_linkage_dense *d, size_t n)
{
	d->sum = iv_reserve(d->sum, &d->sum_cap, n * n, sizeof *d->sum);
	d->bar = iv_reserve(d->bar, &d->bar_cap, n * n, sizeof *d->bar);
	d->best = iv_reserve(d->best, &d->best_cap, n, sizeof *d->best);
	d->near = iv_reserve(d->near, &d->near_cap, n, sizeof *d->near);
	d->size = iv_reserve(d->size, &d->size_cap, n, sizeof *d->size);
	d->alive = iv_reserve(d->alive, &d->alive_cap, n, sizeof *d->alive);
}

static void weigh_all(const struct iv_linkage_input *in, const struct iv_linkage_part *p, struct iv_linkage_dense *d)
{
	size_t n = p->n;
	memset(d->bar, NOT_WEIGHED, n * n);
	for (size_t i = 0; i < p->ties; i++) {
		const struct iv_linkage_tie *t = &p->tie[i];
		size_t at = t->a * n + t->b;
		if (t->kind == IV_TIE_NEVER) {
			d->bar[at] |= IV_BAR_HARD;
		} else if (t->kind != IV_TIE_MUST) {
			d->sum[at] = t->weight;
			d->bar[at] &= (uint8_t)~NOT_WEIGHED;
		}
	}
	for (size_t a = 0; a < n; a++) {
		for (size_t b = a + 1; b < n; b++) {
			size_t at = a * n + b;
			uint8_t bar = d->bar[at] | iv_linkage_bar_of(in, p->record[a], p->record[b]);
			if (bar & NOT_WEIGHED)
				d->sum[at] = bar & IV_BAR_HARD ? in->absent : iv_linkage_weight(in, p->record[a], p->record[b]);
			d->bar[at] = d->bar[b * n + a] = bar & (uint8_t)~NOT_WEIGHED;
			d->sum[b * n + a] = d->sum[at];
		}
	}
}

static inline double mean(const struct iv_linkage_dense *d, size_t n, uint32_t a, uint32_t b)
{
	return (double)d->sum[a * n + b] / ((double)d->size[a] * d->size[b]);
}

/* Finds the nearest of x among the clusters alive; the least of equal ones. */
static void look_around(struct iv_linkage_dense *d, size_t n, size_t alive, int32_t threshold, uint32_t x)
{
	d->best[x] = threshold;
	d->near[x] = IV_LINKAGE_ALONE;
	for (size_t i = 0; i < alive; i++) {
		uint32_t y = d->alive[i];
		if (y == x || d->bar[x * n + y])
			continue;
		double m = mean(d, n, x, y);
		if (m > d->best[x]) {
			d->best[x] = m;
			d->near[x] = y;
		}
	}
}

/* y becomes part of x, x < y. Returns how many clusters are alive. */
static size_t merge(struct iv_linkage_part *p, struct iv_linkage_dense *d, size_t alive, uint32_t x, uint32_t y)
{
	size_t n = p->n, left = 0;
	for (size_t i = 0; i < alive; i++) {
		uint32_t k = d->alive[i];
		if (k == y)
			continue;
		d->alive[left++] = k;
		if (k == x)
			continue;
		d->sum[x * n + k] = d->sum[k * n + x] += d->sum[k * n + y];
		d->bar[x * n + k] = d->bar[k * n + x] |= d->bar[k * n + y];
	}
	d->size[x] += d->size[y];
	for (size_t i = 0; i < n; i++)
		if (p->of[i] == y)
			p->of[i] = x;
	return left;
}

static size_t force(struct iv_linkage_part *p, struct iv_linkage_dense *d, size_t alive, enum iv_linkage_kind kind)
{
	for (size_t i = 0; i < p->ties; i++) {
		const struct iv_linkage_tie *t = &p->tie[i];
		if (t->kind != kind)
			continue;
		uint32_t x = p->of[t->a], y = p->of[t->b];
		if (x == y)
			continue;
		if (d->bar[x * p->n + y] & IV_BAR_HARD)
			p->refused++;
		else
			alive = merge(p, d, alive, x < y ? x : y, x < y ? y : x);
	}
	return alive;
}

static void agglomerate(struct iv_linkage_part *p, struct iv_linkage_dense *d, size_t alive, int32_t threshold)
{
	size_t n = p->n;
	for (size_t i = 0; i < alive; i++)
		look_around(d, n, alive, threshold, d->alive[i]);
	while (alive > 1) {
		uint32_t x = d->alive[0];
		for (size_t i = 1; i < alive; i++)
			if (d->best[d->alive[i]] > d->best[x])
				x = d->alive[i];
		uint32_t y = d->near[x];
		if (y == IV_LINKAGE_ALONE)
			return;
		/* Of equal means the first row was taken and it took its first column, so x < y. */
		alive = merge(p, d, alive, x, y);
		look_around(d, n, alive, threshold, x);
		for (size_t i = 0; i < alive; i++) {
			uint32_t k = d->alive[i];
			if (k != x && (d->near[k] == x || d->near[k] == y))
				look_around(d, n, alive, threshold, k);
		}
	}
}

static uint64_t count_refused(const struct iv_linkage_dense *d, size_t n, const uint32_t *of, int32_t threshold)
{
	uint64_t refused = 0;
	for (uint32_t a = 0; a < n; a++)
		for (uint32_t b = a + 1; of[a] == a && b < n; b++)
			refused += of[b] == b && d->bar[a * n + b] && mean(d, n, a, b) > threshold;
	return refused;
}

void iv_linkage_dense_run(const struct iv_linkage_input *in, struct iv_linkage_part *p, struct iv_linkage_dense *d)
{
	size_t alive = p->n;
	make_room(d, p->n);
	weigh_all(in, p, d);
	for (uint32_t i = 0; i < p->n; i++) {
		p->of[i] = d->alive[i] = i;
		d->size[i] = 1;
	}
	alive = force(p, d, alive, IV_TIE_MUST);
	alive = force(p, d, alive, IV_TIE_SURE);
	agglomerate(p, d, alive, in->threshold);
	p->refused += count_refused(d, p->n, p->of, in->threshold);
}
