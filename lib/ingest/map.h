/* SPDX-License-Identifier: MIT
 * The map of an extract, ivoc-maps(5): which source it comes from, how it is written, which column becomes which field, and
 * what must hold. A map is loaded once, checked as far as it can be without the file, and then immutable: threads share it.
 *
 * Columns are numbered by the map, in order of first mention; a file's header is bound to these numbers when it is known. */
#ifndef IV_INGEST_MAP_H
#define IV_INGEST_MAP_H
#include "clean/date.h"
#include "clean/placeholder.h"
#include "ingest/lookup.h"
#include "ingest/pattern.h"
#include "io/csv.h"
#include "rec/conf.h"
#include "rule/rule.h"

#define IV_NOWHERE UINT32_MAX /* no column, slot or rule */

/* How a value is cleaned. */
enum iv_clean_as {
	IV_AS_CODE, /* tidied, nothing else: keys, numbers of orders, words of a fixed set */
	IV_AS_TEXT,
	IV_AS_NAME,
	IV_AS_GENDER,
	IV_AS_BIRTH,
	IV_AS_BIRTH_LUNAR, /* a birth of which the other field, or another part, is wanted */
	IV_AS_BIRTH_PART,
	IV_AS_DATE,
	IV_AS_IDNO,
	IV_AS_ADDRESS,
	IV_AS_POSTCODE,
	IV_AS_NUMBER,
	IV_AS_ANSWER, /* yes or no */
	IV_AS_PHONES, /* from here on: lists */
	IV_AS_EMAILS,
	IV_AS_TEXTS,
	IV_AS_CODES,
	IV_AS_IDS,
};

struct iv_map_column {
	struct iv_str name;
	const struct iv_conf_node *node; /* where the map names it first */
	size_t at; /* the byte of the node's text where the name stands */
	enum iv_rule_type type; /* in rules */
	bool optional; /* a file may lack it */
	bool used; /* something reads it */
	bool late; /* of a lookup by fields: known only when those are */
	uint32_t lookup; /* the lookup that fills it, or IV_NOWHERE: the file does */
};

/* Something of a row to look for: a column, or a field of the record. */
struct iv_map_operand {
	uint32_t column; /* or IV_NOWHERE */
	struct iv_str field;
	const struct iv_conf_node *node; /* where the map names it */
};

/* What bytes that do not decode cost. */
enum iv_bad_bytes { IV_BAD_REJECT, IV_BAD_FIELD, IV_BAD_REPLACE };

enum iv_on_missing { IV_MISSING_WARN, IV_MISSING_IGNORE, IV_MISSING_REJECT };

/* A dimension file whose rows are joined by key. */
struct iv_map_lookup {
	struct iv_str name, file; /* file: as the map says it */
	const struct iv_conf_node *node, *file_node;
	bool ndjson;
	struct iv_csv_format csv;
	struct iv_date_formats dates; /* of its days */
	size_t keys; /* columns of the key */
	struct iv_map_operand *key, at; /* at: the date that decides; no column and no field: none does */
	/* The columns of the file that are read: those of the key, then the days (each IV_NOWHERE or its place in `want`), then those taken. */
	struct iv_str *want;
	const struct iv_conf_node **want_node;
	size_t wants;
	uint32_t since, until, before;
	uint32_t *take; /* the map's columns that get the taken values */
	enum iv_on_missing on_missing;
	bool ignore_case;
	bool late; /* its key or its date is a field */
	struct iv_lookup table;
};

/* The fields that a late lookup reads, as slots of an emit: one for each part of the key. */
struct iv_map_join {
	const struct iv_map_lookup *lookup;
	uint32_t *key, at;
};

/* Text with columns in it: {campaign}/{recipient}. In what notes say, text with groups of a pattern: $1. */
struct iv_map_part {
	struct iv_str text; /* when column is IV_NOWHERE */
	uint32_t column; /* or group */
};
struct iv_map_template {
	const struct iv_map_part *part;
	size_t n;
};

/* One way to come to a value. Exactly one of columns, constant, template and expr is there. */
struct iv_map_spec {
	const uint32_t *column;
	size_t columns;
	bool has_constant, absolute;
	struct iv_str constant;
	struct iv_map_template template;
	uint32_t expr, when; /* rules, or IV_NOWHERE */
	const struct iv_str *word, *meaning; /* value map: word[i] means meaning[i] */
	size_t words;
	struct iv_str otherwise; /* for words not in it; empty: they stay */
	struct iv_str fallback; /* when there is no value; empty: none */
	struct iv_date_formats formats;
	struct iv_date_ask date; /* what else is known of its dates; without formats, use and style */
	struct iv_str region; /* of telephone numbers */
	bool detail; /* what is known of each number is written */
	const struct iv_pattern *pattern;
	struct iv_map_template said; /* what a match of the pattern means; empty: what it matched */
	struct iv_str id_type, id_scope; /* of ids */
	bool id_luhn; /* their last digit is a check digit */
	uint32_t id_since, id_until, id_verified; /* columns, or IV_NOWHERE */
};

