/* SPDX-License-Identifier: MIT
 * The column that a warning speaks of is the one in whose cell the text lies. Warnings are rare, so looking through the cells then is
 * cheaper than noting the column of every value. */
#include "ingest/profile_map.h"

#include <stdlib.h>

static uint32_t field_of(struct iv_profile_map *m, const struct iv_map_slot *slot)
{
	size_t i = 0;
	while (i < m->fields && !iv_str_eq(m->field[i].name, slot->name))
		i++;
	m->fields += i == m->fields;
	m->field[i].name = slot->name;
	m->field[i].mapped |= slot->specs > 0;
	return (uint32_t)i;
}

/* The fields of all records, those of the first as it has them; the array is large enough for all. */
static void list_fields(struct iv_profile_map *m)
{
	size_t most = 0;
	for (size_t e = 0; e < m->map->emits; e++)
		most += m->map->emit[e].slots;
	m->field = iv_zalloc((most + 1) * sizeof *m->field);
	m->slot = iv_zalloc((m->map->emits + 1) * sizeof *m->slot);
	for (size_t e = 0; e < m->map->emits; e++) {
		const struct iv_map_emit *emit = &m->map->emit[e];
		m->slot[e] = iv_alloc((emit->slots + 1) * sizeof **m->slot);
		for (size_t s = 0; s < emit->slots; s++)
			m->slot[e][s] = field_of(m, &emit->slot[s]);
	}
	size_t mapped = 0;
	for (size_t i = 0; i < m->fields; i++)
		mapped += m->field[i].mapped;
	m->sketch = iv_zalloc((mapped + 1) * sizeof *m->sketch);
	mapped = 0;
	for (size_t i = 0; i < m->fields; i++)
		if (m->field[i].mapped)
			m->field[i].distinct = &m->sketch[mapped++];
}

static void fills(struct iv_profile_map *m, uint32_t column, struct iv_str field)
{
	if (column != IV_NOWHERE && !m->said[column].field.n)
		m->said[column].field = field;
}

void iv_profile_map_init(struct iv_profile_map *m, const struct iv_map *map)
{
	*m = (struct iv_profile_map){ .map = map };
	m->said = iv_zalloc((map->columns + 1) * sizeof *m->said);
	list_fields(m);
	for (size_t e = 0; e < map->emits; e++)
		for (size_t s = 0; s < map->emit[e].slots; s++) {
			const struct iv_map_slot *slot = &map->emit[e].slot[s];
			for (size_t k = 0; k < slot->specs; k++) {
				for (size_t c = 0; c < slot->spec[k].columns; c++)
					fills(m, slot->spec[k].column[c], slot->name);
				for (size_t c = 0; c < slot->spec[k].template.n; c++)
					fills(m, slot->spec[k].template.part[c].column, slot->name);
			}
		}
}

void iv_profile_map_release(struct iv_profile_map *m)
{
	for (size_t i = 0; m->map && i < m->map->columns; i++)
		iv_tally_release(&m->said[i].codes);
	for (size_t i = 0; i < m->fields; i++)
		iv_tally_release(&m->field[i].codes);
	for (size_t e = 0; m->map && e < m->map->emits; e++)
		free(m->slot[e]);
	free(m->said);
	free(m->field);
	free(m->sketch);
	free(m->slot);
	free(m->filled);
	*m = (struct iv_profile_map){ 0 };
}

void iv_profile_map_merge(struct iv_profile_map *into, const struct iv_profile_map *from)
{
	for (size_t i = 0; i < from->map->columns; i++) {
		iv_tally_merge(&into->said[i].codes, &from->said[i].codes);
		into->said[i].refused += from->said[i].refused;
		into->said[i].placeholders += from->said[i].placeholders;
	}
	for (size_t i = 0; i < from->fields; i++) {
		into->field[i].filled += from->field[i].filled;
		into->field[i].items += from->field[i].items;
		if (into->field[i].distinct)
			iv_distinct_merge(into->field[i].distinct, from->field[i].distinct);
		iv_tally_merge(&into->field[i].codes, &from->field[i].codes);
	}
	into->records += from->records;
}

void iv_profile_map_row(struct iv_profile_map *m)
{
	m->notes = m->filleds = 0;
	m->lines = 0;
}

