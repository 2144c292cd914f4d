/* SPDX-License-Identifier: MIT
 * How much to trust each of several purchase models, by what each foretold. The likelihood of the past tells which model describes it best; a model
 * that is second there may foretell better (as in stacking: Yao, Vehtari, Simpson & Gelman 2018). But models are mixed as kinds of customers, so that one who
 * ordered often and fell silent is not half taken for one of those who never leave. */
#ifndef IV_SCORE_PURCHASE_STACK_H
#define IV_SCORE_PURCHASE_STACK_H
#include "score/purchase.h"

/* Customers with one past, in days until a cut, who made `orders` orders in the `days` days that followed. */
struct iv_score_purchase_outcome {
	uint32_t x, recency, span, days, orders;
	double customers; /* how many; > 0 */
};

/* How much likelier a mixture makes all outcomes than one of its fits alone: the difference of the logarithms, with its standard error. */
struct iv_score_purchase_gain {
	double gain, error;
};

/* Customers are taken to be of n kinds (at most 8), each as one of the fits says. Finds how many are of each: weights, 0 and more, that sum to 1
 * and make likeliest what customers did, until the cut and after it. What a customer does then is foretold by the fits mixed by its own weights: those
 * of all times the likelihood of its past. The fits must have seen nothing after the cut. Returns the mean logarithm of the probability of an outcome so
 * foretold; with no outcomes 0, and the weights are equal. gain, unless NULL: over the fit number `rival` alone. */
double iv_score_purchase_stack(const struct iv_score_purchase_fit *fit, size_t n, const struct iv_score_purchase_outcome *outcome, size_t outcomes, unsigned threads,
			       double *weight, size_t rival, struct iv_score_purchase_gain *gain);

#endif
