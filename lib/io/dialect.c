/* SPDX-License-Identifier: MIT
 * Which delimiter, quotation mark and escape: candidates are collected from the sample, and each reading is scored. */
#include "io/dialect.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "io/dialect_state.h"

enum { CANDIDATES = 16, RUNS = 64, SAMPLE_MAX = 64 << 10 };

/* A delimiter that may be meant. */
struct candidate {
	char text[IV_DELIMITER_MAX + 1];
	size_t lines; /* in which it occurs */
	size_t last; /* the line it was seen in last, from 1 */
};

struct candidates {
	struct candidate item[RUNS];
	size_t n;
};

/* A reading of the sample and how good a table it makes. */
struct reading {
	struct iv_fields_rule rule;
	size_t columns, records, regular;
	double regularity, typed; /* 0 to 1 */
	double score;
};

/* --- Candidates --- */

static void note(struct candidates *c, const char *p, size_t n, size_t line)
{
	size_t i = 0;
	while (i < c->n && (strncmp(c->item[i].text, p, n) || c->item[i].text[n]))
		i++;
	if (i == RUNS)
		return;
	if (i == c->n) {
		c->item[c->n++] = (struct candidate){ .lines = 0 };
		memcpy(c->item[i].text, p, n);
	}
	c->item[i].lines += c->item[i].last != line;
	c->item[i].last = line;
}

/* Punctuation and symbols beyond ASCII. */
static bool is_wide_mark(const char *p, size_t n)
{
	const unsigned char *s = (const unsigned char *)p;
	if (n == 2)
		return (s[0] == 0xC2 && s[1] >= 0xA0) || (s[0] == 0xC3 && (s[1] == 0x97 || s[1] == 0xB7));
	if (n != 3)
		return false;
	uint32_t c = (uint32_t)((s[0] & 15) << 12 | (s[1] & 63) << 6 | (s[2] & 63));
	return (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F && c != 0x3005 && c != 0x3007) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF0F) ||
	       (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65);
}

static bool is_mark(char c)
{
	return c > 0 && !iv_is_digit(c) && !((c | 32) >= 'a' && (c | 32) <= 'z') && !strchr("\"'`", c) && c != '\n' && c != '\r';
}

/* What no delimiter is, begins or ends with: it stands in numbers, addresses and amounts, or comes in pairs. */
static bool is_inner(char c)
{
	return strchr("./@$()[]{}<>_", c) != NULL;
}

static void collect(struct candidates *c, const struct iv_sample *s)
{
	struct iv_sample_walk w = { .rest = s->text, .eol = s->eol };
	struct iv_sample_row row;
	while (iv_sample_next(&w, &row)) {
		const char *p = row.text.p, *end = p + row.text.n;
		while (p < end) {
			size_t n = iv_utf8_len(p, end);
			n = n ? n : 1;
			if (n > 1 && is_wide_mark(p, n))
				note(c, p, n, row.line + 1);
			size_t run = 0;
			while (p + run < end && is_mark(p[run]))
				run++;
			for (size_t i = 0; i < run; i++)
				if (!is_inner(p[i]))
					note(c, p + i, 1, row.line + 1);
			if (run >= 2 && run <= IV_DELIMITER_MAX && !is_inner(p[0]) && !is_inner(p[run - 1]))
				note(c, p, run, row.line + 1);
			p += run ? run : n;
		}
	}
	iv_sample_release(&w);
}

static int by_lines(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->lines != y->lines)
		return x->lines < y->lines ? 1 : -1;
	return strcmp(x->text, y->text);
}

/* --- Scores --- */

enum { WIDTHS = 1024 }; /* records with more fields than this are counted as having so many */

/* Records with a certain number of fields. */
struct width {
	size_t n, first, last; /* first and last: their numbers, from 0 */
	bool filled; /* the field of that number has something in it somewhere */
};

/* The share of records that are regular. Those before the first and behind the last of them count less: titles, totals. */
static double regularity(const struct width *w, size_t records)
{
	size_t inside = w->n ? w->last - w->first + 1 : 0;
	return inside ? (double)w->n / ((double)inside + 0.3 * (double)(records - inside)) : 0;
}

static double worth(enum iv_cell kind)
{
	static const double of[] = { [IV_CELL_EMPTY] = 0.5, [IV_CELL_ODD] = 0.1, [IV_CELL_TEXT] = 0.8, [IV_CELL_WORD] = 1, [IV_CELL_NUMBER] = 1, [IV_CELL_TIME] = 1, [IV_CELL_CODE] = 1, [IV_CELL_ADDRESS] = 1 };
	return of[kind];
}

