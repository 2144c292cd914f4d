/* SPDX-License-Identifier: MIT
 * Functions of dates. */
#include "base/date.h"
#include "rule/node.h"

void iv_rule_fn_year(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_rule_set_number(out, iv_decimal_of_int(iv_date_to(arg->day).year));
}

void iv_rule_fn_month(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_rule_set_number(out, iv_decimal_of_int(iv_date_to(arg->day).month));
}

void iv_rule_fn_day(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_rule_set_number(out, iv_decimal_of_int(iv_date_to(arg->day).day));
}

/* 1 is Monday, 7 is Sunday (ISO 8601); day 0 was a Thursday. */
void iv_rule_fn_weekday(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	int since_monday = (arg->day % 7 + 7 + 3) % 7;
	iv_rule_set_number(out, iv_decimal_of_int(since_monday + 1));
}

void iv_rule_fn_days_between(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	iv_rule_set_number(out, iv_decimal_of_int((int64_t)arg[1].day - arg[0].day));
}

/* The most months that can be added to `from` without passing `to`, which is not earlier. */
static int whole_months(int32_t from, int32_t to)
{
	struct iv_ymd a = iv_date_to(from), b = iv_date_to(to);
	int months = (b.year - a.year) * 12 + b.month - a.month;
	return iv_date_add_months(from, months) > to ? months - 1 : months;
}

void iv_rule_fn_months_between(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	int32_t a = arg[0].day, b = arg[1].day;
	iv_rule_set_number(out, iv_decimal_of_int(a <= b ? whole_months(a, b) : -whole_months(b, a)));
}

/* age(birth [, on]): null before birth. */
void iv_rule_fn_age(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	int32_t on = n == 2 ? arg[1].day : call->today;
	if (arg[0].day <= on)
		iv_rule_set_number(out, iv_decimal_of_int(iv_date_age(arg[0].day, on)));
}

void iv_rule_fn_date(const struct iv_rule_call *call, const struct iv_rule_value *arg, size_t n, struct iv_rule_value *out)
{
	(void)call;
	(void)n;
	struct iv_time t;
	if (iv_time_parse(iv_str_trim(arg->text), &t))
		iv_rule_set_day(out, t.day);
}
