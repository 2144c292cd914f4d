/* SPDX-License-Identifier: MIT
 * Part of make_han: how names are written in letters but for Pinyin; see text/roman.h. */
#ifndef MAKE_ROMAN_H
#define MAKE_ROMAN_H
#include <stdbool.h>
#include <stdint.h>

struct han_pair;

/* The Cantonese reading of a character, in Jyutping with its tone ("can4"); the first that is given counts. */
void roman_cantonese(uint32_t cp, const char *value);

/* A line of cantonese.txt, which overrides it. */
void roman_override(uint32_t cp, const char *value);

/* Prints the tables. `simple` gives a character's simplified form, `surname` whether a simplified character is one; syllables are
 * those of Pinyin, from number 1; pairs are the compound surnames. */
void roman_print(uint32_t (*simple)(uint32_t cp), bool (*surname)(uint32_t cp), const char (*syllable)[7], unsigned syllables, const bool *syllable_surname,
		 const struct han_pair *pair, unsigned pairs);

#endif
