/* SPDX-License-Identifier: MIT
 * Roll-ups: what each event adds, the JSON, what is refused. A roll is written as a person would check it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "history/layout.h"

struct bench {
	struct iv_arena arena;
	struct iv_roll roll;
	struct iv_rec rec;
	struct iv_buf out;
	struct iv_err err;
};

static int start(void **state)
{
	struct bench *b = iv_zalloc(sizeof *b);
	b->roll.arena = &b->arena;
	*state = b;
	return 0;
}

static int stop(void **state)
{
	struct bench *b = *state;
	iv_history_release(&b->roll);
	iv_rec_release(&b->rec);
	iv_buf_release(&b->out);
	iv_arena_release(&b->arena);
	free(b);
	return 0;
}

/* Adds an event: the members given, in front of them kind, source tx, and the key. */
static int add(struct bench *b, const char *key, const char *members)
{
	struct iv_str line = iv_arena_fmt(&b->arena, "{\"kind\":\"event\",\"source\":\"tx\",\"key\":\"%s\",%s}", key, members);
	assert_int_equal(iv_rec_read(&b->rec, line, &b->arena, &b->err), IV_OK);
	return iv_history_add(&b->roll, &b->rec, line, &b->err);
}

static const char *text(struct bench *b)
{
	iv_buf_clear(&b->out);
	assert_int_equal(iv_history_write(&b->roll, &b->out, &b->err), IV_OK);
	return iv_buf_text(&b->out);
}

#define STORE(at) "\"at\":\"" at "\",\"event\":\"purchase\",\"channel\":\"store\",\"currency\":\"CNY\""

static void purchases(void **state)
{
	struct bench *b = *state;
	add(b, "1", STORE("2026-01-02T10:00") ",\"order\":\"A\",\"amount\":10.5,\"cost\":7,\"category\":\"米\"");
	add(b, "2", STORE("2026-01-02T10:00") ",\"order\":\"A\",\"line\":\"2\",\"amount\":2,\"category\":\"油\"");
	add(b, "3", STORE("2025-12-31") ",\"amount\":0.0001");
	assert_string_equal(text(b), "{\"v\":2,\"n\":3,\"days\":{\"purchase\":{\"store\":[20453,1,2,2]}},"
				     "\"orders\":{\"CNY\":{\"tx\":[[\"3\",20453,0.0001,0,0.0001],[\"A\",20455,12.5,7,2]]}},"
				     "\"categories\":{\"CNY\":[[\"油\",1,2],[\"米\",1,10.5]]}}");
}

static void returns(void **state)
{
	struct bench *b = *state;
	const char *back = "\"event\":\"return\",\"channel\":\"store\",\"currency\":\"CNY\"";
	char line[400];
	snprintf(line, sizeof line, "\"at\":\"2026-02-01\",%s,\"refund_of\":\"A\",\"amount\":3,\"cost\":1,\"category\":\"米\"", back);
	add(b, "1", line);
	snprintf(line, sizeof line, "\"at\":\"2026-02-04\",%s,\"refund_of\":\"A\",\"amount\":4", back);
	add(b, "2", line);
	snprintf(line, sizeof line, "\"at\":\"2026-01-01\",%s,\"amount\":5", back);
	add(b, "3", line);
	assert_string_equal(text(b), "{\"v\":2,\"n\":3,\"days\":{\"return\":{\"store\":[20454,1,31,1,3,1]}},"
				     "\"returns\":{\"CNY\":{\"\":[[\"\",20454,5,0,5]],\"tx\":[[\"A\",20485,3,1,0,3,4,0,4]]}},"
				     "\"categories\":{\"CNY\":[[\"米\",0,0,3]]}}");
}

