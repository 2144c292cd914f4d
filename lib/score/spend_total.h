/* SPDX-License-Identifier: MIT
 * What the orders to come of a customer bring in all, when neither their number nor what each is worth is known: the distribution of
 * their total, given that there is one order at least.
 *
 * The number is told in groups of neighbours, so that a base in which every order is worth the same keeps its steps, and one in which they
 * differ needs few terms. In each group the total is taken for normal, or its cube root is: the orders are a gamma variable over
 * another, and the cube root of each is nearly normal (Wilson & Hilferty 1931; of the ratio, Paulson 1942). */
#ifndef IV_SCORE_SPEND_TOTAL_H
#define IV_SCORE_SPEND_TOTAL_H
#include <stdbool.h>
#include <stddef.h>

enum { IV_SPEND_GROUPS = 10 };

/* A number of orders: neighbours, of which each group has about the same probability. */
struct iv_score_spend_number {
	float share[IV_SPEND_GROUPS]; /* the probability of the group; 0: there are no more groups */
	float mean[IV_SPEND_GROUPS], variance[IV_SPEND_GROUPS]; /* of the number within the group */
};

/* From the probabilities p[0..n) of 0, 1, 2 … orders, which sum to nearly 1; what is missing is the last group's. */
void iv_score_spend_number(const double *p, size_t n, struct iv_score_spend_number *out);

/* The total of a mixture of groups, in `unit`s of money. In group k, (slope y - offset) / √(bend y² + spread) is standard normal, where y is
 * the total, or its cube root. */
struct iv_score_spend_total {
	double unit, all; /* all: the shares together */
	bool cubed;
	size_t n;
	struct iv_score_spend_group {
		double share, slope, offset, bend, spread;
	} group[IV_SPEND_GROUPS];
};

double iv_score_spend_below(const struct iv_score_spend_total *t, double units); /* P(total <= so many units) */
double iv_score_spend_quantile(const struct iv_score_spend_total *t, double p); /* in units; 0 < p < 1 */

#endif
