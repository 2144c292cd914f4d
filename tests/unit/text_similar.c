/* SPDX-License-Identifier: MIT
 * Edits and similarity: known values, and the same as the plain programs of the definitions on thousands of random texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/similar.h"
#include "text/utf8.h"

enum { MOST = 512 };

struct text {
	uint32_t cp[MOST];
	size_t n;
};

static struct text text_of(struct iv_str s)
{
	struct text t = { .n = 0 };
	for (const char *p = s.p, *end = s.p + s.n; p < end && t.n < MOST;)
		t.cp[t.n++] = iv_utf8_next(&p, end);
	return t;
}

/* The definition: the whole table. */
static unsigned plain_osa(struct iv_str a, struct iv_str b)
{
	static unsigned d[MOST + 1][MOST + 1];
	struct text x = text_of(a), y = text_of(b);
	for (size_t i = 0; i <= x.n; i++)
		for (size_t k = 0; k <= y.n; k++) {
			unsigned best = (unsigned)(i > k ? i : k);
			if (i && k) {
				best = d[i - 1][k - 1] + (x.cp[i - 1] != y.cp[k - 1]);
				best = d[i - 1][k] + 1 < best ? d[i - 1][k] + 1 : best;
				best = d[i][k - 1] + 1 < best ? d[i][k - 1] + 1 : best;
			}
			if (i > 1 && k > 1 && x.cp[i - 1] == y.cp[k - 2] && x.cp[i - 2] == y.cp[k - 1] && d[i - 2][k - 2] + 1 < best)
				best = d[i - 2][k - 2] + 1;
			d[i][k] = best;
		}
	return d[x.n][y.n];
}

static unsigned plain_jaro(struct iv_str a, struct iv_str b, bool winkler)
{
	struct text x = text_of(a), y = text_of(b);
	bool of_x[MOST] = { 0 }, of_y[MOST] = { 0 };
	size_t most = x.n > y.n ? x.n : y.n, far = most / 2 > 1 ? most / 2 - 1 : 0, agree = 0, moved = 0, head = 0;
	for (size_t k = 0; k < y.n; k++)
		for (size_t i = 0; i < x.n && !of_y[k]; i++)
			if (!of_x[i] && x.cp[i] == y.cp[k] && i <= k + far && k <= i + far) {
				of_x[i] = of_y[k] = true;
				agree++;
			}
	if (!agree)
		return 0;
	for (size_t i = 0, k = 0; i < x.n; i++)
		if (of_x[i]) {
			while (!of_y[k])
				k++;
			moved += x.cp[i] != y.cp[k++];
		}
	while (head < 4 && head < x.n && head < y.n && x.cp[head] == y.cp[head])
		head++;
	uint64_t whole = (uint64_t)3 * x.n * y.n * agree;
	uint64_t part = agree * agree * x.n + agree * agree * y.n + (agree - moved / 2) * x.n * y.n;
	uint64_t tenths = winkler && part * 10 > whole * 7 ? 10 - head : 10;
	uint64_t off = (2 * (whole - part) * tenths * 100 + whole) / (2 * whole);
	return 1000 - (unsigned)(part < whole && !off ? 1 : off);
}

