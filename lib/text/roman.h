/* SPDX-License-Identifier: MIT
 * Chinese names in letters that are not Pinyin: Mandarin as Taiwan writes it (Wade-Giles with or without its apostrophes,
 * Tongyong, habits: "Tsai Ing-wen") and Cantonese as Hong Kong does ("Chan Tai Man"). Such spellings do not tell all sounds apart,
 * and one sound is spelled in several ways; so syllables are told apart by class only. Equal classes are a reason to look
 * closer: 陳大文 and "Chan Tai Man" agree in three, 蔡英文 and "Tsai Ing-wen" too.
 *
 * The tables are made at build time from Unihan's readings (data/make_roman.c). */
#ifndef IV_TEXT_ROMAN_H
#define IV_TEXT_ROMAN_H
#include "base/arena.h"

enum iv_roman { IV_ROMAN_WADE, IV_ROMAN_CANTON, IV_ROMANS };

enum { IV_ROMAN_SYLLABLES = 4 }; /* of a name, at most */

/* Cuts letters (ASCII, either case; hyphens force a cut, apostrophes are passed over) into syllables: as few as can be. Returns how
 * many, with their classes in out; 0 when the letters are not wholly syllables, or more than max of them. */
size_t iv_roman_cut(enum iv_roman scheme, struct iv_str letters, uint16_t *out, size_t max);

/* The class of a Han character in a name, 0 when its reading is not known. */
uint16_t iv_roman_of_han(enum iv_roman scheme, uint32_t cp, bool surname);

/* The same of a simplified character whose reading in the name is known as a syllable's number. */
uint16_t iv_roman_of_simple(enum iv_roman scheme, uint32_t cp, unsigned syllable);

/* Is there a surname of these classes (1 of them, or 2 of a compound surname)? */
bool iv_roman_surname(enum iv_roman scheme, const uint16_t *class, size_t n);

/* Is the word one syllable, and a surname's? One look into a table. */
bool iv_roman_surname_word(enum iv_roman scheme, struct iv_str letters);

const char *iv_roman_text(enum iv_roman scheme, uint16_t class); /* its letters, static */

/* The words of a name that are Chinese by one scheme. Western names stand before or behind: "Peter Chan Tai-man". */
struct iv_roman_run {
	size_t from, to; /* words [from, to) */
	size_t n; /* their syllables */
	uint16_t class[IV_ROMAN_SYLLABLES];
	size_t head, tail; /* syllables of a family name at either end; 0: there is none */
	size_t last; /* syllables of the last word of the run */
};

/* The longest run of words with a family name at one of its ends. False: there is none, or it has more syllables than a name. A word of
 * several syllables between hyphens is a given name, so a run that ends in one has no tail. */
bool iv_roman_read(enum iv_roman scheme, const struct iv_str *word, size_t words, struct iv_roman_run *out);

#endif
