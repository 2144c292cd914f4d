/* SPDX-License-Identifier: MIT
 * The reader: records of delimited text, packed for the workers. It parses CSV to the end itself: where a
 * record begins is only known when the one before is read, and copying its cells costs little beside cleaning them. */
#include <stdlib.h>

#include "ingest.h"

enum { OVERLONG_KEPT = 4096 }; /* bytes of an overlong line that its reject shows */

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

/* Most cells are pieces of the line as it stands in the file, which is kept anyhow. The cells of columns that the map does not
 * name come after those that it names. */
static void pack(struct ingest *g, struct iv_batch *b, const struct iv_csv_row *from)
{
	size_t n = g->map->columns, rest = g->rest ? g->rest->n : 0, text = 0;
	const struct iv_cells *all = g->options.profile ? ingest_profile_cells(g, &b->arena, from) : NULL;
	for (size_t i = 0; i < n && !all; i++)
		if (g->index[i] != IV_NOWHERE && !is_within(from->field[g->index[i]], from->raw))
			text += from->field[g->index[i]].n;
	for (size_t i = 0; i < rest && !all; i++)
		text += from->field[g->rest->column[i].at].n;
	struct iv_row *row = add_row(g, b, from, n + rest, text);
	char *to = (char *)&row->cell[n + rest] + from->raw.n;
	row->all = all;
	row->rest = g->rest;
	for (size_t i = 0; i < n + rest; i++) {
		uint32_t at = i < n ? g->index[i] : g->rest->column[i - n].at;
		struct iv_str s = at == IV_NOWHERE ? (struct iv_str){ 0 } : all ? all->cell[at] : from->field[at];
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
			if ((status = ingest_file_open(g, err)) < 0)
				return status;
			continue;
		}
		status = iv_csv_next(g->csv, &row, err);
		if (status == IV_OK) {
			pack(g, b, &row);
		} else if (status == IV_REJECT) {
			refuse(g, b, &row, err);
		} else if (status == IV_END) {
			ingest_file_close(g);
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
	free(g->input);
	iv_arena_release(&g->arena);
}