static void campaigns(void **state)
{
	struct bench *b = *state;
	const char *spring = "\"channel\":\"sms\",\"campaign\":\"spring\",\"cell\"";
	char line[400];
	snprintf(line, sizeof line, "\"at\":\"2026-03-01\",\"event\":\"contact\",%s:\"treatment\",\"cost\":0.05", spring);
	add(b, "1", line);
	snprintf(line, sizeof line, "\"at\":\"2026-03-03\",\"event\":\"response\",%s:\"treatment\",\"amount\":99,\"currency\":\"CNY\"", spring);
	add(b, "2", line);
	snprintf(line, sizeof line, "\"at\":\"2026-03-05\",\"event\":\"contact\",%s:\"control\"", spring);
	add(b, "3", line);
	add(b, "4", "\"at\":\"2026-03-04\",\"event\":\"contact\",\"channel\":\"sms\"");
	/* The contact held out as a control is counted with its campaign, and is no contact. */
	assert_string_equal(text(b), "{\"v\":2,\"n\":4,\"days\":{\"contact\":{\"sms\":[20513,1,3,1,1,1]},"
				     "\"response\":{\"sms\":[20515,1]}},"
				     "\"sums\":{\"\":{\"contact\":[0,0.05]},\"CNY\":{\"response\":[99]}},\"contacts\":{\"sms\":[20513,1,3,1]},"
				     "\"campaigns\":[[\"spring\",\"sms\",\"control\",1,\"2026-03-05\"],"
				     "[\"spring\",\"sms\",\"treatment\",1,\"2026-03-01\",1,\"2026-03-03\"]]}");
}

static void the_rest(void **state)
{
	struct bench *b = *state;
	add(b, "1", "\"at\":\"2026-03-01T08:00\",\"event\":\"complaint\",\"case\":\"C1\"");
	add(b, "2", "\"at\":\"2026-03-02T08:00\",\"event\":\"complaint\",\"case\":\"C1\",\"resolved\":true");
	add(b, "3", "\"at\":\"2026-03-01T09:00\",\"event\":\"complaint\",\"resolved\":false");
	add(b, "4", "\"at\":\"2026-03-05\",\"event\":\"survey\",\"satisfied\":4,\"recommend\":2.5");
	add(b, "5", "\"at\":\"2026-03-04\",\"event\":\"survey\",\"satisfied\":1,\"rebuy\":3");
	add(b, "6", "\"at\":\"2026-03-06\",\"event\":\"points\",\"party\":\"8800\",\"balance\":-5");
	add(b, "7", "\"at\":\"2026-03-06\",\"event\":\"points\",\"party\":\"8800\",\"balance\":120");
	add(b, "8", "\"at\":\"2026-03-06\",\"event\":\"points\",\"account\":\"8800\",\"due\":\"2027-01-01\",\"balance\":20");
	add(b, "9", "\"at\":\"2026-03-07\",\"event\":\"coupon\",\"coupon\":\"K\",\"outcome\":\"issued\",\"due\":\"2026-04-30\"");
	assert_string_equal(text(b), "{\"v\":2,\"n\":9,\"days\":{\"complaint\":{\"\":[20513,2,1,1]},"
				     "\"coupon\":{\"\":[20519,1]},\"points\":{\"\":[20518,3]},"
				     "\"survey\":{\"\":[20516,1,1,1]}},"
				     "\"complaints\":[[\"tx\",\"3\",\"2026-03-01\",\"2026-03-01T09:00\"],[\"tx\",\"C1\",\"2026-03-01\",\"2026-03-02T08:00\",true]],"
				     "\"answers\":{\"rebuy\":[\"2026-03-04\",\"tx\",\"5\",3],\"recommend\":[\"2026-03-05\",\"tx\",\"4\",2.5],"
				     "\"satisfied\":[\"2026-03-05\",\"tx\",\"4\",4]},"
				     "\"accounts\":[[\"points\",\"tx\",\"8800\",\"\",\"2026-03-06\",\"tx\",\"7\",120],"
				     "[\"points\",\"tx\",\"8800\",\"2027-01-01\",\"2026-03-06\",\"tx\",\"8\",20]],"
				     "\"moves\":[[\"points\",\"tx\",\"8800\",\"-5\",20518],[\"points\",\"tx\",\"8800\",\"120\",20518]],"
				     "\"coupons\":[[\"K\",\"issued\",\"2026-04-30\",1,\"2026-03-07\",\"2026-03-07\"]]}");
}

