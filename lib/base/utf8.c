/* SPDX-License-Identifier: MIT
 * Sixteen bytes at a step where they are ASCII and Han, which have three bytes; otherwise eight bytes of ASCII, or one character. */
#include "base/utf8.h"

#include <endian.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Over what is ASCII and characters of three bytes of the commonest sort (see is_plain_three), as far as whole steps go. */
static inline const char *skip_steps(const char *p, const char *end)
{
#ifdef __SSE2__
	while (end - p >= 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		unsigned high = (unsigned)_mm_movemask_epi8(v);
		if (!high) {
			p += 16;
			continue;
		}
		/* Signed comparisons: 0x80 to 0xBF, which follow a first byte, are the lowest numbers, and ASCII the highest. */
		__m128i first = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8((char)0xE0)), _mm_cmplt_epi8(v, _mm_set1_epi8((char)0xF0)));
		unsigned lead = (unsigned)_mm_movemask_epi8(_mm_andnot_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xED)), first));
		unsigned rest = (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(v, _mm_set1_epi8((char)0xC0)));
		if ((lead | rest) != high || ((lead << 1 | lead << 2) & 0xFFFF) != rest)
			break;
		p += lead & 0x4000 ? 14 : lead & 0x8000 ? 15 : 16; /* a character that is cut is left for the next step */
	}
#else
	(void)end;
#endif
	return p;
}

/* The first byte in [p, end) that is not ASCII, or end. */
static const char *skip_ascii(const char *p, const char *end)
{
	for (; end - p >= 8; p += 8) {
		uint64_t eight;
		memcpy(&eight, p, 8);
		if (eight & 0x8080808080808080u)
			break;
	}
	while (p < end && (unsigned char)*p < 0x80)
		p++;
	return p;
}

/* Whether a character of three bytes begins at p, of the commonest sort: none of those that may be surrogates or overlong. */
static inline bool is_plain_three(const char *p, const char *end)
{
	uint32_t four;
	if (end - p < 4)
		return false;
	memcpy(&four, p, 4);
	four = le32toh(four); /* the first byte is the lowest */
	return (four & 0xC0C0F0) == 0x8080E0 && (four & 15) != 0 && (four & 15) != 13;
}

size_t iv_utf8_check(struct iv_str s)
{
	if (!s.n)
		return 0; /* also of no slice at all, whose p may be NULL */
	const char *p = s.p, *end = s.p + s.n;
	for (;;) {
		p = skip_ascii(skip_steps(p, end), end);
		if (p == end)
			return s.n;
		while (p < end && (unsigned char)*p >= 0x80) {
			size_t n = is_plain_three(p, end) ? 3 : iv_utf8_len(p, end);
			if (!n)
				return (size_t)(p - s.p);
			p += n;
		}
	}
}

void iv_utf8_add(struct iv_buf *b, uint32_t c)
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = 0xFFFD;
	if (c < 0x80) {
		iv_buf_addc(b, (char)c);
	} else if (c < 0x800) {
		iv_buf_addc(b, (char)(0xC0 | c >> 6));
		iv_buf_addc(b, (char)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		iv_buf_addc(b, (char)(0xE0 | c >> 12));
		iv_buf_addc(b, (char)(0x80 | (c >> 6 & 0x3F)));
		iv_buf_addc(b, (char)(0x80 | (c & 0x3F)));
	} else {
		iv_buf_addc(b, (char)(0xF0 | c >> 18));
		iv_buf_addc(b, (char)(0x80 | (c >> 12 & 0x3F)));
		iv_buf_addc(b, (char)(0x80 | (c >> 6 & 0x3F)));
		iv_buf_addc(b, (char)(0x80 | (c & 0x3F)));
	}
}
