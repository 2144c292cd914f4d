/* SPDX-License-Identifier: MIT
 * A customer's own copy: one JSON document of all that we hold about a person (ivoc-merge(1), The person's own copy), in plain named members.
 * It has nothing that is about others: of the household its id, and of what tied records together nothing, for that tells of those who were compared. */
#ifndef IV_SHOW_EXPORT_H
#define IV_SHOW_EXPORT_H
#include "rec/record.h"

/* Appends the document and a line end; `customer` is a record as ivoc-merge writes it. IV_OK; or the error of a roll-up that cannot be read. */
int iv_show_export(const struct iv_rec *customer, struct iv_buf *out, struct iv_err *err);

#endif
