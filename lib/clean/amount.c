/* SPDX-License-Identifier: MIT
 * Amounts: what stands around the figures is taken off from both ends, then the figures are read, in Arabic or in Han. */
#include "base/num.h"
#include "clean/amount_han.h"
#include "clean/value.h"
#include "text/fold.h"
#include "text/han.h"

enum { DIGITS = 40 };

/* Folded and simplified; longer ones before those they end or begin with. */
static const struct {
	const char *mark;
	const char *currency; /* "" when more than one country writes it */
} currencies[] = {
	{ "nt$", "TWD" },   { "ntd", "TWD" },	{ "twd", "TWD" },    { "新台币", "TWD" }, { "台币", "TWD" }, { "hk$", "HKD" },	{ "hkd", "HKD" },    { "港币", "HKD" },	 { "港元", "HKD" }, { "mop$", "MOP" }, { "mop", "MOP" },    { "澳门元", "MOP" },
	{ "us$", "USD" },   { "usd", "USD" },	{ "美元", "USD" },   { "美金", "USD" },   { "rmb¥", "CNY" }, { "cn¥", "CNY" },	{ "元人民币", "CNY" }, { "rmb", "CNY" },	 { "cny", "CNY" },  { "人民币", "CNY" }, { "eur", "EUR" },    { "euro", "EUR" },
	{ "欧元", "EUR" },  { "€", "EUR" },	{ "gbp", "GBP" },    { "英镑", "GBP" },   { "£", "GBP" },	     { "jp¥", "JPY" },	{ "jpy", "JPY" },    { "日元", "JPY" },	 { "日圆", "JPY" }, { "円", "JPY" },   { "krw", "KRW" },    { "韩元", "KRW" },
	{ "₩", "KRW" },	    { "s$", "SGD" },	{ "sgd", "SGD" },    { "新元", "SGD" },   { "a$", "AUD" },   { "aud", "AUD" },	{ "澳元", "AUD" },   { "c$", "CAD" },	 { "cad", "CAD" },  { "加元", "CAD" }, { "nzd", "NZD" },    { "chf", "CHF" },
	{ "sek", "SEK" },   { "nok", "NOK" },	{ "dkk", "DKK" },    { "pln", "PLN" },	  { "czk", "CZK" },  { "huf", "HUF" },	{ "thb", "THB" },    { "฿", "THB" },	 { "泰铢", "THB" }, { "vnd", "VND" },  { "₫", "VND" },	    { "myr", "MYR" },
	{ "idr", "IDR" },   { "php", "PHP" },	{ "₱", "PHP" },	     { "inr", "INR" },	  { "₹", "INR" },    { "rub", "RUB" },	{ "₽", "RUB" },	     { "r$", "BRL" },	 { "brl", "BRL" },  { "mxn", "MXN" },  { "$", "" },	    { "¥", "" },
	{ "元", "" },	    { "圆", "" },	{ "块钱", "" },	     { "块", "" },
};

/* What multiplies the figures before it; powers of ten. */
static const struct {
	const char *mark;
	int power;
} multiples[] = {
	{ "万亿", 12 }, { "千万", 7 }, { "百万", 6 }, { "十万", 5 }, { "亿", 8 }, { "万", 4 }, { "千", 3 }, { "百", 2 }, { "k", 3 }, { "m", 6 }, { "mn", 6 }, { "mio", 6 }, { "mio.", 6 }, { "bn", 9 }, { "%", -2 }, { "‰", -3 },
};

static struct iv_str without_tail(struct iv_str s, size_t n)
{
	return iv_str_trim((struct iv_str){ s.p, s.n - n });
}

static bool take_currency(struct iv_str *s, char currency[4])
{
	if (!s->n || (iv_is_digit(s->p[0]) && iv_is_digit(s->p[s->n - 1])))
		return false;
	for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++) {
		struct iv_str mark = iv_str_of(currencies[i].mark);
		bool head = iv_str_starts(*s, mark);
		if (!head && !iv_str_ends(*s, mark))
			continue;
		*s = head ? iv_str_trim(iv_str_from(*s, mark.n)) : without_tail(*s, mark.n);
		if (*currencies[i].currency)
			memcpy(currency, currencies[i].currency, 4);
		return true;
	}
	return false;
}

/* A sign before or behind; brackets; and as bookkeepers write it: CR (a credit) is below zero, DR is not. */
static bool take_sign(struct iv_str *s, bool *minus)
{
	static const struct {
		const char *mark;
		bool head, tail, minus;
	} signs[] = {
		{ "-", true, true, true }, { "+", true, false, false }, { "−", true, true, true }, { "△", true, false, true }, { "▲", true, false, true }, { "负", true, false, true }, { "cr", false, true, true }, { "dr", false, true, false },
	};
	if (s->n >= 2 && s->p[0] == '(' && s->p[s->n - 1] == ')') {
		*s = iv_str_trim((struct iv_str){ s->p + 1, s->n - 2 });
		*minus = !*minus;
		return true;
	}
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		struct iv_str mark = iv_str_of(signs[i].mark);
		bool head = signs[i].head && iv_str_starts(*s, mark);
		if (!head && !(signs[i].tail && iv_str_ends(*s, mark)))
			continue;
		*s = head ? iv_str_trim(iv_str_from(*s, mark.n)) : without_tail(*s, mark.n);
		*minus ^= signs[i].minus;
		return true;
	}
	return false;
}

