/* SPDX-License-Identifier: MIT
 * Sixteen bytes of ASCII at a step, one character at a step otherwise. */
#include "base/utf8.h"

size_t iv_utf8_check(struct iv_str s)
{
	if (!s.n)
		return 0; /* also of no slice at all, whose p may be NULL */
	const char *p = s.p, *end = s.p + s.n;
	while (p < end) {
		while (end - p >= 16) {
			uint64_t a, b;
			memcpy(&a, p, 8);
			memcpy(&b, p + 8, 8);
			if ((a | b) & 0x8080808080808080u)
				break;
			p += 16;
		}
		while (p < end && (unsigned char)*p < 0x80)
			p++;
		while (p < end && (unsigned char)*p >= 0x80) {
			size_t n = iv_utf8_len(p, end);
			if (!n)
				return (size_t)(p - s.p);
			p += n;
		}
	}
	return s.n;
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
