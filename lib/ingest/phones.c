/* SPDX-License-Identifier: MIT
 * Telephone numbers of a record: where they are at home, and what is known of each beside its E.164 form. */
#include "clean/phone.h"

#include "ingest/emit.h"

/* The region of a division's code: TW-TPE-106, 810001, 310106. */
static const char *region_of_division(struct iv_str code)
{
	if (!code.n)
		return "";
	if (iv_str_starts(code, IV_STR("TW")))
		return "TW";
	return iv_str_starts(code, IV_STR("81")) ? "HK" : iv_str_starts(code, IV_STR("82")) ? "MO" : "CN";
}

static struct iv_str division_of(const struct iv_ingest *w, const struct iv_map_emit *emit)
{
	if (emit->division == IV_NOWHERE)
		return (struct iv_str){ 0 };
	for (size_t i = 0; i < w->deriveds; i++)
		if (w->derived[i].slot == emit->division)
			return w->derived[i].text;
	return w->value[emit->division].text;
}

struct iv_str iv_ingest_region(struct iv_ingest *w, const struct iv_map_emit *emit, const struct iv_map_spec *spec)
{
	struct iv_str country = emit->country == IV_NOWHERE ? (struct iv_str){ 0 } : w->value[emit->country].text;
	char region[3];
	if (country.n && iv_clean_phone_country(w->arena, country, region))
		return iv_arena_str(w->arena, iv_str_of(region));
	return spec->region.n ? spec->region : iv_str_of(region_of_division(division_of(w, emit)));
}

static struct iv_str detail_of(struct iv_ingest *w, const struct iv_phone *phone)
{
	iv_buf_clear(&w->scratch);
	iv_buf_addc(&w->scratch, '{');
	iv_json_member_text(&w->scratch, "value", phone->c.value);
	iv_json_member_text(&w->scratch, "type", iv_str_of(iv_phone_type_name(phone->type)));
	if (phone->region[0])
		iv_json_member_text(&w->scratch, "region", iv_str_of(phone->region));
	if (phone->ext.n)
		iv_json_member_text(&w->scratch, "ext", phone->ext);
	iv_buf_addc(&w->scratch, '}');
	return iv_arena_str(w->arena, iv_buf_str(&w->scratch));
}

void iv_ingest_phone(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_ingest_value *v, const struct iv_map_spec *spec, struct iv_str field, struct iv_str text)
{
	struct iv_phone phone;
	int status = iv_clean_phone(w->arena, text, iv_ingest_region(w, emit, spec), &phone);
	bool room = emit->phone_detail != IV_NOWHERE && !w->map->renew;
	if (phone.c.warn)
		iv_ingest_warn(w, field, phone.c.warn, text, status == IV_REJECT);
	else if (phone.ext.n && !room)
		iv_ingest_warn(w, field, "extension", text, false);
	if (status != IV_OK || !phone.c.value.n)
		return;
	iv_ingest_push(w, v, phone.c.value);
	if (room && (phone.ext.n || spec->detail))
		iv_ingest_push(w, &w->value[emit->phone_detail], detail_of(w, &phone));
}