static int take_multiple(struct iv_str *s)
{
	for (size_t i = 0; i < sizeof multiples / sizeof *multiples; i++) {
		struct iv_str mark = iv_str_of(multiples[i].mark);
		if (s->n > mark.n && iv_str_ends(*s, mark)) {
			*s = without_tail(*s, mark.n);
			return multiples[i].power;
		}
	}
	return 0;
}

/* ---- figures ---- */

/* The byte that stands before the decimals, or 0 for none; see value.h. */
static char decimal_mark(struct iv_str s, bool comma)
{
	size_t points = 0, commas = 0, last = 0;
	for (size_t i = 0; i < s.n; i++) {
		points += s.p[i] == '.';
		commas += s.p[i] == ',';
		last = s.p[i] == '.' || s.p[i] == ',' ? i : last;
	}
	if (!points && !commas)
		return 0;
	char mark = s.p[last];
	size_t same = mark == '.' ? points : commas, after = s.n - last - 1;
	if (points && commas)
		return mark;
	if (same > 1)
		return 0;
	if (mark == '.')
		return comma && after == 3 && last >= 1 && last <= 3 && s.p[0] != '0' ? 0 : '.';
	return comma || after == 1 || after == 2 || (s.p[0] == '0' && last == 1) ? ',' : 0;
}

/* Digits without separators, and how many of them are decimals. Separators are points, commas, spaces or apostrophes before
 * groups of three, and all the same. */
static bool take_digits(struct iv_str s, char mark, char digits[DIGITS], int *n, int *decimals)
{
	size_t group = 0;
	char separator = 0;
	bool point = false;
	*n = *decimals = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (iv_is_digit(c)) {
			if (*n == DIGITS)
				return false;
			digits[(*n)++] = c;
			group++;
			*decimals += point;
		} else if (c == mark && !point) {
			if (separator && group != 3)
				return false;
			point = true;
		} else if ((c == ',' || c == '.' || c == ' ' || c == '\'') && !point && group && group <= 3 && (!separator || (c == separator && group == 3))) {
			separator = c;
			group = 0;
		} else {
			return false;
		}
	}
	return *n && (!separator || point || group == 3);
}

/* digits with `decimals` of them behind the point (fewer than none: zeros before it), as money; *rounded when digits were cut. */
static bool to_money(const char *digits, int n, int decimals, int64_t *out, bool *rounded)
{
	enum { PLACES = 4 };
	int keep = decimals > PLACES ? n - (decimals - PLACES) : n;
	int64_t v = 0;
	for (int i = 0; i < keep; i++)
		if (!iv_num_mul64(v, 10, &v) || !iv_num_add64(v, digits[i] - '0', &v))
			return false;
	for (; decimals < PLACES && v; decimals++)
		if (!iv_num_mul64(v, 10, &v))
			return false;
	for (int i = keep < 0 ? 0 : keep; i < n; i++)
		*rounded |= digits[i] != '0';
	if (keep >= 0 && keep < n && digits[keep] >= '5' && !iv_num_add64(v, 1, &v))
		return false;
	*out = v;
	return true;
}

static bool read_figures(struct iv_str s, bool comma, int power, int64_t *money, bool *rounded)
{
	char digits[DIGITS];
	int n, decimals;
	return take_digits(s, decimal_mark(s, comma), digits, &n, &decimals) && to_money(digits, n, decimals - power, money, rounded);
}

/* A typographic apostrophe as a plain one: 1’234. */
static struct iv_str plain(struct iv_arena *a, struct iv_str raw)
{
	struct iv_str s = iv_han_simplify(a, iv_text_fold(a, raw)), mark = IV_STR("’");
	if (iv_str_find(s, mark) < 0)
		return s;
	char *to = iv_arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; n++) {
		bool here = iv_str_starts(iv_str_from(s, i), mark);
		to[n] = here ? '\'' : s.p[i];
		i += here ? mark.n : 1;
	}
	return (struct iv_str){ to, n };
}

int iv_clean_amount(struct iv_arena *a, struct iv_str raw, bool comma, struct iv_amount *out)
{
	*out = (struct iv_amount){ 0 };
	struct iv_str s = plain(a, raw);
	if (!s.n)
		return IV_OK;
	if (iv_clean_placeholder(a, s)) {
		out->c.warn = "placeholder";
		return IV_OK;
	}
	bool minus = false, rounded = false, sign = false, han = false;
	int currencies_left = 2; /* 人民币 12元 */
	for (int round = 0; round < 4 && !han; round++) {
		if (!sign)
			sign = take_sign(&s, &minus);
		/* 元 within 12元5角 belongs to the figures. */
		han = iv_clean_amount_han(s, &out->money);
		currencies_left -= !han && currencies_left && take_currency(&s, out->currency);
	}
	struct iv_str figures = s;
	int power = han ? 0 : take_multiple(&figures);
	if (!han && !read_figures(figures, comma, power, &out->money, &rounded)) {
		*out = (struct iv_amount){ .c.warn = "bad_amount" };
		return IV_REJECT;
	}
	out->money = minus ? -out->money : out->money;
	struct iv_buf b = { iv_arena_alloc(a, 32), 0, 32 }; /* money has at most 21 characters, so it never grows */
	iv_num_add_money(&b, out->money);
	out->c = (struct iv_clean){ iv_buf_str(&b), rounded ? "rounded" : NULL };
	return IV_OK;
}