static bool has_doubled(const struct iv_sample_row *row, char quote)
{
	const char two[] = { quote, quote };
	for (size_t i = 0; i < row->n; i++)
		if (row->quoted[i] && iv_str_find(row->field[i], (struct iv_str){ two, 2 }) >= 0)
			return true;
	return false;
}

/* Reads the whole sample by the rule. */
static void read_by(struct reading *r, const struct iv_sample *s)
{
	struct width *width = iv_zalloc((WIDTHS + 2) * sizeof *width);
	size_t cells = 0, bad = 0, strong = 0;
	struct iv_sample_walk w = { .rule = r->rule, .rest = s->text, .eol = s->eol };
	struct iv_sample_row row;
	double sum = 0;
	for (; iv_sample_next(&w, &row); r->records++) {
		/* Without escapes, whatever stands between two marks can be read as a field, even of many lines; marks in
		 * it that are doubled tell otherwise. */
		bool swallowed = r->rule.escape == IV_ESCAPE_NONE && (row.lines > 1 || has_doubled(&row, r->rule.quote));
		row.n = swallowed ? 0 : row.n;
		bad += !row.field || swallowed;
		struct width *of = &width[row.n < WIDTHS ? row.n : WIDTHS];
		if (!of->n++)
			of->first = r->records;
		of->last = r->records;
		for (size_t i = 0; i < row.n; i++, cells++) {
			enum iv_cell kind = iv_cell_kind(row.field[i]);
			sum += row.quoted[i] && row.field[i].n ? 1 : worth(kind);
			strong += kind >= IV_CELL_NUMBER;
			width[i < WIDTHS ? i : WIDTHS].filled |= kind != IV_CELL_EMPTY;
		}
	}
	iv_sample_release(&w);
	for (size_t i = 1; i <= WIDTHS; i++)
		if (width[i].n > width[r->columns].n || !r->columns)
			r->columns = i;
	size_t hollow = 0; /* columns with nothing in them: half a delimiter was taken for a whole one */
	for (size_t i = 0; i + 1 < r->columns; i++)
		hollow += !width[i].filled;
	double columns = (double)r->columns;
	r->regular = width[r->columns].n;
	r->regularity = regularity(&width[r->columns], r->records);
	r->typed = cells ? sum / (double)cells : 0;
	if (r->columns > 1)
		r->score = r->regularity * r->regularity * r->typed * r->typed * (columns - 1) / columns * (1 - 0.5 * (double)hollow / columns);
	else
		r->score = r->typed * (strong * 10 >= cells * 9 ? 0.9 : 0.1); /* one column: only numbers, dates and the like are believed */
	r->score *= 1 - (double)bad / (double)(r->records ? r->records : 1);
	free(width);
}

/* Marks that stand where a field begins, with that delimiter, in a tenth of the lines or more. */
static bool may_quote(char quote, const char *delimiter, const struct iv_sample *s)
{
	size_t lines = 0, begins = 0, n = strlen(delimiter);
	for (size_t i = 0; i < s->text.n; i++) {
		bool start = !i || s->text.p[i - 1] == s->eol;
		bool after = i >= n && n && !memcmp(s->text.p + i - n, delimiter, n);
		lines += start;
		begins += s->text.p[i] == quote && (start || after);
	}
	return begins && (quote == '"' || begins * 10 >= lines);
}

static bool has_escaped(const struct iv_sample *s, char quote)
{
	char what[] = { '\\', quote };
	return iv_str_find(s->text, (struct iv_str){ what, 2 }) >= 0;
}

static bool same_delimiter(const struct reading *a, const struct reading *b)
{
	return !strcmp(a->rule.delimiter, b->rule.delimiter);
}

/* Readings are tried from the usual to the unusual, and a later one must be clearly better. */
static void try_reading(struct reading *best, struct reading *second, const struct iv_fields_rule *rule, const struct iv_sample *s)
{
	struct reading r = { .rule = *rule };
	read_by(&r, s);
	if (r.score > best->score * 1.02 + 1e-9) {
		if (!same_delimiter(&r, best))
			*second = *best;
		*best = r;
	} else if (r.score > second->score && !same_delimiter(&r, best)) {
		*second = r;
	}
}

