/* SPDX-License-Identifier: MIT
 * Everything here is a look-up in the tables of text/tables.h. */
#include "text/han.h"

#include "text/tables.h"
#include "text/utf8.h"

bool iv_han_is(uint32_t cp)
{
	return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF) || cp == 0x3007 || (cp >= 0xF900 && cp <= 0xFAFF) ||
	       (cp >= 0x20000 && cp < HAN_LIMIT);
}

bool iv_han_plain(struct iv_str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	bool plain = s.n && s.n % 3 == 0;
	for (size_t i = 0; plain && i < s.n; i += 3)
		plain = p[i] >= 0xE4 && p[i] <= 0xE9 && (p[i + 1] & 0xC0) == 0x80 && (p[i + 2] & 0xC0) == 0x80 && (p[i] > 0xE4 || p[i + 1] >= 0xB8);
	return plain;
}

bool iv_han_all(struct iv_str s)
{
	for (const char *p = s.p, *end = s.p + s.n; p < end;)
		if (!iv_han_is(iv_utf8_next(&p, end)))
			return false;
	return s.n > 0;
}

uint32_t iv_han_simple(uint32_t cp)
{
	uint32_t simple = HAN_SIMPLE(han_entry(cp));
	return simple ? simple : cp;
}

struct iv_str iv_han_simplify(struct iv_arena *a, struct iv_str s)
{
	if (!s.n)
		return s;
	const char *p = s.p, *end = s.p + s.n, *same = s.p;
	while (p < end) {
		if ((unsigned char)*p < 0x80) {
			same = ++p;
			continue;
		}
		uint32_t cp = iv_utf8_next(&p, end);
		if (HAN_SIMPLE(han_entry(cp)))
			break;
		same = p;
	}
	if (same == end)
		return s;
	/* A simplified form may lie beyond the BMP: four bytes for three. */
	char *out = iv_arena_alloc(a, s.n + s.n / 3 + 4);
	size_t used = (size_t)(same - s.p);
	memcpy(out, s.p, used);
	for (p = same; p < end;) {
		const char *from = p;
		uint32_t cp = iv_utf8_next(&p, end), simple = iv_han_simple(cp);
		if (simple != cp) {
			used += iv_utf8_put(out + used, simple);
		} else {
			memcpy(out + used, from, (size_t)(p - from));
			used += (size_t)(p - from);
		}
	}
	return (struct iv_str){ out, used };
}

static const struct han_more *more_of(uint32_t cp)
{
	unsigned low = 0, high = iv_han_mores;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (iv_han_more[middle].cp < cp)
			low = middle + 1;
		else
			high = middle;
	}
	return low < iv_han_mores && iv_han_more[low].cp == cp ? &iv_han_more[low] : NULL;
}

size_t iv_han_readings(uint32_t cp, bool surname, const char *out[IV_HAN_READINGS])
{
	uint32_t e = han_entry(cp);
	size_t n = 0;
	if (e & HAN_MORE) {
		const struct han_more *more = more_of(iv_han_simple(cp));
		const uint16_t *list = more->usual;
		if (surname && more->surname[0])
			list = more->surname;
		while (n < IV_HAN_READINGS && list[n]) {
			out[n] = iv_syllable[list[n]];
			n++;
		}
	} else if (HAN_READING(e)) {
		out[n++] = iv_syllable[HAN_READING(e)];
	}
	return n;
}

const char *iv_han_reading(uint32_t cp, bool surname)
{
	const char *list[IV_HAN_READINGS];
	uint32_t e = han_entry(cp);
	if (!surname || !(e & HAN_MORE))
		return HAN_READING(e) ? iv_syllable[HAN_READING(e)] : NULL;
	return iv_han_readings(cp, true, list) ? list[0] : NULL;
}

bool iv_han_surname(uint32_t cp)
{
	return (han_entry(cp) & HAN_SURNAME) != 0;
}

const struct han_pair *iv_han_compound(uint32_t first, uint32_t second)
{
	unsigned low = 0, high = iv_han_pairs;
	first = iv_han_simple(first);
	second = iv_han_simple(second);
	while (low < high) {
		unsigned middle = (low + high) / 2;
		const struct han_pair *p = &iv_han_pair[middle];
		if (p->cp[0] == first && p->cp[1] == second)
			return p;
		if (p->cp[0] < first || (p->cp[0] == first && p->cp[1] < second))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool is_dot(uint32_t cp)
{
	return cp == 0xB7 || cp == 0x2022 || cp == 0x2027 || cp == 0x22C5 || cp == 0x30FB || cp == 0xFF65;
}

size_t iv_han_family(struct iv_str name)
{
	uint32_t first[2] = { 0 }, before = 0;
	size_t behind[2] = { 0 }, n = 0; /* where the characters end, with the marks before them */
	for (const char *p = name.p, *end = name.p + name.n; p < end;) {
		uint32_t cp = iv_utf8_next(&p, end);
		if (is_dot(cp))
			return 0;
		if (!n && !iv_han_is(cp))
			return 0;
		/* Letters in place of a character count as one, marks not at all. */
		bool letter = (cp | 32) >= 'a' && (cp | 32) <= 'z', after = letter && (before | 32) >= 'a' && (before | 32) <= 'z';
		before = cp;
		if (after || (cp < 0x80 && !letter && cp != '?' && cp != '*'))
			continue;
		if (n < 2) {
			first[n] = cp;
			behind[n] = (size_t)(p - name.p);
		}
		n++;
	}
	if (n >= 2 && iv_han_compound(first[0], first[1]))
		return behind[1];
	bool surname = n && iv_han_surname(first[0]);
	if (n == 4 && surname && iv_han_surname(first[1]))
		return behind[1];
	/* Longer names are those of other peoples: 阿不都热合曼, 田中太郎. */
	return n < 4 || (n == 4 && surname) ? behind[0] : 0;
}
