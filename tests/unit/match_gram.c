/* SPDX-License-Identifier: MIT
 * Alike names: found by rare pieces, a few for each record, whatever the order of the records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "match/encode.h"
#include "match/gram.h"

static void add(struct iv_match_people *m, const char *key, const char *name)
{
	struct iv_arena a = { 0 };
	struct iv_buf note = { 0 };
	struct iv_match_encoder encoder;
	struct iv_match_record r;
	char party[256];
	snprintf(party, sizeof party, "{\"kind\":\"party\",\"source\":\"s\",\"key\":\"%s\",\"name\":\"%s\"}", key, name);
	iv_match_encoder_init(&encoder, m->schema);
	iv_match_encode(&a, &encoder, iv_str_of(party), &r);
	iv_match_pack(&r, &note);
	iv_match_take(m, iv_match_part(m, IV_STR("s"), iv_str_of(key)), iv_buf_str(&note));
	iv_buf_release(&note);
	iv_arena_release(&a);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "a b", the lesser key first, one pair behind the other. */
static void pairs_of(const struct iv_match_people *m, struct iv_buf *out)
{
	struct iv_match_items found = { 0 };
	iv_match_grams(m, 1, &found);
	char **text = iv_alloc((found.n + 1) * sizeof *text);
	for (size_t i = 0; i < found.n; i++) {
		struct iv_str a = iv_match_key(&m->part[found.item[i].key]), b = iv_match_key(&m->part[found.item[i].value]);
		assert_true(found.item[i].key < found.item[i].value);
		text[i] = iv_alloc(64);
		snprintf(text[i], 64, "%.*s %.*s", (int)(iv_str_cmp(a, b) < 0 ? a : b).n, (iv_str_cmp(a, b) < 0 ? a : b).p, (int)(iv_str_cmp(a, b) < 0 ? b : a).n,
			 (iv_str_cmp(a, b) < 0 ? b : a).p);
	}
	qsort(text, found.n, sizeof *text, by_text);
	for (size_t i = 0; i < found.n; i++) {
		if (!i || strcmp(text[i], text[i - 1]) != 0) {
			iv_buf_adds(out, iv_str_of(text[i]));
			iv_buf_addc(out, ';');
		}
	}
	for (size_t i = 0; i < found.n; i++)
		free(text[i]);
	free(text);
	iv_match_items_release(&found);
}

static const char *const names[][2] = {
	{ "m1", "Mohammed al-Rashid" }, { "m2", "Muhamed ar-Rashed" },	  { "k1", "Katarzyna Wojciechowska" }, { "k2", "Catarzyna Woiciechovska" },
	{ "t1", "田中太郎左衛門" },	{ "x1", "Peter O'Sullivan" },	  { "x2", "Uwe Nkrumah" },	       { "h1", "欧阳倩雯" },
	{ "h2", "欧阳倩" },		{ "h3", "刘志强" },		  { "n", "" },
};

static void alike_of(bool turned, struct iv_buf *out)
{
	struct iv_match_schema schema;
	struct iv_match_people m;
	size_t n = sizeof names / sizeof *names;
	iv_match_schema_person(&schema);
	iv_match_people_init(&m, &schema);
	for (size_t i = 0; i < n; i++)
		add(&m, names[turned ? n - 1 - i : i][0], names[turned ? n - 1 - i : i][1]);
	free(iv_match_settle(&m, 2));
	pairs_of(&m, out);
	iv_match_people_release(&m);
}

static void finds(void **state)
{
	(void)state;
	struct iv_buf one = { 0 }, two = { 0 };
	alike_of(false, &one);
	assert_string_equal(iv_buf_text(&one), "h1 h2;k1 k2;m1 m2;");
	alike_of(true, &two);
	assert_string_equal(iv_buf_text(&two), iv_buf_text(&one));
	iv_buf_release(&one);
	iv_buf_release(&two);
}

/* However many are alike, each record gives a few pairs only. */
static void is_bounded(void **state)
{
	(void)state;
	enum { MANY = 300 };
	struct iv_match_schema schema;
	struct iv_match_people m;
	struct iv_match_items found = { 0 };
	iv_match_schema_person(&schema);
	iv_match_people_init(&m, &schema);
	for (int i = 0; i < MANY; i++) {
		char key[16], name[64];
		snprintf(key, sizeof key, "%d", i);
		snprintf(name, sizeof name, "Zb%cgn%cew Kow%clcz%ck", 'a' + i / 20, 'a' + i / 20, 'a' + i % 20, 'a' + i % 20); /* twenty of a first name */
		add(&m, key, name);
	}
	free(iv_match_settle(&m, 2));
	iv_match_grams(&m, 3, &found);
	assert_true(found.n > MANY);
	assert_true(found.n <= (size_t)MANY * IV_GRAM_KEPT);
	iv_match_items_release(&found);
	iv_match_people_release(&m);
}

static void is_nothing(void **state)
{
	(void)state;
	struct iv_match_schema schema;
	struct iv_match_people m;
	struct iv_match_items found = { 0 };
	iv_match_schema_person(&schema);
	iv_match_people_init(&m, &schema);
	iv_match_grams(&m, 3, &found);
	assert_int_equal(found.n, 0);
	iv_match_people_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(finds), cmocka_unit_test(is_bounded), cmocka_unit_test(is_nothing) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
