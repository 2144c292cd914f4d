/* SPDX-License-Identifier: MIT
 * For the programs that print tables of days. */
#ifndef IV_CLEAN_DATA_DAY_OF_H
#define IV_CLEAN_DATA_DAY_OF_H

/* The day number of a date from 1900 on, 1970-01-01 being 0; by counting, since speed is no matter here. */
static inline long day_of(int year, int month, int day)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	long n = day - 1 + before[month - 1] - 25567;
	if (month > 2 && year % 4 == 0 && (year % 100 || year % 400 == 0))
		n++;
	for (int y = 1900; y < year; y++)
		n += 365 + (y % 4 == 0 && (y % 100 || y % 400 == 0));
	return n;
}

#endif
