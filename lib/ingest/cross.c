/* SPDX-License-Identifier: MIT
 * What the fields of one record say about each other: the identity number about birth and gender, the postcode about the place. */
#include "base/date.h"
#include "clean/address.h"
#include "clean/postcode.h"
#include "ingest/emit.h"

static struct iv_str text_at(const struct iv_ingest *w, uint32_t slot)
{
	return slot == IV_NOWHERE ? (struct iv_str){ 0 } : w->value[slot].text;
}

static void derive(struct iv_ingest *w, uint32_t slot, struct iv_str text)
{
	if (slot != IV_NOWHERE && text.n && !w->value[slot].text.n && w->deriveds < sizeof w->derived / sizeof *w->derived)
		w->derived[w->deriveds++] = (struct iv_ingest_derived){ slot, text };
}

/* What stands there is kept: which of the two is wrong cannot be known. */
static void cross_idno(struct iv_ingest *w, const struct iv_map_emit *emit)
{
	struct iv_str birth = text_at(w, emit->birth), gender = text_at(w, emit->gender);
	struct iv_time t;
	if (w->idno.has_birth && birth.n == 10 && iv_time_parse(birth, &t) && t.day != w->idno.birth)
		iv_ingest_warn(w, IV_STR("birth"), "idno_mismatch", birth, false);
	if (w->idno.sex && gender.n == 1 && *gender.p != w->idno.sex)
		iv_ingest_warn(w, IV_STR("gender"), "idno_mismatch", gender, false);
}

/* Where the address alone does not say the division, the postcode may, or the columns with the names of the levels. */
static void find_division(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_str address)
{
	struct iv_str province = text_at(w, emit->province), city = text_at(w, emit->city), district = text_at(w, emit->district), postcode = text_at(w, emit->postcode);
	struct iv_address found;
	if (!address.n && !city.n && !district.n)
		return;
	if (address.n && !city.n && !province.n && !(w->several_places && postcode.n))
		return; /* it was looked at, and said all it knows */
	struct iv_str whole = iv_arena_join(w->arena, province, city, district);
	iv_clean_address(w->arena, city.n || province.n || !address.n ? whole : address, postcode, &found);
	derive(w, emit->division, found.division);
	if (!city.n && !province.n) {
		derive(w, emit->province, found.province);
		derive(w, emit->city, found.city);
		derive(w, emit->district, found.district);
	}
}

static void cross_postcode(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_str division)
{
	struct iv_str postcode = text_at(w, emit->postcode);
	if (!postcode.n || !division.n || iv_postcode_suits(division, postcode) != 0)
		return;
	struct iv_str whole = iv_postcode_restored(w->arena, division, postcode);
	iv_ingest_warn(w, IV_STR("postcode"), whole.n ? "lost_zero" : "postcode_mismatch", postcode, false);
	if (whole.n)
		w->value[emit->postcode].text = whole;
}

void iv_ingest_cross(struct iv_ingest *w, const struct iv_map_emit *emit)
{
	size_t known = w->deriveds;
	struct iv_str division = text_at(w, emit->division);
	if (w->idno.strong)
		cross_idno(w, emit);
	if (emit->division == IV_NOWHERE)
		return;
	for (size_t i = 0; i < known && !division.n; i++)
		if (w->derived[i].slot == emit->division)
			division = w->derived[i].text;
	if (!division.n)
		find_division(w, emit, text_at(w, emit->address));
	for (size_t i = known; i < w->deriveds && !division.n; i++)
		if (w->derived[i].slot == emit->division)
			division = w->derived[i].text;
	cross_postcode(w, emit, division);
}
