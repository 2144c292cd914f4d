/* SPDX-License-Identifier: MIT
 * Records: what nobody changes leaves as it came; what is changed is changed once, in its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "rec/record.h"

static const char line[] = "{\"kind\":\"party\", \"n\" : 12345678901234567890,\"m\":1.10,\"t\":\"\\u00e9\",\"o\":{ \"x\":[1 ,2] },\"z\":null}";

static void edit(void (*how)(struct iv_rec *), const char *want)
{
	struct iv_rec r = { 0 };
	struct iv_arena arena = { 0 };
	struct iv_err err = { 0 };
	struct iv_buf out = { 0 };
	assert_int_equal(iv_rec_read(&r, iv_str_of(line), &arena, &err), IV_OK);
	assert_int_equal(r.kind, IV_KIND_PARTY);
	how(&r);
	iv_rec_write(&r, &out);
	assert_string_equal(iv_buf_text(&out), want);
	iv_buf_release(&out);
	iv_rec_release(&r);
	iv_arena_release(&arena);
}

static void nothing(struct iv_rec *r)
{
	iv_rec_drop(r, IV_STR("absent"));
}

static void same_value(struct iv_rec *r)
{
	iv_rec_set(r, IV_STR("m"), IV_STR("1.10"));
}

static void in_place(struct iv_rec *r)
{
	iv_rec_set(r, IV_STR("m"), IV_STR("2"));
	iv_rec_set_text(r, IV_STR("name"), IV_STR("宋\"倩"));
	iv_rec_set_text(r, IV_STR("name"), IV_STR("宋倩"));
}

static void dropped(struct iv_rec *r)
{
	iv_rec_drop(r, IV_STR("kind"));
	iv_rec_drop(r, IV_STR("z"));
}

static void led(struct iv_rec *r)
{
	iv_rec_lead(r, IV_STR("cid"), IV_STR("\"c1\""));
	iv_rec_lead(r, IV_STR("t"), IV_STR("\"\\u00e9\""));
}

static void editing(void **state)
{
	(void)state;
	char same[sizeof line + 1];
	snprintf(same, sizeof same, "%s\n", line);
	edit(nothing, same);
	edit(same_value, same);
	edit(in_place, "{\"kind\":\"party\",\"n\" : 12345678901234567890,\"m\":2,\"t\":\"\\u00e9\",\"o\":{ \"x\":[1 ,2] },\"z\":null,\"name\":\"宋倩\"}\n");
	edit(dropped, "{\"n\" : 12345678901234567890,\"m\":1.10,\"t\":\"\\u00e9\",\"o\":{ \"x\":[1 ,2] }}\n");
	edit(led, "{\"t\":\"\\u00e9\",\"cid\":\"c1\",\"kind\":\"party\",\"n\" : 12345678901234567890,\"m\":1.10,\"o\":{ \"x\":[1 ,2] },\"z\":null}\n");
}

static void tight(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		bool tight;
	} lines[] = {
		{ "{\"kind\":\"party\",\"a\":1}", true },	{ "{\"a\" : 1,\"o\":{ \"x\":[1 ,2] }}", true }, { "{ \"a\":1}", false },
		{ "{\"a\":1 }", false },			{ "{\"a\":1} ", false },			{ "{\"a\":1, \"b\":2}", false },
		{ "{\"a\":1 ,\"b\":2}", false },		{ "{}", false },				{ "{\"\\u0061\":1}", true },
	};
	struct iv_rec r = { 0 };
	struct iv_arena arena = { 0 };
	struct iv_err err = { 0 };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct iv_buf led_in = { 0 }, put_in_front = { 0 };
		assert_int_equal(iv_rec_read(&r, iv_str_of(lines[i].line), &arena, &err), IV_OK);
		assert_int_equal(iv_rec_is_tight(&r), lines[i].tight);
		iv_rec_lead(&r, IV_STR("cid"), IV_STR("\"c1\""));
		assert_false(iv_rec_is_tight(&r));
		iv_rec_write(&r, &led_in);
		iv_buf_addf(&put_in_front, "{\"cid\":\"c1\",%s\n", lines[i].line + 1);
		assert_int_equal(iv_str_eq(iv_buf_str(&led_in), iv_buf_str(&put_in_front)), lines[i].tight);
		iv_buf_release(&led_in);
		iv_buf_release(&put_in_front);
	}
	iv_rec_release(&r);
	iv_arena_release(&arena);
}

static void reading(void **state)
{
	(void)state;
	struct iv_rec r = { 0 };
	struct iv_arena arena = { 0 };
	struct iv_err err = { 0 };
	assert_int_equal(iv_rec_read(&r, iv_str_of(line), &arena, &err), IV_OK);
	assert_true(iv_str_eq(iv_rec_text(&r, IV_STR("t")), IV_STR("é")));
	assert_true(iv_str_eq(iv_rec_raw(&r, IV_STR("n")), IV_STR("12345678901234567890")));
	assert_null(iv_rec_text(&r, IV_STR("n")).p); /* not a string */
	assert_null(iv_rec_text(&r, IV_STR("z")).p);
	assert_null(iv_rec_raw(&r, IV_STR("absent")).p);
	assert_int_equal(iv_rec_read(&r, IV_STR("{\"kind\":\"weather\"}"), &arena, &err), IV_OK);
	assert_int_equal(r.kind, IV_KIND_OTHER);
	assert_int_equal(iv_rec_read(&r, IV_STR("{\"kind\":7}"), &arena, &err), IV_OK);
	assert_int_equal(r.kind, IV_KIND_OTHER);
	assert_int_equal(iv_rec_read(&r, IV_STR("{\"kind\":\"\\u0065vent\"}"), &arena, &err), IV_OK);
	assert_int_equal(r.kind, IV_KIND_EVENT);
	assert_int_equal(iv_rec_read(&r, IV_STR("{"), &arena, &err), IV_REJECT);
	iv_rec_release(&r);
	iv_arena_release(&arena);
}

static void kinds(void **state)
{
	(void)state;
	for (int k = IV_KIND_PARTY; k <= IV_KIND_REJECT; k++)
		assert_int_equal(iv_kind_of(iv_str_of(iv_kind_name((enum iv_kind)k))), k);
	assert_int_equal(iv_kind_of(IV_STR("")), IV_KIND_OTHER);
	assert_int_equal(iv_kind_of(IV_STR("Party")), IV_KIND_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(editing), cmocka_unit_test(tight), cmocka_unit_test(reading), cmocka_unit_test(kinds) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
