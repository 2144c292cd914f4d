/* SPDX-License-Identifier: MIT
 * The register of who was forgotten: keyed hashes, lines there and back, what comes back and what does not; and requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/date.h"
#include "ident/forget_line.h"
#include "ident/forget_record.h"
#include "io/json.h"

static struct iv_arena arena;
static struct iv_json json;
static struct iv_err err;

static int32_t day(const char *text)
{
	int32_t d = 0;
	assert_true(iv_date_parse(iv_str_of(text), &d));
	return d;
}

static struct iv_forget_register with_key(const char *secret)
{
	struct iv_forget_register g = { 0 };
	assert_int_equal(iv_forget_key_make(&g.key, iv_str_of(secret), &err), IV_OK);
	return g;
}

static const struct iv_forget_record *record(const char *text)
{
	static struct iv_forget_record r;
	assert_int_equal(iv_json_scan(&json, iv_str_of(text), &err), IV_OK);
	iv_forget_read(&arena, iv_str_of(text), &r);
	return &r;
}

/* What is erased of one person. */
static void note(struct iv_forget_register *g, const struct iv_forget_record *r, const char *of_case)
{
	struct iv_forget_traits t = { 0 };
	iv_forget_traits_add(&t, &arena, r);
	iv_forget_note_record(g, r->source, r->key, day("2026-05-17"), iv_str_of(of_case));
	iv_forget_note_traits(g, &t, day("2026-05-17"), iv_str_of(of_case));
	iv_forget_traits_release(&t);
}

static bool comes_back(const struct iv_forget_register *g, const char *text)
{
	return !iv_forget_suppresses(g, &arena, record(text));
}

static bool suspected(const struct iv_forget_register *g, const char *source, const char *key)
{
	struct iv_forget_record r;
	iv_forget_read_caller(iv_str_of(source), iv_str_of(key), &r);
	return iv_forget_suspects(g, &arena, &r);
}

static const char secret[] = "a secret of 16 bytes or more";

static void test_hash(void **state)
{
	struct iv_forget_register a = with_key(secret), b = with_key("another secret, as long as that");
	struct iv_str long_text = iv_arena_fmt(&arena, "%0400d", 7);
	(void)state;
	/* Computed by Python's hashlib: the key is blake2b(secret, digest_size=32), the hash blake2b("phone\x1f+8613104785235\x1f", digest_size=16, key=key). */
	static const uint8_t want[16] = { 0x68, 0x71, 0x25, 0xcf, 0x45, 0x3d, 0x0f, 0x5b, 0x89, 0xc0, 0x08, 0xee, 0xe9, 0x4c, 0x32, 0x66 };
	struct iv_forget_hash got = iv_forget_hash(&a.key, IV_FORGET_PHONE, IV_STR("+8613104785235"), (struct iv_str){ 0 });
	assert_memory_equal(got.byte, want, 16);
	struct iv_forget_hash other = iv_forget_hash(&b.key, IV_FORGET_PHONE, IV_STR("+8613104785235"), (struct iv_str){ 0 });
	assert_memory_not_equal(got.byte, other.byte, 16);
	other = iv_forget_hash(&a.key, IV_FORGET_RECORD, IV_STR("+8613104785235"), (struct iv_str){ 0 });
	assert_memory_not_equal(got.byte, other.byte, 16);
	/* A text that is hashed piece by piece. */
	static const uint8_t want_long[16] = { 0x88, 0x94, 0xe1, 0x7c, 0x71, 0x23, 0xbd, 0x93, 0xe5, 0x34, 0xb9, 0x03, 0xda, 0xbc, 0x5c, 0x0e };
	got = iv_forget_hash(&a.key, IV_FORGET_RECORD, long_text, IV_STR("k"));
	assert_memory_equal(got.byte, want_long, 16);
	/* White space around the secret is none of it. */
	struct iv_forget_register c = with_key(" a secret of 16 bytes or more\n");
	assert_memory_equal(a.key.byte, c.key.byte, 32);
	assert_int_equal(iv_forget_key_make(&c.key, IV_STR("fifteen bytes, \n"), &err), IV_WRONG);
}

