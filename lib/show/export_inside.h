/* SPDX-License-Identifier: MIT
 * Private to the show room: what the files of a customer's own copy share. */
#ifndef IV_SHOW_EXPORT_INSIDE_H
#define IV_SHOW_EXPORT_INSIDE_H
#include "show/export.h"

/* Appends the members `history` and `last_events`, of all parts together. IV_OK, or the error of a roll-up. */
int iv_show_export_past(const struct iv_rec *customer, struct iv_buf *out, struct iv_err *err);

/* Appends the fields of the customer that are named, as they stand, into the object that is open. */
void iv_show_export_fields(const struct iv_rec *customer, const char *const *names, struct iv_buf *out);

#endif
