/* SPDX-License-Identifier: MIT
 * ivoc-ingest --profile, on a worker: the cells of a batch, column by column. CSV has them in its rows; of NDJSON they are gathered from
 * the members of its lines. */
#include <stdlib.h>

#include "ingest.h"
#include "ingest/members.h"

void ingest_profile_start(struct ingest_worker *w)
{
	w->profile = iv_profile_new();
	iv_profile_map_init(&w->said, w->ingest.map);
	w->ingest.profile = &w->said;
}

void ingest_profile_stop(struct ingest_worker *w)
{
	iv_profile_free(w->profile);
	iv_profile_map_release(&w->said);
	free(w->pending);
}

struct ingest_pending {
	struct pending_value {
		struct iv_str text;
		struct pending_value *next;
	} *head, **end;
};

/* Columns are reported as they stand in the first file that has them. */
static uint64_t place(uint64_t row, size_t column)
{
	return row << 12 | (column < 4095 ? column : 4095);
}

/* A line of NDJSON on its way into the columns. */
struct pend {
	struct ingest_worker *w;
	struct iv_arena *arena;
	uint64_t row;
};

static void pend_member(void *ctx, size_t at, struct iv_str path, struct iv_str value)
{
	struct pend *line = ctx;
	struct ingest_worker *w = line->w;
	size_t c = iv_profile_column(w->profile, path, 0, place(line->row, at)), had = w->pending_n;
	w->pending = iv_reserve(w->pending, &w->pending_n, c + 1, sizeof *w->pending);
	memset(w->pending + had, 0, (w->pending_n - had) * sizeof *w->pending);
	struct ingest_pending *p = &w->pending[c];
	struct pending_value *v = iv_arena_alloc(line->arena, sizeof *v);
	*v = (struct pending_value){ value, NULL };
	if (!p->head)
		p->end = &p->head;
	*p->end = v;
	p->end = &v->next;
}

void ingest_profile_row(struct ingest_worker *w, struct iv_batch *b, const struct iv_unit *u)
{
	struct pend line = { w, &b->arena, u->ordinal };
	iv_ingest_members(&w->ingest.rec, &b->arena, pend_member, &line);
	w->profile->rows++;
}

void ingest_profile_list(struct iv_profile *p, const struct iv_columns *columns, size_t *index)
{
	for (size_t c = 0; c < columns->n; c++) {
		unsigned nth = 0;
		for (size_t k = 0; k < c; k++)
			nth += iv_str_eq(columns->name[k], columns->name[c]);
		size_t at = iv_profile_column(p, columns->name[c], nth, place(columns->first, c));
		if (index)
			index[c] = at;
	}
}

/* Adds the rows [from, to), which have the same columns. */
static void add_rows(struct ingest_worker *w, struct iv_batch *b, size_t from, size_t to, const struct iv_columns *columns)
{
	size_t *index = iv_arena_alloc(&b->arena, columns->n * sizeof *index);
	/* Turned round once: rows lie far apart in memory, and going over all of them for each column would be slow. */
	struct iv_str *cell = iv_arena_alloc(&b->arena, (to - from) * columns->n * sizeof *cell);
	size_t rows = 0;
	ingest_profile_list(w->profile, columns, index);
	for (size_t i = from; i < to; i++) {
		const struct iv_cells *all = ((const struct iv_row *)b->unit[i].bytes.p)->all;
		for (size_t c = 0; all && c < columns->n; c++)
			cell[c * (to - from) + rows] = all->cell[c];
		rows += all != NULL;
	}
	for (size_t c = 0; c < columns->n; c++) {
		iv_profile_begin(w->profile, index[c], &b->side);
		iv_profile_cells(w->profile, cell + c * (to - from), rows);
		iv_profile_end(w->profile);
	}
}

static const struct iv_columns *columns_of(const struct iv_unit *u)
{
	const struct iv_row *row = (const struct iv_row *)u->bytes.p;
	return row->all ? row->all->columns : NULL;
}

void ingest_profile_batch(struct ingest_worker *w, struct iv_batch *b)
{
	size_t from = 0;
	const struct iv_columns *now = NULL;
	for (size_t i = 0; i <= b->n; i++) {
		const struct iv_columns *c = i < b->n ? columns_of(&b->unit[i]) : NULL;
		w->profile->rows += c != NULL;
		if (now && (i == b->n || (c && c != now))) {
			add_rows(w, b, from, i, now);
			from = i;
		}
		now = c ? c : now;
	}
	for (size_t c = 0; c < w->pending_n && c < w->profile->columns; c++) {
		if (!w->pending[c].head)
			continue;
		iv_profile_begin(w->profile, c, &b->side);
		for (const struct pending_value *v = w->pending[c].head; v; v = v->next)
			iv_profile_cell(w->profile, v->text);
		iv_profile_end(w->profile);
		w->pending[c].head = NULL;
	}
}
