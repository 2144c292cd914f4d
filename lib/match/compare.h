/* SPDX-License-Identifier: MIT
 * Comparison: two records become one agreement pattern, a level for each field. What the pattern means is the model's
 * business (model.h), so that rules and weights can both be laid over it. */
#ifndef IV_MATCH_COMPARE_H
#define IV_MATCH_COMPARE_H
#include "match/crowd.h"

enum iv_level {
	IV_LEVEL_MISSING, /* one of them does not say */
	IV_LEVEL_SAME,
	IV_LEVEL_NEAR, /* birth: a usual slip apart */
	IV_LEVEL_DIFFERENT,
};

struct iv_match_pattern {
	enum iv_name_level name;
	enum iv_level birth, gender, idno, street, city;
	enum iv_level phone, landline, email, other; /* SAME: one that is not blocked is shared; DIFFERENT: both have some, and none in common */
	bool same_given; /* the given names sound the same */
	bool replaces; /* one supersedes the other */
	uint8_t holders; /* the fewest names that hold an identifier the two share; 255: none is shared */
	uint64_t chance; /* where name and birth date agree: namesakes of that birth date to be expected by mere chance, in millionths */
	uint64_t namesakes; /* where full names agree: namesakes to be expected by mere chance, in millionths */
	uint64_t neighbours; /* where the city is the same: the share of all records it has, in millionths */
};

void iv_match_compare(const struct iv_match_people *m, const struct iv_match_crowd *crowd, uint32_t a, uint32_t b, struct iv_match_pattern *out);

/* The level of two birth dates. NEAR: day and month swapped; the same day (or two at the end of the month) a year or ten
 * apart, which is one digit; the first of January of the same year or of one a digit apart, which is "only the year is known". */
enum iv_level iv_match_births(int32_t a, int32_t b);

#endif
