/* SPDX-License-Identifier: MIT
 * Names of persons. `c.value` is the name as one would read it aloud: what is not name is taken off and kept beside it,
 * so nothing is lost. Codes: placeholder (value empty), lost_char. Never rejects. */
#ifndef IV_CLEAN_NAME_H
#define IV_CLEAN_NAME_H
#include "clean/clean.h"

struct iv_name {
	struct iv_clean c;
	struct iv_str family, given; /* both empty when the name cannot be told apart ("Susan Miller": no comma, no Pinyin surname) */
	struct iv_str honorific; /* "先生", "Mr", "Dr": as written, without its full stop; several are joined by one space */
	struct iv_str note; /* "VIP", "老客户": what stood in brackets; several are joined by "; " */
	char sex; /* 'M' or 'F' when the honorific tells, else 0 */
	bool han; /* is the name written in Han characters? */
	bool surname_only; /* 王先生, 王: only the family name is known */
	bool lost; /* a character was lost (?, U+FFFD, private use); it is '?' in value, and stands for any one character */
};

/* "王 小明" → 王小明; "王先生" → value and family 王, honorific 先生, surname_only; "CHEN, Xiaoming" stays, family CHEN,
 * given Xiaoming; "欧阳娜娜(VIP)" → 欧阳 娜娜, note VIP. */
int iv_clean_name(struct iv_arena *a, struct iv_str raw, struct iv_name *out);

#endif
