/* SPDX-License-Identifier: MIT
 * Reading a model, and holding it against the shape that the program compares in. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/num.h"
#include "match/model_file_part.h"

#define ABOVE_0 1e-300

static int number(const struct iv_conf_node *node, const char *what, double least, double *out, struct iv_err *err)
{
	int status = iv_conf_scalar(node, what, IV_CONF_REAL, NULL, out, err);
	if (status != IV_OK)
		return status;
	if (*out < least)
		return least == ABOVE_0 ? iv_conf_error(node, 0, err, "%s: expected a number above 0", what) : iv_conf_error(node, 0, err, "%s: expected a number of at least %g", what, least);
	return IV_OK;
}

/* A list of exactly n numbers. */
static int numbers(const struct iv_conf_node *node, const char *what, size_t n, double *out, struct iv_err *err)
{
	if (node->kind != IV_CONF_SEQUENCE || node->n != n)
		return iv_conf_error(node, 0, err, "%s: expected a list of %zu numbers, as many as this program has states there; the model was made for another comparison", what, n);
	int status = IV_OK;
	for (size_t i = 0; status == IV_OK && i < n; i++)
		status = number(node->item[i], what, 0, &out[i], err);
	return status;
}

static int required(const struct iv_conf_node *map, const char *key, const struct iv_conf_node **out, struct iv_err *err)
{
	if (map->kind != IV_CONF_MAPPING || !(*out = iv_conf_get(map, key)))
		return iv_conf_error(map, 0, err, "the key '%s' is missing", key);
	return IV_OK;
}

static int required_number(const struct iv_conf_node *map, const char *key, double least, double *out, struct iv_err *err)
{
	const struct iv_conf_node *node;
	int status = required(map, key, &node, err);
	return status == IV_OK ? number(node, key, least, out, err) : status;
}

/* One row of a level, into the level's states of `of`. */
static int read_row(const struct iv_conf_node *level, const char *key, const struct iv_shape_field *f, unsigned l, double least, double *of, struct iv_err *err)
{
	const struct iv_conf_node *node;
	double value[IV_SHAPE_STATES];
	size_t n = 0;
	for (unsigned s = 1; s < f->states; s++)
		n += f->level_of[s] == l;
	int status = required(level, key, &node, err);
	if (status == IV_OK)
		status = numbers(node, key, n, value, err);
	for (unsigned s = 1, i = 0; status == IV_OK && s < f->states; s++)
		if (f->level_of[s] == l) {
			if (value[i] < least)
				return iv_conf_error(node->item[i], 0, err, "%s: expected a share above 0", key);
			of[s] = value[i++];
		}
	return status;
}

static int expect_name(const struct iv_conf_node *map, const char *key, const char *name, struct iv_err *err)
{
	const struct iv_conf_node *node;
	int status = required(map, key, &node, err);
	if (status == IV_OK && (node->kind != IV_CONF_SCALAR || !iv_str_eq(node->text, iv_str_of(name))))
		status = iv_conf_error(node, 0, err, "the model has the %s '" IV_FMT "' where this program has '%s'; fit it anew with --fit", key, IV_ARG(node->text), name);
	return status;
}

static int read_level(const struct iv_conf_node *node, struct iv_shape_field *f, struct iv_mixture *m, size_t field, unsigned l, struct iv_err *err)
{
	int status = expect_name(node, "level", f->level[l].name, err);
	if (status == IV_OK)
		status = required_number(node, "support", 0, &m->support[field][l], err);
	if (status == IV_OK)
		status = read_row(node, "mass", f, l, 0, f->mass, err);
	for (unsigned side = 0; status == IV_OK && side < (f->parent == IV_SHAPE_ALONE ? 1u : 2u); side++)
		for (unsigned row = 0; status == IV_OK && row < IV_MODEL_ROWS; row++) {
			char key[32];
			snprintf(key, sizeof key, "%s%s", iv_model_rows[row], side ? "_within" : "");
			double *of = row < IV_PAIR_KINDS ? m->share[row][field][side] : f->chance[side];
			status = read_row(node, key, f, l, row < IV_PAIR_KINDS ? ABOVE_0 : 0, of, err);
		}
	return status;
}

static int read_parent(const struct iv_conf_node *node, const struct iv_shape *s, const struct iv_shape_field *f, struct iv_err *err)
{
	const struct iv_conf_node *parent = iv_conf_get(node, "parent");
	if (f->parent != IV_SHAPE_ALONE)
		return expect_name(node, "parent", s->field[f->parent].name, err);
	return parent ? iv_conf_error(parent, 0, err, "the field '%s' has no parent in this program; fit the model anew with --fit", f->name) : IV_OK;
}

