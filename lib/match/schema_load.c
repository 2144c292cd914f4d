/* SPDX-License-Identifier: MIT
 * What match.yaml changes of a person's fields and rules. */
#include "match/compare.h"
#include "match/schema.h"
#include "rec/vocab.h"

static const char *const as_names[] = { "text", "code", "place", "postcode", "street", "date", "number", "identifier", "name", "list", NULL };
static const char *const shared_names[] = { "person", "household", NULL };

/* Members that have a way of comparing of their own. */
static const struct {
	struct iv_str name;
	uint32_t fields; /* enum iv_match_field, a bit each */
} own_way[] = {
	{ { "name", 4 }, 1u << IV_FIELD_NAME },
	{ { "family", 6 }, 1u << IV_FIELD_NAME },
	{ { "given", 5 }, 1u << IV_FIELD_NAME },
	{ { "alias", 5 }, 1u << IV_FIELD_NAME },
	{ { "birth", 5 }, 1u << IV_FIELD_BIRTH },
	{ { "gender", 6 }, 1u << IV_FIELD_GENDER },
	{ { "idno", 4 }, 1u << IV_FIELD_IDNO },
	{ { "phone", 5 }, 1u << IV_FIELD_PHONE | 1u << IV_FIELD_LANDLINE },
	{ { "email", 5 }, 1u << IV_FIELD_EMAIL },
	{ { "ids", 3 }, 1u << IV_FIELD_IDS },
};

/* 0: none of them. */
static uint32_t find_own_way(struct iv_str name)
{
	for (size_t i = 0; i < sizeof own_way / sizeof *own_way; i++)
		if (iv_str_eq(own_way[i].name, name))
			return own_way[i].fields;
	return 0;
}

static uint8_t find_column(const struct iv_match_schema *s, struct iv_str field)
{
	for (size_t i = 0; i < s->columns; i++)
		if (iv_str_eq(s->column[i].field, field))
			return (uint8_t)i;
	return IV_SCHEMA_ALONE;
}

static size_t standard_columns(void)
{
	struct iv_match_schema s;
	iv_match_schema_person(&s);
	return s.columns;
}

/* ---- ignore ---- */

static int load_ignored(struct iv_match_schema *s, const struct iv_conf_node *node, struct iv_err *err)
{
	struct one {
		struct iv_conf_duty duty;
		struct iv_str field;
	} one = { .field = { 0 } };
	static const struct iv_conf_key keys[] = {
		{ "field", IV_CONF_TEXT, offsetof(struct one, field), true, NULL },
		{ "purpose", IV_CONF_TEXT, offsetof(struct one, duty.purpose), true, NULL },
		{ "owner", IV_CONF_TEXT, offsetof(struct one, duty.owner), true, NULL },
	};
	int status = iv_conf_bind(node, keys, sizeof keys / sizeof *keys, &one, err);
	if (status != IV_OK)
		return status;
	uint32_t fields = find_own_way(one.field);
	uint8_t column = find_column(s, one.field);
	if (!fields && column == IV_SCHEMA_ALONE)
		return iv_conf_error(iv_conf_get(node, "field"), 0, err,
				     "'" IV_FMT "' is no standard field, expected name, birth, gender, idno, phone, email, ids, city, province, district, postcode, street or company",
				     IV_ARG(one.field));
	s->ignored |= fields;
	if (!fields)
		s->column[column].ignored = true;
	return IV_OK;
}

/* ---- fields ---- */

struct field {
	struct iv_conf_duty duty;
	struct iv_str field, within;
	int compare, shared;
	bool own;
};

/* Bytes of a path's first step. */
static size_t top_of(struct iv_str path)
{
	struct iv_str first = { 0 };
	iv_str_cut(&path, '.', &first);
	return first.n;
}

/* A field may be any that the records have; one that looks like a slip of the pen is none. */
static int check_name(const struct iv_match_schema *s, const struct iv_conf_node *node, const struct field *one, struct iv_err *err)
{
	const struct iv_conf_node *at = iv_conf_get(node, "field");
	struct iv_str rest = one->field, step, top = { one->field.p, top_of(one->field) };
	while (iv_str_cut(&rest, '.', &step))
		if (!step.n)
			return iv_conf_error(at, 0, err, "the name of a field is expected, or a path such as ids.value");
	uint32_t fields = find_own_way(top);
	if (fields & ~s->ignored)
		return iv_conf_error(at, 0, err, "'" IV_FMT "' has a way of comparing of its own; to compare it otherwise, name it under ignore: too", IV_ARG(top));
	const char *near = one->own || iv_vocab_find(one->field, IV_ON_PARTY) ? NULL : iv_vocab_nearest(one->field, IV_ON_PARTY);
	bool numbered = iv_is_digit(one->field.p[one->field.n - 1]);
	if (near && !numbered && iv_str_distance(one->field, iv_str_of(near)) == 1)
		return iv_conf_error(at, 0, err, "there is no field '" IV_FMT "'; did you mean '%s'? (a field of your own needs own: true)", IV_ARG(one->field), near);
	return IV_OK;
}

