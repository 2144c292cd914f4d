/* SPDX-License-Identifier: MIT
 * One pair of records. Everything here is a few integer comparisons; only names that differ cost more. */
#include "match/compare.h"

#include <stdlib.h>

#include "base/date.h"

static enum iv_level of_hashes(uint64_t a, uint64_t b)
{
	if (!a || !b)
		return IV_LEVEL_MISSING;
	return a == b ? IV_LEVEL_SAME : IV_LEVEL_DIFFERENT;
}

enum iv_level iv_match_births(int32_t a, int32_t b)
{
	if (a == IV_MATCH_NO_DATE || b == IV_MATCH_NO_DATE)
		return IV_LEVEL_MISSING;
	if (a == b)
		return IV_LEVEL_SAME;
	struct iv_ymd x = iv_date_to(a), y = iv_date_to(b);
	int years = abs(x.year - y.year);
	bool slip = years == 1 || years == 10; /* a digit of the year */
	bool new_year = (x.month == 1 && x.day == 1) || (y.month == 1 && y.day == 1); /* only the year was known */
	bool swapped = x.year == y.year && x.month == y.day && x.day == y.month;
	bool same_day = x.month == y.month && (x.day == y.day || (x.day >= 28 && y.day >= 28));
	if (swapped || (same_day && slip) || (new_year && (!years || slip)))
		return IV_LEVEL_NEAR;
	return IV_LEVEL_DIFFERENT;
}

static enum iv_level *level_of(struct iv_match_pattern *p, uint8_t type)
{
	switch (type) {
	case IV_ID_PHONE:
		return &p->phone;
	case IV_ID_LANDLINE:
		return &p->landline;
	case IV_ID_EMAIL:
		return &p->email;
	default:
		return &p->other;
	}
}

static void compare_id(const struct iv_match_id *x, const struct iv_match_id *y, struct iv_match_pattern *out)
{
	if (x->type != y->type || x->type == IV_ID_SUPERSEDES || x->blocked || y->blocked)
		return;
	enum iv_level *level = level_of(out, x->type);
	if (x->value == y->value) {
		*level = IV_LEVEL_SAME;
		if (x->names < out->holders)
			out->holders = x->names;
	} else if (*level == IV_LEVEL_MISSING) {
		*level = IV_LEVEL_DIFFERENT;
	}
}

static bool replaces(const struct iv_match_people *m, const struct iv_match_part *a, const struct iv_match_part *b)
{
	for (size_t i = a->ids; i < a->ids + a->ids_n; i++)
		if (m->id[i].type == IV_ID_SUPERSEDES && m->id[i].value == b->id)
			return true;
	return false;
}

static void compare_ids(const struct iv_match_people *m, const struct iv_match_part *a, const struct iv_match_part *b, struct iv_match_pattern *out)
{
	out->holders = 255;
	for (size_t i = a->ids; i < a->ids + a->ids_n; i++)
		for (size_t k = b->ids; k < b->ids + b->ids_n; k++)
			compare_id(&m->id[i], &m->id[k], out);
	out->replaces = replaces(m, a, b) || replaces(m, b, a);
}

/* Namesakes born on other days, times the share of other names' records born on this one. The records that have both are left
 * out, because they may all be the one person. */
static uint64_t chance_of(const struct iv_match_crowd *crowd, const struct iv_match_part *p, uint32_t namesakes, uint32_t part)
{
	uint64_t both = crowd->alike[part], born = iv_match_born(crowd, p->row.birth);
	return namesakes > both && born > both ? (namesakes - both) * (born - both) * 500000 / crowd->records : 0;
}

/* The rules know the levels that they were made for. */
static enum iv_name_level name_level(const struct iv_match_name *x, const struct iv_match_name *y)
{
	enum iv_name_level level = iv_match_name_compare(x, y);
	bool between = level == IV_NAME_GIVEN || level == IV_NAME_FAMILY || level == IV_NAME_DIFFERENT;
	if (level == IV_NAME_COMPATIBLE || (between && (x->flags ^ y->flags) & IV_NAME_HAN))
		return IV_NAME_OTHER;
	if (level == IV_NAME_LOOSE)
		return IV_NAME_CLOSE;
	return between ? IV_NAME_DIFFERENT : level;
}

void iv_match_compare(const struct iv_match_people *m, const struct iv_match_crowd *crowd, uint32_t a, uint32_t b, struct iv_match_pattern *out)
{
	const struct iv_match_part *x = &m->part[a], *y = &m->part[b];
	const struct iv_match_name *nx = iv_match_name_of(m, x), *ny = iv_match_name_of(m, y);
	*out = (struct iv_match_pattern){ 0 };
	out->idno = of_hashes(x->row.idno, y->row.idno);
	out->gender = of_hashes(x->row.gender, y->row.gender);
	out->street = of_hashes(x->row.street, y->row.street);
	out->city = of_hashes(x->row.city, y->row.city);
	out->birth = iv_match_births(x->row.birth, y->row.birth);
	compare_ids(m, x, y, out);
	out->name = x->name == y->name && nx && !(nx->flags & (IV_NAME_PARTIAL | IV_NAME_LOST)) ? IV_NAME_SAME : name_level(nx, ny);
	out->same_given = nx && ny && nx->given && nx->given == ny->given;
	if (crowd->records && (out->name == IV_NAME_SAME || out->name == IV_NAME_SOUND)) {
		out->namesakes = nx->namesakes > ny->namesakes ? nx->namesakes : ny->namesakes;
		if (out->birth == IV_LEVEL_SAME)
			out->chance = chance_of(crowd, x, nx->records, a) + chance_of(crowd, y, ny->records, b);
		if (out->city == IV_LEVEL_SAME)
			out->neighbours = (uint64_t)crowd->city[a] * 1000000 / crowd->records;
	}
}
