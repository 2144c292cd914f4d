/* SPDX-License-Identifier: MIT
 * What the population says about values: how many names hold an identifier, how common a name and a birth date are.
 * An identifier in the records of many names (a clerk's own number typed to get past the field, a switchboard, the
 * number of an advertisement) cannot say who somebody is; it is blocked, and reported. */
#ifndef IV_MATCH_CROWD_H
#define IV_MATCH_CROWD_H
#include "match/people.h"

/* One blocked identifier. */
struct iv_match_blocked {
	struct iv_match_id id;
	uint32_t names, records;
};

struct iv_match_crowd {
	uint32_t *born; /* records by birth date, from day `first` */
	uint32_t *city; /* of each part: records of its city, itself included */
	uint32_t *alike; /* of each part: records with its sound of name and its birth date, itself included */
	int32_t first;
	size_t days;
	size_t records; /* party records in all */
	struct iv_match_blocked *blocked; /* most names first */
	size_t blocked_n, blocked_cap;
};

/* Counts; sets names and blocked of every identifier, `records` and `namesakes` of every name. An identifier held by more than
 * `most_names` different full names is blocked. */
void iv_match_crowd(struct iv_match_people *m, uint32_t most_names, struct iv_match_crowd *out);
void iv_match_crowd_release(struct iv_match_crowd *c);

/* How many records were born that day. */
uint32_t iv_match_born(const struct iv_match_crowd *c, int32_t day);

#endif
