/* SPDX-License-Identifier: MIT
 * The order of the output: clusters by cid, and of each cluster the lines that are about its parts. */
#include "dedupe.h"

#include <stdlib.h>

#include "base/parallel.h"

#define NONE UINT32_MAX
enum {
	AHEAD = 16, /* lines that are asked for before they are needed */
	SHARES = 8, /* for each thread */
};

struct ordering {
	struct dedupe *d;
	uint32_t *place; /* of each line, the cluster it belongs to; NONE: it is a customer's */
	size_t shares;
	struct iv_groups *out;
};

/* A line is plain no longer when another stands for its part. */
static void place_line(struct ordering *o, size_t line)
{
	struct dedupe *d = o->d;
	uint32_t part = d->line[line];
	if (line + AHEAD < d->lines && d->line[line + AHEAD] < d->people.n) { /* a customer's line has another number, which does no harm */
		__builtin_prefetch(&d->people.part[d->line[line + AHEAD]]);
		__builtin_prefetch(&d->match.clusters.of[d->line[line + AHEAD]]);
	}
	o->place[line] = d->match.clusters.of[part];
	if (d->people.part[part].line != line)
		d->plain[line / 8] &= (uint8_t)~(1u << line % 8);
}

/* Shares begin at whole bytes of `plain`. */
static void place_lines(void *ctx, size_t share, unsigned worker)
{
	struct ordering *o = ctx;
	const struct dedupe *d = o->d;
	size_t bytes = d->lines / 8 + 1, i = 8 * iv_parallel_share(bytes, o->shares, share), end = 8 * iv_parallel_share(bytes, o->shares, share + 1), c = 0, high = d->customers;
	(void)worker;
	while (c < high) { /* the first customer from line i on */
		size_t middle = (c + high) / 2;
		if (d->customer[middle].line < i)
			c = middle + 1;
		else
			high = middle;
	}
	for (; i < end && i < d->lines; i++) {
		if (c < d->customers && d->customer[c].line == i) {
			o->place[i] = NONE;
			c++;
		} else {
			place_line(o, i);
		}
	}
}

/* Some of the groups: each thread puts the lines of its own in order, and passes over all others. */
struct range {
	struct iv_groups *out;
	uint32_t first, n;
};

static void count(struct range *r, uint32_t place, uint32_t line)
{
	(void)line;
	if (place - r->first < r->n)
		r->out->start[place + 1]++;
}

static void put(struct range *r, uint32_t place, uint32_t line)
{
	if (place - r->first < r->n)
		r->out->record[r->out->start[place]++] = line;
}

/* Calls add for each place at which a customer has something to write, once. */
static void each_place(const struct dedupe *d, const struct dedupe_customer *c, void (*add)(struct range *r, uint32_t place, uint32_t line), struct range *r)
{
	const uint32_t *part = d->customer_part + c->first, *of = d->match.clusters.of;
	for (size_t i = 0; i < (c->split ? c->n : 1); i++) {
		size_t before = 0;
		while (before < i && of[part[before]] != of[part[i]])
			before++;
		if (before == i)
			add(r, of[part[i]], c->line);
	}
}

static inline void each_line(const struct ordering *o, size_t number, void (*add)(struct range *r, uint32_t place, uint32_t line))
{
	const struct dedupe *d = o->d;
	size_t first = iv_parallel_share(o->out->groups, d->settings.threads, number), end = iv_parallel_share(o->out->groups, d->settings.threads, number + 1);
	struct range r = { o->out, (uint32_t)first, (uint32_t)(end - first) };
	for (size_t i = 0; i < d->lines; i++) {
		if (o->place[i] == NONE)
			each_place(d, &d->customer[d->line[i]], add, &r);
		else
			add(&r, o->place[i], (uint32_t)i);
	}
}

static void count_lines(void *ctx, size_t number, unsigned worker)
{
	(void)worker;
	each_line(ctx, number, count);
}

static void put_lines(void *ctx, size_t number, unsigned worker)
{
	(void)worker;
	each_line(ctx, number, put);
}

void dedupe_order(void *state, struct iv_groups *out)
{
	struct dedupe *d = state;
	unsigned threads = d->settings.threads;
	struct ordering o = { .d = d, .shares = (size_t)SHARES * threads, .out = out };
	size_t n = d->match.clusters.clusters;
	dedupe_number_clusters(d);
	o.place = iv_alloc((d->lines + 1) * sizeof *o.place);
	iv_parallel(threads, o.shares, place_lines, &o);
	*out = (struct iv_groups){ .start = iv_zalloc((n + 2) * sizeof *out->start), .groups = n };
	iv_parallel(threads, threads, count_lines, &o);
	for (size_t g = 0; g < n; g++)
		out->start[g + 1] += out->start[g];
	out->record = iv_alloc(((size_t)out->start[n] + 1) * sizeof *out->record);
	iv_parallel(threads, threads, put_lines, &o);
	/* Each beginning has moved to the end of its group, which is the beginning of the next. */
	memmove(out->start + 1, out->start, n * sizeof *out->start);
	out->start[0] = 0;
	free(o.place);
}
