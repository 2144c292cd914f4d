/* SPDX-License-Identifier: MIT
 * One rule after the other: keys are listed and sorted, neighbours with one key are a block. The list is cut into shares at the borders of blocks; several
 * threads cut the blocks of a share into pieces, and what each gives is joined in order. */
#include "match/block_work.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"
#include "match/block_unite.h"
#include "match/gram.h"

/* Neighbours in the last resort; blocks of so few records are always compared; when it is the turn of one record in so many, all blocks are listed. */
enum { WINDOW = 3, LEAST_BLOCK = 4, MANY = 2 };

void iv_match_blocking_empty(struct iv_match_blocking *b)
{
	iv_vast_free(b->pair);
	b->pair = NULL;
	b->n = b->cap = 0;
}

void iv_match_blocking_release(struct iv_match_blocking *b)
{
	iv_match_blocking_empty(b);
	iv_match_splits_release(&b->made);
	*b = (struct iv_match_blocking){ 0 };
}

/* What only one rule needs goes at its end, as pairs take ever more. */
static void release_levels(struct iv_block_work *b)
{
	for (size_t i = 0; i < IV_BLOCK_SHARES; i++)
		for (size_t k = 1; k <= IV_SCHEMA_KEYS; k++) {
			iv_vast_free(b->share[i].level[k].item);
			b->share[i].level[k] = (struct iv_block_list){ 0 };
		}
}

/* ---- from a block to its pairs ---- */

/* The last resort: neighbours in order of name and birth date. */
static void window(struct iv_block_share *s, const struct iv_match_item12 *item, size_t n)
{
	struct iv_match_items order = { 0 };
	const struct iv_match_people *m = s->b->out->m;
	s->report.windowed += n;
	if (s->b->path.rule->cut_only || s->b->out->given)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct iv_match_name *name = iv_match_name_of(m, item[i].value);
		iv_match_items_add(&order, (name ? name->whole & ~UINT64_C(0xFFFFF) : 0) | ((uint64_t)iv_match_row(m, item[i].value)->birth & 0xFFFFF), item[i].value);
	}
	iv_match_sort(&order);
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && k - i <= WINDOW; k++)
			iv_block_add_pair(s, (uint32_t)order.item[i].value, (uint32_t)order.item[k].value);
	iv_match_items_release(&order);
}

static void compare_whole(struct iv_block_share *s, const struct iv_match_item12 *item, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			if (iv_block_may_meet(s->b, iv_match_key12(item), item[i].value, item[k].value))
				iv_block_add_pair(s, item[i].value, item[k].value);
}

/* ---- a list of blocks, or of pieces ---- */

static uint64_t size_of(int step)
{
	return step & 1 ? (UINT64_C(3) << (step / 2)) / 2 : UINT64_C(1) << (step / 2);
}

static void count(struct iv_block_share *s, const struct iv_block_list *l)
{
	const struct iv_block_work *b = s->b;
	for (size_t i = 0, end; i < l->n; i = end) {
		int step = 0;
		end = iv_block_end(l, i);
		while (step < IV_BLOCK_SIZES - 1 && size_of(step) < end - i)
			step++;
		s->of_size[step] += iv_block_pairs_of(end - i);
		if (!b->depth && end - i > 1) {
			s->report.blocks++;
			iv_block_note(&s->report, end - i, l->item[i].value);
		}
		if (b->out->given && !iv_match_splits_have(b->out->given, b->number, iv_match_key12(&l->item[i]), b->depth))
			s->unsplit += (double)iv_block_pairs_of(end - i);
	}
}

/* Makes the pieces of the last cut, if there was one, and counts them. */
static void cut_share(void *ctx, size_t number, unsigned worker)
{
	const struct iv_block_work *b = ctx;
	struct iv_block_share *s = &((struct iv_block_work *)ctx)->share[number];
	(void)worker;
	if (b->level)
		iv_block_cut(&b->path, b->path.rule->cut[b->depth - 1], &s->level[b->level - 1], &s->level[b->level]);
	count(s, &s->level[b->level]);
}

