/* SPDX-License-Identifier: MIT
 * Copies: more records than one person's own habits bring about of which nothing that is compared differs (a load that was run a thousand times, a
 * till that files each purchase as a new member). All their pairs would be compared, and would teach the model that people's records hardly ever
 * differ. So the first of them stands for all, and the others follow it into its customer.
 *
 * Equal records need not be of one person: two called 王伟 are two as long as nothing else is known. Copies have something of one person's own, an
 * identity number or a number that is not blocked; or a name and a birth date that chance does not bring together so often. */
#ifndef IV_MATCH_COPIES_H
#define IV_MATCH_COPIES_H
#include "match/crowd.h"
#include "match/linkage.h"

#define IV_COPIES_MOST 12 /* equal records that are compared like any others */

/* Zero-initialise. */
struct iv_match_copies {
	uint32_t *first; /* of each part: the one that it is a copy of, or itself; NULL: there are no copies */
	size_t records, groups; /* that are copies; and those that they are copies of */
};

/* What keeps a record from being taken for a copy, because somebody says who it is: its source has one record a person, a judgement or another record
 * (a replaced card) speaks of it. */
struct iv_match_copies_input {
	uint64_t single; /* as in struct iv_match_settings */
	const struct iv_edge *must, *never;
	size_t musts, nevers;
};

/* Finds copies and marks their rows (IV_PART_COPY), so that they are no records of their own any more: the crowd is to be counted anew then. `m` is
 * settled, `crowd` counted over all of it. */
void iv_match_copies_find(struct iv_match_people *m, const struct iv_match_crowd *crowd, const struct iv_match_copies_input *in, unsigned threads,
			  struct iv_match_copies *out);
bool iv_match_are_copies(const struct iv_match_people *m, uint32_t a, uint32_t b); /* is what is compared of them all the same? */
void iv_match_copies_release(struct iv_match_copies *c);

/* Puts each copy into the cluster of its first, and numbers clusters by their first records again. `n`: parts. */
void iv_match_copies_join(const struct iv_match_copies *c, size_t n, struct iv_linkage *clusters);

#endif
