/* SPDX-License-Identifier: MIT
 * A name is taken apart into readings (Han) or words (Latin letters), then joined family name first. */
#include "text/sound.h"

#include <utf8proc.h>

#include "text/fold.h"
#include "text/han.h"
#include "text/sound_plain.h"
#include "text/sound_roman.h"
#include "text/tables.h"
#include "text/utf8.h"

enum { MOST_CHARACTERS = 24, MOST_WORDS = 8, MOST_SYLLABLES = 16 };

static bool is_lost(uint32_t cp)
{
	return cp == '?' || cp == '*' || cp == IV_UTF8_LOST || (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000;
}

static struct iv_str join(struct iv_arena *a, struct iv_str x, struct iv_str y)
{
	char *p = iv_arena_alloc(a, x.n + y.n + 1);
	if (x.n)
		memcpy(p, x.p, x.n);
	if (y.n)
		memcpy(p + x.n, y.p, y.n);
	return (struct iv_str){ p, x.n + y.n };
}

/* ---- Han names ---- */

struct readings {
	const char *list[IV_HAN_READINGS];
	size_t n;
	uint32_t cp; /* the character, 0 where it was lost */
};

/* How many letters from p on are one syllable of Pinyin: in 赵dang they stand for a character that could not be written. */
static size_t spelt(const char *p, const char *end)
{
	size_t n = 0;
	while (p + n < end && p[n] >= 'a' && p[n] <= 'z')
		n++;
	return n > 1 && iv_pinyin_syllable((struct iv_str){ p, n }) ? n : 0;
}

/* Appends the readings of each character of s (see han_only); marks are passed over. */
static size_t read_han(struct iv_str s, bool surname, struct readings *out, size_t n)
{
	uint32_t before = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end && n < MOST_CHARACTERS;) {
		const char *from = p;
		uint32_t cp = iv_utf8_next(&p, end);
		size_t syllable = cp < 0x80 ? spelt(from, end) : 0;
		const struct han_pair *compound = surname && before ? iv_han_compound(before, cp) : NULL;
		struct readings *r = &out[n];
		r->cp = 0;
		if (is_lost(cp)) {
			*r = (struct readings){ { "?" }, 1, 0 };
		} else if (syllable) {
			p = from + syllable;
			*r = (struct readings){ { iv_syllable[iv_pinyin_syllable((struct iv_str){ from, syllable })] }, 1, 0 };
		} else if (compound) {
			out[n - 1] = (struct readings){ { iv_syllable[compound->reading[0]] }, 1, before };
			*r = (struct readings){ { iv_syllable[compound->reading[1]] }, 1, cp };
		} else {
			r->n = iv_han_readings(cp, surname, r->list);
			r->cp = cp;
			if (!r->n && iv_han_is(cp))
				*r = (struct readings){ { "?" }, 1, cp };
		}
		before = r->n ? cp : 0;
		n += r->n > 0;
	}
	return n;
}

/* Joins the readings from..to; character `turn` (if it is one of them) by its reading number `other`. */
static struct iv_str spell(struct iv_arena *a, const struct readings *r, size_t from, size_t to, size_t turn, size_t other)
{
	char *p = iv_arena_alloc(a, (to - from) * 6 + 1);
	size_t used = 0;
	for (size_t i = from; i < to; i++) {
		const char *text = r[i].list[i == turn ? other : 0];
		size_t n = strlen(text);
		memcpy(p + used, text, n);
		used += n;
	}
	return (struct iv_str){ p, used };
}

static size_t letters_in(const struct readings *r, size_t n, size_t turn, size_t other)
{
	size_t letters = 0;
	for (size_t i = 0; i < n; i++)
		letters += strlen(r[i].list[i == turn ? other : 0]);
	return letters;
}

static void keep_syllables(const struct readings *r, size_t nf, size_t n, struct iv_sound *out)
{
	if (n > IV_SOUND_SYLLABLES)
		return;
	for (size_t i = 0; i < n; i++) {
		const char *first = r[i].list[0];
		out->syllable[i] = *first == '?' ? IV_SOUND_LOST : (uint16_t)syllable_number(first);
		out->character[i] = iv_han_simple(r[i].cp);
	}
	out->family_syllables = (uint8_t)nf;
	out->given_syllables = (uint8_t)(n - nf);
}

static void sound_han(struct iv_arena *a, struct iv_str family, struct iv_str given, struct iv_sound *out)
{
	struct readings r[MOST_CHARACTERS];
	size_t nf = read_han(family, true, r, 0);
	size_t n = read_han(given, false, r, nf);
	out->family = spell(a, r, 0, nf, n, 0);
	out->given = out->given_words = spell(a, r, nf, n, n, 0);
	out->whole = spell(a, r, 0, n, n, 0);
	keep_syllables(r, nf, n, out);
	out->ordered = out->han = out->pinyin = out->whole.n > 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 1; k < r[i].n && out->alsos < IV_SOUND_ALSO; k++) {
			out->also_family[out->alsos] = (uint8_t)letters_in(r, nf, i, k);
			out->also[out->alsos++] = spell(a, r, 0, n, i, k);
		}
}

