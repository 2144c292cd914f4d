/* SPDX-License-Identifier: MIT
 * Two values of each field and the level that they fall into, from either side. */
#include "people.h"

#include "match/compare.h"

struct couple {
	const char *x, *y; /* members of the two records */
	unsigned level;
};

static unsigned level_of(const char *yaml, unsigned field, const char *x, const char *y)
{
	struct crew *c = crew_new(yaml);
	struct iv_match_frame *f = calloc(1, sizeof *f);
	struct iv_err err;
	crew_add(c, "s", "x", x);
	crew_add(c, "s", "y", y);
	iv_match_crowd(&c->m, 5, 1, &c->r.crowd);
	assert_int_equal(iv_match_frame_make(f, &c->m, &c->r.crowd, &err), IV_OK);
	uint64_t pattern = iv_match_compare(f, 0, 1, true);
	assert_int_equal(pattern, iv_match_compare(f, 1, 0, true));
	unsigned level = iv_match_level(f, pattern, field);
	iv_match_frame_release(f);
	free(f);
	crew_free(c);
	return level;
}

static void check(const char *yaml, unsigned field, const struct couple *couple, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned level = level_of(yaml, field, couple[i].x, couple[i].y);
		if (level != couple[i].level)
			fail_msg("%s and %s: level %u, expected %u", couple[i].x, couple[i].y, level, couple[i].level);
	}
}
#define CHECK(yaml, field, couples) check(yaml, field, couples, sizeof(couples) / sizeof *(couples))

#define MEANT(was) "\"warn\":[{\"f\":\"birth\",\"code\":\"bad_date\",\"was\":\"" was "\"}]"

static void births(void **state)
{
	(void)state;
	static const struct couple couples[] = {
		{ "\"birth\":\"1982-03-04\"", "\"birth\":\"1982-03-04\"", IV_BIRTH_SAME },
		{ "\"birth\":\"1982-03-04\"", "\"birth\":\"1982-04-03\"", IV_BIRTH_SLIP },
		{ "\"birth\":\"1982-03-04\"", "\"name\":\"x\"", 0 },
		{ "\"birth\":\"1994-11-01\"", MEANT("1994-11-81"), IV_BIRTH_SLIP },
		{ "\"birth\":\"1994-11-18\"", MEANT("19941181"), IV_BIRTH_SLIP },
		{ "\"birth\":\"1994-11-18\"", MEANT("81.11.1994"), IV_BIRTH_SLIP },
		{ "\"birth\":\"1994-11-23\"", MEANT("1994-11-81"), IV_BIRTH_NEAR },
		{ "\"birth\":\"1961-05-23\"", MEANT("1994-11-81"), IV_BIRTH_DIFFERENT },
		{ "\"birth\":\"1994-11-01\"", MEANT("never"), 0 },
		{ MEANT("1994-11-81"), MEANT("1994-11-81"), IV_BIRTH_SLIP },
	};
	CHECK(NULL, IV_FIELD_BIRTH, couples);
}

static void telephones(void **state)
{
	(void)state;
	static const struct couple couples[] = {
		{ "\"phone\":[\"+8613104785235\"]", "\"phone\":[\"+8613104785235\"]", IV_NUMBER_SAME },
		{ "\"name\":\"王伟\",\"phone\":[\"+8613104785235\"]", "\"name\":\"李娜\",\"phone\":[\"+8613104785235\"]", IV_NUMBER_SHARED },
		{ "\"phone\":[\"+8613104785235\"]", "\"phone\":[\"+8613104785236\"]", IV_NUMBER_SLIP },
		{ "\"phone\":[\"+8613104785235\"]", "\"phone\":[\"+8613104785253\"]", IV_NUMBER_SLIP },
		{ "\"phone\":[\"+8613104785235\"]", "\"phone\":[\"+8613104785532\"]", IV_NUMBER_OTHER },
		{ "\"phone\":[\"+8613104785235\"]", "\"phone\":[\"+8613104785246\"]", IV_NUMBER_OTHER },
		{ "\"phone\":[\"+8613104785235\",\"+8613877775555\"]", "\"phone\":[\"+8613877775555\"]", IV_NUMBER_SAME },
		{ "\"phone\":[\"+8613104785235\"]", "\"phone\":[\"+862161234567\"]", 0 },
	};
	CHECK(NULL, IV_FIELD_PHONE, couples);
}

