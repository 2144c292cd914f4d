/* SPDX-License-Identifier: MIT
 * One report of the columns and one of the fields; JSON has all of what they say, a table what fits into a line. */
#include "show/profile.h"

#include <stdlib.h>

#include "base/num.h"
#include "clean/date.h"
#include "clean/email.h"
#include "clean/placeholder.h"
#include "show/show.h"

enum { MOST = 20 }; /* values and shapes that are shown of a column */

/* A category has few values, each of which many rows share: that is nobody's data. Nor are small numbers. */
enum { CATEGORY_VALUES = 100, CATEGORY_ROWS = 10, SMALL_NUMBER = 6 };

struct work {
	const struct iv_show_profile *s;
	struct iv_arena arena;
	struct iv_show show;
};

static int64_t rows_of(const struct iv_show_profile *s)
{
	return iv_tally_get(s->tally, "rows");
}

/* --- Columns --- */

static bool is_personal(enum iv_class type)
{
	return type == IV_CLASS_PHONE || type == IV_CLASS_EMAIL || type == IV_CLASS_IDNO || type == IV_CLASS_NAME_HAN || type == IV_CLASS_NAME_LATIN || type == IV_CLASS_ADDRESS ||
	       type == IV_CLASS_DATE;
}

static const struct iv_profile_said *said_of(const struct iv_show_profile *s, const struct iv_profile_column *c)
{
	for (size_t i = 0; s->map && i < s->map->map->columns; i++)
		if (c->id == iv_profile_id(s->map->map->column[i].name, 0))
			return &s->map->said[i];
	return NULL;
}

static void show_tally(struct work *w, const struct iv_tally *t, int64_t of)
{
	struct iv_show_count *count = iv_arena_alloc(&w->arena, (t->n + 1) * sizeof *count);
	for (size_t i = 0; i < t->n; i++) {
		size_t at = i;
		for (; at && (count[at - 1].n < t->count[i].n || (count[at - 1].n == t->count[i].n && iv_str_cmp(count[at - 1].text, iv_str_of(t->count[i].name)) > 0)); at--)
			count[at] = count[at - 1];
		count[at] = (struct iv_show_count){ iv_str_of(t->count[i].name), t->count[i].n };
	}
	iv_show_counts(&w->show, count, t->n, of);
}

static void show_shapes(struct work *w, const struct iv_profile_column *c, struct iv_frequent *f)
{
	struct iv_show_count count[MOST];
	struct iv_buf b = { 0 };
	size_t n = 0;
	iv_frequent_sort(f);
	for (; n < f->n && n < MOST; n++) {
		struct iv_shape shape;
		memcpy(&shape, f->item[n].text, sizeof shape);
		iv_buf_clear(&b);
		iv_shape_print(&shape, &b);
		count[n] = (struct iv_show_count){ iv_arena_str(&w->arena, iv_buf_str(&b)), f->item[n].n };
	}
	iv_buf_release(&b);
	iv_show_counts(&w->show, count, n, c->filled);
}

/* Does it stand for nothing in a column of that type? */
static bool is_placeholder(struct work *w, enum iv_class type, const struct iv_frequent_item *item)
{
	static const unsigned kinds[IV_CLASS_TEXT + 1] = { [IV_CLASS_PHONE] = IV_PLACEHOLDER_PHONE, [IV_CLASS_DATE] = IV_PLACEHOLDER_DATE, [IV_CLASS_IDNO] = IV_PLACEHOLDER_ID,
							   [IV_CLASS_NAME_HAN] = IV_PLACEHOLDER_NAME, [IV_CLASS_NAME_LATIN] = IV_PLACEHOLDER_NAME };
	struct iv_str text = { item->text, item->len };
	struct iv_email email;
	if (item->cut)
		return false;
	struct iv_cleaned_date date;
	if (type == IV_CLASS_DATE && iv_clean_date(&w->arena, text, NULL, &date) == IV_OK && !date.c.value.n)
		return true;
	if (type == IV_CLASS_EMAIL && iv_clean_email(&w->arena, text, &email) == IV_OK && !email.c.value.n)
		return true;
	return iv_clean_placeholder_of(&w->arena, text, kinds[type], NULL);
}

