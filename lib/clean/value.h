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

/* Yes and no in nine languages, also as people answer to consent: Y 1 yes true 是 同意 √ oui ja opt-in, N 0 no false 否 不同意 × nein
 * unsubscribed 退订 TD. Blank and placeholders
 * are NONE. Code: bad_answer rejects any other word. */
int iv_clean_answer(struct iv_arena *a, struct iv_str raw, struct iv_cleaned_answer *out);

struct iv_amount {
	struct iv_clean c; /* the shortest decimal: 1234.5 */
	int64_t money; /* in 1/10,000 units */
	char currency[4]; /* ISO 4217 when the text names one beyond doubt (NT$, RMB, €), else "" */
};

/* "￥1,234.50", "NT$ 300", "1.234,50 €", "1'234.50 CHF", "１２元", "1.2万" (12000), "3k", "壹仟贰佰叁拾肆元伍角整", "12元5角", "12.5%" (0.125). Below zero
 * are "-12", "12-", "(12.00)", "△12", and what is a credit: "12.00 CR". Codes: rounded (more than 4 decimals: half away from
 * zero); placeholder (value empty); bad_amount rejects.
 *
 * Separators show by their shape what they are where they can: of points and commas the last is decimal, several of a kind are
 * thousands, and a comma before other than three figures is decimal. 1.234 has decimals and 1,234 has none, unless the column
 * writes its decimals behind a comma (`comma`, see ingest/order.h): then it is the other way round. */
int iv_clean_amount(struct iv_arena *a, struct iv_str raw, bool comma, struct iv_amount *out);

#endif
