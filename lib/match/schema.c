/* SPDX-License-Identifier: MIT
 * The standard fields and rules of a person. */
#include "match/schema.h"

enum { CITY, PROVINCE, DISTRICT, POSTCODE, STREET, COMPANY };

static const struct iv_match_column_as person_columns[] = {
	[CITY] = { { "city", 4 }, IV_AS_PLACE, IV_SCHEMA_ALONE, true, false, 0 },	  [PROVINCE] = { { "province", 8 }, IV_AS_CODE, CITY, true, false, 0 },
	[DISTRICT] = { { "district", 8 }, IV_AS_PLACE, CITY, true, false, 0 },	  [POSTCODE] = { { "postcode", 8 }, IV_AS_POSTCODE, CITY, true, false, 0 },
	[STREET] = { { "street", 6 }, IV_AS_STREET, CITY, true, false, 0 },
	[COMPANY] = { { "company", 7 }, IV_AS_TEXT, IV_SCHEMA_ALONE, true, false, 0 }, /* colleagues share it, as a family shares its address */
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
	{ { "grams", 5 }, { IV_KEY_GRAMS }, 1, { 0 }, 0, false, false },
};

void iv_match_schema_person(struct iv_match_schema *s)
{
	*s = (struct iv_match_schema){ .columns = sizeof person_columns / sizeof *person_columns, .rules = sizeof person_rules / sizeof *person_rules };
	memcpy(s->column, person_columns, sizeof person_columns);
	memcpy(s->rule, person_rules, sizeof person_rules);
	for (size_t i = 0; i < s->columns; i++)
		s->column[i].top = s->column[i].field.n;
}
