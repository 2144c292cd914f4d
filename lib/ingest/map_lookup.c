/* SPDX-License-Identifier: MIT
 * The lookups of a map: dimension files by key and day. Reading the files is the caller's; here it is known what is wanted of
 * them, and what their rows mean. */
#include "ingest/map.h"
#include "text/fold.h"

struct lookup_keys {
	struct iv_map_file_keys csv;
	struct iv_str name, file, since, until, before;
	struct iv_conf_duty duty;
	const struct iv_conf_node *file_node, *key, *at, *take;
	struct iv_conf_texts dates;
	int format, on_missing;
	bool ignore_case;
};

static const char *const formats[] = { "csv", "ndjson", "fixed", NULL };
static const char *const on_missing[] = { "warn", "ignore", "reject", NULL };
#define KEY(name, type, member, required) { name, type, offsetof(struct lookup_keys, member), required, NULL }
static const struct iv_conf_key lookup_keys[] = {
	KEY("name", IV_CONF_TEXT, name, true),
	KEY("purpose", IV_CONF_TEXT, duty.purpose, true),
	KEY("owner", IV_CONF_TEXT, duty.owner, false),
	KEY("approved", IV_CONF_MAP, duty.approved, false),
	KEY("file", IV_CONF_TEXT, file, true),
	{ "format", IV_CONF_CHOICE, offsetof(struct lookup_keys, format), false, formats },
	IV_MAP_FILE_KEYS(struct lookup_keys, csv),
	KEY("key", IV_CONF_NODE, key, true),
	KEY("ignore_case", IV_CONF_BOOL, ignore_case, false),
	KEY("at", IV_CONF_NODE, at, false),
	KEY("since", IV_CONF_TEXT, since, false),
	KEY("until", IV_CONF_TEXT, until, false),
	KEY("before", IV_CONF_TEXT, before, false),
	KEY("dates", IV_CONF_TEXTS, dates, false),
	KEY("take", IV_CONF_NODE, take, true),
	{ "on_missing", IV_CONF_CHOICE, offsetof(struct lookup_keys, on_missing), false, on_missing },
};

/* --- What it says --- */

/* A column of the row, or record.FIELD. */
static struct iv_map_operand operand(struct iv_map *map, struct iv_map_lookup *l, const struct iv_conf_node *node)
{
	struct iv_map_operand o = { IV_NOWHERE, { 0 }, node };
	if (iv_str_starts(node->text, IV_STR("record."))) {
		o.field = iv_str_from(node->text, strlen("record."));
		l->late = true;
		return o;
	}
	bool before = map->reads_fields;
	map->reads_fields = false;
	o.column = iv_map_column(map, node->text, node, 0);
	l->late |= map->reads_fields; /* a column of a lookup that is late itself */
	map->reads_fields = before;
	return o;
}

static uint32_t want(struct iv_map_lookup *l, struct iv_str column, const struct iv_conf_node *node)
{
	l->want[l->wants] = column;
	l->want_node[l->wants] = node;
	return (uint32_t)l->wants++;
}

/* Pairs of names: a mapping of ours to the file's, or a name or a list of names that both share. */
struct pairs {
	const struct iv_conf_node *const *ours, *const *theirs;
	size_t n;
};

static int pairs_of(const struct iv_conf_node *node, const char *key, struct pairs *out, struct iv_err *err)
{
	static const char *const hint = "a column, a list of columns, or a mapping from the map's names to the file's";
	if (node->kind == IV_CONF_SCALAR)
		return iv_conf_error(node, 0, err, "%s: expected %s", key, hint);
	out->n = node->n;
	out->theirs = (const struct iv_conf_node *const *)node->item;
	out->ours = node->kind == IV_CONF_MAPPING ? (const struct iv_conf_node *const *)node->key : out->theirs;
	for (size_t i = 0; i < node->n; i++)
		if (node->item[i]->kind != IV_CONF_SCALAR || !node->item[i]->text.n || !out->ours[i]->text.n)
			return iv_conf_error(node->item[i], 0, err, "%s: expected %s", key, hint);
	return node->n ? IV_OK : iv_conf_error(node, 0, err, "%s: expected %s", key, hint);
}

static int pairs_or_one(const struct iv_conf_node *const *node, const char *key, struct pairs *out, struct iv_err *err)
{
	if ((*node)->kind != IV_CONF_SCALAR || !(*node)->text.n)
		return pairs_of(*node, key, out, err);
	*out = (struct pairs){ node, node, 1 };
	return IV_OK;
}

