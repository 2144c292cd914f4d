/* SPDX-License-Identifier: MIT
 * Loading a map, and finding its columns in a file. */
#include "ingest/map.h"

#include <stdlib.h>

#include "clean/functions.h"

struct map_keys {
	struct iv_str source, region;
	struct iv_map_file_keys file;
	struct iv_conf_duty duty;
	struct iv_str path, sheet;
	int format, feed, bad_bytes;
	const struct iv_conf_node *expect, *columns, *fields, *own, *emit, *kind, *key, *when, *consent, *check, *lookup, *notes, *placeholders;
	struct iv_conf_texts optional, dates, require, ignore;
	struct iv_map_date_keys date;
};

static const char *const formats[] = { "csv", "ndjson", "fixed", "json", NULL };
static const char *const bad_bytes[] = { "reject", "field", "replace", NULL }; /* as in enum iv_bad_bytes */
static const char *const feeds[] = { "full", "delta", NULL };
static const char *const kinds[] = { "party", "event", NULL };

#define KEY(name, type, member) { name, type, offsetof(struct map_keys, member), false, NULL }
static const struct iv_conf_key map_keys[] = {
	KEY("source", IV_CONF_TEXT, source),
	{ "purpose", IV_CONF_TEXT, offsetof(struct map_keys, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct map_keys, duty.owner), true, NULL },
	KEY("approved", IV_CONF_MAP, duty.approved),
	{ "format", IV_CONF_CHOICE, offsetof(struct map_keys, format), false, formats },
	KEY("path", IV_CONF_TEXT, path),
	KEY("sheet", IV_CONF_TEXT, sheet),
	IV_MAP_FILE_KEYS(struct map_keys, file),
	{ "bad_bytes", IV_CONF_CHOICE, offsetof(struct map_keys, bad_bytes), false, bad_bytes },
	{ "feed", IV_CONF_CHOICE, offsetof(struct map_keys, feed), false, feeds },
	KEY("expect", IV_CONF_MAP, expect),
	KEY("columns", IV_CONF_MAP, columns),
	KEY("optional", IV_CONF_TEXTS, optional),
	KEY("dates", IV_CONF_TEXTS, dates),
	KEY("pivot", IV_CONF_NODE, date.pivot),
	KEY("zone", IV_CONF_NODE, date.zone),
	KEY("region", IV_CONF_TEXT, region),
	KEY("lookup", IV_CONF_LIST, lookup),
	KEY("placeholders", IV_CONF_NODE, placeholders),
	KEY("own", IV_CONF_NODE, own),
	KEY("ignore", IV_CONF_TEXTS, ignore),
	KEY("kind", IV_CONF_NODE, kind),
	KEY("key", IV_CONF_NODE, key),
	KEY("when", IV_CONF_RULE, when),
	KEY("fields", IV_CONF_MAP, fields),
	KEY("notes", IV_CONF_LIST, notes),
	KEY("consent", IV_CONF_LIST, consent),
	KEY("require", IV_CONF_TEXTS, require),
	KEY("check", IV_CONF_LIST, check),
	KEY("emit", IV_CONF_LIST, emit),
};

/* An entry of `emit` may say the same again for itself. */
struct emit_keys {
	const struct iv_conf_node *kind, *key, *when, *fields, *notes, *consent, *check;
	struct iv_conf_texts require;
};
#undef KEY
#define KEY(name, type, member) { name, type, offsetof(struct emit_keys, member), false, NULL }
static const struct iv_conf_key emit_keys[] = {
	KEY("kind", IV_CONF_NODE, kind),     KEY("key", IV_CONF_NODE, key),	    KEY("when", IV_CONF_RULE, when),	 KEY("fields", IV_CONF_MAP, fields),
	KEY("consent", IV_CONF_LIST, consent), KEY("require", IV_CONF_TEXTS, require), KEY("check", IV_CONF_LIST, check),
	KEY("notes", IV_CONF_LIST, notes),
};

