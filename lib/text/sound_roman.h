/* SPDX-License-Identifier: MIT
 * Within text: the part of a name's sound that is told by the schemes of roman.h. */
#ifndef IV_TEXT_SOUND_ROMAN_H
#define IV_TEXT_SOUND_ROMAN_H
#include "text/sound.h"

/* Fills scheme and sure of a name in Han characters; both folded, without marks. */
void iv_sound_roman_han(struct iv_arena *a, struct iv_str family, struct iv_str given, struct iv_sound *out);

/* The same of folded letters, and what the schemes know better about which word is the family name. With `ordered` the first is. `out`
 * has the other fields already. */
void iv_sound_roman_letters(struct iv_arena *a, struct iv_str family, struct iv_str given, bool ordered, struct iv_sound *out);

/* "LO Chi 軒": a character that nobody could spell, behind a surname in letters, written as it sounds ("lo chi hin"). Empty when the first
 * word is no surname, or the character may be one ("Lee 陳"). s is folded. */
struct iv_str iv_sound_roman_spell(struct iv_arena *a, struct iv_str s);

/* "CHAN Tai Man, Peter": does a whole Chinese name stand before the comma, and none behind it? */
bool iv_sound_roman_whole(struct iv_str before, struct iv_str behind);

#endif
