/* SPDX-License-Identifier: MIT
 * Bytes out: stdout, or a file that appears whole or not at all. A named file is written under no name (O_TMPFILE;
 * where the file system lacks that, under a temporary name beside it) and takes its name at commit. */
#ifndef IV_IO_OUT_H
#define IV_IO_OUT_H
#include "base/err.h"

/* Zero-initialise. After open, exactly one of commit and abort; abort is safe on anything. */
struct iv_out {
	int fd;
	bool open, named; /* named: unnamed file cannot be had, so `temp` is */
	const char *path; /* borrowed; NULL: stdout */
	char temp[4096];
	unsigned mode;
	struct iv_buf buf;
	uint64_t bytes; /* written in all */
	uint64_t written, syncing; /* by the system: taken; and told to be put on the disk */
};

/* path NULL or "-": stdout. mode: of a new file, e.g. 0644; 0600 for what holds personal data beyond the product
 * (rejects, stats of values). An existing file of that name keeps its bytes until commit. */
int iv_out_open(struct iv_out *out, const char *path, unsigned mode, struct iv_err *err);
int iv_out_write(struct iv_out *out, struct iv_str bytes, struct iv_err *err); /* IV_OK or IV_FAIL: no space, … */
int iv_out_commit(struct iv_out *out, struct iv_err *err); /* flush, sync, close and check, take the name */
void iv_out_abort(struct iv_out *out);

/* A whole file at once, or stdout: opened, written and committed. IV_OK, or IV_FAIL with nothing written to `path`. */
int iv_out_text(const char *path, unsigned mode, struct iv_str text, struct iv_err *err);

/* Removes the temporary names of outputs not yet committed. Async-signal-safe: for a handler that ends the process. */
void iv_out_remove_temps(void);

#endif
