/* SPDX-License-Identifier: MIT
 * Models of what an order of a customer is worth on average, learned from the orders and totals of all customers. A customer of few orders
 * is taken to be more like the others than its own mean says.
 *
 *   gamma   spend of an order is gamma-distributed about the customer's mean, and so are the customers' rates (Gamma-Gamma: Fader & Hardie
 *           2013, note 25; Colombo & Jiang 1999). For totals above 0
 *   normal  a customer's mean is normal about that of all, and an order about the customer's (Schmittlein & Peterson 1994). For margins,
 *           which may be below 0
 *
 * Totals are ten-thousandths of a unit of money; means and parameters are in units. */
#ifndef IV_SCORE_SPEND_H
#define IV_SCORE_SPEND_H
#include "base/err.h"
#include "score/spend_total.h"
#include "stats/optimise.h"
#include "stats/quantile.h"

enum { IV_SPEND_PARAMETERS = 3 };

/* Totals of customers by their number of orders. Zero-initialise. One thread at a time; those of several threads are merged. Nothing
 * depends on the order of adding. */
struct iv_score_spend_data {
	struct iv_stats_sample *total; /* of those with 0, 1, 2 … orders */
	size_t n, cap; /* number of samples */
	bool sorted;
};

/* Adds a customer. IV_OK, or IV_REJECT with code bad_value: orders must be 1 to 1,000,000. */
int iv_score_spend_add(struct iv_score_spend_data *d, int64_t orders, int64_t total, struct iv_err *err);
void iv_score_spend_merge(struct iv_score_spend_data *into, struct iv_score_spend_data *from); /* `from` is empty then */
void iv_score_spend_release(struct iv_score_spend_data *d);

/* Should margins be modelled as signed? When more than one customer of a hundred has a total of 0 or less; fewer are left out by gamma. */
bool iv_score_spend_signed(const struct iv_score_spend_data *d);

enum iv_score_spend_finding {
	IV_SPEND_NO_MEAN = 1, /* gamma: q <= 1, so that a customer without orders has no expected spend */
	IV_SPEND_ALIKE = 2, /* customers do not differ in what they spend: the mean of all serves each */
	IV_SPEND_UNIDENTIFIED = 4, /* a standard error is more than 1000 times its estimate, or the Hessian is singular */
	IV_SPEND_NOT_CONVERGED = 8, /* no maximum was found; the estimates are the best point seen */
	IV_SPEND_NO_FIT = 16, /* fewer than two different means: nothing to fit; the parameters are not set */
	IV_SPEND_DEPENDS = 32, /* those who order more often spend more or less by order (|correlation| > 0.3); the models assume otherwise */
};
struct iv_score_spend_word {
	unsigned bit;
	const char *code, *text;
};
extern const struct iv_score_spend_word iv_score_spend_findings[];
extern const size_t iv_score_spend_findings_n;

struct iv_score_spend_fit {
	const struct iv_score_spend_model *model;
	double p[IV_SPEND_PARAMETERS], error[IV_SPEND_PARAMETERS]; /* estimates and standard errors; INFINITY: not identified */
	double loglik; /* of the customers' means, by unit of money */
	double customers; /* used */
	double left_out; /* gamma: totals of 0 or less */
	double correlation; /* of a customer's orders and its mean */
	unsigned findings;
	enum iv_stats_end end;
	int iterations;
};

/* What is believed of a customer's mean after seeing it. */
struct iv_score_spend_belief {
	double mean, deviation; /* INFINITY where there is none */
};

struct iv_score_spend_model {
	const char *name, *title;
	const char *parameter[IV_SPEND_PARAMETERS]; /* gamma: p q gamma; normal: mean between within (the latter standard deviations) */
	struct iv_score_spend_belief (*belief)(const double *p, double orders, double total); /* total in units; 0 orders: a customer unseen */
	/* What so many further orders of that customer may come to in all. */
	void (*ahead)(const double *p, double orders, double total, const struct iv_score_spend_number *number, struct iv_score_spend_total *out);
	void (*fit)(const struct iv_score_spend_data *d, struct iv_score_spend_fit *out);
};

extern const struct iv_score_spend_model iv_score_spend_gamma, iv_score_spend_normal;

/* Fits by maximum likelihood. IV_OK, also when there are findings, or IV_END: there is nothing to fit (IV_SPEND_NO_FIT). Sorts the data. */
int iv_score_spend_fit(const struct iv_score_spend_model *model, struct iv_score_spend_data *d, struct iv_score_spend_fit *out);

#endif