static int find_within(const struct iv_match_schema *s, const struct iv_conf_node *node, const struct field *one, uint8_t there, uint8_t *within, struct iv_err *err)
{
	if (!one->within.n)
		return IV_OK;
	*within = find_column(s, one->within);
	if (*within == IV_SCHEMA_ALONE || *within >= there)
		return iv_conf_error(iv_conf_get(node, "within"), 0, err, "'" IV_FMT "' is no field that is compared before this one, such as city", IV_ARG(one->within));
	if (s->column[*within].within != IV_SCHEMA_ALONE)
		return iv_conf_error(iv_conf_get(node, "within"), 0, err, "'" IV_FMT "' depends on another field itself, expected one that does not", IV_ARG(one->within));
	return IV_OK;
}

/* Records meet by each identifier, whatever it is called. */
static int add_meeting(struct iv_match_schema *s, uint8_t column, const struct iv_conf_node *node, struct iv_err *err)
{
	if (s->column[column].as != IV_AS_IDENTIFIER && s->column[column].as != IV_AS_LIST)
		return IV_OK;
	if (s->rules == IV_SCHEMA_RULES)
		return iv_conf_error(node, 0, err, "at most %d rules are expected, with the standard ones and that of each identifier and list", IV_SCHEMA_RULES);
	s->rule[s->rules++] = (struct iv_match_rule){
		.name = s->column[column].field, .key = { (uint8_t)(IV_KEY_COLUMN + column) }, .keys = 1, .cut = { IV_KEY_FAMILY, IV_KEY_GIVEN, IV_KEY_BIRTH }, .cuts = 3
	};
	return IV_OK;
}

/* `declared`: the columns that an entry before this one was about, a bit each. */
static int load_field(struct iv_match_schema *s, const struct iv_conf_node *node, uint32_t *declared, struct iv_err *err)
{
	struct field one = { .compare = 0 };
	static const struct iv_conf_key keys[] = {
		{ "field", IV_CONF_TEXT, offsetof(struct field, field), true, NULL },
		{ "compare", IV_CONF_CHOICE, offsetof(struct field, compare), true, as_names },
		{ "within", IV_CONF_TEXT, offsetof(struct field, within), false, NULL },
		{ "shared", IV_CONF_CHOICE, offsetof(struct field, shared), false, shared_names },
		{ "own", IV_CONF_BOOL, offsetof(struct field, own), false, NULL },
		{ "purpose", IV_CONF_TEXT, offsetof(struct field, duty.purpose), true, NULL },
		{ "owner", IV_CONF_TEXT, offsetof(struct field, duty.owner), true, NULL },
	};
	int status = iv_conf_bind(node, keys, sizeof keys / sizeof *keys, &one, err);
	if (status == IV_OK)
		status = check_name(s, node, &one, err);
	if (status != IV_OK)
		return status;
	uint8_t there = find_column(s, one.field), within = IV_SCHEMA_ALONE;
	if (there != IV_SCHEMA_ALONE && *declared >> there & 1)
		return iv_conf_error(iv_conf_get(node, "field"), 0, err, "'" IV_FMT "' is declared twice", IV_ARG(one.field));
	if (there != IV_SCHEMA_ALONE && s->column[there].ignored)
		return iv_conf_error(iv_conf_get(node, "field"), 0, err, "'" IV_FMT "' is named under ignore: too; leave one of them out", IV_ARG(one.field));
	status = find_within(s, node, &one, there, &within, err);
	if (status != IV_OK)
		return status;
	if (there == IV_SCHEMA_ALONE) {
		if (s->columns == IV_SCHEMA_COLUMNS)
			return iv_conf_error(node, 0, err, "at most %d fields beside the standard ones can be compared", IV_SCHEMA_COLUMNS - (int)standard_columns());
		there = (uint8_t)s->columns++;
	}
	*declared |= 1u << there;
	s->column[there] = (struct iv_match_column_as){ one.field, (enum iv_match_as)one.compare, within, one.shared == 1, false, top_of(one.field) };
	if (!iv_match_frame_fits(s))
		return iv_conf_error(node, 0, err, "there is no room for '" IV_FMT "': the comparisons of a pair fill 64 bits; a standard field under ignore: makes room",
				     IV_ARG(one.field));
	return add_meeting(s, there, node, err);
}

