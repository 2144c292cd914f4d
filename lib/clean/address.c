/* SPDX-License-Identifier: MIT
 * A cursor moves over the folded, simplified text: first over units of administration, then over the road, then over numbers.
 * What is not recognised is passed over, never an error: an address is free text. */
#include "clean/address.h"

#include <uchar.h>

#include "clean/places.h"
#include "clean/value.h"
#include "clean/words.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/utf8.h"

enum { LONGEST = 1024, MOST_NUMBERS = 8, LONGEST_UNIT = 12 };

/* Is cp one of the characters of `set`? */
static bool among(uint32_t cp, const char32_t *set)
{
	while (*set && *set != cp)
		set++;
	return *set && cp;
}

static bool is_boundary(uint32_t cp)
{
	if (cp < 0x80)
		return cp < '0' || (cp > '9' && cp < 'a') || cp > 'z';
	return among(cp, U"，。、；：·（）");
}

static struct iv_str skip_boundaries(struct iv_str s)
{
	while (s.n) {
		const char *p = s.p;
		if (!is_boundary(iv_utf8_next(&p, s.p + s.n)))
			break;
		s = iv_str_from(s, (size_t)(p - s.p));
	}
	return s;
}

static uint32_t first(struct iv_str s)
{
	const char *p = s.p;
	return s.n ? iv_utf8_next(&p, s.p + s.n) : 0;
}


/* Can `rest` go on after a place whose suffix was left out? Not when the place is the name of a road (南京西路, 上海路) or of
 * a district (朝阳区): two characters must stand before the road's suffix, directions and figures not counted. */
static bool goes_on(struct iv_str rest)
{
	const char *p = rest.p, *end = rest.p + rest.n;
	size_t name = 0, trailing = 0;
	if (!rest.n || among(first(rest), U"区县镇乡村路街道巷旗州"))
		return false;
	while (p < end) {
		uint32_t cp = iv_utf8_next(&p, end);
		if (among(cp, U"路街道巷") || is_boundary(cp) || (cp >= '0' && cp <= '9'))
			break;
		name++;
		trailing = among(cp, U"东西南北中大一二三四五六七八九十") ? trailing + 1 : 0;
	}
	return name >= trailing + 2;
}

/* Takes a province or a city by its well-known name, with its suffix or without. */
static bool take_place(struct iv_str *s, struct iv_address *out)
{
	const char *full;
	size_t n;
	enum place_kind kind = iv_clean_place_at(*s, &n, &full);
	struct iv_str *slot = kind == PLACE_PROVINCE ? &out->province : &out->city;
	if (kind == PLACE_NONE || (kind == PLACE_PROVINCE && out->city.n))
		return false;
	struct iv_str whole = iv_str_of(full), rest = iv_str_from(*s, n);
	if (slot->n && !iv_str_eq(*slot, whole))
		return false; /* a second city: a street named after it, or a county-level city */
	if (iv_str_starts(*s, whole))
		rest = iv_str_from(*s, whole.n);
	else if (iv_str_starts(rest, IV_STR("自治区")))
		rest = iv_str_from(rest, strlen("自治区"));
	else if (!goes_on(rest))
		return false;
	*slot = whole;
	*s = rest;
	return true;
}

static bool is_taiwan_county(struct iv_str unit)
{
	static const struct iv_str counties[] = { IV_WORD("新竹县"), IV_WORD("苗栗县"), IV_WORD("彰化县"), IV_WORD("南投县"), IV_WORD("云林县"), IV_WORD("嘉义县"), IV_WORD("屏东县"), IV_WORD("宜兰县"), IV_WORD("花莲县"), IV_WORD("台东县"), IV_WORD("澎湖县"), IV_WORD("金门县"), IV_WORD("连江县") };
	for (size_t i = 0; i < sizeof counties / sizeof *counties; i++)
		if (iv_str_eq(unit, counties[i]))
			return true;
	return false;
}

/* Where a unit that ends in this character belongs; NULL: nowhere, stop looking. `unit` is the text up to and with it. */
static struct iv_str *slot_of(uint32_t cp, uint32_t before, struct iv_str unit, struct iv_address *out)
{
	bool autonomous = iv_str_ends(unit, IV_STR("自治区"));
	struct iv_str *local = out->district.n ? NULL : &out->district;
	if (cp == 0x7701 || autonomous) /* 省 */
		return out->province.n ? NULL : &out->province;
	if (among(cp, U"市州"))
		return out->city.n ? local : &out->city;
	if (among(before, U"地") || is_taiwan_county(unit))
		return out->city.n ? NULL : &out->city;
	return local;
}

/* 小区 and 超市 end like units and are none. */
static bool is_common_noun(uint32_t before, uint32_t suffix)
{
	return suffix == 0x533A ? among(before, U"小社园宅活校厂院库景") : suffix == 0x5E02 && among(before, U"超城夜菜门花");
}

