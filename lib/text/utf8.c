/* SPDX-License-Identifier: MIT
 * Which bytes are a sequence is decided by iv_utf8_len alone; here its bits are put together. */
#include "text/utf8.h"

uint32_t iv_utf8_decode(const char **at, const char *end)
{
	const unsigned char *p = (const unsigned char *)*at;
	size_t n = iv_utf8_len(*at, end);
	*at += n ? n : 1;
	switch (n) {
	case 1:
		return p[0];
	case 2:
		return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
	case 3:
		return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	case 4:
		return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
	default:
		return IV_UTF8_LOST;
	}
}

uint32_t iv_utf8_back(const char **at, const char *from)
{
	const char *end = *at;
	for (const char *p = end - 1; p >= from && end - p <= 4; p--) {
		const char *next = p;
		if (((unsigned char)*p & 0xC0) == 0x80)
			continue;
		uint32_t cp = iv_utf8_next(&next, end);
		if (next != end)
			break;
		*at = p;
		return cp;
	}
	--*at;
	return IV_UTF8_LOST;
}

size_t iv_utf8_put(char out[4], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

size_t iv_utf8_count(struct iv_str s)
{
	size_t n = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end; n++)
		iv_utf8_next(&p, end);
	return n;
}
