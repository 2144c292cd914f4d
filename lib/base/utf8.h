/* SPDX-License-Identifier: MIT
 * UTF-8 as RFC 3629 has it: no surrogates, nothing beyond U+10FFFF, no overlong forms. */
#ifndef IV_BASE_UTF8_H
#define IV_BASE_UTF8_H
#include "base/str.h"

/* The length in bytes (1–4) of the character that starts at p, or 0 when the bytes before `end` are not one. */
static inline size_t iv_utf8_len(const char *p, const char *end)
{
	const unsigned char *s = (const unsigned char *)p;
	size_t left = (size_t)(end - p);
	if (!left)
		return 0;
	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xC2 || left < 2 || (s[1] & 0xC0) != 0x80)
		return 0;
	if (s[0] < 0xE0)
		return 2;
	if (left < 3 || (s[2] & 0xC0) != 0x80)
		return 0;
	if (s[0] < 0xF0) {
		if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F))
			return 0;
		return 3;
	}
	if (s[0] > 0xF4 || left < 4 || (s[3] & 0xC0) != 0x80 || (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
		return 0;
	return 4;
}

size_t iv_utf8_check(struct iv_str s); /* offset of the first byte that is not UTF-8; s.n when all is well */
void iv_utf8_add(struct iv_buf *b, uint32_t code_point); /* appends a code point; surrogates and beyond as U+FFFD */

#endif
