/* SPDX-License-Identifier: MIT
 * What stands with a name and is none: notes in brackets and behind dashes, the sex, figures, titles in Han and in letters. */
#include <uchar.h>

#include "clean/name_parts.h"
#include "clean/words.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/utf8.h"

/* Titles, simplified and folded; a longer one before one that it ends in. Of those with `bare`, only a surname can stand before them (王总). */
static const struct han_title {
	const char *word;
	char sex;
	bool bare;
} han_titles[] = {
	{ "先生", 'M', false },	  { "女士", 'F', false },   { "女仕", 'F', false }, { "小姐", 'F', false },   { "太太", 'F', false },   { "夫人", 'F', false },   { "阿姨", 'F', false },	{ "大姐", 'F', false },
	{ "大妈", 'F', false },	  { "大爷", 'M', false },   { "老师", 0, false },   { "博士", 0, false },	{ "教授", 0, false },	  { "董事长", 0, false }, { "总经理", 0, false },	{ "副总", 0, true },
	{ "总监", 0, false },	  { "经理", 0, false },	{ "院长", 0, false },	{ "校长", 0, false },	{ "局长", 0, false },	  { "处长", 0, false },	{ "科长", 0, false },	{ "部长", 0, false },
	{ "店长", 0, false },	  { "厂长", 0, false },	{ "队长", 0, false },	{ "书记", 0, false },	{ "医生", 0, false },	  { "医师", 0, false },	{ "护士", 0, false },	{ "律师", 0, false },
	{ "会计", 0, false },	  { "师傅", 0, false },	{ "师父", 0, false },	{ "老板娘", 'F', false }, { "老板", 0, false },	  { "主任", 0, false },	{ "主管", 0, false },	{ "同学", 0, false },
	{ "同志", 0, false },	  { "大哥", 'M', false },   { "叔叔", 'M', false }, { "伯伯", 'M', false },   { "奶奶", 'F', false },   { "爷爷", 'M', false },   { "阁下", 0, false },	{ "女史", 'F', false },
	{ "总", 0, true },	  { "董", 0, true },	{ "太", 'F', true },	{ "哥", 'M', true },	{ "姐", 'F', true },	  { "叔", 'M', true },	{ "姨", 'F', true },	{ "様", 0, false },	  { "さん", 0, false },
};

static const struct {
	struct iv_str word;
	char sex;
} latin_titles[] = {
	{ IV_WORD("mr"), 'M' }, { IV_WORD("mrs"), 'F' }, { IV_WORD("ms"), 'F' }, { IV_WORD("miss"), 'F' }, { IV_WORD("mdm"), 'F' }, { IV_WORD("madam"), 'F' }, { IV_WORD("madame"), 'F' }, { IV_WORD("mme"), 'F' }, { IV_WORD("mister"), 'M' }, { IV_WORD("sir"), 'M' }, { IV_WORD("herr"), 'M' }, { IV_WORD("frau"), 'F' }, { IV_WORD("dr"), 0 }, { IV_WORD("prof"), 0 }, { IV_WORD("professor"), 0 }, { IV_WORD("rev"), 0 }, { IV_WORD("hon"), 0 }, { IV_WORD("capt"), 0 },
};

/* These stand behind a name alone; what is left of them must be a name yet. */
static const struct iv_str latin_suffixes[] = { IV_WORD("jr"), IV_WORD("sr"), IV_WORD("ii"), IV_WORD("iii"), IV_WORD("iv"), IV_WORD("esq"), IV_WORD("phd"), IV_WORD("md"), IV_WORD("mba"), IV_WORD("dds"), IV_WORD("cpa"), IV_WORD("junior"), IV_WORD("senior") };

/* Words in letters that are notes wherever they stand. */
static const struct iv_str marks[] = { IV_WORD("vip"), IV_WORD("svip"), IV_WORD("vvip"), IV_WORD("vip1"), IV_WORD("vip2"), IV_WORD("vip3"), IV_WORD("new"), IV_WORD("old") };

