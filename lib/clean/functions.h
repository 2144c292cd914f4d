/* SPDX-License-Identifier: MIT
 * Functions of the rule language that know what this room knows: calendars, telephone numbers, names. They look at nothing
 * but their arguments and today, so they serve rules over rows, records and customers alike. ivoc-rules(5) lists them. */
#ifndef IV_CLEAN_FUNCTIONS_H
#define IV_CLEAN_FUNCTIONS_H
#include "rule/rule.h"

/* Register them with iv_rules_functions (user: NULL). */
extern const struct iv_rule_fn iv_clean_functions[];
extern const size_t iv_clean_functions_n;

#endif
