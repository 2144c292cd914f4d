/* SPDX-License-Identifier: MIT
 * Within cli: the lines of some of the records that a gather kept, read again in the order in which they stand in their files and
 * then in memory, to be taken in any order. Lines that stand close together are one read: that costs less than a read for each, though
 * what stands between them is read in vain. */
#ifndef IV_CLI_WINDOW_H
#define IV_CLI_WINDOW_H
#include "cli/places.h"

/* The lines of neighbouring records, which one thread reads. */
struct window_share {
	struct iv_buf lines; /* one behind the other */
	size_t *at; /* where each begins, and the end of the last */
	size_t n, cap;
	int status;
	struct iv_err err;
};

/* Zero-initialise. */
struct window {
	const struct places *places; /* borrowed */
	uint64_t *wanted; /* a bit for each record from `first` on */
	uint32_t *before; /* of each word of it: the wanted ones before it in its share */
	size_t first, words, words_cap, before_cap;
	struct window_share *share;
	size_t shares, shares_cap;
	unsigned share_bits; /* a share has 2 to the power of this words */
	struct window_pending *pending; /* of each thread */
	size_t pendings;
};

void iv_cli_window_release(struct window *w);

/* Nothing is wanted of the records first … end - 1 so far, and others will not be. */
void iv_cli_window_begin(struct window *w, const struct places *p, size_t first, size_t end);

static inline void iv_cli_window_want(struct window *w, uint32_t number)
{
	w->wanted[number / 64 - w->first] |= UINT64_C(1) << number % 64;
}

/* What a line may take of memory. */
size_t iv_cli_window_room(const struct places *p, uint32_t number);

/* Reads what is wanted. IV_OK or IV_FAIL. */
int iv_cli_window_read(struct window *w, unsigned threads, struct iv_err *err);

/* Where a record that was wanted stands among those of its share. */
static inline size_t iv_cli_window_place(const struct window *w, uint32_t number, const struct window_share **share)
{
	size_t word = number / 64 - w->first;
	*share = &w->share[word >> w->share_bits];
	return w->before[word] + (size_t)__builtin_popcountll(w->wanted[word] & ((UINT64_C(1) << number % 64) - 1));
}

/* Its line, until the next begin. */
static inline struct iv_str iv_cli_window_line(const struct window *w, uint32_t number)
{
	const struct window_share *s;
	size_t k = iv_cli_window_place(w, number, &s);
	return (struct iv_str){ s->lines.p + s->at[k], s->at[k + 1] - s->at[k] };
}

/* Asks for what says where that line is. */
static inline void iv_cli_window_fetch(const struct window *w, uint32_t number)
{
	const struct window_share *s;
	size_t k = iv_cli_window_place(w, number, &s);
	__builtin_prefetch(&s->at[k]);
}

#endif