/* ---- blocking ---- */

static const char *const key_names[IV_KEY_COLUMN] = { "name", "family", "given", "birth", "gender", "idno", "identifier", "mailbox", "grams" };

struct iv_str iv_match_key_name(const struct iv_match_schema *s, uint8_t key)
{
	return key < IV_KEY_COLUMN ? iv_str_of(key_names[key]) : s->column[key - IV_KEY_COLUMN].field;
}

static int find_key(const struct iv_match_schema *s, struct iv_str name, const struct iv_conf_node *node, uint8_t *key, struct iv_err *err)
{
	uint8_t column = find_column(s, name); /* first: it may be a standard field that is compared otherwise */
	for (size_t i = 0; column == IV_SCHEMA_ALONE && i < IV_KEY_GRAMS; i++)
		if (iv_str_eq(name, iv_str_of(key_names[i]))) {
			*key = (uint8_t)i;
			return IV_OK;
		}
	if (column == IV_SCHEMA_ALONE)
		return iv_conf_error(node, 0, err, "'" IV_FMT "' is neither name, family, given, birth, gender, idno, identifier, mailbox nor a field that is compared", IV_ARG(name));
	*key = (uint8_t)(IV_KEY_COLUMN + column);
	return IV_OK;
}

static int load_keys(const struct iv_match_schema *s, const struct iv_conf_texts *texts, const struct iv_conf_node *node, uint8_t *key, uint8_t *n, struct iv_err *err)
{
	if (texts->n > IV_SCHEMA_KEYS)
		return iv_conf_error(node, 0, err, "at most %d keys are expected", IV_SCHEMA_KEYS);
	for (size_t i = 0; i < texts->n; i++) {
		int status = find_key(s, texts->text[i], texts->node[i], &key[i], err);
		if (status != IV_OK)
			return status;
	}
	*n = (uint8_t)texts->n;
	return IV_OK;
}

static int load_rule(struct iv_match_schema *s, const struct iv_conf_node *node, struct iv_err *err)
{
	struct one {
		struct iv_conf_duty duty;
		struct iv_str name;
		struct iv_conf_texts by, cut;
	} one = { .name = { 0 } };
	static const struct iv_conf_key keys[] = {
		{ "name", IV_CONF_TEXT, offsetof(struct one, name), true, NULL },
		{ "by", IV_CONF_TEXTS, offsetof(struct one, by), true, NULL },
		{ "cut", IV_CONF_TEXTS, offsetof(struct one, cut), false, NULL },
		{ "purpose", IV_CONF_TEXT, offsetof(struct one, duty.purpose), true, NULL },
		{ "owner", IV_CONF_TEXT, offsetof(struct one, duty.owner), true, NULL },
	};
	int status = iv_conf_bind(node, keys, sizeof keys / sizeof *keys, &one, err);
	if (status != IV_OK)
		return status;
	for (size_t i = 0; i < s->rules; i++)
		if (iv_str_eq(s->rule[i].name, one.name))
			return iv_conf_error(iv_conf_get(node, "name"), 0, err, "there is a rule '" IV_FMT "' already", IV_ARG(one.name));
	if (s->rules == IV_SCHEMA_RULES)
		return iv_conf_error(node, 0, err, "at most %d rules are expected, with the standard ones and that of each identifier and list", IV_SCHEMA_RULES);
	struct iv_match_rule rule = { .name = one.name };
	status = load_keys(s, &one.by, iv_conf_get(node, "by"), rule.key, &rule.keys, err);
	if (status == IV_OK && !rule.keys)
		status = iv_conf_error(iv_conf_get(node, "by"), 0, err, "a key is expected");
	if (status == IV_OK)
		status = load_keys(s, &one.cut, iv_conf_get(node, "cut"), rule.cut, &rule.cuts, err);
	if (status == IV_OK)
		s->rule[s->rules++] = rule;
	return status;
}

int iv_match_schema_load(struct iv_match_schema *s, const struct iv_match_schema_conf *conf, struct iv_err *err)
{
	int status = IV_OK;
	uint32_t declared = 0;
	for (size_t i = 0; conf->ignore && i < conf->ignore->n && status == IV_OK; i++)
		status = load_ignored(s, conf->ignore->item[i], err);
	for (size_t i = 0; conf->fields && i < conf->fields->n && status == IV_OK; i++)
		status = load_field(s, conf->fields->item[i], &declared, err);
	for (size_t i = 0; conf->blocking && i < conf->blocking->n && status == IV_OK; i++)
		status = load_rule(s, conf->blocking->item[i], err);
	return status;
}
