/* SPDX-License-Identifier: MIT
 * What the head of a file shows about its columns is learned before any of its rows goes to a worker, and travels with the rows:
 * workers may still be busy with the file before. A file of delimited text begins a batch, and that batch is its sample, up to 1
 * MiB; of NDJSON the first batch of the run is. */
#include "ingest.h"

/* Tries the values of a row: of a line of NDJSON those at the paths that the map names. */
static void see(const struct ingest *g, struct iv_order_sample *sample, const struct iv_unit *u, const struct iv_row *row, struct iv_rec *rec, struct iv_str *cell)
{
	struct iv_arena arena = { 0 };
	struct iv_err err;
	if (u->bad)
		return;
	if (!g->map->ndjson) {
		iv_order_row(sample, row->cell);
		return;
	}
	if (iv_rec_read(rec, row->raw, &arena, &err) == IV_OK) {
		for (size_t i = 0; i < g->map->columns; i++)
			cell[i] = iv_ingest_cell(&arena, rec, g->map->column[i].name);
		iv_order_row(sample, cell);
	}
	iv_arena_release(&arena);
}

static int decide(struct ingest *g, struct iv_batch *b, struct iv_err *err)
{
	struct iv_order_sample *sample = iv_order_sample_new(g->map);
	struct iv_rec rec = { 0 };
	struct iv_str *cell = iv_arena_alloc(&b->arena, g->map->columns * sizeof *cell);
	g->learned = b->unit[0].place.file;
	g->order = iv_arena_alloc(&g->orders, g->map->columns * sizeof *g->order);
	for (size_t i = 0; i < b->n; i++)
		see(g, sample, &b->unit[i], (const struct iv_row *)b->unit[i].bytes.p, &rec, cell);
	int status = iv_order_decide(sample, g->order, err);
	if (status != IV_OK)
		iv_err_at(err, g->learned, 0, 0);
	iv_order_sample_free(sample);
	iv_rec_release(&rec);
	return status;
}

int ingest_learn(struct ingest *g, struct iv_batch *b, struct iv_err *err)
{
	bool begins = g->map->ndjson ? !g->order : g->fresh;
	int status = b->n && begins ? decide(g, b, err) : IV_OK;
	g->fresh = false;
	for (size_t i = 0; status == IV_OK && i < b->n; i++)
		((struct iv_row *)(uintptr_t)b->unit[i].bytes.p)->order = g->order;
	return status;
}
