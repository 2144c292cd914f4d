/* SPDX-License-Identifier: MIT
 * The `fields` of a map: which fields a record has, in the order of the vocabulary, and how each comes to its value. */
#include <stdlib.h>

#include "ingest/map.h"

enum { LATER = 1000, OWN = 2000 }; /* the user's own fields come after the vocabulary */

/* Where a field stands in the line: as in the vocabulary, but of an event first what happened, then who it was. */
static unsigned order_of(const struct iv_field *field, enum iv_kind kind)
{
	unsigned at = (unsigned)(field - iv_vocab);
	return kind == IV_KIND_EVENT && (field->on & IV_ON_PARTY) ? LATER + at : at;
}

static const struct {
	const char *name;
	enum iv_clean_as as;
} cleaners[] = {
	{ "name", IV_AS_NAME },	      { "family", IV_AS_CODE },	      { "given", IV_AS_CODE },	{ "alias", IV_AS_CODE },	   { "honorific", IV_AS_CODE },
	{ "gender", IV_AS_GENDER },     { "birth", IV_AS_BIRTH },	   { "birth_lunar", IV_AS_BIRTH_LUNAR }, { "birth_part", IV_AS_BIRTH_PART }, { "idno", IV_AS_IDNO },	{ "phone", IV_AS_PHONES },
	{ "email", IV_AS_EMAILS },    { "ids", IV_AS_IDS },	      { "supersedes", IV_AS_CODES }, { "phone_detail", IV_AS_IDS }, { "address", IV_AS_ADDRESS }, { "street", IV_AS_CODE },
	{ "house_number", IV_AS_CODE }, { "unit", IV_AS_CODE },
	{ "division", IV_AS_CODE },   { "postcode", IV_AS_POSTCODE },     { "country", IV_AS_CODE },   { "lang", IV_AS_CODE },	{ "event", IV_AS_CODE },
	{ "channel", IV_AS_CODE },    { "party", IV_AS_CODE },	      { "party_source", IV_AS_CODE }, { "order", IV_AS_CODE },	{ "line", IV_AS_CODE },
	{ "refund_of", IV_AS_CODE },  { "currency", IV_AS_CODE },     { "product", IV_AS_CODE },   { "store", IV_AS_CODE },	{ "agent", IV_AS_CODE },
	{ "account", IV_AS_CODE },    { "case", IV_AS_CODE },	      { "campaign", IV_AS_CODE },  { "cell", IV_AS_CODE },	{ "coupon", IV_AS_CODE },
	{ "outcome", IV_AS_CODE },
};

enum iv_clean_as iv_map_cleaner(struct iv_str name, enum iv_type type)
{
	for (size_t i = 0; i < sizeof cleaners / sizeof *cleaners; i++)
		if (iv_str_eq(name, iv_str_of(cleaners[i].name)))
			return cleaners[i].as;
	switch (type) {
	case IV_TYPE_NUMBER:
		return IV_AS_NUMBER;
	case IV_TYPE_BOOL:
		return IV_AS_ANSWER;
	case IV_TYPE_DATE:
		return IV_AS_DATE;
	case IV_TYPE_LIST:
		return IV_AS_TEXTS;
	default:
		return IV_AS_TEXT;
	}
}

uint32_t iv_map_slot(const struct iv_map_emit *emit, struct iv_str name)
{
	for (size_t i = 0; i < emit->slots; i++)
		if (iv_str_eq(emit->slot[i].name, name))
			return (uint32_t)i;
	return IV_NOWHERE;
}

/* --- Slots --- */

static void add_slot(struct iv_map *map, struct iv_map_emit *emit, struct iv_str name, enum iv_clean_as as, enum iv_type type, unsigned order)
{
	struct iv_buf b = { 0 };
	iv_buf_addc(&b, ',');
	iv_json_quote(&b, name);
	iv_buf_addc(&b, ':');
	emit->slot[emit->slots++] = (struct iv_map_slot){
		.name = name,
		.opening = iv_arena_str(&map->arena, iv_buf_str(&b)),
		.as = as,
		.type = iv_rule_type_of(type),
		.raw = type == IV_TYPE_NUMBER || type == IV_TYPE_BOOL,
		.order = order,
	};
	iv_buf_release(&b);
}

