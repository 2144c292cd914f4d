/* SPDX-License-Identifier: MIT
 * The levels of each field with what an expert would guess of them, and the states they fall into. */
#include "match/compare.h"

#include <stdlib.h>

#include "match/name.h"

enum { WIDE = 4096 }; /* values of a column that stay in the cache, with their texts */

#define BOTH (IV_SENSE_FAMILY | IV_SENSE_PERSON)
#define SAME IV_SENSE_AGREES

/* Of each level: what an expert would guess its share is among matches (in struct iv_shape_level) and among chance pairs. */
struct levels {
	size_t n;
	struct iv_shape_level level[IV_SHAPE_LEVELS];
	uint8_t bands[IV_SHAPE_LEVELS];
	double chance[IV_SHAPE_LEVELS];
};

static const struct levels name_levels = {
	IV_NAME_LEVELS,
	{
		[IV_NAME_SAME] = { "same", .58, SAME | BOTH },
		[IV_NAME_SOUND] = { "sound", .10, SAME | BOTH },
		[IV_NAME_CLOSE] = { "close", .14, SAME | BOTH },
		[IV_NAME_LOOSE] = { "loose", .04, BOTH },
		[IV_NAME_COMPATIBLE] = { "compatible", .02, IV_SENSE_FAMILY },
		[IV_NAME_GIVEN] = { "given", .035, SAME | IV_SENSE_PERSON },
		[IV_NAME_FAMILY] = { "family", .015, IV_SENSE_FAMILY },
		[IV_NAME_HALF] = { "half", .03, IV_SENSE_FAMILY },
		[IV_NAME_OTHER] = { "other", .02, 0 },
		[IV_NAME_DIFFERENT] = { "different", .02, 0 },
	},
	{ [IV_NAME_SAME] = 16, [IV_NAME_SOUND] = 16, [IV_NAME_CLOSE] = 8, [IV_NAME_LOOSE] = 8, [IV_NAME_COMPATIBLE] = 3, [IV_NAME_GIVEN] = 3,
	  [IV_NAME_FAMILY] = 3, [IV_NAME_HALF] = 3, [IV_NAME_OTHER] = 1, [IV_NAME_DIFFERENT] = 1 },
	{ [IV_NAME_SAME] = 5e-5, [IV_NAME_SOUND] = 5e-5, [IV_NAME_CLOSE] = 2e-4, [IV_NAME_LOOSE] = .002, [IV_NAME_COMPATIBLE] = .002, [IV_NAME_GIVEN] = .003,
	  [IV_NAME_FAMILY] = .03, [IV_NAME_HALF] = .005, [IV_NAME_OTHER] = .01, [IV_NAME_DIFFERENT] = .95 },
};

static const struct levels birth_levels = {
	6,
	{ { "missing", 0, 0 },
	  { "same", .86, SAME | IV_SENSE_PERSON | IV_SENSE_TWIN },
	  { "slip", .06, IV_SENSE_PERSON },
	  { "part", .02, IV_SENSE_PERSON },
	  { "near", .01, 0 },
	  { "different", .05, 0 } },
	{ 1, IV_BANDS_DAY, 1, 1, 1, 1 },
	{ 0, 5e-5, .0015, .005, .012, .98 },
};

static const struct levels plain_levels = { 3, { { "missing", 0, 0 }, { "same", .96, SAME | IV_SENSE_PERSON }, { "different", .04, 0 } }, { 1, 1, 1 }, { 0, .5, .5 } };

static const struct levels idno_levels = { 3, { { "missing", 0, 0 }, { "same", .995, SAME | IV_SENSE_PERSON }, { "different", .005, 0 } }, { 1, 1, 1 }, { 0, 1e-6, 1 } };

static const struct levels phone_levels = {
	5,
	{ { "missing", 0, 0 }, { "same", .70, SAME | IV_SENSE_FAMILY }, { "shared", .04, SAME | IV_SENSE_FAMILY }, { "slip", .04, IV_SENSE_FAMILY }, { "different", .22, 0 } },
	{ 1, 1, 1, 1, 1 },
	{ 0, 1e-5, 1e-5, 1e-6, 1 },
};

