/* SPDX-License-Identifier: MIT
 * The maximum of a smooth function of a few variables in a box: Newton's method with Levenberg's damping and a step cap, with the
 * gradient and the Hessian the caller computes.
 *
 * It never fails because the function can no longer improve: near the top rounding decides, and that is a success. It says how it
 * ended, and the caller must look: a ridge and a limit are not maxima. */
#ifndef IV_STATS_OPTIMISE_H
#define IV_STATS_OPTIMISE_H
#include <stdbool.h>

enum { IV_STATS_DIMENSIONS = 8 }; /* variables at most */

/* What is maximised. The value and both derivatives at x; the Hessian whole, row by row. A value that is not finite says that x
 * is out of the domain: a shorter step is tried. */
struct iv_stats_objective {
	int n; /* variables, 1 to IV_STATS_DIMENSIONS */
	double (*at)(void *ctx, const double *x, double *gradient, double *hessian);
	void *ctx;
	double low[IV_STATS_DIMENSIONS], high[IV_STATS_DIMENSIONS]; /* the box */
	double step; /* no variable moves by more in one iteration; 2 suits logarithms */
	int iterations; /* give up after so many */
};

enum iv_stats_end {
	IV_STATS_TOP, /* a maximum inside the box: Newton's step promises no gain, and the Hessian is negative definite */
	IV_STATS_EDGE, /* a maximum on the box: some variables stand at a bound and would go further */
	IV_STATS_RIDGE, /* long steps gain nothing any more: the function rises to its limit without reaching it, or is flat there */
	IV_STATS_SPENT, /* the iterations are used up, or no step helps though the gradient asks for one: no maximum was found */
	IV_STATS_NOWHERE, /* the function is not finite at the start */
};

struct iv_stats_optimum {
	enum iv_stats_end end;
	double x[IV_STATS_DIMENSIONS];
	double value;
	double gradient[IV_STATS_DIMENSIONS];
	double hessian[IV_STATS_DIMENSIONS * IV_STATS_DIMENSIONS];
	unsigned edge; /* bit i: variable i stands at a bound */
	int iterations, evaluations;
};

/* Climbs from `start` (moved into the box). Gains of less than `gain` end it; 1e-11 gives all digits a log-likelihood can give. */
void iv_stats_maximise(const struct iv_stats_objective *f, const double *start, double gain, struct iv_stats_optimum *out);

#endif
