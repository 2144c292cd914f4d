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

enum { MOST = 3, SYLLABLE = 6, CLASS = 8 }; /* characters; letters of one by Pinyin, and by a scheme with the mark before it */

/* How each character of a name is read. */
struct read {
	const char *reading[MOST][IV_HAN_READINGS];
	size_t readings[MOST], n;
};

/* Joins the readings, character `turn` (if it is one of them) by its reading number `other`. Returns how many letters the family name has. */
static size_t spell(const struct read *r, size_t turn, size_t other, char **to, struct iv_str *out)
{
	char *from = *to, *p = from;
	size_t family = 0;
	for (size_t i = 0; i < r->n; i++) {
		for (const char *text = r->reading[i][i == turn ? other : 0]; *text; text++)
			*p++ = *text;
		family = i ? family : (size_t)(p - from);
	}
	*to = p;
	*out = (struct iv_str){ from, (size_t)(p - from) };
	return family;
}

/* One character's readings, in place i of a name; false when there is none. */
static bool read_one(struct read *r, size_t i, uint32_t cp, struct iv_sound *out)
{
	uint32_t e = han_entry(cp);
	if (e & HAN_MORE) {
		r->readings[i] = iv_han_readings(cp, !i, r->reading[i]);
	} else {
		r->reading[i][0] = iv_syllable[HAN_READING(e)];
		r->readings[i] = HAN_READING(e) != 0;
	}
	if (!r->readings[i])
		return false;
	out->character[i] = HAN_SIMPLE(e) ? HAN_SIMPLE(e) : cp;
	out->syllable[i] = (uint16_t)syllable_number(r->reading[i][0]);
	return true;
}

bool iv_sound_plain(struct iv_arena *a, struct iv_str name, struct iv_sound *out)
{
	struct read r = { .n = name.n / 3 };
	uint16_t class[IV_ROMANS][MOST];
	bool known[IV_ROMANS] = { true, true };
	size_t also = 0;
	if ((name.n != 6 && name.n != 9) || !iv_han_plain(name))
		return false;
	for (size_t i = 0; i < r.n; i++) {
		const char *at = name.p + 3 * i;
		if (!read_one(&r, i, iv_utf8_next(&at, name.p + name.n), out))
			return false;
		also += r.readings[i] - 1;
		for (enum iv_roman scheme = 0; scheme < IV_ROMANS; scheme++)
			known[scheme] &= (class[scheme][i] = iv_roman_of_simple(scheme, out->character[i], out->syllable[i])) != 0;
	}
	if (iv_han_compound(out->character[0], out->character[1]))
		return false;
	also = also < IV_SOUND_ALSO ? also : IV_SOUND_ALSO;
	char *p = iv_arena_alloc(a, MOST * ((1 + also) * SYLLABLE + IV_ROMANS * CLASS));
	out->family.n = spell(&r, MOST, 0, &p, &out->whole);
	out->family.p = out->whole.p;
	out->given = out->given_words = iv_str_from(out->whole, out->family.n);
	out->family_syllables = 1;
	out->given_syllables = (uint8_t)(r.n - 1);
	out->ordered = out->han = out->pinyin = true;
	for (size_t i = 0; i < r.n; i++)
		for (size_t k = 1; k < r.readings[i] && out->alsos < IV_SOUND_ALSO; k++, out->alsos++)
			out->also_family[out->alsos] = (uint8_t)spell(&r, i, k, &p, &out->also[out->alsos]);
	for (enum iv_roman scheme = 0; scheme < IV_ROMANS; scheme++) {
		if (!known[scheme])
			continue;
		p = join_classes(scheme, class[scheme], r.n, p, &out->scheme[2 * scheme]);
		out->syllables[scheme] = (uint8_t)r.n;
		out->sure[scheme] = true;
	}
	return true;
}
