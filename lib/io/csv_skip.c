/* SPDX-License-Identifier: MIT
 * The end of a file that is no data: totals, "3 rows affected". A file is read once, so whoever wants to know whether a line
 * is among the last ones looks at the lines ahead of it, which stay in the window. */
#include <stdlib.h>

#include "io/csv_state.h"

enum { TOTALS_MAX = 1000 }; /* lines of totals; more than that are data */

/* Blank in any encoding: wide units have zero bytes. */
static bool is_blank(struct iv_str raw)
{
	for (size_t i = 0; i < raw.n; i++)
		if (raw.p[i] && !strchr(" \t\r", raw.p[i]))
			return false;
	return true;
}

/* Whether fewer than skip.after lines follow the line. */
static int is_among_last(struct iv_csv *c, const struct iv_line *l, bool *among, struct iv_err *err)
{
	struct iv_physical *w = &c->file;
	uint64_t next = w->byte + l->next;
	size_t n = c->format.skip.after;
	if (!c->tail)
		c->tail = iv_zalloc(n * sizeof *c->tail);
	if (c->ahead < next)
		c->ahead = next;
	while (c->tail_n < n || c->tail[c->tail_n % n] < next) {
		struct iv_line ahead;
		int status = iv_physical_line(w, (size_t)(c->ahead - w->byte), &ahead, err);
		*among = status == IV_END;
		if (status != IV_OK)
			return status == IV_END ? IV_OK : status;
		if (ahead.whole && !is_blank(iv_physical_raw(w, &ahead)))
			c->tail[c->tail_n++ % n] = w->byte + ahead.at;
		c->ahead = w->byte + ahead.next;
	}
	*among = false;
	return IV_OK;
}

/* Whether the line and all after it are totals. */
static int begins_totals(struct iv_csv *c, const struct iv_line *l, bool *begins, struct iv_err *err)
{
	struct iv_physical *w = &c->file;
	struct iv_line line = *l;
	*begins = false;
	if (w->byte < c->data_until)
		return IV_OK;
	for (size_t i = 0; i < TOTALS_MAX; i++) {
		struct iv_flaw flaw = { 0 };
		struct iv_str text;
		if (iv_physical_text(w, &line, &text, &flaw, err) != IV_OK)
			return IV_FAIL;
		if (!is_blank(iv_physical_raw(w, &line)) && !c->format.skip.is_total(c->format.skip.total, text))
			break;
		int status = iv_physical_line(w, line.next, &line, err);
		*begins = status == IV_END;
		if (status != IV_OK)
			return status == IV_END ? IV_OK : status;
	}
	c->data_until = w->byte + line.at;
	return IV_OK;
}

int iv_csv_ends(struct iv_csv *c, const struct iv_line *l, bool *ends, struct iv_err *err)
{
	*ends = false;
	int status = c->format.skip.after ? is_among_last(c, l, ends, err) : IV_OK;
	if (status == IV_OK && !*ends && c->format.skip.is_total)
		status = begins_totals(c, l, ends, err);
	return status;
}

int iv_csv_take_trailer(struct iv_csv *c, struct iv_err *err)
{
	struct iv_line l;
	int status;
	while ((status = iv_physical_line(&c->file, 0, &l, err)) == IV_OK) {
		struct iv_flaw flaw = { 0 };
		struct iv_str text;
		if (iv_physical_text(&c->file, &l, &text, &flaw, err) != IV_OK)
			return IV_FAIL;
		iv_buf_adds(&c->trailer, text);
		iv_buf_addc(&c->trailer, '\n');
		c->skipped += !is_blank(iv_physical_raw(&c->file, &l));
		iv_physical_advance(&c->file, l.next, 1);
	}
	return status;
}
