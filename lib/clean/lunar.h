/* SPDX-License-Identifier: MIT
 * The Chinese calendar (农历) of the years 1900 to 2100, from the table that scripts/refresh-lunar computes. A day of a
 * month without its year, as birthdays are kept, is written --08-15; in a leap month (闰四月) --04L-15. */
#ifndef IV_CLEAN_LUNAR_H
#define IV_CLEAN_LUNAR_H
#include "base/date.h"

struct iv_lunar {
	int year; /* the number of the Gregorian year in which it begins; 0: not known */
	int month, day; /* 1–12, 1–30 */
	bool leap;
};

/* The day on which that is. False when there is no such day, or the year is not in the table. */
bool iv_lunar_day(struct iv_lunar l, int32_t *day);

/* What a day is called. False outside of the table. */
bool iv_lunar_of(int32_t day, struct iv_lunar *out);

/* --08-15 or --04L-15, the whole of s. The year is then 0. */
bool iv_lunar_parse(struct iv_str s, struct iv_lunar *out);
void iv_lunar_add(struct iv_buf *b, struct iv_lunar l); /* appends it in that form, without the year */

/* The first birthday on or after `on` of who was born on that day of any year. In years without that leap month it falls into
 * the month of the same number; a 30th on the 29th where the month has no more. False beyond the table. */
bool iv_lunar_birthday(struct iv_lunar birth, int32_t on, int32_t *day);

/* --- The table --- */
struct iv_lunar_year {
	int32_t begins;
	uint8_t leap; /* the number of the leap month, which follows the month of that number; 0: none */
	uint16_t big; /* a bit for each month, the leap month in its place: it has 30 days, else 29 */
};
extern const struct iv_lunar_year iv_lunar_table[];
extern const int iv_lunar_first, iv_lunar_last;

#endif
