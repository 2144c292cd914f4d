/* SPDX-License-Identifier: MIT
 * Lines of NDJSON: as rows of a map, or as records of ivoc's own that pass through the cleaners once more. */
#include <stdlib.h>

#include "base/utf8.h"
#include "ingest/emit.h"
#include "io/charset.h"

/* A value of JSON as the text of a cell. The items of a list are set apart by U+001F. */
static struct iv_str cell_of(struct iv_arena *arena, struct iv_str raw)
{
	if (!raw.n)
		return raw;
	switch (iv_json_type_of(raw)) {
	case IV_JSON_NULL:
		return (struct iv_str){ 0 };
	case IV_JSON_STRING:
		return iv_json_text(raw, arena);
	case IV_JSON_ARRAY: {
		struct iv_buf b = { 0 };
		for (struct iv_json_walk walk = iv_json_open(raw); iv_json_next(&walk);) {
			struct iv_str item = iv_json_type_of(walk.value) == IV_JSON_STRING ? iv_json_text(walk.value, arena) : walk.value;
			if (b.n)
				iv_buf_addc(&b, '\x1F');
			iv_buf_adds(&b, item);
		}
		struct iv_str text = iv_arena_str(arena, iv_buf_str(&b));
		iv_buf_release(&b);
		return text;
	}
	default:
		return raw;
	}
}

/* The value at a dotted path; a member whose name has the dots in it goes first. */
static struct iv_str at_path(const struct iv_rec *rec, struct iv_str path)
{
	const struct iv_json_member *m = iv_rec_find(rec, path);
	struct iv_str step, raw = { 0 };
	if (m)
		return m->value;
	if (iv_str_cut(&path, '.', &step))
		raw = iv_rec_raw(rec, step);
	while (raw.n && iv_str_cut(&path, '.', &step))
		raw = iv_json_get(raw, step);
	return raw;
}

struct iv_str iv_ingest_cell(struct iv_arena *arena, const struct iv_rec *rec, struct iv_str path)
{
	return cell_of(arena, at_path(rec, path));
}

/* A line in which bytes that are not UTF-8 are shown, so that it is JSON all the same. */
static struct iv_str show_bytes(struct iv_ingest *w, struct iv_str line)
{
	struct iv_charset utf8 = { .utf8 = true, .unit = 1, .shows_bytes = true };
	size_t bad;
	return iv_arena_str(w->arena, iv_charset_decode(&utf8, line, &w->scratch, &bad));
}

int iv_ingest_json(struct iv_ingest *w, struct iv_arena *arena, struct iv_str line, struct iv_str content, struct iv_err *err)
{
	const struct iv_map *map = w->map;
	w->arena = arena;
	w->lines = 0;
	bool odd = map->bad_bytes != IV_BAD_REJECT && !map->renew && iv_utf8_check(line) != line.n;
	if (odd)
		line = show_bytes(w, line);
	int status = iv_rec_read(&w->rec, line, arena, err);
	if (status != IV_OK)
		return status;
	if (map->renew)
		return iv_ingest_renew(w, arena, line, err);
	if (!w->row)
		w->row = iv_zalloc(sizeof *w->row + map->columns * sizeof *w->row->cell);
	w->row->raw = line;
	w->row->odd_bytes = odd;
	w->row->content = content;
	w->row->order = w->orders;
	for (size_t i = 0; i < map->columns; i++)
		w->row->cell[i] = map->column[i].lookup == IV_NOWHERE ? iv_ingest_cell(arena, &w->rec, map->column[i].name) : (struct iv_str){ 0 };
	return iv_ingest_row(w, arena, w->row, err);
}

/* --- Renewing --- */

static bool same_number(struct iv_str a, struct iv_str b)
{
	iv_decimal x, y;
	return iv_decimal_parse(a, &x) && iv_decimal_parse(b, &y) && x == y;
}

