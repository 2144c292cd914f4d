/* SPDX-License-Identifier: MIT
 * Both texts become strings of small numbers, equal characters equal ones: ASCII is such a string already. Then one machine word
 * holds a row of the table that a plain program would fill. Longer texts do fill it. */
#include "text/similar.h"

#include "text/utf8.h"

enum { WORD = 64, SMALL = 128, SLOTS = 256, WINKLER_MOST = 4, WINKLER_FROM = 700, FULL = 1000 };

struct pair {
	const uint8_t *x, *y; /* numbers below SMALL, at most WORD of each */
	size_t nx, ny;
};

static bool is_ascii(struct iv_str s)
{
	uint64_t word, any = 0;
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		memcpy(&word, s.p + i, 8);
		any |= word;
	}
	for (; i < s.n; i++)
		any |= (unsigned char)s.p[i];
	return !(any & 0x8080808080808080u);
}

static size_t decode(struct iv_str s, uint32_t out[IV_SIMILAR_LONGEST])
{
	size_t n = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end && n < IV_SIMILAR_LONGEST;)
		out[n++] = iv_utf8_next(&p, end);
	return n;
}

/* Numbers for code points, in order of appearance. At most SMALL different ones may be asked for. */
struct numbers {
	uint32_t key[SLOTS]; /* code point + 1 */
	uint8_t number[SLOTS];
	unsigned n;
};

static void number(struct numbers *t, const uint32_t *cp, size_t n, uint8_t *out)
{
	for (size_t i = 0; i < n; i++) {
		unsigned at = (cp[i] * 2654435761u) >> 24;
		while (t->key[at] && t->key[at] != cp[i] + 1)
			at = (at + 1) % SLOTS;
		if (!t->key[at]) {
			t->key[at] = cp[i] + 1;
			t->number[at] = (uint8_t)t->n++;
		}
		out[i] = t->number[at];
	}
}

/* Two texts as code points, for those that are not plain or short. */
struct wide {
	uint32_t x[IV_SIMILAR_LONGEST], y[IV_SIMILAR_LONGEST];
	size_t nx, ny;
	uint8_t small[2][WORD];
};

/* False: they are longer than a word. */
static bool wide_pair(struct wide *w, struct iv_str a, struct iv_str b, struct pair *out)
{
	w->nx = decode(a, w->x);
	w->ny = decode(b, w->y);
	if (w->nx > WORD || w->ny > WORD)
		return false;
	struct numbers t = { 0 };
	number(&t, w->x, w->nx, w->small[0]);
	number(&t, w->y, w->ny, w->small[1]);
	*out = (struct pair){ w->small[0], w->small[1], w->nx, w->ny };
	return true;
}

/* The places of each number in x. Only what x and y name is set, so nothing needs to be cleared beyond it. */
static void find_places(const struct pair *p, uint64_t place[SMALL])
{
	for (size_t i = 0; i < p->ny; i++)
		place[p->y[i]] = 0;
	for (size_t i = 0; i < p->nx; i++)
		place[p->x[i]] = 0;
	for (size_t i = 0; i < p->nx; i++)
		place[p->x[i]] |= UINT64_C(1) << i;
}

/* How many characters of y are not found in x at all. */
static size_t strangers(const struct pair *p, const uint64_t place[SMALL])
{
	size_t n = 0;
	for (size_t i = 0; i < p->ny; i++)
		n += !place[p->y[i]];
	return n;
}

/* ---- edits ---- */

static bool inside(struct iv_str s, size_t at)
{
	return at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80;
}

/* Takes off what both begin and end with: edits lie between. A cut is made in front of whole characters only. */
static void trim(struct iv_str *a, struct iv_str *b)
{
	size_t least = a->n < b->n ? a->n : b->n, n = 0;
	while (n < least && a->p[n] == b->p[n])
		n++;
	while (n && (inside(*a, n) || inside(*b, n)))
		n--;
	*a = iv_str_from(*a, n);
	*b = iv_str_from(*b, n);
	least -= n;
	for (n = 0; n < least && a->p[a->n - 1 - n] == b->p[b->n - 1 - n];)
		n++;
	while (n && inside(*a, a->n - n))
		n--;
	a->n -= n;
	b->n -= n;
}

