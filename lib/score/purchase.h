/* SPDX-License-Identifier: MIT
 * Models of when customers order, and of when they silently leave; what each one will still do follows.
 *
 *   bgnbd   orders at a gamma-distributed rate, a beta-distributed chance to leave after each repeat order
 *           (BG/NBD: Fader, Hardie & Lee 2005; in the stable form of Fader & Hardie 2013, note 27)
 *   mbgnbd  the same, with a chance to leave after the first order, too (MBG/NBD: Batislam, Denizel & Filiztekin 2007)
 *   pareto  the same rates, a gamma-distributed hazard of leaving at any time (Pareto/NBD: Schmittlein, Morrison & Colombo 1987)
 *   nbd     nobody leaves (NBD: Ehrenberg 1959)
 *   bgbb    a beta-distributed chance to order at each of n occasions, and to leave before each (BG/BB: Fader, Hardie & Shang 2010)
 *
 * The first four have likelihoods of the same thing, the days of all repeat orders, so that they can be compared and averaged. All
 * likelihoods are sums of logarithms of sums of exponentials; all are fitted with analytic derivatives by the logarithms of the
 * parameters. No function here prints, keeps state or fails silently: what a fit could not do is in its findings. */
#ifndef IV_SCORE_PURCHASE_H
#define IV_SCORE_PURCHASE_H
#include "score/purchase_data.h"
#include "stats/optimise.h"

enum { IV_PURCHASE_PARAMETERS = 4 }; /* at most */

/* A customer's past in periods, from the first order on. For bgbb: occasions. */
struct iv_score_purchase_history {
	double x; /* repeat orders, a whole number */
	double recency; /* of the last order; 0 when x is 0 */
	double span; /* until the end of the observation */
};

struct iv_score_purchase_work;
struct iv_score_purchase_sums;

/* P(X = 0), P(X = 1), … of the orders to come, as far as they were asked for. Zero-initialise; can be filled again and again. */
struct iv_score_purchase_distribution {
	double *p;
	size_t n, cap;
	double sum; /* of all p */
	size_t least; /* go at least as far as this many, even when enough probability is there */
};

void iv_score_purchase_distribution_release(struct iv_score_purchase_distribution *d);

struct iv_score_purchase_model {
	const char *name, *title;
	int n; /* parameters */
	const char *parameter[IV_PURCHASE_PARAMETERS];
	bool time[IV_PURCHASE_PARAMETERS]; /* is it measured in periods? (alpha and beta are; shapes are not) */
	bool occasions; /* counts occasions, not time: its likelihood cannot be compared with that of others */
	const struct iv_score_purchase_model *without_leaving; /* what it becomes when nobody leaves; NULL: itself */

	/* Of one customer, p the parameters in natural units, t > 0 periods from the end of the span on. */
	double (*loglik)(const double *p, const struct iv_score_purchase_history *h); /* of its past, as the likelihood of all has it; bgbb: NULL */
	double (*alive)(const double *p, const struct iv_score_purchase_history *h); /* P(alive at the end of the span) */
	double (*ahead)(const double *p, const struct iv_score_purchase_history *h, double t); /* orders expected in (span, span + t] of one alive; bgbb: NULL */
	double (*stay)(const double *p, const struct iv_score_purchase_history *h, double t); /* P(alive t later) of one alive; bgbb: NULL */
	double (*expect)(const double *p, const struct iv_score_purchase_history *h, double t); /* P(alive) times those */
	/* Appends P(X = 0), P(X = 1), … of those orders to an empty distribution until they sum to `upto`, below 1. */
	void (*predict)(const double *p, const struct iv_score_purchase_history *h, double t, double upto, struct iv_score_purchase_distribution *out);

	/* How the likelihood is evaluated: see purchase_parts.h. */
	size_t tables;
	bool quadrature;
	void (*prepare)(struct iv_score_purchase_work *w, struct iv_score_purchase_sums *whole);
	void (*cells)(const struct iv_score_purchase_work *w, size_t begin, size_t end, struct iv_score_purchase_sums *sums);
	/* Where to climb from; false: no more. simple: the parameters of the model without leaving, where there is one. */
	bool (*start)(const struct iv_score_purchase_data *d, const double *simple, int number, double *p);
};