/* Whether this is news of the row. */
static bool is_new(struct iv_profile_map *m, uint32_t column, const char *code)
{
	for (size_t i = 0; i < m->notes; i++)
		if (m->note[i].column == column && m->note[i].code == code)
			return false;
	if (m->notes < sizeof m->note / sizeof *m->note)
		m->note[m->notes++] = (struct iv_profile_note){ column, code };
	return true;
}

void iv_profile_map_warn(struct iv_profile_map *m, const struct iv_row *row, const char *code, struct iv_str was, bool refused)
{
	static const char refusal[] = "";
	for (uint32_t c = 0; was.n && c < m->map->columns; c++) {
		struct iv_str cell = row->cell[c];
		if (!cell.n || was.p < cell.p || was.p >= cell.p + cell.n)
			continue;
		if (is_new(m, c, code)) {
			iv_tally_add(&m->said[c].codes, code, 1);
			m->said[c].placeholders += !strcmp(code, "placeholder");
		}
		if (refused && strcmp(code, "placeholder") && is_new(m, c, refusal))
			m->said[c].refused++;
		return;
	}
}

static void note(struct iv_profile_map *m, uint32_t field, bool first, uint64_t hash, const char *code)
{
	m->filled = iv_reserve(m->filled, &m->filled_cap, m->filleds + 1, sizeof *m->filled);
	m->filled[m->filleds++] = (struct iv_profile_filled){ field, first, hash, code };
}

/* The field that a warning speaks of, or the number of fields: none. */
static uint32_t warned_field(const struct iv_profile_map *m, struct iv_str name)
{
	uint32_t k = 0;
	while (k < m->fields && m->field[k].name.p != name.p)
		k++;
	if (k == m->fields) /* a name of the same letters elsewhere */
		for (k = 0; k < m->fields && !iv_str_eq(m->field[k].name, name);)
			k++;
	return k;
}

/* The row's only record, which has passed. */
static void only_line(struct iv_profile_map *m, const struct iv_ingest *w, const struct iv_map_emit *e)
{
	for (size_t s = 0; s < e->slots; s++) {
		const struct iv_ingest_value *v = &w->value[s];
		struct iv_profile_field *f = &m->field[s];
		if (v->text.n && !v->n) {
			f->filled++;
			f->items++;
			if (f->distinct)
				iv_distinct_add(f->distinct, iv_hash_short(v->text));
		} else if (v->n) {
			f->filled++;
			f->items += v->n;
			for (size_t i = 0; f->distinct && i < v->n; i++)
				iv_distinct_add(f->distinct, iv_hash_short(v->item[i]));
		}
	}
	for (size_t i = 0; i < w->warns; i++) {
		uint32_t k = warned_field(m, w->warn[i].field);
		if (k < m->fields)
			iv_tally_add(&m->field[k].codes, w->warn[i].code, 1);
	}
}

void iv_profile_map_line(struct iv_profile_map *m, const struct iv_ingest *w, size_t emit)
{
	const struct iv_map_emit *e = &m->map->emit[emit];
	m->lines++;
	if (m->map->emits == 1) {
		only_line(m, w, e);
		return;
	}
	for (size_t s = 0; s < e->slots; s++) {
		const struct iv_ingest_value *v = &w->value[s];
		uint32_t field = m->slot[emit][s];
		for (size_t i = 0; i < v->n; i++)
			note(m, field, i == 0, iv_hash_short(v->item[i]), NULL);
		if (!v->n && v->text.n)
			note(m, field, true, iv_hash_short(v->text), NULL);
	}
	for (size_t i = 0; i < w->warns; i++) {
		uint32_t k = warned_field(m, w->warn[i].field);
		if (k < m->fields)
			note(m, k, false, 0, w->warn[i].code);
	}
}

void iv_profile_map_pass(struct iv_profile_map *m)
{
	for (size_t i = 0; i < m->filleds; i++) {
		const struct iv_profile_filled *f = &m->filled[i];
		struct iv_profile_field *field = &m->field[f->field];
		if (f->code) {
			iv_tally_add(&field->codes, f->code, 1);
			continue;
		}
		field->filled += f->first;
		field->items++;
		if (field->distinct)
			iv_distinct_add(field->distinct, f->hash);
	}
	m->records += m->lines;
}