/* Hyyrö 2003, figure 9: `up` and `down` are where the column rises and falls, `flat` where the diagonal stays. Needs nx > 0. */
static unsigned osa_word(const struct pair *p, unsigned most)
{
	uint64_t place[SMALL], up = ~UINT64_C(0), down = 0, flat = 0, before = 0, last = UINT64_C(1) << (p->nx - 1);
	size_t distance = p->nx;
	find_places(p, place);
	if (strangers(p, place) > most)
		return most + 1;
	for (size_t i = 0; i < p->ny; i++) {
		uint64_t here = place[p->y[i]];
		uint64_t swapped = ((~flat & here) << 1) & before;
		flat = (((here & up) + up) ^ up) | here | down | swapped;
		uint64_t rise = down | ~(flat | up), fall = flat & up;
		distance += (rise & last) != 0;
		distance -= (fall & last) != 0;
		if (distance > most + (p->ny - 1 - i))
			return most + 1;
		rise = rise << 1 | 1;
		up = fall << 1 | ~(flat | rise);
		down = flat & rise;
		before = here;
	}
	return distance > most ? most + 1 : (unsigned)distance;
}

static unsigned min(unsigned x, unsigned y)
{
	return x < y ? x : y;
}

/* The table itself, three rows of it. */
static unsigned osa_long(const struct wide *w, unsigned most)
{
	unsigned row[3][IV_SIMILAR_LONGEST + 1];
	for (size_t k = 0; k <= w->ny; k++)
		row[0][k] = (unsigned)k;
	for (size_t i = 1; i <= w->nx; i++) {
		unsigned *now = row[i % 3], *one = row[(i + 2) % 3], *two = row[(i + 1) % 3], least;
		now[0] = least = (unsigned)i;
		for (size_t k = 1; k <= w->ny; k++) {
			unsigned d = one[k - 1] + (w->x[i - 1] != w->y[k - 1]);
			d = min(d, min(one[k], now[k - 1]) + 1);
			if (i > 1 && k > 1 && w->x[i - 1] == w->y[k - 2] && w->x[i - 2] == w->y[k - 1])
				d = min(d, two[k - 2] + 1);
			now[k] = d;
			least = min(least, d);
		}
		if (least > most + 1) /* a swap reaches back over one row, at the price of one */
			return most + 1;
	}
	return min(row[w->nx % 3][w->ny], most + 1);
}

static bool too_long(size_t nx, size_t ny, unsigned most)
{
	return (nx > ny ? nx - ny : ny - nx) > most;
}

unsigned iv_text_osa(struct iv_str a, struct iv_str b, unsigned most)
{
	most = most > IV_SIMILAR_LONGEST ? IV_SIMILAR_LONGEST : most;
	if (iv_str_eq(a, b))
		return 0;
	trim(&a, &b);
	struct pair p = { (const uint8_t *)a.p, (const uint8_t *)b.p, a.n, b.n };
	struct wide w;
	if (a.n > WORD || b.n > WORD || !is_ascii(a) || !is_ascii(b)) {
		bool words = wide_pair(&w, a, b, &p);
		if (too_long(w.nx, w.ny, most))
			return most + 1;
		if (!words)
			return osa_long(&w, most);
	}
	if (too_long(p.nx, p.ny, most))
		return most + 1;
	if (!p.nx || !p.ny)
		return (unsigned)(p.nx + p.ny);
	return osa_word(&p, most);
}

/* ---- Jaro ---- */

/* Thousandths from how many agree, and how many of them stand at another place among those that do; `head` is Winkler's. Only
 * equal texts get all of them. */
