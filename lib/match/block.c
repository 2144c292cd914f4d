/* SPDX-License-Identifier: MIT
 * One rule after the other: keys are listed and sorted, neighbours with one key are a block. */
#include "match/block.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "match/block_key.h"
#include "match/gram.h"

/* Neighbours in the last resort; blocks of so few records are always compared. */
enum { WINDOW = 3, LEAST_BLOCK = 4 };

/* Keys and their records; of equal keys in order of the records. */
struct list {
	struct iv_match_item12 *item;
	size_t n, cap;
};

struct blocker {
	struct iv_match_blocking *out;
	struct iv_match_keys keys;
	const struct iv_match_rule *rule;
	struct iv_match_block_rule *report;
	unsigned number; /* of the rule */
	bool by_name; /* the lowest bit of a key says that only a name in letters brought it */
};

void iv_match_blocking_release(struct iv_match_blocking *b)
{
	free(b->pair);
	iv_match_splits_release(&b->made);
	*b = (struct iv_match_blocking){ 0 };
}

static void add(struct list *l, uint64_t key, uint32_t part)
{
	if (l->n == l->cap)
		l->item = iv_reserve(l->item, &l->cap, l->n + 1, sizeof *l->item);
	l->item[l->n++] = iv_match_item12(key, part);
}

static void release(struct list *l)
{
	free(l->item);
	*l = (struct list){ 0 };
}

static void add_pair(struct blocker *b, uint32_t x, uint32_t y)
{
	struct iv_match_blocking *out = b->out;
	if (x == y)
		return;
	if (out->n == out->cap)
		out->pair = iv_reserve(out->pair, &out->cap, out->n + 1, sizeof *out->pair);
	uint64_t low = x < y ? x : y, high = x < y ? y : x;
	out->pair[out->n++] = (low << out->width | high) << IV_BLOCK_RULE_BITS | b->number;
	b->report->pairs++;
}

/* ---- from a block to its pairs ---- */

/* The last resort: neighbours in order of name and birth date. */
static void window(struct blocker *b, const struct iv_match_item12 *item, size_t n)
{
	struct iv_match_items order = { 0 };
	b->report->windowed += n;
	if (b->rule->cut_only || b->out->given)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct iv_match_name *name = iv_match_name_of(b->out->m, item[i].value);
		iv_match_items_add(&order, (name ? name->whole & ~UINT64_C(0xFFFFF) : 0) | ((uint64_t)iv_match_row(b->out->m, item[i].value)->birth & 0xFFFFF), item[i].value);
	}
	iv_match_sort(&order);
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && k - i <= WINDOW; k++)
			add_pair(b, (uint32_t)order.item[i].value, (uint32_t)order.item[k].value);
	iv_match_items_release(&order);
}

static bool is_han(const struct blocker *b, uint32_t part)
{
	const struct iv_match_name *name = iv_match_name_of(b->out->m, part);
	return name && name->flags & IV_NAME_HAN;
}

/* Two Han names have no business in a block that a third name, in letters, brought about: without that one they would not meet. */
static void compare_whole(struct blocker *b, const struct iv_match_item12 *item, size_t n)
{
	bool spelled = b->by_name && n && iv_match_key12(item) & 1;
	for (size_t i = 0; i < n; i++) {
		bool han = spelled && is_han(b, item[i].value);
		for (size_t k = i + 1; k < n; k++)
			if (!han || !is_han(b, item[k].value))
				add_pair(b, item[i].value, item[k].value);
	}
}

/* ---- a rule ---- */

static uint64_t marked(const struct blocker *b, uint64_t key, bool spelled)
{
	return b->by_name ? (key & ~UINT64_C(1)) | spelled : key;
}

/* The keys of one record: every combination of the values of the rule's keys. */
static void list_keys(const struct blocker *b, uint32_t part, unsigned at, uint64_t so_far, bool spelled, struct list *out)
{
	uint64_t key[IV_KEYS_MOST];
	size_t n = iv_match_keys_of(&b->keys, b->rule->key[at], part, key);
	for (size_t i = 0; i < n; i++) {
		uint64_t all = at ? iv_match_mix(so_far, key[i]) : key[i];
		bool letters = spelled || (b->rule->key[at] == IV_KEY_NAME && key[i] & 1);
		if (at + 1u < b->rule->keys)
			list_keys(b, part, at + 1, all, letters, out);
		else
			add(out, marked(b, all, letters), part);
	}
}

