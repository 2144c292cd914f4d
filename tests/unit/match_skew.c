/* SPDX-License-Identifier: MIT
 * One value in nearly a third of the records: a birth date that a till fills in, the telephone of the shop, the address of a hostel. It costs no
 * more than the rules may spend, what is not compared whole is counted, and nobody loses those who are alike. */
#include "people.h"

enum { PEOPLE = 4000, EACH = 2, SHARE = 10 }; /* records a person; of ten people three have the value */

struct skew {
	const char *rule; /* whose block is too large; NULL: none, the value is junk */
	const char *birth, *phone, *street;
};

static const struct skew none = { NULL, NULL, NULL, NULL };

/* A word that hardly any other number gives. */
static const char *word(unsigned number, char out[8])
{
	uint32_t x = number * 2654435761u;
	for (int i = 0; i < 6; i += 2) {
		out[i] = "bcdfghjklmnprstvwz"[x % 18];
		out[i + 1] = "aeiou"[x / 18 % 5];
		x /= 90;
	}
	out[6] = 'n';
	out[7] = '\0';
	return out;
}

/* Each person has two records. Every name, date, number and address is a person's own, but for what is skewed. */
static struct crew *town(const struct skew *skew)
{
	struct crew *c = crew_new(NULL);
	for (int i = 0; i < PEOPLE; i++)
		for (int k = 0; k < EACH; k++) {
			char key[40], birth[40], phone[40], street[40], family[8], given[8], fields[300];
			bool skewed = i % SHARE < 3;
			snprintf(birth, sizeof birth, "19%02d-%02d-%02d", 30 + i % 61, 1 + i % 12, 1 + i % 28);
			snprintf(phone, sizeof phone, "+86131%08d", 10000000 + 7919 * i);
			snprintf(street, sizeof street, "road %d|%d", i % 997, i % 83);
			snprintf(key, sizeof key, "k%d.%d", i, k);
			snprintf(fields, sizeof fields, "\"name\":\"%s %s%s\",\"birth\":\"%s\",\"phone\":[\"%s\"],\"city\":\"Graz\",\"street\":\"%s\"", word(2 * i, given), word(2 * i + 1, family),
				 k ? "s" : "", skewed && skew->birth ? skew->birth : birth, skewed && skew->phone ? skew->phone : phone, skewed && skew->street ? skew->street : street);
			crew_add(c, "s", key, fields);
		}
	crew_settle(c);
	crew_run(c, &(struct iv_match_settings){ .names = 5, .spend = 1, .threads = 2, .keep_pairs = true });
	return c;
}

static unsigned rule_of(const struct crew *c, const char *name)
{
	for (unsigned i = 0; i < c->schema.rules; i++)
		if (iv_str_eq(c->schema.rule[i].name, iv_str_of(name)))
			return i;
	fail_msg("there is no rule '%s'", name);
	return 0;
}

/* What a rule may spend at most: on its blocks, half as much on the pieces by each way through its cuts, and on a few neighbours of the rest. */
static void check_spent(const struct crew *c)
{
	for (unsigned i = 0; i < c->schema.rules; i++) {
		const struct iv_match_block_rule *b = &c->r.blocking.rule[i];
		double cuts = c->schema.rule[i].cuts, most = IV_BLOCK_FREE * (1 + cuts * (cuts + 1) / 4) + 3.0 * (double)b->windowed;
		if ((double)b->pairs > most)
			fail_msg(IV_FMT ": %llu pairs, expected %.0f at most", IV_ARG(c->schema.rule[i].name), (unsigned long long)b->pairs, most);
		assert_true(b->windowed <= b->cut * (c->schema.rule[i].cuts ? c->schema.rule[i].cuts : 1u));
	}
}

static bool meet(const struct crew *c, uint32_t x, uint32_t y)
{
	const struct iv_match_blocking *b = &c->r.blocking;
	uint64_t want = ((uint64_t)(x < y ? x : y) << b->width | (x < y ? y : x)) << IV_BLOCK_RULE_BITS;
	size_t low = 0, high = b->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (b->pair[middle] < want)
			low = middle + 1;
		else
			high = middle;
	}
	return low < b->n && b->pair[low] >> IV_BLOCK_RULE_BITS == want >> IV_BLOCK_RULE_BITS;
}

static void check_together(const struct crew *c)
{
	size_t met = 0, one = 0;
	for (int i = 0; i < PEOPLE; i++) {
		char a[40], b[40];
		snprintf(a, sizeof a, "k%d.0", i);
		snprintf(b, sizeof b, "k%d.1", i);
		met += meet(c, crew_part(c, "s", a), crew_part(c, "s", b));
		one += crew_one(c, a, b);
	}
	assert_int_equal(met, PEOPLE);
	assert_true(one > PEOPLE - PEOPLE / 100);
	assert_true(c->r.clusters.clusters > PEOPLE - PEOPLE / 100); /* and nobody with others */
}

static void check_skew(const struct skew *skew)
{
	struct crew *plain = town(&none), *c = town(skew);
	enum { SKEWED = PEOPLE * EACH * 3 / SHARE };
	assert_int_equal(iv_match_windowed(&plain->r), 0);
	check_spent(c);
	check_together(c);
	if (skew->rule) {
		const struct iv_match_block_rule *b = &c->r.blocking.rule[rule_of(c, skew->rule)];
		assert_int_equal(b->largest[0].records, SKEWED);
		assert_int_equal(b->cut, SKEWED);
		assert_true(b->limit < SKEWED);
		assert_int_equal(c->r.crowd.blocked_n, 0);
	} else {
		assert_int_equal(c->r.crowd.blocked_n, 1);
		assert_int_equal(c->r.crowd.blocked[0].records, SKEWED);
	}
	/* Far from the pairs that the value alone would bring together. */
	assert_true(c->r.scores.compared < plain->r.scores.compared + (uint64_t)SKEWED * SKEWED / 8);
	crew_free(plain);
	crew_free(c);
}

static void births(void **state)
{
	(void)state;
	check_skew(&(struct skew){ "birth", "1990-01-01", NULL, NULL });
}

static void phones(void **state)
{
	(void)state;
	check_skew(&(struct skew){ NULL, NULL, "+8613999990000", NULL });
}

static void streets(void **state)
{
	(void)state;
	check_skew(&(struct skew){ "street", NULL, NULL, "hostel road|1" });
}

/* All three at once, in the same records. */
static void everything(void **state)
{
	(void)state;
	check_skew(&(struct skew){ NULL, "1990-01-01", "+8613999990000", "hostel road|1" });
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(births), cmocka_unit_test(phones), cmocka_unit_test(streets), cmocka_unit_test(everything) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
