/* SPDX-License-Identifier: MIT
 * What a model carries: written, read and written again it is the same; with it, some of the records weigh what they do among all; and a file
 * that is damaged, cut or out of order is refused where the damage is. */
#include "people.h"

#include "match/learned.h"

enum { PEOPLE = 600 };

/* Small, so that a file can be damaged in every place. */
static const char *const few_fields = "ignore:\n"
				      "  - {field: idno, purpose: p, owner: o}\n  - {field: ids, purpose: p, owner: o}\n"
				      "  - {field: province, purpose: p, owner: o}\n  - {field: district, purpose: p, owner: o}\n  - {field: postcode, purpose: p, owner: o}\n"
				      "  - {field: street, purpose: p, owner: o}\n  - {field: company, purpose: p, owner: o}\n";

/* One or two records of each person; a few names, towns, days and a number at home are shared. With `step` above 1 only each such person is there. */
static struct crew *town(const char *yaml, int step)
{
	static const char *const given[] = { "Anna", "Boris", "Clara", "David", "Elena", "Frank", "Greta", "Hugo", "Irene", "Jakob", "Klara" };
	static const char *const family[] = { "Abel", "Berg", "Carsten", "Dorn", "Eder", "Falk", "Gruber", "Hahn", "Imhof", "Jung", "Kern", "Lang", "Maurer" };
	static const char *const city[] = { "Graz", "Linz", "Wels", "Steyr", "Krems" };
	struct crew *c = crew_new(yaml);
	for (int i = 0; i < PEOPLE; i += step)
		for (int k = 0; k < 1 + (i % 3 == 0); k++) {
			char key[32], fields[200];
			snprintf(key, sizeof key, "k%d.%d", i, k);
			snprintf(fields, sizeof fields, "\"name\":\"%s %s\",\"birth\":\"19%02d-%02d-%02d\",\"phone\":[\"+8613%09d\"],\"city\":\"%s\"", given[i % 11], family[i % 13],
				 60 + i % 37, i % 50 ? 1 + i % 12 : 1, i % 50 ? 1 + i % 28 : 1, i % 40 ? 104785235 + 1237 * i : 4711, city[i % 5]);
			crew_add(c, "s", key, fields);
		}
	crew_settle(c);
	return c;
}

struct model {
	struct iv_conf conf;
	struct iv_match_learned learned;
	struct iv_err err;
};

static int read_model(struct model *m, const struct crew *c, struct iv_str text)
{
	*m = (struct model){ .err = { 0 } };
	int status = iv_conf_parse(&m->conf, "model", text, &m->err);
	return status == IV_OK ? iv_match_learned_read(&m->learned, &c->schema, m->conf.root, &m->err) : status;
}

static void release_model(struct model *m)
{
	iv_match_learned_release(&m->learned);
	iv_conf_release(&m->conf);
}

static int run_with(struct crew *c, struct model *m)
{
	struct iv_match_settings settings = { .names = 5, .spend = 1, .threads = 2, .learned = &m->learned };
	return iv_match_run(&c->m, &settings, &c->r, &m->err);
}

static struct iv_buf model_of(const char *yaml)
{
	struct crew *c = town(yaml, 1);
	struct iv_buf text = { 0 };
	crew_run(c, NULL);
	iv_match_learned_write(&c->m, &c->r, &text);
	crew_free(c);
	return text;
}

static void same_bytes(void **state)
{
	(void)state;
	struct iv_buf text = model_of(NULL), again = { 0 };
	struct crew *c = town(NULL, 1);
	struct model m;
	assert_int_equal(read_model(&m, c, iv_buf_str(&text)), IV_OK);
	assert_int_equal(m.learned.records, 800);
	assert_int_equal(run_with(c, &m), IV_OK);
	assert_true(c->r.links > 100);
	iv_match_learned_write(&c->m, &c->r, &again);
	assert_true(iv_str_eq(iv_buf_str(&text), iv_buf_str(&again)));
	crew_free(c);
	release_model(&m);
	iv_buf_release(&text);
	iv_buf_release(&again);
}

static uint64_t pattern_of(const struct crew *c, const char *a, const char *b)
{
	uint32_t x = crew_part(c, "s", a), y = crew_part(c, "s", b);
	return iv_match_compare(&c->r.frame, x < y ? x : y, x < y ? y : x, true);
}

/* Of 120 of the people nothing is as common as among all, and yet it counts as that. */
static void some_as_all(void **state)
{
	(void)state;
	struct iv_buf text = model_of(NULL);
	struct crew *all = town(NULL, 1), *some = town(NULL, 5);
	struct model m, n;
	size_t alike = 0;
	assert_int_equal(read_model(&m, all, iv_buf_str(&text)), IV_OK);
	assert_int_equal(run_with(all, &m), IV_OK);
	assert_int_equal(read_model(&n, some, iv_buf_str(&text)), IV_OK);
	assert_int_equal(run_with(some, &n), IV_OK);
	for (int i = 0; i < PEOPLE; i += 5)
		for (int k = 0; k < PEOPLE; k += 5) {
			char a[32], b[32];
			snprintf(a, sizeof a, "k%d.0", i);
			snprintf(b, sizeof b, "k%d.%d", k, k % 3 == 0);
			if (i == k && k % 3)
				continue;
			assert_int_equal(pattern_of(all, a, b), pattern_of(some, a, b));
			alike += pattern_of(some, a, b) != 0;
		}
	assert_true(alike > 10000);
	assert_int_equal(all->r.crowd.blocked_n, 1); /* the number at home that 15 people have; some hold it only 3 times */
	assert_int_equal(some->r.crowd.blocked_n, 1);
	crew_free(all);
	crew_free(some);
	release_model(&m);
	release_model(&n);
	iv_buf_release(&text);
}

