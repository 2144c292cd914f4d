/* SPDX-License-Identifier: MIT
 * From records to clusters: blocking, birth dates, constraints, and that no order of the input shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/date.h"
#include "match/encode.h"
#include "match/match.h"

static struct iv_match_schema schema;

static struct iv_match_people *people(void)
{
	struct iv_match_people *m = malloc(sizeof *m);
	iv_match_schema_person(&schema);
	iv_match_people_init(m, &schema);
	return m;
}

static void add(struct iv_match_people *m, const char *key, const char *fields)
{
	struct iv_arena a = { 0 };
	struct iv_buf line = { 0 }, note = { 0 };
	struct iv_match_encoder encoder;
	struct iv_match_record r;
	iv_buf_addf(&line, "{\"kind\":\"party\",\"source\":\"s\",\"key\":\"%s\"%s%s}", key, *fields ? "," : "", fields);
	iv_match_encoder_init(&encoder, &schema);
	iv_match_encode(&a, &encoder, iv_buf_str(&line), &r);
	iv_match_pack(&r, &note);
	iv_match_take(m, iv_match_part(m, IV_STR("s"), iv_str_of(key)), iv_buf_str(&note));
	iv_buf_release(&line);
	iv_buf_release(&note);
	iv_arena_release(&a);
}

static uint32_t cluster_of(const struct iv_match_people *m, const struct iv_match *r, const char *key)
{
	return r->clusters.of[iv_match_find(m, IV_STR("s"), iv_str_of(key))];
}

static void run(struct iv_match_people *m, struct iv_match *r)
{
	static const struct iv_match_settings settings = { .names = 5, .spend = 1, .threads = 2 };
	struct iv_err err;
	free(iv_match_settle(m, 2));
	assert_int_equal(iv_match_run(m, &settings, r, &err), IV_OK);
}

static void release(struct iv_match_people *m, struct iv_match *r)
{
	iv_match_release(r);
	iv_match_people_release(m);
	free(m);
}

static void births(void **state)
{
	(void)state;
	static const struct {
		const char *x, *y;
		enum iv_birth_level level;
	} pairs[] = {
		{ "1982-03-04", "1982-03-04", IV_BIRTH_SAME }, { "1982-03-04", "1982-04-03", IV_BIRTH_SLIP },
		{ "1982-03-14", "1983-03-14", IV_BIRTH_SLIP }, { "1982-03-14", "1992-03-14", IV_BIRTH_SLIP },
		{ "1982-03-31", "1981-03-28", IV_BIRTH_SLIP }, { "1982-01-01", "1982-07-19", IV_BIRTH_SLIP },
		{ "1989-12-05", "1990-12-05", IV_BIRTH_SLIP }, { "1982-03-14", "1982-03-15", IV_BIRTH_SLIP },
		{ "1982-03-14", "1985-03-15", IV_BIRTH_NEAR }, { "1982-01-01", "1983-07-19", IV_BIRTH_NEAR },
		{ "1982-01-01", "1975-07-19", IV_BIRTH_DIFFERENT }, { "1982-03-14", "1975-04-26", IV_BIRTH_DIFFERENT },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		int32_t x, y;
		assert_true(iv_date_parse(iv_str_of(pairs[i].x), &x) && iv_date_parse(iv_str_of(pairs[i].y), &y));
		assert_int_equal(iv_match_births(x, y), pairs[i].level);
		assert_int_equal(iv_match_births(y, x), pairs[i].level);
	}
}

/* A and B have different identity numbers, and C could be either: it may join one of them only. */
static void numbers_never_meet(void **state)
{
	(void)state;
	struct iv_match_people *m = people();
	struct iv_match r;
	add(m, "a", "\"name\":\"陈建国\",\"idno\":\"11010519491231002X\",\"phone\":[\"+8613104785235\"]");
	add(m, "b", "\"name\":\"陈建国\",\"idno\":\"440524188001010014\",\"phone\":[\"+8613104785235\"]");
	add(m, "c", "\"name\":\"陈建国\",\"phone\":[\"+8613104785235\"]");
	run(m, &r);
	assert_int_not_equal(cluster_of(m, &r, "a"), cluster_of(m, &r, "b"));
	assert_int_equal(r.clusters.clusters, 2);
	assert_int_equal(r.clusters.refused, 1);
	release(m, &r);
}

/* A surname without more could be either twin; it must not make them one. */
static void halves_do_not_bridge(void **state)
{
	(void)state;
	struct iv_match_people *m = people();
	struct iv_match r;
	add(m, "a", "\"name\":\"王小明\",\"birth\":\"1990-03-05\",\"phone\":[\"+8613104785235\"]");
	add(m, "b", "\"name\":\"王小亮\",\"birth\":\"1990-03-05\",\"phone\":[\"+8613104785235\"]");
	add(m, "c", "\"name\":\"王\",\"birth\":\"1990-03-05\",\"phone\":[\"+8613104785235\"]");
	run(m, &r);
	assert_int_not_equal(cluster_of(m, &r, "a"), cluster_of(m, &r, "b"));
	release(m, &r);
}

/* Twenty thousand records with one birth date do not meet each with each, and this is said. */
static void large_blocks(void **state)
{
	(void)state;
	enum { N = 20000 };
	struct iv_match_people *m = people();
	struct iv_match r;
	for (int i = 0; i < N; i++) {
		char key[16], fields[80];
		snprintf(key, sizeof key, "k%d", i);
		snprintf(fields, sizeof fields, "\"name\":\"Abc%d Xy%d\",\"birth\":\"1990-03-05\"", i / 2, i / 2);
		add(m, key, fields);
	}
	run(m, &r);
	assert_true(r.scores.compared < 20 * (uint64_t)N);
	assert_true(r.blocking.rule[3].largest[0].records == N);
	assert_true(r.blocking.rule[3].cut == N);
	release(m, &r);
}

/* The same records in another order have the same neighbours. */
static void order_does_not_show(void **state)
{
	(void)state;
	enum { N = 300 };
	struct iv_match_people *m[2] = { people(), people() };
	struct iv_match r[2];
	for (int way = 0; way < 2; way++) {
		for (int k = 0; k < N; k++) {
			int i = way ? N - 1 - k : k;
			char key[16], fields[160];
			snprintf(key, sizeof key, "k%d", i);
			snprintf(fields, sizeof fields, "\"name\":\"%s\",\"phone\":[\"+8613%09d\"],\"birth\":\"19%02d-01-01\"", i % 7 ? "李伟" : "李炜", i * i % 40, 60 + i % 9);
			add(m[way], key, fields);
		}
		run(m[way], &r[way]);
	}
	assert_true(r[0].clusters.clusters > 1);
	assert_int_equal(r[0].clusters.clusters, r[1].clusters.clusters);
	for (size_t p = 0; p < m[0]->n; p++) {
		assert_true(iv_str_eq(iv_match_key(&m[0]->part[p]), iv_match_key(&m[1]->part[p])));
		assert_int_equal(r[0].clusters.of[p], r[1].clusters.of[p]);
	}
	for (int way = 0; way < 2; way++) {
		release(m[way], &r[way]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(births),	cmocka_unit_test(numbers_never_meet),  cmocka_unit_test(halves_do_not_bridge),
		cmocka_unit_test(large_blocks), cmocka_unit_test(order_does_not_show),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
