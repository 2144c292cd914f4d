/* SPDX-License-Identifier: MIT
 * Writing roll-ups. Driven by the table of families, so that reading (layout_read.c) and writing cannot differ. */
#include "history/layout.h"

#include "base/date.h"
#include "base/num.h"

void iv_history_add_gap(struct iv_buf *out, int32_t *before, int32_t day)
{
	iv_json_comma(out);
	iv_num_add_int(out, (int64_t)day - *before);
	*before = day;
}

/* The values of a cell in the order of their columns, with running places in its num, date and text members. */
static void add_columns(const struct iv_history_cell *c, size_t used, struct iv_buf *out)
{
	const char *columns = iv_history_family[c->what].columns;
	int num = 0, date = 0, text = 0;
	for (size_t i = 0; i < used; i++) {
		iv_json_comma(out);
		switch (columns[i]) {
		case 'n':
			iv_num_add_int(out, c->num[num++]);
			break;
		case 'm':
			iv_num_add_money(out, c->num[num++]);
			break;
		case 'b':
			iv_buf_adds(out, c->num[num++] ? IV_STR("true") : IV_STR("false"));
			break;
		case 'D':
			iv_num_add_int(out, c->date[date++]);
			break;
		case 'd':
			if (c->date[date] == IV_HISTORY_NO_DAY) {
				iv_buf_adds(out, IV_STR("null"));
			} else {
				iv_buf_addc(out, '"');
				iv_date_add(out, c->date[date]);
				iv_buf_addc(out, '"');
			}
			date++;
			break;
		default:
			iv_json_quote(out, text == 0 ? c->at : text == 1 ? c->source : c->key);
			text++;
		}
	}
}

/* How many columns must be written: zeros and nulls at the end need not be. */
static size_t used_columns(const struct iv_history_cell *c)
{
	const char *columns = iv_history_family[c->what].columns;
	int num = 0, date = 0;
	size_t used = 0;
	for (size_t i = 0; columns[i]; i++)
		switch (columns[i]) {
		case 'n':
		case 'm':
		case 'b':
			if (c->num[num++])
				used = i + 1;
			break;
		case 'd':
			if (c->date[date++] != IV_HISTORY_NO_DAY)
				used = i + 1;
			break;
		default:
			used = i + 1;
		}
	return used;
}

static void add_days(struct iv_history_cell *const *cell, size_t n, struct iv_buf *out)
{
	int32_t before = 0;
	for (size_t i = 0; i < n; i++) {
		iv_history_add_gap(out, &before, cell[i]->day);
		add_columns(cell[i], strlen(iv_history_family[cell[i]->what].columns), out);
	}
}

/* Where the run of cells that agree with the first one in keys [from, to) ends. */
static size_t run_of(struct iv_history_cell *const *cell, size_t n, unsigned from, unsigned to)
{
	size_t i = 1;
	for (; i < n; i++)
		for (unsigned k = from; k < to; k++)
			if (!iv_str_eq(cell[i]->k[k], cell[0]->k[k]))
				return i;
	return i;
}

static void add_rows(struct iv_history_cell *const *cell, size_t n, struct iv_buf *out)
{
	const struct iv_history_family *f = &iv_history_family[cell[0]->what];
	iv_buf_addc(out, '[');
	for (size_t i = 0; i < n;) {
		size_t run = run_of(cell + i, n - i, f->objects, f->keys);
		iv_json_comma(out);
		iv_buf_addc(out, '[');
		for (unsigned k = f->objects; k < f->keys; k++) {
			iv_json_comma(out);
			iv_json_quote(out, cell[i]->k[k]);
		}
		if (f->days)
			add_days(cell + i, run, out);
		else
			add_columns(cell[i], used_columns(cell[i]), out);
		iv_buf_addc(out, ']');
		i += run;
	}
	iv_buf_addc(out, ']');
}

/* Cells that agree in the keys before `level`, as nested objects down to f->objects. */
static int add_level(struct iv_history_cell *const *cell, size_t n, unsigned level, struct iv_buf *out, struct iv_err *err)
{
	const struct iv_history_family *f = &iv_history_family[cell[0]->what];
	if (level == f->objects && level < f->keys) {
		add_rows(cell, n, out);
		return IV_OK;
	}
	if (level == f->keys) {
		iv_buf_addc(out, '[');
		if (f->days)
			add_days(cell, n, out);
		else
			add_columns(cell[0], used_columns(cell[0]), out);
		iv_buf_addc(out, ']');
		return IV_OK;
	}
	int members = 0, status = IV_OK;
	iv_buf_addc(out, '{');
	for (size_t i = 0; i < n && status == IV_OK;) {
		if (++members > IV_JSON_FIELDS)
			return iv_err_set(err, IV_REJECT, "too_many_fields", "has more than %d different %s", IV_JSON_FIELDS, f->name);
		size_t run = run_of(cell + i, n - i, level, level + 1);
		iv_json_comma(out);
		iv_json_quote(out, cell[i]->k[level]);
		iv_buf_addc(out, ':');
		status = add_level(cell + i, run, level + 1, out, err);
		i += run;
	}
	iv_buf_addc(out, '}');
	return status;
}

int iv_history_write_family(const struct iv_roll *r, enum iv_history_what what, struct iv_buf *out, struct iv_err *err)
{
	size_t from, end = iv_history_range(r, what, &from);
	if (from == end)
		return IV_OK;
	iv_json_comma(out);
	iv_json_quote(out, iv_str_of(iv_history_family[what].name));
	iv_buf_addc(out, ':');
	return add_level(r->order + from, end - from, 0, out, err);
}

int iv_history_write(struct iv_roll *r, struct iv_buf *out, struct iv_err *err)
{
	size_t before = out->n;
	int64_t count = iv_history_count(r);
	iv_buf_addc(out, '{');
	iv_json_member_int(out, "v", IV_HISTORY_VERSION);
	iv_json_member_int(out, "n", count);
	for (int what = 0; what < IV_HISTORY_WHATS; what++) {
		int status = iv_history_write_family(r, (enum iv_history_what)what, out, err);
		if (status != IV_OK) {
			out->n = before;
			return status;
		}
	}
	if (r->events_n) {
		iv_json_member_raw(out, "events", IV_STR("["));
		for (size_t i = r->events_n; i-- > 0;) { /* the latest stands last */
			iv_json_comma(out);
			iv_buf_adds(out, r->event[i].bytes);
		}
		iv_buf_addc(out, ']');
	}
	iv_buf_addc(out, '}');
	return IV_OK;
}
