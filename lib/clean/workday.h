/* SPDX-License-Identifier: MIT
 * Working days of mainland China: Monday to Friday, but for the public holidays and for the weekend days that are worked
 * in exchange (调休). They are decreed year by year, so days of other years than those of the table are not known. */
#ifndef IV_CLEAN_WORKDAY_H
#define IV_CLEAN_WORKDAY_H
#include "base/date.h"

/* 1: a working day; 0: none; -1: a year that is not known. */
int iv_workday(int32_t day);

/* Working days after `from`, up to and with `to`; negative when `to` is earlier: those from `to` on, before `from`. False
 * when some year is not known. */
bool iv_workdays_between(int32_t from, int32_t to, int64_t *n);

/* The n-th working day after `from`, or before it when n is negative; 0: the day itself when it is one, else the next. False
 * when that leaves the years that are known. */
bool iv_workday_add(int32_t from, int64_t n, int32_t *day);

/* --- The table: days that are not what their weekday says, twice the day number plus one where it is worked. --- */
extern const int32_t iv_workday_table[];
extern const size_t iv_workday_entries;
extern const int32_t iv_workday_from, iv_workday_to; /* the first and the last day that are known */

#endif
