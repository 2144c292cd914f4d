/* SPDX-License-Identifier: MIT
 * Those whose turn it is say which blocks are compared: their own, and of those that the splits cut, the pieces they are in. Then all records are walked, and
 * whoever has one of these keys is listed. */
#include <stdlib.h>

#include "base/parallel.h"
#include "match/block_work.h"

/* The keys of those whose turn it is. Filters may find a few more; what a record is listed for is looked up. */
struct sought {
	struct iv_match_filter block; /* all blocks */
	struct iv_match_filter cut; /* blocks and pieces that are cut */
	struct iv_match_filter whole; /* those that are compared */
	struct iv_match_key_set exact; /* the same */
};

struct turning {
	const struct iv_block_work *b;
	const uint8_t *turn;
	const struct sought *sought; /* NULL: it is being gathered */
	struct iv_match_items *block, *cut, *whole; /* then */
	uint32_t *noted;
	bool notes; /* noted is being made */
};

/* Records without a value have one key whichever cut it is, so the depth is part of it; the lowest bit stays (block_list.h). */
static uint64_t at_depth(uint64_t key, unsigned depth)
{
	return key ^ (uint64_t)depth << 1;
}

/* A block is cut by each of the rule's further keys, a piece of it by the one behind that which made it. */
static unsigned cuts_end(const struct iv_match_rule *rule, unsigned depth)
{
	return depth && depth < rule->cuts ? depth + 1 : rule->cuts;
}

/* ---- what is sought ---- */

static void seek(const struct turning *t, uint64_t key, unsigned depth, uint32_t part)
{
	const struct iv_match_rule *rule = t->b->path.rule;
	uint64_t piece[IV_KEYS_MOST];
	bool is_cut = iv_match_splits_have(t->b->out->given, t->b->number, key, depth);
	if (!is_cut || depth < rule->cuts)
		iv_match_items_add(is_cut ? t->cut : t->whole, at_depth(key, depth), 0);
	for (unsigned c = depth; c < cuts_end(rule, depth) && is_cut; c++)
		for (size_t n = iv_block_pieces(&t->b->path, rule->cut[c], key, part, piece); n-- > 0;)
			seek(t, piece[n], c + 1, part);
}

static void seek_block(const void *ctx, struct iv_block_list *out, uint32_t part, uint64_t block)
{
	const struct turning *t = ctx;
	(void)out;
	iv_match_items_add(t->block, block, 0);
	seek(t, block, 0, part);
}

/* False: they have no keys by this rule. */
static bool gather(struct turning *t, struct sought *sought)
{
	struct iv_block_walk walk = { .path = &t->b->path, .ctx = t, .list = seek_block };
	struct iv_match_items block = { 0 }, cut = { 0 }, whole = { 0 };
	t->block = &block;
	t->cut = &cut;
	t->whole = &whole;
	for (size_t i = 0; i < t->b->nows; i++)
		iv_block_keys_of(&walk, t->b->now[i], NULL);
	iv_match_filter_fill(&sought->block, &block);
	iv_match_filter_fill(&sought->cut, &cut);
	iv_match_filter_fill(&sought->whole, &whole);
	for (size_t i = 0; i < whole.n; i++)
		iv_match_key_set_add(&sought->exact, whole.item[i].key);
	bool any = whole.n || cut.n;
	iv_match_items_release(&block);
	iv_match_items_release(&cut);
	iv_match_items_release(&whole);
	return any;
}

static void release(struct sought *s)
{
	iv_match_filter_release(&s->block);
	iv_match_filter_release(&s->cut);
	iv_match_filter_release(&s->whole);
	iv_match_key_set_release(&s->exact);
}

/* ---- who has it ---- */

/* Rounds after the first are for few: what a record's key begins with tells of nearly all others that nobody seeks them, without another look at what
 * the key is made of. */
static void note(const struct turning *t, uint32_t part, uint64_t key)
{
	uint32_t *noted = &t->noted[part], high = (uint32_t)(key >> 32);
	*noted = *noted == IV_NOTED_NONE && high > IV_NOTED_NONE ? high : IV_NOTED_SEVERAL;
}

