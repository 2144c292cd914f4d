/* SPDX-License-Identifier: MIT
 * Reading roll-ups. The JSON is known to be well formed; everything else about it is checked. */
#include "base/date.h"
#include "base/num.h"
#include "history/layout.h"

static int bad(struct iv_err *err, const char *what)
{
	return iv_err_set(err, IV_REJECT, "bad_roll", "is no roll-up: %s", what);
}

/* Families as version 1 wrote them. */
static const struct iv_history_family kinds_1 = { "kinds", 2, 2, false, 1, "<>", false, "ndd" };
static const struct iv_history_family coupons_1 = { "coupons", 2, 0, false, 1, "<>", false, "ndd" };

/* How the member `name` is read that a roll of that version has; NULL: it has none such. */
static const struct iv_history_family *family_of(int64_t version, const struct iv_json_walk *w, uint8_t *what)
{
	if (version == 1 && iv_json_walk_key(w, IV_STR("kinds"))) {
		*what = IV_HISTORY_DAYS;
		return &kinds_1;
	}
	for (*what = 0; *what < IV_HISTORY_WHATS; ++*what) {
		const char *name = iv_history_family[*what].name;
		bool later = *what == IV_HISTORY_DAYS || *what == IV_HISTORY_MOVES;
		if ((w->escaped || *w->key.p == *name) && iv_json_walk_key(w, iv_str_of(name)))
			return version == 1 && later ? NULL : version == 1 && *what == IV_HISTORY_COUPONS ? &coupons_1 : &iv_history_family[*what];
	}
	return NULL;
}

int iv_history_check_version(struct iv_str json, int64_t *found, struct iv_err *err)
{
	int64_t version;
	if (!iv_num_int(iv_json_get(json, IV_STR("v")), &version) || version < 1)
		return bad(err, "there is no version in member 'v'");
	if (version > IV_HISTORY_VERSION)
		return iv_err_set(err, IV_FAIL, "new_version", "the roll-up has version %lld, and this program reads up to version %d: a newer ivoc wrote it",
				  (long long)version, IV_HISTORY_VERSION);
	if (found)
		*found = version;
	return IV_OK;
}

static bool read_text(struct iv_str v, struct iv_arena *arena, struct iv_str *out)
{
	if (iv_json_type_of(v) != IV_JSON_STRING)
		return false;
	*out = iv_json_text(v, arena);
	return true;
}

/* Day numbers of the years 1 to 9999. */
static bool read_day(struct iv_str v, int64_t from, int32_t *day)
{
	int64_t n;
	if (!iv_num_int(v, &n) || !iv_num_add64(n, from, &n) || n < iv_date_from((struct iv_ymd){ 1, 1, 1 }) || n > iv_date_from((struct iv_ymd){ 9999, 12, 31 }))
		return false;
	*day = (int32_t)n;
	return true;
}

static bool read_date(struct iv_str v, struct iv_arena *arena, int32_t *day)
{
	struct iv_str text;
	if (iv_json_type_of(v) == IV_JSON_NULL)
		return true;
	return read_text(v, arena, &text) && iv_date_parse(text, day);
}

/* Column i of a value, whose earlier columns stand in c. */
static bool read_column(struct iv_history_cell *c, const struct iv_history_family *f, size_t i, struct iv_str v, struct iv_arena *arena)
{
	const char *columns = f->columns;
	int num = 0, date = 0, text = 0;
	for (size_t k = 0; k < i; k++) {
		num += strchr("nmb", columns[k]) != NULL;
		date += strchr("dD", columns[k]) != NULL;
		text += columns[k] == 't';
	}
	bool summed = num < f->sums;
	switch (columns[i]) {
	case 'n':
		return iv_num_int(v, &c->num[num]) && c->num[num] >= 0;
	case 'm':
		return iv_num_money(v, &c->num[num]) && (!summed || c->num[num] >= 0);
	case 'b':
		c->num[num] = iv_json_type_of(v) == IV_JSON_TRUE;
		return iv_json_type_of(v) == IV_JSON_TRUE || iv_json_type_of(v) == IV_JSON_FALSE;
	case 'D':
		return read_day(v, 0, &c->date[date]);
	case 'd':
		return read_date(v, arena, &c->date[date]);
	default:
		return read_text(v, arena, text == 0 ? &c->at : text == 1 ? &c->source : &c->key);
	}
}

