/* SPDX-License-Identifier: MIT
 * The numbers of the rule language: decimals, so that 0.1 + 0.2 = 0.3 and an amount is what was printed on the bill.
 *
 * A number counts billionths in 128 bits. Its value is less than 10^20 in size and has at most 9 decimals; equal
 * values have equal representations, so two numbers compare with < and ==. Sums and differences are exact. Products,
 * quotients and numbers read with more decimals are rounded half away from zero at the ninth. What would reach
 * 10^20, and anything divided by zero, is no number: the functions return false, and the language says null. */
#ifndef IV_RULE_DECIMAL_H
#define IV_RULE_DECIMAL_H
#include "base/str.h"

__extension__ typedef __int128 iv_decimal;

#define IV_DECIMAL_ONE 1000000000 /* 1.0 */
#define IV_DECIMAL_PLACES 9

static inline iv_decimal iv_decimal_of_int(int64_t v)
{
	return (iv_decimal)v * IV_DECIMAL_ONE;
}

/* From and to money as base/num.h has it: an int64 of 1/10,000 units. To money: rounded half away from zero;
 * false, and *out untouched, when it does not fit. */
static inline iv_decimal iv_decimal_of_money(int64_t v)
{
	return (iv_decimal)v * (IV_DECIMAL_ONE / 10000);
}
bool iv_decimal_money(iv_decimal v, int64_t *out);

bool iv_decimal_of_double(double v, iv_decimal *out); /* rounded at the ninth decimal; false for what is not finite */
double iv_decimal_double(iv_decimal v); /* the nearest double, give or take its last bit */
bool iv_decimal_int(iv_decimal v, int64_t *out); /* towards zero, 2.9 gives 2; false when it does not fit */

/* The whole of s as JSON writes numbers, where also +1, 1. and .5 pass. False when it is none or too large. */
bool iv_decimal_parse(struct iv_str s, iv_decimal *out);
void iv_decimal_add_text(struct iv_buf *b, iv_decimal v); /* appends the shortest exact form: 12, 12.5, -0.000000001 */

/* Each false, with *out untouched, when there is no result. The remainder has the sign of a, as in C. */
bool iv_decimal_add(iv_decimal a, iv_decimal b, iv_decimal *out);
bool iv_decimal_sub(iv_decimal a, iv_decimal b, iv_decimal *out);
bool iv_decimal_mul(iv_decimal a, iv_decimal b, iv_decimal *out);
bool iv_decimal_div(iv_decimal a, iv_decimal b, iv_decimal *out);
bool iv_decimal_rem(iv_decimal a, iv_decimal b, iv_decimal *out);
bool iv_decimal_round(iv_decimal v, int places, iv_decimal *out); /* half away from zero at `places`, 0 to 9 */

#endif
