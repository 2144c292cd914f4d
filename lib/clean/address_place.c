/* SPDX-License-Identifier: MIT
 * From the large to the small: every name that the table of divisions knows narrows the set of places the address can lie in.
 * A name with its suffix is taken at its word; a bare one only where no road is called by it (南京西路, 上海路). */
#include <uchar.h>

#include "clean/address_parts.h"

enum { LONGEST_UNIT = 12, LONGEST_LABEL = 24 };

enum address_class iv_address_class(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= '0' && cp <= '9' ? CLASS_DIGIT : cp >= 'a' && cp <= 'z' ? CLASS_LETTER : CLASS_BOUNDARY;
	switch (cp) {
	case 0xFF0C: case 0x3002: case 0x3001: case 0xFF1B: case 0xFF1A: case 0xB7: case 0xFF08: case 0xFF09: /* ，。、；：·（） */
		return CLASS_BOUNDARY;
	case 0x8DEF: case 0x8857: case 0x9053: case 0x5DF7:
		return CLASS_ROAD;
	case 0x7701: case 0x5E02: case 0x53BF: case 0x533A: case 0x65D7:
		return CLASS_UNIT;
	case 0x9547: case 0x4E61:
		return CLASS_TOWN;
	case 0x3007: case 0x96F6: case 0x4E00: case 0x4E8C: case 0x4E24: case 0x4E09: case 0x56DB: case 0x4E94: case 0x516D: case 0x4E03: case 0x516B: case 0x4E5D: case 0x5341:
	case 0x767E: case 0x5343: /* 〇零一二两三四五六七八九十百千 */
		return CLASS_NUMERAL;
	default:
		return CLASS_OTHER;
	}
}

/* 东 西 南 北 中 大: they and figures stand in the names of roads that are called after a place. */
static bool is_direction(uint32_t cp)
{
	return cp == 0x4E1C || cp == 0x897F || cp == 0x5357 || cp == 0x5317 || cp == 0x4E2D || cp == 0x5927;
}

/* How `rest` goes on after a place whose suffix was left out. Not well when the place is the name of a road (南京西路) or of a
 * smaller unit (朝阳区): two characters must stand before the road's suffix, directions and figures not counted. */
enum going { GOES_NOT, GOES_ON, GOES_TO_ROAD };

static enum going goes_on(struct iv_str rest)
{
	const char *p = rest.p, *end = rest.p + rest.n;
	size_t name = 0, trailing = 0;
	bool found = false;
	enum address_class next = rest.n ? iv_address_class(address_first(rest)) : CLASS_BOUNDARY;
	if (next == CLASS_BOUNDARY)
		return GOES_TO_ROAD; /* or to its end */
	if (next == CLASS_ROAD || next == CLASS_UNIT || next == CLASS_TOWN || address_first(rest) == 0x6751 || address_first(rest) == 0x5DDE) /* 村 州 */
		return GOES_NOT;
	while (p < end && !found) {
		uint32_t cp = iv_utf8_next(&p, end);
		enum address_class class = iv_address_class(cp);
		if (class == CLASS_BOUNDARY || class == CLASS_DIGIT)
			break;
		found = class == CLASS_ROAD || class == CLASS_TOWN;
		name += !found;
		trailing = is_direction(cp) || class == CLASS_NUMERAL ? trailing + 1 : found ? trailing : 0;
	}
	return name < trailing + 2 ? GOES_NOT : found ? GOES_TO_ROAD : GOES_ON;
}

/* Does another name of the table begin here? */
static bool begins_place(struct iv_str s)
{
	const struct division_key *key;
	return iv_division_at(s, &key) > 0;
}

/* The same of a place that is larger than a district. 通道侗族自治县 has a 道 in its name, and yet goes on. */
static bool leads_on(struct iv_str rest)
{
	return goes_on(rest) != GOES_NOT || begins_place(rest);
}

/* 市场 and 区间 are no units. */
static bool is_noun(struct iv_str name, struct iv_str rest)
{
	uint32_t next = address_first(rest);
	return (iv_str_ends(name, IV_STR("市")) && next == 0x573A) || (iv_str_ends(name, IV_STR("区")) && next == 0x95F4);
}

