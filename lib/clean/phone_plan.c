/* SPDX-License-Identifier: MIT
 * Numbering plans of the mainland, Taiwan, Hong Kong, Macau and North America; of other countries only the code is known. */
#include "clean/phone_plan.h"

static bool between(char c, char low, char high)
{
	return c >= low && c <= high;
}

static struct iv_str from(struct iv_str s, size_t at)
{
	return iv_str_from(s, at);
}

static bool found(struct phone_number *out, unsigned code, const char *region, struct iv_str national, enum iv_phone_type type, bool shared)
{
	*out = (struct phone_number){ .code = code, .national = national, .type = type, .shared = shared };
	memcpy(out->region, region, strlen(region) + 1);
	return true;
}

/* The short numbers that carriers, banks and authorities have, which are dialled alone in the whole country. */
static bool china_service(struct iv_str d)
{
	static const char *const urgent[] = { "110", "119", "120", "122" };
	for (size_t i = 0; i < sizeof urgent / sizeof *urgent; i++)
		if (iv_str_eq(d, iv_str_of(urgent[i])))
			return true;
	bool five = d.n == 5 && (iv_str_starts(d, IV_STR("100")) || iv_str_starts(d, IV_STR("12")) || iv_str_starts(d, IV_STR("116")));
	bool bank = d.n >= 5 && d.n <= 8 && (iv_str_starts(d, IV_STR("95")) || iv_str_starts(d, IV_STR("96")));
	return five || bank;
}

/* d without the trunk 0: 13812345678, 59266827832, 1051234567. */
static bool china(struct iv_str d, struct phone_number *out)
{
	if (d.n == 11 && d.p[0] == '1' && between(d.p[1], '3', '9'))
		return found(out, 86, "CN", d, IV_PHONE_MOBILE, false);
	if (d.n == 10 && (iv_str_starts(d, IV_STR("400")) || iv_str_starts(d, IV_STR("800"))))
		return found(out, 86, "CN", d, IV_PHONE_TOLLFREE, true);
	if (china_service(d))
		return found(out, 86, "CN", d, IV_PHONE_SERVICE, true);
	bool metropolis = d.n == 10 && (iv_str_starts(d, IV_STR("10")) || (d.p[0] == '2' && d.p[1] != '6'));
	bool town = (d.n == 10 || d.n == 11) && between(d.p[0], '3', '9');
	size_t area = metropolis ? 2 : 3;
	/* Subscribers' numbers begin with 2 to 9: 0 is the trunk, 1 a service. */
	if ((metropolis || town) && between(d.p[area], '2', '9'))
		return found(out, 86, "CN", d, IV_PHONE_LANDLINE, false);
	return false;
}

/* d without the trunk 0: 912345678, 221212138. */
static bool taiwan(struct iv_str d, struct phone_number *out)
{
	if (d.n == 9 && d.p[0] == '9')
		return found(out, 886, "TW", d, IV_PHONE_MOBILE, false);
	if (d.n == 9 && (iv_str_starts(d, IV_STR("800")) || iv_str_starts(d, IV_STR("809"))))
		return found(out, 886, "TW", d, IV_PHONE_TOLLFREE, true);
	bool eight = d.n == 9 && (d.p[0] == '2' || d.p[0] == '4' || d.p[0] == '7');
	bool seven = d.n == 8 && between(d.p[0], '3', '8');
	if ((eight || seven) && between(d.p[1], '2', '9'))
		return found(out, 886, "TW", d, IV_PHONE_LANDLINE, false);
	return false;
}

static bool hong_kong(struct iv_str d, struct phone_number *out)
{
	if (d.n == 9 && iv_str_starts(d, IV_STR("800")))
		return found(out, 852, "HK", d, IV_PHONE_TOLLFREE, true);
	if (d.n != 8 || !between(d.p[0], '2', '9'))
		return false;
	bool landline = d.p[0] == '2' || d.p[0] == '3';
	return found(out, 852, "HK", d, landline ? IV_PHONE_LANDLINE : IV_PHONE_MOBILE, false);
}

static bool macau(struct iv_str d, struct phone_number *out)
{
	if (d.n != 8 || (d.p[0] != '6' && d.p[0] != '2' && d.p[0] != '8'))
		return false;
	return found(out, 853, "MO", d, d.p[0] == '6' ? IV_PHONE_MOBILE : IV_PHONE_LANDLINE, false);
}

/* Ten digits; mobiles and landlines cannot be told apart. */
static bool north_america(struct iv_str d, const char *region, struct phone_number *out)
{
	static const char *const free_codes[] = { "800", "833", "844", "855", "866", "877", "888" };
	if (d.n != 10 || !between(d.p[0], '2', '9') || !between(d.p[3], '2', '9'))
		return false;
	for (size_t i = 0; i < sizeof free_codes / sizeof *free_codes; i++)
		if (iv_str_starts(d, iv_str_of(free_codes[i])))
			return found(out, 1, region, d, IV_PHONE_TOLLFREE, true);
	return found(out, 1, region, d, IV_PHONE_UNKNOWN, false);
}