void iv_name_append(struct iv_arena *a, struct iv_str *list, struct iv_str piece, const char *between)
{
	if (piece.n)
		*list = list->n ? iv_arena_fmt(a, IV_FMT "%s" IV_FMT, IV_ARG(*list), between, IV_ARG(piece)) : piece;
}

static bool is_edge(uint32_t cp)
{
	return cp == ' ' || cp == ',' || cp == ';' || cp == ':' || cp == '/' || cp == '|' || cp == '-' || cp == '_' || cp == 0x3001 || cp == 0x3002 || (cp >= 0x2010 && cp <= 0x2015);
}

struct iv_str iv_name_trim(struct iv_str s)
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

/* ---- titles ---- */

/* How much of s is before `word` (simplified) at its end, in either script; SIZE_MAX when it does not end in it. */
static size_t before_han(struct iv_str s, const char *word)
{
	const char *at = s.p + s.n, *w = word + strlen(word);
	while (w > word) {
		if (at == s.p || iv_han_simple(iv_utf8_back(&at, s.p)) != iv_han_simple(iv_utf8_back(&w, word)))
			return SIZE_MAX;
	}
	return (size_t)(at - s.p);
}

/* The title that s ends in, with what is before it, or NULL. */
static const struct han_title *find_title(struct iv_str s, struct iv_str *before)
{
	if (!s.n || (unsigned char)s.p[s.n - 1] < 0x80)
		return NULL;
	for (size_t i = 0; i < sizeof han_titles / sizeof *han_titles; i++) {
		size_t at = before_han(s, han_titles[i].word);
		if (at == SIZE_MAX)
			continue;
		*before = (struct iv_str){ s.p, at };
		const char *p = s.p;
		bool surname = at && iv_han_family(*before) == at && (at > 4 || iv_han_surname(iv_utf8_next(&p, s.p + at)));
		if (!han_titles[i].bare || surname)
			return &han_titles[i];
	}
	return NULL;
}

bool iv_name_titled(struct iv_str s)
{
	struct iv_str before;
	return find_title(s, &before) != NULL;
}

/* Is the whole word a title? */
static bool title_sex(struct iv_arena *a, struct iv_str word, char *sex)
{
	struct iv_str before, folded = iv_text_fold(a, word);
	const struct han_title *title = find_title(word, &before);
	if (iv_str_ends(folded, IV_STR(".")))
		folded.n--;
	if (title && !before.n) {
		*sex = title->sex;
		return true;
	}
	for (size_t i = 0; i < sizeof latin_titles / sizeof *latin_titles; i++)
		if (iv_str_eq(folded, latin_titles[i].word)) {
			*sex = latin_titles[i].sex;
			return true;
		}
	return false;
}

bool iv_name_has_title(struct iv_str s)
{
	struct iv_str word;
	while (iv_str_cut(&s, ' ', &word)) {
		char lower[10];
		if (word.n > sizeof lower)
			continue; /* longer than any of them */
		for (size_t i = 0; i < word.n; i++)
			lower[i] = (char)(word.p[i] >= 'A' && word.p[i] <= 'Z' ? word.p[i] + 32 : word.p[i]);
		struct iv_str folded = { lower, word.n };
		bool found = IV_WORD_IN(folded, latin_suffixes) || IV_WORD_IN(folded, marks);
		for (size_t i = 0; i < sizeof latin_titles / sizeof *latin_titles && !found; i++)
			found = iv_str_eq(folded, latin_titles[i].word);
		if (found)
			return true;
	}
	return false;
}

/* Two sexes are none: Mr/Mrs. */
static void take_title(struct iv_arena *a, struct iv_name *out, struct iv_str title, char sex)
{
	if (iv_str_ends(title, IV_STR(".")))
		title.n--;
	iv_name_append(a, &out->honorific, title, " ");
	if (sex)
		out->sex = out->sex && out->sex != sex ? 0 : sex;
}

