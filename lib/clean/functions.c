/* SPDX-License-Identifier: MIT
 * The table is at the end; a function of another part of the room stands in a file of that part. */
#include "clean/functions.h"

#include "clean/email.h"
#include "clean/workday.h"

/* --- Working days --- */

static void call_is_workday(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call, (void)n;
	int work = iv_workday(arg[0].day);
	if (work >= 0) {
		out->type = IV_RULE_BOOL;
		out->truth = work > 0;
	}
}

static void call_workdays(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call, (void)n;
	int64_t days;
	if (iv_workdays_between(arg[0].day, arg[1].day, &days)) {
		out->type = IV_RULE_NUMBER;
		out->number = iv_decimal_of_int(days);
	}
}

static void call_add_workdays(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call, (void)n;
	int64_t days;
	int32_t day;
	if (iv_decimal_int(arg[1].number, &days) && iv_workday_add(arg[0].day, days, &day)) {
		out->type = IV_RULE_DATE;
		out->day = day;
	}
}

/* --- Text of one kind of field --- */

static void call_email_key(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	struct iv_email email;
	if (iv_clean_email(call->arena, arg[0].text, &email) == IV_OK && email.linkable) {
		out->type = IV_RULE_TEXT;
		out->text = email.canonical;
	}
}

#define T IV_RULE_TEXT
#define N IV_RULE_NUMBER
#define D IV_RULE_DATE
#define B IV_RULE_BOOL
const struct iv_rule_fn iv_clean_functions[] = {
	{ "is_workday", 1, 1, 0, { D }, B, call_is_workday, NULL, "whether people work on that day in mainland China" },
	{ "workdays", 2, 2, 0, { D, D }, N, call_workdays, NULL, "working days after the first day, up to and with the second" },
	{ "add_workdays", 2, 2, 0, { D, N }, D, call_add_workdays, NULL, "the n-th working day after the day, or before it" },
	{ "email_key", 1, 1, 0, { T }, T, call_email_key, NULL, "the mailbox that an e-mail address reaches" },
};
const size_t iv_clean_functions_n = sizeof iv_clean_functions / sizeof *iv_clean_functions;
