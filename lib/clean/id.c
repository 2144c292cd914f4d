/* SPDX-License-Identifier: MIT
 * One function a kind, which says whether the text has its shape and perhaps writes it in one way. */
#include "clean/id.h"

#include "clean/idno.h"
#include "clean/placeholder.h"
#include "clean/words.h"
#include "text/fold.h"

enum { LONGEST = 128 };

static bool is_hex(char c)
{
	return iv_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool all_of(struct iv_str s, bool (*is)(char))
{
	for (size_t i = 0; i < s.n; i++)
		if (!is(s.p[i]))
			return false;
	return s.n > 0;
}

static bool digit(char c)
{
	return iv_is_digit(c);
}

static char other_case(char c, bool upper)
{
	char from = upper ? 'a' : 'A';
	return c >= from && c < from + 26 ? (char)(upper ? c - 32 : c + 32) : c;
}

static struct iv_str in_case(struct iv_arena *a, struct iv_str s, bool upper)
{
	struct iv_str out = iv_arena_str(a, s);
	for (size_t i = 0; i < out.n; i++)
		((char *)out.p)[i] = other_case(out.p[i], upper);
	return out;
}

/* Luhn: from the right, every second digit counts twice. */
static bool is_luhn(struct iv_str s)
{
	int sum = 0;
	for (size_t i = 0; i < s.n; i++) {
		int d = s.p[s.n - 1 - i] - '0';
		d = i % 2 ? 2 * d : d;
		sum += d > 9 ? d - 9 : d;
	}
	return all_of(s, digit) && sum % 10 == 0;
}

/* ---- kinds ---- */

static bool is_openid_char(char c)
{
	return iv_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

static bool openid(struct iv_arena *a, struct iv_str *s)
{
	(void)a;
	return s->n == 28 && all_of(*s, is_openid_char);
}

static bool line(struct iv_arena *a, struct iv_str *s)
{
	*s = in_case(a, *s, false);
	if (s->n != 33 || *s->p != 'u' || !all_of(iv_str_from(*s, 1), is_hex))
		return false;
	*(char *)s->p = 'U';
	return true;
}

static bool alipay(struct iv_arena *a, struct iv_str *s)
{
	(void)a;
	return s->n == 16 && iv_str_starts(*s, IV_STR("2088")) && all_of(*s, digit);
}

static bool is_uuid(struct iv_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s.p[i] != '-' : !is_hex(s.p[i]))
			return false;
	return s.n == 36;
}

static bool device(struct iv_arena *a, struct iv_str *s)
{
	*s = in_case(a, *s, false);
	if (s->n == 15)
		return is_luhn(*s);
	return is_uuid(*s) || ((s->n == 16 || s->n == 32 || s->n == 64) && all_of(*s, is_hex));
}

static bool is_carrier_char(char c)
{
	return iv_is_digit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '+' || c == '-';
}

static bool carrier(struct iv_arena *a, struct iv_str *s)
{
	*s = in_case(a, *s, true);
	return s->n == 8 && *s->p == '/' && all_of(iv_str_from(*s, 1), is_carrier_char);
}

static bool certificate(struct iv_arena *a, struct iv_str *s)
{
	*s = in_case(a, *s, true);
	return s->n == 16 && s->p[0] >= 'A' && s->p[0] <= 'Z' && s->p[1] >= 'A' && s->p[1] <= 'Z' && all_of(iv_str_from(*s, 2), digit);
}

static bool tax(struct iv_arena *a, struct iv_str *s)
{
	struct iv_idno no;
	bool company = iv_clean_idno(a, *s, &no) == IV_OK && no.kind == IV_IDNO_COMPANY;
	*s = company ? no.c.value : *s;
	return company;
}

static const struct kind {
	struct iv_str type;
	bool (*is)(struct iv_arena *a, struct iv_str *s);
	bool scoped; /* the same value means another person in another scope */
	bool person;
} kinds[] = {
	{ IV_WORD("wx_openid"), openid, true, true },	      { IV_WORD("wx_unionid"), openid, false, true }, { IV_WORD("line"), line, false, true },
	{ IV_WORD("alipay"), alipay, false, true },	      { IV_WORD("device"), device, false, true },     { IV_WORD("einvoice_carrier"), carrier, false, true },
	{ IV_WORD("citizen_certificate"), certificate, false, true }, { IV_WORD("tax"), tax, false, false },
};

static const struct kind *kind_of(struct iv_str type)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (iv_str_eq(kinds[i].type, type))
			return &kinds[i];
	return NULL;
}

/* ---- any kind ---- */

/* One sign over and over (dashes not counted): 00000000-0000-0000-0000-000000000000, 1111. */
static bool is_one_sign(struct iv_str s)
{
	size_t n = 0;
	char first = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '-')
			continue;
		first = first ? first : s.p[i];
		if (s.p[i] != first)
			return false;
		n++;
	}
	return n >= 4 || (n && first == '0');
}

/* 6.22202E+15: what a spreadsheet makes of a long number. */
static bool is_scientific(struct iv_str s)
{
	const char *e = s.n ? memchr(s.p, 'E', s.n) : NULL;
	e = !e && s.n ? memchr(s.p, 'e', s.n) : e;
	if (!e || e == s.p)
		return false;
	struct iv_str head = { s.p, (size_t)(e - s.p) }, tail = iv_str_from(s, head.n + 1);
	const char *point = memchr(head.p, '.', head.n);
	struct iv_str whole = { head.p, point ? (size_t)(point - head.p) : head.n };
	bool plus = iv_str_starts(tail, IV_STR("+")), exponent = (plus || point) && tail.n > plus && all_of(iv_str_from(tail, plus), digit);
	return exponent && all_of(whole, digit) && (!point || all_of(iv_str_from(head, whole.n + 1), digit));
}

/* It keeps 15 digits of a number, and makes the others 0. */
static bool is_rounded(struct iv_str s)
{
	return s.n >= 16 && iv_str_ends(s, IV_STR("000")) && all_of(s, digit);
}

bool iv_clean_spoilt(struct iv_str s)
{
	return is_scientific(s) || is_rounded(s);
}

int iv_clean_id(struct iv_arena *a, struct iv_str type, struct iv_str scope, struct iv_str raw, bool luhn, struct iv_id *out)
{
	const struct kind *kind = kind_of(type);
	struct iv_str s = iv_text_tidy(a, raw);
	*out = (struct iv_id){ 0 };
	if (!s.n)
		return IV_OK;
	if (is_one_sign(s) || iv_clean_placeholder_of(a, s, IV_PLACEHOLDER_ID, NULL)) {
		out->c.warn = "placeholder";
		return IV_OK;
	}
	if (is_scientific(s)) {
		out->c.warn = "damaged";
		return IV_REJECT;
	}
	if (s.n > LONGEST || (kind && !kind->is(a, &s)) || (luhn && !is_luhn(s))) {
		out->c.warn = "bad_id";
		return IV_REJECT;
	}
	out->c.value = s;
	out->c.warn = is_rounded(s) ? "damaged" : kind && kind->scoped && !scope.n ? "no_scope" : NULL;
	out->linkable = !out->c.warn && (!kind || kind->person);
	return IV_OK;
}