static struct iv_str peel_han_title(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	struct iv_str left;
	const struct han_title *title = find_title(s, &left);
	if (!title)
		return s;
	take_title(a, out, iv_str_from(s, left.n), title->sex);
	return left;
}

/* "John Smith Jr.", "Smith, John, PhD". */
static bool is_suffix(struct iv_arena *a, struct iv_str s, size_t at, struct iv_str word, size_t after)
{
	struct iv_str folded = iv_text_fold(a, word);
	struct iv_str before = { s.p, at };
	return after == s.n && IV_WORD_IN(folded, latin_suffixes) && memchr(iv_name_trim(before).p, ' ', iv_name_trim(before).n);
}

/* "Mr. Smith", "Smith, Mr John", "Smith Mr": whole words only. */
static struct iv_str peel_latin_title(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	for (size_t at = 0; at < s.n;) {
		size_t end = at;
		while (end < s.n && s.p[end] != ' ' && s.p[end] != ',' && s.p[end] != '.' && s.p[end] != '/')
			end++;
		size_t after = end < s.n && s.p[end] == '.' ? end + 1 : end;
		struct iv_str word = { s.p + at, end - at };
		bool edge = at == 0 || after == s.n || s.p[at - 1] == ',' || s.p[at - 1] == '/' || (at > 1 && s.p[at - 2] == ',');
		char sex = 0;
		if (edge && word.n && (unsigned char)*word.p < 0x80 && (title_sex(a, word, &sex) || (at && is_suffix(a, s, at, word, after)))) {
			take_title(a, out, word, sex);
			return iv_arena_fmt(a, IV_FMT " " IV_FMT, (int)at, s.p, (int)(s.n - after), s.p + after);
		}
		at = after > end ? after : end + 1;
	}
	return s;
}

/* ---- brackets ---- */

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
	case 0x3016: /* 〖 */
		return 1;
	case ')':
	case ']':
	case '}':
	case '>':
	case 0x3011:
	case 0x3015:
	case 0x300B:
	case 0x300D:
	case 0x3017:
		return -1;
	default:
		return 0;
	}
}

/* (Peter), but not (VIP) nor (new): words of letters that begin with a capital and go on without. */
static bool is_alias(struct iv_str s)
{
	struct iv_str rest = s, word;
	size_t words = 0;
	while (iv_str_cut(&rest, ' ', &word)) {
		if (word.n < 2 || word.p[0] < 'A' || word.p[0] > 'Z' || ++words > 3)
			return false;
		for (size_t i = 1; i < word.n; i++)
			if ((word.p[i] < 'a' || word.p[i] > 'z') && word.p[i] != '-' && word.p[i] != '\'' && word.p[i - 1] != '-')
				return false;
	}
	return words > 0;
}

/* What a bracket holds: a title, another name, or a note. */
static void take_inside(struct iv_arena *a, struct iv_str inside, struct iv_name *out)
{
	char sex;
	if (title_sex(a, inside, &sex))
		take_title(a, out, inside, sex);
	else if (is_alias(inside))
		iv_name_append(a, &out->alias, inside, " ");
	else
		iv_name_append(a, &out->note, inside, "; ");
}

/* Wang Xiaoming (王小明): the Han name is the name. */
static bool is_the_name(struct iv_str outside, struct iv_str inside)
{
	const char *p = inside.p;
	return !iv_name_script(outside).han && iv_name_script(outside).latin && iv_han_all(inside) && inside.n >= 6 && inside.n <= 12 && iv_han_family(inside) &&
	       (iv_han_family(inside) > 4 || iv_han_surname(iv_utf8_next(&p, inside.p + inside.n)));
}

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
	if (n == 1 && is_the_name(outside, inside[0]))
		return iv_arena_fmt(a, IV_FMT " " IV_FMT, IV_ARG(inside[0]), IV_ARG(outside));
	for (size_t i = 0; i < n; i++)
		take_inside(a, inside[i], out);
	return outside;
}

