/* SPDX-License-Identifier: MIT
 * A customer whose data are kept but not used (ivoc-merge(1), Restriction): whoever makes lists or scores asks here. */
#ifndef IV_HISTORY_RESTRICTED_H
#define IV_HISTORY_RESTRICTED_H
#include "rec/record.h"

/* Whether the customer's field `restricted` binds on that day: it does up to and with its `until`, and for good where that is absent or no
 * date. */
bool iv_history_is_restricted(const struct iv_rec *customer, int32_t today);

#endif
