/* SPDX-License-Identifier: MIT
 * Words are compared after folding width and case and simplifying the script, so each is listed once. */
#include "clean/value.h"

#include "base/num.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/utf8.h"

enum { LONGEST_WORD = 64 }; /* bytes; no listed word is longer */

static const char *const placeholders[] = {
	"n/a", "n.a.", "n.a", "#n/a", "na/na", "null", "(null)", "<null>", "\\n", "nil", "none", "nan", "unknown", "undefined", "not available", "not provided", "no name", "noname", "anonymous",
	"test", "testing", "tester", "dummy", "sample", "example", "tbd", "tba", "asdf", "qwerty",
	"无", "没有", "不详", "未知", "不明", "匿名", "未填", "未填写", "未提供", "未登记", "未录入", "暂无", "暂缺", "空", "空白", "保密", "不知道", "不清楚", "待补", "待定", "待补充", "测试", "测试用户", "测试数据", "无名",
	"无名氏", "佚名", "某某", "某某某", "不愿透露", "无资料", "无数据", "无法提供", "缺", "略", "同上", "其他", "不便透露",
};

static bool is_figure(char c)
{
	return c >= '0' && c <= '9';
}

static bool listed(struct iv_str word, const char *const *list, size_t n)
{
	/* Han characters share their first byte, so two are compared before the rest. */
	for (size_t i = 0; word.n && i < n; i++)
		if (list[i][0] == word.p[0] && (word.n == 1 || list[i][1] == word.p[1]) && iv_str_eq(word, iv_str_of(list[i])))
			return true;
	return false;
}

/* Nothing but punctuation and symbols, or only the letter x, at least two of them. */
static bool is_scribble(struct iv_str s)
{
	size_t x = 0, marks = 0, n = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end; n++) {
		uint32_t cp = iv_utf8_next(&p, end);
		bool letter = (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || cp >= 0xA0;
		bool mark = !letter || cp == 0xB7 || (cp >= 0x2010 && cp <= 0x2027) || (cp >= 0x3001 && cp <= 0x3003) || cp == IV_UTF8_LOST;
		x += cp == 'x';
		marks += mark;
		if (x <= n && marks <= n)
			return false; /* most words end the search at their first character */
	}
	return (x == n && n >= 2) || marks == n;
}

/* Is the folded and simplified word a placeholder? */
static bool is_placeholder_word(struct iv_str word)
{
	return word.n && (is_scribble(word) || listed(word, placeholders, sizeof placeholders / sizeof *placeholders));
}

static struct iv_str word_of(struct iv_arena *a, struct iv_str s)
{
	return iv_han_simplify(a, iv_text_fold(a, s));
}

bool iv_clean_placeholder(struct iv_arena *a, struct iv_str s)
{
	/* No listed word begins with a figure, and no scribble has one: dates and numbers need not be folded. */
	return s.n && !is_figure(s.p[0]) && s.n <= LONGEST_WORD && is_placeholder_word(word_of(a, s));
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
	static const char *const yes[] = { "y",	 "yes",	 "true", "t",	 "1",	 "on",	 "ok",	   "in",     "opt-in",	 "optin", "opted in", "subscribed", "agree", "agreed", "√", "✓", "✔", "是", "是的",
					   "同意", "已同意", "愿意", "接受", "已接受", "有", "对", "要", "订阅", "已订阅", "允许", "可以", "好", "勾选", "已勾选" };
	static const char *const no[] = { "n",	   "no",     "false",  "f",	"0",	 "off",	   "out",    "opt-out", "optout", "opted out", "unsubscribed", "disagree", "declined", "×", "✗", "✘",
					  "否", "不", "不是", "不同意", "未同意", "不愿意", "不接受", "拒绝", "已拒绝", "没有", "不要", "退订", "已退订", "取消订阅", "不允许", "不可以", "不可", "未勾选", "勿扰" };
	*out = (struct iv_cleaned_answer){ 0 };
	struct iv_str word = raw.n <= LONGEST_WORD ? word_of(a, raw) : raw;
	if (listed(word, yes, sizeof yes / sizeof *yes)) {
		*out = (struct iv_cleaned_answer){ { IV_STR("true"), NULL }, IV_ANSWER_YES };
	} else if (listed(word, no, sizeof no / sizeof *no)) {
		*out = (struct iv_cleaned_answer){ { IV_STR("false"), NULL }, IV_ANSWER_NO };
	} else if (word.n && is_placeholder_word(word)) {
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
	if (s->n && is_figure(s->p[0]) && is_figure(s->p[s->n - 1]))
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
	if (s.n <= LONGEST_WORD && is_placeholder_word(s)) {
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
