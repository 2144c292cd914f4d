/* SPDX-License-Identifier: MIT
 * Reading a name into hashes, and the dictionary of names. */
#include "match/name.h"

#include <stdlib.h>

#include "base/hash.h"
#include "io/vast.h"
#include "match/column.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/nickname.h"
#include "text/roman.h"
#include "text/sound.h"
#include "text/utf8.h"

enum { MOST_FORMS = 12, MOST_TEXT = UINT8_MAX };

/* Never 0, which means "none". */
static uint64_t hash_of(struct iv_str s)
{
	return s.n ? iv_hash_short(s) | 1 : 0;
}

static uint32_t short_hash(struct iv_str s)
{
	return s.n ? (uint32_t)(iv_hash_short(s) >> 32) | 1 : 0;
}

/* Folded and simplified, Han characters, letters and figures only. Characters beyond ASCII all count as letters, but
 * for the marks that stand in names: · ・ ‧ ． ， 、 and the ideographic space. */
static uint64_t exact_hash(struct iv_arena *a, struct iv_str name)
{
	if (iv_han_plain(name))
		return hash_of(iv_han_simplify(a, name));
	struct iv_str s = iv_han_simplify(a, iv_text_fold(a, name));
	char *out = iv_arena_alloc(a, s.n + 1);
	size_t used = 0;
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		const char *from = p;
		uint32_t cp = iv_utf8_next(&p, end);
		bool ascii = (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') || cp == '?' || cp == '*';
		bool mark = cp == 0xB7 || cp == 0x30FB || cp == 0x2027 || cp == 0xFF0E || cp == 0x3001 || cp == 0x2019;
		if (cp < 0x80 ? ascii : !mark) {
			memcpy(out + used, from, (size_t)(p - from));
			used += (size_t)(p - from);
		}
	}
	return hash_of((struct iv_str){ out, used });
}

static bool is_lost(struct iv_str sound)
{
	return sound.n && memchr(sound.p, '?', sound.n);
}

/* A sound of two parts, the first of `cut` bytes, whichever comes first. */
static uint64_t whole_hash(struct iv_arena *a, struct iv_str sound, size_t cut)
{
	struct iv_str key = iv_text_sound_key(a, sound);
	if (!cut || cut >= key.n)
		return hash_of(key);
	char *p = iv_arena_alloc(a, key.n);
	memcpy(p, key.p + cut, key.n - cut);
	memcpy(p + key.n - cut, key.p, cut);
	uint64_t x = hash_of(key), y = hash_of((struct iv_str){ p, key.n });
	return x < y ? x : y;
}

/* Forms that a name may have beside its whole, while it is read. */
struct forms {
	uint64_t hash[MOST_FORMS];
	size_t n;
};

static void add_form(struct forms *f, const struct iv_match_name *n, uint64_t hash)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->hash[i] == hash)
			return;
	if (hash && hash != n->whole && f->n < MOST_FORMS)
		f->hash[f->n++] = hash;
}

/* Where a text was cut and turned: turned is tail and head of whole. 0 when it is not. */
static size_t turned_at(struct iv_str whole, struct iv_str turned)
{
	size_t n = whole.n;
	for (size_t tail = 1; turned.n == n && tail < n; tail++)
		if (memcmp(turned.p, whole.p + n - tail, tail) == 0 && memcmp(turned.p + tail, whole.p, n - tail) == 0)
			return tail;
	return 0;
}

/* In "Mary Ann Lee" either end may be the family name; s->turned has the cut that s->whole has not. Where that took the family name from
 * the end, s->turned is the name as written, and is cut behind its first word. */
static void add_turned(struct iv_arena *a, const struct iv_sound *s, const struct iv_match_name *n, struct forms *f)
{
	const char *blank = s->given_words.n ? memchr(s->given_words.p, ' ', s->given_words.n) : NULL;
	bool last = blank && iv_str_starts(s->turned, s->given) && iv_str_ends(s->turned, s->family);
	if (s->turned.n)
		add_form(f, n, whole_hash(a, s->turned, last ? (size_t)(blank - s->given_words.p) : turned_at(s->whole, s->turned)));
}

static void add_forms(struct iv_arena *a, const struct iv_sound *s, const struct iv_match_name *n, struct forms *f)
{
	add_turned(a, s, n, f);
	for (size_t i = 0; i < s->alsos; i++)
		add_form(f, n, whole_hash(a, s->also[i], s->also_family[i]));
}

/* The text: the hashes of the forms, then the words. */
static void set_text(struct iv_arena *a, struct iv_match_name *n, const struct forms *f, struct iv_str words)
{
	words.n = words.n > MOST_TEXT ? MOST_TEXT : words.n;
	char *p = iv_arena_alloc(a, f->n * sizeof *f->hash + words.n + 1);
	memcpy(p, f->hash, f->n * sizeof *f->hash);
	if (words.n)
		memcpy(p + f->n * sizeof *f->hash, words.p, words.n);
	n->text = p;
	n->alsos = (uint8_t)f->n;
	n->text_n = (uint8_t)words.n;
}

