/* SPDX-License-Identifier: MIT
 * Numbers and dates by their shapes. Dates are three numbers, which may be read in three orders; what holds of all values of a column
 * decides between them, so all three are kept. */
#include "ingest/profile_value.h"

#include "base/num.h"

/* --- Numbers --- */

/* [+-] digits [, three digits]… [. digits] */
static bool is_number(const struct iv_shape *s, bool *fraction, bool *commas)
{
	size_t i = s->run[0].kind == '-' || s->run[0].kind == '+';
	if (s->cut || (i && s->run[0].n != 1) || s->run[i].kind != '9' || !s->run[i].n)
		return false;
	*commas = *fraction = false;
	for (i++; i + 1 < s->runs && s->run[i].kind == ',' && s->run[i].n == 1 && s->run[i + 1].kind == '9' && s->run[i + 1].n == 3; i += 2)
		*commas = true;
	if (i + 1 < s->runs && s->run[i].kind == '.' && s->run[i].n == 1 && s->run[i + 1].kind == '9') {
		*fraction = true;
		i += 2;
	}
	return i == s->runs;
}

/* At most eight digits as a number: neighbours are joined in pairs, then fours, then all, instead of one by one. */
static uint64_t digits8(const char *p, size_t n)
{
	/* The first digit in the lowest byte; zeros before it where there are fewer than eight. */
	uint64_t v = n == 8 ? iv_hash_word(p, 8) : n >= 4 ? (iv_hash_word(p, 4) | iv_hash_word(p + n - 4, 4) << 8 * (n - 4)) : 0;
	for (size_t i = 0; n < 4 && i < n; i++)
		v |= (uint64_t)(unsigned char)p[i] << 8 * i;
	v = (n == 8 ? v : v << 8 * (8 - n)) & 0x0F0F0F0F0F0F0F0Fu;
	v = (v * 10 + (v >> 8)) & 0x00FF00FF00FF00FFu;
	v = (v * 100 + (v >> 16)) & 0x0000FFFF0000FFFFu;
	return (v * 10000 + (v >> 32)) & 0xFFFFFFFFu;
}

/* In ten-thousandths, cut after the fourth decimal. False: it does not fit. */
static bool read_number(struct iv_str text, bool plain, int64_t *out)
{
	uint64_t v = 0;
	int decimals = -1;
	bool minus = text.p[0] == '-';
	if (text.n <= 14 && plain) {
		size_t high = text.n > 8 ? text.n - 8 : 0;
		v = digits8(text.p + high, text.n - high) + (high ? digits8(text.p, high) * 100000000 : 0);
		*out = (int64_t)v * IV_MONEY_ONE;
		return true;
	}
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c == '.')
			decimals = 0;
		if (!iv_is_digit(c) || decimals == 4)
			continue;
		if (v > UINT64_C(90000000000000000))
			return false;
		v = v * 10 + (uint64_t)(c - '0');
		decimals += decimals >= 0;
	}
	for (decimals = decimals < 0 ? 0 : decimals; decimals < 4; decimals++) {
		if (v > UINT64_C(90000000000000000))
			return false;
		v *= 10;
	}
	*out = minus ? -(int64_t)v : (int64_t)v;
	return true;
}

static void add_number(struct iv_profile_column *c, struct iv_str text, const struct iv_profile_form *form, int64_t times)
{
	int64_t number;
	if (form->fraction)
		c->decimals += times;
	else
		c->integers += times;
	size_t sign = !iv_is_digit(text.p[0]);
	if (!form->fraction && !form->commas && text.n - sign > 1 && text.p[sign] == '0')
		c->zeros += times;
	if (!read_number(text, !form->fraction && !form->commas && !sign, &number))
		return;
	if (!c->numbers || number < c->number_min)
		c->number_min = number;
	if (!c->numbers || number > c->number_max)
		c->number_max = number;
	c->numbers += times;
}

/* --- Dates --- */

struct three {
	int n[3], digits[3];
	bool han; /* 民國 before it */
};

static bool between(uint8_t kind, uint8_t n)
{
	return (n == 1 && (kind == '-' || kind == '/' || kind == '.' || kind == IV_SHAPE_HAN)) || (kind == ' ' && n == 1);
}

