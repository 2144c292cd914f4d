/* SPDX-License-Identifier: MIT
 * Comparison: two records become one agreement pattern, a state for each field (shape.h). What the pattern means is the model's
 * business. Cheap tests come first; edits between texts are counted only where something else already speaks for the pair. */
#ifndef IV_MATCH_COMPARE_H
#define IV_MATCH_COMPARE_H
#include "match/crowd.h"
#include "match/shape.h"

/* Levels of each field; 0 is missing everywhere. Those of the name are enum iv_name_level. */
enum iv_birth_level { IV_BIRTH_SAME = 1, IV_BIRTH_SLIP, IV_BIRTH_PART, IV_BIRTH_NEAR, IV_BIRTH_DIFFERENT };
enum iv_number_level { IV_NUMBER_SAME = 1, IV_NUMBER_SHARED, IV_NUMBER_SLIP, IV_NUMBER_OTHER }; /* shared: held by two names or more */
enum iv_email_level { IV_EMAIL_SAME = 1, IV_EMAIL_SHARED, IV_EMAIL_MAILBOX, IV_EMAIL_SLIP, IV_EMAIL_OTHER };
enum iv_value_level { IV_VALUE_SAME = 1, IV_VALUE_CLOSE, IV_VALUE_PART, IV_VALUE_DIFFERENT };
enum iv_plain_level { IV_PLAIN_SAME = 1, IV_PLAIN_DIFFERENT };
enum iv_figure_level { IV_FIGURE_SAME = 1, IV_FIGURE_CLOSE, IV_FIGURE_DIFFERENT };
enum iv_list_level { IV_LIST_SAME = 1, IV_LIST_COMMON, IV_LIST_DIFFERENT };
enum iv_ids_level { IV_IDS_SAME = 1, IV_IDS_SLIP, IV_IDS_DIFFERENT };

/* What comparing needs, made once a run. */
struct iv_match_frame {
	const struct iv_match_people *m;
	const struct iv_match_crowd *crowd;
	struct iv_shape shape;
	uint8_t first[IV_SHAPE_FIELDS][IV_SHAPE_LEVELS]; /* the first state of each level */
	uint8_t wide[IV_SCHEMA_COLUMNS]; /* columns of so many values that they do not stay in the processor's cache */
	size_t wide_n;
	double chance[IV_SHAPE_FIELDS][IV_SHAPE_LEVELS]; /* what an expert would guess of each level among chance pairs */
	_Atomic uint64_t *mailbox; /* what comparing remembers of mailboxes and names; owned, see compare.c */
};
#define IV_MAILBOX_BITS 16 /* of them there are 2^16 */

/* The shape of the schema's fields, without chance and mass (see measure.h). IV_OK, or IV_WRONG when the fields need more room
 * than a pattern has. */
int iv_match_frame_make(struct iv_match_frame *f, const struct iv_match_people *m, const struct iv_match_crowd *crowd, struct iv_err *err);
void iv_match_frame_release(struct iv_match_frame *f);

/* Is there room in a pattern for all fields of the schema? */
bool iv_match_frame_fits(const struct iv_match_schema *s);

/* `thorough`: counts edits everywhere, to measure what chance brings about. */
uint64_t iv_match_compare(const struct iv_match_frame *f, uint32_t a, uint32_t b, bool thorough);

/* Has the memory fetched that comparing the record with the other will need, or with any when that is IV_MATCH_NONE. What is needed at one step stands
 * in what the step before fetched, so each is for a pair that comes some pairs later than that of the next. */
#define IV_COMPARE_STEPS 4
void iv_match_compare_fetch(const struct iv_match_frame *f, uint32_t part, uint32_t with, int step);

static inline unsigned iv_match_level(const struct iv_match_frame *f, uint64_t pattern, unsigned field)
{
	return iv_shape_level(&f->shape.field[field], pattern);
}

/* Does one of the two replace the other? */
bool iv_match_replaces(const struct iv_match_people *m, uint32_t a, uint32_t b);

/* The level of two birth dates. Slip: one digit, day and month swapped, the next year, the first of January of the same year (only the year was
 * known). Part: two of year, month and day are the same. Near: two digits. */
enum iv_birth_level iv_match_births(int32_t a, int32_t b);

#endif
