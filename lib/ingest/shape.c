/* SPDX-License-Identifier: MIT
 * One pass over the bytes. Most characters are ASCII or Han of three bytes, so these are told without decoding. */
#include "ingest/shape.h"

#include <utf8proc.h>

#include "text/han.h"

#define TEN(x) x, x, x, x, x, x, x, x, x, x
#define LETTERS(x) TEN(x), TEN(x), x, x, x, x, x, x

/* Kinds of the ASCII characters; 0 of other bytes. */
static const uint8_t kind_of[256] = {
	TEN(2), TEN(2), TEN(2), 2, 2, ' ', '!', '"', '#', '$', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
	TEN('9'), ':', ';', '<', '=', '>', '?', '@', LETTERS('A'), '[', '\\', ']', '^', '_', '`', LETTERS('a'), '{', '|', '}', '~', 2,
};

static uint8_t wide_kind(uint32_t cp)
{
	if (iv_han_is(cp))
		return IV_SHAPE_HAN;
	if (cp >= 0x3041 && cp <= 0x30FF && cp != 0x30FB)
		return IV_SHAPE_KANA;
	if ((cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0x1100 && cp <= 0x11FF))
		return IV_SHAPE_HANGUL;
	if (cp >= 0xFF10 && cp <= 0xFF19)
		return IV_SHAPE_WIDE_DIGIT;
	if ((cp >= 0xFF21 && cp <= 0xFF3A) || (cp >= 0xFF41 && cp <= 0xFF5A))
		return IV_SHAPE_WIDE_LETTER;
	if (cp == 0xFFFD)
		return IV_SHAPE_BROKEN;
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LT:
		return IV_SHAPE_UPPER;
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return IV_SHAPE_LOWER;
	case UTF8PROC_CATEGORY_ND:
		return IV_SHAPE_DIGIT;
	case UTF8PROC_CATEGORY_ZS:
		return IV_SHAPE_BLANK;
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
		return IV_SHAPE_CONTROL;
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CN:
		return IV_SHAPE_BROKEN;
	default:
		return IV_SHAPE_OTHER;
	}
}

/* The kind of the character at p, which is not ASCII; *len gets its bytes. */
static uint8_t decode(const char *p, const char *end, size_t *len)
{
	const unsigned char *s = (const unsigned char *)p;
	utf8proc_int32_t cp;
	/* U+5000 to U+8FFF are Han characters all. */
	if (s[0] >= 0xE5 && s[0] <= 0xE8 && end - p >= 3 && (s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80) {
		*len = 3;
		return IV_SHAPE_HAN;
	}
	utf8proc_ssize_t n = utf8proc_iterate(s, end - p, &cp);
	*len = n < 1 ? 1 : (size_t)n;
	return n < 1 ? IV_SHAPE_BROKEN : wide_kind((uint32_t)cp);
}

static void put(struct iv_shape *out, uint8_t kind, size_t n)
{
	size_t many = kind == IV_SHAPE_LOWER || kind == IV_SHAPE_UPPER || kind == IV_SHAPE_WIDE_LETTER ? 4 : kind == IV_SHAPE_HAN ? 6 : 255;
	out->run[out->runs++] = (struct iv_shape_run){ kind, n < many ? (uint8_t)n : 0 };
	out->digits |= kind == IV_SHAPE_DIGIT;
	out->broken |= kind == IV_SHAPE_BROKEN;
}

size_t iv_shape_of(struct iv_str s, struct iv_shape *out)
{
	const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;
	size_t chars = 0, n = 0, len;
	uint8_t last = 0;
	memset(out, 0, sizeof *out);
	while (p < end) {
		uint8_t kind = kind_of[*p];
		size_t run = 1;
		if (kind) { /* a run of ASCII ends where the kind does */
			const unsigned char *from = p++;
			while (p < end && kind_of[*p] == kind)
				p++;
			run = (size_t)(p - from);
		} else {
			kind = decode((const char *)p, (const char *)end, &len);
			p += len;
		}
		chars += run;
		if (kind == last) {
			n += run;
			continue;
		}
		if (last)
			put(out, last, n);
		last = kind;
		n = run;
		if (out->runs == IV_SHAPE_RUNS) {
			out->cut = true;
			break;
		}
	}
	if (!out->cut && last)
		put(out, last, n);
	for (; p < end; p++) /* what was cut still counts */
		chars += (*p & 0xC0) != 0x80;
	return chars;
}

void iv_shape_print(const struct iv_shape *shape, struct iv_buf *out)
{
	static const char *const names[] = { "汉", "か", "한", "９", "Ａ", "·" };
	for (size_t i = 0; i < shape->runs; i++) {
		uint8_t kind = shape->run[i].kind, n = shape->run[i].n;
		if (kind >= IV_SHAPE_HAN)
			iv_buf_adds(out, iv_str_of(names[kind - IV_SHAPE_HAN]));
		else if (kind <= IV_SHAPE_CONTROL)
			iv_buf_adds(out, kind == IV_SHAPE_BROKEN ? IV_STR("�") : IV_STR("␤"));
		else
			iv_buf_addc(out, (char)kind);
		if (!n)
			iv_buf_addc(out, '+');
		else if (n > 1)
			iv_buf_addf(out, "(%u)", n);
	}
	if (shape->cut)
		iv_buf_adds(out, IV_STR("…"));
}
