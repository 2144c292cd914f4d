/* SPDX-License-Identifier: MIT
 * Ids: minted from the seed, kept with the seed; and callers among the holders of a number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/arena.h"
#include "ident/attach.h"
#include "ident/lineage.h"

static const struct iv_seed seeds[] = {
	{ false, 100, { "pos", 3 }, { "2", 1 }, false },
	{ false, 100, { "pos", 3 }, { "1", 1 }, false },
	{ false, 90, { "web", 3 }, { "u1", 2 }, false },
	{ false, IV_SEED_UNDATED, { "a", 1 }, { "x", 1 }, false },
	{ true, IV_SEED_UNDATED, { "~phone", 6 }, { "+86", 3 }, false },
};

static struct iv_seed seed_of(const void *ctx, uint32_t part)
{
	return ((const struct iv_seed *)ctx)[part];
}

static void mints(void **state)
{
	(void)state;
	char one[IV_CID_SIZE], two[IV_CID_SIZE];
	iv_ident_mint(IV_STR("pos"), IV_STR("8800000001"), one);
	assert_string_equal(one, "c60bbe19d4b68af192cad");
	iv_ident_mint(IV_STR("po"), IV_STR("s8800000001"), two);
	assert_string_not_equal(one, two);
}

static void orders(void **state)
{
	(void)state;
	static const int order[] = { 2, 1, 0, 3, 4 };
	for (int i = 0; i < 5; i++)
		for (int k = 0; k < 5; k++) {
			int cmp = iv_ident_seed_cmp(&seeds[order[i]], &seeds[order[k]]);
			assert_int_equal((cmp > 0) - (cmp < 0), (i > k) - (i < k));
		}
}

/* Two customers of yesterday in one cluster: the older id stays; a cluster without a seed mints. */
static void keeps(void **state)
{
	(void)state;
	static const uint32_t cluster[] = { 0, 0, 0, 1, 1 };
	static const struct iv_ident_old old[] = { { "cyounger", 0, false }, { "colder", 1, false }, { "cgone", IV_IDENT_NONE, false } };
	struct iv_ident_input in = { cluster, 5, 2, seed_of, seeds, old, 3, 1 };
	struct iv_ident_name name[2];
	char minted[IV_CID_SIZE];
	iv_ident_names(&in, name);
	assert_string_equal(name[0].cid, "colder");
	assert_int_equal(name[0].first, 2);
	assert_int_equal(name[0].kept, 1);
	iv_ident_mint(IV_STR("a"), IV_STR("x"), minted);
	assert_string_equal(name[1].cid, minted);
	assert_int_equal(name[1].first, 3);
	assert_int_equal(name[1].kept, IV_IDENT_NONE);
}

/* A crowd in which many are as old as others, on several threads: every cluster is named after its earliest. */
static void crowds(void **state)
{
	(void)state;
	enum { PARTS = 50000, CLUSTERS = 9000 };
	char (*key)[12] = iv_alloc(PARTS * sizeof *key);
	struct iv_seed *seed = iv_alloc(PARTS * sizeof *seed);
	uint32_t *cluster = iv_alloc(PARTS * sizeof *cluster), *first = iv_alloc(CLUSTERS * sizeof *first);
	struct iv_ident_name *name = iv_alloc(CLUSTERS * sizeof *name);
	for (uint32_t c = 0; c < CLUSTERS; c++)
		first[c] = IV_IDENT_NONE;
	for (uint32_t p = 0; p < PARTS; p++) {
		uint32_t draw = p * 2654435761u >> 8, c = draw % (CLUSTERS - 1); /* the last has no parts */
		snprintf(key[p], sizeof key[p], "%u", draw);
		seed[p] = (struct iv_seed){ draw % 7 == 0, draw % 3 ? (int32_t)(draw % 5) - 2 : IV_SEED_UNDATED, IV_STR("s"), iv_str_of(key[p]), draw % 11 == 0 };
		cluster[p] = c;
		if (first[c] == IV_IDENT_NONE || iv_ident_seed_cmp(&seed[p], &seed[first[c]]) < 0)
			first[c] = p;
	}
	for (unsigned threads = 0; threads < 5; threads += 2) {
		struct iv_ident_input in = { cluster, PARTS, CLUSTERS, seed_of, seed, .threads = threads };
		iv_ident_names(&in, name);
		for (uint32_t c = 0; c < CLUSTERS; c++) {
			char cid[IV_CID_SIZE] = { 0 };
			if (first[c] != IV_IDENT_NONE)
				iv_ident_mint_nth(seed[first[c]].source, seed[first[c]].key, seed[first[c]].gone, cid);
			assert_int_equal(name[c].first, first[c]);
			assert_string_equal(name[c].cid, cid);
		}
	}
	free(key);
	free(seed);
	free(cluster);
	free(first);
	free(name);
}

