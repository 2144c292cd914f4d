/* SPDX-License-Identifier: MIT
 * What a customer will still do: whether it is still one, and how many orders can be expected within the horizon, by a purchase model or
 * by several that are averaged.
 *
 * Customers with one past (repeat orders, recency, span) have one outlook, so those of the population are worked out once each. */
#ifndef IV_SCORE_OUTLOOK_H
#define IV_SCORE_OUTLOOK_H
#include "score/purchase_stack.h"
#include "score/score.h"
#include "score/spend_total.h"

#define IV_OUTLOOK_MODELS 4 /* averaged at most */
#define IV_OUTLOOK_NODES 6
#define IV_YEAR 365.2425 /* days */

/* How worrying a silence is. It crosses a limit when fewer than such a share of customers with that past, if they are customers still,
 * would be silent so long, or when the probability of being one falls below the other. */
enum iv_outlook_limit { IV_OUTLOOK_RISK, IV_OUTLOOK_LAPSE, IV_OUTLOOK_LOSS, IV_OUTLOOK_LIMITS };
extern const struct iv_outlook_worry {
	double silence, alive;
} iv_outlook_worry[IV_OUTLOOK_LIMITS];

struct iv_score_outlook {
	double alive; /* probability of being a customer still */
	double expected; /* orders within the horizon */
	double discounted; /* the same, each by what it is worth today */
	double prevented; /* how these would grow with the share of all leaving from today on that is prevented: their derivative */
	double stays; /* probability that it is a customer in a year, if it is one now */
	double stays_prevented; /* the derivative of that */
	int32_t silent[IV_OUTLOOK_LIMITS]; /* days after the last order until silence crosses each limit, if no order comes */
	int32_t low, middle, high; /* orders: in 5, 50 and 95 % of such customers at most so many */
	double none; /* probability that no order comes */
	struct iv_score_spend_number some; /* how many come, if any */
};

/* The probabilities of a range's ends and middle. */
#define IV_OUTLOOK_LEAST 0.05
#define IV_OUTLOOK_MOST 0.95

/* The days that a purchase model counts. */
struct iv_outlook_past {
	uint32_t x, recency, span;
};

static inline bool iv_outlook_past_same(const struct iv_outlook_past *a, const struct iv_outlook_past *b)
{
	return a->x == b->x && a->recency == b->recency && a->span == b->span;
}

static inline uint32_t iv_outlook_past_hash(const struct iv_outlook_past *p)
{
	uint64_t h = (uint64_t)p->x * 0x9E3779B97F4A7C15u ^ (uint64_t)p->recency * 0xC2B2AE3D27D4EB4Fu ^ (uint64_t)p->span * 0x165667B19E3779F9u;
	h ^= h >> 29;
	h *= 0xBF58476D1CE4E5B9u;
	return (uint32_t)(h >> 32);
}

/* Fitted models with their weights, which sum to 1, and the horizon. Each model is a kind of customers, and its weight how many are of that kind; a customer's
 * past says more. */
struct iv_outlook_mix {
	struct iv_score_purchase_fit fit[IV_OUTLOOK_MODELS];
	double weight[IV_OUTLOOK_MODELS];
	size_t n; /* 0: nothing could be fitted */
	double horizon; /* seasonal days, as all days here (season.h) */
	double discount; /* yearly, .1 for 10 % */
	double node[IV_OUTLOOK_NODES + 1]; /* times at which the future is looked at, as shares of the horizon; the last is 1 */
	double now[IV_OUTLOOK_NODES + 1]; /* what the orders expected until each of them count in their sum by what they are worth today */
	double prevented[IV_OUTLOOK_NODES + 1]; /* and in that sum's derivative by the share of leaving that is prevented */
};

void iv_outlook_mix_start(struct iv_outlook_mix *m, double horizon, double discount); /* without models */

/* --- Choosing --- */

/* The first two are no models. */
enum { IV_OUTLOOK_AUTO, IV_OUTLOOK_AVERAGE, IV_OUTLOOK_FIRST };
extern const char *const iv_outlook_choices[]; /* "auto", "average", and the names of models; NULL at the end */

struct iv_outlook_plan {
	int choice; /* of iv_outlook_choices */
	double period; /* days */
	double horizon, discount; /* as of the mix */
};

struct iv_outlook_considered {
	struct iv_score_purchase_fit fit;
	double bic, weight;
	double foretold; /* its weight in the mixture of the trial; 0 where there was none */
};

/* What customers did in the last third of their time, beside their pasts until then, so that models fitted to these can be held against it. Each
 * customer has a time of its own, from the first order on. Of many customers so many are taken as tell the models apart, by their ids.
 * Zero-initialise. */
struct iv_outlook_trial {
	struct iv_score_purchase_outcome *outcome;
	size_t n, cap;
	uint64_t upto; /* ids that are taken */
};

void iv_outlook_trial_start(struct iv_outlook_trial *t, size_t customers); /* that will be offered */
/* The outcome of a customer; false: its single days are not known, or its first order is of today. */
bool iv_outlook_trial_outcome(const struct iv_score_facts *f, const struct iv_season *season, int32_t today, struct iv_score_purchase_outcome *out);
void iv_outlook_trial_add(struct iv_outlook_trial *t, uint64_t id, const struct iv_score_purchase_outcome *outcome);
void iv_outlook_trial_release(struct iv_outlook_trial *t);

/* How the weights came about. */
struct iv_outlook_verdict {
	double customers, orders; /* that were foretold */
	bool enough; /* for the models to be told apart by it */
	bool stacked; /* the weights are those of that mixture; else they are by BIC */
	struct iv_score_purchase_gain gain; /* of that mixture over the model of least BIC */
};

