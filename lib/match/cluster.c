/* SPDX-License-Identifier: MIT
 * What linkage is asked for: which pairs are edges, which must be kept apart, and what two records weigh that were not compared. Pairs and records
 * are gone through in shares, whose lists are joined in order. */
#include "match/cluster.h"

#include <math.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"

/* Clusters of more records together are joined by their edges alone; what was not compared then counts so much against. */
enum { WEIGHED = 64, ABSENT = -8000 };

enum { SHARES = 16 }; /* for each thread, so that none waits long for another */

/* Given names that are two, and no slip of one: Chinese ones that differ at all, others when both are known from other people and the birth date
 * does not speak against it. */
static bool two_given_names(const struct iv_match *r, uint32_t a, uint32_t b, unsigned level, unsigned birth)
{
	enum { CHINESE = IV_NAME_PINYIN | IV_NAME_HAN | IV_NAME_SPELLED };
	const struct iv_match_people *m = r->frame.m;
	if (iv_match_name_of(m, a)->flags & CHINESE && iv_match_name_of(m, b)->flags & CHINESE)
		return true;
	return level == IV_NAME_FAMILY && (!birth || birth > IV_BIRTH_PART) && r->crowd.name[iv_match_row(m, a)->name].given_known && r->crowd.name[iv_match_row(m, b)->name].given_known;
}

/* Brothers, sisters and twins share surname, address, telephone and even birth date; a telephone is handed on. Their given names are all that
 * tells them apart, so two that differ are never one person without something of one person's own. */
bool iv_match_are_two(const struct iv_match *r, uint32_t a, uint32_t b, uint64_t pattern)
{
	const struct iv_match_frame *f = &r->frame;
	unsigned name = iv_match_level(f, pattern, IV_FIELD_NAME);
	if ((name != IV_NAME_FAMILY && name != IV_NAME_DIFFERENT) || !two_given_names(r, a, b, name, iv_match_level(f, pattern, IV_FIELD_BIRTH)))
		return false;
	return iv_match_level(f, pattern, IV_FIELD_IDNO) != IV_PLAIN_SAME && iv_match_level(f, pattern, IV_FIELD_IDS) != IV_IDS_SAME &&
	       iv_match_level(f, pattern, IV_FIELD_EMAIL) != IV_EMAIL_SAME;
}

static int32_t weigh(void *ctx, uint32_t a, uint32_t b)
{
	const struct iv_match *r = ctx;
	uint64_t pattern = iv_match_compare(&r->frame, a, b, false);
	struct iv_mixture_verdict v;
	iv_mixture_judge(&r->frame.shape, &r->mixture, pattern, &v);
	return v.match > 0 && iv_match_are_two(r, a, b, pattern) ? IV_LINKAGE_LEAST : v.match;
}

/* What one share of the records or pairs comes to. */
struct share {
	uint64_t callers;
	size_t edges; /* at the beginning of the share's part of the list */
	struct iv_edge *never;
	size_t nevers, cap;
};

struct clustering {
	struct iv_match *r;
	const struct iv_match_settings *s;
	bool *replaces; /* parts that say they replace another; NULL: none does */
	uint64_t *idno, *single; /* of each part; single: NULL when no source is */
	struct iv_edge *edge, *never;
	bool *sure; /* of each edge */
	size_t edges, nevers, shares;
	struct share *share;
};

static void run(struct clustering *c, size_t n, void (*task)(void *ctx, size_t number, unsigned worker))
{
	unsigned threads = c->s->threads ? c->s->threads : 1;
	c->shares = n < (size_t)SHARES * threads ? n : (size_t)SHARES * threads;
	iv_parallel(threads, c->shares, task, c);
}

static void look_at_records(void *ctx, size_t number, unsigned worker)
{
	struct clustering *c = ctx;
	const struct iv_match_people *m = c->r->frame.m;
	size_t end = iv_parallel_share(m->n, c->shares, number + 1);
	(void)worker;
	for (size_t p = iv_parallel_share(m->n, c->shares, number); p < end; p++) {
		bool record = iv_match_is_record(m, p);
		c->share[number].callers += (iv_match_row(m, p)->flags & IV_PART_CALLER) != 0;
		c->idno[p] = record ? iv_match_row(m, p)->idno : 0;
		if (c->single)
			c->single[p] = record && m->part[p].source < 64 ? c->s->single & UINT64_C(1) << m->part[p].source : 0;
	}
}

/* Which parts say that they replace another: few or none, and so nothing else is looked at of the others. */
static bool *list_replacing(const struct iv_match_people *m)
{
	bool *replaces;
	if (!iv_match_any_supersedes(m))
		return NULL;
	replaces = iv_zalloc((m->n + 1) * sizeof *replaces);
	for (size_t p = 0; p < m->n; p++) {
		const struct iv_match_row *row = iv_match_row(m, p);
		for (size_t i = row->held; i < (size_t)row->held + row->held_n; i++)
			replaces[p] |= iv_match_ident_type(m->held[i]) == IV_ID_SUPERSEDES;
	}
	return replaces;
}

