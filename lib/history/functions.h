/* SPDX-License-Identifier: MIT
 * The functions of rules over a history, between functions.c, which has the table of them, fn_contacts.c and
 * fn_holdings.c; not for others. Each is the `call` of a struct iv_rule_fn. */
#ifndef IV_HISTORY_FUNCTIONS_H
#define IV_HISTORY_FUNCTIONS_H
#include "history/past.h"

#define IV_HISTORY_CALL(name) void name(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)

void iv_history_give(struct iv_rule_value *out, iv_decimal v);
void iv_history_give_count(struct iv_rule_value *out, int64_t n);
void iv_history_give_day(struct iv_rule_value *out, int32_t day);

/* Whether a channel is the one asked for: calls and phone are one. */
bool iv_history_is_channel(const struct iv_json_walk *w, struct iv_str asked);

IV_HISTORY_CALL(iv_history_call_contacts);
IV_HISTORY_CALL(iv_history_call_complaints);
IV_HISTORY_CALL(iv_history_call_open_complaints);
IV_HISTORY_CALL(iv_history_call_resolved_complaints);
IV_HISTORY_CALL(iv_history_call_sent);
IV_HISTORY_CALL(iv_history_call_last_sent);
IV_HISTORY_CALL(iv_history_call_responses);
IV_HISTORY_CALL(iv_history_call_last_response);
IV_HISTORY_CALL(iv_history_call_cell);

IV_HISTORY_CALL(iv_history_call_balance);
IV_HISTORY_CALL(iv_history_call_idle);
IV_HISTORY_CALL(iv_history_call_expiring);
IV_HISTORY_CALL(iv_history_call_coupons);
IV_HISTORY_CALL(iv_history_call_coupons_due);
IV_HISTORY_CALL(iv_history_call_bought);
IV_HISTORY_CALL(iv_history_call_last_bought);

#endif
