/* SPDX-License-Identifier: MIT
 * UTF-8: bytes to code points and back, for text that may be broken. Checking a whole slice is base/utf8.h's. */
#ifndef IV_TEXT_UTF8_H
#define IV_TEXT_UTF8_H
#include "base/utf8.h"

/* What stands for bytes that are no code point. */
#define IV_UTF8_LOST 0xFFFD

/* The slow path of iv_utf8_next: a lead byte of 0x80 or more. */
uint32_t iv_utf8_decode(const char **at, const char *end);

/* The next code point; moves *at behind it. A byte that is not well formed gives IV_UTF8_LOST and is passed alone.
 * Requires *at < end. */
static inline uint32_t iv_utf8_next(const char **at, const char *end)
{
	unsigned char c = (unsigned char)**at;
	if (c < 0x80) {
		++*at;
		return c;
	}
	/* Three bytes, without the leads E0 and ED, which have forbidden followers: nearly all Han characters. */
	const unsigned char *p = (const unsigned char *)*at;
	if (c > 0xE0 && c < 0xED && end - *at >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
		*at += 3;
		return (c & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	return iv_utf8_decode(at, end);
}

/* The last code point before *at; moves *at back to its first byte. Requires from < *at; otherwise as iv_utf8_next. */
uint32_t iv_utf8_back(const char **at, const char *from);

/* Writes cp (at most U+10FFFF, no surrogate) and returns its length, 1 to 4 bytes. */
size_t iv_utf8_put(char out[4], uint32_t cp);

/* How many code points iv_utf8_next would find. */
size_t iv_utf8_count(struct iv_str s);

#endif
