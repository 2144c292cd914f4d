/* SPDX-License-Identifier: MIT
 * Prints fold_tables.c: what each code point alone becomes when text is tidied or folded (see text/tables.h).
 *
 * A code point may be looked up alone when its form is one code point that no neighbour can change: it is a starter, and
 * never the second part of a canonical composition. All others are marked slow. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text/tables.h"

enum { CODES = 0x110000, PAGES = 0x1100 };

static bool second[CODES]; /* may join the code point before it */
static uint32_t table[2][CODES];
static uint32_t page[2 * PAGES][256];
static unsigned pages;

static bool is_surrogate(int32_t cp)
{
	return cp >= 0xD800 && cp < 0xE000;
}

static void find_seconds(void)
{
	for (int32_t cp = 0; cp < CODES; cp++) {
		int32_t part[32];
		int bound = 0;
		if (is_surrogate(cp))
			continue;
		utf8proc_ssize_t n = utf8proc_decompose_char(cp, part, 32, UTF8PROC_DECOMPOSE, &bound);
		for (utf8proc_ssize_t i = 1; i < n; i++)
			second[part[i]] = true;
	}
}

/* Drop or space for what has no form of its own, else self. */
static uint32_t class_of(int32_t cp)
{
	const utf8proc_property_t *p = utf8proc_get_property(cp);
	if ((cp >= '\t' && cp <= '\r') || cp == 0x85)
		return FOLD_SPACE;
	if (p->category == UTF8PROC_CATEGORY_ZS || p->category == UTF8PROC_CATEGORY_ZL || p->category == UTF8PROC_CATEGORY_ZP)
		return FOLD_SPACE;
	bool annotation = cp >= 0xFFF9 && cp <= 0xFFFB;
	return p->category == UTF8PROC_CATEGORY_CC || p->ignorable || annotation ? FOLD_DROP : FOLD_SELF;
}

static bool depends(int32_t cp)
{
	return second[cp] || utf8proc_get_property(cp)->combining_class != 0;
}

static uint32_t entry_of(int32_t cp, utf8proc_option_t options)
{
	uint32_t class = class_of(cp);
	if (class != FOLD_SELF || is_surrogate(cp))
		return class;
	if (depends(cp))
		return FOLD_SLOW;
	int32_t form[64];
	int bound = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char(cp, form, 64, options, &bound);
	if (n > 1 && n <= 64)
		n = utf8proc_normalize_utf32(form, n, options);
	if (n != 1 || depends(form[0]))
		return FOLD_SLOW;
	class = class_of(form[0]);
	if (class != FOLD_SELF)
		return class;
	return form[0] == cp ? FOLD_SELF : (uint32_t)form[0];
}

static unsigned page_number(const uint32_t *entries)
{
	for (unsigned i = 0; i < pages; i++)
		if (memcmp(page[i], entries, sizeof page[i]) == 0)
			return i;
	memcpy(page[pages], entries, sizeof page[0]);
	return pages++;
}

int main(void)
{
	static const char *const names[2] = { "iv_tidy_index", "iv_fold_index" };
	utf8proc_option_t options[2] = { UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE,
					 UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD };
	find_seconds();
	printf("/* Printed by make_fold. */\n#include \"text/tables.h\"\n");
	for (int t = 0; t < 2; t++) {
		for (int32_t cp = 0; cp < CODES; cp++)
			table[t][cp] = entry_of(cp, options[t]);
		printf("const uint16_t %s[0x1100] = {", names[t]);
		for (int i = 0; i < PAGES; i++)
			printf("%u,", page_number(table[t] + i * 256));
		printf("};\n");
	}
	printf("const uint32_t iv_fold_page[][256] = {\n");
	for (unsigned i = 0; i < pages; i++) {
		printf("{");
		for (int k = 0; k < 256; k++)
			printf("%u,", page[i][k]);
		printf("},\n");
	}
	printf("};\n");
	return ferror(stdout) || fclose(stdout) ? 1 : 0;
}
