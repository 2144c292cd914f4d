/* SPDX-License-Identifier: MIT
 * Within blocking: the keys of a rule over all records, and, on the way through its cuts, those of the pieces of large blocks. Records are always walked
 * in their order, whichever blocks they are in: to find the next record of a block costs more than to work its keys out again. */
#ifndef IV_MATCH_BLOCK_LIST_H
#define IV_MATCH_BLOCK_LIST_H
#include "match/block_key.h"

/* Keys and their records; of equal keys in order of the records. */
struct iv_block_list {
	struct iv_match_item12 *item;
	size_t n;
};

/* A rule, and the cuts that were made so far. */
struct iv_block_path {
	const struct iv_match_keys *keys;
	const struct iv_match_rule *rule;
	bool by_name; /* the lowest bit of a key says that only a name in letters brought it */
	unsigned depth; /* cuts */
	uint8_t cut[IV_SCHEMA_KEYS]; /* their keys (enum iv_match_key) */
	struct iv_match_key_set large[IV_SCHEMA_KEYS]; /* the blocks that the first of them cuts, the pieces that the second cuts … */
};

/* Room for one list after the other: memory that was used once need not be asked for again. Zero-initialise, but for threads. */
struct iv_block_room {
	unsigned threads;
	struct iv_match_item12 *item;
	size_t cap;
	struct iv_block_raw *raw; /* of each thread */
};
void iv_block_room_release(struct iv_block_room *r);

/* Lists the keys of blocks (no cut), or of the pieces that the last cut makes, sorted. The list stands in the room until the next one. */
struct iv_block_list iv_block_list(const struct iv_block_path *p, struct iv_block_room *room);

static inline size_t iv_block_end(const struct iv_block_list *l, size_t from)
{
	size_t end = from + 1;
	while (end < l->n && !memcmp(l->item[end].key, l->item[from].key, sizeof l->item->key))
		end++;
	return end;
}

#endif