static void add_cell(struct iv_roll *r, const struct iv_history_cell *c)
{
	r->cell = iv_reserve(r->cell, &r->cap, r->n + 1, sizeof *r->cell);
	r->cell[r->n++] = *c;
}

void iv_history_add_move(struct iv_roll *r, const struct iv_history_cell *last, int32_t day)
{
	struct iv_history_cell c = { .what = IV_HISTORY_MOVES, .day = day, .k = { last->k[0], last->k[1], last->k[2] } };
	iv_buf_clear(&r->scratch);
	iv_num_add_money(&r->scratch, last->num[0]);
	c.k[3] = iv_arena_str(r->arena, iv_buf_str(&r->scratch));
	c.date[0] = c.date[1] = IV_HISTORY_NO_DAY;
	add_cell(r, &c);
}

/* The values that are left in a row or stand in a list. `c` has the keys. */
static bool read_values(struct iv_roll *r, const struct iv_history_family *f, struct iv_history_cell *c, struct iv_json_walk *w)
{
	size_t columns = strlen(f->columns), at = 0;
	int32_t day = 0;
	bool any = false;
	while (iv_json_next(w)) {
		if (f->days && !any) {
			if (!read_day(w->value, day, &day))
				return false;
			c->day = day;
			any = columns > 0;
			if (!any)
				add_cell(r, c);
			continue;
		}
		if (at == columns || !read_column(c, f, at++, w->value, r->arena))
			return false;
		if (f->days && at == columns) {
			add_cell(r, c);
			any = false;
			at = 0;
		}
	}
	if (f->days)
		return !any;
	/* Columns that must be there: a day number and the texts. */
	for (; at < columns; at++)
		if (f->columns[at] == 'D' || f->columns[at] == 't')
			return false;
	if (f->date[0] == '<' && c->date[0] == IV_HISTORY_NO_DAY)
		return false;
	add_cell(r, c);
	return true;
}

static bool read_level(struct iv_roll *r, const struct iv_history_family *f, struct iv_history_cell *c, unsigned level, struct iv_str v)
{
	struct iv_json_walk w = iv_json_open(v);
	if (level < f->objects) {
		if (iv_json_type_of(v) != IV_JSON_OBJECT)
			return false;
		while (iv_json_next(&w)) {
			struct iv_history_cell below = *c;
			below.k[level] = iv_json_text((struct iv_str){ w.key.p - 1, w.key.n + 2 }, r->arena);
			if (!read_level(r, f, &below, level + 1, w.value))
				return false;
		}
		return true;
	}
	if (iv_json_type_of(v) != IV_JSON_ARRAY)
		return false;
	if (level == f->keys)
		return read_values(r, f, c, &w);
	while (iv_json_next(&w)) {
		struct iv_history_cell below = *c;
		struct iv_json_walk row = iv_json_open(w.value);
		if (iv_json_type_of(w.value) != IV_JSON_ARRAY)
			return false;
		for (unsigned k = level; k < f->keys; k++)
			if (!iv_json_next(&row) || !read_text(row.value, r->arena, &below.k[k]))
				return false;
		if (!read_values(r, f, &below, &row))
			return false;
	}
	return true;
}

static bool read_events(struct iv_roll *r, struct iv_str v)
{
	struct iv_json_walk w = iv_json_open(v);
	if (iv_json_type_of(v) != IV_JSON_ARRAY)
		return false;
	while (iv_json_next(&w)) {
		struct iv_history_event e = { .bytes = w.value };
		if (!read_text(iv_json_get(w.value, IV_STR("at")), r->arena, &e.at) || !read_text(iv_json_get(w.value, IV_STR("source")), r->arena, &e.source) ||
		    !read_text(iv_json_get(w.value, IV_STR("key")), r->arena, &e.key))
			return false;
		r->event = iv_reserve(r->event, &r->events_cap, r->events_n + 1, sizeof *r->event);
		r->event[r->events_n++] = e;
	}
	return true;
}

