/* SPDX-License-Identifier: MIT
 * Values of no particular field: is it a placeholder, is it yes or no, how much is it. */
#ifndef IV_CLEAN_VALUE_H
#define IV_CLEAN_VALUE_H
#include "clean/clean.h"

/* Is s what people type into a field they do not want to fill? 无 不详 未知 匿名 N/A null none test 测试 xxx - . and the like,
 * in any width, case and script; not the empty string. Numbers are left to the cleaners that know their meaning. */
bool iv_clean_placeholder(struct iv_arena *a, struct iv_str s);

/* Any text: tidied (see iv_text_tidy); a placeholder becomes empty with code placeholder. Never rejects. */
int iv_clean_text(struct iv_arena *a, struct iv_str raw, struct iv_clean *out);

enum iv_answer { IV_ANSWER_NONE, IV_ANSWER_NO, IV_ANSWER_YES };

struct iv_cleaned_answer {
	struct iv_clean c; /* "true", "false" or empty */
	enum iv_answer answer;
};

/* Yes and no, also as people answer to consent: Y 1 yes true 是 同意 on, N 0 no false 否 不同意 off. Blank and placeholders
 * are NONE. Code: bad_answer rejects any other word. */
int iv_clean_answer(struct iv_arena *a, struct iv_str raw, struct iv_cleaned_answer *out);

struct iv_amount {
	struct iv_clean c; /* the shortest decimal: 1234.5 */
	int64_t money; /* in 1/10,000 units */
	char currency[4]; /* ISO 4217 when the text names one beyond doubt (NT$, RMB, €), else "" */
};

/* "￥1,234.50", "NT$ 300", "(12.00)" (negative), "１２元", "1.2万" (12000). Codes: rounded (more than 4 decimals: half away from zero);
 * placeholder (value empty); bad_amount rejects. A comma is a thousands separator, never a decimal point. */
int iv_clean_amount(struct iv_arena *a, struct iv_str raw, struct iv_amount *out);

#endif
