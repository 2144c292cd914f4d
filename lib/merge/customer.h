/* SPDX-License-Identifier: MIT
 * The customer's line: its id, seed and former ids, and the fields of yesterday's line that merging does not decide. */
#ifndef IV_MERGE_CUSTOMER_H
#define IV_MERGE_CUSTOMER_H
#include "merge/settings.h"
#include "rec/record.h"

#define IV_MERGE_CID_SIZE 22 /* "c", 20 hexadecimal digits, NUL */

/* The id minted from a record's source and key. */
void iv_merge_mint(struct iv_str source, struct iv_str key, char out[IV_MERGE_CID_SIZE]);

/* A part as far as its customer's identity goes. */
struct iv_merge_member {
	struct iv_str source, key, joined;
	struct iv_str supersedes; /* as JSON; {0}: nothing, or the record is a tombstone */
};

/* The seed of a customer as "source/key": what the cid was minted from, which is one of the parts, or, if that is gone,
 * what the line of the surviving customer said (`said`, may be empty); if it was minted from neither, the earliest part. */
struct iv_str iv_merge_seed(struct iv_str cid, const struct iv_merge_member *member, size_t n, struct iv_str said, struct iv_arena *arena);

/* Puts the customer whose own id is cid first among customers[0..n), the others in an order that does not depend on
 * the input. */
void iv_merge_rank_customers(struct iv_str cid, struct iv_rec **customers, size_t n);

/* Appends the member `was`, the ids in any of the lists (JSON arrays), unless there are none. */
void iv_merge_add_was(struct iv_str cid, const struct iv_str *list, size_t n, struct iv_arena *arena, struct iv_buf *out);

/* Appends, byte for byte, the fields of the first customer that merging does not own; and of the others those that are
 * the user's own and that none before them has. */
void iv_merge_add_others(const struct iv_merge_settings *s, struct iv_rec *const *customers, size_t n, struct iv_buf *out);

#endif
