/* SPDX-License-Identifier: MIT
 * Scored pairs as lines of JSON: what speaks for and against two records being one person, so that jq can draw the waterfall. Weights are
 * log2 of a ratio: 1 doubles the odds, -1 halves them. The prior and the weights of all fields sum to the weight of the pair. */
#ifndef IV_SHOW_PAIR_H
#define IV_SHOW_PAIR_H
#include "base/str.h"

struct iv_show_record {
	struct iv_str source, key;
	struct iv_str raw; /* the record itself, a JSON object; {0}: not shown */
};

struct iv_show_field {
	const char *name, *level; /* level NULL: the field is missing in one of them, and says nothing */
	int32_t weight; /* thousandths */
};

/* All borrowed. */
struct iv_show_pair {
	struct iv_show_record a, b;
	int32_t weight, prior; /* thousandths */
	int32_t probability; /* of one person, millionths */
	const struct iv_show_field *field;
	size_t fields;
	const struct iv_str *rule; /* the blocking rules that gave the pair */
	size_t rules;
	const char *judged; /* "must" or "never"; NULL: nobody judged */
	bool together; /* whether they are one customer now */
	const char *why; /* why it matters, for a review; NULL: a plain pair, without what follows */
	int64_t matters; /* thousandths of wrong joins or misses to be expected of leaving it undecided */
	uint64_t affects; /* records whose customer the answer changes */
};

void iv_show_pair(const struct iv_show_pair *p, struct iv_buf *out); /* one line, with its end */

/* A weight as a number with three decimals at most. */
void iv_show_weight(int32_t thousandths, struct iv_buf *out);

#endif