/* A caller's id lasts as long as nobody knows who it is. */
static void strangers(void **state)
{
	(void)state;
	static const uint32_t alone[] = { 0, 0, 0, 0, 1 }, known[] = { 0, 0, 0, 1, 1 };
	static const struct iv_ident_old old[] = { { "cstranger", 4, false } };
	struct iv_ident_input in = { alone, 5, 2, seed_of, seeds, old, 1, 2 };
	struct iv_ident_name name[2];
	iv_ident_names(&in, name);
	assert_string_equal(name[1].cid, "cstranger");
	in.cluster = known;
	iv_ident_names(&in, name);
	assert_int_equal(name[1].kept, IV_IDENT_NONE);
	assert_string_not_equal(name[1].cid, "cstranger");
}

/* Each says more than those below it. */
static void attaches(void **state)
{
	(void)state;
	struct iv_ident_holder h[] = {
		{ .cluster = 1, .named = 1, .seed = seeds[0] },
		{ .cluster = 2, .named = 1, .seed = seeds[2] }, /* older */
		{ .cluster = 3, .named = 1, .records = 2, .seed = seeds[0] },
		{ .cluster = 4, .named = 1, .others = 0, .records = 1, .seed = seeds[0] },
		{ .cluster = 5, .named = 1, .held = 1, .others = 1, .seed = seeds[0] },
		{ .cluster = 6, .named = 1, .held = 1, .seed = seeds[0] },
		{ .cluster = 7, .named = 1, .held = 2, .others = 1, .seed = seeds[0] },
		{ .cluster = 8, .named = 1, .called = 1, .seed = seeds[0] },
		{ .cluster = 9, .named = 1, .sex = 1, .seed = seeds[0] },
		{ .cluster = 10, .named = 2, .sex = -1, .seed = seeds[0] },
	};
	assert_int_equal(iv_ident_attach(h, 2, true), 1);
	for (size_t n = 3; n <= sizeof h / sizeof *h; n++)
		assert_int_equal(iv_ident_attach(h, n, true), n == 4 ? 2 : n - 1);
	h[1].named = 0;
	assert_int_equal(iv_ident_attach(h, 2, true), 0);
	h[0].named = 0;
	assert_true(iv_ident_attach(h, 2, true) == IV_ATTACH_NONE);
	assert_int_equal(iv_ident_attach(h, 2, false), 1);
	assert_true(iv_ident_attach(h, 0, false) == IV_ATTACH_NONE);
}

static void caller_keys(void **state)
{
	(void)state;
	static const struct {
		const char *key, *identifier, *name;
		char sex;
	} keys[] = {
		{ "+8613766258186", "+8613766258186", "", 0 },
		{ "+8613766258186/王", "+8613766258186", "王", 0 },
		{ "+8613766258186/王/F", "+8613766258186", "王", 'F' },
		{ "a/b@qq.com/王敏丹/M", "a/b@qq.com", "王敏丹", 'M' },
		{ "a/b@qq.com", "a/b@qq.com", "", 0 },
		{ "+886937821550/a/b@c", "+886937821550", "a/b@c", 0 },
		{ "+886937821550//M", "+886937821550", "/M", 0 },
	};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct iv_ident_caller c = iv_ident_caller_of(iv_str_of(keys[i].key));
		struct iv_buf b = { 0 };
		assert_true(iv_str_eq(c.identifier, iv_str_of(keys[i].identifier)));
		assert_true(iv_str_eq(c.name, iv_str_of(keys[i].name)));
		assert_int_equal(c.sex, keys[i].sex);
		iv_ident_caller_key(&b, &c);
		assert_string_equal(iv_buf_text(&b), keys[i].key);
		iv_buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mints), cmocka_unit_test(orders), cmocka_unit_test(keeps), cmocka_unit_test(crowds), cmocka_unit_test(strangers), cmocka_unit_test(attaches), cmocka_unit_test(caller_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
