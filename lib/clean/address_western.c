/* SPDX-License-Identifier: MIT
 * Addresses in Latin letters: parts between commas, from the small to the large. The street is the first part with a word that
 * names no part of a house; the parts behind it may be districts and cities of China, whose romanised names are looked up. */
#include "clean/address_parts.h"
#include "clean/words.h"

enum size { SIZE_NONE, SIZE_BLOCK, SIZE_FLOOR, SIZE_FLAT };

static const struct {
	struct iv_str word;
	enum size size;
} house_words[] = {
	{ IV_WORD("apt"), SIZE_FLAT },	   { IV_WORD("apartment"), SIZE_FLAT }, { IV_WORD("unit"), SIZE_FLAT },	     { IV_WORD("suite"), SIZE_FLAT }, { IV_WORD("ste"), SIZE_FLAT },
	{ IV_WORD("flat"), SIZE_FLAT },	   { IV_WORD("rm"), SIZE_FLAT },	{ IV_WORD("room"), SIZE_FLAT },	     { IV_WORD("floor"), SIZE_FLOOR }, { IV_WORD("fl"), SIZE_FLOOR },
	{ IV_WORD("flr"), SIZE_FLOOR },	   { IV_WORD("f"), SIZE_FLOOR },	{ IV_WORD("building"), SIZE_BLOCK }, { IV_WORD("bldg"), SIZE_BLOCK }, { IV_WORD("block"), SIZE_BLOCK },
	{ IV_WORD("blk"), SIZE_BLOCK },	   { IV_WORD("tower"), SIZE_BLOCK },
};

static enum size size_of(struct iv_str word)
{
	for (size_t i = 0; i < sizeof house_words / sizeof *house_words; i++)
		if (iv_str_eq(word, house_words[i].word))
			return house_words[i].size;
	return SIZE_NONE;
}

static bool is_number_word(struct iv_str word)
{
	return iv_str_eq(word, IV_STR("no")) || iv_str_eq(word, IV_STR("number"));
}

