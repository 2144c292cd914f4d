/* SPDX-License-Identifier: MIT
 * Do two names sound the same? */
#include "text/sound.h"

#include "text/tables.h"

enum { MOST_LOST = 3 };

static char loosen(char c, bool loose)
{
	return loose && c == 'v' ? 'u' : c;
}

static bool match(const char *x, const char *xe, const char *y, const char *ye, bool loose)
{
	while (x < xe && y < ye && *x != '?' && *y != '?')
		if (loosen(*x++, loose) != loosen(*y++, loose))
			return false;
	if (x == xe || y == ye)
		return x == xe && y == ye;
	if (*x != '?')
		return match(y, ye, x, xe, loose);
	if (*y == '?')
		return match(x + 1, xe, y + 1, ye, loose);
	for (int n = 1; n <= 6 && y + n <= ye; n++)
		if (match(x + 1, xe, y + n, ye, loose))
			return true;
	return false;
}

static int lost_in(struct iv_str s)
{
	int n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '?';
	return n;
}

static bool equal(struct iv_str x, struct iv_str y, bool loose)
{
	if (!x.n || !y.n)
		return false;
	/* A name that is mostly lost says nothing, and would take long to compare. */
	if (lost_in(x) + lost_in(y) > MOST_LOST)
		return false;
	return match(x.p, x.p + x.n, y.p, y.p + y.n, loose);
}

bool iv_text_sound_same(const struct iv_sound *a, const struct iv_sound *b)
{
	bool loose = !a->han || !b->han;
	if (equal(a->whole, b->whole, loose) || equal(a->turned, b->whole, loose) || equal(a->whole, b->turned, loose))
		return true;
	for (int i = 0; loose && i < a->alsos; i++)
		if (equal(a->also[i], b->whole, loose) || equal(a->also[i], b->turned, loose))
			return true;
	for (int i = 0; loose && i < b->alsos; i++)
		if (equal(b->also[i], a->whole, loose) || equal(b->also[i], a->turned, loose))
			return true;
	return false;
}

static bool key_equal(const struct iv_sound *a, const struct iv_sound *b, int scheme)
{
	const struct iv_str *x = &a->scheme[2 * scheme], *y = &b->scheme[2 * scheme];
	return x[0].n && y[0].n && (iv_str_eq(x[0], y[0]) || (x[1].n && iv_str_eq(x[1], y[0])) || (y[1].n && iv_str_eq(x[0], y[1])));
}

int iv_text_sound_alike(const struct iv_sound *a, const struct iv_sound *b)
{
	int most = 0;
	for (int i = 0; i < IV_SOUND_SCHEMES && !(a->han && b->han); i++) {
		int level = !key_equal(a, b, i) ? 0 : a->sure[i] && b->sure[i] && a->syllables[i] > 2 ? 2 : 1;
		most = level > most ? level : most;
	}
	return most;
}

struct iv_str iv_text_sound_key(struct iv_arena *a, struct iv_str sound)
{
	struct iv_str key = iv_arena_str(a, sound);
	char *p = (char *)key.p;
	for (size_t i = 0; i < key.n; i++)
		p[i] = loosen(p[i], true);
	return key;
}

bool iv_text_sound_confused(uint16_t x, uint16_t y)
{
	return x != y && x != IV_SOUND_LOST && y != IV_SOUND_LOST && iv_syllable_blur[x] == iv_syllable_blur[y];
}
