/* SPDX-License-Identifier: MIT
 * Where the data begin and end: lines before the header, the rows of the header, totals at the end. */
#include <stdlib.h>

#include "io/dialect_state.h"

enum { HEAD_ROWS = 32, DATA_ROWS = 1000, HEADER_MAX = 4, KINDS = IV_CELL_ADDRESS + 1 };

/* A record at the beginning of the sample. */
struct head {
	struct iv_str *field;
	enum iv_cell *kind;
	size_t n, line, filled;
};

/* What is known of the table. */
struct table {
	struct iv_arena arena;
	struct head head[HEAD_ROWS];
	size_t heads, first; /* first: the first head that is no preamble */
	size_t columns;
	size_t (*kinds)[KINDS]; /* [columns]: cells of the records behind the heads, or of all when there are few */
	size_t *strong; /* columns of which most cells are numbers, dates, codes or addresses */
	size_t strongs;
};

static bool is_strong(enum iv_cell kind)
{
	return kind >= IV_CELL_NUMBER;
}

static size_t filled(const struct iv_str *field, size_t n)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		k += field[i].n > 0;
	return k;
}

static void keep_head(struct table *t, const struct iv_sample_row *row)
{
	struct head *h = &t->head[t->heads++];
	*h = (struct head){ .n = row->n, .line = row->line, .filled = filled(row->field, row->n) };
	h->field = iv_arena_alloc(&t->arena, (row->n + 1) * sizeof *h->field);
	h->kind = iv_arena_alloc(&t->arena, (row->n + 1) * sizeof *h->kind);
	for (size_t i = 0; i < row->n; i++) {
		h->field[i] = iv_arena_str(&t->arena, row->field[i]);
		h->kind[i] = iv_cell_kind(row->field[i]);
	}
}

static void look(struct table *t, const struct iv_dialect *d, const struct iv_sample *s)
{
	struct iv_sample_walk w = { .rule = d->rule, .rest = s->text, .eol = s->eol };
	struct iv_sample_row row;
	t->columns = d->columns;
	t->kinds = iv_arena_zalloc(&t->arena, (t->columns + 1) * sizeof *t->kinds);
	for (size_t k = 0; k < DATA_ROWS && iv_sample_next(&w, &row); k++) {
		if (!row.field && iv_fields_repair(&w.fields, &d->rule, row.text, d->columns)) {
			row.field = w.fields.field;
			row.n = w.fields.n;
		}
		if (t->heads < HEAD_ROWS)
			keep_head(t, &row);
		for (size_t i = 0; k >= HEADER_MAX && i < row.n && i < t->columns; i++)
			t->kinds[i][iv_cell_kind(row.field[i])]++;
	}
	iv_sample_release(&w);
}

/* --- Before --- */

/* A title, a date, an empty row: not of the table's width, or with hardly anything in it. */
static bool is_sparse(size_t columns, size_t n, size_t cells)
{
	return columns > 1 && cells < columns && cells <= (columns / 3 > 1 ? columns / 3 : 1) && (n != columns || columns > 2);
}

static void find_first(struct table *t)
{
	while (t->first < t->heads && is_sparse(t->columns, t->head[t->first].n, t->head[t->first].filled))
		t->first++;
	if (t->first == t->heads)
		t->first = 0; /* all of the sample is sparse: so are the data */
}

/* --- The header --- */

static void find_strong(struct table *t)
{
	/* In a short file the heads are all there is. */
	size_t counted = 0;
	for (size_t k = 0; t->columns && k < KINDS; k++)
		counted += t->kinds[0][k];
	for (size_t k = t->first + 1; k < t->heads && counted < HEADER_MAX; k++)
		for (size_t i = 0; i < t->head[k].n && i < t->columns; i++)
			t->kinds[i][t->head[k].kind[i]]++;
	t->strong = iv_arena_alloc(&t->arena, (t->columns + 1) * sizeof *t->strong);
	for (size_t i = 0; i < t->columns; i++) {
		size_t strong = 0, all = 0;
		for (size_t k = IV_CELL_ODD; k < KINDS; k++) {
			all += t->kinds[i][k];
			strong += is_strong((enum iv_cell)k) ? t->kinds[i][k] : 0;
		}
		if (all && strong * 10 >= all * 6)
			t->strong[t->strongs++] = i;
	}
}

/* Whether a cell of the row stands in the same column again further down. */
static bool recurs(const struct table *t, const struct head *h)
{
	for (size_t k = t->first + 1; k < t->heads; k++) {
		size_t same = 0, n = h->n < t->head[k].n ? h->n : t->head[k].n;
		for (size_t i = 0; i < n; i++)
			same += h->field[i].n && iv_str_eq(h->field[i], t->head[k].field[i]);
		if (same && same < n) /* a header given twice is still one */
			return true;
	}
	return false;
}

