/* SPDX-License-Identifier: MIT
 * Copies: a record that is there a thousand times is one customer and teaches nothing; equal records that chance brings about are not taken for copies,
 * nor what somebody has spoken of. */
#include "people.h"

#include "match/copies.h"

enum { STRANGERS = 500 };

static void add_strangers(struct crew *c)
{
	static const char *const given[] = { "Anna", "Boris", "Clara", "David", "Elena", "Frank", "Greta", "Hugo", "Irene", "Jakob", "Klara" };
	static const char *const family[] = { "Abel", "Berg", "Carsten", "Dorn", "Eder", "Falk", "Gruber", "Hahn", "Imhof", "Jung", "Kern", "Lang", "Maurer" };
	for (int i = 0; i < STRANGERS; i++) {
		char key[32], fields[160];
		snprintf(key, sizeof key, "o%d", i);
		snprintf(fields, sizeof fields, "\"name\":\"%s %s\",\"birth\":\"19%02d-%02d-%02d\",\"phone\":[\"+8613%09d\"]", given[i % 11], family[i % 13], 50 + i % 47, 1 + i % 12, 1 + i % 28,
			 204785235 + 1237 * (i / 2));
		crew_add(c, "s", key, fields);
	}
}

static void add_equal(struct crew *c, int n, const char *fields)
{
	for (int i = 0; i < n; i++) {
		char key[32];
		snprintf(key, sizeof key, "k%d", i);
		crew_add(c, "s", key, fields);
	}
}

static struct crew *run(int n, const char *fields, const struct iv_match_settings *settings)
{
	struct crew *c = crew_new(NULL);
	add_strangers(c);
	add_equal(c, n, fields);
	crew_settle(c);
	crew_run(c, settings);
	return c;
}

static const char *const song = "\"name\":\"宋倩\",\"birth\":\"1982-03-14\",\"phone\":[\"+8613104785235\"]";

static void one_customer(void **state)
{
	(void)state;
	struct crew *none = run(1, song, NULL), *few = run(IV_COPIES_MOST, song, NULL), *many = run(1000, song, NULL);
	assert_int_equal(few->r.copies.records, 0);
	assert_int_equal(many->r.copies.records, 999);
	assert_int_equal(many->r.copies.groups, 1);
	assert_int_equal(many->r.clusters.clusters, none->r.clusters.clusters);
	assert_int_equal(few->r.clusters.clusters, none->r.clusters.clusters);
	for (int i = 1; i < 1000; i++) {
		char key[32];
		snprintf(key, sizeof key, "k%d", i);
		assert_true(crew_one(many, "k0", key));
	}
	assert_false(crew_one(many, "k0", "o0"));
	/* What was compared and learned is what would be without them. */
	assert_int_equal(many->r.scores.compared, none->r.scores.compared);
	assert_int_equal(many->r.crowd.records, none->r.crowd.records);
	assert_true(many->r.mixture.pairs[IV_PAIR_MATCH] == none->r.mixture.pairs[IV_PAIR_MATCH]);
	/* Clusters are numbered by their first records. */
	uint32_t next = 0;
	for (size_t p = 0; p < many->m.n; p++) {
		assert_true(many->r.clusters.of[p] <= next);
		next += many->r.clusters.of[p] == next;
	}
	assert_int_equal(next, many->r.clusters.clusters);
	crew_free(none);
	crew_free(few);
	crew_free(many);
}

/* Who is like one of them joins all of them. */
static void with_others(void **state)
{
	(void)state;
	struct crew *c = crew_new(NULL);
	add_strangers(c);
	add_equal(c, 200, song);
	crew_add(c, "s", "z", "\"name\":\"Song Qian\",\"birth\":\"1982-03-14\",\"phone\":[\"+8613104785235\"]");
	crew_settle(c);
	crew_run(c, NULL);
	assert_true(crew_one(c, "z", "k0") && crew_one(c, "z", "k199"));
	crew_free(c);
}

static void are_people(void **state)
{
	(void)state;
	static const char *const fields[] = { "\"name\":\"王伟\"", "\"name\":\"王\",\"birth\":\"1982-03-14\"", "\"birth\":\"1982-03-14\",\"phone\":[\"+8613104785235\"]", "\"name\":\"王伟\",\"city\":\"上海\"" };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		struct crew *c = run(40, fields[i], NULL);
		assert_int_equal(c->r.copies.records, 0);
		crew_free(c);
	}
	/* A common name and the date that a till fills in: many have the one, and many the other. */
	struct crew *c = crew_new(NULL);
	for (int i = 0; i < 300; i++) {
		char key[32], with[80];
		snprintf(key, sizeof key, "n%d", i);
		snprintf(with, sizeof with, "\"name\":\"王伟\",\"birth\":\"19%02d-03-14\"", 50 + i % 47);
		crew_add(c, "s", key, with);
		snprintf(key, sizeof key, "d%d", i);
		snprintf(with, sizeof with, "\"name\":\"Abel %c%c\",\"birth\":\"1990-01-01\"", 'a' + i % 26, 'a' + i / 26);
		crew_add(c, "s", key, with);
	}
	add_equal(c, 20, "\"name\":\"王伟\",\"birth\":\"1990-01-01\"");
	crew_settle(c);
	crew_run(c, NULL);
	assert_int_equal(c->r.copies.records, 0);
	crew_free(c);
}

/* Judged, replaced, and of a source with one record a person. */
static void spoken_of(void **state)
{
	(void)state;
	struct iv_match_settings settings = { .names = 5, .spend = 1, .threads = 1 };
	settings.single = 1;
	struct crew *c = run(50, song, &settings);
	assert_int_equal(c->r.copies.records, 0);
	assert_false(crew_one(c, "k0", "k1"));
	crew_free(c);
	settings.single = 0;
	c = crew_new(NULL);
	add_strangers(c);
	add_equal(c, 50, song);
	crew_add(c, "s", "new", "\"name\":\"周海\",\"supersedes\":\"k7\"");
	crew_settle(c);
	uint32_t a = crew_part(c, "s", "k3"), b = crew_part(c, "s", "k4");
	struct iv_edge never = { a < b ? a : b, a < b ? b : a, 0 };
	settings.never = &never;
	settings.nevers = 1;
	crew_run(c, &settings);
	assert_int_equal(c->r.copies.records, 50 - 3 - 1);
	assert_false(crew_one(c, "k3", "k4"));
	assert_true(crew_one(c, "new", "k7"));
	crew_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(one_customer), cmocka_unit_test(with_others), cmocka_unit_test(are_people), cmocka_unit_test(spoken_of) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
