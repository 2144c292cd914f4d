/* SPDX-License-Identifier: MIT
 * Within ivoc-dedupe: what is to be said of the model. */
#ifndef CMD_DEDUPE_MODEL_H
#define CMD_DEDUPE_MODEL_H
#include "dedupe.h"
#include "show/matching.h"

void dedupe_model_stats(const struct dedupe *d, struct iv_buf *stats);
void dedupe_model_words(const struct dedupe *d, struct iv_arena *a, struct iv_show_matching *m); /* texts live in the arena */
void dedupe_model_remark(const struct dedupe *d); /* warnings, when there is doubt */

#endif