static uint16_t class_of_two(const uint16_t *class)
{
	return (uint16_t)(class[0] * 31u + class[1]) | 0x8000;
}

/* The class of a surname in letters, 0 when there is none such. */
static uint16_t surname_class(enum iv_roman scheme, struct iv_str word)
{
	uint16_t class[2];
	if (word.n > 12)
		return 0;
	size_t n = iv_roman_cut(scheme, word, class, 2);
	if (!n || !iv_roman_surname(scheme, class, n))
		return 0;
	return n == 1 ? class[0] : class_of_two(class);
}

static uint16_t surname_of_han(enum iv_roman scheme, const struct iv_sound *s)
{
	uint16_t class[2];
	if (s->family_syllables == 1)
		return iv_roman_of_han(scheme, s->character[0], true);
	if (s->family_syllables != 2)
		return 0;
	class[0] = iv_roman_of_han(scheme, s->character[0], true);
	class[1] = iv_roman_of_han(scheme, s->character[1], false);
	return class[0] && class[1] ? class_of_two(class) : 0;
}

/* Can the word be Chinese? Anna and Irene can be cut into syllables as well. */
static bool is_syllables(struct iv_str word)
{
	uint16_t class[IV_ROMAN_SYLLABLES];
	size_t n = iv_pinyin_cut(word, NULL, 0);
	n = n ? n : iv_roman_cut(IV_ROMAN_CANTON, word, class, IV_ROMAN_SYLLABLES);
	n = n ? n : iv_roman_cut(IV_ROMAN_WADE, word, class, IV_ROMAN_SYLLABLES);
	return n == 1 || (n && !iv_text_nickname_full(word));
}

/* Of a name in letters: what surnames it may have, and whether a given name is Western beside one. */
static void find_surnames(const struct iv_sound *s, struct iv_match_name *n)
{
	struct iv_str words = s->given_words, word, other = { 0 };
	bool ordered = n->flags & IV_NAME_ORDERED, chinese = s->pinyin || (s->family.n && iv_pinyin_surname(s->family));
	while (!ordered && s->turned.n && iv_str_cut(&words, ' ', &word))
		if (!other.n || s->pinyin)
			other = word;
	for (int i = 0; i < 2; i++) {
		n->surname[i][0] = surname_class((enum iv_roman)i, s->family);
		n->surname[i][1] = other.n ? surname_class((enum iv_roman)i, other) : 0;
		chinese |= n->surname[i][0] || n->surname[i][1];
	}
	if (!chinese)
		return;
	words = s->given_words;
	while (iv_str_cut(&words, ' ', &word))
		if (word.n > 1)
			n->flags |= is_syllables(word) ? IV_NAME_SPELLED : IV_NAME_WESTERN;
}

static uint16_t flags_of(const struct iv_sound *s)
{
	unsigned flags = s->sure[0] && s->syllables[0] > 2 ? IV_NAME_WADE : 0;
	flags |= s->sure[1] && s->syllables[1] > 2 ? IV_NAME_CANTON : 0;
	flags |= s->han ? IV_NAME_HAN : 0;
	flags |= s->pinyin ? IV_NAME_PINYIN : 0;
	flags |= s->ordered ? IV_NAME_ORDERED : 0;
	flags |= s->given.n ? 0 : IV_NAME_PARTIAL;
	flags |= is_lost(s->whole) ? IV_NAME_LOST : 0;
	flags |= s->given.n == 1 ? IV_NAME_INITIAL : 0;
	bool latin = false;
	for (size_t i = 0; i < s->whole.n && !latin; i++)
		latin = s->whole.p[i] >= 'a' && s->whole.p[i] <= 'z';
	return (uint16_t)(flags | (latin || s->han ? 0 : IV_NAME_FOREIGN));
}

static void set_syllables(const struct iv_sound *s, struct iv_match_name *out)
{
	out->family_syllables = s->family_syllables;
	out->given_syllables = s->given_syllables;
	for (int i = 0; i < s->family_syllables + s->given_syllables; i++) {
		uint32_t cp = s->character[i];
		out->syllable[i] = s->syllable[i];
		out->character[i] = (uint16_t)(cp > UINT16_MAX ? (cp & 0x7FF) | 0xE000 : cp); /* a private place for rare ones */
	}
}