uint32_t iv_map_column(struct iv_map *map, struct iv_str name, const struct iv_conf_node *node, size_t at)
{
	for (size_t i = 0; i < map->columns; i++)
		if (iv_str_eq(map->column[i].name, name)) {
			map->column[i].used = true;
			map->reads_fields |= map->column[i].late;
			return (uint32_t)i;
		}
	map->column = iv_reserve(map->column, &map->columns_cap, map->columns + 1, sizeof *map->column);
	map->column[map->columns] = (struct iv_map_column){ .name = iv_arena_str(&map->arena, name), .node = node, .at = at, .type = IV_RULE_TEXT, .used = true, .lookup = IV_NOWHERE };
	return (uint32_t)map->columns++;
}

/* --- How the file is written --- */

/* What means something, or nothing, for JSON. */
static int json_of(const struct iv_map *map, struct iv_err *err)
{
	const struct iv_conf_node *root = map->conf->root;
	struct iv_str encoding = map->csv.encoding;
	if (map->path.n && !map->json)
		return iv_conf_error(iv_conf_get(root, "path"), 0, err, "path: only a file of JSON has one: say format: json");
	if (map->ndjson && !iv_str_eq(encoding, IV_STR("auto")) && !iv_str_eq(encoding, IV_STR("utf-8")))
		return iv_conf_error(iv_conf_get(root, "encoding"), 0, err, "encoding: JSON is read as UTF-8; convert the file first, as with iconv(1)");
	return IV_OK;
}

static int format_of(struct iv_map *map, const struct map_keys *k, struct iv_err *err)
{
	map->json = k->format == 3;
	map->ndjson = map->lists = k->format == 1 || map->json;
	map->path = k->path;
	map->sheet = k->sheet;
	int status = iv_map_file(map, map->conf->root, &k->file, k->format == 2, &map->csv, err);
	map->bad_bytes = (enum iv_bad_bytes)k->bad_bytes;
	map->csv.keeps_bad = map->bad_bytes != IV_BAD_REJECT;
	if (status == IV_OK)
		status = json_of(map, err);
	for (size_t i = 0; status == IV_OK && i < k->dates.n; i++) {
		struct iv_err why;
		if (iv_date_formats_add(&map->dates, k->dates.text[i], &why) != IV_OK)
			return iv_conf_error(k->dates.node[i], 0, err, "%s", why.msg);
	}
	return status == IV_OK ? iv_map_dates(&k->date, &map->date, err) : status;
}

/* The types that rules see columns as. */
static int column_types(struct iv_map *map, const struct map_keys *k, struct iv_err *err)
{
	static const char *const names[] = { "text", "number", "date", "bool", NULL };
	static const enum iv_rule_type types[] = { IV_RULE_TEXT, IV_RULE_NUMBER, IV_RULE_DATE, IV_RULE_BOOL };
	for (size_t i = 0; k->columns && i < k->columns->n; i++) {
		int choice = 0, status = iv_conf_scalar(k->columns->item[i], "columns", IV_CONF_CHOICE, names, &choice, err);
		if (status != IV_OK)
			return status;
		uint32_t c = iv_map_column(map, k->columns->key[i]->text, k->columns->key[i], 0);
		map->column[c].used = false; /* to say what type it has is no use of it */
		map->column[c].type = types[choice];
	}
	for (size_t i = 0; i < k->optional.n; i++) {
		uint32_t c = iv_map_column(map, k->optional.text[i], k->optional.node[i], 0);
		map->column[c].optional = true;
	}
	return IV_OK;
}

