/* SPDX-License-Identifier: MIT
 * ivoc-score: what its threads hold, what --stats has, and --report, which says in tables how good propensities are. */
#include <math.h>
#include <stdlib.h>

#include "score.h"
#include "score/propensity_set.h"
#include "show/show.h"

void *score_worker_new(void *state)
{
	struct score_run *run = state;
	struct iv_score_work *work = iv_alloc(sizeof *work);
	iv_score_work_start(work, &run->score);
	return work;
}

void score_worker_free(void *worker)
{
	iv_score_work_release(worker);
	free(worker);
}

void score_stats(struct score_run *run)
{
	struct iv_buf report = { 0 };
	iv_score_report(&run->score, &report);
	iv_json_member_raw(&run->cli->more_stats, "scores", iv_buf_str(&report));
	report.n = 0;
	iv_season_write(&run->score.season, true, &report);
	iv_json_member_raw(&run->cli->more_stats, "season", iv_buf_str(&report));
	iv_buf_release(&report);
}

int score_report_check(const struct score_run *run, struct iv_err *err)
{
	if (run->options->model || run->options->holdout.given)
		return iv_err_set(err, IV_WRONG, "usage", "--report: nothing is learned with --%s; leave one of them out", run->options->model ? "model" : "holdout");
	if (!iv_score_state(&run->score, &iv_score_propensity))
		return iv_err_set(err, IV_WRONG, "usage", "--report: it tells of propensities, and score.yaml has none");
	return IV_OK;
}

/* --- The report --- */

static void print(struct iv_show *s, const char *title, struct iv_buf *out)
{
	iv_buf_addf(out, "\n%s\n", title);
	iv_show_table(s, out);
	iv_show_release(s);
}

static void columns(struct iv_show *s, const char *const *name, const enum iv_show_type *type, size_t n)
{
	*s = (struct iv_show){ 0 };
	for (size_t i = 0; i < n; i++)
		iv_show_column(s, iv_str_of(name[i]), iv_str_of(name[i]), type[i]);
}

static void tell_quality(const struct iv_propensity_aim *a, struct iv_buf *out)
{
	static const char *const name[] = { "AUC", "KS", "Brier", "log loss", "top-decile lift", "AUC on its own cases" };
	const struct iv_propensity_report *r = &a->report;
	const double value[] = { r->auc, r->ks, r->brier, r->log_loss, r->lift, r->auc_fitted };
	struct iv_show s = { 0 };
	for (size_t i = 0; i < 6; i++)
		iv_show_column(&s, iv_str_of(name[i]), iv_str_of(name[i]), IV_SHOW_FIGURE);
	for (size_t i = 0; i < 6; i++)
		iv_show_figure(&s, value[i]);
	print(&s, "How well it tells who will from who will not, on cases it had not seen:", out);
}

static void tell_reliability(const struct iv_propensity_report *r, struct iv_buf *out)
{
	static const char *const name[] = { "customers", "foretold", "did", "share" };
	static const enum iv_show_type type[] = { IV_SHOW_COUNT, IV_SHOW_FIGURE, IV_SHOW_COUNT, IV_SHOW_FIGURE };
	struct iv_show s;
	columns(&s, name, type, 4);
	for (size_t i = 0; i < r->reliabilities; i++) {
		const struct iv_stats_reliability *line = &r->reliability[i];
		iv_show_number(&s, line->cases);
		iv_show_figure(&s, line->predicted);
		iv_show_number(&s, line->ones);
		iv_show_figure(&s, (double)line->ones / (double)line->cases);
	}
	print(&s, "What was foretold, and what came, the likeliest first:", out);
}

static void tell_gain(const struct iv_propensity_aim *a, struct iv_buf *out)
{
	static const char *const name[] = { "first", "of those who did", "lift" };
	static const enum iv_show_type type[] = { IV_SHOW_COUNT, IV_SHOW_FIGURE, IV_SHOW_FIGURE };
	double ones = (double)a->model.ones, cases = ones + (double)a->model.zeros;
	struct iv_show s;
	columns(&s, name, type, 3);
	for (size_t i = 0; i < 10; i++) {
		const struct iv_propensity_gain *g = &a->report.gain[i];
		iv_show_number(&s, g->cases);
		iv_show_figure(&s, g->ones / ones);
		iv_show_figure(&s, g->ones / ones * cases / (double)g->cases);
	}
	print(&s, "Who is reached by asking the likeliest first:", out);
}