static int format_of(struct iv_map *map, struct iv_map_lookup *l, const struct iv_conf_node *node, const struct lookup_keys *k, struct iv_err *err)
{
	struct iv_err why;
	l->ndjson = k->format == 1;
	int status = iv_map_file(map, node, &k->csv, k->format == 2, &l->csv, err);
	for (size_t i = 0; status == IV_OK && i < k->dates.n; i++)
		if (iv_date_formats_add(&l->dates, k->dates.text[i], &why) != IV_OK)
			return iv_conf_error(k->dates.node[i], 0, err, "%s", why.msg);
	return status;
}

static int validity(struct iv_map *map, struct iv_map_lookup *l, const struct iv_conf_node *node, const struct lookup_keys *k, struct iv_err *err)
{
	l->since = l->until = l->before = IV_NOWHERE;
	l->at = (struct iv_map_operand){ IV_NOWHERE, { 0 }, NULL };
	if (k->until.n && k->before.n)
		return iv_conf_error(iv_conf_get(node, "before"), 0, err, "expected until (the last day) or before (the first day after it), not both");
	if (k->since.n)
		l->since = want(l, k->since, iv_conf_get(node, "since"));
	if (k->until.n)
		l->until = want(l, k->until, iv_conf_get(node, "until"));
	if (k->before.n)
		l->before = want(l, k->before, iv_conf_get(node, "before"));
	bool dated = k->since.n || k->until.n || k->before.n;
	if (dated && (!k->at || k->at->kind != IV_CONF_SCALAR || !k->at->text.n))
		return iv_conf_error(k->at ? k->at : node, 0, err, "at: expected the date that decides which row holds: a column, or record.at");
	if (k->at && !dated)
		return iv_conf_error(k->at, 0, err, "at: the lookup needs since, until or before too: the columns of its file that say when a row holds");
	if (dated)
		l->at = operand(map, l, k->at);
	l->table.follow = k->since.n && !k->until.n && !k->before.n;
	return IV_OK;
}

static int take_columns(struct iv_map *map, struct iv_map_lookup *l, const struct pairs *take, struct iv_err *err)
{
	l->take = iv_arena_alloc(&map->arena, (take->n + 1) * sizeof *l->take);
	for (size_t i = 0; i < take->n; i++) {
		size_t known = map->columns;
		struct iv_str name = iv_arena_fmt(&map->arena, IV_FMT "." IV_FMT, IV_ARG(l->name), IV_ARG(take->ours[i]->text));
		for (size_t c = 0; c < known; c++)
			if (iv_str_eq(map->column[c].name, name) && (map->column[c].used || map->column[c].lookup != IV_NOWHERE))
				return iv_conf_error(take->ours[i], 0, err, map->column[c].lookup == IV_NOWHERE ? "'" IV_FMT "' is read by a lookup that stands before this one" : "'" IV_FMT "' is taken twice", IV_ARG(name));
		uint32_t c = iv_map_column(map, name, take->ours[i], 0);
		map->column[c].lookup = (uint32_t)(l - map->lookup);
		map->column[c].late = l->late;
		map->column[c].used = false;
		l->take[i] = c;
		want(l, take->theirs[i]->text, take->theirs[i]);
	}
	l->table.takes = take->n;
	return IV_OK;
}

static int one_lookup(struct iv_map *map, struct iv_map_lookup *l, const struct iv_conf_node *node, struct iv_err *err)
{
	struct lookup_keys k = { 0 };
	struct pairs key, take;
	int status = iv_conf_bind(node, lookup_keys, sizeof lookup_keys / sizeof *lookup_keys, &k, err);
	if (status != IV_OK)
		return status;
	l->name = k.name;
	l->node = node;
	l->file = k.file;
	l->file_node = iv_conf_get(node, "file");
	l->on_missing = (enum iv_on_missing)k.on_missing;
	l->ignore_case = k.ignore_case;
	if (!k.name.n || memchr(k.name.p, '.', k.name.n) || iv_str_eq(k.name, IV_STR("row")) || iv_str_eq(k.name, IV_STR("record")))
		return iv_conf_error(iv_conf_get(node, "name"), 0, err, "name: expected a word without a dot, and neither row nor record");
	for (const struct iv_map_lookup *other = map->lookup; other < l; other++)
		if (iv_str_eq(other->name, l->name))
			return iv_conf_error(iv_conf_get(node, "name"), 0, err, "there is another lookup called '" IV_FMT "', in line %ld", IV_ARG(l->name), other->node->line);
	if ((status = pairs_or_one(&k.key, "key", &key, err)) != IV_OK || (status = pairs_or_one(&k.take, "take", &take, err)) != IV_OK || (status = format_of(map, l, node, &k, err)) != IV_OK)
		return status;
	l->want = iv_arena_alloc(&map->arena, (key.n + take.n + 3) * sizeof *l->want);
	l->want_node = iv_arena_alloc(&map->arena, (key.n + take.n + 3) * sizeof *l->want_node);
	l->key = iv_arena_alloc(&map->arena, key.n * sizeof *l->key);
	l->keys = key.n;
	for (size_t i = 0; i < key.n; i++) {
		l->key[i] = operand(map, l, key.ours[i]);
		want(l, key.theirs[i]->text, key.theirs[i]);
	}
	status = validity(map, l, node, &k, err);
	return status == IV_OK ? take_columns(map, l, &take, err) : status;
}

