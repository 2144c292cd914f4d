/* SPDX-License-Identifier: MIT
 * Cutting works as for Pinyin (pinyin.c), over the spellings of a scheme. */
#include "text/roman.h"

#include "text/han.h"
#include "text/nickname.h"
#include "text/tables.h"
#include "text/utf8.h"

enum { LONGEST = 24, LONGEST_SYLLABLE = 6 }; /* letters */

static const struct {
	const struct roman_spelling *spelling;
	const uint8_t *surname;
	const uint32_t *compound;
	const char (*class)[8];
} schemes[IV_ROMANS] = {
	{ iv_wade_spelling, iv_wade_surname, iv_wade_compound, iv_wade_class },
	{ iv_canton_spelling, iv_canton_surname, iv_canton_compound, iv_canton_class },
};

static uint16_t find(enum iv_roman scheme, uint32_t key)
{
	const struct roman_spelling *slot = schemes[scheme].spelling;
	for (unsigned at = roman_hash(key); slot[at].key; at = (at + 1) % ROMAN_SLOTS)
		if (slot[at].key == key)
			return (uint16_t)slot[at].class;
	return 0;
}

struct best {
	uint16_t cost, class;
	uint8_t from;
};

enum { IMPOSSIBLE = UINT16_MAX };

static bool is_vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* Cuts lower-case letters without marks. */
static size_t cut_letters(enum iv_roman scheme, const char *letters, size_t n, uint16_t *out, size_t max)
{
	struct best best[LONGEST + 1];
	for (size_t i = 1; i <= n; i++)
		best[i].cost = IMPOSSIBLE;
	best[0].cost = 0;
	for (size_t at = 0; at < n; at++) {
		if (best[at].cost == IMPOSSIBLE || (at && is_vowel(letters[at])))
			continue; /* within a word the schemes begin a syllable with a vowel behind a hyphen only */
		uint16_t cost = (uint16_t)(best[at].cost + 1);
		uint32_t key = 0;
		for (size_t k = 1; k <= LONGEST_SYLLABLE && at + k <= n; k++) {
			key = key << 5 | (uint32_t)(letters[at + k - 1] - 'a' + 1);
			uint16_t class = cost < best[at + k].cost ? find(scheme, key) : 0;
			if (class)
				best[at + k] = (struct best){ cost, class, (uint8_t)at };
		}
	}
	size_t count = 0;
	for (size_t i = n; i && best[n].cost != IMPOSSIBLE; i = best[i].from)
		count++;
	if (count > max)
		return 0;
	for (size_t i = n, k = count; k; i = best[i].from)
		out[--k] = best[i].class;
	return count;
}

size_t iv_roman_cut(enum iv_roman scheme, struct iv_str s, uint16_t *out, size_t max)
{
	char letters[LONGEST];
	size_t n = 0, count = 0;
	for (size_t i = 0; i <= s.n; i++) {
		char c = i < s.n ? s.p[i] : '-';
		if (c == '-') {
			size_t more = n ? cut_letters(scheme, letters, n, out + count, max - count) : 0;
			if (!more)
				return 0;
			count += more;
			n = 0;
		} else if ((c | 32) >= 'a' && (c | 32) <= 'z') {
			if (n == LONGEST)
				return 0;
			letters[n++] = (char)(c | 32);
		} else if (c != '\'' && c != '`') {
			return 0;
		}
	}
	return count;
}

uint16_t iv_roman_of_simple(enum iv_roman scheme, uint32_t cp, unsigned syllable)
{
	if (scheme == IV_ROMAN_CANTON)
		return cp < HAN_LIMIT ? iv_canton_page[iv_canton_index[cp >> 8]][cp & 255] : 0;
	return iv_syllable_wade[syllable];
}

uint16_t iv_roman_of_han(enum iv_roman scheme, uint32_t cp, bool surname)
{
	cp = iv_han_simple(cp);
	const char *reading = scheme == IV_ROMAN_WADE ? iv_han_reading(cp, surname) : NULL;
	return scheme == IV_ROMAN_CANTON || reading ? iv_roman_of_simple(scheme, cp, reading ? syllable_number(reading) : 0) : 0;
}

static bool is_compound(const uint32_t *list, uint32_t classes)
{
	unsigned low = 0, high = iv_han_pairs;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (list[middle] < classes)
			low = middle + 1;
		else
			high = middle;
	}
	return low < iv_han_pairs && list[low] == classes;
}

bool iv_roman_surname(enum iv_roman scheme, const uint16_t *class, size_t n)
{
	if (n == 1)
		return schemes[scheme].surname[class[0]];
	return n == 2 && is_compound(schemes[scheme].compound, (uint32_t)class[0] << 16 | class[1]);
}

bool iv_roman_surname_word(enum iv_roman scheme, struct iv_str s)
{
	uint32_t key = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (i == LONGEST_SYLLABLE || (s.p[i] | 32) < 'a' || (s.p[i] | 32) > 'z')
			return false;
		key = key << 5 | (uint32_t)((s.p[i] | 32) - 'a' + 1);
	}
	uint16_t class = key ? find(scheme, key) : 0;
	return class && schemes[scheme].surname[class];
}

const char *iv_roman_text(enum iv_roman scheme, uint16_t class)
{
	return schemes[scheme].class[class];
}

static bool has_hyphen(struct iv_str word)
{
	return word.n && memchr(word.p, '-', word.n);
}

/* The run that begins at word `from`. */
static bool read_run(enum iv_roman scheme, const struct iv_str *word, size_t words, size_t from, struct iv_roman_run *out)
{
	size_t first = 0;
	*out = (struct iv_roman_run){ .from = from, .to = from };
	while (out->to < words) {
		size_t n = iv_roman_cut(scheme, word[out->to], out->class + out->n, IV_ROMAN_SYLLABLES - out->n);
		if (!n || word[out->to].n == 1 || (n > 1 && iv_text_nickname_full(word[out->to])))
			break; /* an initial; "Alice" can be cut into syllables too */
		first = out->to == from ? n : first;
		out->last = n;
		out->n += n;
		out->to++;
	}
	if (!out->n)
		return false;
	bool one = out->to - from == 1;
	size_t most = one && first > 1 ? first - 1 : first; /* "chantaiman": a given name follows */
	if (most >= 2 && iv_roman_surname(scheme, out->class, 2))
		out->head = 2;
	else if ((one || first == 1) && iv_roman_surname(scheme, out->class, 1))
		out->head = 1;
	else if (out->n > 2 && !one && first == 1 && iv_roman_surname(scheme, out->class, 2))
		out->head = 2; /* Au Yeung Wai Man */
	if (!one && out->last <= 2 && iv_roman_surname(scheme, out->class + out->n - out->last, out->last))
		out->tail = out->last;
	if (!one && has_hyphen(word[out->to - 1]) && out->last > 1 && out->head)
		out->tail = 0;
	else if (!one && has_hyphen(word[from]) && first > 1 && out->tail && out->head != first)
		out->head = 0;
	return out->head || out->tail;
}

bool iv_roman_read(enum iv_roman scheme, const struct iv_str *word, size_t words, struct iv_roman_run *out)
{
	struct iv_roman_run run;
	*out = (struct iv_roman_run){ 0 };
	for (size_t i = 0; i < words; i++)
		if (read_run(scheme, word, words, i, &run) && run.n > out->n)
			*out = run;
	return out->n > 0;
}