/* ---- names in letters ---- */

/* The plain letter of an accented one, 0 for marks, digits and punctuation, else cp itself. */
static uint32_t plain_letter(uint32_t cp)
{
	static const struct {
		uint16_t from;
		char to;
	} strokes[] = { { 0xF8, 'o' }, { 0x111, 'd' }, { 0x142, 'l' }, { 0x131, 'i' }, { 0xF0, 'd' }, { 0x167, 't' } };
	for (size_t i = 0; i < sizeof strokes / sizeof *strokes; i++)
		if (strokes[i].from == cp)
			return (unsigned char)strokes[i].to;
	utf8proc_int32_t part[32];
	int bound = 0;
	if (utf8proc_decompose_char((utf8proc_int32_t)cp, part, 32, UTF8PROC_DECOMPOSE, &bound) > 1 && part[0] < 0x250)
		cp = (uint32_t)part[0];
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return cp;
	default:
		return 0;
	}
}

static bool separates(uint32_t cp)
{
	return cp == ' ' || cp == '.' || cp == '_' || cp == '/' || cp == ',';
}

struct words {
	struct iv_str word[MOST_WORDS]; /* letters, '?' and the apostrophes that Pinyin needs; ü after l or n is 'v' */
	size_t n;
	uint16_t syllable[MOST_WORDS][IV_SOUND_SYLLABLES]; /* the first of each word, once it is known to be Pinyin */
	size_t syllables[MOST_WORDS];
};

/* The words of folded text. Words beyond MOST_WORDS are joined to the last. */
static void read_words(struct iv_arena *a, struct iv_str s, struct words *w)
{
	char *p = iv_arena_alloc(a, 3 * s.n + 1);
	size_t used = 0, from = 0;
	w->n = 0;
	for (const char *at = s.p, *end = s.p + s.n; at <= end;) {
		uint32_t cp = at < end ? iv_utf8_next(&at, end) : (at++, ' ');
		if (separates(cp)) {
			bool room = at > end || w->n < MOST_WORDS - 1; /* the last place is kept for all the rest */
			if (used > from && room) {
				w->word[w->n++] = (struct iv_str){ p + from, used - from };
				from = used;
			}
			continue;
		}
		if (cp == '\'' || cp == 0x2019) {
			if (used > from)
				p[used++] = '\'';
			continue;
		}
		if (is_lost(cp)) {
			p[used++] = '?';
			continue;
		}
		bool after = used > from && (p[used - 1] == 'l' || p[used - 1] == 'n');
		uint32_t letter = cp == 0xFC && after ? 'v' : cp < 0x80 && cp >= 'a' && cp <= 'z' ? cp : plain_letter(cp);
		if (letter)
			used += iv_utf8_put(p + used, letter);
	}
}

static struct iv_str without_apostrophes(struct iv_arena *a, struct iv_str s)
{
	if (!s.n || !memchr(s.p, '\'', s.n))
		return s;
	char *p = iv_arena_alloc(a, s.n + 1);
	size_t used = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\'')
			p[used++] = s.p[i];
	return (struct iv_str){ p, used };
}

/* One word as canonical Pinyin (lyu is lv); false when it is not Pinyin. */
static bool as_pinyin(struct iv_arena *a, struct words *w, size_t at, struct iv_str *out)
{
	struct iv_str part[MOST_SYLLABLES];
	size_t n = iv_pinyin_cut(w->word[at], part, MOST_SYLLABLES), used = 0;
	if (!n || n > MOST_SYLLABLES || w->word[at].n == 1) /* one letter is an initial */
		return false;
	char *p = iv_arena_alloc(a, n * 6 + 1);
	for (size_t i = 0; i < n; i++) {
		unsigned number = iv_pinyin_syllable(part[i]);
		const char *text = iv_syllable[number];
		memcpy(p + used, text, strlen(text));
		used += strlen(text);
		if (i < IV_SOUND_SYLLABLES)
			w->syllable[at][i] = (uint16_t)number;
	}
	*out = (struct iv_str){ p, used };
	w->syllables[at] = n;
	return true;
}

/* Makes every word plain letters: Pinyin if all of them are, and no more syllables than a name has ("Ben Netanyahu" has five). */
static bool settle(struct iv_arena *a, struct words *w)
{
	struct iv_str pinyin[MOST_WORDS];
	bool all = w->n > 0;
	size_t syllables = 0;
	for (size_t i = 0; i < w->n && all; i++) {
		all = as_pinyin(a, w, i, &pinyin[i]);
		syllables += w->syllables[i];
		all &= syllables <= IV_SOUND_SYLLABLES;
	}
	for (size_t i = 0; i < w->n; i++)
		w->word[i] = all ? pinyin[i] : without_apostrophes(a, w->word[i]);
	return all;
}

