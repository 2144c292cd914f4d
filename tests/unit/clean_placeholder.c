/* SPDX-License-Identifier: MIT
 * Placeholders: the shipped list is as its head says, kinds keep to themselves, and a lent list adds to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clean/placeholder.h"
#include "text/fold.h"
#include "text/han.h"

static void the_list_is_folded(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	size_t n = 0;
	for (uint32_t i = 0; i < iv_clean_placeholders.slots; i++) {
		const struct iv_placeholder *p = &iv_clean_placeholders.slot[i];
		if (!p->word)
			continue;
		struct iv_str word = { p->word, p->n };
		n++;
		if (!iv_str_eq(word, iv_han_simplify(&a, iv_text_fold(&a, word))))
			fail_msg("'%s' is not folded and simplified", p->word);
		if ((p->kinds & IV_PLACEHOLDER_ANY) && p->word[0] >= '0' && p->word[0] <= '9')
			fail_msg("'%s' begins with a figure, but is for any kind", p->word);
		assert_int_equal(iv_placeholders_find(&iv_clean_placeholders, word), p->kinds);
	}
	assert_in_range(n, 200, iv_clean_placeholders.slots / 2);
	iv_arena_release(&a);
}

static void kinds(void **state)
{
	(void)state;
	static const struct {
		const char *word;
		unsigned kind;
		bool is;
	} cases[] = {
		{ "無", 0, true }, { "＃ＲＥＦ！", 0, true }, { "#N/A", IV_PLACEHOLDER_DATE, true }, { "客户", 0, false }, { "客戶", IV_PLACEHOLDER_NAME, true }, { "Sir/Madam", IV_PLACEHOLDER_NAME, true },
		{ "123456", IV_PLACEHOLDER_ID, true }, { "123456", 0, false }, { "123-456", IV_PLACEHOLDER_ID, true }, { "138 0013 8000", IV_PLACEHOLDER_PHONE, true }, { "+86-138-0013-8000", IV_PLACEHOLDER_PHONE, true },
		{ "0086 13800138000", IV_PLACEHOLDER_PHONE, true }, { "13800138002", IV_PLACEHOLDER_PHONE, false }, { "13800138000", IV_PLACEHOLDER_ID, false }, { "0000-00-00", IV_PLACEHOLDER_DATE, true },
		{ "□□", IV_PLACEHOLDER_NAME, true }, { "", IV_PLACEHOLDER_NAME, false }, { "王小明", IV_PLACEHOLDER_NAME, false },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (iv_clean_placeholder_of(&a, iv_str_of(cases[i].word), cases[i].kind, NULL) != cases[i].is)
			fail_msg("'%s' as kind %u", cases[i].word, cases[i].kind);
	assert_int_equal(iv_placeholder_kind(IV_STR("email")), IV_PLACEHOLDER_EMAIL);
	assert_int_equal(iv_placeholder_kind(IV_STR("mail")), 0);
	assert_true(iv_clean_placeholder_address(IV_STR("test"), IV_STR("qq.com"), NULL) && iv_clean_placeholder_address(IV_STR("wang"), IV_STR("example.com"), NULL));
	assert_false(iv_clean_placeholder_address(IV_STR("wang"), IV_STR("qq.com"), NULL));
	iv_arena_release(&a);
}

static void a_lent_list(void **state)
{
	(void)state;
	static const struct iv_placeholder words[] = { { "門店自用", 12, IV_PLACEHOLDER_NAME }, { "400-800", 7, IV_PLACEHOLDER_PHONE | IV_PLACEHOLDER_ANY }, { "Shop@Us.cn", 10, IV_PLACEHOLDER_EMAIL }, { "", 0, IV_PLACEHOLDER_ANY } };
	struct iv_arena a = { 0 };
	struct iv_placeholders more, none = { 0 };
	iv_placeholders_make(&a, words, 4, &more);
	assert_true(iv_clean_placeholder_of(&a, IV_STR("门店自用"), IV_PLACEHOLDER_NAME, &more));
	assert_false(iv_clean_placeholder_of(&a, IV_STR("门店自用"), IV_PLACEHOLDER_DATE, &more) || iv_clean_placeholder_of(&a, IV_STR("门店自用"), IV_PLACEHOLDER_NAME, &none));
	assert_true(iv_clean_placeholder_of(&a, IV_STR("400800"), IV_PLACEHOLDER_PHONE, &more) && iv_clean_placeholder_of(&a, IV_STR("400-800"), 0, &more));
	assert_false(iv_clean_placeholder_of(&a, IV_STR("400800"), 0, &more));
	assert_true(iv_clean_placeholder_address(IV_STR("shop"), IV_STR("us.cn"), &more) && !iv_clean_placeholder_address(IV_STR("shop"), IV_STR("us.com"), &more));
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_list_is_folded), cmocka_unit_test(kinds), cmocka_unit_test(a_lent_list) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