/* The largest block that can be compared whole for what may be spent. */
static uint64_t limit_for(const struct iv_block_work *b, double spend)
{
	uint64_t limit = LEAST_BLOCK;
	double sum = 0;
	for (int step = 0; step < IV_BLOCK_SIZES; step++) {
		for (size_t i = 0; i < IV_BLOCK_SHARES; i++)
			sum += (double)b->share[i].of_size[step];
		if (sum <= spend && size_of(step) > limit)
			limit = size_of(step);
	}
	return limit;
}

/* Is a block or piece of n records compared whole? What is not is noted. */
static bool is_whole(struct iv_block_share *s, uint64_t key, uint64_t n)
{
	const struct iv_block_work *b = s->b;
	const struct iv_match_splits *given = b->out->given;
	bool whole = given ? !iv_match_splits_have(given, b->number, key, b->depth) : n <= b->limit;
	s->report.grown += whole && n > b->limit;
	if (!whole && !given)
		iv_match_splits_add(&s->made, b->number, key, b->depth);
	return whole;
}

/* Compares the blocks that are small enough and moves the others, in order, to the beginning. */
static void compare_share(void *ctx, size_t number, unsigned worker)
{
	const struct iv_block_work *b = ctx;
	struct iv_block_share *s = &((struct iv_block_work *)ctx)->share[number];
	struct iv_block_list *l = &s->level[b->level];
	size_t larges = 0;
	(void)worker;
	for (size_t i = 0, end; i < l->n; i = end) {
		size_t n = (end = iv_block_end(l, i)) - i;
		if (is_whole(s, iv_match_key12(&l->item[i]), n)) {
			compare_whole(s, l->item + i, n);
		} else {
			memmove(l->item + larges, l->item + i, n * sizeof *l->item);
			larges += n;
		}
	}
	l->n = larges;
}

/* Compares the blocks, or pieces, that are small enough. Returns how many records are left in others; none when the rule is given up. */
static size_t compare_level(struct iv_block_work *b, double spend)
{
	size_t left = 0;
	iv_parallel(b->out->threads, IV_BLOCK_SHARES, cut_share, b);
	b->limit = limit_for(b, spend);
	bool outgrown = iv_block_is_outgrown(b, spend);
	if (!outgrown)
		iv_parallel(b->out->threads, IV_BLOCK_SHARES, compare_share, b);
	for (size_t i = 0; i < IV_BLOCK_SHARES && !outgrown; i++)
		left += b->share[i].level[b->level].n;
	iv_block_join(b);
	return left;
}

static void window_share(void *ctx, size_t number, unsigned worker)
{
	const struct iv_block_work *b = ctx;
	struct iv_block_share *s = &((struct iv_block_work *)ctx)->share[number];
	const struct iv_block_list *l = &s->level[b->level];
	(void)worker;
	for (size_t i = 0, end; i < l->n; i = end) {
		end = iv_block_end(l, i);
		window(s, l->item + i, end - i);
	}
}

static void compare_neighbours(struct iv_block_work *b)
{
	iv_parallel(b->out->threads, IV_BLOCK_SHARES, window_share, b);
	iv_block_join(b);
}

/* ---- a rule ---- */

/* Cuts what is too large by one more key, and what is then still too large by the ones behind it. */
static void cut_blocks(struct iv_block_work *b, unsigned cut, double spend, bool last_resort)
{
	b->level++;
	b->depth = cut + 1;
	size_t left = compare_level(b, spend);
	if (left && cut + 1u < b->path.rule->cuts)
		cut_blocks(b, cut + 1, spend, last_resort);
	else if (left && last_resort)
		compare_neighbours(b);
	b->level--;
}