/* Fits what the choice asks for, all models or one, and says what each weighs in it. By BIC, of `auto` the one of least BIC is all, of `average`
 * each weighs exp(-BIC/2). By the trial, weights are those that make it likeliest (purchase_stack.h): for `average` wherever there is enough to tell by, for
 * `auto` when that mixture foretold better than the model of least BIC alone, by more than twice the error of the difference.
 * Returns how many could be fitted, and makes the mix of those that weigh a hundredth at least. Puts the trial in order. */
size_t iv_outlook_choose(const struct iv_outlook_plan *plan, const struct iv_score_purchase_data *d, struct iv_outlook_trial *trial, unsigned threads,
			 struct iv_outlook_mix *mix, struct iv_outlook_considered considered[IV_OUTLOOK_MODELS], struct iv_outlook_verdict *verdict);

/* The outlook of one past. silent: the limits of silence, known from a past that differs in its span only, or NULL. `scratch` may be reused. */
void iv_outlook_find(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, const int32_t *silent, struct iv_score_purchase_distribution *scratch,
		     struct iv_score_outlook *out);

/* All of it but how many orders there may be and the limits of silence, which take longest. */
void iv_outlook_ahead(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, struct iv_score_outlook *out);

/* The probabilities of 0, 1, … orders within the horizon, into `out`, as far as they are needed to sum to `upto` of each model. */
void iv_outlook_distribution(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, double upto, struct iv_score_purchase_distribution *scratch,
			     struct iv_score_purchase_distribution *out);

/* Orders that are expected in so many days. */
double iv_outlook_expect(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, double days);

/* Outlooks of many pasts. Zero-initialise; read by any number of threads. */
struct iv_outlook_table {
	struct iv_outlook_past *past;
	struct iv_score_outlook *outlook;
	double *customers;
	uint32_t *slot; /* index + 1; a power of two of them */
	size_t n, slots;
};

void iv_outlook_table_fill(struct iv_outlook_table *t, const struct iv_outlook_mix *m, const struct iv_score_purchase_data *d, unsigned threads);
/* Of who orders today: of each past, that which has one order more, as of today. As far as iv_outlook_ahead goes. */
void iv_outlook_table_fill_again(struct iv_outlook_table *t, const struct iv_outlook_mix *m, const struct iv_score_purchase_data *d, unsigned threads);
void iv_outlook_table_release(struct iv_outlook_table *t);
const struct iv_score_outlook *iv_outlook_table_find(const struct iv_outlook_table *t, const struct iv_outlook_past *past); /* NULL: not in it */
/* Has the memory fetched that finding the past will need; some time later again, for what the first time led to. */
void iv_outlook_table_fetch(const struct iv_outlook_table *t, const struct iv_outlook_past *past, bool again);

/* Outlooks that a thread has seen lately, for runs that know no population: a few megabytes, however many pasts come. One mix for each, and either
 * whole outlooks or those that go as far as iv_outlook_ahead. What is found stays until the next call. */
struct iv_outlook_memo *iv_outlook_memo_new(void);
void iv_outlook_memo_free(struct iv_outlook_memo *memo);
void *iv_outlook_work_new(const void *state); /* a memo, as what a score keeps for each thread (score.h) */
void iv_outlook_work_free(void *state, void *work);
const struct iv_score_outlook *iv_outlook_memo_find(struct iv_outlook_memo *memo, const struct iv_outlook_mix *m, const struct iv_outlook_past *past);
const struct iv_score_outlook *iv_outlook_memo_ahead(struct iv_outlook_memo *memo, const struct iv_outlook_mix *m, const struct iv_outlook_past *past);

/* Of a customer, from the score `purchase` of a run. NULL: it never ordered, or nothing could be fitted. What is not in the run's table is in the memo
 * then. */
const struct iv_score_outlook *iv_score_outlook(const struct iv_score *s, const struct iv_score_facts *f, struct iv_outlook_memo *memo);

/* The same of the i-th of a base, all of whom are in the table, when its customers are gone over in their order: what the next ones need is on its way. */
const struct iv_score_outlook *iv_score_outlook_of(const struct iv_score_base *base, size_t i);

/* The same of a customer if it ordered today, as far as iv_outlook_ahead goes. NULL as well: it did. */
const struct iv_score_outlook *iv_score_outlook_again(const struct iv_score *s, const struct iv_score_facts *f, struct iv_outlook_memo *memo);

/* The models of a run and a customer's past as they have it, in seasonal days. NULL, or false: there are none; it never ordered. */
const struct iv_outlook_mix *iv_score_outlook_mix(const struct iv_score *s);
bool iv_score_outlook_past(const struct iv_score *s, const struct iv_score_facts *f, struct iv_outlook_past *past);

/* How likely it is that somebody who is still a customer, ordered x times more after the first order, the last of them `recency` days after it, orders nothing
 * for so many days after that: the survival function of the next order (rates differ by a gamma distribution). */
double iv_outlook_silence(const struct iv_outlook_mix *m, double x, double recency, double days);

/* The same of a run. False: nothing could be fitted. */
bool iv_score_silence(const struct iv_score *s, double x, double recency, double days, double *probability);

struct iv_outlook_plan iv_score_outlook_plan(const struct iv_score *s); /* what the run's score `purchase` is set to, or its defaults */

double iv_score_horizon(const struct iv_score *s); /* in seasonal days, as models count time */

/* The mean outlook of those that it was learned from. */
const struct iv_score_outlook *iv_score_outlook_typical(const struct iv_score *s);

#endif
