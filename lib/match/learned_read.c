/* SPDX-License-Identifier: MIT
 * Reading what was learned. */
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
