/* SPDX-License-Identifier: MIT
 * ivoc-ingest --sniff: reads the beginning of a file and prints a map for it. */
#include "ingest.h"
#include "ingest/members.h"
#include "ingest/sniff.h"
#include "io/out.h"

enum { SAMPLE_BYTES = 1 << 20, SAMPLE_ROWS = 20000 };

static ptrdiff_t read_in(void *source, char *p, size_t n, struct iv_err *err)
{
	return iv_in_read(source, p, n, err);
}

/* The rows of delimited text. */
static int sniff_csv(struct ingest *g, struct iv_sniff *s, struct iv_sniff_file *file, struct iv_err *err)
{
	struct iv_csv_format format = { .find = IV_DIALECT_ALL, .encoding = IV_STR("auto"), .max_bytes = g->options.common.max_line };
	struct iv_csv_row row;
	int status = ingest_workbook(g, g->cli.files[0], &format, err);
	if (status == IV_OK)
		status = iv_csv_open(&g->csv, &format, read_in, g->in, err);
	if (status == IV_OK)
		status = iv_csv_header(g->csv, &row, err);
	for (size_t i = 0; status == IV_OK && i < row.n; i++)
		iv_sniff_column(s, row.field[i]);
	while (status == IV_OK || status == IV_REJECT) {
		status = iv_csv_next(g->csv, &row, err);
		if (status == IV_REJECT) {
			file->rejected++;
			file->ragged += !strcmp(err->code, "ragged_row");
			file->bad_quotes += !strcmp(err->code, "bad_quote");
		}
		if (status != IV_OK)
			continue;
		for (size_t i = 0; i < row.n; i++)
			iv_sniff_cell(s, i, row.field[i]);
		iv_sniff_next(s);
		if (s->rows >= SAMPLE_ROWS || row.byte >= SAMPLE_BYTES)
			break;
	}
	file->whole = status == IV_END;
	if (status == IV_FAIL || status == IV_WRONG)
		return status;
	file->sheet = iv_buf_str(&g->sheet);
	file->encoding = iv_csv_encoding(g->csv);
	file->dialect = iv_csv_dialect(g->csv);
	return IV_OK;
}

static void add_member(void *ctx, size_t place, struct iv_str path, struct iv_str value)
{
	struct iv_sniff *s = ctx;
	(void)place;
	iv_sniff_cell(s, iv_sniff_find(s, path), value);
}

/* The elements of a JSON file, or the lines of NDJSON, which are elements one after another. */
static int sniff_json(struct ingest *g, struct iv_sniff *s, struct iv_sniff_file *file, struct iv_err *err)
{
	struct iv_rec rec = { 0 };
	struct iv_arena arena = { 0 };
	struct iv_json_element e = { 0 };
	int status = IV_OK;
	g->json = iv_json_split_open((struct iv_str){ 0 }, g->options.common.max_line, read_in, g->in);
	while (s->rows < SAMPLE_ROWS && e.byte < SAMPLE_BYTES && ((status = iv_json_split_next(g->json, &e, err)) == IV_OK || status == IV_REJECT)) {
		iv_arena_clear(&arena);
		if (status == IV_REJECT || iv_rec_read(&rec, iv_arena_str(&arena, e.raw), &arena, err) != IV_OK) {
			file->rejected++;
			continue;
		}
		iv_ingest_members(&rec, &arena, add_member, s);
		iv_sniff_next(s);
	}
	file->whole = status == IV_END;
	iv_rec_release(&rec);
	iv_arena_release(&arena);
	return status < 0 ? status : IV_OK;
}

static int print(const struct ingest *g, struct iv_sniff *s, const struct iv_sniff_file *file, struct iv_err *err)
{
	struct iv_buf text = { 0 };
	iv_sniff_plan(s);
	iv_sniff_write(s, file, &text);
	int status = iv_out_text(g->options.common.output, 0644, iv_buf_str(&text), err);
	iv_buf_release(&text);
	return status;
}

int ingest_sniff(struct ingest *g, struct iv_err *err)
{
	struct iv_sniff s = { 0 };
	struct iv_sniff_file file = { .encoding = "auto" };
	struct iv_str sample;
	if (g->options.common.config || g->options.profile || g->cli.files_n != 1)
		return iv_err_set(err, IV_WRONG, "usage", "--sniff reads one file, and needs neither --config nor --profile");
	int status = iv_in_open(&g->in, g->cli.files[0], err);
	if (status == IV_OK)
		status = iv_in_peek(g->in, 4096, &sample, err);
	if (status != IV_OK)
		return status;
	g->map = iv_map_bare(false);
	file.name = g->name = iv_in_name(g->in);
	char first = ingest_begins(sample);
	file.format = first == '{' ? "ndjson" : first == '[' ? "json" : NULL;
	status = first ? sniff_json(g, &s, &file, err) : sniff_csv(g, &s, &file, err);
	if (status == IV_OK && !s.columns)
		status = iv_err_set(err, IV_FAIL, "empty", "expected a header or a row, found nothing");
	if (status != IV_OK)
		iv_err_at(err, file.name, 0, 0);
	else
		status = print(g, &s, &file, err);
	iv_sniff_release(&s);
	return status == IV_OK ? IV_END : status;
}
