/* SPDX-License-Identifier: MIT
 * What a column shows and no single value can: whether 03/04/2025 is a day in April or in March, whether 81/9/9 counts from
 * 1900 or from 1911, whether 45291 is a day of a spreadsheet, whether 1.234 is one or a thousand.
 *
 * The rows at the head of a file are a sample. Every value of it is tried in every style, and the style that reads most is the
 * column's. Where two styles read the sample equally well and differ, nobody can know: that is an error, for the map to settle. */
#ifndef IV_INGEST_ORDER_H
#define IV_INGEST_ORDER_H
#include "ingest/map.h"

/* How a column is to be read. */
struct iv_order {
	uint8_t style; /* enum iv_date_style */
	bool comma; /* decimals stand behind a comma */
};

/* --- One column --- */

enum { IV_ORDER_STYLES = 5, IV_ORDER_TEXT = 40 };

/* The evidence of a column of dates. Zero-initialise. Styles are numbered as in enum iv_date_style, less 1: ymd to excel. */
struct iv_order_dates {
	int64_t values; /* neither empty nor placeholders */
	int64_t epochs[3]; /* that are counts of seconds, milliseconds, microseconds by their looks */
	int64_t reads[IV_ORDER_STYLES];
	int64_t alone[IV_ORDER_STYLES][IV_ORDER_STYLES]; /* that the first style reads and the second does not */
	/* The first such value; and of a pair whose first is the lesser: one that both read, differently. */
	char against[IV_ORDER_STYLES][IV_ORDER_STYLES][IV_ORDER_TEXT];
	char differs[IV_ORDER_STYLES][IV_ORDER_STYLES][IV_ORDER_TEXT];
};

void iv_order_date(struct iv_order_dates *d, struct iv_arena *arena, struct iv_str text, const struct iv_date_ask *ask);

/* What the evidence comes to. */
struct iv_order_finding {
	enum iv_date_style style; /* auto: every value shows by itself what it is */
	enum iv_date_style other; /* not auto: this style reads the column as well, and differs; or (mixed) reads what style cannot */
	bool mixed;
	const char *example, *against; /* a value that differs; or one for each of the two styles */
};
/* `region` is the source's: TW decides for years of the Republic, another one against them. */
struct iv_order_finding iv_order_find(const struct iv_order_dates *d, struct iv_str region);

/* The evidence of a column of numbers. Zero-initialise. */
struct iv_order_numbers {
	int64_t points, commas; /* values that show that their decimals stand behind a point, a comma */
};
void iv_order_number(struct iv_order_numbers *n, struct iv_str text);
bool iv_order_comma(const struct iv_order_numbers *n);

/* --- The columns of a file --- */

struct iv_order_sample;

/* A sample for the columns of a map that feed dates and numbers whose format is left open; NULL when there are none. */
struct iv_order_sample *iv_order_sample_new(const struct iv_map *map);
void iv_order_sample_free(struct iv_order_sample *s); /* NULL is fine */
bool iv_order_wanted(const struct iv_map *map); /* whether there would be one */
void iv_order_row(struct iv_order_sample *s, const struct iv_str *cell); /* by column of the map */

/* Decides: out has an entry for each column of the map. IV_OK, or IV_WRONG with code ambiguous_column and both readings. */
int iv_order_decide(const struct iv_order_sample *s, struct iv_order *out, struct iv_err *err);

#endif