static bool same_set(const struct division_set *a, const struct division_set *b)
{
	return a->n && a->n == b->n && memcmp(a->place, b->place, a->n * sizeof *a->place) == 0;
}

/* May this key be meant here? `alone`: no other division has the name. */
static bool may_be(const struct division_set *set, const struct division_key *key, bool alone, struct iv_str name, struct iv_str rest)
{
	bool district = iv_division_place[key->place].level == LEVEL_DISTRICT;
	switch (key->kind) {
	case KEY_FULL:
		return !is_noun(name, rest);
	case KEY_BARE:
		return district ? (set->named || alone) && goes_on(rest) == GOES_TO_ROAD : leads_on(rest);
	case KEY_LONE:
		return leads_on(rest);
	case KEY_INSIDE:
		return set->named;
	default:
		return set->named || alone;
	}
}

/* 吉林吉林, 大理州大理: a short name that follows itself means the smaller of two. */
static void drop_known(const struct division_set *old, struct division_set *now)
{
	struct division_set left = { .named = true };
	for (unsigned i = 0; i < now->n; i++) {
		bool known = false;
		for (unsigned k = 0; k < old->n; k++)
			known |= old->place[k] == now->place[i];
		if (!known)
			left.place[left.n++] = now->place[i];
	}
	if (left.n && left.n < now->n)
		*now = left;
}

/* 青岛市北区 is 青岛 and 市北区, 济南市中区 is 济南 and 市中区. */
static bool is_middle(struct iv_str name, struct iv_str rest)
{
	const struct division_key *key, *inner;
	struct iv_str bare = { name.p, name.n - strlen("市") };
	uint32_t next = address_first(rest);
	if ((next != 0x5317 && next != 0x5357 && next != 0x4E2D) || !iv_str_ends(name, IV_STR("市")) || !iv_division_at(bare, &key) || key->n != bare.n)
		return false;
	size_t n = iv_division_at(iv_str_from((struct iv_str){ name.p, name.n + rest.n }, bare.n), &inner);
	for (size_t i = 0; i < n; i++)
		if (inner[i].kind == KEY_FULL && iv_division_within(inner[i].place, key->place))
			return true;
	return false;
}

/* Takes the name of a division that the table knows. */
static bool take_known(struct iv_str *s, struct division_set *set)
{
	const struct division_key *key;
	uint16_t place[DIVISION_MOST];
	struct division_set now;
	size_t n = iv_division_at(*s, &key);
	if (!n)
		return false;
	struct iv_str name = { s->p, key->n }, rest = iv_str_from(*s, key->n);
	if (is_middle(name, rest)) {
		name.n -= strlen("市");
		rest = iv_str_from(*s, name.n);
		n = iv_division_at(name, &key);
	}
	size_t used = 0;
	for (size_t i = 0; i < n && used < DIVISION_MOST; i++)
		if (may_be(set, &key[i], n == 1, name, rest))
			place[used++] = key[i].place;
	if (!used || !iv_division_narrow(set, place, used, &now))
		return false;
	if (key->kind != KEY_FULL)
		drop_known(set, &now);
	/* A bare name that says nothing new is that of an estate or a school, unless more divisions follow: 上海上海市静安区. */
	if (key->kind != KEY_FULL && same_set(set, &now) && !begins_place(rest))
		return false;
	*set = now;
	*s = rest;
	return true;
}

/* 小区 and 超市 end like units and are none. */
static bool is_common_noun(uint32_t before, uint32_t suffix)
{
	static const char32_t areas[] = { 0x5C0F, 0x793E, 0x56ED, 0x5B85, 0x6D3B, 0x6821, 0x5382, 0x9662, 0x5E93, 0x666F, 0 }; /* 小社园宅活校厂院库景 */
	static const char32_t markets[] = { 0x8D85, 0x57CE, 0x591C, 0x83DC, 0x95E8, 0x82B1, 0 }; /* 超城夜菜门花 */
	const char32_t *set = suffix == 0x533A ? areas : suffix == 0x5E02 ? markets : areas + sizeof areas / sizeof *areas - 1;
	while (*set && *set != before)
		set++;
	return *set != 0;
}

