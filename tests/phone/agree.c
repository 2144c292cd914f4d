/* SPDX-License-Identifier: MIT
 * Telephone numbers by the hundred thousand, in many notations, read by iv_clean_phone and by libphonenumber:
 *   agree NUMBERS SHARE [-v]   both must make the same E.164 of every number that both accept, and disagree on whether a
 *                              number is one in at most SHARE per mille of the cases; -v prints the cases that differ
 * Numbers are drawn from the automata of the plans that this program is linked with, two thirds as they are and one third with
 * a digit changed, dropped, added or swapped, so that half of those are none. All is decided by one seed. What we take
 * deliberately otherwise is counted apart: placeholders (13888888888), ranges newer than the plan (unlisted_range), a Chinese
 * mobile in another country's file (foreign_number), and short service numbers (95588), which the library keeps elsewhere. */
#include <stdio.h>
#include <stdlib.h>

#include "clean/phone_plan.h"
#include "oracle.h"

static uint64_t seed = 20261120;

static unsigned draw(unsigned below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 20) % below);
}

/* A national number that the plan lists under the code, of any type. */
static size_t draw_number(const struct iv_phone_code *code, char out[24])
{
	unsigned at = code->numbers;
	size_t n = 0;
	for (;;) {
		unsigned may[10], ways = 0;
		for (unsigned c = 0; c < 10; c++)
			if (iv_phone_state[at].next[c])
				may[ways++] = c;
		if (!ways || n == 20 || (iv_phone_state[at].label && draw(2)))
			return n;
		unsigned c = may[draw(ways)];
		out[n++] = (char)('0' + c);
		at = iv_phone_state[at].next[c];
	}
}

static size_t damage(char *d, size_t n)
{
	size_t at = draw((unsigned)n);
	switch (draw(4)) {
	case 0:
		d[at] = (char)('0' + draw(10));
		return n;
	case 1:
		memmove(d + at, d + at + 1, n - at - 1);
		return n - 1;
	case 2:
		memmove(d + at + 1, d + at, n - at);
		d[at] = (char)('0' + draw(10));
		return n + 1;
	default:
		if (at + 1 < n) {
			char c = d[at];
			d[at] = d[at + 1];
			d[at + 1] = c;
		}
		return n;
	}
}

