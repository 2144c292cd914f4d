/* SPDX-License-Identifier: MIT
 * A column: the different values of one field, each held once and known by a small number. Two records agree when their numbers are
 * equal; only values that differ need their texts. Numbers depend on the order of the input, so they order nothing
 * that is seen. */
#ifndef IV_MATCH_COLUMN_H
#define IV_MATCH_COLUMN_H
#include "base/hash.h"
#include "match/index.h"

#define IV_COLUMN_NONE 0 /* the number of "no value" */

struct iv_match_value {
	const char *text;
	uint32_t hash; /* low bits of the text's hash */
	uint32_t records; /* that have it, once counted (crowd.h) */
	uint64_t letters; /* a bit for each character that occurs, by a hash: texts of few common bits need no closer look */
	uint16_t n; /* bytes of the text, at most 65,535 are kept */
	uint16_t characters; /* of the text */
	uint16_t bar; /* where its first bar stands, n where there is none: a street's road ends there */
	uint8_t band; /* how common it is, once counted */
};

/* Zero-initialise. */
struct iv_match_column {
	struct iv_arena arena;
	struct iv_match_value *value; /* by number; 0 is no value */
	struct iv_match_index index;
	size_t n, cap; /* n counts 0 */
};

void iv_match_column_release(struct iv_match_column *c);
void iv_match_column_close(struct iv_match_column *c); /* nothing is added any more: what finds values goes */
/* Finds or copies; an empty text is 0. At most 65,535 bytes; `hash` is iv_match_column_hash of it. */
uint32_t iv_match_column_add(struct iv_match_column *c, struct iv_str text, uint32_t hash);
static inline uint32_t iv_match_column_hash(struct iv_str text)
{
	return (uint32_t)iv_hash_short(text);
}

static inline struct iv_str iv_match_value_text(const struct iv_match_column *c, uint32_t number)
{
	return (struct iv_str){ c->value[number].text, c->value[number].n };
}

/* Copies bytes one behind the other, without the arena's alignment: texts are short and many. */
const char *iv_match_keep(struct iv_arena *a, struct iv_str first, struct iv_str second);

#endif