/* One that comes from nowhere, to start with. */
#define IV_MAP_NO_SPEC ((struct iv_map_spec){ .expr = IV_NOWHERE, .when = IV_NOWHERE, .id_since = IV_NOWHERE, .id_until = IV_NOWHERE, .id_verified = IV_NOWHERE })

/* A field of the output. */
struct iv_map_slot {
	struct iv_str name;
	struct iv_str opening; /* ,"name": */
	enum iv_clean_as as;
	enum iv_rule_type type;
	bool late; /* a rule in it reads fields, so it is filled after the others */
	bool raw; /* its text is JSON as it stands: numbers, true and false */
	const struct iv_map_spec *spec; /* none: the value is derived from another field */
	size_t specs;
	unsigned order; /* place in the vocabulary; the user's own fields come after it */
};

struct iv_map_consent {
	struct iv_conf_texts channel;
	const uint32_t *column;
	size_t columns;
	struct iv_conf_texts in, out; /* words; both empty: as people say yes and no */
	uint32_t when;
	const struct iv_pattern *pattern; /* instead of words: a match in a column says it */
	bool state_in; /* with when or pattern */
	uint32_t at; /* slot */
	struct iv_str proof, purpose;
	struct iv_str field; /* for warnings: consent.sms */
};

/* Reading notes: where the pattern matches, fields are set. */
struct iv_map_note {
	const uint32_t *column;
	size_t columns;
	const struct iv_pattern *pattern;
	struct iv_map_set {
		struct iv_str name; /* a field, or consent.CHANNEL */
		struct iv_map_template said;
		const struct iv_conf_node *node;
	} *set;
	size_t sets;
	uint32_t at; /* slot of the date of what it says about consent */
	const struct iv_conf_node *at_node;
};

struct iv_map_check {
	uint32_t rule;
	bool warn;
	struct iv_str field, purpose;
};

/* One record that a row may become. */
struct iv_map_emit {
	enum iv_kind kind;
	struct iv_str opening; /* {"kind":"party","source":"pos","key": */
	uint32_t when;
	bool when_late; /* the rule reads fields, so it is asked after they are built */
	bool late; /* some slot is */
	struct iv_map_template key; /* empty: a hash of the row */
	struct iv_map_slot *slot; /* in order of output */
	size_t slots;
	const struct iv_map_note *note_read; /* while loading: they become specs and consents */
	size_t notes_read;
	const struct iv_map_consent *consent;
	size_t consents;
	const uint32_t *require; /* slots */
	size_t requires;
	const struct iv_map_check *check;
	size_t checks;
	const struct iv_map_join *join; /* the lookups by fields */
	size_t joins;
	const uint32_t *share_slot; /* of each share that is expected */
	uint32_t newest_slot;
	/* Slots that cleaning looks for; IV_NOWHERE where the record has none. */
	uint32_t family, given, alias, company, honorific, gender, note, street, house_number, unit, province, city, district, division, postcode, amount, currency, birth, birth_lunar, birth_part;
	uint32_t phone, phone_detail, country, address;
	bool phone_by_address; /* numbers have no region from the map, so the address is read before them */
	const uint32_t *turn; /* the slots that have specs, in the order in which they are filled */
	size_t turns, early; /* the first `early` of them before rules see the record's fields, the others after that */
};

enum iv_expect_age { IV_EXPECT_ANY_AGE, IV_EXPECT_NEWEST, IV_EXPECT_FILE, IV_EXPECT_TRAILER };

struct iv_map_expect {
	bool counts; /* anything at all is expected */
	bool has_rows, has_columns, has_rejects, percent, unique;
	int64_t rows_min, rows_max, columns;
	double rejects;
	struct iv_map_sum {
		uint32_t column;
		int64_t min, max; /* ten-thousandths */
		unsigned group; /* of the trailer that says it, or 0 */
	} *sum;
	size_t sums;
	const struct iv_map_share {
		struct iv_str field;
		double percent;
	} *share;
	size_t shares;
	enum iv_expect_age age;
	int64_t days;
	int32_t today;
	const struct iv_pattern *age_pattern, *trailer;
	unsigned trailer_rows, trailer_date; /* groups */
};

