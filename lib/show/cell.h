/* SPDX-License-Identifier: MIT
 * Private to the show room: one cell as text. */
#ifndef IV_SHOW_CELL_H
#define IV_SHOW_CELL_H
#include "show/show.h"

void iv_show_cell_print(enum iv_show_type type, const struct iv_show_cell *cell, struct iv_buf *out); /* as people read it; none: nothing */
void iv_show_cell_exact(enum iv_show_type type, const struct iv_show_cell *cell, struct iv_buf *out); /* a number as JSON has it */

#endif
