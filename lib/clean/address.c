/* SPDX-License-Identifier: MIT
 * The text is folded and simplified; a postcode is taken off either end; then it is read as a Chinese or a Western address.
 * What is not recognised is passed over, never an error: an address is free text. */
#include "clean/address.h"

#include "clean/address_parts.h"
#include "clean/value.h"
#include "text/fold.h"
#include "text/han.h"

enum { LONGEST = 1024, LONGEST_NOTHING = 32 };

/* ---- postcodes ---- */

static size_t digits_at(struct iv_str s)
{
	size_t n = 0;
	while (n < s.n && iv_is_digit(s.p[n]))
		n++;
	return n;
}

/* A postcode in front: three, five or six digits that no word for a number follows. */
static struct iv_str take_front(struct iv_str *s)
{
	static const char *const words[] = { "号", "弄", "巷", "楼", "室", "-", "栋", "座", "路", "街" };
	size_t n = digits_at(*s);
	struct iv_str code = { s->p, n }, rest = iv_str_from(*s, n);
	if ((n != 3 && n != 5 && n != 6) || !rest.n)
		return (struct iv_str){ 0 };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (iv_str_starts(rest, iv_str_of(words[i])))
			return (struct iv_str){ 0 };
	*s = iv_address_skip(rest);
	return code;
}

/* Six digits at the end, behind a blank or 邮编. */
static struct iv_str take_end(struct iv_str *s)
{
	struct iv_str body = *s;
	while (body.n && (body.p[body.n - 1] == ')' || body.p[body.n - 1] == ' '))
		body.n--;
	size_t n = 0;
	while (n < body.n && iv_is_digit(body.p[body.n - 1 - n]))
		n++;
	struct iv_str code = { body.p + body.n - n, n }, rest = { body.p, body.n - n };
	if (n != 6 || !rest.n)
		return (struct iv_str){ 0 };
	const char *p = rest.p + rest.n;
	uint32_t before = iv_utf8_back(&p, rest.p);
	bool word = iv_str_ends(rest, IV_STR("邮编")) || iv_str_ends(rest, IV_STR("邮编:"));
	if (!word && (iv_address_class(before) != CLASS_BOUNDARY || before == '-' || before == '#'))
		return (struct iv_str){ 0 };
	rest.n -= word ? (iv_str_ends(rest, IV_STR(":")) ? strlen("邮编:") : strlen("邮编")) : 0;
	*s = iv_str_trim(rest);
	return code;
}

/* ---- what the place says ---- */

static void set_place(const struct address_place *p, struct iv_str postcode, struct iv_address *out)
{
	struct division_set set = p->set;
	unsigned place = iv_division_settle(&set);
	if (set.n > 1 && postcode.n) {
		iv_division_by_postcode(&set, postcode);
		place = iv_division_settle(&set);
	}
	unsigned province = iv_division_above(place, LEVEL_PROVINCE), city = iv_division_above(place, LEVEL_CITY), district = iv_division_above(place, LEVEL_DISTRICT);
	out->province = province ? division_name(province) : p->taiwan ? IV_STR("台湾省") : (struct iv_str){ 0 };
	out->city = city ? division_name(city) : (struct iv_str){ 0 };
	out->district = district ? division_name(district) : p->district;
	if (province && !city && iv_str_ends(out->province, IV_STR("市"))) /* Shanghai is its own city, */
		out->city = out->province;
	if (district && !city && province && iv_division_place[district].parent == province && iv_str_ends(out->district, IV_STR("市"))) /* and 仙桃市 lies in none */
		out->city = out->district;
	if (!district && set.n > 1 && !p->district.n) { /* 朝阳区: which one is not known, but what it is called is */
		struct iv_str name = division_name(set.place[0]);
		bool same = iv_division_place[set.place[0]].level == LEVEL_DISTRICT;
		for (unsigned i = 1; i < set.n; i++)
			same &= iv_str_eq(division_name(set.place[i]), name);
		if (same)
			out->district = name;
	}
	out->several = set.n > 1;
	if (place)
		out->division = iv_str_of(iv_division_place[place].code);
}

static void read_chinese(struct iv_arena *a, struct iv_str s, struct iv_str beside, struct iv_address *out)
{
	struct address_place place;
	s = iv_address_skip(s);
	out->postcode = take_front(&s);
	if (!out->postcode.n)
		out->postcode = take_end(&s);
	iv_address_place(&s, &place);
	set_place(&place, beside.n ? beside : out->postcode, out);
	iv_address_street(a, iv_address_figures(a, s), out);
}

static bool has_digit(struct iv_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (iv_is_digit(s.p[i]))
			return true;
	return false;
}

int iv_clean_address(struct iv_arena *a, struct iv_str raw, struct iv_str postcode, struct iv_address *out)
{
	*out = (struct iv_address){ .c.value = iv_text_tidy(a, raw) };
	/* What people type to get past the field is short, or has no number in it. */
	if ((out->c.value.n <= LONGEST_NOTHING || !has_digit(out->c.value)) && iv_clean_placeholder(a, out->c.value)) {
		out->c = (struct iv_clean){ { 0 }, "placeholder" };
		return IV_OK;
	}
	if (out->c.value.n > LONGEST)
		return IV_OK;
	struct iv_str s = iv_han_simplify(a, iv_text_fold(a, out->c.value));
	bool han = false;
	if (!s.n)
		return IV_OK;
	for (const char *p = s.p, *end = s.p + s.n; p < end && !han;)
		han = iv_han_is(iv_utf8_next(&p, end));
	if (han) {
		read_chinese(a, s, postcode, out);
	} else {
		struct address_place place = { 0 };
		iv_address_western(a, s, out, &place.set);
		set_place(&place, postcode, out);
	}
	return IV_OK;
}
