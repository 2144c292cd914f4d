/* SPDX-License-Identifier: MIT
 * Numbers as text and back. */
#include "base/num.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool iv_num_add64(int64_t a, int64_t b, int64_t *out)
{
	int64_t r;
	if (__builtin_add_overflow(a, b, &r))
		return false;
	*out = r;
	return true;
}

bool iv_num_mul64(int64_t a, int64_t b, int64_t *out)
{
	int64_t r;
	if (__builtin_mul_overflow(a, b, &r))
		return false;
	*out = r;
	return true;
}

bool iv_num_int(struct iv_str s, int64_t *out)
{
	bool minus = s.n && *s.p == '-';
	if (s.n && (*s.p == '-' || *s.p == '+'))
		s = iv_str_from(s, 1);
	if (!s.n)
		return false;
	int64_t v = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (!iv_is_digit(s.p[i]))
			return false;
		int d = s.p[i] - '0';
		if (!iv_num_mul64(v, 10, &v) || !iv_num_add64(v, minus ? -d : d, &v))
			return false;
	}
	*out = v;
	return true;
}

/* A decimal text taken apart: digits without a point, and where the point goes. */
struct decimal {
	bool minus;
	struct iv_str whole, part; /* digits before and after the point */
	int64_t exponent;
};

static bool decimal_read(struct iv_str s, struct decimal *d)
{
	*d = (struct decimal){ .minus = s.n && *s.p == '-' };
	size_t i = s.n && (*s.p == '-' || *s.p == '+'), from = i;
	while (i < s.n && iv_is_digit(s.p[i]))
		i++;
	d->whole = (struct iv_str){ s.p + from, i - from };
	if (i < s.n && s.p[i] == '.') {
		from = ++i;
		while (i < s.n && iv_is_digit(s.p[i]))
			i++;
		d->part = (struct iv_str){ s.p + from, i - from };
	}
	if (!d->whole.n && !d->part.n)
		return false;
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E'))
		return iv_num_int(iv_str_from(s, i + 1), &d->exponent) && d->exponent > -400 && d->exponent < 400;
	return i == s.n;
}

bool iv_num_money(struct iv_str s, int64_t *out)
{
	struct decimal d;
	if (!decimal_read(s, &d))
		return false;
	int64_t v = 0, shift = d.exponent + 4; /* decimals to keep beyond the digits before the point */
	for (size_t i = 0; i < d.whole.n + d.part.n || shift > (int64_t)d.part.n; i++) {
		char c = i < d.whole.n ? d.whole.p[i] : i - d.whole.n < d.part.n ? d.part.p[i - d.whole.n] : '0';
		int64_t place = (int64_t)d.whole.n + shift - 1 - (int64_t)i; /* power of ten of this digit, in 1/10000 */
		if (i >= d.whole.n + d.part.n && place < 0)
			break;
		int digit = c - '0';
		if (place < 0) {
			if (digit)
				return false;
			continue;
		}
		if (!iv_num_mul64(v, 10, &v) || !iv_num_add64(v, d.minus ? -digit : digit, &v))
			return false;
	}
	/* digits fewer than places: 5e3 has one digit and eight places to fill, handled above by shift > part.n */
	*out = v;
	return true;
}

bool iv_num_double(struct iv_str s, double *out)
{
	struct decimal d;
	char text[512];
	if (!decimal_read(s, &d) || s.n >= sizeof text)
		return false;
	/* Short decimals, the common case: exact integer over an exact power of ten rounds once. */
	static const double ten[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	if (!d.exponent && d.whole.n + d.part.n <= 15) {
		int64_t v = 0;
		for (size_t i = 0; i < d.whole.n; i++)
			v = v * 10 + (d.whole.p[i] - '0');
		for (size_t i = 0; i < d.part.n; i++)
			v = v * 10 + (d.part.p[i] - '0');
		double r = (double)v / ten[d.part.n];
		*out = d.minus ? -r : r;
		return true;
	}
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*out = strtod(text, NULL); /* programs never call setlocale, so '.' is the point */
	return isfinite(*out);
}

void iv_num_add_int(struct iv_buf *b, int64_t v)
{
	char text[24], *p = text + sizeof text;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	do
		*--p = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		*--p = '-';
	iv_buf_add(b, p, (size_t)(text + sizeof text - p));
}

/* v / 10^decimals, trailing zeros cut. */
static void add_scaled(struct iv_buf *b, bool minus, uint64_t v, int decimals)
{
	char text[40], *p = text + sizeof text;
	while (decimals && v % 10 == 0)
		v /= 10, decimals--;
	for (int i = 0; i < decimals; i++, v /= 10)
		*--p = (char)('0' + v % 10);
	if (decimals)
		*--p = '.';
	bool zero = v == 0 && !decimals;
	do
		*--p = (char)('0' + v % 10);
	while (v /= 10);
	if (minus && !zero)
		*--p = '-';
	iv_buf_add(b, p, (size_t)(text + sizeof text - p));
}

void iv_num_add_money(struct iv_buf *b, int64_t v)
{
	add_scaled(b, v < 0, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 4);
}

void iv_num_add_double(struct iv_buf *b, double v, int decimals)
{
	static const double scale[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };
	if (!isfinite(v)) {
		iv_buf_adds(b, IV_STR("null"));
		return;
	}
	double r = round(fabs(v) * scale[decimals]);
	if (r < 9.2e18)
		add_scaled(b, v < 0, (uint64_t)r, decimals);
	else
		iv_buf_addf(b, "%.17g", v);
}

void iv_num_add_exact(struct iv_buf *b, double v)
{
	char text[32];
	double back;
	if (!isfinite(v)) {
		iv_buf_adds(b, IV_STR("null"));
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, v);
		if (iv_num_double(iv_str_of(text), &back) && back == v)
			break;
	}
	iv_buf_adds(b, iv_str_of(text));
}
