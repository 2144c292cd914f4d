/* SPDX-License-Identifier: MIT
 * Within the room: the physical lines of a text file, seen through a window that moves over it. Whoever reads may look at
 * lines ahead, and hands out what he is done with. Bytes are decoded a line at a time, when they are asked for. */
#ifndef IV_IO_PHYSICAL_H
#define IV_IO_PHYSICAL_H
#include "io/charset.h"

/* Reads up to n bytes: how many, 0 at the end, -1 with err. */
typedef ptrdiff_t iv_physical_read(void *source, char *p, size_t n, struct iv_err *err);

struct iv_physical {
	iv_physical_read *read;
	void *source;
	size_t max_bytes; /* of a line */
	struct iv_charset charset;
	bool keeps_bad; /* bytes that do not decode are no flaw: they are shown, and odd_bytes is set, never cleared here */
	bool odd_bytes;
	bool undecided; /* the encoding is to be guessed, and nothing but ASCII was seen so far */
	bool eof;
	char eol; /* '\n', or '\r' in files that know no '\n' */
	char *buf; /* [start, end) is read and not yet handed out */
	size_t start, end, cap;
	long line; /* number of the line at buf[start], from 1 */
	uint64_t byte; /* its offset in the file */
	struct iv_buf room; /* the line decoded last */
};

/* A line in the window; offsets count from the window's start. */
struct iv_line {
	size_t at, n; /* without its end */
	size_t next; /* where the next one begins */
	bool whole; /* its end was seen, or that of the file */
	bool cut; /* longer than the limit */
};

/* What makes a line none. */
struct iv_flaw {
	const char *code; /* NULL: nothing */
	size_t column; /* bytes into its line, from 1 */
};

/* Reads the beginning of a file; `encoding` is a name, or "auto" or empty. IV_OK, IV_WRONG (the encoding is unknown) or IV_FAIL.
 * Close in any case. */
int iv_physical_open(struct iv_physical *w, struct iv_str encoding, struct iv_err *err);
void iv_physical_close(struct iv_physical *w);

/* The line at offset `at` of the window. IV_OK, IV_END (nothing is left there) or IV_FAIL. */
int iv_physical_line(struct iv_physical *w, size_t at, struct iv_line *l, struct iv_err *err);

/* Its text, without line end and byte order mark; valid until the next call of any of these. What is wrong with it is
 * written to *flaw, unless something stands there already. IV_OK or IV_FAIL. */
int iv_physical_text(struct iv_physical *w, const struct iv_line *l, struct iv_str *text, struct iv_flaw *flaw, struct iv_err *err);

/* Its bytes, without line end. */
struct iv_str iv_physical_raw(const struct iv_physical *w, const struct iv_line *l);

/* The first `next` bytes of the window, which are `lines` lines, are done with. */
void iv_physical_advance(struct iv_physical *w, size_t next, long lines);

/* Appends the beginning of the file as UTF-8, without its mark, to *text. True: that is all of the file. */
bool iv_physical_sample(struct iv_physical *w, struct iv_buf *text);

#endif
