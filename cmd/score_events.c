/* SPDX-License-Identifier: MIT
 * ivoc-score --events: events are put in order of their customers, on disk beyond the memory allowed, and merged as ivoc-merge does; the customers
 * they make are learned from as they come, kept, and scored at the end. */
#include <stdlib.h>

#include "score_events.h"

enum { PIECE = 1 << 20 }; /* bytes of customers that are scored at a time */

struct worker {
	struct iv_roll roll; /* events are tried on it */
	struct iv_buf note;
};

static void *worker_new(void *state)
{
	(void)state;
	return iv_zalloc(sizeof(struct worker));
}

static void worker_free(void *own)
{
	struct worker *w = own;
	iv_history_release(&w->roll);
	iv_buf_release(&w->note);
	free(w);
}

static int accept(void *own, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	struct worker *w = own;
	struct iv_str cid = iv_rec_text(rec, IV_STR("cid")), party = iv_rec_text(rec, IV_STR("party")), source = iv_rec_text(rec, IV_STR("party_source"));
	char minted[IV_MERGE_CID_SIZE];
	if (rec->kind != IV_KIND_EVENT) {
		iv_emit_drop(emit, "other_kind");
		return IV_END;
	}
	if (!party.n)
		return iv_err_told(err, IV_REJECT, "no_party", "party", party, "is missing: expected the key of the customer whose event it is");
	w->roll.arena = rec->arena;
	int status = iv_history_add(&w->roll, rec, (struct iv_str){ 0 }, err);
	iv_history_clear(&w->roll);
	if (status != IV_OK)
		return status;
	iv_merge_mint(source.n ? source : iv_rec_text(rec, IV_STR("source")), party, minted);
	iv_buf_clear(&w->note);
	iv_buf_adds(&w->note, cid.n ? cid : iv_str_of(minted));
	iv_buf_addc(&w->note, '\n');
	iv_buf_adds(&w->note, rec->line);
	iv_buf_addc(&w->note, '\n'); /* so that equal keys are in order of their lines */
	iv_buf_add(&w->note, &emit->place, sizeof emit->place);
	iv_emit_note(emit, iv_buf_str(&w->note));
	return IV_OK;
}

static int absorb(void *state, struct iv_str note, uint64_t number, struct iv_err *err)
{
	struct score_events *e = ((struct score_run *)state)->events;
	(void)number;
	size_t key = (size_t)((const char *)memchr(note.p, '\n', note.n) - note.p);
	return iv_sort_add(e->sort, (struct iv_str){ note.p, key }, iv_str_from(note, key + 1), err);
}

static int finish(void *state, struct iv_err *err)
{
	struct score_run *run = state;
	iv_cli_stage(run->cli, "merge");
	int status = score_events_make(run->events, err);
	if (status == IV_OK && !run->options->holdout.given && !run->options->model)
		status = score_learned(run, err);
	if (status == IV_OK)
		status = iv_spool_rewind(run->events->customers, err);
	return status == IV_OK ? IV_END : status;
}

/* --- Scoring --- */

/* What is counted once: events are folded into customers, but for those that were refused or came again. */
static void settle(struct score_events *e, struct iv_emit *emit)
{
	for (size_t i = 0; i < e->refused_n; i++)
		iv_batch_reject(emit->batch, "ivoc-score", &e->refused[i].place, &e->refused[i].err, e->refused[i].line);
	iv_emit_count(emit, "folded", -(int64_t)e->refused_n - e->repeats - (e->run->options->holdout.given ? 0 : e->made));
	if (e->repeats) {
		iv_emit_count(emit, "dropped", e->repeats);
		iv_emit_count(emit, "dropped.repeat", e->repeats);
	}
	e->refused_n = 0;
	e->repeats = e->made = 0;
}

static int score(struct score_events *e, struct iv_str line, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	struct iv_score_facts facts;
	int status = iv_rec_read(rec, line, &emit->batch->arena, err);
	if (status == IV_OK)
		status = iv_score_facts(rec, e->run->score.currency, e->run->score.today, &facts, NULL, 0, err);
	if (status != IV_OK)
		return status;
	score_judge(&e->work, &facts, rec, emit);
	iv_emit_record(emit, rec);
	return IV_OK;
}

static int tail(void *state, struct iv_emit *emit, struct iv_err *err)
{
	struct score_run *run = state;
	struct score_events *e = run->events;
	struct iv_rec rec = { 0 };
	settle(e, emit);
	if (run->options->holdout.given) {
		e->ended = true;
		return score_holdout_tail(run, emit, err);
	}
	iv_buf_grow(&e->text, PIECE);
	ptrdiff_t n = iv_spool_read(e->customers, e->text.p + e->text.n, PIECE, err);
	int status = n < 0 ? IV_FAIL : IV_OK;
	e->ended = n <= 0;
	e->text.n += n > 0 ? (size_t)n : 0;
	struct iv_str rest = iv_buf_str(&e->text);
	const char *end;
	while (status == IV_OK && rest.n && (end = memchr(rest.p, '\n', rest.n))) {
		size_t line = (size_t)(end - rest.p);
		status = score(e, (struct iv_str){ rest.p, line }, &rec, emit, err);
		rest = iv_str_from(rest, line + 1);
	}
	if (rest.n)
		memmove(e->text.p, rest.p, rest.n);
	e->text.n = rest.n;
	iv_rec_release(&rec);
	return status;
}

static bool more(const void *state)
{
	return !((const struct score_run *)state)->events->ended;
}

int score_events(struct score_run *run)
{
	static const struct iv_gather life = {
		.worker_new = worker_new, .worker_free = worker_free, .accept = accept, .absorb = absorb, .finish = finish, .tail = tail, .more = more, .spent = "folded",
	};
	const struct iv_common *o = run->cli->common;
	struct iv_err err;
	struct score_events e = { .run = run, .sort = iv_sort_new(o->memory / 4, o->tmp), .customers = iv_spool_new(o->memory / 8, o->tmp) };
	e.merge.settings = &e.settings;
	run->events = &e;
	iv_score_work_start(&e.work, &run->score);
	int status = iv_merge_settings_load(&e.settings, NULL, &err);
	if (status == IV_OK)
		status = iv_cli_gather(run->cli, &life, run);
	else
		iv_cli_error(run->cli, &err);
	score_events_release(&e);
	free(run->row);
	run->row = NULL;
	return status;
}