/* Keys that very many share bring so few of their pairs that these are no longer worth the sorting. */
static bool is_left_out(struct iv_block_work *b, bool common, double spend)
{
	const struct iv_match_splits *given = b->out->given;
	bool out = given ? iv_match_splits_have(given, b->number, 0, IV_SPLIT_RULE) : common && spend < (double)b->out->m->n;
	if (out && !given)
		iv_match_splits_add(&b->out->made, b->number, 0, IV_SPLIT_RULE);
	return b->report->left_out = out;
}

/* Of the ways through the cuts only the one by the last of them ends with neighbours: they would be the same each time. */
static void run_all(struct iv_block_work *b, double spend)
{
	const struct iv_match_rule *rule = b->path.rule;
	const struct iv_block_walk walk = { .path = &b->path };
	struct iv_block_list list = iv_block_walk(&walk, &b->room);
	iv_block_share_out(b, &list);
	b->depth = 0;
	b->report->cut = compare_level(b, spend);
	b->report->limit = b->limit;
	if (!rule->cuts && b->report->cut)
		compare_neighbours(b);
	if (b->report->cut) /* pieces need the memory */
		iv_block_room_rest(&b->room);
	for (unsigned c = 0; c < rule->cuts && b->report->cut; c++)
		cut_blocks(b, c, spend / 2, c + 1u == rule->cuts);
	release_levels(b);
}

static void run_rule(struct iv_block_work *b, const struct iv_match_rule *rule, double spend)
{
	b->path = (struct iv_block_path){ .keys = &b->base->keys, .rule = rule };
	for (unsigned i = 0; i < IV_SCHEMA_KEYS; i++)
		b->path.by_name |= (i < rule->keys && rule->key[i] == IV_KEY_NAME) || (i < rule->cuts && rule->cut[i] == IV_KEY_NAME);
	if (b->out->turn && b->nows < b->out->m->n / MANY)
		iv_block_run_turn(b, spend);
	else
		run_all(b, spend);
}

/* ---- pairs without a common key ---- */

static void alike_share(void *ctx, size_t number, unsigned worker)
{
	struct iv_block_share *s = &((struct iv_block_work *)ctx)->share[number];
	const struct iv_match_items *alike = &s->b->base->alike;
	size_t end = iv_parallel_share(alike->n, IV_BLOCK_SHARES, number + 1);
	(void)worker;
	for (size_t i = iv_parallel_share(alike->n, IV_BLOCK_SHARES, number); i < end; i++)
		iv_block_add_pair(s, (uint32_t)alike->item[i].key, (uint32_t)alike->item[i].value);
}

/* Names that are alike. */
static void pair_alike(struct iv_block_work *b)
{
	if (!b->base->paired)
		iv_match_grams(b->out->m, b->out->threads, &b->base->alike);
	b->base->paired = true;
	iv_parallel(b->out->threads, IV_BLOCK_SHARES, alike_share, b);
	iv_block_join(b);
}

/* The part replaced may be no record of its own (an old card nobody kept), or a tombstone: as long as events tell of it, it still belongs to its
 * successor. */
static void find_replaced(const struct iv_match_people *m, struct iv_match_items *out)
{
	struct iv_match_items by_id = { 0 };
	struct iv_match_filter filter = { 0 };
	for (uint32_t p = 0; p < m->n; p++) {
		const struct iv_match_row *row = iv_match_row(m, p);
		for (size_t i = row->held; iv_match_is_record(m, p) && i < (size_t)row->held + row->held_n; i++)
			if (iv_match_ident_type(m->held[i]) == IV_ID_SUPERSEDES)
				iv_match_items_add(&by_id, m->ident[iv_match_ident_number(m->held[i])].value, p);
	}
	iv_match_sort(&by_id);
	iv_match_filter_fill(&filter, &by_id);
	for (size_t p = 0; p < m->n && by_id.n; p++)
		for (size_t k = iv_match_items_seek(&by_id, &filter, m->part[p].id); k < by_id.n && by_id.item[k].key == m->part[p].id; k++)
			if (!(iv_match_row(m, p)->flags & IV_PART_CALLER) && (m->part[p].told || !(iv_match_row(m, p)->flags & IV_PART_DELETED)))
				iv_match_items_add(out, by_id.item[k].value, p);
	iv_match_filter_release(&filter);
	iv_match_items_release(&by_id);
}

