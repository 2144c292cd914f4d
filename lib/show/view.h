/* SPDX-License-Identifier: MIT
 * The quality of the customer view as people and programs read it. */
#ifndef IV_SHOW_VIEW_H
#define IV_SHOW_VIEW_H
#include "merge/view.h"

void iv_show_view_json(const struct iv_merge_view *v, int32_t today, struct iv_buf *out); /* one object, and '\n' */
void iv_show_view_table(const struct iv_merge_view *v, int32_t today, struct iv_buf *out); /* a heading and a table for each question */

#endif
