/* SPDX-License-Identifier: MIT
 * A row of an extract becomes records. All or nothing: a row of which one record cannot be made is rejected whole. */
#ifndef IV_INGEST_EMIT_H
#define IV_INGEST_EMIT_H
#include "clean/idno.h"
#include "ingest/map.h"
#include "ingest/expect.h"
#include "ingest/missing.h"
#include "ingest/order.h"
#include "rec/flow.h"

/* A row as the reader packs it for the workers: one cell for each column of the map. */
struct iv_row {
	struct iv_str raw; /* as it stands in the file, for rejects */
	const struct iv_order *order; /* how to read each column, as the head of its file showed; NULL: nothing is known */
	struct iv_str content; /* a key made from what is in it; empty when the map has keys */
	const char *doubt; /* the reader mended it: a code for a warning; else NULL */
	struct iv_str was; /* then its text as it came */
	bool odd_bytes; /* some bytes did not decode; cells show them as charset.h says */
	const struct iv_cells *all; /* every cell of the row, when a profile is made; else NULL */
	const struct iv_map_rest *rest; /* with own: rest; its cells come after those of the map's columns */
	struct iv_str cell[]; /* UTF-8; empty when the file lacks an optional column. Those of lookups are filled in by the worker */
};

/* The columns of one file, for as long as the run lasts. */
struct iv_columns {
	const struct iv_columns *next; /* of the file before */
	uint64_t first; /* the ordinal of its first row */
	size_t n;
	struct iv_str name[];
};

struct iv_cells {
	const struct iv_columns *columns;
	struct iv_str cell[]; /* columns->n of them */
};

/* A field's value while the record is being built. */
struct iv_ingest_value {
	struct iv_str text;
	struct iv_str *item; /* of a list */
	uint32_t n, cap;
	bool elsewhere; /* nothing, but another field was learned from what was given, so no other way is tried */
};

/* What rules look at. */
struct iv_ingest_subject {
	struct iv_row *row;
	const struct iv_map_emit *emit;
	const struct iv_ingest_value *value; /* by slot */
};

struct iv_ingest_warn {
	struct iv_str field;
	const char *code;
	struct iv_str was;
	bool refused; /* nothing was kept */
	struct iv_str meant; /* what it probably should be; empty: nobody knows */
};

/* A column some bytes of which did not decode. */
struct iv_ingest_bad {
	uint32_t column;
	struct iv_str was; /* the bytes as \xCB */
};

/* A key that a lookup does not have. */
struct iv_ingest_missed {
	const struct iv_map_lookup *lookup;
	struct iv_str field, key;
};

/* What a worker counts of a lookup. */
struct iv_ingest_joined {
	int64_t found, missing, empty; /* empty: the row has no key */
	struct iv_missing keys; /* those not found */
};

/* A text as given, on its way into a slot. */
struct iv_ingest_given {
	uint32_t slot;
	struct iv_str text;
};

struct iv_ingest_line {
	size_t at, n; /* in the worker's `out` */
	enum iv_kind kind;
	struct iv_str key;
};

/* What one thread needs. Zero-initialise, set map, release once. */
struct iv_ingest {
	const struct iv_map *map;
	struct iv_rule_run *run;
	const struct iv_order *orders; /* of the rows to come, for lines of NDJSON */
	const struct iv_order *order; /* of the column that a value comes from; NULL: of none */
	struct iv_arena *arena; /* of the batch in work */
	struct iv_ingest_value *value;
	size_t values;
	struct iv_ingest_subject subject;
	struct iv_ingest_derived {
		uint32_t slot;
		struct iv_str text;
	} derived[32]; /* learned from other fields, for slots that stay empty */
	size_t deriveds;
	struct iv_idno idno; /* the record's, where it is strong */
	bool several_places; /* the record's address leaves open which place is meant */
	struct iv_ingest_warn *warn;
	size_t warns, warns_cap;
	bool keep_raw; /* set after init: records carry what cleaning changed */
	struct iv_ingest_given *given; /* with keep_raw */
	size_t givens, givens_cap;
	struct iv_buf raws; /* members of `raw` that are no slots */
	struct iv_buf out; /* the lines of the last row */
	struct iv_ingest_line *line;
	size_t lines, lines_cap;
	struct iv_expect expect;
	struct iv_ingest_joined *joined; /* by lookup */
	struct iv_ingest_missed *missed; /* of the row, then of the record in work */
	size_t misses, misses_of_row;
	struct iv_ingest_bad *bad; /* of the row */
	size_t bads, bads_cap;
	struct iv_tally warned; /* by code, of records that passed */
	struct iv_pattern_room room;
	struct iv_buf scratch;
	struct iv_rec rec; /* of a line of NDJSON */
	struct iv_row *row; /* made from it */
	struct iv_profile_map *profile; /* borrowed; NULL: none is made */
};

