/* SPDX-License-Identifier: MIT
 * Settling: the same order whichever way the parts came, each with its row, and all of them are found. */
#include "people.h"

static void add(struct iv_match_people *m, uint32_t k)
{
	char key[16];
	snprintf(key, sizeof key, "%u", k);
	struct iv_str source = k % 3 ? IV_STR("a") : IV_STR("b");
	uint32_t part = iv_match_part(m, source, iv_str_of(key));
	m->part[part].line = k;
	iv_match_row(m, part)->birth = (int32_t)k;
}

/* The parts 0 … n-1, each once: `step` has no factor in common with n. */
static void fill(struct iv_match_people *m, const struct iv_match_schema *schema, uint32_t n, uint32_t step)
{
	iv_match_people_init(m, schema);
	for (uint32_t i = 0; i < n; i++)
		add(m, (uint32_t)((uint64_t)i * step % n));
}

static void check(const struct iv_match_people *m, const uint32_t *moved, uint32_t n, uint32_t step)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t k = (uint32_t)((uint64_t)i * step % n), at = moved[i];
		char key[16];
		snprintf(key, sizeof key, "%u", k);
		assert_int_equal(m->part[at].line, k);
		assert_int_equal(iv_match_row(m, at)->birth, (int32_t)k);
		assert_true(!at || m->part[at - 1].id < m->part[at].id);
		assert_int_equal(iv_match_find(m, k % 3 ? IV_STR("a") : IV_STR("b"), iv_str_of(key)), at);
		assert_int_equal(iv_match_find(m, k % 3 ? IV_STR("b") : IV_STR("a"), iv_str_of(key)), IV_MATCH_NONE);
	}
	assert_int_equal(iv_match_find(m, IV_STR("c"), IV_STR("1")), IV_MATCH_NONE);
}

static void settles(void **state)
{
	(void)state;
	static const uint32_t sizes[] = { 0, 1, 2, 50, 4095, 4096, 4097, 8192, 50000 };
	struct iv_match_schema schema;
	iv_match_schema_person(&schema);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (unsigned threads = 1; threads <= 3; threads += 2) {
			struct iv_match_people m;
			uint32_t step = threads == 1 ? 1 : 10007;
			fill(&m, &schema, sizes[i], step);
			uint32_t *moved = iv_match_settle(&m, threads);
			check(&m, moved, sizes[i], step);
			free(moved);
			iv_match_people_release(&m);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(settles) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
