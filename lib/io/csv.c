/* SPDX-License-Identifier: MIT
 * The reader of delimited text: from physical lines to records. */
#include "io/csv.h"

#include <stdlib.h>

#include "io/csv_state.h"

enum { JOINED_LINES = 20 }; /* lines that are tried as one record whose quotes break the rules */

/* --- Opening --- */

static bool is_total(void *dialect, struct iv_str line)
{
	return iv_dialect_is_total(dialect, line);
}

/* The sample without what the map says is to be passed over. */
static void take_out(const struct iv_csv_format *f, char eol, struct iv_str sample, struct iv_buf *out)
{
	struct iv_str line;
	bool preamble = f->skip.is_header;
	size_t before = f->find & IV_DIALECT_BEFORE ? 0 : f->skip.before;
	while (iv_str_cut(&sample, eol, &line)) {
		struct iv_str text = line;
		if (text.n && text.p[text.n - 1] == '\r')
			text.n--;
		preamble = preamble && !(before ? false : f->skip.is_header(f->skip.header, text));
		bool passed = before || preamble || (f->skip.comment.n && iv_str_starts(text, f->skip.comment));
		before -= before > 0;
		if (passed)
			continue;
		iv_buf_adds(out, line);
		if (sample.p)
			iv_buf_addc(out, eol);
	}
}

static void find_dialect(struct iv_csv *c)
{
	struct iv_dialect *d = &c->dialect;
	struct iv_csv_format *f = &c->format;
	struct iv_buf sample = { 0 }, table = { 0 };
	bool whole = iv_physical_sample(&c->file, &sample);
	take_out(f, c->file.eol, iv_buf_str(&sample), &table);
	iv_dialect_detect(d, f->find, iv_buf_str(&table), whole);
	iv_buf_release(&sample);
	iv_buf_release(&table);
	f->rule = d->rule;
	f->header_rows = f->names ? 0 : d->header_rows;
	f->skip.before = d->before;
	/* Where the file ends is not known yet. */
	if (f->find & IV_DIALECT_AFTER) {
		f->skip.is_total = is_total;
		f->skip.total = d;
	}
}

int iv_csv_open(struct iv_csv **csv, const struct iv_csv_format *format, iv_csv_read *read, void *source, struct iv_err *err)
{
	struct iv_csv *c = iv_zalloc(sizeof *c);
	*csv = NULL;
	c->format = *format;
	c->file.read = read;
	c->file.source = source;
	c->file.keeps_bad = format->keeps_bad;
	c->file.max_bytes = format->max_bytes ? format->max_bytes : (size_t)1 << 20;
	if (!c->format.max_lines)
		c->format.max_lines = 1000;
	int status = iv_physical_open(&c->file, format->encoding, err);
	if (status != IV_OK) {
		iv_csv_close(c);
		return status;
	}
	c->dialect = (struct iv_dialect){ .rule = format->rule, .header_rows = format->header_rows, .before = format->skip.before, .after = format->skip.after };
	if (format->find)
		find_dialect(c);
	c->before = c->format.skip.before;
	c->preamble = c->before || c->format.skip.is_header;
	*csv = c;
	return IV_OK;
}

void iv_csv_close(struct iv_csv *c)
{
	if (!c)
		return;
	iv_physical_close(&c->file);
	iv_fields_release(&c->fields);
	iv_arena_release(&c->arena);
	iv_buf_release(&c->joined);
	iv_buf_release(&c->trailer);
	free(c->tail);
	free(c);
}

void iv_csv_columns(struct iv_csv *c, size_t n)
{
	c->columns = n;
}

const char *iv_csv_encoding(const struct iv_csv *c)
{
	return c->file.undecided ? "auto" : c->file.charset.name;
}

const struct iv_dialect *iv_csv_dialect(const struct iv_csv *c)
{
	return &c->dialect;
}

size_t iv_csv_skipped(const struct iv_csv *c)
{
	return c->skipped;
}

struct iv_str iv_csv_trailer(const struct iv_csv *c)
{
	return iv_buf_str(&c->trailer);
}

/* --- Where a record begins --- */

