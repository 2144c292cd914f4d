/* SPDX-License-Identifier: MIT
 * Within the score `value`: what it learns (value.c), and that as a model (value_model.c). */
#ifndef IV_SCORE_VALUE_PART_H
#define IV_SCORE_VALUE_PART_H
#include "score/outlook.h"
#include "score/spend.h"

/* The factors of a customer's value, in whole units of money. */
struct iv_value_parts {
	double orders; /* discounted, if it is a customer still */
	double alive, money, margin;
	double cost; /* discounted */
};

enum { IV_VALUE_TIERS = 10 };

/* What one point more retention is worth, with a 90 % interval; NAN: not known. */
struct iv_value_retention {
	double stays; /* the mean probability of those who are customers now to be so in a year */
	double point, low, high;
};

struct iv_value {
	struct iv_conf_duty duty;
	const struct iv_conf_node *tier_node;
	struct iv_value_tier {
		struct iv_str name;
		double share; /* of customers with a value, from the top; of the last: all that is left */
		int64_t least; /* the clv from which on a customer is in it */
		size_t customers;
		double equity;
		struct iv_value_retention retention;
	} tier[IV_VALUE_TIERS];
	size_t tiers;
	struct iv_score_spend_fit spend;
	double margin; /* of all whose costs are known; the run's share where nobody's are */
	double served; /* a day, of all */
	double order; /* money of a typical order */
	size_t customers;
	double equity;
	struct iv_value_retention retention;
	bool costed;
	struct iv_value_parts typical; /* the mean of each factor */
};

/* The money that a customer leaves at most in 5, 50 and 95 % of cases. total: of the orders to come; worth: of a unit of it, today; cost: of serving
 * it, if it is a customer still. */
void iv_value_range(const struct iv_score_outlook *o, const struct iv_score_spend_total *total, double worth, double cost, double out[3]);

/* --- Retention: value_retention.c --- */

struct iv_value_retention_sums {
	double alive, stays, stays_prevented, prevented;
};

/* A part of the customers. Zero-initialise. */
struct iv_value_part_of {
	struct iv_value_chosen *chosen;
	size_t n, cap;
};

void iv_value_sum_retention(struct iv_value_retention_sums *s, const struct iv_score_outlook *o, double worth); /* worth: of a discounted order */
#define IV_VALUE_PART 2000 /* customers on which derivatives are taken */
void iv_value_choose(struct iv_value_part_of *part, const struct iv_outlook_past *past, size_t tier, double worth);
/* From the sums of each tier and a part of the customers, which is emptied. */
void iv_value_retain(struct iv_value *v, const struct iv_outlook_mix *mix, const struct iv_value_retention_sums *sum, struct iv_value_part_of *part);

void iv_value_write(const void *state, struct iv_buf *out);
int iv_value_read(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err);

#endif
