/* SPDX-License-Identifier: MIT
 * From the words of a date to figures: 二〇二六年四月十五日 星期三 becomes 2026年4月15日, 农历腊月廿三 becomes 12月23. */
#include "clean/date_scan.h"
#include "text/utf8.h"

/* The value of a Han numeral; 10 is 十, 20 and 30 are 廿 and 卅; -1: none. */
static int numeral(uint32_t cp)
{
	switch (cp) {
	case 0x3007: /* 〇 */
	case 0x96F6: /* 零 */
	case 0x25CB: /* ○, typed for it */
		return 0;
	case 0x4E00: /* 一 */
		return 1;
	case 0x4E8C: /* 二 */
	case 0x4E24: /* 两 */
		return 2;
	case 0x4E09: /* 三 */
		return 3;
	case 0x56DB: /* 四 */
		return 4;
	case 0x4E94: /* 五 */
		return 5;
	case 0x516D: /* 六 */
		return 6;
	case 0x4E03: /* 七 */
		return 7;
	case 0x516B: /* 八 */
		return 8;
	case 0x4E5D: /* 九 */
		return 9;
	case 0x5341: /* 十 */
		return 10;
	case 0x5EFF: /* 廿 */
		return 20;
	case 0x5345: /* 卅 */
		return 30;
	default:
		return -1;
	}
}

/* A run of numerals at *at, in figures: tens are reckoned (十五, 二十三, 廿三, 九十), others stand one by one (二〇二六). */
static void add_numerals(const char **at, const char *end, struct iv_buf *out, bool *tens)
{
	int digits[8], n = 0, sum = 0, last = -1;
	bool reckoned = false;
	while (*at < end && n < 8) {
		const char *next = *at;
		int v = numeral(iv_utf8_next(&next, end));
		if (v < 0)
			break;
		*at = next;
		digits[n++] = v;
		reckoned |= v >= 10;
		*tens |= v >= 20;
	}
	for (int i = 0; i < n; i++) {
		if (!reckoned) {
			iv_buf_addc(out, (char)('0' + digits[i]));
		} else if (digits[i] == 10) {
			sum += last > 0 ? 10 * last : 10;
			last = -1;
		} else if (digits[i] > 10) {
			sum += digits[i];
		} else {
			last = digits[i];
		}
	}
	if (reckoned)
		iv_buf_addf(out, "%d", sum + (last > 0 ? last : 0));
}

/* Han characters differ in their second byte, mostly. */
static inline bool word_at(const char *p, const char *end, const char *word)
{
	if (end - p < 2 || p[0] != word[0] || p[1] != word[1])
		return false;
	size_t n = strlen(word);
	return (size_t)(end - p) >= n && memcmp(p, word, n) == 0;
}

/* Words that mean something else in figures, or nothing. In order, so that a longer one comes before its beginning. */
static const struct {
	const char *word, *figure;
	enum { PLAIN, LUNAR, LEAP, SOLAR } says;
} words[] = {
	{ "农历", "", LUNAR },	{ "阴历", "", LUNAR },	 { "旧历", "", LUNAR },	  { "夏历", "", LUNAR },	 { "(农)", "", LUNAR }, { "(阴)", "", LUNAR },
	{ "公历", "", SOLAR },	{ "阳历", "", SOLAR },	 { "新历", "", SOLAR },	  { "西历", "", SOLAR },	 { "国历", "", SOLAR }, { "西元", "", PLAIN }, { "公元", "", PLAIN }, { "西暦", "", PLAIN },
	{ "正月", "1月", LUNAR }, { "腊月", "12月", LUNAR }, { "冬月", "11月", LUNAR }, { "闰", "", LEAP },	 { "初", "", LUNAR },
	{ "元年", "1年", PLAIN }, { "半", "30分", PLAIN },  { "整", "", PLAIN },	  { "–", "-", PLAIN },	 { "—", "-", PLAIN },	{ "−", "-", PLAIN },
	{ "‐", "-", PLAIN },	{ "、", ",", PLAIN },	 { "。", ".", PLAIN },	  { "時", "时", PLAIN }, { "點", "点", PLAIN },
};

