/* SPDX-License-Identifier: MIT
 * Names read lately: whether one was kept makes no difference but the time. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/str.h"
#include "match/recent.h"

/* The name as bytes, read with and without what was kept. */
static void check(struct iv_match_recent *r, const struct iv_match_name_said *said)
{
	struct iv_arena a = { 0 };
	struct iv_buf kept = { 0 }, anew = { 0 };
	struct iv_match_name n;
	bool had = iv_match_recent_read(r, &a, said, &n);
	if (had)
		iv_match_name_pack(&n, &kept);
	assert_int_equal(had, iv_match_recent_read(NULL, &a, said, &n));
	if (had)
		iv_match_name_pack(&n, &anew);
	/* The pointer to the text is among the bytes, and not the name. */
	size_t at = offsetof(struct iv_match_name, text), behind = at + sizeof n.text;
	assert_int_equal(kept.n, anew.n);
	if (had) {
		assert_memory_equal(kept.p, anew.p, at);
		assert_memory_equal(kept.p + behind, anew.p + behind, kept.n - behind);
	}
	iv_buf_release(&kept);
	iv_buf_release(&anew);
	iv_arena_release(&a);
}

static void test_same(void **state)
{
	static const char *const text[] = { "", "王", "王小明", "Wang Xiaoming", "单田芳", "Mary Ann Lee", "欧阳娜娜", "?", "Peter", "Smith", "张美?", "王 David",
					    "Maximiliane Theodora Wilhelmine Friederike Auguste von und zu Hohenlohe-Waldenburg-Schillingsfuerst the elder of both the houses" };
	enum { TEXTS = sizeof text / sizeof *text };
	struct iv_match_recent r = { 0 };
	(void)state;
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < (size_t)TEXTS * TEXTS * TEXTS * 2; i++) {
			struct iv_str x = iv_str_of(text[i % TEXTS]), y = iv_str_of(text[i / TEXTS % TEXTS]), z = iv_str_of(text[i / TEXTS / TEXTS % TEXTS]);
			bool named = i >= (size_t)TEXTS * TEXTS * TEXTS;
			struct iv_match_name_said said = { .name = named ? x : (struct iv_str){ 0 }, .family = named ? y : x, .given = named ? (struct iv_str){ 0 } : y, .alias = z };
			check(&r, &said);
		}
	iv_match_recent_release(&r);
}

/* One text as a name, a family name, a given name or an alias: the same bytes, side by side. */
static void test_kinds(void **state)
{
	struct iv_match_recent r = { 0 };
	struct iv_str s = IV_STR("david");
	struct iv_match_name_said said[] = { { .name = s }, { .family = s }, { .given = s }, { .name = s, .alias = s }, { .family = s, .given = s }, { .given = s, .alias = s } };
	(void)state;
	for (size_t i = 0; i < 3 * sizeof said / sizeof *said; i++)
		check(&r, &said[i % (sizeof said / sizeof *said)]);
	iv_match_recent_release(&r);
}

/* More names than there are places. */
static void test_many(void **state)
{
	struct iv_match_recent r = { 0 };
	struct iv_arena a = { 0 };
	(void)state;
	for (unsigned i = 0; i < 60000; i++) {
		struct iv_match_name_said said = { .name = iv_arena_fmt(&a, "name%c%c%c lee", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26) };
		check(&r, &said);
		iv_arena_clear(&a);
	}
	iv_arena_release(&a);
	iv_match_recent_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_same), cmocka_unit_test(test_kinds), cmocka_unit_test(test_many) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
