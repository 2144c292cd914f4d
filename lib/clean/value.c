/* SPDX-License-Identifier: MIT
 * Words are compared after folding width and case and simplifying the script, so each is listed once. */
#include "clean/value.h"

#include "base/num.h"
#include "clean/words.h"
#include "text/fold.h"
#include "text/han.h"

enum { LONGEST_WORD = 64 }; /* bytes of a word that is looked up */

static struct iv_str word_of(struct iv_arena *a, struct iv_str s)
{
	return iv_han_simplify(a, iv_text_fold(a, s));
}

int iv_clean_text(struct iv_arena *a, struct iv_str raw, struct iv_clean *out)
{
	*out = (struct iv_clean){ iv_text_tidy(a, raw), NULL };
	if (iv_clean_placeholder(a, out->value))
		*out = (struct iv_clean){ { 0 }, "placeholder" };
	return IV_OK;
}

int iv_clean_answer(struct iv_arena *a, struct iv_str raw, struct iv_cleaned_answer *out)
{
	static const struct iv_str yes[] = { IV_WORD("y"),	 IV_WORD("yes"),	 IV_WORD("true"), IV_WORD("t"),	 IV_WORD("1"),	 IV_WORD("on"),	 IV_WORD("ok"),	   IV_WORD("in"),     IV_WORD("opt-in"),	 IV_WORD("optin"), IV_WORD("opted in"), IV_WORD("subscribed"), IV_WORD("agree"), IV_WORD("agreed"), IV_WORD("√"), IV_WORD("✓"), IV_WORD("✔"), IV_WORD("是"), IV_WORD("是的"),
					   IV_WORD("同意"), IV_WORD("已同意"), IV_WORD("愿意"), IV_WORD("接受"), IV_WORD("已接受"), IV_WORD("有"), IV_WORD("对"), IV_WORD("要"), IV_WORD("订阅"), IV_WORD("已订阅"), IV_WORD("允许"), IV_WORD("可以"), IV_WORD("好"), IV_WORD("勾选"), IV_WORD("已勾选") };
	static const struct iv_str no[] = { IV_WORD("n"),	   IV_WORD("no"),     IV_WORD("false"),  IV_WORD("f"),	IV_WORD("0"),	 IV_WORD("off"),	   IV_WORD("out"),    IV_WORD("opt-out"), IV_WORD("optout"), IV_WORD("opted out"), IV_WORD("unsubscribed"), IV_WORD("disagree"), IV_WORD("declined"), IV_WORD("×"), IV_WORD("✗"), IV_WORD("✘"),
					  IV_WORD("否"), IV_WORD("不"), IV_WORD("不是"), IV_WORD("不同意"), IV_WORD("未同意"), IV_WORD("不愿意"), IV_WORD("不接受"), IV_WORD("拒绝"), IV_WORD("已拒绝"), IV_WORD("没有"), IV_WORD("不要"), IV_WORD("退订"), IV_WORD("已退订"), IV_WORD("取消订阅"), IV_WORD("不允许"), IV_WORD("不可以"), IV_WORD("不可"), IV_WORD("未勾选"), IV_WORD("勿扰") };
	*out = (struct iv_cleaned_answer){ 0 };
	struct iv_str word = raw.n <= LONGEST_WORD ? word_of(a, raw) : raw;
	if (IV_WORD_IN(word, yes)) {
		*out = (struct iv_cleaned_answer){ { IV_STR("true"), NULL }, IV_ANSWER_YES };
	} else if (IV_WORD_IN(word, no)) {
		*out = (struct iv_cleaned_answer){ { IV_STR("false"), NULL }, IV_ANSWER_NO };
	} else if (iv_clean_placeholder(a, word)) {
		out->c.warn = "placeholder";
	} else if (word.n) {
		out->c.warn = "bad_answer";
		return IV_REJECT;
	}
	return IV_OK;
}

/* ---- amounts ---- */

static const struct {
	const char *mark; /* folded and simplified */
	const char *currency; /* "" when more than one country writes it */
} currencies[] = {
	{ "nt$", "TWD" }, { "ntd", "TWD" }, { "twd", "TWD" }, { "新台币", "TWD" }, { "hk$", "HKD" }, { "hkd", "HKD" }, { "us$", "USD" }, { "usd", "USD" }, { "美元", "USD" },
	{ "rmb", "CNY" }, { "cny", "CNY" }, { "人民币", "CNY" }, { "eur", "EUR" }, { "€", "EUR" }, { "gbp", "GBP" }, { "£", "GBP" }, { "jpy", "JPY" }, { "日元", "JPY" }, { "港币", "HKD" }, { "港元", "HKD" },
	{ "台币", "TWD" }, { "$", "" }, { "¥", "" }, { "元", "" }, { "圆", "" }, { "块", "" },
};

