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

/* A sorted item in the batch: the lengths of both parts, then the parts. */
static void put_sorted(struct iv_emit *e, struct iv_str order, size_t line_at)
{
	uint32_t n[2] = { (uint32_t)order.n, (uint32_t)(e->to->n - line_at) };
	memcpy(e->to->p + line_at - sizeof n - order.n, n, sizeof n);
	if (order.n)
		memcpy(e->to->p + line_at - order.n, order.p, order.n);
}

static size_t room_for_order(struct iv_emit *e, size_t order_n)
{
	iv_buf_grow(e->to, order_n + 2 * sizeof(uint32_t));
	e->to->n += order_n + 2 * sizeof(uint32_t);
	return e->to->n;
}

void iv_emit_sorted(struct iv_emit *e, struct iv_str order, const struct iv_rec *r)
{
	size_t at = room_for_order(e, order.n);
	iv_rec_write(r, e->to);
	put_sorted(e, order, at);
	count_out(e, r->kind);
}

void iv_emit_sorted_line(struct iv_emit *e, struct iv_str order, struct iv_str line, enum iv_kind kind)
{
	size_t at = room_for_order(e, order.n);
	iv_buf_adds(e->to, line);
	iv_buf_addc(e->to, '\n');
	put_sorted(e, order, at);
	count_out(e, kind);
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