/* The type of a field declared under `own`, as the rule language names types. */
static bool own_type(const struct iv_conf_node *own, struct iv_str name, enum iv_type *type, unsigned *order)
{
	static const char *const names[] = { "text", "number", "bool", "date", "list" };
	for (size_t i = 0; own && i < own->n; i++) {
		if (!iv_str_eq(own->key[i]->text, name))
			continue;
		for (unsigned t = 0; t < sizeof names / sizeof *names; t++)
			if (iv_str_eq(own->item[i]->text, iv_str_of(names[t])))
				*type = (enum iv_type)t;
		*order = OWN + (unsigned)i;
		return true;
	}
	return false;
}

static int add_field(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *key, const struct iv_conf_node *own, struct iv_err *err)
{
	struct iv_str name = key->text;
	unsigned on = IV_ON(emit->kind), order;
	enum iv_type type = IV_TYPE_TEXT;
	const struct iv_field *field = iv_vocab_find(name, on);
	if (!field && own_type(own, name, &type, &order)) {
		add_slot(map, emit, name, iv_map_cleaner(IV_STR(""), type), type, order);
		return IV_OK;
	}
	if (!field && iv_vocab_find(name, IV_ON_ALL))
		return iv_conf_error(key, 0, err, "no %s has the field '" IV_FMT "'", iv_kind_name(emit->kind), IV_ARG(name));
	if (!field) {
		const char *near = iv_vocab_nearest(name, on);
		return iv_conf_error(key, 0, err, "unknown field '" IV_FMT "'%s%s%s; a field of your own is declared under own:", IV_ARG(name), near ? " (did you mean '" : "",
				     near ? near : "", near ? "'?)" : "");
	}
	if (iv_str_eq(name, IV_STR("consent")) || iv_str_eq(name, IV_STR("key")))
		return iv_conf_error(key, 0, err, "'" IV_FMT "' is not among the fields: it has a key of its own beside fields:", IV_ARG(name));
	static const char *const ours[] = { "kind", "source", "warn", "raw", "phone_detail" };
	bool set_here = strcmp(field->owner, "ingest") != 0 || memchr(name.p, '.', name.n);
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		set_here |= iv_str_eq(name, iv_str_of(ours[i]));
	if (set_here)
		return iv_conf_error(key, 0, err, "'" IV_FMT "' cannot be mapped: ivoc-%s sets it", IV_ARG(name), field->owner);
	add_slot(map, emit, name, iv_map_cleaner(name, field->type), field->type, order_of(field, emit->kind));
	return IV_OK;
}

/* What can be learned from another field is added where the kind has it and the map does not say it. */
static void add_derived(struct iv_map *map, struct iv_map_emit *emit)
{
	static const char *const from_name[] = { "family", "given", "alias", "company", "honorific", "gender", "note", NULL };
	static const char *const from_birth[] = { "birth", "birth_lunar", "birth_part", NULL };
	static const char *const from_phone[] = { "phone_detail", NULL };
	static const char *const from_idno[] = { "gender", "birth", NULL };
	static const char *const from_place[] = { "division", NULL };
	static const char *const from_address[] = { "street", "house_number", "unit", "province", "city", "district", "division", "postcode", NULL };
	size_t n = emit->slots;
	for (size_t i = 0; i < n; i++) {
		enum iv_clean_as as = emit->slot[i].as;
		const char *const *names = as == IV_AS_NAME ? from_name : as == IV_AS_ADDRESS ? from_address : as == IV_AS_PHONES ? from_phone : as == IV_AS_IDNO ? from_idno : NULL;
		if (as == IV_AS_BIRTH || as == IV_AS_BIRTH_LUNAR || as == IV_AS_BIRTH_PART)
			names = from_birth;
		if (iv_str_eq(emit->slot[i].name, IV_STR("city")) || iv_str_eq(emit->slot[i].name, IV_STR("district")))
			names = from_place;
		for (; names && *names; names++) {
			struct iv_str name = iv_str_of(*names);
			const struct iv_field *f = iv_vocab_find(name, IV_ON(emit->kind));
			if (f && iv_map_slot(emit, name) == IV_NOWHERE)
				add_slot(map, emit, name, iv_map_cleaner(name, f->type), f->type, order_of(f, emit->kind));
		}
	}
}

/* Fields that notes set. Those of the other kind are not for this record. */
static int add_noted(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *own, struct iv_err *err)
{
	for (size_t i = 0; i < emit->notes_read; i++)
		for (size_t k = 0; k < emit->note_read[i].sets; k++) {
			const struct iv_map_set *set = &emit->note_read[i].set[k];
			struct iv_conf_node key = set->node ? *set->node : (struct iv_conf_node){ .text = set->name, .conf = map->conf };
			bool elsewhere = iv_vocab_find(set->name, IV_ON_PARTY | IV_ON_EVENT) && !iv_vocab_find(set->name, IV_ON(emit->kind));
			if (elsewhere || iv_map_slot(emit, set->name) != IV_NOWHERE || iv_str_starts(set->name, IV_STR("consent.")))
				continue;
			int status = add_field(map, emit, &key, own, err);
			if (status != IV_OK)
				return status;
			if (emit->slot[emit->slots - 1].as == IV_AS_IDS)
				return iv_conf_error(set->node, 0, err, "ids cannot be set by notes: they need a type, so give the field a pattern");
		}
	return IV_OK;
}

