/* SPDX-License-Identifier: MIT
 * The most frequent items of a stream in bounded memory: counts that are exact while there are few different items, and
 * afterwards too low by at most a known number (Misra & Gries 1982; merged as in Agarwal et al. 2012, Mergeable summaries).
 *
 * Which items survive depends on the order in which parts are absorbed, so parts are batches of the input and are
 * absorbed in its order: then the result does not depend on how many threads counted them. */
#ifndef IV_INGEST_FREQUENT_H
#define IV_INGEST_FREQUENT_H
#include "base/arena.h"

#define IV_FREQUENT_TEXT 56 /* bytes kept of an item; a longer one is cut between characters */

/* An item, by a hash that is taken for its identity. */
struct iv_frequent_item {
	uint64_t hash;
	int64_t n;
	uint8_t len;
	bool cut;
	char text[IV_FREQUENT_TEXT];
};

/* Zero-initialise, set most. */
struct iv_frequent {
	size_t most; /* items kept, at most 1,024 */
	struct iv_frequent_item *item;
	size_t n, cap;
	uint32_t *slot; /* index + 1 by hash; twice to four times as many as items */
	size_t slots;
	int64_t error; /* counts are too low by this at most; an item that is not there occurred as often as this at most. 0: all exact */
};

void iv_frequent_release(struct iv_frequent *f);

/* Adds a part that is counted exactly: call `add` for each of its items, then `end` once. `hash` is the item's identity. */
void iv_frequent_add(struct iv_frequent *f, uint64_t hash, int64_t n, struct iv_str text);
void iv_frequent_end(struct iv_frequent *f);

void iv_frequent_sort(struct iv_frequent *f); /* most frequent first, then by text and hash; nothing may be added any more */

#endif