bool iv_match_name_read(struct iv_arena *a, struct iv_str name, struct iv_str family, struct iv_str given, struct iv_match_name *out)
{
	struct iv_sound s;
	struct forms f = { .n = 0 };
	struct iv_str words = { 0 };
	*out = (struct iv_match_name){ 0 };
	if (name.n)
		iv_text_sound(a, name, &s);
	else
		iv_text_sound_of(a, family, given, &s);
	if (!s.whole.n)
		return false;
	out->exact = exact_hash(a, name.n ? name : iv_arena_join(a, family, (struct iv_str){ 0 }, given));
	out->whole = whole_hash(a, s.whole, s.family.n);
	out->family = short_hash(iv_text_sound_key(a, s.family));
	out->given = short_hash(iv_text_sound_key(a, s.given));
	for (int i = 0; i < 2 * IV_SOUND_SCHEMES; i++)
		out->scheme[i] = short_hash(s.scheme[i]);
	out->initial = s.given.n ? s.given.p[0] : '\0';
	out->flags = flags_of(&s);
	if (!name.n && !s.family.n)
		out->flags |= IV_NAME_PARTIAL; /* a given name alone; but 阿凡提·买买提 is a whole name without a family name */
	bool mixed = s.han && s.family_syllables && !s.given_syllables && s.given.n; /* 王 David */
	if (mixed)
		out->flags = (uint16_t)((out->flags & ~IV_NAME_HAN) | IV_NAME_WESTERN);
	set_syllables(&s, out);
	add_forms(a, &s, out, &f);
	if (!s.han)
		find_surnames(&s, out);
	for (int i = 0; i < 2 && s.han; i++)
		out->surname[i][0] = surname_of_han((enum iv_roman)i, &s);
	if (!s.han || !s.given_syllables)
		words = s.given_words.n ? iv_arena_join(a, s.family, IV_STR(" "), s.given_words) : s.family;
	set_text(a, out, &f, words);
	return true;
}

/* Of several words only the Western ones are an alias: the Chinese are the name itself. */
void iv_match_name_alias(struct iv_arena *a, struct iv_match_name *n, struct iv_str alias)
{
	struct iv_sound s;
	struct forms f = { .n = n->alsos };
	iv_text_sound(a, alias, &s);
	if (!s.whole.n || s.han)
		return;
	for (size_t i = 0; i < f.n; i++)
		f.hash[i] = iv_match_name_also(n, i);
	if (s.given.n) {
		add_form(&f, n, whole_hash(a, s.whole, s.family.n));
		add_turned(a, &s, n, &f);
	}
	struct iv_str words = iv_match_name_words(n), rest = s.given.n ? s.given_words : s.family, word;
	bool second = words.n && memchr(words.p, ';', words.n);
	while (iv_str_cut(&rest, ' ', &word))
		if (!s.given.n || !is_syllables(word)) {
			words = iv_arena_join(a, words, second ? IV_STR(" ") : IV_STR(";"), word);
			second = true;
		}
	set_text(a, n, &f, words);
}

/* ---- the dictionary ---- */

void iv_match_names_release(struct iv_match_names *d)
{
	iv_arena_release(&d->arena);
	iv_vast_free(d->name);
	iv_match_index_release(&d->index);
	*d = (struct iv_match_names){ 0 };
}

void iv_match_names_close(struct iv_match_names *d)
{
	iv_match_index_release(&d->index);
}

/* Whatever is compared or blocked by: were two names one entry that differ in any of it, the one that came first would speak for both. */
static bool same_entry(const struct iv_match_name *a, const struct iv_match_name *b)
{
	if (a->exact != b->exact || a->whole != b->whole || a->family != b->family || a->given != b->given || a->flags != b->flags || a->initial != b->initial)
		return false;
	if (a->alsos != b->alsos || a->text_n != b->text_n || a->family_syllables != b->family_syllables || a->given_syllables != b->given_syllables)
		return false;
	size_t text = a->alsos * sizeof(uint64_t) + a->text_n;
	return !memcmp(a->scheme, b->scheme, sizeof a->scheme) && !memcmp(a->syllable, b->syllable, sizeof a->syllable) && !memcmp(a->character, b->character, sizeof a->character) &&
	       !memcmp(a->surname, b->surname, sizeof a->surname) && (!text || !memcmp(a->text, b->text, text));
}

uint32_t iv_match_names_add(struct iv_match_names *d, const struct iv_match_name *name)
{
	uint32_t hash = iv_match_name_hash(name);
	iv_match_index_room(&d->index);
	uint64_t *slot = iv_match_index_first(&d->index, hash);
	for (; *slot; slot = iv_match_index_next(&d->index, slot))
		if (iv_match_index_is(*slot, hash) && same_entry(&d->name[iv_match_index_number(*slot)], name))
			return iv_match_index_number(*slot);
	d->name = iv_vast_reserve(d->name, &d->cap, d->n + 1, sizeof *d->name);
	struct iv_match_name *n = &d->name[d->n];
	*n = *name;
	size_t size = n->alsos * sizeof(uint64_t) + n->text_n;
	n->text = size ? iv_match_keep(&d->arena, (struct iv_str){ name->text, size }, (struct iv_str){ 0 }) : NULL;
	iv_match_index_put(&d->index, slot, hash, d->n);
	return (uint32_t)d->n++;
}

/* ---- between threads, which share a machine: the struct as it is, then what it points to ---- */

void iv_match_name_pack(const struct iv_match_name *name, struct iv_buf *out)
{
	iv_buf_add(out, name, sizeof *name);
	iv_buf_add(out, name->text, name->alsos * sizeof(uint64_t) + name->text_n);
}

struct iv_str iv_match_name_unpack(struct iv_str bytes, struct iv_match_name *out)
{
	memcpy(out, bytes.p, sizeof *out);
	bytes = iv_str_from(bytes, sizeof *out);
	out->text = bytes.p;
	return iv_str_from(bytes, out->alsos * sizeof(uint64_t) + out->text_n);
}
