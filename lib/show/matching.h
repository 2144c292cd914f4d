/* SPDX-License-Identifier: MIT
 * What a run of the matching did, in plain words: one sentence a line, for whoever has to answer for the result. */
#ifndef IV_SHOW_MATCHING_H
#define IV_SHOW_MATCHING_H
#include "base/str.h"

/* An identifier that stands in the records of too many names to say who somebody is. */
struct iv_show_junk {
	const char *type; /* "phone" */
	struct iv_str value; /* masked */
	uint64_t names, records;
};

/* All borrowed. What is 0 is not spoken of. */
struct iv_show_matching {
	uint64_t parties, customers; /* party records, and the customers they are */
	uint64_t several, largest; /* customers of more than one record, and the records of the largest */
	uint64_t pairs, links, refused; /* compared, found to be one person, joins that a contradiction prevented */
	uint64_t copies, copied; /* of the party records those of which nothing differs from another; and these others */
	uint64_t musts, nevers, void_judgements; /* judgements that were obeyed, and those of records that are not there */
	bool estimated; /* whether the model says how often it errs: */
	double wrong, wrong_error; /* expected number of links that are two people, and its standard error */
	double missed; /* expected number of compared pairs of one person that are no link */
	double threshold; /* where links begin, log2 odds, when that was raised: even odds are not spoken of */
	uint64_t learned; /* records that the model was learned from in an earlier run */
	uint64_t grown, grown_blocks; /* since then: identifiers that too many names have come to share, blocks that have become too large */
	uint64_t recognised, strangers; /* events known by an identifier only */
	uint64_t skipped; /* records in blocks that were too large to compare all their pairs */
	uint64_t forgotten; /* customers who were erased, or must not come back; they are none of the others */
	uint64_t households, together; /* of more than one customer; the customers in them */
	bool diverged; /* the model's learning did not settle */
	const char *const *starved; /* levels that next to nothing was to be learned of: "birth: swapped" */
	size_t starved_n;
	const char *const *absent, *const *apart; /* fields that no record has, and those that never agree */
	size_t absent_n, apart_n;
	const struct iv_show_junk *junk; /* the worst first */
	size_t junk_n, junk_all; /* shown here, and in all */
};

void iv_show_matching(const struct iv_show_matching *m, struct iv_buf *out);

#endif
