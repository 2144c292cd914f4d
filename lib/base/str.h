/* SPDX-License-Identifier: MIT
 * Strings: a slice borrows bytes, a buffer owns them. Neither needs a NUL; every length is in bytes. */
#ifndef IV_BASE_STR_H
#define IV_BASE_STR_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes that somebody else owns. {0} is the empty slice; p may then be NULL. */
struct iv_str {
	const char *p;
	size_t n;
};

/* IV_STR("text") is a slice of a string literal; IV_FMT and IV_ARG print one: printf(IV_FMT, IV_ARG(s)). */
#define IV_STR(lit) ((struct iv_str){ (lit), sizeof(lit) - 1 })
#define IV_FMT "%.*s"
#define IV_ARG(s) (int)(s).n, (s).p

struct iv_str iv_str_of(const char *text); /* of a NUL-terminated string; NULL gives the empty slice */
int iv_str_cmp(struct iv_str a, struct iv_str b); /* bytewise like memcmp; a prefix sorts first */
bool iv_str_starts(struct iv_str s, struct iv_str prefix);
bool iv_str_ends(struct iv_str s, struct iv_str suffix);
struct iv_str iv_str_trim(struct iv_str s); /* without ASCII white space at either end */
struct iv_str iv_str_from(struct iv_str s, size_t at); /* the rest after the first `at` bytes (all of it at most) */
ptrdiff_t iv_str_find(struct iv_str s, struct iv_str what); /* offset of the first `what`, or -1 */
bool iv_str_cut(struct iv_str *rest, char sep, struct iv_str *head); /* next piece of `rest`; false when it is used up (p == NULL) */
size_t iv_str_distance(struct iv_str a, struct iv_str b); /* edits (a swap of neighbours is one) in bytes, of at most the first 63 of each */

static inline bool iv_str_eq(struct iv_str a, struct iv_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool iv_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The name in names[0..n) that a person most probably meant by `word`, or NULL when none is near.
 * Near: at most a third of the letters wrong, or one a beginning of the other. */
const char *iv_str_nearest(struct iv_str word, const char *const *names, size_t n);

/* Bytes we own, growing as needed. Zero-initialise; release is safe on anything zeroed.
 * Growing never fails: out of memory ends the process through iv_nomem (arena.h). */
struct iv_buf {
	char *p;
	size_t n, cap;
};

void iv_buf_release(struct iv_buf *b);
void iv_buf_grow(struct iv_buf *b, size_t extra); /* room for `extra` more bytes */
void iv_buf_addf(struct iv_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *iv_buf_text(struct iv_buf *b); /* the bytes, NUL-terminated (the NUL is not counted) */

static inline void iv_buf_clear(struct iv_buf *b)
{
	b->n = 0;
}

static inline void iv_buf_add(struct iv_buf *b, const void *p, size_t n)
{
	if (b->cap - b->n < n)
		iv_buf_grow(b, n);
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
}

static inline void iv_buf_adds(struct iv_buf *b, struct iv_str s)
{
	iv_buf_add(b, s.p, s.n);
}

static inline void iv_buf_addc(struct iv_buf *b, char c)
{
	if (b->n == b->cap)
		iv_buf_grow(b, 1);
	b->p[b->n++] = c;
}

static inline struct iv_str iv_buf_str(const struct iv_buf *b)
{
	return (struct iv_str){ b->p, b->n };
}

#endif
