/* SPDX-License-Identifier: MIT
 * Work that falls into independent tasks, on several threads.
 *
 * Which worker takes which task, and when, is up to chance; so a result must not depend on it. Three ways to keep that
 * promise: a task writes only to places that belong to its number; or each worker adds integers up, and the sums are added in
 * the end (integers only: a sum of doubles depends on its order); or each task leaves a list, and the lists are joined by number. */
#ifndef IV_BASE_PARALLEL_H
#define IV_BASE_PARALLEL_H
#include <stddef.h>

/* Calls task(ctx, number, worker) once for each number from 0 to tasks - 1, on up to `threads` threads, and returns when all are
 * done. The caller's thread is one of them and has worker 0; `worker` is below `threads` (below 1 when threads is 0), and no two
 * tasks with one worker run at the same time, so scratch memory can be kept by worker. Tasks are handed out in the order of their
 * numbers: when they differ in size, number the large ones first. A few thousand tasks cost nothing; millions should be
 * bundled. Where the system gives no more threads, those there are do it all. */
void iv_parallel(unsigned threads, size_t tasks, void (*task)(void *ctx, size_t number, unsigned worker), void *ctx);

/* Where share `number` of `n` things begins when they are cut into `shares` of nearly the same size; it ends where the next begins. */
static inline size_t iv_parallel_share(size_t n, size_t shares, size_t number)
{
	return n / shares * number + (number < n % shares ? number : n % shares);
}

#endif
