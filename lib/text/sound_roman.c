/* SPDX-License-Identifier: MIT
 * Words are cut at blanks and marks but for the hyphens and apostrophes within syllables. */
#include "text/sound_roman.h"

#include "text/han.h"
#include "text/roman.h"
#include "text/tables.h"
#include "text/utf8.h"

enum { MOST_WORDS = 8 };

struct words {
	struct iv_str word[MOST_WORDS];
	size_t n;
};

static void add_words(struct words *w, struct iv_str s)
{
	size_t from = 0;
	for (size_t i = 0; i <= s.n; i++) {
		bool end = i == s.n || strchr(" ,;./_()|", s.p[i]);
		if (end && i > from && w->n < MOST_WORDS)
			w->word[w->n++] = (struct iv_str){ s.p + from, i - from };
		from = end ? i + 1 : from;
	}
}

static struct iv_str key_of(struct iv_arena *a, enum iv_roman scheme, const uint16_t *class, size_t n, size_t turn)
{
	char *p = iv_arena_alloc(a, n * 8 + 1);
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		const char *text = iv_roman_text(scheme, class[(i + turn) % n]);
		size_t size = strlen(text);
		if (i)
			p[used++] = '-';
		memcpy(p + used, text, size);
		used += size;
	}
	return (struct iv_str){ p, used };
}

void iv_sound_roman_han(struct iv_arena *a, struct iv_str family, struct iv_str given, struct iv_sound *out)
{
	bool lost = out->whole.n && memchr(out->whole.p, '?', out->whole.n);
	for (enum iv_roman scheme = 0; scheme < IV_ROMANS && !lost; scheme++) {
		uint16_t class[IV_ROMAN_SYLLABLES];
		size_t n = 0;
		bool whole = true;
		for (int part = 0; part < 2; part++) {
			struct iv_str s = part ? given : family;
			for (const char *p = s.p, *end = s.p + s.n; p < end && whole;) {
				uint32_t cp = iv_utf8_next(&p, end);
				whole = (cp | 32) < 'a' || (cp | 32) > 'z'; /* a syllable in place of a character */
				if (!whole || !iv_han_is(cp))
					continue;
				whole = n < IV_ROMAN_SYLLABLES && (class[n] = iv_roman_of_han(scheme, cp, !part)) != 0;
				n += whole;
			}
		}
		if (!whole || n < 2)
			continue;
		out->scheme[2 * scheme] = key_of(a, scheme, class, n, 0);
		out->syllables[scheme] = (uint8_t)n;
		out->sure[scheme] = true;
	}
}

/* A syllable that begins with a letter that Wade-Giles does not have: such a name is Pinyin, and nothing else. */
static bool only_pinyin(struct iv_str word)
{
	struct iv_str part[IV_ROMAN_SYLLABLES];
	size_t n = iv_pinyin_cut(word, part, IV_ROMAN_SYLLABLES);
	for (size_t i = 0; i < n && i < IV_ROMAN_SYLLABLES; i++) {
		char c = part[i].p[0], next = part[i].n > 1 ? part[i].p[1] : '\0';
		if (strchr("bdgqxzr", c) || (c == 'c' && next != 'h') || (c == 'z' && next == 'h'))
			return true;
	}
	return false;
}

static bool any_hyphen(const struct words *w, const struct iv_roman_run *run)
{
	for (size_t i = run->from; i < run->to; i++)
		if (memchr(w->word[i].p, '-', w->word[i].n))
			return true;
	return false;
}

/* Can hardly be anything but this scheme? What is Pinyin as well is not, unless its family name is none there, or its given name has
 * a hyphen, as only Taiwan writes. */
static bool is_sure(enum iv_roman scheme, const struct words *w, const struct iv_roman_run *run, bool pinyin)
{
	if (!pinyin)
		return true;
	if (scheme == IV_ROMAN_WADE)
		return any_hyphen(w, run);
	struct iv_str family = w->word[run->head ? run->from : run->to - 1];
	return !iv_pinyin_surname(family);
}

/* The letters of the words from..to behind those of `before`; with a blank before each when `blank`. */
static struct iv_str letters_of(struct iv_arena *a, const struct words *w, size_t from, size_t to, struct iv_str before, bool blank)
{
	size_t n = before.n;
	for (size_t i = from; i < to; i++)
		n += w->word[i].n + 1;
	char *p = iv_arena_alloc(a, n + 1);
	size_t used = before.n;
	if (used)
		memcpy(p, before.p, used);
	for (size_t i = from; i < to; i++) {
		if (blank && used)
			p[used++] = ' ';
		for (size_t k = 0; k < w->word[i].n; k++)
			if (w->word[i].p[k] != '-' && w->word[i].p[k] != '\'')
				p[used++] = w->word[i].p[k];
	}
	return (struct iv_str){ p, used };
}

/* The Chinese words, then the others. */
static struct iv_str western_behind(struct iv_arena *a, const struct words *w, const struct iv_roman_run *run, struct iv_str chinese, bool blank)
{
	return letters_of(a, w, run->to, w->n, letters_of(a, w, 0, run->from, chinese, blank), blank);
}

/* The family name of a run, and what else there is: "Peter Chan Tai-man", "Chan Tai Man Peter" and "CHAN Tai Man, Peter" come out
 * alike. He is Chan Tai Man too, and Peter Chan. */