int iv_map_lookups(struct iv_map *map, const struct iv_conf_node *list, struct iv_err *err)
{
	int status = IV_OK;
	map->lookup = iv_arena_zalloc(&map->arena, (list->n + 1) * sizeof *map->lookup);
	for (size_t i = 0; status == IV_OK && i < list->n; i++, map->lookups++) {
		status = one_lookup(map, &map->lookup[i], list->item[i], err);
		map->lists |= map->lookup[i].ndjson;
	}
	return status;
}

/* --- Fields that decide --- */

static uint32_t slot_of(const struct iv_map_emit *emit, const struct iv_map_operand *o)
{
	return o->column == IV_NOWHERE && o->field.n ? iv_map_slot(emit, o->field) : IV_NOWHERE;
}

/* A lookup by fields is made when the fields made of columns are known. */
static int known_in_time(const struct iv_map_emit *emit, const struct iv_map_operand *o, struct iv_err *err)
{
	uint32_t slot = slot_of(emit, o);
	if (slot == IV_NOWHERE || (!emit->slot[slot].late && emit->slot[slot].as != IV_AS_IDS))
		return IV_OK;
	return iv_conf_error(o->node, 0, err, "'" IV_FMT "' is made of other fields or of this lookup itself: a lookup can only read fields that are made of columns", IV_ARG(o->field));
}

int iv_map_joins(struct iv_map *map, struct iv_map_emit *emit, struct iv_err *err)
{
	struct iv_map_join *join = iv_arena_zalloc(&map->arena, (map->lookups + 1) * sizeof *join);
	emit->join = join;
	for (size_t i = 0; i < map->lookups; i++) {
		const struct iv_map_lookup *l = &map->lookup[i];
		if (!l->late)
			continue;
		uint32_t *slot = iv_arena_alloc(&map->arena, l->keys * sizeof *slot);
		int status = known_in_time(emit, &l->at, err);
		for (size_t k = 0; status == IV_OK && k < l->keys; k++) {
			slot[k] = slot_of(emit, &l->key[k]);
			status = known_in_time(emit, &l->key[k], err);
		}
		if (status != IV_OK)
			return status;
		join[emit->joins++] = (struct iv_map_join){ l, slot, slot_of(emit, &l->at) };
	}
	return IV_OK;
}

static int some_record_has(const struct iv_map *map, const struct iv_map_operand *o, struct iv_err *err)
{
	bool has = !o->field.n;
	for (size_t i = 0; i < map->emits; i++)
		has |= slot_of(&map->emit[i], o) != IV_NOWHERE;
	return has ? IV_OK : iv_conf_error(o->node, strlen("record."), err, "no record of this map has the field '" IV_FMT "'", IV_ARG(o->field));
}