/* The value of a slot as JSON. */
static struct iv_str json_of(struct iv_ingest *w, const struct iv_map_slot *slot, const struct iv_ingest_value *v)
{
	iv_buf_clear(&w->scratch);
	for (uint32_t i = 0; i < v->n; i++) {
		iv_buf_addc(&w->scratch, i ? ',' : '[');
		iv_json_quote(&w->scratch, v->item[i]);
	}
	if (v->n)
		iv_buf_addc(&w->scratch, ']');
	else if (slot->raw)
		return v->text;
	else
		iv_json_quote(&w->scratch, v->text);
	return iv_arena_str(w->arena, iv_buf_str(&w->scratch));
}

/* Whether the cleaned value says what the member says already, however it is spelled there. */
static bool unchanged(struct iv_ingest *w, const struct iv_map_slot *slot, const struct iv_ingest_value *v, struct iv_str raw)
{
	enum iv_json_type type = iv_json_type_of(raw);
	if (slot->as >= IV_AS_PHONES) {
		uint32_t i = 0;
		bool same = type == IV_JSON_ARRAY;
		for (struct iv_json_walk walk = iv_json_open(raw); same && iv_json_next(&walk); i++)
			same = iv_json_type_of(walk.value) == IV_JSON_STRING && i < v->n && iv_str_eq(v->item[i], iv_json_text(walk.value, w->arena));
		return same && i == v->n;
	}
	if (slot->raw)
		return iv_str_eq(raw, v->text) || (type == IV_JSON_NUMBER && same_number(raw, v->text));
	return type == IV_JSON_STRING && iv_str_eq(v->text, iv_json_text(raw, w->arena));
}

static void clean_member(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t slot, const struct iv_map_spec *spec, struct iv_str raw)
{
	struct iv_str all = cell_of(w->arena, raw), one;
	bool list = emit->slot[slot].as >= IV_AS_PHONES;
	while (iv_str_cut(&all, '\x1F', &one) && (list || !w->value[slot].text.n))
		if (one.n)
			iv_ingest_clean(w, emit, slot, spec, one);
}

/* The warnings there already, and those that say something new. */
static void merge_warns(struct iv_ingest *w)
{
	struct iv_str old = iv_rec_raw(&w->rec, IV_STR("warn"));
	size_t kept = 0;
	for (size_t i = 0; i < w->warns; i++) {
		bool known = false;
		for (struct iv_json_walk walk = iv_json_open(old); iv_json_next(&walk);)
			known |= iv_str_eq(iv_json_text(iv_json_get(walk.value, IV_STR("f")), w->arena), w->warn[i].field) &&
				 iv_str_eq(iv_json_text(iv_json_get(walk.value, IV_STR("code")), w->arena), iv_str_of(w->warn[i].code));
		if (!known)
			w->warn[kept++] = w->warn[i];
	}
	w->warns = kept;
	if (!kept)
		return;
	struct iv_buf b = { 0 }, more = { 0 };
	iv_ingest_warns(w, &more); /* ,"warn":[{…}] */
	if (old.n > 2)
		iv_buf_add(&b, old.p, old.n - 1);
	iv_buf_addc(&b, old.n > 2 ? ',' : '[');
	iv_buf_adds(&b, iv_str_from(iv_buf_str(&more), strlen(",\"warn\":[")));
	iv_rec_set(&w->rec, IV_STR("warn"), iv_arena_str(w->arena, iv_buf_str(&b)));
	iv_buf_release(&b);
	iv_buf_release(&more);
}

/* A member as it came, for raw, which has texts and lists of texts. */
static void give_raw(struct iv_ingest *w, struct iv_str name, struct iv_str raw)
{
	enum iv_json_type type = iv_json_type_of(raw);
	const char *key = iv_arena_str(w->arena, name).p;
	if (iv_json_get(iv_rec_raw(&w->rec, IV_STR("raw")), name).n)
		return; /* what was there first is nearer to the source */
	if (type == IV_JSON_STRING || type == IV_JSON_ARRAY)
		iv_json_member_raw(&w->raws, key, raw);
	else
		iv_json_member_text(&w->raws, key, raw);
}