/* The rest of an overlong line is passed over, a window at a time. */
static int skip_line(struct iv_csv *c, struct iv_err *err)
{
	struct iv_line l = { 0 };
	int status;
	while ((status = iv_physical_line(&c->file, 0, &l, err)) == IV_OK && !l.whole)
		iv_physical_advance(&c->file, l.next - l.next % c->file.charset.unit, 0);
	if (status != IV_FAIL) {
		iv_physical_advance(&c->file, status == IV_OK ? l.next : 0, 1);
		c->skipping = false;
	}
	return status;
}

static bool is_blank(const struct iv_csv *c, struct iv_str text)
{
	size_t i = 0;
	while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\t') && text.p[i] != c->format.rule.delimiter[0])
		i++;
	return i == text.n;
}

/* Whether the line is no beginning of a record. Blank lines are not counted as skipped. */
static bool is_passed(struct iv_csv *c, struct iv_str text)
{
	const struct iv_csv_skip *skip = &c->format.skip;
	bool passed = false;
	if (c->before) {
		c->before--;
		c->preamble = c->before || skip->is_header;
		passed = true;
	} else if (c->preamble) {
		passed = c->preamble = !skip->is_header(skip->header, text);
	}
	if (is_blank(c, text) && (passed || !skip->blank_stays))
		return true;
	passed = passed || (skip->comment.n && iv_str_starts(text, skip->comment));
	c->skipped += passed;
	return passed;
}

/* The line with which the next record begins, and, unless it is overlong, its text. */
static int find_record(struct iv_csv *c, struct iv_line *l, struct iv_str *text, struct iv_flaw *flaw, struct iv_err *err)
{
	struct iv_physical *w = &c->file;
	int status = c->skipping ? skip_line(c, err) : IV_OK;
	for (;; iv_physical_advance(w, l->next, 1)) {
		*flaw = (struct iv_flaw){ 0 };
		w->odd_bytes = false;
		if (status == IV_OK)
			status = iv_physical_line(w, 0, l, err);
		if (status != IV_OK || l->cut)
			break;
		if (c->format.skip.after || c->format.skip.is_total) {
			bool ends;
			if (iv_csv_ends(c, l, &ends, err) != IV_OK)
				return IV_FAIL;
			if (ends)
				return iv_csv_take_trailer(c, err);
		}
		if (iv_physical_text(w, l, text, flaw, err) != IV_OK)
			return IV_FAIL;
		if (!is_passed(c, *text))
			return IV_OK;
	}
	if (status == IV_END && c->preamble && c->format.skip.is_header && w->byte)
		return iv_err_set(err, IV_FAIL, "no_header", "expected a line with the header, as skip: before: says, found none in %ld lines", w->line - 1);
	return status;
}

/* --- Records --- */

/* The next line of a record whose fields are still open. IV_OK; IV_END: it cannot go on; IV_FAIL. */
static int next_line(struct iv_csv *c, struct iv_line *l, long lines, struct iv_str *text, struct iv_flaw *flaw, struct iv_err *err)
{
	if (lines >= (long)c->format.max_lines)
		return IV_END;
	int status = iv_physical_line(&c->file, l->next, l, err);
	if (status == IV_OK && (l->cut || l->next > c->file.max_bytes))
		return IV_END;
	return status == IV_OK ? iv_physical_text(&c->file, l, text, flaw, err) : status;
}

/* The quotes of the record at `first` break the rules. The line alone is tried as a record, then with the lines that follow, as
 * long as that gives the expected number of fields; and then alone again, with any number. IV_OK, IV_REJECT or IV_FAIL. */
