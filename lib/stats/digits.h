/* SPDX-License-Identifier: MIT
 * Numbers of a model as it is printed. A model that is written to a file and read back must score as it did before; so its numbers are
 * rounded to IV_STATS_DIGITS significant digits before their first use, and printing them loses nothing. */
#ifndef IV_STATS_DIGITS_H
#define IV_STATS_DIGITS_H
#include <string.h>

#include "base/arena.h"

enum { IV_STATS_DIGITS = 12 };

/* The double nearest to v as a decimal of 12 significant digits. Idempotent; zero has no sign; what is not finite stays. */
double iv_stats_digits(double v);

/* Appends a JSON number: the shortest decimal of at most 12 significant digits that reads back as v, which is iv_stats_digits of
 * something. Not finite: appends null. */
void iv_stats_digits_print(double v, struct iv_buf *out);

/* A decimal c with a < c <= b, of as few significant digits as possible, at most 12: a bound between two neighbouring values
 * that people can read. false when none of 12 digits lies between; a and b finite, a < b. */
bool iv_stats_between(double a, double b, double *c);

/* Doubles as whole numbers of the same order, so that they can be sorted and compared as such; the two zeros are one. Not for NaN. */
static inline int64_t iv_stats_key(double v)
{
	int64_t bits;
	v += 0.0; /* -0 + 0 is 0 */
	memcpy(&bits, &v, sizeof bits);
	return bits < 0 ? bits ^ INT64_MAX : bits;
}

static inline double iv_stats_key_value(int64_t key)
{
	double v;
	key = key < 0 ? key ^ INT64_MAX : key;
	memcpy(&v, &key, sizeof v);
	return v;
}

#endif
