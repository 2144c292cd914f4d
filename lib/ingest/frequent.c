/* SPDX-License-Identifier: MIT
 * Items stand in an array, found through a hash table beside it. A part may bring as many items as it likes; the end of the part
 * takes the count of the first item too many off all counts, and what falls to nothing leaves. */
#include "ingest/frequent.h"

#include <stdlib.h>

void iv_frequent_release(struct iv_frequent *f)
{
	free(f->item);
	free(f->slot);
	*f = (struct iv_frequent){ 0 };
}

static void index_all(struct iv_frequent *f, size_t slots)
{
	if (slots != f->slots) {
		free(f->slot);
		f->slot = iv_alloc(slots * sizeof *f->slot);
		f->slots = slots;
	}
	memset(f->slot, 0, slots * sizeof *f->slot);
	for (size_t k = 0; k < f->n; k++) {
		size_t i = f->item[k].hash & (slots - 1);
		while (f->slot[i])
			i = (i + 1) & (slots - 1);
		f->slot[i] = (uint32_t)k + 1;
	}
}

/* As much of a text as is kept, and no half character. */
static void keep_text(struct iv_frequent_item *item, struct iv_str text)
{
	size_t n = text.n < IV_FREQUENT_TEXT ? text.n : IV_FREQUENT_TEXT;
	item->cut = n < text.n;
	while (item->cut && n && ((unsigned char)text.p[n] & 0xC0) == 0x80)
		n--;
	if (n)
		memcpy(item->text, text.p, n);
	item->len = (uint8_t)n;
}

void iv_frequent_add(struct iv_frequent *f, uint64_t hash, int64_t n, struct iv_str text)
{
	if (f->n * 2 >= f->slots)
		index_all(f, f->slots ? f->slots * 2 : 64);
	size_t i = hash & (f->slots - 1);
	for (; f->slot[i]; i = (i + 1) & (f->slots - 1))
		if (f->item[f->slot[i] - 1].hash == hash) {
			f->item[f->slot[i] - 1].n += n;
			return;
		}
	f->item = iv_reserve(f->item, &f->cap, f->n + 1, sizeof *f->item);
	struct iv_frequent_item *item = &f->item[f->n];
	item->hash = hash;
	item->n = n;
	keep_text(item, text);
	f->slot[i] = (uint32_t)++f->n;
}

static int by_count(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x < y) - (x > y);
}

void iv_frequent_end(struct iv_frequent *f)
{
	if (f->n <= f->most)
		return;
	int64_t *count = iv_alloc(f->n * sizeof *count);
	for (size_t k = 0; k < f->n; k++)
		count[k] = f->item[k].n;
	qsort(count, f->n, sizeof *count, by_count);
	int64_t off = count[f->most];
	free(count);
	size_t left = 0;
	for (size_t k = 0; k < f->n; k++) {
		f->item[k].n -= off;
		if (f->item[k].n > 0)
			f->item[left++] = f->item[k];
	}
	f->n = left;
	f->error += off;
	index_all(f, f->slots);
}

static int by_rank(const void *a, const void *b)
{
	const struct iv_frequent_item *x = a, *y = b;
	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	int order = iv_str_cmp((struct iv_str){ x->text, x->len }, (struct iv_str){ y->text, y->len });
	return order ? order : (x->hash > y->hash) - (x->hash < y->hash);
}

void iv_frequent_sort(struct iv_frequent *f)
{
	if (f->n)
		qsort(f->item, f->n, sizeof *f->item, by_rank);
}
