/* SPDX-License-Identifier: MIT
 * Delimited text of any bytes. The first byte chooses the dialect. What must hold: raw records stand in the file in
 * order and as they are; the fields of a line are those that libcsv finds. */
#include <csv.h>
#include <stdlib.h>

#include "io/csv.h"

struct input {
	const uint8_t *p;
	size_t n;
};

static ptrdiff_t give(void *ctx, char *p, size_t n, struct iv_err *err)
{
	(void)err;
	struct input *in = ctx;
	if (n > 37)
		n = 37;
	if (n > in->n)
		n = in->n;
	if (n)
		memcpy(p, in->p, n);
	in->p += n;
	in->n -= n;
	return (ptrdiff_t)n;
}

struct check {
	const struct iv_csv_row *row;
	size_t n;
};

static void on_field(void *p, size_t n, void *ctx)
{
	struct check *c = ctx;
	if (c->n >= c->row->n || !iv_str_eq(c->row->field[c->n++], (struct iv_str){ p, n }))
		abort();
}

static int is_line_end(unsigned char c)
{
	return c == '\n';
}

/* libcsv must see the same fields. */
static void compare(const struct iv_csv_row *row, char delimiter)
{
	struct csv_parser p;
	struct check c = { row, 0 };
	csv_init(&p, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&p, (unsigned char)delimiter);
	csv_set_term_func(&p, is_line_end);
	if (csv_parse(&p, row->raw.p, row->raw.n, on_field, NULL, &c) != row->raw.n || csv_fini(&p, on_field, NULL, &c) || c.n != row->n)
		abort();
	csv_free(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const encodings[] = { "utf-8", "auto", "gb18030", "utf-16" };
	if (!n)
		return 0;
	struct input in = { data + 1, n - 1 };
	struct iv_csv_format format = { .delimiter = ",\t;|"[data[0] & 3], .quote = data[0] & 4 ? 0 : '"', .encoding = iv_str_of(encodings[data[0] >> 3 & 3]) };
	if (data[0] & 32) {
		format.max_bytes = 50;
		format.max_lines = 4;
	}
	struct iv_csv *csv;
	struct iv_csv_row row;
	struct iv_err err;
	if (iv_csv_open(&csv, &format, give, &in, &err) != IV_OK)
		return 0;
	uint64_t byte = 0;
	size_t covered = 0;
	long line = 0;
	for (int status; (status = iv_csv_next(csv, &row, &err)) != IV_END;) {
		if (status == IV_FAIL || row.byte < byte || row.line <= line || row.byte + row.raw.n > n - 1 || memcmp(data + 1 + row.byte, row.raw.p, row.raw.n))
			abort();
		byte = row.byte + row.raw.n;
		line = row.line;
		covered += row.raw.n;
		bool marked = iv_str_starts(row.raw, IV_STR("\xEF\xBB\xBF"));
		if (status == IV_OK && format.quote && !(data[0] & 24) && !marked && !memchr(row.raw.p, '\n', row.raw.n) && !memchr(row.raw.p, '\r', row.raw.n))
			compare(&row, format.delimiter);
		if (line == 1)
			iv_csv_columns(csv, row.n);
	}
	if (covered > n - 1)
		abort();
	iv_csv_close(csv);
	return 0;
}
