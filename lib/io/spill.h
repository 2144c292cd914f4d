/* SPDX-License-Identifier: MIT
 * Data that may not fit in memory: a spool is written once and read back in order, a sort comes back by key.
 * Beyond `memory` bytes they go to unnamed files in `dir` (mode 0600; gone when the process ends, however it ends). */
#ifndef IV_IO_SPILL_H
#define IV_IO_SPILL_H
#include "base/err.h"

struct iv_spool;

struct iv_spool *iv_spool_new(size_t memory, const char *dir); /* dir: borrowed */
void iv_spool_free(struct iv_spool *s);
int iv_spool_add(struct iv_spool *s, struct iv_str bytes, struct iv_err *err); /* IV_OK or IV_FAIL */
int iv_spool_rewind(struct iv_spool *s, struct iv_err *err); /* ends the writing; the next read starts at the beginning */
ptrdiff_t iv_spool_read(struct iv_spool *s, char *p, size_t n, struct iv_err *err); /* bytes read, 0 at the end, -1 with err */
/* The n bytes at `at`, once it was rewound; fewer only at the end, -1 with err. Any number of threads may do so. */
ptrdiff_t iv_spool_at(const struct iv_spool *s, uint64_t at, char *p, size_t n, struct iv_err *err);
double iv_spool_resident(const struct iv_spool *s); /* the share of it that is in memory, its own or the system's (io/reread.h) */
uint64_t iv_spool_bytes(const struct iv_spool *s);

struct iv_sort;

/* Items come back ordered by key (bytewise), items with equal keys by value (bytewise), so that the order in which
 * they were added cannot be seen. */
struct iv_sort *iv_sort_new(size_t memory, const char *dir);
void iv_sort_free(struct iv_sort *s);
int iv_sort_add(struct iv_sort *s, struct iv_str key, struct iv_str value, struct iv_err *err); /* copies both */
int iv_sort_done(struct iv_sort *s, struct iv_err *err); /* no more adds; prepares the reading */
/* The next item, valid until the next call. IV_OK, IV_END, or IV_FAIL. */
int iv_sort_next(struct iv_sort *s, struct iv_str *key, struct iv_str *value, struct iv_err *err);

#endif
