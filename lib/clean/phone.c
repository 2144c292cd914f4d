/* SPDX-License-Identifier: MIT
 * From what was typed to digits: labels, brackets and extensions come off here, what the digits mean is in phone_plan.c. */
#include "clean/phone.h"

#include "clean/phone_plan.h"
#include "clean/placeholder.h"
#include "clean/value.h"
#include "clean/words.h"
#include "text/fold.h"

enum { MOST_DIGITS = 32, MOST_PLAIN = 20, MOST_AREA = 5 };

/* A number being read. */
struct reading {
	struct iv_str text; /* folded: half width, lower case */
	struct iv_str number, ext; /* parts of text */
	char digits[MOST_DIGITS];
	size_t n;
	bool plus;
	bool noted, several; /* words, or further numbers, were left out */
};

static size_t count_digits(struct iv_str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += iv_is_digit(s.p[i]);
	return n;
}

/* Some digits hidden: a star, or two x in a row, with digits around. */
static bool is_masked(struct iv_str s)
{
	size_t n = count_digits(s);
	bool star = s.n && memchr(s.p, '*', s.n), x = iv_str_find(s, IV_STR("xx")) > 0;
	return n >= 2 && (star || x);
}

/* 1.38124e+10, as a spreadsheet shows it. */
static bool is_damaged(struct iv_str s)
{
	ptrdiff_t e = iv_str_find(s, IV_STR("e+"));
	if (e < 1)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!iv_is_digit(s.p[i]) && s.p[i] != '.' && (ptrdiff_t)i != e && (ptrdiff_t)i != e + 1)
			return false;
	return true;
}

static bool is_inside(char c)
{
	return iv_is_digit(c) || c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '+';
}

/* Cuts text at the first marker of an extension that follows at least three digits. */
static bool split_extension(struct reading *r)
{
	static const struct iv_str markers[] = { IV_WORD("转"), IV_WORD("轉"), IV_WORD("分机"), IV_WORD("分機"), IV_WORD("内线"), IV_WORD("內線"), IV_WORD(";ext="), IV_WORD("extension"), IV_WORD("ext."), IV_WORD("ext"), IV_WORD("x"), IV_WORD("#") };
	size_t plain = 0;
	while (plain < r->text.n && is_inside(r->text.p[plain]))
		plain++;
	if (plain == r->text.n)
		return true; /* as with nearly all numbers, there is no letter in it */
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
		struct iv_str marker = markers[i];
		ptrdiff_t at = iv_str_find(r->text, marker);
		if (at < 0 || count_digits((struct iv_str){ r->text.p, (size_t)at }) < 3)
			continue;
		struct iv_str ext = iv_str_trim(iv_str_from(r->text, (size_t)at + marker.n));
		while (ext.n && (ext.p[0] == ':' || ext.p[0] == '-' || ext.p[0] == '.' || ext.p[0] == ' '))
			ext = iv_str_from(ext, 1);
		while (ext.n && (ext.p[ext.n - 1] == ')' || ext.p[ext.n - 1] == ' '))
			ext.n--;
		if (!ext.n || ext.n > 8 || count_digits(ext) != ext.n)
			return false;
		r->ext = ext;
		r->number.n = (size_t)at;
		return true;
	}
	return true;
}

/* Takes off a label before the number ("tel:") and words after it ("(home)"); words within make it no number. */
static bool split_words(struct reading *r)
{
	struct iv_str s = r->number;
	size_t at = 0, end;
	while (at < s.n && !iv_is_digit(s.p[at]) && s.p[at] != '+')
		at++;
	end = at;
	while (end < s.n && is_inside(s.p[end]))
		end++;
	struct iv_str rest = iv_str_from(s, end);
	for (size_t i = 0; i < at; i++) /* brackets and colons before it say nothing */
		r->noted |= (s.p[i] >= 'a' && s.p[i] <= 'z') || (unsigned char)s.p[i] >= 0x80;
	size_t more = count_digits(rest);
	if (more) {
		bool separator = strchr("/,;|", rest.p[0]) != NULL || iv_str_starts(rest, IV_STR("、"));
		if (!separator)
			return false;
		r->several = more >= 5;
		r->noted |= more < 5;
	} else {
		r->noted |= rest.n > 0;
	}
	r->number = (struct iv_str){ s.p + at, end - at };
	return true;
}

