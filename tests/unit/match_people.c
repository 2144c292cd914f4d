/* SPDX-License-Identifier: MIT
 * What must come of people who are easily taken for others, and of populations of no usual size. */
#include "people.h"

/* People whom nothing ties to the rest, so that there is a population to learn from. */
static void add_strangers(struct crew *c, int n)
{
	static const char *const family[] = { "赵", "钱", "孙", "周", "吴", "郑", "冯", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "许", "何", "吕" };
	static const char *const given[] = { "德海", "秀兰", "立民", "海燕", "文斌", "玉兰", "卫东", "晓霞", "志强", "美玲", "冬梅", "振华", "红梅", "少杰", "丽萍", "国栋", "佳慧", "金宝", "雅琴" };
	for (int i = 0; i < n; i++) {
		char key[40], fields[200];
		snprintf(key, sizeof key, "other%d", i);
		snprintf(fields, sizeof fields, "\"name\":\"%s%s\",\"birth\":\"19%02d-%02d-%02d\",\"phone\":[\"+86139%08d\"]", family[i % 17], given[i / 17 % 19], 40 + i * 7 % 60, 1 + i % 12,
			 1 + i * 5 % 28, 10000000 + i * 7919);
		crew_add(c, "s", key, fields);
	}
}

/* The same in letters; every third has a second record, and lives with somebody of the name. */
static void add_western(struct crew *c, int n)
{
	static const char *const family[] = { "Weber", "Schulz", "Becker", "Hoffmann", "Koch", "Bauer", "Richter", "Wolf", "Neumann", "Schwarz", "Braun", "Krueger", "Lange", "Krause", "Werner", "Lehmann", "Maier" };
	static const char *const given[] = { "Anna", "Peter", "Maria", "Hans", "Ursula", "Klaus", "Monika", "Juergen", "Petra", "Stefan", "Sabine", "Andreas", "Renate", "Uwe", "Helga", "Frank", "Karin", "Dieter", "Birgit" };
	for (int i = 0; i < n; i++)
		for (int again = 0; again < (i % 3 ? 1 : 3); again++) {
			char key[40], fields[240];
			snprintf(key, sizeof key, "other%d-%d", i, again);
			snprintf(fields, sizeof fields, "\"name\":\"%s %s\",\"birth\":\"19%02d-%02d-%02d\",\"phone\":[\"+4915%09d\"],\"city\":\"%s\",\"street\":\"lindenweg|%d\"", given[(i / 17 + 5 * (again == 2)) % 19],
				 family[i % 17], again == 2 ? 20 + i % 20 : 40 + i * 7 % 60, 1 + (i + again / 2) % 12, 1 + i * 5 % 28, 100000000 + i * 7919, i % 2 ? "Berlin" : "Hamburg", i);
			crew_add(c, "s", key, fields);
		}
}

static struct crew *run_with(void (*strangers)(struct crew *, int), const char *const (*record)[2], size_t n)
{
	struct crew *c = crew_new(NULL);
	strangers(c, strangers == add_western ? 3000 : 300); /* families must be many before the model knows them */
	for (size_t i = 0; i < n; i++)
		crew_add(c, "s", record[i][0], record[i][1]);
	crew_settle(c);
	crew_run(c, NULL);
	return c;
}
#define RUN(strangers, records) run_with(strangers, records, sizeof(records) / sizeof *(records))

#define HOME "\"phone\":[\"+8613104785235\"],\"city\":\"上海\",\"street\":\"中山路|81|2|1805\""

static void chinese_family(void **state)
{
	(void)state;
	static const char *const records[][2] = {
		{ "father", "\"name\":\"王建国\",\"birth\":\"1960-03-05\"," HOME }, { "father2", "\"name\":\"王建国\",\"birth\":\"1960-03-05\"," HOME },
		{ "son", "\"name\":\"王小明\",\"birth\":\"1990-07-19\"," HOME },	   { "twin", "\"name\":\"王小亮\",\"birth\":\"1990-07-19\"," HOME },
		{ "twin2", "\"name\":\"王小亮\",\"birth\":\"1990-07-19\"," HOME },   { "mother", "\"name\":\"李淑珍\",\"birth\":\"1962-11-23\"," HOME },
	};
	struct crew *c = RUN(add_strangers, records);
	assert_true(crew_one(c, "father", "father2"));
	assert_true(crew_one(c, "twin", "twin2"));
	assert_false(crew_one(c, "father", "son"));
	assert_false(crew_one(c, "son", "twin"));
	assert_false(crew_one(c, "father", "mother"));
	crew_free(c);
}

