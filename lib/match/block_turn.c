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
	const struct sought *sought;
	uint32_t *noted;
	bool notes; /* it is being made */
};

/* Of a share of those whose turn it is. */
enum { BLOCK, CUT, WHOLE, LISTS };
struct seeking {
	const struct iv_block_work *b;
	struct iv_match_items list[LISTS];
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

static void seek(struct seeking *k, uint64_t key, unsigned depth, uint32_t part)
{
	const struct iv_match_rule *rule = k->b->path.rule;
	uint64_t piece[IV_KEYS_MOST];
	bool is_cut = iv_match_splits_have(k->b->out->given, k->b->number, key, depth);
	if (!is_cut || depth < rule->cuts)
		iv_match_items_add(&k->list[is_cut ? CUT : WHOLE], at_depth(key, depth), 0);
	for (unsigned c = depth; c < cuts_end(rule, depth) && is_cut; c++)
		for (size_t n = iv_block_pieces(&k->b->path, rule->cut[c], key, part, piece); n-- > 0;)
			seek(k, piece[n], c + 1, part);
}

static void seek_block(void *ctx, struct iv_block_list *out, uint32_t part, uint64_t block)
{
	struct seeking *k = ctx;
	(void)out;
	iv_match_items_add(&k->list[BLOCK], block, 0);
	seek(k, block, 0, part);
}

static void seek_share(void *ctx, size_t number, unsigned worker)
{
	struct seeking *k = (struct seeking *)ctx + number;
	const struct iv_block_walk walk = { .path = &k->b->path, .ctx = k, .list = seek_block };
	size_t end = iv_parallel_share(k->b->nows, IV_BLOCK_SHARES, number + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(k->b->nows, IV_BLOCK_SHARES, number); i < end; i++)
		iv_block_keys_of(&walk, k->b->now[i], NULL);
}

static void fill(struct iv_match_filter *f, const struct seeking *share, int list)
{
	size_t n = 0;
	for (size_t i = 0; i < IV_BLOCK_SHARES; i++)
		n += share[i].list[list].n;
	iv_match_filter_begin(f, n);
	for (size_t i = 0; i < IV_BLOCK_SHARES; i++)
		for (size_t k = 0; k < share[i].list[list].n; k++)
			iv_match_filter_add(f, share[i].list[list].item[k].key);
}

/* False: they have no keys by this rule. */
static bool gather(const struct iv_block_work *b, struct sought *sought)
{
	struct seeking share[IV_BLOCK_SHARES] = { 0 };
	bool any = false;
	for (size_t i = 0; i < IV_BLOCK_SHARES; i++)
		share[i].b = b;
	iv_parallel(b->out->threads, IV_BLOCK_SHARES, seek_share, share);
	fill(&sought->block, share, BLOCK);
	fill(&sought->cut, share, CUT);
	fill(&sought->whole, share, WHOLE);
	for (size_t i = 0; i < IV_BLOCK_SHARES; i++) {
		struct seeking *k = &share[i];
		for (size_t n = 0; n < k->list[WHOLE].n; n++)
			iv_match_key_set_add(&sought->exact, k->list[WHOLE].item[n].key);
		any |= k->list[WHOLE].n || k->list[CUT].n;
		for (int list = 0; list < LISTS; list++)
			iv_match_items_release(&k->list[list]);
	}
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

static bool is_wanted(void *ctx, uint32_t part)
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

static void list_block(void *ctx, struct iv_block_list *out, uint32_t part, uint64_t block)
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
		for (size_t k = i; k < end; k++) {
			uint32_t part = l->item[k].value;
			for (size_t other = i; other < end && turn[part] == IV_TURN_NOW; other++) {
				uint32_t met = l->item[other].value;
				if ((other > k || turn[met] != IV_TURN_NOW) && iv_block_may_meet(s->b, iv_match_key12(&l->item[i]), part, met))
					iv_block_add_pair(s, part, met);
			}
		}
	}
}

void iv_block_run_turn(struct iv_block_work *b, double spend)
{
	struct turning t = { .b = b, .turn = b->out->turn };
	struct iv_block_walk walk = { .path = &b->path, .ctx = &t, .wants = is_wanted, .list = list_block };
	struct sought sought = { 0 };
	uint32_t **noted = &b->base->noted[b->number];
	if (gather(b, &sought)) {
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
