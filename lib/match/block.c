/* SPDX-License-Identifier: MIT
 * One rule after the other: keys are listed and sorted, neighbours with one key are a block. */
#include "match/block.h"

#include <stdlib.h>

#include "match/block_key.h"

/* Neighbours in the last resort; blocks of so few records are always compared. */
enum { WINDOW = 3, LEAST_BLOCK = 4 };

struct blocker {
	struct iv_match_blocking *out;
	struct iv_match_keys keys;
	const struct iv_match_rule *rule;
	struct iv_match_block_rule *report;
	unsigned number; /* of the rule */
};

void iv_match_blocking_release(struct iv_match_blocking *b)
{
	free(b->pair);
	*b = (struct iv_match_blocking){ 0 };
}

static void add_pair(struct blocker *b, uint64_t x, uint64_t y)
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
static void window(struct blocker *b, const struct iv_match_item *item, size_t n)
{
	struct iv_match_items order = { 0 };
	b->report->windowed += n;
	for (size_t i = 0; i < n; i++) {
		const struct iv_match_name *name = iv_match_name_of(b->out->m, item[i].value);
		iv_match_items_add(&order, (name ? name->whole & ~UINT64_C(0xFFFFF) : 0) | ((uint64_t)iv_match_row(b->out->m, item[i].value)->birth & 0xFFFFF), item[i].value);
	}
	iv_match_sort(&order);
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && k - i <= WINDOW; k++)
			add_pair(b, order.item[i].value, order.item[k].value);
	iv_match_items_release(&order);
}

static void compare_whole(struct blocker *b, const struct iv_match_item *item, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			add_pair(b, item[i].value, item[k].value);
}

/* ---- a rule ---- */

/* The keys of one record: every combination of the values of the rule's keys. */
static void list_keys(struct blocker *b, uint32_t part, unsigned at, uint64_t so_far, struct iv_match_items *out)
{
	uint64_t list[IV_KEYS_MOST];
	size_t n = iv_match_keys_of(&b->keys, b->rule->key[at], part, list);
	for (size_t i = 0; i < n; i++) {
		uint64_t key = at ? iv_match_mix(so_far, list[i]) : list[i];
		if (at + 1u < b->rule->keys)
			list_keys(b, part, at + 1, key, out);
		else
			iv_match_items_add(out, key, part);
	}
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

static size_t block_end(const struct iv_match_items *keys, size_t from)
{
	size_t end = from + 1;
	while (end < keys->n && keys->item[end].key == keys->item[from].key)
		end++;
	return end;
}

/* The largest block that can be compared whole for what may be spent. */
static uint64_t limit_for(const struct iv_match_items *keys, double spend, uint64_t least)
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

/* Compares the blocks that are small enough and leaves the others, in order, in *large. */
static uint64_t compare_blocks(struct blocker *b, const struct iv_match_items *keys, double spend, struct iv_match_items *large, bool report)
{
	uint64_t limit = limit_for(keys, spend, LEAST_BLOCK);
	for (size_t i = 0, end; i < keys->n; i = end) {
		end = block_end(keys, i);
		if (report && end - i > 1)
			note_block(b->report, end - i, (uint32_t)keys->item[i].value);
		if (end - i <= limit)
			compare_whole(b, keys->item + i, end - i);
		else
			for (size_t k = i; k < end; k++)
				iv_match_items_add(large, keys->item[k].key, keys->item[k].value);
	}
	return limit;
}

/* Cuts blocks that are too large by one more key, and what is then still too large by the ones behind it. Records without that key are a piece of
 * their own, for the last resort. */
static void cut_blocks(struct blocker *b, const struct iv_match_items *blocks, unsigned cut, double spend)
{
	struct iv_match_items piece = { 0 }, large = { 0 };
	uint64_t list[IV_KEYS_MOST];
	for (size_t i = 0; i < blocks->n; i++) {
		size_t values = iv_match_keys_of(&b->keys, b->rule->cut[cut], (uint32_t)blocks->item[i].value, list);
		for (size_t v = 0; v < values; v++)
			iv_match_items_add(&piece, iv_match_mix(blocks->item[i].key, list[v]), blocks->item[i].value);
		if (!values)
			iv_match_items_add(&piece, blocks->item[i].key, blocks->item[i].value);
	}
	iv_match_sort_on(&piece, b->out->threads);
	compare_blocks(b, &piece, spend, &large, false);
	iv_match_items_release(&piece);
	if (cut + 1u < b->rule->cuts && large.n) {
		cut_blocks(b, &large, cut + 1, spend);
	} else {
		for (size_t i = 0, end; i < large.n; i = end) {
			end = block_end(&large, i);
			window(b, large.item + i, end - i);
		}
	}
	iv_match_items_release(&large);
}

static void run_rule(struct blocker *b, double spend)
{
	struct iv_match_items keys = { 0 }, large = { 0 };
	for (uint32_t p = 0; p < b->out->m->n; p++)
		if (iv_match_is_record(b->out->m, p))
			list_keys(b, p, 0, 0, &keys);
	iv_match_sort_on(&keys, b->out->threads);
	b->report->limit = compare_blocks(b, &keys, spend, &large, true);
	b->report->cut = large.n;
	iv_match_items_release(&keys);
	for (unsigned c = 0; c < b->rule->cuts && large.n; c++)
		cut_blocks(b, &large, c, spend / 2);
	if (!b->rule->cuts)
		window(b, large.item, large.n);
	iv_match_items_release(&large);
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
				add_pair(b, by_id.item[k].value, p);
	}
	iv_match_items_release(&by_id);
}

/* In order, and how many pairs each rule has before all others. */
static void unite(struct iv_match_blocking *out)
{
	uint64_t *pair = out->pair;
	size_t n = 0;
	iv_match_sort_array(pair, out->n, sizeof *pair, out->threads);
	for (size_t i = 0; i < out->n; i++) {
		if (n && pair[n - 1] == pair[i])
			continue;
		if (!n || pair[n - 1] >> IV_BLOCK_RULE_BITS != pair[i] >> IV_BLOCK_RULE_BITS)
			out->rule[iv_match_pair_rule(pair[i])].marginal++;
		pair[n++] = pair[i];
	}
	out->n = n;
}

void iv_match_block(const struct iv_match_people *m, double spend, unsigned threads, struct iv_match_blocking *out)
{
	const struct iv_match_schema *s = m->schema;
	struct blocker b = { .out = out };
	double each = spend * (double)m->n;
	*out = (struct iv_match_blocking){ .m = m, .threads = threads, .spend = spend, .width = 1 };
	while (m->n >> out->width)
		out->width++;
	iv_match_keys_init(&b.keys, m);
	for (b.number = 0; b.number < s->rules; b.number++) {
		b.rule = &s->rule[b.number];
		b.report = &out->rule[b.number];
		run_rule(&b, each > IV_BLOCK_FREE ? each : IV_BLOCK_FREE);
	}
	b.report = &out->rule[b.number];
	pair_replaced(&b);
	iv_match_keys_release(&b.keys);
	unite(out);
}
