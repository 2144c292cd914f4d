/* SPDX-License-Identifier: MIT
 * The shape of a comparison: which fields two records are compared in, into which states each comparison may fall, and how
 * often chance brings each state about. Comparing (compare.h) fills patterns of this shape, the model (mixture.h) says what a
 * pattern is worth; neither knows how the other works.
 *
 * A field's comparison level (Fellegi & Sunter 1969) may have several states: they differ in how common the value is that
 * agrees, so that term frequency is part of the pattern, and what is said of a pattern is true of the rare names in it. */
#ifndef IV_MATCH_SHAPE_H
#define IV_MATCH_SHAPE_H
#include "base/str.h"

#define IV_SHAPE_FIELDS 24 /* the most fields compared */
#define IV_SHAPE_LEVELS 16 /* the most levels of a field, level 0 (missing) included */
#define IV_SHAPE_STATES 64 /* the most states of a field, state 0 (missing) included */
#define IV_SHAPE_ALONE UINT8_MAX /* a field without a parent */

/* What an agreement of a level says beside "one person". */
enum iv_shape_sense {
	IV_SENSE_AGREES = 1, /* the values are the same, in whatever spelling: children of this field look at it */
	IV_SENSE_FAMILY = 2, /* what is the same is shared by a family too: a surname, an address, a telephone at home */
	IV_SENSE_PERSON = 4, /* what is the same belongs to one person: a given name, a birth date, an identity number */
	IV_SENSE_TWIN = 8, /* of what belongs to one person: twins share it (a birth date) */
};

struct iv_shape_level {
	const char *name; /* as it is printed: "same", "sound" … */
	double prior; /* share of it among matching pairs that have both values, as an expert would guess; sums to 1 over levels 1 … */
	uint8_t sense; /* enum iv_shape_sense, ored */
};

struct iv_shape_field {
	const char *name; /* as it is printed: "name", "birth" … */
	uint8_t levels, states; /* 0 is missing in both */
	uint8_t parent; /* index of a lesser field on which this one depends among chance pairs (a street on its city), or IV_SHAPE_ALONE */
	uint8_t shift, bits; /* its place in the pattern */
	struct iv_shape_level level[IV_SHAPE_LEVELS];
	uint8_t level_of[IV_SHAPE_STATES];
	/* The share of each state among all pairs of records (matching ones included) that both have a value; [1]: among those whose
	 * parent agrees, [0]: among all others, and the only one of a field without a parent. Each sums to 1 over states 1 … */
	double chance[2][IV_SHAPE_STATES];
	double known[2]; /* how many of all pairs (compared or not) have both values; split as `chance` is. 0 in [1]: nothing is known there, [0] is of all
	 * pairs and chance[1] is not read: it is learned (e-mail addresses are made of names, so namesakes share parts of them) */
	/* How a level's matches fall on its states: sums to 1 over the states of each level. A value that is agreed upon is met among
	 * matches as often as the value is found, among chance pairs as often as its square. What tells states apart must not be
	 * the records that have the value: one person's own records make a rare name look common. How common a whole name is
	 * follows from the shares of its family and of its given name. */
	double mass[IV_SHAPE_STATES];
	/* Chance pairs of each state, compared or not, where that can be told without counting pairs (of a name: from its family and its given name);
	 * 0 where it cannot. It need not be exact: the model leans on it where nothing else tells chance from matches. */
	double expected[IV_SHAPE_STATES];
};

#define IV_SHAPE_SETS 256

/* Pairs that have both values in just these fields. What is missing together tells where records come from, and so how likely two are of one person. */
struct iv_shape_set {
	uint64_t fields; /* bit k: field k */
	double pairs; /* of all, compared or not */
};

struct iv_shape {
	struct iv_shape_field field[IV_SHAPE_FIELDS];
	size_t n;
	uint64_t records; /* compared; all their pairs are records * (records - 1) / 2, or with two `single` sources only fewer */
	double pairs; /* all pairs there could be, compared or not */
	struct iv_shape_set set[IV_SHAPE_SETS]; /* the most frequent ones, by fields */
	size_t sets;
};

/* Packs the fields side by side; false when they need more than 64 bits. */
bool iv_shape_pack(struct iv_shape *s);

static inline unsigned iv_shape_state(const struct iv_shape_field *f, uint64_t pattern)
{
	return (unsigned)(pattern >> f->shift & ((UINT64_C(1) << f->bits) - 1));
}
static inline unsigned iv_shape_level(const struct iv_shape_field *f, uint64_t pattern)
{
	return f->level_of[iv_shape_state(f, pattern)];
}

/* How many pairs have each pattern. Zero-initialise. */
struct iv_shape_count {
	uint64_t pattern;
	uint64_t pairs;
	uint64_t must, never; /* of them: judged to be one person, or two */
};
struct iv_shape_counts {
	struct iv_shape_count *count; /* by pattern once sorted */
	size_t n, cap;
};

/* Which set the pattern belongs to, or shape->sets when it is none of those listed. */
size_t iv_shape_set_of(const struct iv_shape *s, uint64_t pattern);

/* Where the pattern stands among sorted counts; where it is not among them, some place (0 when there are none). */
size_t iv_shape_place(const struct iv_shape_counts *c, uint64_t pattern);

#endif
