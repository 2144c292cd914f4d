/* SPDX-License-Identifier: MIT
 * Gender: "M", "F" or empty. Codes: bad_gender (value empty: the word is not known). Never rejects. */
#ifndef IV_CLEAN_GENDER_H
#define IV_CLEAN_GENDER_H
#include "clean/clean.h"

/* 男 M 1 male 先生 Mr are M; 女 F 2 female 女士 小姐 Ms are F; 未知 保密 U 0 9 other and blank are empty without a warning. */
int iv_clean_gender(struct iv_arena *a, struct iv_str raw, struct iv_clean *out);

#endif
