/* SPDX-License-Identifier: MIT
 * The files of a map's lookups: read whole before the first row, and what came of them, for --stats. They are part of the map:
 * a fault in one is wrong usage, and names its file and line. */
#include <stdlib.h>

#include "ingest.h"

enum { MOST = 10 }; /* keys that --stats names */

/* The path as the map means it: beside the map. */
static const char *path_of(struct ingest *g, struct iv_str file)
{
	const char *conf = g->cli.conf.file, *slash = strrchr(conf, '/');
	if (!slash || iv_str_starts(file, IV_STR("/")))
		return iv_arena_str(&g->map->arena, file).p;
	return iv_arena_fmt(&g->map->arena, "%.*s/" IV_FMT, (int)(slash - conf), conf, IV_ARG(file)).p;
}

static int wrong(struct iv_err *err, const char *path, long line)
{
	iv_err_at(err, path, line, 0);
	return IV_WRONG;
}

static ptrdiff_t read_in(void *source, char *p, size_t n, struct iv_err *err)
{
	return iv_in_read(source, p, n, err);
}

/* What is done with each file's rows: cells in the order that the lookup wants them. */
struct reading {
	struct iv_map_lookup *lookup;
	const char *path;
	uint32_t *index;
	struct iv_str *cell;
	struct iv_arena room;
};

static int add(struct reading *r, long line, struct iv_err *err)
{
	int status = iv_map_lookup_add(r->lookup, &r->room, r->cell, line, err);
	iv_arena_clear(&r->room);
	return status == IV_OK ? IV_OK : wrong(err, r->path, line);
}

static int read_rows(struct reading *r, struct iv_csv *csv, struct iv_err *err)
{
	const struct iv_map_lookup *l = r->lookup;
	struct iv_csv_row row;
	int status = iv_csv_header(csv, &row, err);
	if (status == IV_END) {
		iv_err_set(err, IV_WRONG, "empty", "expected a header");
		return wrong(err, r->path, 0);
	}
	if (status == IV_OK && (status = iv_map_lookup_bind(l, r->path, row.field, row.n, r->index, err)) != IV_OK)
		return status;
	while (status == IV_OK && (status = iv_csv_next(csv, &row, err)) == IV_OK) {
		for (size_t i = 0; i < l->wants; i++)
			r->cell[i] = row.field[r->index[i]];
		if ((status = add(r, row.line, err)) != IV_OK)
			return status;
	}
	return status == IV_END ? IV_OK : wrong(err, r->path, status == IV_REJECT ? row.line : 0);
}

static int read_csv(struct reading *r, struct iv_in *in, struct iv_err *err)
{
	const struct iv_map_lookup *l = r->lookup;
	struct iv_csv *csv;
	int status = iv_csv_open(&csv, &l->csv, read_in, in, err);
	if (status != IV_OK)
		return wrong(err, r->path, 0);
	status = read_rows(r, csv, err);
	iv_csv_close(csv);
	return status;
}

static int read_ndjson(struct reading *r, struct iv_in *in, struct iv_err *err)
{
	const struct iv_map_lookup *l = r->lookup;
	struct iv_lines lines = { .files = &r->path, .files_n = 1, .line_max = IV_LINE_MAX, .read = read_in, .source = in };
	struct iv_batch b = { 0 };
	struct iv_rec rec = { 0 };
	int status = IV_OK;
	while (status == IV_OK && (status = iv_lines_fill(&lines, &b, err)) == IV_OK) {
		for (size_t i = 0; status == IV_OK && i < b.n; i++) {
			const struct iv_unit *u = &b.unit[i];
			if (u->bad)
				*err = *u->bad;
			if (u->bad || iv_rec_read(&rec, u->bytes, &b.arena, err) != IV_OK) {
				status = wrong(err, r->path, u->place.line);
				break;
			}
			for (size_t k = 0; k < l->wants; k++)
				r->cell[k] = iv_ingest_cell(&b.arena, &rec, l->want[k]);
			status = add(r, u->place.line, err);
		}
		iv_arena_clear(&b.arena);
		b.n = b.in.n = 0;
	}
	if (status == IV_FAIL)
		status = wrong(err, r->path, 0);
	iv_rec_release(&rec);
	iv_arena_release(&b.arena);
	iv_buf_release(&b.in);
	free(b.unit);
	iv_lines_release(&lines);
	return status == IV_END ? IV_OK : status;
}