/* A value as it may be shown. What stands for nothing is nobody's. */
static struct iv_str shown(struct work *w, enum iv_class type, const struct iv_frequent_item *item, bool open)
{
	struct iv_str text = { item->text, item->len };
	struct iv_buf b = { 0 };
	if (open || is_placeholder(w, type, item))
		iv_buf_adds(&b, text);
	else
		iv_err_mask(text, &b);
	if (item->cut)
		iv_buf_adds(&b, IV_STR("…"));
	struct iv_str copy = iv_arena_str(&w->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return copy;
}

/* The most frequent values: those that came more than once, and more often than counts may be wrong. */
static void show_values(struct work *w, const struct iv_profile_column *c, const struct iv_classed *type, struct iv_frequent *f)
{
	struct iv_show_count count[MOST];
	size_t n = 0;
	iv_frequent_sort(f);
	bool category = !f->error && f->n <= CATEGORY_VALUES && !is_personal(type->type) && c->filled >= (int64_t)f->n * CATEGORY_ROWS;
	bool small = (type->type == IV_CLASS_INTEGER || type->type == IV_CLASS_DECIMAL) && c->length_max <= SMALL_NUMBER;
	bool open = w->s->show_values || category || small || type->type == IV_CLASS_PLACE || type->type == IV_CLASS_BOOLEAN || type->type == IV_CLASS_GENDER;
	for (; n < f->n && n < MOST && f->item[n].n > f->error && (f->item[n].n > 1 || open); n++)
		count[n] = (struct iv_show_count){ shown(w, type->type, &f->item[n], open), f->item[n].n };
	iv_show_counts(&w->show, count, n, c->filled);
}

/* Rows whose value stands for nothing: as the cleaners said, or without a map those among the frequent values. */
static int64_t placeholders_of(struct work *w, enum iv_class type, const struct iv_profile_said *said, const struct iv_frequent *f)
{
	int64_t n = 0;
	if (said && said->field.n)
		return said->placeholders;
	for (size_t i = 0; i < f->n; i++)
		if (is_placeholder(w, type, &f->item[i]))
			n += f->item[i].n;
	return n;
}

static struct iv_str date_text(struct work *w, const struct iv_classed *type, int64_t date)
{
	int64_t year = date / 10000 + (type->republic ? 1911 : 0);
	if (year < 100)
		year += year >= 69 ? 1900 : 2000;
	return iv_arena_fmt(&w->arena, "%04lld-%02lld-%02lld", (long long)year, (long long)(date / 100 % 100), (long long)(date % 100));
}

static struct iv_str number_text(struct work *w, int64_t number)
{
	struct iv_buf b = { 0 };
	iv_num_add_money(&b, number);
	struct iv_str text = iv_arena_str(&w->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return text;
}

/* The least and the greatest, of types that have an order. */
static void show_range(struct work *w, const struct iv_profile_column *c, const struct iv_classed *type)
{
	if (type->type == IV_CLASS_DATE && c->dates[type->order]) {
		iv_show_text(&w->show, date_text(w, type, c->date_min[type->order]));
		iv_show_text(&w->show, date_text(w, type, c->date_max[type->order]));
	} else if ((type->type == IV_CLASS_INTEGER || type->type == IV_CLASS_DECIMAL) && c->numbers) {
		iv_show_text(&w->show, number_text(w, c->number_min));
		iv_show_text(&w->show, number_text(w, c->number_max));
	} else {
		iv_show_none(&w->show);
		iv_show_none(&w->show);
	}
}

static void column_titles(struct iv_show *s, bool map)
{
	iv_show_column(s, IV_STR("column"), IV_STR("column"), IV_SHOW_TEXT);
	if (map)
		iv_show_column(s, IV_STR("field"), IV_STR("field"), IV_SHOW_TEXT);
	else
		iv_show_detail(s, IV_STR("field"), IV_SHOW_TEXT);
	iv_show_column(s, IV_STR("type"), IV_STR("type"), IV_SHOW_TEXT);
	iv_show_column(s, IV_STR("fits"), IV_STR("fits"), IV_SHOW_SHARE);
	iv_show_detail(s, IV_STR("format"), IV_SHOW_TEXT);
	iv_show_detail(s, IV_STR("other_format"), IV_SHOW_TEXT);
	iv_show_detail(s, IV_STR("region"), IV_SHOW_TEXT);
	iv_show_detail(s, IV_STR("filled"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("filled_share"), IV_STR("filled"), IV_SHOW_SHARE);
	iv_show_column(s, IV_STR("distinct"), IV_STR("distinct"), IV_SHOW_COUNT);
	iv_show_detail(s, IV_STR("distinct_error"), IV_SHOW_SHARE);
	iv_show_column(s, IV_STR("min"), IV_STR("min"), IV_SHOW_TEXT);
	iv_show_column(s, IV_STR("max"), IV_STR("max"), IV_SHOW_TEXT);
	iv_show_detail(s, IV_STR("length_min"), IV_SHOW_COUNT);
	iv_show_detail(s, IV_STR("length_max"), IV_SHOW_COUNT);
	iv_show_detail(s, IV_STR("lost_chars"), IV_SHOW_COUNT);
	iv_show_detail(s, IV_STR("placeholders"), IV_SHOW_COUNT);
	iv_show_detail(s, IV_STR("invalid"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("placeholder_share"), IV_STR("placeholder"), IV_SHOW_SHARE);
	if (map)
		iv_show_column(s, IV_STR("invalid_share"), IV_STR("invalid"), IV_SHOW_SHARE);
	else
		iv_show_detail(s, IV_STR("invalid_share"), IV_SHOW_SHARE);
	iv_show_detail(s, IV_STR("warn"), IV_SHOW_COUNTS);
	iv_show_column(s, IV_STR("shapes"), IV_STR("shapes"), IV_SHOW_COUNTS);
	iv_show_detail(s, IV_STR("shapes_error"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("top"), IV_STR("frequent values"), IV_SHOW_COUNTS);
	iv_show_detail(s, IV_STR("top_error"), IV_SHOW_COUNT);
}

static void show_type(struct work *w, const struct iv_classed *type)
{
	iv_show_text(&w->show, iv_str_of(iv_class_name(type->type)));
	iv_show_share(&w->show, type->fits, type->type == IV_CLASS_EMPTY || type->type == IV_CLASS_TEXT ? 0 : type->of);
	iv_show_text(&w->show, iv_str_of(type->type == IV_CLASS_DATE ? type->format : NULL));
	iv_show_text(&w->show, iv_str_of(type->type == IV_CLASS_DATE ? type->other_format : NULL));
	iv_show_text(&w->show, iv_str_of(type->region));
}

static int64_t at_most(int64_t n, int64_t most)
{
	return n < most ? n : most;
}

static void show_distinct(struct iv_show *s, const struct iv_profile_column *c, const struct iv_frequent *f)
{
	bool exact = !f->error;
	iv_show_number(s, exact ? (int64_t)f->n : at_most(iv_distinct_count(&c->distinct), c->filled));
	iv_show_share(s, (int64_t)(IV_DISTINCT_ERROR * 1e6), exact ? 0 : 1000000);
}

static void show_bad(struct work *w, const struct iv_profile_column *c, enum iv_class type, const struct iv_profile_said *said, const struct iv_frequent *f)
{
	int64_t placeholders = placeholders_of(w, type, said, f);
	bool mapped = said && said->field.n;
	iv_show_number(&w->show, placeholders);
	if (mapped)
		iv_show_number(&w->show, said->refused);
	else
		iv_show_none(&w->show);
	iv_show_share(&w->show, placeholders, c->filled);
	iv_show_share(&w->show, mapped ? said->refused : 0, mapped ? c->filled : 0);
	if (said)
		show_tally(w, &said->codes, c->filled);
	else
		iv_show_none(&w->show);
}

static void show_column(struct work *w, const struct iv_profile_column *c, const struct iv_classed *type)
{
	const struct iv_profile_said *said = said_of(w->s, c);
	struct iv_profile_top *top = iv_profile_top(w->s->tops, c->id);
	iv_show_text(&w->show, c->name.n ? c->name : IV_STR("(no name)"));
	iv_show_text(&w->show, said ? said->field : (struct iv_str){ 0 });
	show_type(w, type);
	iv_show_number(&w->show, c->filled);
	iv_show_share(&w->show, c->filled, w->s->profile->rows);
	show_distinct(&w->show, c, &top->values);
	show_range(w, c, type);
	iv_show_number(&w->show, (int64_t)c->length_min);
	iv_show_number(&w->show, (int64_t)c->length_max);
	iv_show_number(&w->show, c->lost);
	show_bad(w, c, type->type, said, &top->values);
	show_shapes(w, c, &top->shapes);
	iv_show_number(&w->show, top->shapes.error);
	show_values(w, c, type, &top->values);
	iv_show_number(&w->show, top->values.error);
}

static int by_place(const void *a, const void *b)
{
	const struct iv_profile_column *x = *(struct iv_profile_column *const *)a, *y = *(struct iv_profile_column *const *)b;
	return x->first != y->first ? (x->first < y->first ? -1 : 1) : (x->id > y->id) - (x->id < y->id);
}

static void make_columns(struct work *w)
{
	struct iv_profile *p = w->s->profile;
	if (p->columns)
		qsort(p->column, p->columns, sizeof(void *), by_place);
	struct iv_classed *type = iv_arena_zalloc(&w->arena, (p->columns + 1) * sizeof *type);
	struct iv_str *field = iv_arena_zalloc(&w->arena, (p->columns + 1) * sizeof *field);
	for (size_t i = 0; i < p->columns; i++) {
		const struct iv_profile_said *said = said_of(w->s, p->column[i]);
		if (said)
			field[i] = said->field;
	}
	iv_classify_all(p, field, w->s->map ? w->s->map->map->region : (struct iv_str){ 0 }, type);
	column_titles(&w->show, w->s->map != NULL);
	for (size_t i = 0; i < p->columns; i++)
		show_column(w, p->column[i], &type[i]);
}

/* --- Fields --- */

static void make_fields(struct work *w)
{
	const struct iv_profile_map *m = w->s->map;
	struct iv_show *s = &w->show;
	iv_show_column(s, IV_STR("field"), IV_STR("field"), IV_SHOW_TEXT);
	iv_show_detail(s, IV_STR("filled"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("filled_share"), IV_STR("filled"), IV_SHOW_SHARE);
	iv_show_column(s, IV_STR("distinct"), IV_STR("distinct"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("warn"), IV_STR("warnings"), IV_SHOW_COUNTS);
	for (size_t i = 0; m && i < m->fields; i++) {
		const struct iv_profile_field *f = &m->field[i];
		if (!f->mapped && !f->filled)
			continue;
		iv_show_text(s, f->name);
		iv_show_number(s, f->filled);
		iv_show_share(s, f->filled, m->records);
		if (f->distinct)
			iv_show_number(s, at_most(iv_distinct_count(f->distinct), f->items));
		else
			iv_show_none(s);
		show_tally(w, &f->codes, m->records);
	}
}

/* --- The whole --- */

/* Rejects by code. */
static void add_rejects(const struct iv_tally *t, struct iv_buf *out, bool json)
{
	bool first = true;
	for (size_t i = 0; i < t->n; i++) {
		struct iv_str name = iv_str_of(t->count[i].name);
		if (!iv_str_starts(name, IV_STR("reject.")))
			continue;
		name = iv_str_from(name, 7);
		if (json)
			iv_json_member_int(out, name.p, t->count[i].n);
		else
			iv_buf_addf(out, "%s" IV_FMT " %lld", first ? " (" : ", ", IV_ARG(name), (long long)t->count[i].n);
		first = false;
	}
	if (!json && !first)
		iv_buf_addc(out, ')');
}

static struct work start(const struct iv_show_profile *s)
{
	return (struct work){ .s = s };
}

static void end(struct work *w)
{
	iv_show_release(&w->show);
	iv_arena_release(&w->arena);
}

void iv_show_profile_json(const struct iv_show_profile *s, struct iv_buf *out)
{
	struct work w = start(s);
	iv_buf_addc(out, '{');
	iv_json_member_int(out, "rows", rows_of(s));
	iv_json_member_int(out, "rejected", iv_tally_get(s->tally, "rejected"));
	iv_buf_adds(out, IV_STR(",\"rejects\":{"));
	add_rejects(s->tally, out, true);
	iv_buf_addf(out, "},\"files\":[" IV_FMT "]", IV_ARG(s->files));
	make_columns(&w);
	iv_show_json_member(&w.show, "columns", out);
	end(&w);
	if (s->map) {
		w = start(s);
		iv_json_member_int(out, "records", s->map->records);
		make_fields(&w);
		iv_show_json_member(&w.show, "fields", out);
		end(&w);
	}
	iv_buf_adds(out, IV_STR("}\n"));
}

void iv_show_profile_table(const struct iv_show_profile *s, struct iv_buf *out)
{
	struct work w = start(s);
	iv_buf_addf(out, "%lld rows, %lld rejected", (long long)rows_of(s), (long long)iv_tally_get(s->tally, "rejected"));
	add_rejects(s->tally, out, false);
	iv_buf_adds(out, IV_STR("\n\n"));
	make_columns(&w);
	iv_show_table(&w.show, out);
	end(&w);
	if (s->map) {
		w = start(s);
		iv_buf_addf(out, "\n%lld records\n\n", (long long)s->map->records);
		make_fields(&w);
		iv_show_table(&w.show, out);
		end(&w);
	}
}
