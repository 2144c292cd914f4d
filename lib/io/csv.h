/* SPDX-License-Identifier: MIT
 * Delimited and fixed-width text as records, read so that damage stays small: a record that cannot be one costs its first
 * physical line, and reading goes on at the next. Of every record it is known where it stood and what its bytes were.
 *
 * A field in quotes may hold delimiters, line ends and escaped quotes. Blanks around a field are not part of it, unless they
 * stand within quotes; nor is a byte order mark. Blank lines are passed over, unless skip says otherwise. A line break within quotes reads as \n. */
#ifndef IV_IO_CSV_H
#define IV_IO_CSV_H
#include "io/charset.h"
#include "io/dialect.h"

struct iv_csv;

/* Fixed width. Columns are counted in characters, in bytes of the file, or in cells of an old terminal, where a character
 * beyond ASCII takes two, unless it is a half-width form. */
enum iv_csv_unit { IV_CSV_CHARACTERS, IV_CSV_BYTES, IV_CSV_CELLS };

struct iv_csv_column {
	struct iv_str name;
	size_t start, end; /* [start, end), from 0; end SIZE_MAX: the rest of the line */
};

/* Whether a line (UTF-8) is what somebody looks for. */
typedef bool iv_csv_test(void *what, struct iv_str line);

struct iv_csv_skip {
	size_t before, after; /* physical lines at the beginning, and lines that are not blank at the end of the file */
	iv_csv_test *is_header, *is_total;
	void *header; /* with is_header: lines before the first for which is_header(header, line) holds are passed over */
	void *total; /* with is_total: so are the last lines, as far as all of them are blank or is_total(total, line) holds */
	struct iv_str comment; /* not empty: so are lines that begin with it */
	bool empty; /* so are records whose fields are all empty */
	bool blank_stays; /* a blank line is a record of one empty field */
};

struct iv_csv_format {
	struct iv_fields_rule rule;
	unsigned find; /* IV_DIALECT_…: what is found out from the beginning of the file, instead of what stands here */
	size_t header_rows; /* that name the columns; see iv_csv_header */
	const struct iv_str *names; /* [names_n], if not NULL: the columns of a file without a header */
	size_t names_n;
	struct iv_csv_skip skip;
	bool pad; /* a record with too few fields gets empty ones, of one with too many those at the end are dropped */
	bool short_rows; /* as spreadsheets write them: empty fields at the end of a record may be left out, or be too many */
	bool repair; /* quotation marks that break the rules are taken for letters, see iv_fields_repair */
	const struct iv_csv_column *fixed; /* fixed width: rule, pad and repair do not matter */
	size_t fixed_n;
	enum iv_csv_unit unit;
	struct iv_str encoding; /* a name for iv_charset_open, or "auto" (or empty): decided at the first byte that is not ASCII */
	bool keeps_bad; /* bytes that do not decode are shown as charset.h says, and are no reject */
	size_t max_lines; /* physical lines in a record; 0: 1,000 */
	size_t max_bytes; /* bytes in a record; 0: 1 MiB */
};

/* A record, or a line that is none. All slices are valid until the next call. */
struct iv_csv_row {
	const struct iv_str *field; /* UTF-8 */
	size_t n;
	struct iv_str raw; /* as it stands in the file, without its last line end; of an overlong line its beginning */
	bool odd_bytes; /* with keeps_bad: there are some that did not decode */
	long line; /* from 1, physical lines */
	uint64_t byte; /* offset of its first byte in what was read, before decoding */
	const char *doubt; /* the record was mended: ragged_row or bad_quote; else NULL */
	struct iv_str was; /* then its text */
};

/* Reads up to n bytes: how many, 0 at the end, -1 with err. iv_in_read is one. */
typedef ptrdiff_t iv_csv_read(void *source, char *p, size_t n, struct iv_err *err);

/* Begins a file. `format` and what it points to must stay. IV_OK, or IV_WRONG (the encoding is unknown) or IV_FAIL with *csv NULL. */
int iv_csv_open(struct iv_csv **csv, const struct iv_csv_format *format, iv_csv_read *read, void *source, struct iv_err *err);
void iv_csv_close(struct iv_csv *csv); /* NULL is fine */

/* The names of the columns, as row->field: from as many records as the format says, of which those of one column are joined by a
 * blank; a cell that spreads over several columns of a lower row counts for each. With format->names, those. Without any of them columns are called 1, 2,
 * 3 … as many as the first record has; with fixed width, as the format says. From here on, a record must have that
 * many fields. The names stay until close. Status as of iv_csv_next. */
int iv_csv_header(struct iv_csv *csv, struct iv_csv_row *row, struct iv_err *err);

/* From the next record on, a record must have n fields. */
void iv_csv_columns(struct iv_csv *csv, size_t n);

/* The next record. IV_OK; IV_END; IV_FAIL with, beside what reading says, code no_header (no line passes skip.header); or
 * IV_REJECT with row->raw, line and byte, and err->code one of
 *   bad_quote      a quote within an unquoted field, text after a closing quote, or a quote that is never closed
 *   ragged_row     too few or too many fields; fixed width: a character that stands across a border
 *   bad_encoding   bytes that mean nothing in the encoding; err->column is the byte in its line, from 1
 *   nul_byte       a zero byte
 *   line_too_long  a line of more than max_bytes */
int iv_csv_next(struct iv_csv *csv, struct iv_csv_row *row, struct iv_err *err);

const char *iv_csv_encoding(const struct iv_csv *csv); /* the name in use; "auto" while nothing but ASCII was seen */

/* The dialect in use: as given, and as found. */
const struct iv_dialect *iv_csv_dialect(const struct iv_csv *csv);

/* How many lines that are not blank were passed over by `skip`, empty records included; and the text of those at the end of the file, each
 * with \n, once IV_END was returned. */
size_t iv_csv_skipped(const struct iv_csv *csv);
struct iv_str iv_csv_trailer(const struct iv_csv *csv);

#endif
