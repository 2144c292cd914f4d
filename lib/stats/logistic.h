/* SPDX-License-Identifier: MIT
 * Logistic regression: ln(p / (1 - p)) = b0 + b1 x1 + … + bc xc, by maximum likelihood (Newton's method, which is iteratively reweighted
 * least squares here: McCullagh & Nelder 1989, 2.5), optionally with a ridge (le Cessie & van Houwelingen 1992) or with Firth's
 * penalty (Firth 1993; Heinze & Schemper 2002), whose estimates are finite also where a column separates ones from zeros.
 *
 * The data are asked for block by block, so that they may be stored as the caller likes. Rows are cut into shares by their number alone and
 * sums are added up in that order: the result is the same for any number of threads. It depends on the order of rows by rounding
 * only, in the last digits of a double; callers that need the same bytes for any order put the rows in order first. */
#ifndef IV_STATS_LOGISTIC_H
#define IV_STATS_LOGISTIC_H
#include <stdbool.h>
#include <stddef.h>

enum { IV_LOGISTIC_BLOCK = 64 }; /* rows that are asked for at a time, at most */

/* Room for a block of rows. Row r has x[r * stride … + columns - 1], so many cases (its weight, >= 0, not necessarily whole) and of
 * these so many ones (0 … cases). */
struct iv_logistic_block {
	double *x;
	size_t stride;
	double *cases, *ones;
};

/* `fill` writes rows first … first + n - 1; several threads call it at the same time. All values must be finite. */
struct iv_logistic_rows {
	size_t n, columns;
	void (*fill)(const void *ctx, size_t first, size_t n, const struct iv_logistic_block *out);
	const void *ctx;
};

struct iv_logistic_settings {
	double ridge; /* >= 0: the log-likelihood loses ridge/2 · Σ bj², j >= 1, in the units of the columns */
	bool firth; /* the log-likelihood gains ½ ln |I(b)|, Jeffreys' prior; not together with ridge */
	const double *start; /* columns + 1 coefficients to begin with; NULL: none. Saves iterations, changes no digit that counts */
	unsigned threads; /* 0 is 1 */
};

enum iv_logistic_end {
	IV_LOGISTIC_DONE, /* the maximum was found */
	IV_LOGISTIC_ONE_CLASS, /* all cases are ones, or all zeros (or there are none): there is no maximum, and b0 is only a limit drawn */
	IV_LOGISTIC_SEPARATED, /* a combination of columns tells (some) ones from zeros without error: estimates are infinite, proved by a direction */
	IV_LOGISTIC_SPENT, /* no maximum within the iterations allowed: do not use the numbers */
};

/* A fit. Zero-initialise. Coefficient 0 is the intercept, j belongs to column j - 1. */
struct iv_logistic {
	size_t columns;
	double *b; /* columns + 1 */
	double *error; /* standard errors; from the inverse of the information (with ridge: of the penalised one) at the maximum */
	double *covariance; /* (columns + 1)², row by row */
	double *correlation; /* columns², of the columns over all cases; NULL with IV_LOGISTIC_ONE_CLASS */
	bool *aliased; /* by coefficient: constant, or a combination of columns before it (R gives NA); its b and error are 0 */
	double log_likelihood, deviance, null_deviance; /* of single cases: deviance is -2 log_likelihood; no penalty in it */
	double penalised; /* what was maximised: log_likelihood and the penalty */
	double cases, ones;
	int iterations;
	enum iv_logistic_end end;
	size_t separating; /* with IV_LOGISTIC_SEPARATED: the column (from 0) that has the greatest part in it */
};

/* Fits; what out held is released. Returns out->end. Time: rows · columns² / 2 multiplications an iteration, 4 to 8 iterations. */
enum iv_logistic_end iv_logistic_fit(struct iv_logistic *out, const struct iv_logistic_rows *rows, const struct iv_logistic_settings *settings);
void iv_logistic_release(struct iv_logistic *l);

/* b0 + Σ bj xj */
double iv_logistic_predict(const struct iv_logistic *l, const double *x);

/* 1 / (1 + e^-v), without overflow, and its inverse. */
double iv_logistic_probability(double v);
double iv_logistic_odds(double p); /* ln(p / (1 - p)) */

/* Rows in a matrix, one after the other, each with its label; ctx of iv_logistic_matrix_fill. */
struct iv_logistic_matrix {
	const double *x; /* n · columns */
	const double *cases; /* NULL: 1 each */
	const double *ones;
	size_t columns;
};
void iv_logistic_matrix_fill(const void *matrix, size_t first, size_t n, const struct iv_logistic_block *out);

#endif
