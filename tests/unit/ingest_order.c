/* SPDX-License-Identifier: MIT
 * Columns: what a sample of values comes to, for dates and for decimals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ingest/order.h"

static const struct {
	const char *values, *region, *style, *other;
	bool mixed;
} columns[] = {
	{ "", "", "auto", NULL, false },
	{ "2025-03-04|2025/4/5|20250607|3 Apr 2025", "", "auto", NULL, false },
	{ "无|N/A|0000-00-00", "", "auto", NULL, false },
	{ "rubbish|more", "", "auto", NULL, false },
	{ "03/04/2025|14/03/2025", "", "dmy", NULL, false },
	{ "03/04/2025|03/14/2025", "", "mdy", NULL, false },
	{ "03/04/2025", "", "dmy", "mdy", false },
	{ "03.04.25|05.05.2025", "", "dmy", "mdy", false },
	{ "05/05/2025|07/07/2025", "", "auto", NULL, false },
	{ "14/03/2025|03/14/2025|03/04/2025", "", "dmy", "mdy", true },
	{ "14/03/2025|15/03/2025|16/03/2025|17/03/2025|18/03/2025|19/03/2025|20/03/2025|21/03/2025|22/03/2025|23/03/2025|03/14/2025", "", "dmy", NULL, false },
	{ "85-03-14|99-12-31|31-01-01", "CN", "ymd", NULL, false },
	{ "85-03-14|99-12-31|31-01-01", "", "ymd", "roc", false },
	{ "85-03-14|99-12-31|31-01-01", "TW", "roc", NULL, false },
	{ "85-03-14|101-12-31", "", "roc", NULL, false },
	{ "1150725|900706", "", "roc", NULL, false },
	{ "14.3.85|1.12.99|5.6.07", "", "dmy", NULL, false },
	{ "3/14/85|12/31/99|5/6/07", "", "mdy", NULL, false },
	{ "14032025|01042025", "", "dmy", NULL, false },
	{ "45291|45291.5|31049", "", "excel", NULL, false },
	{ "45291|45292|2025-03-14|14 Mar 2025", "", "excel", NULL, false },
	{ "1743638400|1743638401|5", "", "epoch", NULL, false },
	{ "1743638400000|1743638401000", "", "epoch_ms", NULL, false },
	{ "1743638400000000", "", "epoch_us", NULL, false },
	{ "03-14|12-31|1985-03-14", "", "ymd", NULL, false },
	{ "14/3|31/12", "", "dmy", NULL, false },
	{ "3-4|5-6", "", "ymd", "dmy", false },
};

static void styles(void **state)
{
	(void)state;
	struct iv_arena a = { 0 };
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		struct iv_order_dates d = { 0 };
		struct iv_date_ask ask = { .use = IV_DATE_BIRTH };
		struct iv_str rest = iv_str_of(columns[i].values), one;
		while (rest.n && iv_str_cut(&rest, '|', &one))
			iv_order_date(&d, &a, one, &ask);
		struct iv_order_finding f = iv_order_find(&d, iv_str_of(columns[i].region));
		const char *other = f.other ? iv_date_style_name(f.other) : NULL;
		if (strcmp(iv_date_style_name(f.style), columns[i].style) || !other != !columns[i].other || (other && strcmp(other, columns[i].other)) || f.mixed != columns[i].mixed)
			fail_msg("%s in '%s': %s, %s%s", columns[i].values, columns[i].region, iv_date_style_name(f.style), other ? other : "sure", f.mixed ? ", mixed" : "");
		assert_true(!f.other || (f.example && f.example[0] && (!f.mixed || f.against[0])));
	}
	iv_arena_release(&a);
}

static void decimals(void **state)
{
	(void)state;
	static const struct {
		const char *values;
		int points, commas;
	} table[] = {
		{ "1.234|1,234|12|-5", 0, 0 }, { "12.5|1234.567|0.125|.5", 4, 0 }, { "12,5|1234,567|0,125|,5", 0, 4 }, { "1,234.50|1.234,50", 1, 1 }, { "1.234.567|1,234,567", 1, 1 }, { "€ 1.234,5|$1,234.5", 1, 1 },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct iv_order_numbers n = { 0 };
		struct iv_str rest = iv_str_of(table[i].values), one;
		while (rest.n && iv_str_cut(&rest, '|', &one))
			iv_order_number(&n, one);
		if (n.points != table[i].points || n.commas != table[i].commas)
			fail_msg("%s: %d points, %d commas", table[i].values, (int)n.points, (int)n.commas);
	}
	assert_true(iv_order_comma(&(struct iv_order_numbers){ 0, 1 }));
	assert_false(iv_order_comma(&(struct iv_order_numbers){ 0, 0 }));
	assert_false(iv_order_comma(&(struct iv_order_numbers){ 1, 10 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(styles), cmocka_unit_test(decimals) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
