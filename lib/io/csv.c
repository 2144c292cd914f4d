/* SPDX-License-Identifier: MIT
 * The reader of delimited text. libcsv parses, strictly and one physical line at a time, every line in which quotes do more
 * than stand around a whole field; the others are split here, which is the same and several times quicker. */
#include "io/csv.h"

#include <csv.h>
#include <stdlib.h>

#include "base/arena.h"

enum { READ_SIZE = 256 << 10, SAMPLE_SIZE = 64 << 10 };

struct span {
	size_t at, n; /* in text */
};

struct iv_csv {
	struct iv_csv_format format;
	iv_csv_read *read;
	void *source;
	struct iv_charset charset;
	bool undecided; /* auto, and nothing but ASCII so far */
	bool skipping; /* within the rest of an overlong line */
	bool eof;
	char eol; /* '\n', or '\r' in files that know no '\n' */
	char *buf; /* the window of the file: [start, end) is read and not yet handed out */
	size_t start, end, cap;
	long line; /* of buf[start] */
	uint64_t byte;
	size_t columns; /* 0: any */
	struct csv_parser parser;
	struct iv_buf room; /* a decoded line */
	struct iv_buf text; /* fields that libcsv unquoted */
	struct span *span;
	size_t span_n, span_cap;
	struct iv_str *field;
	size_t field_n, field_cap;
	bool row_done; /* libcsv saw the end of the record */
};

/* A physical line in the window, from start + at. */
struct line {
	size_t at, n; /* without its end */
	size_t next; /* where the next one begins */
	bool whole; /* its end was seen, or that of the file */
	bool cut; /* longer than the limit */
};

/* --- The window --- */

static int more(struct iv_csv *c, struct iv_err *err)
{
	if (c->cap - c->end < READ_SIZE && c->start) {
		memmove(c->buf, c->buf + c->start, c->end - c->start);
		c->end -= c->start;
		c->start = 0;
	}
	c->buf = iv_reserve(c->buf, &c->cap, c->end + READ_SIZE, 1);
	ptrdiff_t n = c->read(c->source, c->buf + c->end, READ_SIZE, err);
	if (n < 0)
		return IV_FAIL;
	c->eof = n == 0;
	c->end += (size_t)n;
	return IV_OK;
}

/* The offset from `from` of a line end in the window, or -1. Wide units count from the start of the record, where they
 * are aligned. */
static ptrdiff_t find_eol(const struct iv_csv *c, size_t at, size_t from)
{
	const char *base = c->buf + c->start, *end = c->buf + c->end;
	size_t unit = c->charset.unit ? c->charset.unit : 1;
	for (const char *p = base + from; p < end; p++) {
		if (!(p = memchr(p, c->eol, (size_t)(end - p))))
			return -1;
		size_t low = c->charset.big_endian ? unit - 1 : 0;
		size_t first = (size_t)(p - base) - low;
		if (unit == 1)
			return p - base;
		if ((size_t)(p - base) < at + low || (first - at) % unit || base + first + unit > end)
			continue;
		bool zeros = true;
		for (size_t i = 0; i < unit; i++)
			zeros &= i == low || !base[first + i];
		if (zeros)
			return (ptrdiff_t)first;
	}
	return -1;
}

/* The physical line at start + at. IV_OK, IV_END (nothing is left there) or IV_FAIL. */
static int next_line(struct iv_csv *c, size_t at, struct line *l, struct iv_err *err)
{
	size_t unit = c->charset.unit ? c->charset.unit : 1, from = at;
	for (;;) {
		ptrdiff_t eol = find_eol(c, at, from);
		size_t have = c->end - c->start;
		if (eol >= 0) {
			*l = (struct line){ at, (size_t)eol - at, (size_t)eol + unit, true, (size_t)eol - at > c->format.max_bytes };
			return IV_OK;
		}
		if (c->eof || have - at > c->format.max_bytes + unit) {
			*l = (struct line){ at, have - at, have, c->eof, have - at > c->format.max_bytes };
			return have == at ? IV_END : IV_OK;
		}
		/* Look again from where the old bytes ended; a wide unit may have been cut there. */
		from = have > at + unit ? have - unit + 1 : at;
		if (more(c, err) != IV_OK)
			return IV_FAIL;
	}
}

