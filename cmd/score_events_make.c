/* SPDX-License-Identifier: MIT
 * Within ivoc-score --events: from events to customers. */
#include <stdlib.h>

#include "score_events.h"

static void refuse(void *ctx, const struct iv_rec *rec, const struct iv_err *err)
{
	struct score_events *e = ctx;
	e->refused = iv_reserve(e->refused, &e->refused_cap, e->refused_n + 1, sizeof *e->refused);
	e->refused[e->refused_n++] = (struct refused){ { rec->file, rec->line_no, rec->byte }, *err, iv_arena_str(&e->kept, rec->line) };
}

static void drop(void *ctx, const struct iv_rec *rec, const char *why)
{
	(void)rec;
	(void)why;
	((struct score_events *)ctx)->repeats++;
}

static void warn(void *ctx, const struct iv_rec *rec, const struct iv_err *err)
{
	(void)rec;
	iv_cli_remark(((struct score_events *)ctx)->run->cli, err);
}

/* Learns from a customer, or puts it on trial. */
static int learn(struct score_events *e, const struct iv_rec *customer, struct iv_err *err)
{
	struct score_run *run = e->run;
	struct score_trial trial;
	const char *why;
	int status;
	if (run->options->holdout.given) {
		status = score_holdout_look(run, customer, &trial, &why, err);
		if (status == IV_OK)
			score_holdout_take(run, &trial);
		e->left_out += status == IV_END;
		return status == IV_END ? IV_OK : status;
	}
	const char *currency = run->score.currency[0] ? run->score.currency : NULL;
	status = iv_score_facts(customer, currency, run->score.today, &trial.facts, NULL, 0, err);
	if (status == IV_OK && !run->options->model)
		iv_score_absorb(&run->score, iv_score_observe(&e->work, customer, &trial.facts));
	return status;
}

static int make(struct score_events *e, struct iv_str cid, struct iv_err *err)
{
	const struct iv_merge_report report = { e, refuse, drop, warn };
	struct iv_rec customer = { 0 };
	struct iv_str line;
	int status = iv_merge_group(&e->merge, cid, e->rec, e->recs, &e->arena, &report, &line, err);
	if (status == IV_END)
		return IV_OK;
	if (status == IV_OK)
		status = iv_rec_read(&customer, line, &e->arena, err);
	if (status == IV_OK)
		status = learn(e, &customer, err);
	if (status == IV_OK && !e->run->options->holdout.given) {
		status = iv_spool_add(e->customers, line, err);
		if (status == IV_OK)
			status = iv_spool_add(e->customers, IV_STR("\n"), err);
	}
	e->made += status == IV_OK;
	iv_rec_release(&customer);
	return status == IV_REJECT ? IV_FAIL : status;
}

static int add_event(struct score_events *e, struct iv_str value, struct iv_err *err)
{
	struct iv_place place; /* behind the line */
	size_t before = e->recs_cap;
	e->rec = iv_reserve(e->rec, &e->recs_cap, e->recs + 1, sizeof *e->rec);
	memset(e->rec + before, 0, (e->recs_cap - before) * sizeof *e->rec);
	struct iv_rec *rec = &e->rec[e->recs];
	memcpy(&place, value.p + value.n - sizeof place, sizeof place);
	int status = iv_rec_read(rec, iv_arena_str(&e->arena, (struct iv_str){ value.p, value.n - sizeof place - 1 }), &e->arena, err);
	rec->file = place.file;
	rec->line_no = place.line;
	rec->byte = place.byte;
	rec->ordinal = e->recs++;
	return status;
}

int score_events_make(struct score_events *e, struct iv_err *err)
{
	struct iv_str key, value, cid = { 0 };
	int status = iv_sort_done(e->sort, err), next;
	while (status == IV_OK && (next = iv_sort_next(e->sort, &key, &value, err)) != IV_FAIL) {
		if (e->recs && (next == IV_END || !iv_str_eq(key, cid))) {
			status = make(e, cid, err);
			iv_arena_clear(&e->arena);
			e->recs = 0;
		}
		if (next == IV_END || status != IV_OK)
			return status;
		if (!e->recs)
			cid = iv_arena_str(&e->arena, key);
		status = add_event(e, value, err);
	}
	return status == IV_OK ? IV_FAIL : status;
}

void score_events_release(struct score_events *e)
{
	iv_score_work_release(&e->work);
	iv_sort_free(e->sort);
	iv_spool_free(e->customers);
	for (size_t i = 0; i < e->recs_cap; i++)
		iv_rec_release(&e->rec[i]);
	iv_merge_release(&e->merge);
	iv_merge_settings_release(&e->settings);
	iv_arena_release(&e->arena);
	iv_arena_release(&e->kept);
	iv_buf_release(&e->text);
	free(e->rec);
	free(e->refused);
}
