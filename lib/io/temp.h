/* SPDX-License-Identifier: MIT
 * A temporary file without a name: it is gone when it is closed, however the process ends. Mode 0600. */
#ifndef IV_IO_TEMP_H
#define IV_IO_TEMP_H
#include "base/err.h"

/* fd -1: not open. Buffered; first written, then rewound and read. */
struct iv_temp {
	int fd;
	struct iv_buf buf;
	size_t at; /* read position in buf */
	bool reading;
};

int iv_temp_fd(const char *dir); /* such a file, open for both; -1 with errno */
int iv_temp_open(struct iv_temp *t, const char *dir, struct iv_err *err);
int iv_temp_write(struct iv_temp *t, struct iv_str bytes, struct iv_err *err);
int iv_temp_rewind(struct iv_temp *t, struct iv_err *err); /* ends the writing; reading starts at the beginning */
ptrdiff_t iv_temp_read(struct iv_temp *t, char *p, size_t n, struct iv_err *err); /* bytes, 0 at the end, -1 */
/* The n bytes at `at`, once it was rewound; fewer only at the end, -1 with err. Any number of threads may do so, and the reading in
 * order is not disturbed. */
ptrdiff_t iv_temp_at(const struct iv_temp *t, uint64_t at, char *p, size_t n, struct iv_err *err);
void iv_temp_close(struct iv_temp *t); /* safe when not open */

#endif
