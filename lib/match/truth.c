/* SPDX-License-Identifier: MIT
 * Counting by sorting: records in order of entity and cluster stand together where both agree. */
#include "match/truth.h"

#include <stdlib.h>

#include "base/arena.h"

enum { MILLION = 1000000 };

const int32_t iv_truth_edge[IV_TRUTH_BANDS + 1] = { 0, 10000, 50000, 100000, 200000, 300000, 400000, 500000, 600000, 700000, 800000, 900000, 950000, MILLION + 1 };

struct cell {
	uint64_t entity;
	uint32_t cluster;
};

static int by_entity(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;
	if (x->entity != y->entity)
		return x->entity < y->entity ? -1 : 1;
	return (x->cluster > y->cluster) - (x->cluster < y->cluster);
}

static uint64_t pairs(uint64_t n)
{
	return n * (n - 1) / 2;
}

/* One entity: its records are cell[0 … n), those of one cluster together. */
static void score_entity(const struct cell *cell, uint64_t n, const uint32_t *size, struct iv_truth_score *out)
{
	out->entities++;
	out->pairs_true += pairs(n);
	for (uint64_t i = 0, k; i < n; i += k) {
		for (k = 1; i + k < n && cell[i + k].cluster == cell[i].cluster; k++)
			;
		uint64_t whole = size[cell[i].cluster];
		out->pairs_both += pairs(k);
		out->precision_sum += (double)(k * k) / (double)whole;
		out->recall_sum += (double)(k * k) / (double)n;
		out->exact += k == n && k == whole;
	}
}

void iv_truth_score(const uint32_t *cluster, size_t clusters, const uint64_t *entity, size_t n, struct iv_truth_score *out)
{
	struct cell *cell = iv_alloc((n + 1) * sizeof *cell);
	uint32_t *size = iv_zalloc((clusters + 1) * sizeof *size);
	size_t known = 0;
	*out = (struct iv_truth_score){ 0 };
	for (size_t i = 0; i < n; i++)
		if (entity[i] != IV_TRUTH_UNKNOWN) {
			cell[known++] = (struct cell){ entity[i], cluster[i] };
			size[cluster[i]]++;
		}
	out->records = known;
	out->unknown = n - known;
	for (size_t c = 0; c < clusters; c++) {
		out->clusters += size[c] > 0;
		out->pairs_found += size[c] ? pairs(size[c]) : 0;
		out->largest = size[c] > out->largest ? size[c] : out->largest;
	}
	if (known)
		qsort(cell, known, sizeof *cell, by_entity);
	for (size_t i = 0, k; i < known; i += k) {
		for (k = 1; i + k < known && cell[i + k].entity == cell[i].entity; k++)
			;
		score_entity(cell + i, k, size, out);
	}
	free(cell);
	free(size);
}

int64_t iv_truth_share(uint64_t part, uint64_t whole)
{
	return whole ? (int64_t)((double)part / (double)whole * MILLION + 0.5) : MILLION;
}

int64_t iv_truth_f1(int64_t precision, int64_t recall)
{
	return precision + recall ? (2 * precision * recall + (precision + recall) / 2) / (precision + recall) : 0;
}

void iv_truth_bands_add(struct iv_truth_bands *b, int32_t stated, bool right)
{
	int band = 0;
	while (band < IV_TRUTH_BANDS - 1 && stated >= iv_truth_edge[band + 1])
		band++;
	b->pairs[band]++;
	b->right[band] += right;
	b->stated[band] += (uint64_t)stated;
}
