/* SPDX-License-Identifier: MIT
 * Sorting what may not fit in memory: items gather in blocks, an index of (first 8 key bytes, item) is radix sorted,
 * a full memory leaves as a sorted run, and runs are merged through a heap. Many runs are merged into one on the
 * way, so that the number of open files stays small. */
#include <stdlib.h>

#include "base/arena.h"
#include "io/spill.h"
#include "io/temp.h"

enum { MOST_RUNS = 48 };

/* An item in memory or in a run: this head, then the key, then the value. */
struct head {
	uint32_t key_n, value_n;
};

struct entry {
	uint64_t prefix; /* the key's first 8 bytes, big-endian, zero-padded */
	const char *item;
};

struct run {
	struct iv_temp file;
	struct iv_buf item; /* the current one */
	bool end;
};

struct iv_sort {
	size_t memory;
	const char *dir;
	struct iv_arena items;
	size_t bytes;
	struct entry *entry;
	size_t n, cap, at;
	struct run run[MOST_RUNS];
	size_t runs;
	struct run *heap[MOST_RUNS];
	size_t heap_n;
	bool started; /* the top of the heap was handed out and must be advanced */
};

struct iv_sort *iv_sort_new(size_t memory, const char *dir)
{
	struct iv_sort *s = iv_zalloc(sizeof *s);
	s->memory = memory;
	s->dir = dir;
	return s;
}

static void run_close(struct run *r)
{
	iv_temp_close(&r->file);
	iv_buf_release(&r->item);
}

void iv_sort_free(struct iv_sort *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->runs; i++)
		run_close(&s->run[i]);
	iv_arena_release(&s->items);
	free(s->entry);
	free(s);
}

static void item_parts(const char *item, struct iv_str *key, struct iv_str *value)
{
	struct head h;
	memcpy(&h, item, sizeof h);
	*key = (struct iv_str){ item + sizeof h, h.key_n };
	*value = (struct iv_str){ item + sizeof h + h.key_n, h.value_n };
}

static int item_cmp(const char *a, const char *b)
{
	struct iv_str ak, av, bk, bv;
	item_parts(a, &ak, &av);
	item_parts(b, &bk, &bv);
	int c = iv_str_cmp(ak, bk);
	return c ? c : iv_str_cmp(av, bv);
}

static int entry_cmp(const void *a, const void *b)
{
	return item_cmp(((const struct entry *)a)->item, ((const struct entry *)b)->item);
}

static uint64_t prefix_of(struct iv_str key)
{
	uint64_t v = 0;
	for (size_t i = 0; i < 8; i++)
		v = v << 8 | (i < key.n ? (unsigned char)key.p[i] : 0);
	return v;
}

/* Radix sort by prefix, byte by byte from the last, passing over bytes that are the same everywhere; then the
 * stretches of equal prefixes by comparing whole items. */
static void sort_entries(struct entry *e, size_t n)
{
	if (n < 2)
		return;
	size_t(*count)[256] = iv_zalloc(8 * sizeof *count);
	for (size_t i = 0; i < n; i++)
		for (int b = 0; b < 8; b++)
			count[b][e[i].prefix >> 8 * b & 255]++;
	struct entry *spare = iv_alloc(n * sizeof *spare), *from = e, *to = spare;
	for (int b = 0; b < 8; b++) {
		size_t *c = count[b], sum = 0;
		if (c[e[0].prefix >> 8 * b & 255] == n)
			continue;
		for (int k = 0; k < 256; k++) {
			size_t here = c[k];
			c[k] = sum;
			sum += here;
		}
		for (size_t i = 0; i < n; i++)
			to[c[from[i].prefix >> 8 * b & 255]++] = from[i];
		struct entry *swap = from;
		from = to;
		to = swap;
	}
	if (from != e)
		memcpy(e, from, n * sizeof *e);
	free(spare);
	free(count);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && e[j].prefix == e[i].prefix; j++)
			;
		if (j - i > 1)
			qsort(e + i, j - i, sizeof *e, entry_cmp);
	}
}

static int run_next(struct run *r, struct iv_err *err)
{
	struct head h;
	size_t want = sizeof h, have = 0;
	iv_buf_clear(&r->item);
	while (have < want) {
		iv_buf_grow(&r->item, want - have);
		ptrdiff_t n = iv_temp_read(&r->file, r->item.p + have, want - have, err);
		if (n < 0)
			return IV_FAIL;
		if (!n && !have) {
			r->end = true;
			return IV_OK;
		}
		if (!n)
			return iv_err_set(err, IV_FAIL, "io", "a temporary file ended too early");
		have += (size_t)n;
		r->item.n = have;
		if (have == sizeof h) {
			memcpy(&h, r->item.p, sizeof h);
			want = sizeof h + h.key_n + h.value_n;
		}
	}
	return IV_OK;
}

static bool run_before(const struct run *a, const struct run *b)
{
	return item_cmp(a->item.p, b->item.p) < 0;
}

