/* SPDX-License-Identifier: MIT
 * The order of the output: clusters by cid, and of each cluster the lines that are about its parts. */
#include "dedupe.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "match/sort.h"

#define NONE UINT32_MAX
enum {
	AHEAD = 16, /* lines that are asked for before they are needed */
	SHARES = 8, /* for each thread */
};

/* Eight of the digits behind the first letter, as a number in the same order. */
static uint64_t head_of(const char *cid)
{
	uint64_t v = 0;
	for (int i = 1; i <= 8; i++)
		v = v << 8 | (unsigned char)cid[i];
	return v;
}

/* Among equal heads, which are rare, the whole texts decide. */
static void order_texts(const struct dedupe *d, struct iv_match_item12 *item, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k && iv_match_key12(&item[k - 1]) == iv_match_key12(&item[k]); k--) {
			if (strcmp(d->name[item[k - 1].value].cid, d->name[item[k].value].cid) <= 0)
				break;
			struct iv_match_item12 swap = item[k];
			item[k] = item[k - 1];
			item[k - 1] = swap;
		}
}

/* Clusters in order of cid. */
static struct iv_match_item12 *order_clusters(const struct dedupe *d)
{
	size_t n = d->match.clusters.clusters;
	struct iv_match_item12 *item = iv_vast_alloc((n + 1) * sizeof *item);
	for (size_t c = 0; c < n; c++)
		item[c] = iv_match_item12(head_of(d->name[c].cid), (uint32_t)c);
	iv_match_sort_array(item, n, sizeof *item, d->settings.threads);
	order_texts(d, item, n);
	return item;
}

/* What is said of clusters, in their new order. */
static void *reorder(void *list, size_t size, const struct iv_match_item12 *item, size_t n)
{
	char *to = iv_vast_alloc((n + 1) * size);
	for (size_t i = 0; i < n; i++)
		memcpy(to + i * size, (const char *)list + item[i].value * size, size);
	iv_vast_free(list);
	return to;
}

struct ordering {
	struct dedupe *d;
	uint32_t *number; /* of each cluster, its new one */
	uint32_t *place; /* of each line, the cluster it belongs to; NONE: it is a customer's */
	size_t shares;
};

static void number_parts(void *ctx, size_t share, unsigned worker)
{
	struct ordering *o = ctx;
	uint32_t *of = o->d->match.clusters.of;
	size_t end = iv_parallel_share(o->d->people.n, o->shares, share + 1);
	(void)worker;
	for (size_t p = iv_parallel_share(o->d->people.n, o->shares, share); p < end; p++)
		of[p] = o->number[of[p]];
}

/* From now on clusters are numbered as they stand in the output. */
static void number_clusters(struct ordering *o)
{
	struct dedupe *d = o->d;
	size_t n = d->match.clusters.clusters;
	struct iv_match_item12 *item = order_clusters(d);
	o->number = iv_alloc((n + 1) * sizeof *o->number);
	for (size_t i = 0; i < n; i++)
		o->number[item[i].value] = (uint32_t)i;
	d->name = reorder(d->name, sizeof *d->name, item, n);
	if (d->hid)
		d->hid = reorder(d->hid, sizeof *d->hid, item, n);
	iv_vast_free(item);
	iv_parallel(d->settings.threads, o->shares, number_parts, o);
	free(o->number);
}

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

static void count(struct iv_groups *o, uint32_t place, uint32_t line)
{
	(void)line;
	o->start[place + 1]++;
}

static void put(struct iv_groups *o, uint32_t place, uint32_t line)
{
	o->record[o->start[place]++] = line;
}

/* Calls add for each place at which a customer has something to write, once. */
static void each_place(const struct dedupe *d, const struct dedupe_customer *c, void (*add)(struct iv_groups *o, uint32_t place, uint32_t line), struct iv_groups *o)
{
	const uint32_t *part = d->customer_part + c->first, *of = d->match.clusters.of;
	for (size_t i = 0; i < (c->split ? c->n : 1); i++) {
		size_t before = 0;
		while (before < i && of[part[before]] != of[part[i]])
			before++;
		if (before == i)
			add(o, of[part[i]], c->line);
	}
}

static void each_line(const struct ordering *o, void (*add)(struct iv_groups *o, uint32_t place, uint32_t line), struct iv_groups *out)
{
	const struct dedupe *d = o->d;
	for (size_t i = 0; i < d->lines; i++) {
		if (o->place[i] == NONE)
			each_place(d, &d->customer[d->line[i]], add, out);
		else
			add(out, o->place[i], (uint32_t)i);
	}
}

void dedupe_order(void *state, struct iv_groups *out)
{
	struct dedupe *d = state;
	struct ordering o = { .d = d, .shares = (size_t)SHARES * d->settings.threads };
	size_t n = d->match.clusters.clusters;
	number_clusters(&o);
	o.place = iv_alloc((d->lines + 1) * sizeof *o.place);
	iv_parallel(d->settings.threads, o.shares, place_lines, &o);
	*out = (struct iv_groups){ .start = iv_zalloc((n + 2) * sizeof *out->start), .groups = n };
	each_line(&o, count, out);
	for (size_t g = 0; g < n; g++)
		out->start[g + 1] += out->start[g];
	out->record = iv_alloc(((size_t)out->start[n] + 1) * sizeof *out->record);
	each_line(&o, put, out);
	/* Each beginning has moved to the end of its group, which is the beginning of the next. */
	memmove(out->start + 1, out->start, n * sizeof *out->start);
	out->start[0] = 0;
	free(o.place);
}
