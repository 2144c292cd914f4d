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
		if (k->n > s.n || memcmp(iv_division_text + k->text, s.p, k->n) != 0)
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

unsigned iv_division_by_code(struct iv_str code)
{
	for (unsigned i = 1; i < iv_division_places; i++)
		if (iv_str_eq(iv_str_of(at(i)->code), code))
			return i;
	return 0;
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

int iv_division_postcode(unsigned place, struct iv_str postcode)
{
	unsigned province = iv_division_above(place, LEVEL_PROVINCE);
	if (!place || postcode.n < 3 || !iv_is_digit(postcode.p[0]) || !iv_is_digit(postcode.p[1]))
		return -1;
	if (is_taiwan(place)) {
		if (at(place)->level == LEVEL_DISTRICT)
			return at(place)->postcode ? agreement(place, postcode) == 3 : -1;
		for (unsigned i = 1; i < iv_division_places; i++)
			if (at(i)->parent == place && agreement(i, postcode) == 3)
				return 1;
		return 0;
	}
	const char *code = at(province)->code;
	unsigned row = (unsigned)((code[0] - '0') * 10 + code[1] - '0'), two = (unsigned)((postcode.p[0] - '0') * 10 + postcode.p[1] - '0');
	if (postcode.n != 6 || row >= 80) /* Hong Kong and Macau have none */
		return -1;
	return (iv_division_beginning[row][two / 8] >> two % 8 & 1) || agreement(place, postcode) >= 3;
}