/* Whether the value begins with three numbers that a date may be, as far as the shape tells. */
static bool three_by_shape(const struct iv_shape *s, bool *compact)
{
	*compact = s->runs == 1 && s->run[0].kind == '9' && (s->run[0].n == 8 || s->run[0].n == 7);
	size_t i = s->run[0].kind == IV_SHAPE_HAN && s->run[0].n && s->run[0].n <= 4 && s->runs >= 6;
	if (*compact || s->runs < i + 5)
		return *compact;
	const struct iv_shape_run *r = &s->run[i];
	bool tail = s->runs == i + 5 || r[5].kind == ' ' || r[5].kind == 'A' || r[5].kind == IV_SHAPE_HAN;
	return tail && r[0].kind == '9' && r[0].n && r[0].n <= 4 && between(r[1].kind, r[1].n) && r[2].kind == '9' && r[2].n && r[2].n <= 2 &&
	       between(r[3].kind, r[3].n) && (r[1].kind == r[3].kind) && r[4].kind == '9' && (r[4].n == 1 || r[4].n == 2 || r[4].n == 4);
}

static void read_three(struct iv_str s, bool compact, struct three *t)
{
	*t = (struct three){ .han = (unsigned char)s.p[0] >= 0x80 };
	size_t at = 0;
	for (size_t k = 0; k < 3; k++) {
		size_t most = !compact ? 4 : k ? 2 : s.n - 4;
		while (at < s.n && !iv_is_digit(s.p[at]))
			at++;
		for (; at < s.n && iv_is_digit(s.p[at]) && (size_t)t->digits[k] < most; at++, t->digits[k]++)
			t->n[k] = t->n[k] * 10 + (s.p[at] - '0');
	}
}

static void add_date(struct iv_profile_column *c, enum iv_date_order order, int year, int month, int day, int64_t times)
{
	int64_t date = year * 10000 + month * 100 + day;
	if (month < 1 || month > 12 || day < 1 || day > 31)
		return;
	if (!c->dates[order] || date < c->date_min[order])
		c->date_min[order] = date;
	if (!c->dates[order] || date > c->date_max[order])
		c->date_max[order] = date;
	c->dates[order] += times;
}

static int long_year(int year)
{
	return year >= 69 ? 1900 + year : 2000 + year;
}

static void add_dates(struct iv_profile_column *c, struct iv_str text, bool compact, int64_t times)
{
	struct three t;
	read_three(text, compact, &t);
	bool year_first = t.digits[0] >= 3 || t.han, year_last = t.digits[2] == 4;
	if (compact && (t.digits[0] == 4 ? t.n[0] < 1900 || t.n[0] > 2100 : t.n[0] > 200))
		return;
	if (!t.n[0] || (year_first && year_last))
		return;
	if (!year_last) {
		int64_t before = c->dates[IV_ORDER_YMD];
		add_date(c, IV_ORDER_YMD, t.n[0], t.n[1], t.n[2], times);
		if (c->dates[IV_ORDER_YMD] > before) {
			c->republic += t.digits[0] == 3 || (t.han && t.digits[0] < 4) ? times : 0;
			c->short_years += t.digits[0] < 3 && !t.han ? times : 0;
		}
	}
	if (!year_first) {
		int year = year_last ? t.n[2] : long_year(t.n[2]);
		add_date(c, IV_ORDER_DMY, year, t.n[1], t.n[0], times);
		add_date(c, IV_ORDER_MDY, year, t.n[0], t.n[1], times);
	}
}

struct iv_profile_form iv_profile_form(const struct iv_shape *shape)
{
	struct iv_profile_form form = { 0 };
	uint8_t first = shape->run[0].kind;
	if (shape->digits && (first == '9' || first == '-' || first == '+'))
		form.number = is_number(shape, &form.fraction, &form.commas);
	if (shape->digits && (first == '9' || first == IV_SHAPE_HAN))
		form.date = three_by_shape(shape, &form.compact);
	return form;
}

void iv_profile_value(struct iv_profile_column *c, struct iv_str text, const struct iv_profile_form *form, int64_t times)
{
	if (form->number)
		add_number(c, text, form, times);
	if (form->date)
		add_dates(c, text, form->compact, times);
}

void iv_profile_value_merge(struct iv_profile_column *into, const struct iv_profile_column *from)
{
	if (from->numbers) {
		if (!into->numbers || from->number_min < into->number_min)
			into->number_min = from->number_min;
		if (!into->numbers || from->number_max > into->number_max)
			into->number_max = from->number_max;
	}
	for (size_t k = 0; k < IV_ORDERS; k++) {
		if (!from->dates[k])
			continue;
		if (!into->dates[k] || from->date_min[k] < into->date_min[k])
			into->date_min[k] = from->date_min[k];
		if (!into->dates[k] || from->date_max[k] > into->date_max[k])
			into->date_max[k] = from->date_max[k];
		into->dates[k] += from->dates[k];
	}
	into->numbers += from->numbers;
	into->integers += from->integers;
	into->decimals += from->decimals;
	into->zeros += from->zeros;
	into->lost += from->lost;
	into->short_years += from->short_years;
	into->republic += from->republic;
}
