/* SPDX-License-Identifier: MIT
 * Within blocking: the keys of a rule over all records, sorted, so that neighbours with one key are a block; and the pieces that a further key cuts
 * blocks into. A piece stays where its block is, so that pieces are put in order within the processor's cache, and shares of the blocks are cut by
 * several threads. */
#ifndef IV_MATCH_BLOCK_LIST_H
#define IV_MATCH_BLOCK_LIST_H
#include "match/block_key.h"
#include "match/split.h"

/* Keys and their records; those of a block, or of a piece, stand side by side, in order of the records; of a piece that is cut for those whose turn it is,
 * these come first. Zero-initialise. */
struct iv_block_list {
	struct iv_match_item12 *item;
	size_t n, cap; /* cap 0: the items are borrowed */
};

/* Which keys are sought, where only some meet all others. A key is looked up by filters, so that a few more may be found. */
struct iv_block_sought {
	struct iv_match_filter whole; /* blocks that are compared whole */
	struct iv_match_filter cut; /* blocks that are cut: of these only records in */
	struct iv_match_filter piece; /* one of the pieces that the first cut makes are wanted */
};

struct iv_block_path {
	const struct iv_match_keys *keys;
	const struct iv_match_rule *rule;
	const uint8_t *turn; /* not NULL: only blocks of a record whose turn is now (block.h) are listed */
	const struct iv_match_splits *given; /* with turn: which blocks are cut */
	unsigned number; /* of the rule, in them */
	const struct iv_block_sought *only; /* others are not listed; NULL: all are */
	bool by_name; /* the lowest bit of a key says that only a name in letters brought it */
	uint32_t **noted; /* with turn: what the first such list notes of each record for those that follow, see block.h */
	bool notes; /* it is being noted */
};

/* Room for one list after the other: memory that was used once need not be asked for again. Zero-initialise, but for threads. */
struct iv_block_room {
	unsigned threads;
	struct iv_match_item12 *item;
	size_t cap;
	struct iv_block_list *raw; /* of each thread */
};
void iv_block_room_rest(struct iv_block_room *r); /* the list stays, and what it was made in goes */
void iv_block_room_release(struct iv_block_room *r);

/* Lists the keys of blocks, sorted. The list borrows from the room, until the next one. */
struct iv_block_list iv_block_list(struct iv_block_path *p, struct iv_block_room *room);

/* Lists the pieces that a key (enum iv_match_key) cuts blocks, or pieces, into: block after block, the pieces of each in order of their keys. Records
 * without a value are a piece of their own. Free out->item with iv_vast_free. */
void iv_block_cut(const struct iv_block_path *p, uint8_t cut, const struct iv_block_list *from, struct iv_block_list *out);

static inline size_t iv_block_end(const struct iv_block_list *l, size_t from)
{
	size_t end = from + 1;
	while (end < l->n && !memcmp(l->item[end].key, l->item[from].key, sizeof l->item->key))
		end++;
	return end;
}

#endif
