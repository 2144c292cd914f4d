/* SPDX-License-Identifier: MIT
 * Reading what was learned, and looking it up in place of counting. */
#include <stdlib.h>

#include "base/num.h"
#include "match/learned_part.h"

void iv_match_learned_release(struct iv_match_learned *l)
{
	iv_arena_release(&l->arena);
	iv_match_splits_release(&l->splits);
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

/* Thousandths that no weight is beyond. */
enum { HIGHEST = 1000000 };

/* Searched by halves, so out of order is as bad as missing. Hashes (or what stands in their place) and numbers are at most so much. */
static int table_of(struct iv_match_learned *l, const char *name, uint64_t most_key, uint64_t most, struct iv_model_table *out, struct iv_err *err)
{
	int status = iv_model_read_table(l->root, name, &l->arena, out, err);
	for (size_t i = 0; i < out->n && status == IV_OK; i++) {
		if (i && out->entry[i - 1].key >= out->entry[i].key)
			status = iv_conf_error(l->root, 0, err, "tables: %s: expected hashes in rising order", name);
		else if (out->entry[i].key > most_key || out->entry[i].number > most)
			status = iv_conf_error(l->root, 0, err, "tables: %s: %016llx %llu is more than this program can use", name, (unsigned long long)out->entry[i].key,
					       (unsigned long long)out->entry[i].number);
	}
	return status;
}

static int read_figures(struct iv_match_learned *l, const struct iv_match_schema *schema, struct iv_err *err)
{
	struct iv_conf_texts figures;
	int status = iv_model_read_list(l->root, IV_LEARNED_FIGURES, &figures, err);
	if (status == IV_OK)
		status = count_of(l, &figures, "records", &l->records, err);
	if (status == IV_OK)
		status = count_of(l, &figures, "births", &l->births, err);
	for (int i = 0; i < IV_CROWD_SCRIPTS && status == IV_OK; i++)
		status = count_of(l, &figures, iv_learned_scripts[i], &l->script[i], err);
	for (size_t i = 0; i < schema->columns && status == IV_OK; i++)
		status = count_of(l, &figures, iv_learned_column_name(&l->arena, schema, i), &l->filled[i], err);
	if (status == IV_OK && (!figure(&figures, "threshold", &l->threshold) || l->threshold < -HIGHEST || l->threshold > HIGHEST))
		status = iv_conf_error(l->root, 0, err, "lists: figures: expected 'threshold' with thousandths from %d to %d", -HIGHEST, HIGHEST);
	return status;
}

/* Blocks are cut rule by rule, so the rules must be the same ones. */
static int read_rules(struct iv_match_learned *l, const struct iv_match_schema *schema, struct iv_err *err)
{
	struct iv_conf_texts rules;
	int status = iv_model_read_list(l->root, IV_LEARNED_RULES, &rules, err);
	for (size_t i = 0; i < schema->rules && status == IV_OK; i++) {
		struct iv_str rule = iv_learned_rule(&l->arena, schema, i);
		if (i >= rules.n || !iv_str_eq(rules.text[i], rule))
			status = iv_conf_error(i < rules.n ? rules.node[i] : l->root, 0, err, "the model was learned without the blocking rule '" IV_FMT "'; learn it anew with --fit", IV_ARG(rule));
	}
	if (status == IV_OK && rules.n > schema->rules)
		status = iv_conf_error(rules.node[schema->rules], 0, err, "this program has no such blocking rule; learn the model anew with --fit");
	return status;
}

/* Each cut block with the depths at which it was one, a bit each; and a rule that was left out. */
static int read_splits(struct iv_match_learned *l, const struct iv_match_schema *schema, struct iv_err *err)
{
	int status = read_rules(l, schema, err);
	for (size_t i = 0; i < schema->rules && status == IV_OK; i++) {
		struct iv_model_table cut;
		status = table_of(l, iv_learned_cut_name(&l->arena, schema, i), UINT64_MAX, (UINT64_C(2) << IV_SPLIT_RULE) - 1, &cut, err);
		for (size_t k = 0; k < cut.n && status == IV_OK; k++)
			for (unsigned depth = 0; depth <= IV_SPLIT_RULE; depth++)
				if (cut.entry[k].number >> depth & 1)
					iv_match_splits_add(&l->splits, (unsigned)i, cut.entry[k].key, depth);
	}
	iv_match_splits_order(&l->splits);
	return status;
}

int iv_match_learned_read(struct iv_match_learned *l, const struct iv_match_schema *schema, const struct iv_conf_node *root, struct iv_err *err)
{
	*l = (struct iv_match_learned){ .root = root };
	const struct {
		const char *name;
		struct iv_model_table *table;
		uint64_t most_key, most;
	} tables[] = {
		{ IV_LEARNED_FAMILY, &l->family, UINT64_MAX, UINT32_MAX }, { IV_LEARNED_GIVEN, &l->given, UINT64_MAX, UINT32_MAX },
		{ IV_LEARNED_NAME, &l->name, UINT64_MAX, UINT32_MAX },	   { IV_LEARNED_BIRTH, &l->birth, UINT32_MAX, UINT32_MAX },
		{ IV_LEARNED_NAMES, &l->names, UINT64_MAX, UINT8_MAX },	   { IV_LEARNED_WEIGHTS, &l->weights, HIGHEST, UINT64_MAX },
	};
	int status = read_figures(l, schema, err);
	for (size_t i = 0; i < sizeof tables / sizeof *tables && status == IV_OK; i++)
		status = table_of(l, tables[i].name, tables[i].most_key, tables[i].most, tables[i].table, err);
	for (size_t i = 0; i < schema->columns && status == IV_OK; i++)
		status = table_of(l, iv_learned_column_name(&l->arena, schema, i), UINT64_MAX, UINT32_MAX, &l->column[i], err);
	return status == IV_OK ? read_splits(l, schema, err) : status;
}

/* 1 where nothing is known: fewer than are listed (crowd.h). */
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
