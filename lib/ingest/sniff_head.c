/* SPDX-License-Identifier: MIT
 * The head of a map: which source, whose, and how the file is written. */
#include "base/utf8.h"
#include "ingest/sniff_write.h"

/* The file's name without folders, endings and whatever a source is not called by: pos_members.csv.gz gives pos_members. */
static void add_source(struct iv_sniff_writer *w)
{
	struct iv_str name = iv_str_of(w->file->name);
	const char *slash = name.n ? memrchr(name.p, '/', name.n) : NULL;
	if (slash)
		name = iv_str_from(name, (size_t)(slash + 1 - name.p));
	const char *dot = name.n ? memchr(name.p, '.', name.n) : NULL;
	if (dot && dot > name.p)
		name.n = (size_t)(dot - name.p);
	struct iv_buf b = { 0 };
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		bool good = c >= 0x80 || iv_is_digit((char)c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
		if (good)
			iv_buf_addc(&b, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : (char)c);
		else if (b.n && b.p[b.n - 1] != '_')
			iv_buf_addc(&b, '_');
	}
	while (b.n && b.p[b.n - 1] == '_')
		b.n--;
	iv_buf_adds(w->out, IV_STR("source: "));
	iv_sniff_scalar(w->out, b.n && iv_utf8_check(iv_buf_str(&b)) == b.n && strcmp(w->file->name, "(stdin)") ? iv_buf_str(&b) : IV_STR("unnamed"));
	iv_buf_adds(w->out, IV_STR("  # stands in every record, for ever: choose well\n"));
	iv_buf_release(&b);
}

/* Where the names of columns stand, and the data. */
static void add_header(struct iv_sniff_writer *w)
{
	const struct iv_dialect *d = w->file->dialect;
	if (d->header_rows != 1)
		iv_buf_addf(w->out, d->header_rows ? "header: %zu\n" : "header: false  # columns are called 1, 2, 3; or list their names here\n", d->header_rows);
	if (w->file->ragged)
		iv_buf_addf(w->out, "ragged: pad  # %zu of the rows without the right number of fields; reject: leave them out\n", w->file->ragged);
	if (w->file->bad_quotes)
		iv_buf_addf(w->out, "quotes: lenient  # %zu of the rows with quotes in wrong places; strict: leave them out\n", w->file->bad_quotes);
	if (d->before || d->after) {
		iv_buf_adds(w->out, IV_STR("skip: {"));
		if (d->before)
			iv_buf_addf(w->out, "before: %zu", d->before);
		if (d->after)
			iv_buf_addf(w->out, "%safter: auto", d->before ? ", " : "");
		iv_buf_adds(w->out, IV_STR("}  # lines that are no data\n"));
	}
}

static void add_dialect(struct iv_sniff_writer *w)
{
	static const char *const escapes[] = { [IV_ESCAPE_BACKSLASH] = "backslash", [IV_ESCAPE_NONE] = "none" };
	const struct iv_dialect *d = w->file->dialect;
	struct iv_str delimiter = iv_str_of(d->rule.delimiter);
	bool comma = iv_str_eq(delimiter, IV_STR(",")) || !delimiter.n;
	iv_buf_adds(w->out, IV_STR("delimiter: "));
	if (iv_str_eq(delimiter, IV_STR("\t")))
		iv_buf_adds(w->out, IV_STR("tab"));
	else if (iv_str_eq(delimiter, IV_STR(" ")))
		iv_buf_adds(w->out, IV_STR("space"));
	else
		iv_sniff_scalar(w->out, comma ? IV_STR(",") : delimiter);
	iv_buf_addf(w->out, "  # %s\n", d->reason);
	if (d->rule.quote != '"') {
		iv_buf_adds(w->out, IV_STR("quote: "));
		iv_sniff_scalar(w->out, d->rule.quote ? (struct iv_str){ &d->rule.quote, 1 } : IV_STR("none"));
		iv_buf_addc(w->out, '\n');
	}
	if (d->rule.quote && d->rule.escape != IV_ESCAPE_DOUBLE)
		iv_buf_addf(w->out, "escape: %s\n", escapes[d->rule.escape]);
	add_header(w);
}

void iv_sniff_head(struct iv_sniff_writer *w)
{
	struct iv_sniff *s = w->s;
	iv_buf_addf(w->out, "# Made by ivoc-ingest --sniff from %s%u rows%s. Read it, mend it, and try it with --check.\n", w->file->whole ? "all " : "the first ", s->rows,
		    w->file->rejected ? "; some more could not be split" : "");
	add_source(w);
	iv_buf_adds(w->out, IV_STR("purpose: say what this data is for\nowner: say who answers for it\n\n"));
	if (w->file->format) {
		iv_buf_addf(w->out, "format: %s\n", w->file->format);
	} else if (w->file->sheet.n) {
		iv_buf_adds(w->out, IV_STR("sheet: "));
		iv_sniff_scalar(w->out, w->file->sheet);
		iv_buf_addc(w->out, '\n');
		add_header(w);
	} else {
		iv_buf_adds(w->out, IV_STR("encoding: "));
		iv_sniff_scalar(w->out, iv_str_of(w->file->encoding));
		iv_buf_adds(w->out, !strcmp(w->file->encoding, "auto") ? IV_STR("  # nothing but ASCII was seen\n") : IV_STR("\n"));
		add_dialect(w);
	}
	if (s->kind == IV_KIND_PARTY)
		iv_buf_adds(w->out, IV_STR("feed: full  # everybody, every time; delta: only what is new\n"));
	else
		iv_buf_adds(w->out, IV_STR("feed: delta  # only what is new; full: everything, every time\n"));
	if (s->region[0])
		iv_buf_addf(w->out, "region: %s  # where telephone numbers without a country code are at home\n", s->region);
	if (w->dates)
		iv_buf_addf(w->out, "dates: ['%s']\n", w->dates);
}
