/* SPDX-License-Identifier: MIT
 * What the files of the mixture share: which cell of a field's table a pattern falls into. */
#ifndef IV_MATCH_MIXTURE_PART_H
#define IV_MATCH_MIXTURE_PART_H
#include "match/mixture.h"

#define IV_MIXTURE_CELLS (2 * IV_SHAPE_STATES) /* states where the parent does not agree, then where it does */

static inline bool iv_mixture_agrees(const struct iv_shape_field *field, const struct iv_shape_field *parent, unsigned level)
{
	return field->given ? field->given >> level & 1 : parent->level[level].sense & IV_SENSE_AGREES;
}

/* 1 when the field's parent agrees. */
static inline unsigned iv_mixture_side(const struct iv_shape *s, size_t field, uint64_t pattern)
{
	unsigned parent = s->field[field].parent;
	if (parent == IV_SHAPE_ALONE)
		return 0;
	return iv_mixture_agrees(&s->field[field], &s->field[parent], iv_shape_level(&s->field[parent], pattern));
}

/* The likelihood of each kind of pair over that of chance, prior included: odds[IV_PAIR_CHANCE] is 1. */
void iv_mixture_odds(const struct iv_shape *s, const struct iv_mixture *m, uint64_t pattern, double odds[IV_PAIR_KINDS]);

#define IV_UNSEEN_STRAY UINT32_MAX /* compared though it has no key: it takes no part in learning */

/* Matches and households that were never compared. */
struct iv_unseen {
	const struct iv_shape *shape;
	uint8_t field[IV_SHAPE_FIELDS], complete[IV_SHAPE_KEYS]; /* those that keys are made of; the last one of each key */
	size_t fields, groups;
	uint32_t *group; /* of each pattern: by what is known of those fields, or IV_UNSEEN_STRAY */
	uint32_t *mask; /* of each group */
	double (*weight)[IV_PAIR_CHANCE]; /* of each group: compared pairs of each kind, set by the caller */
	double got[IV_PAIR_CHANCE][IV_SHAPE_FIELDS][2][IV_SHAPE_LEVELS], total[IV_PAIR_CHANCE]; /* pairs that were not */
};
void iv_unseen_open(struct iv_unseen *u, const struct iv_shape *s, const struct iv_shape_counts *counts);
void iv_unseen_expect(struct iv_unseen *u, const struct iv_mixture *m);
void iv_unseen_close(struct iv_unseen *u);

/* Learns shift and scale from the judgements among the counts. */
void iv_mixture_judged(const struct iv_shape *s, const struct iv_shape_counts *counts, struct iv_mixture *m);

#endif
