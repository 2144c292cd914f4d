/* SPDX-License-Identifier: MIT
 * What a map says under expect. */
#include "base/num.h"
#include "ingest/map.h"

struct range {
	int64_t min, max;
};
static const struct iv_conf_key range_keys[] = {
	{ "min", IV_CONF_INT, offsetof(struct range, min), false, NULL },
	{ "max", IV_CONF_INT, offsetof(struct range, max), false, NULL },
};
static const struct iv_conf_key money_keys[] = {
	{ "min", IV_CONF_MONEY, offsetof(struct range, min), false, NULL },
	{ "max", IV_CONF_MONEY, offsetof(struct range, max), false, NULL },
};

struct expect_keys {
	const struct iv_conf_node *rows, *columns, *rejects, *filled, *sum, *age, *trailer;
	bool unique;
};
#define KEY(name, type, member) { name, type, offsetof(struct expect_keys, member), false, NULL }
static const struct iv_conf_key expect_keys[] = {
	KEY("rows", IV_CONF_NODE, rows), KEY("columns", IV_CONF_NODE, columns), KEY("rejects", IV_CONF_NODE, rejects), KEY("unique", IV_CONF_BOOL, unique),
	KEY("filled", IV_CONF_MAP, filled), KEY("sum", IV_CONF_MAP, sum), KEY("age", IV_CONF_MAP, age), KEY("trailer", IV_CONF_MAP, trailer),
};

struct age_keys {
	struct iv_str newest;
	const struct iv_conf_node *file, *trailer;
	int64_t days;
};
#undef KEY
#define KEY(name, type, member, required) { name, type, offsetof(struct age_keys, member), required, NULL }
static const struct iv_conf_key age_keys[] = {
	KEY("newest", IV_CONF_TEXT, newest, false),
	KEY("file", IV_CONF_RULE, file, false),
	KEY("trailer", IV_CONF_NODE, trailer, false),
	KEY("days", IV_CONF_INT, days, true),
};

struct trailer_keys {
	const struct iv_conf_node *pattern, *rows, *sum;
};
#undef KEY
#define KEY(name, type, member, required) { name, type, offsetof(struct trailer_keys, member), required, NULL }
static const struct iv_conf_key trailer_keys[] = {
	KEY("pattern", IV_CONF_RULE, pattern, true),
	KEY("rows", IV_CONF_NODE, rows, false),
	KEY("sum", IV_CONF_MAP, sum, false),
};

/* A number by itself, or min and max. */
static int range_of(const struct iv_conf_node *node, const char *what, const struct iv_conf_key *keys, enum iv_conf_type type, struct range *r, struct iv_err *err)
{
	if (node->kind == IV_CONF_MAPPING)
		return iv_conf_bind(node, keys, 2, r, err);
	int status = iv_conf_scalar(node, what, type, NULL, &r->min, err);
	r->max = r->min;
	return status;
}

static bool percent_of(const struct iv_conf_node *node, bool *percent, double *out)
{
	struct iv_str text = node->text;
	*percent = iv_str_ends(text, IV_STR("%"));
	text.n -= *percent;
	return node->kind == IV_CONF_SCALAR && iv_num_double(text, out) && *out >= 0;
}

static int filled_of(struct iv_map *map, const struct iv_conf_node *node, struct iv_err *err)
{
	struct iv_map_share *share = iv_arena_zalloc(&map->arena, (node->n + 1) * sizeof *share);
	for (size_t i = 0; i < node->n; i++) {
		bool percent, known = false;
		share[i].field = node->key[i]->text;
		if (!percent_of(node->item[i], &percent, &share[i].percent) || !percent || share[i].percent > 100)
			return iv_conf_error(node->item[i], 0, err, "filled: expected a share of the records, as 80%%");
		for (size_t k = 0; k < map->emits; k++)
			known |= iv_map_slot(&map->emit[k], share[i].field) != IV_NOWHERE;
		if (!known)
			return iv_conf_error(node->key[i], 0, err, "filled: '" IV_FMT "' is not among the fields", IV_ARG(share[i].field));
	}
	map->expect.share = share;
	map->expect.shares = node->n;
	return IV_OK;
}

/* The sum of a column, new or known. */
static struct iv_map_sum *sum_of(struct iv_map *map, const struct iv_conf_node *column)
{
	uint32_t c = iv_map_column(map, column->text, column, 0);
	struct iv_map_expect *e = &map->expect;
	for (size_t i = 0; i < e->sums; i++)
		if (e->sum[i].column == c)
			return &e->sum[i];
	e->sum[e->sums] = (struct iv_map_sum){ c, INT64_MIN, INT64_MAX, 0 };
	return &e->sum[e->sums++];
}

static int group_of(const struct iv_map *map, const struct iv_conf_node *node, const char *what, unsigned *group, struct iv_err *err)
{
	int64_t n;
	int status = iv_conf_scalar(node, what, IV_CONF_INT, NULL, &n, err);
	unsigned most = iv_pattern_groups(map->expect.trailer);
	if (status == IV_OK && (n < 1 || n > most || n > IV_PATTERN_GROUPS))
		return iv_conf_error(node, 0, err, "%s: expected the number of a group of the trailer's pattern, which has %u", what, most);
	*group = status == IV_OK ? (unsigned)n : 0;
	return status;
}

