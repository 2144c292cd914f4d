/* SPDX-License-Identifier: MIT
 * A line of NDJSON as columns: each member by its dotted path, with its value as the text of a cell. */
#ifndef IV_INGEST_MEMBERS_H
#define IV_INGEST_MEMBERS_H
#include "rec/record.h"

/* Calls each(ctx, place, path, value) for every member that is no object, and for those within objects, down to four levels; `place` is that
 * of the member of the line. A list of one item is that item, a longer one stays JSON, an empty one and null are empty. Path and
 * value live in the line and the arena. */
void iv_ingest_members(const struct iv_rec *rec, struct iv_arena *arena, void (*each)(void *ctx, size_t place, struct iv_str path, struct iv_str value), void *ctx);

#endif
