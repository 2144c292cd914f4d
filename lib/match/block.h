/* SPDX-License-Identifier: MIT
 * Blocking: which pairs are worth comparing. Records that share a key meet; a pair is given once however many keys it
 * shares. The work is sorting, never every record with every other. */
#ifndef IV_MATCH_BLOCK_H
#define IV_MATCH_BLOCK_H
#include "match/people.h"
#include "match/sort.h"

struct iv_match_pairs {
	struct iv_match_items pair; /* key: a << 32 | b with a < b; in order, each once */
	uint64_t split; /* records in blocks that were too large to compare all pairs of */
};

/* The keys: identity number; each identifier that is not blocked; supersedes; the sound of the name with the birth date,
 * with the street, and alone (of a name that more than `limit` records have: with the city). A block of more than `limit` records is cut by name, then by birth date, and what is still larger is
 * compared in a window of `limit` neighbours; nothing is left out. */
void iv_match_block(const struct iv_match_people *m, uint32_t limit, struct iv_match_pairs *out);
void iv_match_pairs_release(struct iv_match_pairs *p);

#endif
