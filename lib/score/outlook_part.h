/* SPDX-License-Identifier: MIT
 * Within the score `purchase`: what it learns (outlook.c), and that as a model (outlook_model.c). */
#ifndef IV_SCORE_OUTLOOK_PART_H
#define IV_SCORE_OUTLOOK_PART_H
#include "score/outlook.h"

struct iv_outlook_purchase {
	struct iv_conf_duty duty;
	int choice;
	int64_t period; /* days */
	struct iv_outlook_mix mix;
	struct iv_outlook_table table, again;
	struct iv_score_outlook typical;
	struct iv_outlook_considered considered[IV_OUTLOOK_MODELS];
	size_t considered_n;
	struct iv_outlook_verdict verdict;
	unsigned lints;
	size_t customers;
};

void iv_outlook_write(const void *state, struct iv_buf *out);
int iv_outlook_read(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err);

#endif