/* The columns of one file that the map does not name, with own: rest. Immutable. */
struct iv_map_rest {
	struct iv_map_rest_column {
		uint32_t at; /* in the file */
		struct iv_str name, opening; /* of the field; ,"name": */
	} *column;
	size_t n;
};

struct iv_map {
	struct iv_arena arena;
	struct iv_rule_scope scope; /* first of the rules' needs; see scope.c */
	const struct iv_conf *conf;
	struct iv_str source, purpose, owner, region;
	bool bare; /* there is no map: rows are read and nothing is made of them */
	bool ndjson; /* rows are JSON objects: lines, or with `json` the elements of whole files */
	bool json;
	struct iv_str path; /* with json: the member that holds the list; empty: the top */
	bool renew; /* renew: no fields are mapped, ivoc's own records pass through the cleaners */
	bool lists; /* a cell may have several values, set apart by U+001F: it comes from NDJSON */
	struct iv_csv_format csv; /* how the file is written, unless ndjson */
	enum iv_bad_bytes bad_bytes;
	struct iv_str sheet; /* of a workbook; empty: the first */
	struct iv_map_line *lines; /* patterns of lines that its reader looks for */
	bool delta;
	struct iv_date_formats dates;
	struct iv_placeholders placeholders; /* of this source, beside those shipped */
	struct iv_date_ask date; /* as in a spec */
	struct iv_map_expect expect;
	struct iv_map_column *column;
	size_t columns, columns_cap;
	struct iv_map_lookup *lookup;
	size_t lookups;
	struct iv_map_emit *emit;
	size_t emits;
	struct iv_rules *rules;
	const struct iv_conf_node *rest; /* where own: rest stands, or NULL */
	struct iv_conf_texts ignore; /* columns that it leaves out */
	bool hash_keys; /* some record has no key of its own */
	struct iv_pattern *patterns;
	struct iv_buf advice; /* remarks for the map's writer, one a line */
	/* While loading. */
	const struct iv_map_emit *now;
	bool reads_fields; /* also columns of late lookups */
	const struct iv_conf_node *rule_node;
};

/* Loads a map; `conf` must outlive it, `today` is for rules. IV_OK, or IV_WRONG with file, line and column. *map is NULL on error. */
int iv_map_load(struct iv_map **map, const struct iv_conf *conf, int32_t today, struct iv_err *err);
struct iv_map *iv_map_bare(bool ndjson); /* reads any file, with its format left to be found out, and makes nothing of it */
void iv_map_free(struct iv_map *map); /* NULL is fine */

/* Finds the map's columns in a file's header: index[i] is where column i stands, or IV_NOWHERE for an optional one. IV_OK, or
 * IV_WRONG: a column that is not there, with the nearest header, or that is there twice. */
int iv_map_bind(const struct iv_map *map, const char *file, const struct iv_str *header, size_t n, uint32_t *index, struct iv_err *err);

/* The rest of a file's columns, once they are bound; it lives in the arena. IV_OK, or IV_WRONG: a name is taken. */
int iv_map_rest(const struct iv_map *map, struct iv_arena *arena, const char *file, const struct iv_str *header, size_t n, const uint32_t *index, struct iv_map_rest *out,
		struct iv_err *err);

/* What rows of a lookup's file are made of, in its order of `want`: adds one to lookup->table. IV_OK, or IV_WRONG with code and
 * message only. `room` is cleared by the caller. */
int iv_map_lookup_add(struct iv_map_lookup *lookup, struct iv_arena *room, const struct iv_str *cell, long line, struct iv_err *err);
/* The same as iv_map_bind, for a lookup's file. */
int iv_map_lookup_bind(const struct iv_map_lookup *lookup, const char *file, const struct iv_str *header, size_t n, uint32_t *index, struct iv_err *err);

/* --- Within the room --- */

/* A key as both sides compare it; its parts are set apart by U+001F. */
struct iv_str iv_map_lookup_key(const struct iv_map_lookup *lookup, struct iv_arena *room, const struct iv_str *part);
/* Finds one column in a header as iv_map_bind does: *index is where it stands. */
int iv_map_find_column(const struct iv_map_column *column, const char *file, const struct iv_str *header, size_t n, uint32_t *index, struct iv_err *err);
/* How a delimited or fixed-width file is written: the keys, which a map has for its extract and a lookup for its file. Zeros are
 * what holds when nothing is said: commas, double quotes, a header. */
