/* SPDX-License-Identifier: MIT
 * The law of nights: a customer made night by night, in any cut and order, is byte for byte the customer made of all
 * records at once; so is one that was split into its parts, or was two customers, in between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "merge/group.h"

#define RECORDS 40
#define ROUNDS 300

static uint64_t seed;
static struct iv_arena arena;
static struct iv_merge_settings settings;
static int rejects, drops, warnings;
static bool tombstones; /* whether a record may be one */

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

static const char *const sources[] = { "pos", "web", "tw" };

static struct iv_str random_party(void)
{
	static const char *const names[] = { "王芳", "王方", "Wang Fang" }, *const genders[] = { "M", "F" }, *const phones[] = { "1", "2", "3" };
	static const char *const warns[] = { ",\"warn\":[{\"f\":\"name\",\"code\":\"x\"}]", "", "", "" };
	static const char *const replaced[] = { ",\"supersedes\":[\"0\"]", ",\"supersedes\":[\"1\"]", "", "" };
	static const char *const consents[] = { ",\"consent\":{\"sms\":{\"state\":\"out\",\"at\":\"2026-02-10\"}}", ",\"consent\":{\"sms\":{\"state\":\"in\"}}", "", "" };
	return iv_arena_fmt(&arena,
			    "\"kind\":\"party\",\"source\":\"%s\",\"key\":\"%u\",\"name\":\"%s\",\"gender\":\"%s\",\"phone\":[\"+861380000000%s\"],"
			    "\"joined\":\"2025-0%u-01\",\"updated\":\"2026-0%u-01\"%s%s%s%s",
			    one_of(sources, 3), pick(2), one_of(names, 3), one_of(genders, 2), one_of(phones, 3), 1 + pick(3), 1 + pick(4), one_of(warns, 4),
			    one_of(consents, 4), one_of(replaced, 4), tombstones && !pick(8) ? ",\"deleted\":true" : "");
}

static struct iv_str random_event(unsigned number)
{
	static const char *const events[] = { "purchase", "purchase", "return", "contact", "optout", "optin", "complaint", "points", "points" };
	static const char *const lots[] = { ",\"due\":\"2026-12-31\"", ",\"account\":\"0\"", "", "" };
	static const char *const coupons[] = { ",\"coupon\":\"k\",\"outcome\":\"issued\"", ",\"coupon\":\"k\"", "", "" };
	return iv_arena_fmt(&arena,
			    "\"kind\":\"event\",\"source\":\"tx\",\"key\":\"%u\",\"at\":\"2026-0%u-1%u\",\"event\":\"%s\",\"channel\":\"sms\",\"party_source\":\"%s\","
			    "\"party\":\"%u\",\"order\":\"%u\",\"refund_of\":\"%u\",\"amount\":%u.5,\"currency\":\"CNY\","
			    "\"product\":\"p%u\",\"balance\":%u%s%s",
			    number, 1 + pick(4), pick(10), one_of(events, 9), one_of(sources, 3), pick(2), pick(6), pick(8), pick(50), pick(3), pick(2), one_of(lots, 4),
			    one_of(coupons, 4));
}

static void count_reject(void *ctx, const struct iv_rec *rec, const struct iv_err *err)
{
	(void)ctx, (void)rec, (void)err;
	rejects++;
}

static void count_drop(void *ctx, const struct iv_rec *rec, const char *why)
{
	(void)ctx, (void)rec, (void)why;
	drops++;
}

static void count_warning(void *ctx, const struct iv_rec *rec, const struct iv_err *err)
{
	(void)ctx, (void)rec, (void)err;
	warnings++;
}

/* Merges whole lines, and returns the customer's line; empty when there is none. */
static struct iv_str merge(struct iv_str cid, const struct iv_str *line, unsigned n)
{
	static const struct iv_merge_report report = { NULL, count_reject, count_drop, count_warning };
	struct iv_merge m = { .settings = &settings };
	struct iv_rec rec[RECORDS + 20] = { 0 };
	struct iv_str out = { 0 };
	struct iv_err err;
	for (unsigned i = 0; i < n; i++) {
		assert_int_equal(iv_rec_read(&rec[i], line[i], &arena, &err), IV_OK);
		rec[i].ordinal = i;
	}
	int status = iv_merge_group(&m, cid, rec, n, &arena, &report, &out, &err);
	if (status != IV_OK && status != IV_END)
		fail_msg("%s: %s", err.code, err.msg);
	for (unsigned i = 0; i < n; i++)
		iv_rec_release(&rec[i]);
	iv_merge_release(&m);
	return status == IV_OK ? out : (struct iv_str){ 0 };
}