/* Adds the syllables of the words from..to to a part of the name; too many leave none. Returns false then. */
static bool add_syllables(struct iv_sound *out, const struct words *w, size_t from, size_t to, uint8_t *part)
{
	for (size_t i = from; i < to; i++)
		for (size_t k = 0; k < w->syllables[i]; k++) {
			size_t n = (size_t)out->family_syllables + out->given_syllables;
			if (n == IV_SOUND_SYLLABLES || k == IV_SOUND_SYLLABLES) {
				out->family_syllables = out->given_syllables = 0;
				return false;
			}
			out->syllable[n] = w->syllable[i][k];
			++*part;
		}
	return true;
}

static struct iv_str join_words(struct iv_arena *a, const struct words *w, size_t from, size_t to, bool blank)
{
	size_t n = 0, used = 0;
	for (size_t i = from; i < to; i++)
		n += w->word[i].n + 1;
	if (to == from + 1)
		return w->word[from];
	char *p = iv_arena_alloc(a, n + 1);
	for (size_t i = from; i < to; i++) {
		if (blank && i > from)
			p[used++] = ' ';
		memcpy(p + used, w->word[i].p, w->word[i].n);
		used += w->word[i].n;
	}
	return (struct iv_str){ p, used };
}

/* "wangxiaoming": the family name may be at either end; a compound one is tried first. */
static void sound_one_word(struct iv_arena *a, const struct words *w, struct iv_sound *out)
{
	struct iv_str part[MOST_SYLLABLES], word = w->word[0];
	size_t n = iv_pinyin_cut(word, part, MOST_SYLLABLES);
	out->family = out->whole = word;
	if (n < 2)
		return;
	struct iv_str head = { word.p, part[0].n + part[1].n }, tail = { part[n - 2].p, part[n - 2].n + part[n - 1].n };
	if (n < 3 || !iv_pinyin_surname(head))
		head = part[0];
	if (n < 3 || !iv_pinyin_surname(tail))
		tail = part[n - 1];
	out->family = head;
	out->given = out->given_words = iv_str_from(word, head.n);
	if (n == w->syllables[0] && add_syllables(out, w, 0, 1, &out->given_syllables)) {
		out->family_syllables = head.n > part[0].n ? 2 : 1;
		out->given_syllables = (uint8_t)(n - out->family_syllables);
	}
	out->turned = join(a, tail, (struct iv_str){ word.p, word.n - tail.n });
}

static void sound_words(struct iv_arena *a, struct words *w, struct iv_sound *out)
{
	size_t n = w->n;
	out->pinyin = settle(a, w);
	if (!n)
		return;
	if (n == 1 && out->pinyin) {
		sound_one_word(a, w, out);
		return;
	}
	bool first = false; /* is the first word the family name? Westerners put it last */
	if (out->pinyin) {
		bool head = iv_pinyin_surname(w->word[0]), tail = iv_pinyin_surname(w->word[n - 1]);
		bool compound = head && w->syllables[0] == 2; /* Ouyang Na, though Na is a surname too */
		first = head == tail ? compound || w->syllables[0] <= w->syllables[n - 1] : head;
	}
	size_t family = first ? 0 : n - 1, from = first ? 1 : 0, to = first ? n : n - 1;
	out->family = w->word[family];
	out->given = join_words(a, w, from, to, false);
	out->given_words = join_words(a, w, from, to, true);
	if (out->pinyin && add_syllables(out, w, family, family + 1, &out->family_syllables))
		add_syllables(out, w, from, to, &out->given_syllables);
	out->whole = join(a, out->family, out->given);
	if (n > 1)
		out->turned = first ? join(a, w->word[n - 1], join_words(a, w, 0, n - 1, false)) : join_words(a, w, 0, n, false);
}

static void sound_ordered(struct iv_arena *a, struct iv_str family, struct iv_str given, struct iv_sound *out)
{
	struct words f, g;
	read_words(a, family, &f);
	read_words(a, given, &g);
	bool pf = settle(a, &f), pg = settle(a, &g);
	out->family = join_words(a, &f, 0, f.n, false);
	out->given = join_words(a, &g, 0, g.n, false);
	out->given_words = join_words(a, &g, 0, g.n, true);
	if (pf && pg && add_syllables(out, &f, 0, f.n, &out->family_syllables))
		add_syllables(out, &g, 0, g.n, &out->given_syllables);
	out->whole = join(a, out->family, out->given);
	out->pinyin = (pf || !f.n) && (pg || !g.n) && out->whole.n;
	out->ordered = out->whole.n > 0;
}

