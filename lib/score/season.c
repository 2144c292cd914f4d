/* SPDX-License-Identifier: MIT
 * Seasonal days. */
#include "score/season.h"

#include <math.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/num.h"
#include "clean/lunar.h"
#include "io/json.h"

enum { TABLE = 110 * 366 }; /* days of the table before and after today */

void iv_season_release(struct iv_season *s)
{
	free(s->until);
	free(s->between);
	free(s->exposed);
	*s = (struct iv_season){ 0 };
}

int iv_season_week(int32_t day)
{
	struct iv_ymd d = iv_date_to(day);
	int32_t festival;
	if (d.month > 3 && d.month < 12)
		return -1;
	if (!iv_lunar_day((struct iv_lunar){ d.month == 12 ? d.year + 1 : d.year, 1, 1, false }, &festival))
		return -1;
	int32_t from = festival - 7 * IV_SEASON_BEFORE;
	return day < from || day >= from + 7 * IV_SEASON_WEEKS ? -1 : (day - from) / 7;
}

static double index_of(const struct iv_season *s, int32_t day)
{
	int week = iv_season_week(day);
	return s->month[iv_date_to(day).month - 1] * (week < 0 ? 1 : s->week[week]);
}

void iv_season_fill(struct iv_season *s, int32_t today)
{
	double sum = 0;
	s->begins = today - TABLE;
	s->n = 2 * (size_t)TABLE + 1;
	s->until = iv_reserve(NULL, &(size_t){ 0 }, s->n, sizeof *s->until);
	for (size_t i = 0; i < s->n; i++) {
		int32_t day = s->begins + (int32_t)i;
		s->until[i] = (int32_t)lround(sum);
		sum += day < IV_DATE_FIRST || day > IV_DATE_LAST ? 1 : index_of(s, day + 1 > IV_DATE_LAST ? day : day + 1);
	}
}

/* Seasonal days until the end of that day, from the beginning of the table. */
static int64_t until(const struct iv_season *s, int32_t day)
{
	int64_t at = (int64_t)day - s->begins;
	if (at < 0)
		return at;
	return at < (int64_t)s->n ? s->until[at] : s->until[s->n - 1] + (at - (int64_t)s->n + 1);
}

int32_t iv_season_days(const struct iv_season *s, int32_t from, int32_t to)
{
	return s->n ? (int32_t)(until(s, to) - until(s, from)) : to - from;
}

int32_t iv_season_after(const struct iv_season *s, int32_t from, int32_t days)
{
	if (!s->n)
		return from + days;
	int64_t low = from, high = (int64_t)from + 1, most = (int64_t)INT32_MAX / 2;
	while (high < most && until(s, (int32_t)high) - until(s, from) < days)
		high += high - low;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (until(s, (int32_t)middle) - until(s, from) >= days)
			high = middle;
		else
			low = middle + 1;
	}
	return (int32_t)low;
}

const char *iv_season_says(const struct iv_season *s)
{
	static const char *const says[] = {
		"not asked for",
		"not known: there are less than two years of orders to tell it by",
		"not known: there are fewer than 500 orders to tell it by",
		"none that is not chance",
		"known",
	};
	return says[s->state];
}

static void list(struct iv_buf *out, const char *key, const double *v, size_t n)
{
	iv_json_member_raw(out, key, IV_STR("["));
	for (size_t i = 0; i < n; i++) {
		iv_json_comma(out);
		iv_num_add_double(out, v[i], 6);
	}
	iv_buf_addc(out, ']');
}

void iv_season_write(const struct iv_season *s, bool report, struct iv_buf *out)
{
	iv_buf_addc(out, '{');
	if (report) {
		iv_json_member_text(out, "season", iv_str_of(iv_season_says(s)));
		iv_json_member_double(out, "years", s->years, 4);
		iv_json_member_double(out, "orders", s->orders, 4);
		if (s->state >= IV_SEASON_FLAT) {
			iv_json_member_double(out, "f_months", s->f_month, 4);
			iv_json_member_double(out, "f_festival", s->f_week, 4);
		}
	}
	if (s->state == IV_SEASON_KNOWN) {
		list(out, "months", s->month, IV_SEASON_MONTHS);
		list(out, "festival", s->week, IV_SEASON_WEEKS);
	}
	iv_buf_addc(out, '}');
}

int iv_season_read(struct iv_season *s, const struct iv_conf_node *node, int32_t today, struct iv_err *err)
{
	struct read {
		struct iv_conf_reals months, festival;
	} r = { 0 };
	static const struct iv_conf_key keys[] = {
		{ "months", IV_CONF_REALS, offsetof(struct read, months), true, NULL },
		{ "festival", IV_CONF_REALS, offsetof(struct read, festival), true, NULL },
	};
	int status = iv_conf_bind(node, keys, 2, &r, err);
	if (status != IV_OK)
		return status;
	bool good = r.months.n == IV_SEASON_MONTHS && r.festival.n == IV_SEASON_WEEKS;
	for (size_t i = 0; good && i < IV_SEASON_MONTHS + IV_SEASON_WEEKS; i++) {
		double v = i < IV_SEASON_MONTHS ? r.months.value[i] : r.festival.value[i - IV_SEASON_MONTHS];
		good = v >= 0.001 && v <= 1000;
	}
	if (!good)
		return iv_conf_error(node, 0, err, "season: expected 12 months and %d weeks, each with an index from 0.001 to 1000", IV_SEASON_WEEKS);
	memcpy(s->month, r.months.value, sizeof s->month);
	memcpy(s->week, r.festival.value, sizeof s->week);
	s->state = IV_SEASON_KNOWN;
	iv_season_fill(s, today);
	return IV_OK;
}