/* A record of a block by the values of one more key. Records without it are a piece of their own, for the last resort. */
static void list_cut(const struct blocker *b, const struct iv_match_item12 *item, unsigned cut, struct list *out)
{
	uint64_t key[IV_KEYS_MOST], block = iv_match_key12(item);
	size_t n = iv_match_keys_of(&b->keys, b->rule->cut[cut], item->value, key);
	for (size_t i = 0; i < n; i++)
		add(out, marked(b, iv_match_mix(block, key[i]), block & 1 || (b->rule->cut[cut] == IV_KEY_NAME && key[i] & 1)), item->value);
	if (!n)
		add(out, marked(b, iv_match_mix(block, 0), block & 1), item->value);
}

/* Keys are listed in shares of the records, or of large blocks, by several threads. */
struct listing {
	const struct blocker *b;
	const struct list *blocks; /* NULL: all records */
	unsigned cut;
	size_t n;
	struct list *share;
};

enum { SHARE = 1 << 14 };

/* The rows of a large block are spread over memory, and names always are: they are fetched ahead. */
static void fetch(const struct listing *l, size_t i)
{
	enum { ROW = 16, NAME = 8 };
	const struct iv_match_people *m = l->b->out->m;
	if (i + ROW < l->n)
		__builtin_prefetch(iv_match_row(m, l->blocks ? l->blocks->item[i + ROW].value : i + ROW));
	const struct iv_match_name *name = i + NAME < l->n ? iv_match_name_of(m, l->blocks ? l->blocks->item[i + NAME].value : i + NAME) : NULL;
	if (name) {
		__builtin_prefetch(name);
		__builtin_prefetch((const char *)(name + 1) - 1);
	}
}

static void list_share(void *ctx, size_t number, unsigned worker)
{
	const struct listing *l = ctx;
	size_t from = number * SHARE, to = from + SHARE < l->n ? from + SHARE : l->n;
	(void)worker;
	for (size_t i = from; i < to; i++) {
		fetch(l, i);
		if (l->blocks)
			list_cut(l->b, &l->blocks->item[i], l->cut, &l->share[number]);
		else if (iv_match_is_record(l->b->out->m, i))
			list_keys(l->b, (uint32_t)i, 0, 0, false, &l->share[number]);
	}
}

/* All keys of the records, or of large blocks by one more key, sorted. */
static struct list list_all(const struct blocker *b, const struct list *blocks, unsigned cut)
{
	struct listing l = { .b = b, .blocks = blocks, .cut = cut, .n = blocks ? blocks->n : b->out->m->n };
	size_t shares = (l.n + SHARE - 1) / SHARE;
	struct list all = { 0 };
	l.share = iv_zalloc((shares + 1) * sizeof *l.share);
	iv_parallel(b->out->threads, shares, list_share, &l);
	for (size_t i = 0; i < shares; i++)
		all.cap += l.share[i].n;
	all.item = iv_alloc((all.cap + 1) * sizeof *all.item);
	for (size_t i = 0; i < shares; i++) {
		if (l.share[i].n)
			memcpy(all.item + all.n, l.share[i].item, l.share[i].n * sizeof *all.item);
		all.n += l.share[i].n;
		release(&l.share[i]);
	}
	free(l.share);
	iv_match_sort_array(all.item, all.n, sizeof *all.item, b->out->threads);
	return all;
}

static void note_block(struct iv_match_block_rule *r, uint64_t records, uint32_t example)
{
	r->blocks++;
	for (size_t i = 0; i < IV_BLOCK_SHOWN; i++) {
		if (records <= r->largest[i].records)
			continue;
		memmove(&r->largest[i + 1], &r->largest[i], (IV_BLOCK_SHOWN - 1 - i) * sizeof *r->largest);
		r->largest[i].records = records;
		r->largest[i].example = example;
		return;
	}
}

static size_t block_end(const struct list *keys, size_t from)
{
	size_t end = from + 1;
	while (end < keys->n && !memcmp(keys->item[end].key, keys->item[from].key, sizeof keys->item->key))
		end++;
	return end;
}

/* The largest block that can be compared whole for what may be spent. */
static uint64_t limit_for(const struct list *keys, double spend, uint64_t least)
{
	enum { STEPS = 48 };
	double pairs[STEPS] = { 0 }, sum = 0; /* of blocks up to 2^(step/2) records */
	uint64_t size[STEPS], limit = least;
	for (int s = 0; s < STEPS; s++)
		size[s] = s & 1 ? (UINT64_C(3) << (s / 2)) / 2 : UINT64_C(1) << (s / 2);
	for (size_t i = 0, end; i < keys->n; i = end) {
		int step = 0;
		end = block_end(keys, i);
		while (step < STEPS - 1 && size[step] < end - i)
			step++;
		pairs[step] += (double)(end - i) * ((double)(end - i) - 1) / 2;
	}
	for (int s = 0; s < STEPS; s++) {
		sum += pairs[s];
		if (sum <= spend && size[s] > limit)
			limit = size[s];
	}
	return limit;
}