static void statements(void **state)
{
	struct bench *b = *state;
	add(b, "1", "\"at\":\"2026-03-01\",\"event\":\"optout\",\"channel\":\"sms\",\"party_source\":\"pos\",\"party\":\"8800\"");
	add(b, "2", "\"at\":\"2026-03-01T10:00\",\"event\":\"optout\",\"channel\":\"sms\",\"party_source\":\"pos\",\"party\":\"8800\"");
	add(b, "3", "\"at\":\"2026-03-02\",\"event\":\"optout\",\"channel\":\"sms\",\"party_source\":\"~phone\",\"party\":\"+8613766258186/王\"");
	add(b, "4", "\"at\":\"2026-03-02\",\"event\":\"optin\",\"party_source\":\"~email\",\"party\":\"x\",\"email\":[\"a@b.cn\"]");
	/* Without a time, an opt-out was said at the end of its day: event 1 is later than event 2. */
	assert_string_equal(text(b), "{\"v\":2,\"n\":4,\"days\":{\"optin\":{\"\":[20514,1]},"
				     "\"optout\":{\"sms\":[20513,2,1,1]}},"
				     "\"consent\":{\"all\":[[\"a@b.cn\",\"in\",\"2026-03-02\",\"tx\",\"4\"]],\"sms\":[[\"\",\"out\",\"2026-03-01\",\"tx\",\"1\"],"
				     "[\"+8613766258186\",\"out\",\"2026-03-02\",\"tx\",\"3\"]]}}");
}

static void last_events(void **state)
{
	struct bench *b = *state;
	b->roll.keep = 2;
	add(b, "b", "\"at\":\"2026-03-01\",\"event\":\"visit\",\"x\":1.10");
	add(b, "a", "\"at\":\"2026-03-02\",\"event\":\"visit\",\"x\":\"\\u00e9\"");
	add(b, "a2", "\"at\":\"2026-03-02\",\"event\":\"visit\"");
	const char *want = "{\"v\":2,\"n\":3,\"days\":{\"visit\":{\"\":[20513,1,1,2]}},\"events\":["
			   "{\"kind\":\"event\",\"source\":\"tx\",\"key\":\"a\",\"at\":\"2026-03-02\",\"event\":\"visit\",\"x\":\"\\u00e9\"},"
			   "{\"kind\":\"event\",\"source\":\"tx\",\"key\":\"a2\",\"at\":\"2026-03-02\",\"event\":\"visit\"}]}";
	assert_string_equal(text(b), want);
	assert_non_null(iv_history_known(&b->roll, IV_STR("tx"), IV_STR("a")));
	assert_null(iv_history_known(&b->roll, IV_STR("tx"), IV_STR("b")));
	assert_null(iv_history_known(&b->roll, IV_STR("pos"), IV_STR("a")));
	struct iv_str json = iv_str_of(want);
	iv_history_clear(&b->roll);
	assert_int_equal(iv_history_read(&b->roll, json, &b->err), IV_OK);
	assert_string_equal(text(b), want);
}

static void refused_events(void **state)
{
	static const struct {
		const char *members, *code;
	} cases[] = {
		{ "\"event\":\"visit\"", "bad_at" },
		{ "\"event\":\"visit\",\"at\":\"2026-02-30\"", "bad_at" },
		{ "\"at\":\"2026-02-03\"", "no_event" },
		{ "\"at\":\"2026-02-03\",\"event\":\"purchase\",\"amount\":1", "no_currency" },
		{ "\"at\":\"2026-02-03\",\"event\":\"purchase\",\"amount\":1,\"currency\":\"yuan\"", "bad_currency" },
		{ "\"at\":\"2026-02-03\",\"event\":\"purchase\",\"amount\":-1,\"currency\":\"CNY\"", "bad_amount" },
		{ "\"at\":\"2026-02-03\",\"event\":\"purchase\",\"amount\":0.00001,\"currency\":\"CNY\"", "bad_amount" },
		{ "\"at\":\"2026-02-03\",\"event\":\"purchase\",\"amount\":1e30,\"currency\":\"CNY\"", "bad_amount" },
		{ "\"at\":\"2026-02-03\",\"event\":\"purchase\",\"amount\":\"1\",\"currency\":\"CNY\"", "bad_amount" },
		{ "\"at\":\"2026-02-03\",\"event\":\"contact\",\"cost\":true", "bad_amount" },
		{ "\"at\":\"2026-02-03\",\"event\":\"points\",\"balance\":[]", "bad_number" },
		{ "\"at\":\"2026-02-03\",\"event\":\"survey\",\"satisfied\":\"good\"", "bad_number" },
	};
	struct bench *b = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(add(b, "k", cases[i].members), IV_REJECT);
		assert_string_equal(b->err.code, cases[i].code);
	}
	assert_int_equal(add(b, "", "\"at\":\"2026-02-03\",\"event\":\"visit\""), IV_REJECT);
	assert_string_equal(b->err.code, "no_key");
	assert_string_equal(text(b), "{\"v\":2,\"n\":0}");
}

