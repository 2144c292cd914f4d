/* SPDX-License-Identifier: MIT
 * Consent: who wins when records and events say different things. Each row is a story. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "history/consent.h"

#define PERSON "\"party_source\":\"pos\",\"party\":\"1\""
#define NUMBER "\"party_source\":\"~phone\",\"party\":\"+8613812345678\",\"phone\":[\"+8613812345678\"]"
#define IN(at) "{\"event\":\"optin\",\"channel\":\"sms\"," PERSON ",\"at\":\"" at "\"}"
#define OUT(at) "{\"event\":\"optout\",\"channel\":\"sms\"," PERSON ",\"at\":\"" at "\"}"
#define NUMBER_IN(at) "{\"event\":\"optin\",\"channel\":\"sms\"," NUMBER ",\"at\":\"" at "\"}"
#define NUMBER_OUT(at) "{\"event\":\"optout\",\"channel\":\"sms\"," NUMBER ",\"at\":\"" at "\"}"

struct story {
	const char *what;
	const char *party[3]; /* consent members of party records */
	const char *event[3];
	const char *consent, *refused;
};

static const struct story stories[] = {
	{ "nobody said anything", { 0 }, { 0 }, "", "" },
	{ "a record says in", { "{\"sms\":{\"state\":\"in\",\"at\":\"2026-01-01\",\"proof\":\"form\"}}" }, { 0 },
	  "{\"sms\":{\"state\":\"in\",\"at\":\"2026-01-01\",\"proof\":\"form\",\"source\":\"s\",\"key\":\"1\"}}", "" },
	{ "the strictest wins, however old",
	  { "{\"sms\":{\"state\":\"in\",\"at\":\"2026-01-01\",\"proof\":\"form\"}}", "{\"sms\":{\"state\":\"out\",\"at\":\"2020-01-01\",\"proof\":\"备注\"}}" }, { 0 },
	  "{\"sms\":{\"state\":\"out\",\"at\":\"2020-01-01\",\"proof\":\"备注\",\"source\":\"s\",\"key\":\"2\",\"trail\":[{\"state\":\"in\",\"at\":\"2026-01-01\",\"proof\":\"form\",\"source\":\"s\",\"key\":\"1\"}]}}", "" },
	{ "of several outs the latest is shown",
	  { "{\"sms\":{\"state\":\"out\",\"at\":\"2020-01-01\"}}", "{\"sms\":{\"state\":\"out\",\"at\":\"2021-01-01\"}}" }, { 0 },
	  "{\"sms\":{\"state\":\"out\",\"at\":\"2021-01-01\",\"source\":\"s\",\"key\":\"2\",\"trail\":[{\"state\":\"out\",\"at\":\"2020-01-01\",\"source\":\"s\",\"key\":\"1\"}]}}", "" },
	{ "channels are decided apart",
	  { "{\"sms\":{\"state\":\"in\",\"proof\":\"p\",\"purpose\":\"news\"},\"email\":{\"state\":\"out\",\"proof\":\"p\"}}" }, { 0 },
	  "{\"email\":{\"state\":\"out\",\"proof\":\"p\",\"source\":\"s\",\"key\":\"1\"},\"sms\":{\"state\":\"in\",\"proof\":\"p\",\"purpose\":\"news\",\"source\":\"s\",\"key\":\"1\"}}", "" },
	{ "maybe is no statement", { "{\"sms\":{\"state\":\"maybe\"},\"email\":\"in\",\"web\":{}}" }, { 0 }, "", "" },
	{ "a later opt-in of the person lifts an out, and the trail is kept",
	  { "{\"sms\":{\"state\":\"out\",\"at\":\"2026-01-01\",\"proof\":\"p\"}}" }, { IN("2026-01-02") },
	  "{\"sms\":{\"state\":\"in\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optin\",\"was\":{\"state\":\"out\",\"at\":\"2026-01-01\",\"proof\":\"p\",\"source\":\"s\",\"key\":\"1\"}}}", "" },
	{ "an earlier opt-in does not", { "{\"sms\":{\"state\":\"out\",\"at\":\"2026-01-03\",\"proof\":\"p\"}}" }, { IN("2026-01-02") },
	  "{\"sms\":{\"state\":\"out\",\"at\":\"2026-01-03\",\"proof\":\"p\",\"source\":\"s\",\"key\":\"1\",\"trail\":[{\"state\":\"in\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optin\"}]}}", "" },
	{ "on one day, an out without a time came last", { "{\"sms\":{\"state\":\"out\",\"at\":\"2026-01-02\",\"proof\":\"p\"}}" }, { IN("2026-01-02T23:59") },
	  "{\"sms\":{\"state\":\"out\",\"at\":\"2026-01-02\",\"proof\":\"p\",\"source\":\"s\",\"key\":\"1\",\"trail\":[{\"state\":\"in\",\"at\":\"2026-01-02T23:59\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optin\"}]}}", "" },
	{ "with times, the later counts", { 0 }, { OUT("2026-01-02T08:00"), IN("2026-01-02T08:01") },
	  "{\"sms\":{\"state\":\"in\",\"at\":\"2026-01-02T08:01\",\"source\":\"e\",\"key\":\"1\",\"event\":\"optin\",\"was\":{\"state\":\"out\",\"at\":\"2026-01-02T08:00\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optout\"}}}", "" },
	{ "at the same moment out wins", { 0 }, { OUT("2026-01-02T08:00"), IN("2026-01-02T08:00") },
	  "{\"sms\":{\"state\":\"out\",\"at\":\"2026-01-02T08:00\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optout\",\"trail\":[{\"state\":\"in\",\"at\":\"2026-01-02T08:00\",\"source\":\"e\",\"key\":\"1\",\"event\":\"optin\"}]}}", "" },
	{ "an out after the opt-in wins again", { 0 }, { OUT("2026-01-02"), IN("2026-02-02"), OUT("2026-03-02") },
	  "{\"sms\":{\"state\":\"out\",\"at\":\"2026-03-02\",\"source\":\"e\",\"key\":\"2\",\"event\":\"optout\",\"trail\":[{\"state\":\"in\",\"at\":\"2026-02-02\",\"source\":\"e\",\"key\":\"1\",\"event\":\"optin\"}]}}", "" },
	{ "an out without a date is never lifted", { "{\"sms\":{\"state\":\"out\",\"proof\":\"p\"}}" }, { IN("2026-01-02") },
	  "{\"sms\":{\"state\":\"out\",\"proof\":\"p\",\"source\":\"s\",\"key\":\"1\",\"trail\":[{\"state\":\"in\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optin\"}]}}", "" },
	{ "a number that refuses binds itself, not the person", { "{\"sms\":{\"state\":\"in\",\"proof\":\"p\"}}" }, { NUMBER_OUT("2026-01-02") },
	  "{\"sms\":{\"state\":\"in\",\"proof\":\"p\",\"source\":\"s\",\"key\":\"1\",\"trail\":[{\"state\":\"out\",\"number\":\"+8613812345678\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optout\"}]}}", "{\"sms\":[\"+8613812345678\"]}" },
	{ "a later yes of the number frees it", { 0 }, { NUMBER_OUT("2026-01-02"), NUMBER_IN("2026-01-03") },
	  "{\"sms\":{\"state\":\"in\",\"number\":\"+8613812345678\",\"at\":\"2026-01-03\",\"source\":\"e\",\"key\":\"1\",\"event\":\"optin\",\"trail\":[{\"state\":\"out\",\"number\":\"+8613812345678\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optout\"}]}}", "" },
	{ "a yes of the person does not", { 0 }, { NUMBER_OUT("2026-01-02"), IN("2026-01-03") },
	  "{\"sms\":{\"state\":\"in\",\"at\":\"2026-01-03\",\"source\":\"e\",\"key\":\"1\",\"event\":\"optin\",\"trail\":[{\"state\":\"out\",\"number\":\"+8613812345678\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optout\"}]}}", "{\"sms\":[\"+8613812345678\"]}" },
	{ "a yes of the number does not lift an out of the person", { 0 }, { OUT("2026-01-02"), NUMBER_IN("2026-01-03") },
	  "{\"sms\":{\"state\":\"out\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optout\",\"trail\":[{\"state\":\"in\",\"number\":\"+8613812345678\",\"at\":\"2026-01-03\",\"source\":\"e\",\"key\":\"1\",\"event\":\"optin\"}]}}", "" },
	{ "a refusal that names no channel is about all", { 0 }, { "{\"event\":\"optout\"," NUMBER ",\"at\":\"2026-01-02\"}" }, "",
	  "{\"call\":[\"+8613812345678\"],\"sms\":[\"+8613812345678\"]}" },
	{ "an opt-in that names no channel is about none", { 0 }, { "{\"event\":\"optin\"," PERSON ",\"at\":\"2026-01-02\"}" }, "", "" },
	{ "phone is another word for call",
	  { "{\"phone\":{\"state\":\"in\",\"proof\":\"p\"}}", "{\"call\":{\"state\":\"out\",\"at\":\"2026-01-01\",\"proof\":\"p\"}}" },
	  { "{\"event\":\"optin\",\"channel\":\"phone\"," PERSON ",\"at\":\"2026-01-02\"}" },
	  "{\"call\":{\"state\":\"in\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optin\",\"was\":{\"state\":\"out\",\"at\":\"2026-01-01\",\"proof\":\"p\",\"source\":\"s\",\"key\":\"2\"},\"trail\":[{\"state\":\"in\",\"proof\":\"p\",\"source\":\"s\",\"key\":\"1\"}]}}", "" },
	{ "person and number together bind both", { 0 },
	  { "{\"event\":\"optout\",\"channel\":\"email\"," PERSON ",\"email\":[\"a@b.cn\",\"c@b.cn\"],\"at\":\"2026-01-02\"}" },
	  "{\"email\":{\"state\":\"out\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optout\",\"trail\":[{\"state\":\"out\",\"number\":\"a@b.cn\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optout\"},{\"state\":\"out\",\"number\":\"c@b.cn\",\"at\":\"2026-01-02\",\"source\":\"e\",\"key\":\"0\",\"event\":\"optout\"}]}}", "{\"email\":[\"a@b.cn\",\"c@b.cn\"]}" },
};

