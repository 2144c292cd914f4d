/* SPDX-License-Identifier: MIT
 * A customer's history as functions of rules see it: where its members stand, and how windows over them are summed.
 * The history is looked through once a record; windows are summed over the digits as they are, for rules ask several
 * windows of a customer, and most customers have few days. */
#ifndef IV_HISTORY_PAST_H
#define IV_HISTORY_PAST_H
#include "history/window.h"

enum iv_history_member {
	IV_PAST_KINDS,
	IV_PAST_DAYS,
	IV_PAST_MONEY,
	IV_PAST_CATEGORIES,
	IV_PAST_CONTACTS,
	IV_PAST_CAMPAIGNS,
	IV_PAST_COMPLAINTS,
	IV_PAST_ANSWERS,
	IV_PAST_ACCOUNTS,
	IV_PAST_COUPONS,
	IV_PAST_PRODUCTS,
	IV_PAST_SERVE,
	IV_PAST_MEMBERS
};

/* Where things stand in the history of the record in hand. */
struct iv_history_past {
	bool known; /* there is a history, of a version that we can read */
	struct iv_str member[IV_PAST_MEMBERS]; /* as JSON; {0}: absent */
};

void iv_history_look(struct iv_str history, struct iv_history_past *p); /* at a customer's `history`, as JSON; {0}: there is none */

/* Of the call's subject; found at the first call for it. Never NULL. */
const struct iv_history_past *iv_history_past(const struct iv_rule_call *call);

/* A list of [day, values…] as it is gone through: set at and end to its span, and values to how many stand with a day, 1 or 2;
 * zero the rest. */
struct iv_history_entries {
	const char *at, *end;
	unsigned values;
	int64_t day, value[2]; /* values in ten-thousandths */
};

bool iv_history_next(struct iv_history_entries *e); /* days ascend; false at the end */

/* Fills *from so that the window of n days is from < day <= today. False when n is no number of days. */
bool iv_history_window(const struct iv_rule_call *call, const struct iv_rule_value *n, int32_t *from);

/* Sums a list of [day, values…] over the days from < day <= to. `values`: how many stand with a day, 1 or 2; *days counts
 * the days in the window whose first value is not 0. */
void iv_history_sum_window(struct iv_str list, unsigned values, int32_t from, int32_t to, iv_decimal *sums, int64_t *days);

/* The last day of such a list that is not after `to`, or IV_HISTORY_NO_DAY. */
int32_t iv_history_last_day(struct iv_str list, unsigned values, int32_t to);

/* Appends to day[0..*n) the days from < day <= to of such a list whose first value is not 0; returns the array, grown in
 * the arena. */
int32_t *iv_history_days_in(struct iv_str list, unsigned values, int32_t from, int32_t to, struct iv_arena *arena, int32_t *day, size_t *n);

size_t iv_history_row(struct iv_str row, struct iv_str *item, size_t max); /* the items of a row; returns how many */
int64_t iv_history_row_count(const struct iv_str *item, size_t n, size_t at); /* item `at` as a count; 0 when absent */
bool iv_history_row_is(struct iv_str value, struct iv_str text, struct iv_arena *arena); /* whether it is that text */
bool iv_history_row_date(struct iv_str value, struct iv_arena *arena, int32_t *day);

#endif
