/* SPDX-License-Identifier: MIT
 * Memory for what may be larger than memory. Until a bound is set it is ordinary memory. From then on, what is large lies in files without a name,
 * mapped into memory, and while the process has more in memory than the bound says, parts of them are let go: they stay in the file, and come back
 * when they are looked at. The same bytes in any case; only the time differs.
 *
 * It is for arrays that are written in order and then read: a part that is written here and there costs far more each time than one that is read.
 * What is written in any order (a hash table while it fills) should stay in ordinary memory. Any thread may use any of these functions. */
#ifndef IV_BASE_VAST_H
#define IV_BASE_VAST_H
#include "base/arena.h"

/* From now on the process has no more than about `bytes` in memory, as far as that is the memory of this room; what lies beyond goes to files in
 * `dir` (borrowed). Set once, before anything is allocated here. */
void iv_vast_bound(size_t bytes, const char *dir);

/* Why something that should lie in a file does not: an errno, as ENOSPC; 0: everything does, or no bound was set. Where a file cannot be had,
 * ordinary memory is taken, and the bound is not kept. */
int iv_vast_failed(void);

void iv_vast_end(void); /* ends the watch over the bound; what is allocated stays. Safe when none was set */

/* As iv_alloc and iv_resize: never NULL, not zeroed. Free with iv_vast_free, which is safe on NULL. */
void *iv_vast_alloc(size_t n);
void *iv_vast_resize(void *p, size_t n);
void iv_vast_free(void *p);

void *iv_vast_reserve(void *items, size_t *cap, size_t need, size_t size); /* as iv_reserve */

extern const struct iv_arena_source iv_vast_source; /* an arena with it has its blocks here */

#endif
