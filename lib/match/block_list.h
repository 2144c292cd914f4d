/* SPDX-License-Identifier: MIT
 * Within blocking: the keys of a rule over all records, sorted, so that neighbours with one key are a block; and the pieces that a further key cuts
 * blocks into. A piece stays where its block is, so that pieces are put in order within the processor's cache, and shares of the blocks are cut by
 * several threads. */
#ifndef IV_MATCH_BLOCK_LIST_H
#define IV_MATCH_BLOCK_LIST_H
#include "match/block_key.h"
#include "match/split.h"

/* Keys and their records; those of a block, or of a piece, stand side by side, in order of the records. Zero-initialise. */
struct iv_block_list {
	struct iv_match_item12 *item;
	size_t n, cap; /* cap 0: the items are borrowed */
};

void iv_block_list_add(struct iv_block_list *l, uint64_t key, uint32_t part);

struct iv_block_path {
	const struct iv_match_keys *keys;
	const struct iv_match_rule *rule;
	bool by_name; /* the lowest bit of a key says that only a name in letters brought it */
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

/* How the records are walked. */
struct iv_block_walk {
	const struct iv_block_path *path;
	void *ctx;
	bool (*wants)(void *ctx, uint32_t part); /* others are left out; NULL: none is */
	void (*list)(void *ctx, struct iv_block_list *out, uint32_t part, uint64_t block); /* what becomes of a record in a block; NULL: it is listed */
};

/* Lists what all records have, sorted. The list borrows from the room, until the next one. Several threads call the functions. */
struct iv_block_list iv_block_walk(const struct iv_block_walk *w, struct iv_block_room *room);

/* The same of one record. */
void iv_block_keys_of(const struct iv_block_walk *w, uint32_t part, struct iv_block_list *out);

/* The pieces of a block, or of a piece, that a record is in by one more key; those without a value are in one of their own. Returns how many. */
size_t iv_block_pieces(const struct iv_block_path *p, uint8_t cut, uint64_t block, uint32_t part, uint64_t piece[IV_KEYS_MOST]);

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
