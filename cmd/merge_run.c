/* SPDX-License-Identifier: MIT
 * ivoc-merge without a mode: records grouped by cid, one customer a group. */
#include "merge.h"

#include <stdlib.h>

struct worker {
	const struct merge_state *state;
	struct iv_merge merge;
	struct iv_merge_restricted restricted;
	struct merge_view view;
};

static void *worker_new(void *state)
{
	struct worker *w = iv_zalloc(sizeof *w);
	w->state = state;
	w->merge.settings = &w->state->settings;
	if (w->state->options->restrict_file) {
		w->restricted.list = &w->state->restricted;
		w->restricted.met = iv_zalloc(w->state->restricted.n + 1);
		w->merge.restricted = &w->restricted;
	}
	return w;
}

static void worker_free(void *worker)
{
	struct worker *w = worker;
	iv_merge_release(&w->merge);
	merge_report_release(&w->view);
	iv_buf_release(&w->restricted.scratch);
	free(w->restricted.met);
	free(w);
}

/* The records of a group, and which of them are accounted for by themselves. */
struct ledger {
	struct iv_emit *emit;
	struct iv_rec *recs;
	bool *gone;
	size_t gone_n;
};

static void reject(void *ctx, const struct iv_rec *rec, const struct iv_err *err)
{
	struct ledger *l = ctx;
	struct iv_place place = { rec->file, rec->line_no, rec->byte };
	iv_batch_reject(l->emit->batch, "ivoc-merge", &place, err, rec->line);
	l->gone[rec - l->recs] = true;
	l->gone_n++;
}

static void drop(void *ctx, const struct iv_rec *rec, const char *why)
{
	struct ledger *l = ctx;
	iv_emit_drop(l->emit, why);
	l->gone[rec - l->recs] = true;
	l->gone_n++;
}

static void warn(void *ctx, const struct iv_rec *rec, const struct iv_err *err)
{
	struct ledger *l = ctx;
	struct iv_err placed = *err;
	iv_err_at(&placed, rec->file, rec->line_no, 0);
	iv_emit_warn(l->emit, &placed);
}

/* An event that says nothing about its person comes through ivoc-dedupe without a cid; nothing else does. */
static void reject_alone(struct ledger *l, const struct iv_rec *rec)
{
	struct iv_err err;
	bool event = rec->kind == IV_KIND_EVENT;
	if (event && !iv_rec_find(rec, IV_STR("party")) && !iv_rec_find(rec, IV_STR("phone")) && !iv_rec_find(rec, IV_STR("email"))) {
		iv_err_set(&err, IV_REJECT, "nobody", "is missing: an event without a person belongs to no customer");
		iv_err_field(&err, IV_STR("party"));
	} else {
		iv_err_set(&err, IV_REJECT, "no_cid", "is missing: expected records that came through ivoc-dedupe");
		iv_err_field(&err, IV_STR("cid"));
	}
	reject(l, rec, &err);
}

/* Records without a cid, and kinds that are not ours, do not take part. Moves the others to the front; returns how many. */
static size_t sort_out(struct ledger *l, size_t n, struct iv_str *cid)
{
	size_t ours = 0;
	for (size_t i = 0; i < n; i++) {
		struct iv_rec *rec = &l->recs[i], other = l->recs[ours];
		struct iv_str id = iv_rec_text(rec, IV_STR("cid"));
		if (rec->kind != IV_KIND_PARTY && rec->kind != IV_KIND_EVENT && (rec->kind != IV_KIND_CUSTOMER || !id.n)) {
			iv_emit_record(l->emit, rec);
		} else if (!id.n) {
			reject_alone(l, rec);
		} else {
			*cid = id;
			l->recs[ours++] = *rec;
			*rec = other;
		}
	}
	memset(l->gone, 0, n * sizeof *l->gone);
	l->gone_n = 0;
	return ours;
}

/* A customer that was made, or is restricted as it was not. */
static int leave(struct worker *w, struct ledger *l, struct iv_str line, struct iv_err *err)
{
	if (line.n > w->state->line_max)
		return iv_err_set(err, IV_REJECT, "too_long", "would be a line of %zu bytes, and --max-line is %zu", line.n, w->state->line_max);
	iv_emit_line(l->emit, line, IV_KIND_CUSTOMER);
	if (w->merge.restricted)
		iv_emit_count(l->emit, "restricted", w->restricted.best != NULL);
	if (w->state->options->report)
		merge_report_line(&w->view, w->state, line);
	return IV_OK;
}

/* A customer that nothing is to be merged into passes as it is. */
static int pass(struct worker *w, struct ledger *l, struct iv_err *err)
{
	int status = iv_merge_check_customer(&l->recs[0], err);
	if (status != IV_OK)
		return status;
	struct iv_str line = { 0 };
	if (w->merge.restricted)
		line = iv_merge_restricted_line(&w->restricted, &l->recs[0]);
	if (line.n)
		return leave(w, l, line, err);
	iv_emit_record(l->emit, &l->recs[0]);
	if (w->merge.restricted)
		iv_emit_count(l->emit, "restricted", w->restricted.best != NULL);
	if (w->state->options->report)
		merge_report_add(&w->view, w->state, &l->recs[0]);
	return IV_OK;
}

static int merge(struct worker *w, struct ledger *l, size_t n, struct iv_str cid, struct iv_err *err)
{
	const struct iv_merge_report report = { l, reject, drop, warn };
	struct iv_str line;
	int status = iv_merge_group(&w->merge, cid, l->recs, n, &l->emit->batch->arena, &report, &line, err);
	if (status != IV_OK)
		return status;
	status = leave(w, l, line, err);
	if (status == IV_OK)
		iv_emit_count(l->emit, "folded", (int64_t)(n - l->gone_n) - 1);
	return status;
}

static int group(void *worker, struct iv_rec *recs, size_t n, struct iv_emit *emit, struct iv_err *err)
{
	struct worker *w = worker;
	struct ledger l = { emit, recs, iv_arena_alloc(&emit->batch->arena, n * sizeof(bool)), 0 };
	struct iv_str cid = { 0 };
	n = sort_out(&l, n, &cid);
	if (!n)
		return IV_OK;
	int status = merge_restrict_check(w->state, recs, n, err);
	if (status != IV_OK)
		return status;
	bool alone = n == 1 && recs[0].kind == IV_KIND_CUSTOMER && !w->state->settings.recompute && !iv_merge_is_old(&recs[0]);
	status = alone ? pass(w, &l, err) : merge(w, &l, n, cid, err);
	for (size_t i = 0; i < n && status == IV_REJECT; i++)
		if (!l.gone[i])
			reject(&l, &recs[i], err);
	return status < 0 ? status : IV_OK;
}

static int finish(void *state, void *const *workers, size_t n, struct iv_err *err)
{
	struct merge_state *s = state;
	struct iv_merge_view all = { 0 };
	if (s->options->restrict_file) {
		bool **met = iv_alloc(n * sizeof *met);
		for (size_t i = 0; i < n; i++)
			met[i] = ((const struct worker *)workers[i])->restricted.met;
		merge_restrict_end(s, met, n);
		free(met);
	}
	if (!s->options->report)
		return IV_OK;
	for (size_t i = 0; i < n; i++)
		iv_merge_view_merge(&all, &((const struct worker *)workers[i])->view.sums);
	int status = merge_report_write(s, &all, err);
	iv_merge_view_release(&all);
	return status;
}

const struct iv_stream merge_stream = { .worker_new = worker_new, .worker_free = worker_free, .group = group, .finish = finish };
