/* SPDX-License-Identifier: MIT
 * What the map makes of the columns: what cleaners said of their values, and how full the fields of the records are. One a worker;
 * all of it adds up in any order. */
#ifndef IV_INGEST_PROFILE_MAP_H
#define IV_INGEST_PROFILE_MAP_H
#include "ingest/emit.h"
#include "stats/distinct.h"

/* A column of the map. Each code counts once a row, however many records the row becomes. */
struct iv_profile_said {
	struct iv_tally codes;
	int64_t refused; /* rows in which something of it was left out, placeholders aside */
	int64_t placeholders;
	struct iv_str field; /* the first that is filled from it; empty: none, a rule reads it */
};

/* A field of the records that left. */
struct iv_profile_field {
	struct iv_str name;
	bool mapped; /* the map names it; else it is derived, and may never be filled */
	int64_t filled;
	int64_t items; /* of lists; else as filled */
	struct iv_distinct *distinct; /* of them; NULL of fields that are only derived */
	struct iv_tally codes;
};

struct iv_profile_map {
	const struct iv_map *map;
	struct iv_profile_said *said; /* by column of the map */
	struct iv_distinct *sketch; /* of the mapped fields */
	struct iv_profile_field *field; /* in order of the vocabulary, the user's own last */
	size_t fields;
	uint32_t **slot; /* by emit and slot: which field */
	int64_t records;
	/* Of the row in work. */
	struct iv_profile_note {
		uint32_t column;
		const char *code;
	} note[64];
	size_t notes;
	struct iv_profile_filled {
		uint32_t field;
		bool first; /* value of the field */
		uint64_t hash;
		const char *code; /* a warning, instead of a value */
	} * filled; /* of records that leave unless the row is rejected */
	size_t filleds, filled_cap;
	int64_t lines;
};

void iv_profile_map_init(struct iv_profile_map *m, const struct iv_map *map);
void iv_profile_map_release(struct iv_profile_map *m); /* safe on anything zeroed */
void iv_profile_map_merge(struct iv_profile_map *into, const struct iv_profile_map *from); /* of the same map */

/* --- Called while a row is made into records --- */
void iv_profile_map_row(struct iv_profile_map *m); /* a new row */
void iv_profile_map_warn(struct iv_profile_map *m, const struct iv_row *row, const char *code, struct iv_str was, bool refused);
void iv_profile_map_line(struct iv_profile_map *m, const struct iv_ingest *w, size_t emit); /* a record of it */
void iv_profile_map_pass(struct iv_profile_map *m); /* the row's records leave */

#endif
