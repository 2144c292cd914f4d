/* SPDX-License-Identifier: MIT
 * The cells of a row before anything reads them: what keeps a spreadsheet from taking text for a number is taken off, and
 * bytes that did not decode are shown, where the map lets their record pass. */
#include "base/arena.h"
#include "clean/value.h"
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

/* Within ="…", without doubled quotes. */
static struct iv_str formula_text(struct iv_ingest *w, struct iv_str s)
{
	struct iv_str text = { s.p + 2, s.n - 3 };
	if (!memchr(text.p, '"', text.n))
		return text;
	iv_buf_clear(&w->scratch);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' && (++i == text.n || text.p[i] != '"'))
			return s; /* a formula of more than a text */
		iv_buf_addc(&w->scratch, text.p[i]);
	}
	return iv_arena_str(w->arena, iv_buf_str(&w->scratch));
}

/* Whether nothing but a number, or numbers, stands in s; in any notation. */
static bool is_numeric(struct iv_str s)
{
	bool any = false;
	for (size_t i = 0; i < s.n; i++) {
		any |= iv_is_digit(s.p[i]);
		if (!iv_is_digit(s.p[i]) && !memchr(" +-()./,:#", s.p[i], 10))
			return false;
	}
	return any;
}

/* ="0912345678" and '0912345678, as spreadsheets write, and people type, what must not lose its zero. */
static struct iv_str unguarded(struct iv_ingest *w, struct iv_str s)
{
	if (s.p[0] == '=' && s.n > 3 && s.p[1] == '"' && s.p[s.n - 1] == '"')
		return formula_text(w, s);
	return s.p[0] == '\'' && is_numeric(iv_str_from(s, 1)) ? iv_str_from(s, 1) : s;
}

void iv_ingest_cells(struct iv_ingest *w)
{
	struct iv_row *row = w->subject.row;
	for (struct iv_str *cell = row->cell, *end = cell + w->map->columns; cell < end; cell++)
		if (cell->n > 1 && (*cell->p == '=' || *cell->p == '\''))
			*cell = unguarded(w, *cell);
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

/* --- The rest --- */

void iv_ingest_rest(struct iv_ingest *w, struct iv_buf *out)
{
	const struct iv_row *row = w->subject.row;
	for (size_t i = 0; i < row->rest->n; i++) {
		const struct iv_map_rest_column *column = &row->rest->column[i];
		struct iv_str text = row->cell[w->map->columns + i];
		struct iv_clean c = { 0 };
		if (!text.n)
			continue;
		if (row->odd_bytes && iv_charset_has_shown(text)) {
			struct iv_buf b = { 0 };
			iv_charset_escape_shown(text, &b);
			iv_ingest_warn(w, column->name, "bad_encoding", iv_arena_str(w->arena, iv_buf_str(&b)), false);
			iv_buf_clear(&b);
			iv_charset_replace_shown(text, &b);
			text = w->map->bad_bytes == IV_BAD_REPLACE ? iv_arena_str(w->arena, iv_buf_str(&b)) : (struct iv_str){ 0 };
			iv_buf_release(&b);
		}
		if (w->map->placeholders.slots && iv_placeholders_has(w->arena, &w->map->placeholders, text, IV_PLACEHOLDER_ANY))
			c.warn = "placeholder";
		else
			iv_clean_text(w->arena, text, &c);
		if (c.warn)
			iv_ingest_warn(w, column->name, c.warn, text, false);
		if (w->keep_raw && !iv_str_eq(text, c.value))
			iv_json_member_text(&w->raws, iv_arena_str(w->arena, column->name).p, text);
		if (!c.value.n)
			continue;
		iv_buf_adds(out, column->opening);
		iv_json_quote(out, c.value);
	}
}
