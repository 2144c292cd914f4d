/* SPDX-License-Identifier: MIT
 * Pinyin written in letters: cutting it into syllables. */
#include "text/han.h"
#include "text/tables.h"

enum { LONGEST = 96 }; /* letters beyond it are no name */

static unsigned lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* Bytes of a ü at p (ü Ü), else 0. */
static size_t umlaut(const char *p, const char *end)
{
	return end - p >= 2 && (unsigned char)p[0] == 0xC3 && ((unsigned char)p[1] == 0xBC || (unsigned char)p[1] == 0x9C) ? 2 : 0;
}

static unsigned find(uint32_t key)
{
	for (unsigned at = syllable_hash(key); iv_syllable_slot[at]; at = (at + 1) % SYLLABLE_SLOTS)
		if (iv_syllable_key[iv_syllable_slot[at]] == key)
			return iv_syllable_slot[at];
	return 0;
}

unsigned iv_pinyin_syllable(struct iv_str s)
{
	uint32_t key = 0;
	int letters = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end; letters++) {
		unsigned c = lower(*p);
		size_t u = umlaut(p, end);
		if (letters == 6 || (!u && (c < 'a' || c > 'z')))
			return 0;
		/* After l and n, "yu" is how passports write ü; and ü before e is often written u, for there is no lue or nue. */
		bool after = letters == 1 && (lower(*s.p) == 'l' || lower(*s.p) == 'n');
		bool passport = after && c == 'y' && end - p >= 2 && lower(p[1]) == 'u';
		bool ue = after && c == 'u' && end - p == 2 && lower(p[1]) == 'e';
		key = key << 5 | (u || passport || ue ? 'v' - 'a' + 1 : c - 'a' + 1);
		p += u ? u : passport ? 2 : 1;
	}
	return find(key);
}

/* The best cut of the first i bytes: its cost, and where its last syllable begins. */
struct best {
	uint16_t cost;
	uint8_t from;
};

enum { IMPOSSIBLE = UINT16_MAX, COST_SYLLABLE = 16, COST_VOWEL = 5 };

static bool is_vowel(unsigned c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'v';
}

static void extend(struct iv_str s, struct best *best, size_t at)
{
	if (best[at].cost == IMPOSSIBLE)
		return;
	if (s.p[at] == '\'') {
		best[at + 1] = (struct best){ best[at].cost, (uint8_t)at };
		return;
	}
	unsigned begin = lower(s.p[at]);
	bool vowel = begin == 'a' || begin == 'e' || begin == 'o', forced = at == 0 || s.p[at - 1] == '\'';
	if (!forced && begin == 'e' && lower(s.p[at - 1]) == 'e')
		return; /* Lee is no le'e */
	uint16_t cost = (uint16_t)(best[at].cost + COST_SYLLABLE + (vowel && !forced ? COST_VOWEL : 0));
	/* After l and n the letters may stand for ü, so these are looked at one by one; others add up. */
	bool plain = begin != 'l' && begin != 'n';
	uint32_t key = 0;
	for (size_t n = 1; n <= 7 && at + n <= s.n; n++) {
		unsigned c = lower(s.p[at + n - 1]);
		plain &= c >= 'a' && c <= 'z';
		key = key << 5 | (c - 'a' + 1);
		/* Passports have nyu for nü, but xinyu is xin yu. */
		bool umlauted = n >= 3 && !forced && begin == 'n' && lower(s.p[at + 1]) == 'y';
		uint16_t here = (uint16_t)(cost + umlauted);
		if (here < best[at + n].cost && (plain ? n <= 6 && find(key) : iv_pinyin_syllable((struct iv_str){ s.p + at, n })))
			best[at + n] = (struct best){ here, (uint8_t)at };
		/* Of two consonants at the beginning the second is the h of zh, ch and sh. */
		if (c == '\'' || (n == 2 && plain && c != 'h' && !is_vowel(c) && !is_vowel(begin)))
			break;
	}
}

size_t iv_pinyin_cut(struct iv_str s, struct iv_str *out, size_t max)
{
	struct best best[LONGEST + 1];
	if (!s.n || s.n > LONGEST)
		return 0;
	for (size_t i = 1; i <= s.n; i++)
		best[i].cost = IMPOSSIBLE;
	best[0] = (struct best){ 0, 0 };
	for (size_t i = 0; i < s.n; i++)
		extend(s, best, i);
	if (best[s.n].cost == IMPOSSIBLE)
		return 0;
	size_t n = 0;
	for (size_t i = s.n; i; i = best[i].from)
		n += s.p[best[i].from] != '\'';
	size_t k = n;
	for (size_t i = s.n; out && i; i = best[i].from)
		if (s.p[best[i].from] != '\'' && --k < max)
			out[k] = (struct iv_str){ s.p + best[i].from, i - best[i].from };
	return n;
}

bool iv_pinyin_surname(struct iv_str letters)
{
	unsigned one = iv_pinyin_syllable(letters);
	if (one)
		return iv_syllable_surname[one];
	struct iv_str part[2];
	if (iv_pinyin_cut(letters, part, 2) != 2)
		return false;
	unsigned a = iv_pinyin_syllable(part[0]), b = iv_pinyin_syllable(part[1]);
	for (unsigned i = 0; i < iv_han_pairs; i++)
		if (iv_han_pair[i].reading[0] == a && iv_han_pair[i].reading[1] == b)
			return true;
	return false;
}