static void tell_inputs(const struct iv_propensity_aim *a, struct iv_buf *out)
{
	static const char *const name[] = { "input", "IV", "AUC alone", "bins", "PSI", "what became of it" };
	static const enum iv_show_type type[] = { IV_SHOW_TEXT, IV_SHOW_FIGURE, IV_SHOW_FIGURE, IV_SHOW_COUNT, IV_SHOW_FIGURE, IV_SHOW_TEXT };
	static const char *const fate[] = { "used", "no difference that is not chance", "tells too little", "says the same as ", "would count against itself", "nothing new beside the others" };
	struct iv_show s;
	columns(&s, name, type, 6);
	for (size_t k = 0; k < a->inputs; k++) {
		const struct iv_propensity_verdict *v = &a->report.column[k];
		size_t feature = iv_propensity_feature_of(a, k);
		struct iv_buf became = { 0 };
		iv_buf_adds(&became, iv_str_of(fate[v->fate]));
		if (v->fate == IV_PROPENSITY_ALIKE)
			iv_buf_adds(&became, a->input[v->other].name);
		iv_show_text(&s, a->input[k].name);
		iv_show_figure(&s, v->iv);
		iv_show_figure(&s, v->auc);
		iv_show_number(&s, (int64_t)v->bins);
		iv_show_figure(&s, feature < a->model.n ? iv_propensity_drift(&a->seen, &a->model, feature) : NAN);
		iv_show_text(&s, iv_buf_str(&became));
		iv_buf_release(&became);
	}
	print(&s, "Inputs; PSI is between those it learned from and all that were scored:", out);
}

static void tell_card(const struct iv_propensity_aim *a, struct iv_buf *out)
{
	static const char *const name[] = { "input", "value", "points", "cases", "did" };
	static const enum iv_show_type type[] = { IV_SHOW_TEXT, IV_SHOW_TEXT, IV_SHOW_COUNT, IV_SHOW_COUNT, IV_SHOW_FIGURE };
	struct iv_show s;
	columns(&s, name, type, 5);
	for (size_t i = 0; i < a->model.n; i++) {
		const struct iv_propensity_feature *f = &a->model.feature[i];
		for (size_t k = 0; k < f->n; k++) {
			struct iv_buf value = { 0 };
			int64_t cases = f->bin[k].ones + f->bin[k].zeros;
			iv_propensity_describe(f, (uint16_t)k, &value);
			iv_show_text(&s, f->name);
			iv_show_text(&s, iv_buf_str(&value));
			iv_show_number(&s, f->bin[k].points);
			iv_show_number(&s, cases);
			iv_show_figure(&s, (double)f->bin[k].ones / (double)cases);
			iv_buf_release(&value);
		}
	}
	iv_buf_addf(out, "\nThe scorecard: %lld points for everybody, and", (long long)a->model.base);
	print(&s, "", out);
}

static void tell(const struct iv_propensity_aim *a, struct iv_buf *out)
{
	iv_buf_addf(out, IV_FMT ": " IV_FMT "\n%lld cases, of which %lld did\n", IV_ARG(a->name), IV_ARG(a->duty.purpose), (long long)(a->model.ones + a->model.zeros), (long long)a->model.ones);
	for (size_t i = 0; i < a->report.warnings; i++) {
		struct iv_err doubt;
		iv_propensity_warning_text(a, &a->report.warning[i], &doubt);
		iv_buf_addf(out, "Mind: %s\n", doubt.msg);
	}
	tell_quality(a, out);
	tell_reliability(&a->report, out);
	tell_gain(a, out);
	tell_inputs(a, out);
	tell_card(a, out);
}

int score_commit(struct score_run *run, struct iv_err *err)
{
	const struct iv_propensity_set *s = iv_score_state(&run->score, &iv_score_propensity);
	struct iv_buf out = { 0 };
	for (size_t i = 0; run->options->report && i < s->n; i++) {
		iv_buf_adds(&out, i ? IV_STR("\n\n") : (struct iv_str){ 0 });
		tell(&s->aim[i], &out);
	}
	int status = run->options->report ? iv_out_write(&run->report, iv_buf_str(&out), err) : IV_OK;
	iv_buf_release(&out);
	if (status == IV_OK && run->options->report)
		status = iv_out_commit(&run->report, err);
	if (status == IV_OK && run->options->fit)
		status = iv_out_commit(&run->fit, err);
	return status;
}