static const struct levels email_levels = {
	6,
	{ { "missing", 0, 0 },
	  { "same", .62, SAME | IV_SENSE_FAMILY },
	  { "shared", .02, SAME | IV_SENSE_FAMILY },
	  { "mailbox", .03, 0 },
	  { "slip", .03, IV_SENSE_FAMILY },
	  { "different", .30, 0 } },
	{ 1, 1, 1, 1, 1, 1 },
	{ 0, 1e-5, 1e-5, 1e-5, 2e-4, 1 },
};

static const struct levels ids_levels = {
	4,
	{ { "missing", 0, 0 }, { "same", .88, SAME | IV_SENSE_PERSON }, { "slip", .05, IV_SENSE_PERSON }, { "different", .07, 0 } },
	{ 1, 1, 1, 1 },
	{ 0, 1e-5, 1e-5, 1 },
};

static const struct levels text_levels = {
	5,
	{ { "missing", 0, 0 }, { "same", .78, SAME }, { "close", .10, SAME }, { "similar", .03, 0 }, { "different", .09, 0 } },
	{ 1, IV_BANDS_VALUE, 1, 1, 1 },
	{ 0, .05, .003, .01, .94 },
};

static const struct levels postcode_levels = {
	5,
	{ { "missing", 0, 0 }, { "same", .76, SAME }, { "slip", .05, SAME }, { "area", .05, 0 }, { "different", .14, 0 } },
	{ 1, IV_BANDS_VALUE, 1, 1, 1 },
	{ 0, .003, .02, .05, .93 },
};

static const struct levels street_levels = {
	5,
	{ { "missing", 0, 0 }, { "same", .60, SAME }, { "close", .10, SAME }, { "road", .02, 0 }, { "different", .28, 0 } },
	{ 1, IV_BANDS_VALUE, 1, 1, 1 },
	{ 0, 1e-4, 5e-4, .01, .99 },
};

static const struct levels code_levels = { 3, { { "missing", 0, 0 }, { "same", .85, SAME }, { "different", .15, 0 } }, { 1, IV_BANDS_VALUE, 1 }, { 0, .1, .9 } };

static const struct levels number_levels = {
	4,
	{ { "missing", 0, 0 }, { "same", .80, SAME }, { "close", .08, 0 }, { "different", .12, 0 } },
	{ 1, IV_BANDS_VALUE, 1, 1 },
	{ 0, .02, .02, .96 },
};

static const struct levels list_levels = {
	4,
	{ { "missing", 0, 0 }, { "same", .60, SAME }, { "common", .25, SAME }, { "different", .15, 0 } },
	{ 1, IV_BANDS_VALUE, 1, 1 },
	{ 0, .01, .05, .94 },
};

static const struct levels identifier_levels = {
	4,
	{ { "missing", 0, 0 }, { "same", .88, SAME | IV_SENSE_PERSON }, { "slip", .07, IV_SENSE_PERSON }, { "different", .05, 0 } },
	{ 1, 1, 1, 1 },
	{ 0, 1e-5, 1e-4, 1 },
};

static const struct levels ignored_levels = { 1, { { "missing", 0, 0 } }, { 1 }, { 0 } };

static const struct levels *column_levels(enum iv_match_as as)
{
	switch (as) {
	case IV_AS_TEXT:
	case IV_AS_PLACE:
	case IV_AS_NAME:
		return &text_levels;
	case IV_AS_POSTCODE:
		return &postcode_levels;
	case IV_AS_STREET:
		return &street_levels;
	case IV_AS_DATE:
		return &birth_levels;
	case IV_AS_NUMBER:
		return &number_levels;
	case IV_AS_IDENTIFIER:
		return &identifier_levels;
	case IV_AS_LIST:
		return &list_levels;
	case IV_AS_CODE:
		break;
	}
	return &code_levels;
}