static void heap_sink(struct iv_sort *s, size_t i)
{
	for (;;) {
		size_t least = i, l = 2 * i + 1;
		for (size_t k = l; k < l + 2 && k < s->heap_n; k++)
			if (run_before(s->heap[k], s->heap[least]))
				least = k;
		if (least == i)
			return;
		struct run *swap = s->heap[i];
		s->heap[i] = s->heap[least];
		s->heap[least] = swap;
		i = least;
	}
}

/* Opens all runs for reading, in a heap by their first items. */
static int heap_build(struct iv_sort *s, struct iv_err *err)
{
	s->heap_n = 0;
	s->started = false;
	for (size_t i = 0; i < s->runs; i++) {
		struct run *r = &s->run[i];
		if (iv_temp_rewind(&r->file, err) != IV_OK || run_next(r, err) != IV_OK)
			return IV_FAIL;
		if (!r->end)
			s->heap[s->heap_n++] = r;
	}
	for (size_t i = s->heap_n; i-- > 0;)
		heap_sink(s, i);
	return IV_OK;
}

/* The least item of all runs. IV_END when there is none. */
static int heap_next(struct iv_sort *s, const char **item, struct iv_err *err)
{
	if (s->started) {
		struct run *top = s->heap[0];
		if (run_next(top, err) != IV_OK)
			return IV_FAIL;
		if (top->end)
			s->heap[0] = s->heap[--s->heap_n];
		if (s->heap_n)
			heap_sink(s, 0);
	}
	s->started = s->heap_n > 0;
	if (!s->heap_n)
		return IV_END;
	*item = s->heap[0]->item.p;
	return IV_OK;
}

static int item_write(struct iv_temp *file, const char *item, struct iv_err *err)
{
	struct head h;
	memcpy(&h, item, sizeof h);
	return iv_temp_write(file, (struct iv_str){ item, sizeof h + h.key_n + h.value_n }, err);
}

/* All runs into one. */
static int merge_runs(struct iv_sort *s, struct iv_err *err)
{
	struct run one = { .file.fd = -1 };
	const char *item;
	int status = iv_temp_open(&one.file, s->dir, err);
	if (status == IV_OK)
		status = heap_build(s, err);
	while (status == IV_OK && (status = heap_next(s, &item, err)) == IV_OK)
		status = item_write(&one.file, item, err);
	if (status != IV_END) {
		run_close(&one);
		return status;
	}
	for (size_t i = 0; i < s->runs; i++)
		run_close(&s->run[i]);
	s->run[0] = one;
	s->runs = 1;
	return IV_OK;
}

/* What is in memory leaves as a run. */
static int spill(struct iv_sort *s, struct iv_err *err)
{
	if (s->runs == MOST_RUNS && merge_runs(s, err) != IV_OK)
		return IV_FAIL;
	struct run *r = &s->run[s->runs];
	*r = (struct run){ .file.fd = -1 };
	if (iv_temp_open(&r->file, s->dir, err) != IV_OK)
		return IV_FAIL;
	s->runs++;
	sort_entries(s->entry, s->n);
	for (size_t i = 0; i < s->n; i++)
		if (item_write(&r->file, s->entry[i].item, err) != IV_OK)
			return IV_FAIL;
	iv_arena_release(&s->items);
	s->n = s->bytes = 0;
	return IV_OK;
}

int iv_sort_add(struct iv_sort *s, struct iv_str key, struct iv_str value, struct iv_err *err)
{
	struct head h = { (uint32_t)key.n, (uint32_t)value.n };
	size_t n = sizeof h + key.n + value.n;
	/* The index counts twice, for the copy that sorting needs. */
	if (s->n && s->bytes + n + (s->n + 1) * 2 * sizeof *s->entry > s->memory && spill(s, err) != IV_OK)
		return IV_FAIL;
	char *item = iv_arena_alloc(&s->items, n);
	memcpy(item, &h, sizeof h);
	if (key.n)
		memcpy(item + sizeof h, key.p, key.n);
	if (value.n)
		memcpy(item + sizeof h + key.n, value.p, value.n);
	s->entry = iv_reserve(s->entry, &s->cap, s->n + 1, sizeof *s->entry);
	s->entry[s->n++] = (struct entry){ prefix_of(key), item };
	s->bytes += n + 16;
	return IV_OK;
}

int iv_sort_done(struct iv_sort *s, struct iv_err *err)
{
	if (s->runs && s->n && spill(s, err) != IV_OK)
		return IV_FAIL;
	if (s->runs)
		return heap_build(s, err);
	sort_entries(s->entry, s->n);
	return IV_OK;
}

int iv_sort_next(struct iv_sort *s, struct iv_str *key, struct iv_str *value, struct iv_err *err)
{
	const char *item;
	if (s->runs) {
		int status = heap_next(s, &item, err);
		if (status != IV_OK)
			return status;
	} else if (s->at == s->n) {
		return IV_END;
	} else {
		item = s->entry[s->at++].item;
	}
	item_parts(item, key, value);
	return IV_OK;
}
