/* SPDX-License-Identifier: MIT
 * The JSON of roll-ups; ivoc-merge(1) has it member by member. A roll has one text: what was read is written back byte
 * for byte, and two rolls with the same contents give the same bytes.
 *
 *   {"v":2,"n":3,"days":{"purchase":{"store":[20232,1,171,1,218,1]}},
 *    "orders":{"CNY":{"tx":[["T1",20232,45.28,37.7],["T2",20403,46.34,25.21],["T3",20621,54.6,48.17]]}}, …}
 *
 * Each family of cells is a member (rollup.h). The first keys of a cell are names of nested objects where there are few
 * (currencies, channels, sources), and stand at the head of a row where there may be many, because an object may have
 * 4,096 members and a customer more orders than that. Days are numbers (1970-01-01 is 0); in a window family each but
 * the first counts from the one before. Zeros and nulls at the end of a value are left out.
 *
 * A roll of version 1 is read as well, and written as one of version 2. Of more than two events of a kind it knew the
 * first and the last day only: those between count on the first. Of a balance it knew the last statement only: the
 * account had it since then. Its coupons had no due date. */
#ifndef IV_HISTORY_LAYOUT_H
#define IV_HISTORY_LAYOUT_H
#include "history/rollup.h"

/* Adds to a roll that the account of cell `last`, which is no lot, had its balance on that day. */
void iv_history_add_move(struct iv_roll *r, const struct iv_history_cell *last, int32_t day);

/* Adds what stands in `json` to r. IV_OK; IV_REJECT with code bad_roll; IV_FAIL with code new_version when it was
 * written by a later program. `json` was scanned, and must live as long as r's contents. */
int iv_history_read(struct iv_roll *r, struct iv_str json, struct iv_err *err);

/* Checks only the version of a roll or a history, and gives it in *version (unless that is NULL). IV_OK, IV_REJECT
 * (there is none), or IV_FAIL. */
int iv_history_check_version(struct iv_str json, int64_t *version, struct iv_err *err);

/* Appends r as JSON. IV_OK; or IV_REJECT with code too_many_fields, and `out` as it was, when an object would have more
 * members than can be read again. */
int iv_history_write(struct iv_roll *r, struct iv_buf *out, struct iv_err *err);

/* Appends the family as a member, unless it is empty. For those who write something like a roll. r is settled. */
int iv_history_write_family(const struct iv_roll *r, enum iv_history_what what, struct iv_buf *out, struct iv_err *err);

/* Appends day numbers as gaps: keeps the last one in *before, which starts at 0. */
void iv_history_add_gap(struct iv_buf *out, int32_t *before, int32_t day);

#endif
