/* SPDX-License-Identifier: MIT
 * Delimited text of any bytes. The first two bytes choose the dialect. What must hold: raw records stand in the file in order and as
 * they are; with a known number of columns every record has it; and what a strict reading accepts, written again with
 * every field in quotes, reads as the same. */
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

/* Writes the record as it is always read, reads that, and compares. */
static void write_and_read(const struct iv_csv_row *row)
{
	struct iv_fields_rule rule = { ",", '"', IV_ESCAPE_DOUBLE, false };
	struct iv_fields f = { 0 };
	struct iv_buf out = { 0 };
	for (size_t i = 0; i < row->n; i++) {
		iv_buf_adds(&out, i ? IV_STR(",\"") : IV_STR("\""));
		for (size_t k = 0; k < row->field[i].n; k++) {
			if (row->field[i].p[k] == '"')
				iv_buf_addc(&out, '"');
			iv_buf_addc(&out, row->field[i].p[k]);
		}
		iv_buf_addc(&out, '"');
	}
	struct iv_str rest = iv_buf_str(&out), line;
	iv_str_cut(&rest, '\n', &line);
	enum iv_cut cut = iv_fields_cut(&f, &rule, line);
	while (cut == IV_CUT_OPEN && iv_str_cut(&rest, '\n', &line))
		cut = iv_fields_go_on(&f, &rule, line);
	if (cut != IV_CUT_WHOLE || f.n != row->n)
		abort();
	for (size_t i = 0; i < f.n; i++)
		if (!iv_str_eq(f.field[i], row->field[i]))
			abort();
	iv_buf_release(&out);
	iv_fields_release(&f);
}

static bool is_total(void *ctx, struct iv_str line)
{
	(void)ctx;
	return line.n && line.p[0] == 'T';
}

static struct iv_csv_format format_of(uint8_t a, uint8_t b)
{
	static const char *const encodings[] = { "utf-8", "auto", "gb18030", "utf-16" };
	static const char *const delimiters[] = { ",", "\t", "||", "；" };
	static const struct iv_csv_column columns[] = { { IV_STR("a"), 0, 3 }, { IV_STR("b"), 3, 5 }, { IV_STR("c"), 7, SIZE_MAX } };
	struct iv_csv_format format = { .encoding = iv_str_of(encodings[a >> 3 & 3]), .header_rows = b & 1, .pad = b & 2, .repair = b & 4 };
	strcpy(format.rule.delimiter, delimiters[a & 3]);
	format.rule.quote = a & 4 ? 0 : '"';
	format.rule.escape = (enum iv_escape)((b >> 3 & 3) % 3);
	if (a & 32) {
		format.max_bytes = 50;
		format.max_lines = 4;
	}
	if (a & 64)
		format.find = IV_DIALECT_ALL;
	if (a & 128) {
		format.skip = (struct iv_csv_skip){ .before = b >> 5 & 1, .after = b >> 6 & 1, .comment = IV_STR("#"), .empty = true };
		if (b & 128)
			format.skip.is_total = is_total;
	} else if ((b & 224) == 224) {
		format.fixed = columns;
		format.fixed_n = 3;
		format.unit = (enum iv_csv_unit)(a % 3);
	}
	return format;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 2)
		return 0;
	struct input in = { data + 2, n - 2 };
	struct iv_csv_format format = format_of(data[0], data[1]);
	struct iv_csv *csv;
	struct iv_csv_row row;
	struct iv_err err;
	if (iv_csv_open(&csv, &format, give, &in, &err) != IV_OK)
		return 0;
	uint64_t byte = 0;
	long line = 0;
	size_t columns = 0;
	int status = iv_csv_header(csv, &row, &err);
	if (status == IV_OK)
		columns = row.n;
	while (status != IV_END && (status = iv_csv_next(csv, &row, &err)) != IV_END) {
		if (status == IV_FAIL || row.byte < byte || row.line <= line || row.byte + row.raw.n > n - 2 || memcmp(data + 2 + row.byte, row.raw.p, row.raw.n))
			abort();
		byte = row.byte + row.raw.n;
		line = row.line;
		if (status == IV_OK && columns && row.n != columns)
			abort();
		if (status == IV_OK)
			write_and_read(&row);
	}
	iv_csv_close(csv);
	return 0;
}
