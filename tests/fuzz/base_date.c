/* SPDX-License-Identifier: MIT
 * A moment that parses is a real one; its day survives printing; moving by months keeps to the month's end. */
#include <stdlib.h>

#include "base/date.h"

#define CLAIM(that)                \
	do {                       \
		if (!(that))       \
			abort();   \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_day(int32_t day)
{
	struct iv_buf b = { 0 };
	int32_t again = 0;
	struct iv_ymd d = iv_date_to(day);
	CLAIM(iv_date_valid(d) && iv_date_from(d) == day);
	iv_date_add(&b, day);
	CLAIM(b.n == 10 && iv_date_parse(iv_buf_str(&b), &again) && again == day);
	iv_buf_release(&b);
	if (d.year < 2 || d.year > 9990)
		return;
	for (int months = -12; months <= 12; months++) {
		struct iv_ymd to = iv_date_to(iv_date_add_months(day, months));
		int want = d.year * 12 + d.month - 1 + months, last = iv_date_month_days(want / 12, want % 12 + 1);
		CLAIM(to.year * 12 + to.month - 1 == want && to.day == (d.day < last ? d.day : last));
	}
	int32_t next = iv_date_next_birthday(day, day + 1000);
	CLAIM(next >= day + 1000 && next <= day + 1000 + 366 && iv_date_age(day, day) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct iv_time t;
	int32_t day;
	struct iv_str s = { (const char *)data, n };
	bool moment = iv_time_parse(s, &t), date = iv_date_parse(s, &day);
	if (date)
		CLAIM(n == 10 && moment && t.day == day && !t.has_time);
	if (moment) {
		CLAIM(t.second >= 0 && t.second <= 86400 && t.micro >= 0 && t.micro < 1000000);
		CLAIM(t.offset == IV_NO_OFFSET || (t.offset > -1440 && t.offset < 1440));
		check_day(t.day);
	}
	return 0;
}
