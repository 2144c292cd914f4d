/* SPDX-License-Identifier: MIT
 * Numbers as text and back, by integer arithmetic: the same bytes on every machine, in every locale.
 *
 * Money is an int64 of 1/10,000 units ("ten-thousandths"): exact to 4 decimals, up to 922 trillion. */
#ifndef IV_BASE_NUM_H
#define IV_BASE_NUM_H
#include "base/str.h"

#define IV_MONEY_ONE 10000

/* Whole of s as a decimal integer, sign allowed. False when it is not one or does not fit. */
bool iv_num_int(struct iv_str s, int64_t *out);

/* Whole of s as money: [-+]digits[.digits][e[-+]digits]. False when it is not a number, has a
 * nonzero digit after the fourth decimal, or does not fit. */
bool iv_num_money(struct iv_str s, int64_t *out);

/* Whole of s as a JSON number, to the nearest double (correctly rounded; locale never matters). */
bool iv_num_double(struct iv_str s, double *out);

void iv_num_add_int(struct iv_buf *b, int64_t v);
void iv_num_add_money(struct iv_buf *b, int64_t v); /* shortest: 12, 12.5, -0.0001 */

/* v rounded half away from zero to `decimals` (0 to 9) places, trailing zeros cut: 0.9688544, 3, -0.5.
 * Not finite: appends null. Beyond 9.2e18 / 10^decimals: 17 significant digits with an exponent. */
void iv_num_add_double(struct iv_buf *b, double v, int decimals);

void iv_num_add_exact(struct iv_buf *b, double v); /* the fewest digits, at least 15 where they are needed, that read back as the same double; null where v is not finite */

/* a + b and a * b into *out; false (and *out untouched) on overflow. */
bool iv_num_add64(int64_t a, int64_t b, int64_t *out);
bool iv_num_mul64(int64_t a, int64_t b, int64_t *out);

#endif
