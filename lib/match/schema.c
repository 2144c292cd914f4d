/* SPDX-License-Identifier: MIT
 * The standard fields and rules of a person, and what match.yaml adds to them. */
#include "match/schema.h"

enum { CITY, PROVINCE, DISTRICT, POSTCODE, STREET };

static const struct iv_match_column_as person_columns[] = {
	[CITY] = { { "city", 4 }, IV_AS_PLACE, IV_SCHEMA_ALONE, true },	  [PROVINCE] = { { "province", 8 }, IV_AS_CODE, CITY, true },
	[DISTRICT] = { { "district", 8 }, IV_AS_PLACE, CITY, true },	  [POSTCODE] = { { "postcode", 8 }, IV_AS_POSTCODE, CITY, true },
	[STREET] = { { "street", 6 }, IV_AS_STREET, CITY, true },
};

/* Records meet by each of these; a block that is too large for the run is cut by what stands behind. */
static const struct iv_match_rule person_rules[] = {
	{ { "idno", 4 }, { IV_KEY_IDNO }, 1, { IV_KEY_BIRTH }, 1, false, false },
	{ { "identifier", 10 }, { IV_KEY_IDENTIFIERS }, 1, { IV_KEY_FAMILY, IV_KEY_GIVEN, IV_KEY_BIRTH }, 3, false, false },
	{ { "name", 4 }, { IV_KEY_NAME }, 1, { IV_KEY_BIRTH, IV_KEY_COLUMN + DISTRICT, IV_KEY_COLUMN + POSTCODE }, 3, false, false },
	{ { "birth", 5 }, { IV_KEY_BIRTH }, 1, { IV_KEY_FAMILY, IV_KEY_GIVEN, IV_KEY_COLUMN + CITY }, 3, false, true },
	{ { "street", 6 }, { IV_KEY_COLUMN + STREET }, 1, { IV_KEY_FAMILY, IV_KEY_GIVEN, IV_KEY_BIRTH }, 3, false, false },
	{ { "mailbox", 7 }, { IV_KEY_MAILBOX }, 1, { IV_KEY_FAMILY, IV_KEY_BIRTH }, 2, false, false },
	{ { "postcode", 8 }, { IV_KEY_COLUMN + POSTCODE }, 1, { IV_KEY_FAMILY, IV_KEY_GIVEN, IV_KEY_BIRTH }, 3, true, true },
	{ { "given", 5 }, { IV_KEY_GIVEN }, 1, { IV_KEY_COLUMN + DISTRICT, IV_KEY_COLUMN + POSTCODE }, 2, true, true },
	{ { "family", 6 }, { IV_KEY_FAMILY }, 1, { IV_KEY_COLUMN + DISTRICT, IV_KEY_COLUMN + POSTCODE }, 2, true, true },
};

void iv_match_schema_person(struct iv_match_schema *s)
{
	*s = (struct iv_match_schema){ .columns = sizeof person_columns / sizeof *person_columns, .rules = sizeof person_rules / sizeof *person_rules };
	memcpy(s->column, person_columns, sizeof person_columns);
	memcpy(s->rule, person_rules, sizeof person_rules);
}

/* ---- match.yaml ---- */

static const char *const as_names[] = { "text", "code", "place", "postcode", "street", "date", "number", "identifier", "name", "list", NULL };
static const char *const shared_names[] = { "person", "household", NULL };

static uint8_t find_column(const struct iv_match_schema *s, struct iv_str field)
{
	for (size_t i = 0; i < s->columns; i++)
		if (iv_str_eq(s->column[i].field, field))
			return (uint8_t)i;
	return IV_SCHEMA_ALONE;
}

static int load_field(struct iv_match_schema *s, const struct iv_conf_node *node, struct iv_err *err)
{
	struct one {
		struct iv_conf_duty duty;
		struct iv_str field, within;
		int compare, shared;
	} one = { .compare = 0 };
	static const struct iv_conf_key keys[] = {
		{ "field", IV_CONF_TEXT, offsetof(struct one, field), true, NULL },
		{ "compare", IV_CONF_CHOICE, offsetof(struct one, compare), true, as_names },
		{ "within", IV_CONF_TEXT, offsetof(struct one, within), false, NULL },
		{ "shared", IV_CONF_CHOICE, offsetof(struct one, shared), false, shared_names },
		{ "purpose", IV_CONF_TEXT, offsetof(struct one, duty.purpose), true, NULL },
		{ "owner", IV_CONF_TEXT, offsetof(struct one, duty.owner), true, NULL },
	};
	int status = iv_conf_bind(node, keys, sizeof keys / sizeof *keys, &one, err);
	if (status != IV_OK)
		return status;
	uint8_t there = find_column(s, one.field), within = IV_SCHEMA_ALONE;
	if (one.within.n) {
		within = find_column(s, one.within);
		if (within == IV_SCHEMA_ALONE || within >= there)
			return iv_conf_error(iv_conf_get(node, "within"), 0, err, "'%.*s' is no field that is compared before this one", (int)one.within.n, one.within.p);
		if (s->column[within].within != IV_SCHEMA_ALONE)
			return iv_conf_error(iv_conf_get(node, "within"), 0, err, "'%.*s' depends on another field itself, expected one that does not", (int)one.within.n, one.within.p);
	}
	if (there == IV_SCHEMA_ALONE) {
		if (s->columns == IV_SCHEMA_COLUMNS)
			return iv_conf_error(node, 0, err, "at most %d fields beside the standard ones can be compared", IV_SCHEMA_COLUMNS - (int)(sizeof person_columns / sizeof *person_columns));
		there = (uint8_t)s->columns++;
	}
	s->column[there] = (struct iv_match_column_as){ one.field, (enum iv_match_as)one.compare, within, one.shared == 1 };
	return IV_OK;
}

static int find_key(const struct iv_match_schema *s, struct iv_str name, const struct iv_conf_node *node, uint8_t *key, struct iv_err *err)
{
	static const char *const names[] = { "name", "family", "given", "birth", "gender", "idno", "identifier", "mailbox" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (iv_str_eq(name, iv_str_of(names[i]))) {
			*key = (uint8_t)i;
			return IV_OK;
		}
	uint8_t column = find_column(s, name);
	if (column == IV_SCHEMA_ALONE)
		return iv_conf_error(node, 0, err, "'%.*s' is neither name, family, given, birth, gender, idno, identifier, mailbox nor a field that is compared", (int)name.n, name.p);
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
	if (s->rules == IV_SCHEMA_RULES)
		return iv_conf_error(node, 0, err, "at most %d rules beside the standard ones are expected", IV_SCHEMA_RULES - (int)(sizeof person_rules / sizeof *person_rules));
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

int iv_match_schema_load(struct iv_match_schema *s, const struct iv_conf_node *fields, const struct iv_conf_node *blocking, struct iv_err *err)
{
	int status = IV_OK;
	for (size_t i = 0; fields && i < fields->n && status == IV_OK; i++)
		status = load_field(s, fields->item[i], err);
	for (size_t i = 0; blocking && i < blocking->n && status == IV_OK; i++)
		status = load_rule(s, blocking->item[i], err);
	return status;
}