static void add_field(struct iv_match_frame *f, const char *name, const struct levels *levels, uint8_t parent, uint8_t sense)
{
	size_t k = f->shape.n++;
	struct iv_shape_field *field = &f->shape.field[k];
	*field = (struct iv_shape_field){ .name = name, .levels = (uint8_t)levels->n, .parent = parent };
	for (size_t l = 0; l < levels->n; l++) {
		field->level[l] = levels->level[l];
		if (!l)
			field->level[l].name = "missing";
		if (field->level[l].sense & SAME)
			field->level[l].sense |= sense;
		f->first[k][l] = field->states;
		f->chance[k][l] = levels->chance[l];
		for (int b = 0; b < (l ? levels->bands[l] : 1); b++)
			field->level_of[field->states++] = (uint8_t)l;
	}
}

/* Every field with its levels; false when a pattern has no room for them. */
static bool add_fields(struct iv_match_frame *f, const struct iv_match_schema *s)
{
	static const struct {
		const char *name;
		const struct levels *levels;
		uint8_t parent;
	} fixed[IV_FIELD_FIXED] = {
		[IV_FIELD_NAME] = { "name", &name_levels, IV_SHAPE_ALONE },	      [IV_FIELD_BIRTH] = { "birth", &birth_levels, IV_SHAPE_ALONE },
		[IV_FIELD_GENDER] = { "gender", &plain_levels, IV_FIELD_NAME },	      [IV_FIELD_IDNO] = { "idno", &idno_levels, IV_SHAPE_ALONE },
		[IV_FIELD_PHONE] = { "phone", &phone_levels, IV_SHAPE_ALONE },	      [IV_FIELD_LANDLINE] = { "landline", &phone_levels, IV_SHAPE_ALONE },
		[IV_FIELD_EMAIL] = { "email", &email_levels, IV_FIELD_NAME }, /* addresses are made of names */
		[IV_FIELD_IDS] = { "ids", &ids_levels, IV_SHAPE_ALONE },
	};
	for (unsigned i = 0; i < IV_FIELD_FIXED; i++)
		add_field(f, fixed[i].name, s->ignored >> i & 1 ? &ignored_levels : fixed[i].levels, fixed[i].parent, 0);
	for (size_t i = 0; i < s->columns; i++) {
		const struct iv_match_column_as *c = &s->column[i];
		uint8_t parent = c->within == IV_SCHEMA_ALONE ? IV_SHAPE_ALONE : (uint8_t)(IV_FIELD_FIXED + c->within);
		add_field(f, c->field.p, c->ignored ? &ignored_levels : column_levels(c->as), parent, c->household ? IV_SENSE_FAMILY : IV_SENSE_PERSON);
	}
	return iv_shape_pack(&f->shape);
}

bool iv_match_frame_fits(const struct iv_match_schema *s)
{
	struct iv_match_frame *f = iv_zalloc(sizeof *f);
	bool fits = add_fields(f, s);
	free(f);
	return fits;
}

int iv_match_frame_make(struct iv_match_frame *f, const struct iv_match_people *m, const struct iv_match_crowd *crowd, struct iv_err *err)
{
	const struct iv_match_schema *s = m->schema;
	*f = (struct iv_match_frame){ .m = m, .crowd = crowd, .mailbox = iv_zalloc(sizeof *f->mailbox << IV_MAILBOX_BITS) };
	double records = (double)crowd->records * crowd->among;
	f->shape.records = crowd->records;
	f->shape.pairs = records * (records - 1) / 2;
	for (size_t i = 0; i < s->columns; i++)
		if (m->column[i].n > WIDE)
			f->wide[f->wide_n++] = (uint8_t)i;
	if (!add_fields(f, s))
		return iv_err_set(err, IV_WRONG, "too_many_fields", "fewer fields with many levels are expected: the comparisons of one pair do not fit into 64 bits");
	return IV_OK;
}

void iv_match_frame_release(struct iv_match_frame *f)
{
	free(f->mailbox);
	f->mailbox = NULL;
}
