/* SPDX-License-Identifier: MIT
 * The shape of a value: which kinds of characters follow each other, and how many. 13812345678 is 9(11), 王小明 is 汉(3), AB-12 is
 * A(2)-9(2). Shapes tell what a column is made of without showing anybody's data, and equal shapes are equal structs. */
#ifndef IV_INGEST_SHAPE_H
#define IV_INGEST_SHAPE_H
#include "base/str.h"

#define IV_SHAPE_RUNS 12 /* runs kept of a value; a longer one is cut */

/* Kinds of characters. A character of ASCII that is no letter, digit, blank or control character stands for itself. */
enum {
	IV_SHAPE_BROKEN = 1, /* not UTF-8, U+FFFD, or of a private-use area: a character was lost */
	IV_SHAPE_CONTROL = 2,
	IV_SHAPE_DIGIT = '9',
	IV_SHAPE_LOWER = 'a', /* small letters, and letters without case */
	IV_SHAPE_UPPER = 'A',
	IV_SHAPE_BLANK = ' ',
	IV_SHAPE_HAN = 128,
	IV_SHAPE_KANA,
	IV_SHAPE_HANGUL,
	IV_SHAPE_WIDE_DIGIT, /* full width */
	IV_SHAPE_WIDE_LETTER,
	IV_SHAPE_OTHER, /* punctuation and symbols beyond ASCII */
};

/* Unused runs are zero, so that shapes can be compared and hashed as bytes. */
struct iv_shape {
	struct iv_shape_run {
		uint8_t kind, n; /* n 0: many, which is 4 or more letters, 6 or more Han characters, 255 or more of anything else */
	} run[IV_SHAPE_RUNS];
	uint8_t runs;
	bool cut; /* there was more */
	bool digits, broken; /* some run is of IV_SHAPE_DIGIT, IV_SHAPE_BROKEN */
	uint8_t zero[4];
};

/* Returns how many characters s has; bytes that are not UTF-8 count one each. */
size_t iv_shape_of(struct iv_str s, struct iv_shape *out);

/* As above; a+ is "many", … stands for what was cut, ␤ for control characters (line breaks mostly), � for lost ones, · for marks beyond
 * ASCII, か and 한 for the letters of Japan and Korea, ９ and Ａ for full-width ones. */
void iv_shape_print(const struct iv_shape *shape, struct iv_buf *out);

#endif
