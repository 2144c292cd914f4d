/* SPDX-License-Identifier: MIT
 * Comparing two names, cheap tests first: hashes, then syllables, then words (name_letters.c). */
#include "match/name.h"

#include "base/hash.h"
#include "text/han.h"
#include "text/roman.h"
#include "text/sound.h"

static bool same(uint64_t a, uint64_t b)
{
	return a && a == b;
}

/* Is the whole of one a form of the other? */
static bool also_is(const struct iv_match_name *a, const struct iv_match_name *b)
{
	for (size_t i = 0; i < a->alsos; i++)
		if (iv_match_name_also(a, i) == b->whole)
			return true;
	return false;
}

/* One scheme, in either order. */
static bool scheme_agrees(const uint32_t *x, const uint32_t *y)
{
	return same(x[0], y[0]) || same(x[0], y[1]) || same(x[1], y[0]);
}

/* Spelled by ear, as lib/text/sound.h has it: of two names of which one at least is in letters. Where both have a Western name too, the
 * Chinese syllables are not all there is. */
static bool spelled_alike(const struct iv_match_name *a, const struct iv_match_name *b, bool sure)
{
	uint16_t both = a->flags & b->flags;
	if (both & (IV_NAME_HAN | IV_NAME_WESTERN))
		return false;
	return ((!sure || (both & IV_NAME_WADE)) && scheme_agrees(a->scheme, b->scheme)) ||
	       ((!sure || (both & IV_NAME_CANTON)) && scheme_agrees(a->scheme + 2, b->scheme + 2));
}

/* Other readings count only when one of the two was written in letters: equal characters have equal readings. */
static bool sounds_same(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if (a->whole == b->whole)
		return true;
	if ((a->flags & b->flags) & IV_NAME_HAN)
		return false;
	return ((a->flags ^ b->flags) & IV_NAME_HAN && (also_is(a, b) || also_is(b, a))) || spelled_alike(a, b, true);
}

/* ---- surnames ---- */

static bool class_agrees(const uint16_t *x, const uint16_t *y)
{
	return (x[0] && (x[0] == y[0] || x[0] == y[1])) || (x[1] && x[1] == y[0]);
}

bool iv_match_name_one_surname(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if (same(a->family, b->family))
		return true;
	if ((a->flags & b->flags) & IV_NAME_HAN)
		return false;
	return class_agrees(a->surname[0], b->surname[0]) || class_agrees(a->surname[1], b->surname[1]);
}

static bool has_surname(const struct iv_match_name *n)
{
	return n->flags & (IV_NAME_HAN | IV_NAME_PINYIN) || n->surname[0][0] || n->surname[0][1] || n->surname[1][0] || n->surname[1][1];
}

/* ---- names of which a half is known ---- */

static enum iv_name_level nothing_agrees(const struct iv_match_name *a, const struct iv_match_name *b)
{
	bool strange = ((a->flags ^ b->flags) & IV_NAME_HAN && !(has_surname(a) && has_surname(b))) || (a->flags ^ b->flags) & IV_NAME_FOREIGN;
	return strange ? IV_NAME_OTHER : IV_NAME_DIFFERENT;
}

static enum iv_name_level half_agrees(const struct iv_match_name *half, const struct iv_match_name *full)
{
	if (iv_match_name_one_surname(half, full) || same(half->given, full->given) || half->whole == full->whole)
		return IV_NAME_HALF;
	/* A lone word in letters may be the given name, and a name whose order is not known may begin with either. */
	bool either = !(half->flags & IV_NAME_HAN) || !(full->flags & IV_NAME_ORDERED);
	if (either && (same(half->family, full->given) || same(half->given, full->family) || iv_match_name_by_alias(half, full) == IV_ALIAS_AGREES))
		return IV_NAME_HALF;
	return (half->flags | full->flags) & IV_NAME_HAN ? nothing_agrees(half, full) : iv_match_name_word(half, full);
}

/* ---- syllable by syllable: Han names and Pinyin ---- */

enum { EQUAL, SLIP, WILD, APART };

/* Characters that are not known are 0. */
static int compare_syllables(const struct iv_match_name *a, size_t i, const struct iv_match_name *b, size_t k)
{
	uint16_t x = a->syllable[i], y = b->syllable[k], cx = a->character[i], cy = b->character[k];
	if ((x == IV_SOUND_LOST && !cx) || (y == IV_SOUND_LOST && !cy))
		return WILD;
	if ((x == y && x != IV_SOUND_LOST) || same(cx, cy))
		return EQUAL;
	return APART;
}