/* ---- either ---- */

/* How many Han characters, and are there letters too? */
static size_t count_han(struct iv_str s, bool *letters)
{
	size_t n = 0;
	*letters = false;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		uint32_t cp = iv_utf8_next(&p, end);
		bool han = iv_han_is(cp);
		n += han;
		*letters |= !han && !is_lost(cp) && plain_letter(cp);
	}
	return n;
}

/* Without spaces and letters, so that the family name can be found at its beginning. The dot stays: it means no surname. In a name of
 * at most two Han characters a syllable that is joined to one stays as well, in place of another. */
static struct iv_str han_only(struct iv_arena *a, struct iv_str s, size_t han)
{
	uint32_t before = 0;
	char *out = iv_arena_alloc(a, s.n + 1);
	size_t used = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		const char *from = p;
		uint32_t cp = iv_utf8_next(&p, end);
		size_t syllable = cp < 0x80 && han <= 2 && iv_han_is(before) ? spelt(from, end) : 0;
		bool letter = cp < 0x80 ? !is_lost(cp) : !iv_han_is(cp) && !is_lost(cp) && plain_letter(cp);
		before = cp;
		p = syllable ? from + syllable : p;
		if (!letter || syllable) {
			memcpy(out + used, from, (size_t)(p - from));
			used += (size_t)(p - from);
		}
	}
	return (struct iv_str){ out, used };
}

/* "王 David": the one character is the family name, wherever it stands. */
static void sound_mixed(struct iv_arena *a, struct iv_str s, struct iv_sound *out)
{
	struct iv_sound one = { 0 };
	char *letters = iv_arena_alloc(a, s.n + 1);
	size_t used = 0;
	sound_han(a, han_only(a, s, SIZE_MAX), (struct iv_str){ 0 }, &one);
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		const char *from = p;
		if (!iv_han_is(iv_utf8_next(&p, end))) {
			memcpy(letters + used, from, (size_t)(p - from));
			used += (size_t)(p - from);
		}
	}
	sound_ordered(a, one.whole, (struct iv_str){ letters, used }, out);
	out->han = true;
	out->syllable[0] = one.syllable[0];
	out->character[0] = one.character[0];
	out->family_syllables = 1;
	out->given_syllables = 0;
}

void iv_text_sound(struct iv_arena *a, struct iv_str name, struct iv_sound *out)
{
	*out = (struct iv_sound){ 0 };
	if (iv_sound_plain(a, name, out))
		return;
	*out = (struct iv_sound){ 0 };
	struct iv_str s = iv_text_fold(a, name);
	bool letters;
	size_t han = count_han(s, &letters);
	if (han >= 2 || (han && !letters)) {
		struct iv_str only = han_only(a, s, han);
		size_t family = iv_han_family(only);
		sound_han(a, (struct iv_str){ only.p, family }, iv_str_from(only, family), out);
		iv_sound_roman_han(a, (struct iv_str){ only.p, family }, iv_str_from(only, family), out);
		return;
	}
	struct iv_str spelled = han ? iv_sound_roman_spell(a, s) : s;
	if (spelled.n) {
		s = spelled;
		han = 0;
	}
	struct iv_str rest = s, head = { 0 };
	iv_str_cut(&rest, ',', &head);
	head = iv_str_trim(head);
	rest = iv_str_trim(rest);
	if (!han && head.n && rest.n && !iv_sound_roman_whole(head, rest)) {
		sound_ordered(a, head, rest, out);
		iv_sound_roman_letters(a, head, rest, true, out);
		return;
	}
	struct words w;
	if (han) {
		sound_mixed(a, s, out);
		return;
	}
	read_words(a, s, &w);
	sound_words(a, &w, out);
	iv_sound_roman_letters(a, s, (struct iv_str){ 0 }, false, out);
}

void iv_text_sound_of(struct iv_arena *a, struct iv_str family, struct iv_str given, struct iv_sound *out)
{
	bool letters;
	*out = (struct iv_sound){ 0 };
	family = iv_text_fold(a, family);
	given = iv_text_fold(a, given);
	bool hf = count_han(family, &letters) > 0, hg = count_han(given, &letters) > 0;
	if ((hf || !family.n) && (hg || !given.n)) {
		sound_han(a, family, given, out);
		iv_sound_roman_han(a, family, given, out);
		return;
	}
	struct iv_sound f = { 0 }, g = { 0 };
	if (hf)
		sound_han(a, family, (struct iv_str){ 0 }, &f);
	if (hg)
		sound_han(a, (struct iv_str){ 0 }, given, &g);
	sound_ordered(a, hf ? f.whole : family, hg ? g.whole : given, out);
	out->han = hf || hg;
	if (!out->han)
		iv_sound_roman_letters(a, family, given, true, out);
}