/* Takes the unit that ends at the nearest suffix: 静安区, 义乌市, 新竹县. Townships (张江镇, 南京东路街道) are passed over. */
static bool take_unit(struct iv_str *s, struct iv_address *out)
{
	const char *p = s->p, *end = s->p + s->n;
	uint32_t before = 0;
	for (size_t i = 0; p < end && i < LONGEST_UNIT; i++) {
		uint32_t cp = iv_utf8_next(&p, end);
		struct iv_str unit = { s->p, (size_t)(p - s->p) }, rest = iv_str_from(*s, unit.n);
		if (is_boundary(cp) || (cp >= '0' && cp <= '9') || (i && cp < 0x80))
			return false;
		if (i && cp == 0x8857 && first(rest) == 0x9053) { /* 街道 */
			*s = iv_str_from(rest, strlen("道"));
			return true;
		}
		if (i && among(cp, U"路街巷") && !iv_str_starts(rest, IV_STR("街道"))) /* 南京西路街道 is a township */
			return false;
		bool township = i && among(cp, U"镇乡") && goes_on(rest);
		bool suffix = i && (among(cp, U"省市县区旗") || (cp == 0x5DDE && before == 0x6CBB)); /* 自治州 */
		if (township) {
			*s = rest;
			return true;
		}
		if (suffix && !is_common_noun(before, cp)) {
			struct iv_str *slot = slot_of(cp, before, unit, out);
			if (!slot)
				return false;
			*slot = unit;
			*s = rest;
			return true;
		}
		if (suffix)
			return false;
		before = cp;
	}
	return false;
}

/* ---- the road and the numbers ---- */

/* 四段, 4段: the section's number, 0 when there is none; moves s behind it. */
static int take_section(struct iv_str *s)
{
	static const struct iv_str figures[] = { IV_WORD("一"), IV_WORD("二"), IV_WORD("三"), IV_WORD("四"), IV_WORD("五"), IV_WORD("六"), IV_WORD("七"), IV_WORD("八"), IV_WORD("九"), IV_WORD("十") };
	int number = 0;
	struct iv_str rest = *s;
	if (rest.n && iv_is_digit(*rest.p)) {
		number = *rest.p - '0';
		rest = iv_str_from(rest, 1);
	}
	for (int i = 0; i < 10 && !number; i++)
		if (iv_str_starts(rest, figures[i])) {
			number = i + 1;
			rest = iv_str_from(rest, figures[i].n);
		}
	if (!number || !iv_str_starts(rest, IV_STR("段")))
		return 0;
	*s = iv_str_from(rest, strlen("段"));
	return number;
}

/* Finds the road in s, moves s behind it. Without one, what stands directly before the first number. */
static struct iv_str take_road(struct iv_arena *a, struct iv_str *s)
{
	const char *p = s->p, *end = s->p + s->n, *from = s->p;
	struct iv_str name = { 0 };
	while (p < end) {
		const char *at = p;
		uint32_t cp = iv_utf8_next(&p, end);
		if (cp >= '0' && cp <= '9') {
			name = (struct iv_str){ from, (size_t)(at - from) };
			*s = iv_str_from(*s, (size_t)(at - s->p));
			return iv_utf8_count(name) >= 2 ? name : (struct iv_str){ 0 };
		}
		if (is_boundary(cp)) {
			from = p;
			continue;
		}
		bool lane = cp == 0x80E1 && end - p >= 3 && memcmp(p, "同", 3) == 0; /* 胡同 */
		if (at == from || (!lane && !among(cp, U"路街巷道")))
			continue;
		if (cp == 0x8857 && end - p >= 3 && memcmp(p, "道", 3) == 0) { /* 街道 is a township: the road comes behind */
			p += 3;
			from = p;
			continue;
		}
		p += lane ? 3 : 0;
		name = (struct iv_str){ from, (size_t)(p - from) };
		*s = iv_str_from(*s, (size_t)(p - s->p));
		int section = take_section(s);
		return section ? iv_arena_fmt(a, IV_FMT "%d段", IV_ARG(name), section) : name;
	}
	*s = (struct iv_str){ 0 };
	return name;
}

/* The next run of digits without leading zeros; false when there is none. */
static bool take_number(struct iv_str *s, struct iv_str *out)
{
	size_t i = 0, end;
	while (i < s->n && !iv_is_digit(s->p[i]))
		i++;
	while (i + 1 < s->n && s->p[i] == '0' && iv_is_digit(s->p[i + 1]))
		i++;
	for (end = i; end < s->n && iv_is_digit(s->p[end]);)
		end++;
	*out = (struct iv_str){ s->p + i, end - i };
	*s = iv_str_from(*s, end);
	return out->n > 0;
}