static unsigned share(size_t nx, size_t ny, size_t agree, size_t moved, unsigned head, unsigned least)
{
	if (!agree)
		return 0;
	uint64_t all = (uint64_t)3 * nx * ny * agree;
	uint64_t part = (uint64_t)agree * agree * (nx + ny) + (uint64_t)(agree - moved / 2) * nx * ny;
	uint64_t lack = all - part, keep = lack * FULL < all * (FULL - WINKLER_FROM) ? 10 - head : 10;
	uint64_t off = (lack * keep * (FULL / 10) + all / 2) / all;
	unsigned value = FULL - (unsigned)(lack && !off ? 1 : off);
	return value < least ? 0 : value;
}

/* How far from its place a character may be found. */
static size_t window(size_t nx, size_t ny)
{
	size_t most = nx > ny ? nx : ny;
	return most > 3 ? most / 2 - 1 : 0;
}

static unsigned jaro_word(const struct pair *p, unsigned head, unsigned least)
{
	uint64_t place[SMALL], of_x = 0, of_y = 0;
	size_t far = window(p->nx, p->ny), agree, moved = 0;
	uint64_t near = (UINT64_C(1) << (far + 1)) - 1;
	find_places(p, place);
	agree = p->ny - strangers(p, place);
	if (!share(p->nx, p->ny, agree < p->nx ? agree : p->nx, 0, head, least))
		return 0;
	for (size_t i = 0; i < p->ny; i++) {
		uint64_t here = place[p->y[i]] & near & ~of_x;
		of_x |= here & (0 - here);
		of_y |= (uint64_t)(here != 0) << i;
		near = near << 1 | (i < far);
	}
	agree = (size_t)__builtin_popcountll(of_x);
	if (!share(p->nx, p->ny, agree, 0, head, least))
		return 0;
	for (uint64_t y = of_y, x = of_x; y; y &= y - 1, x &= x - 1)
		moved += !(place[p->y[__builtin_ctzll(y)]] & (x & (0 - x)));
	return share(p->nx, p->ny, agree, moved, head, least);
}

static unsigned jaro_long(const struct wide *w, unsigned head, unsigned least)
{
	bool of_x[IV_SIMILAR_LONGEST] = { 0 }, of_y[IV_SIMILAR_LONGEST] = { 0 };
	size_t far = window(w->nx, w->ny), agree = 0, moved = 0;
	for (size_t i = 0; i < w->ny; i++) {
		size_t from = i > far ? i - far : 0, to = i + far + 1 < w->nx ? i + far + 1 : w->nx;
		while (from < to && (of_x[from] || w->x[from] != w->y[i]))
			from++;
		if (from < to) {
			of_x[from] = of_y[i] = true;
			agree++;
		}
	}
	for (size_t i = 0, k = 0; i < w->ny; i++) {
		if (!of_y[i])
			continue;
		while (!of_x[k])
			k++;
		moved += w->x[k++] != w->y[i];
	}
	return share(w->nx, w->ny, agree, moved, head, least);
}

static unsigned jaro(struct iv_str a, struct iv_str b, bool winkler, unsigned least)
{
	if (!a.n || !b.n)
		return 0;
	if (iv_str_eq(a, b))
		return least > FULL ? 0 : FULL;
	struct pair p = { (const uint8_t *)a.p, (const uint8_t *)b.p, a.n, b.n };
	struct wide w;
	bool words = true;
	if (a.n > WORD || b.n > WORD || !is_ascii(a) || !is_ascii(b))
		words = wide_pair(&w, a, b, &p);
	size_t nx = words ? p.nx : w.nx, ny = words ? p.ny : w.ny, most = winkler ? WINKLER_MOST : 0;
	unsigned head = 0;
	while (head < most && head < nx && head < ny && (words ? p.x[head] == p.y[head] : w.x[head] == w.y[head]))
		head++;
	if (!share(nx, ny, nx < ny ? nx : ny, 0, head, least))
		return 0;
	return words ? jaro_word(&p, head, least) : jaro_long(&w, head, least);
}

unsigned iv_text_jaro(struct iv_str a, struct iv_str b, unsigned least)
{
	return jaro(a, b, false, least);
}

unsigned iv_text_jaro_winkler(struct iv_str a, struct iv_str b, unsigned least)
{
	return jaro(a, b, true, least);
}
