/* SPDX-License-Identifier: MIT
 * Writing what was learned. Tables are in order of their hashes, so that the same population gives the same file. */
#include "match/learned.h"

#include "base/hash.h"
#include "match/learned_part.h"

enum { TABLES = 6 + IV_SCHEMA_COLUMNS + IV_SCHEMA_RULES, FIGURES = 3 + IV_CROWD_SCRIPTS + IV_SCHEMA_COLUMNS + IV_SCHEMA_RULES };

/* A day that two were born on is in a band of its own among few, and an identifier that two names hold agrees on a level of its own. */
enum { SHARED = 2 };

struct maker {
	struct iv_arena arena;
	struct iv_model_table table[TABLES];
	struct iv_str figure[FIGURES], rule[IV_SCHEMA_RULES];
	size_t tables, figures;
};

/* Adds up what has one key, and lists what there are so many of. */
static void add_counts(struct maker *k, const char *name, uint64_t least, struct iv_match_items *items)
{
	iv_match_sort(items);
	struct iv_model_entry *entry = iv_arena_alloc(&k->arena, (items->n + 1) * sizeof *entry);
	size_t n = 0;
	for (size_t i = 0, end; i < items->n; i = end) {
		uint64_t sum = 0;
		for (end = i; end < items->n && items->item[end].key == items->item[i].key; end++)
			sum += items->item[end].value;
		if (sum >= least)
			entry[n++] = (struct iv_model_entry){ items->item[i].key, sum };
	}
	k->table[k->tables++] = (struct iv_model_table){ name, entry, n };
	iv_match_items_release(items);
}

static void add_names(struct maker *k, const struct iv_match_people *m)
{
	struct iv_match_items family = { 0 }, given = { 0 }, whole = { 0 };
	for (size_t p = 0; p < m->n; p++) {
		const struct iv_match_name *n = iv_match_is_record(m, p) ? iv_match_name_of(m, p) : NULL;
		if (!n)
			continue;
		iv_match_items_add(&family, n->family, 1);
		iv_match_items_add(&given, n->given, 1);
		iv_match_items_add(&whole, n->whole, 1);
	}
	add_counts(k, IV_LEARNED_FAMILY, IV_CROWD_LISTED, &family);
	add_counts(k, IV_LEARNED_GIVEN, IV_CROWD_LISTED, &given);
	add_counts(k, IV_LEARNED_NAME, IV_CROWD_LISTED, &whole);
}

uint64_t iv_learned_ident_key(const struct iv_match_ident *id)
{
	uint64_t key[3] = { id->value, id->scope, id->type };
	return iv_hash((struct iv_str){ (const char *)key, sizeof key });
}

/* How many names hold an identifier that several hold. */

static void add_idents(struct maker *k, const struct iv_match_people *m)
{
	struct iv_match_items names = { 0 };
	for (size_t i = 0; i < m->idents; i++)
		if (m->ident[i].names >= SHARED)
			iv_match_items_add(&names, iv_learned_ident_key(&m->ident[i]), m->ident[i].names);
	add_counts(k, IV_LEARNED_NAMES, SHARED, &names);
}

static void add_births(struct maker *k, const struct iv_match_crowd *c)
{
	struct iv_match_items born = { 0 };
	for (size_t day = 0; day < c->days; day++)
		iv_match_items_add(&born, iv_learned_day_key(c->first + (int32_t)day), c->born[day]);
	add_counts(k, IV_LEARNED_BIRTH, SHARED, &born);
}

static void add_column(struct maker *k, const struct iv_match_people *m, size_t column)
{
	struct iv_match_items values = { 0 };
	const struct iv_match_column *c = &m->column[column];
	for (size_t i = 1; i < c->n; i++)
		iv_match_items_add(&values, iv_hash(iv_match_value_text(c, (uint32_t)i)), c->value[i].records);
	add_counts(k, iv_learned_column_name(&k->arena, m->schema, column), IV_CROWD_LISTED, &values);
}

const char *iv_learned_column_name(struct iv_arena *a, const struct iv_match_schema *s, size_t column)
{
	return iv_arena_fmt(a, "column " IV_FMT, IV_ARG(s->column[column].field)).p;
}

