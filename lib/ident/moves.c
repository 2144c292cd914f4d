/* SPDX-License-Identifier: MIT
 * Every part is looked at once; only those that moved are listed, and sorted. */
#include "ident/moves.h"

#include <stdlib.h>

#include "base/arena.h"

#define NONE IV_IDENT_NONE
#define SEVERAL (UINT32_MAX - 1)

const char *const iv_ident_what_names[IV_IDENT_WHATS] = { "created", "merged", "grew", "split", "shrank", "retired" };

struct finding {
	const struct iv_ident_moves_input *in;
	uint32_t *to; /* of each of yesterday's customers: the cluster that its records are in now, SEVERAL, or NONE */
	uint8_t *is; /* and what it is */
	struct iv_ident_moves *out;
};

enum { WAS = 1, LIVES = 2, SPLIT = 4, KEPT = 8 }; /* it had records; its id is a customer's today; it was counted as split; its id is there, perhaps of tombstones only */

static bool is_gone(const struct iv_ident_input *in, uint32_t part)
{
	return in->seed(in->ctx, part).gone;
}

static void look(struct finding *f)
{
	const struct iv_ident_input *in = f->in->in;
	for (uint32_t p = 0; p < in->parts; p++) {
		uint32_t k = f->in->was[p], c = in->cluster[p];
		if (k == NONE)
			continue;
		f->out->customers += !f->is[k];
		f->is[k] |= WAS;
		if (!is_gone(in, p))
			f->to[k] = f->to[k] == NONE || f->to[k] == c ? c : SEVERAL;
	}
	for (size_t c = 0; c < in->clusters; c++) {
		const struct iv_ident_name *name = &f->in->name[c];
		if (name->kept != NONE)
			f->is[name->kept] |= is_gone(in, name->first) ? KEPT : KEPT | LIVES;
	}
}

static void add(struct finding *f, enum iv_ident_what what, uint32_t part, uint32_t cluster, uint32_t old)
{
	struct iv_ident_moves *m = f->out;
	m->move = iv_reserve(m->move, &m->cap, m->n + 1, sizeof *m->move);
	m->move[m->n++] = (struct iv_ident_move){ part, cluster, old, (uint8_t)what };
}

/* The id ended, and its seed went there. */
static bool is_absorbed(const struct finding *f, uint32_t k, uint32_t cluster)
{
	uint32_t seed = f->in->in->old[k].seed;
	if (f->is[k] & LIVES)
		return false;
	return f->to[k] == cluster || (seed != NONE && !is_gone(f->in->in, seed) && f->in->in->cluster[seed] == cluster);
}

static void add_part(struct finding *f, uint32_t p)
{
	const struct iv_ident_input *in = f->in->in;
	uint32_t k = f->in->was[p], c = in->cluster[p], kept = f->in->name[c].kept;
	bool erased = k != NONE && f->in->erased && f->in->erased[k];
	if (f->in->hidden && f->in->hidden[c])
		return;
	if (is_gone(in, p)) {
		if (k != NONE && !erased)
			add(f, f->to[k] == NONE && !(f->is[k] & KEPT) ? IV_IDENT_RETIRED : IV_IDENT_SHRANK, p, NONE, k);
		return;
	}
	if (kept == NONE)
		add(f, IV_IDENT_CREATED, p, c, k);
	else if (k == NONE)
		add(f, IV_IDENT_GREW, p, c, NONE);
	if (k == NONE || k == kept)
		return;
	bool absorbed = is_absorbed(f, k, c);
	add(f, absorbed ? IV_IDENT_MERGED : IV_IDENT_SPLIT, p, c, k);
	if (!absorbed && !erased && !(f->is[k] & SPLIT)) {
		f->is[k] |= SPLIT;
		f->out->split++;
	}
}

static const char *id_of(const struct iv_ident_moves_input *in, const struct iv_ident_move *m)
{
	return m->cluster == NONE ? in->in->old[m->old].cid : in->name[m->cluster].cid;
}

/* The other id of the event: where its records come from. */
static const char *origin_of(const struct iv_ident_moves_input *in, const struct iv_ident_move *m)
{
	return m->what == IV_IDENT_MERGED || m->what == IV_IDENT_SPLIT ? in->in->old[m->old].cid : "";
}

static int by_text(const void *a, const void *b, void *ctx)
{
	const struct iv_ident_moves_input *in = ctx;
	const struct iv_ident_move *x = a, *y = b;
	int order = strcmp(id_of(in, x), id_of(in, y));
	if (!order)
		order = (int)x->what - (int)y->what;
	if (!order)
		order = strcmp(origin_of(in, x), origin_of(in, y));
	if (order)
		return order;
	struct iv_seed p = in->in->seed(in->in->ctx, x->part), q = in->in->seed(in->in->ctx, y->part);
	order = iv_str_cmp(p.source, q.source);
	return order ? order : iv_str_cmp(p.key, q.key);
}

size_t iv_ident_moves_end(const struct iv_ident_moves *m, size_t from)
{
	const struct iv_ident_move *first = &m->move[from];
	size_t end = from + 1;
	bool of_one = first->what == IV_IDENT_CREATED || first->what == IV_IDENT_GREW; /* records of a created customer may come from several */
	while (end < m->n && m->move[end].what == first->what && m->move[end].cluster == first->cluster && (of_one || m->move[end].old == first->old))
		end++;
	return end;
}

void iv_ident_moves_find(const struct iv_ident_moves_input *in, struct iv_ident_moves *out)
{
	struct finding f = { .in = in, .out = out };
	f.to = iv_alloc((in->in->olds + 1) * sizeof *f.to);
	f.is = iv_zalloc(in->in->olds + 1);
	for (size_t k = 0; k < in->in->olds; k++)
		f.to[k] = NONE;
	look(&f);
	for (uint32_t p = 0; p < in->in->parts; p++)
		add_part(&f, p);
	if (out->n)
		qsort_r(out->move, out->n, sizeof *out->move, by_text, (void *)(uintptr_t)in);
	for (size_t i = 0; i < out->n; i = iv_ident_moves_end(out, i))
		out->events[out->move[i].what]++;
	free(f.to);
	free(f.is);
}

void iv_ident_moves_release(struct iv_ident_moves *m)
{
	free(m->move);
	*m = (struct iv_ident_moves){ 0 };
}
