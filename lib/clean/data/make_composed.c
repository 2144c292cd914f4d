/* SPDX-License-Identifier: MIT
 * Prints composed_table.c (see clean/name_parts.h) from composed.txt on stdin. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	char line[256];
	int n = 0;
	printf("/* Printed by make_composed. */\n#include \"clean/name_parts.h\"\nconst struct iv_name_composed iv_name_composed[] = {\n");
	while (fgets(line, sizeof line, stdin)) {
		char *space = strchr(line, ' ');
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || !line[0])
			continue;
		if (!space || !space[1]) {
			fprintf(stderr, "make_composed: '%s': expected a character, a space and its parts\n", line);
			return 1;
		}
		*space = '\0';
		printf("{ \"%s\", \"%s\" },\n", line, space + 1);
		n++;
	}
	printf("};\nconst unsigned iv_name_composed_n = %d;\n", n);
	return ferror(stdout) || fclose(stdout) ? 1 : 0;
}
