/* SPDX-License-Identifier: MIT
 * The population: one row for each part (a source and a key), reduced to what is compared. Rows are small, so that
 * millions fit in memory; the lines they came from are spooled elsewhere.
 *
 * A part may have no record: an event spoke of a key that no source explained, or knew an identifier only (a caller). */
#ifndef IV_MATCH_PEOPLE_H
#define IV_MATCH_PEOPLE_H
#include "base/hash.h"
#include "match/name.h"

#define IV_MATCH_NONE UINT32_MAX
#define IV_MATCH_NO_DATE INT32_MAX

enum iv_ident_type { IV_ID_PHONE, IV_ID_LANDLINE, IV_ID_EMAIL, IV_ID_OTHER, IV_ID_SUPERSEDES };

/* A value that few people share. */
struct iv_match_id {
	uint64_t value; /* hash; of IV_ID_SUPERSEDES the id of the part replaced */
	char head[4], tail[2]; /* what may be shown of it, at most half */
	uint8_t type; /* enum iv_ident_type */
	uint8_t names; /* in the population: how many different full names hold it, at most 255 */
	bool blocked; /* held by too many people to say who somebody is */
};

enum {
	IV_PART_RECORD = 1, /* a party record of it was seen */
	IV_PART_DELETED = 2, /* and it is a tombstone, which is not compared */
	IV_PART_CALLER = 4, /* known by an identifier only */
};

/* What one record says. */
struct iv_match_row {
	uint64_t idno, street; /* hashes; 0: none */
	uint64_t digest; /* of the record's bytes */
	int32_t birth, joined; /* day numbers, IV_MATCH_NO_DATE */
	uint32_t city; /* hash; 0: none */
	uint8_t gender; /* 'M', 'F' or 0 */
	uint8_t flags;
};

struct iv_match_part {
	uint64_t id; /* hash of source 0x1f key; equal ids are told apart by the texts */
	const char *key; /* key_n bytes, and behind them updated_n bytes of `updated` */
	struct iv_match_row row;
	uint32_t name; /* in people.names, or IV_NAME_NONE */
	uint32_t ids; /* the first of ids_n in people.id */
	uint32_t line; /* the caller's: which input line the record came from */
	uint16_t source, key_n; /* source: number in people.sources */
	uint8_t updated_n, ids_n;
};

struct iv_match_people {
	struct iv_names sources;
	struct iv_match_names names;
	struct iv_match_part *part;
	struct iv_match_id *id;
	uint32_t *slot; /* part + 1, by id */
	struct iv_arena arena; /* keys */
	size_t n, cap, ids_n, ids_cap, slots;
};

void iv_match_people_release(struct iv_match_people *m);

uint64_t iv_match_id_of(struct iv_str source, struct iv_str key);

/* Finds or adds the part. Keys beyond 65,535 bytes must be refused before. */
uint32_t iv_match_part(struct iv_match_people *m, struct iv_str source, struct iv_str key);
uint32_t iv_match_find(const struct iv_match_people *m, struct iv_str source, struct iv_str key); /* IV_MATCH_NONE: there is none */

/* Gives the part what an encoded record says (see encode.h), in place of what it had. */
void iv_match_take(struct iv_match_people *m, uint32_t part, struct iv_str note);

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
static inline const struct iv_match_name *iv_match_name_of(const struct iv_match_people *m, const struct iv_match_part *p)
{
	return p->name == IV_NAME_NONE ? NULL : &m->names.name[p->name];
}
/* Does it take part in matching as a person's record? */
static inline bool iv_match_is_record(const struct iv_match_part *p)
{
	return (p->row.flags & (IV_PART_RECORD | IV_PART_DELETED | IV_PART_CALLER)) == IV_PART_RECORD;
}

/* Puts the parts into an order that does not depend on the input's (by id), after which nothing is added. moved[old] is
 * the new number of each; free it. */
uint32_t *iv_match_settle(struct iv_match_people *m);

#endif
