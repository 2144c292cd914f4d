/* SPDX-License-Identifier: MIT
 * The pipeline. A batch goes round: free → filled → done → drained, free again. One lock guards the states; batches
 * are large, so it is taken a few thousand times a gigabyte. One thread reads, since it may have to wait for a disk. All others do what comes next,
 * draining before working: so as many of them as there are processors keep all of these busy, and hardly ever wait or wake each other. */
#include "rec/flow.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum state { FREE, FILLED, WORKING, DONE };

struct slot {
	struct iv_batch batch;
	enum state state;
	int status;
	struct iv_err err;
};

struct flow {
	const struct iv_flow *what;
	struct slot *slot;
	size_t slots;
	uint64_t filled, taken, drained; /* batches so far; the slot of batch k is k % slots */
	bool draining; /* somebody is about it: one at a time, and in order */
	bool ended, stop; /* no more batches; give up */
	pthread_mutex_t lock;
	pthread_cond_t freed, came; /* for the reader: a slot is free; for the others: a batch, or the end */
	struct iv_err fill_err, err;
	int fill_status, status;
};

struct worker {
	struct flow *flow;
	unsigned number;
	pthread_t thread;
};

struct iv_unit *iv_batch_add(struct iv_batch *b, struct iv_str bytes, struct iv_place place)
{
	b->unit = iv_reserve(b->unit, &b->cap, b->n + 1, sizeof *b->unit);
	b->unit[b->n] = (struct iv_unit){ .bytes = bytes, .place = place };
	return &b->unit[b->n++];
}

void iv_batch_reject(struct iv_batch *b, const char *by, const struct iv_place *place, const struct iv_err *err, struct iv_str raw)
{
	struct iv_remark *r = iv_arena_alloc(&b->arena, sizeof *r);
	*r = (struct iv_remark){ *err, true, NULL };
	iv_err_at(&r->err, place->file, place->line, 0);
	*b->remarks_end = r;
	b->remarks_end = &r->next;
	iv_reject_add(&b->rejects, by, place, err, raw);
	iv_tally_add(&b->tally, "rejected", 1);
	struct iv_str name = iv_arena_fmt(&b->arena, "reject.%s", err->code);
	iv_tally_add(&b->tally, name.p, 1);
}

static void batch_clear(struct iv_batch *b, uint64_t seq)
{
	iv_arena_clear(&b->arena);
	iv_buf_clear(&b->in);
	iv_buf_clear(&b->out);
	iv_buf_clear(&b->side);
	iv_buf_clear(&b->early);
	iv_buf_clear(&b->rejects);
	iv_tally_clear(&b->tally);
	b->n = 0;
	b->remarks = NULL;
	b->remarks_end = &b->remarks;
	b->seq = seq;
	b->how = 0;
	b->from = b->end = b->group = 0;
}

static void batch_release(struct iv_batch *b)
{
	iv_arena_release(&b->arena);
	iv_buf_release(&b->in);
	iv_buf_release(&b->out);
	iv_buf_release(&b->side);
	iv_buf_release(&b->early);
	iv_buf_release(&b->rejects);
	iv_tally_release(&b->tally);
	free(b->unit);
}

/* All in one thread. */
static int run_alone(const struct iv_flow *what, struct iv_err *err)
{
	struct iv_batch b = { 0 };
	int status;
	for (uint64_t seq = 0;; seq++) {
		batch_clear(&b, seq);
		status = what->fill(what->ctx, &b, err);
		if (status == IV_OK)
			status = what->work(what->ctx, 0, &b, err);
		if (status == IV_OK)
			status = what->drain(what->ctx, &b, err);
		if (status != IV_OK)
			break;
	}
	batch_release(&b);
	return status == IV_END ? IV_OK : status;
}

static void give_up(struct flow *f, int status, const struct iv_err *err)
{
	if (!f->stop && status != IV_OK)
		f->err = *err;
	f->status = f->stop ? f->status : status;
	f->stop = true;
	pthread_cond_signal(&f->freed);
	pthread_cond_broadcast(&f->came);
}

