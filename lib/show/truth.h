/* SPDX-License-Identifier: MIT
 * What truth mode found, as people and programs read it. */
#ifndef IV_SHOW_TRUTH_H
#define IV_SHOW_TRUTH_H
#include "match/truth.h"

/* How well a blocking rule finds pairs of one person. */
struct iv_show_truth_rule {
	struct iv_str name;
	uint64_t met; /* pairs of one person that the rule proposes */
	uint64_t alone; /* of them, those that no other rule does */
};

/* All borrowed. */
struct iv_show_truth {
	const struct iv_truth_score *score;
	const struct iv_truth_bands *bands; /* NULL: no pair was given a probability */
	const struct iv_show_truth_rule *rule;
	size_t rules;
	uint64_t met; /* pairs of one person that any rule proposes */
};

void iv_show_truth_json(const struct iv_show_truth *t, struct iv_buf *out); /* one object */
void iv_show_truth_table(const struct iv_show_truth *t, struct iv_buf *out); /* a sentence and up to three tables, a blank line between them */

#endif