/* Collects digits; a + may only come first. "13812345678.0" went through a spreadsheet unharmed. */
static bool collect(struct reading *r)
{
	struct iv_str s = iv_str_trim(r->number);
	if (iv_str_ends(s, IV_STR(".0")) && count_digits(s) >= 9 && count_digits(s) + 1 == s.n)
		s.n -= 2;
	r->plus = s.n && s.p[0] == '+';
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '+' && i)
			return false;
		if (!iv_is_digit(s.p[i]))
			continue;
		if (r->n == MOST_DIGITS)
			return false;
		r->digits[r->n++] = s.p[i];
	}
	r->number = s;
	return r->n > 0;
}

/* All digits one up or one down from each other, or all equal: 12345678901, 0987654321, 00000000. */
static bool is_run(const char *digits, size_t n)
{
	bool same = true, up = true, down = true;
	for (size_t i = 1; i < n && (same || up || down); i++) {
		int step = (digits[i] - digits[i - 1] + 10) % 10;
		same &= step == 0;
		up &= step == 1;
		down &= step == 9;
	}
	return n >= 6 && (same || up || down);
}

/* How many of the last eight digits (or all, when fewer) are the commonest one. */
static size_t commonest(struct iv_str digits, size_t *of)
{
	size_t seen[10] = { 0 }, most = 0;
	struct iv_str last = iv_str_from(digits, digits.n > 8 ? digits.n - 8 : 0);
	for (size_t i = 0; i < last.n; i++) {
		size_t k = ++seen[last.p[i] - '0'];
		most = k > most ? k : most;
	}
	*of = last.n;
	return most;
}

static struct iv_str national_of(const struct phone_number *p)
{
	return (struct iv_str){ p->digits, p->n };
}

static bool is_placeholder_number(const struct phone_number *p, bool uniform)
{
	return (p->type == IV_PHONE_MOBILE && uniform) || (iv_placeholders_find(&iv_clean_placeholders, national_of(p)) & IV_PLACEHOLDER_PHONE);
}

static bool resolve(struct iv_str d, bool plus, const struct phone_hint *hint, struct phone_number *out)
{
	if (plus) {
		while (iv_str_starts(d, IV_STR("00")))
			d = iv_str_from(d, 2);
		return iv_clean_phone_international(d, out);
	}
	bool chinese = hint->home == PHONE_NOWHERE || hint->home == PHONE_CHINESE;
	struct iv_str abroad = chinese && d.p[0] != '0' ? (struct iv_str){ 0 } : iv_clean_phone_abroad(d, hint);
	if (abroad.n)
		return iv_clean_phone_international(abroad, out);
	if (iv_clean_phone_national(d, hint, out))
		return true;
	/* 00 dials abroad nearly everywhere, so people write it everywhere. */
	return iv_str_starts(d, IV_STR("00")) && iv_clean_phone_international(iv_str_from(d, 2), out);
}

/* As one number, else with what follows the last dash as its extension. */
static bool resolve_reading(struct reading *r, const struct phone_hint *hint, struct phone_number *out)
{
	if (resolve((struct iv_str){ r->digits, r->n }, r->plus, hint, out))
		return true;
	/* Elsewhere dashes only group digits. */
	bool chinese = hint->home == PHONE_NOWHERE || hint->home == PHONE_CHINESE;
	const char *dash = r->number.n && chinese ? memrchr(r->number.p, '-', r->number.n) : NULL;
	if (!dash || r->ext.n)
		return false;
	struct iv_str ext = iv_str_trim(iv_str_from(r->number, (size_t)(dash - r->number.p) + 1));
	if (!ext.n || ext.n > 6 || count_digits(ext) != ext.n || r->n < ext.n + 7)
		return false;
	r->ext = ext;
	r->n -= ext.n;
	return resolve((struct iv_str){ r->digits, r->n }, r->plus, hint, out);
}