const char *const iv_learned_scripts[IV_CROWD_SCRIPTS] = { "chinese", "latin", "other" };

static void add_figure(struct maker *k, const char *name, int64_t n)
{
	k->figure[k->figures++] = iv_arena_fmt(&k->arena, "%s %lld", name, (long long)n);
}

/* Of the pairs above the threshold, how many weigh so many thousandths: what a higher threshold would expect follows from them. */
static void add_weights(struct maker *k, const struct iv_match *r)
{
	struct iv_match_items weights = { 0 };
	for (size_t i = 0; i < r->scores.counts.n; i++) {
		const struct iv_shape_count *c = &r->scores.counts.count[i];
		int32_t weight = r->verdict[i].match;
		if (weight > r->threshold && weight > 0)
			iv_match_items_add(&weights, (uint64_t)weight, c->pairs - c->must - c->never);
	}
	add_counts(k, IV_LEARNED_WEIGHTS, 1, &weights);
}

const char *iv_learned_cut_name(struct iv_arena *a, const struct iv_match_schema *s, size_t rule)
{
	return iv_arena_fmt(a, "cut by " IV_FMT, IV_ARG(s->rule[rule].name)).p;
}

struct iv_str iv_learned_rule(struct iv_arena *a, const struct iv_match_schema *s, size_t rule)
{
	const struct iv_match_rule *r = &s->rule[rule];
	struct iv_buf b = { 0 };
	iv_buf_adds(&b, r->name);
	for (unsigned i = 0; i < r->keys; i++)
		iv_buf_addf(&b, "%s" IV_FMT, i ? ", " : ": ", IV_ARG(iv_match_key_name(s, r->key[i])));
	for (unsigned i = 0; i < r->cuts; i++)
		iv_buf_addf(&b, "%s" IV_FMT, i ? ", " : "; cut by ", IV_ARG(iv_match_key_name(s, r->cut[i])));
	struct iv_str text = iv_arena_str(a, iv_buf_str(&b));
	iv_buf_release(&b);
	return text;
}

/* Each rule, the largest block that it compared whole, and which it cut. */
static void add_splits(struct maker *k, const struct iv_match_schema *s, const struct iv_match_blocking *b)
{
	const struct iv_match_splits *made = b->given ? b->given : &b->made;
	for (size_t i = 0, at = 0; i < s->rules; i++) {
		struct iv_match_items cut = { 0 };
		for (; at < made->n && made->split[at].rule == i; at++)
			iv_match_items_add(&cut, made->split[at].key, UINT64_C(1) << made->split[at].depth);
		k->rule[i] = iv_learned_rule(&k->arena, s, i);
		add_figure(k, iv_arena_fmt(&k->arena, "whole up to, " IV_FMT, IV_ARG(s->rule[i].name)).p, (int64_t)b->rule[i].limit);
		add_counts(k, iv_learned_cut_name(&k->arena, s, i), 1, &cut);
	}
}

void iv_match_learned_write(const struct iv_match_people *m, const struct iv_match *r, struct iv_buf *out)
{
	struct maker k = { .tables = 0 };
	add_figure(&k, "records", (int64_t)r->crowd.records);
	add_figure(&k, "births", (int64_t)r->crowd.births);
	add_figure(&k, "threshold", r->threshold);
	for (int i = 0; i < IV_CROWD_SCRIPTS; i++)
		add_figure(&k, iv_learned_scripts[i], (int64_t)r->crowd.script[i]);
	add_names(&k, m);
	add_births(&k, &r->crowd);
	add_idents(&k, m);
	add_weights(&k, r);
	for (size_t i = 0; i < m->schema->columns; i++) {
		add_figure(&k, iv_learned_column_name(&k.arena, m->schema, i), (int64_t)r->crowd.filled[i]);
		add_column(&k, m, i);
	}
	add_splits(&k, m->schema, &r->blocking);
	struct iv_model_list lists[] = { { IV_LEARNED_FIGURES, k.figure, k.figures }, { IV_LEARNED_RULES, k.rule, m->schema->rules } };
	struct iv_model_extras extras = { k.table, lists, k.tables, 2 };
	iv_model_write(&r->frame.shape, &r->mixture, &extras, out);
	iv_arena_release(&k.arena);
}
