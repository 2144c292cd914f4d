/* SPDX-License-Identifier: MIT
 * Within profile: numbers and dates among the values, told by shape and read without a cleaner, since every value is. */
#ifndef IV_INGEST_PROFILE_VALUE_H
#define IV_INGEST_PROFILE_VALUE_H
#include "ingest/profile.h"

/* What values of a shape may be. */
struct iv_profile_form {
	bool number, fraction, commas; /* 12, 1.5, 1,500 */
	bool date, compact; /* 2026-03-14, 20260314 */
};
struct iv_profile_form iv_profile_form(const struct iv_shape *shape);

void iv_profile_value(struct iv_profile_column *c, struct iv_str text, const struct iv_profile_form *form, int64_t times);
void iv_profile_value_merge(struct iv_profile_column *into, const struct iv_profile_column *from);

#endif
