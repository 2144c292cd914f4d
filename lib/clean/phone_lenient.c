/* SPDX-License-Identifier: MIT
 * Where numbers are taken more widely than the plans list them: new ranges are given out before the metadata knows them, a
 * mainland landline has 7 or 8 digits whichever its area uses today, and where Chinese is spoken people of the mainland, Taiwan,
 * Hong Kong and Macau write down each other's numbers without a country code. */
#include "clean/phone_plan.h"

static bool between(char c, char low, char high)
{
	return c >= low && c <= high;
}

static bool found(struct phone_number *out, unsigned code, const char *region, struct iv_str national, enum iv_phone_type type)
{
	*out = (struct phone_number){ .code = code, .n = national.n, .type = type };
	memcpy(out->digits, national.p, national.n);
	memcpy(out->region, region, 3);
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

static bool is_mobile(struct iv_str d)
{
	return d.n == 11 && d.p[0] == '1' && between(d.p[1], '3', '9');
}

/* d without the trunk 0: 13812345678, 59266827832, 1051234567. */
static bool china(struct iv_str d, struct phone_number *out)
{
	if (is_mobile(d))
		return found(out, 86, "CN", d, IV_PHONE_MOBILE);
	if (d.n == 10 && iv_str_starts(d, IV_STR("400")))
		return found(out, 86, "CN", d, IV_PHONE_SHARED);
	if (d.n == 10 && iv_str_starts(d, IV_STR("800")))
		return found(out, 86, "CN", d, IV_PHONE_TOLLFREE);
	if (china_service(d))
		return found(out, 86, "CN", d, IV_PHONE_SERVICE);
	bool metropolis = d.n == 10 && (iv_str_starts(d, IV_STR("10")) || (d.p[0] == '2' && d.p[1] != '6'));
	bool town = (d.n == 10 || d.n == 11) && between(d.p[0], '3', '9');
	size_t area = metropolis ? 2 : 3;
	/* Subscribers' numbers begin with 2 to 9: 0 is the trunk, 1 a service. */
	if ((metropolis || town) && between(d.p[area], '2', '9'))
		return found(out, 86, "CN", d, IV_PHONE_LANDLINE);
	return false;
}

/* d without the trunk 0: 912345678, 221212138. */
static bool taiwan(struct iv_str d, struct phone_number *out)
{
	if (d.n == 9 && d.p[0] == '9')
		return found(out, 886, "TW", d, IV_PHONE_MOBILE);
	if (d.n == 9 && (iv_str_starts(d, IV_STR("800")) || iv_str_starts(d, IV_STR("809"))))
		return found(out, 886, "TW", d, IV_PHONE_TOLLFREE);
	bool eight = d.n == 9 && (d.p[0] == '2' || d.p[0] == '4' || d.p[0] == '7');
	bool seven = d.n == 8 && between(d.p[0], '3', '8');
	if ((eight || seven) && between(d.p[1], '2', '9'))
		return found(out, 886, "TW", d, IV_PHONE_LANDLINE);
	return false;
}

static bool hong_kong(struct iv_str d, struct phone_number *out)
{
	if (d.n == 9 && iv_str_starts(d, IV_STR("800")))
		return found(out, 852, "HK", d, IV_PHONE_TOLLFREE);
	if (d.n != 8 || !between(d.p[0], '2', '9'))
		return false;
	bool landline = d.p[0] == '2' || d.p[0] == '3';
	return found(out, 852, "HK", d, landline ? IV_PHONE_LANDLINE : IV_PHONE_MOBILE);
}

static bool macau(struct iv_str d, struct phone_number *out)
{
	if (d.n != 8 || (d.p[0] != '6' && d.p[0] != '2' && d.p[0] != '8'))
		return false;
	return found(out, 853, "MO", d, d.p[0] == '6' ? IV_PHONE_MOBILE : IV_PHONE_LANDLINE);
}

static bool north_america(struct iv_str d, struct phone_number *out)
{
	if (d.n != 10 || !between(d.p[0], '2', '9') || !between(d.p[3], '2', '9'))
		return false;
	return found(out, 1, "US", d, IV_PHONE_UNKNOWN);
}

bool iv_clean_phone_lenient(unsigned code, struct iv_str national, struct phone_number *out)
{
	if (!national.n)
		return false;
	switch (code) {
	case 1:
		return north_america(national, out);
	case 86:
		return china(national, out);
	case 852:
		return hong_kong(national, out);
	case 853:
		return macau(national, out);
	case 886:
		return taiwan(national, out);
	default:
		return false;
	}
}

/* As listed when the plan has it, else as read here. */
static bool known(unsigned row, struct phone_number *out)
{
	struct phone_number p;
	struct iv_str national = { out->digits, out->n };
	if (iv_clean_phone_listed(&iv_phone_code[row], national, &p))
		*out = p;
	return true;
}

static bool known_china(struct iv_str d, struct phone_number *out)
{
	return china(d, out) && known(iv_phone_code_of[860] - 1U, out);
}

static bool known_taiwan(struct iv_str d, struct phone_number *out)
{
	return taiwan(d, out) && known(iv_phone_code_of[886] - 1U, out);
}

bool iv_clean_phone_unmistakable(struct iv_str d, const struct phone_hint *hint, struct phone_number *out)
{
	bool chinese = hint->home == PHONE_NOWHERE || hint->home == PHONE_CHINESE;
	if (is_mobile(d))
		return known_china(d, out);
	if (d.n == 12 && iv_str_starts(d, IV_STR("01")) && is_mobile(iv_str_from(d, 1)))
		return known_china(iv_str_from(d, 1), out);
	if (d.n >= 13 && d.n <= 14 && iv_str_starts(d, IV_STR("86")) && iv_clean_phone_international(d, out) && out->type == IV_PHONE_MOBILE)
		return true;
	if (d.n >= 12 && d.n <= 13 && iv_str_starts(d, IV_STR("886")) && iv_clean_phone_international(d, out) && out->type == IV_PHONE_MOBILE)
		return true;
	return d.n == 10 && iv_str_starts(d, IV_STR("09")) && chinese && known_taiwan(iv_str_from(d, 1), out);
}

static bool is_shared(enum iv_phone_type type)
{
	return type == IV_PHONE_TOLLFREE || type == IV_PHONE_SHARED || type == IV_PHONE_SERVICE;
}

/* Under a Chinese hint, what its plan does not have: by length, since with the trunk 0 Taiwan's landlines have 9 or 10 digits
 * and the mainland's 11 or 12. */
static bool by_length(struct iv_str d, const struct phone_hint *hint, struct phone_number *out)
{
	bool cn = strcmp(hint->name, "CN") == 0;
	if (d.p[0] == '0' && d.n <= 10)
		return known_taiwan(iv_str_from(d, 1), out);
	if (d.p[0] == '0')
		return known_china(iv_str_from(d, 1), out) && out->type == IV_PHONE_LANDLINE;
	if (cn && (d.n <= 8 || d.n == 10) && china(d, out) && is_shared(out->type))
		return true;
	if (strcmp(hint->name, "HK") == 0 && hong_kong(d, out))
		return true;
	if (strcmp(hint->name, "MO") == 0 && macau(d, out))
		return true;
	bool code = iv_str_starts(d, IV_STR("86")) || iv_str_starts(d, IV_STR("852")) || iv_str_starts(d, IV_STR("853"));
	return code && d.n >= 11 && iv_clean_phone_international(d, out) && !is_shared(out->type);
}

bool iv_clean_phone_chinese(struct iv_str d, const struct phone_hint *hint, struct phone_number *out)
{
	struct phone_number other;
	if (is_mobile(d))
		return known_china(d, out);
	if (!hint->plan)
		return iv_clean_phone_unmistakable(d, hint, out) || (china(d, out) && is_shared(out->type));
	bool planned = iv_clean_phone_planned(d, hint->plan, out);
	/* 0934 95xxxx and 0908 96xxxx would be short numbers of a bank or a town behind the area code of a county; nobody has that
	 * as his number. */
	bool counter = planned && (out->type == IV_PHONE_SERVICE || (out->type == IV_PHONE_SHARED && d.n == 10 && !memcmp(d.p + 4, "96", 2)));
	if ((!planned || counter) && d.p[0] == '0' && d.n <= 10 && known_taiwan(iv_str_from(d, 1), &other) && (!planned || other.listed)) {
		*out = other;
		out->foreign = planned;
		return true;
	}
	return planned || iv_clean_phone_unmistakable(d, hint, out) || by_length(d, hint, out);
}
