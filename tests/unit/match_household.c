/* SPDX-License-Identifier: MIT
 * Households: customers that share an address live together, records of one customer always do, and what hundreds share is nobody's home. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "match/household.h"

enum { MOST_EDGES = 2000 };

struct town {
	uint32_t cluster[200];
	uint32_t clusters;
	struct iv_edge edge[MOST_EDGES];
	size_t edges;
};

static void share(struct town *t, uint32_t from, uint32_t to, int32_t weight)
{
	for (uint32_t a = from; a < to; a++)
		for (uint32_t b = a + 1; b < to; b++)
			t->edge[t->edges++] = (struct iv_edge){ a, b, weight };
}

static void settle(struct town *t, struct iv_households *h)
{
	struct iv_household_input in = { .cluster = t->cluster, .clusters = t->clusters, .edge = t->edge, .edges = t->edges, .threshold = 1000, .most = IV_HOUSEHOLD_MOST };
	iv_household_run(&in, h);
}

static void start(struct town *t, uint32_t n)
{
	*t = (struct town){ .clusters = n };
	for (uint32_t i = 0; i < n; i++)
		t->cluster[i] = i;
}

/* Records 0 and 2 are one customer, 1 and 3 others; 2 shares an address with 3, so do 0 and 1 a telephone. */
static void families(void **state)
{
	(void)state;
	struct town t;
	struct iv_households h;
	start(&t, 4);
	t.cluster[2] = 0;
	t.cluster[3] = 2;
	t.clusters = 4; /* cluster 3 is of a record further on */
	t.edge[t.edges++] = (struct iv_edge){ 0, 1, -9000 };
	t.edge[t.edges++] = (struct iv_edge){ 1, 2, 7000 };
	t.edge[t.edges++] = (struct iv_edge){ 2, 3, 9000 };
	t.edge[t.edges++] = (struct iv_edge){ 0, 2, 30000 };
	settle(&t, &h);
	/* The greatest weight of a pair counts, and 1 and 2 (by cluster) were never compared: 7 - 4 bits are enough. */
	assert_int_equal(h.of[0], 0);
	assert_int_equal(h.of[1], 0);
	assert_int_equal(h.of[2], 0);
	assert_int_equal(h.of[3], 1);
	assert_int_equal(h.households, 2);
	assert_int_equal(h.shared, 1);
	assert_int_equal(h.people, 3);
	assert_int_equal(h.largest, 3);
	assert_int_equal(h.split + h.dissolved, 0);
	iv_households_release(&h);
	iv_households_release(&h);
	t.edge[1].weight = 5500;
	settle(&t, &h);
	assert_int_equal(h.households, 3);
	assert_int_equal(h.of[2], h.of[0]);
	assert_int_equal(h.of[1], 1);
	iv_households_release(&h);
}

/* Forty people of one switchboard; among them two families with an address of their own. */
static void crowds(void **state)
{
	(void)state;
	struct town t;
	struct iv_households h;
	start(&t, 60);
	share(&t, 0, 40, 5000);
	for (size_t i = 0; i < t.edges; i++)
		if ((t.edge[i].a < 3 && t.edge[i].b < 3) || (t.edge[i].a >= 10 && t.edge[i].b >= 10 && t.edge[i].b < 14))
			t.edge[i].weight = 12000;
	share(&t, 40, 52, 5000);
	share(&t, 55, 57, 900);
	settle(&t, &h);
	assert_int_equal(h.shared, 3);
	assert_int_equal(h.largest, 12);
	assert_int_equal(h.people, 3 + 4 + 12);
	assert_int_equal(h.split, 1);
	assert_int_equal(h.dissolved, 33);
	assert_int_equal(h.of[2], h.of[0]);
	assert_int_equal(h.of[13], h.of[10]);
	assert_int_not_equal(h.of[4], h.of[5]);
	assert_int_not_equal(h.of[55], h.of[56]);
	iv_households_release(&h);
	for (size_t i = 0; i < t.edges; i++)
		t.edge[i].weight = 30000;
	settle(&t, &h);
	assert_int_equal(h.split, 1);
	assert_int_equal(h.dissolved, 40);
	assert_int_equal(h.people, 12 + 2);
	iv_households_release(&h);
}

static void any_order(void **state)
{
	(void)state;
	struct town t;
	struct iv_households h, other;
	uint64_t seed = 7;
	for (int round = 0; round < 200; round++) {
		start(&t, 80);
		for (uint32_t i = 0; i < 80; i++)
			t.cluster[i] = i < 60 ? i : i - 60;
		t.clusters = 60;
		for (int i = 0; i < 400; i++) {
			seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			uint32_t a = (uint32_t)(seed >> 33) % 79;
			t.edge[t.edges++] = (struct iv_edge){ a, a + 1 + (uint32_t)(seed >> 50) % (79 - a), (int32_t)(seed >> 40) % 9000 - 2000 };
		}
		settle(&t, &h);
		for (size_t i = 0; i < t.edges / 2; i++) {
			struct iv_edge e = t.edge[i];
			t.edge[i] = t.edge[t.edges - 1 - i];
			t.edge[t.edges - 1 - i] = e;
		}
		settle(&t, &other);
		assert_memory_equal(h.of, other.of, 60 * sizeof *h.of);
		assert_true(h.largest <= IV_HOUSEHOLD_MOST);
		for (uint32_t c = 1, most = 0; c < 60; c++) {
			assert_true(h.of[c] <= most + 1);
			most = h.of[c] > most ? h.of[c] : most;
		}
		iv_households_release(&h);
		iv_households_release(&other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(families), cmocka_unit_test(crowds), cmocka_unit_test(any_order) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
