/* SPDX-License-Identifier: MIT
 * Most text is ASCII, or is made of code points whose form can be looked up alone; both are done in one pass. Only text
 * with combining marks, jamo or ligatures goes through utf8proc. */
#include "text/fold.h"

#include <utf8proc.h>

#include "text/tables.h"
#include "text/utf8.h"

struct form {
	const uint16_t *index;
	utf8proc_option_t options;
	bool lower;
};

static const struct form tidy_form = { iv_tidy_index, UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE, false };
static const struct form fold_form = { iv_fold_index, UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD, true };

/* Whether s has one of the Han characters U+4E00 to U+9FFF at i: they have both forms. */
static bool han_at(struct iv_str s, size_t i)
{
	const unsigned char *p = (const unsigned char *)s.p + i;
	return s.n - i >= 3 && p[0] >= 0xE4 && p[0] <= 0xE9 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 && (p[0] > 0xE4 || p[1] >= 0xB8);
}

/* Printable ASCII but the space. */
static inline bool is_graph(unsigned char c)
{
	return c > ' ' && c <= '~';
}

/* How many bytes at the start of s have the form already: Han characters and ASCII that is printable, no capital when
 * folding, and no space but single ones inside. A space that might turn out to be one too many is not counted. */
static size_t already(const struct form *f, struct iv_str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	unsigned char capital = f->lower ? 'A' : 0x80; /* the first of 26 that stop a fold, or nothing that is ASCII */
	size_t i = 0;
	while (i < s.n) {
		if (is_graph(p[i]) && (unsigned char)(p[i] - capital) > 25)
			i++;
		else if (p[i] >= 0xE4 && han_at(s, i))
			i += 3;
		else if (p[i] == ' ' && i && p[i - 1] != ' ')
			i++;
		else
			break;
	}
	return i && p[i - 1] == ' ' ? i - 1 : i;
}

bool iv_text_settled(struct iv_str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	for (size_t i = 0; i < s.n;) {
		if (is_graph(p[i]) && (unsigned char)(p[i] - 'A') > 25) {
			i++;
		} else if (p[i] == ' ' && i && p[i - 1] != ' ' && i + 1 < s.n) {
			i++;
		} else {
			if (p[i] < 0xE4 || !han_at(s, i) || HAN_SIMPLE(han_entry((p[i] & 15u) << 12 | (p[i + 1] & 63u) << 6 | (p[i + 2] & 63u))))
				return false;
			i += 3;
		}
	}
	return true;
}

/* Where the result grows: `used` bytes without the space that is owed to the next code point. */
struct writer {
	char *p;
	size_t used;
	bool owed;
};

static void write_code(struct writer *w, uint32_t cp)
{
	if (w->owed && w->used)
		w->p[w->used++] = ' ';
	w->owed = false;
	w->used += iv_utf8_put(w->p + w->used, cp);
}

/* Maps every code point alone; `slow` ones are written as they are and noted. A code point's form is never more than
 * three times as long as the bytes that it was read from (a lost byte becomes three). */
static struct iv_str map(struct iv_arena *a, const struct form *f, struct iv_str s, bool *slow)
{
	struct writer w = { .p = iv_arena_alloc(a, 3 * s.n + 8) };
	w.used = already(f, s);
	memcpy(w.p, s.p, w.used);
	for (const char *p = s.p + w.used, *end = s.p + s.n; p < end;) {
		uint32_t cp = iv_utf8_next(&p, end), e = fold_entry(f->index, cp);
		if (e == FOLD_DROP)
			continue;
		if (e == FOLD_SPACE) {
			w.owed = true;
			continue;
		}
		*slow |= e == FOLD_SLOW;
		write_code(&w, e > FOLD_SLOW ? e : cp);
	}
	return (struct iv_str){ w.p, w.used };
}

/* Full normalisation of well-formed text. */
static struct iv_str normalise(struct iv_arena *a, const struct form *f, struct iv_str s)
{
	size_t room = 4 * s.n + 16;
	utf8proc_int32_t *codes = iv_arena_alloc(a, (room + 1) * sizeof *codes);
	utf8proc_ssize_t n = utf8proc_decompose((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, codes, (utf8proc_ssize_t)room, f->options);
	if (n > (utf8proc_ssize_t)room) {
		room = (size_t)n;
		codes = iv_arena_alloc(a, (room + 1) * sizeof *codes);
		n = utf8proc_decompose((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, codes, n, f->options);
	}
	if (n < 0)
		return s;
	n = utf8proc_reencode(codes, n, f->options); /* in place: the code points become bytes */
	return n < 0 ? s : (struct iv_str){ (const char *)codes, (size_t)n };
}

/* A form may bring new white space or, by folding, new things to compose, so the slow path repeats until nothing
 * changes: nearly always the second time. The bound is for a table that never settles, which no test has shown. */
static struct iv_str slow_path(struct iv_arena *a, const struct form *f, struct iv_str s)
{
	for (int round = 0; round < 8; round++) {
		bool slow = false;
		struct iv_str next = map(a, f, normalise(a, f, s), &slow);
		if (iv_str_eq(next, s))
			break;
		s = next;
	}
	return s;
}

static struct iv_str apply(struct iv_arena *a, const struct form *f, struct iv_str s)
{
	bool slow = false;
	if (already(f, s) == s.n)
		return s;
	struct iv_str mapped = map(a, f, s, &slow);
	/* Marks have to be in order before they are folded, or U+0345 would become a letter in the wrong place: the slow
	 * fold is the fold of the tidy form. */
	if (slow)
		mapped = slow_path(a, f, f->lower ? apply(a, &tidy_form, s) : mapped);
	return iv_str_eq(mapped, s) ? s : mapped;
}

struct iv_str iv_text_tidy(struct iv_arena *a, struct iv_str s)
{
	return apply(a, &tidy_form, s);
}

struct iv_str iv_text_fold(struct iv_arena *a, struct iv_str s)
{
	return apply(a, &fold_form, s);
}
