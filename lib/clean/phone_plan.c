/* SPDX-License-Identifier: MIT
 * Digits as a number of a plan. The order of the steps is that of libphonenumber's parser, so that both make the same of
 * what both accept: a country code, else the region's own, then the trunk prefix, which comes off only where what remains
 * can be a number. */
#include "clean/phone_plan.h"

static unsigned walk(unsigned at, struct iv_str d)
{
	for (size_t i = 0; i < d.n; i++)
		at = iv_phone_state[at].next[d.p[i] - '0'];
	return iv_phone_state[at].label;
}

static bool is_general(const struct iv_phone_region *r, struct iv_str d)
{
	return walk(r->general, d) != 0;
}

static bool has_length(const struct iv_phone_region *r, size_t n)
{
	return n < 32 && r->lengths >> n & 1;
}

static bool is_longer(const struct iv_phone_region *r, size_t n)
{
	return n >= 32 || r->lengths >> n == 0;
}

/* The digits without the trunk prefix, or with what the plan puts in its place; `room` holds the latter. */
static struct iv_str without_trunk(const struct iv_phone_region *r, struct iv_str d, char room[40])
{
	struct iv_phone_cut cut = iv_phone_cut[walk(r->trunk, d)];
	struct iv_str rest = iv_str_from(d, cut.length);
	if (!cut.matched || rest.n > 20)
		return d;
	if (r->rewrites && cut.grouped) {
		size_t n = strlen(r->rewrite), group = (size_t)(cut.to - cut.from);
		memcpy(room, r->rewrite, n);
		memcpy(room + n, d.p + cut.from, group);
		if (rest.n)
			memcpy(room + n + group, rest.p, rest.n);
		rest = (struct iv_str){ room, n + group + rest.n };
	}
	return is_general(r, d) && !is_general(r, rest) ? d : rest;
}

/* The national number in what follows a country code, or in what somebody dials at home. */
static struct iv_str significant(const struct iv_phone_region *r, struct iv_str d, char room[40])
{
	struct iv_str s = without_trunk(r, d, room);
	return has_length(r, s.n) || is_longer(r, s.n) ? s : d;
}

static const struct iv_phone_code *code_of(struct iv_str d)
{
	unsigned three = 0;
	if (d.n < 4)
		return NULL;
	for (int i = 0; i < 3; i++)
		three = three * 10 + (unsigned)(d.p[i] - '0');
	return iv_phone_code_of[three] ? &iv_phone_code[iv_phone_code_of[three] - 1] : NULL;
}

static size_t width(unsigned code)
{
	return code < 10 ? 1 : code < 100 ? 2 : 3;
}

static bool fill(const struct iv_phone_code *c, const struct iv_phone_region *r, struct iv_str national, enum iv_phone_type type, bool listed, struct phone_number *out)
{
	if (national.n >= sizeof out->digits)
		return false;
	*out = (struct phone_number){ .n = national.n, .code = c->code, .type = type, .listed = listed };
	memcpy(out->digits, national.p, national.n);
	memcpy(out->region, r->name, sizeof out->region);
	return true;
}

/* What the plan calls otherwise, but is known better here. */
static enum iv_phone_type type_in_china(struct iv_str national, enum iv_phone_type type)
{
	if (type == IV_PHONE_LANDLINE && national.n < 10)
		return IV_PHONE_SERVICE; /* a short number behind an area code: 21 95588 */
	return iv_str_starts(national, IV_STR("400")) && national.n == 10 ? IV_PHONE_SHARED : type;
}

bool iv_clean_phone_listed(const struct iv_phone_code *code, struct iv_str national, struct phone_number *out)
{
	unsigned label = walk(code->numbers, national);
	if (!label)
		return false;
	enum iv_phone_type type = (enum iv_phone_type)((label - 1) % 16);
	return fill(code, &iv_phone_region[code->first + (label - 1) / 16], national, code->code == 86 ? type_in_china(national, type) : type, true, out);
}

/* Of the general form, though of no range in the plan. */
static bool general(const struct iv_phone_code *code, struct iv_str national, struct phone_number *out)
{
	const struct iv_phone_region *main = &iv_phone_region[code->first];
	size_t digits = width(code->code) + national.n;
	char room[40];
	if (digits < 7 || digits > 15 || !has_length(main, national.n) || !is_general(main, national))
		return false;
	/* It must be read so the next time as well. */
	return iv_str_eq(significant(main, national, room), national) && fill(code, main, national, IV_PHONE_UNKNOWN, false, out);
}

