/* SPDX-License-Identifier: MIT
 * Within the score `value`: what it learns (value.c), and that as a model (value_model.c). */
#ifndef IV_SCORE_VALUE_PART_H
#define IV_SCORE_VALUE_PART_H
#include "score/score.h"
#include "score/spend.h"

/* The factors of a customer's value, in whole units of money. */
struct iv_value_parts {
	double orders; /* discounted, if it is a customer still */
	double alive, money, margin;
	double cost; /* discounted */
};

enum { IV_VALUE_TIERS = 10 };

struct iv_value {
	struct iv_conf_duty duty;
	const struct iv_conf_node *tier_node;
	struct iv_value_tier {
		struct iv_str name;
		double share; /* of customers with a value, from the top; of the last: all that is left */
		int64_t least; /* the clv from which on a customer is in it */
		size_t customers;
		double equity;
	} tier[IV_VALUE_TIERS];
	size_t tiers;
	struct iv_score_spend_fit spend;
	double margin; /* of all whose costs are known; the run's share where nobody's are */
	double served; /* a day, of all */
	double order; /* money of a typical order */
	size_t customers;
	double equity;
	bool costed;
	struct iv_value_parts typical; /* the mean of each factor */
};

void iv_value_write(const void *state, struct iv_buf *out);
int iv_value_read(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err);

#endif