static void *reading(void *arg)
{
	struct flow *f = arg;
	pthread_mutex_lock(&f->lock);
	while (!f->stop && !f->ended) {
		if (f->filled - f->drained == f->slots) {
			pthread_cond_wait(&f->freed, &f->lock);
			continue;
		}
		struct slot *s = &f->slot[f->filled % f->slots];
		pthread_mutex_unlock(&f->lock);
		batch_clear(&s->batch, f->filled);
		int status = f->what->fill(f->what->ctx, &s->batch, &f->fill_err);
		pthread_mutex_lock(&f->lock);
		if (status == IV_OK) {
			s->state = FILLED;
			f->filled++;
			pthread_cond_signal(&f->came);
		} else {
			f->ended = true;
			f->fill_status = status == IV_END ? IV_OK : status;
			pthread_cond_broadcast(&f->came);
		}
	}
	pthread_mutex_unlock(&f->lock);
	return NULL;
}

/* These two are called with the lock, and let go of it while they do what takes time. */
static void work(struct flow *f, unsigned worker)
{
	struct slot *s = &f->slot[f->taken++ % f->slots];
	s->state = WORKING;
	pthread_mutex_unlock(&f->lock);
	int status = f->what->work(f->what->ctx, worker, &s->batch, &s->err);
	pthread_mutex_lock(&f->lock);
	s->status = status;
	s->state = DONE;
}

static void drain(struct flow *f)
{
	struct slot *s = &f->slot[f->drained % f->slots];
	struct iv_err err = s->err;
	int status = s->status;
	f->draining = true;
	pthread_mutex_unlock(&f->lock);
	if (status == IV_OK)
		status = f->what->drain(f->what->ctx, &s->batch, &err);
	pthread_mutex_lock(&f->lock);
	f->draining = false;
	s->state = FREE;
	f->drained++;
	if (status != IV_OK)
		give_up(f, status, &err);
	pthread_cond_signal(&f->freed);
}

static bool can_drain(const struct flow *f)
{
	return !f->draining && f->drained < f->filled && f->slot[f->drained % f->slots].state == DONE;
}

/* Who waits here waits for a batch or the end. What was worked on is drained by whoever worked on it, or by whoever drains the batch before. */
static void *going_round(void *arg)
{
	struct worker *w = arg;
	struct flow *f = w->flow;
	pthread_mutex_lock(&f->lock);
	while (!f->stop) {
		if (can_drain(f))
			drain(f);
		else if (f->taken < f->filled)
			work(f, w->number);
		else if (f->ended && f->drained == f->filled)
			give_up(f, f->fill_status, &f->fill_err);
		else
			pthread_cond_wait(&f->came, &f->lock);
	}
	pthread_mutex_unlock(&f->lock);
	return NULL;
}

/* The caller's thread is one of those that work: where the system gives no more of them, those there are do it all. */
static int run_threads(struct flow *f, struct worker *w, struct iv_err *err)
{
	pthread_t reader;
	unsigned started = 1;
	if (pthread_create(&reader, NULL, reading, f) != 0)
		return iv_err_set(err, IV_FAIL, "threads", "cannot start a thread");
	while (started < f->what->threads && pthread_create(&w[started].thread, NULL, going_round, &w[started]) == 0)
		started++;
	going_round(&w[0]);
	pthread_join(reader, NULL);
	for (unsigned i = 1; i < started; i++)
		pthread_join(w[i].thread, NULL);
	if (f->status != IV_OK)
		*err = f->err;
	return f->status;
}

int iv_flow_run(const struct iv_flow *what, struct iv_err *err)
{
	if (what->threads <= 1)
		return run_alone(what, err);
	struct flow f = { .what = what, .slots = what->threads * 2 + 2 };
	f.slot = iv_zalloc(f.slots * sizeof *f.slot);
	struct worker *w = iv_zalloc(what->threads * sizeof *w);
	for (unsigned i = 0; i < what->threads; i++)
		w[i] = (struct worker){ .flow = &f, .number = i };
	pthread_mutex_init(&f.lock, NULL);
	pthread_cond_init(&f.freed, NULL);
	pthread_cond_init(&f.came, NULL);
	int status = run_threads(&f, w, err);
	pthread_cond_destroy(&f.freed);
	pthread_cond_destroy(&f.came);
	pthread_mutex_destroy(&f.lock);
	for (size_t i = 0; i < f.slots; i++)
		batch_release(&f.slot[i].batch);
	free(f.slot);
	free(w);
	return status;
}
