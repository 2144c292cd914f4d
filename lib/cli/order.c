/* SPDX-License-Identifier: MIT
 * The second pass of a gather that puts its output in order. Which records stand together is known before it, so the output is made window
 * after window: the lines of the next so many groups are read again from where they lie, in the order of the files (window.c), and
 * leave in the order of the groups. No line is sorted, and none is written twice. What a worker emits for one group is put in order there.
 *
 * Where that is not wise, lines go through a sort that may leave memory: all of them, when they need many windows and the system has too little
 * of the input in memory, so that it would be read from the disk for each; and those of a group too large for one batch. The bytes are
 * the same. */
#include <stdlib.h>

#include "cli/run.h"
#include "io/spill.h"

enum {
	SMALLEST = 8, /* a group of fewer records is never too large */
	AHEAD = 8, /* lines that are asked for before they are needed */
	BLOCK = 128 << 10, /* bytes that the system reads from the disk at once */
};

/* How a batch leaves (iv_batch.how). Its records are from … end - 1 of those in order, the first of them one of `group`. */
enum how {
	WHOLE, /* whole groups, in order */
	LOOSE, /* lines for the sort */
	LAST, /* the same, and then all that was sorted leaves */
};

/* A window takes an eighth of what --memory allows. Where the program needed more before, and gave it back, it takes of that, since the run
 * takes no more memory so; as few windows as possible, because each goes through all the files. */
static size_t window_size(const struct run *run)
{
	size_t memory = run->cli->common->memory, least = memory / 8, most = memory / 4 * 3, free = run->cli->common->bounded ? 0 : iv_cli_given_back() / 4 * 3;
	return free < least ? least : free < most ? free : most;
}

static const double LITTLE = .1; /* of a file: when no more than that is away, nothing is said to come from the disk */

/* Bytes that windows read from the disk, where it is asked for whole blocks, of what the system does not have in memory. A file in the order of the output
 * is read once, however many windows there are; one in any order, once for each of them. */
static double bytes_from_disk(const struct run *run)
{
	const struct run_order *o = &run->order;
	const struct places *p = &run->places;
	const size_t records = o->by.start[o->by.groups];
	double bytes = 0, most = 0, *absent = iv_alloc((p->files_n + 1) * sizeof *absent);
	size_t blocks = 0, room = 0, *first = iv_alloc((p->files_n + 1) * sizeof *first);
	uint32_t window = 1;
	for (size_t i = 0; i < p->files_n; i++) {
		first[i] = blocks;
		blocks += (size_t)(iv_cli_places_end(p, i) / BLOCK) + 1;
		absent[i] = iv_cli_places_absent(p, i);
		most = absent[i] > most ? absent[i] : most;
	}
	uint32_t *seen = iv_zalloc((blocks + 1) * sizeof *seen); /* the last window that needs it */
	for (size_t i = 0; most > LITTLE && i < records; i++) {
		if (i + 4 * AHEAD < records)
			iv_cli_places_fetch(p, o->by.record[i + 4 * AHEAD]);
		struct places_line line = iv_cli_places_find(p, o->by.record[i]);
		uint32_t *block = &seen[first[line.file] + line.at / BLOCK];
		room += line.room;
		if (room > o->per_window) {
			window++;
			room = line.room;
		}
		bytes += *block == window ? 0 : BLOCK * absent[line.file];
		*block = window;
	}
	free(seen);
	free(first);
	free(absent);
	return bytes;
}

/* A sort writes all lines to the disk and reads them back: windows must not read more than that. */
static bool wants_sort(const struct run *run, uint64_t span)
{
	return span > run->order.per_window && bytes_from_disk(run) > 2 * (double)span;
}

void iv_cli_order_plan(struct run *run)
{
	struct run_order *o = &run->order;
	uint64_t span = iv_cli_places_span(&run->places);
	size_t mean = run->places.n ? (size_t)(span / run->places.n) + 1 : 1;
	o->per_window = window_size(run);
	o->sorted = o->sorted || wants_sort(run, span);
	o->records = o->sorted ? run->places.n : o->by.start[o->by.groups];
	o->per_batch = IV_BATCH_BYTES / mean + 1;
	o->per_group = run->cli->common->memory / 64 / mean;
	if (o->per_group < SMALLEST)
		o->per_group = SMALLEST;
}

