/* SPDX-License-Identifier: MIT
 * The shape of a Han character is told by its Cangjie code: one letter for each of up to five components, as they are typed. */
#include "text/han.h"
#include "text/similar.h"
#include "text/tables.h"

enum { SHARED = 3 }; /* components at the end that make two characters look alike: 玲 and 冷 */

/* Writes the letters of a code; returns how many. */
static size_t spell(uint32_t cp, char out[SHAPE_LETTERS])
{
	uint32_t code = cp >= SHAPE_BEGIN && cp < SHAPE_END ? iv_han_shape[cp - SHAPE_BEGIN] : 0;
	size_t n = 0;
	for (int shift = 5 * (SHAPE_LETTERS - 1); shift >= 0; shift -= 5)
		if (code >> shift & 31)
			out[n++] = (char)('a' + (code >> shift & 31) - 1);
	return n;
}

bool iv_han_alike(uint32_t x, uint32_t y)
{
	char p[SHAPE_LETTERS], q[SHAPE_LETTERS];
	size_t n = spell(x, p), m = spell(y, q), least = n < m ? n : m, shared = 0;
	if (x == y || !least)
		return false;
	/* Of few components one other is another character; but 未 and 末 have the same, in another order. */
	if (least < SHARED)
		return n == m && (memcmp(p, q, n) == 0 || (p[0] == q[n - 1] && q[0] == p[n - 1]));
	while (shared < least && p[n - 1 - shared] == q[m - 1 - shared])
		shared++;
	return shared >= SHARED || iv_text_osa((struct iv_str){ p, n }, (struct iv_str){ q, m }, 1) <= 1;
}
