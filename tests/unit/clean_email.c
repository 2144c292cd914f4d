/* SPDX-License-Identifier: MIT
 * E-mail addresses: the canonical form, suggestions, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "clean/email.h"
#include "clean/email_syntax.h"

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
	{ "王伟@例子.中国", "王伟@例子.中国", "王伟@xn--fsqu00a.xn--fiqs8s", NULL, true },
	{ "wang@xn--fsqu00a.xn--fiqs8s", "wang@xn--fsqu00a.xn--fiqs8s", "wang@xn--fsqu00a.xn--fiqs8s", NULL, true },
	{ "wang@Bücher.de", "wang@bücher.de", "wang@xn--bcher-kva.de", NULL, true },
	{ "Wang.Wei+news@gmail.com", "wang.wei+news@gmail.com", "wangwei@gmail.com", NULL, true },
	{ "wang.wei@googlemail.com", "wang.wei@googlemail.com", "wangwei@gmail.com", NULL, true },
	{ "wang.wei+a@gmial.com", "wang.wei+a@gmial.com", "wangwei@gmail.com", "typo_domain", true },
	{ "wang.wei+a@outlook.com", "wang.wei+a@outlook.com", "wang.wei@outlook.com", NULL, true },
	{ "wang.+a@outlook.com", "wang.+a@outlook.com", "wang@outlook.com", NULL, true },
	{ "wei@me.com", "wei@me.com", "wei@icloud.com", NULL, true },
	{ "wei+a@fastmail.com", "wei+a@fastmail.com", "wei@fastmail.com", NULL, true },
	{ "wang-books@yahoo.com", "wang-books@yahoo.com", "wang@yahoo.com", NULL, true },
	{ "wang+a@163.com", "wang+a@163.com", "wang+a@163.com", NULL, true },
	{ "+wang@gmail.com", "+wang@gmail.com", "+wang@gmail.com", NULL, true },
	{ "wang@qq", "wang@qq", "wang@qq.com", "typo_domain", true },
	{ "wang@gmai.com", "wang@gmai.com", "wang@gmail.com", "typo_domain", true },
	{ "wang@outllook.com", "wang@outllook.com", "wang@outlook.com", "typo_domain", true },
	{ "wang@163.cm", "wang@163.cm", "wang@163.com", "typo_domain", true },
	{ "wang@yahoo.com.tw", "wang@yahoo.com.tw", "wang@yahoo.com.tw", NULL, true },
	{ "wang@yahooo.com.tw", "wang@yahooo.com.tw", "wang@yahoo.com.tw", "typo_domain", true },
	{ "wang@hotmail.de", "wang@hotmail.de", "wang@hotmail.de", NULL, true },
	{ "wang (at) qq.com", "wang@qq.com", "wang@qq.com", NULL, true },
	{ "wang#qq.com", "wang@qq.com", "wang@qq.com", NULL, true },
	{ "\"wang\"@qq.com", "wang@qq.com", "wang@qq.com", NULL, true },
	{ "\"Wang  Wei\"@qq.com", "\"wang wei\"@qq.com", "\"wang wei\"@qq.com", "odd_email", true },
	{ "\"a+b c\"@gmail.com", "\"a+b c\"@gmail.com", "\"a+b c\"@gmail.com", "odd_email", true },
	{ "\"a\\\"b\\c\"@qq.com", "\"a\\\"bc\"@qq.com", "\"a\\\"bc\"@qq.com", "odd_email", true },
	{ "\"a\".b@qq.com", "a.b@qq.com", "a.b@qq.com", NULL, true },
	{ "wang(office)@qq.com", "wang@qq.com", "wang@qq.com", "odd_email", true },
	{ "wang@[10.0.0.1]", "wang@[10.0.0.1]", "wang@[10.0.0.1]", "odd_email", false },
	{ "wang@[IPv6:2001:DB8::1]", "wang@[ipv6:2001:db8::1]", "wang@[ipv6:2001:db8::1]", "odd_email", false },
	{ "wang@1.2.3.4", "wang@1.2.3.4", "wang@1.2.3.4", "odd_email", false },
	{ "wang@mailhost", "wang@mailhost", "wang@mailhost", "odd_email", false },
	{ "wang@qq.c", "wang@qq.c", "wang@qq.c", "odd_email", false },
	{ "wang@mailinator.com", "wang@mailinator.com", "wang@mailinator.com", "disposable_email", false },
	{ "no-reply@shop.com", "no-reply@shop.com", "no-reply@shop.com", "role_address", false },
	{ "test+1@gmail.com", "", "", "placeholder", false },
	{ "abc@abc.com", "", "", "placeholder", false },
	{ "none@none.com", "", "", "placeholder", false },
	{ "123@123.com", "", "", "placeholder", false },
	{ "xxx@qq.com", "", "", "placeholder", false },
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
		assert_true(e.reachable || !e.linkable);
		assert_true((e.suggest.n > 0) == (e.c.warn && !strcmp(e.c.warn, "typo_domain")));
		iv_clean_email(&a, e.canonical, &again);
		assert_true(iv_str_eq(again.canonical, e.canonical) && !again.suggest.n);
	}
	iv_arena_release(&a);
}

static void refused(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"wang", "wang@", "@qq.com", "a..b@qq.com", ".ab@qq.com", "ab.@qq.com", "a b@qq.com", "wang@@qq.com", "wang@qq..com", "wang@-qq.com", "wang@qq-.com", "wang@q_q.com", "wang,li@qq.com",
		"wang@[1.2.3]", "wang@[1.2.3.4", "\"wang@qq.com", "\"a\"b@qq.com", "wang@qq.com(", "(wang@qq.com", "wang@qq.com@163.com", "wang@[IPv6:1:2]", "\"\\\"@qq.com",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab@qq.com", "wang@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab.com" };
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_email e;
		if (iv_clean_email(&a, iv_str_of(cases[i]), &e) != IV_REJECT || e.c.value.n || !e.c.warn || strcmp(e.c.warn, "bad_email") != 0)
			fail_msg("%s: '" IV_FMT "'", cases[i], IV_ARG(e.c.value));
	}
	iv_arena_release(&a);
}

/* What the grammar says of an address as it stands, before anything is tidied. */
static void verdicts(void **state)
{
	(void)state;
	static const struct {
		const char *address;
		enum iv_email_verdict verdict;
	} cases[] = {
		{ "wei.li@shop.cn", IV_EMAIL_PLAIN }, { "!wei$@a-b.cn", IV_EMAIL_PLAIN }, { "wei@xn--fiq228c.cn", IV_EMAIL_PLAIN },
		{ "\"wei li\"@shop.cn", IV_EMAIL_ODD }, { "wei@shop", IV_EMAIL_ODD }, { "wei@shop.88", IV_EMAIL_ODD }, { "wei@[192.0.2.7]", IV_EMAIL_ODD }, { "wei@[IPv6:2001:db8::7]", IV_EMAIL_ODD },
		{ " wei@shop.cn", IV_EMAIL_LOOSE }, { "wei@shop.cn (a (b))", IV_EMAIL_LOOSE }, { "\"wei\".li@shop.cn", IV_EMAIL_LOOSE }, { "wei\r\n @shop.cn", IV_EMAIL_LOOSE }, { "\"\\\x07\"@shop.cn", IV_EMAIL_LOOSE },
		{ "wei@[192.0.2.300]", IV_EMAIL_BEYOND }, { "wei@[IPv6:2001:db8:7]", IV_EMAIL_BEYOND }, { "wei@a_b.cn", IV_EMAIL_BEYOND }, { "wei@[anything]", IV_EMAIL_BEYOND },
		{ "", IV_EMAIL_WRONG }, { "wei", IV_EMAIL_WRONG }, { "@shop.cn", IV_EMAIL_WRONG }, { "wei@", IV_EMAIL_WRONG }, { "wei@shop.cn.", IV_EMAIL_WRONG }, { "wei@shop.cn\n", IV_EMAIL_WRONG }, { "wei\r@shop.cn", IV_EMAIL_WRONG },
		{ "wei(@shop.cn", IV_EMAIL_WRONG }, { "wei@shop.cn)", IV_EMAIL_WRONG }, { "\"wei@shop.cn", IV_EMAIL_WRONG }, { "\"wei\"li@shop.cn", IV_EMAIL_WRONG }, { "wei@[192.0.2.7]a", IV_EMAIL_WRONG }, { "wei(a)li@shop.cn", IV_EMAIL_WRONG },
	};
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_email_parts parts;
		if (iv_email_parse(&a, iv_str_of(cases[i].address), &parts) != cases[i].verdict)
			fail_msg("%s: %d, expected %d", cases[i].address, iv_email_parse(&a, iv_str_of(cases[i].address), &parts), cases[i].verdict);
	}
	iv_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(accepted), cmocka_unit_test(refused), cmocka_unit_test(verdicts) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
