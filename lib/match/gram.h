/* SPDX-License-Identifier: MIT
 * Names that are alike, but share no key: misspelt in two words, transliterated in another way (Mohammed al-Rashid, Muhamad ar-Rasheed). They share pieces,
 * and rare pieces say most: each name looks at the names that share its rarest trigrams of letters or its rarest syllables, and each record
 * keeps the few records whose names share most with its own (tf-idf top-k blocking; Paulsen, Govind, Doan: Sparkly, PVLDB 16(6), 2023).
 *
 * The work is bounded: a piece that many names have is not looked up, a name looks up a few pieces, a record keeps IV_GRAM_KEPT. */
#ifndef IV_MATCH_GRAM_H
#define IV_MATCH_GRAM_H
#include "match/people.h"
#include "match/sort.h"

#define IV_GRAM_KEPT 5

/* Lists pairs of records (key: the lower, value: the higher; a pair may come twice). Which they are does not depend on the order of the input, nor on
 * the number of threads. */
void iv_match_grams(const struct iv_match_people *m, unsigned threads, struct iv_match_items *out);

#endif