static int trailer_of(struct iv_map *map, const struct iv_conf_node *node, struct iv_err *err)
{
	struct trailer_keys k = { 0 };
	struct iv_map_expect *e = &map->expect;
	int status = iv_conf_bind(node, trailer_keys, sizeof trailer_keys / sizeof *trailer_keys, &k, err);
	if (status == IV_OK && map->ndjson)
		return iv_conf_error(node, 0, err, "trailer: a file of NDJSON has no last line of its own");
	const struct iv_csv_format *csv = &map->csv;
	if (status == IV_OK && !csv->skip.after && !csv->skip.is_total && !(csv->find & IV_DIALECT_AFTER))
		return iv_conf_error(node, 0, err, "trailer: its lines must be no rows: say skip: {after: 1}");
	if (status == IV_OK)
		status = iv_pattern_new(&map->patterns, k.pattern->text, k.pattern, &e->trailer, err);
	if (status == IV_OK && k.rows)
		status = group_of(map, k.rows, "rows", &e->trailer_rows, err);
	for (size_t i = 0; status == IV_OK && k.sum && i < k.sum->n; i++)
		status = group_of(map, k.sum->item[i], "sum", &sum_of(map, k.sum->key[i])->group, err);
	return status;
}

static int age_of(struct iv_map *map, const struct iv_conf_node *node, struct iv_err *err)
{
	struct age_keys k = { .days = -1 };
	struct iv_map_expect *e = &map->expect;
	int status = iv_conf_bind(node, age_keys, sizeof age_keys / sizeof *age_keys, &k, err);
	if (status != IV_OK)
		return status;
	if ((k.newest.n > 0) + (k.file != NULL) + (k.trailer != NULL) != 1)
		return iv_conf_error(node, 0, err, "age: expected one of newest (a field with a date), file (a pattern of its name) and trailer (a group)");
	if (k.days < 0 || k.days > 36500)
		return iv_conf_error(iv_conf_get(node, "days"), 0, err, "days: expected a number of days before --as-of");
	e->days = k.days;
	e->age = k.newest.n ? IV_EXPECT_NEWEST : k.file ? IV_EXPECT_FILE : IV_EXPECT_TRAILER;
	if (k.file)
		return iv_pattern_new(&map->patterns, k.file->text, k.file, &e->age_pattern, err);
	if (k.trailer)
		return e->trailer ? group_of(map, k.trailer, "trailer", &e->trailer_date, err) : iv_conf_error(k.trailer, 0, err, "age: there is no trailer among the expectations");
	bool known = false;
	for (size_t i = 0; i < map->emits; i++) {
		uint32_t slot = iv_map_slot(&map->emit[i], k.newest);
		bool date = slot != IV_NOWHERE && map->emit[i].slot[slot].type == IV_RULE_DATE;
		map->emit[i].newest_slot = date ? slot : IV_NOWHERE;
		known |= date;
	}
	return known ? IV_OK : iv_conf_error(iv_conf_get(node, "newest"), 0, err, "newest: expected a date among the fields, not '" IV_FMT "'", IV_ARG(k.newest));
}

/* The fields that are counted, as slots of each record. */
static void slots_of(struct iv_map *map)
{
	struct iv_map_expect *e = &map->expect;
	for (size_t i = 0; i < map->emits; i++) {
		uint32_t *slot = iv_arena_alloc(&map->arena, (e->shares + 1) * sizeof *slot);
		for (size_t k = 0; k < e->shares; k++)
			slot[k] = iv_map_slot(&map->emit[i], e->share[k].field);
		map->emit[i].share_slot = slot;
		if (e->age != IV_EXPECT_NEWEST)
			map->emit[i].newest_slot = IV_NOWHERE;
	}
}

int iv_map_expectations(struct iv_map *map, const struct iv_conf_node *node, struct iv_err *err)
{
	struct expect_keys k = { 0 };
	struct iv_map_expect *e = &map->expect;
	int status = iv_conf_bind(node, expect_keys, sizeof expect_keys / sizeof *expect_keys, &k, err);
	e->counts = true;
	e->unique = k.unique;
	if (status == IV_OK && k.rows) {
		struct range r = { 0, INT64_MAX };
		status = range_of(k.rows, "rows", range_keys, IV_CONF_INT, &r, err);
		e->has_rows = true;
		e->rows_min = r.min;
		e->rows_max = r.max;
	}
	if (status == IV_OK && k.columns) {
		e->has_columns = true;
		status = iv_conf_scalar(k.columns, "columns", IV_CONF_INT, NULL, &e->columns, err);
	}
	if (status == IV_OK && k.rejects) {
		e->has_rejects = true;
		if (!percent_of(k.rejects, &e->percent, &e->rejects))
			return iv_conf_error(k.rejects, 0, err, "rejects: expected at most how many, as 100 or 2%%");
	}
	const struct iv_conf_node *trailer_sum = k.trailer ? iv_conf_get(k.trailer, "sum") : NULL;
	e->sum = iv_arena_zalloc(&map->arena, ((k.sum ? k.sum->n : 0) + (trailer_sum ? trailer_sum->n : 0) + 1) * sizeof *e->sum);
	for (size_t i = 0; status == IV_OK && k.sum && i < k.sum->n; i++) {
		struct range r = { INT64_MIN, INT64_MAX };
		struct iv_map_sum *sum = sum_of(map, k.sum->key[i]);
		status = range_of(k.sum->item[i], "sum", money_keys, IV_CONF_MONEY, &r, err);
		sum->min = r.min;
		sum->max = r.max;
	}
	if (status == IV_OK && k.filled)
		status = filled_of(map, k.filled, err);
	if (status == IV_OK && k.trailer)
		status = trailer_of(map, k.trailer, err);
	if (status == IV_OK && k.age)
		status = age_of(map, k.age, err);
	slots_of(map);
	return status;
}
