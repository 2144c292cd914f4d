/* SPDX-License-Identifier: MIT
 * The steps of merging a group, between group.c, part.c and write.c; not for others. */
#ifndef IV_MERGE_PART_H
#define IV_MERGE_PART_H
#include "merge/group.h"

/* Makes the part of claims [0, n), which are all there are to it: appends it to m->parts, adds its history to m->total
 * and its record to m->record. IV_OK, IV_REJECT (the group cannot be merged) or IV_FAIL. */
int iv_merge_part(struct iv_merge *m, struct iv_merge_claim *claim, size_t n, const struct iv_merge_report *report, struct iv_err *err);

/* Tells of an event that came again: dropped when the bytes are the same, else rejected. */
void iv_merge_report_repeat(const struct iv_merge_report *report, const struct iv_merge_claim *event, bool same);

/* Writes the customer from its parts into the arena. IV_OK or IV_REJECT. */
int iv_merge_write(struct iv_merge *m, struct iv_str cid, struct iv_rec *const *customers, size_t n, struct iv_str *line, struct iv_err *err);

#endif
