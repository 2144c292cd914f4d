/* SPDX-License-Identifier: MIT
 * Look-ups in the table of divisions, and sets of places that names narrow. */
#include "clean/division.h"

static const struct division_place *at(unsigned place)
{
	return &iv_division_place[place];
}

size_t iv_division_at(struct iv_str s, const struct division_key **first)
{
	if (s.n < 6)
		return 0;
	unsigned slot = division_hash(s.p);
	for (unsigned i = iv_division_slot[slot], end = iv_division_slot[slot + 1]; i < end; i++) {
		const struct division_key *k = &iv_division_key[i];
		const char *text = iv_division_text + k->text;
		if (k->n > s.n || text[5] != s.p[5] || memcmp(text, s.p, k->n) != 0)
			continue;
		size_t n = 1;
		while (i + n < end && k[n].n == k->n && memcmp(iv_division_text + k[n].text, s.p, k->n) == 0)
			n++;
		*first = k;
		return n;
	}
	return 0;
}

bool iv_division_within(unsigned a, unsigned b)
{
	while (a && a != b)
		a = at(a)->parent;
	return a == b;
}

static void put(struct division_set *set, unsigned place)
{
	for (unsigned i = 0; i < set->n; i++)
		if (set->place[i] == place)
			return;
	if (set->n < DIVISION_MOST)
		set->place[set->n++] = (uint16_t)place;
}

bool iv_division_narrow(const struct division_set *set, const uint16_t *place, size_t n, struct division_set *out)
{
	struct division_set now = { .named = true };
	for (size_t k = 0; k < n; k++) {
		if (!set->named)
			put(&now, place[k]);
		for (unsigned i = 0; set->named && i < set->n; i++) {
			if (iv_division_within(place[k], set->place[i]))
				put(&now, place[k]);
			else if (iv_division_within(set->place[i], place[k]))
				put(&now, set->place[i]);
		}
	}
	if (now.n)
		*out = now;
	return now.n > 0;
}

unsigned iv_division_settle(const struct division_set *set)
{
	unsigned common = set->n ? set->place[0] : 0;
	for (unsigned i = 1; i < set->n; i++)
		while (common && !iv_division_within(set->place[i], common))
			common = at(common)->parent;
	return common;
}

unsigned iv_division_above(unsigned place, enum division_level level)
{
	while (place && at(place)->level != level)
		place = at(place)->parent;
	return place;
}

static int compare_roman(const struct division_roman *r, struct iv_str letters)
{
	return iv_str_cmp((struct iv_str){ iv_division_text + r->text, r->n }, letters);
}

size_t iv_division_romanised(struct iv_str letters, const struct division_roman **first)
{
	size_t low = 0, high = iv_division_romans, n = 0;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (compare_roman(&iv_division_roman[middle], letters) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + n < iv_division_romans && compare_roman(&iv_division_roman[low + n], letters) == 0)
		n++;
	*first = &iv_division_roman[low];
	return n;
}

/* ---- postcodes ---- */

static bool is_taiwan(unsigned place)
{
	return at(place)->code[0] == 'T';
}

/* How many of its digits agree with the district's own postcode, from the left. */
static unsigned agreement(unsigned place, struct iv_str postcode)
{
	uint32_t own = at(place)->postcode, unit = is_taiwan(place) ? 100 : 100000;
	unsigned n = 0;
	while (own && unit && n < postcode.n && own / unit % 10 == (uint32_t)(postcode.p[n] - '0')) {
		n++;
		unit /= 10;
	}
	return n;
}

void iv_division_by_postcode(struct division_set *set, struct iv_str postcode)
{
	unsigned best = 3;
	struct division_set left = { .named = true };
	for (unsigned i = 0; i < set->n; i++) {
		unsigned n = agreement(set->place[i], postcode);
		if (n > best || (n == best && !left.n))
			left.n = 0;
		if (n < best)
			continue;
		best = n;
		put(&left, set->place[i]);
	}
	if (left.n)
		*set = left;
}

/* The place of the mainland with this code: they come first in the table, in the order of their codes. 0: none. */
static unsigned by_code(struct iv_str code)
{
	unsigned low = 1, high = iv_division_mainland;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (iv_str_cmp(iv_str_of(at(middle)->code), code) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < iv_division_mainland && iv_str_eq(iv_str_of(at(low)->code), code) ? low : 0;
}

/* TW-TPE-106 has the postcode in it; TW-TPE has those of its districts. */
static int taiwan_postcode(struct iv_str division, struct iv_str postcode)
{
	if (division.n == 10)
		return memcmp(division.p + 7, postcode.p, 3) == 0;
	for (unsigned i = iv_division_mainland; i < iv_division_places; i++) {
		const char *code = at(i)->code;
		if (strlen(code) == 10 && memcmp(code, division.p, 6) == 0 && memcmp(code + 7, postcode.p, 3) == 0)
			return 1;
	}
	return 0;
}

int iv_division_postcode(struct iv_str division, struct iv_str postcode)
{
	if (iv_str_starts(division, IV_STR("TW-")) && (division.n == 6 || division.n == 10))
		return postcode.n == 3 || postcode.n == 5 || postcode.n == 6 ? taiwan_postcode(division, postcode) : 0;
	/* Hong Kong and Macau (81, 82) have none. */
	if (division.n != 6 || !iv_is_digit(division.p[0]) || !iv_is_digit(division.p[1]) || division.p[0] == '8')
		return -1;
	if (postcode.n != 6)
		return 0;
	unsigned row = (unsigned)((division.p[0] - '0') * 10 + division.p[1] - '0'), two = (unsigned)((postcode.p[0] - '0') * 10 + postcode.p[1] - '0');
	return (iv_division_beginning[row][two / 8] >> two % 8 & 1) || agreement(by_code(division), postcode) >= 3;
}
