/* SPDX-License-Identifier: MIT
 * Slices and buffers. Nothing here knows about code points: see lib/text for that. */
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

struct iv_str iv_str_of(const char *text)
{
	return (struct iv_str){ text, text ? strlen(text) : 0 };
}

int iv_str_cmp(struct iv_str a, struct iv_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool iv_str_starts(struct iv_str s, struct iv_str prefix)
{
	return s.n >= prefix.n && (!prefix.n || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool iv_str_ends(struct iv_str s, struct iv_str suffix)
{
	return s.n >= suffix.n && (!suffix.n || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct iv_str iv_str_trim(struct iv_str s)
{
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	while (s.n && is_space(*s.p))
		s.p++, s.n--;
	return s;
}

struct iv_str iv_str_from(struct iv_str s, size_t at)
{
	at = at < s.n ? at : s.n;
	return (struct iv_str){ s.p + at, s.n - at };
}

ptrdiff_t iv_str_find(struct iv_str s, struct iv_str what)
{
	if (!what.n)
		return 0;
	if (!s.n)
		return -1;
	const char *at = memmem(s.p, s.n, what.p, what.n);
	return at ? at - s.p : -1;
}

bool iv_str_cut(struct iv_str *rest, char sep, struct iv_str *head)
{
	if (!rest->p)
		return false;
	const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
	if (!at) {
		*head = *rest;
		*rest = (struct iv_str){ 0 };
		return true;
	}
	*head = (struct iv_str){ rest->p, (size_t)(at - rest->p) };
	*rest = iv_str_from(*rest, head->n + 1);
	return true;
}

size_t iv_str_distance(struct iv_str a, struct iv_str b)
{
	size_t rows[3][64], *before = rows[0], *above = rows[1], *row = rows[2];
	size_t an = a.n < 63 ? a.n : 63, bn = b.n < 63 ? b.n : 63;
	for (size_t j = 0; j <= bn; j++)
		row[j] = j;
	for (size_t i = 1; i <= an; i++) {
		size_t *spare = before;
		before = above;
		above = row;
		row = spare;
		row[0] = i;
		for (size_t j = 1; j <= bn; j++) {
			size_t best = above[j - 1] + (a.p[i - 1] != b.p[j - 1]);
			if (above[j] + 1 < best)
				best = above[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			row[j] = best;
		}
	}
	return row[bn];
}

const char *iv_str_nearest(struct iv_str word, const char *const *names, size_t n)
{
	const char *best = NULL;
	size_t best_d = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		struct iv_str name = iv_str_of(names[i]);
		size_t longer = word.n > name.n ? word.n : name.n;
		size_t d = iv_str_distance(word, name);
		bool prefix = word.n >= 3 && name.n >= 3 && (iv_str_starts(word, name) || iv_str_starts(name, word));
		if ((d * 3 <= longer || prefix) && d < best_d) {
			best = names[i];
			best_d = d;
		}
	}
	return best;
}

void iv_buf_release(struct iv_buf *b)
{
	free(b->p);
	*b = (struct iv_buf){ 0 };
}

void iv_buf_grow(struct iv_buf *b, size_t extra)
{
	if (b->cap - b->n >= extra)
		return;
	if (extra > SIZE_MAX / 2 - b->n)
		iv_nomem(extra);
	size_t cap = b->cap ? b->cap * 2 : 256;
	if (cap < b->n + extra)
		cap = b->n + extra;
	b->p = iv_resize(b->p, cap);
	b->cap = cap;
}

void iv_buf_addf(struct iv_buf *b, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n > 0) {
		iv_buf_grow(b, (size_t)n + 1);
		vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

const char *iv_buf_text(struct iv_buf *b)
{
	iv_buf_addc(b, '\0');
	b->n--;
	return b->p;
}
