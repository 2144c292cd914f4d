/* SPDX-License-Identifier: MIT
 * The shape of a value: which kinds of characters follow each other, and how many. 13812345678 is 9(11), 王小明 is 汉(3), AB-12 is
 * A(2)-9(2). Shapes tell what a column is made of without showing anybody's data, and equal shapes are equal structs. */
#ifndef IV_INGEST_SHAPE_H
#define IV_INGEST_SHAPE_H
#include "base/str.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define IV_SHAPE_RUNS 12 /* runs kept of a value; a longer one is cut */

/* Kinds of characters. A character of ASCII that is no letter, digit, blank or control character stands for itself. */
enum {
	IV_SHAPE_BROKEN = 1, /* not UTF-8, U+FFFD, or of a private-use area: a character was lost */
	IV_SHAPE_CONTROL = 2,
	IV_SHAPE_DIGIT = '9',
	IV_SHAPE_LOWER = 'a', /* small letters, and letters without case */
	IV_SHAPE_UPPER = 'A',
	IV_SHAPE_BLANK = ' ',
	IV_SHAPE_HAN = 128,
	IV_SHAPE_KANA,
	IV_SHAPE_HANGUL,
	IV_SHAPE_WIDE_DIGIT, /* full width */
	IV_SHAPE_WIDE_LETTER,
	IV_SHAPE_OTHER, /* punctuation and symbols beyond ASCII */
};

/* Unused runs are zero, so that shapes can be compared and hashed as bytes. */
struct iv_shape {
	struct iv_shape_run {
		uint8_t kind, n; /* n 0: many, which is 4 or more letters, 6 or more Han characters, 255 or more of anything else */
	} run[IV_SHAPE_RUNS];
	uint8_t runs;
	bool cut; /* there was more */
	bool digits, broken; /* some run is of IV_SHAPE_DIGIT, IV_SHAPE_BROKEN */
	uint8_t zero[4];
};

/* Returns how many characters s has; bytes that are not UTF-8 count one each. */
size_t iv_shape_of(struct iv_str s, struct iv_shape *out);

/* A key of a value of at most 16 characters of ASCII: the kinds of its characters. Values of the same length with the same key have
 * the same shape, which need not be found out again. False for all other values. */
static inline bool iv_shape_key(struct iv_str s, uint64_t key[2]);

/* As above; a+ is "many", … stands for what was cut, ␤ for control characters (line breaks mostly), � for lost ones, · for marks beyond
 * ASCII, か and 한 for the letters of Japan and Korea, ９ and Ａ for full-width ones. */
void iv_shape_print(const struct iv_shape *shape, struct iv_buf *out);

/* --- Inlined, since it is asked of nearly every value --- */

#ifdef __SSE2__
/* The bytes of a text of at most 16, zeros behind them. Loads that overlap take the place of a copy of any length. */
static inline void iv_shape_bytes(struct iv_str s, uint64_t word[2])
{
	word[0] = word[1] = 0;
	if (s.n >= 8) {
		memcpy(&word[0], s.p, 8);
		if (s.n > 8) {
			memcpy(&word[1], s.p + s.n - 8, 8);
			word[1] >>= 8 * (16 - s.n);
		}
	} else if (s.n >= 4) {
		uint32_t low, high;
		memcpy(&low, s.p, 4);
		memcpy(&high, s.p + s.n - 4, 4);
		word[0] = low | (uint64_t)high << 8 * (s.n - 4);
	} else {
		for (size_t i = 0; i < s.n; i++)
			word[0] |= (uint64_t)(unsigned char)s.p[i] << 8 * i;
	}
}
#endif

static inline bool iv_shape_key(struct iv_str s, uint64_t key[2])
{
	if (s.n > 16)
		return false;
#ifdef __SSE2__
	iv_shape_bytes(s, key);
	__m128i v = _mm_set_epi64x((int64_t)key[1], (int64_t)key[0]), small = _mm_or_si128(v, _mm_set1_epi8(0x20));
	if (_mm_movemask_epi8(v))
		return false;
	__m128i digit = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('0' - 1)), _mm_cmplt_epi8(v, _mm_set1_epi8('9' + 1)));
	__m128i letter = _mm_and_si128(_mm_cmpgt_epi8(small, _mm_set1_epi8('a' - 1)), _mm_cmplt_epi8(small, _mm_set1_epi8('z' + 1)));
	/* Without their low bits all digits are 0, all capitals @ and all small letters `; where these marks stand themselves, they become
	 * others first. */
	__m128i mark = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('@')), _mm_cmpeq_epi8(v, _mm_set1_epi8('`')));
	v = _mm_or_si128(v, _mm_and_si128(mark, _mm_set1_epi8(-128)));
	v = _mm_andnot_si128(_mm_and_si128(digit, _mm_set1_epi8(0x0F)), v);
	v = _mm_andnot_si128(_mm_and_si128(letter, _mm_set1_epi8(0x1F)), v);
	_mm_storeu_si128((__m128i *)(void *)key, v);
#else
	unsigned char part[16] = { 0 };
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x80)
			return false;
		part[i] = c >= '0' && c <= '9' ? '0' : c >= 'A' && c <= 'Z' ? 0x81 : c >= 'a' && c <= 'z' ? 0x82 : c;
	}
	memcpy(key, part, sizeof part);
#endif
	return true;
}

#endif
