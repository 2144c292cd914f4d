/* SPDX-License-Identifier: MIT
 * Customer ids. An id is minted from one record, the seed, and says nothing about the person. */
#ifndef IV_IDENT_MINT_H
#define IV_IDENT_MINT_H
#include "base/str.h"

#define IV_CID_SIZE 22 /* "c", 20 hexadecimal digits and a NUL */

/* The id that a cluster with the seed (source, key) is given: "c" and the first 20 digits of the hash of
 * source 0x1f key. 80 bits: among 100 million customers two meet with a chance of 1 in 240 million. */
void iv_ident_mint(struct iv_str source, struct iv_str key, char cid[IV_CID_SIZE]);

/* The same of source 0x1f key 0x1f nth (in decimal), where the first id of the seed is another customer's now; nth 0: iv_ident_mint. */
void iv_ident_mint_nth(struct iv_str source, struct iv_str key, unsigned nth, char cid[IV_CID_SIZE]);

/* What makes a record earlier than another: what a source still keeps of a person comes before a tombstone, a record before one known only
 * by an identifier in an event, then the day of joining, the source and the key decide. */
struct iv_seed {
	bool caller; /* known by an identifier only */
	int32_t joined; /* day number; IV_SEED_UNDATED when not known */
	struct iv_str source, key; /* borrowed */
	bool gone; /* a tombstone: its source has it no longer */
};

#define IV_SEED_UNDATED INT32_MAX

int iv_ident_seed_cmp(const struct iv_seed *a, const struct iv_seed *b); /* like strcmp; 0 only for one and the same record */

#endif
