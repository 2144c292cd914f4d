/* SPDX-License-Identifier: MIT
 * Decimals in 128 bits. The limit of 10^20 leaves room above every intermediate: a value has at most 29 digits in
 * billionths, so a remainder times a billion still fits (38 digits). */
#include "rule/decimal.h"

#include <math.h>

__extension__ typedef unsigned __int128 wide;

#define ONE ((wide)IV_DECIMAL_ONE)
#define WHOLE ((wide)10000000000 * 10000000000) /* 10^20 */
#define LIMIT (WHOLE * ONE)

static wide size_of(iv_decimal v)
{
	return v < 0 ? -(wide)v : (wide)v;
}

static bool store(bool minus, wide v, iv_decimal *out)
{
	if (v >= LIMIT)
		return false;
	*out = minus ? -(iv_decimal)v : (iv_decimal)v;
	return true;
}

static wide ten_to(int n)
{
	wide v = 1;
	while (n-- > 0)
		v *= 10;
	return v;
}

/* v / 10^n, half away from zero. */
static wide shrink(wide v, int n)
{
	if (n > 38)
		return 0;
	wide d = ten_to(n), q = v / d;
	return q + (v % d >= d - d / 2);
}

bool iv_decimal_money(iv_decimal v, int64_t *out)
{
	wide m = shrink(size_of(v), 5);
	if (m > (wide)INT64_MAX)
		return false;
	*out = v < 0 ? -(int64_t)m : (int64_t)m;
	return true;
}

bool iv_decimal_of_double(double v, iv_decimal *out)
{
	if (!(fabs(v) < 1e20))
		return false;
	double whole = trunc(fabs(v)), part = fabs(v) - whole;
	return store(v < 0, (wide)whole * ONE + (wide)round(part * 1e9), out);
}

double iv_decimal_double(iv_decimal v)
{
	return (double)v / 1e9;
}

bool iv_decimal_int(iv_decimal v, int64_t *out)
{
	iv_decimal whole = v / IV_DECIMAL_ONE;
	if (whole > INT64_MAX || whole < INT64_MIN)
		return false;
	*out = (int64_t)whole;
	return true;
}

/* The exponent after e or E: the whole of s. Clipped at a thousand, where every number is 0 or too large. */
static bool exponent(struct iv_str s, int *out)
{
	bool minus = s.n && *s.p == '-';
	if (s.n && (*s.p == '-' || *s.p == '+'))
		s = iv_str_from(s, 1);
	int v = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v < 1000 ? v * 10 + (s.p[i] - '0') : v;
	}
	*out = minus ? -v : v;
	return s.n > 0;
}

/* v * 10^places, where v is all digits without their point; v is not 0. */
static bool scale(bool minus, wide v, int64_t places, iv_decimal *out)
{
	places += IV_DECIMAL_PLACES;
	if (places < 0)
		return store(minus, shrink(v, places < -39 ? 39 : (int)-places), out);
	if (places >= 29 || v > LIMIT / ten_to((int)places))
		return false;
	return store(minus, v * ten_to((int)places), out);
}

bool iv_decimal_parse(struct iv_str s, iv_decimal *out)
{
	static const int32_t shift[] = { 1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1 };
	const char *p = s.p, *end = s.p + s.n;
	bool minus = s.n && *p == '-';
	if (s.n && (*p == '-' || *p == '+'))
		p++;
	const char *first = p, *point = NULL;
	uint64_t small = 0;
	for (; p < end && ((*p >= '0' && *p <= '9') || (*p == '.' && !point)); p++) {
		if (*p == '.')
			point = p;
		else
			small = small * 10 + (uint64_t)(*p - '0'); /* wraps beyond 19 digits; then it is not used */
	}
	size_t digits = (size_t)(p - first) - (point != NULL), decimals = point ? (size_t)(p - point) - 1 : 0;
	if (!digits)
		return false;
	if (p == end && digits <= 18 && decimals <= IV_DECIMAL_PLACES) {
		iv_decimal v = (iv_decimal)small * shift[decimals];
		*out = minus ? -v : v;
		return true;
	}
	int e = 0;
	if (p < end && ((*p != 'e' && *p != 'E') || !exponent((struct iv_str){ p + 1, (size_t)(end - p) - 1 }, &e)))
		return false;
	wide v = 0;
	int64_t places = e - (int64_t)decimals;
	for (const char *q = first; q < p; q++) {
		if (*q == '.')
			continue;
		if (v < LIMIT)
			v = v * 10 + (wide)(*q - '0');
		else
			places++; /* a digit beyond the thirtieth; it cannot turn less than a half into a half */
	}
	if (!v) {
		*out = 0;
		return true;
	}
	return scale(minus, v, places, out);
}