struct iv_map_file_keys {
	const struct iv_conf_node *delimiter, *quote, *escape, *header, *skip, *widths;
	struct iv_str encoding;
	int ragged, quotes, blanks, widths_in;
};
extern const char *const iv_map_ragged[], *const iv_map_quotes[], *const iv_map_blanks[], *const iv_map_widths_in[];
#define IV_MAP_FILE_KEYS(type, member)                                                                        \
	{ "delimiter", IV_CONF_NODE, offsetof(type, member.delimiter), false, NULL },                         \
	{ "quote", IV_CONF_NODE, offsetof(type, member.quote), false, NULL },                                 \
	{ "escape", IV_CONF_NODE, offsetof(type, member.escape), false, NULL },                               \
	{ "header", IV_CONF_NODE, offsetof(type, member.header), false, NULL },                               \
	{ "skip", IV_CONF_MAP, offsetof(type, member.skip), false, NULL },                                    \
	{ "ragged", IV_CONF_CHOICE, offsetof(type, member.ragged), false, iv_map_ragged },                    \
	{ "quotes", IV_CONF_CHOICE, offsetof(type, member.quotes), false, iv_map_quotes },                    \
	{ "blanks", IV_CONF_CHOICE, offsetof(type, member.blanks), false, iv_map_blanks },                    \
	{ "widths", IV_CONF_MAP, offsetof(type, member.widths), false, NULL },                                \
	{ "widths_in", IV_CONF_CHOICE, offsetof(type, member.widths_in), false, iv_map_widths_in },           \
	{ "encoding", IV_CONF_TEXT, offsetof(type, member.encoding), false, NULL }
/* `node`: the mapping the keys stand in; fixed: the format is fixed width. */
int iv_map_file(struct iv_map *map, const struct iv_conf_node *node, const struct iv_map_file_keys *k, bool fixed, struct iv_csv_format *out, struct iv_err *err);
void iv_map_lines_free(struct iv_map_line *lines);
int iv_map_lookups(struct iv_map *map, const struct iv_conf_node *list, struct iv_err *err);
int iv_map_joins(struct iv_map *map, struct iv_map_emit *emit, struct iv_err *err);
int iv_map_lookups_done(struct iv_map *map, struct iv_err *err); /* what only the whole map shows: columns nobody takes, fields nobody has */
/* A column of that name, new or known. `at`: where the name stands in the node's text. */
uint32_t iv_map_column(struct iv_map *map, struct iv_str name, const struct iv_conf_node *node, size_t at);
int iv_map_template(struct iv_map *map, const struct iv_conf_node *node, struct iv_map_template *out, struct iv_err *err);
/* The slot of a field of the emit being loaded, or IV_NOWHERE. */
uint32_t iv_map_slot(const struct iv_map_emit *emit, struct iv_str name);
/* Slots of an emit from its `fields`, over those of the whole map. */
int iv_map_slots(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *common, const struct iv_conf_node *fields, const struct iv_conf_node *own,
		 struct iv_err *err);
/* All the slots that a record of the kind may have, without specs. */
void iv_map_all_slots(struct iv_map *map, struct iv_map_emit *emit);
/* The specs of the slots; after the slots of all fields are known, since rules in them may name any. */
int iv_map_specs(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *common, const struct iv_conf_node *fields, struct iv_err *err);
/* Keys about dates, of a map or of a field; NULL where not given. They change *ask. */
struct iv_map_date_keys {
	const struct iv_conf_node *pivot, *zone, *cal;
};
int iv_map_dates(const struct iv_map_date_keys *k, struct iv_date_ask *ask, struct iv_err *err);
int iv_map_rule(struct iv_map *map, const struct iv_conf_node *node, enum iv_rule_type want, uint32_t *id, struct iv_err *err);
int iv_map_notes(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *list, struct iv_err *err);
size_t iv_map_note_specs(const struct iv_map_emit *emit, struct iv_str field); /* how many values notes may give the field */
void iv_map_note_spec(const struct iv_map *map, const struct iv_map_emit *emit, struct iv_str field, size_t i, struct iv_map_spec *out);
/* The statements of consent in the list (may be NULL), and those of the notes. */
int iv_map_known_channel(struct iv_str channel, const struct iv_conf_node *node, size_t at, struct iv_err *err);
int iv_map_consents(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *list, struct iv_err *err);
int iv_map_checks(struct iv_map *map, struct iv_map_emit *emit, const struct iv_conf_node *list, struct iv_err *err);
int iv_map_placeholders(struct iv_map *map, const struct iv_conf_node *node, struct iv_err *err);
int iv_map_expectations(struct iv_map *map, const struct iv_conf_node *node, struct iv_err *err);
void iv_map_scope(struct iv_map *map);
/* Cleaner of a field of the vocabulary, or of a type of the user's own. */
enum iv_clean_as iv_map_cleaner(struct iv_str name, enum iv_type type);

#endif
