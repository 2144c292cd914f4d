/* SPDX-License-Identifier: MIT
 * Exact quantiles of whole numbers: R's type 7 (Hyndman & Fan 1996, definition 7), without rounding.
 *
 * A sample holds its values and nothing else: 8 bytes each. Its order of arrival cannot be seen in any result. */
#ifndef IV_STATS_QUANTILE_H
#define IV_STATS_QUANTILE_H
#include "base/arena.h"

/* Zero-initialise. */
struct iv_stats_sample {
	int64_t *value;
	size_t n, cap;
};

void iv_stats_sample_release(struct iv_stats_sample *s);
void iv_stats_sample_add(struct iv_stats_sample *s, int64_t v);
void iv_stats_sample_sort(struct iv_stats_sample *s); /* ascending, in place; needed before iv_stats_quantile */

/* A point between whole numbers: whole + part/parts, with 0 <= part < parts. */
struct iv_stats_point {
	int64_t whole;
	uint32_t part, parts;
};

/* The value below which k of `parts` equal shares of a sorted sample lie: 0 <= k <= parts, 1 <= parts <= 65535.
 * With h = (n-1)k/parts it is v[floor h] + (h - floor h)(v[floor h + 1] - v[floor h]). The sample must not be empty. */
struct iv_stats_point iv_stats_quantile(const struct iv_stats_sample *sorted, uint32_t k, uint32_t parts);

/* Is v < p? Exact. */
static inline bool iv_stats_below(int64_t v, struct iv_stats_point p)
{
	return v < p.whole || (v == p.whole && p.part > 0);
}

/* The group of v among those that `cut[0..n)`, ascending, divide: 0 for v < cut[0], n for v >= cut[n-1]. Equal values
 * are always in one group; a group between two equal cuts is empty. */
unsigned iv_stats_group(int64_t v, const struct iv_stats_point *cut, unsigned n);

/* Appends the point times 1/unit as a decimal number, rounded half away from zero at the ninth decimal: with unit 10000 a
 * point of money. unit: a power of ten, at most 10000. */
void iv_stats_point_print(struct iv_stats_point p, int64_t unit, struct iv_buf *out);

#endif
