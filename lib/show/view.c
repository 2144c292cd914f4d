/* SPDX-License-Identifier: MIT
 * A table for each question an owner of a customer view asks; the JSON has the same rows. */
#include "show/view.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/num.h"
#include "io/json.h"
#include "show/show.h"

/* A column of a table: a figure of its rows, what it is called, and of which other figure it is a share. */
struct column {
	const char *key, *title;
	int figure; /* or one of those below */
	int of; /* -1: a count; ALL: a share of all customers; else of that figure */
};

enum { NAME = -1, SOURCE = -2, FIELD = -3, RECORD_DAY = -4, EVENT_DAY = -5, COUNT = -1, ALL = -2 };

struct section {
	const char *key, *heading;
	enum iv_merge_view_table table;
	struct column column[9]; /* ends with a key of NULL */
	bool unused; /* only rows of which no value stands */
};

static const struct section sections[] = {
	{ "systems", "Known to so many systems", IV_MERGE_VIEW_SYSTEMS,
	  { { "systems", "systems", NAME, 0 }, { "customers", "customers", IV_MERGE_VIEW_CUSTOMERS, COUNT }, { "share", "share", IV_MERGE_VIEW_CUSTOMERS, ALL } }, false },
	{ "seen", "Seen in so many channels", IV_MERGE_VIEW_SEEN,
	  { { "channels", "channels", NAME, 0 }, { "customers", "customers", IV_MERGE_VIEW_CUSTOMERS, COUNT }, { "share", "share", IV_MERGE_VIEW_CUSTOMERS, ALL } }, false },
	{ "channels", "Seen in each channel", IV_MERGE_VIEW_CHANNEL,
	  { { "channel", "channel", NAME, 0 }, { "customers", "customers", IV_MERGE_VIEW_CUSTOMERS, COUNT }, { "share", "share", IV_MERGE_VIEW_CUSTOMERS, ALL } }, false },
	{ "reach", "Can be reached", IV_MERGE_VIEW_REACH,
	  { { "channel", "by", NAME, 0 }, { "in", "consent", IV_MERGE_VIEW_IN, COUNT }, { "out", "refused", IV_MERGE_VIEW_OUT, COUNT }, { "address", "address", IV_MERGE_VIEW_ADDRESS, COUNT },
	    { "reachable", "reachable", IV_MERGE_VIEW_REACHABLE, COUNT }, { "share", "share", IV_MERGE_VIEW_REACHABLE, ALL } }, false },
	{ "sources", "Sources", IV_MERGE_VIEW_SOURCE,
	  { { "source", "source", NAME, 0 }, { "customers", "customers", IV_MERGE_VIEW_CUSTOMERS, COUNT }, { "alone", "known to it alone", IV_MERGE_VIEW_ALONE, COUNT },
	    { "records", "records", IV_MERGE_VIEW_RECORDS, COUNT }, { "chosen", "values used", IV_MERGE_VIEW_CHOSEN, COUNT }, { "last_record", "last record", RECORD_DAY, 0 },
	    { "last_event", "last event", EVENT_DAY, 0 }, { "old", "older than a year", IV_MERGE_VIEW_OLD, IV_MERGE_VIEW_RECORDS }, { "undated", "undated", IV_MERGE_VIEW_UNDATED, COUNT } }, false },
	{ "fields", "Fields", IV_MERGE_VIEW_FIELD,
	  { { "field", "field", NAME, 0 }, { "customers", "customers", IV_MERGE_VIEW_CUSTOMERS, COUNT }, { "twice", "held twice", IV_MERGE_VIEW_TWICE, COUNT },
	    { "disagree", "disagree", IV_MERGE_VIEW_DISAGREE, COUNT }, { "share", "of those held twice", IV_MERGE_VIEW_DISAGREE, IV_MERGE_VIEW_TWICE } }, false },
	{ "unused", "Values that nobody uses", IV_MERGE_VIEW_CELL,
	  { { "source", "source", SOURCE, 0 }, { "field", "field", FIELD, 0 }, { "records", "records", IV_MERGE_VIEW_RECORDS, COUNT } }, true },
};

static bool is_text(const struct column *c)
{
	return c->figure < 0;
}

static void add_day(struct iv_show *s, int32_t day)
{
	struct iv_buf b = { 0 };
	if (day != IV_MERGE_VIEW_NO_DAY)
		iv_date_add(&b, day);
	iv_show_text(s, iv_buf_str(&b));
	iv_buf_release(&b);
}

static void add_cell(struct iv_show *s, const struct iv_merge_view *v, const struct column *c, struct iv_str name, const struct iv_merge_view_row *r)
{
	struct iv_str rest = name, source;
	int64_t systems;
	switch (c->figure) {
	case NAME:
		if (iv_num_int(name, &systems))
			iv_show_number(s, systems);
		else
			iv_show_text(s, name);
		break;
	case SOURCE:
	case FIELD:
		iv_str_cut(&rest, IV_MERGE_VIEW_BETWEEN, &source);
		iv_show_text(s, c->figure == SOURCE ? source : rest);
		break;
	case RECORD_DAY:
	case EVENT_DAY:
		add_day(s, c->figure == RECORD_DAY ? r->record_day : r->event_day);
		break;
	default:
		if (c->figure == IV_MERGE_VIEW_DISAGREE && !r->n[IV_MERGE_VIEW_DECIDED])
			iv_show_none(s); /* that nobody disagrees is not known */
		else if (c->of == COUNT)
			iv_show_number(s, r->n[c->figure]);
		else
			iv_show_share(s, r->n[c->figure], c->of == ALL ? v->customers : r->n[c->of]);
	}
}

