/* SPDX-License-Identifier: MIT
 * Dates and times. `c.value` is ISO 8601: 2026-04-15, or 2026-04-15T04:14:30 with the fraction and the offset as far as
 * they were written; seconds are always there.
 * Codes: placeholder (value empty); bad_date and ambiguous_date reject. */
#ifndef IV_CLEAN_DATE_H
#define IV_CLEAN_DATE_H
#include "base/date.h"
#include "clean/clean.h"

/* What the date is for. A birth is a day: its time of day is dropped, and 1970-01-01 is a placeholder. */
enum iv_date_use { IV_DATE_ANY, IV_DATE_BIRTH };

/* One way to write a date, compiled. Zero-initialised: auto. */
struct iv_date_format {
	char op[32]; /* private */
	uint8_t ops;
};

#define IV_DATE_FORMATS 8

/* A list of formats, tried in order. */
struct iv_date_formats {
	struct iv_date_format format[IV_DATE_FORMATS];
	size_t n;
};

struct iv_cleaned_date {
	struct iv_clean c;
	struct iv_time time; /* meaningless when value is empty */
};

/* Adds one format. A format is
 *   auto       the forms that can be read in one way only: year first with any separator (2026-03-14, 2026/3/14,
 *              2026.3.14, 20260314, 2026年3月14日), ROC years named as such (民國90年7月6日, 民国…), the month in words
 *              (14 Mar 2026, March 14, 2026), and day and month in figures when the first is above 12, or both are equal
 *   roc        years of the Republic (1 is 1912) with any separator, or none: 115/07/25, 90-7-6, 1150725, 民國90年7月6日,
 *              90年7月6日; 民國元年 too, and 民國前 (before 1912) back to year 1
 *   otherwise  strptime-like: %Y (4 digits) %y (2 digits: 69–99 are 19xx, 00–68 are 20xx) %m %d (1 or 2 digits) %b (the
 *              month in English words, short or long) %H %M %S (fraction allowed) %p (AM, PM, 上午, 下午) %z (Z, ±HH:MM,
 *              ±HHMM) %R (the ROC year) %% and any other character, which stands for itself; a space stands for any
 *              white space, also none
 * A time may follow a date under auto and roc. Returns IV_OK, or IV_WRONG with the reason in err (a letter not known, no day,
 * too long, more than IV_DATE_FORMATS). */
int iv_date_formats_add(struct iv_date_formats *f, struct iv_str format, struct iv_err *err);

/* `formats`: NULL or an empty list means auto alone. What no format fits is still read as ISO 8601, so that a cleaned value
 * can be cleaned again. Placeholders: all zeros or all nines, 1900-01-01, 1899-12-30 (a spreadsheet's zero), 9999-12-31. */
int iv_clean_date(struct iv_arena *a, struct iv_str raw, const struct iv_date_formats *formats, enum iv_date_use use, struct iv_cleaned_date *out);

#endif