/* Somebody judged that they are one. Musts are few. */
static bool is_must(const struct iv_match_settings *s, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < s->musts; i++)
		if (s->must[i].a == a && s->must[i].b == b)
			return true;
	return false;
}

/* A pair above the threshold that is no link after all. */
static void set_apart(struct iv_match *r, int32_t weight)
{
	double wrong = 1 / (1 + exp2(weight / 1000.0));
	r->expected.links--;
	r->expected.right -= 1 - wrong;
	r->expected.wrong = r->expected.wrong > wrong ? r->expected.wrong - wrong : 0;
}

/* Pairs worth an edge, and those that must be kept apart. A replaced record is joined whatever the rest says, and copies are not asked twice. */
static void look_at_pairs(void *ctx, size_t number, unsigned worker)
{
	struct clustering *c = ctx;
	const struct iv_match *r = c->r;
	const struct iv_match_people *m = r->frame.m;
	size_t from = iv_parallel_share(r->scores.kept_n, c->shares, number), end = iv_parallel_share(r->scores.kept_n, c->shares, number + 1), n = from;
	struct share *share = &c->share[number];
	(void)worker;
	for (size_t i = from; i < end; i++) {
		const struct iv_match_kept *k = &r->scores.kept[i];
		struct iv_edge edge = { k->a, k->b, iv_match_verdict(r, k)->match };
		bool replaced = c->replaces && (c->replaces[k->a] || c->replaces[k->b]) && iv_match_replaces(m, k->a, k->b);
		if (edge.weight <= r->threshold && !replaced)
			continue;
		if (!replaced && iv_match_are_two(r, k->a, k->b, iv_match_kept_pattern(&r->scores, k)) && !is_must(c->s, k->a, k->b)) {
			share->never = iv_reserve(share->never, &share->cap, share->nevers + 1, sizeof *share->never);
			share->never[share->nevers++] = edge;
			continue;
		}
		c->sure[n] = replaced || (!c->single && iv_match_are_copies(m, k->a, k->b)); /* a sure edge would pass over single sources */
		c->edge[n++] = edge;
	}
	share->edges = n - from;
}

static void join_shares(struct clustering *c)
{
	struct iv_match *r = c->r;
	size_t nevers = c->s->nevers;
	for (size_t i = 0; i < c->shares; i++)
		nevers += c->share[i].nevers;
	c->never = iv_alloc((nevers + 1) * sizeof *c->never);
	if (c->s->nevers)
		memcpy(c->never, c->s->never, c->s->nevers * sizeof *c->never);
	c->nevers = c->s->nevers;
	for (size_t i = 0; i < c->shares; i++) {
		const struct share *share = &c->share[i];
		size_t from = iv_parallel_share(r->scores.kept_n, c->shares, i);
		memmove(c->edge + c->edges, c->edge + from, share->edges * sizeof *c->edge);
		memmove(c->sure + c->edges, c->sure + from, share->edges * sizeof *c->sure);
		c->edges += share->edges;
		for (size_t k = 0; k < share->nevers; k++) {
			c->never[c->nevers++] = share->never[k];
			set_apart(r, share->never[k].weight);
		}
		free(share->never);
	}
	r->links += c->edges;
}

static void list_edges(struct clustering *c)
{
	size_t n = c->r->scores.kept_n;
	c->replaces = list_replacing(c->r->frame.m);
	c->edge = iv_vast_alloc((n + 1) * sizeof *c->edge);
	c->sure = iv_vast_alloc((n + 1) * sizeof *c->sure);
	run(c, n, look_at_pairs);
	join_shares(c);
	free(c->replaces);
}

void iv_match_cluster(struct iv_match *r, const struct iv_match_settings *s)
{
	const struct iv_match_people *m = r->frame.m;
	struct clustering c = { .r = r, .s = s };
	c.idno = iv_vast_alloc((m->n + 1) * sizeof *c.idno);
	c.single = s->single ? iv_vast_alloc((m->n + 1) * sizeof *c.single) : NULL;
	c.share = iv_zalloc(((size_t)SHARES * (s->threads + 1)) * sizeof *c.share);
	run(&c, m->n, look_at_records);
	for (size_t i = 0; i < c.shares; i++)
		r->callers += c.share[i].callers;
	list_edges(&c);
	struct iv_linkage_input in = {
		.ctx = r, .n = (uint32_t)m->n, .edge = c.edge, .edges = c.edges, .sure = c.sure, .must = s->must, .musts = s->musts, .never = c.never, .nevers = c.nevers,
		.threshold = r->threshold, .weighed = WEIGHED, .absent = ABSENT, .weigh = weigh, .exclusive = c.idno, .single = c.single, .threads = s->threads,
	};
	iv_linkage_run(&in, &r->clusters);
	iv_match_copies_join(&r->copies, m->n, &r->clusters);
	free(c.share);
	iv_vast_free(c.edge);
	free(c.never);
	iv_vast_free(c.sure);
	iv_vast_free(c.idno);
	iv_vast_free(c.single);
}