/* nd of 2nd */
static bool is_ordinal(struct iv_str word)
{
	static const struct iv_str endings[] = { IV_WORD("st"), IV_WORD("nd"), IV_WORD("rd"), IV_WORD("th") };
	return IV_WORD_IN(word, endings);
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

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* The next run of letters or of digits of s. */
static bool take_token(struct iv_str *s, struct iv_str *token)
{
	size_t i = 0, end;
	while (i < s->n && !is_letter(s->p[i]) && !iv_is_digit(s->p[i]))
		i++;
	for (end = i; end < s->n && (iv_is_digit(s->p[i]) ? iv_is_digit(s->p[end]) : is_letter(s->p[end]));)
		end++;
	*token = (struct iv_str){ s->p + i, end - i };
	*s = iv_str_from(*s, end);
	return token->n > 0;
}

/* ---- the house ---- */

struct western {
	struct iv_str road;
	struct iv_str number[SIZE_FLAT + 1][ADDRESS_NUMBERS]; /* by the size of what they number; [SIZE_NONE] is the house's */
	size_t n[SIZE_FLAT + 1];
	bool house; /* the part has a word for a part of a house */
};

static void put(struct western *w, enum size size, struct iv_str number)
{
	if (w->n[size] < ADDRESS_NUMBERS)
		w->number[size][w->n[size]++] = number;
}

/* Of one part: its words but those for parts of a house, joined, and its numbers. A letter by itself is a number where a word
 * for a part of a house or a number stands before it: Flat A, 15A. */
static struct iv_str read_part(struct iv_arena *a, struct iv_str part, struct western *w)
{
	struct iv_str token, words = { 0 }, rest = part;
	enum size size = SIZE_NONE;
	bool number = false, any = false;
	w->house = false;
	while (take_token(&rest, &token)) {
		if (iv_is_digit(*token.p)) {
			/* 15/f and 3rd floor: the word comes behind the number. */
			struct iv_str ahead = rest, next;
			enum size own = size;
			if (take_token(&ahead, &next) && (is_ordinal(next) ? take_token(&ahead, &next) : true) && size_of(next) == SIZE_FLOOR)
				own = SIZE_FLOOR;
			if (!own && number && token.p > part.p && token.p[-1] == '#') /* 12 Elm St #5 */
				own = SIZE_FLAT;
			put(w, own, token);
			number = true;
			continue;
		}
		enum size own = size_of(token);
		if (own) {
			w->house = true;
			if (own != SIZE_FLOOR || !number)
				size = own;
			any = true;
			continue;
		}
		if (token.n == 1 && (size || (number && token.p > part.p && iv_is_digit(token.p[-1])))) {
			put(w, size, token);
			continue;
		}
		if (is_number_word(token) || (number && is_ordinal(token) && token.p > part.p && iv_is_digit(token.p[-1])))
			continue;
		token = shorten(token);
		words = words.n ? iv_arena_join(a, words, IV_STR(" "), token) : token;
		size = any && !words.n ? size : SIZE_NONE;
	}
	return words;
}

/* ---- divisions ---- */

/* The letters of a part without words for units: "pudong new area" gives pudong. *suffix: a word for a unit stood there. */
static size_t letters_of(struct iv_str part, char out[64], bool *suffix)
{
	static const struct iv_str units[] = { IV_WORD("city"), IV_WORD("district"), IV_WORD("dist"), IV_WORD("county"), IV_WORD("province"), IV_WORD("prov"), IV_WORD("township"), IV_WORD("qu"),
					       IV_WORD("xinqu"), IV_WORD("shi"), IV_WORD("sheng"), IV_WORD("xian"), IV_WORD("area"), IV_WORD("new"), IV_WORD("sar"), IV_WORD("municipality") };
	struct iv_str token;
	size_t n = 0, at = 0;
	while (take_token(&part, &token)) {
		if (iv_is_digit(*token.p))
			continue;
		/* New Taipei: "new" is a unit's word only behind a name. */
		if (at++ && IV_WORD_IN(token, units)) {
			*suffix = true;
			continue;
		}
		for (size_t i = 0; i < token.n && n < 64; i++)
			if (token.p[i] >= 'a' && token.p[i] <= 'z')
				out[n++] = token.p[i];
	}
	return n;
}

struct country {
	bool china, taiwan, found;
};

static bool take_country(struct iv_str letters, struct country *c)
{
	static const struct iv_str china[] = { IV_WORD("china"), IV_WORD("prc"), IV_WORD("prchina"), IV_WORD("peoplesrepublicofchina"), IV_WORD("mainlandchina"), IV_WORD("cn") };
	static const struct iv_str taiwan[] = { IV_WORD("taiwan"), IV_WORD("taiwanroc"), IV_WORD("roc"), IV_WORD("republicofchina"), IV_WORD("tw") };
	static const struct iv_str hong_kong[] = { IV_WORD("hk"), IV_WORD("hksar") };
	bool is_china = IV_WORD_IN(letters, china), is_taiwan = IV_WORD_IN(letters, taiwan), is_hong_kong = IV_WORD_IN(letters, hong_kong);
	c->china |= is_china;
	c->taiwan |= is_taiwan;
	c->found |= is_china || is_taiwan || is_hong_kong;
	return is_china || is_taiwan || is_hong_kong;
}

/* Narrows the set by a part's name; false when it is no name that fits. */
static bool take_name(struct iv_str letters, const struct country *country, struct division_set *set, bool *large)
{
	const struct division_roman *row;
	uint16_t place[DIVISION_MOST];
	size_t used = 0, n = iv_division_romanised(letters, &row);
	for (size_t i = 0; i < n && used < DIVISION_MOST; i++) {
		bool taiwan = iv_division_place[row[i].place].code[0] == 'T';
		if ((country->china && taiwan) || (country->taiwan && !taiwan))
			continue;
		*large |= iv_division_place[row[i].place].level < LEVEL_DISTRICT;
		place[used++] = row[i].place;
	}
	return used && iv_division_narrow(set, place, used, set);
}

/* From the last part to the second. A name by itself proves little (there is an Anyang in Korea): two that agree are believed, or
 * one beside a country, or a long one of a province or city. */
static void read_divisions(const struct iv_str *part, size_t n, struct division_set *out)
{
	struct division_set set = { 0 };
	struct country country = { 0 };
	size_t names = 0;
	bool suffix = false, certain = false;
	for (size_t i = n; i-- > 1;) {
		char text[64];
		bool large = false;
		struct iv_str letters = { text, letters_of(part[i], text, &suffix) };
		if (!letters.n || take_country(letters, &country))
			continue;
		if (take_name(letters, &country, &set, &large)) {
			names++;
			certain |= large && letters.n >= 6;
		}
	}
	if (names >= 2 || (names && (country.found || suffix || certain)))
		*out = set;
}

/* ---- the whole ---- */

static struct iv_str joined(struct iv_arena *a, const struct iv_str *number, size_t n)
{
	struct iv_str out = { 0 };
	for (size_t i = 0; i < n; i++) {
		bool letter = !iv_is_digit(*number[i].p);
		char capital = letter ? (char)(*number[i].p - 32) : 0;
		struct iv_str one = letter && number[i].n == 1 && *number[i].p < 'z' + 1 && *number[i].p >= 'a' ? (struct iv_str){ &capital, 1 } : number[i];
		out = out.n ? iv_arena_join(a, out, IV_STR("-"), one) : iv_arena_str(a, one);
	}
	return out;
}

void iv_address_western(struct iv_arena *a, struct iv_str s, struct iv_address *out, struct division_set *set)
{
	struct iv_str part[16];
	struct western w = { 0 };
	size_t parts = 0;
	while (parts < 16 && iv_str_cut(&s, ',', &part[parts]))
		parts++;
	for (size_t i = 0; i < parts; i++) {
		struct western try = w;
		struct iv_str words = read_part(a, part[i], &try);
		if (w.road.n && words.n && !try.house)
			continue; /* a town or country, perhaps with a postcode */
		bool kept = w.road.n > 0;
		w = try;
		w.road = kept ? w.road : words;
	}
	struct address_key key = { .road = w.road };
	for (int size = SIZE_NONE; size <= SIZE_FLAT; size++)
		for (size_t i = 0; i < w.n[size]; i++)
			iv_address_number(&key, w.number[size][i]);
	out->street = iv_address_joined(a, &key);
	if (out->street.n) {
		out->house_number = joined(a, w.number[SIZE_NONE], w.n[SIZE_NONE]);
		struct address_key unit = { 0 };
		for (int size = SIZE_BLOCK; size <= SIZE_FLAT; size++)
			for (size_t i = 0; i < w.n[size]; i++)
				iv_address_number(&unit, w.number[size][i]);
		out->unit = joined(a, unit.number, unit.n);
	}
	read_divisions(part, parts, set);
}
