/* SPDX-License-Identifier: MIT
 * ivoc-score --holdout: how well the score `purchase` would have foretold what came after a day. */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "base/num.h"
#include "score.h"
#include "score/holdout.h"
#include "show/show.h"

int score_holdout_look(const struct score_run *run, const struct iv_rec *rec, struct score_trial *out, const char **why, struct iv_err *err)
{
	*out = (struct score_trial){ 0 };
	int status = iv_score_facts(rec, NULL, run->options->holdout.day, &out->facts, &out->after, run->cli->today, err);
	if (status != IV_OK)
		return status;
	*why = out->facts.restricted ? "restricted" : out->facts.bought_ever ? "no_history" : "no_orders";
	return out->facts.daily && !out->facts.restricted ? IV_OK : IV_END;
}

static int accept(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	const struct score_run *run = worker;
	struct score_trial note;
	const char *why;
	if (rec->kind != IV_KIND_CUSTOMER) {
		iv_emit_drop(emit, "other_kind");
		return IV_END;
	}
	int status = score_holdout_look(run, rec, &note, &why, err);
	if (status == IV_END)
		iv_emit_drop(emit, why);
	if (status != IV_OK)
		return status;
	size_t days = run->score.seasonal ? (size_t)note.facts.days : 0;
	struct iv_str order_days = { (const char *)note.facts.order_day, days * sizeof *note.facts.order_day };
	iv_emit_note(emit, iv_arena_join(rec->arena, (struct iv_str){ (const char *)&note, sizeof note }, (struct iv_str){ 0 }, order_days));
	return IV_OK;
}

void score_holdout_take(struct score_run *run, const struct score_trial *t)
{
	run->row = iv_reserve(run->row, &run->row_cap, run->rows + 1, sizeof *run->row);
	struct iv_holdout_row *row = &run->row[run->rows++];
	*row = (struct iv_holdout_row){ .facts = t->facts, .after = t->after };
	row->facts.order_day = NULL;
	if (run->score.seasonal)
		iv_season_see(&run->score.season, t->facts.order_day, (size_t)t->facts.days);
}

static int absorb(void *state, struct iv_str bytes, uint64_t number, struct iv_err *err)
{
	struct score_run *run = state;
	struct iv_score *s = &run->score;
	struct score_trial note;
	(void)number;
	(void)err;
	memcpy(&note, bytes.p, sizeof note);
	bytes = iv_str_from(bytes, sizeof note);
	if (bytes.n) { /* where seasons are asked for */
		s->order_day = iv_reserve(s->order_day, &s->order_days, bytes.n / sizeof *s->order_day, sizeof *s->order_day);
		memcpy(s->order_day, bytes.p, bytes.n);
	}
	note.facts.order_day = s->order_day;
	score_holdout_take(run, &note);
	return IV_OK;
}

/* --- The report --- */

static void show_trials(const struct iv_holdout *h, struct iv_show *s)
{
	static const char *const column[] = { "weight", "bic", "expected", "bias", "mae", "mae_median", "rmse", "correlation", "covered", "pit" };
	iv_show_column(s, IV_STR("model"), IV_STR("model"), IV_SHOW_TEXT);
	for (size_t i = 0; i < sizeof column / sizeof *column; i++)
		iv_show_column(s, iv_str_of(column[i]), iv_str_of(column[i]), IV_SHOW_FIGURE);
	for (size_t i = 0; i < h->trials; i++) {
		const struct iv_holdout_trial *t = &h->trial[i];
		double worst = 0;
		for (int k = 0; k < IV_HOLDOUT_CLASSES; k++)
			worst = fmax(worst, fabs(t->pit[k] - 1.0 / IV_HOLDOUT_CLASSES));
		const double value[] = { t->weight, t->bic, t->expected, t->bias, t->mae, t->mae_median, t->rmse, t->correlation, t->covered, worst };
		iv_show_text(s, iv_str_of(t->model));
		for (size_t k = 0; k < sizeof value / sizeof *value; k++)
			iv_show_figure(s, value[k]);
	}
}