static struct iv_str e164(struct iv_arena *a, const struct phone_number *p)
{
	char *text = iv_arena_alloc(a, p->n + 5), *at = text;
	*at++ = '+';
	if (p->code >= 100)
		*at++ = (char)('0' + p->code / 100);
	if (p->code >= 10)
		*at++ = (char)('0' + p->code / 10 % 10);
	*at++ = (char)('0' + p->code % 10);
	memcpy(at, p->digits, p->n);
	return (struct iv_str){ text, (size_t)(at - text) + p->n };
}

/* Numbers that reach an organisation, whoever calls. */
static bool is_shared(const struct phone_number *p)
{
	switch (p->type) {
	case IV_PHONE_TOLLFREE:
	case IV_PHONE_SHARED:
	case IV_PHONE_PREMIUM:
	case IV_PHONE_UAN:
	case IV_PHONE_VOICEMAIL:
	case IV_PHONE_SERVICE:
		return true;
	case IV_PHONE_UNKNOWN:
		return !p->region[0];
	default:
		return false;
	}
}

static void finish(struct iv_arena *a, const struct reading *r, const struct phone_number *p, struct iv_phone *out)
{
	size_t of, most = commonest(national_of(p), &of);
	struct iv_str value = e164(a, p);
	if (is_placeholder_number(p, of == 8 && most == 8) || is_run(value.p + 1, value.n - 1)) {
		out->c.warn = "placeholder";
		return;
	}
	out->c.value = value;
	out->ext = r->ext;
	out->type = p->type;
	memcpy(out->region, p->region, sizeof out->region);
	bool shared = is_shared(p), privacy = r->ext.n && p->type == IV_PHONE_MOBILE && p->code == 86, repetitive = of >= 7 && most + 1 >= of;
	out->linkable = !shared && !privacy && !repetitive;
	out->c.warn = shared	      ? "service_number"
		      : privacy	      ? "privacy_number"
		      : repetitive    ? "repetitive"
		      : p->foreign    ? "foreign_number"
		      : !p->listed    ? "unlisted_range"
		      : p->lost_zero  ? "lost_zero"
		      : r->several    ? "several_numbers"
		      : r->noted      ? "note_dropped"
				      : NULL;
}

static int refuse(struct iv_phone *out, const char *why)
{
	*out = (struct iv_phone){ .c.warn = why };
	return IV_REJECT;
}

/* Nearly all numbers are digits, perhaps with a +, blanks, dashes and brackets: these need no folding. False for all else. */
static bool read_plain(struct iv_str raw, struct reading *r)
{
	size_t i = 0;
	r->plus = raw.n && raw.p[0] == '+';
	for (i = r->plus; i < raw.n; i++) {
		char c = raw.p[i];
		if (iv_is_digit(c) && r->n < MOST_PLAIN)
			r->digits[r->n++] = c;
		else if (c != '-' && c != ' ' && c != '(' && c != ')')
			return false;
	}
	return r->n >= 7;
}

/* Folded, and with a plain dash for all the marks that stand for one, among them a slash behind an area code (030/123456). */
static struct iv_str plain_text(struct iv_arena *a, struct iv_str raw)
{
	static const struct iv_str marks[] = { IV_WORD("‐"), IV_WORD("‑"), IV_WORD("‒"), IV_WORD("–"), IV_WORD("—"), IV_WORD("―"), IV_WORD("−"), IV_WORD("ー"), IV_WORD("·"), IV_WORD("~") };
	struct iv_str s = iv_text_fold(a, raw);
	size_t slash = 0, n = 0;
	while (slash < s.n && s.p[slash] != '/' && (unsigned char)s.p[slash] < 0x80 && s.p[slash] != '~')
		slash++;
	if (slash == s.n)
		return s;
	char *to = iv_arena_alloc(a, s.n);
	for (size_t i = 0; i < s.n;) {
		size_t width = s.p[i] == '/' && count_digits((struct iv_str){ to, n }) <= MOST_AREA && n ? 1 : 0;
		for (size_t k = 0; k < sizeof marks / sizeof *marks && !width; k++)
			width = iv_str_starts(iv_str_from(s, i), marks[k]) ? marks[k].n : 0;
		to[n++] = width ? '-' : s.p[i];
		i += width ? width : 1;
	}
	return (struct iv_str){ to, n };
}

