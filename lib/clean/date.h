/* SPDX-License-Identifier: MIT
 * Dates and times. `c.value` is ISO 8601: 2026-04-15, or 2026-04-15T04:14:30 with the fraction and the offset as far as
 * they were written; seconds are always there.
 *
 * Most ways to write a date show by themselves which number is what. Of the others (03/04/2025, 85.3.14, 45291) the column
 * must tell: its style, which a format names or a sample of the column shows (ingest/order.h).
 *
 * Codes: placeholder and partial_date of a birth (value empty); ambiguous_zone (the time stands without it); bad_date,
 * ambiguous_date, partial_date and odd_birth reject. */
#ifndef IV_CLEAN_DATE_H
#define IV_CLEAN_DATE_H
#include "base/date.h"
#include "clean/clean.h"

/* How figures are to be read that could be read in several ways. */
enum iv_date_style {
	IV_DATE_AUTO, /* nothing is known: only what can be read in one way */
	IV_DATE_YMD, /* 85.3.14, 850314 */
	IV_DATE_DMY, /* 14/3/2026, 14.3.26, 14032026, 140326; also %d %b without more ado */
	IV_DATE_MDY, /* 3/14/2026, 3/14/26 … */
	IV_DATE_ROC, /* years of the Republic, 1 is 1912: 115/07/25, 90-7-6, 1150725, 900706, 90年7月6日 */
	IV_DATE_EXCEL, /* days of a spreadsheet, with the time as fraction: 45291.5; 60, the day that never was, is none */
	IV_DATE_EXCEL_1904, /* the same, as counted by old Macintoshes */
	IV_DATE_EPOCH, /* seconds since 1970 in UTC, with a fraction perhaps */
	IV_DATE_EPOCH_MS,
	IV_DATE_EPOCH_US,
	IV_DATE_STYLES,
};

/* As maps call it: auto, ymd, dmy, mdy, roc, excel, excel1904, epoch, epoch_ms, epoch_us. */
const char *iv_date_style_name(enum iv_date_style style);

/* What the date is for. A birth is a day: its time of day is dropped, part of a date is kept, and 1970-01-01 is a
 * placeholder. */
enum iv_date_use { IV_DATE_ANY, IV_DATE_BIRTH };

enum iv_date_calendar {
	IV_DATE_AS_SAID, /* solar, unless the text says lunar (农历, 闰, 初, 廿, 正月, 腊月) */
	IV_DATE_SOLAR,
	IV_DATE_LUNAR, /* the Chinese calendar, unless the text says solar (公历, 阳历) */
};

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

/* What is known of a value before it is read. Zero-initialise; so is NULL. */
struct iv_date_ask {
	const struct iv_date_formats *formats; /* NULL or none: auto alone */
	enum iv_date_use use;
	enum iv_date_style style; /* of the column; what auto then means */
	enum iv_date_calendar calendar;
	int32_t today; /* no birth is later; 0: not known */
	int16_t pivot; /* two-digit years below it are of this century: 69 by default, for 0 */
	bool zoned; /* `zone` is known */
	int16_t zone; /* minutes east of UTC, of times that say none */
};

struct iv_cleaned_date {
	struct iv_clean c;
	struct iv_time time; /* meaningless when value is empty */
	/* Of a birth: what is known when it is no whole date, "1985", "1985-03" or "--03-14"; and the day in the Chinese
	 * calendar where it was given in that, "--08-15", or in a leap month "--04L-15". */
	struct iv_str part, lunar;
};

/* Adds one format. A format is
 *   auto       any form that can be read in one way only: the year first with any separator (2026-03-14, 2026/3/14,
 *              20260314, 2026年3月14日, 二〇二六年三月十四日), weeks and days of the year (2026-W16-3, 2026-105), years of
 *              eras named as such (民國90年7月6日, 令和6年7月1日, S63/1/7), the month in words (14 Mar 2026, le 14 mars 2026),
 *              day and month in figures when one is above 12 or both are equal, and the seconds of a Unix clock since 1973
 *              (9 or 10 digits; 13 of milliseconds, 16 of microseconds)
 *   ymd dmy …  the same, and a style for what remains
 *   otherwise  strptime-like: %Y (4 digits) %y (2 digits, see pivot) %m %d (1 or 2 digits) %b (the month in words, short or
 *              long) %H %M %S (fraction allowed) %p (AM, PM, 上午, 下午) %z (Z, ±HH:MM, ±HHMM, a name) %R (the ROC year) %%
 *              and any other character, which stands for itself; a space stands for any white space, also none
 * A time may follow a date under all but the last. Returns IV_OK, or IV_WRONG with the reason in err (a letter not known, no
 * day, too long, more than IV_DATE_FORMATS). */
int iv_date_formats_add(struct iv_date_formats *f, struct iv_str format, struct iv_err *err);

/* Whether the list leaves something for the column to tell: it is empty, or is auto alone. */
bool iv_date_formats_auto(const struct iv_date_formats *f);

/* What no format fits is still read as ISO 8601, so that a cleaned value can be cleaned again. Placeholders: all zeros or all
 * nines, 0001-01-01, 1111-11-11, 1753-01-01, 1899-12-30 and -31, 1900-01-01, 1901-01-01 of a birth, 9999-12-31. */
int iv_clean_date(struct iv_arena *a, struct iv_str raw, const struct iv_date_ask *ask, struct iv_cleaned_date *out);

#endif
