/* SPDX-License-Identifier: MIT
 * Encoding: what a record says once it is columns and numbers, what it says when fields are ignored, and that nothing is lost on the
 * way from one thread to another. */
#include "people.h"

#include "base/date.h"
#include "io/json.h"

static void encode(const struct crew *c, struct iv_arena *a, const char *line, struct iv_match_record *r)
{
	struct iv_json scan = { 0 };
	struct iv_match_encoder encoder;
	struct iv_err err;
	assert_int_equal(iv_json_scan(&scan, iv_str_of(line), &err), IV_OK);
	iv_match_encoder_init(&encoder, &c->schema);
	iv_match_encode(a, &encoder, iv_str_of(line), r);
	iv_json_release(&scan);
}

/* The text of the first field that is not a standard one. */
static void column(const char *compare, const char *path, const char *member, const char *expected)
{
	struct iv_arena a = { 0 };
	struct iv_match_record r;
	char yaml[200], line[300];
	snprintf(yaml, sizeof yaml, "fields: [{field: '%s', compare: %s, own: true, purpose: p, owner: o}]", path, compare);
	snprintf(line, sizeof line, "{\"kind\":\"party\",%s}", member);
	struct crew *c = crew_new(yaml);
	encode(c, &a, line, &r);
	if (!iv_str_eq(r.value[6], iv_str_of(expected)))
		fail_msg("%s as %s: '%.*s', expected '%s'", member, compare, (int)r.value[6].n, r.value[6].p, expected);
	iv_arena_release(&a);
	crew_free(c);
}

static void columns(void **state)
{
	(void)state;
	column("text", "x", "\"x\":\"  Bus  DRIVER \"", "bus driver");
	column("text", "職業", "\"職業\":\"護士\"", "护士");
	column("text", "職業", "\"\\u8077\\u696d\":\"護士\"", "护士");
	column("place", "x", "\"x\":\"蘇州市\"", "苏州");
	column("name", "x", "\"x\":\"Weber,  Anna\"", "anna weber");
	column("code", "x", "\"x\":7", "7");
	column("code", "x", "\"x\":true", "true");
	column("code", "x", "\"x\":null", "");
	column("code", "x", "\"x\":{\"y\":1}", "");
	column("code", "x.y", "\"x\":{\"y\":1}", "1");
	column("code", "x.y", "\"x\":1", "");
	column("code", "x.y", "\"x.y\":1", "");
	column("code", "x.y", "\"x\":[{\"z\":1},{\"y\":\"b\"},{\"y\":\"a\"}]", "b");
	column("list", "x.y", "\"x\":[{\"z\":1},{\"y\":\"b\"},{\"y\":[\"a\",\"B\"]}]", "a\x1f" "b");
	column("list", "x", "\"x\":\"b\"", "b");
	column("number", "x", "\"x\":1.50e1", "15");
	column("number", "x", "\"x\":\"１5.0\"", "15");
	column("number", "x", "\"x\":\"tall\"", "");
	column("date", "x", "\"x\":\"2001-05-06T23:00:00Z\"", "2001-05-06");
	column("date", "x", "\"x\":\"2001-02-30\"", "");
	column("date", "x", "\"x\":20010506", "");
}

static void ignored(void **state)
{
	(void)state;
	static const char line[] = "{\"kind\":\"party\",\"source\":\"s\",\"key\":\"1\",\"name\":\"王伟\",\"alias\":\"Peter\",\"gender\":\"F\",\"birth\":\"1990-03-05\",\"idno\":\"11010519491231002X\","
				   "\"phone\":[\"+8613104785235\",\"+862161234567\"],\"email\":[\"hu.jun@firma-alt.de\"],\"ids\":[{\"type\":\"member_card\",\"value\":\"88120047\"}],\"city\":\"上海\","
				   "\"supersedes\":[\"0\"]}";
	static const char *const fields[] = { "nothing", "name", "birth", "gender", "idno", "phone", "email", "ids", "city" };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		char yaml[100];
		struct iv_arena a = { 0 };
		struct iv_match_record r;
		bool has[IV_ID_TYPES] = { 0 };
		snprintf(yaml, sizeof yaml, "ignore: [{field: %s, purpose: p, owner: o}]", fields[i]);
		struct crew *c = crew_new(i ? yaml : NULL);
		encode(c, &a, line, &r);
		for (size_t k = 0; k < r.ids_n; k++)
			has[r.id[k].type] = true;
		assert_int_equal(r.has_name, i != 1);
		assert_int_equal(r.birth != IV_MATCH_NO_DATE, i != 2);
		assert_int_equal(r.gender != 0, i != 3);
		assert_int_equal(r.idno != 0, i != 4);
		assert_int_equal(has[IV_ID_PHONE], i != 5);
		assert_int_equal(has[IV_ID_LANDLINE], i != 5);
		assert_int_equal(has[IV_ID_EMAIL], i != 6);
		assert_int_equal(has[IV_ID_OTHER], i != 7);
		assert_int_equal(r.value[0].n != 0, i != 8);
		assert_true(has[IV_ID_SUPERSEDES]);
		iv_arena_release(&a);
		crew_free(c);
	}
}

