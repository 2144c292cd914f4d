/* SPDX-License-Identifier: MIT
 * The second level: which customers live together. Customers (clusters of records) are the nodes, and two of them are linked by the
 * greatest household weight between their records; households are made by average linkage like customers are.
 *
 * A household has few people. A group of more than `most` shares something else (an office, a clerk's own number, a block of flats without the flat):
 * it is split at its weakest links, two bits at a time, and what never falls into small pieces is no household at all. */
#ifndef IV_MATCH_HOUSEHOLD_H
#define IV_MATCH_HOUSEHOLD_H
#include "match/linkage.h"

#define IV_HOUSEHOLD_MOST 12

struct iv_household_input {
	const uint32_t *cluster; /* of each record, numbered by first record: iv_linkage.of */
	uint32_t clusters;
	const struct iv_edge *edge; /* between records: log2 odds of one household (one person or not) against chance, thousandths; in any order */
	size_t edges;
	int32_t threshold; /* the least mean weight that joins; below IV_LINKAGE_MOST */
	uint32_t most; /* people of a household */
};

struct iv_households {
	uint32_t *of; /* the household of each cluster, numbered by their first cluster, which is their first record */
	uint32_t households; /* people who live alone included */
	uint64_t shared, people; /* households of more than one person, and the people in them */
	uint64_t largest; /* people of the largest */
	uint64_t split, dissolved; /* groups that were too large; people that were in one and live alone now */
};

void iv_household_run(const struct iv_household_input *in, struct iv_households *out);
void iv_households_release(struct iv_households *h);

#endif