static bool keeps_zero(const char *region)
{
	static const char *const keep[] = { "IT", "SM", "CI", "GA", "CG", "BJ" };
	for (size_t i = 0; i < sizeof keep / sizeof *keep; i++)
		if (strcmp(region, keep[i]) == 0)
			return true;
	return false;
}

static unsigned code_of(struct iv_str digits)
{
	unsigned v = 0;
	for (size_t i = 0; i < digits.n; i++)
		v = v * 10 + (unsigned)(digits.p[i] - '0');
	return v;
}

bool iv_clean_phone_international(struct iv_str d, struct phone_number *out)
{
	size_t n;
	const char *region = iv_clean_phone_country(d, &n);
	if (!region)
		return false;
	unsigned code = code_of((struct iv_str){ d.p, n });
	struct iv_str national = from(d, n);
	/* People leave the trunk 0 where it does not belong: +86 (0)592 …, +44 (0)20 … */
	if (national.n && national.p[0] == '0' && !keeps_zero(region))
		national = from(national, 1);
	switch (code) {
	case 86:
		return china(national, out);
	case 886:
		return taiwan(national, out);
	case 852:
		return hong_kong(national, out);
	case 853:
		return macau(national, out);
	case 1:
		return north_america(national, "US", out);
	default:
		/* A second 0 would be taken off the next time; nobody's number has one. */
		if (national.n < 4 || n + national.n < 7 || n + national.n > 15 || (national.p[0] == '0' && !keeps_zero(region)))
			return false;
		return found(out, code, region, national, IV_PHONE_UNKNOWN, *region == '\0');
	}
}

enum phone_home iv_clean_phone_home(struct iv_str region)
{
	if (!region.n)
		return PHONE_NOWHERE;
	if (iv_str_eq(region, IV_STR("CN")) || iv_str_eq(region, IV_STR("TW")) || iv_str_eq(region, IV_STR("HK")) || iv_str_eq(region, IV_STR("MO")))
		return PHONE_CHINESE;
	return iv_str_eq(region, IV_STR("US")) || iv_str_eq(region, IV_STR("CA")) ? PHONE_NANP : PHONE_ELSEWHERE;
}

/* Numbers that are what they are under any hint: mobiles of the mainland and of Taiwan, also with a forgotten +. */
static bool unmistakable(struct iv_str d, enum phone_home home, struct phone_number *out)
{
	if (d.n == 11 && d.p[0] == '1' && china(d, out))
		return true;
	if (d.n == 12 && iv_str_starts(d, IV_STR("01")) && china(from(d, 1), out) && out->type == IV_PHONE_MOBILE)
		return true;
	if (d.n >= 13 && d.n <= 14 && iv_str_starts(d, IV_STR("86")) && iv_clean_phone_international(d, out) && out->type == IV_PHONE_MOBILE)
		return true;
	if (d.n >= 12 && d.n <= 13 && iv_str_starts(d, IV_STR("886")) && iv_clean_phone_international(d, out) && out->type == IV_PHONE_MOBILE)
		return true;
	return d.n == 10 && iv_str_starts(d, IV_STR("09")) && (home == PHONE_NOWHERE || home == PHONE_CHINESE) && taiwan(from(d, 1), out);
}

/* Under a Chinese hint: by length, since with the trunk 0 Taiwan's landlines have 9 or 10 digits and the mainland's 11 or 12. */
static bool chinese(struct iv_str d, struct iv_str region, struct phone_number *out)
{
	bool cn = iv_str_eq(region, IV_STR("CN"));
	if (d.p[0] == '0' && d.n <= 10)
		return taiwan(from(d, 1), out);
	if (d.p[0] == '0')
		return china(from(d, 1), out) && out->type == IV_PHONE_LANDLINE;
	if (cn && (d.n <= 8 || d.n == 10) && china(d, out) && out->shared)
		return true;
	if (iv_str_eq(region, IV_STR("HK")) && hong_kong(d, out))
		return true;
	if (iv_str_eq(region, IV_STR("MO")) && macau(d, out))
		return true;
	bool code = iv_str_starts(d, IV_STR("86")) || iv_str_starts(d, IV_STR("852")) || iv_str_starts(d, IV_STR("853"));
	return code && d.n >= 11 && iv_clean_phone_international(d, out) && !out->shared;
}

bool iv_clean_phone_national(struct iv_str d, struct iv_str region, struct phone_number *out)
{
	enum phone_home home = iv_clean_phone_home(region);
	if (!d.n)
		return false;
	if (home == PHONE_NANP) {
		/* 1 415 555 2671 could be a Chinese mobile; at home it is not. */
		const char *here = iv_str_eq(region, IV_STR("CA")) ? "CA" : "US";
		struct iv_str national = d.n == 11 && d.p[0] == '1' ? from(d, 1) : d;
		return north_america(national, here, out) || unmistakable(d, home, out);
	}
	if (unmistakable(d, home, out))
		return true;
	if (home == PHONE_CHINESE)
		return chinese(d, region, out);
	return home == PHONE_NOWHERE && china(d, out) && out->shared;
}
