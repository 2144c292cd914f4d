/* SPDX-License-Identifier: MIT
 * Within io: what scanning, walking and writing JSON share. Most bytes of a record are plain text inside strings, so
 * they are looked at sixteen at a step. */
#ifndef IV_IO_JSON_PLAIN_H
#define IV_IO_JSON_PLAIN_H
#include "io/json.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* How many of the 16 bytes at p are plain text of a string: no quote, backslash or control character. */
static inline unsigned iv_json_clean16(const char *p)
{
#ifdef __SSE2__
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p), low = _mm_set1_epi8(0x1F);
	__m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))), _mm_cmpeq_epi8(_mm_min_epu8(v, low), v));
	return (unsigned)__builtin_ctz((unsigned)_mm_movemask_epi8(hit) | 0x10000);
#else
	unsigned n = 0;
	while (n < 16 && (unsigned char)p[n] >= 0x20 && p[n] != '"' && p[n] != '\\')
		n++;
	return n;
#endif
}

/* The type of the value that begins with c. */
static inline uint8_t iv_json_type_at(char c)
{
	switch (c) {
	case '"':
		return IV_JSON_STRING;
	case '{':
		return IV_JSON_OBJECT;
	case '[':
		return IV_JSON_ARRAY;
	case 't':
		return IV_JSON_TRUE;
	case 'f':
		return IV_JSON_FALSE;
	case 'n':
		return IV_JSON_NULL;
	default:
		return IV_JSON_NUMBER;
	}
}

int iv_json_hex4(const char *p); /* four hexadecimal digits as a number, or -1 */
struct iv_str iv_json_decode(struct iv_str raw, struct iv_arena *arena); /* the text between the quotes without its escapes; it was scanned */

#endif
