/* SPDX-License-Identifier: MIT
 * Bytes in: a file or stdin, inflated when it begins with the gzip magic (also on stdin, also several members). */
#ifndef IV_IO_IN_H
#define IV_IO_IN_H
#include "base/err.h"

struct iv_in;

/* Opens `path`; NULL or "-" is stdin. The first bytes are read, so an unreadable file or a directory fails here.
 * A gzip stream is inflated by a thread of its own. IV_OK, or IV_FAIL. Close with iv_in_close. */
int iv_in_open(struct iv_in **in, const char *path, struct iv_err *err);

/* An input whose bytes come from elsewhere: `read` is as iv_in_read; `close` releases the source. The name must live as long. */
struct iv_in *iv_in_from(const char *name, ptrdiff_t (*read)(void *source, char *p, size_t n, struct iv_err *err), void (*close)(void *source), void *source);

/* Reads up to n bytes into p. Returns how many (0: the end), or -1 with err (a read error, damaged or cut gzip). */
ptrdiff_t iv_in_read(struct iv_in *in, char *p, size_t n, struct iv_err *err);

/* The first n bytes of what is still to be read, or all of it when there is less; they remain to be read. For whoever must
 * see a sample before he decides how to read: an encoding, a dialect, a magic. *bytes is valid until the next call on the
 * input; the memory goes when the bytes have been read. IV_OK, or IV_FAIL. */
int iv_in_peek(struct iv_in *in, size_t n, struct iv_str *bytes, struct iv_err *err);

/* Appends all of a file ("-": stdin; may be gzip) to `text`: for lists that are held in memory. IV_OK, or IV_FAIL. */
int iv_in_all(const char *path, struct iv_buf *text, struct iv_err *err);

void iv_in_close(struct iv_in *in); /* NULL is fine */

const char *iv_in_name(const struct iv_in *in); /* for messages: the path, or "(stdin)" */

/* Whether the file can be read a second time with the same result: a regular file, not compressed (inflating twice
 * costs more than keeping a copy). */
bool iv_in_twice(const char *path);

/* What tells that a file ("-": stdin) is still the same: its size and times. Zero when it is gone. */
struct iv_in_mark {
	uint64_t size;
	int64_t seconds, nanoseconds;
};
struct iv_in_mark iv_in_mark(const char *path);

#endif
