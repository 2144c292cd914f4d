/* SPDX-License-Identifier: MIT
 * Radix sort, highest digit first. The first pass spreads the items by their highest digit that differs, into parts that
 * are then sorted each by itself, on any thread and within the cache; hashes, which is what most keys are, need one digit
 * more, and a few comparisons. A pass moves items from one array to the other, in their order, so that equal keys keep it. */
#include "match/sort.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "io/vast.h"

enum {
	FEW = 24, /* sorted by insertion */
	WIDE = 11, /* bits of the first digit, so that parts are many and small */
	NARROW = 8, /* of further ones, so that their counts are little beside a part */
	SHARED = 1 << 15, /* from here on a sort is worth sharing out */
};

/* Items of several sizes share one code: `size` is a constant in each of its uses, so that the compiler makes one of each. */
#define SIZED static inline __attribute__((always_inline))

SIZED uint64_t key_of(const char *item, size_t i, size_t size)
{
	uint64_t key;
	memcpy(&key, item + i * size, sizeof key);
	return key;
}

SIZED void put(char *to, size_t k, const char *from, size_t i, size_t size)
{
	memcpy(to + k * size, from + i * size, size);
}

/* Sorts from[0..n) into to, which may be the same array. */
SIZED void insert(const char *from, char *to, size_t n, size_t size)
{
	for (size_t i = 0; i < n; i++) {
		char x[16];
		uint64_t key = key_of(from, i, size);
		memcpy(x, from + i * size, size);
		size_t k = i;
		for (; k && key_of(to, k - 1, size) > key; k--)
			put(to, k, to, k - 1, size);
		memcpy(to + k * size, x, size);
	}
}

SIZED uint64_t differing(const char *item, size_t n, size_t size)
{
	uint64_t first = n ? key_of(item, 0, size) : 0, bits = 0;
	for (size_t i = 1; i < n; i++)
		bits |= key_of(item, i, size) ^ first;
	return bits;
}

/* How far a key is shifted so that its highest `width` bits of those that differ are the lowest. */
static unsigned shift_for(uint64_t differ, unsigned width)
{
	unsigned top = 64 - (unsigned)__builtin_clzll(differ);
	return top > width ? top - width : 0;
}

/* Sorts a[0..n). The result is in `b` when `over`, else in `a`. The digits above are known to be equal, so each level
 * takes eight bits or more off the keys and there are eight levels at most. */
SIZED void sort_part(char *a, char *b, size_t n, bool over, size_t size, void (*deeper)(char *a, char *b, size_t n, bool over))
{
	uint64_t differ = n > FEW ? differing(a, n, size) : 0;
	if (!differ) {
		if (n > FEW && over)
			memcpy(b, a, n * size);
		else if (n <= FEW)
			insert(a, over ? b : a, n, size);
		return;
	}
	size_t at[1 << NARROW] = { 0 }, sum = 0;
	unsigned shift = shift_for(differ, NARROW);
	for (size_t i = 0; i < n; i++)
		at[key_of(a, i, size) >> shift & ((1 << NARROW) - 1)]++;
	for (size_t d = 0; d < 1 << NARROW; d++) {
		size_t here = at[d];
		at[d] = sum;
		sum += here;
	}
	for (size_t i = 0; i < n; i++)
		put(b, at[key_of(a, i, size) >> shift & ((1 << NARROW) - 1)]++, a, i, size);
	for (size_t d = 0, from = 0; d < 1 << NARROW; from = at[d++])
		if (at[d] > from)
			deeper(b + from * size, a + from * size, at[d] - from, !over);
}

static void sort8(char *a, char *b, size_t n, bool over)
{
	sort_part(a, b, n, over, 8, sort8);
}

static void sort12(char *a, char *b, size_t n, bool over)
{
	sort_part(a, b, n, over, 12, sort12);
}

static void sort16(char *a, char *b, size_t n, bool over)
{
	sort_part(a, b, n, over, 16, sort16);
}

/* ---- the first digit, shared out ---- */

enum step { DIFFER, COUNT, MOVE };

/* Each piece of the items counts its digits, and so knows the places where its items go: behind those of the pieces before. */
struct spread {
	const struct iv_match_piece *piece;
	size_t size, pieces;
	char *to; /* where the items go; parts are sorted from there to `back`, or when that is NULL in place */
	char *back;
	enum step step;
	uint64_t first, *differ; /* a key; of each piece: the bits in which its keys differ from that one */
	unsigned shift;
	size_t (*at)[1 << WIDE]; /* of each piece */
	size_t part[(1 << WIDE) + 1]; /* where parts begin, and the end of the last */
};

SIZED size_t digit(const struct spread *s, const char *item, size_t i, size_t size)
{
	return key_of(item, i, size) >> s->shift & ((1 << WIDE) - 1);
}

SIZED void do_piece(struct spread *s, size_t number, size_t size)
{
	const char *item = s->piece[number].item;
	size_t n = s->piece[number].n, *at = s->at[number];
	uint64_t bits = 0;
	switch (s->step) {
	case DIFFER:
		for (size_t i = 0; i < n; i++)
			bits |= key_of(item, i, size) ^ s->first;
		s->differ[number] = bits;
		break;
	case COUNT:
		for (size_t i = 0; i < n; i++)
			at[digit(s, item, i, size)]++;
		break;
	case MOVE:
		for (size_t i = 0; i < n; i++)
			put(s->to, at[digit(s, item, i, size)]++, item, i, size);
	}
}