static uint32_t record_at(const struct run_order *o, size_t i)
{
	return o->sorted ? (uint32_t)i : o->by.record[i];
}

/* Whether a group's lines go through the sort. */
static bool is_large(const struct run_order *o, size_t group)
{
	return o->by.start[group + 1] - o->by.start[group] > o->per_group;
}

/* Where the piece that begins at `from`, of `group`, must end: the next place where a window may. */
static size_t piece_end(const struct run_order *o, size_t group, size_t from)
{
	return o->sorted || is_large(o, group) ? from + 1 : o->by.start[group + 1];
}

/* The next window ends where memory does, but has one piece at least. */
static void set_window(struct run *run)
{
	struct run_order *o = &run->order;
	size_t room = 0;
	iv_cli_window_begin(&o->window, &run->places, o->sorted ? o->next : 0, run->places.n);
	for (size_t group = o->group, end; o->end < o->records; o->end = end) {
		while (!o->sorted && o->end == o->by.start[group + 1])
			group++;
		end = piece_end(o, group, o->end);
		for (size_t i = o->end; i < end; i++) {
			if (i + 4 * AHEAD < o->records)
				iv_cli_places_fetch(&run->places, record_at(o, i + 4 * AHEAD));
			room += iv_cli_window_room(&run->places, record_at(o, i));
		}
		if (room > o->per_window && o->end > o->next)
			return;
		for (size_t i = o->end; i < end; i++)
			iv_cli_window_want(&o->window, record_at(o, i));
	}
}

int iv_cli_order_window(struct run *run, struct iv_err *err)
{
	struct run_order *o = &run->order;
	if (o->next == o->records)
		return IV_END;
	set_window(run);
	return iv_cli_window_read(&o->window, (unsigned)run->cli->common->threads, err);
}

/* The next whole groups of the window, or the next of the records of a large one. */
static void fill_groups(struct run_order *o, struct iv_batch *b)
{
	size_t most = o->next + o->per_batch;
	while (o->next == o->by.start[o->group + 1])
		o->group++;
	b->group = o->group;
	if (is_large(o, o->group)) {
		size_t end = o->by.start[o->group + 1];
		o->next = most < end ? most : end;
		if (o->next > o->end)
			o->next = o->end;
		b->how = o->next == end ? LAST : LOOSE;
		return;
	}
	b->how = WHOLE;
	for (; o->next < o->end && o->next < most && !is_large(o, o->group); o->group++)
		o->next = o->by.start[o->group + 1];
}

int iv_cli_order_fill(void *ctx, struct iv_batch *b, struct iv_err *err)
{
	struct run_order *o = &((struct run *)ctx)->order;
	(void)err;
	if (o->next == o->end)
		return IV_END;
	b->from = o->next;
	if (o->sorted) {
		b->how = LOOSE;
		o->next = o->end - o->next > o->per_batch ? o->next + o->per_batch : o->end;
	} else {
		fill_groups(o, b);
	}
	b->end = o->next;
	return IV_OK;
}

/* ---- the workers' side ---- */

static int by_order(const void *a, const void *b)
{
	const struct iv_lot_line *x = a, *y = b;
	int c = iv_str_cmp(x->order, y->order);
	return c ? c : iv_str_cmp(x->line, y->line);
}

/* Puts the lines of one group, the end of `out`, in order. */
static void settle_group(struct iv_lot *lot, struct iv_buf *out)
{
	size_t at = out->n, from;
	bool ordered = true;
	for (size_t i = lot->n; i-- > 0;) {
		at -= lot->line[i].line.n;
		lot->line[i].line.p = out->p + at;
		ordered &= i + 1 == lot->n || by_order(&lot->line[i], &lot->line[i + 1]) <= 0;
	}
	from = at;
	if (!ordered) {
		qsort(lot->line, lot->n, sizeof *lot->line, by_order);
		iv_buf_clear(&lot->spare);
		for (size_t i = 0; i < lot->n; i++)
			iv_buf_adds(&lot->spare, lot->line[i].line);
		memcpy(out->p + from, lot->spare.p, lot->spare.n);
	}
	lot->n = 0;
}

static bool is_alone(const struct run_order *o, size_t group)
{
	return o->by.start[group + 1] - o->by.start[group] == 1;
}

