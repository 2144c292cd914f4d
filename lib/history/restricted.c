/* SPDX-License-Identifier: MIT
 * Whether a restriction binds today. What cannot be understood binds. */
#include "history/restricted.h"

#include "base/date.h"

bool iv_history_is_restricted(const struct iv_rec *customer, int32_t today)
{
	struct iv_str restricted = iv_rec_raw(customer, IV_STR("restricted"));
	int32_t last;
	if (!restricted.n || iv_str_eq(restricted, IV_STR("null")) || iv_str_eq(restricted, IV_STR("false")))
		return false;
	struct iv_str until = iv_json_get(restricted, IV_STR("until"));
	if (!until.n || iv_json_type_of(until) != IV_JSON_STRING || !iv_date_parse(iv_json_text(until, customer->arena), &last))
		return true;
	return last >= today;
}