static bool is_wanted(const void *ctx, uint32_t part)
{
	const struct turning *t = ctx;
	if (t->turn[part] == IV_TURN_BEFORE)
		return false;
	if (t->notes)
		t->noted[part] = IV_NOTED_NONE;
	else if (t->noted[part] != IV_NOTED_SEVERAL)
		return t->noted[part] != IV_NOTED_NONE && iv_match_filter_may(&t->sought->block, (uint64_t)t->noted[part] << 32);
	return true;
}

static void list(const struct turning *t, struct iv_block_list *out, uint32_t part, uint64_t key, unsigned depth)
{
	const struct iv_match_rule *rule = t->b->path.rule;
	const struct sought *s = t->sought;
	uint64_t piece[IV_KEYS_MOST];
	uint64_t here = at_depth(key, depth);
	if (iv_match_filter_may(&s->whole, here) && iv_match_key_set_has(&s->exact, here))
		iv_block_list_add(out, here, part);
	for (unsigned c = depth; c < cuts_end(rule, depth) && iv_match_filter_may(&s->cut, here); c++)
		for (size_t n = iv_block_pieces(&t->b->path, rule->cut[c], key, part, piece); n-- > 0;)
			list(t, out, part, piece[n], c + 1);
}

static void list_block(const void *ctx, struct iv_block_list *out, uint32_t part, uint64_t block)
{
	const struct turning *t = ctx;
	if (t->notes)
		note(t, part, block);
	if (iv_match_filter_may(&t->sought->block, block))
		list(t, out, part, block, 0);
}

/* ---- who meets ---- */

static void count_share(void *ctx, size_t number, unsigned worker)
{
	struct iv_block_share *s = &((struct iv_block_work *)ctx)->share[number];
	const struct iv_block_list *l = &s->level[0];
	(void)worker;
	for (size_t i = 0, end; i < l->n; i = end) {
		end = iv_block_end(l, i);
		s->unsplit += (double)iv_block_pairs_of(end - i);
	}
}

static void compare_share(void *ctx, size_t number, unsigned worker)
{
	struct iv_block_share *s = &((struct iv_block_work *)ctx)->share[number];
	const struct iv_block_list *l = &s->level[0];
	const uint8_t *turn = s->b->out->turn;
	(void)worker;
	for (size_t i = 0, end; i < l->n; i = end) {
		end = iv_block_end(l, i);
		for (size_t k = i; k < end; k++)
			for (size_t other = i; other < end && turn[l->item[k].value] == IV_TURN_NOW; other++)
				if ((other > k || turn[l->item[other].value] != IV_TURN_NOW) && iv_block_may_meet(s->b, iv_match_key12(&l->item[i]), l->item[k].value, l->item[other].value))
					iv_block_add_pair(s, l->item[k].value, l->item[other].value);
	}
}

void iv_block_run_turn(struct iv_block_work *b, double spend)
{
	struct turning t = { .b = b, .turn = b->out->turn };
	struct iv_block_walk walk = { .path = &b->path, .ctx = &t, .wants = is_wanted, .list = list_block };
	struct sought sought = { 0 };
	uint32_t **noted = &b->base->noted[b->number];
	if (gather(&t, &sought)) {
		t.sought = &sought;
		t.notes = !*noted;
		if (t.notes)
			*noted = memset(iv_vast_alloc((b->out->m->n + 1) * sizeof **noted), 0, b->out->m->n * sizeof **noted);
		t.noted = *noted;
		struct iv_block_list met = iv_block_walk(&walk, &b->room);
		iv_block_share_out(b, &met);
		iv_parallel(b->out->threads, IV_BLOCK_SHARES, count_share, b);
		if (!iv_block_is_outgrown(b, spend))
			iv_parallel(b->out->threads, IV_BLOCK_SHARES, compare_share, b);
		iv_block_join(b);
	}
	release(&sought);
}
