/* SPDX-License-Identifier: MIT
 * English given names and their short forms: Bob is Robert, Peggy is Margaret. The table is data/nicknames.txt. Words are folded,
 * lower case. */
#ifndef IV_TEXT_NICKNAME_H
#define IV_TEXT_NICKNAME_H
#include "base/str.h"

/* Are the two different forms of one given name? Bert and Bob are: both are Robert. */
bool iv_text_nickname(struct iv_str a, struct iv_str b);

/* The number of the name that a word is, or is short for; 0 when it is not in the table. A word of several (Bert) has the
 * number of the name that stands first in the table, which is one of those it is short for. */
unsigned iv_text_nickname_full(struct iv_str word);

#endif