static int read_field(const struct iv_conf_node *node, struct iv_shape *s, struct iv_mixture *m, size_t field, struct iv_err *err)
{
	struct iv_shape_field *f = &s->field[field];
	const struct iv_conf_node *levels, *known;
	int status = expect_name(node, "field", f->name, err);
	if (status == IV_OK)
		status = read_parent(node, s, f, err);
	if (status == IV_OK)
		status = required(node, "known", &known, err);
	if (status == IV_OK)
		status = numbers(known, "known", 2, f->known, err);
	if (status == IV_OK)
		status = required(node, "levels", &levels, err);
	if (status == IV_OK && (levels->kind != IV_CONF_SEQUENCE || levels->n != f->levels - 1u))
		status = iv_conf_error(levels, 0, err, "expected the %d levels of the field '%s'; fit the model anew with --fit", f->levels - 1, f->name);
	for (unsigned l = 1; status == IV_OK && l < f->levels; l++)
		status = read_level(levels->item[l - 1], f, m, field, l, err);
	return status;
}

static int read_fields(const struct iv_conf_node *root, struct iv_shape *s, struct iv_mixture *m, struct iv_err *err)
{
	const struct iv_conf_node *fields;
	int status = required(root, "fields", &fields, err);
	if (status != IV_OK)
		return status;
	if (fields->kind != IV_CONF_SEQUENCE)
		return iv_conf_error(fields, 0, err, "fields: expected a list");
	for (size_t k = 0; status == IV_OK && k < fields->n && k < s->n; k++)
		status = read_field(fields->item[k], s, m, k, err);
	if (status == IV_OK && fields->n < s->n)
		status = iv_conf_error(fields, 0, err, "the model has %zu fields, this program also compares '%s'; fit it anew with --fit", fields->n, s->field[fields->n].name);
	if (status == IV_OK && fields->n > s->n)
		status = iv_conf_error(fields->item[s->n], 0, err, "the model has %zu fields, this program compares %zu; fit it anew with --fit", fields->n, s->n);
	return status;
}

static int read_set(const struct iv_conf_node *node, const struct iv_shape *s, struct iv_shape_set *set, double *ratio, struct iv_err *err)
{
	const struct iv_conf_node *fields;
	*set = (struct iv_shape_set){ .fields = 0 };
	int status = required(node, "fields", &fields, err);
	if (status == IV_OK && fields->kind != IV_CONF_SEQUENCE)
		status = iv_conf_error(fields, 0, err, "fields: expected a list");
	for (size_t i = 0; status == IV_OK && i < fields->n; i++) {
		size_t k = 0;
		while (k < s->n && !iv_str_eq(fields->item[i]->text, iv_str_of(s->field[k].name)))
			k++;
		if (k == s->n)
			return iv_conf_error(fields->item[i], 0, err, "fields: expected the name of a field of this model");
		set->fields |= UINT64_C(1) << k;
	}
	if (status == IV_OK)
		status = required_number(node, "pairs", 0, &set->pairs, err);
	return status == IV_OK ? required_number(node, "ratio", ABOVE_0, ratio, err) : status;
}

/* In the order in which they are searched. */
static int read_sets(const struct iv_conf_node *sets, struct iv_shape *s, struct iv_mixture *m, struct iv_err *err)
{
	int status = IV_OK;
	if (sets->n > IV_SHAPE_SETS)
		return iv_conf_error(sets, 0, err, "sets: expected at most %d", IV_SHAPE_SETS);
	for (size_t i = 0; status == IV_OK && i < sets->n; i++) {
		status = read_set(sets->item[i], s, &s->set[i], &m->set[i], err);
		if (status == IV_OK && i && s->set[i - 1].fields >= s->set[i].fields)
			status = iv_conf_error(sets->item[i], 0, err, "sets: expected each set of fields once, in the order of --fit");
	}
	s->sets = sets->n;
	for (size_t i = sets->n; i <= IV_SHAPE_SETS; i++)
		m->set[i] = 1;
	return status;
}

static int read_learned(const struct iv_conf_node *root, struct iv_mixture *m, struct iv_err *err)
{
	const struct iv_conf_node *learned, *converged;
	double rounds = 0;
	int status = required(root, "learned", &learned, err);
	if (status == IV_OK)
		status = required_number(learned, "rounds", 0, &rounds, err);
	if (status == IV_OK)
		status = required(learned, "converged", &converged, err);
	if (status == IV_OK)
		status = iv_conf_scalar(converged, "converged", IV_CONF_BOOL, NULL, &m->converged, err);
	if (status == IV_OK)
		status = required_number(learned, "shift", -1000, &m->shift, err);
	if (status == IV_OK)
		status = required_number(learned, "scale", ABOVE_0, &m->scale, err);
	m->rounds = (int)fmin(rounds, 1e9);
	return status;
}

