/* SPDX-License-Identifier: MIT
 * Numerals are read from the left: a digit waits for its unit, units below 万 gather in a section, and 万 and 亿 close it. */
#include "clean/amount_han.h"

#include "base/num.h"
#include "text/utf8.h"

enum kind { NONE, DIGIT, UNIT, BIG, WHOLE, TENTH, POINT, FILL };

/* What a character means; *value is a digit, a unit's power of ten, or 1/10,000 units of a coin. */
static enum kind kind_of(uint32_t cp, int *value)
{
	static const struct {
		uint16_t cp;
		uint8_t kind, value;
	} table[] = {
		{ 0x96F6, DIGIT, 0 }, { 0x3007, DIGIT, 0 }, { 0x4E00, DIGIT, 1 }, { 0x58F9, DIGIT, 1 }, { 0x4E8C, DIGIT, 2 }, { 0x4E24, DIGIT, 2 }, { 0x8D30, DIGIT, 2 }, { 0x5F0D, DIGIT, 2 },
		{ 0x4E09, DIGIT, 3 }, { 0x53C1, DIGIT, 3 }, { 0x53C2, DIGIT, 3 }, { 0x53C4, DIGIT, 3 }, { 0x56DB, DIGIT, 4 }, { 0x8086, DIGIT, 4 }, { 0x4E94, DIGIT, 5 }, { 0x4F0D, DIGIT, 5 },
		{ 0x516D, DIGIT, 6 }, { 0x9646, DIGIT, 6 }, { 0x4E03, DIGIT, 7 }, { 0x67D2, DIGIT, 7 }, { 0x516B, DIGIT, 8 }, { 0x634C, DIGIT, 8 }, { 0x4E5D, DIGIT, 9 }, { 0x7396, DIGIT, 9 },
		{ 0x5341, UNIT, 1 },  { 0x62FE, UNIT, 1 },  { 0x767E, UNIT, 2 },  { 0x4F70, UNIT, 2 },	{ 0x5343, UNIT, 3 },  { 0x4EDF, UNIT, 3 },  { 0x4E07, BIG, 4 },	  { 0x4EBF, BIG, 8 },
		{ 0x5143, WHOLE, 0 }, { 0x5706, WHOLE, 0 }, { 0x5757, WHOLE, 0 }, { 0x89D2, TENTH, 1 }, { 0x6BDB, TENTH, 1 }, { 0x5206, TENTH, 2 }, { 0x5398, TENTH, 3 }, { 0x70B9, POINT, 0 },
		{ 0x6574, FILL, 0 },  { 0x6B63, FILL, 0 },  { 0x94B1, FILL, 0 },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].cp == cp) {
			*value = table[i].value;
			return (enum kind)table[i].kind;
		}
	if (cp >= '0' && cp <= '9') {
		*value = (int)(cp - '0');
		return DIGIT;
	}
	return NONE;
}

struct sum {
	int64_t total, section, number; /* number: -1 while no digit waits */
	int64_t coins; /* 1/10,000 */
	int last_unit, last_coin;
	bool whole, filled; /* 元 went by; 整 did, after which nothing comes */
};

static bool times(int64_t *v, int power)
{
	while (power--)
		if (!iv_num_mul64(*v, 10, v))
			return false;
	return true;
}

static bool add_unit(struct sum *s, int power)
{
	int64_t v = s->number < 0 ? 1 : s->number; /* 十 is 一十 */
	if (s->whole || power >= s->last_unit || (s->number < 0 && power > 1) || !times(&v, power) || !iv_num_add64(s->section, v, &s->section))
		return false;
	s->last_unit = power;
	s->number = -1;
	return true;
}

static bool add_big(struct sum *s, int power)
{
	int64_t v = s->section + (s->number < 0 ? 0 : s->number);
	if (s->whole || (!v && !s->total))
		return false;
	if (power == 8 || !s->total) { /* 一万亿: all that was read so far */
		if (!iv_num_add64(v, s->total, &v) || !times(&v, power))
			return false;
		s->total = v;
	} else if (!times(&v, power) || !iv_num_add64(s->total, v, &s->total)) {
		return false;
	}
	s->section = 0;
	s->number = -1;
	s->last_unit = 9;
	return true;
}

static bool add_coin(struct sum *s, int place)
{
	static const int64_t worth[] = { 0, 1000, 100, 10 };
	if (s->number < 0 || s->number > 9 || place <= s->last_coin || (!s->whole && (s->section || s->total)))
		return false;
	s->coins += s->number * worth[place];
	s->last_coin = place;
	s->number = -1;
	return true;
}

static bool close_whole(struct sum *s)
{
	int64_t v = s->number < 0 ? 0 : s->number;
	if (s->whole || s->last_coin || !iv_num_add64(s->section, v, &v) || !iv_num_add64(s->total, v, &s->total))
		return false;
	s->number = -1;
	s->section = 0;
	s->whole = true;
	return true;
}

/* Digits behind 点, to the end. */
static bool add_decimals(struct sum *s, const char *p, const char *end)
{
	int64_t worth = 1000;
	int value;
	if (p == end)
		return false;
	for (; p < end; worth /= 10) {
		if (kind_of(iv_utf8_next(&p, end), &value) != DIGIT || !worth)
			return false;
		s->coins += value * worth;
	}
	return true;
}

static bool add_digit(struct sum *s, int digit, bool arabic)
{
	if (s->number > 0 && !arabic)
		return false; /* 一二: no amount */
	if (s->number < 0)
		s->number = 0;
	return iv_num_mul64(s->number, 10, &s->number) && iv_num_add64(s->number, digit, &s->number);
}

static bool finish(const struct sum *s, int64_t *money)
{
	return iv_num_mul64(s->total, 10000, money) && iv_num_add64(*money, s->coins, money);
}

bool iv_clean_amount_han(struct iv_str text, int64_t *money)
{
	struct sum s = { .number = -1, .last_unit = 9 };
	const char *p = text.p, *end = text.p + text.n;
	bool han = false, named = false;
	while (p < end) {
		const char *from = p;
		int value = 0;
		enum kind kind = kind_of(iv_utf8_next(&p, end), &value);
		bool arabic = *from >= '0' && *from <= '9', ok = !s.filled || kind == FILL;
		han |= !arabic;
		named |= kind == UNIT || kind == BIG || kind == TENTH || (kind == DIGIT && !arabic);
		if (kind == NONE || !ok)
			return false;
		if (kind == DIGIT)
			ok = add_digit(&s, value, arabic);
		else if (kind == UNIT)
			ok = add_unit(&s, value);
		else if (kind == BIG)
			ok = add_big(&s, value);
		else if (kind == WHOLE)
			ok = close_whole(&s);
		else if (kind == TENTH)
			ok = add_coin(&s, value);
		else if (kind == FILL)
			ok = s.filled = true;
		else
			return close_whole(&s) && add_decimals(&s, p, end) && finish(&s, money);
		if (!ok)
			return false;
	}
	if (!han || !named || (s.whole && s.number > 0))
		return false;
	if (!s.whole && !(s.last_coin && s.number < 0) && !close_whole(&s))
		return false;
	return finish(&s, money);
}