static void western_family(void **state)
{
	(void)state;
	static const char *const records[][2] = {
		{ "father", "\"name\":\"Robert Miller\",\"birth\":\"1960-03-05\"," HOME }, { "father2", "\"name\":\"Bob Miller\",\"birth\":\"1960-03-05\"," HOME },
		{ "son", "\"name\":\"Thomas Miller\",\"birth\":\"1988-11-02\"," HOME },	 { "daughter", "\"name\":\"Julia Miller\",\"birth\":\"1990-07-19\"," HOME },
		{ "daughter2", "\"name\":\"Miller, Julia\",\"birth\":\"1990-07-19\"," HOME },
	};
	struct crew *c = RUN(add_western, records);
	assert_true(crew_one(c, "father", "father2"));
	assert_true(crew_one(c, "daughter", "daughter2"));
	assert_false(crew_one(c, "father", "son"));
	assert_false(crew_one(c, "son", "daughter"));
	crew_free(c);
}

/* A number handed on: the same telephone, and nothing else of either. */
static void recycled_number(void **state)
{
	(void)state;
	static const char *const records[][2] = {
		{ "before", "\"name\":\"高洁\",\"birth\":\"1971-01-05\",\"phone\":[\"+8613104785235\"]" },
		{ "now", "\"name\":\"罗杰\",\"birth\":\"1993-07-25\",\"phone\":[\"+8613104785235\"]" },
		{ "unborn", "\"name\":\"宋倩\",\"phone\":[\"+8613104785235\"]" },
	};
	struct crew *c = RUN(add_strangers, records);
	assert_false(crew_one(c, "before", "now"));
	assert_false(crew_one(c, "before", "unborn"));
	assert_false(crew_one(c, "now", "unborn"));
	crew_free(c);
}

/* A clerk types a number to get past the field: it is blocked once too many names have it, and not a name earlier. */
static void clerks_number(void **state)
{
	(void)state;
	static const char *const names[] = { "高洁", "罗杰", "宋倩", "胡军", "何琳", "陶思思" };
	for (size_t n = 5; n <= 6; n++) {
		struct crew *c = crew_new(NULL);
		add_strangers(c, 300);
		for (size_t i = 0; i < n; i++) {
			char key[40], fields[100];
			snprintf(key, sizeof key, "k%zu", i);
			snprintf(fields, sizeof fields, "\"name\":\"%s\",\"phone\":[\"+8613104785235\"]", names[i]);
			crew_add(c, "s", key, fields);
		}
		crew_settle(c);
		crew_run(c, NULL);
		assert_int_equal(c->r.crowd.blocked_n, n == 6);
		assert_false(crew_one(c, "k0", "k1"));
		if (n == 6) {
			assert_int_equal(c->r.crowd.blocked[0].names, 6);
			assert_int_equal(c->r.crowd.blocked[0].records, 6);
		}
		crew_free(c);
	}
}

/* One letter, no letter, a mark: names that say nothing join nobody. */
static void names_of_nothing(void **state)
{
	(void)state;
	static const char *const records[][2] = {
		{ "a", "\"name\":\"A\"" }, { "a2", "\"name\":\"A\"" }, { "none", "\"name\":\"\"" }, { "none2", "\"name\":\"\"" }, { "dash", "\"name\":\"-\"" },
		{ "dash2", "\"name\":\"-\"" }, { "bare", "" }, { "bare2", "" }, { "wang", "\"name\":\"王\"" }, { "wang2", "\"name\":\"王\"" },
	};
	struct crew *c = RUN(add_strangers, records);
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(crew_one(c, records[i][0], records[k][0]));
	crew_free(c);
}

static void no_records(void **state)
{
	(void)state;
	for (int n = 0; n < 3; n++) {
		struct crew *c = crew_new(NULL);
		if (n > 0)
			crew_add(c, "s", "a", "\"name\":\"高洁\",\"phone\":[\"+8613104785235\"]");
		if (n > 1)
			crew_add(c, "s", "gone", "\"name\":\"高洁\",\"phone\":[\"+8613104785235\"],\"deleted\":true");
		crew_settle(c);
		crew_run(c, NULL);
		assert_int_equal(c->r.clusters.clusters, n);
		assert_int_equal(c->r.scores.compared, 0);
		crew_free(c);
	}
}

/* 200 copies of one record are one person, and so are 5,000. */
static void copies(void **state)
{
	(void)state;
	static const int copies[] = { 200, 5000 };
	for (int way = 0; way < 2; way++) {
		struct crew *c = crew_new(NULL);
		add_strangers(c, 300);
		for (int i = 0; i < copies[way]; i++) {
			char key[40];
			snprintf(key, sizeof key, "k%d", i);
			crew_add(c, "s", key, "\"name\":\"宋倩\",\"birth\":\"1982-03-14\",\"phone\":[\"+8613104785235\"],\"email\":[\"song.q@qq.com\"]");
		}
		crew_settle(c);
		crew_run(c, NULL);
		assert_true(c->r.scores.compared < 500000);
		assert_int_equal(iv_match_windowed(&c->r), 0);
		assert_int_equal(c->r.clusters.clusters, 301);
		crew_free(c);
	}
}

