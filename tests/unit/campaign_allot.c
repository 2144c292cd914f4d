/* SPDX-License-Identifier: MIT
 * The allotment: what binds, in which order, and that nothing depends on the order of the customers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "campaign/allot.h"

#define CAMPAIGNS 3
#define CUSTOMERS 400

/* A customer as the test knows it; the number it gets in a round may be any. */
struct person {
	uint64_t tie, address;
	int64_t rank;
	bool held[CAMPAIGNS], ready[CAMPAIGNS], ranked;
};

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

static void make(struct person *p, size_t n, uint64_t seed)
{
	for (size_t i = 0; i < n; i++) {
		p[i] = (struct person){ .tie = next(&seed) << 31 | i, .address = next(&seed) % 300, .rank = (int64_t)(next(&seed) % 20) - 5 };
		p[i].ranked = next(&seed) % 10 != 0;
		for (size_t k = 0; k < CAMPAIGNS; k++) {
			p[i].held[k] = next(&seed) % 5 == 0;
			p[i].ready[k] = next(&seed) % 3 != 0;
		}
	}
}

/* Plays a round with the customers in the given order; out[person][campaign]. */
static void play(const struct iv_campaigns *set, const struct person *p, const size_t *order, size_t n, uint8_t *out)
{
	struct iv_campaign_pool pool[CAMPAIGNS] = { 0 };
	struct iv_campaign_play f = { .set = set, .pool = pool, .customers = n };
	f.tie = iv_zalloc((n + 1) * sizeof *f.tie);
	f.outcome = iv_zalloc(n * CAMPAIGNS + 1);
	for (size_t i = 0; i < n; i++) {
		const struct person *who = &p[order[i]];
		f.tie[i] = who->tie;
		for (size_t k = 0; k < CAMPAIGNS; k++) {
			if (!who->ready[k])
				continue;
			f.outcome[i * CAMPAIGNS + k] = IV_CAMPAIGN_READY;
			pool[k].candidate = iv_reserve(pool[k].candidate, &pool[k].cap, pool[k].n + 1, sizeof *pool[k].candidate);
			pool[k].candidate[pool[k].n++] = (struct iv_campaign_candidate){ .rank = who->ranked ? iv_decimal_of_int(who->rank) : 0,
											 .ranked = who->ranked,
											 .address = who->address,
											 .customer = (uint32_t)i,
											 .held = who->held[k] };
		}
	}
	iv_campaign_allot(&f);
	for (size_t i = 0; i < n; i++)
		memcpy(out + order[i] * CAMPAIGNS, f.outcome + i * CAMPAIGNS, CAMPAIGNS);
	for (size_t k = 0; k < CAMPAIGNS; k++)
		free(pool[k].candidate);
	free(f.tie);
	free(f.outcome);
}

static const uint16_t order_of_campaigns[CAMPAIGNS] = { 2, 0, 1 };

static struct iv_campaigns set_of(struct iv_campaign *c, int64_t budget, int64_t per_customer, int64_t per_address)
{
	for (size_t k = 0; k < CAMPAIGNS; k++)
		c[k] = (struct iv_campaign){ .budget = k == 0 ? budget : INT64_MAX };
	return (struct iv_campaigns){ .campaign = c, .n = CAMPAIGNS, .order = (uint16_t *)(uintptr_t)order_of_campaigns, .per_customer = per_customer, .per_address = per_address };
}

static void any_order(void **state)
{
	(void)state;
	static struct person p[CUSTOMERS];
	static uint8_t first[CUSTOMERS * CAMPAIGNS], other[CUSTOMERS * CAMPAIGNS];
	struct iv_campaign c[CAMPAIGNS];
	size_t order[CUSTOMERS];
	for (uint64_t round = 0; round < 20; round++) {
		struct iv_campaigns set = set_of(c, (int64_t)round * 5, 1 + (int64_t)round % 3, 1 + (int64_t)round % 2);
		uint64_t seed = round + 99;
		make(p, CUSTOMERS, round);
		for (size_t i = 0; i < CUSTOMERS; i++)
			order[i] = i;
		play(&set, p, order, CUSTOMERS, first);
		for (size_t i = CUSTOMERS; i-- > 1;) {
			size_t k = next(&seed) % (i + 1), x = order[i];
			order[i] = order[k];
			order[k] = x;
		}
		play(&set, p, order, CUSTOMERS, other);
		assert_memory_equal(first, other, sizeof first);
	}
}