/* Takes the unit that ends at the nearest suffix. Townships (张江镇, 南京东路街道) are passed over, as is 市辖区; a district that the
 * table lacks is kept. */
static bool take_unit(struct iv_str *s, struct address_place *out)
{
	const char *p = s->p, *end = s->p + s->n;
	uint32_t before = 0;
	for (size_t i = 0; p < end && i < LONGEST_UNIT; i++) {
		uint32_t cp = iv_utf8_next(&p, end);
		struct iv_str unit = { s->p, (size_t)(p - s->p) }, rest = iv_str_from(*s, unit.n);
		enum address_class class = iv_address_class(cp);
		if ((class == CLASS_BOUNDARY && cp != '?') || class == CLASS_DIGIT || (i && class == CLASS_LETTER)) /* ? is a lost character */
			return false;
		if (i && cp == 0x8857 && address_first(rest) == 0x9053) { /* 街道 */
			*s = iv_str_from(rest, strlen("道"));
			return true;
		}
		if (i && class == CLASS_ROAD && cp != 0x9053 && !iv_str_starts(rest, IV_STR("街道"))) /* 南京西路街道 is a township */
			return false;
		if (i && class == CLASS_TOWN && goes_on(rest) != GOES_NOT) {
			*s = rest;
			return true;
		}
		if (i && class == CLASS_UNIT) {
			if (is_common_noun(before, cp) || is_noun(unit, rest))
				return false;
			/* A province that cannot be read: its cities may be. */
			bool skipped = iv_str_eq(unit, IV_STR("市辖区")) || (cp == 0x7701 && !out->set.named && !out->district.n);
			bool known = out->set.n && iv_division_place[out->set.place[0]].level == LEVEL_DISTRICT;
			if (!skipped && (cp == 0x7701 || known || out->district.n))
				return false;
			if (!skipped)
				out->district = unit;
			*s = rest;
			return true;
		}
		before = cp;
	}
	return false;
}

/* 重庆市县城口县: between the city and its counties. */
static bool skip_counties(struct iv_str *s, const struct address_place *p)
{
	struct iv_str rest = iv_str_from(*s, strlen("县"));
	if (!p->set.named || !iv_str_starts(*s, IV_STR("县")) || !begins_place(rest))
		return false;
	*s = rest;
	return true;
}

/* ---- before the first division ---- */

static bool skip_word(struct iv_str *s, const char *word)
{
	struct iv_str w = iv_str_of(word);
	if (!iv_str_starts(*s, w))
		return false;
	*s = iv_address_skip(iv_str_from(*s, w.n));
	return true;
}

/* 中国, 中华民国, 台湾省: the country, where a division follows. */
static void skip_country(struct iv_str *s, struct address_place *out)
{
	static const char *const countries[] = { "中华人民共和国", "中华民国", "中国" };
	static const char *const taiwan[] = { "台湾省", "台湾地区", "台湾" };
	struct iv_str rest = *s;
	bool found = false, is_taiwan = false;
	for (size_t i = 0; i < 3 && !found; i++)
		found = skip_word(&rest, countries[i]);
	for (size_t i = 0; i < 3 && !is_taiwan; i++)
		is_taiwan = skip_word(&rest, taiwan[i]);
	if ((!found && !is_taiwan) || (!begins_place(rest) && !is_taiwan))
		return;
	if (is_taiwan && rest.n && goes_on(rest) == GOES_NOT && !begins_place(rest)) /* 台湾路 */
		return;
	out->taiwan = is_taiwan;
	*s = rest;
}

