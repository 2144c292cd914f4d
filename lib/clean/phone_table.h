/* SPDX-License-Identifier: MIT
 * The numbering plans of the world as deterministic automata, printed at build time by data/make_phone.c from
 * data/phone_plans.txt. One table of states serves all patterns: equal ends ("seven more digits") are the same states.
 *
 * A walk starts at a state of the table and takes one step a digit: at = iv_phone_state[at].next[digit]. State 0 and the
 * other last states lead to themselves, so that a walk needs no test. `label` says what it means to end there:
 *   of iv_phone_code.numbers     0: no such number; else 1 + 16 * place of the region among those of the code + enum iv_phone_type
 *   of iv_phone_region.general   1: the digits have the general form of the region's national numbers
 *   of .abroad and .trunk        a row of iv_phone_cut: how much of the beginning the pattern took
 * Types look at the length as well, `general` is the pattern alone. */
#ifndef IV_CLEAN_PHONE_TABLE_H
#define IV_CLEAN_PHONE_TABLE_H
#include "clean/phone.h"

struct iv_phone_state {
	uint16_t next[10], label;
};

/* What a pattern took: the first `length` digits; its last group those from `from` to `to`. */
struct iv_phone_cut {
	bool matched, grouped;
	uint8_t length, from, to;
};

struct iv_phone_region {
	char name[3]; /* "CN"; "" where the code is no country's */
	char rewrite[8]; /* what the trunk prefix becomes when its group took part, before the group */
	bool rewrites;
	bool zero; /* the 0 is always dialled and written at home */
	uint16_t code; /* a row of iv_phone_code */
	uint16_t general, abroad, trunk; /* states; 0 for no pattern */
	uint32_t lengths; /* of national numbers: bit n for n digits */
};

struct iv_phone_code {
	uint16_t code, numbers, first, regions; /* the country code, a state, and its rows of iv_phone_region; the main region is the first */
};

extern const struct iv_phone_state iv_phone_state[];
extern const struct iv_phone_cut iv_phone_cut[];
extern const struct iv_phone_region iv_phone_region[];
extern const struct iv_phone_code iv_phone_code[];
extern const uint8_t iv_phone_code_of[1000]; /* by the first three digits of a number: 1 + row, or 0 */
extern const uint16_t iv_phone_region_of[26 * 26]; /* by the letters of a region: 1 + row, or 0 */

#endif