static struct iv_str replaced(struct iv_arena *a, struct iv_str text, const char *what, const char *by)
{
	char *p = iv_arena_alloc(a, text.n + 1);
	memcpy(p, text.p, text.n);
	p[text.n] = '\0';
	char *at = strstr(p, what);
	if (!at)
		fail_msg("the model has no '%s'", what);
	return iv_arena_join(a, (struct iv_str){ p, (size_t)(at - p) }, iv_str_of(by), iv_str_of(at + strlen(what)));
}

/* Reads, and where that does no harm runs: what is wrong must be said by one of them. */
static int try_model(struct crew *c, struct iv_str text, struct iv_err *err)
{
	struct model m;
	int status = read_model(&m, c, text);
	if (status == IV_OK)
		status = run_with(c, &m);
	*err = m.err;
	iv_match_release(&c->r);
	release_model(&m);
	return status;
}

static void faults(void **state)
{
	(void)state;
	static const struct {
		const char *what, *by, *says;
	} wrong[] = {
		{ "\"records 800\"", "\"records -1\"", "'records' is missing" },
		{ "\"records 800\"", "\"records many\"", "'records' is missing" },
		{ "\"births 800\"", "\"deaths 800\"", "'births' is missing" },
		{ "\"column city 800\"", "\"column town 800\"", "'column city' is missing" },
		{ "\"threshold 0\"", "\"threshold 1000001\"", "threshold" },
		{ "\"name: name; cut by", "\"name: alias; cut by", "without the blocking rule 'name: name; cut by" },
		{ "\"grams: grams\"", "\"grams: grams\", \"shoe: size\"", "no such blocking rule" },
		{ "\"column city\": [", "\"column city\": [\"0000000000000001\",", "pairs of a hash" },
		{ "\"column city\": [", "\"column city\": [\"000000000000000g 1\",", "pairs of a hash" },
		{ "\"column city\": [", "\"column city\": [\"0000000000000002 1 0000000000000001 1\",", "column city: expected hashes in rising order" },
		{ "\"column city\": [", "\"column city\": [\"0000000000000001 1 0000000000000001 1\",", "column city: expected hashes in rising order" },
		{ "\"column city\": [", "\"column city\": [\"0000000000000001 4294967296\",", "more than this program can use" },
		{ "\"names of an identifier\": [", "\"names of an identifier\": [\"0000000000000001 256\",", "more than this program can use" },
		{ "\"birth\": [", "\"birth\": [\"0000000100000000 2\",", "birth: " },
		{ "\"level\": \"sound\"", "\"level\": \"noise\"", "the level 'noise' where this program has 'sound'" },
		{ "\"parent\": \"name\"", "\"parent\": \"city\"", "the parent 'city'" },
		{ "\"version\": 1", "\"version\": 2", "version 1" },
		{ "\"scale\": 1", "\"scale\": 0", "scale: expected a number above 0" },
		{ "\"scale\": 1", "\"scale\": nan", "scale: expected a number" },
		{ "\"scale\": 1", "\"scale\": 1e999", "scale: expected a number" },
		{ "\"tables\": {", "\"tables\": [], \"more\": {", "tables" },
	};
	struct iv_buf text = model_of(few_fields);
	struct crew *c = town(few_fields, 5);
	struct iv_arena a = { 0 };
	struct iv_err err;
	assert_int_equal(try_model(c, iv_buf_str(&text), &err), IV_OK);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(try_model(c, replaced(&a, iv_buf_str(&text), wrong[i].what, wrong[i].by), &err), IV_WRONG);
		assert_true(err.line >= 1);
		if (!strstr(err.msg, wrong[i].says))
			fail_msg("%s: '%s' does not say '%s'", wrong[i].by, err.msg, wrong[i].says);
	}
	iv_arena_release(&a);
	iv_buf_release(&text);
	crew_free(c);
}

/* A file of which the end is missing, after a full disk, is no model, wherever it ends. */
static void cut_short(void **state)
{
	(void)state;
	struct iv_buf text = model_of(few_fields);
	struct crew *c = town(few_fields, 30);
	struct iv_err err;
	for (size_t n = 0; n + 3 < text.n; n += 1 + text.n / 150)
		assert_int_equal(try_model(c, (struct iv_str){ text.p, n }, &err), IV_WRONG);
	assert_int_equal(try_model(c, iv_buf_str(&text), &err), IV_OK);
	iv_buf_release(&text);
	crew_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(same_bytes), cmocka_unit_test(some_as_all), cmocka_unit_test(faults), cmocka_unit_test(cut_short) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
