/* SPDX-License-Identifier: MIT
 * What the files of the purchase models share among themselves: one evaluation of a likelihood, cut into blocks of cells that
 * threads share out, and summed in the order of the blocks, so that any number of threads gives the same bits. */
#ifndef IV_SCORE_PURCHASE_PARTS_H
#define IV_SCORE_PURCHASE_PARTS_H
#include "score/purchase.h"

enum { IV_PURCHASE_NODES = 32, IV_PURCHASE_LEVELS = 4 }; /* nodes at first, for the widest integrals; how often they may be doubled */

/* A log-likelihood with its derivatives by the logarithms of the parameters. The upper triangle of the Hessian is kept row by row. */
struct iv_score_purchase_sums {
	double value, gradient[IV_PURCHASE_PARAMETERS], hessian[IV_PURCHASE_PARAMETERS * (IV_PURCHASE_PARAMETERS + 1) / 2];
};

/* A likelihood being evaluated again and again over the same data. */
struct iv_score_purchase_work {
	const struct iv_score_purchase_model *model;
	const struct iv_score_purchase_data *data;
	unsigned threads;
	double p[IV_PURCHASE_PARAMETERS]; /* the parameters of this evaluation */
	size_t rows; /* of the table: one for each moment; of occasions, for 0, 1, 2 … to one more than there are */
	double *table; /* model->tables doubles for each row */
	int level; /* how often the nodes of quadrature were doubled */
	double *node, *weight; /* the rule of n nodes on [0, 1], n a power of 2, begins at n; up to IV_PURCHASE_NODES << level */
	struct iv_score_purchase_sums *block; /* of each block of cells */
};

/* All cells of a builder, sorted and distinct, which is empty then; the caller frees them. */
struct iv_score_purchase_cell *iv_score_purchase_cells(struct iv_score_purchase_builder *b, size_t *n);

void iv_score_purchase_work_start(struct iv_score_purchase_work *w, const struct iv_score_purchase_model *model, const struct iv_score_purchase_data *d, unsigned threads);
void iv_score_purchase_work_release(struct iv_score_purchase_work *w);

void iv_score_purchase_work_nodes(struct iv_score_purchase_work *w, int level); /* computes the rules of that level */

/* Adds `times` of b to a. */
void iv_score_purchase_sums_add(struct iv_score_purchase_sums *a, const struct iv_score_purchase_sums *b, double times);

/* The log-likelihood at the logarithms of the parameters; gradient and full Hessian (row by row) unless NULL. ctx: a work. */
double iv_score_purchase_evaluate(void *ctx, const double *logs, double *gradient, double *hessian);

/* The value alone, the nodes doubled until it moves by less than 1e-9 (or the rounding of a large sum). */
double iv_score_purchase_settled(struct iv_score_purchase_work *w, const double *logs);

/* Fills two columns of the table, from `column` on: log1p(t / scale) and t / (scale + t) of each moment t. */
void iv_score_purchase_ages(struct iv_score_purchase_work *w, double scale, size_t column);

double iv_score_purchase_staying(double a, double b, double n); /* ln B(a, b + n) - ln B(a, b): nobody leaves at n chances */

/* Orders expected in t periods of a customer alive now whose rate is Gamma(shape, rate) and whose chance to leave after each of them is
 * Beta(a, b): the 2F1 of Fader, Hardie & Lee 2005, eq. 10, Euler-transformed. Finite for any a, also 1, and for any t. */
double iv_score_purchase_dropping(double a, double b, double shape, double rate, double t);

/* The negative binomial distribution with mean shape * odds, term by term; terms too small for a double are 0 until they are not. */
struct iv_score_purchase_negbin {
	double shape, share, k, log_p;
	double p; /* P(X = k) */
};

void iv_score_purchase_negbin_start(struct iv_score_purchase_negbin *b, double shape, double odds); /* k = 0 */
void iv_score_purchase_negbin_next(struct iv_score_purchase_negbin *b);

bool iv_score_purchase_distribution_open(const struct iv_score_purchase_distribution *d, double upto); /* is more wanted? */
void iv_score_purchase_distribution_add(struct iv_score_purchase_distribution *d, double p);

#endif
