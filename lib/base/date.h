/* SPDX-License-Identifier: MIT
 * Calendar dates of the proleptic Gregorian calendar as day numbers: 1970-01-01 is day 0.
 * Years 1 to 9999. Time of day and zones only as far as text needs them. */
#ifndef IV_BASE_DATE_H
#define IV_BASE_DATE_H
#include "base/str.h"

struct iv_ymd {
	int year, month, day; /* month 1–12, day 1–31 */
};

/* A moment as ISO 8601 writes it. */
struct iv_time {
	int32_t day; /* the date as written, as a day number */
	int32_t second; /* of that day, as written; 0 when only a date was given */
	int32_t micro; /* fraction, in millionths */
	int32_t offset; /* minutes east of UTC; IV_NO_OFFSET when none was written */
	bool has_time;
};
#define IV_NO_OFFSET INT32_MAX

/* The day numbers of 0001-01-01 and 9999-12-31. */
#define IV_DATE_FIRST (-719162)
#define IV_DATE_LAST 2932896

bool iv_date_valid(struct iv_ymd d); /* year 1–9999, day within its month */
int32_t iv_date_from(struct iv_ymd d); /* of a valid date */
struct iv_ymd iv_date_to(int32_t day);
int iv_date_month_days(int year, int month);

int32_t iv_date_add_months(int32_t day, int months); /* clamped at the month's end: Jan 31 + 1 month is Feb 28 or 29 */
int iv_date_age(int32_t birth, int32_t on); /* whole years; born Feb 29: completes a year on Mar 1 in common years */
int32_t iv_date_next_birthday(int32_t birth, int32_t on); /* first anniversary on or after `on`; Feb 29 falls on Feb 28 in common years */

/* The whole of s as YYYY-MM-DD. */
bool iv_date_parse(struct iv_str s, int32_t *day);

/* The whole of s as YYYY-MM-DD, optionally followed by 'T' or ' ' and HH:MM[:SS[.fraction]] and optionally Z or ±HH:MM. */
bool iv_time_parse(struct iv_str s, struct iv_time *t);

void iv_date_add(struct iv_buf *b, int32_t day); /* appends YYYY-MM-DD */

#endif