void iv_decimal_add_text(struct iv_buf *b, iv_decimal v)
{
	char text[48], *p = text + sizeof text;
	wide u = size_of(v);
	bool small = u <= UINT64_MAX; /* nearly always, and then there is a machine division for it */
	uint32_t part = small ? (uint32_t)((uint64_t)u % IV_DECIMAL_ONE) : (uint32_t)(u % ONE);
	int places = IV_DECIMAL_PLACES;
	for (; places && part % 10 == 0; places--)
		part /= 10;
	for (int i = 0; i < places; i++, part /= 10)
		*--p = (char)('0' + part % 10);
	if (places)
		*--p = '.';
	u = small ? (uint64_t)u / IV_DECIMAL_ONE : u / ONE;
	for (; u > UINT64_MAX; u /= 10)
		*--p = (char)('0' + (int)(u % 10));
	uint64_t whole = (uint64_t)u;
	do
		*--p = (char)('0' + whole % 10);
	while (whole /= 10);
	if (v < 0)
		*--p = '-';
	iv_buf_add(b, p, (size_t)(text + sizeof text - p));
}

bool iv_decimal_add(iv_decimal a, iv_decimal b, iv_decimal *out)
{
	iv_decimal v = a + b;
	return store(v < 0, size_of(v), out);
}

bool iv_decimal_sub(iv_decimal a, iv_decimal b, iv_decimal *out)
{
	return iv_decimal_add(a, -b, out);
}

bool iv_decimal_mul(iv_decimal a, iv_decimal b, iv_decimal *out)
{
	bool minus = (a < 0) != (b < 0);
	wide x = size_of(a), y = size_of(b);
	wide xw = x / ONE, xp = x % ONE, yw = y / ONE, yp = y % ONE;
	if (xw && yw >= WHOLE / xw + 1)
		return false;
	return store(minus, xw * yw * ONE + xw * yp + xp * yw + shrink(xp * yp, IV_DECIMAL_PLACES), out);
}

bool iv_decimal_div(iv_decimal a, iv_decimal b, iv_decimal *out)
{
	if (!b)
		return false;
	wide x = size_of(a), y = size_of(b), whole, rest, part;
	if (x <= UINT64_MAX && y <= UINT64_MAX) { /* nearly always, and machine divisions are far cheaper */
		uint64_t n = (uint64_t)x, d = (uint64_t)y;
		whole = n / d;
		rest = (wide)(n % d) * ONE;
	} else {
		whole = x / y;
		rest = x % y * ONE;
	}
	part = rest <= UINT64_MAX && y <= UINT64_MAX ? (uint64_t)rest / (uint64_t)y : rest / y;
	rest -= part * y;
	part += rest >= y - y / 2;
	return store((a < 0) != (b < 0), whole * ONE + part, out);
}

bool iv_decimal_rem(iv_decimal a, iv_decimal b, iv_decimal *out)
{
	if (!b)
		return false;
	*out = a % b;
	return true;
}

bool iv_decimal_round(iv_decimal v, int places, iv_decimal *out)
{
	int cut = IV_DECIMAL_PLACES - places;
	return store(v < 0, shrink(size_of(v), cut) * ten_to(cut), out);
}
