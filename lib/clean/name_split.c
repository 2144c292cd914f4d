/* SPDX-License-Identifier: MIT
 * Which part of a name is the family name. Where two readings are as likely, neither is taken: a wrong family name is worse than none. */
#include <uchar.h>

#include "clean/name_parts.h"
#include "clean/words.h"
#include "text/han.h"
#include "text/roman.h"
#include "text/utf8.h"

enum { MOST_WORDS = 8 };

/* Spellings by which Hong Kong and Taiwan write their commonest surnames, and which are none in Pinyin: they tell the family name
 * wherever they stand. */
static const struct iv_str strong[] = {
	IV_WORD("chan"), IV_WORD("wong"), IV_WORD("lee"), IV_WORD("cheung"), IV_WORD("lau"), IV_WORD("leung"), IV_WORD("ng"), IV_WORD("lam"), IV_WORD("tsang"), IV_WORD("yeung"), IV_WORD("kwok"), IV_WORD("chow"), IV_WORD("yip"), IV_WORD("tse"), IV_WORD("mak"), IV_WORD("poon"), IV_WORD("fung"), IV_WORD("tsui"), IV_WORD("tam"), IV_WORD("siu"), IV_WORD("kwan"), IV_WORD("choi"), IV_WORD("law"), IV_WORD("lui"), IV_WORD("chiu"), IV_WORD("chau"), IV_WORD("kwong"), IV_WORD("mok"), IV_WORD("ip"), IV_WORD("cheuk"), IV_WORD("shek"), IV_WORD("szeto"), IV_WORD("fok"), IV_WORD("mui"), IV_WORD("ngai"), IV_WORD("ngan"), IV_WORD("suen"), IV_WORD("tsoi"), IV_WORD("woo"), IV_WORD("yau"), IV_WORD("yim"), IV_WORD("yiu"), IV_WORD("yung"), IV_WORD("hung"), IV_WORD("auyeung"), IV_WORD("au-yeung"), IV_WORD("heung"), IV_WORD("kwek"),
	IV_WORD("tsai"), IV_WORD("hsieh"), IV_WORD("hsu"), IV_WORD("tseng"), IV_WORD("chiang"), IV_WORD("hsiao"), IV_WORD("chuang"), IV_WORD("yeh"), IV_WORD("chien"), IV_WORD("chung"), IV_WORD("tsao"), IV_WORD("hsiung"), IV_WORD("kao"), IV_WORD("kuo"), IV_WORD("hsiang"), IV_WORD("chueh"), IV_WORD("tsou"), IV_WORD("yen"), IV_WORD("hsueh"), IV_WORD("shih"), IV_WORD("teng"),
};

static struct iv_str none(void)
{
	return (struct iv_str){ 0 };
}

/* 王小明妈妈, 小明爸爸: not the child. */
static bool is_parent(struct iv_str name)
{
	static const char *const words[] = { "妈妈", "媽媽", "爸爸", "家长", "家長", "外婆", "外公" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (iv_str_ends(name, iv_str_of(words[i])) && name.n > strlen(words[i]))
			return true;
	return false;
}

static void split_han(struct iv_str name, struct iv_name *out)
{
	const char *p = name.p, *end = name.p + name.n;
	uint32_t first = iv_utf8_next(&p, end), second = p < end ? iv_utf8_next(&p, end) : 0;
	/* 小王, 老李, 阿明 */
	if (p == end && (first == U'小' || first == U'老') && iv_han_surname(second)) {
		out->family = iv_str_from(name, 3);
		out->surname_only = true;
		return;
	}
	if ((p == end && first == U'阿') || (name.n > 9 && is_parent(name)))
		return;
	size_t n = iv_han_family(name);
	out->family = (struct iv_str){ name.p, n };
	out->given = n ? iv_str_from(name, n) : none();
	bool known = n && (n > 4 || iv_han_surname(first) || out->honorific.n);
	out->surname_only = n == name.n && known;
}

/* "wangxiaoming" by its first syllables, if a surname is read so and none is read like the last. */
static void split_one_word(struct iv_str name, struct iv_name *out)
{
	struct iv_str part[4];
	size_t n = iv_pinyin_cut(name, part, 4);
	if (n < 2 || n > 4)
		return;
	size_t two = part[0].n + part[1].n;
	struct iv_str head = { name.p, n > 2 && iv_pinyin_surname((struct iv_str){ name.p, two }) ? two : part[0].n };
	if (!iv_pinyin_surname(head) || (head.n == part[0].n && iv_pinyin_surname(part[n - 1])))
		return;
	out->family = head;
	out->given = iv_str_from(name, head.n);
}

/* ---- names of several words ---- */

struct word {
	struct iv_str text;
	size_t pinyin; /* syllables, 0: it is not Pinyin */
	bool initial; /* "X." */
	bool strong; /* one of the list */
	bool capitals; /* WANG */
};

static struct iv_str without_hyphens(struct iv_arena *a, struct iv_str s)
{
	if (!memchr(s.p, '-', s.n))
		return s;
	char *out = iv_arena_alloc(a, s.n + 1);
	size_t used = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '-')
			out[used++] = s.p[i];
	return (struct iv_str){ out, used };
}

