/* SPDX-License-Identifier: MIT
 * A table from hashes to numbers: what finds a part, a name, a value or an identifier while records are read. Open addressing, at most
 * three quarters full. A slot holds the hash beside the number, so entries are looked at only where the hashes agree, and the table
 * grows without them.
 *
 * These tables are larger than any cache, so nearly every look-up waits for memory. Who knows some time before what will be looked
 * up can have it fetched meanwhile: the slot first (iv_match_index_fetch), and then what it names (iv_match_index_guess). */
#ifndef IV_MATCH_INDEX_H
#define IV_MATCH_INDEX_H
#include "base/arena.h"

#define IV_INDEX_NONE UINT32_MAX

/* Zero-initialise. */
struct iv_match_index {
	uint64_t *slot; /* the hash in the high half, number + 1 in the low one; 0: free */
	size_t slots, n;
};

void iv_match_index_release(struct iv_match_index *x);
void iv_match_index_grow(struct iv_match_index *x);

/* Makes room for one more, before a slot is sought for it. */
static inline void iv_match_index_room(struct iv_match_index *x)
{
	if (4 * (x->n + 1) > 3 * x->slots)
		iv_match_index_grow(x);
}

/* The slots where a hash may be, one after the other up to a free one:
 *   for (slot = iv_match_index_first(x, hash); *slot; slot = iv_match_index_next(x, slot))
 *           if (iv_match_index_is(*slot, hash) && entry[iv_match_index_number(*slot)] is the one) … */
static inline uint64_t *iv_match_index_first(const struct iv_match_index *x, uint32_t hash)
{
	return &x->slot[hash & (x->slots - 1)];
}
static inline uint64_t *iv_match_index_next(const struct iv_match_index *x, uint64_t *slot)
{
	return slot + 1 == x->slot + x->slots ? x->slot : slot + 1;
}
static inline bool iv_match_index_is(uint64_t slot, uint32_t hash)
{
	return slot >> 32 == hash;
}
static inline uint32_t iv_match_index_number(uint64_t slot)
{
	return (uint32_t)slot - 1;
}

/* Takes the free slot that was found. */
static inline void iv_match_index_put(struct iv_match_index *x, uint64_t *slot, uint32_t hash, size_t number)
{
	*slot = (uint64_t)hash << 32 | (uint32_t)(number + 1);
	x->n++;
}

static inline void iv_match_index_fetch(const struct iv_match_index *x, uint32_t hash)
{
	if (x->slots)
		__builtin_prefetch(iv_match_index_first(x, hash));
}

/* The first number of that hash, which is nearly always the one; IV_INDEX_NONE: there is none. */
static inline uint32_t iv_match_index_guess(const struct iv_match_index *x, uint32_t hash)
{
	if (!x->slots)
		return IV_INDEX_NONE;
	for (const uint64_t *slot = iv_match_index_first(x, hash); *slot; slot = iv_match_index_next(x, (uint64_t *)(uintptr_t)slot))
		if (iv_match_index_is(*slot, hash))
			return iv_match_index_number(*slot);
	return IV_INDEX_NONE;
}

#endif
