/* SPDX-License-Identifier: MIT
 * Reading here and there in a file that was read from its beginning before. Any number of threads may read at once. */
#ifndef IV_IO_REREAD_H
#define IV_IO_REREAD_H
#include "base/err.h"

/* Whether standard input can be read here and there: a regular file that nothing was read of so far, and not compressed. */
bool iv_reread_stdin(void);

/* Opens a regular file ("-": stdin). Returns its descriptor, to be closed with close(2), or -1 with err. */
int iv_reread_open(const char *path, struct iv_err *err);

/* Reads the n bytes at `at`. Returns how many there were, fewer only at the end of the file; -1 with err. The error has no place. */
ptrdiff_t iv_reread(int fd, uint64_t at, char *p, size_t n, struct iv_err *err);

/* The share of the file that the system has in memory, from 0 to 1, estimated from a few thousand pages. Reading here and there
 * costs little where it is high, and a visit to the disk each time where it is not. */
double iv_reread_resident(int fd);

/* Does the file take a quarter of the machine's memory or more? Then what was read of it for the last time stands in the way of what was not, and
 * of what is written meanwhile. */
bool iv_reread_crowds(int fd);

/* The bytes from … to - 1 will not be read again: the system may forget them. */
void iv_reread_done(int fd, uint64_t from, uint64_t to);

#endif