/* ---- remarks ---- */

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
		iv_name_append(a, &out->note, word, "; ");
		out->sex = i ? 'F' : 'M';
		return (struct iv_str){ s.p, s.n - word.n };
	}
	return s;
}

/* Two to four Han characters that begin with a surname. */
static bool is_han_name(struct iv_str s)
{
	const char *p = s.p;
	size_t family = iv_han_all(s) && s.n >= 6 && s.n <= 12 ? iv_han_family(s) : 0;
	return family > 4 || (family && iv_han_surname(iv_utf8_next(&p, s.p + s.n)));
}

/* "王小明-老客户", "VIP-王小明", "John Smith - moved": a Han name at one side of a dash, or blanks around it. */
static struct iv_str peel_dash(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		const char *from = p;
		uint32_t cp = iv_utf8_next(&p, end);
		if (cp != '-' && !(cp >= 0x2010 && cp <= 0x2015) && cp != '_')
			continue;
		struct iv_str head = iv_name_trim((struct iv_str){ s.p, (size_t)(from - s.p) }), tail = iv_name_trim((struct iv_str){ p, (size_t)(end - p) });
		bool spaced = from > s.p && p < end && from[-1] == ' ' && *p == ' ';
		if (!head.n || !tail.n)
			continue;
		bool first = is_han_name(head) || iv_name_titled(head) || spaced;
		if (!first && !is_han_name(tail) && !iv_name_titled(tail))
			continue;
		iv_name_append(a, &out->note, first ? tail : head, "; ");
		return first ? head : tail;
	}
	return s;
}

/* "王小明 备注:勿扰". */
static struct iv_str peel_remark(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	static const char *const words[] = { "备注", "備註", "附注", "附註", "注:", "註:" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		ptrdiff_t at = iv_str_find(s, iv_str_of(words[i]));
		if (at <= 0)
			continue;
		struct iv_str remark = iv_name_trim(iv_str_from(s, (size_t)at + strlen(words[i])));
		iv_name_append(a, &out->note, remark, "; ");
		return (struct iv_str){ s.p, (size_t)at };
	}
	return s;
}

/* Figures at either end of a Han name, and words that are marks: "王小明2", "13812345678王小明", "VIP王小明". */
static struct iv_str peel_marks(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	if (!iv_name_script(s).han)
		return s;
	for (int side = 0; side < 2; side++) {
		size_t n = 0;
		bool figures = true;
		while (n < s.n) {
			char c = side ? s.p[s.n - 1 - n] : s.p[n];
			bool figure = iv_is_digit(c) || (c == '-' && n) || c == '#' || c == '.', letter = (c | 32) >= 'a' && (c | 32) <= 'z';
			if (!figure && !letter && c != '+')
				break;
			figures &= !letter;
			n++;
		}
		struct iv_str mark = { side ? s.p + s.n - n : s.p, n };
		if (!n || n == s.n || (!figures && !IV_WORD_IN(iv_text_fold(a, mark), marks)))
			continue;
		iv_name_append(a, &out->note, mark, "; ");
		return side ? (struct iv_str){ s.p, s.n - n } : iv_str_from(s, n);
	}
	return s;
}

struct iv_str iv_name_peel(struct iv_arena *a, struct iv_str s, struct iv_name *out)
{
	s = iv_name_trim(peel_brackets(a, s, out));
	s = iv_name_trim(peel_remark(a, s, out));
	s = iv_name_trim(peel_dash(a, s, out));
	s = iv_name_trim(peel_sex(a, s, out));
	s = iv_name_trim(peel_latin_title(a, s, out));
	s = iv_name_trim(peel_marks(a, s, out));
	s = iv_name_respell(a, s);
	s = iv_name_trim(peel_han_title(a, s, out));
	return iv_text_tidy(a, s);
}
