/* SPDX-License-Identifier: MIT
 * Prints nickname_table.c (see text/tables.h): make_nickname < nicknames.txt. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/tables.h"

static struct nickname table[NICKNAME_SLOTS];

static void die(const char *what, const char *word)
{
	fprintf(stderr, "make_nickname: '%s' %s\n", word, what);
	exit(1);
}

/* A line's own name has that line before all others, so that it is its full form. */
static void add(const char *word, unsigned line, int own)
{
	size_t n = strlen(word);
	if (n > NICKNAME_LONGEST)
		die("is too long", word);
	unsigned at = nickname_hash(word, n);
	while (table[at].word[0] && strcmp(table[at].word, word) != 0)
		at = (at + 1) % NICKNAME_SLOTS;
	struct nickname *slot = &table[at];
	strcpy(slot->word, word);
	for (int i = 0; i < NICKNAME_LINES; i++) {
		if (slot->line[i] == line)
			return;
		if (slot->line[i])
			continue;
		slot->line[i] = own ? slot->line[0] : (uint16_t)line;
		slot->line[0] = own ? (uint16_t)line : slot->line[0];
		return;
	}
	die("stands in too many lines", word);
}

int main(void)
{
	char text[512];
	unsigned line = 0, words = 0;
	while (fgets(text, sizeof text, stdin)) {
		if (text[0] == '#' || text[0] == '\n')
			continue;
		line++;
		int own = 1;
		for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n"), own = 0) {
			add(word, line, own);
			words++;
		}
	}
	if (words < 500 || words * 2 > NICKNAME_SLOTS)
		die("has too few or too many words", "nicknames.txt");
	printf("/* Printed by make_nickname. */\n#include \"text/tables.h\"\nconst struct nickname iv_nickname[NICKNAME_SLOTS] = {\n");
	for (unsigned i = 0; i < NICKNAME_SLOTS; i++) {
		if (table[i].word[0]) {
			printf("[%u] = {\"%s\",{", i, table[i].word);
			for (int k = 0; k < NICKNAME_LINES; k++)
				printf("%u,", table[i].line[k]);
			printf("}},\n");
		}
	}
	printf("};\n");
	return ferror(stdout) || fclose(stdout) ? 1 : 0;
}
