/* SPDX-License-Identifier: MIT
 * E-mail addresses: the canonical form, suggestions, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clean/email.h"

static const struct {
	const char *raw, *value, *canonical, *warn;
	bool linkable;
} good[] = {
	{ "Wang.Wei@QQ.com", "wang.wei@qq.com", "wang.wei@qq.com", NULL, true },
	{ " ｗａｎｇ＠qq．com ", "wang@qq.com", "wang@qq.com", NULL, true },
	{ "wang @ qq. com", "wang@qq.com", "wang@qq.com", NULL, true },
	{ "wang@qq。com", "wang@qq.com", "wang@qq.com", NULL, true },
	{ "王伟 <wang@163.com>", "wang@163.com", "wang@163.com", NULL, true },
	{ "mailto:wang@163.com;", "wang@163.com", "wang@163.com", NULL, true },
	{ "1234567890123@qq.com", "1234567890123@qq.com", "", "placeholder", false },
	{ "wang@qq.con", "wang@qq.con", "wang@qq.com", "typo_domain", true },
	{ "wang@gmial.com", "wang@gmial.com", "wang@gmail.com", "typo_domain", true },
	{ "wang@gmail.co", "wang@gmail.co", "wang@gmail.com", "typo_domain", true },
	{ "wang@hotmal.con", "wang@hotmal.con", "wang@hotmail.com", "typo_domain", true },
	{ "wang@ymail.com", "wang@ymail.com", "wang@ymail.com", NULL, true },
	{ "wang@sina.com.cn", "wang@sina.com.cn", "wang@sina.com.cn", NULL, true },
	{ "o'brien+tag@mail.example-shop.co.uk", "o'brien+tag@mail.example-shop.co.uk", "o'brien+tag@mail.example-shop.co.uk", NULL, true },
	{ "王伟@例子.中国", "王伟@例子.中国", "王伟@例子.中国", NULL, true },
	{ "info@shop.com", "info@shop.com", "info@shop.com", "role_address", false },
	{ "w**g@qq.com", "w**g@qq.com", "w**g@qq.com", "masked", false },
	{ "test@qq.com", "", "", "placeholder", false },
	{ "wang@example.com", "", "", "placeholder", false },
	{ "111111@qq.com", "", "", "placeholder", false },
	{ "无", "", "", "placeholder", false },
	{ "", "", "", NULL, false },
};

static void accepted(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct iv_email e, again;
		int rc = iv_clean_email(&a, iv_str_of(good[i].raw), &e);
		bool warned = iv_str_eq(iv_str_of(e.c.warn), iv_str_of(good[i].warn));
		const char *value = good[i].warn && !strcmp(good[i].warn, "placeholder") ? "" : good[i].value;
		if (rc != IV_OK || !iv_str_eq(e.c.value, iv_str_of(value)) || !iv_str_eq(e.canonical, iv_str_of(good[i].canonical)) || !warned || e.linkable != good[i].linkable)
			fail_msg("%s: %d '" IV_FMT "' '" IV_FMT "' %s %d", good[i].raw, rc, IV_ARG(e.c.value), IV_ARG(e.canonical), e.c.warn ? e.c.warn : "-", e.linkable);
		assert_true((e.suggest.n > 0) == (e.c.warn && !strcmp(e.c.warn, "typo_domain")));
		iv_clean_email(&a, e.canonical, &again);
		assert_true(iv_str_eq(again.canonical, e.canonical) && !again.suggest.n);
	}
	iv_arena_release(&a);
}

static void refused(void **state)
{
	(void)state;
	static const char *const cases[] = { "wang", "wang@", "@qq.com", "wang@qq", "a..b@qq.com", ".ab@qq.com", "ab.@qq.com", "a b@qq.com", "wang@@qq.com", "wang@qq..com", "wang@-qq.com", "wang@qq-.com",
					     "wang@1.2.3.4", "wang@[1.2.3.4]", "\"wang\"@qq.com", "wang@qq.c", "wang@q_q.com", "wang,li@qq.com",
					     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab@qq.com" };
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_email e;
		if (iv_clean_email(&a, iv_str_of(cases[i]), &e) != IV_REJECT || e.c.value.n || !e.c.warn || strcmp(e.c.warn, "bad_email") != 0)
			fail_msg("%s: '" IV_FMT "'", cases[i], IV_ARG(e.c.value));
	}
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(accepted), cmocka_unit_test(refused) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