/* Returns how many rows there are. */
static size_t make(const struct section *section, const struct iv_merge_view *v, struct iv_show *s)
{
	size_t n, rows = 0, columns = 0;
	uint32_t *order = iv_merge_view_sorted(v, section->table, &n);
	bool number = section->table == IV_MERGE_VIEW_SYSTEMS || section->table == IV_MERGE_VIEW_SEEN;
	for (; columns < sizeof section->column / sizeof *section->column && section->column[columns].key; columns++) {
		const struct column *c = &section->column[columns];
		enum iv_show_type type = is_text(c) && !(number && !columns) ? IV_SHOW_TEXT : is_text(c) || c->of == COUNT ? IV_SHOW_COUNT : IV_SHOW_SHARE;
		iv_show_column(s, iv_str_of(c->key), iv_str_of(c->title), type);
	}
	for (size_t i = 0; i < n; i++) {
		const struct iv_merge_view_row *r = &v->row[section->table][order[i]];
		if (section->unused && r->n[IV_MERGE_VIEW_CHOSEN])
			continue;
		for (size_t c = 0; c < columns; c++)
			add_cell(s, v, &section->column[c], v->names[section->table].name[order[i]], r);
		rows++;
	}
	free(order);
	return rows;
}

static int64_t several(const struct iv_merge_view *v, enum iv_merge_view_table table)
{
	int64_t sum = 0, n;
	for (size_t i = 0; i < v->names[table].n; i++)
		if (iv_num_int(v->names[table].name[i], &n) && n >= 2)
			sum += v->row[table][i].n[IV_MERGE_VIEW_CUSTOMERS];
	return sum;
}

static void make_calls(const struct iv_merge_view *v, struct iv_show *s)
{
	const int64_t by[2][2] = { { v->named_calls, v->unnamed_calls }, { v->known_calls, v->unknown_calls } };
	iv_show_column(s, IV_STR("by"), IV_STR("callers known by"), IV_SHOW_TEXT);
	iv_show_column(s, IV_STR("calls"), IV_STR("calls"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("recognised"), IV_STR("recognised"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("share"), IV_STR("share"), IV_SHOW_SHARE);
	for (int i = 0; i < 3; i++) {
		int64_t known = i < 2 ? by[i][0] : by[0][0] + by[1][0], all = known + (i < 2 ? by[i][1] : by[0][1] + by[1][1]);
		iv_show_text(s, i == 0 ? IV_STR("party") : i == 1 ? IV_STR("number") : IV_STR("all"));
		iv_show_number(s, all);
		iv_show_number(s, known);
		iv_show_share(s, known, all);
	}
}

void iv_show_view_json(const struct iv_merge_view *v, int32_t today, struct iv_buf *out)
{
	struct iv_show s = { 0 };
	struct iv_buf day = { 0 };
	iv_date_add(&day, today);
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "as_of", iv_buf_str(&day));
	iv_json_member_int(out, "customers", v->customers);
	iv_json_member_int(out, "without_record", v->strangers);
	iv_json_member_int(out, "restricted", v->restricted);
	iv_json_member_int(out, "several_systems", several(v, IV_MERGE_VIEW_SYSTEMS));
	iv_json_member_int(out, "several_channels", several(v, IV_MERGE_VIEW_SEEN));
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		make(&sections[i], v, &s);
		iv_show_json_member(&s, sections[i].key, out);
		iv_show_release(&s);
	}
	make_calls(v, &s);
	iv_show_json_member(&s, "calls", out);
	iv_show_release(&s);
	iv_buf_adds(out, IV_STR("}\n"));
	iv_buf_release(&day);
}

void iv_show_view_table(const struct iv_merge_view *v, int32_t today, struct iv_buf *out)
{
	struct iv_show s = { 0 };
	iv_buf_addf(out, "%lld customers on ", (long long)v->customers);
	iv_date_add(out, today);
	iv_buf_addf(out, ": %lld known to several systems, %lld seen in several channels, %lld without a record, %lld restricted\n",
		    (long long)several(v, IV_MERGE_VIEW_SYSTEMS), (long long)several(v, IV_MERGE_VIEW_SEEN), (long long)v->strangers, (long long)v->restricted);
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		if (make(&sections[i], v, &s)) {
			iv_buf_addf(out, "\n%s\n", sections[i].heading);
			iv_show_table(&s, out);
		}
		iv_show_release(&s);
	}
	iv_buf_adds(out, IV_STR("\nCalls\n"));
	make_calls(v, &s);
	iv_show_table(&s, out);
	iv_show_release(&s);
}
