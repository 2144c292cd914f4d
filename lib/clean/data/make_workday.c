/* SPDX-License-Identifier: MIT
 * Prints workday_table.c from workdays.txt: every day that is not what its weekday says, in order, and the years that
 * are known. An entry is the day number, times two, plus one where the day is worked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "day_of.h"

static int refuse(int line, const char *why)
{
	fprintf(stderr, "make_workday: line %d: %s\n", line, why);
	return 1;
}

int main(void)
{
	char line[512], word[16];
	long last = -1;
	int from = 0, to = 0, n = 0;
	printf("/* Printed by make_workday from workdays.txt. */\n#include \"clean/workday.h\"\n\nconst int32_t iv_workday_table[] = {");
	for (int at = 1; fgets(line, sizeof line, stdin); at++) {
		int y, m, d, y2, m2, d2;
		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (sscanf(line, "years %d %d", &from, &to) == 2)
			continue;
		if (sscanf(line, "%d-%d-%d %d-%d-%d %15s", &y, &m, &d, &y2, &m2, &d2, word) != 7 || m < 1 || m > 12 || m2 < 1 || m2 > 12)
			return refuse(at, "expected a first day, a last day, and off or work");
		long day = day_of(y, m, d), end = day_of(y2, m2, d2);
		int work = !strcmp(word, "work");
		if ((!work && strcmp(word, "off")) || end < day || day <= last || y < from || y2 > to)
			return refuse(at, "expected off or work, and days in order within the years");
		for (; day <= end; day++) {
			int weekend = (day + 3) % 7 >= 5; /* day 0 was a Thursday */
			if (weekend == work)
				printf("%s%ld,", n++ % 10 ? " " : "\n\t", 2 * day + work);
		}
		last = end;
	}
	if (n < 100)
		return refuse(0, "the table is too short");
	printf("\n};\nconst size_t iv_workday_entries = %d;\nconst int32_t iv_workday_from = %ld, iv_workday_to = %ld;\n", n, day_of(from, 1, 1), day_of(to, 12, 31));
	return ferror(stdout) != 0;
}