bool iv_clean_phone_international(struct iv_str d, struct phone_number *out)
{
	const struct iv_phone_code *code = code_of(d);
	char room[3][40];
	if (!code || d.n > 24)
		return false;
	const struct iv_phone_region *main = &iv_phone_region[code->first];
	struct iv_str given = iv_str_from(d, width(code->code)), national = given, less;
	bool listed = iv_clean_phone_listed(code, given, out);
	/* Again and again, so that its own result stays as it is. */
	for (int i = 0; i < 3 && !iv_str_eq(less = significant(main, national, room[i]), national) && iv_clean_phone_listed(code, less, out); i++) {
		national = less;
		listed = true;
	}
	if (listed)
		return iv_clean_phone_listed(code, national, out);
	/* People leave the trunk 0 where it does not belong: +86 (0)592 … */
	struct iv_str bare = given.n && given.p[0] == '0' ? iv_str_from(given, 1) : given;
	return iv_clean_phone_lenient(code->code, bare, out) || general(code, given, out) || general(code, significant(main, given, room[0]), out);
}

/* The national number in what somebody at home dials, perhaps with the country's own code in front. */
static struct iv_str at_home(const struct iv_phone_region *home, struct iv_str d, char room[2][40])
{
	const struct iv_phone_code *code = &iv_phone_code[home->code];
	size_t n = width(code->code);
	if (d.n > n && code_of(d) == code) {
		struct iv_str rest = without_trunk(home, iv_str_from(d, n), room[0]);
		if ((!is_general(home, d) && is_general(home, rest)) || is_longer(home, d.n))
			return significant(&iv_phone_region[code->first], rest, room[1]);
	}
	return significant(home, d, room[0]);
}

/* Whether a 0 that is always dialled at home was lost on the way, as in a spreadsheet. */
static bool lacks_zero(const struct iv_phone_region *home, struct iv_str d, const struct phone_number *p)
{
	bool person = p->type == IV_PHONE_MOBILE || p->type == IV_PHONE_LANDLINE || p->type == IV_PHONE_EITHER;
	bool mainland = p->code == 86 && p->type == IV_PHONE_LANDLINE;
	return person && (home->zero || mainland) && d.p[0] != '0' && d.n == p->n;
}

bool iv_clean_phone_planned(struct iv_str d, const struct iv_phone_region *home, struct phone_number *out)
{
	char room[2][40];
	if (d.n < 3 || d.n > 24 || !iv_clean_phone_listed(&iv_phone_code[home->code], at_home(home, d, room), out))
		return false;
	out->lost_zero = lacks_zero(home, d, out);
	return true;
}

bool iv_clean_phone_possible(struct iv_str d, const struct iv_phone_region *home, struct phone_number *out)
{
	char room[2][40];
	return d.n >= 3 && d.n <= 24 && general(&iv_phone_code[home->code], at_home(home, d, room), out);
}

struct iv_str iv_clean_phone_abroad(struct iv_str d, const struct phone_hint *hint)
{
	if (!hint->plan)
		return (struct iv_str){ 0 };
	struct iv_phone_cut cut = iv_phone_cut[walk(hint->plan->abroad, d)];
	bool code = cut.matched && d.n > cut.length && d.p[cut.length] != '0'; /* no country code begins with 0 */
	return code ? iv_str_from(d, cut.length) : (struct iv_str){ 0 };
}

struct phone_hint iv_clean_phone_hint(struct iv_str region)
{
	struct phone_hint hint = { .home = region.n ? PHONE_ELSEWHERE : PHONE_NOWHERE };
	if (region.n != 2 || region.p[0] < 'A' || region.p[0] > 'Z' || region.p[1] < 'A' || region.p[1] > 'Z')
		return hint;
	unsigned row = iv_phone_region_of[(region.p[0] - 'A') * 26 + region.p[1] - 'A'];
	if (!row)
		return hint;
	hint.plan = &iv_phone_region[row - 1];
	memcpy(hint.name, hint.plan->name, sizeof hint.name);
	unsigned code = iv_phone_code[hint.plan->code].code;
	hint.home = code == 86 || code == 886 || code == 852 || code == 853 ? PHONE_CHINESE : code == 1 ? PHONE_NANP : PHONE_PLANNED;
	return hint;
}

bool iv_clean_phone_national(struct iv_str d, const struct phone_hint *hint, struct phone_number *out)
{
	if (!d.n || hint->home == PHONE_NOWHERE || hint->home == PHONE_CHINESE)
		return d.n && iv_clean_phone_chinese(d, hint, out);
	/* 1 415 555 2671 could be a Chinese mobile; at home it is not. */
	if (hint->plan && iv_clean_phone_planned(d, hint->plan, out))
		return true;
	struct iv_str ten = d.n == 11 && d.p[0] == '1' ? iv_str_from(d, 1) : d;
	if (hint->home == PHONE_NANP && iv_clean_phone_lenient(1, ten, out))
		return true;
	if (iv_clean_phone_unmistakable(d, hint, out)) {
		out->foreign = true;
		return true;
	}
	return hint->plan && iv_clean_phone_possible(d, hint->plan, out);
}
