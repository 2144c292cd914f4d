/* SPDX-License-Identifier: MIT
 * The shape of a code, and whether it suits a place. */
#include "clean/postcode.h"

#include "clean/division.h"
#include "clean/value.h"
#include "text/fold.h"

static bool all_digits(struct iv_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!iv_is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

/* Letters, digits, single blanks and dashes between them, and a digit among them. */
static bool is_code(struct iv_str s)
{
	size_t signs = 0, digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool letter = s.p[i] >= 'A' && s.p[i] <= 'Z', number = iv_is_digit(s.p[i]);
		if (!letter && !number && ((s.p[i] != ' ' && s.p[i] != '-') || i == 0 || i + 1 == s.n))
			return false;
		signs += letter || number;
		digits += number;
	}
	return digits && signs >= 3 && signs <= 10 && s.n <= 12;
}

static bool is_same(struct iv_str s, char c)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != c)
			return false;
	return s.n > 0;
}

int iv_clean_postcode(struct iv_arena *a, struct iv_str raw, struct iv_clean *out)
{
	static const char *const labels[] = { "邮政编码", "郵政編碼", "郵遞區號", "邮编", "郵編", "〒" };
	*out = (struct iv_clean){ raw, NULL };
	if (raw.n == 6 && all_digits(raw) && !is_same(raw, '0') && !is_same(raw, '9')) /* most are */
		return IV_OK;
	struct iv_str s = iv_text_tidy(a, raw);
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (iv_str_starts(s, iv_str_of(labels[i])))
			s = iv_str_trim(iv_str_from(s, strlen(labels[i])));
	if (iv_str_starts(s, IV_STR(":")))
		s = iv_str_trim(iv_str_from(s, 1));
	*out = (struct iv_clean){ 0 };
	if (!s.n)
		return IV_OK;
	if (iv_clean_placeholder(a, s) || is_same(s, '0') || (s.n == 6 && is_same(s, '9'))) {
		out->warn = "placeholder";
		return IV_OK;
	}
	if (iv_str_ends(s, IV_STR(".0")) && all_digits((struct iv_str){ s.p, s.n - 2 })) /* a spreadsheet's number */
		s.n -= 2;
	struct iv_str code = iv_arena_str(a, s);
	for (size_t i = 0; i < code.n; i++)
		if (code.p[i] >= 'a' && code.p[i] <= 'z')
			((char *)code.p)[i] = (char)(code.p[i] - 32);
	if (!is_code(code)) {
		out->warn = "bad_postcode";
		return IV_REJECT;
	}
	struct iv_str front = { code.p, 3 }, back = iv_str_from(code, 4);
	if (code.n > 4 && code.p[3] == '-' && all_digits(front) && all_digits(back) && back.n < 4)
		code = iv_arena_join(a, front, IV_STR(""), back);
	out->value = code;
	return IV_OK;
}

int iv_postcode_suits(struct iv_str division, struct iv_str postcode)
{
	return all_digits(postcode) ? iv_division_postcode(division, postcode) : -1;
}

struct iv_str iv_postcode_restored(struct iv_arena *a, struct iv_str division, struct iv_str postcode)
{
	if (postcode.n != 5 || division.n != 6 || !all_digits(postcode))
		return (struct iv_str){ 0 };
	struct iv_str whole = iv_arena_fmt(a, "0" IV_FMT, IV_ARG(postcode));
	return iv_postcode_suits(division, whole) == 1 ? whole : (struct iv_str){ 0 };
}
