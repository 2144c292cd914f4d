/* SPDX-License-Identifier: MIT
 * What scores know of a customer: the past as of a day, in whole days, orders and ten-thousandths of money.
 *
 * Purchases of one day are one purchase (Fader & Hardie: "order days"), so that two baskets of one visit are no loyalty. What came
 * back is taken off where ivoc-merge took it off; an order that came back wholly is none. Days count in any currency, money in
 * the customer's own; a score that compares money leaves out customers of another currency than the run's. */
#ifndef IV_SCORE_FACTS_H
#define IV_SCORE_FACTS_H
#include "rec/record.h"

enum iv_score_answer { IV_ANSWER_SATISFIED, IV_ANSWER_REBUY, IV_ANSWER_RECOMMEND, IV_ANSWERS };

/* Plain bytes: a customer's facts are held for all customers while models are fitted. */
struct iv_score_facts {
	uint64_t id; /* hash of the cid: what splits ties and folds, the same in every run */
	int64_t orders; /* >= 0 */
	int64_t spend; /* less what came back */
	int64_t first_spend; /* the part of spend on the first order day; only with `daily` */
	int64_t margin; /* of spend, where the cost is known; only with `costed` */
	int64_t uncosted; /* the part of what was bought of which the cost is not known; only with `costed` */
	int64_t bought, returned; /* spend is bought - returned; only with `daily` */
	int64_t served; /* what serving the customer cost */
	int64_t gap_squares; /* of the days between order days: the sum of their squares; only with `daily` */
	int32_t first, last; /* first and last order day; only with `bought_ever` */
	int32_t days; /* order days, 1 or more; only with `bought_ever` */
	int32_t recency; /* days from the last order to the run's today, >= 0; only with `bought_ever` */
	int32_t typical; /* the median of the days between order days; 0: fewer than two of them */
	int32_t before; /* the order day before the last; only with `daily` and days > 1 */
	int32_t lately; /* of the order days after the first, those in the later half of the time since; only with `daily` */
	int32_t early_days, early_last; /* order days of the first two thirds of the time since the first, and the last of them; only with `daily` */
	int32_t met; /* the last day on which the customer did anything: ordered, called, answered; IV_SCORE_NO_DAY: never */
	uint16_t complaints, open, resolved; /* cases; of those begun, how many are open, and how many ended well */
	uint16_t channels; /* that the customer used */
	uint8_t answer[IV_ANSWERS]; /* the last, 1 to 5; 0: never asked */
	char currency[3]; /* of the money; zeros: none */
	bool bought_ever; /* has orders and the day of the last one is known */
	bool daily; /* the single days are known: there is a history */
	bool costed; /* the cost of some line is known */
	bool foreign; /* its money is in another currency than the run's: it cannot be compared */
	bool restricted; /* its data may not be used: it is not scored, and nothing is learned from it */
	bool future; /* the last order lies after today; it counts as of today */
	bool undated; /* has orders, but not the day of the last one */
	const int32_t *order_day; /* with `daily`: the order days, `days` of them, ascending; in the record's arena, and NULL in facts that are kept */
};

#define IV_SCORE_NO_DAY INT32_MIN

/* About `most` of so many customers, the same whatever their order: those with ids up to this. */
static inline uint64_t iv_score_sample(size_t customers, size_t most)
{
	return customers > most ? UINT64_MAX / customers * most : UINT64_MAX;
}

#define IV_SCORE_SLICES 26

/* What happened after the day that facts are of, for a holdout. */
struct iv_score_after {
	int32_t days; /* order days */
	int64_t spend;
	uint16_t slice[IV_SCORE_SLICES]; /* order days of each of so many equal parts of the time */
};

/* Reads the facts as of `today`. `currency` (3 letters) is the run's, or NULL: none is foreign. `after`, if not NULL, gets what happened
 * until the day `until`. IV_OK, or IV_REJECT with code bad_value: orders, spend or a date is not what it must be. */
int iv_score_facts(const struct iv_rec *rec, const char *currency, int32_t today, struct iv_score_facts *out, struct iv_score_after *after, int32_t until,
		   struct iv_err *err);

#endif