static bool take_currency(struct iv_str *s, char currency[4])
{
	if (s->n && iv_is_digit(s->p[0]) && iv_is_digit(s->p[s->n - 1]))
		return false;
	for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++) {
		struct iv_str mark = iv_str_of(currencies[i].mark);
		bool head = iv_str_starts(*s, mark);
		if (!head && !iv_str_ends(*s, mark))
			continue;
		*s = iv_str_trim(head ? iv_str_from(*s, mark.n) : (struct iv_str){ s->p, s->n - mark.n });
		if (*currencies[i].currency)
			memcpy(currency, currencies[i].currency, 4);
		return true;
	}
	return false;
}

static bool take_sign(struct iv_str *s, bool *minus)
{
	if (s->n >= 2 && s->p[0] == '(' && s->p[s->n - 1] == ')') {
		*s = iv_str_trim((struct iv_str){ s->p + 1, s->n - 2 });
		*minus = !*minus;
		return true;
	}
	if (s->n && (s->p[0] == '-' || s->p[0] == '+')) {
		*minus ^= s->p[0] == '-';
		*s = iv_str_trim(iv_str_from(*s, 1));
		return true;
	}
	if (s->n && s->p[s->n - 1] == '-') {
		*minus = !*minus;
		*s = iv_str_trim((struct iv_str){ s->p, s->n - 1 });
		return true;
	}
	return false;
}

/* Digits without separators, and how many of them are decimals. Separators are commas, spaces or apostrophes before groups
 * of three. */
static bool take_digits(struct iv_str s, char digits[40], size_t *n, size_t *decimals)
{
	size_t group = 0, at = 0;
	bool separated = false, point = false;
	*n = *decimals = 0;
	for (; at < s.n; at++) {
		char c = s.p[at];
		if (c >= '0' && c <= '9') {
			if (*n == 40)
				return false;
			digits[(*n)++] = c;
			group++;
			*decimals += point;
		} else if (c == '.' && !point) {
			if (separated && group != 3)
				return false;
			point = true;
			separated = false;
		} else if ((c == ',' || c == ' ' || c == '\'') && !point && group && group <= 3 && (!separated || group == 3)) {
			separated = true;
			group = 0;
		} else {
			return false;
		}
	}
	return *n && (!separated || group == 3);
}

/* digits with `decimals` of them behind the point, times 10,000 when `wan`, as money; *rounded when digits were cut. */
static bool to_money(const char *digits, size_t n, size_t decimals, bool wan, int64_t *out, bool *rounded)
{
	size_t places = wan ? 8 : 4;
	size_t keep = decimals > places ? n - (decimals - places) : n;
	int64_t v = 0;
	for (size_t i = 0; i < keep; i++)
		if (!iv_num_mul64(v, 10, &v) || !iv_num_add64(v, digits[i] - '0', &v))
			return false;
	for (; decimals < places; decimals++)
		if (!iv_num_mul64(v, 10, &v))
			return false;
	for (size_t i = keep; i < n; i++)
		*rounded |= digits[i] != '0';
	if (keep < n && digits[keep] >= '5' && !iv_num_add64(v, 1, &v))
		return false;
	*out = v;
	return true;
}

int iv_clean_amount(struct iv_arena *a, struct iv_str raw, struct iv_amount *out)
{
	*out = (struct iv_amount){ 0 };
	struct iv_str s = word_of(a, raw);
	if (!s.n)
		return IV_OK;
	if (iv_clean_placeholder(a, s)) {
		out->c.warn = "placeholder";
		return IV_OK;
	}
	bool minus = false, rounded = false, sign = false;
	int currencies_left = 2; /* 人民币 12元 */
	for (int round = 0; round < 4; round++) {
		if (!sign)
			sign = take_sign(&s, &minus);
		currencies_left -= currencies_left && take_currency(&s, out->currency);
	}
	bool wan = iv_str_ends(s, IV_STR("万"));
	if (wan)
		s = iv_str_trim((struct iv_str){ s.p, s.n - strlen("万") });
	char digits[40];
	size_t n, decimals;
	if (!take_digits(s, digits, &n, &decimals) || !to_money(digits, n, decimals, wan, &out->money, &rounded)) {
		*out = (struct iv_amount){ .c.warn = "bad_amount" };
		return IV_REJECT;
	}
	out->money = minus ? -out->money : out->money;
	struct iv_buf b = { iv_arena_alloc(a, 32), 0, 32 }; /* money has at most 21 characters, so it never grows */
	iv_num_add_money(&b, out->money);
	out->c = (struct iv_clean){ iv_buf_str(&b), rounded ? "rounded" : NULL };
	return IV_OK;
}
