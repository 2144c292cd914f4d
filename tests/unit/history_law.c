/* SPDX-License-Identifier: MIT
 * The law of roll-ups: however the events are cut into nights, in whatever order, and however rolls are merged, the
 * bytes are the same; and so is the history made of them. Random events over few names, so that all collide. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "history/layout.h"
#include "history/window.h"

#define EVENTS 60
#define ROUNDS 400

static uint64_t seed;
static unsigned days; /* how many there are in a month */
static bool bank; /* most events give the balance of one account */

static unsigned pick(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed % n);
}

static const char *one_of(const char *const *names, unsigned n)
{
	return names[pick(n)];
}

static struct iv_str random_event(struct iv_arena *arena, int number)
{
	static const char *const events[] = { "purchase", "purchase", "return", "contact", "response", "complaint", "survey", "points", "points", "optin", "optout", "visit" };
	static const char *const outcomes[] = { "issued", "redeemed", "expired", "lost" };
	static const char *const channels[] = { "store", "web", "sms", "" }, *const sources[] = { "tx", "web" }, *const currencies[] = { "CNY", "TWD" };
	static const char *const parties[] = { "\"pos\",\"party\":\"1\"", "\"~phone\",\"party\":\"+8613812345678\"" };
	static const char *const amounts[] = { "1", "0.5", "0", "922337203685477.5807", "12.3456" };
	struct iv_buf b = { 0 };
	if (bank && pick(4))
		return iv_arena_fmt(arena, "{\"kind\":\"event\",\"source\":\"tx\",\"key\":\"%d\",\"at\":\"2026-01-0%uT0%u:00\",\"event\":\"points\",\"party\":\"1\",\"balance\":%u}", number,
				    1 + pick(5), pick(3), pick(4));
	iv_buf_addf(&b, "{\"kind\":\"event\",\"source\":\"%s\",\"key\":\"%d\",\"at\":\"2026-0%u-%02uT0%u:00\"", one_of(sources, 2), number, 1 + pick(3), 1 + pick(days), pick(4));
	iv_buf_addf(&b, ",\"event\":\"%s\",\"channel\":\"%s\",\"party_source\":%s", one_of(events, 12), one_of(channels, 4), one_of(parties, 2));
	iv_buf_addf(&b, ",\"currency\":\"%s\",\"amount\":%s", one_of(currencies, 2), one_of(amounts, 5));
	if (pick(2))
		iv_buf_addf(&b, ",\"cost\":%s", one_of(amounts, 3));
	iv_buf_addf(&b, ",\"order\":\"%u\",\"refund_of\":\"%u\",\"category\":\"c%u\",\"case\":\"%u\",\"resolved\":%s", pick(4), pick(5), pick(3), pick(2),
		    pick(2) ? "true" : "false");
	iv_buf_addf(&b, ",\"campaign\":\"m%u\",\"cell\":\"%s\",\"coupon\":\"k%u\"", pick(2), pick(2) ? "control" : "treatment", pick(2));
	iv_buf_addf(&b, ",\"product\":\"p%u\"", pick(3));
	if (pick(2))
		iv_buf_addf(&b, ",\"satisfied\":%u,\"balance\":%d", pick(5), (int)pick(4) - 1);
	if (!pick(3))
		iv_buf_addf(&b, ",\"due\":\"2026-0%u-01\"", 3 + pick(3));
	if (pick(2))
		iv_buf_addf(&b, ",\"outcome\":\"%s\",\"account\":\"a%u\"", one_of(outcomes, 4), pick(2));
	iv_buf_adds(&b, IV_STR("}"));
	struct iv_str line = iv_arena_str(arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return line;
}

static void shuffle(struct iv_str *item, unsigned n)
{
	for (unsigned i = n; i > 1; i--) {
		unsigned k = pick(i);
		struct iv_str t = item[i - 1];
		item[i - 1] = item[k];
		item[k] = t;
	}
}

static void add(struct iv_roll *r, struct iv_str line)
{
	struct iv_rec rec = { 0 };
	struct iv_err err;
	assert_int_equal(iv_rec_read(&rec, line, r->arena, &err), IV_OK);
	assert_int_equal(iv_history_add(r, &rec, line, &err), IV_OK);
	iv_rec_release(&rec);
}

static struct iv_str written(struct iv_roll *r)
{
	struct iv_buf b = { 0 };
	struct iv_err err;
	assert_int_equal(iv_history_write(r, &b, &err), IV_OK);
	struct iv_str s = iv_arena_str(r->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return s;
}

static struct iv_str history(struct iv_roll *r)
{
	struct iv_buf b = { 0 };
	struct iv_history_figures f;
	struct iv_err err;
	const struct iv_history_cost cost[] = { { IV_STR("visit"), IV_STR("web"), 5000 }, { IV_STR("contact"), IV_STR(""), 700 }, { IV_STR("visit"), IV_STR(""), 1 } };
	const struct iv_history_terms terms = { { 0 }, cost, 3 };
	assert_int_equal(iv_history_sum(r, &terms, &f, &b, &err), IV_OK);
	iv_buf_addf(&b, " %lld %lld %lld %d %d %d %lld %lld %lld %lld", (long long)f.orders, (long long)f.bought, (long long)f.returned, f.first_order, f.last_order,
		    f.last_contact, (long long)f.complaints, (long long)f.order_days, (long long)f.margin, (long long)f.served);
	struct iv_str s = iv_arena_str(r->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return s;
}

/* Cuts the lines at random into nights, each of which reads last night's roll, adds its events and writes. */
static struct iv_str nights(struct iv_arena *arena, const struct iv_str *line, unsigned n, size_t keep)
{
	struct iv_str roll = { 0 };
	struct iv_err err;
	for (unsigned i = 0; i < n;) {
		struct iv_roll r = { .arena = arena, .keep = keep };
		unsigned end = i + 1 + pick(n - i);
		bool late = pick(2); /* whether last night's roll is read after tonight's events */
		if (roll.n && !late)
			assert_int_equal(iv_history_read(&r, roll, &err), IV_OK);
		for (; i < end; i++)
			add(&r, line[i]);
		if (roll.n && late)
			assert_int_equal(iv_history_read(&r, roll, &err), IV_OK);
		roll = written(&r);
		iv_history_release(&r);
	}
	return roll;
}

/* Deals the lines out to a few rolls and merges these in any order. */
static struct iv_str merged(struct iv_arena *arena, const struct iv_str *line, unsigned n, size_t keep)
{
	struct iv_roll r[4] = { 0 };
	for (int i = 0; i < 4; i++) {
		r[i].arena = arena;
		r[i].keep = keep;
	}
	for (unsigned i = 0; i < n; i++)
		add(&r[pick(4)], line[i]);
	unsigned first = pick(4), second = (first + 1 + pick(3)) % 4;
	for (unsigned i = 0; i < 4; i++)
		if (pick(2))
			iv_history_settle(&r[i]);
	iv_history_merge(&r[first], &r[second]);
	for (unsigned i = 4; i-- > 0;)
		if (i != first && i != second)
			iv_history_merge(&r[first], &r[i]);
	struct iv_str roll = written(&r[first]);
	for (int i = 0; i < 4; i++)
		iv_history_release(&r[i]);
	return roll;
}

static void equal(struct iv_str got, struct iv_str want)
{
	if (!iv_str_eq(got, want))
		fail_msg("seed led to\n%.*s\nand\n%.*s", IV_ARG(got), IV_ARG(want));
}

static void any_cut_any_order(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct iv_arena arena = { 0 };
		struct iv_str line[EVENTS];
		struct iv_err err;
		seed = 88172645463325252u + (uint64_t)round * 7919;
		days = pick(2) ? 28 : 2;
		bank = pick(2);
		unsigned n = 1 + pick(bank ? 20 : EVENTS);
		size_t keep = pick(2) ? 0 : pick(8);
		for (unsigned i = 0; i < n; i++)
			line[i] = random_event(&arena, (int)i);
		struct iv_roll all = { .arena = &arena, .keep = keep };
		for (unsigned i = 0; i < n; i++)
			add(&all, line[i]);
		struct iv_str want = written(&all), past = history(&all);
		for (int i = 0; i < 4; i++) {
			shuffle(line, n);
			equal(nights(&arena, line, n, keep), want);
			equal(merged(&arena, line, n, keep), want);
		}
		struct iv_roll again = { .arena = &arena, .keep = keep };
		assert_int_equal(iv_history_read(&again, want, &err), IV_OK);
		equal(history(&again), past);
		equal(written(&again), want);
		iv_history_release(&all);
		iv_history_release(&again);
		iv_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(any_cut_any_order) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
