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

/* Capitals, without spaces, dashes, dots and brackets; n = 0 when something else or too much is in it. *marked: a bracket or a
 * dash stands before the last character, which is then a check digit: A123456(7), D2143569-X. */
static struct iv_str squeeze(struct iv_arena *a, struct iv_str s, char *marked)
{
	char *out = iv_arena_alloc(a, LONGEST);
	size_t n = 0, mark = 0;
	*marked = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (memchr(" -.()", c, 5)) {
			mark = c == '(' || c == '-' ? n : mark;
			*marked = c == '(' || c == '-' ? c : *marked;
			continue;
		}
		bool letter = c >= 'a' && c <= 'z';
		if (n == LONGEST || (!letter && !iv_is_digit(c) && c != '*'))
			return (struct iv_str){ 0 };
		out[n++] = letter ? (char)(c - 32) : c;
	}
	*marked = mark && mark + 1 == n ? *marked : 0;
	return (struct iv_str){ out, n };
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
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

/* The first two digits of GB/T 2260, with 81 to 83 for residents of Hong Kong, Macau and Taiwan. Foreigners have a 9, then
 * those two digits, then their nationality (since 2023). */
static bool china_province(const char *d)
{
	static const char known[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83";
	if (*d == '9')
		d++;
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
	out->kind = full.p[0] == '9' ? IV_IDNO_CN_FOREIGN : full.p[0] == '8' ? IV_IDNO_CN_RESIDENT : IV_IDNO_CN;
	out->strong = dated && china_province(full.p) && china_check(full.p) == full.p[17];
	out->c = (struct iv_clean){ out->strong ? full : s, out->strong ? NULL : "bad_idno" };
	if (!out->strong)
		return;
	out->has_birth = true;
	out->birth = iv_date_from(birth);
	out->sex = (full.p[16] - '0') % 2 ? 'M' : 'F';
	memcpy(out->region, full.p, 6);
}

/* Before 2023: the nationality in three letters, the place in four digits, YYMMDD of birth, two more. */
static bool is_old_foreigner(struct iv_str s)
{
	if (s.n != 15 || !is_capital(s.p[0]) || !is_capital(s.p[1]) || !is_capital(s.p[2]) || !all_digits(iv_str_from(s, 3)))
		return false;
	int month = number(s.p + 9, 2), day = number(s.p + 11, 2);
	return china_province(s.p + 3) && s.p[3] != '9' && month >= 1 && month <= 12 && day >= 1 && day <= 31;
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

/* ---- Hong Kong and Macau ---- */

/* One or two letters, six digits, a check digit or A; a number of one letter counts as if a blank stood before it. */
static bool is_hong_kong(struct iv_str s)
{
	size_t letters = s.n == 9 ? 2 : 1;
	if ((s.n != 8 && s.n != 9) || !is_capital(s.p[0]) || (letters == 2 && !is_capital(s.p[1])))
		return false;
	char check = s.p[s.n - 1];
	return all_digits((struct iv_str){ s.p + letters, 6 }) && (iv_is_digit(check) || check == 'A');
}

static int hong_kong_value(char c)
{
	return iv_is_digit(c) ? c - '0' : c - 'A' + 10;
}

static bool hong_kong_right(struct iv_str s)
{
	int sum = s.n == 8 ? 36 * 9 : 0, weight = s.n == 8 ? 8 : 9;
	for (size_t i = 0; i < s.n; i++, weight--)
		sum += hong_kong_value(s.p[i]) * weight;
	return sum % 11 == 0;
}

static void hong_kong(struct iv_arena *a, struct iv_str s, struct iv_idno *out)
{
	out->kind = IV_IDNO_HK;
	out->strong = hong_kong_right(s);
	out->c.value = iv_arena_fmt(a, "%.*s(%c)", (int)s.n - 1, s.p, s.p[s.n - 1]);
	out->c.warn = out->strong ? NULL : "bad_idno";
}

/* 1, 5 or 7, six digits and one in brackets, whose rule is not published. */
static bool is_macau(struct iv_str s, char marked)
{
	return marked == '(' && s.n == 8 && all_digits(s) && memchr("157", *s.p, 3);
}

/* ---- companies ---- */

/* GB 32100: digits and capitals without I O S V Z, in base 31. -1 for others. */
static int credit_value(char c)
{
	static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	const char *at = memchr(signs, c, sizeof signs - 1);
	return at ? (int)(at - signs) : -1;
}

static bool is_credit_code(struct iv_str s)
{
	int sum = 0, weight = 1;
	if (s.n != 18 || !all_digits((struct iv_str){ s.p + 2, 6 }))
		return false;
	for (size_t i = 0; i < 17; i++, weight = weight * 3 % 31) {
		int v = credit_value(s.p[i]);
		if (v < 0)
			return false;
		sum += v * weight;
	}
	return credit_value(s.p[17]) == (31 - sum % 31) % 31;
}

/* GB 11714: eight characters, then a check digit behind a dash. */
static bool is_organisation(struct iv_str s)
{
	static const int weight[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;
	if (s.n != 9)
		return false;
	for (size_t i = 0; i < 8; i++)
		sum += (iv_is_digit(s.p[i]) ? s.p[i] - '0' : s.p[i] - 'A' + 10) * weight[i];
	return "0X987654321"[sum % 11] == s.p[8];
}

/* 統一編號: the digits of the weighted digits add up to a multiple of 5 (of 10 before April 2023, which is one too). Of a 7 as the
 * seventh digit, times 4, the digits are 2 and 8, which may count as 10 or as 1. */
static bool is_taiwan_company(struct iv_str s)
{
	static const int weight[] = { 1, 2, 1, 2, 1, 2, 4, 1 };
	int sum = 0;
	if (s.n != 8 || !all_digits(s))
		return false;
	for (int i = 0; i < 8; i++) {
		int product = (s.p[i] - '0') * weight[i];
		sum += product / 10 + product % 10;
	}
	return sum % 5 == 0 || (s.p[6] == '7' && (sum + 1) % 5 == 0);
}

/* ---- documents without a check digit ---- */

/* Chinese passports: E, G or D with eight digits, E with a letter and seven; the official P and S kinds. And the permits of
 * residents of Hong Kong and Macau for the mainland: H or M with eight or ten digits. */
static bool is_passport(struct iv_str s)
{
	size_t letters = s.n && is_capital(s.p[0]) ? 1 + (s.n > 1 && is_capital(s.p[1])) : 0, digits = s.n - letters;
	if (!letters || !all_digits(iv_str_from(s, letters)))
		return false;
	if (letters == 2)
		return digits == 7 && memchr("EDPS", *s.p, 4);
	return (digits == 8 && memchr("EGDHM", *s.p, 5)) || (digits == 10 && memchr("HM", *s.p, 2)) || (digits == 7 && memchr("PSD", *s.p, 3));
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

static void recognise(struct iv_arena *a, struct iv_str s, char marked, struct iv_idno *out)
{
	out->c.value = s;
	if (is_china(s)) {
		china(a, s, out);
		if (out->strong || !is_credit_code(s))
			return;
		*out = (struct iv_idno){ .c.value = s };
	}
	if (is_taiwan(s)) {
		taiwan(s, out);
	} else if (is_credit_code(s)) {
		out->kind = IV_IDNO_COMPANY;
	} else if (is_hong_kong(s) && (marked == '(' || hong_kong_right(s))) {
		hong_kong(a, s, out);
	} else if (is_macau(s, marked)) {
		out->kind = IV_IDNO_MO;
		out->c.value = iv_arena_fmt(a, "%.7s(%c)", s.p, s.p[7]);
	} else if (marked == '-' && is_organisation(s)) {
		out->kind = IV_IDNO_COMPANY;
		out->c.value = iv_arena_fmt(a, "%.8s-%c", s.p, s.p[8]);
	} else if (is_taiwan_company(s)) {
		out->kind = IV_IDNO_COMPANY;
	} else if (is_old_foreigner(s)) {
		out->kind = IV_IDNO_CN_FOREIGN;
	} else if (is_passport(s)) {
		out->kind = IV_IDNO_PASSPORT;
	} else {
		out->c.warn = s.n == 18 ? "bad_idno" : "odd_idno";
	}
	if (out->kind == IV_IDNO_COMPANY)
		out->c.warn = "company_idno";
}

int iv_clean_idno(struct iv_arena *a, struct iv_str raw, struct iv_idno *out)
{
	*out = (struct iv_idno){ 0 };
	struct iv_str folded = iv_text_fold(a, raw), s;
	char marked;
	s = squeeze(a, folded, &marked);
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
	else
		recognise(a, s, marked, out);
	return IV_OK;
}
