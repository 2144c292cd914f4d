/* SPDX-License-Identifier: MIT
 * Reading what was learned, and looking it up in place of counting. */
#include <stdlib.h>

#include "base/num.h"
#include "match/learned_part.h"

void iv_match_learned_release(struct iv_match_learned *l)
{
	iv_arena_release(&l->arena);
	*l = (struct iv_match_learned){ 0 };
}

/* "births 4012" */
static bool figure(const struct iv_conf_texts *figures, const char *name, int64_t *out)
{
	struct iv_str want = iv_str_of(name);
	for (size_t i = 0; i < figures->n; i++) {
		struct iv_str text = figures->text[i];
		if (iv_str_starts(text, want) && text.n > want.n && text.p[want.n] == ' ' && iv_num_int(iv_str_from(text, want.n + 1), out))
			return true;
	}
	return false;
}

static int count_of(const struct iv_match_learned *l, const struct iv_conf_texts *figures, const char *name, uint64_t *out, struct iv_err *err)
{
	int64_t n;
	if (!figure(figures, name, &n) || n < 0)
		return iv_conf_error(l->root, 0, err, "lists: figures: '%s' is missing, expected a model that --fit wrote for the same fields", name);
	*out = (uint64_t)n;
	return IV_OK;
}

/* Searched by halves, so out of order is as bad as missing. Numbers are at most `most`. */
static int table_of(struct iv_match_learned *l, const char *name, uint64_t most, struct iv_model_table *out, struct iv_err *err)
{
	int status = iv_model_read_table(l->root, name, &l->arena, out, err);
	for (size_t i = 1; i < out->n && status == IV_OK; i++)
		if (out->entry[i - 1].key >= out->entry[i].key)
			status = iv_conf_error(l->root, 0, err, "tables: %s: expected hashes in rising order", name);
	for (size_t i = 0; i < out->n && status == IV_OK; i++)
		if (out->entry[i].number > most)
			status = iv_conf_error(l->root, 0, err, "tables: %s: expected numbers up to %llu", name, (unsigned long long)most);
	return status;
}

int iv_match_learned_read(struct iv_match_learned *l, const struct iv_match_schema *schema, const struct iv_conf_node *root, struct iv_err *err)
{
	struct iv_conf_texts figures;
	*l = (struct iv_match_learned){ .root = root };
	int status = iv_model_read_list(root, IV_LEARNED_FIGURES, &figures, err);
	if (status == IV_OK)
		status = count_of(l, &figures, "records", &l->records, err);
	if (status == IV_OK)
		status = count_of(l, &figures, "births", &l->births, err);
	for (int i = 0; i < IV_CROWD_SCRIPTS && status == IV_OK; i++)
		status = count_of(l, &figures, iv_learned_scripts[i], &l->script[i], err);
	if (status == IV_OK && !figure(&figures, "threshold", &l->threshold))
		status = iv_conf_error(root, 0, err, "lists: figures: 'threshold' is missing");
	const struct {
		const char *name;
		struct iv_model_table *table;
		uint64_t most;
	} tables[] = {
		{ IV_LEARNED_FAMILY, &l->family, UINT32_MAX }, { IV_LEARNED_GIVEN, &l->given, UINT32_MAX }, { IV_LEARNED_NAME, &l->name, UINT32_MAX },
		{ IV_LEARNED_BIRTH, &l->birth, UINT32_MAX },   { IV_LEARNED_NAMES, &l->names, UINT8_MAX },
	};
	for (size_t i = 0; i < sizeof tables / sizeof *tables && status == IV_OK; i++)
		status = table_of(l, tables[i].name, tables[i].most, tables[i].table, err);
	if (status == IV_OK && l->birth.n && l->birth.entry[l->birth.n - 1].key > UINT32_MAX)
		status = iv_conf_error(root, 0, err, "tables: " IV_LEARNED_BIRTH ": expected days as numbers of 32 bits");
	for (size_t i = 0; i < schema->columns && status == IV_OK; i++) {
		const char *name = iv_learned_column_name(&l->arena, schema, i);
		status = count_of(l, &figures, name, &l->filled[i], err);
		if (status == IV_OK)
			status = table_of(l, name, UINT32_MAX, &l->column[i], err);
	}
	return status;
}