static void test_register(void **state)
{
	struct iv_forget_register a = with_key(secret), b = with_key(secret), c = with_key("another secret, as long as that");
	struct iv_buf out = { 0 }, again = { 0 };
	(void)state;
	enum { MANY = 1000 };
	char text[16];
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof text, "%d", i);
		iv_forget_add(&a, IV_FORGET_RECORD, iv_forget_hash(&a.key, IV_FORGET_RECORD, IV_STR("pos"), iv_str_of(text)), day("2026-05-17"), i % 2 ? IV_STR("E-1") : (struct iv_str){ 0 });
	}
	struct iv_forget_hash seven = iv_forget_hash(&a.key, IV_FORGET_RECORD, IV_STR("pos"), IV_STR("7"));
	iv_forget_add(&a, IV_FORGET_RECORD, seven, day("2026-05-17"), IV_STR("E-1")); /* there already */
	assert_int_equal(a.n, MANY);
	iv_forget_add(&a, IV_FORGET_RECORD, seven, day("2026-05-10"), IV_STR("E-2")); /* a case of its own, which may be lifted alone */
	iv_forget_add(&a, IV_FORGET_RECORD, seven, day("2026-06-01"), IV_STR("E-1"));
	assert_int_equal(a.n, MANY + 2);
	assert_int_equal(iv_forget_find(&a, seven)->at, day("2026-06-01"));
	assert_null(iv_forget_find(&a, iv_forget_hash(&a.key, IV_FORGET_RECORD, IV_STR("pos"), IV_STR("1000"))));
	iv_forget_print(&a, 0, &out);
	assert_int_equal(iv_forget_parse(&b, "register", iv_buf_str(&out), &err), IV_OK);
	assert_int_equal(b.n, MANY + 3); /* and the line that knows the key */
	iv_forget_print(&b, 0, &again);
	assert_true(iv_str_eq(iv_buf_str(&out), iv_buf_str(&again)));
	assert_int_equal(iv_forget_parse(&c, "register", iv_buf_str(&out), &err), IV_WRONG);
	assert_string_equal(err.code, "other_key");
	static const char *const bad[] = {
		"{\"kind\":\"party\"}",
		"{\"kind\":\"forgotten\",\"of\":\"shoe\",\"hash\":\"00112233445566778899aabbccddeeff\",\"at\":\"2026-05-17\"}",
		"{\"kind\":\"forgotten\",\"of\":\"idno\",\"hash\":\"00112233\",\"at\":\"2026-05-17\"}",
		"{\"kind\":\"forgotten\",\"of\":\"idno\",\"hash\":\"00112233445566778899aabbccddeefg\",\"at\":\"2026-05-17\"}",
		"{\"kind\":\"forgotten\",\"of\":\"idno\",\"hash\":\"00112233445566778899aabbccddeeff\"}",
		"{",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(iv_forget_parse(&b, "register", iv_arena_fmt(&arena, "# lifted: E-9\n\n%s\n", bad[i]), &err), IV_WRONG);
		assert_int_equal(err.line, 3);
	}
	iv_forget_release(&a);
	iv_forget_release(&b);
	iv_forget_release(&c);
	iv_buf_release(&out);
	iv_buf_release(&again);
}

static void test_suppresses(void **state)
{
	struct iv_forget_register g = with_key(secret);
	(void)state;
	assert_true(comes_back(&g, "{\"source\":\"pos\",\"key\":\"1\"}"));
	note(&g, record("{\"source\":\"pos\",\"key\":\"1\",\"name\":\"王曉明\",\"idno\":\"11010519491231002X\",\"phone\":[\"+8613104785235\"],\"email\":[\"Xiao.Ming@gmail.com\"],"
			      "\"ids\":[{\"type\":\"member_card\",\"value\":\"K99\"}],\"joined\":\"2024-01-01\"}"),
	     "E-1");
	/* The key itself never comes back, whatever else it says; nor a card that replaces it, unless it is a later one. */
	assert_false(comes_back(&g, "{\"source\":\"pos\",\"key\":\"1\",\"joined\":\"2030-01-01\",\"name\":\"李娜\"}"));
	assert_true(comes_back(&g, "{\"source\":\"web\",\"key\":\"1\"}"));
	assert_false(comes_back(&g, "{\"source\":\"pos\",\"key\":\"2\",\"supersedes\":[\"1\"]}"));
	assert_true(comes_back(&g, "{\"source\":\"pos\",\"key\":\"2\",\"supersedes\":[\"1\"],\"joined\":\"2026-06-01\"}"));
	/* Another key: the number and the name, in any script; a number that somebody else has now suppresses nobody. */
	assert_false(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"name\":\"Wang Xiaoming\",\"phone\":[\"131 0478 5235\"]}"));
	assert_false(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"name\":\"Xiaoming Wang\",\"email\":[\"xiaoming+shop@gmail.com\"]}"));
	assert_false(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"family\":\"王\",\"given\":\"晓明\",\"phone\":\"+8613104785235\"}"));
	assert_true(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"name\":\"李娜\",\"phone\":[\"+8613104785235\"]}"));
	assert_true(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"name\":\"王晓明\",\"phone\":[\"+8613104785236\"]}"));
	assert_false(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"name\":\"王晓明\",\"ids\":[{\"type\":\"member_card\",\"value\":\"K99\"}]}"));
	assert_true(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"name\":\"王晓明\",\"ids\":[{\"type\":\"line\",\"value\":\"K99\"}]}"));
	/* An identity number is nobody else's. */
	assert_false(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"name\":\"李娜\",\"idno\":\"110105491231002\"}"));
	/* Without a name: all that it has must be known. */
	assert_false(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"phone\":[\"+8613104785235\"]}"));
	assert_true(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"phone\":[\"+8613104785235\",\"+8613104785236\"]}"));
	assert_true(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\"}"));
	/* Who joins after that day is back of his own will. */
	assert_true(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"name\":\"王晓明\",\"idno\":\"11010519491231002X\",\"joined\":\"2026-05-18\"}"));
	assert_false(comes_back(&g, "{\"source\":\"web\",\"key\":\"u\",\"name\":\"王晓明\",\"idno\":\"11010519491231002X\",\"joined\":\"2026-05-17T23:00\"}"));
	/* Callers. */
	assert_true(suspected(&g, "~phone", "+8613104785235"));
	assert_true(suspected(&g, "~phone", "+8613104785235/王/M"));
	assert_true(suspected(&g, "~phone", "+8613104785235/王晓明"));
	assert_false(suspected(&g, "~phone", "+8613104785235/李/F"));
	assert_false(suspected(&g, "~phone", "+8613104785236/王"));
	assert_true(suspected(&g, "~email", "xiaoming@gmail.com"));
	iv_forget_release(&g);
}

