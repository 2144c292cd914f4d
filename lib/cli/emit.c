/* SPDX-License-Identifier: MIT
 * What a worker writes and counts. Everything stays in its batch until the writer drains it in order. */
#include "cli/cli.h"

static const char *const out_names[] = { "out.other", "out.party", "out.event", "out.customer", "out.decision", "out.reject" };

static void count_out(struct iv_emit *e, enum iv_kind kind)
{
	iv_tally_add(&e->batch->tally, "out", 1);
	iv_tally_add(&e->batch->tally, out_names[kind], 1);
}

void iv_emit_record(struct iv_emit *e, const struct iv_rec *r)
{
	iv_rec_write(r, e->to);
	count_out(e, r->kind);
}

void iv_emit_line(struct iv_emit *e, struct iv_str line, enum iv_kind kind)
{
	iv_buf_adds(e->to, line);
	iv_buf_addc(e->to, '\n');
	count_out(e, kind);
}

/* Whether lines of the group are wanted now; makes room for what stands before a line that goes to the sort: the lengths of
 * its key and of itself, and the key, which is the group (highest byte first) and `order`. */
static bool begin_line(struct iv_emit *e, uint32_t group, struct iv_str order)
{
	if (e->group != IV_EMIT_ALL && e->group != group)
		return false;
	if (!e->lot) {
		uint32_t n[2] = { (uint32_t)order.n + 4 };
		char first[4] = { (char)(group >> 24), (char)(group >> 16), (char)(group >> 8), (char)group };
		iv_buf_add(e->to, n, sizeof n);
		iv_buf_add(e->to, first, sizeof first);
		iv_buf_adds(e->to, order);
	}
	return true;
}

/* A line was written at `at`. */
static void end_line(struct iv_emit *e, size_t at, struct iv_str order, enum iv_kind kind)
{
	size_t n = e->to->n - at;
	if (e->lot) {
		e->lot->line = iv_reserve(e->lot->line, &e->lot->cap, e->lot->n + 1, sizeof *e->lot->line);
		e->lot->line[e->lot->n++] = (struct iv_lot_line){ order, { NULL, n } };
	} else {
		uint32_t length = (uint32_t)n;
		memcpy(e->to->p + at - order.n - 4 - sizeof length, &length, sizeof length);
	}
	count_out(e, kind);
}

bool iv_emit_grouped(struct iv_emit *e, uint32_t group, struct iv_str order, const struct iv_rec *r)
{
	if (!begin_line(e, group, order))
		return false;
	size_t at = e->to->n;
	iv_rec_write(r, e->to);
	end_line(e, at, order, r->kind);
	return true;
}

bool iv_emit_grouped_line(struct iv_emit *e, uint32_t group, struct iv_str order, struct iv_str head, struct iv_str rest, enum iv_kind kind)
{
	if (!begin_line(e, group, order))
		return false;
	size_t at = e->to->n;
	iv_buf_adds(e->to, head);
	iv_buf_adds(e->to, rest);
	iv_buf_addc(e->to, '\n');
	end_line(e, at, order, kind);
	return true;
}

void iv_emit_drop(struct iv_emit *e, const char *why)
{
	struct iv_str name = iv_arena_fmt(&e->batch->arena, "dropped.%s", why);
	iv_tally_add(&e->batch->tally, "dropped", 1);
	iv_tally_add(&e->batch->tally, name.p, 1);
}

void iv_emit_count(struct iv_emit *e, const char *name, int64_t n)
{
	iv_tally_add(&e->batch->tally, name, n);
}

void iv_emit_warn(struct iv_emit *e, const struct iv_err *err)
{
	struct iv_batch *b = e->batch;
	struct iv_remark *r = iv_arena_alloc(&b->arena, sizeof *r);
	*r = (struct iv_remark){ *err, false, NULL };
	iv_err_at(&r->err, e->place.file, e->place.line, 0);
	*b->remarks_end = r;
	b->remarks_end = &r->next;
	iv_tally_add(&b->tally, iv_arena_fmt(&b->arena, "warn.%s", err->code).p, 1);
}

void iv_emit_note(struct iv_emit *e, struct iv_str note)
{
	uint32_t n = (uint32_t)note.n;
	iv_buf_add(&e->batch->side, &n, sizeof n);
	iv_buf_adds(&e->batch->side, note);
}
