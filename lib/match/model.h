/* SPDX-License-Identifier: MIT
 * The model: what an agreement pattern is worth. This first one is a table of rules that an expert would give; it answers with a
 * weight, so that one learned from the data can take its place without a change elsewhere. */
#ifndef IV_MATCH_MODEL_H
#define IV_MATCH_MODEL_H
#include "match/compare.h"

/* By what two records were linked, the strongest first. */
enum iv_match_by {
	IV_BY_NOTHING,
	IV_BY_SUPERSEDES,
	IV_BY_IDNO,
	IV_BY_ID, /* of ids[] */
	IV_BY_PHONE, /* a telephone, with a name that agrees */
	IV_BY_EMAIL, /* a mail address, with a name that agrees */
	IV_BY_BIRTH, /* name and birth date */
	IV_BY_ADDRESS, /* name and address */
	IV_BY_RARE, /* a name that chance would hardly give to two people */
	IV_BY_N
};

struct iv_match_verdict {
	enum iv_match_by by; /* IV_BY_NOTHING: not a link */
	uint8_t weight; /* 1–255, higher is surer: links are taken in this order */
	bool hard; /* an identity by itself: differing names in the clusters do not stop it */
};

struct iv_match_verdict iv_match_judge(const struct iv_match_pattern *p);

/* Can the two not be one person, when the link that would bring them together is of other records, by `by`? */
bool iv_match_contradict(const struct iv_match_pattern *p, enum iv_match_by by);

const char *iv_match_by_name(enum iv_match_by by); /* "supersedes", "idno", "ids", "phone", "email", "birth", "address", "rare" */

#endif