static void test_callers(void **state)
{
	struct iv_forget_register g = with_key(secret);
	struct iv_forget_record r;
	(void)state;
	/* A caller who was erased. */
	iv_forget_read_caller(IV_STR("~phone"), IV_STR("+8613104785235/王/M"), &r);
	note(&g, &r, NULL);
	assert_non_null(iv_forget_knows(&g, IV_STR("~phone"), IV_STR("+8613104785235/王/M")));
	assert_null(iv_forget_knows(&g, IV_STR("~phone"), IV_STR("+8613104785235")));
	assert_true(suspected(&g, "~phone", "+8613104785235/王"));
	assert_false(suspected(&g, "~phone", "+8613104785235/李"));
	assert_int_equal(g.n, 3);
	iv_forget_release(&g);
}

static int read_lines(struct iv_forget_lines *l, const char *text)
{
	return iv_forget_lines_parse(l, "orders", iv_str_of(text), day("2026-05-17"), &err);
}

static void test_lines(void **state)
{
	struct iv_forget_lines l = { 0 };
	(void)state;
	assert_int_equal(read_lines(&l, "# by letter\n\n"
				       "{\"cid\":\"cfdb81a904f0b61a8c133\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\",\"case\":\"E-1\"}\r\n"
				       "{\"source\":\"pos\",\"key\":\"1\",\"who\":\"lin\",\"when\":\"2026-05-17T10:00+08:00\",\"why\":\"letter\"}\n"
				       "{\"phone\":\"131 0478 5235\",\"name\":\"王晓明\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"call\"}\n"
				       "{\"email\":\"Xiao.Ming@gmail.com\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"mail\"}\n"
				       "{\"idno\":\"110105491231002\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\"}"),
			 IV_OK);
	assert_int_equal(l.n, 5);
	assert_int_equal(l.line[0].by, IV_FORGET_CID);
	assert_int_equal(l.line[0].line, 3);
	assert_true(iv_str_eq(l.line[0].of_case, IV_STR("E-1")));
	assert_true(iv_str_eq(l.line[1].source, IV_STR("pos")));
	assert_true(iv_str_eq(l.line[2].value, IV_STR("+8613104785235")));
	assert_true(iv_str_eq(l.line[3].value, IV_STR("xiaoming@gmail.com")));
	assert_true(iv_str_eq(l.line[4].value, IV_STR("11010519491231002X")));
	static const char *const bad[] = {
		"{\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\"}",
		"{\"cid\":\"cfdb81a904f0b61a8c133\",\"phone\":\"+8613104785235\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\"}",
		"{\"cid\":\"fdb81a904f0b61a8c1330\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\"}",
		"{\"source\":\"pos\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\"}",
		"{\"phone\":\"10086\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\"}",
		"{\"email\":\"info@shop.cn\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\"}",
		"{\"idno\":\"110105194912310021\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\"}",
		"{\"cid\":\"cfdb81a904f0b61a8c133\",\"name\":\"王晓明\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\"}",
		"{\"cid\":\"cfdb81a904f0b61a8c133\",\"when\":\"2026-05-16\",\"why\":\"letter\"}",
		"{\"cid\":\"cfdb81a904f0b61a8c133\",\"who\":\"lin\",\"why\":\"letter\"}",
		"{\"cid\":\"cfdb81a904f0b61a8c133\",\"who\":\"lin\",\"when\":\"2026-05-16\"}",
		"{\"cid\":\"cfdb81a904f0b61a8c133\",\"who\":\"lin\",\"when\":\"16 May\",\"why\":\"letter\"}",
		"{\"cid\":\"cfdb81a904f0b61a8c133\",\"who\":\"lin\",\"when\":\"2026-05-18\",\"why\":\"letter\"}",
		"{\"cid\":\"cfdb81a904f0b61a8c133\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":5}",
		"{\"Cid\":\"cfdb81a904f0b61a8c133\",\"who\":\"lin\",\"when\":\"2026-05-16\",\"why\":\"letter\"}",
		"cfdb81a904f0b61a8c133",
		"{\"cid\":\"\xff\"}",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(read_lines(&l, bad[i]), IV_WRONG);
		assert_int_equal(err.line, 1);
		assert_int_equal(l.n, 5);
	}
	iv_forget_lines_release(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hash), cmocka_unit_test(test_register), cmocka_unit_test(test_suppresses), cmocka_unit_test(test_callers), cmocka_unit_test(test_lines),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	iv_json_release(&json);
	iv_arena_release(&arena);
	return failed;
}
