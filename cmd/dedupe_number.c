/* SPDX-License-Identifier: MIT
 * Clusters are numbered as they stand in the output: in order of cid. */
#include "dedupe.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "match/sort.h"

enum {
	AHEAD = 16, /* clusters that are asked for before they are needed */
	SHARES = 8, /* for each thread */
};

struct numbering {
	struct dedupe *d;
	struct iv_match_item12 *item; /* clusters in order of cid */
	uint32_t *number; /* of each cluster, its new one */
	size_t shares;
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

static void list_clusters(void *ctx, size_t share, unsigned worker)
{
	const struct numbering *o = ctx;
	size_t n = o->d->match.clusters.clusters, end = iv_parallel_share(n, o->shares, share + 1);
	(void)worker;
	for (size_t c = iv_parallel_share(n, o->shares, share); c < end; c++)
		o->item[c] = iv_match_item12(head_of(o->d->name[c].cid), (uint32_t)c);
}

static void number_share(void *ctx, size_t share, unsigned worker)
{
	const struct numbering *o = ctx;
	size_t n = o->d->match.clusters.clusters, end = iv_parallel_share(n, o->shares, share + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(n, o->shares, share); i < end; i++)
		o->number[o->item[i].value] = (uint32_t)i;
}

/* What is said of clusters, in their new order. */
struct reordering {
	const struct numbering *o;
	const char *from;
	char *to;
	size_t size;
};

static void reorder_share(void *ctx, size_t share, unsigned worker)
{
	const struct reordering *r = ctx;
	size_t n = r->o->d->match.clusters.clusters, end = iv_parallel_share(n, r->o->shares, share + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(n, r->o->shares, share); i < end; i++) {
		if (i + AHEAD < n)
			__builtin_prefetch(r->from + r->o->item[i + AHEAD].value * r->size);
		memcpy(r->to + i * r->size, r->from + r->o->item[i].value * r->size, r->size);
	}
}

static void *reorder(const struct numbering *o, void *list, size_t size)
{
	struct reordering r = { o, list, iv_vast_alloc((o->d->match.clusters.clusters + 1) * size), size };
	iv_parallel(o->d->settings.threads, o->shares, reorder_share, &r);
	iv_vast_free(list);
	return r.to;
}

static void number_parts(void *ctx, size_t share, unsigned worker)
{
	struct numbering *o = ctx;
	uint32_t *of = o->d->match.clusters.of;
	size_t end = iv_parallel_share(o->d->people.n, o->shares, share + 1);
	(void)worker;
	for (size_t p = iv_parallel_share(o->d->people.n, o->shares, share); p < end; p++)
		of[p] = o->number[of[p]];
}

void dedupe_number_clusters(struct dedupe *d)
{
	struct numbering o = { .d = d, .shares = (size_t)SHARES * d->settings.threads };
	size_t n = d->match.clusters.clusters;
	o.item = iv_vast_alloc((n + 1) * sizeof *o.item);
	iv_parallel(d->settings.threads, o.shares, list_clusters, &o);
	iv_match_sort_array(o.item, n, sizeof *o.item, d->settings.threads);
	order_texts(d, o.item, n);
	o.number = iv_alloc((n + 1) * sizeof *o.number);
	iv_parallel(d->settings.threads, o.shares, number_share, &o);
	d->name = reorder(&o, d->name, sizeof *d->name);
	if (d->hid)
		d->hid = reorder(&o, d->hid, sizeof *d->hid);
	if (d->hidden)
		d->hidden = reorder(&o, d->hidden, 1);
	iv_vast_free(o.item);
	iv_parallel(d->settings.threads, o.shares, number_parts, &o);
	free(o.number);
}