static void addresses(void **state)
{
	(void)state;
	static const struct couple couples[] = {
		{ "\"email\":[\"hu.jun@firma-alt.de\"]", "\"email\":[\"hu.jun@firma-alt.de\"]", IV_EMAIL_SAME },
		{ "\"name\":\"王伟\",\"email\":[\"hu.jun@firma-alt.de\"]", "\"name\":\"李娜\",\"email\":[\"hu.jun@firma-alt.de\"]", IV_EMAIL_SHARED },
		{ "\"email\":[\"hu.jun@firma-alt.de\"]", "\"email\":[\"hu.jun@firma-neu.de\"]", IV_EMAIL_MAILBOX },
		/* Where it is nothing but the name, namesakes have it everywhere. */
		{ "\"name\":\"Michael Smith\",\"email\":[\"michael.smith@firma-alt.de\"]", "\"name\":\"M Smith\",\"email\":[\"michael.smith@baker-inc.com\"]", IV_EMAIL_OTHER },
		{ "\"name\":\"胡军\",\"email\":[\"hujun@firma-alt.de\"]", "\"name\":\"Hu Jun\",\"email\":[\"hujun@firma-neu.de\"]", IV_EMAIL_OTHER },
		{ "\"name\":\"胡军\",\"email\":[\"hu.jun82@firma-alt.de\"]", "\"name\":\"Hu Jun\",\"email\":[\"hu.jun82@firma-neu.de\"]", IV_EMAIL_MAILBOX },
		{ "\"name\":\"胡军\",\"email\":[\"bluewhale@firma-alt.de\"]", "\"name\":\"Hu Jun\",\"email\":[\"bluewhale@firma-neu.de\"]", IV_EMAIL_MAILBOX },
		{ "\"email\":[\"hu.jun@firma-alt.de\"]", "\"email\":[\"hu.jum@firma-alt.de\"]", IV_EMAIL_SLIP },
		{ "\"email\":[\"hu.jun@firma-alt.de\"]", "\"email\":[\"a.wu@firma-alt.de\"]", IV_EMAIL_OTHER },
		{ "\"email\":[\"wu@a.org\"]", "\"email\":[\"wu@b.org\"]", IV_EMAIL_OTHER },
		{ "\"email\":[\"hu.jun@firma-alt.de\"]", "\"email\":[\"info@firma-alt.de\"]", 0 },
	};
	CHECK(NULL, IV_FIELD_EMAIL, couples);
}

static void identifiers(void **state)
{
	(void)state;
#define CARD(scope, value) "\"ids\":[{\"type\":\"member_card\",\"scope\":\"" scope "\",\"value\":\"" value "\"}]"
	static const struct couple couples[] = {
		{ CARD("a", "88120047"), CARD("a", "88120047"), IV_IDS_SAME },
		{ CARD("a", "88120047"), CARD("a", "88120048"), IV_IDS_SLIP },
		{ CARD("a", "88120047"), CARD("a", "31120099"), IV_IDS_DIFFERENT },
		{ CARD("a", "88120047"), CARD("b", "88120047"), 0 },
	};
	CHECK(NULL, IV_FIELD_IDS, couples);
}

static void streets(void **state)
{
	(void)state;
	static const struct couple couples[] = {
		{ "\"street\":\"中山路|81\"", "\"street\":\"中山路|81\"", IV_VALUE_SAME },
		{ "\"street\":\"中山路|81|2|1805\"", "\"street\":\"中山路|81\"", IV_VALUE_CLOSE },
		{ "\"street\":\"中山路|81\"", "\"street\":\"中山路|112\"", IV_VALUE_PART },
		{ "\"street\":\"中山路|81\"", "\"street\":\"中正路|81\"", IV_VALUE_DIFFERENT },
		{ "\"street\":\"wallaby place|81\"", "\"street\":\"walaby place|81\"", IV_VALUE_CLOSE },
		{ "\"street\":\"wallaby place|81\"", "\"street\":\"kangaroo lane|81\"", IV_VALUE_DIFFERENT },
		{ "\"street\":\"pridham street\"", "\"street\":\"pridhamstreet\"", IV_VALUE_CLOSE },
	};
	CHECK(NULL, IV_FIELD_FIXED + 4, couples);
}

