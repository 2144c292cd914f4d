/* SPDX-License-Identifier: MIT
 * Keys for rows of a source that has none: a hash of what is in the row, and how often the same row came before in this run.
 * The same file read again gives the same keys. Memory: about 24 bytes for each different row. */
#ifndef IV_INGEST_CONTENT_H
#define IV_INGEST_CONTENT_H
#include "base/arena.h"

/* Zero-initialise. */
struct iv_content {
	struct iv_content_seen {
		uint64_t hash;
		uint32_t times; /* 0: a free place */
	} * seen;
	size_t n, cap; /* a power of two */
	struct iv_buf text;
};

void iv_content_release(struct iv_content *c);

/* The key of a row of these fields, in the arena: 16 hexadecimal digits, a dash and the number of its occurrence: 1, 2, … */
struct iv_str iv_content_key(struct iv_content *c, const struct iv_str *field, size_t n, struct iv_arena *arena);

#endif
