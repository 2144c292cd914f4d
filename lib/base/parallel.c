/* SPDX-License-Identifier: MIT
 * Threads live as long as one call: starting one takes microseconds, and what is worth sharing out takes milliseconds. */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"

struct job {
	void (*task)(void *ctx, size_t number, unsigned worker);
	void *ctx;
	size_t tasks;
	atomic_size_t next;
};

struct worker {
	struct job *job;
	unsigned number;
	pthread_t thread;
};

static void *work(void *arg)
{
	struct worker *w = arg;
	size_t number;
	while ((number = atomic_fetch_add_explicit(&w->job->next, 1, memory_order_relaxed)) < w->job->tasks)
		w->job->task(w->job->ctx, number, w->number);
	return NULL;
}

void iv_parallel(unsigned threads, size_t tasks, void (*task)(void *ctx, size_t number, unsigned worker), void *ctx)
{
	struct job job = { .task = task, .ctx = ctx, .tasks = tasks };
	unsigned n = tasks < threads ? (unsigned)tasks : threads, started = 1;
	struct worker own = { .job = &job }, *w = n > 1 ? iv_zalloc(n * sizeof *w) : NULL;
	for (; started < n; started++) {
		w[started] = (struct worker){ .job = &job, .number = started };
		if (pthread_create(&w[started].thread, NULL, work, &w[started]) != 0)
			break;
	}
	work(&own);
	for (unsigned i = 1; i < started && w; i++)
		pthread_join(w[i].thread, NULL);
	free(w);
}
