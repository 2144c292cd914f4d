/* SPDX-License-Identifier: MIT
 * What happened to money day by day: the lists of a history that windows are summed over. */
#ifndef IV_HISTORY_DAILY_H
#define IV_HISTORY_DAILY_H
#include "base/str.h"

/* Wide enough for the sum of any roll, so that no sum on the way depends on the order of its terms. */
__extension__ typedef __int128 iv_history_wide;

/* One day. */
struct iv_history_daily {
	int32_t day;
	int64_t orders;
	iv_history_wide money;
};

/* Zero-initialise, and set item to room for as many as will be added. */
struct iv_history_dailies {
	struct iv_history_daily *item;
	size_t n;
};

void iv_history_daily_add(struct iv_history_dailies *d, int32_t day, int64_t orders, iv_history_wide money);

/* Adds up what happened on one day, puts the days in order, and drops those on which it came to nothing. */
void iv_history_daily_settle(struct iv_history_dailies *d);

/* Appends the member [day, orders, money, …], or without the orders [day, money, …], each day but the first counted from
 * the one before; nothing when there is no day. */
void iv_history_daily_write(const struct iv_history_dailies *d, const char *name, bool orders, struct iv_buf *out);

int64_t iv_history_narrow(iv_history_wide v); /* the nearest that fits */

#endif
