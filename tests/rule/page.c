/* SPDX-License-Identifier: MIT
 * ivoc-rules(5) must mention every function, operator and reserved word that the language has: `Fn lower`, `Ic <=` or
 * `Cm today` at the beginning of a list item. So a function cannot be added without its paragraph.
 *
 * page MAN-PAGE */
#include <stdio.h>
#include <stdlib.h>

#include "rule/rule.h"

/* Whether some `.It` line of the page has `word` as one of its words. */
static bool listed(struct iv_str page, const char *word)
{
	struct iv_str line, part;
	while (iv_str_cut(&page, '\n', &line)) {
		if (!iv_str_starts(line, IV_STR(".It ")))
			continue;
		while (iv_str_cut(&line, ' ', &part)) {
			/* mdoc has \*(Lt for <, and so on; \&= keeps a sign from being read as more than itself. */
			if (iv_str_starts(part, IV_STR("\\&")))
				part = iv_str_from(part, 2);
			if (iv_str_eq(part, iv_str_of(word)))
				return true;
		}
	}
	return false;
}

int main(int argc, char **argv)
{
	static char text[1 << 20];
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	if (!file) {
		fprintf(stderr, "usage: page MAN-PAGE\n");
		return 1;
	}
	struct iv_str page = { text, fread(text, 1, sizeof text, file) };
	fclose(file);
	int missing = 0;
	size_t n;
	const struct iv_rule_fn *fn = iv_rule_builtins(&n);
	for (size_t i = 0; i < n; i++)
		if (!listed(page, fn[i].name)) {
			printf("the page has no item for the function %s\n", fn[i].name);
			missing++;
		}
	const char *const *word = iv_rule_words(&n);
	for (size_t i = 0; i < n; i++)
		if (!listed(page, word[i])) {
			printf("the page has no item for %s\n", word[i]);
			missing++;
		}
	return missing > 0;
}