struct top {
	struct iv_str model;
	int64_t version, records;
	const struct iv_conf_node *pairs, *learned, *fields, *sets, *lists, *tables;
};
static const struct iv_conf_key top_keys[] = {
	{ "model", IV_CONF_TEXT, offsetof(struct top, model), true, NULL },
	{ "version", IV_CONF_INT, offsetof(struct top, version), true, NULL },
	{ "records", IV_CONF_INT, offsetof(struct top, records), true, NULL },
	{ "pairs", IV_CONF_MAP, offsetof(struct top, pairs), true, NULL },
	{ "learned", IV_CONF_MAP, offsetof(struct top, learned), true, NULL },
	{ "fields", IV_CONF_LIST, offsetof(struct top, fields), true, NULL },
	{ "sets", IV_CONF_LIST, offsetof(struct top, sets), true, NULL },
	{ "lists", IV_CONF_MAP, offsetof(struct top, lists), false, NULL },
	{ "tables", IV_CONF_MAP, offsetof(struct top, tables), false, NULL },
};

int iv_model_read(const struct iv_conf_node *root, struct iv_shape *s, struct iv_mixture *m, struct iv_err *err)
{
	struct top top = { .version = 0 };
	*m = (struct iv_mixture){ 0 };
	int status = iv_conf_bind(root, top_keys, sizeof top_keys / sizeof *top_keys, &top, err);
	if (status != IV_OK)
		return status;
	if (!iv_str_eq(top.model, IV_STR(IV_MODEL_NAME)) || top.version != IV_MODEL_VERSION)
		return iv_conf_error(root, 0, err, "expected a model that ivoc-dedupe --fit wrote, version %d", IV_MODEL_VERSION);
	if (top.records < 0)
		return iv_conf_error(iv_conf_get(root, "records"), 0, err, "records: expected a number of at least 0");
	s->records = (uint64_t)top.records;
	status = required_number(top.pairs, "all", 0, &s->pairs, err);
	for (unsigned q = 0; status == IV_OK && q < IV_PAIR_KINDS; q++)
		status = required_number(top.pairs, iv_model_rows[q], ABOVE_0, &m->pairs[q], err);
	if (status == IV_OK)
		status = read_learned(root, m, err);
	if (status == IV_OK)
		status = read_fields(root, s, m, err);
	return status == IV_OK ? read_sets(top.sets, s, m, err) : status;
}

static bool hex(struct iv_str text, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0)
			return false;
		*out = *out << 4 | (uint64_t)digit;
	}
	return text.n == 16;
}

static bool decimal(struct iv_str text, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (!iv_is_digit(text.p[i]) || *out > (UINT64_MAX - (uint64_t)(text.p[i] - '0')) / 10)
			return false;
		*out = *out * 10 + (uint64_t)(text.p[i] - '0');
	}
	return text.n > 0;
}

int iv_model_read_table(const struct iv_conf_node *root, const char *name, struct iv_arena *a, struct iv_model_table *out, struct iv_err *err)
{
	*out = (struct iv_model_table){ .name = name };
	const struct iv_conf_node *tables = iv_conf_get(root, "tables"), *rows = tables && tables->kind == IV_CONF_MAPPING ? iv_conf_get(tables, name) : NULL;
	if (!rows)
		return IV_OK;
	struct iv_conf_texts texts;
	int status = iv_conf_scalar(rows, name, IV_CONF_TEXTS, NULL, &texts, err);
	if (status != IV_OK)
		return status;
	size_t most = 0;
	for (size_t i = 0; i < texts.n; i++)
		most += texts.text[i].n / 18 + 1;
	struct iv_model_entry *entry = iv_arena_alloc(a, (most + 1) * sizeof *entry);
	for (size_t i = 0; i < texts.n; i++) {
		struct iv_str rest = texts.text[i], key, value;
		while (iv_str_cut(&rest, ' ', &key)) {
			struct iv_model_entry *e = &entry[out->n++];
			if (!hex(key, &e->key) || !iv_str_cut(&rest, ' ', &value) || !decimal(value, &e->number))
				return iv_conf_error(texts.node[i], (size_t)(key.p - texts.text[i].p), err, "%s: expected pairs of a hash of 16 hexadecimal digits and a number", name);
		}
	}
	out->entry = entry;
	return IV_OK;
}

int iv_model_read_list(const struct iv_conf_node *root, const char *name, struct iv_conf_texts *out, struct iv_err *err)
{
	*out = (struct iv_conf_texts){ 0 };
	const struct iv_conf_node *lists = iv_conf_get(root, "lists"), *list = lists && lists->kind == IV_CONF_MAPPING ? iv_conf_get(lists, name) : NULL;
	return list ? iv_conf_scalar(list, name, IV_CONF_TEXTS, NULL, out, err) : IV_OK;
}