/* Of two that are not equal: would one be taken for the other? */
static bool slips(const struct iv_match_name *a, size_t i, const struct iv_match_name *b, size_t k)
{
	if (iv_text_sound_confused(a->syllable[i], b->syllable[k]))
		return true;
	uint16_t x = a->character[i], y = b->character[k];
	if (!x || !y)
		return false;
	if (iv_han_alike(x, y))
		return true;
	uint16_t class = iv_roman_of_han(IV_ROMAN_CANTON, x, !i);
	return class && class == iv_roman_of_han(IV_ROMAN_CANTON, y, !k);
}

/* One is a part of the other's given name, behind the same family name: 王明 of 王小明. */
static bool cut_short(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if (a->family_syllables != b->family_syllables || a->given_syllables != 1 || b->given_syllables != 2)
		return false;
	size_t i = a->family_syllables;
	return same(a->character[i], b->character[i]) || same(a->character[i], b->character[i + 1]);
}

/* Is no syllable and no character the same, place by place? Four at once: most pairs of names end here. */
static bool all_apart(const struct iv_match_name *a, const struct iv_match_name *b, size_t n)
{
	const uint64_t low = 0x0001000100010001u, high = 0x8000800080008000u, beyond = n < 4 ? ~UINT64_C(0) << 16 * n : 0;
	bool han = (a->flags & b->flags) & IV_NAME_HAN;
	uint64_t x = iv_hash_word((const char *)a->syllable, 8) ^ iv_hash_word((const char *)b->syllable, 8);
	uint64_t c = han ? iv_hash_word((const char *)a->character, 8) ^ iv_hash_word((const char *)b->character, 8) : ~UINT64_C(0);
	x |= beyond;
	c |= beyond;
	return !(((x - low) & ~x & high) | ((c - low) & ~c & high));
}

/* b's syllables begin at `turn` and go round: its family name may stand at its end. */
static enum iv_name_level by_syllables(const struct iv_match_name *a, const struct iv_match_name *b, size_t turn)
{
	size_t n = a->family_syllables + a->given_syllables, nb = b->family_syllables + b->given_syllables;
	size_t nf = turn || a->family_syllables > b->family_syllables ? a->family_syllables : b->family_syllables;
	bool one_cut = turn || a->family_syllables == b->family_syllables;
	size_t equal = 0, wild = 0, family = 0;
	if (!turn && !((a->flags | b->flags) & IV_NAME_LOST) && all_apart(a, b, n < nb ? n : nb))
		return IV_NAME_DIFFERENT;
	size_t apart[4], aparts = 0;
	for (size_t i = 0; i < n && i < nb; i++) {
		size_t k = i + turn < nb ? i + turn : i + turn - nb;
		int c = compare_syllables(a, i, b, k);
		equal += c == EQUAL;
		wild += c == WILD;
		family += c == EQUAL && i < nf;
		if (c == APART)
			apart[aparts++] = i;
	}
	bool same_family = nf && family == nf && one_cut;
	if (n != nb || (wild && equal <= family)) {
		bool part = !turn && !wild && same_family && n != nb && !((a->flags | b->flags) & IV_NAME_LOST) && (n < nb ? cut_short(a, b) : cut_short(b, a));
		if (part)
			return IV_NAME_LOOSE;
		return !same_family ? IV_NAME_DIFFERENT : n == nb ? IV_NAME_HALF : IV_NAME_FAMILY;
	}
	if (aparts == 0)
		return wild ? IV_NAME_CLOSE : IV_NAME_SOUND;
	if (aparts <= 1 + (n > 2) && equal) {
		size_t taken = 0;
		while (taken < aparts && slips(a, apart[taken], b, (apart[taken] + turn) % nb))
			taken++;
		if (taken == aparts)
			return aparts + wild == 1 ? IV_NAME_CLOSE : IV_NAME_LOOSE;
	}
	if (same_family)
		return IV_NAME_FAMILY;
	return nf && equal == n - nf && !family && !wild && one_cut ? IV_NAME_GIVEN : IV_NAME_DIFFERENT;
}

