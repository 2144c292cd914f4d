/* SPDX-License-Identifier: MIT
 * The scanner: what it accepts, why it refuses, where it points, and what the walk and the writer give. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "io/json.h"

static int scan(struct iv_json *j, const char *line, struct iv_err *err)
{
	*err = (struct iv_err){ 0 };
	return iv_json_scan(j, iv_str_of(line), err);
}

static void spans(void **state)
{
	(void)state;
	struct iv_json j = { 0 };
	struct iv_err err;
	assert_int_equal(scan(&j, " {\"a\" : 12345678901234567890 , \"\\u0062\":\"\\u00e9\",\"c\":[1, {\"d\":2}],\"e\":{},\"f\":true,\"g\":null} ", &err), IV_OK);
	assert_int_equal(j.n, 6);
	static const struct {
		const char *key, *value;
		enum iv_json_type type;
	} want[] = { { "a", "12345678901234567890", IV_JSON_NUMBER }, { "b", "\"\\u00e9\"", IV_JSON_STRING }, { "c", "[1, {\"d\":2}]", IV_JSON_ARRAY },
		     { "e", "{}", IV_JSON_OBJECT }, { "f", "true", IV_JSON_TRUE }, { "g", "null", IV_JSON_NULL } };
	for (size_t i = 0; i < 6; i++) {
		assert_true(iv_str_eq(j.m[i].key, iv_str_of(want[i].key)));
		assert_true(iv_str_eq(j.m[i].value, iv_str_of(want[i].value)));
		assert_int_equal(j.m[i].type, want[i].type);
		assert_ptr_equal(iv_json_find(&j, iv_str_of(want[i].key)), &j.m[i]);
	}
	assert_null(iv_json_find(&j, IV_STR("z")));
	assert_int_equal(scan(&j, "{}", &err), IV_OK);
	assert_int_equal(j.n, 0);
	iv_json_release(&j);
}

static void refusals(void **state)
{
	(void)state;
	static const struct {
		const char *line, *code, *says;
	} cases[] = {
		{ "", "bad_json", "object" },
		{ "[]", "bad_json", "expected an object" },
		{ "{\"a\":1} x", "bad_json", "follows the object (byte 9)" },
		{ "{\"a\" 1}", "bad_json", "expected ':' after a key (byte 6)" },
		{ "{a:1}", "bad_json", "key in double quotes (byte 2)" },
		{ "{\"a\":01}", "bad_json", "expected ',' or '}' (byte 7)" },
		{ "{\"a\":\"b}", "bad_json", "the string does not end" },
		{ "{\"a\":\"\\x\"}", "bad_json", "an escape is not one of" },
		{ "{\"a\":\"\\ud83d\"}", "bad_json", "surrogate stands alone (byte 7)" },
		{ "{\"a\":\"\\ude00\\ud83d\"}", "bad_json", "surrogate stands alone" },
		{ "{\"a\":\"\t\"}", "bad_json", "control character" },
		{ "{\"a\":\"\xC0\x80\"}", "bad_utf8", "not UTF-8 (byte 7)" },
		{ "{\"a\":\"\xED\xA0\x80\"}", "bad_utf8", "not UTF-8" },
		{ "{\"a\":\"\xF4\x90\x80\x80\"}", "bad_utf8", "not UTF-8" },
		{ "{\"a\":\"\xFF\",\"b\":}", "bad_utf8", "not UTF-8 (byte 7)" }, /* of two errors the first */
		{ "{\"a\":,\"b\":\"\xFF\"}", "bad_json", "expected a value (byte 6)" },
		{ "{\"a\":\xFF}", "bad_json", "expected a value (byte 6)" },
		{ "{\"a\":{\"b\":\"\xFF\",\"b\":1}}", "bad_utf8", "not UTF-8 (byte 12)" },
		{ "{\"a\":\"\xFF", "bad_utf8", "not UTF-8 (byte 7)" },
		{ "{\"a\":1,\"b\":2,\"\\u0061\":3}", "duplicate_key", "twice" },
		{ "{\"x\":[{\"a\":1,\"a\":1}]}", "duplicate_key", "twice" },
	};
	struct iv_json j = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct iv_err err;
		if (scan(&j, cases[i].line, &err) != IV_REJECT || strcmp(err.code, cases[i].code) != 0 || !strstr(err.msg, cases[i].says))
			fail_msg("%s: %s, '%s'", cases[i].line, err.code ? err.code : "accepted", err.msg);
	}
	iv_json_release(&j);
}

/* An object of n members in an array nested `depth` deep. */
static int limit(size_t n, size_t depth, struct iv_err *err)
{
	struct iv_json j = { 0 };
	struct iv_buf b = { 0 };
	iv_buf_adds(&b, IV_STR("{\"v\":"));
	for (size_t i = 0; i < depth; i++)
		iv_buf_addc(&b, '[');
	iv_buf_addc(&b, '{');
	for (size_t i = 0; i < n; i++)
		iv_buf_addf(&b, "%s\"k%zu\":%zu", i ? "," : "", i, i);
	iv_buf_addc(&b, '}');
	for (size_t i = 0; i < depth; i++)
		iv_buf_addc(&b, ']');
	iv_buf_addc(&b, '}');
	*err = (struct iv_err){ 0 };
	int status = iv_json_scan(&j, iv_buf_str(&b), err);
	iv_buf_release(&b);
	iv_json_release(&j);
	return status;
}

