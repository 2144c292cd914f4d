/* SPDX-License-Identifier: MIT
 * Delimited text as records, read so that damage stays small: a record that cannot be one costs its first physical line,
 * and reading goes on at the next. Of every record it is known where it stood and what its bytes were.
 *
 * A field in quotes may hold delimiters, line ends and doubled quotes. Blanks around a field are not part of it, unless they
 * stand within quotes; nor is a byte order mark. Blank lines are passed over. A line break within quotes reads as \n. */
#ifndef IV_IO_CSV_H
#define IV_IO_CSV_H
#include "io/charset.h"

struct iv_csv;

struct iv_csv_format {
	char delimiter; /* ASCII; 0: ',' */
	char quote; /* ASCII; 0: none, every quote is a letter like any other */
	struct iv_str encoding; /* a name for iv_charset_open, or "auto" (or empty): decided at the first byte that is not ASCII */
	size_t max_lines; /* physical lines in a record; 0: 1,000 */
	size_t max_bytes; /* bytes in a record; 0: 1 MiB */
};

/* A record, or a line that is none. All slices are valid until the next call. */
struct iv_csv_row {
	const struct iv_str *field; /* UTF-8 */
	size_t n;
	struct iv_str raw; /* as it stands in the file, without its last line end; of an overlong line its beginning */
	long line; /* from 1, physical lines */
	uint64_t byte; /* offset of its first byte in what was read, before decoding */
};

/* Reads up to n bytes: how many, 0 at the end, -1 with err. iv_in_read is one. */
typedef ptrdiff_t iv_csv_read(void *source, char *p, size_t n, struct iv_err *err);

/* Begins a file. IV_OK, or IV_WRONG (the encoding is unknown) or IV_FAIL with *csv NULL. */
int iv_csv_open(struct iv_csv **csv, const struct iv_csv_format *format, iv_csv_read *read, void *source, struct iv_err *err);
void iv_csv_close(struct iv_csv *csv); /* NULL is fine */

/* From the next record on, a record of another number of fields is a reject. */
void iv_csv_columns(struct iv_csv *csv, size_t n);

/* The next record. IV_OK; IV_END; IV_FAIL; or IV_REJECT with row->raw, line and byte, and err->code one of
 *   bad_quote      a quote within an unquoted field, text after a closing quote, or a quote that is never closed
 *   ragged_row     too few or too many fields
 *   bad_encoding   bytes that mean nothing in the encoding; err->column is the byte in its line, from 1
 *   nul_byte       a zero byte
 *   line_too_long  a line of more than max_bytes */
int iv_csv_next(struct iv_csv *csv, struct iv_csv_row *row, struct iv_err *err);

const char *iv_csv_encoding(const struct iv_csv *csv); /* the name in use; "auto" while nothing but ASCII was seen */

#endif