static void reorder(struct iv_arena *a, const struct words *w, const struct iv_roman_run *run, struct iv_sound *out)
{
	struct iv_str none = { 0 };
	size_t family = run->head ? run->from : run->to - 1, from = run->head ? run->from + 1 : run->from, to = run->head ? run->to : run->to - 1;
	out->family = letters_of(a, w, family, family + 1, none, false);
	struct iv_str whole = letters_of(a, w, from, to, out->family, false);
	out->given = western_behind(a, w, run, letters_of(a, w, from, to, none, false), false);
	out->given_words = western_behind(a, w, run, letters_of(a, w, from, to, none, true), true);
	out->whole = western_behind(a, w, run, whole, false);
	out->turned = none;
	out->alsos = 0;
	out->pinyin = false;
	out->family_syllables = out->given_syllables = 0;
	if (w->n > run->to - run->from && out->family.n <= UINT8_MAX) {
		out->also_family[0] = out->also_family[1] = (uint8_t)out->family.n;
		out->also[out->alsos++] = whole;
		out->also[out->alsos++] = western_behind(a, w, run, out->family, false);
	}
}

void iv_sound_roman_letters(struct iv_arena *a, struct iv_str family, struct iv_str given, bool ordered, struct iv_sound *out)
{
	struct words w = { 0 };
	struct iv_roman_run best = { 0 };
	bool pinyin = out->pinyin;
	add_words(&w, family);
	add_words(&w, given);
	for (enum iv_roman scheme = 0; scheme < IV_ROMANS; scheme++) {
		struct iv_roman_run run;
		bool other = false;
		for (size_t i = 0; i < w.n && pinyin && scheme == IV_ROMAN_WADE; i++)
			other |= only_pinyin(w.word[i]);
		if (other || !iv_roman_read(scheme, w.word, w.n, &run) || run.n < 2)
			continue;
		/* One word beside others is a name by chance (Alice Davis), unless all of it is that word. */
		if ((ordered && !run.head) || (run.to - run.from == 1 && w.n > 1))
			continue;
		size_t turn = run.n - run.last;
		out->scheme[2 * scheme] = key_of(a, scheme, run.class, run.n, run.head ? 0 : turn);
		if (run.head && run.tail && !ordered)
			out->scheme[2 * scheme + 1] = key_of(a, scheme, run.class, run.n, turn);
		out->syllables[scheme] = (uint8_t)run.n;
		out->sure[scheme] = is_sure(scheme, &w, &run, pinyin);
		if (run.n > best.n)
			best = run;
	}
	bool western = best.n && best.to - best.from < w.n;
	if (!ordered && !pinyin && best.to - best.from > 1 && (western || !best.tail))
		reorder(a, &w, &best, out);
}

/* Are all words Pinyin but for characters? Else the name is Cantonese. */
static bool is_mandarin(const struct words *w)
{
	if (!iv_pinyin_surname(w->word[0]))
		return false;
	for (size_t i = 1; i < w->n; i++)
		if ((w->word[i].p[0] & 0x80) == 0 && !iv_pinyin_cut(w->word[i], NULL, 0))
			return false;
	return true;
}

struct iv_str iv_sound_roman_spell(struct iv_arena *a, struct iv_str s)
{
	struct words w = { 0 };
	struct iv_str none = { 0 };
	add_words(&w, s);
	bool mandarin = w.n > 1 && is_mandarin(&w);
	if (w.n < 2 || !(mandarin || iv_roman_surname_word(IV_ROMAN_CANTON, w.word[0])))
		return none;
	char *p = iv_arena_alloc(a, s.n * 4 + 16);
	size_t used = 0;
	for (const char *at = s.p, *end = s.p + s.n; at < end;) {
		const char *from = at;
		uint32_t cp = iv_utf8_next(&at, end);
		uint16_t class = iv_han_is(cp) ? iv_roman_of_han(IV_ROMAN_CANTON, cp, false) : 0;
		const char *text = mandarin ? iv_han_reading(cp, false) : class ? iv_roman_text(IV_ROMAN_CANTON, class) : NULL;
		bool han = iv_han_is(cp);
		if (han && (!text || used == 0 || (w.n == 2 && iv_han_surname(cp))))
			return none;
		size_t n = han ? strlen(text) : (size_t)(at - from);
		if (han)
			p[used++] = ' ';
		memcpy(p + used, han ? text : from, n);
		used += n;
		if (han)
			p[used++] = ' ';
	}
	return (struct iv_str){ p, used };
}

bool iv_sound_roman_whole(struct iv_str before, struct iv_str behind)
{
	struct words b = { 0 }, c = { 0 };
	struct iv_roman_run run;
	uint16_t class[IV_ROMAN_SYLLABLES];
	add_words(&b, before);
	add_words(&c, behind);
	if (b.n < 2 || !c.n)
		return false;
	for (enum iv_roman scheme = 0; scheme < IV_ROMANS; scheme++)
		if (iv_roman_read(scheme, b.word, b.n, &run) && run.head && run.to - run.from == b.n && !iv_roman_cut(scheme, c.word[0], class, IV_ROMAN_SYLLABLES))
			return true;
	return false;
}