/* What the number of a card knows is not taken where the field is ignored. */
static void number_knows(void **state)
{
	(void)state;
	static const char line[] = "{\"idno\":\"11010519491231002X\"}";
	struct iv_arena a = { 0 };
	struct iv_match_record r;
	int32_t day;
	struct crew *c = crew_new(NULL), *without = crew_new("ignore: [{field: birth, purpose: p, owner: o}, {field: gender, purpose: p, owner: o}]");
	assert_true(iv_date_parse(IV_STR("1949-12-31"), &day));
	encode(c, &a, line, &r);
	assert_int_equal(r.birth, day);
	assert_int_equal(r.gender, 'F');
	encode(without, &a, line, &r);
	assert_int_equal(r.birth, IV_MATCH_NO_DATE);
	assert_int_equal(r.gender, 0);
	assert_true(r.idno != 0);
	iv_arena_release(&a);
	crew_free(c);
	crew_free(without);
}

/* A birth date that is one leaves no trace of one that was none. */
static void damaged(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	struct iv_match_record r;
	struct crew *c = crew_new(NULL);
	encode(c, &a, "{\"warn\":[{\"f\":\"phone\",\"was\":\"12345678\"},{\"f\":\"birth\",\"was\":\"1994-11-81\"}]}", &r);
	assert_int_equal(r.digits, 0x19941181);
	encode(c, &a, "{\"birth\":\"1994-11-18\",\"warn\":[{\"f\":\"birth\",\"was\":\"1994-11-81\"}]}", &r);
	assert_int_equal(r.digits, 0x19941118);
	encode(c, &a, "{\"warn\":[{\"f\":\"birth\",\"was\":\"18111994123\"}]}", &r);
	assert_int_equal(r.digits, 0);
	iv_arena_release(&a);
	crew_free(c);
}

/* What an earlier run added is no part of the record. */
static void bare(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	struct iv_match_record x, y;
	struct crew *c = crew_new(NULL);
	encode(c, &a, "{\"kind\":\"party\",\"key\":\"1\"}", &x);
	encode(c, &a, "{\"cid\":\"c\",\"kind\":\"party\",\"key\":\"1\",\"roll\":{},\"link\":{},\"hid\":\"h\"}", &y);
	assert_true(x.digest == y.digest);
	encode(c, &a, "{\"kind\":\"party\",\"key\":\"2\"}", &y);
	assert_true(x.digest != y.digest);
	iv_arena_release(&a);
	crew_free(c);
}

/* The most identifiers and the longest texts there may be. */
static void full(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	struct iv_buf line = { 0 }, note = { 0 };
	struct iv_match_record r, back;
	struct crew *c = crew_new(NULL);
	iv_buf_adds(&line, IV_STR("{\"city\":\""));
	for (int i = 0; i < 70000; i++)
		iv_buf_addc(&line, 'x');
	iv_buf_adds(&line, IV_STR("\",\"updated\":\""));
	for (int i = 0; i < 300; i++)
		iv_buf_addc(&line, '9');
	iv_buf_adds(&line, IV_STR("\",\"phone\":["));
	for (int i = 0; i < 40; i++)
		iv_buf_addf(&line, "%s\"+8613104785%03d\"", i ? "," : "", i);
	iv_buf_adds(&line, IV_STR("]}"));
	iv_buf_addc(&line, 0);
	encode(c, &a, line.p, &r);
	assert_int_equal(r.ids_n, IV_MATCH_IDS);
	iv_match_pack(&r, &note);
	iv_match_unpack(iv_buf_str(&note), &back);
	assert_int_equal(back.ids_n, IV_MATCH_IDS);
	assert_int_equal(back.value[0].n, UINT16_MAX);
	assert_int_equal(back.updated.n, 255);
	for (size_t i = 0; i < IV_MATCH_IDS; i++)
		assert_true(back.id[i].value == r.id[i].value && back.id[i].type == r.id[i].type);
	iv_match_take(&c->m, iv_match_part(&c->m, IV_STR("s"), IV_STR("1")), iv_buf_str(&note));
	iv_buf_release(&line);
	iv_buf_release(&note);
	iv_arena_release(&a);
	crew_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns), cmocka_unit_test(ignored), cmocka_unit_test(number_knows), cmocka_unit_test(damaged), cmocka_unit_test(bare), cmocka_unit_test(full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
