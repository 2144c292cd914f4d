/* SPDX-License-Identifier: MIT
 * Within encoding: the columns. */
#ifndef IV_MATCH_ENCODE_COLUMN_H
#define IV_MATCH_ENCODE_COLUMN_H
#include "match/people.h"

/* The text by which a column's values are compared: folded and simplified; of a date or number what it is, however it is written; of a list
 * its values in order, each once, with IV_MATCH_BETWEEN between them. Empty: there is none. `raw` is the scanned value that the first step of the
 * column's path leads to. Of several values all but a list take the first. Lives in the arena or in the span. */
struct iv_str iv_match_encode_column(struct iv_arena *a, const struct iv_match_column_as *column, struct iv_str raw);

#endif
