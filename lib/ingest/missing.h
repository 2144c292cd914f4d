/* SPDX-License-Identifier: MIT
 * How often each of many keys was asked for in vain, in bounded memory and alike for any number of threads: beyond
 * IV_MISSING_MOST different keys only those stay whose hash is below a bound, which falls by half as often as it must. Counts
 * are exact for the keys that stay, and which stay depends on the set of all keys alone. */
#ifndef IV_INGEST_MISSING_H
#define IV_INGEST_MISSING_H
#include "base/arena.h"

#define IV_MISSING_MOST 16384

/* Zero-initialise. */
struct iv_missing {
	struct iv_missing_key {
		struct iv_str key;
		uint64_t hash;
		int64_t n; /* 0: a free place */
	} * slot;
	size_t n, slots; /* slots: a power of two */
	unsigned halved; /* keys with a hash below 2^64 / 2^halved stay */
	struct iv_arena arena;
};

void iv_missing_release(struct iv_missing *m);
void iv_missing_add(struct iv_missing *m, struct iv_str key, int64_t times); /* copies the key */
void iv_missing_merge(struct iv_missing *into, const struct iv_missing *from);

/* The `most` most frequent of them, the more frequent first, then bytewise; returns how many. They borrow from m. */
size_t iv_missing_top(const struct iv_missing *m, struct iv_missing_key *out, size_t most);

#endif
