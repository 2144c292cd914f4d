/* SPDX-License-Identifier: MIT
 * The dialect of a delimited file, found out from a sample of it. Every delimiter, quotation mark and escape that might be
 * meant is tried, and the reading wins that makes the most regular table: records with the same number of fields, and cells
 * that look like something (numbers, dates, words, addresses) rather than like pieces of it. After van den Burg, Nazábal &
 * Sutton, "Wrangling messy CSV files by detecting row and type patterns" (2019), whose consistency score this follows. */
#ifndef IV_IO_DIALECT_H
#define IV_IO_DIALECT_H
#include "io/fields.h"

/* What of a dialect is to be found out; what is not, is given. */
enum {
	IV_DIALECT_DELIMITER = 1,
	IV_DIALECT_QUOTE = 2,
	IV_DIALECT_ESCAPE = 4,
	IV_DIALECT_HEADER = 8,
	IV_DIALECT_BEFORE = 16,
	IV_DIALECT_AFTER = 32,
	IV_DIALECT_ALL = 63
};

enum iv_line_end { IV_LINE_LF, IV_LINE_CRLF, IV_LINE_CR };

struct iv_dialect {
	struct iv_fields_rule rule; /* delimiter, quote, escape; the delimiter is "" when there is but one column */
	size_t header_rows; /* records that name the columns; 0: the data begin at once */
	size_t before; /* physical lines before the header: a title, a date, blanks */
	size_t after; /* lines after the last record that are not blank: totals, "3 rows affected"; 0 unless the sample is the whole file */
	size_t columns; /* fields of most records */
	enum iv_line_end line_end;
	/* How sure this is. */
	size_t records, regular; /* data records in the sample, and those of them with `columns` fields */
	double confidence; /* 0 to 1 */
	char reason[160]; /* "12 fields in 998 of 1,000 records" */
};

/* Finds out what `what` (IV_DIALECT_…) asks for and writes it to *d; the rest of *d must be set and is believed. `sample` is
 * UTF-8, the beginning of a file, without its byte order mark and without
 * the lines that are known to stand before the header; it may end anywhere, and what stands in its last, cut line
 * is not looked at. `whole`: it is all of the file. There is always an answer; for an empty sample the comma and the double
 * quote, with confidence 0. Costs about as much as reading the sample thirty times, so 64 KiB of it are plenty. */
void iv_dialect_detect(struct iv_dialect *d, unsigned what, struct iv_str sample, bool whole);

/* Whether a line at the end of a file is no record: 合计, Total, 共 3 条, "3 rows affected", 制表人：…. Meant for the last lines only. */
bool iv_dialect_is_total(const struct iv_dialect *d, struct iv_str line);

#endif
