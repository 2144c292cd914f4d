/* SPDX-License-Identifier: MIT
 * The population: one row for each part (a source and a key), reduced to what is compared. Rows are small, so that
 * millions fit in memory; the lines they came from are spooled elsewhere.
 *
 * A part may have no record: an event spoke of a key that no source explained, or knew an identifier only (a caller). */
#ifndef IV_MATCH_PEOPLE_H
#define IV_MATCH_PEOPLE_H
#include "base/hash.h"
#include "match/column.h"
#include "match/name.h"
#include "match/schema.h"
#include "match/sort.h"

#define IV_MATCH_NONE UINT32_MAX
#define IV_MATCH_NO_DATE INT32_MAX
#define IV_MATCH_BETWEEN 0x1f /* stands between the values of a list, where they are one text */

enum iv_ident_type { IV_ID_PHONE, IV_ID_LANDLINE, IV_ID_EMAIL, IV_ID_OTHER, IV_ID_SUPERSEDES, IV_ID_TYPES };

/* An identifier that records hold, each different one once. */
struct iv_match_ident {
	uint64_t value; /* of a telephone its digits; else a hash; of IV_ID_SUPERSEDES the id of the part replaced. Never 0 */
	const char *text; /* of a mail address or id what may be compared: n bytes */
	uint32_t scope; /* of IV_ID_OTHER: hash of type and scope: values of two scopes say nothing of each other */
	uint8_t type; /* enum iv_ident_type */
	uint8_t n;
	uint8_t names; /* in the population: how many different full names hold it, at most 255 */
	bool blocked; /* held by too many people to say who somebody is */
};

/* Where a record holds one: its number, and above it the type. */
static inline uint8_t iv_match_ident_type(uint32_t held)
{
	return (uint8_t)(held >> 29);
}
static inline uint32_t iv_match_ident_number(uint32_t held)
{
	return held & 0x1FFFFFFF;
}

enum {
	IV_PART_RECORD = 1, /* a party record of it was seen */
	IV_PART_DELETED = 2, /* and it is a tombstone, which is not compared */
	IV_PART_CALLER = 4, /* known by an identifier only */
	IV_PART_COPY = 8, /* a record that another one stands for (copies.h) */
};

/* What is compared of one record, side by side. */
struct iv_match_row {
	uint64_t idno; /* hash; 0: none */
	uint32_t name; /* in people.names, or IV_NAME_NONE */
	int32_t birth; /* day number, IV_MATCH_NO_DATE */
	uint32_t digits; /* of the birth date, four bits each (0x19941130), also of one that is none (1994-11-81); 0: there are none */
	uint32_t held; /* the first of its identifiers in people.held */
	uint8_t held_n;
	uint8_t gender; /* 'M', 'F' or 0 */
	uint8_t flags;
	uint32_t value[]; /* of each column of the schema: its number there */
};

struct iv_match_part {
	uint64_t id; /* hash of source 0x1f key; equal ids are told apart by the texts */
	uint64_t digest; /* of the record's bytes */
	const char *key; /* key_n bytes, and behind them updated_n bytes of `updated` */
	uint32_t line; /* the caller's: which input line the record came from */
	int32_t joined; /* day number, IV_MATCH_NO_DATE */
	uint16_t source, key_n; /* source: number in people.sources */
	uint8_t updated_n;
	bool told; /* the caller's: events tell of it, so that something is left of it though its record is gone */
};

struct iv_match_people {
	const struct iv_match_schema *schema;
	struct iv_names sources;
	struct iv_match_names names;
	struct iv_match_column column[IV_SCHEMA_COLUMNS];
	struct iv_match_part *part;
	char *row; /* n rows of `stride` bytes */
	struct iv_match_ident *ident; /* by number */
	uint32_t *held;
	struct iv_match_index index, ident_index; /* of parts by id, of identifiers; until the parts are settled */
	struct iv_match_items *by_id; /* settled parts, listed once one of them was sought */
	struct iv_arena arena; /* keys, texts of identifiers */
	size_t n, cap, row_cap, stride, idents, idents_cap, held_n, held_cap;
	uint32_t source; /* of the part that was added last */
};

/* The schema is borrowed; it says which columns there are. */
void iv_match_people_init(struct iv_match_people *m, const struct iv_match_schema *schema);
void iv_match_people_release(struct iv_match_people *m);

uint64_t iv_match_id_of(struct iv_str source, struct iv_str key);

/* Finds or adds the part. Keys beyond 65,535 bytes must be refused before. */
uint32_t iv_match_part(struct iv_match_people *m, struct iv_str source, struct iv_str key);
uint32_t iv_match_part_of(struct iv_match_people *m, uint64_t id, struct iv_str source, struct iv_str key); /* the same, where its id is known */
uint32_t iv_match_find(const struct iv_match_people *m, struct iv_str source, struct iv_str key); /* IV_MATCH_NONE: there is none */

/* Gives the part what an encoded record says (see encode.h), in place of what it had. */
void iv_match_take(struct iv_match_people *m, uint32_t part, struct iv_str note);

/* By which parts and identifiers are found. */
static inline uint32_t iv_match_id_hash(uint64_t id)
{
	return (uint32_t)id;
}
static inline uint32_t iv_match_ident_hash(const struct iv_match_ident *id)
{
	return (uint32_t)((id->value + id->type) * 0x9E3779B97F4A7C15u >> 32);
}

/* The digits of a date, as a row has them. */
uint32_t iv_match_digits(int32_t day);

static inline struct iv_match_row *iv_match_row(const struct iv_match_people *m, size_t part)
{
	return (struct iv_match_row *)(void *)(m->row + part * m->stride);
}
static inline struct iv_str iv_match_key(const struct iv_match_part *p)
{
	return (struct iv_str){ p->key, p->key_n };
}
static inline struct iv_str iv_match_updated(const struct iv_match_part *p)
{
	return (struct iv_str){ p->key + p->key_n, p->updated_n };
}
static inline struct iv_str iv_match_source(const struct iv_match_people *m, const struct iv_match_part *p)
{
	return m->sources.name[p->source];
}
static inline const struct iv_match_name *iv_match_name_of(const struct iv_match_people *m, size_t part)
{
	uint32_t name = iv_match_row(m, part)->name;
	return name == IV_NAME_NONE ? NULL : &m->names.name[name];
}
/* Does any record say that it replaces another? */
bool iv_match_any_supersedes(const struct iv_match_people *m);

/* What parts stand in order of, once they are settled (settle.h): 0 without a name. */
static inline uint64_t iv_match_sound(const struct iv_match_people *m, size_t part)
{
	const struct iv_match_name *name = iv_match_name_of(m, part);
	return name ? name->whole : 0;
}
/* Is it a person's record? */
static inline bool iv_match_is_party(const struct iv_match_people *m, size_t part)
{
	return (iv_match_row(m, part)->flags & (IV_PART_RECORD | IV_PART_DELETED | IV_PART_CALLER)) == IV_PART_RECORD;
}
/* Does it take part in matching as one? */
static inline bool iv_match_is_record(const struct iv_match_people *m, size_t part)
{
	return (iv_match_row(m, part)->flags & (IV_PART_RECORD | IV_PART_DELETED | IV_PART_CALLER | IV_PART_COPY)) == IV_PART_RECORD;
}

/* Puts the parts into an order that does not depend on the input's (settle.h), after which nothing is added. moved[old] is
 * the new number of each; free it. */
uint32_t *iv_match_settle(struct iv_match_people *m, unsigned threads);

#endif