/* Whether a further row belongs to the header: most columns of numbers and the like have a word in it, and none has such data. */
static bool names_more(const struct table *t, const struct head *h)
{
	size_t words = 0;
	for (size_t k = 0; k < t->strongs; k++) {
		enum iv_cell kind = t->strong[k] < h->n ? h->kind[t->strong[k]] : IV_CELL_EMPTY;
		if (is_strong(kind))
			return false;
		words += kind != IV_CELL_EMPTY;
	}
	return words >= 2 && words * 2 > t->strongs;
}

/* Names of columns: no numbers and dates where the data have them. Where the data are words throughout, a first row is taken for a
 * header, unless one of its words comes again. */
static size_t count_header(const struct table *t)
{
	const struct head *h = &t->head[t->first];
	long votes = 0;
	if (t->first == t->heads)
		return 0;
	for (size_t k = 0; k < t->strongs; k++)
		if (t->strong[k] < h->n && h->kind[t->strong[k]] != IV_CELL_EMPTY)
			votes += is_strong(h->kind[t->strong[k]]) ? -1 : 1;
	size_t strong = 0;
	for (size_t i = 0; i < h->n; i++)
		strong += is_strong(h->kind[i]);
	if (votes < 0 || (!votes && strong) || (!votes && recurs(t, h)))
		return 0;
	size_t rows = 1;
	while (rows < HEADER_MAX && t->first + rows + 1 < t->heads && names_more(t, &t->head[t->first + rows]))
		rows++;
	return rows;
}

/* --- The end --- */

static const char *const totals[] = { "合计", "总计", "小计", "合計", "總計", "小計", "共计", "共計", "总数", "總數", "grand total", "subtotal", "totals", "total", "sum" };

static bool same_letters(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char x = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] | 32) : a[i];
		if (x != b[i])
			return false;
	}
	return true;
}

/* The length of the word for a total with which the text begins, with what follows such words; 0: none. */
static size_t total_word(struct iv_str s)
{
	for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
		size_t n = strlen(totals[i]);
		if (s.n < n || !same_letters(s.p, totals[i], n))
			continue;
		bool latin = totals[i][0] > 0 && n < s.n;
		if (latin && ((s.p[n] | 32) >= 'a' && (s.p[n] | 32) <= 'z'))
			continue;
		while (n < s.n && strchr(" :", s.p[n]))
			n++;
		if (iv_str_starts(iv_str_from(s, n), IV_STR("：")))
			n += strlen("：");
		return n;
	}
	return 0;
}

/* "(3 rows affected)", 共 3 条, 制表人：王: no cell of a table that has several columns. */
static bool is_remark(struct iv_str s)
{
	bool digit = false, blank = false, wide = false, colon = iv_str_find(s, IV_STR("：")) >= 0;
	for (size_t i = 0; i < s.n; i++) {
		digit |= iv_is_digit(s.p[i]);
		blank |= s.p[i] == ' ';
		wide |= s.p[i] < 0;
		colon |= s.p[i] == ':';
	}
	return colon || (digit && blank) || (digit && wide) || strchr("(-=#*", s.p[0]);
}

bool iv_dialect_is_total(const struct iv_dialect *d, struct iv_str line)
{
	struct iv_fields f = { 0 };
	bool is = false;
	if (iv_fields_cut(&f, &d->rule, line) == IV_CUT_WHOLE) {
		size_t cells = filled(f.field, f.n), i = 0;
		while (i < f.n && !f.field[i].n)
			i++;
		size_t word = i < f.n ? total_word(f.field[i]) : 0;
		is = word && (word == f.field[i].n || is_sparse(d->columns, f.n, cells));
		is = is || (cells == 1 && d->columns >= 3 && is_remark(f.field[i]));
	}
	iv_fields_release(&f);
	return is;
}

/* Physical lines at the end of the sample that are totals, with blank ones among them. */
static size_t count_totals(const struct iv_dialect *d, const struct iv_sample *s)
{
	struct iv_str rest = s->text;
	size_t lines = 0, found = 0;
	while (rest.n) {
		if (rest.p[rest.n - 1] == s->eol)
			rest.n--;
		const char *begin = rest.n ? memrchr(rest.p, s->eol, rest.n) : NULL;
		begin = begin ? begin + 1 : rest.p;
		struct iv_str line = { begin, (size_t)(rest.p + rest.n - begin) };
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		bool blank = iv_fields_skip_blanks(line.p, line.p + line.n, &d->rule) == line.p + line.n;
		if (!blank && !iv_dialect_is_total(d, line))
			break;
		lines += !blank;
		if (!blank)
			found = lines;
		rest.n = (size_t)(begin - rest.p);
	}
	return rest.n ? found : 0;
}

void iv_dialect_rows(struct iv_dialect *d, unsigned what, const struct iv_sample *s, bool whole)
{
	struct table t = { .columns = 0 };
	look(&t, d, s);
	if (what & IV_DIALECT_BEFORE) {
		find_first(&t);
		d->before = t.first < t.heads ? t.head[t.first].line : 0;
	}
	if (what & IV_DIALECT_HEADER) {
		find_strong(&t);
		d->header_rows = count_header(&t);
	}
	if (what & IV_DIALECT_AFTER)
		d->after = whole ? count_totals(d, s) : 0;
	iv_arena_release(&t.arena);
}
