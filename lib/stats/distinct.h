/* SPDX-License-Identifier: MIT
 * How many different values there are, estimated in 4 KiB: HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with the estimator of
 * Ertl (2017, algorithm 6), which needs no tables and no correction for small or large counts.
 *
 * The standard error is 1.04 / sqrt(4096) = 1.6 %. Sketches of parts make the sketch of the whole, in any order and grouping. */
#ifndef IV_STATS_DISTINCT_H
#define IV_STATS_DISTINCT_H
#include <stdint.h>

#define IV_DISTINCT_BITS 12
#define IV_DISTINCT_ERROR 0.01625

/* Zero-initialise. */
struct iv_distinct {
	uint8_t rank[1 << IV_DISTINCT_BITS];
};

/* A value by its hash, all 64 bits of which must be good. */
static inline void iv_distinct_add(struct iv_distinct *d, uint64_t hash)
{
	uint64_t rest = hash << IV_DISTINCT_BITS | (uint64_t)1 << (IV_DISTINCT_BITS - 1);
	uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1), *at = &d->rank[hash >> (64 - IV_DISTINCT_BITS)];
	if (*at < rank)
		*at = rank;
}

void iv_distinct_merge(struct iv_distinct *into, const struct iv_distinct *from);
int64_t iv_distinct_count(const struct iv_distinct *d); /* the estimate, rounded */

#endif