/* 星期三, 周三, 礼拜天, 水曜日; how many bytes, with brackets around it. */
static size_t weekday_at(const char *p, const char *end)
{
	static const char *const heads[] = { "星期", "礼拜", "周" };
	static const char *const tails[] = { "一", "二", "三", "四", "五", "六", "日", "天" };
	const char *from = p;
	bool bracket = *p == '(';
	p += bracket;
	size_t head = 0;
	for (size_t i = 0; i < sizeof heads / sizeof *heads && !head; i++)
		head = word_at(p, end, heads[i]) ? strlen(heads[i]) : 0;
	p += head;
	bool tail = false;
	for (size_t i = 0; head && i < sizeof tails / sizeof *tails && !tail; i++)
		tail = word_at(p, end, tails[i]);
	p += strlen("一");
	if (!tail || (bracket && (p >= end || *p != ')')))
		return 0;
	return (size_t)(p - from) + bracket;
}

/* The Han part: numerals, calendars, days of the week. */
static struct iv_str in_figures(struct iv_arena *a, struct iv_str s, struct date_text *t)
{
	struct iv_buf b = { iv_arena_alloc(a, 4 * s.n + 16), 0, 4 * s.n + 16 }; /* a character gives at most four figures */
	const char *p = s.p, *end = s.p + s.n;
	bool month = false;
	while (p < end) {
		if ((unsigned char)*p < 0x80 && *p != '(') {
			iv_buf_addc(&b, *p++);
			continue;
		}
		size_t i = 0, n = sizeof words / sizeof *words, weekday = weekday_at(p, end);
		const char *next = p;
		while (i < n && !word_at(p, end, words[i].word))
			i++;
		if (weekday) {
			iv_buf_addc(&b, ' ');
			p += weekday;
		} else if (i < n) {
			iv_buf_adds(&b, iv_str_of(words[i].figure));
			t->lunar |= words[i].says == LUNAR || words[i].says == LEAP;
			t->leap |= words[i].says == LEAP;
			t->solar |= words[i].says == SOLAR;
			p += strlen(words[i].word);
			month |= words[i].says == LUNAR;
		} else if (numeral(iv_utf8_next(&next, end)) >= 0) {
			bool tens = false;
			add_numerals(&p, end, &b, &tens);
			t->lunar |= tens;
			t->bare = month && p == end;
		} else {
			month |= word_at(p, end, "月");
			iv_buf_add(&b, p, (size_t)(next - p));
			p = next;
		}
	}
	return iv_str_trim(iv_buf_str(&b));
}

/* "wed, 15 apr": the day of the week, in the languages whose months are known, goes. */
static struct iv_str without_weekday(struct iv_str s)
{
	static const char *const days[] = { "monday",	"tuesday",  "wednesday", "thursday", "friday",	"saturday", "sunday",	"mon",	  "tue",     "tues",	"wed",	    "thu",     "thur",	 "thurs",   "fri",	  "sat",
					    "sun",	"montag",   "dienstag",	 "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "lundi",	"mardi",    "mercredi", "jeudi",	 "vendredi", "samedi", "dimanche",
					    "lunes",	"martes",   "miércoles", "miercoles", "jueves", "viernes",  "sábado",	"sabado", "domingo", "mo",	"di",	    "mi",      "do",	 "fr",	    "sa",	  "so" };
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		size_t n = strlen(days[i]);
		if (days[i][0] != s.p[0] || !iv_str_starts(s, iv_str_of(days[i])) || s.n == n || (s.p[n] != ' ' && s.p[n] != ',' && s.p[n] != '.'))
			continue;
		s = iv_str_from(s, n);
		while (s.n && (s.p[0] == ' ' || s.p[0] == ',' || s.p[0] == '.'))
			s = iv_str_from(s, 1);
		break;
	}
	return s;
}

struct date_text iv_clean_date_words(struct iv_arena *a, struct iv_str s)
{
	struct date_text t = { .s = s };
	bool ascii = true;
	for (size_t i = 0; i < s.n && ascii; i++)
		ascii = (unsigned char)s.p[i] < 0x80;
	if (!ascii)
		t.s = in_figures(a, s, &t);
	if (t.s.n && t.s.p[0] >= 'a' && t.s.p[0] <= 'z')
		t.s = without_weekday(t.s);
	/* "gmt+0800 (china standard time)" */
	if (t.s.n && t.s.p[t.s.n - 1] == ')')
		for (size_t i = t.s.n - 1; i-- > 1;)
			if (t.s.p[i] == '(' && t.s.p[i - 1] == ' ') {
				t.s = iv_str_trim((struct iv_str){ t.s.p, i });
				break;
			}
	return t;
}
