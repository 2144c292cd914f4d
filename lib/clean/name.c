/* SPDX-License-Identifier: MIT
 * What is not name is peeled off in rounds until nothing more comes off, so that a cleaned name is clean. */
#include "clean/name.h"

#include <uchar.h>

#include "clean/placeholder.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/utf8.h"

enum { LONGEST = 256 }; /* bytes; what is longer is no name, and is only tidied */

/* Titles, simplified and folded; a longer one before one that it ends in. */
static const struct {
	const char *word;
	char sex;
} han_titles[] = {
	{ "先生", 'M' }, { "女士", 'F' }, { "小姐", 'F' }, { "太太", 'F' }, { "夫人", 'F' }, { "阿姨", 'F' }, { "大姐", 'F' }, { "老师", 0 }, { "博士", 0 },   { "教授", 0 }, { "总经理", 0 }, { "经理", 0 },
	{ "医生", 0 },   { "医师", 0 },   { "律师", 0 },   { "师傅", 0 },   { "老板", 0 },   { "主任", 0 },   { "同学", 0 },   { "大哥", 'M' }, { "叔叔", 'M' }, { "奶奶", 'F' }, { "爷爷", 'M' }, { "阁下", 0 },
	{ "总", 0 },
}, latin_titles[] = {
	{ "mr", 'M' }, { "mrs", 'F' }, { "ms", 'F' }, { "miss", 'F' }, { "mdm", 'F' }, { "madam", 'F' }, { "mister", 'M' }, { "sir", 'M' }, { "dr", 0 }, { "prof", 0 }, { "professor", 0 },
};

static bool is_lost(uint32_t cp)
{
	return cp == '?' || cp == IV_UTF8_LOST || (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000;
}

static bool is_dot(uint32_t cp)
{
	return cp == 0xB7 || cp == 0x2022 || cp == 0x2027 || cp == 0x22C5 || cp == 0x30FB;
}

static void append(struct iv_arena *a, struct iv_str *list, struct iv_str piece, const char *between)
{
	if (!piece.n)
		return;
	*list = list->n ? iv_arena_fmt(a, IV_FMT "%s" IV_FMT, IV_ARG(*list), between, IV_ARG(piece)) : piece;
}

/* What a name is written in. */
struct script {
	size_t han, latin, x, lost;
};

static struct script script_of(struct iv_str s)
{
	struct script n = { 0 };
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		uint32_t cp = iv_utf8_next(&p, end), low = cp | 32;
		n.han += iv_han_is(cp);
		n.lost += is_lost(cp) || cp == '*';
		n.x += low == 'x';
		n.latin += (low >= 'a' && low <= 'z' && low != 'x') || (cp >= 0xC0 && cp < 0x250);
	}
	return n;
}

/* Is it written in Han characters, apart from lost ones (for which people also type x)? */
static bool is_han(struct script n)
{
	return n.han && !n.latin;
}

/* Lost and hidden characters become '?', dots the middle dot, and spaces in a Han name go. */
static struct iv_str respell(struct iv_arena *a, struct iv_str s)
{
	bool han = is_han(script_of(s));
	char *out = iv_arena_alloc(a, 2 * s.n + 1);
	size_t used = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		uint32_t cp = iv_utf8_next(&p, end);
		if (han && cp == ' ')
			continue;
		if (is_lost(cp) || cp == '*' || (han && (cp | 32) == 'x'))
			cp = '?';
		else if (han && is_dot(cp))
			cp = 0xB7;
		used += iv_utf8_put(out + used, cp);
	}
	return (struct iv_str){ out, used };
}

static int bracket(uint32_t cp)
{
	switch (cp) {
	case '(':
	case '[':
	case '{':
	case '<':
	case 0x3010: /* 【 */
	case 0x3014: /* 〔 */
	case 0x300A: /* 《 */
	case 0x300C: /* 「 */
		return 1;
	case ')':
	case ']':
	case '}':
	case '>':
	case 0x3011:
	case 0x3015:
	case 0x300B:
	case 0x300D:
		return -1;
	default:
		return 0;
	}
}

static void take_title(struct iv_arena *a, struct iv_name *out, struct iv_str title, char sex);
static bool title_sex(struct iv_arena *a, struct iv_str word, char *sex);

/* Takes off what stands in brackets; brackets without a partner are left. When nothing stands outside, the inside is the name. */
static struct iv_str peel_brackets(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	char *rest = iv_arena_alloc(a, s.n + 1);
	size_t used = 0;
	int depth = 0;
	struct iv_str inside[8];
	size_t n = 0;
	const char *open = NULL;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		const char *from = p;
		int b = bracket(iv_utf8_next(&p, end));
		if (b > 0 && depth++ == 0)
			open = p;
		else if (b < 0 && depth > 0 && --depth == 0) {
			if (n == 8)
				return s;
			inside[n++] = iv_str_trim((struct iv_str){ open, (size_t)(from - open) });
			rest[used++] = ' ';
		} else if (b < 0 && depth == 0 && !open)
			return s;
		else if (!depth) {
			memcpy(rest + used, from, (size_t)(p - from));
			used += (size_t)(p - from);
		}
	}
	if (depth || !n)
		return s;
	struct iv_str outside = iv_str_trim((struct iv_str){ rest, used });
	if (!outside.n)
		return n == 1 ? inside[0] : s;
	for (size_t i = 0; i < n; i++) {
		char sex;
		if (title_sex(a, inside[i], &sex))
			take_title(a, out, inside[i], sex);
		else
			append(a, &out->note, inside[i], "; ");
	}
	return outside;
}

