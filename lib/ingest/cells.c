/* SPDX-License-Identifier: MIT
 * The cells of a row before anything reads them: bytes that did not decode, where the map lets their record pass. */
#include "base/arena.h"
#include "ingest/emit.h"
#include "io/charset.h"

/* Takes the shown bytes out of a cell, and notes what was given. */
static void repair(struct iv_ingest *w, uint32_t column, struct iv_str *cell)
{
	iv_buf_clear(&w->scratch);
	iv_charset_escape_shown(*cell, &w->scratch);
	w->bad = iv_reserve(w->bad, &w->bads_cap, w->bads + 1, sizeof *w->bad);
	w->bad[w->bads++] = (struct iv_ingest_bad){ column, iv_arena_str(w->arena, iv_buf_str(&w->scratch)) };
	iv_buf_clear(&w->scratch);
	iv_charset_replace_shown(*cell, &w->scratch);
	*cell = w->map->bad_bytes == IV_BAD_REPLACE ? iv_arena_str(w->arena, iv_buf_str(&w->scratch)) : (struct iv_str){ 0 };
}

void iv_ingest_cells(struct iv_ingest *w)
{
	struct iv_row *row = w->subject.row;
	w->bads = 0;
	if (row->odd_bytes && iv_charset_has_shown(row->was)) {
		iv_buf_clear(&w->scratch);
		iv_charset_escape_shown(row->was, &w->scratch);
		row->was = iv_arena_str(w->arena, iv_buf_str(&w->scratch));
	}
	for (uint32_t i = 0; row->odd_bytes && i < w->map->columns; i++)
		if (w->map->column[i].lookup == IV_NOWHERE && iv_charset_has_shown(row->cell[i]))
			repair(w, i, &row->cell[i]);
}

static bool template_reads(const struct iv_map_template *t, uint32_t column)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->part[i].column == column)
			return true;
	return false;
}

static bool slot_reads(const struct iv_map_slot *slot, uint32_t column)
{
	for (size_t s = 0; s < slot->specs; s++) {
		const struct iv_map_spec *spec = &slot->spec[s];
		for (size_t i = 0; i < spec->columns; i++)
			if (spec->column[i] == column)
				return true;
		if (template_reads(&spec->template, column))
			return true;
	}
	return false;
}

void iv_ingest_bad_cells(struct iv_ingest *w, const struct iv_map_emit *emit)
{
	for (size_t b = 0; b < w->bads; b++) {
		const struct iv_ingest_bad *bad = &w->bad[b];
		struct iv_str field = w->map->column[bad->column].name;
		for (size_t s = 0; s < emit->slots; s++)
			if (slot_reads(&emit->slot[s], bad->column)) {
				field = emit->slot[s].name;
				break;
			}
		iv_ingest_warn(w, field, "bad_encoding", bad->was, true);
	}
}

int iv_ingest_bad_key(const struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_err *err)
{
	for (size_t b = 0; b < w->bads; b++)
		if (template_reads(&emit->key, w->bad[b].column)) {
			iv_err_set(err, IV_REJECT, "bad_encoding", "expected a key whose bytes can be decoded");
			iv_err_field(err, IV_STR("key"));
			iv_err_value(err, w->bad[b].was);
			return IV_REJECT;
		}
	return IV_OK;
}