/* 沪, 粤: the short name of a province, where the name of a division in it follows. */
static void skip_letter(struct iv_str *s)
{
	static const struct {
		char name[4], code[3];
	} letters[] = { { "京", "11" }, { "津", "12" }, { "冀", "13" }, { "晋", "14" }, { "蒙", "15" }, { "辽", "21" }, { "吉", "22" }, { "黑", "23" }, { "沪", "31" }, { "苏", "32" }, { "浙", "33" },
			{ "皖", "34" }, { "闽", "35" }, { "赣", "36" }, { "鲁", "37" }, { "豫", "41" }, { "鄂", "42" }, { "湘", "43" }, { "粤", "44" }, { "桂", "45" }, { "琼", "46" }, { "渝", "50" },
			{ "川", "51" }, { "黔", "52" }, { "滇", "53" }, { "藏", "54" }, { "陕", "61" }, { "甘", "62" }, { "青", "63" }, { "宁", "64" }, { "新", "65" }, { "港", "81" }, { "澳", "82" } };
	const struct division_key *key;
	size_t n;
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
		struct iv_str rest = iv_str_from(*s, 3);
		if (!iv_str_starts(*s, iv_str_of(letters[i].name)) || !(n = iv_division_at(rest, &key)))
			continue;
		for (size_t k = 0; k < n; k++)
			if (key[k].kind == KEY_FULL && memcmp(iv_division_place[key[k].place].code, letters[i].code, 2) == 0) {
				*s = rest;
				return;
			}
	}
}

/* 收货地址: */
static void skip_label(struct iv_str *s)
{
	const char *colon = memchr(s->p, ':', s->n < LONGEST_LABEL ? s->n : LONGEST_LABEL);
	struct iv_str label = { s->p, colon ? (size_t)(colon - s->p) : 0 };
	if (colon && (iv_str_ends(label, IV_STR("址")) || iv_str_ends(label, IV_STR("地"))))
		*s = iv_address_skip(iv_str_from(*s, label.n + 1));
}

/* ---- the order is not always from the large to the small ---- */

/* Reads a piece that is divisions and nothing else. */
static void take_piece(struct iv_str piece, struct address_place *out)
{
	struct division_set set = out->set;
	while (piece.n && take_known(&piece, &set))
		piece = iv_address_skip(piece);
	if (!piece.n)
		out->set = set;
}

/* 南京西路43号, 静安区, 上海: pieces behind the first that are divisions, from the last. */
static void read_tail(struct iv_str s, struct address_place *out)
{
	while (s.n) {
		const char *p = s.p + s.n;
		while (p > s.p) {
			const char *before = p;
			if (iv_address_class(iv_utf8_back(&before, s.p)) == CLASS_BOUNDARY)
				break;
			p = before;
		}
		if (p == s.p)
			return; /* the first piece has been read */
		take_piece(iv_str_from(s, (size_t)(p - s.p)), out);
		s.n = (size_t)(p - s.p);
		while (s.n) {
			const char *before = s.p + s.n;
			if (iv_address_class(iv_utf8_back(&before, s.p)) != CLASS_BOUNDARY)
				break;
			s.n = (size_t)(before - s.p);
		}
	}
}

/* With 台湾 before it, no place of the mainland is meant. */
static void keep_taiwan(struct division_set *set)
{
	struct division_set left = { .named = true };
	for (unsigned i = 0; i < set->n; i++)
		if (iv_division_place[set->place[i]].code[0] == 'T')
			left.place[left.n++] = set->place[i];
	if (left.n)
		*set = left;
}

void iv_address_place(struct iv_str *s, struct address_place *out)
{
	*out = (struct address_place){ 0 };
	if (take_known(s, &out->set)) {
		*s = iv_address_skip(*s);
	} else if (!begins_place(*s)) {
		skip_label(s);
		skip_country(s, out);
		if (!begins_place(*s))
			skip_letter(s);
	}
	while (s->n && (take_known(s, &out->set) || skip_counties(s, out) || take_unit(s, out)))
		*s = iv_address_skip(*s);
	if (out->set.n != 1 || iv_division_place[out->set.place[0]].level != LEVEL_DISTRICT)
		read_tail(*s, out);
	if (out->taiwan)
		keep_taiwan(&out->set);
}