/* Is a block or piece of n records compared whole? What is not is noted. */
static bool is_whole(struct blocker *b, uint64_t key, uint64_t n, uint64_t limit, unsigned depth)
{
	const struct iv_match_splits *given = b->out->given;
	bool whole = given ? !iv_match_splits_have(given, b->number, key, depth) : n <= limit;
	b->report->grown += whole && n > limit;
	if (!whole && !given)
		iv_match_splits_add(&b->out->made, b->number, key, depth);
	return whole;
}

/* The population has outgrown the given splits: what they leave whole could not be borne. */
static bool is_outgrown(struct blocker *b, const struct list *keys, double spend, unsigned depth)
{
	double pairs = 0;
	for (size_t i = 0, end; b->out->given && i < keys->n; i = end) {
		end = block_end(keys, i);
		if (!iv_match_splits_have(b->out->given, b->number, iv_match_key12(&keys->item[i]), depth))
			pairs += (double)(end - i) * (double)(end - i - 1) / 2;
	}
	if (pairs <= IV_BLOCK_OUTGROWN * spend)
		return false;
	b->report->pairs += (uint64_t)pairs;
	b->out->outgrown = true;
	return true;
}

/* Compares the blocks that are small enough and leaves the others, in order, at the beginning of *keys. */
static uint64_t compare_blocks(struct blocker *b, struct list *keys, double spend, unsigned depth)
{
	uint64_t limit = limit_for(keys, spend, LEAST_BLOCK);
	size_t large = 0;
	bool outgrown = is_outgrown(b, keys, spend, depth);
	for (size_t i = 0, end; i < keys->n; i = end) {
		end = block_end(keys, i);
		if (!depth && end - i > 1)
			note_block(b->report, end - i, keys->item[i].value);
		if (outgrown)
			continue;
		if (is_whole(b, iv_match_key12(&keys->item[i]), end - i, limit, depth)) {
			compare_whole(b, keys->item + i, end - i);
		} else {
			memmove(keys->item + large, keys->item + i, (end - i) * sizeof *keys->item);
			large += end - i;
		}
	}
	keys->n = large;
	keys->cap = large + 1;
	keys->item = iv_resize(keys->item, keys->cap * sizeof *keys->item);
	return limit;
}

static void compare_neighbours(struct blocker *b, const struct list *pieces)
{
	for (size_t i = 0, end; i < pieces->n; i = end) {
		end = block_end(pieces, i);
		window(b, pieces->item + i, end - i);
	}
}

/* Cuts blocks that are too large by one more key, and what is then still too large by the ones behind it. */
static void cut_blocks(struct blocker *b, const struct list *blocks, unsigned cut, double spend, bool last_resort)
{
	struct list piece = list_all(b, blocks, cut);
	compare_blocks(b, &piece, spend, cut + 1);
	if (cut + 1u < b->rule->cuts && piece.n)
		cut_blocks(b, &piece, cut + 1, spend, last_resort);
	else if (last_resort)
		compare_neighbours(b, &piece);
	release(&piece);
}

/* Names that are alike without a common key. */
static void pair_alike(struct blocker *b)
{
	struct iv_match_items alike = { 0 };
	iv_match_grams(b->out->m, &alike);
	for (size_t i = 0; i < alike.n; i++)
		add_pair(b, (uint32_t)alike.item[i].key, (uint32_t)alike.item[i].value);
	iv_match_items_release(&alike);
}

/* Of the ways through the cuts only the one by the last of them ends with neighbours: they would be the same each time. */
static void run_rule(struct blocker *b, double spend)
{
	b->by_name = false;
	for (unsigned i = 0; i < IV_SCHEMA_KEYS; i++)
		b->by_name |= (i < b->rule->keys && b->rule->key[i] == IV_KEY_NAME) || (i < b->rule->cuts && b->rule->cut[i] == IV_KEY_NAME);
	struct list keys = list_all(b, NULL, 0);
	b->report->limit = compare_blocks(b, &keys, spend, 0);
	b->report->cut = keys.n;
	for (unsigned c = 0; c < b->rule->cuts && keys.n; c++)
		cut_blocks(b, &keys, c, spend / 2, c + 1u == b->rule->cuts);
	if (!b->rule->cuts)
		compare_neighbours(b, &keys);
	release(&keys);
}