extern const struct iv_score_purchase_model iv_score_bgnbd, iv_score_mbgnbd, iv_score_pareto, iv_score_nbd, iv_score_bgbb;
extern const struct iv_score_purchase_model *const iv_score_purchase_models[]; /* all of them, in the order above */
extern const size_t iv_score_purchase_models_n;
const struct iv_score_purchase_model *iv_score_purchase_find(struct iv_str name); /* NULL: none of that name */

/* A model in which customers leave is used when its log-likelihood is higher than without leaving by more than half the 90 % point of chi-square(1): 5 % on
 * the boundary, where it is half a point mass (Self & Liang 1987). */
#define IV_PURCHASE_NO_BETTER 1.3527

/* What is found in fitting; bits. The words are in iv_score_purchase_findings. */
enum iv_score_purchase_finding {
	IV_FOUND_NOBODY_LEAVES = 1, /* the model without leaving fits as well, and is used */
	IV_FOUND_ONE_SHOT = 2, /* nearly nobody comes back, and how those differ who do cannot be told */
	IV_FOUND_SAME_RATE = 4, /* customers do not differ in their rate: it has no distribution */
	IV_FOUND_SAME_LEAVING = 8, /* customers do not differ in how they leave */
	IV_FOUND_UNIDENTIFIED = 16, /* a standard error is more than 1000 times its estimate, or the Hessian is singular */
	IV_FOUND_NOT_CONVERGED = 32, /* no maximum was found; the estimates are the best point seen */
	IV_FOUND_NO_FIT = 64, /* there is nothing to fit: no customers, no repeat orders or no time; the parameters are not set */
};
extern const struct iv_score_purchase_word iv_score_purchase_findings[];
extern const size_t iv_score_purchase_findings_n;

/* A fitted model. */
struct iv_score_purchase_fit {
	const struct iv_score_purchase_model *asked, *model; /* they differ when a simpler model does as well */
	double unit; /* days in a period */
	double p[IV_PURCHASE_PARAMETERS]; /* estimates, natural units */
	double error[IV_PURCHASE_PARAMETERS]; /* their standard errors, from the observed information; INFINITY: not identified */
	double covariance[IV_PURCHASE_PARAMETERS * IV_PURCHASE_PARAMETERS]; /* of the logarithms of the estimates, row by row; zero when unidentified */
	double loglik; /* natural logarithm */
	double loglik_asked; /* of the model asked for, which is at least as large, by less than 1.36 when a simpler one is used */
	double customers;
	unsigned findings, lints;
	enum iv_stats_end end;
	int iterations, evaluations, starts; /* of the climb on all data; starts tried */
	int nodes; /* of the quadrature; 0: none */
};

/* The likelihood at natural parameters. threads: 0 and 1 are the same. */
double iv_score_purchase_loglik(const struct iv_score_purchase_model *model, const struct iv_score_purchase_data *d, const double *p, unsigned threads);

/* Fits by maximum likelihood from several starts. IV_OK, also when there are findings, or IV_END: there is nothing to fit, and the
 * only finding is IV_FOUND_NO_FIT. */
int iv_score_purchase_fit(const struct iv_score_purchase_model *model, const struct iv_score_purchase_data *d, unsigned threads, struct iv_score_purchase_fit *out);

/* Fits the model of `from` to other customers who are like those it was fitted to: one climb from its parameters, without errors or findings.
 * IV_OK, or IV_END: there is nothing to fit, or no way up. */
int iv_score_purchase_refit(const struct iv_score_purchase_fit *from, const struct iv_score_purchase_data *d, unsigned threads, struct iv_score_purchase_fit *out);

double iv_score_purchase_aic(const struct iv_score_purchase_fit *fit); /* Akaike 1974: 2n - 2 ln L; smaller is better */
double iv_score_purchase_bic(const struct iv_score_purchase_fit *fit); /* Schwarz 1978: n ln N - 2 ln L */

#endif