/* What is needed for the i-th record and for those behind it is on its way, the further the record the earlier the step. */
static void fetch(const struct run *run, size_t i, size_t end)
{
	const struct run_order *o = &run->order;
	if (i + 3 * AHEAD < end) {
		iv_cli_window_fetch(&o->window, record_at(o, i + 3 * AHEAD));
		if (run->gather->fetch)
			run->gather->fetch(run->state, record_at(o, i + 3 * AHEAD), 0);
	}
	if (i + 2 * AHEAD < end && run->gather->fetch)
		run->gather->fetch(run->state, record_at(o, i + 2 * AHEAD), 1);
	if (i + AHEAD >= end)
		return;
	struct iv_str line = iv_cli_window_line(&o->window, record_at(o, i + AHEAD));
	for (size_t at = 0; at < line.n; at += 64)
		__builtin_prefetch(line.p + at);
	if (run->gather->fetch)
		run->gather->fetch(run->state, record_at(o, i + AHEAD), 2);
}

static int work_on(struct run *run, struct run_worker *w, struct iv_emit *emit, struct iv_err *err)
{
	int status = IV_OK;
	w->rec.line = iv_cli_window_line(&run->order.window, (uint32_t)emit->ordinal);
	w->rec.arena = &emit->batch->arena;
	if (!run->gather->unread && iv_rec_read(&w->rec, w->rec.line, w->rec.arena, err) != IV_OK)
		status = iv_err_set(err, IV_FAIL, "changed", "the input changed while it was read");
	return status == IV_OK ? run->gather->second(w->own, &w->rec, emit, err) : status;
}

int iv_cli_order_work(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	const struct run_order *o = &run->order;
	struct run_worker *w = &run->worker[worker];
	struct iv_emit emit = { .batch = b, .cli = run->cli, .to = &b->out, .lot = b->how == WHOLE ? &w->lot : NULL };
	emit.group = o->sorted ? IV_EMIT_ALL : (uint32_t)b->group;
	for (size_t i = b->from; i < b->end; i++) {
		fetch(run, i, b->end);
		while (!o->sorted && i == o->by.start[emit.group + 1])
			emit.group++;
		emit.ordinal = record_at(o, i);
		emit.alone = emit.lot && is_alone(o, emit.group);
		int status = work_on(run, w, &emit, err);
		if (status != IV_OK)
			return status < 0 ? status : IV_FAIL;
		if (emit.lot && i + 1 == o->by.start[emit.group + 1])
			settle_group(emit.lot, &b->out);
	}
	return IV_OK;
}

/* ---- the writer's side ---- */

int iv_cli_order_flush(struct run *run, struct iv_err *err)
{
	struct iv_str order, line;
	int status = run->sort ? iv_sort_done(run->sort, err) : IV_END;
	while (status == IV_OK && (status = iv_sort_next(run->sort, &order, &line, err)) == IV_OK)
		status = iv_out_write(&run->out, line, err);
	iv_sort_free(run->sort);
	run->sort = NULL;
	return status == IV_END ? IV_OK : status;
}

static struct iv_sort *sort_of(struct run *run)
{
	if (!run->sort)
		run->sort = iv_sort_new(run->cli->common->memory / 4, run->cli->common->tmp);
	return run->sort;
}

int iv_cli_order_early(struct run *run, struct iv_str lines, struct iv_err *err)
{
	while (lines.n) {
		size_t n = (size_t)((const char *)memchr(lines.p, '\n', lines.n) - lines.p) + 1;
		if (iv_sort_add(sort_of(run), (struct iv_str){ 0 }, (struct iv_str){ lines.p, n }, err) != IV_OK)
			return IV_FAIL;
		lines = iv_str_from(lines, n);
	}
	return IV_OK;
}

int iv_cli_order_drain(struct run *run, struct iv_batch *b, struct iv_err *err)
{
	run->records += b->end - b->from;
	if (b->how == WHOLE)
		return iv_out_write(&run->out, iv_buf_str(&b->out), err);
	for (size_t at = 0; at < b->out.n;) {
		uint32_t n[2];
		memcpy(n, b->out.p + at, sizeof n);
		at += sizeof n;
		struct iv_str order = { b->out.p + at, n[0] }, line = { b->out.p + at + n[0], n[1] };
		at += (size_t)n[0] + n[1];
		if (iv_sort_add(sort_of(run), order, line, err) != IV_OK)
			return IV_FAIL;
	}
	return b->how == LAST ? iv_cli_order_flush(run, err) : IV_OK;
}