static void pair_replaced(struct iv_block_work *b)
{
	struct iv_match_items *replaced = &b->base->replaced;
	if (!b->base->followed && iv_match_any_supersedes(b->out->m))
		find_replaced(b->out->m, replaced);
	b->base->followed = true;
	for (size_t i = 0; i < replaced->n; i++)
		iv_block_add_pair(b->share, (uint32_t)replaced->item[i].key, (uint32_t)replaced->item[i].value);
	iv_block_join(b);
}

void iv_match_block_base_release(struct iv_match_block_base *b)
{
	if (b->keyed)
		iv_match_keys_release(&b->keys);
	iv_match_items_release(&b->alike);
	iv_match_items_release(&b->replaced);
	for (size_t i = 0; i < IV_SCHEMA_RULES; i++)
		iv_vast_free(b->noted[i]);
	*b = (struct iv_match_block_base){ 0 };
}

void iv_match_blocking_begin(const struct iv_match_people *m, double spend, const struct iv_match_splits *given, unsigned threads, struct iv_match_blocking *out)
{
	*out = (struct iv_match_blocking){ .m = m, .threads = threads, .spend = spend, .given = given, .width = 1 };
	while (m->n >> out->width)
		out->width++;
}

void iv_match_block(const struct iv_match_people *m, double spend, const struct iv_match_splits *given, unsigned threads, struct iv_match_blocking *out)
{
	struct iv_match_block_base base = { 0 };
	iv_match_block_turn(m, spend, given, NULL, threads, &base, out);
	iv_match_block_base_release(&base);
}

static uint32_t *list_now(const struct iv_match_people *m, const uint8_t *turn, size_t *n)
{
	uint32_t *now = NULL;
	size_t cap = 0;
	*n = 0;
	for (uint32_t p = 0; p < m->n && turn; p++)
		if (turn[p] == IV_TURN_NOW && iv_match_is_record(m, p)) {
			now = iv_reserve(now, &cap, *n + 1, sizeof *now);
			now[(*n)++] = p;
		}
	return now;
}

void iv_match_block_turn(const struct iv_match_people *m, double spend, const struct iv_match_splits *given, const uint8_t *turn, unsigned threads,
			 struct iv_match_block_base *base, struct iv_match_blocking *out)
{
	const struct iv_match_schema *s = m->schema;
	struct iv_block_work *b = iv_zalloc(sizeof *b);
	double each = spend * (double)m->n > IV_BLOCK_FREE ? spend * (double)m->n : IV_BLOCK_FREE;
	double common = m->n > IV_BLOCK_COMMON ? (double)IV_BLOCK_FREE * IV_BLOCK_COMMON / (double)m->n : IV_BLOCK_FREE;
	iv_match_blocking_begin(m, spend, given, threads, out);
	out->turn = turn;
	b->out = out;
	uint32_t *now = list_now(m, turn, &b->nows);
	b->now = now;
	for (size_t i = 0; i < IV_BLOCK_SHARES; i++)
		b->share[i].b = b;
	b->room.threads = threads;
	if (!base->keyed)
		iv_match_keys_init(&base->keys, m, threads);
	base->keyed = true;
	b->base = base;
	for (b->number = 0; b->number < s->rules; b->number++) {
		const struct iv_match_rule *rule = &s->rule[b->number];
		b->report = &out->rule[b->number];
		if (rule->key[0] == IV_KEY_GRAMS)
			pair_alike(b);
		else if (!is_left_out(b, rule->common, common))
			run_rule(b, rule, rule->common ? common : each);
	}
	iv_block_room_release(&b->room);
	b->report = &out->rule[b->number];
	pair_replaced(b);
	iv_match_block_unite(out);
	free(now);
	free(b);
}
