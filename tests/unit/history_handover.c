/* SPDX-License-Identifier: MIT
 * Cards that replace each other, and cards that show one account. A card is given as "key:joined:supersedes", what is said
 * of it as "card:day:balance" or, of a lot, "card:day:balance:due". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "history/handover.h"
#include "history/layout.h"
#include "history/standing.h"

static struct iv_str field(struct iv_str *rest)
{
	struct iv_str f = *rest;
	if (!iv_str_cut(rest, ':', &f))
		*rest = (struct iv_str){ 0 };
	return f;
}

static void add(struct iv_roll *r, struct iv_str said, int number)
{
	struct iv_str rest = said, card = field(&rest), day = field(&rest), balance = field(&rest), due = rest;
	struct iv_rec rec = { 0 };
	struct iv_err err;
	struct iv_str line = iv_arena_fmt(r->arena, "{\"kind\":\"event\",\"source\":\"tx\",\"key\":\"%d\",\"event\":\"points\",\"at\":\"2026-01-" IV_FMT "\",\"party\":\"" IV_FMT "\",\"balance\":" IV_FMT "%s" IV_FMT "%s}",
					  number, IV_ARG(day), IV_ARG(card), IV_ARG(balance), due.n ? ",\"due\":\"2026-12-" : "", IV_ARG(due), due.n ? "\"" : "");
	assert_int_equal(iv_rec_read(&rec, line, r->arena, &err), IV_OK);
	assert_int_equal(iv_history_add(r, &rec, line, &err), IV_OK);
	iv_rec_release(&rec);
}

/* Cards, and what is said, are ended by NULL. Compares account, due, at, key and balance of what stands, one to a line. */
static void expect(const char *const *card, const char *const *said, const char *want)
{
	struct iv_arena arena = { 0 };
	struct iv_roll total = { .arena = &arena };
	struct iv_history_holder holder[8] = { 0 };
	struct iv_buf out = { 0 }, shown = { 0 };
	size_t n = 0;
	for (; card[n]; n++) {
		struct iv_roll part = { .arena = &arena, .part = (uint32_t)n };
		struct iv_str rest = iv_str_of(card[n]);
		holder[n] = (struct iv_history_holder){ .source = IV_STR("pos"), .key = field(&rest), .joined = field(&rest), .supersedes = rest };
		for (int i = 0; said[i]; i++)
			if (iv_str_starts(iv_str_of(said[i]), holder[n].key))
				add(&part, iv_str_of(said[i]), i);
		iv_history_merge(&total, &part);
		iv_history_release(&part);
	}
	iv_history_hand_over(&total, holder, n);
	iv_history_settle(&total);
	iv_history_write_accounts(&total, &out);
	struct iv_str all = iv_arena_fmt(&arena, "{" IV_FMT "}", IV_ARG(iv_buf_str(&out)));
	struct iv_json_walk w = iv_json_open(iv_json_get(all, IV_STR("accounts")));
	while (iv_json_next(&w)) {
		struct iv_json_walk row = iv_json_open(w.value);
		for (int i = 0; iv_json_next(&row); i++)
			if (i > 1 && i != 5)
				iv_buf_addf(&shown, "%s" IV_FMT, i > 2 ? " " : "", IV_ARG(iv_json_type_of(row.value) == IV_JSON_STRING ? iv_json_text(row.value, &arena) : row.value));
		iv_buf_adds(&shown, IV_STR("\n"));
	}
	assert_string_equal(iv_buf_text(&shown), want);
	iv_buf_release(&out);
	iv_buf_release(&shown);
	iv_history_release(&total);
	iv_arena_release(&arena);
}

#define CARDS(...) (const char *const[]){ __VA_ARGS__, NULL }

static void replaced(void **state)
{
	(void)state;
	/* The new card has nothing yet: it has what the old one had, lots too. */
	expect(CARDS("1:2024-01-01", "2:2025-01-01:[\"1\"]"), CARDS("1:05:80", "1:05:30:31"), "2  2026-01-05 0 80 20458\n2 2026-12-31 2026-01-05 1 30\n");
	/* It has: what is said later of the old one does not count. */
	expect(CARDS("1:2024-01-01", "2:2025-01-01:[\"1\"]"), CARDS("1:05:80", "1:05:30:31", "2:06:90", "1:07:0"), "2  2026-01-06 2 90 20459\n");
	/* Two steps, the one between without a balance; and one that is not there. */
	expect(CARDS("1:2024-01-01", "2:2025-01-01:[\"1\"]", "3:2026-01-01:[\"2\",\"0\",7]"), CARDS("1:05:80"), "3  2026-01-05 0 80 20458\n");
	/* Of two that replace one, the one that joined last. */
	expect(CARDS("1:2024-01-01", "2:2026-01-01:[\"1\"]", "3:2025-01-01:[\"1\"]"), CARDS("1:05:80", "3:04:7"), "2  2026-01-05 0 80 20458\n3  2026-01-04 1 7 20457\n");
	/* Cards that replace each other, and one that replaces itself, are not replaced. */
	expect(CARDS("1:2024-01-01:[\"2\"]", "2:2025-01-01:[\"1\"]", "3:2025-01-01:[\"3\"]"), CARDS("1:05:80", "2:06:90", "3:06:91"),
	       "1  2026-01-05 0 80 20458\n2  2026-01-06 1 90 20459\n3  2026-01-06 2 91 20459\n");
	/* Two old cards become one: until that has a balance, both stand. */
	expect(CARDS("1:2024-01-01", "2:2024-01-01", "3:2025-01-01:[\"1\",\"2\"]"), CARDS("1:05:80", "2:06:70"), "1  2026-01-05 0 80 20458\n2  2026-01-06 1 70 20459\n");
	expect(CARDS("1:2024-01-01", "2:2024-01-01", "3:2025-01-01:[\"1\",\"2\"]"), CARDS("1:05:80", "2:06:70", "3:01:150"), "3  2026-01-01 2 150 20454\n");
}

static void one_account(void **state)
{
	(void)state;
	/* The same at the same moment: one, and its lots with it. */
	expect(CARDS("1:2024-01-01", "2:2025-01-01"), CARDS("1:05:80", "2:05:80", "1:05:10:31", "2:05:10:31"), "1  2026-01-05 0 80 20458\n1 2026-12-31 2026-01-05 2 10\n");
	expect(CARDS("1:2024-01-01", "2:2025-01-01", "3:2025-01-01"), CARDS("1:05:80", "2:05:80", "3:05:80"), "1  2026-01-05 0 80 20458\n");
	/* Another moment, or another balance: two. */
	expect(CARDS("1:2024-01-01", "2:2025-01-01"), CARDS("1:05:80", "2:06:80"), "1  2026-01-05 0 80 20458\n2  2026-01-06 1 80 20459\n");
	expect(CARDS("1:2024-01-01", "2:2025-01-01"), CARDS("1:05:80", "2:05:81"), "1  2026-01-05 0 80 20458\n2  2026-01-05 1 81 20458\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(replaced), cmocka_unit_test(one_account) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
