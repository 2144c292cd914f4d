/* SPDX-License-Identifier: MIT
 * What blocking keeps from being compared. Pairs without a key in common are not seen, and they are not like the others: with no telephone in common, a
 * match is only seen when name and birth date agree. So counting the seen ones alone makes matches agree more than they do and too few. The
 * unseen are made up for in each round (EM for truncated counts; Dempster, Laird & Rubin 1977, section 4.2): of each set of
 * known fields, the model says how much of a kind has no key, and how that part falls on the levels. */
#include "match/mixture_part.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

static const double MOST = 1; /* unseen for each seen of a group; beyond, too little is seen to say */

static size_t place(const struct iv_unseen *u, unsigned field)
{
	size_t i = 0;
	while (i < u->fields && u->field[i] != field)
		i++;
	return i;
}

/* The fields of the keys and their parents, ascending, so that parents come first; and where each key is complete. */
static void choose_fields(struct iv_unseen *u)
{
	bool in[IV_SHAPE_FIELDS] = { false };
	const struct iv_shape *s = u->shape;
	for (size_t i = 0; i < s->keys; i++)
		for (unsigned k = 0; k < s->key[i].n; k++)
			for (unsigned f = s->key[i].field[k]; f != IV_SHAPE_ALONE && !in[f]; f = s->field[f].parent)
				in[f] = true;
	for (size_t f = 0; f < s->n; f++)
		if (in[f])
			u->field[u->fields++] = (uint8_t)f;
	for (size_t i = 0; i < s->keys; i++)
		for (unsigned k = 0; k < s->key[i].n; k++) {
			uint8_t at = (uint8_t)place(u, s->key[i].field[k]);
			u->complete[i] = at > u->complete[i] ? at : u->complete[i];
		}
}

static int by_mask(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static uint32_t mask_of(const struct iv_unseen *u, uint64_t pattern)
{
	uint32_t mask = 0;
	for (size_t i = 0; i < u->fields; i++)
		mask |= (uint32_t)(iv_shape_state(&u->shape->field[u->field[i]], pattern) != 0) << i;
	return mask;
}

void iv_unseen_open(struct iv_unseen *u, const struct iv_shape *s, const struct iv_shape_counts *counts)
{
	*u = (struct iv_unseen){ .shape = s, .group = iv_alloc((counts->n + 1) * sizeof *u->group) };
	choose_fields(u);
	u->mask = iv_alloc((counts->n + 1) * sizeof *u->mask);
	for (size_t i = 0; i < counts->n; i++)
		u->mask[i] = mask_of(u, counts->count[i].pattern);
	qsort(u->mask, counts->n, sizeof *u->mask, by_mask);
	for (size_t i = 0; i < counts->n; i++)
		if (!i || u->mask[i] != u->mask[i - 1])
			u->mask[u->groups++] = u->mask[i];
	u->weight = iv_zalloc((u->groups + 1) * sizeof *u->weight);
	for (size_t i = 0; i < counts->n; i++) {
		uint32_t mask = mask_of(u, counts->count[i].pattern);
		const uint32_t *found = bsearch(&mask, u->mask, u->groups, sizeof mask, by_mask);
		u->group[i] = iv_shape_compared(s, counts->count[i].pattern) ? (uint32_t)(found - u->mask) : IV_UNSEEN_STRAY;
	}
}

void iv_unseen_close(struct iv_unseen *u)
{
	free(u->group);
	free(u->mask);
	free(u->weight);
}

struct walk {
	struct iv_unseen *u;
	uint32_t mask;
	uint8_t level[IV_SHAPE_FIELDS]; /* chosen so far, by field */
	double share[IV_SHAPE_FIELDS][2][IV_SHAPE_LEVELS];
	double sum[IV_SHAPE_FIELDS][2][IV_SHAPE_LEVELS]; /* of what has no key, how much is in each level */
};

/* Is a key fulfilled that the field at place i completes? */
static bool has_key(const struct walk *w, size_t i)
{
	const struct iv_shape *s = w->u->shape;
	for (size_t q = 0; q < s->keys; q++) {
		const struct iv_shape_key *key = &s->key[q];
		unsigned k = 0;
		while (w->u->complete[q] == i && k < key->n && key->levels[k] >> w->level[key->field[k]] & 1)
			k++;
		if (k == key->n)
			return true;
	}
	return false;
}

/* The share of pairs without a key that begin with the levels chosen, which have the share p themselves. */
static double descend(struct walk *w, size_t i, double p)
{
	if (i == w->u->fields || p < 1e-9)
		return p;
	unsigned f = w->u->field[i];
	const struct iv_shape_field *field = &w->u->shape->field[f], *parent = field->parent == IV_SHAPE_ALONE ? NULL : &w->u->shape->field[field->parent];
	unsigned side = parent && iv_mixture_agrees(field, parent, w->level[field->parent]);
	bool known = w->mask >> i & 1;
	double all = 0;
	for (unsigned l = known; l < (known ? field->levels : 1u); l++) {
		w->level[f] = (uint8_t)l;
		double below = has_key(w, i) ? 0 : descend(w, i + 1, known ? p * w->share[f][side][l] : p);
		w->sum[f][side][l] += below;
		all += below;
	}
	w->level[f] = 0;
	return all;
}

void iv_unseen_expect(struct iv_unseen *u, const struct iv_mixture *m)
{
	struct walk *w = iv_zalloc(sizeof *w);
	w->u = u;
	memset(u->got, 0, sizeof u->got);
	memset(u->total, 0, sizeof u->total);
	for (int q = 0; q < IV_PAIR_CHANCE && u->shape->keys; q++) {
		memset(w->share, 0, sizeof w->share);
		for (size_t k = 0; k < u->shape->n; k++)
			for (unsigned side = 0; side < 2; side++)
				for (unsigned s = 1; s < u->shape->field[k].states; s++)
					w->share[k][side][u->shape->field[k].level_of[s]] += m->share[q][k][side][s];
		for (size_t g = 0; g < u->groups; g++) {
			if (u->weight[g][q] <= 0)
				continue;
			memset(w->sum, 0, sizeof w->sum);
			w->mask = u->mask[g];
			double unseen = descend(w, 0, 1), scale = unseen > 0 ? u->weight[g][q] * fmin(1 / fmax(1 - unseen, 1e-9), MOST / unseen) : 0;
			u->total[q] += unseen * scale;
			for (size_t i = 0; i < u->fields; i++)
				for (unsigned side = 0; side < 2; side++)
					for (unsigned l = 1; l < u->shape->field[u->field[i]].levels; l++)
						u->got[q][u->field[i]][side][l] += scale * w->sum[u->field[i]][side][l];
		}
	}
	free(w);
}