static struct word read_word(struct iv_arena *a, struct iv_str text)
{
	struct word w = { .text = text };
	struct iv_str plain = without_hyphens(a, text);
	char lower[8];
	size_t n = 0, capitals = 0;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		capitals += (c >= 'A' && c <= 'Z') || c == '-' || c == '\'';
		if (n < sizeof lower && text.n <= sizeof lower)
			lower[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	w.strong = n && IV_WORD_IN(((struct iv_str){ lower, n }), strong);
	w.initial = text.n == 1 || (text.n == 2 && text.p[1] == '.');
	w.capitals = capitals == text.n && text.n > 1;
	w.pinyin = w.initial ? 1 : iv_pinyin_cut(plain, NULL, 0);
	return w;
}

static bool is_syllables(const struct word *w)
{
	uint16_t class[IV_ROMAN_SYLLABLES];
	return w->pinyin || iv_roman_cut(IV_ROMAN_CANTON, w->text, class, IV_ROMAN_SYLLABLES) || iv_roman_cut(IV_ROMAN_WADE, w->text, class, IV_ROMAN_SYLLABLES);
}

/* Words [from, to) are the family name, the others the given name as they stand. */
static void take(struct iv_arena *a, const struct word *w, size_t n, size_t from, size_t to, struct iv_name *out)
{
	const char *begin = w[from].text.p, *end = w[to - 1].text.p + w[to - 1].text.n, *last = w[n - 1].text.p + w[n - 1].text.n;
	struct iv_str before = iv_name_trim((struct iv_str){ w[0].text.p, (size_t)(begin - w[0].text.p) }), behind = iv_name_trim((struct iv_str){ end, (size_t)(last - end) });
	out->family = (struct iv_str){ begin, (size_t)(end - begin) };
	out->given = !before.n ? behind : !behind.n ? before : iv_arena_fmt(a, IV_FMT " " IV_FMT, IV_ARG(before), IV_ARG(behind));
}

/* "WANG Xiaoming", "Jean de LA FONTAINE": capitals at one end alone. */
static bool by_capitals(struct iv_arena *a, const struct word *w, size_t n, struct iv_name *out)
{
	size_t head = 0, tail = 0, all = 0;
	for (size_t i = 0; i < n; i++)
		all += w[i].capitals;
	while (head < n && w[head].capitals)
		head++;
	while (tail < n && w[n - 1 - tail].capitals)
		tail++;
	bool others = false; /* is there a word that could have been in capitals too? */
	for (size_t i = 0; i < n; i++)
		others |= !w[i].capitals && !w[i].initial;
	if (!all || !others || (head != all && tail != all))
		return false;
	take(a, w, n, head ? 0 : n - tail, head ? head : n, out);
	return true;
}

/* "Chan Tai Man", "Tai-man Chan", "Peter Chan", "Peter Chan Tai-man", "Tsai Ing-wen". */
static bool by_strong(struct iv_arena *a, const struct word *w, size_t n, struct iv_name *out)
{
	size_t western = 0, behind = n, at = 0;
	while (at < n && !w[at].strong)
		at++;
	if (at == n)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool syllables = w[i].strong || is_syllables(&w[i]);
		western += !syllables || w[i].initial;
		if (!syllables && behind == n && i)
			behind = i; /* Western names that begin here */
	}
	if (w[0].strong && n > 1 && behind > 1 && (behind == n || n - behind <= 2)) {
		take(a, w, n, 0, 1, out);
		return true;
	}
	if (w[n - 1].strong) {
		take(a, w, n, n - 1, n, out);
		return true;
	}
	/* Western names, then the family name, then syllables. */
	if (at + 1 == n || western != at)
		return false;
	take(a, w, n, at, at + 1, out);
	return true;
}

/* Pinyin words: the family name is the first or the last word, whichever alone can be one; of two that can, the first if
 * it is a compound surname, else the shorter. */
static bool by_pinyin(struct iv_arena *a, const struct word *w, size_t n, struct iv_name *out)
{
	for (size_t i = 0; i < n; i++)
		if (!w[i].pinyin)
			return false;
	bool head = !w[0].initial && iv_pinyin_surname(w[0].text), tail = !w[n - 1].initial && iv_pinyin_surname(w[n - 1].text);
	bool hyphen = memchr(w[n - 1].text.p, '-', w[n - 1].text.n) != NULL;
	if ((!head && !tail) || (head && tail && w[0].pinyin == w[n - 1].pinyin && !hyphen))
		return false;
	bool compound = head && w[0].pinyin == 2;
	bool first = head && (compound || !tail || hyphen || w[0].pinyin < w[n - 1].pinyin);
	take(a, w, n, first ? 0 : n - 1, first ? 1 : n, out);
	return true;
}