/* A member of a roll-up. 0: it is none that this version has; -1: it is not as it must be. */
static int read_member(struct iv_roll *r, int64_t version, const struct iv_json_walk *w)
{
	if (iv_json_walk_key(w, IV_STR("v")) || iv_json_walk_key(w, IV_STR("n")))
		return 1;
	if (iv_json_walk_key(w, IV_STR("events")))
		return read_events(r, w->value) ? 1 : -1;
	uint8_t what;
	const struct iv_history_family *f = family_of(version, w, &what);
	if (!f)
		return 0;
	struct iv_history_cell c = { .what = what, .date = { IV_HISTORY_NO_DAY, IV_HISTORY_NO_DAY } };
	return read_level(r, f, &c, 0, w->value) ? 1 : -1;
}

/* Fills in what version 1 did not know, in the cells from `from` on. False when they are not as it wrote them. */
static bool bring_up(struct iv_roll *r, size_t from)
{
	for (size_t i = from, n = r->n; i < n; i++) {
		struct iv_history_cell c = r->cell[i];
		struct iv_time at;
		if (c.what == IV_HISTORY_ACCOUNTS && !c.k[3].n && iv_time_parse(c.at, &at))
			iv_history_add_move(r, &c, at.day);
		if (c.what != IV_HISTORY_DAYS)
			continue;
		if (c.num[0] < 1 || c.date[1] == IV_HISTORY_NO_DAY || c.date[1] < c.date[0])
			return false;
		int32_t first = c.date[0], last = c.date[1];
		c.date[0] = c.date[1] = IV_HISTORY_NO_DAY;
		c.day = last;
		if (c.num[0] > 1) { /* the last one, which leaves the others for the first day */
			struct iv_history_cell one = c;
			one.num[0] = 1;
			add_cell(r, &one);
			c.num[0]--;
			c.day = first;
		}
		r->cell[i] = c;
	}
	return true;
}

/* The events counted in the cells just read: they must add up to member n, so that an edited or cut roll is noticed. */
static bool count_agrees(const struct iv_roll *r, size_t from, struct iv_str n)
{
	int64_t sum = 0, said;
	for (size_t i = from; i < r->n; i++)
		if (r->cell[i].what == IV_HISTORY_DAYS && !iv_num_add64(sum, r->cell[i].num[0], &sum))
			sum = INT64_MAX;
	return iv_num_int(n, &said) && said == sum;
}

int iv_history_read(struct iv_roll *r, struct iv_str json, struct iv_err *err)
{
	int64_t version;
	int status = iv_history_check_version(json, &version, err);
	if (status != IV_OK)
		return status;
	size_t cells = r->n, events = r->events_n;
	int good = 1;
	struct iv_json_walk w = iv_json_open(json);
	while (good > 0 && iv_json_next(&w))
		good = read_member(r, version, &w);
	bool brought = good <= 0 || version > 1 || bring_up(r, cells);
	if (good > 0 && brought && count_agrees(r, cells, iv_json_get(json, IV_STR("n")))) {
		r->settled = false;
		return IV_OK;
	}
	r->n = cells;
	r->events_n = events;
	if (!brought)
		return bad(err, "expected the first and the last day of each kind of event");
	if (good > 0)
		return bad(err, "its counts do not add up to member 'n'");
	int shown = (int)(w.key.n < 40 ? w.key.n : 40);
	if (good < 0)
		return iv_err_set(err, IV_REJECT, "bad_roll", "is no roll-up: expected the values of %.*s as ivoc-merge writes them", shown, w.key.p);
	return iv_err_set(err, IV_REJECT, "bad_roll", "is no roll-up: it has a member '%.*s', which version %lld has not", shown, w.key.p, (long long)version);
}