/* The region's digits for home, as far as people know them. */
static const char *home_prefix(const char *region)
{
	static const char *const none[] = { "US", "CA", "HK", "MO", "SG", "IT", "MX", "ES", "DK", "NO", "PL", "PT", "GR", "CZ", "VA", "MT", "PR", "JM", "SM" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (!strcmp(region, none[i]))
			return "";
	return !strcmp(region, "RU") || !strcmp(region, "KZ") ? "8" : "0";
}

/* Digits with a separator after each `step`. */
static void spaced(char *out, const char *digits, size_t step, const char *separator)
{
	*out = '\0';
	for (size_t i = 0, n = strlen(digits); i < n; i++) {
		if (i && i % step == 0 && i + 1 < n)
			strcat(out, separator);
		strncat(out, digits + i, 1);
	}
}

static void wide(char *out, const char *text)
{
	for (; *text; text++) {
		bool folds = *text > ' ' && *text < 0x7f;
		if (folds) {
			unsigned cp = 0xFF00u + (unsigned)*text - 0x20u;
			*out++ = (char)(0xE0 | cp >> 12);
			*out++ = (char)(0x80 | (cp >> 6 & 0x3F));
			*out++ = (char)(0x80 | (cp & 0x3F));
		} else {
			*out++ = *text;
		}
	}
	*out = '\0';
}

enum { FORMATS = 34, SIZE = 200 };

/* Writes cc and national number in the notation; false when it has no such form. */
static bool notate(unsigned format, const char *region, unsigned code, const char *digits, const char *hint, char out[SIZE])
{
	char e164[64], home[64], text[SIZE];
	const char *zero = home_prefix(region), *trunk = zero[0] == '0' ? "(0)" : "";
	snprintf(e164, sizeof e164, "+%u%s", code, digits);
	snprintf(home, sizeof home, "%s%s", zero, digits);
	switch (format) {
	case 0: return snprintf(out, SIZE, "%s", e164);
	case 1: return oracle_write(e164, ORACLE_INTERNATIONAL, "", out, SIZE);
	case 2: return oracle_write(e164, ORACLE_NATIONAL, "", out, SIZE);
	case 3: return oracle_write(e164, ORACLE_ABROAD, hint, out, SIZE);
	case 4: return oracle_write(e164, ORACLE_RFC3966, "", out, SIZE);
	case 5: return oracle_write(e164, ORACLE_RFC3966, "", text, SIZE - 10) && snprintf(out, SIZE, "%s;ext=305", text);
	case 6: return snprintf(out, SIZE, "%s", home);
	case 7: return snprintf(out, SIZE, "%s", digits);
	case 8: spaced(out, home, 3, " "); return true;
	case 9: spaced(out, home, 4, "-"); return true;
	case 10: spaced(out, home, 2, " "); return true;
	case 11: spaced(out, home, 3, "."); return true;
	case 12: return snprintf(out, SIZE, "00%u%s", code, digits);
	case 13: return snprintf(out, SIZE, "00 %u %s%s", code, trunk, digits);
	case 14: return snprintf(out, SIZE, "+%u %s%s", code, trunk, digits);
	case 15: return snprintf(out, SIZE, "+%u %s %s", code, trunk, digits);
	case 16: return snprintf(out, SIZE, "(+%u)%s", code, digits);
	case 17: return snprintf(out, SIZE, "(+%u) %s", code, home);
	case 18: return snprintf(out, SIZE, "+%u-%.3s-%s", code, digits, digits + 3);
	case 19: return snprintf(out, SIZE, "%u%s", code, digits);
	case 20: return snprintf(out, SIZE, "%u %s", code, digits);
	case 21: wide(out, home); return true;
	case 22: wide(out, e164); return true;
	case 23: return snprintf(out, SIZE, "  %s ", home);
	case 24: spaced(text, home, 4, "\u3000"); return snprintf(out, SIZE, "%s", text);
	case 25: spaced(text, digits, 3, "\u00a0"); return snprintf(out, SIZE, "+%u\u00a0%s", code, text);
	case 26: spaced(out, home, 4, "\u2013"); return true;
	case 27: return snprintf(out, SIZE, "(%.3s) %s", home, home + 3);
	case 28: return snprintf(out, SIZE, "(%.4s)%s", home, home + 4);
	case 29: return snprintf(out, SIZE, "%s x305", home);
	case 30: return snprintf(out, SIZE, "+%u%s ext. 12", code, digits);
	case 31: return snprintf(out, SIZE, "%s#305", home);
	case 32: return snprintf(out, SIZE, "Tel: %s", home);
	default: return snprintf(out, SIZE, "%s%u%s", !strcmp(hint, "US") || !strcmp(hint, "CA") ? "011" : !strcmp(hint, "JP") ? "010" : !strcmp(hint, "AU") ? "0011" : "00", code, digits);
	}
}

static struct {
	unsigned cases, both, values, regions, extensions, ours, theirs, unlisted, foreign, neighbour, abroad, service, placeholder;
} count;

static bool is(const char *warn, const char *slug)
{
	return warn && !strcmp(warn, slug);
}

/* Whether the text dials 00 abroad where one does not, or is another country's number without a code: a mobile of the mainland, or in a Chinese file. */
static const char *on_purpose(const struct iv_phone *p, const char *text, const char *hint)
{
	struct phone_hint h = iv_clean_phone_hint(iv_str_of(hint));
	char home[8];
	if (is(p->c.warn, "unlisted_range") || is(p->c.warn, "foreign_number"))
		return p->c.warn;
	if (p->type == IV_PHONE_SERVICE)
		return "service_number";
	if (!strncmp(text, "00", 2))
		return "00";
	snprintf(home, sizeof home, "+%u", iv_phone_code[h.plan->code].code);
	return !strchr(text, '+') && !iv_str_starts(p->c.value, iv_str_of(home)) ? "neighbour" : NULL;
}

static void compare(struct iv_arena *a, const char *text, const char *hint, bool verbose)
{
	struct iv_phone p;
	struct oracle o;
	bool theirs = oracle_read(text, hint, &o), ours = iv_clean_phone(a, iv_str_of(text), iv_str_of(hint), &p) == IV_OK && iv_str_starts(p.c.value, IV_STR("+"));
	const char *why = NULL;
	count.cases++;
	if (ours && theirs && !iv_str_eq(p.c.value, iv_str_of(o.e164)) && !is(p.c.warn, "foreign_number")) {
		count.values++;
		why = "value";
	} else if (ours == theirs) {
		count.both += ours;
		if (ours && strcmp(p.region, o.region) != 0) {
			count.regions++;
			why = "region";
		} else if (ours && !iv_str_eq(p.ext, iv_str_of(o.ext))) {
			count.extensions++;
			why = "extension";
		}
	} else if (ours) {
		const char *purpose = on_purpose(&p, text, hint);
		why = purpose ? NULL : "ours";
		count.ours += !purpose;
		count.unlisted += is(purpose, "unlisted_range");
		count.foreign += is(purpose, "foreign_number");
		count.service += is(purpose, "service_number");
		count.abroad += is(purpose, "00");
		count.neighbour += is(purpose, "neighbour");
	} else {
		unsigned *where = is(p.c.warn, "placeholder") ? &count.placeholder : &count.theirs;
		++*where;
		why = where == &count.theirs ? "theirs" : NULL;
	}
	if (why && verbose)
		printf("%s\t%s\t'%s'\t" IV_FMT " %s %s\t%s %s %d %s\n", why, hint, text, IV_ARG(p.c.value), p.region, p.c.warn ? p.c.warn : "", o.e164, o.region, o.type, o.ext);
}

int main(int argc, char **argv)
{
	static const char *const regions[] = { "CN", "TW", "HK", "MO", "US", "CA", "GB", "JP", "DE", "FR", "KR", "SG", "MY", "AU", "IT", "BR", "MX", "AR", "RU", "IN", "CN", "TW",
					       "ES", "NL", "BE", "CH", "AT", "SE", "DK", "NO", "FI", "PL", "PT", "GR", "TR", "TH", "VN", "ID", "PH", "NZ", "ZA", "KZ", "IE", "IL",
					       "AE", "SA", "EG", "NG", "CO", "CL", "PE", "UA", "HU", "CZ", "RO", "JM", "PR", "GG", "IM", "JE", "CC", "CX", "CR", "BY", "LT", "MG", "GA", "SM", "VA", "AX", "UY", "BO" };
	struct iv_arena arena = { 0 };
	long wanted = argc > 2 ? atol(argv[1]) : 0;
	double share = argc > 2 ? atof(argv[2]) : 0;
	bool verbose = argc > 3;
	if (!wanted) {
		fprintf(stderr, "usage: agree NUMBERS SHARE [-v]\n");
		return 2;
	}
	for (long i = 0; i < wanted; i++) {
		const char *region = regions[i % (sizeof regions / sizeof *regions)], *hint = region;
		const struct phone_hint known = iv_clean_phone_hint(iv_str_of(region));
		const struct iv_phone_code *code = &iv_phone_code[known.plan->code];
		char digits[40], text[SIZE];
		size_t n = draw_number(code, digits);
		if (n > 2 && draw(3) == 0)
			n = damage(digits, n);
		digits[n] = '\0';
		unsigned format = (unsigned)(i / 7) % FORMATS;
		if (format == 0 || format == 1 || format == 3 || format == 33)
			hint = regions[draw(sizeof regions / sizeof *regions)];
		if (notate(format, region, code->code, digits, hint, text))
			compare(&arena, text, hint, verbose);
		iv_arena_clear(&arena);
	}
	iv_arena_release(&arena);
	unsigned deliberate = count.unlisted + count.foreign + count.neighbour + count.abroad + count.service + count.placeholder;
	printf("%u numbers in %d notations: both accept %u, of these another E.164 %u, region %u, extension %u\n", count.cases, FORMATS, count.both + count.values, count.values, count.regions,
	       count.extensions);
	printf("accepted by us alone %u, by the library alone %u: %.3f per mille\n", count.ours, count.theirs, 1000.0 * (count.ours + count.theirs) / count.cases);
	printf("deliberately otherwise: %.3f per mille: unlisted range %u, foreign number %u, neighbour's number %u, dialled with 00 %u, service number %u, placeholder %u\n", 1000.0 * deliberate / count.cases,
	       count.unlisted, count.foreign, count.neighbour, count.abroad, count.service, count.placeholder);
	bool good = count.cases >= 100000 && !count.values && 1000.0 * (count.ours + count.theirs) <= share * count.cases;
	return good ? 0 : 1;
}
