/* SPDX-License-Identifier: MIT
 * Tokens of lists. */
#include "ident/forget_token.h"

#include "clean/email.h"
#include "clean/phone.h"

enum { LEAST = 6 }; /* digits of a number */

static bool is_within(char c)
{
	return iv_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr("@._+-%'", c));
}

bool iv_forget_token_next(struct iv_str *rest, struct iv_str *token)
{
	size_t from = 0, to;
	while (from < rest->n && (!is_within(rest->p[from]) || strchr(".'-", rest->p[from])))
		from++;
	for (to = from; to < rest->n && is_within(rest->p[to]); to++)
		;
	*token = (struct iv_str){ rest->p + from, to - from };
	*rest = iv_str_from(*rest, to);
	while (token->n && strchr(".'-", token->p[token->n - 1]))
		token->n--;
	return token->n;
}

/* Digits, with dashes between and a plus before them. */
static bool is_number(struct iv_str s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		digits += iv_is_digit(s.p[i]);
		if (!iv_is_digit(s.p[i]) && s.p[i] != '-' && (i || s.p[i] != '+'))
			return false;
	}
	return digits >= LEAST;
}

struct iv_str iv_forget_token_plain(struct iv_arena *a, struct iv_str token)
{
	struct iv_email email;
	if (is_number(token)) {
		if (!memchr(token.p, '-', token.n))
			return token;
		char *p = iv_arena_alloc(a, token.n);
		size_t n = 0;
		for (size_t i = 0; i < token.n; i++)
			if (token.p[i] != '-')
				p[n++] = token.p[i];
		return (struct iv_str){ p, n };
	}
	if (memchr(token.p, '@', token.n) && iv_clean_email(a, token, &email) == IV_OK && email.canonical.n)
		return email.canonical;
	return token;
}

static bool is_same(struct iv_arena *a, struct iv_str text, const struct iv_phone *phone)
{
	struct iv_phone other = { 0 };
	return iv_clean_phone(a, text, iv_str_of(phone->region), &other) == IV_OK && iv_str_eq(other.c.value, phone->c.value);
}

size_t iv_forget_token_forms(struct iv_arena *a, struct iv_str value, struct iv_str form[IV_FORGET_FORMS])
{
	struct iv_phone phone = { 0 };
	size_t n = 0;
	form[n++] = value;
	if (!iv_str_starts(value, IV_STR("+")) || iv_clean_phone(a, value, (struct iv_str){ 0 }, &phone) != IV_OK)
		return n;
	struct iv_str digits = iv_str_from(value, 1);
	form[n++] = digits;
	form[n++] = iv_arena_join(a, IV_STR("00"), (struct iv_str){ 0 }, digits);
	for (size_t code = 1; code <= 3 && code + LEAST <= digits.n; code++) {
		struct iv_str home = iv_str_from(digits, code), zero = iv_arena_join(a, IV_STR("0"), (struct iv_str){ 0 }, home);
		if (is_same(a, home, &phone))
			form[n++] = home;
		if (is_same(a, zero, &phone))
			form[n++] = zero;
	}
	return n;
}