/* The part replaced may be no record of its own (an old card nobody kept): it still belongs to its successor. */
static void pair_replaced(struct blocker *b)
{
	const struct iv_match_people *m = b->out->m;
	struct iv_match_items by_id = { 0 };
	for (uint32_t p = 0; p < m->n; p++) {
		const struct iv_match_row *row = iv_match_row(m, p);
		for (size_t i = row->held; iv_match_is_record(m, p) && i < (size_t)row->held + row->held_n; i++)
			if (iv_match_ident_type(m->held[i]) == IV_ID_SUPERSEDES)
				iv_match_items_add(&by_id, m->ident[iv_match_ident_number(m->held[i])].value, p);
	}
	iv_match_sort(&by_id);
	for (size_t p = 0, i = 0; p < m->n && i < by_id.n; p++) {
		while (i < by_id.n && by_id.item[i].key < m->part[p].id)
			i++;
		for (size_t k = i; k < by_id.n && by_id.item[k].key == m->part[p].id; k++)
			if (!(iv_match_row(m, p)->flags & (IV_PART_CALLER | IV_PART_DELETED)))
				add_pair(b, (uint32_t)by_id.item[k].value, (uint32_t)p);
	}
	iv_match_items_release(&by_id);
}

/* ---- all pairs in order ---- */

enum { PILE_BITS = 8, PILES = 1 << PILE_BITS };

struct piles {
	uint64_t *pair;
	size_t first[PILES + 1]; /* where each begins */
};

static void sort_pile(void *ctx, size_t number, unsigned worker)
{
	struct piles *p = ctx;
	(void)worker;
	iv_match_sort_array(p->pair + p->first[number], p->first[number + 1] - p->first[number], sizeof *p->pair, 1);
}

/* Sorts without a second array of all pairs: they are exchanged into piles by their highest bits, and the piles are sorted one by one. */
static void sort_pairs(struct iv_match_blocking *out)
{
	struct piles p = { .pair = out->pair };
	unsigned bits = 2 * out->width + IV_BLOCK_RULE_BITS, shift = bits > PILE_BITS ? bits - PILE_BITS : 0;
	size_t at[PILES];
	for (size_t i = 0; i < out->n; i++)
		p.first[(p.pair[i] >> shift) + 1]++;
	for (size_t k = 0; k < PILES; k++) {
		p.first[k + 1] += p.first[k];
		at[k] = p.first[k];
	}
	for (size_t k = 0; k < PILES; k++)
		while (at[k] < p.first[k + 1]) {
			uint64_t pair = p.pair[at[k]];
			size_t pile = pair >> shift;
			p.pair[at[k]] = p.pair[at[pile]];
			p.pair[at[pile]++] = pair;
		}
	iv_parallel(out->threads, PILES, sort_pile, &p);
}

/* In order, and how many pairs each rule has before all others. */
static void unite(struct iv_match_blocking *out)
{
	uint64_t *pair = out->pair;
	size_t n = 0;
	sort_pairs(out);
	for (size_t i = 0; i < out->n; i++) {
		if (n && pair[n - 1] == pair[i])
			continue;
		if (!n || pair[n - 1] >> IV_BLOCK_RULE_BITS != pair[i] >> IV_BLOCK_RULE_BITS)
			out->rule[iv_match_pair_rule(pair[i])].marginal++;
		pair[n++] = pair[i];
	}
	out->n = n;
}

void iv_match_block(const struct iv_match_people *m, double spend, const struct iv_match_splits *given, unsigned threads, struct iv_match_blocking *out)
{
	const struct iv_match_schema *s = m->schema;
	struct blocker b = { .out = out };
	double each = spend * (double)m->n > IV_BLOCK_FREE ? spend * (double)m->n : IV_BLOCK_FREE;
	double common = m->n > IV_BLOCK_COMMON ? (double)IV_BLOCK_FREE * IV_BLOCK_COMMON / (double)m->n : IV_BLOCK_FREE;
	*out = (struct iv_match_blocking){ .m = m, .threads = threads, .spend = spend, .given = given, .width = 1 };
	while (m->n >> out->width)
		out->width++;
	iv_match_keys_init(&b.keys, m);
	for (b.number = 0; b.number < s->rules; b.number++) {
		b.rule = &s->rule[b.number];
		b.report = &out->rule[b.number];
		if (b.rule->key[0] == IV_KEY_GRAMS)
			pair_alike(&b);
		else
			run_rule(&b, b.rule->common ? common : each);
	}
	b.report = &out->rule[b.number];
	pair_replaced(&b);
	iv_match_keys_release(&b.keys);
	iv_match_splits_order(&out->made);
	unite(out);
}
