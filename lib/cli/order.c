/* SPDX-License-Identifier: MIT
 * The second pass of a gather that puts its output in order. Which records stand together is known before it, so they are read
 * again in that order, from where they lie, and leave at once: no line is sorted, and none is written twice. What a worker
 * emits for one group is put in order there.
 *
 * Where that is not wise, lines go through a sort that may leave memory: all of them, when the system does not have the input in
 * memory, so that each read would be a visit to the disk; and those of a group too large for one batch. The bytes are the same. */
#include <stdlib.h>

#include "cli/run.h"
#include "io/spill.h"

enum { SMALLEST = 8 }; /* a group of fewer records is never too large */

/* How a batch leaves (iv_batch.how). */
enum how {
	WHOLE, /* whole groups, in order */
	LOOSE, /* lines for the sort */
	LAST, /* the same, and then all that was sorted leaves */
};

/* Units carry what they are about in iv_unit.ordinal. */
static uint64_t unit_of(uint32_t group, uint32_t record)
{
	return (uint64_t)group << 32 | record;
}

static void add_unit(struct iv_batch *b, uint32_t group, uint32_t record)
{
	iv_batch_add(b, (struct iv_str){ 0 }, (struct iv_place){ 0 })->ordinal = unit_of(group, record);
}

void iv_cli_order_plan(struct run *run)
{
	struct run_order *o = &run->order;
	size_t mean = run->places.n ? (size_t)(iv_cli_places_span(&run->places) / run->places.n) + 1 : 1;
	o->sorted = o->sorted || !iv_cli_places_resident(&run->places);
	o->per_batch = IV_BATCH_BYTES / mean + 1;
	o->per_group = run->cli->common->memory / 64 / mean;
	if (o->per_group < SMALLEST)
		o->per_group = SMALLEST;
}

/* The records in the order of their coming, for the sort. */
static int fill_sorted(struct run_order *o, size_t records, struct iv_batch *b)
{
	for (; b->n < o->per_batch && o->next < records; o->next++)
		add_unit(b, IV_EMIT_ALL, (uint32_t)o->next);
	b->how = LOOSE;
	return b->n ? IV_OK : IV_END;
}

int iv_cli_order_fill(void *ctx, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	struct run_order *o = &run->order;
	const struct iv_groups *by = &o->by;
	(void)err;
	if (o->sorted)
		return fill_sorted(o, run->places.n, b);
	b->how = WHOLE;
	for (; o->group < by->groups && b->n < o->per_batch; o->group++) {
		size_t end = by->start[o->group + 1], n = end - o->next;
		bool large = end - by->start[o->group] > o->per_group;
		if (large && b->n)
			return IV_OK;
		if (large && n > o->per_batch)
			n = o->per_batch;
		for (size_t i = 0; i < n; i++)
			add_unit(b, (uint32_t)o->group, by->record[o->next++]);
		if (!large)
			continue;
		b->how = o->next == end ? LAST : LOOSE;
		o->group += o->next == end;
		return IV_OK;
	}
	return b->n ? IV_OK : IV_END;
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

int iv_cli_order_work(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	struct run_worker *w = &run->worker[worker];
	struct iv_emit emit = { .batch = b, .cli = run->cli, .to = &b->out, .lot = b->how == WHOLE ? &w->lot : NULL };
	for (size_t i = 0; i < b->n; i++) {
		struct iv_unit *u = &b->unit[i];
		emit.ordinal = (uint32_t)u->ordinal;
		emit.group = (uint32_t)(u->ordinal >> 32);
		int status = iv_cli_places_read(&run->places, emit.ordinal, &b->arena, &u->bytes, err);
		w->rec.line = u->bytes;
		w->rec.arena = &b->arena;
		if (status == IV_OK && !run->gather->unread && iv_rec_read(&w->rec, u->bytes, &b->arena, err) != IV_OK)
			status = iv_err_set(err, IV_FAIL, "changed", "the input changed while it was read");
		if (status == IV_OK)
			status = run->gather->second(w->own, &w->rec, &emit, err);
		if (status != IV_OK)
			return status < 0 ? status : IV_FAIL;
		if (emit.lot && (i + 1 == b->n || emit.group != b->unit[i + 1].ordinal >> 32))
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
