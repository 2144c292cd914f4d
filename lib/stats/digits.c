/* SPDX-License-Identifier: MIT
 * Rounding goes through text, where decimals are exact; programs never call setlocale, so '.' is the point. */
#include "stats/digits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double rounded(double v, int digits)
{
	char text[40];
	snprintf(text, sizeof text, "%.*e", digits - 1, v);
	return strtod(text, NULL);
}

double iv_stats_digits(double v)
{
	if (!isfinite(v))
		return v;
	v = rounded(v, IV_STATS_DIGITS) + 0.0; /* the zero without a sign */
	return isfinite(v) ? v : v > 0 ? 1e308 : -1e308;
}

void iv_stats_digits_print(double v, struct iv_buf *out)
{
	if (!isfinite(v)) {
		iv_buf_adds(out, IV_STR("null"));
		return;
	}
	iv_buf_addf(out, "%.*g", IV_STATS_DIGITS, v + 0.0);
}

bool iv_stats_between(double a, double b, double *c)
{
	for (int digits = 1; digits <= IV_STATS_DIGITS; digits++) {
		double near = rounded(b, digits);
		/* Rounded up beyond b, the next decimal of so many digits below may still lie above a. */
		if (near > b)
			near = rounded(near - pow(10, floor(log10(fabs(b))) - digits + 1), digits);
		if (near > a && near <= b) {
			*c = near + 0.0;
			return true;
		}
	}
	return false;
}
