/* SPDX-License-Identifier: MIT
 * Sums by day. */
#include "history/daily.h"

#include <stdlib.h>

#include "base/num.h"
#include "history/layout.h"

int64_t iv_history_narrow(iv_history_wide v)
{
	return v > INT64_MAX ? INT64_MAX : v < -INT64_MAX ? -INT64_MAX : (int64_t)v;
}

static int by_day(const void *a, const void *b)
{
	const struct iv_history_daily *x = a, *y = b;
	return (x->day > y->day) - (x->day < y->day);
}

void iv_history_daily_settle(struct iv_history_dailies *d)
{
	size_t kept = 0;
	if (d->n > 1)
		qsort(d->item, d->n, sizeof *d->item, by_day);
	for (size_t i = 0; i < d->n; i++) {
		if (kept && d->item[kept - 1].day == d->item[i].day) {
			d->item[kept - 1].orders += d->item[i].orders;
			d->item[kept - 1].money += d->item[i].money;
		} else {
			d->item[kept++] = d->item[i];
		}
	}
	size_t n = 0;
	for (size_t i = 0; i < kept; i++)
		if (d->item[i].orders || d->item[i].money)
			d->item[n++] = d->item[i];
	d->n = n;
}

void iv_history_daily_add(struct iv_history_dailies *d, int32_t day, int64_t orders, iv_history_wide money)
{
	d->item[d->n++] = (struct iv_history_daily){ day, orders, money };
}

void iv_history_daily_write(const struct iv_history_dailies *d, const char *name, bool orders, struct iv_buf *out)
{
	if (!d->n)
		return;
	iv_json_member_raw(out, name, IV_STR("["));
	int32_t before = 0;
	for (size_t i = 0; i < d->n; i++) {
		iv_history_add_gap(out, &before, d->item[i].day);
		iv_buf_addc(out, ',');
		if (orders) {
			iv_num_add_int(out, d->item[i].orders);
			iv_buf_addc(out, ',');
		}
		iv_num_add_money(out, iv_history_narrow(d->item[i].money));
	}
	iv_buf_addc(out, ']');
}
