/* SPDX-License-Identifier: MIT
 * Encoding: a party record becomes what is compared of it. It is done once a record, on any thread, and needs nothing
 * that other records say. */
#ifndef IV_MATCH_ENCODE_H
#define IV_MATCH_ENCODE_H
#include "io/json.h"
#include "match/people.h"

#define IV_MATCH_IDS 24 /* the most identifiers kept of one record; further ones are not compared */

struct iv_match_record {
	uint64_t idno, digest; /* see people.h */
	int32_t birth, joined;
	uint32_t digits;
	uint8_t gender, flags;
	bool has_name;
	struct iv_match_name name;
	size_t ids_n;
	struct iv_str value[IV_SCHEMA_COLUMNS]; /* see encode_column.h */
	uint32_t hash[IV_SCHEMA_COLUMNS]; /* of each value, once unpacked */
	struct iv_str updated; /* as written, at most 255 bytes of it */
	struct iv_match_ident id[IV_MATCH_IDS]; /* ids_n of them; nothing is behind these */
};

/* What members of a record are read, by name. Threads may share it, and it owns nothing. */
#define IV_ENCODER_SLOTS 64
struct iv_match_encoder {
	const struct iv_match_schema *schema;
	struct iv_match_encoder_slot {
		struct iv_str name;
		uint32_t hash; /* iv_json_hash(name) */
		uint16_t columns; /* a bit for each that begins there */
		uint8_t member; /* 1 + its place among those that have a way of their own; 0: it is none, or ignored */
	} slot[IV_ENCODER_SLOTS];
};
void iv_match_encoder_init(struct iv_match_encoder *e, const struct iv_match_schema *schema); /* borrows the schema, which must be complete */

/* Encodes a party: an object's span that was scanned (a line, or the `party` of a customer's part). What `out` points to lives
 * in the arena or the span. */
void iv_match_encode(struct iv_arena *a, const struct iv_match_encoder *encoder, struct iv_str party, struct iv_match_record *out);

/* The same, in less time, where what the scan found is still at hand. */
void iv_match_encode_scanned(struct iv_arena *a, const struct iv_match_encoder *encoder, struct iv_str party, const struct iv_json *scan, struct iv_match_record *out);

/* The party's own bytes: the span without what programs of ours put there: cid, roll, link, hid, was and heir. Returns the span itself
 * when it has neither. */
struct iv_str iv_match_bare(struct iv_arena *a, struct iv_str party);

/* What is compared of a caller: the identifier of the part's key, the name behind it (may be empty; may be a surname) and the sex
 * ('M', 'F' or 0). */
void iv_match_encode_caller(struct iv_arena *a, struct iv_str identifier, struct iv_str name, char sex, struct iv_match_record *out);

/* As bytes and back. Unpacking borrows. */
void iv_match_pack(const struct iv_match_record *r, struct iv_buf *note);
void iv_match_unpack(struct iv_str note, struct iv_match_record *r);

/* Has the memory fetched that iv_match_part_of and iv_match_take will need for a packed record, or for a part alone (an empty note). What one step
 * fetches the next one goes through, so each should come some records after the one before. Changes nothing but the time. */
enum iv_match_step { IV_FETCH_SLOTS, IV_FETCH_ENTRIES };
void iv_match_fetch(const struct iv_match_people *m, uint64_t id, struct iv_str note, enum iv_match_step step);

#endif
