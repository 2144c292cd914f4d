/* SPDX-License-Identifier: MIT
 * What the files of the mixture share: which cell of a field's table a pattern falls into. */
#ifndef IV_MATCH_MIXTURE_PART_H
#define IV_MATCH_MIXTURE_PART_H
#include "match/mixture.h"

#define IV_MIXTURE_CELLS (2 * IV_SHAPE_STATES) /* states where the parent does not agree, then where it does */

/* 1 when the field's parent agrees. */
static inline unsigned iv_mixture_side(const struct iv_shape *s, size_t field, uint64_t pattern)
{
	unsigned parent = s->field[field].parent;
	if (parent == IV_SHAPE_ALONE)
		return 0;
	const struct iv_shape_field *p = &s->field[parent];
	return (p->level[iv_shape_level(p, pattern)].sense & IV_SENSE_AGREES) != 0;
}

/* The likelihood of each kind of pair over that of chance, prior included: odds[IV_PAIR_CHANCE] is 1. */
void iv_mixture_odds(const struct iv_shape *s, const struct iv_mixture *m, uint64_t pattern, double odds[IV_PAIR_KINDS]);

/* Learns shift and scale from the judgements among the counts. */
void iv_mixture_judged(const struct iv_shape *s, const struct iv_shape_counts *counts, struct iv_mixture *m);

#endif
