/* SPDX-License-Identifier: MIT
 * Prints placeholders_table.c (see clean/placeholder.h) from placeholders.txt on stdin. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clean/placeholder.h"

enum { MOST = 1000, SLOTS = 2048 };

static char word[MOST][80], kind[MOST][16];
static const char *const kinds[] = { "any", "name", "phone", "email", "date", "id" };

/* A line. A word for several kinds is one line, so that its kinds are seen together. */
static void take(int *n, char *line, int at)
{
	char *space = strchr(line, ' ');
	line[strcspn(line, "\n")] = '\0';
	if (!space || *n == MOST || (size_t)(space - line) >= sizeof kind[0] || strlen(space + 1) >= sizeof word[0]) {
		fprintf(stderr, "make_placeholders: line %d: expected kinds, a space and a word\n", at);
		exit(1);
	}
	*space = '\0';
	for (int i = 0; i < *n; i++)
		if (strcmp(word[i], space + 1) == 0) {
			fprintf(stderr, "make_placeholders: line %d: '%s' is listed already\n", at, word[i]);
			exit(1);
		}
	strcpy(kind[*n], line);
	strcpy(word[(*n)++], space + 1);
}

static unsigned bits_of(char *list, const char *of)
{
	unsigned bits = 0;
	for (char *one = strtok(list, ","); one; one = strtok(NULL, ",")) {
		unsigned i = 0;
		while (i < sizeof kinds / sizeof *kinds && strcmp(kinds[i], one) != 0)
			i++;
		if (i == sizeof kinds / sizeof *kinds) {
			fprintf(stderr, "make_placeholders: '%s': '%s' is no kind\n", of, one);
			exit(1);
		}
		bits |= 1u << i;
	}
	return bits;
}

int main(void)
{
	static int slot[SLOTS];
	char line[256];
	int n = 0;
	for (int at = 1; fgets(line, sizeof line, stdin); at++)
		if (line[0] != '#' && line[0] != '\n')
			take(&n, line, at);
	printf("/* Printed by make_placeholders. */\n#include \"clean/placeholder.h\"\nstatic const struct iv_placeholder slot[%d] = {\n", SLOTS);
	for (int i = 0; i < n; i++) {
		size_t size = strlen(word[i]);
		unsigned at = iv_placeholder_hash(word[i], size) % SLOTS;
		while (slot[at])
			at = (at + 1) % SLOTS;
		slot[at] = i + 1;
		printf("[%u] = { \"", at);
		for (const char *p = word[i]; *p; p++)
			printf("\\%03o", (unsigned)(unsigned char)*p);
		printf("\", %zu, %u },\n", size, bits_of(kind[i], word[i]));
	}
	printf("};\nconst struct iv_placeholders iv_clean_placeholders = { slot, %d };\n", SLOTS);
	return ferror(stdout) || fclose(stdout) ? 1 : 0;
}
