/* SPDX-License-Identifier: MIT
 * A search in the table of exceptions; counting goes day by day, since nobody asks about more than a few weeks. */
#include "clean/workday.h"

int iv_workday(int32_t day)
{
	if (day < iv_workday_from || day > iv_workday_to)
		return -1;
	size_t low = 0, high = iv_workday_entries;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (iv_workday_table[mid] / 2 < day)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < iv_workday_entries && iv_workday_table[low] / 2 == day)
		return iv_workday_table[low] & 1;
	return (day + 3) % 7 < 5; /* day 0 was a Thursday, and the table begins after it */
}

bool iv_workdays_between(int32_t from, int32_t to, int64_t *n)
{
	bool back = to < from;
	int32_t first = back ? to : from + 1, last = back ? from - 1 : to;
	*n = 0;
	if (iv_workday(from) < 0 || iv_workday(to) < 0)
		return false;
	for (int32_t day = first; day <= last; day++)
		*n += iv_workday(day);
	*n = back ? -*n : *n;
	return true;
}

bool iv_workday_add(int32_t from, int64_t n, int32_t *day)
{
	int32_t step = n < 0 ? -1 : 1, at = from;
	if (n > INT16_MAX || n < -INT16_MAX) /* some ninety years */
		return false;
	int64_t left = n < 0 ? -n : n;
	int work = iv_workday(at);
	if (!left && work == 0)
		left = 1;
	for (; left > 0 && work >= 0; left -= work > 0) {
		at += step;
		work = iv_workday(at);
	}
	*day = at;
	return work >= 0;
}