static int mend(struct iv_csv *c, const struct iv_line *first, struct iv_line *l, long *lines, struct iv_flaw *flaw, struct iv_err *err)
{
	struct iv_str text;
	iv_buf_clear(&c->joined);
	*l = *first;
	*flaw = (struct iv_flaw){ 0 };
	int status = iv_physical_text(&c->file, l, &text, flaw, err);
	for (*lines = 1; status == IV_OK && *lines <= JOINED_LINES; ++*lines) {
		if (*lines > 1)
			iv_buf_addc(&c->joined, '\n');
		iv_buf_adds(&c->joined, text);
		if (iv_fields_repair(&c->fields, &c->format.rule, iv_buf_str(&c->joined), c->columns))
			return IV_OK;
		status = next_line(c, l, *lines, &text, flaw, err);
		/* What is a record by itself does not belong to this one. */
		if (status == IV_OK && iv_fields_cut(&c->fields, &c->format.rule, text) == IV_CUT_WHOLE && c->fields.n == c->columns)
			break;
	}
	if (status == IV_FAIL)
		return IV_FAIL;
	*l = *first;
	*lines = 1;
	*flaw = (struct iv_flaw){ 0 };
	iv_buf_clear(&c->joined);
	if (iv_physical_text(&c->file, l, &text, flaw, err) != IV_OK)
		return IV_FAIL;
	iv_buf_adds(&c->joined, text);
	return iv_fields_repair(&c->fields, &c->format.rule, text, 0) ? IV_OK : IV_REJECT;
}

/* Reads the record that begins with the line `l`; `l` is then its last. IV_OK, IV_REJECT (its quotes break the rules) or IV_FAIL. */
static int read_record(struct iv_csv *c, struct iv_str text, struct iv_line *l, long *lines, struct iv_csv_row *row, struct iv_flaw *flaw, struct iv_err *err)
{
	struct iv_line first = *l;
	int status = IV_OK;
	enum iv_cut cut = iv_fields_cut(&c->fields, &c->format.rule, text);
	for (*lines = 1; cut == IV_CUT_OPEN; ++*lines) {
		status = next_line(c, l, *lines, &text, flaw, err);
		if (status != IV_OK)
			break;
		cut = iv_fields_go_on(&c->fields, &c->format.rule, text);
	}
	if (status == IV_FAIL)
		return IV_FAIL;
	/* Where any mark may be a letter, or a line end was swallowed, a wrong number of fields tells of a stray mark. */
	bool loose = c->format.rule.escape == IV_ESCAPE_NONE, wrong = c->columns && c->fields.n != c->columns;
	bool odd = *lines > 1 ? loose || wrong : loose && wrong;
	if (cut == IV_CUT_WHOLE && !(c->format.repair && odd))
		return IV_OK;
	if (!c->format.repair)
		return IV_REJECT;
	status = mend(c, &first, l, lines, flaw, err);
	row->doubt = status == IV_OK ? "bad_quote" : NULL;
	row->was = iv_buf_str(&c->joined);
	return status;
}

/* Gives the record as many fields as there are columns. It is in doubt when something was lost. */
static void pad(struct iv_csv *c, struct iv_csv_row *row)
{
	struct iv_fields *f = &c->fields;
	bool lost = f->n < c->columns && !c->format.short_rows;
	for (size_t i = c->columns; i < f->n; i++)
		lost |= f->field[i].n > 0;
	while (f->n < c->columns)
		iv_fields_add(f, "", "");
	f->n = c->columns;
	if (!lost || row->doubt)
		return;
	size_t bad;
	row->doubt = "ragged_row";
	row->was = iv_charset_decode(&c->file.charset, row->raw, &c->joined, &bad);
}

/* Whether nothing but empty fields makes the record too long. */
static bool fits(const struct iv_csv *c)
{
	for (size_t i = c->columns; i < c->fields.n; i++)
		if (c->fields.field[i].n)
			return false;
	return true;
}

static int refuse(const struct iv_csv *c, const struct iv_flaw *flaw, struct iv_err *err)
{
	const struct iv_physical *w = &c->file;
	if (!strcmp(flaw->code, "ragged_row") && c->format.fixed)
		return iv_err_set(err, IV_REJECT, flaw->code, "expected columns as in widths, but a character stands across a border");
	if (!strcmp(flaw->code, "ragged_row"))
		return iv_err_set(err, IV_REJECT, flaw->code, "expected %zu fields, found %zu", c->columns, c->fields.n);
	if (!strcmp(flaw->code, "line_too_long"))
		return iv_err_set(err, IV_REJECT, flaw->code, "expected at most %zu bytes in a line", w->max_bytes);
	if (!strcmp(flaw->code, "bad_encoding"))
		iv_err_set(err, IV_REJECT, flaw->code, "expected %s, but byte %zu of the line is not", w->charset.name, flaw->column);
	else if (!strcmp(flaw->code, "nul_byte"))
		iv_err_set(err, IV_REJECT, flaw->code, "a zero byte, where text was expected");
	else if (c->format.rule.escape == IV_ESCAPE_BACKSLASH)
		iv_err_set(err, IV_REJECT, flaw->code, "expected quotes around a whole field and closed, as in \"a\",\"say \\\"b\\\"\"");
	else
		iv_err_set(err, IV_REJECT, flaw->code, "expected quotes around a whole field and closed, as in \"a\",\"say \"\"b\"\"\"");
	err->column = (long)flaw->column;
	return IV_REJECT;
}