static void limits(void **state)
{
	(void)state;
	struct iv_err err;
	assert_int_equal(limit(IV_JSON_FIELDS, 0, &err), IV_OK);
	assert_int_equal(limit(IV_JSON_FIELDS + 1, 0, &err), IV_REJECT);
	assert_string_equal(err.code, "too_many_fields");
	assert_int_equal(limit(0, IV_JSON_DEPTH - 2, &err), IV_OK); /* the line's object and the innermost are levels too */
	assert_int_equal(limit(0, IV_JSON_DEPTH - 1, &err), IV_REJECT);
	assert_string_equal(err.code, "too_deep");
}

/* Doubles are found among few keys and among many, wherever they stand. */
static void doubles(void **state)
{
	(void)state;
	for (size_t n = 2; n <= 300; n = n * 3 / 2 + 1)
		for (size_t twin = 0; twin < n - 1; twin += n / 4 + 1) {
			struct iv_json j = { 0 };
			struct iv_err err = { 0 };
			struct iv_buf b = { 0 };
			for (size_t i = 0; i < n; i++)
				iv_buf_addf(&b, "%s\"key%zu\":0", i ? "," : "{", i == n - 1 ? twin : i);
			iv_buf_addc(&b, '}');
			assert_int_equal(iv_json_scan(&j, iv_buf_str(&b), &err), IV_REJECT);
			assert_string_equal(err.code, "duplicate_key");
			iv_buf_release(&b);
			iv_json_release(&j);
		}
}

static void walking(void **state)
{
	(void)state;
	struct iv_str value = IV_STR("{ \"a,}\" : [1,2] , \"\\u0062\" : \"]\\\"\" ,\"c\":{\"a\":0}}");
	assert_true(iv_str_eq(iv_json_get(value, IV_STR("b")), IV_STR("\"]\\\"\"")));
	assert_true(iv_str_eq(iv_json_get(value, IV_STR("a,}")), IV_STR("[1,2]")));
	assert_null(iv_json_get(value, IV_STR("a")).p);
	assert_null(iv_json_get(IV_STR("[1]"), IV_STR("a")).p);
	size_t n = 0;
	for (struct iv_json_walk w = iv_json_open(IV_STR("[ 1 , [2,3], {\"x\":[4]} ,\"5\"]")); iv_json_next(&w);)
		n++;
	assert_int_equal(n, 4);
	struct iv_json_walk none = iv_json_open(IV_STR("12"));
	assert_false(iv_json_next(&none));
}

/* Brackets and quotes at every place of what is looked at in one step, with escapes and without. */
static void nested(void **state)
{
	(void)state;
	static const char *const inner[] = { "]}[{", "\\\"]", "宋]", "\\\\" };
	for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
		for (int before = 0; before < 140; before++)
			for (int after = 0; after < 140; after += 23) {
				struct iv_buf b = { 0 };
				iv_buf_adds(&b, IV_STR("[[{\"k\":\""));
				for (int k = 0; k < before; k++)
					iv_buf_addc(&b, 'x');
				iv_buf_adds(&b, iv_str_of(inner[i]));
				iv_buf_adds(&b, IV_STR("\"},[[1],{}],\""));
				for (int k = 0; k < after; k++)
					iv_buf_addc(&b, '}');
				iv_buf_adds(&b, IV_STR("\"]"));
				size_t first = b.n - 1;
				iv_buf_adds(&b, IV_STR(",{\"last\":[[[\"]\"]]]} ]"));
				struct iv_json_walk w = iv_json_open(iv_buf_str(&b));
				assert_true(iv_json_next(&w) && w.value.n == first);
				assert_true(iv_json_next(&w) && iv_str_eq(w.value, IV_STR("{\"last\":[[[\"]\"]]]}")));
				assert_false(iv_json_next(&w));
				iv_buf_release(&b);
			}
}

static void texts(void **state)
{
	(void)state;
	struct iv_arena arena = { 0 };
	struct iv_str plain = IV_STR("\"宋倩\""), text = iv_json_text(plain, &arena);
	assert_ptr_equal(text.p, plain.p + 1); /* nothing to decode: borrowed */
	assert_true(iv_str_eq(iv_json_text(IV_STR("\"\\u5b8b\\n\\/\\ud83d\\ude00\\u0000\""), &arena), IV_STR("宋\n/\xF0\x9F\x98\x80\0")));
	assert_null(iv_json_text(IV_STR("12"), &arena).p);
	struct iv_buf b = { 0 };
	iv_json_quote(&b, IV_STR("a\"\\\n\x01\x7f宋\0"));
	assert_string_equal(iv_buf_text(&b), "\"a\\\"\\\\\\n\\u0001\x7f宋\\u0000\"");
	iv_buf_release(&b);
	iv_arena_release(&arena);
}

static void writing(void **state)
{
	(void)state;
	struct iv_buf b = { 0 };
	iv_buf_addc(&b, '{');
	iv_json_member_int(&b, "n", -5);
	iv_json_member_double(&b, "d", 1.256, 2);
	iv_json_member_double(&b, "e", INFINITY, 2);
	iv_json_member_exact(&b, "f", 0.1);
	iv_json_member_exact(&b, "g", NAN);
	iv_json_member_text(&b, "t", IV_STR("x\"y"));
	iv_json_member_raw(&b, "l", IV_STR("[1]"));
	iv_buf_addc(&b, '}');
	assert_string_equal(iv_buf_text(&b), "{\"n\":-5,\"d\":1.26,\"e\":null,\"f\":0.1,\"g\":null,\"t\":\"x\\\"y\",\"l\":[1]}");
	iv_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans),   cmocka_unit_test(refusals), cmocka_unit_test(limits),  cmocka_unit_test(doubles),
		cmocka_unit_test(walking), cmocka_unit_test(nested),   cmocka_unit_test(texts),   cmocka_unit_test(writing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