static void each_piece(void *ctx, size_t number, unsigned worker)
{
	struct spread *s = ctx;
	(void)worker;
	if (s->size == 8)
		do_piece(s, number, 8);
	else if (s->size == 12)
		do_piece(s, number, 12);
	else
		do_piece(s, number, 16);
}

static void each_part(void *ctx, size_t number, unsigned worker)
{
	struct spread *s = ctx;
	size_t from = s->part[number], n = s->part[number + 1] - from;
	void (*sort)(char *a, char *b, size_t n, bool over) = s->size == 8 ? sort8 : s->size == 12 ? sort12 : sort16;
	char *spare = s->back ? s->back + from * s->size : iv_alloc(n * s->size);
	(void)worker;
	if (n)
		sort(s->to + from * s->size, spare, n, s->back != NULL);
	if (!s->back)
		free(spare);
}

static void place_parts(struct spread *s)
{
	size_t sum = 0;
	for (size_t d = 0; d < 1 << WIDE; d++) {
		s->part[d] = sum;
		for (size_t i = 0; i < s->pieces; i++) {
			size_t here = s->at[i][d];
			s->at[i][d] = sum;
			sum += here;
		}
	}
	s->part[1 << WIDE] = sum;
}

static void run(struct spread *s, enum step step, unsigned threads)
{
	s->step = step;
	iv_parallel(threads, s->pieces, each_piece, s);
}

/* False: all keys are equal, and nothing was moved. */
static bool spread(struct spread *s, unsigned threads)
{
	uint64_t bits = 0;
	s->differ = iv_zalloc((s->pieces + 1) * sizeof *s->differ);
	run(s, DIFFER, threads);
	for (size_t i = 0; i < s->pieces; i++)
		bits |= s->differ[i];
	free(s->differ);
	if (!bits)
		return false;
	s->shift = shift_for(bits, WIDE);
	s->at = iv_zalloc(s->pieces * sizeof *s->at);
	run(s, COUNT, threads);
	place_parts(s);
	run(s, MOVE, threads);
	free(s->at);
	iv_parallel(threads, 1 << WIDE, each_part, s);
	return true;
}

void iv_match_sort_array(void *item, size_t n, size_t size, unsigned threads)
{
	if (n <= FEW) {
		insert(item, item, n, size);
		return;
	}
	char *spare = iv_vast_alloc(n * size);
	if (n < SHARED) {
		(size == 8 ? sort8 : size == 12 ? sort12 : sort16)(item, spare, n, false);
	} else {
		size_t pieces = threads ? threads : 1;
		struct iv_match_piece *piece = iv_alloc(pieces * sizeof *piece);
		for (size_t i = 0; i < pieces; i++) {
			size_t from = iv_parallel_share(n, pieces, i);
			piece[i] = (struct iv_match_piece){ (char *)item + from * size, iv_parallel_share(n, pieces, i + 1) - from };
		}
		struct spread s = { .piece = piece, .pieces = pieces, .size = size, .to = spare, .back = item, .first = key_of(item, 0, size) };
		spread(&s, threads);
		free(piece);
	}
	iv_vast_free(spare);
}

void iv_match_sort_pieces(const struct iv_match_piece *piece, size_t pieces, size_t size, void *out, unsigned threads)
{
	struct spread s = { .piece = piece, .pieces = pieces, .size = size, .to = out };
	size_t n = 0, first = pieces;
	for (size_t i = 0; i < pieces; i++) {
		first = first == pieces && piece[i].n ? i : first;
		n += piece[i].n;
	}
	if (first < pieces)
		s.first = key_of(piece[first].item, 0, size);
	if (n >= SHARED && spread(&s, threads))
		return;
	n = 0;
	for (size_t i = 0; i < pieces; i++) {
		if (piece[i].n)
			memcpy((char *)out + n * size, piece[i].item, piece[i].n * size);
		n += piece[i].n;
	}
	iv_match_sort_array(out, n, size, threads);
}

void iv_match_items_release(struct iv_match_items *l)
{
	iv_vast_free(l->item);
	*l = (struct iv_match_items){ 0 };
}

void iv_match_sort_on(struct iv_match_items *l, unsigned threads)
{
	iv_match_sort_array(l->item, l->n, sizeof *l->item, threads);
}

void iv_match_sort(struct iv_match_items *l)
{
	iv_match_sort_on(l, 1);
}

size_t iv_match_items_first(const struct iv_match_items *l, uint64_t key)
{
	size_t low = 0, high = l->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (l->item[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void iv_match_filter_begin(struct iv_match_filter *f, size_t n)
{
	f->bits = 6;
	while ((size_t)1 << f->bits < 16 * n)
		f->bits++;
	free(f->word);
	f->word = iv_zalloc((size_t)1 << f->bits >> 3);
}

void iv_match_filter_fill(struct iv_match_filter *f, const struct iv_match_items *l)
{
	iv_match_filter_begin(f, l->n);
	for (size_t i = 0; i < l->n; i++)
		iv_match_filter_add(f, l->item[i].key);
}

void iv_match_filter_release(struct iv_match_filter *f)
{
	free(f->word);
	*f = (struct iv_match_filter){ 0 };
}