static void add_event(struct iv_roll *r, const char *members, int number)
{
	struct iv_rec rec = { 0 };
	struct iv_err err;
	struct iv_str line = iv_arena_fmt(r->arena, "{\"source\":\"e\",\"key\":\"%d\",%s", number, members + 1);
	assert_int_equal(iv_rec_read(&rec, line, r->arena, &err), IV_OK);
	assert_int_equal(iv_history_add(r, &rec, line, &err), IV_OK);
	iv_rec_release(&rec);
}

/* Tells a story forwards or backwards; what comes of it is the same. */
static void tell(const struct story *s, bool backwards)
{
	struct iv_arena arena = { 0 };
	struct iv_roll roll = { .arena = &arena };
	struct iv_history_consent c = { .arena = &arena };
	struct iv_buf consent = { 0 }, refused = { 0 };
	for (int i = 0; i < 3; i++) {
		int k = backwards ? 2 - i : i;
		if (s->event[k])
			add_event(&roll, s->event[k], k);
		if (s->party[k])
			iv_history_consent_party(&c, iv_str_of(s->party[k]), IV_STR("s"), iv_arena_fmt(&arena, "%d", k + 1));
	}
	iv_history_settle(&roll);
	iv_history_consent_roll(&c, &roll);
	iv_history_consent_write(&c, &consent);
	iv_history_consent_refused(&c, &refused);
	if (strcmp(iv_buf_text(&consent), s->consent) || strcmp(iv_buf_text(&refused), s->refused))
		fail_msg("%s: %s %s", s->what, iv_buf_text(&consent), iv_buf_text(&refused));
	iv_buf_release(&consent);
	iv_buf_release(&refused);
	iv_history_consent_release(&c);
	iv_history_release(&roll);
	iv_arena_release(&arena);
}

