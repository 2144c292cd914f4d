/* SPDX-License-Identifier: MIT
 * Prints lunar_table.c from lunar.txt: for each year the day it begins on, its leap month, and a bit for each month, in
 * order, that has 30 days. The years must follow each other, and so must their days. */
#include <stdio.h>
#include <string.h>

#include "day_of.h"

static int refuse(int line, const char *why)
{
	fprintf(stderr, "make_lunar: line %d: %s\n", line, why);
	return 1;
}

int main(void)
{
	char line[256];
	int first = 0, years = 0;
	long next = 0;
	printf("/* Printed by make_lunar from lunar.txt. */\n#include \"clean/lunar.h\"\n\nconst struct iv_lunar_year iv_lunar_table[] = {\n");
	for (int at = 1; fgets(line, sizeof line, stdin); at++) {
		int year, y, m, d, leap, used, months = 0, days = 0;
		unsigned bits = 0;
		if (line[0] == '#')
			continue;
		if (sscanf(line, "%d %d-%d-%d %d%n", &year, &y, &m, &d, &leap, &used) != 5 || y != year || m < 1 || m > 2 || leap < 0 || leap > 12)
			return refuse(at, "expected a year, its first day, and its leap month");
		for (char *word = strtok(line + used, " \n"); word; word = strtok(NULL, " \n"), months++) {
			int big = !strcmp(word, "30");
			if (!big && strcmp(word, "29"))
				return refuse(at, "a month has 29 or 30 days");
			bits |= (unsigned)big << months;
			days += 29 + big;
		}
		if (months != 12 + (leap > 0) || (years && (year != first + years || day_of(y, m, d) != next)))
			return refuse(at, "expected 12 months, or 13 with a leap month, and years that follow each other");
		first = years++ ? first : year;
		next = day_of(y, m, d) + days;
		printf("\t{ %ld, %d, 0x%04x }, /* %d */\n", day_of(y, m, d), leap, bits, year);
	}
	if (years < 100)
		return refuse(0, "the table is too short");
	printf("};\nconst int iv_lunar_first = %d, iv_lunar_last = %d;\n", first, first + years - 1);
	return ferror(stdout) != 0;
}
