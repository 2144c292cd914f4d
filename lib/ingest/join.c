/* SPDX-License-Identifier: MIT
 * A row joined with the lookups: the cells that they fill, and the keys that they lack. */
#include "clean/date.h"
#include "ingest/emit.h"

static bool is_list(const struct iv_ingest *w, uint32_t slot)
{
	return slot != IV_NOWHERE && w->subject.emit->slot[slot].as >= IV_AS_PHONES;
}

/* The day that decides, or false when the row has none. */
static bool day_of(struct iv_ingest *w, const struct iv_map_lookup *l, uint32_t slot, int32_t *day)
{
	struct iv_cleaned_date date;
	struct iv_str text = { 0 };
	*day = 0;
	if (l->at.column != IV_NOWHERE)
		text = w->subject.row->cell[l->at.column];
	else if (slot != IV_NOWHERE)
		text = w->value[slot].text;
	else if (!l->at.field.n)
		return true; /* its rows hold always */
	if (!text.n)
		return false;
	/* Most dates are canonical already. */
	if (iv_date_parse((struct iv_str){ text.p, text.n > 10 && (text.p[10] == 'T' || text.p[10] == ' ') ? 10 : text.n }, day))
		return true;
	struct iv_date_ask ask = w->map->date;
	ask.formats = &w->map->dates;
	if (w->subject.row->order && l->at.column != IV_NOWHERE)
		ask.style = (enum iv_date_style)w->subject.row->order[l->at.column].style;
	if (l->at.column != IV_NOWHERE && w->subject.row->order)
		ask.style = (enum iv_date_style)w->subject.row->order[l->at.column].style;
	if (iv_clean_date(w->arena, text, &ask, &date) != IV_OK || !date.c.value.n)
		return false;
	*day = date.time.day;
	return true;
}

static void fill(struct iv_ingest *w, const struct iv_map_lookup *l, const struct iv_lookup_row *found)
{
	for (size_t i = 0; i < l->table.takes; i++)
		w->subject.row->cell[l->take[i]] = found ? iv_lookup_value(&l->table, found, i) : (struct iv_str){ 0 };
}

/* The key's parts where it has several, or those of one item of a list. */
static struct iv_str key_of(struct iv_ingest *w, const struct iv_map_lookup *l, const uint32_t *slot, uint32_t item)
{
	struct iv_str part[16], *parts = l->keys <= 16 ? part : iv_arena_alloc(w->arena, l->keys * sizeof *parts);
	for (size_t i = 0; i < l->keys; i++) {
		uint32_t s = slot ? slot[i] : IV_NOWHERE;
		if (l->key[i].column != IV_NOWHERE)
			parts[i] = w->subject.row->cell[l->key[i].column];
		else if (is_list(w, s))
			parts[i] = item < w->value[s].n ? w->value[s].item[item] : (struct iv_str){ 0 };
		else
			parts[i] = s == IV_NOWHERE ? (struct iv_str){ 0 } : w->value[s].text;
	}
	return iv_map_lookup_key(l, w->arena, parts);
}

static void join(struct iv_ingest *w, const struct iv_map_lookup *l, const uint32_t *slot, uint32_t at)
{
	struct iv_ingest_joined *j = &w->joined[l - w->map->lookup];
	const struct iv_lookup_row *found = NULL;
	struct iv_str key = { 0 }, first = { 0 };
	uint32_t items = 1;
	int32_t day;
	for (size_t i = 0; slot && i < l->keys; i++)
		if (is_list(w, slot[i]) && w->value[slot[i]].n > items)
			items = w->value[slot[i]].n;
	bool dated = day_of(w, l, at, &day);
	for (uint32_t i = 0; i < items && !found; i++) {
		key = key_of(w, l, slot, i);
		first = first.n ? first : key;
		found = key.n && dated ? iv_lookup_find(&l->table, key, day) : NULL;
	}
	fill(w, l, found);
	if (!first.n) {
		j->empty++;
	} else if (found) {
		j->found++;
	} else {
		j->missing++;
		iv_missing_add(&j->keys, first, 1);
		w->missed[w->misses++] = (struct iv_ingest_missed){ l, l->key[0].field.n ? l->key[0].field : w->map->column[l->key[0].column].name, first };
	}
}

void iv_ingest_join_row(struct iv_ingest *w)
{
	w->misses = 0;
	for (size_t i = 0; i < w->map->lookups; i++)
		if (w->map->lookup[i].late)
			fill(w, &w->map->lookup[i], NULL);
		else
			join(w, &w->map->lookup[i], NULL, IV_NOWHERE);
	w->misses_of_row = w->misses;
}

void iv_ingest_join_fields(struct iv_ingest *w, const struct iv_map_emit *emit)
{
	w->misses = w->misses_of_row;
	for (size_t i = 0; i < emit->joins; i++)
		join(w, emit->join[i].lookup, emit->join[i].key, emit->join[i].at);
}

int iv_ingest_missed(struct iv_ingest *w, struct iv_err *err)
{
	for (size_t i = 0; i < w->misses; i++) {
		const struct iv_ingest_missed *m = &w->missed[i];
		if (m->lookup->on_missing == IV_MISSING_WARN)
			iv_ingest_warn(w, m->lookup->name, "no_match", m->key, false);
		if (m->lookup->on_missing != IV_MISSING_REJECT)
			continue;
		iv_err_set(err, IV_REJECT, "no_match", "expected a key of the lookup " IV_FMT, IV_ARG(m->lookup->name));
		iv_err_field(err, m->field);
		iv_err_value(err, m->key);
		return IV_REJECT;
	}
	return IV_OK;
}