static void all_stories(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
		tell(&stories[i], false);
		tell(&stories[i], true);
	}
}

/* Thirty records agree and two, the oldest, refuse: the trail is bounded, and what it leaves out is the oldest agreement. */
static void long_trail(void **state)
{
	(void)state;
	struct iv_arena arena = { 0 };
	struct iv_history_consent c = { .arena = &arena };
	struct iv_buf out = { 0 };
	for (int i = 0; i < 32; i++)
		iv_history_consent_party(&c, iv_arena_fmt(&arena, "{\"sms\":{\"state\":\"%s\",\"at\":\"2026-01-%02d\"}}", i < 2 ? "out" : "in", i + 1), IV_STR("s"),
					 iv_arena_fmt(&arena, "%d", i));
	assert_true(iv_history_consent_write(&c, &out));
	struct iv_str trail = iv_json_get(iv_json_get(iv_buf_str(&out), IV_STR("sms")), IV_STR("trail")), last = { 0 };
	struct iv_json_walk w = iv_json_open(trail);
	size_t n = 0;
	for (; iv_json_next(&w); n++)
		last = w.value;
	assert_int_equal(n, IV_HISTORY_TRAIL);
	assert_true(iv_str_eq(iv_json_get(last, IV_STR("state")), IV_STR("\"out\"")));
	assert_true(iv_str_eq(iv_json_get(last, IV_STR("key")), IV_STR("\"0\"")));
	iv_buf_release(&out);
	iv_history_consent_release(&c);
	iv_arena_release(&arena);
}

static void state_of_a_channel(void **state)
{
	(void)state;
	struct iv_arena arena = { 0 };
	struct iv_str consent = IV_STR("{\"sms\":{\"state\":\"in\"},\"email\":{\"state\":\"no\"},\"web\":7}");
	assert_true(iv_str_eq(iv_history_consent_state(consent, IV_STR("sms"), &arena), IV_STR("in")));
	assert_int_equal(iv_history_consent_state(consent, IV_STR("email"), &arena).n, 0);
	assert_int_equal(iv_history_consent_state(consent, IV_STR("web"), &arena).n, 0);
	assert_int_equal(iv_history_consent_state(consent, IV_STR("phone"), &arena).n, 0);
	consent = IV_STR("{\"call\":{\"state\":\"out\"},\"phone\":{\"state\":\"in\"}}");
	assert_true(iv_str_eq(iv_history_consent_state(consent, IV_STR("phone"), &arena), IV_STR("out")));
	assert_true(iv_str_eq(iv_history_consent_state(consent, IV_STR("call"), &arena), IV_STR("out")));
	assert_int_equal(iv_history_consent_state((struct iv_str){ 0 }, IV_STR("sms"), &arena).n, 0);
	iv_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(all_stories), cmocka_unit_test(long_trail), cmocka_unit_test(state_of_a_channel) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