static void show_classes(const struct iv_holdout_trial *t, struct iv_show *s)
{
	iv_show_column(s, IV_STR("class"), IV_STR("class"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("customers"), IV_STR("customers"), IV_SHOW_COUNT);
	iv_show_column(s, IV_STR("expected"), IV_STR("expected"), IV_SHOW_FIGURE);
	iv_show_column(s, IV_STR("actual"), IV_STR("actual"), IV_SHOW_COUNT);
	for (int k = 0; k < IV_HOLDOUT_CLASSES; k++) {
		iv_show_number(s, k + 1);
		iv_show_number(s, (int64_t)t->class[k].customers);
		iv_show_figure(s, t->class[k].expected);
		iv_show_number(s, t->class[k].actual);
	}
}

static void show_track(const struct iv_holdout *h, const struct iv_holdout_trial *t, int32_t from, int32_t to, struct iv_show *s)
{
	iv_show_column(s, IV_STR("until"), IV_STR("until"), IV_SHOW_TEXT);
	iv_show_column(s, IV_STR("expected"), IV_STR("expected"), IV_SHOW_FIGURE);
	iv_show_column(s, IV_STR("actual"), IV_STR("actual"), IV_SHOW_COUNT);
	for (int k = 0; k < IV_SCORE_SLICES; k++) {
		struct iv_buf day = { 0 };
		iv_date_add(&day, from + (int32_t)((int64_t)(to - from) * (k + 1) / IV_SCORE_SLICES));
		iv_show_text(s, iv_buf_str(&day));
		iv_buf_release(&day);
		iv_show_figure(s, t->track[k]);
		iv_show_number(s, h->track[k]);
	}
}

static void print(const struct score_run *run, const struct iv_holdout *h, bool table, struct iv_buf *out)
{
	const struct iv_holdout_trial *last = &h->trial[h->trials ? h->trials - 1 : 0];
	struct iv_show show[3];
	memset(show, 0, sizeof show);
	show_trials(h, &show[0]);
	show_classes(last, &show[1]);
	show_track(h, last, run->options->holdout.day, run->cli->today, &show[2]);
	if (table) {
		iv_buf_addf(out, "%zu customers, %lld order days after the holdout\nseason: %s\n\n", h->customers, (long long)h->actual, iv_season_says(&run->score.season));
		for (int i = 0; i < 3; i++) {
			iv_show_table(&show[i], out);
			iv_buf_adds(out, i < 2 ? IV_STR("\n") : (struct iv_str){ 0 });
		}
	} else {
		iv_buf_adds(out, IV_STR("{\"holdout\":\""));
		iv_date_add(out, run->options->holdout.day);
		iv_buf_adds(out, IV_STR("\",\"until\":\""));
		iv_date_add(out, run->cli->today);
		iv_buf_addc(out, '"');
		iv_json_member_int(out, "customers", (int64_t)h->customers);
		iv_json_member_int(out, "actual", h->actual);
		iv_json_member_raw(out, "season", (struct iv_str){ 0 });
		iv_season_write(&run->score.season, true, out);
		iv_show_json_member(&show[0], "models", out);
		iv_show_json_member(&show[1], "classes", out);
		iv_show_json_member(&show[2], "track", out);
		iv_buf_adds(out, IV_STR("}\n"));
	}
	for (int i = 0; i < 3; i++)
		iv_show_release(&show[i]);
}

int score_holdout_tail(void *state, struct iv_emit *emit, struct iv_err *err)
{
	struct score_run *run = state;
	struct iv_holdout *h = iv_zalloc(sizeof *h);
	(void)err;
	iv_score_holdout(&run->score, run->row, run->rows, run->cli->today, (unsigned)run->cli->common->threads, h);
	print(run, h, !run->options->common.output && isatty(STDOUT_FILENO), emit->to);
	free(h);
	return IV_OK;
}

static int finish(void *state, struct iv_err *err)
{
	(void)state;
	(void)err;
	return IV_END; /* nobody asked for the records */
}

int score_holdout(struct score_run *run)
{
	static const struct iv_gather life = { .accept = accept, .absorb = absorb, .finish = finish, .tail = score_holdout_tail };
	int status = iv_cli_gather(run->cli, &life, run);
	free(run->row);
	return status;
}
