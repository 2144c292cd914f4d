/* SPDX-License-Identifier: MIT
 * One pass over the parts finds each cluster's earliest record, one over the old ids finds the one it keeps. */
#include "ident/lineage.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/parallel.h"

enum { SHARES = 16 }; /* for each thread, so that none waits long for another */

struct naming {
	const struct iv_ident_input *in;
	struct iv_ident_name *name;
	uint64_t *age; /* of each part: tombstones last, callers before them, then by the day of joining; of equal ones the texts decide */
	_Atomic uint32_t *first; /* of each cluster */
	const char **adopted; /* ids that a cluster keeps though it may be without the part that they were minted from, in order */
	size_t adopted_n;
	size_t shares;
};

static bool earlier(const struct iv_ident_input *in, uint32_t a, uint32_t b)
{
	struct iv_seed x = in->seed(in->ctx, a), y = in->seed(in->ctx, b);
	return iv_ident_seed_cmp(&x, &y) < 0;
}

static bool is_before(const struct naming *n, uint32_t a, uint32_t b)
{
	return n->age[a] == n->age[b] ? earlier(n->in, a, b) : n->age[a] < n->age[b];
}

static void run(struct naming *n, size_t items, void (*task)(void *ctx, size_t number, unsigned worker))
{
	n->shares = (size_t)SHARES * (n->in->threads ? n->in->threads : 1);
	if (n->shares > items)
		n->shares = items;
	iv_parallel(n->in->threads, n->shares, task, n);
}

static void clear_firsts(void *ctx, size_t number, unsigned worker)
{
	struct naming *n = ctx;
	size_t end = iv_parallel_share(n->in->clusters, n->shares, number + 1);
	(void)worker;
	for (size_t c = iv_parallel_share(n->in->clusters, n->shares, number); c < end; c++)
		atomic_init(&n->first[c], IV_IDENT_NONE);
}

static void set_firsts(void *ctx, size_t number, unsigned worker)
{
	struct naming *n = ctx;
	size_t end = iv_parallel_share(n->in->clusters, n->shares, number + 1);
	(void)worker;
	for (size_t c = iv_parallel_share(n->in->clusters, n->shares, number); c < end; c++)
		n->name[c].first = atomic_load_explicit(&n->first[c], memory_order_relaxed);
}

static void find_ages(void *ctx, size_t number, unsigned worker)
{
	struct naming *n = ctx;
	size_t end = iv_parallel_share(n->in->parts, n->shares, number + 1);
	(void)worker;
	for (size_t p = iv_parallel_share(n->in->parts, n->shares, number); p < end; p++) {
		struct iv_seed seed = n->in->seed(n->in->ctx, (uint32_t)p);
		n->age[p] = (uint64_t)seed.gone << 33 | (uint64_t)seed.caller << 32 | ((uint32_t)seed.joined ^ 0x80000000u);
	}
}

/* Whichever thread comes first, the earliest remains: no two are equally early. */
static void find_earliest(void *ctx, size_t number, unsigned worker)
{
	struct naming *n = ctx;
	size_t end = iv_parallel_share(n->in->parts, n->shares, number + 1);
	(void)worker;
	for (size_t p = iv_parallel_share(n->in->parts, n->shares, number); p < end; p++) {
		_Atomic uint32_t *first = &n->first[n->in->cluster[p]];
		uint32_t now = atomic_load_explicit(first, memory_order_relaxed);
		while ((now == IV_IDENT_NONE || is_before(n, (uint32_t)p, now)) &&
		       !atomic_compare_exchange_weak_explicit(first, &now, (uint32_t)p, memory_order_relaxed, memory_order_relaxed))
			;
	}
}

void iv_ident_firsts(const struct iv_ident_input *in, struct iv_ident_name *name)
{
	struct naming n = { .in = in, .name = name };
	n.age = iv_alloc((in->parts + 1) * sizeof *n.age);
	n.first = iv_alloc((in->clusters + 1) * sizeof *n.first);
	run(&n, in->clusters, clear_firsts);
	run(&n, in->parts, find_ages);
	run(&n, in->parts, find_earliest);
	run(&n, in->clusters, set_firsts);
	free(n.age);
	free(n.first);
}

static int by_id(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The seed may have passed its first id on to others of its customer while it was a tombstone. */
static void mint(const struct naming *n, uint32_t first, char cid[IV_CID_SIZE])
{
	struct iv_seed s = n->in->seed(n->in->ctx, first);
	unsigned nth = s.gone ? 1 : 0;
	do {
		iv_ident_mint_nth(s.source, s.key, nth++, cid);
	} while (n->adopted_n && bsearch(&(const char *){ cid }, n->adopted, n->adopted_n, sizeof *n->adopted, by_id));
}

/* The text that an id will be minted from lies anywhere. */
static void fetch_text(const struct naming *n, size_t cluster)
{
	if (cluster < n->in->clusters && n->name[cluster].first != IV_IDENT_NONE)
		__builtin_prefetch(n->in->seed(n->in->ctx, n->name[cluster].first).key.p);
}

static void set_names(void *ctx, size_t number, unsigned worker)
{
	enum { AHEAD = 12 };
	struct naming *n = ctx;
	size_t end = iv_parallel_share(n->in->clusters, n->shares, number + 1);
	(void)worker;
	for (size_t c = iv_parallel_share(n->in->clusters, n->shares, number); c < end; c++) {
		struct iv_ident_name *name = &n->name[c];
		fetch_text(n, c + AHEAD);
		if (name->kept != IV_IDENT_NONE) {
			memcpy(name->cid, n->in->old[name->kept].cid, IV_CID_SIZE);
		} else if (name->first != IV_IDENT_NONE) {
			mint(n, name->first, name->cid);
		} else {
			memset(name->cid, 0, IV_CID_SIZE);
		}
	}
}

static void list_adopted(struct naming *n)
{
	size_t cap = 0;
	for (size_t c = 0; c < n->in->clusters; c++) {
		const struct iv_ident_old *old = n->name[c].kept == IV_IDENT_NONE ? NULL : &n->in->old[n->name[c].kept];
		if (!old || !old->adopted)
			continue;
		n->adopted = iv_reserve(n->adopted, &cap, n->adopted_n + 1, sizeof *n->adopted);
		n->adopted[n->adopted_n++] = old->cid;
	}
	if (n->adopted_n)
		qsort(n->adopted, n->adopted_n, sizeof *n->adopted, by_id);
}

void iv_ident_names(const struct iv_ident_input *in, struct iv_ident_name *name)
{
	iv_ident_firsts(in, name);
	for (size_t c = 0; c < in->clusters; c++)
		name[c].kept = IV_IDENT_NONE;
	for (uint32_t k = 0; k < in->olds; k++) {
		uint32_t seed = in->old[k].seed;
		if (seed == IV_IDENT_NONE)
			continue;
		struct iv_ident_name *n = &name[in->cluster[seed]];
		if (seed != n->first && in->seed(in->ctx, seed).caller)
			continue;
		if (n->kept == IV_IDENT_NONE || earlier(in, seed, in->old[n->kept].seed))
			n->kept = k;
	}
	struct naming n = { .in = in, .name = name };
	list_adopted(&n);
	run(&n, in->clusters, set_names);
	free(n.adopted);
}
