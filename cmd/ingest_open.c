/* SPDX-License-Identifier: MIT
 * One file of the input after the other: opened, bound to the map by its header, and closed. */
#include "ingest.h"

static ptrdiff_t read_in(void *source, char *p, size_t n, struct iv_err *err)
{
	return iv_in_read(source, p, n, err);
}

void ingest_file_close(struct ingest *g)
{
	if (g->csv && g->map->expect.trailer)
		g->input[g->inputs - 1].trailer = iv_arena_str(&g->arena, iv_csv_trailer(g->csv));
	if (g->csv)
		ingest_file_stats(g);
	iv_csv_close(g->csv);
	iv_in_close(g->in);
	g->csv = NULL;
	g->in = NULL;
	g->bytes = g->rows = 0;
}

/* The file's columns, by its header or by the map's. */
static int bind_columns(struct ingest *g, const struct iv_str *names, size_t n, struct iv_err *err)
{
	const struct iv_map_expect *expect = &g->map->expect;
	if (!g->index)
		g->index = iv_alloc((g->map->columns + 1) * sizeof *g->index);
	if (expect->has_columns && expect->columns != (int64_t)n) {
		iv_err_set(err, IV_FAIL, "expectation", "expected %lld columns, found %zu", (long long)expect->columns, n);
		iv_err_at(err, g->name, 1, 0);
		return IV_FAIL;
	}
	if (g->options.profile)
		ingest_profile_columns(g, names, n);
	struct iv_map_rest *rest = iv_arena_zalloc(&g->arena, sizeof *rest);
	int status = iv_map_bind(g->map, g->name, names, n, g->index, err);
	if (status == IV_OK && g->map->rest)
		status = iv_map_rest(g->map, &g->arena, g->name, names, n, g->index, rest, err);
	g->rest = g->map->rest ? rest : NULL;
	return status;
}

int ingest_input(struct ingest *g, struct iv_err *err)
{
	if (g->file == g->cli.files_n)
		return IV_END;
	const char *path = g->cli.files[g->file++];
	int status = g->in ? IV_OK : iv_in_open(&g->in, path, err);
	if (status != IV_OK)
		return status;
	g->name = iv_in_name(g->in);
	g->input = iv_reserve(g->input, &g->inputs_cap, g->inputs + 1, sizeof *g->input);
	g->input[g->inputs++] = (struct iv_expect_input){ .name = g->name };
	return IV_OK;
}

int ingest_file_open(struct ingest *g, struct iv_err *err)
{
	struct iv_csv_format format = g->map->csv;
	struct iv_csv_row row;
	format.max_bytes = g->options.common.max_line;
	int status = ingest_input(g, err);
	if (status != IV_OK)
		return status;
	if ((status = ingest_workbook(g, g->cli.files[g->file - 1], &format, err)) != IV_OK)
		return status;
	if ((status = iv_csv_open(&g->csv, &format, read_in, g->in, err)) != IV_OK) {
		iv_err_at(err, g->name, 0, 0);
		return status;
	}
	status = iv_csv_header(g->csv, &row, err);
	if (status == IV_OK)
		return bind_columns(g, row.field, row.n, err);
	if (status == IV_FAIL || status == IV_REJECT) {
		iv_err_at(err, g->name, status == IV_REJECT ? row.line : 0, 0);
		return IV_FAIL;
	}
	if (status == IV_END)
		ingest_file_close(g);
	return status == IV_END ? IV_OK : status;
}
