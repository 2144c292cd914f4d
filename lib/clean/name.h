/* SPDX-License-Identifier: MIT
 * Names of persons. `c.value` is the name as one would read it aloud: what is not name is taken off and kept beside it,
 * so nothing is lost. Where Han characters and letters stand in one field, the Han characters are the name and the letters an
 * alias. The name of an organisation is not taken for a person's: it goes to `company`.
 *
 * Codes, the first that applies: placeholder (value empty), organisation, composed, lost_char, masked. Never rejects. */
#ifndef IV_CLEAN_NAME_H
#define IV_CLEAN_NAME_H
#include "clean/clean.h"

struct iv_name {
	struct iv_clean c;
	struct iv_str family, given; /* both empty when the name cannot be told apart ("Susan Miller": no comma, no Chinese surname) */
	struct iv_str alias; /* "Wang Xiaoming", "Peter": the same name in letters, or another, that stood beside the name */
	struct iv_str company; /* of an organisation, or of a person who writes for one ("某某有限公司 王经理") */
	struct iv_str honorific; /* "先生", "Mr", "Dr", "Jr": as written, without its full stop; several are joined by one space */
	struct iv_str note; /* "VIP", "老客户": what stood in brackets or behind a dash; several are joined by "; " */
	char sex; /* 'M' or 'F' when the honorific tells, else 0 */
	bool han; /* is the name written in Han characters? */
	bool surname_only; /* 王先生, 王, 小王: only the family name is known */
	bool lost; /* a character was lost or masked: it is '?' (was ?, □, U+FFFD, private use) or '*' (was *, ○, X, 某) in value, and stands for any
		    * one character; or it is written as its sound (赵DANG) */
};

/* "王 小明" → 王小明; "王先生" → value and family 王, honorific 先生, surname_only; "CHEN, Xiaoming" stays, family CHEN,
 * given Xiaoming; "欧阳娜娜(VIP)" → 欧阳 娜娜, note VIP; "陳大文 CHAN Tai Man" → 陳大文, alias CHAN Tai Man. */
int iv_clean_name(struct iv_arena *a, struct iv_str raw, struct iv_name *out);

#endif
