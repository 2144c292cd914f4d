/* SPDX-License-Identifier: MIT
 * Which fields are compared, and by which keys records meet. A person's standard fields need no configuration; match.yaml adds
 * comparisons over any field of the stream, and blocking rules. */
#ifndef IV_MATCH_SCHEMA_H
#define IV_MATCH_SCHEMA_H
#include "rec/conf.h"

/* The first fields of every comparison, which have a way of comparing of their own. */
enum iv_match_field {
	IV_FIELD_NAME,
	IV_FIELD_BIRTH,
	IV_FIELD_GENDER,
	IV_FIELD_IDNO,
	IV_FIELD_PHONE,
	IV_FIELD_LANDLINE,
	IV_FIELD_EMAIL,
	IV_FIELD_IDS,
	IV_FIELD_FIXED, /* how many; the columns follow */
};

/* How a column's values compare. */
enum iv_match_as {
	IV_AS_TEXT, /* words: the same, close (Jaro–Winkler, OSA), similar, different */
	IV_AS_CODE, /* the same or not */
	IV_AS_PLACE, /* a town: as text, without 市, 区 and the like at its end */
	IV_AS_POSTCODE, /* the same, the same area or a digit off, different */
	IV_AS_STREET, /* road|number|…: the same, close, the same road, different */
	IV_AS_DATE, /* as a birth date */
	IV_AS_NUMBER, /* the same, within a hundredth, different */
	IV_AS_IDENTIFIER, /* one value a person: the same, one slip, different; records meet by it */
	IV_AS_NAME, /* words, of which the order does not count */
	IV_AS_LIST, /* a list: the same values, some in common, none; records meet by each */
};

#define IV_SCHEMA_COLUMNS 15
#define IV_SCHEMA_RULES 25
#define IV_SCHEMA_KEYS 4
#define IV_SCHEMA_ALONE UINT8_MAX

struct iv_match_column_as {
	struct iv_str field; /* of the stream; a path such as ids.value goes through objects, and over the items of lists */
	enum iv_match_as as;
	uint8_t within; /* the column this one depends on (a street on its city), or IV_SCHEMA_ALONE */
	bool household; /* a family shares it */
	bool ignored; /* no record has it, as far as matching goes */
	size_t top; /* bytes of the path's first step */
};

/* What a blocking key is made of. */
enum iv_match_key {
	IV_KEY_NAME, /* each sound of the whole name */
	IV_KEY_FAMILY,
	IV_KEY_GIVEN,
	IV_KEY_BIRTH,
	IV_KEY_GENDER,
	IV_KEY_IDNO,
	IV_KEY_IDENTIFIERS, /* each telephone, address and id */
	IV_KEY_MAILBOX, /* what stands before the @ */
	IV_KEY_GRAMS, /* no key, but alike names (gram.h): a rule of its own */
	IV_KEY_COLUMN, /* IV_KEY_COLUMN + i: column i */
};

struct iv_match_rule {
	struct iv_str name; /* as it is printed: "name", "birth+city" */
	uint8_t key[IV_SCHEMA_KEYS]; /* all of them together are the key */
	uint8_t keys;
	uint8_t cut[IV_SCHEMA_KEYS]; /* an oversized block is cut by each of these in turn; every piece is compared */
	uint8_t cuts;
	bool common; /* many people share the key (a given name, a postcode): the more records there are, the fewer pairs it is worth */
	bool cut_only; /* what no cut makes small enough is left alone, not compared with neighbours: they are namesakes, who meet by name */
};

struct iv_match_schema {
	struct iv_match_column_as column[IV_SCHEMA_COLUMNS];
	size_t columns;
	struct iv_match_rule rule[IV_SCHEMA_RULES];
	size_t rules;
	uint32_t ignored; /* of the first fields (enum iv_match_field) those that no record has, a bit each */
};

/* A person's fields and rules. */
void iv_match_schema_person(struct iv_match_schema *s);

/* What match.yaml changes: lists, of which each may be NULL. */
struct iv_match_schema_conf {
	const struct iv_conf_node *ignore, *fields, *blocking;
};

/* Texts borrow from the configuration. IV_OK or IV_WRONG. */
int iv_match_schema_load(struct iv_match_schema *s, const struct iv_match_schema_conf *conf, struct iv_err *err);

/* As match.yaml calls it: "family", or the field of a column. */
struct iv_str iv_match_key_name(const struct iv_match_schema *s, uint8_t key);

#endif
