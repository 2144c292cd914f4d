/* SPDX-License-Identifier: MIT
 * Customers are packed into words and sorted block by block, so that sorting stays in the processor's cache; each block's cells are
 * then merged into the sorted cells so far. */
#include "score/purchase_data.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "score/purchase_parts.h"

enum {
	BLOCK = 1 << 19, /* customers sorted at a time */
	DAY_BITS = 22, X_BITS = 20, /* of the parts of a word: x, recency, span from the top */
	DIGIT = 9, DIGITS = 1 << DIGIT, /* of the radix sort */
};
#define DAY_MASK (((uint64_t)1 << DAY_BITS) - 1)

struct iv_score_purchase_tally {
	uint64_t key, customers;
};

static uint64_t pack(uint64_t x, uint64_t recency, uint64_t span)
{
	return x << (2 * DAY_BITS) | recency << DAY_BITS | span;
}

static int check(int64_t x, int64_t recency, int64_t span, struct iv_err *err)
{
	if (x < 0 || recency < 0 || span < 0 || x > UINT32_MAX || recency > UINT32_MAX || span > UINT32_MAX)
		return iv_err_set(err, IV_REJECT, "bad_value", "expected repeat orders, recency and span from 0 to 4294967295, not %lld, %lld and %lld", (long long)x,
				  (long long)recency, (long long)span);
	if (x > 0 && !recency)
		return iv_err_set(err, IV_REJECT, "bad_value", "%lld repeat orders, but the last order is on the day of the first; expected orders of one day to be counted as one",
				  (long long)x);
	if (!x && recency)
		return iv_err_set(err, IV_REJECT, "bad_value", "no repeat order, but the last order is %lld days after the first; expected 0", (long long)recency);
	if (recency > span)
		return iv_err_set(err, IV_REJECT, "bad_value", "the last order is %lld days after the first, but the observation ends after %lld", (long long)recency, (long long)span);
	return IV_OK;
}

/* How far the values of one part are spread over bits. */
static unsigned width(uint64_t differ, unsigned shift, unsigned bits)
{
	uint64_t part = differ >> shift & (((uint64_t)1 << bits) - 1);
	return part ? 64 - (unsigned)__builtin_clzll(part) : 0;
}

/* Sorts by `bits` bits from bit 0, the least digit first; the sorted keys are in the array that is returned. */
static uint64_t *radix(uint64_t *key, uint64_t *other, size_t n, unsigned bits)
{
	for (unsigned shift = 0; shift < bits; shift += DIGIT) {
		size_t at[DIGITS] = { 0 }, sum = 0;
		for (size_t i = 0; i < n; i++)
			at[key[i] >> shift & (DIGITS - 1)]++;
		for (size_t d = 0; d < DIGITS; d++) {
			size_t count = at[d];
			at[d] = sum;
			sum += count;
		}
		for (size_t i = 0; i < n; i++)
			other[at[key[i] >> shift & (DIGITS - 1)]++] = key[i];
		uint64_t *swap = key;
		key = other;
		other = swap;
	}
	return key;
}

/* Sorts the block. Bits in which no two customers differ are squeezed out first: real data need three passes, not eight. */
static uint64_t *sort_block(uint64_t *block, size_t n)
{
	uint64_t all = 0;
	for (size_t i = 0; i < n; i++)
		all |= block[i];
	unsigned span = width(all, 0, DAY_BITS), recency = width(all, DAY_BITS, DAY_BITS), x = width(all, 2 * DAY_BITS, X_BITS);
	for (size_t i = 0; i < n; i++)
		block[i] = (block[i] >> (2 * DAY_BITS)) << (span + recency) | (block[i] >> DAY_BITS & DAY_MASK) << span | (block[i] & DAY_MASK);
	uint64_t *sorted = radix(block, block + BLOCK, n, x + recency + span);
	for (size_t i = 0; i < n; i++)
		sorted[i] = pack(sorted[i] >> (span + recency), sorted[i] >> span & (((uint64_t)1 << recency) - 1), sorted[i] & (((uint64_t)1 << span) - 1));
	return sorted;
}