static bool has_syllables(const struct iv_match_name *n)
{
	return n->given_syllables && n->family_syllables + n->given_syllables > 1;
}

static enum iv_name_level best(enum iv_name_level x, enum iv_name_level y)
{
	return x < y ? x : y;
}

static enum iv_name_level syllables(const struct iv_match_name *a, const struct iv_match_name *b)
{
	enum iv_name_level level = by_syllables(a, b, 0);
	uint16_t both = a->flags & b->flags;
	if (both & IV_NAME_ORDERED || level <= IV_NAME_CLOSE)
		return level;
	size_t na = a->family_syllables + a->given_syllables, nb = b->family_syllables + b->given_syllables;
	if (!(b->flags & IV_NAME_ORDERED))
		level = best(level, by_syllables(a, b, nb - 1));
	if (!(a->flags & IV_NAME_ORDERED))
		level = best(level, by_syllables(b, a, na - 1));
	return level;
}

/* ---- a Chinese given name beside a Western one ---- */

/* The surname agrees, and of the given names one at least is not Chinese. */
static bool not_comparable(const struct iv_match_name *a, const struct iv_match_name *b)
{
	bool chinese_a = a->flags & (IV_NAME_HAN | IV_NAME_SPELLED), chinese_b = b->flags & (IV_NAME_HAN | IV_NAME_SPELLED);
	return !(chinese_a && chinese_b) && !((a->flags & b->flags) & IV_NAME_WESTERN);
}

static enum iv_name_level by_surname(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if (!iv_match_name_one_surname(a, b))
		return same(a->given, b->given) ? IV_NAME_GIVEN : nothing_agrees(a, b);
	enum iv_name_alias alias = iv_match_name_by_alias(a, b);
	if (alias != IV_ALIAS_UNKNOWN)
		return alias == IV_ALIAS_AGREES ? IV_NAME_CLOSE : IV_NAME_FAMILY;
	return not_comparable(a, b) ? IV_NAME_COMPATIBLE : IV_NAME_FAMILY;
}

/* ---- all together ---- */

static enum iv_name_level compare_letters(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if (spelled_alike(a, b, false) || also_is(a, b) || also_is(b, a))
		return IV_NAME_CLOSE;
	bool initial = (a->flags | b->flags) & IV_NAME_INITIAL;
	bool pinyin = (a->flags & b->flags) & IV_NAME_PINYIN && has_syllables(a) && has_syllables(b) && !initial;
	enum iv_name_level level = pinyin ? syllables(a, b) : iv_match_name_letters(a, b);
	if (level > IV_NAME_COMPATIBLE && (a->flags ^ b->flags) & (IV_NAME_WESTERN | IV_NAME_SPELLED))
		level = best(level, by_surname(a, b));
	return level;
}

static enum iv_name_level compare_han(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if (has_syllables(a) && has_syllables(b))
		return syllables(a, b);
	if (iv_match_name_words(a).n && iv_match_name_words(b).n)
		return iv_match_name_letters(a, b);
	return iv_match_name_one_surname(a, b) ? IV_NAME_FAMILY : IV_NAME_DIFFERENT;
}

/* A Han name and one in letters. */
static enum iv_name_level compare_mixed(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if (spelled_alike(a, b, false))
		return IV_NAME_CLOSE;
	bool cut = has_syllables(a) && has_syllables(b);
	if (cut && (a->flags | b->flags) & IV_NAME_LOST)
		return syllables(a, b);
	enum iv_name_level level = by_surname(a, b);
	return cut ? best(level, syllables(a, b)) : level;
}

enum iv_name_level iv_match_name_compare(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if (!a || !b)
		return IV_NAME_MISSING;
	uint16_t any = a->flags | b->flags;
	uint16_t both = a->flags & b->flags;
	if (same(a->exact, b->exact) && !(any & IV_NAME_LOST) && !(both & IV_NAME_PARTIAL))
		return IV_NAME_SAME;
	if (any & IV_NAME_PARTIAL)
		return a->flags & IV_NAME_PARTIAL ? half_agrees(a, b) : half_agrees(b, a);
	if (sounds_same(a, b))
		return any & IV_NAME_LOST ? IV_NAME_CLOSE : IV_NAME_SOUND;
	if (both & IV_NAME_HAN)
		return compare_han(a, b);
	return any & IV_NAME_HAN ? compare_mixed(a, b) : compare_letters(a, b);
}