static void known(void **state)
{
	(void)state;
	static const struct {
		const char *x, *y;
		unsigned edits, jaro, winkler;
	} cases[] = {
		{ "", "", 0, 0, 0 },
		{ "abc", "", 3, 0, 0 },
		{ "abc", "abc", 0, 1000, 1000 },
		{ "martha", "marhta", 1, 944, 961 },
		{ "dwayne", "duane", 2, 822, 840 },
		{ "dixon", "dicksonx", 4, 767, 813 },
		{ "jones", "johnson", 4, 790, 832 },
		{ "ca", "abc", 3, 0, 0 }, /* 2 if a swapped pair could be edited again */
		{ "陳大文", "陈大文", 1, 778, 778 },
		{ "陈文大", "陈大文", 1, 556, 556 },
		{ "josé", "jose", 1, 833, 883 },
		{ "a", "b", 1, 0, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_str x = iv_str_of(cases[i].x), y = iv_str_of(cases[i].y);
		unsigned edits = iv_text_osa(x, y, 9), jaro = iv_text_jaro(x, y, 0), winkler = iv_text_jaro_winkler(x, y, 0);
		if (edits != cases[i].edits || jaro != cases[i].jaro || winkler != cases[i].winkler)
			fail_msg("%s, %s: %u edits, Jaro %u, Jaro-Winkler %u", cases[i].x, cases[i].y, edits, jaro, winkler);
	}
}

static uint32_t draw(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

/* Few different characters, so that much agrees; some wide ones, some broken bytes. */
static struct iv_str random_text(uint64_t *seed, char *out, size_t most, bool wide)
{
	static const char *const piece[] = { "a", "b", "c", "d", "陈", "é", "\xFF", "\xE9\x99" };
	size_t n = draw(seed, (uint32_t)most + 1), used = 0;
	for (size_t i = 0; i < n; i++) {
		const char *p = piece[draw(seed, wide ? 8 : 4)];
		memcpy(out + used, p, strlen(p));
		used += strlen(p);
	}
	return (struct iv_str){ out, used };
}

/* The other text: the first with some bytes changed, so that edits are few. */
static struct iv_str changed(uint64_t *seed, struct iv_str s, char *out)
{
	memcpy(out, s.p, s.n);
	for (uint32_t i = draw(seed, 4); i && s.n; i--) {
		size_t from = draw(seed, (uint32_t)s.n), to = draw(seed, (uint32_t)s.n);
		char c = out[from];
		out[from] = out[to];
		out[to] = c;
	}
	return s.n ? (struct iv_str){ out, s.n - draw(seed, 2) } : s;
}

static void agrees(struct iv_str x, struct iv_str y)
{
	unsigned edits = plain_osa(x, y), jaro = plain_jaro(x, y, false), winkler = plain_jaro(x, y, true);
	for (unsigned most = 0; most < 6; most++)
		assert_int_equal(iv_text_osa(x, y, most), edits > most ? most + 1 : edits);
	assert_int_equal(iv_text_osa(x, y, UINT32_MAX), edits);
	assert_int_equal(iv_text_osa(y, x, 100), edits > 100 ? 101 : edits);
	for (unsigned least = 0; least <= 1000; least += 125) {
		assert_int_equal(iv_text_jaro(x, y, least), jaro < least ? 0 : jaro);
		assert_int_equal(iv_text_jaro_winkler(x, y, least), winkler < least ? 0 : winkler);
		assert_int_equal(iv_text_jaro_winkler(y, x, least), winkler < least ? 0 : winkler);
	}
}

static void like_plain(void **state)
{
	(void)state;
	static char first[4096], second[4096];
	uint64_t seed = 1;
	for (int i = 0; i < 20000; i++) {
		size_t most = i % 4 ? 8 : i % 400 ? 70 : 250;
		bool wide = draw(&seed, 2);
		struct iv_str x = random_text(&seed, first, most, wide);
		agrees(x, random_text(&seed, second, most, wide));
		agrees(x, changed(&seed, x, second));
	}
}

/* Beyond the longest only the beginning counts; it must not run out of room. */
static void endless(void **state)
{
	(void)state;
	static char x[5000], y[5000];
	memset(x, 'a', sizeof x);
	memset(y, 'b', sizeof y);
	assert_int_equal(iv_text_osa((struct iv_str){ x, 5000 }, (struct iv_str){ y, 4999 }, UINT32_MAX), IV_SIMILAR_LONGEST);
	assert_int_equal(iv_text_jaro((struct iv_str){ x, 5000 }, (struct iv_str){ y, 4999 }, 0), 0);
	assert_int_equal(iv_text_jaro_winkler((struct iv_str){ x, 5000 }, (struct iv_str){ x, 4999 }, 0), 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(known), cmocka_unit_test(like_plain), cmocka_unit_test(endless) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
