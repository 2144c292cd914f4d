/* SPDX-License-Identifier: MIT
 * Blocks double from 4 KiB to 1 MiB (or what its source says), so that a small arena is small and a large one makes few calls. */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>

struct iv_arena_block {
	struct iv_arena_block *next;
	size_t size; /* of data */
	_Alignas(16) char data[];
};

void (*iv_nomem_hook)(size_t n);

_Noreturn void iv_nomem(size_t n)
{
	if (iv_nomem_hook)
		iv_nomem_hook(n);
	fprintf(stderr, "out of memory: %zu bytes more are needed\n", n);
	_Exit(1);
}

void *iv_alloc(size_t n)
{
	void *p = malloc(n ? n : 1);
	if (!p)
		iv_nomem(n);
	return p;
}

void *iv_zalloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);
	if (!p)
		iv_nomem(n);
	return p;
}

void *iv_resize(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (!p)
		iv_nomem(n);
	return p;
}

size_t iv_grown(size_t cap, size_t need, size_t size)
{
	size_t n = cap ? cap + cap / 2 + 1 : 8;
	if (n < need)
		n = need;
	if (n > SIZE_MAX / size)
		iv_nomem(SIZE_MAX);
	return n;
}

void *iv_reserve(void *items, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return items;
	*cap = iv_grown(*cap, need, size);
	return iv_resize(items, *cap * size);
}

void *iv_arena_more(struct iv_arena *a, size_t n)
{
	size_t size = a->head ? a->head->size * 2 : 4096, most = a->source ? a->source->largest : (size_t)1 << 20;
	if (size > most)
		size = most;
	if (size < n)
		size = n;
	struct iv_arena_block *b = a->source ? a->source->take(sizeof *b + size) : iv_alloc(sizeof *b + size);
	b->next = a->head;
	b->size = size;
	a->head = b;
	a->bytes += sizeof *b + size;
	a->at = b->data + n;
	a->end = b->data + size;
	return b->data;
}

static void free_block(const struct iv_arena *a, struct iv_arena_block *b)
{
	if (a->source)
		a->source->give_back(b);
	else
		free(b);
}

void iv_arena_release(struct iv_arena *a)
{
	for (struct iv_arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		free_block(a, b);
	}
	*a = (struct iv_arena){ .source = a->source };
}

void iv_arena_clear(struct iv_arena *a)
{
	struct iv_arena_block *largest = NULL;
	for (struct iv_arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		if (!largest || b->size > largest->size) {
			if (largest)
				free_block(a, largest);
			largest = b;
		} else {
			free_block(a, b);
		}
	}
	*a = (struct iv_arena){ .source = a->source };
	if (largest) {
		largest->next = NULL;
		*a = (struct iv_arena){ largest, largest->data, largest->data + largest->size, sizeof *largest + largest->size, a->source };
	}
}

void *iv_arena_zalloc(struct iv_arena *a, size_t n)
{
	return memset(iv_arena_alloc(a, n), 0, n);
}

void *iv_arena_reserve(struct iv_arena *a, void *items, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return items;
	size_t had = *cap;
	*cap = iv_grown(had, need, size);
	void *more = iv_arena_alloc(a, *cap * size);
	return had ? memcpy(more, items, had * size) : more;
}

struct iv_str iv_arena_str(struct iv_arena *a, struct iv_str s)
{
	char *p = iv_arena_alloc(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return (struct iv_str){ p, s.n };
}

struct iv_str iv_arena_join(struct iv_arena *a, struct iv_str first, struct iv_str between, struct iv_str last)
{
	char *p = iv_arena_alloc(a, first.n + between.n + last.n), *to = p;
	const struct iv_str part[] = { first, between, last };
	for (int i = 0; i < 3; to += part[i++].n)
		if (part[i].n)
			memcpy(to, part[i].p, part[i].n);
	return (struct iv_str){ p, (size_t)(to - p) };
}

struct iv_str iv_arena_fmt(struct iv_arena *a, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		n = 0;
	char *p = iv_arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, format, again);
	va_end(again);
	return (struct iv_str){ p, (size_t)n };
}