/* 1 where nothing is known: it is as rare as what was seen once. */
static uint64_t look_up(const struct iv_model_table *t, uint64_t key)
{
	size_t low = 0, high = t->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->entry[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->n && t->entry[low].key == key ? t->entry[low].number : 1;
}

static void set_names(const struct iv_match_learned *l, const struct iv_match_people *m, struct iv_match_crowd *c)
{
	for (size_t i = 0; i < m->names.n; i++) {
		const struct iv_match_name *n = &m->names.name[i];
		iv_match_crowd_name(c, n, i, (uint32_t)look_up(&l->name, n->whole), (uint32_t)look_up(&l->family, n->family), (uint32_t)look_up(&l->given, n->given));
	}
}

/* More days than these are no births; then none is taken for common. */
enum { DAYS = 1 << 20 };

static void set_births(const struct iv_match_learned *l, struct iv_match_crowd *c)
{
	free(c->born);
	const struct iv_model_table *t = &l->birth;
	c->first = t->n ? (int32_t)((int64_t)t->entry[0].key + INT32_MIN) : 0;
	c->days = t->n ? (size_t)(t->entry[t->n - 1].key - t->entry[0].key) + 1 : 0;
	c->days = c->days < DAYS ? c->days : 0;
	c->born = iv_zalloc((c->days + 1) * sizeof *c->born);
	for (size_t i = 0; i < t->n && c->days; i++)
		c->born[t->entry[i].key - t->entry[0].key] = (uint32_t)t->entry[i].number;
}

static void set_values(const struct iv_match_learned *l, struct iv_match_people *m, struct iv_match_crowd *c)
{
	for (size_t k = 0; k < m->schema->columns; k++) {
		struct iv_match_column *column = &m->column[k];
		c->filled[k] = l->filled[k];
		for (size_t i = 1; i < column->n; i++) {
			uint32_t records = (uint32_t)look_up(&l->column[k], iv_hash(iv_match_value_text(column, (uint32_t)i)));
			column->value[i].records = records;
			column->value[i].band = iv_match_band_value(iv_match_listed(records) / ((double)l->filled[k] * c->among + 1));
		}
	}
}

/* Which identifiers are junk was learned; how many records of this run have them is counted. */
static void set_idents(const struct iv_match_learned *l, struct iv_match_people *m, uint32_t most_names, struct iv_match_crowd *c)
{
	uint32_t *records = iv_zalloc((m->idents + 1) * sizeof *records);
	for (size_t p = 0; p < m->n; p++)
		for (size_t i = 0; iv_match_is_record(m, p) && i < iv_match_row(m, p)->held_n; i++)
			records[iv_match_ident_number(m->held[iv_match_row(m, p)->held + i])]++;
	c->blocked_n = c->grown = 0;
	for (size_t i = 0; i < m->idents; i++) {
		struct iv_match_ident *id = &m->ident[i];
		id->names = (uint8_t)look_up(&l->names, iv_learned_ident_key(id));
		bool would = id->blocked;
		id->blocked = id->names > most_names;
		c->grown += would && !id->blocked;
		if (!id->blocked)
			continue;
		c->blocked = iv_reserve(c->blocked, &c->blocked_cap, c->blocked_n + 1, sizeof *c->blocked);
		c->blocked[c->blocked_n++] = (struct iv_match_blocked){ *id, id->names, records[i] };
	}
	free(records);
	iv_match_crowd_order(c);
}

void iv_match_learned_crowd(const struct iv_match_learned *l, struct iv_match_people *m, uint32_t most_names, struct iv_match_crowd *c)
{
	c->among = iv_match_among(l->records);
	c->people = (double)l->records * c->among + 1;
	c->births = l->births;
	memcpy(c->script, l->script, sizeof c->script);
	set_names(l, m, c);
	set_births(l, c);
	set_values(l, m, c);
	set_idents(l, m, most_names, c);
}
