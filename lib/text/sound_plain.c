/* SPDX-License-Identifier: MIT
 * One pass over the characters, and one piece of memory for all that is spelled. */
#include "text/sound_plain.h"

#include "text/han.h"
#include "text/roman.h"
#include "text/tables.h"
#include "text/utf8.h"

/* The classes of characters by a scheme, joined by '-'. */
static char *join_classes(enum iv_roman scheme, const uint16_t *class, size_t n, char *p, struct iv_str *out)
{
	char *from = p;
	for (size_t i = 0; i < n; i++) {
		if (i)
			*p++ = '-';
		for (const char *text = iv_roman_text(scheme, class[i]); *text; text++)
			*p++ = *text;
	}
	*out = (struct iv_str){ from, (size_t)(p - from) };
	return p;
}

bool iv_sound_plain(struct iv_arena *a, struct iv_str name, struct iv_sound *out)
{
	enum { MOST = 3, ROOM = MOST * (6 + IV_ROMANS * 8) };
	size_t n = name.n / 3;
	uint16_t class[IV_ROMANS][MOST];
	bool known[IV_ROMANS] = { true, true };
	if ((name.n != 6 && name.n != 9) || !iv_han_plain(name))
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *at = name.p + 3 * i;
		uint32_t cp = iv_utf8_next(&at, name.p + name.n), e = han_entry(cp);
		if ((e & HAN_MORE) || !HAN_READING(e))
			return false;
		out->character[i] = HAN_SIMPLE(e) ? HAN_SIMPLE(e) : cp;
		out->syllable[i] = (uint16_t)HAN_READING(e);
		for (enum iv_roman scheme = 0; scheme < IV_ROMANS; scheme++)
			known[scheme] &= (class[scheme][i] = iv_roman_of_simple(scheme, out->character[i], out->syllable[i])) != 0;
	}
	if (iv_han_compound(out->character[0], out->character[1]))
		return false;
	char *from = iv_arena_alloc(a, ROOM), *p = from;
	for (size_t i = 0; i < n; i++) {
		for (const char *text = iv_syllable[out->syllable[i]]; *text; text++)
			*p++ = *text;
		if (!i)
			out->family = (struct iv_str){ from, (size_t)(p - from) };
	}
	out->whole = (struct iv_str){ from, (size_t)(p - from) };
	out->given = out->given_words = iv_str_from(out->whole, out->family.n);
	out->family_syllables = 1;
	out->given_syllables = (uint8_t)(n - 1);
	out->ordered = out->han = out->pinyin = true;
	for (enum iv_roman scheme = 0; scheme < IV_ROMANS; scheme++) {
		if (!known[scheme])
			continue;
		p = join_classes(scheme, class[scheme], n, p, &out->scheme[2 * scheme]);
		out->syllables[scheme] = (uint8_t)n;
		out->sure[scheme] = true;
	}
	return true;
}
