/* SPDX-License-Identifier: MIT
 * Within blocking: the work on one rule after the other, in shares for several threads. What each share gives is joined in order. */
#ifndef IV_MATCH_BLOCK_WORK_H
#define IV_MATCH_BLOCK_WORK_H
#include "match/block.h"
#include "match/block_list.h"

enum { IV_BLOCK_SHARES = 64, IV_BLOCK_SIZES = 48 };

struct iv_block_work;

/* Some of a rule's blocks, the pieces that cuts make of them, and what they give. */
struct iv_block_share {
	const struct iv_block_work *b;
	struct iv_block_list level[1 + IV_SCHEMA_KEYS]; /* blocks, pieces by one cut, by two …; of each, once it is compared, only those that are too large */
	uint64_t *pair;
	size_t n, cap;
	size_t at; /* where its pairs go */
	struct iv_match_block_rule report;
	struct iv_match_splits made;
	uint64_t of_size[IV_BLOCK_SIZES]; /* pairs in blocks by their size */
	double unsplit; /* pairs in blocks that the given splits leave whole */
};

struct iv_block_work {
	struct iv_match_blocking *out;
	struct iv_match_block_base *base;
	struct iv_block_path path;
	unsigned number; /* of the rule */
	struct iv_match_block_rule *report;
	struct iv_block_room room;
	const uint32_t *now; /* the records whose turn it is */
	size_t nows;
	unsigned level; /* cuts so far */
	unsigned depth; /* 0: of blocks; else one more than the number of the last cut */
	uint64_t limit;
	struct iv_block_share share[IV_BLOCK_SHARES];
};

void iv_block_note(struct iv_match_block_rule *r, uint64_t records, uint32_t example); /* a block, if it is among the largest */

/* The shares of a list that is not moved before the last cut, at the borders of blocks. */
void iv_block_share_out(struct iv_block_work *b, const struct iv_block_list *l);

/* What the shares gave goes to the whole, and they are empty again. */
void iv_block_join(struct iv_block_work *b);

/* Has the population outgrown the given splits: could what they leave whole not be borne? Then the rule's pairs are counted all the same. */
bool iv_block_is_outgrown(struct iv_block_work *b, double spend);

static inline uint64_t iv_block_pairs_of(uint64_t records)
{
	return records * (records - 1) / 2;
}

/* The rule where only some meet all others: those are sought by the keys of these (block_turn.c). */
void iv_block_run_turn(struct iv_block_work *b, double spend);

static inline bool iv_block_meet_now(const uint8_t *turn, uint32_t x, uint32_t y)
{
	return (turn[x] == IV_TURN_NOW || turn[y] == IV_TURN_NOW) && turn[x] != IV_TURN_BEFORE && turn[y] != IV_TURN_BEFORE;
}

/* Adds a pair, but for those who do not meet now. */
static inline void iv_block_add_pair(struct iv_block_share *s, uint32_t x, uint32_t y)
{
	const struct iv_match_blocking *out = s->b->out;
	if (x == y || (out->turn && !iv_block_meet_now(out->turn, x, y)))
		return;
	if (s->n == s->cap)
		s->pair = iv_reserve(s->pair, &s->cap, s->n + 1, sizeof *s->pair);
	uint64_t low = x < y ? x : y, high = x < y ? y : x;
	s->pair[s->n++] = (low << out->width | high) << IV_BLOCK_RULE_BITS | s->b->number;
}

/* Two Han names have no business in a block that a third name, in letters, brought about: without that one they would not meet. */
static inline bool iv_block_may_meet(const struct iv_block_work *b, uint64_t block, uint32_t x, uint32_t y)
{
	if (!b->path.by_name || !(block & 1))
		return true;
	const struct iv_match_name *one = iv_match_name_of(b->out->m, x), *other = iv_match_name_of(b->out->m, y);
	return !one || !other || !(one->flags & other->flags & IV_NAME_HAN);
}

#endif
