/* SPDX-License-Identifier: MIT
 * Sorting by a 64-bit key, the heart of blocking: linear, stable, without comparisons, and on several threads. */
#ifndef IV_MATCH_SORT_H
#define IV_MATCH_SORT_H
#include "base/arena.h"
#include "io/vast.h"

/* Sorts an array in place. An item is `size` bytes and begins with its key, a uint64_t: 8 (a key alone, as of a pair of two numbers),
 * 12 (a key and a uint32_t; see iv_match_item12) or 16. Items with equal keys stay in their order, so the result is the same with
 * any number of threads. It takes a second array of the same size for the time it runs. */
void iv_match_sort_array(void *item, size_t n, size_t size, unsigned threads);

/* Sorts what stands in several arrays into `out`, which has room for all of it: the same result as if it stood there, one array behind the other, and
 * was sorted in place. It takes little memory of its own. */
struct iv_match_piece {
	const void *item;
	size_t n;
};
void iv_match_sort_pieces(const struct iv_match_piece *piece, size_t pieces, size_t size, void *out, unsigned threads);

/* The key in two halves, so that an array of them has no gaps: three quarters of the memory of struct iv_match_item. */
struct iv_match_item12 {
	uint32_t key[2]; /* the bytes of a uint64_t */
	uint32_t value;
};
static inline struct iv_match_item12 iv_match_item12(uint64_t key, uint32_t value)
{
	struct iv_match_item12 i = { .value = value };
	memcpy(i.key, &key, sizeof key);
	return i;
}
static inline uint64_t iv_match_key12(const struct iv_match_item12 *i)
{
	uint64_t key;
	memcpy(&key, i->key, sizeof key);
	return key;
}

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
		l->item = iv_vast_reserve(l->item, &l->cap, l->n + 1, sizeof *l->item);
	l->item[l->n++] = (struct iv_match_item){ key, value };
}

void iv_match_items_release(struct iv_match_items *l);

/* Where the items end whose key is that of the item `from`, in a sorted list. */
static inline size_t iv_match_items_end(const struct iv_match_items *l, size_t from)
{
	size_t end = from + 1;
	while (end < l->n && l->item[end].key == l->item[from].key)
		end++;
	return end;
}

/* In a sorted list, the first item whose key is not below; l->n: there is none. */
size_t iv_match_items_first(const struct iv_match_items *l, uint64_t key);

/* Tells of nearly every key that a list does not have that it has not, at one look, for lists of keys that are hashes. Zero-initialise. */
struct iv_match_filter {
	uint64_t *word;
	unsigned bits; /* 2 to the power of this, by the high bits of keys */
};
void iv_match_filter_fill(struct iv_match_filter *f, const struct iv_match_items *l);
void iv_match_filter_begin(struct iv_match_filter *f, size_t n); /* empty, for n keys */
static inline void iv_match_filter_add(struct iv_match_filter *f, uint64_t key)
{
	uint64_t bit = key >> (64 - f->bits);
	f->word[bit / 64] |= UINT64_C(1) << bit % 64;
}
void iv_match_filter_release(struct iv_match_filter *f);

static inline bool iv_match_filter_may(const struct iv_match_filter *f, uint64_t key)
{
	uint64_t bit = key >> (64 - f->bits);
	return f->word[bit / 64] >> bit % 64 & 1;
}

/* As iv_match_items_first, but of a key that the filter, which was filled from the list, knows to be none of its: l->n. */
static inline size_t iv_match_items_seek(const struct iv_match_items *l, const struct iv_match_filter *f, uint64_t key)
{
	return iv_match_filter_may(f, key) ? iv_match_items_first(l, key) : l->n;
}

/* By key; items with equal keys stay in their order. */
void iv_match_sort(struct iv_match_items *l); /* on one thread */
void iv_match_sort_on(struct iv_match_items *l, unsigned threads);

#endif