static bool is_edge(uint32_t cp)
{
	return cp == ' ' || cp == ',' || cp == ';' || cp == ':' || cp == '/' || cp == '|' || cp == '-' || cp == '_' || cp == 0x3001 || cp == 0x3002;
}

static struct iv_str trim_edges(struct iv_str s)
{
	while (s.n) {
		const char *p = s.p, *q = s.p + s.n;
		if (is_edge(iv_utf8_next(&p, q)))
			s = iv_str_from(s, (size_t)(p - s.p));
		else if (is_edge(iv_utf8_back(&q, s.p)))
			s.n = (size_t)(q - s.p);
		else
			break;
	}
	return s;
}

/* "王小明 男", "王小明/女": the word goes to the notes. */
static struct iv_str peel_sex(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	static const char *const words[] = { "男", "女" };
	for (int i = 0; i < 2; i++) {
		struct iv_str word = iv_str_of(words[i]);
		if (!iv_str_ends(s, word) || s.n < word.n + 2)
			continue;
		char before = s.p[s.n - word.n - 1];
		if (before != ' ' && before != '/' && before != ',' && before != '-')
			continue;
		append(a, &out->note, word, "; ");
		out->sex = i ? 'F' : 'M';
		return (struct iv_str){ s.p, s.n - word.n };
	}
	return s;
}

/* The part of s that ends in `word` (simplified), in either script; SIZE_MAX when it does not. */
static size_t before_han(struct iv_str s, const char *word)
{
	const char *at = s.p + s.n, *w = word + strlen(word);
	if (!s.n || (unsigned char)at[-1] < 0x80)
		return SIZE_MAX;
	while (w > word) {
		if (at == s.p || iv_han_simple(iv_utf8_back(&at, s.p)) != iv_utf8_back(&w, word))
			return SIZE_MAX;
	}
	return (size_t)(at - s.p);
}

/* Is the whole word a title? */
static bool title_sex(struct iv_arena *a, struct iv_str word, char *sex)
{
	struct iv_str folded = iv_text_fold(a, word);
	if (iv_str_ends(folded, IV_STR(".")))
		folded.n--;
	for (size_t i = 0; i < sizeof han_titles / sizeof *han_titles; i++)
		if (before_han(word, han_titles[i].word) == 0) {
			*sex = han_titles[i].sex;
			return true;
		}
	for (size_t i = 0; i < sizeof latin_titles / sizeof *latin_titles; i++)
		if (iv_str_eq(folded, iv_str_of(latin_titles[i].word))) {
			*sex = latin_titles[i].sex;
			return true;
		}
	return false;
}

static void take_title(struct iv_arena *a, struct iv_name *out, struct iv_str title, char sex)
{
	if (iv_str_ends(title, IV_STR(".")))
		title.n--;
	append(a, &out->honorific, title, " ");
	if (sex)
		out->sex = sex;
}

/* 王小明先生; 总 is a title only after a bare surname (王总). */
static struct iv_str peel_han_title(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	for (size_t i = 0; i < sizeof han_titles / sizeof *han_titles; i++) {
		size_t at = before_han(s, han_titles[i].word);
		if (at == SIZE_MAX)
			continue;
		struct iv_str left = { s.p, at };
		if (strcmp(han_titles[i].word, "总") == 0 && iv_han_family(left) != left.n)
			continue;
		take_title(a, out, iv_str_from(s, at), han_titles[i].sex);
		return left;
	}
	return s;
}

/* "Mr. Smith", "Smith, Mr John", "Smith Mr": whole words only. */
static struct iv_str peel_latin_title(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	for (size_t at = 0; at < s.n;) {
		size_t end = at;
		while (end < s.n && s.p[end] != ' ' && s.p[end] != ',' && s.p[end] != '.')
			end++;
		size_t after = end < s.n && s.p[end] == '.' ? end + 1 : end;
		struct iv_str word = { s.p + at, end - at };
		bool edge = at == 0 || after == s.n || s.p[at - 1] == ',' || (at > 1 && s.p[at - 2] == ',');
		char sex;
		if (edge && word.n && (unsigned char)*word.p < 0x80 && title_sex(a, word, &sex)) {
			take_title(a, out, word, sex);
			return iv_arena_fmt(a, IV_FMT " " IV_FMT, (int)at, s.p, (int)(s.n - after), s.p + after);
		}
		at = after > end ? after : end + 1;
	}
	return s;
}

