/* SPDX-License-Identifier: MIT
 * Private to clean/amount: amounts in Han numerals, as cheques and contracts have them. */
#ifndef IV_CLEAN_AMOUNT_HAN_H
#define IV_CLEAN_AMOUNT_HAN_H
#include "base/str.h"

/* The whole of s, folded and simplified, as money in 1/10,000 units: 壹仟贰佰叁拾肆元伍角陆分整, 三万五千, 两百块, 3万5千, 12元5角, 一点五. False when
 * it is none, has nothing but figures in it, or is too large. */
bool iv_clean_amount_han(struct iv_str s, int64_t *money);

#endif