static int read_lookup(struct ingest *g, struct iv_map_lookup *l, struct iv_err *err)
{
	struct reading r = { .lookup = l, .path = path_of(g, l->file) };
	struct iv_in *in;
	if (iv_in_open(&in, r.path, err) != IV_OK) {
		struct iv_err why = *err;
		return iv_conf_error(l->file_node, 0, err, "%s: %s", why.file, why.msg);
	}
	r.index = iv_alloc((l->wants + 1) * sizeof *r.index);
	r.cell = iv_alloc((l->wants + 1) * sizeof *r.cell);
	int status = l->ndjson ? read_ndjson(&r, in, err) : read_csv(&r, in, err);
	if (status == IV_OK && (status = iv_lookup_done(&l->table, err)) != IV_OK)
		wrong(err, r.path, err->line);
	iv_in_close(in);
	iv_arena_release(&r.room);
	free(r.index);
	free(r.cell);
	return status;
}

int ingest_lookups(struct ingest *g, struct iv_err *err)
{
	int status = IV_OK;
	for (size_t i = 0; status == IV_OK && i < g->map->lookups; i++)
		status = read_lookup(g, &g->map->lookup[i], err);
	return status;
}

/* --- Statistics --- */

static void write_stats(struct ingest *g, const struct iv_map_lookup *l, const struct iv_ingest_joined *sum, struct iv_buf *b)
{
	struct iv_missing_key top[MOST];
	size_t n = iv_missing_top(&sum->keys, top, MOST);
	iv_json_comma(b);
	iv_buf_addc(b, '{');
	iv_json_member_text(b, "name", l->name);
	iv_json_member_text(b, "file", l->file);
	iv_json_member_int(b, "rows", (int64_t)l->table.rows);
	iv_json_member_int(b, "memory", (int64_t)iv_lookup_bytes(&l->table));
	iv_json_member_int(b, "found", sum->found);
	iv_json_member_int(b, "missing", sum->missing);
	iv_json_member_int(b, "empty", sum->empty);
	iv_json_member_raw(b, "most", IV_STR("["));
	for (size_t i = 0; i < n; i++) {
		struct iv_buf shown = { 0 };
		if (g->options.common.show_values)
			iv_buf_adds(&shown, top[i].key);
		else
			iv_err_mask(top[i].key, &shown);
		iv_json_comma(b);
		iv_buf_addc(b, '{');
		iv_json_member_text(b, "key", iv_buf_str(&shown));
		iv_json_member_int(b, "n", top[i].n);
		iv_buf_addc(b, '}');
		iv_buf_release(&shown);
	}
	iv_buf_adds(b, IV_STR("]}"));
}

void ingest_lookups_stats(struct ingest *g, void *const *workers, size_t n)
{
	struct iv_buf *b = &g->cli.more_stats;
	if (!g->map->lookups)
		return;
	iv_json_member_raw(b, "lookups", IV_STR("["));
	for (size_t i = 0; i < g->map->lookups; i++) {
		struct iv_ingest_joined sum = { 0 };
		for (size_t k = 0; k < n; k++) {
			const struct iv_ingest_joined *one = &((const struct iv_ingest *)workers[k])->joined[i];
			sum.found += one->found;
			sum.missing += one->missing;
			sum.empty += one->empty;
			iv_missing_merge(&sum.keys, &one->keys);
		}
		write_stats(g, &g->map->lookup[i], &sum, b);
		iv_missing_release(&sum.keys);
	}
	iv_buf_addc(b, ']');
}
