/* SPDX-License-Identifier: MIT
 * What chance brings about: fills the chances and masses of a frame's shape (shape.h) from the population. Agreement on a value is counted
 * exactly, from how many records have each value; how values differ that are not the same, and what children do where their parent agrees, is
 * seen from pairs drawn at random, always the same ones for the same records. */
#ifndef IV_MATCH_MEASURE_H
#define IV_MATCH_MEASURE_H
#include "match/compare.h"

void iv_match_measure(struct iv_match_frame *f, unsigned threads);

/* Counts how many of all pairs have both values in which fields, exactly, from how many records have which. Part of iv_match_measure. */
void iv_match_measure_sets(struct iv_match_frame *f);

#endif
