/* SPDX-License-Identifier: MIT
 * The window over a file. */
#include "io/physical.h"

#include <stdlib.h>

#include "base/arena.h"

enum { READ_SIZE = 256 << 10, SAMPLE_SIZE = 64 << 10 };

static int more(struct iv_physical *w, struct iv_err *err)
{
	if (w->cap - w->end < READ_SIZE && w->start) {
		memmove(w->buf, w->buf + w->start, w->end - w->start);
		w->end -= w->start;
		w->start = 0;
	}
	w->buf = iv_reserve(w->buf, &w->cap, w->end + READ_SIZE, 1);
	ptrdiff_t n = w->read(w->source, w->buf + w->end, READ_SIZE, err);
	if (n < 0)
		return IV_FAIL;
	w->eof = n == 0;
	w->end += (size_t)n;
	return IV_OK;
}

/* Files of old Macintosh programs end their lines with \r alone. */
static char line_end(const struct iv_physical *w)
{
	size_t n = w->end - w->start;
	return !memchr(w->buf, '\n', n) && memchr(w->buf, '\r', n) ? '\r' : '\n';
}

static int open_charset(struct iv_physical *w, struct iv_str encoding, struct iv_str sample, struct iv_err *err)
{
	int status = iv_charset_open(&w->charset, encoding, sample, err);
	w->charset.shows_bytes = w->keeps_bad;
	return status;
}

int iv_physical_open(struct iv_physical *w, struct iv_str encoding, struct iv_err *err)
{
	int status = IV_OK;
	w->line = 1;
	while (status == IV_OK && !w->eof && w->end < SAMPLE_SIZE)
		status = more(w, err);
	struct iv_str sample = { w->buf, w->end };
	if (!encoding.n || iv_str_eq(encoding, IV_STR("auto"))) {
		encoding = iv_str_of(iv_charset_detect(sample));
		w->undecided = iv_charset_is_ascii(sample) && iv_str_eq(encoding, IV_STR("utf-8")) && !(sample.n && memchr(sample.p, 0, sample.n));
	}
	if (status == IV_OK)
		status = open_charset(w, encoding, sample, err);
	w->eol = status == IV_OK && w->charset.unit == 1 ? line_end(w) : '\n';
	return status;
}

void iv_physical_close(struct iv_physical *w)
{
	iv_charset_close(&w->charset);
	iv_buf_release(&w->room);
	free(w->buf);
	w->buf = NULL;
}

/* The offset from `from` of a line end in the window, or -1. Wide units count from the start of the line, where they are aligned. */
static ptrdiff_t find_eol(const struct iv_physical *w, size_t at, size_t from)
{
	const char *base = w->buf + w->start, *end = w->buf + w->end;
	size_t unit = w->charset.unit;
	for (const char *p = base + from; p < end; p++) {
		if (!(p = memchr(p, w->eol, (size_t)(end - p))))
			return -1;
		if (unit == 1)
			return p - base;
		size_t low = w->charset.big_endian ? unit - 1 : 0;
		size_t first = (size_t)(p - base) - low;
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

int iv_physical_line(struct iv_physical *w, size_t at, struct iv_line *l, struct iv_err *err)
{
	size_t unit = w->charset.unit, from = at;
	for (;;) {
		ptrdiff_t eol = find_eol(w, at, from);
		size_t have = w->end - w->start;
		if (eol >= 0) {
			*l = (struct iv_line){ at, (size_t)eol - at, (size_t)eol + unit, true, (size_t)eol - at > w->max_bytes };
			return IV_OK;
		}
		if (w->eof || have - at > w->max_bytes + unit) {
			*l = (struct iv_line){ at, have - at, have, w->eof, have - at > w->max_bytes };
			return have == at ? IV_END : IV_OK;
		}
		/* Look again from where the old bytes ended; a wide unit may have been cut there. */
		from = have > at + unit ? have - unit + 1 : at;
		if (more(w, err) != IV_OK)
			return IV_FAIL;
	}
}

/* Decides the encoding at the first line that is not ASCII, from as much as follows it. */
static int decide(struct iv_physical *w, size_t at, struct iv_err *err)
{
	while (!w->eof && w->end - w->start - at < SAMPLE_SIZE)
		if (more(w, err) != IV_OK)
			return IV_FAIL;
	struct iv_str sample = { w->buf + w->start + at, w->end - w->start - at };
	const char *name = iv_charset_detect(sample);
	/* Wide units would have shown before, as zero bytes. */
	w->undecided = false;
	if (!strncmp(name, "utf", 3))
		return IV_OK;
	iv_charset_close(&w->charset);
	return open_charset(w, iv_str_of(name), sample, err);
}

struct iv_str iv_physical_raw(const struct iv_physical *w, const struct iv_line *l)
{
	return (struct iv_str){ w->buf + w->start + l->at, l->n };
}

int iv_physical_text(struct iv_physical *w, const struct iv_line *l, struct iv_str *out, struct iv_flaw *flaw, struct iv_err *err)
{
	if (w->undecided && !iv_charset_is_ascii(iv_physical_raw(w, l)) && decide(w, l->at, err) != IV_OK)
		return IV_FAIL;
	struct iv_str raw = iv_physical_raw(w, l);
	size_t bad;
	struct iv_str text = iv_charset_decode(&w->charset, raw, &w->room, &bad);
	w->odd_bytes |= bad < raw.n;
	if (bad < raw.n && !flaw->code && !w->keeps_bad)
		*flaw = (struct iv_flaw){ "bad_encoding", bad + 1 };
	if (w->byte == 0 && l->at == 0 && iv_str_starts(text, IV_STR("\xEF\xBB\xBF")))
		text = iv_str_from(text, 3);
	if (text.n && text.p[text.n - 1] == '\r')
		text.n--;
	const char *zero = text.n ? memchr(text.p, 0, text.n) : NULL;
	if (zero && !flaw->code)
		*flaw = (struct iv_flaw){ "nul_byte", (size_t)(zero - text.p) + 1 };
	*out = text;
	return IV_OK;
}

void iv_physical_advance(struct iv_physical *w, size_t next, long lines)
{
	w->start += next;
	w->byte += next;
	w->line += lines;
}

bool iv_physical_sample(struct iv_physical *w, struct iv_buf *text)
{
	size_t n = w->end - w->start, bad;
	struct iv_str raw = { w->buf + w->start, n < SAMPLE_SIZE ? n : SAMPLE_SIZE };
	raw.n -= raw.n % w->charset.unit;
	struct iv_str s = iv_charset_decode(&w->charset, raw, &w->room, &bad);
	iv_buf_adds(text, iv_str_starts(s, IV_STR("\xEF\xBB\xBF")) ? iv_str_from(s, 3) : s);
	return w->eof && n <= SAMPLE_SIZE;
}
