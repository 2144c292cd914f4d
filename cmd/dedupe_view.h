/* SPDX-License-Identifier: MIT
 * Within ivoc-dedupe: a scored pair as it is shown, for --pairs, --review and --explain. */
#ifndef CMD_DEDUPE_VIEW_H
#define CMD_DEDUPE_VIEW_H
#include "dedupe.h"
#include "show/pair.h"

struct dedupe_view {
	struct iv_show_pair pair;
	struct iv_show_field field[IV_SHAPE_FIELDS + 1];
	struct iv_str rule[IV_SCHEMA_RULES + 1];
};

/* Fills all of it. Texts are borrowed, and it must not be moved. */
void dedupe_view(const struct dedupe *d, const struct iv_match_kept *k, struct dedupe_view *v);
struct iv_show_record dedupe_show_record(const struct dedupe *d, uint32_t part);
int32_t dedupe_millionths(double probability);
int dedupe_write_review(struct dedupe *d, struct iv_err *err); /* --review */

#endif