int iv_map_lookups_done(struct iv_map *map, struct iv_err *err)
{
	for (size_t i = 0; i < map->lookups; i++) {
		const struct iv_map_lookup *l = &map->lookup[i];
		bool used = l->on_missing == IV_MISSING_REJECT;
		int status = some_record_has(map, &l->at, err);
		for (size_t k = 0; status == IV_OK && k < l->keys; k++)
			status = some_record_has(map, &l->key[k], err);
		if (status != IV_OK)
			return status;
		for (size_t t = 0; t < l->table.takes; t++)
			used |= map->column[l->take[t]].used;
		if (!used)
			iv_buf_addf(&map->advice, "nothing uses the lookup '" IV_FMT "': name its columns as '" IV_FMT "'\n", IV_ARG(l->name), IV_ARG(map->column[l->take[0]].name));
		for (size_t c = 0; c < map->columns; c++) {
			const struct iv_map_column *column = &map->column[c];
			if (column->lookup != IV_NOWHERE || !iv_str_starts(column->name, l->name) || column->name.p[l->name.n] != '.')
				continue;
			const char **takes = iv_arena_alloc(&map->arena, (l->table.takes + 1) * sizeof *takes);
			for (size_t t = 0; t < l->table.takes; t++)
				takes[t] = map->column[l->take[t]].name.p;
			const char *near = iv_str_nearest(column->name, takes, l->table.takes);
			return iv_conf_error(column->node, column->at, err, "the lookup '" IV_FMT "' takes no column '" IV_FMT "'%s%s%s", IV_ARG(l->name), IV_ARG(iv_str_from(column->name, l->name.n + 1)),
					     near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
		}
	}
	return IV_OK;
}

/* --- Its file --- */

int iv_map_lookup_bind(const struct iv_map_lookup *l, const char *file, const struct iv_str *header, size_t n, uint32_t *index, struct iv_err *err)
{
	int status = IV_OK;
	for (size_t i = 0; status == IV_OK && i < l->wants; i++) {
		struct iv_map_column column = { .name = l->want[i], .node = l->want_node[i] };
		status = iv_map_find_column(&column, file, header, n, &index[i], err);
	}
	return status;
}

struct iv_str iv_map_lookup_key(const struct iv_map_lookup *l, struct iv_arena *room, const struct iv_str *part)
{
	struct iv_str (*form)(struct iv_arena *, struct iv_str) = l->ignore_case ? iv_text_fold : iv_text_tidy;
	if (l->keys == 1)
		return form(room, part[0]);
	struct iv_buf b = { 0 };
	bool empty = true;
	for (size_t i = 0; i < l->keys; i++) {
		struct iv_str s = form(room, part[i]);
		empty &= !s.n;
		if (i)
			iv_buf_addc(&b, '\x1F');
		iv_buf_adds(&b, s);
	}
	struct iv_str key = empty ? (struct iv_str){ 0 } : iv_arena_str(room, iv_buf_str(&b));
	iv_buf_release(&b);
	return key;
}

static int day_of(const struct iv_map_lookup *l, struct iv_arena *room, uint32_t want_at, const struct iv_str *cell, int32_t otherwise, int32_t *day, struct iv_err *err)
{
	struct iv_cleaned_date date;
	*day = otherwise;
	if (want_at == IV_NOWHERE || !cell[want_at].n || iv_date_parse(cell[want_at], day))
		return IV_OK;
	int status = iv_clean_date(room, cell[want_at], &(struct iv_date_ask){ .formats = &l->dates }, &date);
	if (status == IV_OK && date.c.value.n)
		*day = date.time.day;
	if (status != IV_REJECT)
		return IV_OK;
	iv_err_set(err, IV_WRONG, date.c.warn, "expected a date%s", l->dates.n ? " of the lookup's formats" : " that can be read in one way only (see dates in ivoc-maps(5))");
	iv_err_field(err, l->want[want_at]);
	iv_err_value(err, cell[want_at]);
	return IV_WRONG;
}

int iv_map_lookup_add(struct iv_map_lookup *l, struct iv_arena *room, const struct iv_str *cell, long line, struct iv_err *err)
{
	int32_t since, until, before;
	int status = day_of(l, room, l->since, cell, IV_DATE_FIRST, &since, err);
	if (status == IV_OK)
		status = day_of(l, room, l->until, cell, IV_DATE_LAST, &until, err);
	if (status == IV_OK)
		status = day_of(l, room, l->before, cell, IV_DATE_LAST + 1, &before, err);
	if (status != IV_OK)
		return status;
	struct iv_str key = iv_map_lookup_key(l, room, cell);
	if (!key.n)
		return iv_err_set(err, IV_WRONG, "missing_key", "expected a key in '" IV_FMT "'", IV_ARG(l->want[0]));
	until = before - 1 < until ? before - 1 : until;
	if (until < since) {
		iv_err_set(err, IV_WRONG, "bad_date", "the row ends before it begins");
		iv_err_value(err, key);
		return IV_WRONG;
	}
	iv_lookup_add(&l->table, key, since, until, line, cell + l->wants - l->table.takes);
	return IV_OK;
}
