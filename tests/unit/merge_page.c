/* SPDX-License-Identifier: MIT
 * Every code with which merging rejects a record stands in ivoc-merge(1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "merge/group.h"

static void codes(void **state)
{
	(void)state;
	const struct iv_history_code *const tables[] = { iv_history_codes, iv_merge_codes };
	struct iv_buf page = { 0 };
	char piece[4096];
	FILE *file = fopen(TEST_DATA "/../../man/ivoc-merge.1", "r");
	assert_non_null(file);
	for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
		iv_buf_add(&page, piece, n);
	fclose(file);
	for (int t = 0; t < 2; t++)
		for (const struct iv_history_code *c = tables[t]; c->slug; c++) {
			snprintf(piece, sizeof piece, "\n.It Sy %s\n", c->slug);
			if (!strstr(iv_buf_text(&page), piece))
				fail_msg("%s is not in the page", c->slug);
		}
	iv_buf_release(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(codes) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