static void merge_raws(struct iv_ingest *w)
{
	struct iv_str old = iv_rec_raw(&w->rec, IV_STR("raw"));
	if (!w->raws.n || (old.n && iv_json_type_of(old) != IV_JSON_OBJECT))
		return;
	struct iv_buf b = { 0 };
	iv_buf_add(&b, old.n > 2 ? old.p : "{", old.n > 2 ? old.n - 1 : 1);
	iv_json_comma(&b);
	iv_buf_adds(&b, iv_buf_str(&w->raws));
	iv_buf_addc(&b, '}');
	iv_rec_set(&w->rec, IV_STR("raw"), iv_arena_str(w->arena, iv_buf_str(&b)));
	iv_buf_release(&b);
}

int iv_ingest_renew(struct iv_ingest *w, struct iv_arena *arena, struct iv_str line, struct iv_err *err)
{
	struct iv_rec *rec = &w->rec;
	const struct iv_map_emit *emit = NULL;
	struct iv_map_spec spec = IV_MAP_NO_SPEC;
	spec.region = w->map->region;
	spec.formats = w->map->dates;
	spec.date = w->map->date;
	(void)line;
	w->arena = arena;
	w->warns = w->deriveds = 0;
	w->idno.strong = w->several_places = false;
	iv_buf_clear(&w->raws);
	for (size_t i = 0; i < w->map->emits; i++)
		if (w->map->emit[i].kind == rec->kind)
			emit = &w->map->emit[i];
	if (emit && (!iv_rec_text(rec, IV_STR("key")).n || !iv_rec_text(rec, IV_STR("source")).n)) {
		iv_err_set(err, IV_REJECT, "missing_key", "expected a source and a key");
		iv_err_field(err, IV_STR("key"));
		return IV_REJECT;
	}
	w->subject = (struct iv_ingest_subject){ NULL, emit, w->value };
	if (emit) /* the region of a number is looked for in fields that come after it */
		memset(w->value, 0, emit->slots * sizeof *w->value);
	for (uint32_t s = 0; emit && s < emit->slots; s++) {
		const struct iv_map_slot *slot = &emit->slot[s];
		struct iv_str raw = iv_rec_raw(rec, slot->name);
		if (!raw.n)
			continue;
		clean_member(w, emit, s, &spec, raw);
		bool none = !w->value[s].text.n && !w->value[s].n;
		if (!none && unchanged(w, slot, &w->value[s], raw))
			continue;
		if (w->keep_raw)
			give_raw(w, slot->name, raw);
		if (none)
			iv_rec_drop(rec, slot->name);
		else
			iv_rec_set(rec, slot->name, json_of(w, slot, &w->value[s]));
	}
	if (emit) {
		iv_ingest_cross(w, emit);
		if (emit->postcode != IV_NOWHERE && w->value[emit->postcode].text.n && !iv_str_eq(w->value[emit->postcode].text, iv_rec_text(rec, IV_STR("postcode"))))
			iv_rec_set_text(rec, IV_STR("postcode"), w->value[emit->postcode].text);
	}
	for (size_t i = 0; i < w->deriveds; i++) {
		const struct iv_map_slot *slot = &emit->slot[w->derived[i].slot];
		if (!iv_rec_raw(rec, slot->name).n)
			iv_rec_set_text(rec, slot->name, w->derived[i].text);
	}
	if (emit)
		iv_expect_record(w, emit, iv_rec_text(rec, IV_STR("key")));
	merge_warns(w);
	merge_raws(w);
	iv_buf_clear(&w->out);
	iv_rec_write(rec, &w->out);
	w->line = iv_reserve(w->line, &w->lines_cap, 1, sizeof *w->line);
	w->line[0] = (struct iv_ingest_line){ 0, w->out.n - 1, rec->kind, { 0 } };
	w->lines = 1;
	return IV_OK;
}
