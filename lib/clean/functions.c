/* SPDX-License-Identifier: MIT
 * The table is at the end; a function of another part of the room stands in a file of that part. */
#include "clean/functions.h"

#include <stdio.h>

#include "clean/email.h"
#include "clean/lunar.h"
#include "clean/phone.h"
#include "clean/workday.h"

/* --- Birthdays --- */

/* --03-14: a day of the year. It is looked for in a leap year, so that it may be February 29. */
static bool day_of_year(struct iv_str text, int32_t *day)
{
	struct iv_lunar l;
	if (!iv_lunar_parse(text, &l) || l.leap || !iv_date_valid((struct iv_ymd){ 2000, l.month, l.day }))
		return false;
	*day = iv_date_from((struct iv_ymd){ 2000, l.month, l.day });
	return true;
}

/* A date, or a text that is one. */
static bool is_date(const struct iv_rule_value *v, int32_t *day)
{
	if (v->type == IV_RULE_DATE)
		*day = v->day;
	return v->type == IV_RULE_DATE || (v->type == IV_RULE_TEXT && iv_date_parse(v->text, day));
}

/* next_birthday(birth [, lunar] [, on]): a lunar birthday, where there is one, goes before the other. */
static void call_next_birthday(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	int32_t on = call->today, birth, day;
	struct iv_lunar lunar;
	bool has_lunar = n > 1 && arg[1].type == IV_RULE_TEXT && iv_lunar_parse(arg[1].text, &lunar);
	if (n == 3 && arg[2].type == IV_RULE_NULL)
		return;
	if (n > 1 && !is_date(&arg[n - 1], &on))
		on = call->today;
	if (!has_lunar || !iv_lunar_birthday(lunar, on, &day)) {
		if (!is_date(&arg[0], &birth) && (arg[0].type != IV_RULE_TEXT || !day_of_year(arg[0].text, &birth)))
			return;
		day = iv_date_next_birthday(birth, on);
	}
	if (day <= IV_DATE_LAST) { /* not in the year 10000 */
		out->type = IV_RULE_DATE;
		out->day = day;
	}
}

static int check_next_birthday(const struct iv_rule_value *arg, size_t n, const void *user, char *why, size_t size)
{
	(void)user;
	for (size_t i = 0; i < n && i < 2; i++) {
		int32_t day;
		struct iv_lunar lunar;
		if (arg[i].type == IV_RULE_NULL || is_date(&arg[i], &day) || (arg[i].type == IV_RULE_TEXT && iv_lunar_parse(arg[i].text, &lunar)))
			continue;
		snprintf(why, size, "expected a date, or a day of the year such as '--08-15'");
		return (int)i;
	}
	return -1;
}

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

static void call_phone_type(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	struct iv_phone phone;
	if (iv_clean_phone(call->arena, arg[0].text, (struct iv_str){ 0 }, &phone) == IV_OK && phone.c.value.n) {
		out->type = IV_RULE_TEXT;
		out->text = iv_str_of(iv_phone_type_name(phone.type));
	}
}

static void call_phone_region(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)n;
	struct iv_phone phone;
	if (iv_clean_phone(call->arena, arg[0].text, (struct iv_str){ 0 }, &phone) == IV_OK && phone.region[0]) {
		out->type = IV_RULE_TEXT;
		out->text = iv_arena_str(call->arena, iv_str_of(phone.region));
	}
}

#define T IV_RULE_TEXT
#define N IV_RULE_NUMBER
#define D IV_RULE_DATE
#define B IV_RULE_BOOL
#define ANY IV_RULE_ANY
const struct iv_rule_fn iv_clean_functions[] = {
	{ "next_birthday", 1, 3, 1, { ANY, ANY, D }, D, call_next_birthday, check_next_birthday, "the first birthday on or after today or the last date" },
	{ "is_workday", 1, 1, 0, { D }, B, call_is_workday, NULL, "whether people work on that day in mainland China" },
	{ "workdays", 2, 2, 0, { D, D }, N, call_workdays, NULL, "working days after the first day, up to and with the second" },
	{ "add_workdays", 2, 2, 0, { D, N }, D, call_add_workdays, NULL, "the n-th working day after the day, or before it" },
	{ "email_key", 1, 1, 0, { T }, T, call_email_key, NULL, "the mailbox that an e-mail address reaches" },
	{ "phone_type", 1, 1, 0, { T }, T, call_phone_type, NULL, "mobile, landline and so on" },
	{ "phone_region", 1, 1, 0, { T }, T, call_phone_region, NULL, "the country whose telephone number it is" },
};
const size_t iv_clean_functions_n = sizeof iv_clean_functions / sizeof *iv_clean_functions;
