/* SPDX-License-Identifier: MIT
 * Seasons: in what part of the year a base orders more, by month and around Chinese New Year (春节), whose day moves.
 *
 * All models of orders know one thing of time, how long it took. So they run on *seasonal days*: a day counts by its index, the rate of orders on such days over
 * that of all, and a silence of a hundred days in which the base orders little is a short one. The mean index is 1 over nineteen years, after which the
 * lunar calendar comes round. Where no season is known a day is a day, and nothing changes.
 *
 * The index is learned from customers whose single days are known and who ordered over a year or more: from their orders between the first and the last, which
 * fall on days in proportion to the index, however many customers came and left when (given both, order times of a Poisson process are independent). It is a
 * Poisson regression of orders a stretch of days (of one month and one week around the festival), against what there would be were all days alike,
 * with a piecewise linear trend of the logarithm, a knot a year.
 * Months, and weeks of the festival, are each taken only where they explain six times the variance that is left (F test). */
#ifndef IV_SCORE_SEASON_H
#define IV_SCORE_SEASON_H
#include "base/err.h"
#include "rec/conf.h"

enum { IV_SEASON_MONTHS = 12, IV_SEASON_WEEKS = 7, IV_SEASON_BEFORE = 4 }; /* weeks around the festival, and how many of them before its day */

enum iv_season_state {
	IV_SEASON_OFF, /* nobody asked */
	IV_SEASON_SHORT, /* less than two years of such orders */
	IV_SEASON_FEW, /* fewer than 500 */
	IV_SEASON_FLAT, /* no season that is not chance */
	IV_SEASON_KNOWN,
};

/* Zero-initialise. */
struct iv_season {
	enum iv_season_state state;
	double month[IV_SEASON_MONTHS], week[IV_SEASON_WEEKS]; /* the index of a day is the product of both; 1 where no season was found */
	bool by_month, by_week;
	/* What it was learned from. */
	double years, orders, f_month, f_week;
	/* Seasonal days since the first day of the table; outside of it a day is a day. */
	int32_t *until, begins;
	size_t n;
	/* While it gathers: by day since `since`. */
	int64_t *between, *exposed; /* orders; what comes to the orders of a day were all days alike, and goes, in millionths */
	int32_t since;
	size_t span;
};

void iv_season_release(struct iv_season *s);

/* The order days of a customer, ascending. */
void iv_season_see(struct iv_season *s, const int32_t *day, size_t n);
void iv_season_learn(struct iv_season *s, int32_t today); /* gives back what it gathered */

/* Seasonal days from one day to another, which is not before it: a whole number, so that days add up. */
int32_t iv_season_days(const struct iv_season *s, int32_t from, int32_t to);

/* The first day that is at least so many seasonal days after another. */
int32_t iv_season_after(const struct iv_season *s, int32_t from, int32_t days);

const char *iv_season_says(const struct iv_season *s); /* why there is none, or that there is one */
void iv_season_write(const struct iv_season *s, bool report, struct iv_buf *out); /* a JSON object; report: also what it was learned from */
int iv_season_read(struct iv_season *s, const struct iv_conf_node *node, int32_t today, struct iv_err *err);

int iv_season_week(int32_t day); /* which week around the festival, or -1 */
void iv_season_fill(struct iv_season *s, int32_t today); /* the table, from the indexes */

#endif
