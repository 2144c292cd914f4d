/* SPDX-License-Identifier: MIT
 * Eight bytes of ASCII at a step, one character at a step otherwise; of these, most are Han and have three bytes. */
#include "base/utf8.h"

#include <endian.h>

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
		p = skip_ascii(p, end);
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