/* Sums stop at the limit, whichever of the three comes first. */
static void full(void **state)
{
	struct bench *b = *state;
	static const char *const amounts[] = { "922337203685477.5807", "1", "0.0001" };
	for (int first = 0; first < 3; first++) {
		iv_history_clear(&b->roll);
		for (int i = 0; i < 3; i++) {
			char line[300];
			snprintf(line, sizeof line, STORE("2026-01-02") ",\"order\":\"A\",\"cost\":0,\"amount\":%s", amounts[(first + i) % 3]);
			assert_int_equal(add(b, "k", line), IV_OK);
			iv_history_settle(&b->roll);
		}
		assert_true(b->roll.full);
		assert_string_equal(text(b), "{\"v\":2,\"n\":3,\"days\":{\"purchase\":{\"store\":[20455,3]}},"
					     "\"orders\":{\"CNY\":{\"tx\":[[\"A\",20455,922337203685477.5807]]}}}");
	}
}

/* What is no roll-up is refused, and leaves nothing behind. */
static void bad_rolls(void **state)
{
	static const struct {
		const char *json, *code;
	} cases[] = {
		{ "{}", "bad_roll" },
		{ "[]", "bad_roll" },
		{ "{\"v\":0,\"n\":0}", "bad_roll" },
		{ "{\"v\":\"1\",\"n\":0}", "bad_roll" },
		{ "{\"v\":3,\"n\":0}", "new_version" },
		{ "{\"v\":1}", "bad_roll" },
		{ "{\"v\":1,\"n\":1}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"score\":5}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"kinds\":[]}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"kinds\":{\"visit\":[]}}", "bad_roll" },
		{ "{\"v\":1,\"n\":1,\"kinds\":{\"visit\":{\"\":[1]}}}", "bad_roll" },
		{ "{\"v\":1,\"n\":-1,\"kinds\":{\"visit\":{\"\":[-1,\"2026-01-01\",\"2026-01-01\"]}}}", "bad_roll" },
		{ "{\"v\":1,\"n\":2,\"kinds\":{\"visit\":{\"\":[1,\"2026-01-01\",\"2026-01-01\"]}}}", "bad_roll" },
		{ "{\"v\":1,\"n\":1,\"kinds\":{\"visit\":{\"\":[1,\"2026-01-41\",\"2026-01-01\"]}}}", "bad_roll" },
		{ "{\"v\":1,\"n\":1,\"kinds\":{\"visit\":{\"\":[1,\"2026-01-01\",\"2026-01-01\",7]}}}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"days\":{}}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"moves\":[]}", "bad_roll" },
		{ "{\"v\":1,\"n\":2,\"kinds\":{\"visit\":{\"\":[2,\"2026-01-02\",\"2026-01-01\"]}}}", "bad_roll" },
		{ "{\"v\":2,\"n\":0,\"kinds\":{}}", "bad_roll" },
		{ "{\"v\":2,\"n\":1,\"days\":{\"visit\":{\"\":[20454,2]}}}", "bad_roll" },
		{ "{\"v\":2,\"n\":1,\"days\":{\"visit\":{\"\":[20454]}}}", "bad_roll" },
		{ "{\"v\":2,\"n\":0,\"moves\":[[\"points\",\"tx\",\"1\"]]}", "bad_roll" },
		{ "{\"v\":2,\"n\":0,\"moves\":[[\"points\",\"tx\",\"1\",\"5\",\"x\"]]}", "bad_roll" },
		{ "{\"v\":2,\"n\":0,\"coupons\":[[\"K\",\"issued\",1,\"2026-01-01\",\"2026-01-01\"]]}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"orders\":{\"CNY\":{\"tx\":[[\"A\"]]}}}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"orders\":{\"CNY\":{\"tx\":[[\"A\",99999999,1]]}}}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"orders\":{\"CNY\":{\"tx\":[[\"A\",1,-1]]}}}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"contacts\":{\"sms\":[1]}}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"contacts\":{\"sms\":[1,1,9223372036854775807,1]}}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"campaigns\":[[\"a\",\"b\"]]}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"campaigns\":[5]}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"complaints\":[[\"a\",\"b\",\"2026-01-01\",\"2026-01-01\",1]]}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"answers\":{\"x\":[\"2026-01-01\",\"s\"]}}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"events\":[{\"at\":\"2026-01-01\"}]}", "bad_roll" },
		{ "{\"v\":1,\"n\":0,\"events\":{}}", "bad_roll" },
	};
	struct bench *b = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int status = iv_history_read(&b->roll, iv_str_of(cases[i].json), &b->err);
		assert_int_equal(status, !strcmp(cases[i].code, "new_version") ? IV_FAIL : IV_REJECT);
		assert_string_equal(b->err.code, cases[i].code);
		assert_int_equal(b->roll.n, 0);
	}
	assert_int_equal(iv_history_read(&b->roll, IV_STR("{\"v\":7,\"n\":0}"), &b->err), IV_FAIL);
	assert_string_equal(b->err.msg, "the roll-up has version 7, and this program reads up to version 2: a newer ivoc wrote it");
}