static int by_order(const void *a, const void *b)
{
	unsigned x = ((const struct iv_map_slot *)a)->order, y = ((const struct iv_map_slot *)b)->order;
	return (x > y) - (x < y);
}

static void find_known(struct iv_map_emit *e)
{
	const struct {
		uint32_t *slot;
		const char *name;
	} known[] = {
		{ &e->birth, "birth" },	  { &e->birth_lunar, "birth_lunar" }, { &e->birth_part, "birth_part" },
		{ &e->family, "family" }, { &e->given, "given" }, { &e->alias, "alias" }, { &e->company, "company" },   { &e->honorific, "honorific" }, { &e->gender, "gender" },	    { &e->note, "note" },     { &e->street, "street" },
		{ &e->house_number, "house_number" }, { &e->unit, "unit" }, { &e->division, "division" }, { &e->postcode, "postcode" },
		{ &e->city, "city" },	  { &e->amount, "amount" }, { &e->province, "province" },   { &e->district, "district" }, { &e->currency, "currency" },
		{ &e->phone, "phone" }, { &e->phone_detail, "phone_detail" }, { &e->country, "country" }, { &e->address, "address" },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		*known[i].slot = iv_map_slot(e, iv_str_of(known[i].name));
}

int iv_map_slots(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *common, const struct iv_conf_node *fields, const struct iv_conf_node *own,
		 struct iv_err *err)
{
	const struct iv_conf_node *from[] = { common, fields };
	size_t n = (common ? common->n : 0) + (fields ? fields->n : 0);
	for (size_t i = 0; i < emit->notes_read; i++)
		n += emit->note_read[i].sets;
	emit->slot = iv_arena_zalloc(&map->arena, (n + 32) * sizeof *emit->slot);
	for (int k = 0; k < 2; k++)
		for (size_t i = 0; from[k] && i < from[k]->n; i++) {
			int status = iv_map_slot(emit, from[k]->key[i]->text) == IV_NOWHERE ? add_field(map, emit, from[k]->key[i], own, err) : IV_OK;
			if (status != IV_OK)
				return status;
		}
	int status = add_noted(map, emit, own, err);
	if (status != IV_OK)
		return status;
	add_derived(map, emit);
	qsort(emit->slot, emit->slots, sizeof *emit->slot, by_order);
	find_known(emit);
	return IV_OK;
}

void iv_map_all_slots(struct iv_map *map, struct iv_map_emit *emit)
{
	emit->slot = iv_arena_zalloc(&map->arena, iv_vocab_n * sizeof *emit->slot);
	for (size_t i = 0; i < iv_vocab_n; i++) {
		const struct iv_field *f = &iv_vocab[i];
		bool scalar_or_list = f->type <= IV_TYPE_LIST && !strchr(f->name, '.');
		bool head = i < 3; /* kind, source and key are not cleaned */
		if ((f->on & IV_ON(emit->kind)) && !strcmp(f->owner, "ingest") && scalar_or_list && !head)
			add_slot(map, emit, iv_str_of(f->name), iv_map_cleaner(iv_str_of(f->name), f->type), f->type, (unsigned)i);
	}
	find_known(emit);
}

/* --- Specs --- */

struct spec_keys {
	struct iv_conf_texts from, formats;
	const struct iv_conf_node *value, *template, *expr, *when, *values, *pattern;
	struct iv_str otherwise, fallback, region, type, scope, since, until, verified;
	struct iv_map_date_keys date;
	bool absolute, detail;
	int check;
};

static const char *const id_checks[] = { "none", "luhn", NULL };
#define KEY(name, type, member) { name, type, offsetof(struct spec_keys, member), false, NULL }
static const struct iv_conf_key spec_keys[] = {
	KEY("from", IV_CONF_TEXTS, from),	    KEY("value", IV_CONF_NODE, value),	   KEY("template", IV_CONF_NODE, template), KEY("expr", IV_CONF_RULE, expr),
	KEY("when", IV_CONF_RULE, when),	    KEY("values", IV_CONF_MAP, values),	   KEY("otherwise", IV_CONF_TEXT, otherwise), KEY("default", IV_CONF_TEXT, fallback),
	KEY("formats", IV_CONF_TEXTS, formats),	    KEY("region", IV_CONF_TEXT, region),   KEY("pattern", IV_CONF_RULE, pattern),	KEY("abs", IV_CONF_BOOL, absolute),
	KEY("type", IV_CONF_TEXT, type),	    KEY("scope", IV_CONF_TEXT, scope),	   KEY("since", IV_CONF_TEXT, since),	    KEY("until", IV_CONF_TEXT, until),
	KEY("verified", IV_CONF_TEXT, verified),    KEY("detail", IV_CONF_BOOL, detail),
	KEY("pivot", IV_CONF_NODE, date.pivot),	    KEY("zone", IV_CONF_NODE, date.zone),  KEY("cal", IV_CONF_NODE, date.cal),
	{ "check", IV_CONF_CHOICE, offsetof(struct spec_keys, check), false, id_checks },
};

static const uint32_t *columns_of(struct iv_map *map, const struct iv_conf_texts *names)
{
	uint32_t *column = iv_arena_alloc(&map->arena, (names->n + 1) * sizeof *column);
	for (size_t i = 0; i < names->n; i++)
		column[i] = iv_map_column(map, names->text[i], names->node[i], 0);
	return column;
}

/* The column that a key names, if it is there. */
static uint32_t column_of(struct iv_map *map, const struct iv_conf_node *node, const char *key, struct iv_str name)
{
	return name.n ? iv_map_column(map, name, iv_conf_get(node, key), 0) : IV_NOWHERE;
}

static int value_map(struct iv_map *map, const struct iv_conf_node *values, struct iv_map_spec *spec, struct iv_err *err)
{
	struct iv_str *word = iv_arena_alloc(&map->arena, (values->n + 1) * sizeof *word), *meaning = iv_arena_alloc(&map->arena, (values->n + 1) * sizeof *meaning);
	for (size_t i = 0; i < values->n; i++) {
		word[i] = values->key[i]->text;
		int status = iv_conf_scalar(values->item[i], "values", IV_CONF_TEXT, NULL, &meaning[i], err);
		if (status != IV_OK)
			return status;
	}
	spec->word = word;
	spec->meaning = meaning;
	spec->words = values->n;
	return IV_OK;
}

static int formats_of(const struct iv_conf_texts *texts, struct iv_date_formats *out, struct iv_err *err)
{
	for (size_t i = 0; i < texts->n; i++) {
		struct iv_err why;
		if (iv_date_formats_add(out, texts->text[i], &why) != IV_OK)
			return iv_conf_error(texts->node[i], 0, err, "%s", why.msg);
	}
	return IV_OK;
}

/* Where the value comes from; `k` names one of four ways. */
static int source_of(struct iv_map *map, const struct iv_conf_node *node, const struct spec_keys *k, struct iv_map_spec *spec, struct iv_err *err)
{
	int ways = (k->from.n > 0) + (k->value != NULL) + (k->template != NULL) + (k->expr != NULL);
	if (ways != 1)
		return iv_conf_error(node, 0, err, "expected one of from, value, template and expr%s", ways ? ", not several" : "");
	if (k->from.n) {
		spec->column = columns_of(map, &k->from);
		spec->columns = k->from.n;
	}
	if (k->value) {
		spec->has_constant = true;
		return iv_conf_scalar(k->value, "value", IV_CONF_TEXT, NULL, &spec->constant, err);
	}
	if (k->template)
		return iv_map_template(map, k->template, &spec->template, err);
	return k->expr ? iv_map_rule(map, k->expr, IV_RULE_ANY, &spec->expr, err) : IV_OK;
}

static int spec_of(struct iv_map *map, const struct iv_map_slot *slot, const struct iv_conf_node *node, struct iv_map_spec *spec, struct iv_err *err)
{
	struct spec_keys k = { .region = map->region };
	*spec = IV_MAP_NO_SPEC;
	spec->formats = map->dates;
	spec->date = map->date;
	int status = IV_OK;
	if (node->kind == IV_CONF_MAPPING)
		status = iv_conf_bind(node, spec_keys, sizeof spec_keys / sizeof *spec_keys, &k, err);
	else if (node->kind == IV_CONF_SEQUENCE || !node->text.n)
		return iv_conf_error(node, 0, err, IV_FMT ": expected a column, or a mapping with from, value, template or expr", IV_ARG(slot->name));
	else
		status = iv_conf_scalar(node, "column", IV_CONF_TEXTS, NULL, &k.from, err);
	if (status != IV_OK || (status = source_of(map, node, &k, spec, err)) != IV_OK)
		return status;
	if (slot->as == IV_AS_IDS && !k.type.n)
		return iv_conf_error(node, 0, err, "ids: expected a mapping with type (member_card, wx_openid, …) and from");
	if (slot->as != IV_AS_IDS && (k.type.n || k.scope.n || k.since.n || k.until.n || k.verified.n || k.check))
		return iv_conf_error(node, 0, err, IV_FMT ": type, scope, since, until, verified and check belong to ids only", IV_ARG(slot->name));
	spec->id_since = column_of(map, node, "since", k.since);
	spec->id_until = column_of(map, node, "until", k.until);
	spec->id_verified = column_of(map, node, "verified", k.verified);
	spec->otherwise = k.otherwise;
	spec->fallback = k.fallback;
	if (slot->as != IV_AS_PHONES && k.detail)
		return iv_conf_error(node, 0, err, IV_FMT ": detail belongs to phone only", IV_ARG(slot->name));
	spec->region = k.region;
	spec->detail = k.detail;
	spec->absolute = k.absolute;
	spec->id_type = k.type;
	spec->id_scope = k.scope;
	spec->id_luhn = k.check == 1;
	if (k.formats.n) {
		spec->formats = (struct iv_date_formats){ 0 };
		status = formats_of(&k.formats, &spec->formats, err);
	}
	if (status == IV_OK)
		status = iv_map_dates(&k.date, &spec->date, err);
	if (status == IV_OK && k.values)
		status = value_map(map, k.values, spec, err);
	if (status == IV_OK && k.when)
		status = iv_map_rule(map, k.when, IV_RULE_BOOL, &spec->when, err);
	return status == IV_OK && k.pattern ? iv_pattern_new(&map->patterns, k.pattern->text, k.pattern, &spec->pattern, err) : status;
}

/* Whether telephone numbers are read by what stands in the slot, so that it is filled before them. */
static bool is_first(const struct iv_map_emit *emit, uint32_t s)
{
	return emit->phone != IV_NOWHERE && (s == emit->country || (s == emit->address && emit->phone_by_address));
}

static const uint32_t *turns_of(struct iv_map *map, struct iv_map_emit *emit)
{
	uint32_t *turn = iv_arena_alloc(&map->arena, (emit->slots + 1) * sizeof *turn);
	for (int late = 0; late < 2; late++) {
		for (int first = 1; first >= 0; first--)
			for (uint32_t s = 0; s < emit->slots; s++)
				if (emit->slot[s].specs && emit->slot[s].late == late && is_first(emit, s) == first)
					turn[emit->turns++] = s;
		emit->early = late ? emit->early : emit->turns;
	}
	return turn;
}

int iv_map_specs(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *common, const struct iv_conf_node *fields, struct iv_err *err)
{
	for (size_t s = 0; s < emit->slots; s++) {
		struct iv_map_slot *slot = &emit->slot[s];
		const struct iv_conf_node *node = NULL;
		for (int k = 0; k < 2; k++) {
			const struct iv_conf_node *from = k ? fields : common;
			for (size_t i = 0; from && i < from->n; i++)
				if (iv_str_eq(from->key[i]->text, slot->name))
					node = from->item[i];
		}
		bool many = node && node->kind == IV_CONF_SEQUENCE;
		size_t n = !node ? 0 : many ? node->n : 1, noted = iv_map_note_specs(emit, slot->name);
		struct iv_map_spec *spec = iv_arena_zalloc(&map->arena, (n + noted + 1) * sizeof *spec);
		for (size_t i = 0; i < n; i++) {
			map->reads_fields = false;
			int status = spec_of(map, slot, many ? node->item[i] : node, &spec[i], err);
			if (status != IV_OK)
				return status;
			slot->late |= map->reads_fields;
		}
		for (size_t i = 0; i < noted; i++) {
			iv_map_note_spec(map, emit, slot->name, i, &spec[n + i]);
			for (size_t c = 0; c < spec[n + i].columns; c++)
				slot->late |= map->column[spec[n + i].column[c]].late;
		}
		for (size_t i = 0; s == emit->phone && i < n + noted; i++)
			emit->phone_by_address |= !spec[i].region.n;
		emit->late |= slot->late;
		slot->spec = spec;
		slot->specs = n + noted;
	}
	emit->turn = turns_of(map, emit);
	return IV_OK;
}
