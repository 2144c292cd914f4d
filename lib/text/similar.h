/* SPDX-License-Identifier: MIT
 * How alike two short texts are: edits between them, and the similarity of Jaro and Winkler. Characters are code points, compared as
 * they are: fold first (fold.h). Up to 64 of them take a step a character (bit-parallel), whatever the other text is.
 *
 * Each function is told what would be enough, and stops as soon as that is out of reach. Bytes that are no UTF-8 count as one
 * unknown character each. Of texts longer than IV_SIMILAR_LONGEST characters only the beginnings are compared. Nothing is allocated. */
#ifndef IV_TEXT_SIMILAR_H
#define IV_TEXT_SIMILAR_H
#include "base/str.h"

enum { IV_SIMILAR_LONGEST = 512 };

/* The least number of edits from a to b: a character put in, left out or changed, or two neighbours swapped, none of them edited
 * twice (optimal string alignment). Returns most + 1 when there are more than `most`. Hyyrö 2003, "A bit-vector algorithm for
 * computing Levenshtein and Damerau edit distances". */
unsigned iv_text_osa(struct iv_str a, struct iv_str b, unsigned most);

/* Thousandths, 1000 for equal texts, 0 when nothing agrees, one is empty, or it would be below `least`. Jaro 1989: the mean of the
 * shares of either text that agrees, and the share of those that agree in the same order. */
unsigned iv_text_jaro(struct iv_str a, struct iv_str b, unsigned least);

/* The same, nearer to 1000 by a tenth for each of the first four characters that agree, where it is above 700 (Winkler 1990). */
unsigned iv_text_jaro_winkler(struct iv_str a, struct iv_str b, unsigned least);

#endif
