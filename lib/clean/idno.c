/* SPDX-License-Identifier: MIT
 * Shape first, then the check digit: a number of the right shape with a wrong digit is kept, but identifies nobody. */
#include "clean/idno.h"

#include "base/date.h"
#include "clean/value.h"
#include "text/fold.h"

enum { LONGEST = 24 };

static bool all_digits(struct iv_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!iv_is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

/* Capitals, without spaces, dashes, dots and brackets; n = 0 when something else or too much is in it. */
static struct iv_str squeeze(struct iv_arena *a, struct iv_str s)
{
	char *out = iv_arena_alloc(a, LONGEST);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (memchr(" -.()", c, 5))
			continue;
		bool letter = c >= 'a' && c <= 'z';
		if (n == LONGEST || (!letter && !iv_is_digit(c) && c != '*'))
			return (struct iv_str){ 0 };
		out[n++] = letter ? (char)(c - 32) : c;
	}
	return (struct iv_str){ out, n };
}

/* ---- the mainland ---- */

/* ISO 7064 MOD 11-2 of 17 digits. */
static char china_check(const char *d)
{
	static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;
	for (int i = 0; i < 17; i++)
		sum += (d[i] - '0') * weight[i];
	return "10X98765432"[sum % 11];
}

/* The first two digits of GB/T 2260, with 81 to 83 for residents of Hong Kong, Macau and Taiwan, and 91 for foreigners. */
static bool china_province(const char *d)
{
	static const char known[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91";
	for (const char *p = known; *p; p += p[2] ? 3 : 2)
		if (p[0] == d[0] && p[1] == d[1])
			return true;
	return false;
}

static int number(const char *d, int n)
{
	int v = 0;
	for (int i = 0; i < n; i++)
		v = v * 10 + (d[i] - '0');
	return v;
}

static bool is_china(struct iv_str s)
{
	return (s.n == 15 && all_digits(s)) || (s.n == 18 && all_digits((struct iv_str){ s.p, 17 }) && (iv_is_digit(s.p[17]) || s.p[17] == 'X'));
}

static void china(struct iv_arena *a, struct iv_str s, struct iv_idno *out)
{
	struct iv_str full = s;
	if (s.n == 15) { /* the century and the check digit were added in 1999 */
		full = iv_arena_fmt(a, "%.6s19%.9s0", s.p, s.p + 6);
		((char *)full.p)[17] = china_check(full.p);
	}
	struct iv_ymd birth = { number(full.p + 6, 4), number(full.p + 10, 2), number(full.p + 12, 2) };
	bool dated = birth.month >= 1 && birth.month <= 12 && birth.year >= 1850 && iv_date_valid(birth);
	out->kind = IV_IDNO_CN;
	out->strong = dated && china_province(full.p) && china_check(full.p) == full.p[17];
	out->c = (struct iv_clean){ out->strong ? full : s, out->strong ? NULL : "bad_idno" };
	if (!out->strong)
		return;
	out->has_birth = true;
	out->birth = iv_date_from(birth);
	out->sex = (full.p[16] - '0') % 2 ? 'M' : 'F';
	memcpy(out->region, full.p, 6);
}

/* ---- Taiwan ---- */

static int letter_value(char c)
{
	static const int value[] = { 10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33 };
	return value[c - 'A'];
}

static bool is_taiwan(struct iv_str s)
{
	if (s.n != 10 || s.p[0] < 'A' || s.p[0] > 'Z' || !all_digits(iv_str_from(s, 2)))
		return false;
	return (s.p[1] >= 'A' && s.p[1] <= 'D') || s.p[1] == '1' || s.p[1] == '2' || s.p[1] == '8' || s.p[1] == '9';
}

static void taiwan(struct iv_str s, struct iv_idno *out)
{
	int first = letter_value(s.p[0]), second = iv_is_digit(s.p[1]) ? s.p[1] - '0' : letter_value(s.p[1]) % 10;
	int sum = first / 10 + first % 10 * 9 + second * 8;
	for (int i = 2; i < 9; i++)
		sum += (s.p[i] - '0') * (9 - i);
	sum += s.p[9] - '0';
	out->kind = s.p[1] == '1' || s.p[1] == '2' ? IV_IDNO_TW : IV_IDNO_TW_RESIDENT;
	out->strong = sum % 10 == 0;
	out->c = (struct iv_clean){ s, out->strong ? NULL : "bad_idno" };
	if (out->strong)
		out->sex = memchr("18AC", s.p[1], 4) ? 'M' : 'F';
}

/* ---- either ---- */

/* All digits equal, or each one more than the last: 111111111111111111, 123456789012345678. */
static bool is_run(struct iv_str s)
{
	bool same = true, up = true;
	for (size_t i = 1; i < s.n; i++) {
		same &= s.p[i] == s.p[0];
		up &= (s.p[i] - s.p[i - 1] + 10) % 10 == 1;
	}
	return all_digits(s) && (same || up);
}

int iv_clean_idno(struct iv_arena *a, struct iv_str raw, struct iv_idno *out)
{
	*out = (struct iv_idno){ 0 };
	struct iv_str folded = iv_text_fold(a, raw), s = squeeze(a, folded);
	if (!folded.n)
		return IV_OK;
	if (iv_clean_placeholder(a, folded) || (s.n >= 5 && is_run(s))) {
		out->c.warn = "placeholder";
		return IV_OK;
	}
	size_t digits = 0, stars = 0;
	for (size_t i = 0; i < s.n; i++) {
		digits += iv_is_digit(s.p[i]);
		stars += s.p[i] == '*';
	}
	if (s.n < 5 || s.n > 20 || !digits) {
		out->c.warn = "bad_idno";
		return IV_REJECT;
	}
	if (stars)
		out->c = (struct iv_clean){ s, "masked" };
	else if (is_china(s))
		china(a, s, out);
	else if (is_taiwan(s))
		taiwan(s, out);
	else
		out->c = (struct iv_clean){ s, s.n == 18 && digits >= 17 ? "bad_idno" : "odd_idno" };
	return IV_OK;
}