/* The bytes from the start of the window to the end of the line, without its end. */
static struct iv_str raw_to(const struct iv_csv *c, const struct iv_line *l)
{
	struct iv_str raw = { c->file.buf + c->file.start, l->at + l->n };
	if (c->file.charset.unit == 1 && raw.n && raw.p[raw.n - 1] == '\r')
		raw.n--;
	return raw;
}

/* The fields of the record that begins with the line `l`; `l` is then its last line, or the first one when the record is none.
 * IV_OK, with what is wrong in *flaw; or IV_FAIL. */
static int cut_record(struct iv_csv *c, struct iv_str text, struct iv_line *l, long *lines, struct iv_csv_row *row, struct iv_flaw *flaw, struct iv_err *err)
{
	struct iv_line first = *l;
	int status = IV_OK;
	*lines = 1;
	if (c->format.fixed) {
		struct iv_str raw = raw_to(c, l);
		raw = iv_str_from(raw, c->file.byte == 0 && iv_str_starts(raw, IV_STR("\xEF\xBB\xBF")) ? 3 : 0);
		if (!iv_csv_cut_fixed(c, text, raw, flaw))
			*flaw = (struct iv_flaw){ "ragged_row", 0 };
	} else if ((status = read_record(c, text, l, lines, row, flaw, err)) == IV_REJECT) {
		*flaw = (struct iv_flaw){ "bad_quote", 0 };
	}
	if (status == IV_FAIL)
		return IV_FAIL;
	row->raw = raw_to(c, l);
	if (!flaw->code && c->columns && c->fields.n != c->columns) {
		if (c->format.pad || (c->format.short_rows && fits(c)))
			pad(c, row);
		else
			*flaw = (struct iv_flaw){ "ragged_row", 0 };
	}
	if (flaw->code && strcmp(flaw->code, "bad_encoding") && strcmp(flaw->code, "nul_byte")) {
		*l = first;
		*lines = 1;
		row->raw = raw_to(c, l);
	}
	return IV_OK;
}

static bool is_empty(const struct iv_fields *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->field[i].n)
			return false;
	return true;
}

int iv_csv_next(struct iv_csv *c, struct iv_csv_row *row, struct iv_err *err)
{
	struct iv_physical *w = &c->file;
	if (c->waiting) {
		c->waiting = false;
		*row = c->row;
		return IV_OK;
	}
	for (;;) {
		struct iv_line l = { 0 };
		struct iv_flaw flaw;
		struct iv_str text;
		long lines;
		int status = find_record(c, &l, &text, &flaw, err);
		*row = (struct iv_csv_row){ .line = w->line, .byte = w->byte };
		if (status != IV_OK)
			return status;
		if (l.cut) {
			flaw = (struct iv_flaw){ "line_too_long", 0 };
			c->skipping = !l.whole;
			lines = l.whole ? 1 : 0;
			row->raw = raw_to(c, &l);
		} else if (cut_record(c, text, &l, &lines, row, &flaw, err) != IV_OK) {
			return IV_FAIL;
		}
		row->field = c->fields.field;
		row->n = c->fields.n;
		row->odd_bytes = c->file.odd_bytes;
		iv_physical_advance(w, l.next - (l.whole ? 0 : l.next % w->charset.unit), lines);
		if (flaw.code)
			return refuse(c, &flaw, err);
		if (!c->format.skip.empty || !is_empty(&c->fields))
			return IV_OK;
		c->skipped++;
	}
}