/* Types of the user's own fields; `rest`, or * among them, means the columns that nobody names. */
static int own_types(struct iv_map *map, struct map_keys *k, struct iv_err *err)
{
	static const char *const names[] = { "text", "number", "bool", "date", "list", NULL };
	const struct iv_conf_node *own = k->own;
	if (own && own->kind == IV_CONF_SCALAR && iv_str_eq(own->text, IV_STR("rest"))) {
		map->rest = own;
		k->own = own = NULL;
	}
	if (own && own->kind != IV_CONF_MAPPING)
		return iv_conf_error(own, 0, err, "own: expected a mapping from fields to their types, or rest");
	for (size_t i = 0; own && i < own->n; i++) {
		int choice, status = iv_conf_scalar(own->item[i], "own", IV_CONF_CHOICE, names, &choice, err);
		if (status != IV_OK)
			return status;
		if (iv_str_eq(own->key[i]->text, IV_STR("*"))) {
			if (choice)
				return iv_conf_error(own->item[i], 0, err, "own: the rest of the columns are text");
			map->rest = own->key[i];
		}
		if (iv_vocab_find(own->key[i]->text, IV_ON_ALL))
			return iv_conf_error(own->key[i], 0, err, "'" IV_FMT "' is a field of ivoc's already (ivoc-record(5)), so it cannot be your own", IV_ARG(own->key[i]->text));
	}
	map->ignore = k->ignore;
	if (map->rest && map->ndjson)
		return iv_conf_error(map->rest, 0, err, "own: NDJSON has no columns that all lines share: name the fields one by one");
	if (k->ignore.n && !map->rest)
		return iv_conf_error(k->ignore.node[0], 0, err, "ignore: columns that the map does not name are left out anyway, unless it says own: rest");
	return IV_OK;
}

/* --- Records --- */

/* What every event must say, and an amount its currency. */
static int event_needs(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *node, struct iv_err *err)
{
	static const char *const events[] = { "purchase", "return", "call",   "complaint", "visit",   "contact", "delivery",
					      "response", "survey", "points", "balance",   "optin", "optout" };
	if (emit->kind != IV_KIND_EVENT)
		return IV_OK;
	uint32_t what = iv_map_slot(emit, IV_STR("event"));
	if (what == IV_NOWHERE || iv_map_slot(emit, IV_STR("at")) == IV_NOWHERE)
		return iv_conf_error(node, 0, err, "an event needs the fields event (what happened) and at (when)");
	if (emit->amount != IV_NOWHERE && emit->currency == IV_NOWHERE)
		return iv_conf_error(node, 0, err, "an amount needs its currency: map the field currency, for example to {value: CNY}");
	const struct iv_map_slot *slot = &emit->slot[what];
	for (size_t i = 0; i < slot->specs; i++) {
		size_t n = sizeof events / sizeof *events, k = 0;
		struct iv_str word = slot->spec[i].constant;
		while (k < n && !iv_str_eq(word, iv_str_of(events[k])))
			k++;
		const char *near = k == n && word.n ? iv_str_nearest(word, events, n) : NULL;
		if (near)
			iv_buf_addf(&map->advice, "'" IV_FMT "' is not an event that ivoc counts (did you mean '%s'?)\n", IV_ARG(word), near);
	}
	return IV_OK;
}

static int required(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_texts *names, struct iv_err *err)
{
	uint32_t *slot = iv_arena_alloc(&map->arena, (names->n + 3) * sizeof *slot);
	for (size_t i = 0; i < names->n; i++) {
		slot[i] = iv_map_slot(emit, names->text[i]);
		if (slot[i] == IV_NOWHERE)
			return iv_conf_error(names->node[i], 0, err, "require: '" IV_FMT "' is not among the fields", IV_ARG(names->text[i]));
	}
	emit->requires = names->n;
	if (emit->kind == IV_KIND_EVENT) {
		slot[emit->requires++] = iv_map_slot(emit, IV_STR("at"));
		slot[emit->requires++] = iv_map_slot(emit, IV_STR("event"));
	}
	emit->require = slot;
	return IV_OK;
}

static int key_of(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *node, struct iv_err *err)
{
	if (!node) {
		map->hash_keys = true;
		return IV_OK;
	}
	struct iv_str text;
	int status = iv_conf_scalar(node, "key", IV_CONF_TEXT, NULL, &text, err);
	if (status != IV_OK)
		return status;
	if (!text.n)
		return iv_conf_error(node, 0, err, "key: expected a column, or a template as {campaign}/{recipient}");
	if (memchr(text.p, '{', text.n))
		return iv_map_template(map, node, &emit->key, err);
	struct iv_map_part *part = iv_arena_alloc(&map->arena, sizeof *part);
	*part = (struct iv_map_part){ text, iv_map_column(map, text, node, 0) };
	emit->key = (struct iv_map_template){ part, 1 };
	return IV_OK;
}