/* Less common surnames in other spellings, when the whole name is read so and one end alone can be one. */
static bool by_scheme(struct iv_arena *a, const struct word *w, size_t n, struct iv_name *out)
{
	struct iv_str text[MOST_WORDS];
	for (size_t i = 0; i < n; i++)
		text[i] = w[i].text;
	for (enum iv_roman scheme = 0; scheme < IV_ROMANS; scheme++) {
		struct iv_roman_run run;
		if (!iv_roman_surname_word(scheme, text[0]) && !iv_roman_surname_word(scheme, text[n - 1]))
			continue;
		if (!iv_roman_read(scheme, text, n, &run) || run.to - run.from != n || run.n < 2 || (run.head && run.tail))
			continue;
		take(a, w, n, run.head ? 0 : n - 1, run.head ? 1 : n, out);
		return true;
	}
	return false;
}

static void split_words(struct iv_arena *a, struct iv_str name, struct iv_name *out)
{
	struct word w[MOST_WORDS];
	struct iv_str rest = name, text;
	size_t n = 0, pinyin = 0;
	while (iv_str_cut(&rest, ' ', &text)) {
		if (n == MOST_WORDS || !text.n)
			return;
		w[n] = read_word(a, text);
		pinyin += w[n++].pinyin > 0;
	}
	if (!by_capitals(a, w, n, out) && !by_strong(a, w, n, out) && !by_pinyin(a, w, n, out) && pinyin < n)
		by_scheme(a, w, n, out);
}

/* "CHAN Tai Man, Peter", "LUI Mei; Irene": what stands before the mark is a whole Chinese name. */
static bool split_with_western(struct iv_arena *a, struct iv_str head, struct iv_str western, bool certain, struct iv_name *out)
{
	struct iv_name whole = { 0 };
	uint16_t class[IV_ROMAN_SYLLABLES];
	if (!memchr(head.p, ' ', head.n))
		return false;
	if (!certain && (iv_roman_cut(IV_ROMAN_CANTON, western, class, IV_ROMAN_SYLLABLES) || iv_pinyin_cut(western, NULL, 0)))
		return false;
	split_words(a, head, &whole);
	if (!whole.family.n || whole.family.p != head.p)
		return false;
	out->family = whole.family;
	out->given = iv_arena_fmt(a, IV_FMT " " IV_FMT, IV_ARG(whole.given), IV_ARG(western));
	return true;
}

static void split_latin(struct iv_arena *a, struct iv_str name, struct iv_name *out)
{
	struct iv_str rest = name, head;
	bool semicolon = !memchr(name.p, ',', name.n);
	iv_str_cut(&rest, semicolon ? ';' : ',', &head);
	head = iv_str_trim(head);
	rest = iv_str_trim(rest);
	if (head.n && rest.n && split_with_western(a, head, rest, semicolon, out))
		return;
	if (head.n && rest.n && !semicolon) {
		out->family = head;
		out->given = rest;
	} else if (memchr(name.p, ' ', name.n)) {
		split_words(a, name, out);
	} else if (out->honorific.n) {
		out->family = name;
		out->surname_only = true;
	} else {
		split_one_word(name, out);
	}
}

/* "王 David", "David王", "赵DANG": what the one Han character says. */
static void split_mixed(struct iv_arena *a, struct iv_str name, struct iv_name *out)
{
	const char *from = NULL, *to = NULL, *end = name.p + name.n;
	for (const char *p = name.p; p < end;) {
		const char *at = p;
		if (!iv_han_is(iv_utf8_next(&p, end)))
			continue;
		if (from && to != at)
			return; /* Han characters in two places: which are the name? */
		from = from ? from : at;
		to = p;
	}
	struct iv_str han = { from, (size_t)(to - from) };
	struct iv_str head = iv_name_trim((struct iv_str){ name.p, (size_t)(from - name.p) }), tail = iv_name_trim((struct iv_str){ to, (size_t)(end - to) });
	size_t family = iv_han_family(han);
	if (head.n && (tail.n || family != han.n))
		return;
	const char *p = from;
	if (family < 4 && !iv_han_surname(iv_utf8_next(&p, to)))
		return;
	out->family = (struct iv_str){ from, family };
	out->given = head.n ? iv_arena_str(a, head) : iv_name_trim((struct iv_str){ from + family, (size_t)(end - from) - family });
}

void iv_name_split(struct iv_arena *a, struct iv_str name, struct iv_name_script n, struct iv_name *out)
{
	out->han = iv_name_is_han(n);
	if (out->han)
		split_han(name, out);
	else if (n.han)
		split_mixed(a, name, out);
	else if (name.n)
		split_latin(a, name, out);
}