/* Hands out everything up to `next`, which is `lines` physical lines. */
static void advance(struct iv_csv *c, size_t next, long lines)
{
	c->start += next;
	c->byte += next;
	c->line += lines;
}

/* --- Opening --- */

static int is_line_end(unsigned char ch)
{
	return ch == '\n';
}

static void new_parser(struct iv_csv *c)
{
	csv_free(&c->parser);
	csv_init(&c->parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_realloc_func(&c->parser, iv_resize);
	csv_set_blk_size(&c->parser, 4096);
	csv_set_delim(&c->parser, (unsigned char)c->format.delimiter);
	csv_set_quote(&c->parser, (unsigned char)c->format.quote);
	csv_set_term_func(&c->parser, is_line_end); /* a lone carriage return is a letter */
}

/* Files of old Macintosh programs end their lines with \r alone. */
static char line_end(const struct iv_csv *c)
{
	size_t n = c->end - c->start;
	return !memchr(c->buf, '\n', n) && memchr(c->buf, '\r', n) ? '\r' : '\n';
}

int iv_csv_open(struct iv_csv **csv, const struct iv_csv_format *format, iv_csv_read *read, void *source, struct iv_err *err)
{
	struct iv_csv *c = iv_zalloc(sizeof *c);
	*csv = NULL;
	*c = (struct iv_csv){ .format = *format, .read = read, .source = source, .line = 1 };
	if (!c->format.delimiter)
		c->format.delimiter = ',';
	if (!c->format.max_lines)
		c->format.max_lines = 1000;
	if (!c->format.max_bytes)
		c->format.max_bytes = (size_t)1 << 20;
	int status = IV_OK;
	while (status == IV_OK && !c->eof && c->end < SAMPLE_SIZE)
		status = more(c, err);
	struct iv_str sample = { c->buf, c->end }, encoding = format->encoding;
	if (!encoding.n || iv_str_eq(encoding, IV_STR("auto"))) {
		c->undecided = iv_charset_is_ascii(sample) && !memchr(sample.p, 0, sample.n);
		encoding = iv_str_of(c->undecided ? "utf-8" : iv_charset_detect(sample));
	}
	if (status == IV_OK)
		status = iv_charset_open(&c->charset, encoding, sample, err);
	if (status != IV_OK) {
		iv_csv_close(c);
		return status;
	}
	c->eol = c->charset.unit == 1 ? line_end(c) : '\n';
	new_parser(c);
	*csv = c;
	return IV_OK;
}

void iv_csv_close(struct iv_csv *c)
{
	if (!c)
		return;
	csv_free(&c->parser);
	iv_charset_close(&c->charset);
	iv_buf_release(&c->room);
	iv_buf_release(&c->text);
	free(c->span);
	free(c->field);
	free(c->buf);
	free(c);
}

void iv_csv_columns(struct iv_csv *c, size_t n)
{
	c->columns = n;
}

const char *iv_csv_encoding(const struct iv_csv *c)
{
	return c->undecided ? "auto" : c->charset.name;
}

/* --- Records --- */

/* Decides the encoding at the first line that is not ASCII, from as much as follows it. */
static int decide(struct iv_csv *c, size_t at, struct iv_err *err)
{
	while (!c->eof && c->end - c->start - at < SAMPLE_SIZE)
		if (more(c, err) != IV_OK)
			return IV_FAIL;
	struct iv_str sample = { c->buf + c->start + at, c->end - c->start - at };
	const char *name = iv_charset_detect(sample);
	/* Wide units would have shown before, as zero bytes. */
	c->undecided = false;
	if (!strncmp(name, "utf", 3))
		return IV_OK;
	iv_charset_close(&c->charset);
	return iv_charset_open(&c->charset, iv_str_of(name), sample, err);
}

static void add_field(struct iv_csv *c, struct iv_str field)
{
	c->field = iv_reserve(c->field, &c->field_cap, c->field_n + 1, sizeof *c->field);
	c->field[c->field_n++] = field;
}

static bool blank(const struct iv_csv *c, char ch)
{
	return (ch == ' ' || ch == '\t') && ch != c->format.delimiter;
}

static struct iv_str trim(const struct iv_csv *c, struct iv_str s)
{
	while (s.n && blank(c, s.p[0]))
		s = iv_str_from(s, 1);
	while (s.n && blank(c, s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Splits a line whose quotes, if any, stand right around whole fields and have none within. False: libcsv must see it. */
static bool split(struct iv_csv *c, struct iv_str line, bool quotes)
{
	const char *p = line.p, *end = p + line.n, delimiter = c->format.delimiter, quote = c->format.quote;
	for (;; p++) {
		const char *d;
		if (quotes && p < end && *p == quote) {
			const char *close = memchr(p + 1, quote, (size_t)(end - p - 1));
			if (!close || (close + 1 < end && close[1] != delimiter))
				return false;
			add_field(c, (struct iv_str){ p + 1, (size_t)(close - p - 1) });
			d = close + 1;
		} else {
			d = memchr(p, delimiter, (size_t)(end - p));
			d = d ? d : end;
			if (quotes && memchr(p, quote, (size_t)(d - p)))
				return false;
			add_field(c, trim(c, (struct iv_str){ p, (size_t)(d - p) }));
		}
		p = d;
		if (p == end)
			return true;
	}
}

static void on_field(void *p, size_t n, void *ctx)
{
	struct iv_csv *c = ctx;
	c->span = iv_reserve(c->span, &c->span_cap, c->span_n + 1, sizeof *c->span);
	c->span[c->span_n++] = (struct span){ c->text.n, n };
	iv_buf_add(&c->text, p, n);
}

static void on_row(int ch, void *ctx)
{
	(void)ch;
	((struct iv_csv *)ctx)->row_done = true;
}

/* What makes a record none, found on its way through the parser. */
struct flaw {
	const char *code; /* NULL: none */
	size_t column; /* bytes into its line, from 1 */
};

/* The text of a physical line, decoded, without its end and the mark at the beginning of a file. */
static struct iv_str line_text(struct iv_csv *c, const struct line *l, struct flaw *flaw)
{
	struct iv_str raw = { c->buf + c->start + l->at, l->n };
	size_t bad;
	struct iv_str text = iv_charset_decode(&c->charset, raw, &c->room, &bad);
	if (bad < raw.n && !flaw->code)
		*flaw = (struct flaw){ "bad_encoding", bad + 1 };
	if (c->byte == 0 && l->at == 0 && iv_str_starts(text, IV_STR("\xEF\xBB\xBF")))
		text = iv_str_from(text, 3);
	if (text.n && text.p[text.n - 1] == '\r')
		text.n--;
	const char *zero = text.n ? memchr(text.p, 0, text.n) : NULL;
	if (zero && !flaw->code)
		*flaw = (struct flaw){ "nul_byte", (size_t)(zero - text.p) + 1 };
	return text;
}

/* The physical line at start + at and, unless it is overlong, its text. IV_OK, IV_END or IV_FAIL. */
static int read_line(struct iv_csv *c, size_t at, struct line *l, struct iv_str *text, struct flaw *flaw, struct iv_err *err)
{
	int status = next_line(c, at, l, err);
	if (status != IV_OK || l->cut)
		return status;
	if (c->undecided && !iv_charset_is_ascii((struct iv_str){ c->buf + c->start + at, l->n }) && (status = decide(c, at, err)) != IV_OK)
		return status;
	*text = line_text(c, l, flaw);
	return IV_OK;
}

/* Feeds physical lines to libcsv until the record is complete; `l` is then its last. IV_OK, IV_REJECT (not a record) or
 * IV_FAIL. */
static int parse_quoted(struct iv_csv *c, struct iv_str text, struct line *l, long *lines, struct flaw *flaw, struct iv_err *err)
{
	iv_buf_clear(&c->text);
	c->span_n = 0;
	c->row_done = false;
	for (*lines = 1;; ++*lines) {
		bool well = csv_parse(&c->parser, text.p, text.n, on_field, on_row, c) == text.n;
		well = well && csv_parse(&c->parser, "\n", 1, on_field, on_row, c) == 1;
		if (well && c->row_done)
			break;
		size_t next = l->next;
		int status = well ? read_line(c, next, l, &text, flaw, err) : IV_END;
		if (status == IV_FAIL)
			return IV_FAIL;
		if (status == IV_END || l->cut || l->next > c->format.max_bytes || *lines >= (long)c->format.max_lines) {
			new_parser(c);
			return IV_REJECT;
		}
	}
	for (size_t i = 0; i < c->span_n; i++)
		add_field(c, (struct iv_str){ c->text.p + c->span[i].at, c->span[i].n });
	return IV_OK;
}

static int refuse(const struct iv_csv *c, const struct flaw *flaw, struct iv_err *err)
{
	if (!strcmp(flaw->code, "ragged_row"))
		return iv_err_set(err, IV_REJECT, flaw->code, "expected %zu fields, found %zu", c->columns, c->field_n);
	if (!strcmp(flaw->code, "line_too_long"))
		return iv_err_set(err, IV_REJECT, flaw->code, "expected at most %zu bytes in a line", c->format.max_bytes);
	if (!strcmp(flaw->code, "bad_encoding"))
		iv_err_set(err, IV_REJECT, flaw->code, "expected %s, but byte %zu of the line is not", c->charset.name, flaw->column);
	else if (!strcmp(flaw->code, "nul_byte"))
		iv_err_set(err, IV_REJECT, flaw->code, "a zero byte, where text was expected");
	else
		iv_err_set(err, IV_REJECT, flaw->code, "expected quotes around a whole field and closed, as in \"a\",\"say \"\"b\"\"\"");
	err->column = (long)flaw->column;
	return IV_REJECT;
}

/* Sets row->raw to what stands before `end`, an offset from the start of the window, without its line end. */
static void set_raw(const struct iv_csv *c, struct iv_csv_row *row, size_t end)
{
	row->raw = (struct iv_str){ c->buf + c->start, end };
	if (c->charset.unit == 1 && end && row->raw.p[end - 1] == '\r')
		row->raw.n--;
}

/* The rest of an overlong line is passed over, a window at a time. */
static int skip_line(struct iv_csv *c, struct iv_err *err)
{
	struct line l = { 0 };
	int status;
	while ((status = next_line(c, 0, &l, err)) == IV_OK && !l.whole)
		advance(c, l.next - l.next % c->charset.unit, 0);
	if (status != IV_FAIL) {
		advance(c, status == IV_OK ? l.next : 0, 1);
		c->skipping = false;
	}
	return status;
}

int iv_csv_next(struct iv_csv *c, struct iv_csv_row *row, struct iv_err *err)
{
	struct line l = { 0 };
	struct flaw flaw;
	struct iv_str text;
	int status = c->skipping ? skip_line(c, err) : IV_OK;
	for (;; advance(c, l.next, 1)) {
		flaw = (struct flaw){ 0 };
		if (status == IV_OK)
			status = read_line(c, 0, &l, &text, &flaw, err);
		if (status != IV_OK || l.cut || trim(c, text).n)
			break;
	}
	*row = (struct iv_csv_row){ .line = c->line, .byte = c->byte };
	if (status != IV_OK)
		return status;
	struct line first = l;
	long lines = 1;
	c->field_n = 0;
	if (l.cut) {
		flaw = (struct flaw){ "line_too_long", 0 };
		c->skipping = !l.whole;
	} else if (!split(c, text, c->format.quote && memchr(text.p, c->format.quote, text.n))) {
		c->field_n = 0;
		if ((status = parse_quoted(c, text, &l, &lines, &flaw, err)) == IV_FAIL)
			return IV_FAIL;
		if (status == IV_REJECT)
			flaw = (struct flaw){ "bad_quote", 0 };
	}
	if (!flaw.code && c->columns && c->field_n != c->columns)
		flaw = (struct flaw){ "ragged_row", 0 };
	if (flaw.code && strcmp(flaw.code, "bad_encoding") && strcmp(flaw.code, "nul_byte")) {
		l = first;
		lines = l.whole ? 1 : 0;
	}
	set_raw(c, row, l.at + l.n);
	row->field = c->field;
	row->n = c->field_n;
	advance(c, l.next - (l.whole ? 0 : l.next % c->charset.unit), lines);
	return flaw.code ? refuse(c, &flaw, err) : IV_OK;
}
