/* SPDX-License-Identifier: MIT
 * Identity numbers of persons, and those of companies that stand in their place. `c.value` is in capitals without separators,
 * but A123456(7) of Hong Kong, 1234567(8) of Macau and D2143569-X of an organisation; a mainland number of 15 digits comes out
 * with 18. Codes: placeholder (value empty), masked, bad_idno (the check digit or the date within is wrong; value kept),
 * company_idno (value kept), odd_idno (of no kind known here; value kept); bad_idno also rejects what no number can look like. */
#ifndef IV_CLEAN_IDNO_H
#define IV_CLEAN_IDNO_H
#include "clean/clean.h"

enum iv_idno_kind {
	IV_IDNO_OTHER,
	IV_IDNO_CN, /* 身份证, GB 11643: 6 digits of region, birth date, 3 of order (odd: male), check by ISO 7064 MOD 11-2 */
	IV_IDNO_CN_RESIDENT, /* 港澳台居民居住证: the same, the region begins with 81, 82 or 83 */
	IV_IDNO_CN_FOREIGN, /* 外国人永久居留身份证: the same with 9, province and nationality for a region (since 2023); before, three letters and 12 digits */
	IV_IDNO_TW, /* 國民身分證: a letter, 9 digits, the first of which is 1 for men and 2 for women */
	IV_IDNO_TW_RESIDENT, /* 居留證: a letter and 8 or 9 (since 2021), or two letters (before), then digits; the same check */
	IV_IDNO_HK, /* 香港身份證: one or two letters, six digits, check digit or A in brackets */
	IV_IDNO_MO, /* 澳門居民身份證: seven digits and one in brackets */
	IV_IDNO_PASSPORT, /* by its shape: a Chinese passport, 回乡证 */
	IV_IDNO_COMPANY, /* 统一社会信用代码 (GB 32100), 组织机构代码 (GB 11714), 統一編號: never a person's */
};

struct iv_idno {
	struct iv_clean c;
	enum iv_idno_kind kind;
	bool strong; /* complete and its check digit right: may identify a person */
	bool has_birth;
	int32_t birth; /* day number, when has_birth */
	char sex; /* 'M', 'F' or 0 */
	char region[7]; /* the first six digits of a mainland number, or ""; the place may have been renamed or merged since */
};

int iv_clean_idno(struct iv_arena *a, struct iv_str raw, struct iv_idno *out);

#endif