/* Merges sorted keys with counts (`count` NULL: 1 each) into the tally. */
static void merge_sorted(struct iv_score_purchase_builder *b, const uint64_t *key, const struct iv_score_purchase_tally *more, size_t n)
{
	size_t i = 0, j = 0, out = 0;
	if (b->spare_cap < b->tally_n + n)
		b->spare = iv_reserve(b->spare, &b->spare_cap, b->tally_n + n, sizeof *b->spare);
	while (i < b->tally_n || j < n) {
		uint64_t next = j < n ? (key ? key[j] : more[j].key) : UINT64_MAX, customers = 0;
		if (i < b->tally_n && b->tally[i].key <= next) {
			next = b->tally[i].key;
			customers = b->tally[i++].customers;
		}
		for (; j < n && (key ? key[j] : more[j].key) == next; j++)
			customers += key ? 1 : more[j].customers;
		b->spare[out++] = (struct iv_score_purchase_tally){ next, customers };
	}
	struct iv_score_purchase_tally *swap = b->tally;
	size_t cap = b->tally_cap;
	b->tally = b->spare;
	b->tally_cap = b->spare_cap;
	b->tally_n = out;
	b->spare = swap;
	b->spare_cap = cap;
}

static void flush(struct iv_score_purchase_builder *b)
{
	if (b->block_n)
		merge_sorted(b, sort_block(b->block, b->block_n), NULL, b->block_n);
	b->block_n = 0;
}

static void add_wide(struct iv_score_purchase_builder *b, const struct iv_score_purchase_cell *cell)
{
	if (b->wide_n == b->wide_cap)
		b->wide = iv_reserve(b->wide, &b->wide_cap, b->wide_n + 1, sizeof *b->wide);
	b->wide[b->wide_n++] = *cell;
}

int iv_score_purchase_add(struct iv_score_purchase_builder *b, int64_t x, int64_t recency, int64_t span, struct iv_err *err)
{
	int status = check(x, recency, span, err);
	if (status != IV_OK)
		return status;
	if (span > (int64_t)DAY_MASK || x >> X_BITS) {
		add_wide(b, &(struct iv_score_purchase_cell){ (uint32_t)x, (uint32_t)recency, (uint32_t)span, 1 });
		return IV_OK;
	}
	if (!b->block)
		b->block = iv_alloc(2 * BLOCK * sizeof *b->block);
	if (b->block_n == BLOCK)
		flush(b);
	b->block[b->block_n++] = pack((uint64_t)x, (uint64_t)recency, (uint64_t)span);
	return IV_OK;
}

int iv_score_purchase_add_cell(struct iv_score_purchase_builder *b, const struct iv_score_purchase_cell *cell, struct iv_err *err)
{
	int status = check(cell->x, cell->recency, cell->span, err);
	if (status == IV_OK && cell->customers)
		add_wide(b, cell);
	return status;
}

void iv_score_purchase_merge(struct iv_score_purchase_builder *into, struct iv_score_purchase_builder *from)
{
	flush(from);
	merge_sorted(into, NULL, from->tally, from->tally_n);
	for (size_t i = 0; i < from->wide_n; i++)
		add_wide(into, &from->wide[i]);
	iv_score_purchase_builder_release(from);
}

void iv_score_purchase_builder_release(struct iv_score_purchase_builder *b)
{
	free(b->block);
	free(b->tally);
	free(b->spare);
	free(b->wide);
	*b = (struct iv_score_purchase_builder){ 0 };
}

static int by_cell(const void *a, const void *b)
{
	const struct iv_score_purchase_cell *l = a, *r = b;
	if (l->x != r->x)
		return l->x < r->x ? -1 : 1;
	if (l->recency != r->recency)
		return l->recency < r->recency ? -1 : 1;
	return (l->span > r->span) - (l->span < r->span);
}


struct iv_score_purchase_cell *iv_score_purchase_cells(struct iv_score_purchase_builder *b, size_t *n)
{
	flush(b);
	size_t all = b->tally_n + b->wide_n, out = 0;
	struct iv_score_purchase_cell *cell = iv_alloc((all + 1) * sizeof *cell);
	for (size_t i = 0; i < b->tally_n; i++) {
		uint64_t k = b->tally[i].key;
		cell[i] = (struct iv_score_purchase_cell){ (uint32_t)(k >> (2 * DAY_BITS)), (uint32_t)(k >> DAY_BITS & DAY_MASK), (uint32_t)(k & DAY_MASK), b->tally[i].customers };
	}
	if (b->wide_n) {
		memcpy(cell + b->tally_n, b->wide, b->wide_n * sizeof *cell);
		qsort(cell, all, sizeof *cell, by_cell);
	}
	for (size_t i = 0; i < all; i++) {
		if (out && !by_cell(&cell[out - 1], &cell[i]))
			cell[out - 1].customers += cell[i].customers;
		else
			cell[out++] = cell[i];
	}
	*n = out;
	iv_score_purchase_builder_release(b);
	return cell;
}