static void try_quotes(struct reading *best, struct reading *second, const struct iv_dialect *d, unsigned what, const char *delimiter, const struct iv_sample *s)
{
	struct iv_fields_rule rule = d->rule;
	snprintf(rule.delimiter, sizeof rule.delimiter, "%s", delimiter);
	static const char marks[] = { '"', '\'', '`', '~', '^', 0 };
	for (size_t i = 0; i < sizeof marks; i++) {
		rule.quote = what & IV_DIALECT_QUOTE ? marks[i] : d->rule.quote;
		bool other = rule.quote && rule.quote != '"';
		if ((what & IV_DIALECT_QUOTE) && ((rule.quote && strchr(delimiter, rule.quote)) || (other && !may_quote(rule.quote, delimiter, s))))
			continue;
		rule.escape = what & IV_DIALECT_ESCAPE ? IV_ESCAPE_DOUBLE : d->rule.escape;
		try_reading(best, second, &rule, s);
		if ((what & IV_DIALECT_ESCAPE) && rule.quote && has_escaped(s, rule.quote)) {
			rule.escape = IV_ESCAPE_BACKSLASH;
			try_reading(best, second, &rule, s);
		}
		if ((what & IV_DIALECT_ESCAPE) && rule.quote && memchr(s->text.p, rule.quote, s->text.n)) {
			rule.escape = IV_ESCAPE_NONE;
			try_reading(best, second, &rule, s);
		}
		if (!(what & IV_DIALECT_QUOTE))
			break;
	}
}

static struct reading find_rule(const struct iv_dialect *d, unsigned what, const struct iv_sample *s, double *second_score)
{
	struct reading best = { .rule = d->rule }, second = { .rule = d->rule };
	if (what & IV_DIALECT_DELIMITER) {
		static const char *const usual[] = { ",", ";", "\t", "|", "" };
		for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
			try_quotes(&best, &second, d, what, usual[i], s);
		struct candidates c = { .n = 0 };
		collect(&c, s);
		qsort(c.item, c.n, sizeof *c.item, by_lines);
		for (size_t i = 0; i < c.n && i < CANDIDATES; i++)
			if (!strchr(",;\t|", c.item[i].text[0]) || c.item[i].text[1])
				try_quotes(&best, &second, d, what, c.item[i].text, s);
	} else {
		try_quotes(&best, &second, d, what, d->rule.delimiter, s);
	}
	*second_score = second.score;
	return best;
}

/* --- The sample --- */

static struct iv_sample sample_of(struct iv_str text, bool whole, enum iv_line_end *end)
{
	size_t lf = 0, crlf = 0, cr = 0;
	text.p = text.n ? text.p : "";
	if (text.n > SAMPLE_MAX) {
		text.n = SAMPLE_MAX;
		whole = false;
	}
	for (size_t i = 0; i < text.n; i++) {
		bool after = i && text.p[i - 1] == '\r';
		lf += text.p[i] == '\n' && !after;
		crlf += text.p[i] == '\n' && after;
		cr += text.p[i] == '\r' && i + 1 < text.n && text.p[i + 1] != '\n';
	}
	*end = crlf > lf ? IV_LINE_CRLF : !lf && !crlf && cr ? IV_LINE_CR : IV_LINE_LF;
	struct iv_sample s = { text, *end == IV_LINE_CR ? '\r' : '\n' };
	while (!whole && s.text.n && s.text.p[s.text.n - 1] != s.eol)
		s.text.n--;
	if (!s.text.n)
		s.text = text; /* a single line, cut: better than nothing */
	return s;
}

/* 12345 as 12,345. */
static const char *grouped(char room[32], size_t n)
{
	char digits[24];
	int k = snprintf(digits, sizeof digits, "%zu", n);
	char *to = room;
	for (int i = 0; i < k; i++) {
		if (i && (k - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return room;
}

void iv_dialect_detect(struct iv_dialect *d, unsigned what, struct iv_str text, bool whole)
{
	struct iv_sample s = sample_of(text, whole, &d->line_end);
	double second;
	char a[32], b[32], c[32];
	if (what & IV_DIALECT_DELIMITER)
		snprintf(d->rule.delimiter, sizeof d->rule.delimiter, ",");
	if (what & IV_DIALECT_QUOTE)
		d->rule.quote = '"';
	if (what & IV_DIALECT_ESCAPE)
		d->rule.escape = IV_ESCAPE_DOUBLE;
	struct reading r = find_rule(d, what, &s, &second);
	d->rule = r.rule;
	d->columns = r.columns;
	d->records = r.records;
	d->regular = r.regular;
	d->confidence = r.score > 0 ? r.regularity * r.typed * (1 - 0.5 * second / r.score) : 0;
	snprintf(d->reason, sizeof d->reason, "%s field%s in %s of %s records", grouped(a, r.columns), r.columns == 1 ? "" : "s", grouped(b, r.regular), grouped(c, r.records));
	iv_dialect_rows(d, what, &s, whole && text.n <= SAMPLE_MAX);
}