static struct iv_str with_numbers(struct iv_arena *a, struct iv_str road, struct iv_str rest)
{
	struct iv_str number;
	char *key = iv_arena_alloc(a, road.n + 2 * rest.n + MOST_NUMBERS);
	size_t n = 0, at = road.n;
	if (road.n)
		memcpy(key, road.p, road.n);
	for (; n < MOST_NUMBERS && take_number(&rest, &number); n++) {
		key[at++] = '|';
		memcpy(key + at, number.p, number.n);
		at += number.n;
	}
	return road.n && n ? (struct iv_str){ key, at } : (struct iv_str){ 0 };
}

/* A postcode in front: three, five or six digits that no 号 follows. */
static struct iv_str skip_postcode(struct iv_str s)
{
	size_t n = 0;
	while (n < s.n && iv_is_digit(s.p[n]))
		n++;
	struct iv_str rest = iv_str_from(s, n);
	bool postcode = (n == 3 || n == 5 || n == 6) && rest.n && !among(first(rest), U"号弄巷楼室-栋");
	return postcode ? rest : s;
}

static void read_chinese(struct iv_arena *a, struct iv_str s, struct iv_address *out)
{
	s = skip_boundaries(skip_postcode(skip_boundaries(s)));
	while (take_place(&s, out) || take_unit(&s, out))
		s = skip_boundaries(s);
	struct iv_str road = take_road(a, &s);
	out->street = with_numbers(a, road, s);
}

/* ---- Western addresses ---- */

static bool is_house_word(struct iv_str word)
{
	static const struct iv_str words[] = { IV_WORD("apt"), IV_WORD("apartment"), IV_WORD("unit"), IV_WORD("suite"), IV_WORD("ste"), IV_WORD("floor"), IV_WORD("fl"), IV_WORD("flat"), IV_WORD("rm"), IV_WORD("room"), IV_WORD("no"), IV_WORD("number"), IV_WORD("building"), IV_WORD("bldg") };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (iv_str_eq(word, words[i]))
			return true;
	return false;
}

static struct iv_str shorten(struct iv_str word)
{
	static const char *const pairs[][2] = { { "street", "st" }, { "avenue", "ave" }, { "av", "ave" }, { "road", "rd" },   { "boulevard", "blvd" }, { "drive", "dr" }, { "lane", "ln" },
						{ "court", "ct" },  { "square", "sq" },	 { "place", "pl" }, { "highway", "hwy" }, { "north", "n" },	  { "south", "s" },  { "east", "e" }, { "west", "w" } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (iv_str_eq(word, iv_str_of(pairs[i][0])))
			return iv_str_of(pairs[i][1]);
	return word;
}

/* The next run of letters of s. */
static bool take_word(struct iv_str *s, struct iv_str *word)
{
	size_t i = 0, end;
	while (i < s->n && !((s->p[i] >= 'a' && s->p[i] <= 'z') || (unsigned char)s->p[i] >= 0x80))
		i++;
	for (end = i; end < s->n && ((s->p[end] >= 'a' && s->p[end] <= 'z') || (unsigned char)s->p[end] >= 0x80);)
		end++;
	*word = (struct iv_str){ s->p + i, end - i };
	*s = iv_str_from(*s, end);
	return word->n > 0;
}

/* The street's words come from the first part between commas that has one; towns and countries behind it are left out. */
static void read_western(struct iv_arena *a, struct iv_str s, struct iv_address *out)
{
	struct iv_str rest = s, part, word, street = { 0 }, numbers = { 0 };
	while (iv_str_cut(&rest, ',', &part)) {
		struct iv_str letters = part, found = { 0 };
		bool house = false;
		while (take_word(&letters, &word)) {
			if (is_house_word(word)) {
				house = true;
				continue;
			}
			word = shorten(word);
			found = found.n ? iv_arena_fmt(a, IV_FMT " " IV_FMT, IV_ARG(found), IV_ARG(word)) : word;
		}
		if (street.n && found.n && !house)
			continue;
		numbers = numbers.n ? iv_arena_fmt(a, IV_FMT " " IV_FMT, IV_ARG(numbers), IV_ARG(part)) : part;
		street = street.n ? street : found;
	}
	out->street = with_numbers(a, street, numbers);
}

int iv_clean_address(struct iv_arena *a, struct iv_str raw, struct iv_address *out)
{
	*out = (struct iv_address){ .c.value = iv_text_tidy(a, raw) };
	if (iv_clean_placeholder(a, out->c.value)) {
		out->c = (struct iv_clean){ { 0 }, "placeholder" };
		return IV_OK;
	}
	if (out->c.value.n > LONGEST)
		return IV_OK;
	struct iv_str s = iv_han_simplify(a, iv_text_fold(a, out->c.value));
	bool han = false;
	for (const char *p = s.p, *end = s.p + s.n; p < end && !han;)
		han = iv_han_is(iv_utf8_next(&p, end));
	if (han)
		read_chinese(a, s, out);
	else
		read_western(a, s, out);
	return IV_OK;
}