/* A roll of version 1 is written as one of version 2: of its events the last is on the last day, the others on the first. */
static void former_version(void **state)
{
	struct bench *b = *state;
	struct iv_str json = IV_STR("{\"v\":1,\"n\":5,\"kinds\":{\"call\":{\"phone\":[1,\"2026-01-02\",\"2026-01-02\"],\"web\":[4,\"2026-01-01\",\"2026-02-01\"]}},"
				    "\"accounts\":[[\"points\",\"tx\",\"8800\",\"\",\"2026-01-03T10:00\",\"tx\",\"7\",120],[\"points\",\"tx\",\"8800\",\"2027-01-01\",\"2026-01-03\",\"tx\",\"8\",20]],"
				    "\"coupons\":[[\"K\",\"issued\",1,\"2026-01-01\",\"2026-01-01\"]]}");
	assert_int_equal(iv_history_read(&b->roll, json, &b->err), IV_OK);
	assert_string_equal(text(b), "{\"v\":2,\"n\":5,\"days\":{\"call\":{\"phone\":[20455,1],\"web\":[20454,3,31,1]}},"
				     "\"accounts\":[[\"points\",\"tx\",\"8800\",\"\",\"2026-01-03T10:00\",\"tx\",\"7\",120],[\"points\",\"tx\",\"8800\",\"2027-01-01\",\"2026-01-03\",\"tx\",\"8\",20]],"
				     "\"moves\":[[\"points\",\"tx\",\"8800\",\"120\",20456]],\"coupons\":[[\"K\",\"issued\",\"\",1,\"2026-01-01\",\"2026-01-01\"]]}");
}

/* More names than an object may have would make a line that cannot be read again. */
static void too_many(void **state)
{
	struct bench *b = *state;
	char line[200], key[20];
	for (int i = 0; i < IV_JSON_FIELDS + 1; i++) {
		snprintf(key, sizeof key, "%d", i);
		snprintf(line, sizeof line, "\"at\":\"2026-01-01\",\"event\":\"e%d\"", i);
		assert_int_equal(add(b, key, line), IV_OK);
	}
	iv_buf_clear(&b->out);
	assert_int_equal(iv_history_write(&b->roll, &b->out, &b->err), IV_REJECT);
	assert_string_equal(b->err.code, "too_many_fields");
	assert_int_equal(b->out.n, 0);
	iv_history_clear(&b->roll);
	for (int i = 0; i < IV_JSON_FIELDS + 1; i++) { /* as many orders are no difficulty */
		snprintf(key, sizeof key, "%d", i);
		assert_int_equal(add(b, key, STORE("2026-01-01") ",\"amount\":1"), IV_OK);
	}
	struct iv_str json = iv_str_of(text(b));
	struct iv_rec again = { 0 };
	assert_int_equal(iv_rec_read(&again, json, &b->arena, &b->err), IV_OK);
	iv_rec_release(&again);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)
	const struct CMUnitTest tests[] = { TEST(purchases),	  TEST(returns), TEST(campaigns), TEST(the_rest), TEST(statements), TEST(last_events),
					    TEST(refused_events), TEST(full),	 TEST(bad_rolls), TEST(former_version), TEST(too_many) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