static int clean_words(struct iv_arena *a, struct iv_str raw, const struct phone_hint *hint, struct iv_phone *out)
{
	struct reading r = { .text = plain_text(a, raw) };
	struct phone_number p;
	if (!r.text.n)
		return IV_OK;
	if (iv_clean_placeholder(a, r.text)) {
		out->c.warn = "placeholder";
		return IV_OK;
	}
	bool masked = is_masked(r.text);
	if (masked || is_damaged(r.text)) {
		out->c = (struct iv_clean){ iv_text_tidy(a, raw), masked ? "masked" : "damaged" };
		return IV_OK;
	}
	r.number = r.text;
	if (!split_extension(&r) || !split_words(&r) || !collect(&r))
		return refuse(out, "bad_phone");
	if (is_run(r.digits, r.n)) {
		out->c.warn = "placeholder";
		return IV_OK;
	}
	if (!resolve_reading(&r, hint, &p)) {
		bool foreign = hint->home == PHONE_NOWHERE || hint->home == PHONE_ELSEWHERE;
		return refuse(out, foreign && !r.plus && r.n >= 7 && r.n <= 15 ? "no_region" : "bad_phone");
	}
	finish(a, &r, &p, out);
	return IV_OK;
}

/* A mobile of the mainland as this cleaner writes it, by far the commonest number, needs no more than the plan's word that there is such a
 * range: no prefix of long-distance dialling (179) stands in front. */
static bool read_mobile(struct iv_str raw, struct phone_number *p)
{
	if (raw.n != 14 || memcmp(raw.p, "+861", 4) != 0 || raw.p[4] < '3' || (raw.p[4] == '7' && raw.p[5] == '9'))
		return false;
	for (size_t i = 4; i < 14; i++)
		if (!iv_is_digit(raw.p[i]))
			return false;
	return iv_clean_phone_listed(&iv_phone_code[iv_phone_code_of[861] - 1], iv_str_from(raw, 3), p) && p->type == IV_PHONE_MOBILE;
}

int iv_clean_phone(struct iv_arena *a, struct iv_str raw, struct iv_str region, struct iv_phone *out)
{
	struct reading r = { 0 };
	struct phone_number p;
	*out = (struct iv_phone){ 0 };
	if (read_mobile(raw, &p)) {
		finish(a, &r, &p, out);
		return IV_OK;
	}
	struct phone_hint hint = iv_clean_phone_hint(region);
	if (!read_plain(raw, &r) || is_run(r.digits, r.n) || !resolve((struct iv_str){ r.digits, r.n }, r.plus, &hint, &p))
		return clean_words(a, raw, &hint, out);
	finish(a, &r, &p, out);
	return IV_OK;
}

const char *iv_phone_type_name(enum iv_phone_type type)
{
	static const char *const names[] = { "unknown", "mobile", "landline", "landline_or_mobile", "tollfree", "shared_cost", "premium", "uan", "voicemail", "voip", "personal", "pager",
					     "service" };
	return names[type];
}

bool iv_phone_reaches(const struct iv_phone *p, bool message)
{
	if (!p->c.value.n || p->c.value.p[0] != '+')
		return false;
	bool call = p->type == IV_PHONE_LANDLINE || p->type == IV_PHONE_VOIP || p->type == IV_PHONE_PERSONAL;
	return p->type == IV_PHONE_MOBILE || p->type == IV_PHONE_EITHER || (p->type == IV_PHONE_UNKNOWN && p->linkable) || (call && !message);
}