/* A chain in which each has something of the next, and nothing of those beyond: it must not become one. */
static void chain(void **state)
{
	(void)state;
	enum { N = 2000 };
	struct crew *c = crew_new(NULL);
	for (int i = 0; i < N; i++) {
		char key[40], fields[200];
		snprintf(key, sizeof key, "k%d", i);
		snprintf(fields, sizeof fields, "\"name\":\"宋倩\",\"birth\":\"19%02d-03-14\",\"phone\":[\"+86131%08d\",\"+86131%08d\"]", 30 + i % 67, 10000000 + 7919 * i, 10000000 + 7919 * (i + 1));
		crew_add(c, "s", key, fields);
	}
	crew_settle(c);
	crew_run(c, NULL);
	uint32_t *size = calloc(c->r.clusters.clusters, sizeof *size), largest = 0;
	for (size_t p = 0; p < c->m.n; p++)
		largest = ++size[c->r.clusters.of[p]] > largest ? size[c->r.clusters.of[p]] : largest;
	free(size);
	assert_true(largest < 8);
	crew_free(c);
}

/* One record a person in a source: two are never one, not through a third of another source either; but one that replaces the other is. */
static void single(void **state)
{
	(void)state;
	static const char same[] = "\"name\":\"宋倩\",\"birth\":\"1982-03-14\",\"phone\":[\"+8613104785235\"]";
	for (int replaced = 0; replaced < 2; replaced++) {
		struct crew *c = crew_new(NULL);
		char fields[160];
		snprintf(fields, sizeof fields, "%s%s", same, replaced ? ",\"supersedes\":[\"a\"]" : "");
		add_strangers(c, 300);
		crew_add(c, "crm", "a", same);
		crew_add(c, "crm", "b", fields);
		crew_add(c, "s", "c", same);
		crew_settle(c);
		uint64_t source = UINT64_C(1) << c->m.part[crew_part(c, "crm", "a")].source;
		crew_run(c, &(struct iv_match_settings){ .names = 5, .spend = 1, .threads = 2, .single = source });
		uint32_t a = c->r.clusters.of[crew_part(c, "crm", "a")], b = c->r.clusters.of[crew_part(c, "crm", "b")], s = c->r.clusters.of[crew_part(c, "s", "c")];
		assert_int_equal(a == b, replaced);
		assert_true(s == a || s == b);
		crew_free(c);
	}
}

/* Judgements have the last word: never through a chain, must against all weights. */
static void judged(void **state)
{
	(void)state;
	static const char same[] = "\"name\":\"宋倩\",\"birth\":\"1982-03-14\",\"phone\":[\"+8613104785235\"]";
	struct crew *c = crew_new(NULL);
	add_strangers(c, 300);
	crew_add(c, "s", "a", same);
	crew_add(c, "s", "b", same);
	crew_add(c, "s", "c", same);
	crew_settle(c);
	uint32_t a = crew_part(c, "s", "a"), b = crew_part(c, "s", "b"), x = crew_part(c, "s", "other1"), y = crew_part(c, "s", "other2");
	struct iv_edge never = { a < b ? a : b, a < b ? b : a, 0 }, must = { x < y ? x : y, x < y ? y : x, 0 };
	crew_run(c, &(struct iv_match_settings){ .names = 5, .spend = 1, .threads = 2, .never = &never, .nevers = 1, .must = &must, .musts = 1 });
	assert_false(crew_one(c, "a", "b"));
	assert_true(crew_one(c, "a", "c") || crew_one(c, "b", "c"));
	assert_true(crew_one(c, "other1", "other2"));
	crew_free(c);
}

/* Records meet by an identifier or a list of their own alone. */
static void own_identifiers(void **state)
{
	(void)state;
	struct crew *c = crew_new("fields:\n"
				  "  - {field: passport, compare: identifier, purpose: p, owner: o}\n"
				  "  - {field: device, compare: list, purpose: p, owner: o}\n");
	for (int i = 0; i < 400; i++) {
		char key[40], fields[160];
		snprintf(key, sizeof key, "p%d", i);
		snprintf(fields, sizeof fields, "\"name\":\"%c%cx Qu%cr%c\",\"passport\":\"X%07d\",\"device\":[\"d%07d\",\"e%d\"]", 'A' + i % 26, 'a' + i / 26, 'a' + i * 7 % 26, 'a' + i * 11 % 26,
			 i / 2 * 7919, i / 2 * 104729, i);
		crew_add(c, "s", key, fields);
	}
	crew_settle(c);
	crew_run(c, NULL);
	assert_int_equal(c->schema.rules, 12);
	assert_int_equal(c->r.blocking.rule[11].pairs, 200);
	assert_int_equal(c->r.blocking.rule[11].pairs, 200);
	crew_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chinese_family), cmocka_unit_test(western_family), cmocka_unit_test(recycled_number), cmocka_unit_test(clerks_number),
		cmocka_unit_test(names_of_nothing), cmocka_unit_test(no_records),   cmocka_unit_test(copies),	       cmocka_unit_test(chain),
		cmocka_unit_test(single),	  cmocka_unit_test(judged),	    cmocka_unit_test(own_identifiers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
