/* SPDX-License-Identifier: MIT
 * What the population says about values: how many names hold an identifier, how common a name, a birth date, a town are.
 * An identifier in the records of many names (a clerk's own number typed to get past the field, a switchboard, the
 * number of an advertisement) cannot say who somebody is; it is blocked, and reported.
 *
 * How common a value is, is kept as a band of its share p among the records: the chance that another person has it too. */
#ifndef IV_MATCH_CROWD_H
#define IV_MATCH_CROWD_H
#include "match/people.h"

#define IV_BANDS_NAME 16 /* of 1.5 bits each, from p = 2^-4 down */
#define IV_BANDS_WORD 3 /* of a family or given name: p above 2^-5, 2^-8, and below */
#define IV_BANDS_VALUE 12 /* of a column's value: see iv_match_band_value */
#define IV_BANDS_DAY 4 /* of a birth date: p below 2^-11, 2^-8, 2^-5, and above: a default that somebody typed */

#define IV_CROWD_SCRIPTS 3
#define IV_CROWD_LISTED 3 /* of a name or value that fewer records have all is said that is said of two: a model (learned.h) does not list it */
#define IV_CROWD_LEAST 300 /* what few records say of how common a value is would be chance */

/* One blocked identifier. */
struct iv_match_blocked {
	struct iv_match_ident id;
	uint32_t names, records;
};

/* How common a name is. */
struct iv_match_name_crowd {
	double share; /* of other people's records that chance would give this name: from its family and given name, as a count of the whole name could not
		       * tell one person's records from those of two; only what is beyond a person's usual records counts by itself */
	uint32_t records; /* of this name, in any spelling */
	uint8_t band, family_band, given_band;
	bool family_known, given_known; /* many other names have the family name, or the given one, too: it is a name and no slip */
};

struct iv_match_crowd {
	struct iv_match_name_crowd *name; /* of each name in the dictionary */
	uint32_t *born; /* records by birth date, from day `first` */
	int32_t first;
	size_t days;
	size_t records; /* party records in all */
	double among; /* how many times as many people they are taken from: 1, but a handful of records is taken to be of IV_CROWD_LEAST */
	uint64_t script[IV_CROWD_SCRIPTS]; /* records whose names are Chinese, other Latin ones, and the rest: within one of these family and given names are combined by chance */
	double people; /* that names are taken from: records times among, and one */
	size_t births; /* of them with a birth date */
	size_t filled[IV_SCHEMA_COLUMNS]; /* with a value in the column */
	uint64_t holders[IV_ID_SUPERSEDES]; /* records with an identifier of the type; not with a model */
	uint64_t shared[IV_ID_SUPERSEDES][2]; /* pairs of records that hold one identifier of the type: it has one name at most; several; not with a model */
	struct iv_match_blocked *blocked; /* most names first */
	size_t blocked_n, blocked_cap;
	size_t grown; /* with a model: identifiers that are not blocked, but would be by what this population says */
};

/* Counts; sets names and blocked of every identifier, records and band of every value. An identifier held by more than
 * `most_names` different full names is blocked. */
void iv_match_crowd(struct iv_match_people *m, uint32_t most_names, unsigned threads, struct iv_match_crowd *out);
void iv_match_crowd_release(struct iv_match_crowd *c);

/* Sets how common name i of the dictionary is: `own` records have it, `family` and `given` its parts, those included. */
void iv_match_crowd_name(struct iv_match_crowd *c, const struct iv_match_name *name, size_t i, uint32_t own, uint32_t family, uint32_t given);
void iv_match_crowd_order(struct iv_match_crowd *c); /* puts blocked identifiers in order */
double iv_match_among(uint64_t records);

/* The number of records that a name or value is taken to be in. */
static inline uint32_t iv_match_listed(uint32_t records)
{
	return records < IV_CROWD_LISTED ? IV_CROWD_LISTED - 1 : records;
}

uint32_t iv_match_born(const struct iv_match_crowd *c, int32_t day); /* how many records were born that day */
uint8_t iv_match_band_day(const struct iv_match_crowd *c, int32_t day);
uint8_t iv_match_band_value(double share); /* 0: more than half of all; each next half as much, further down in larger steps */

#endif
