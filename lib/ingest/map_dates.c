/* SPDX-License-Identifier: MIT
 * How dates are written, for a whole map or for one field: pivot, zone and cal. */
#include "ingest/map.h"

static const char *const calendars[] = { "solar", "lunar", NULL };

/* +08:00, -0330, Z, or a zone that has kept one offset for long. */
static bool zone_of(struct iv_str text, int16_t *minutes)
{
	static const struct {
		const char *name;
		int16_t minutes;
	} fixed[] = {
		{ "Z", 0 },	      { "UTC", 0 },	      { "Asia/Shanghai", 480 }, { "Asia/Taipei", 480 },	  { "Asia/Hong_Kong", 480 }, { "Asia/Macau", 480 },	{ "Asia/Singapore", 480 }, { "Asia/Kuala_Lumpur", 480 },
		{ "Asia/Manila", 480 }, { "Asia/Tokyo", 540 }, { "Asia/Seoul", 540 },	 { "Asia/Bangkok", 420 }, { "Asia/Ho_Chi_Minh", 420 }, { "Asia/Jakarta", 420 }, { "Asia/Kolkata", 330 },   { "Asia/Dubai", 240 },
	};
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (iv_str_eq(text, iv_str_of(fixed[i].name))) {
			*minutes = fixed[i].minutes;
			return true;
		}
	char moment[32] = "2000-01-01T00:00:00";
	struct iv_time t;
	size_t n = strlen(moment);
	if (text.n < 3 || text.n > 6 || (text.p[0] != '+' && text.p[0] != '-'))
		return false;
	memcpy(moment + n, text.p, text.n);
	if (!iv_time_parse((struct iv_str){ moment, n + text.n }, &t) || t.offset > 14 * 60 || t.offset < -12 * 60)
		return false;
	*minutes = (int16_t)t.offset;
	return true;
}

int iv_map_dates(const struct iv_map_date_keys *k, struct iv_date_ask *ask, struct iv_err *err)
{
	int64_t pivot = 0;
	int choice = 0, status = IV_OK;
	if (k->pivot) {
		status = iv_conf_scalar(k->pivot, "pivot", IV_CONF_INT, NULL, &pivot, err);
		if (status == IV_OK && (pivot < 1 || pivot > 100))
			return iv_conf_error(k->pivot, 0, err, "pivot: expected 1 to 100, the first two-digit year that is of the last century");
		ask->pivot = (int16_t)pivot;
	}
	if (status == IV_OK && k->zone) {
		ask->zoned = true;
		if (!zone_of(k->zone->text, &ask->zone))
			return iv_conf_error(k->zone, 0, err, "zone: expected an offset such as +08:00, or a zone without summer time such as Asia/Shanghai");
	}
	if (status == IV_OK && k->cal) {
		status = iv_conf_scalar(k->cal, "cal", IV_CONF_CHOICE, calendars, &choice, err);
		ask->calendar = choice ? IV_DATE_LUNAR : IV_DATE_SOLAR;
	}
	return status;
}
