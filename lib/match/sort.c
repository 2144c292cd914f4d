/* SPDX-License-Identifier: MIT
 * Radix sort, least digit first, 11 bits a pass. Passes whose digit is the same everywhere are left out, so small
 * numbers cost little. It takes a second array of the same size for the time it runs. */
#include "match/sort.h"

#include <stdlib.h>

enum { BITS = 11, DIGITS = 1 << BITS, PASSES = 6, FEW = 64 };

void iv_match_items_release(struct iv_match_items *l)
{
	free(l->item);
	*l = (struct iv_match_items){ 0 };
}

static void insertion(struct iv_match_item *a, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct iv_match_item x = a[i];
		size_t k = i;
		for (; k && a[k - 1].key > x.key; k--)
			a[k] = a[k - 1];
		a[k] = x;
	}
}

static size_t digit(uint64_t key, int pass)
{
	return key >> (pass * BITS) & (DIGITS - 1);
}

void iv_match_sort(struct iv_match_items *l)
{
	if (l->n <= FEW) {
		insertion(l->item, l->n);
		return;
	}
	size_t(*count)[DIGITS] = iv_zalloc(PASSES * sizeof *count);
	for (size_t i = 0; i < l->n; i++)
		for (int p = 0; p < PASSES; p++)
			count[p][digit(l->item[i].key, p)]++;
	struct iv_match_item *from = l->item, *to = iv_alloc(l->n * sizeof *to);
	for (int p = 0; p < PASSES; p++) {
		if (count[p][digit(from[0].key, p)] == l->n)
			continue;
		size_t at = 0;
		for (size_t d = 0; d < DIGITS; d++) {
			size_t here = count[p][d];
			count[p][d] = at;
			at += here;
		}
		for (size_t i = 0; i < l->n; i++)
			to[count[p][digit(from[i].key, p)]++] = from[i];
		struct iv_match_item *swap = from;
		from = to;
		to = swap;
	}
	if (from != l->item)
		l->cap = l->n;
	l->item = from;
	free(to);
	free(count);
}
