/* SPDX-License-Identifier: MIT
 * The reader: records of delimited text, packed for the workers. It parses CSV to the end itself: where a
 * record begins is only known when the one before is read, and copying its cells costs little beside cleaning them. */
#include <stdlib.h>

#include "ingest.h"

enum { OVERLONG_KEPT = 4096 }; /* bytes of an overlong line that its reject shows */

static ptrdiff_t read_in(void *source, char *p, size_t n, struct iv_err *err)
{
	return iv_in_read(source, p, n, err);
}

static void close_file(struct ingest *g)
{
	if (g->csv)
		ingest_file_stats(g);
	iv_csv_close(g->csv);
	iv_in_close(g->in);
	g->csv = NULL;
	g->in = NULL;
	g->bytes = g->rows = 0;
}

void ingest_close(struct ingest *g)
{
	iv_csv_close(g->csv);
	iv_json_split_close(g->json);
	iv_in_close(g->in);
	iv_lines_release(&g->lines);
	ingest_profile_release(g);
	iv_content_release(&g->content);
	iv_buf_release(&g->sheet);
	free(g->index);
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
	return iv_map_bind(g->map, g->name, names, n, g->index, err);
}

/* Opens the next file and reads its header. IV_END: no file is left. An empty file is closed again at once. */
static int open_file(struct ingest *g, struct iv_err *err)
{
	struct iv_csv_format format = g->map->csv;
	struct iv_csv_row row;
	format.max_bytes = g->options.common.max_line;
	if (g->file == g->cli.files_n)
		return IV_END;
	const char *path = g->cli.files[g->file++];
	int status = g->in ? IV_OK : iv_in_open(&g->in, path, err);
	if (status != IV_OK)
		return status;
	g->name = iv_in_name(g->in);
	if ((status = ingest_workbook(g, path, &format, err)) != IV_OK)
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
		close_file(g);
	return status == IV_END ? IV_OK : status;
}

/* Adds a unit, with room for the text of cells that are not as they stand in the file. */
static struct iv_row *add_row(struct ingest *g, struct iv_batch *b, const struct iv_csv_row *from, size_t cells, size_t text)
{
	struct iv_row *row = iv_arena_alloc(&b->arena, sizeof *row + cells * sizeof *row->cell + from->raw.n + text);
	char *raw = (char *)&row->cell[cells];
	*row = (struct iv_row){ .raw = { raw, from->raw.n } };
	if (from->raw.n)
		memcpy(raw, from->raw.p, from->raw.n);
	struct iv_unit *u = iv_batch_add(b, (struct iv_str){ (const char *)row, sizeof *row }, (struct iv_place){ g->name, from->line, from->byte });
	u->ordinal = g->ordinal++;
	g->bytes = from->byte + from->raw.n;
	g->rows++;
	g->batch += from->raw.n;
	return row;
}

static bool is_within(struct iv_str s, struct iv_str whole)
{
	return (uintptr_t)s.p >= (uintptr_t)whole.p && (uintptr_t)s.p + s.n <= (uintptr_t)whole.p + whole.n;
}

/* Most cells are pieces of the line as it stands in the file, which is kept anyhow. */
static void pack(struct ingest *g, struct iv_batch *b, const struct iv_csv_row *from)
{
	size_t n = g->map->columns, text = 0;
	const struct iv_cells *all = g->options.profile ? ingest_profile_cells(g, &b->arena, from) : NULL;
	for (size_t i = 0; i < n && !all; i++)
		if (g->index[i] != IV_NOWHERE && !is_within(from->field[g->index[i]], from->raw))
			text += from->field[g->index[i]].n;
	struct iv_row *row = add_row(g, b, from, n, text);
	char *to = (char *)&row->cell[n] + from->raw.n;
	row->all = all;
	for (size_t i = 0; i < n; i++) {
		struct iv_str s = g->index[i] == IV_NOWHERE ? (struct iv_str){ 0 } : all ? all->cell[g->index[i]] : from->field[g->index[i]];
		if (all || (s.n && is_within(s, from->raw))) {
			row->cell[i] = all ? s : (struct iv_str){ row->raw.p + (s.p - from->raw.p), s.n };
			continue;
		}
		row->cell[i] = (struct iv_str){ to, s.n };
		if (s.n)
			memcpy(to, s.p, s.n);
		to += s.n;
	}
	if (g->map->hash_keys)
		row->content = iv_content_key(&g->content, from->field, from->n, &b->arena);
	row->odd_bytes = from->odd_bytes;
	if (from->doubt) {
		row->doubt = from->doubt;
		row->was = iv_arena_str(&b->arena, from->was);
	}
}

static void refuse(struct ingest *g, struct iv_batch *b, struct iv_csv_row *from, const struct iv_err *why)
{
	if (!strcmp(why->code, "line_too_long") && from->raw.n > OVERLONG_KEPT)
		from->raw.n = OVERLONG_KEPT;
	add_row(g, b, from, 0, 0);
	struct iv_unit *u = &b->unit[b->n - 1];
	u->bad = iv_arena_alloc(&b->arena, sizeof *u->bad);
	*u->bad = *why;
}

static int fill_csv(struct ingest *g, struct iv_batch *b, struct iv_err *err)
{
	struct iv_csv_row row;
	int status = IV_OK;
	g->batch = 0;
	while (g->batch < (g->fresh ? INGEST_SAMPLE : IV_BATCH_BYTES) && status != IV_END && (g->csv || !g->learns || !b->n)) {
		if (!g->csv) {
			g->fresh = g->learns;
			if ((status = open_file(g, err)) < 0)
				return status;
			continue;
		}
		status = iv_csv_next(g->csv, &row, err);
		if (status == IV_OK) {
			pack(g, b, &row);
		} else if (status == IV_REJECT) {
			refuse(g, b, &row, err);
		} else if (status == IV_END) {
			close_file(g);
			status = IV_OK;
		} else {
			iv_err_at(err, g->name, 0, 0);
			return status;
		}
	}
	return b->n ? IV_OK : IV_END;
}

int ingest_fill(void *state, struct iv_batch *b, struct iv_err *err)
{
	struct ingest *g = state;
	int status = g->map->ndjson ? ingest_fill_json(g, b, err) : fill_csv(g, b, err);
	return status == IV_OK && g->learns ? ingest_learn(g, b, err) : status;
}
