/* SPDX-License-Identifier: MIT
 * Sorting by a 64-bit key, the heart of blocking: linear, stable, and without comparisons. */
#ifndef IV_MATCH_SORT_H
#define IV_MATCH_SORT_H
#include "base/arena.h"

struct iv_match_item {
	uint64_t key;
	uint64_t value;
};

/* A growing list of them. Zero-initialise. */
struct iv_match_items {
	struct iv_match_item *item;
	size_t n, cap;
};

static inline void iv_match_items_add(struct iv_match_items *l, uint64_t key, uint64_t value)
{
	if (l->n == l->cap)
		l->item = iv_reserve(l->item, &l->cap, l->n + 1, sizeof *l->item);
	l->item[l->n++] = (struct iv_match_item){ key, value };
}

void iv_match_items_release(struct iv_match_items *l);

/* By key; items with equal keys stay in their order. */
void iv_match_sort(struct iv_match_items *l);

#endif
