/* SPDX-License-Identifier: MIT
 * Memory that is freed all at once. An arena owns what it hands out; slices into it live until clear or release.
 * Allocation never returns NULL: iv_nomem is called instead, and does not return. */
#ifndef IV_BASE_ARENA_H
#define IV_BASE_ARENA_H
#include "base/str.h"

struct iv_arena_block;

/* Another place for blocks than ordinary memory, as io/vast.h has one. */
struct iv_arena_source {
	void *(*take)(size_t n); /* never NULL */
	void (*give_back)(void *block);
	size_t largest; /* blocks double up to that many bytes */
};

/* Zero-initialise. One thread at a time. */
struct iv_arena {
	struct iv_arena_block *head; /* the block in use; older ones hang behind it */
	char *at, *end; /* free room in it */
	size_t bytes; /* taken from the system, for --memory */
	const struct iv_arena_source *source; /* where its blocks come from; NULL: ordinary memory */
};

void iv_arena_release(struct iv_arena *a);
void iv_arena_clear(struct iv_arena *a); /* forgets everything handed out; keeps the largest block for reuse */
void *iv_arena_more(struct iv_arena *a, size_t n); /* the slow path of iv_arena_alloc */

/* n bytes, aligned for anything, not zeroed. */
static inline void *iv_arena_alloc(struct iv_arena *a, size_t n)
{
	n = (n + 15) & ~(size_t)15;
	if ((size_t)(a->end - a->at) < n)
		return iv_arena_more(a, n);
	void *p = a->at;
	a->at += n;
	return p;
}

void *iv_arena_zalloc(struct iv_arena *a, size_t n); /* the same, zeroed */
/* As iv_reserve, for items in the arena: a list that grows there moves, and where it was stays taken. */
void *iv_arena_reserve(struct iv_arena *a, void *items, size_t *cap, size_t need, size_t size);
struct iv_str iv_arena_str(struct iv_arena *a, struct iv_str s); /* a copy of s; a NUL follows it */
struct iv_str iv_arena_join(struct iv_arena *a, struct iv_str first, struct iv_str between, struct iv_str last); /* the three as one */
struct iv_str iv_arena_fmt(struct iv_arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* malloc, realloc and calloc that never return NULL. Free with free(). */
void *iv_alloc(size_t n);
void *iv_resize(void *p, size_t n);
void *iv_zalloc(size_t n);

/* Grows an array of `size`-byte items so that it can hold `need`; *cap counts items. Returns the array. */
void *iv_reserve(void *items, size_t *cap, size_t need, size_t size);

size_t iv_grown(size_t cap, size_t need, size_t size); /* how many items there should be room for, to hold `need` and some more to come */

/* Called when `n` bytes cannot be had. The default prints one line and ends the process with status 1;
 * cli replaces it, so that temporary files are removed first. It must not return. */
extern void (*iv_nomem_hook)(size_t n);
_Noreturn void iv_nomem(size_t n);

#endif