static void places(void **state)
{
	(void)state;
	static const struct couple cities[] = {
		{ "\"city\":\"上海市\"", "\"city\":\"上海\"", IV_VALUE_SAME },
		{ "\"city\":\"臺北市\"", "\"city\":\"台北\"", IV_VALUE_SAME },
		{ "\"city\":\"杭州\"", "\"city\":\"广州\"", IV_VALUE_DIFFERENT },
		{ "\"city\":\"Marsden\"", "\"city\":\"marsdn\"", IV_VALUE_CLOSE },
		{ "\"city\":\"cleveland\"", "\"city\":\"clevelands bay\"", IV_VALUE_PART },
		{ "\"city\":\"Ulm\"", "\"city\":\"Elm\"", IV_VALUE_DIFFERENT },
		{ "\"city\":\"\"", "\"city\":\"Elm\"", 0 },
	};
	static const struct couple postcodes[] = {
		{ "\"postcode\":\"200040\"", "\"postcode\":\"200040\"", IV_VALUE_SAME },
		{ "\"postcode\":\"200040\"", "\"postcode\":\"200400\"", IV_VALUE_CLOSE },
		{ "\"postcode\":\"200040\"", "\"postcode\":\"200399\"", IV_VALUE_PART },
		{ "\"postcode\":\"200040\"", "\"postcode\":\"310001\"", IV_VALUE_DIFFERENT },
		{ "\"postcode\":\"1\"", "\"postcode\":\"310001\"", IV_VALUE_DIFFERENT },
	};
	CHECK(NULL, IV_FIELD_FIXED + 0, cities);
	CHECK(NULL, IV_FIELD_FIXED + 3, postcodes);
}

static void own_fields(void **state)
{
	(void)state;
	static const char numbers[] = "fields: [{field: x, compare: number, purpose: p, owner: o}]";
	static const char lists[] = "fields: [{field: x, compare: list, purpose: p, owner: o}]";
	static const char ids[] = "fields: [{field: x, compare: identifier, purpose: p, owner: o}]";
	static const struct couple of_numbers[] = {
		{ "\"x\":7", "\"x\":\"7.0\"", IV_FIGURE_SAME },	 { "\"x\":-1000", "\"x\":-1009", IV_FIGURE_CLOSE }, { "\"x\":1000", "\"x\":1011", IV_FIGURE_DIFFERENT },
		{ "\"x\":1", "\"x\":-1", IV_FIGURE_DIFFERENT }, { "\"x\":\"many\"", "\"x\":1", 0 },		    { "\"x\":null", "\"x\":1", 0 },
	};
	static const struct couple of_lists[] = {
		{ "\"x\":[\"b\",\"a\"]", "\"x\":[\"a\",\"b\",\"b\"]", IV_LIST_SAME },
		{ "\"x\":[\"b\",\"a\"]", "\"x\":\"b\"", IV_LIST_COMMON },
		{ "\"x\":[\"b\",\"a\",\"z\"]", "\"x\":[\"c\",\"y\",\"z\"]", IV_LIST_COMMON },
		{ "\"x\":[\"b\",\"a\"]", "\"x\":[\"c\"]", IV_LIST_DIFFERENT },
		{ "\"x\":[]", "\"x\":[\"c\"]", 0 },
		{ "\"x\":[\"\",{},null]", "\"x\":[\"c\"]", 0 },
	};
	static const struct couple of_ids[] = {
		{ "\"x\":118822", "\"x\":\"118822\"", IV_IDS_SAME }, { "\"x\":\"118822\"", "\"x\":\"118823\"", IV_IDS_SLIP }, { "\"x\":\"7\"", "\"x\":\"8\"", IV_IDS_DIFFERENT },
	};
	CHECK(numbers, IV_FIELD_FIXED + 6, of_numbers);
	CHECK(lists, IV_FIELD_FIXED + 6, of_lists);
	CHECK(ids, IV_FIELD_FIXED + 6, of_ids);
}

/* Nobody has a name, a date or anything: nothing is compared, and nothing said. */
static void nothing(void **state)
{
	(void)state;
	for (unsigned field = 0; field < IV_FIELD_FIXED + 6; field++) {
		assert_int_equal(level_of(NULL, field, "", ""), 0);
		assert_int_equal(level_of(NULL, field, "\"name\":\"\",\"phone\":[],\"ids\":[],\"birth\":\"\",\"street\":\"\"", "\"name\":\"王伟\""), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(births),  cmocka_unit_test(telephones), cmocka_unit_test(addresses),  cmocka_unit_test(identifiers),
		cmocka_unit_test(streets), cmocka_unit_test(places),	 cmocka_unit_test(own_fields), cmocka_unit_test(nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