static struct iv_str with_cid(struct iv_str cid, struct iv_str members)
{
	return iv_arena_fmt(&arena, "{\"cid\":\"" IV_FMT "\"," IV_FMT "}", IV_ARG(cid), IV_ARG(members));
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

/* Takes a customer apart as ivoc-dedupe does when its parts go different ways. Returns how many lines. */
static unsigned explode(struct iv_str cid, struct iv_str customer, struct iv_str *line)
{
	struct iv_json_walk w = iv_json_open(iv_json_get(customer, IV_STR("parts")));
	unsigned n = 0;
	while (iv_json_next(&w)) {
		struct iv_str party = iv_json_get(w.value, IV_STR("party")), roll = iv_json_get(w.value, IV_STR("roll"));
		if (!party.n)
			party = iv_arena_fmt(&arena, "{\"kind\":\"party\",\"source\":" IV_FMT ",\"key\":" IV_FMT "}", IV_ARG(iv_json_get(w.value, IV_STR("source"))),
					     IV_ARG(iv_json_get(w.value, IV_STR("key"))));
		struct iv_str members = { party.p + 1, party.n - 2 };
		if (roll.n)
			members = iv_arena_fmt(&arena, IV_FMT ",\"roll\":" IV_FMT, IV_ARG(members), IV_ARG(roll));
		line[n++] = with_cid(cid, members);
	}
	return n;
}

static struct iv_str nights(struct iv_str cid, const struct iv_str *line, unsigned n)
{
	struct iv_str night[RECORDS + 20], customer = { 0 };
	for (unsigned i = 0; i < n;) {
		unsigned end = i + 1 + pick(n - i), k = 0;
		for (; i < end; i++)
			night[k++] = line[i];
		if (customer.n && pick(3))
			night[k++] = customer;
		else if (customer.n)
			k += explode(cid, customer, night + k);
		shuffle(night, k);
		customer = merge(cid, night, k);
	}
	return customer;
}

/* Two customers, one with the parts of source pos, one with the rest, become one. */
static struct iv_str absorbed(struct iv_str cid, const struct iv_str *line, unsigned n)
{
	struct iv_str side[2][RECORDS], both[2];
	unsigned size[2] = { 0 }, k = 0;
	for (unsigned i = 0; i < n; i++) {
		bool event = iv_str_find(line[i], IV_STR("\"kind\":\"event\"")) >= 0;
		int other = iv_str_find(line[i], event ? IV_STR("\"party_source\":\"pos\"") : IV_STR("\"source\":\"pos\"")) < 0;
		side[other][size[other]++] = line[i];
	}
	for (int s = 0; s < 2; s++) {
		struct iv_str made = size[s] ? merge(cid, side[s], size[s]) : (struct iv_str){ 0 };
		if (made.n)
			both[k++] = made;
	}
	shuffle(both, k);
	return k ? merge(cid, both, k) : (struct iv_str){ 0 };
}

static void equal(struct iv_str got, struct iv_str want)
{
	if (!iv_str_eq(got, want))
		fail_msg("%.*s\nand\n%.*s", IV_ARG(got), IV_ARG(want));
}

/* An event first, so that no night finds nothing but tombstones, retires the customer and forgets it. */
static unsigned make_records(struct iv_str cid, struct iv_str *line)
{
	unsigned n = 1 + pick(RECORDS - 2);
	line[0] = with_cid(cid, IV_STR("\"kind\":\"event\",\"source\":\"tx\",\"key\":\"first\",\"at\":\"2026-01-01\",\"event\":\"visit\",\"party_source\":\"pos\",\"party\":\"0\""));
	for (unsigned i = 1; i < n; i++)
		line[i] = with_cid(cid, pick(3) ? random_event(i) : random_party());
	return n;
}

static void any_nights(void **state)
{
	(void)state;
	char cid_text[IV_MERGE_CID_SIZE];
	iv_merge_mint(IV_STR("pos"), IV_STR("0"), cid_text);
	struct iv_str cid = iv_str_of(cid_text);
	for (int round = 0; round < ROUNDS; round++) {
		struct iv_str line[RECORDS];
		seed = 88172645463325252u + (uint64_t)round * 104729;
		settings.events = pick(4);
		settings.costs = pick(3);
		tombstones = pick(2);
		unsigned n = make_records(cid, line);
		struct iv_str want = merge(cid, line, n);
		for (int i = 0; i < 3; i++) {
			shuffle(line + 1, n - 1);
			equal(nights(cid, line, n), want);
			if (!tombstones) /* one of the two customers might be retired before they meet */
				equal(absorbed(cid, line, n), want);
		}
		iv_arena_clear(&arena);
	}
	assert_int_equal(rejects, 0);
	assert_int_equal(warnings, 0);
	assert_true(drops > 0); /* replaced and repeated records came up */
}

/* The same law under rules that ask conditions and expressions, leave sources out, and bound lists. */
static const char rules[] = "sources: [tw, pos, web]\n"
			    "fields:\n"
			    "  name: {rule: expression, by: joined, when: gender = 'F' or source = 'pos', purpose: t, owner: t}\n"
			    "  gender: {rule: most_complete, except: web, purpose: t, owner: t}\n"
			    "  phone: {rule: union, limit: 2, only: [pos, tw], purpose: t, owner: t}\n";

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(any_nights) };
	struct iv_conf conf = { 0 };
	struct iv_err err;
	int failed = 0;
	if (iv_conf_parse(&conf, "rules", iv_str_of(rules), &err) != IV_OK)
		return 1;
	struct iv_history_cost cost[] = { { IV_STR("contact"), IV_STR("sms"), 500 }, { IV_STR("complaint"), IV_STR(""), 120000 } };
	for (int i = 0; i < 2; i++) {
		drops = 0;
		if (iv_merge_settings_load(&settings, i ? conf.root : NULL, &err) != IV_OK)
			return 1;
		settings.cost = cost;
		failed += cmocka_run_group_tests(tests, NULL, NULL);
		iv_merge_settings_release(&settings);
	}
	iv_conf_release(&conf);
	iv_arena_release(&arena);
	return failed;
}
