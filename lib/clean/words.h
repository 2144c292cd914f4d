/* SPDX-License-Identifier: MIT
 * Within clean: lists of words. Most words asked for are in none, so lengths are compared first. */
#ifndef IV_CLEAN_WORDS_H
#define IV_CLEAN_WORDS_H
#include "base/str.h"

/* An entry of a static list. */
#define IV_WORD(text) { (text), sizeof(text) - 1 }
#define IV_WORD_IN(word, list) iv_clean_word_in(word, list, sizeof list / sizeof *list)

static inline bool iv_clean_word_in(struct iv_str word, const struct iv_str *list, size_t n)
{
	for (size_t i = 0; word.n && i < n; i++)
		if (list[i].n == word.n && list[i].p[0] == word.p[0] && memcmp(list[i].p, word.p, word.n) == 0)
			return true;
	return false;
}

#endif
