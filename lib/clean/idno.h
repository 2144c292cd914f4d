/* SPDX-License-Identifier: MIT
 * National identity numbers. `c.value` is in capitals without separators; a mainland number of 15 digits comes out with 18.
 * Codes: placeholder (value empty), masked, bad_idno (the check digit or the date within is wrong; value kept), odd_idno (of
 * no kind known here: a passport perhaps; value kept); bad_idno also rejects what no identity number can look like. */
#ifndef IV_CLEAN_IDNO_H
#define IV_CLEAN_IDNO_H
#include "clean/clean.h"

enum iv_idno_kind {
	IV_IDNO_OTHER,
	IV_IDNO_CN, /* 身份证, GB 11643: 6 digits of region, birth date, 3 of order (odd: male), check by ISO 7064 MOD 11-2 */
	IV_IDNO_TW, /* 國民身分證: a letter, 9 digits, the first of which is 1 for men and 2 for women */
	IV_IDNO_TW_RESIDENT, /* 居留證: a letter and 8 or 9 (since 2021), or two letters (before), then digits; the same check */
};

struct iv_idno {
	struct iv_clean c;
	enum iv_idno_kind kind;
	bool strong; /* complete and its check digit right: may identify a person */
	bool has_birth;
	int32_t birth; /* day number, when has_birth */
	char sex; /* 'M', 'F' or 0 */
	char region[7]; /* the six digits of the place of issue, or "" */
};

int iv_clean_idno(struct iv_arena *a, struct iv_str raw, struct iv_idno *out);

#endif
