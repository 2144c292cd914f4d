/* SPDX-License-Identifier: MIT
 * Prints shape_table.c (see text/tables.h) from the Cangjie codes among the lines of Unihan_DictionaryLikeData on stdin. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/tables.h"

static uint32_t shape[SHAPE_END - SHAPE_BEGIN];

int main(void)
{
	char line[4096], code[8];
	unsigned cp, found = 0;
	while (fgets(line, sizeof line, stdin)) {
		uint32_t packed = 0;
		if (sscanf(line, "U+%x\tkCangjie\t%7[A-Z]", &cp, code) != 2 || cp < SHAPE_BEGIN || cp >= SHAPE_END || strlen(code) > SHAPE_LETTERS)
			continue;
		for (const char *p = code; *p; p++)
			packed = packed << 5 | (uint32_t)(*p - 'A' + 1);
		shape[cp - SHAPE_BEGIN] = packed;
		found++;
	}
	if (found < 20000) {
		fprintf(stderr, "make_shape: only %u Cangjie codes: expected those of all common characters\n", found);
		return 1;
	}
	printf("/* Printed by make_shape. */\n#include \"text/tables.h\"\nconst uint32_t iv_han_shape[SHAPE_END - SHAPE_BEGIN] = {\n");
	for (unsigned i = 0; i < SHAPE_END - SHAPE_BEGIN; i++)
		printf(i % 16 == 15 ? "%u,\n" : "%u,", shape[i]);
	printf("};\n");
	return ferror(stdout) || fclose(stdout) ? 1 : 0;
}
