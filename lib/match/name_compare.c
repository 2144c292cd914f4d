/* SPDX-License-Identifier: MIT
 * Comparing two names, cheap tests first. */
#include "match/name.h"

#include "text/sound.h"

static bool same(uint64_t a, uint64_t b)
{
	return a && a == b;
}

static bool also_is(const struct iv_match_name *han, const struct iv_match_name *other)
{
	for (size_t i = 0; i < han->alsos; i++)
		if (same(han->also[i], other->whole) || same(han->also[i], other->turned))
			return true;
	return false;
}

/* One scheme, in either order. */
static bool scheme_agrees(const uint64_t *x, const uint64_t *y)
{
	return same(x[0], y[0]) || same(x[0], y[1]) || same(x[1], y[0]);
}

/* Spelled by ear, as lib/text/sound.h has it: of two names of which one at least is in letters. */
static bool alike(const struct iv_match_name *a, const struct iv_match_name *b, bool sure)
{
	uint8_t both = a->flags & b->flags;
	if (both & IV_NAME_HAN)
		return false;
	return ((!sure || (both & IV_NAME_WADE)) && scheme_agrees(a->scheme, b->scheme)) || ((!sure || (both & IV_NAME_CANTON)) && scheme_agrees(a->scheme + 2, b->scheme + 2));
}

/* Other readings count only when one of the two was written in letters: equal characters have equal readings. */
static bool sounds_same(const struct iv_match_name *a, const struct iv_match_name *b)
{
	bool ha = a->flags & IV_NAME_HAN, hb = b->flags & IV_NAME_HAN;
	if (same(a->whole, b->whole) || same(a->turned, b->whole) || same(a->whole, b->turned))
		return true;
	return (ha != hb && (ha ? also_is(a, b) : also_is(b, a))) || alike(a, b, true);
}

static bool half_agrees(const struct iv_match_name *half, const struct iv_match_name *full)
{
	if (same(half->family, full->family) || same(half->whole, full->whole))
		return true;
	/* A lone word in letters may be the given name, and a name whose order is not known may begin with either. */
	bool either = !(half->flags & IV_NAME_HAN) || !(full->flags & IV_NAME_ORDERED);
	return either && same(half->family, full->given);
}

/* The names as sounds, to let lib/text compare around lost characters. */
static bool same_but_lost(const struct iv_match_name *a, const struct iv_match_name *b)
{
	char wa[128], wb[128];
	const struct iv_match_name *name[2] = { a, b };
	char *text[2] = { wa, wb };
	struct iv_sound s[2];
	memset(s, 0, sizeof s);
	for (int i = 0; i < 2; i++) {
		size_t nf = name[i]->family_sound.n, ng = name[i]->given_sound.n;
		if (nf + ng > sizeof wa)
			return false;
		memcpy(text[i], name[i]->family_sound.p, nf);
		memcpy(text[i] + nf, name[i]->given_sound.p, ng);
		s[i].whole = (struct iv_str){ text[i], nf + ng };
	}
	return iv_text_sound_same(&s[0], &s[1]);
}

/* Is one the initial of the other, or do they differ by one slip? Short words have too many neighbours for that. */
static bool word_close(struct iv_str x, struct iv_str y)
{
	if (!x.n || !y.n)
		return false;
	if (x.n == 1 || y.n == 1)
		return x.p[0] == y.p[0];
	size_t least = x.n < y.n ? x.n : y.n;
	return iv_str_eq(x, y) || (least >= 4 && iv_str_distance(x, y) <= 1);
}

/* Both words close and one of them equal, or an initial: "J. Smiht" is John Smith, "Jon Smiht" may be anybody. */
static bool both_close(struct iv_str ax, struct iv_str ay, struct iv_str bx, struct iv_str by)
{
	bool sure = iv_str_eq(ax, bx) || iv_str_eq(ay, by) || ay.n == 1 || by.n == 1;
	return sure && word_close(ax, bx) && word_close(ay, by);
}

/* The words in either order unless both orders are certain. Two Pinyin names one letter apart are two names (ming, min), so
 * this is for other names in letters. */
static bool close_words(const struct iv_match_name *a, const struct iv_match_name *b)
{
	struct iv_str af = a->family_sound, ag = a->given_sound, bf = b->family_sound, bg = b->given_sound;
	if (both_close(af, ag, bf, bg))
		return true;
	return !((a->flags & b->flags) & IV_NAME_ORDERED) && both_close(af, ag, bg, bf);
}

static bool close_names(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if ((a->flags | b->flags) & IV_NAME_LOST)
		return same_but_lost(a, b);
	if (alike(a, b, false))
		return true;
	if ((a->flags | b->flags) & IV_NAME_HAN)
		return false;
	bool initial = (a->flags | b->flags) & IV_NAME_INITIAL, pinyin = a->flags & b->flags & IV_NAME_PINYIN;
	return ((initial || !pinyin) && close_words(a, b)) || also_is(a, b) || also_is(b, a);
}

enum iv_name_level iv_match_name_compare(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if (!a || !b)
		return IV_NAME_MISSING;
	bool half_a = a->flags & IV_NAME_PARTIAL, half_b = b->flags & IV_NAME_PARTIAL;
	if (half_a || half_b) {
		if (half_a ? half_agrees(a, b) : half_agrees(b, a))
			return IV_NAME_HALF;
		return (a->flags ^ b->flags) & IV_NAME_HAN ? IV_NAME_OTHER : IV_NAME_DIFFERENT;
	}
	if (same(a->exact, b->exact) && !((a->flags | b->flags) & IV_NAME_LOST))
		return IV_NAME_SAME;
	if (sounds_same(a, b))
		return IV_NAME_SOUND;
	if (close_names(a, b))
		return IV_NAME_CLOSE;
	return (a->flags ^ b->flags) & IV_NAME_HAN ? IV_NAME_OTHER : IV_NAME_DIFFERENT;
}
