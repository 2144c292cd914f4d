/* SPDX-License-Identifier: MIT
 * Han characters: script, readings and surnames. The tables come from Unicode's Unihan data, made at build time, with
 * short lists of our own (data/surnames.txt, data/variants.txt).
 *
 * Readings are toneless Hanyu Pinyin in lower-case ASCII, with "v" for ü: 吕 is "lv". The strings are static. */
#ifndef IV_TEXT_HAN_H
#define IV_TEXT_HAN_H
#include "base/arena.h"

#define IV_HAN_READINGS 4 /* the most readings kept of one character */

/* Is cp a Han character (unified or compatibility ideograph, or 〇)? */
bool iv_han_is(uint32_t cp);

/* Is every code point of s a Han character? False for the empty slice. */
bool iv_han_all(struct iv_str s);
bool iv_han_plain(struct iv_str s); /* the same of U+4E00 to U+9FFF only, and quicker */

/* Do two different characters look alike, so that one is written or read for the other (伟 炜, 己 已, 陈 阵)? */
bool iv_han_alike(uint32_t x, uint32_t y);

/* The simplified form of one character, also of a common variant (臺 台, 峯 峰); cp itself when there is none.
 * Characters that were merged come out equal (後 后, 鐘 鍾 钟, 範 范). Simplified characters stay. */
uint32_t iv_han_simple(uint32_t cp);

/* s with every Han character simplified. Returns s itself when nothing changes, else a copy in the arena. */
struct iv_str iv_han_simplify(struct iv_arena *a, struct iv_str s);

/* The readings of cp's simplified form, the usual one first; returns how many (0: not known or not Han).
 * With `surname`, those it has as a surname: 曾 "zeng", 覃 "qin" and "tan". */
size_t iv_han_readings(uint32_t cp, bool surname, const char *out[IV_HAN_READINGS]);

/* The usual reading alone (of a surname when `surname`), or NULL. */
const char *iv_han_reading(uint32_t cp, bool surname);

/* Is this the only character of a surname in use (王, 单), in either script? */
bool iv_han_surname(uint32_t cp);

/* How many bytes at the start of a Han name are its family name: two characters for a compound surname (欧阳娜娜, 諸葛亮,
 * also 欧阳 alone), two for a name of four characters that begins with two surnames (張簡美玉, 陈林小明), else one.
 * 0 when the name has a dot (阿凡提·买买提: no family name), is longer than Chinese names are (阿不都热合曼), has four characters and does not
 * begin with a surname (田中太郎), or does not begin with a Han character. Letters within it (王小DANG) count as one character. */
size_t iv_han_family(struct iv_str name);

/* Is the syllable, or the two joined syllables of a compound surname ("ouyang"), one that a surname is read as? */
bool iv_pinyin_surname(struct iv_str letters);

/* Cuts letters ("wangxiaoming", ASCII, either case) into Pinyin syllables: the cut with the fewest syllables, and among
 * those the one with the fewest beginning in a vowel, so "fangan" is fan gan, "xinyu" xin yu and "xian" is one. An apostrophe forces a
 * cut (xi'an); ü may be written "v", "yu" (lyu) or as itself. Writes at most `max` slices of the given letters into out
 * (NULL when only the count matters) and returns how many; 0 when the letters are not wholly Pinyin. */
size_t iv_pinyin_cut(struct iv_str letters, struct iv_str *out, size_t max);

#endif