void iv_ingest_init(struct iv_ingest *w, const struct iv_map *map);
void iv_ingest_release(struct iv_ingest *w);

/* Makes the records of a row: w->line[0..lines), valid until the next call. IV_OK, perhaps with no line; or IV_REJECT with code
 * missing_key, missing_field, no_match, check_failed, same_key, negative_amount, or what the cleaner of a required field said. */
int iv_ingest_row(struct iv_ingest *w, struct iv_arena *arena, struct iv_row *row, struct iv_err *err);

/* The same for a line of NDJSON: cells are found by their dotted path. With map->renew, a record of ivoc's passes through the
 * cleaners; what is clean stays as it is, byte for byte. */
int iv_ingest_json(struct iv_ingest *w, struct iv_arena *arena, struct iv_str line, struct iv_str content, struct iv_err *err);

/* The value at a dotted path of a line of NDJSON, as the text of a cell; the items of a list are set apart by U+001F. */
struct iv_str iv_ingest_cell(struct iv_arena *arena, const struct iv_rec *rec, struct iv_str path);

/* --- Within the room --- */

/* Cleans `text` as the slot says and puts it there; notes warnings. */
void iv_ingest_clean(struct iv_ingest *w, const struct iv_map_emit *emit, uint32_t slot, const struct iv_map_spec *spec, struct iv_str text);
void iv_ingest_push(struct iv_ingest *w, struct iv_ingest_value *v, struct iv_str text); /* adds to a list, once */
/* Where the record's telephone numbers are at home: its country, else the region that the map says, else the country of its address. */
struct iv_str iv_ingest_region(struct iv_ingest *w, const struct iv_map_emit *emit, const struct iv_map_spec *spec);
void iv_ingest_phone(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_ingest_value *v, const struct iv_map_spec *spec, struct iv_str field, struct iv_str text);
void iv_ingest_warn(struct iv_ingest *w, struct iv_str field, const char *code, struct iv_str was, bool refused);
void iv_ingest_cross(struct iv_ingest *w, const struct iv_map_emit *emit); /* what fields say about each other: warns, derives */
void iv_ingest_rest(struct iv_ingest *w, struct iv_buf *out); /* appends the columns that the map does not name */
void iv_ingest_consent(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_buf *out); /* appends ,"consent":{…} when there is any */
void iv_ingest_warns(struct iv_ingest *w, struct iv_buf *out); /* appends ,"warn":[…] when there are any */
void iv_ingest_cells(struct iv_ingest *w); /* makes the row's cells fit to be read */
void iv_ingest_bad_cells(struct iv_ingest *w, const struct iv_map_emit *emit); /* warnings about bytes that did not decode */
int iv_ingest_bad_key(const struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_err *err); /* IV_REJECT: some are in the key */
void iv_ingest_join_row(struct iv_ingest *w); /* lookups by columns */
void iv_ingest_join_fields(struct iv_ingest *w, const struct iv_map_emit *emit); /* lookups by fields */
int iv_ingest_missed(struct iv_ingest *w, struct iv_err *err); /* warnings; or IV_REJECT, no_match */
void iv_ingest_give(struct iv_ingest *w, uint32_t slot, struct iv_str text);
void iv_ingest_raw(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_buf *out); /* appends ,"raw":{…} when something was changed */
int iv_ingest_renew(struct iv_ingest *w, struct iv_arena *arena, struct iv_str line, struct iv_err *err);

#endif