/* The rules, checked on the result alone. */
static void rules(void **state)
{
	(void)state;
	static struct person p[CUSTOMERS];
	static uint8_t out[CUSTOMERS * CAMPAIGNS];
	struct iv_campaign c[CAMPAIGNS];
	struct iv_campaigns set = set_of(c, 40, 2, 2);
	size_t order[CUSTOMERS], contacts[CAMPAIGNS] = { 0 };
	int address[300] = { 0 };
	make(p, CUSTOMERS, 7);
	for (size_t i = 0; i < CUSTOMERS; i++)
		order[i] = i;
	play(&set, p, order, CUSTOMERS, out);
	for (size_t i = 0; i < CUSTOMERS; i++) {
		int times = 0;
		for (size_t k = 0; k < CAMPAIGNS; k++) {
			enum iv_campaign_outcome o = out[i * CAMPAIGNS + k];
			bool took = o == IV_CAMPAIGN_SELECTED || o == IV_CAMPAIGN_HELD_OUT;
			assert_true(p[i].ready[k] ? o > IV_CAMPAIGN_READY : o == IV_CAMPAIGN_NOT_IN_TARGET);
			assert_true(!took || p[i].held[k] == (o == IV_CAMPAIGN_HELD_OUT));
			contacts[k] += o == IV_CAMPAIGN_SELECTED;
			times += took;
			address[p[i].address] += took;
			for (size_t other = 0; took && other < i; other++) { /* one message an address within a campaign */
				enum iv_campaign_outcome o2 = out[other * CAMPAIGNS + k];
				assert_false(p[other].address == p[i].address && (o2 == IV_CAMPAIGN_SELECTED || o2 == IV_CAMPAIGN_HELD_OUT));
			}
		}
		assert_true(times <= 2);
	}
	for (size_t i = 0; i < 300; i++)
		assert_true(address[i] <= 2);
	assert_int_equal(contacts[0], 40);
	assert_true(contacts[1] > 40 && contacts[2] > 40);
}

/* Two customers share a number: the higher rank gets the message; without ranks the tie decides. */
static void shared_address(void **state)
{
	(void)state;
	struct iv_campaign c[CAMPAIGNS];
	struct iv_campaigns set = set_of(c, INT64_MAX, INT64_MAX, 1);
	struct person p[3] = { { .tie = 3, .address = 1, .rank = 5, .ranked = true, .ready = { true } },
			       { .tie = 2, .address = 1, .rank = 6, .ranked = true, .ready = { true } },
			       { .tie = 1, .address = 1, .rank = 7, .ranked = false, .ready = { true } } };
	size_t order[3] = { 0, 1, 2 };
	uint8_t out[3 * CAMPAIGNS];
	play(&set, p, order, 3, out);
	assert_int_equal(out[0], IV_CAMPAIGN_PER_ADDRESS);
	assert_int_equal(out[CAMPAIGNS], IV_CAMPAIGN_SELECTED);
	assert_int_equal(out[2 * CAMPAIGNS], IV_CAMPAIGN_PER_ADDRESS);
	for (size_t i = 0; i < 3; i++)
		p[i].ranked = false;
	play(&set, p, order, 3, out);
	assert_int_equal(out[2 * CAMPAIGNS], IV_CAMPAIGN_SELECTED);
	p[2].held[0] = true; /* the others must not carry the message to the control */
	play(&set, p, order, 3, out);
	assert_int_equal(out[2 * CAMPAIGNS], IV_CAMPAIGN_HELD_OUT);
	assert_int_equal(out[0], IV_CAMPAIGN_PER_ADDRESS);
	assert_int_equal(out[CAMPAIGNS], IV_CAMPAIGN_PER_ADDRESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(any_order), cmocka_unit_test(rules), cmocka_unit_test(shared_address) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