/* Most names are two to four Han characters with no title behind them: nothing to peel. The set holds the last characters
 * of han_titles, in both scripts. */
static bool is_plain(struct iv_str s)
{
	const char *end = s.p + s.n;
	if (s.n > 12 || !iv_han_all(s))
		return false;
	uint32_t last = iv_utf8_back(&end, s.p);
	for (const char32_t *p = U"生士姐太人姨师師授理傅板闆任学學哥叔奶爷爺下总總"; *p; p++)
		if (*p == last)
			return false;
	return true;
}

static struct iv_str peel(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	s = trim_edges(peel_brackets(a, s, out));
	s = trim_edges(peel_sex(a, s, out));
	s = trim_edges(peel_latin_title(a, s, out));
	s = respell(a, s);
	s = trim_edges(peel_han_title(a, s, out));
	return iv_text_tidy(a, s);
}

/* ---- family and given ---- */

static void split_han(struct iv_str name, struct iv_name *out)
{
	size_t n = iv_han_family(name);
	out->family = (struct iv_str){ name.p, n };
	out->given = n ? iv_str_from(name, n) : (struct iv_str){ 0 };
	const char *p = name.p;
	bool known = n && (n > 4 || iv_han_surname(iv_utf8_next(&p, name.p + name.n)) || out->honorific.n);
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

/* Pinyin words: the family name is the first or the last word, whichever alone can be one; of two that can, the first if
 * it is a compound surname, else the shorter. */
static void split_words(struct iv_str name, struct iv_name *out)
{
	struct iv_str rest = name, word, first = { 0 }, last = { 0 };
	size_t n = 0, syllables[2] = { 0 };
	while (iv_str_cut(&rest, ' ', &word)) {
		size_t cut = iv_pinyin_cut(word, NULL, 0);
		if (!cut)
			return;
		if (!n++) {
			first = word;
			syllables[0] = cut;
		}
		last = word;
		syllables[1] = cut;
	}
	bool head = iv_pinyin_surname(first), tail = iv_pinyin_surname(last);
	if (n < 2 || (!head && !tail) || (head && tail && syllables[0] == syllables[1]))
		return;
	bool compound = head && syllables[0] == 2;
	if (head && (compound || !tail || syllables[0] < syllables[1])) {
		out->family = first;
		out->given = iv_str_from(name, first.n + 1);
	} else {
		out->family = last;
		out->given = (struct iv_str){ name.p, name.n - last.n - 1 };
	}
}

static void split_latin(struct iv_str name, struct iv_name *out)
{
	struct iv_str rest = name, head;
	iv_str_cut(&rest, ',', &head);
	head = iv_str_trim(head);
	rest = iv_str_trim(rest);
	bool word = name.n && !memchr(name.p, ' ', name.n);
	if (head.n && rest.n) {
		out->family = head;
		out->given = rest;
	} else if (word && out->honorific.n) {
		out->family = name;
		out->surname_only = true;
	} else if (word) {
		split_one_word(name, out);
	} else if (name.n) {
		split_words(name, out);
	}
}

/* "王 David", "David王", "王小明 Wang Xiaoming": what the Han characters say. */
static void split_mixed(struct iv_arena *a, struct iv_str name, size_t characters, struct iv_name *out)
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
	if (characters > 1) {
		split_han(han, out);
		out->surname_only = false;
		return;
	}
	struct iv_str head = trim_edges((struct iv_str){ name.p, (size_t)(from - name.p) }), tail = trim_edges((struct iv_str){ to, (size_t)(end - to) });
	if (!iv_han_surname(iv_utf8_next(&from, to)) || (head.n && tail.n))
		return;
	out->family = han;
	out->given = iv_arena_str(a, head.n ? head : tail);
}

static bool is_nobody(struct iv_arena *a, struct iv_str s)
{
	return iv_clean_placeholder_of(a, s, IV_PLACEHOLDER_NAME, NULL);
}

int iv_clean_name(struct iv_arena *a, struct iv_str raw, struct iv_name *out)
{
	*out = (struct iv_name){ 0 };
	struct iv_str s = iv_text_tidy(a, raw);
	bool placeholder = is_nobody(a, s);
	for (bool more = true; more && s.n && s.n <= LONGEST && !placeholder && !is_plain(s);) {
		struct iv_str before = s;
		s = peel(a, s, out);
		more = !iv_str_eq(before, s);
		placeholder = more && is_nobody(a, s);
	}
	if (placeholder) {
		out->c.warn = "placeholder";
		return IV_OK;
	}
	out->c.value = s;
	if (s.n > LONGEST || !s.n)
		return IV_OK;
	struct script n = script_of(s);
	out->lost = n.lost > 0;
	out->c.warn = out->lost ? "lost_char" : NULL;
	out->han = is_han(n);
	if (out->han)
		split_han(s, out);
	else if (n.han)
		split_mixed(a, s, n.han, out);
	else
		split_latin(s, out);
	return IV_OK;
}