static int load_emit(struct iv_map *map, const struct map_keys *k, const struct iv_conf_node *node, struct iv_map_emit *emit, struct iv_err *err)
{
	struct emit_keys e = { .kind = k->kind, .key = k->key, .when = k->when, .notes = k->notes, .consent = k->consent, .check = k->check, .require = k->require };
	int kind = 0, status = node ? iv_conf_bind(node, emit_keys, sizeof emit_keys / sizeof *emit_keys, &e, err) : IV_OK;
	const struct iv_conf_node *place = node ? node : map->conf->root;
	if (status == IV_OK && !e.kind)
		return iv_conf_error(place, 0, err, "the key 'kind' is missing: what does a row become, a party or an event?");
	if (status == IV_OK)
		status = iv_conf_scalar(e.kind, "kind", IV_CONF_CHOICE, kinds, &kind, err);
	if (status != IV_OK)
		return status;
	emit->kind = kind ? IV_KIND_EVENT : IV_KIND_PARTY;
	emit->when = IV_NOWHERE;
	struct iv_buf b = { 0 };
	iv_buf_addf(&b, "{\"kind\":\"%s\",\"source\":", kinds[kind]);
	iv_json_quote(&b, map->source);
	iv_buf_addf(&b, ",\"key\":");
	emit->opening = iv_arena_str(&map->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	map->now = emit;
	status = e.notes ? iv_map_notes(map, emit, e.notes, err) : IV_OK;
	if (status == IV_OK)
		status = iv_map_slots(map, emit, k->fields, e.fields, k->own, err);
	if (status == IV_OK)
		status = key_of(map, emit, e.key, err);
	if (status == IV_OK)
		status = iv_map_specs(map, emit, k->fields, e.fields, err);
	if (status == IV_OK)
		status = required(map, emit, &e.require, err);
	map->reads_fields = false;
	if (status == IV_OK && e.when)
		status = iv_map_rule(map, e.when, IV_RULE_BOOL, &emit->when, err);
	emit->when_late = map->reads_fields;
	if (status == IV_OK && emit->kind == IV_KIND_PARTY)
		status = iv_map_consents(map, emit, e.consent, err);
	if (status == IV_OK && e.check)
		status = iv_map_checks(map, emit, e.check, err);
	if (status == IV_OK)
		status = iv_map_joins(map, emit, err);
	return status == IV_OK ? event_needs(map, emit, place, err) : status;
}

static int load(struct iv_map *map, struct iv_err *err)
{
	struct map_keys k = { 0 };
	int status = iv_conf_bind(map->conf->root, map_keys, sizeof map_keys / sizeof *map_keys, &k, err);
	if (status != IV_OK)
		return status;
	map->source = k.source;
	map->purpose = k.duty.purpose;
	map->owner = k.duty.owner;
	map->region = k.region;
	map->delta = k.feed == 1;
	if ((status = format_of(map, &k, err)) != IV_OK || (status = column_types(map, &k, err)) != IV_OK || (status = own_types(map, &k, err)) != IV_OK)
		return status;
	if (k.lookup && (status = iv_map_lookups(map, k.lookup, err)) != IV_OK)
		return status;
	if (k.placeholders && (status = iv_map_placeholders(map, k.placeholders, err)) != IV_OK)
		return status;
	map->renew = map->ndjson && !k.fields && !k.emit;
	if (map->renew) {
		static const enum iv_kind both[] = { IV_KIND_PARTY, IV_KIND_EVENT };
		map->emits = 2;
		map->emit = iv_arena_zalloc(&map->arena, 2 * sizeof *map->emit);
		for (size_t i = 0; i < 2; i++) {
			map->emit[i].kind = both[i];
			iv_map_all_slots(map, &map->emit[i]);
		}
		return k.expect ? iv_map_expectations(map, k.expect, err) : IV_OK;
	}
	if (!map->source.n || map->source.p[0] == '~')
		return iv_conf_error(map->conf->root, 0, err, "the key 'source' is missing: a short name for the system the file comes from");
	map->emits = k.emit ? k.emit->n : 1;
	if (!map->emits)
		return iv_conf_error(k.emit, 0, err, "emit: expected at least one record");
	map->emit = iv_arena_zalloc(&map->arena, map->emits * sizeof *map->emit);
	for (size_t i = 0; status == IV_OK && i < map->emits; i++)
		status = load_emit(map, &k, k.emit ? k.emit->item[i] : NULL, &map->emit[i], err);
	map->now = NULL;
	if (status == IV_OK && k.expect)
		status = iv_map_expectations(map, k.expect, err);
	return status == IV_OK ? iv_map_lookups_done(map, err) : status;
}

int iv_map_load(struct iv_map **out, const struct iv_conf *conf, int32_t today, struct iv_err *err)
{
	struct iv_map *map = iv_zalloc(sizeof *map);
	map->conf = conf;
	iv_map_scope(map);
	map->date.today = today;
	map->rules = iv_rules_new(&map->scope, today);
	map->expect.today = today;
	iv_rules_functions(map->rules, iv_clean_functions, iv_clean_functions_n, NULL);
	int status = load(map, err);
	if (status != IV_OK) {
		iv_map_free(map);
		map = NULL;
	}
	*out = map;
	return status;
}

struct iv_map *iv_map_bare(bool ndjson)
{
	struct iv_map *map = iv_zalloc(sizeof *map);
	map->bare = true;
	map->ndjson = ndjson;
	map->csv = (struct iv_csv_format){ .find = IV_DIALECT_ALL, .encoding = IV_STR("auto") };
	return map;
}

void iv_map_free(struct iv_map *map)
{
	if (!map)
		return;
	for (size_t i = 0; i < map->lookups; i++)
		iv_lookup_release(&map->lookup[i].table);
	iv_rules_free(map->rules);
	iv_map_lines_free(map->lines);
	iv_pattern_free(map->patterns);
	iv_buf_release(&map->advice);
	free(map->column);
	iv_arena_release(&map->arena);
	free(map);
}

/* --- Binding --- */

static int no_column(const struct iv_map_column *c, const char *file, const struct iv_str *header, size_t n, struct iv_err *err)
{
	const char **names = iv_alloc((n + 1) * sizeof *names);
	struct iv_arena arena = { 0 };
	for (size_t i = 0; i < n; i++)
		names[i] = iv_arena_str(&arena, header[i]).p;
	const char *near = iv_str_nearest(c->name, names, n);
	iv_conf_error(c->node, c->at, err, "'%s' has no column '" IV_FMT "'%s%s%s", file, IV_ARG(c->name), near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
	iv_arena_release(&arena);
	free(names);
	return IV_WRONG;
}

int iv_map_find_column(const struct iv_map_column *column, const char *file, const struct iv_str *header, size_t n, uint32_t *index, struct iv_err *err)
{
	*index = IV_NOWHERE;
	for (size_t i = 0; i < n; i++) {
		if (!iv_str_eq(header[i], column->name))
			continue;
		if (*index != IV_NOWHERE)
			return iv_conf_error(column->node, column->at, err, "'%s' has the column '" IV_FMT "' twice, as number %u and %zu", file, IV_ARG(column->name), *index + 1, i + 1);
		*index = (uint32_t)i;
	}
	return *index == IV_NOWHERE && !column->optional ? no_column(column, file, header, n, err) : IV_OK;
}

int iv_map_bind(const struct iv_map *map, const char *file, const struct iv_str *header, size_t n, uint32_t *index, struct iv_err *err)
{
	int status = IV_OK;
	for (size_t c = 0; status == IV_OK && c < map->columns; c++) {
		index[c] = IV_NOWHERE;
		if (map->column[c].lookup == IV_NOWHERE)
			status = iv_map_find_column(&map->column[c], file, header, n, &index[c], err);
	}
	return status;
}
