/* SPDX-License-Identifier: MIT
 * The whole of learning: folds, calibration, report; then the scorecard. */
#include "score/propensity.h"

#include <math.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "score/propensity_part.h"
#include "stats/digits.h"
#include "stats/quantile.h"

struct iv_propensity_settings iv_propensity_usual(void)
{
	return (struct iv_propensity_settings){ .woe = iv_woe_usual, .folds = 5, .least_iv = .02, .alike = .9, .least_z = 1.645, .points = 600, .odds = 1, .double_points = 20, .threads = 1 };
}

void iv_propensity_report_release(struct iv_propensity_report *r)
{
	free(r->column);
	*r = (struct iv_propensity_report){ 0 };
}

/* What the steps of a fit hand on. */
struct fitting {
	struct iv_propensity_table table;
	struct iv_propensity_learned all;
	double *log_odds; /* by row of the table, out of fold */
	struct iv_woe_count *cell; /* (folds + 1) * IV_PROPENSITY_CELLS of them; the last are sums */
	struct iv_propensity_calibrator calibrator;
	struct iv_propensity_report *report;
};

/* Log-odds of every case from a model that has not seen it. */
static void predict(struct fitting *f)
{
	const struct iv_propensity_table *t = &f->table;
	unsigned folds = t->settings->folds;
	f->log_odds = iv_alloc((t->rows + 1) * sizeof *f->log_odds);
	f->cell = iv_zalloc((folds + 1) * (size_t)IV_PROPENSITY_CELLS * sizeof *f->cell);
	struct iv_woe_count *all = f->cell + folds * (size_t)IV_PROPENSITY_CELLS;
	for (unsigned fold = 0; fold < folds; fold++) {
		struct iv_propensity_learned l;
		struct iv_woe_count *own = f->cell + fold * (size_t)IV_PROPENSITY_CELLS;
		iv_propensity_learn(&l, t, fold);
		for (size_t r = t->start[fold]; r < t->start[fold + 1]; r++) {
			f->log_odds[r] = iv_propensity_predict(&l, r);
			size_t cell = iv_propensity_cell(f->log_odds[r]);
			own[cell].ones += t->label[r];
			own[cell].zeros += !t->label[r];
			all[cell].ones += t->label[r];
			all[cell].zeros += !t->label[r];
		}
		iv_propensity_learned_release(&l);
	}
}

/* The calibrator of a kind for the cases of one fold: from those of the others. */
static void calibrate_without(struct iv_propensity_calibrator *c, const struct fitting *f, enum iv_propensity_calibration kind, unsigned fold)
{
	unsigned folds = f->table.settings->folds;
	const struct iv_woe_count *all = f->cell + folds * (size_t)IV_PROPENSITY_CELLS, *own = f->cell + fold * (size_t)IV_PROPENSITY_CELLS;
	struct iv_woe_count *rest = iv_alloc(IV_PROPENSITY_CELLS * sizeof *rest);
	for (size_t i = 0; i < IV_PROPENSITY_CELLS; i++)
		rest[i] = (struct iv_woe_count){ all[i].ones - own[i].ones, all[i].zeros - own[i].zeros };
	iv_propensity_calibrate(c, kind, rest);
	free(rest);
}

static void choose_calibration(struct fitting *f)
{
	const struct iv_propensity_settings *settings = f->table.settings;
	struct iv_propensity_report *report = f->report;
	/* Without features the folds differ by chance alone, and nothing can be learned from how. */
	bool given = settings->calibration != IV_PROPENSITY_BEST || !f->all.n;
	report->calibration = given && f->all.n ? settings->calibration : IV_PROPENSITY_RAW;
	for (enum iv_propensity_calibration kind = IV_PROPENSITY_RAW; kind <= IV_PROPENSITY_ISOTONIC; kind++) {
		struct iv_propensity_calibrator c = { 0 };
		for (unsigned fold = 0; fold < settings->folds; fold++) {
			calibrate_without(&c, f, kind, fold);
			report->loss[kind] += iv_propensity_loss(&c, f->cell + fold * (size_t)IV_PROPENSITY_CELLS) / (double)f->table.rows;
		}
		if (!given && report->loss[kind] < report->loss[report->calibration] * (1 - 1e-4))
			report->calibration = kind;
		iv_propensity_calibrator_release(&c);
	}
	const struct iv_woe_count *all = f->cell + settings->folds * (size_t)IV_PROPENSITY_CELLS;
	iv_propensity_calibrate(&f->calibrator, IV_PROPENSITY_PLATT, all);
	report->slope = f->calibrator.slope;
	report->move = f->calibrator.move;
	if (report->calibration != IV_PROPENSITY_PLATT)
		iv_propensity_calibrate(&f->calibrator, report->calibration, all);
}

/* Measures probabilities that neither the model nor its calibration learned from their own case. */
static void measure(struct fitting *f)
{
	const struct iv_propensity_table *t = &f->table;
	struct iv_propensity_report *report = f->report;
	struct iv_stats_ranking r = { 0 };
	double *p = iv_alloc((t->rows + 1) * sizeof *p);
	for (unsigned fold = 0; fold < t->settings->folds; fold++) {
		struct iv_propensity_calibrator c = { 0 };
		calibrate_without(&c, f, report->calibration, fold);
		for (size_t i = t->start[fold]; i < t->start[fold + 1]; i++)
			p[i] = iv_propensity_calibrated(&c, f->log_odds[i]);
		iv_propensity_calibrator_release(&c);
	}
	iv_stats_rank(&r, p, t->label, t->rows);
	report->auc = iv_stats_auc(&r);
	report->ks = iv_stats_ks(&r);
	report->brier = iv_stats_brier(&r);
	report->log_loss = iv_stats_log_loss(&r);
	report->lift = iv_stats_lift(&r, .1);
	for (int i = 0; i < 10; i++) {
		int64_t cases = (int64_t)(t->rows * (size_t)(i + 1) / 10);
		report->gain[i] = (struct iv_propensity_gain){ cases, iv_stats_captured(&r, cases) };
	}
	report->reliabilities = iv_stats_reliability(&r, 10, report->reliability);
	for (size_t i = 0; i < t->rows; i++)
		p[i] = iv_propensity_predict(&f->all, i);
	iv_stats_rank(&r, p, t->label, t->rows);
	report->auc_fitted = iv_stats_auc(&r);
	iv_stats_ranking_release(&r);
	free(p);
}

static void warn(struct iv_propensity_report *r, enum iv_propensity_warning_code code, size_t column, double value)
{
	if (r->warnings < IV_PROPENSITY_WARNINGS)
		r->warning[r->warnings++] = (struct iv_propensity_warning){ code, column, value };
}

static void judge(struct fitting *f)
{
	struct iv_propensity_report *r = f->report;
	const struct iv_logistic *l = &f->all.logistic;
	double ones = l->ones, zeros = l->cases - l->ones, fewer = fmin(ones, zeros), share = ones / l->cases;
	size_t used = f->all.n;
	if (l->end == IV_LOGISTIC_SPENT)
		warn(r, IV_PROPENSITY_SPENT, 0, 0);
	if (fewer < 100 || fewer < 10 * (double)used)
		warn(r, IV_PROPENSITY_FEW, 0, fewer);
	if (share < .01 || share > .99)
		warn(r, IV_PROPENSITY_EXTREME, 0, share);
	if (!used)
		warn(r, IV_PROPENSITY_EMPTY, 0, share);
	if (f->all.separated)
		warn(r, IV_PROPENSITY_SEPARATED, f->all.separating, 0);
	if (used && r->auc_fitted - r->auc > .05)
		warn(r, IV_PROPENSITY_OVERFIT, 0, r->auc_fitted - r->auc);
	for (size_t c = 0; c < r->columns; c++)
		if (r->column[c].auc >= .95)
			warn(r, IV_PROPENSITY_LEAK, c, r->column[c].auc);
}

static int by_text(const void *a, const void *b)
{
	return iv_str_cmp(((const struct iv_propensity_text *)a)->text, ((const struct iv_propensity_text *)b)->text);
}

/* Points for a piece of the log-odds, to the nearest whole number. */
static int64_t points_of(const struct iv_propensity_settings *s, double part)
{
	return llround(fmax(-1e15, fmin(1e15, s->double_points / M_LN2 * part)));
}

/* The feature of column number `at` of those used. */
static void make_feature(struct iv_propensity_model *m, const struct fitting *f, size_t at)
{
	const struct iv_propensity_table *t = &f->table;
	size_t c = f->all.used[at], n = t->groups[c].n;
	const struct iv_propensity_column *column = &t->data->column[c];
	const struct iv_woe_bins *bins = &f->all.bins[c];
	const struct iv_woe_groups *groups = &t->groups[c];
	const uint16_t *bin_of = f->all.bin_of + t->offset[c];
	double slope = f->calibrator.kind == IV_PROPENSITY_PLATT ? f->calibrator.slope : 1;
	struct iv_propensity_feature *to = &m->feature[at];
	*to = (struct iv_propensity_feature){ .name = iv_arena_str(&m->arena, column->name), .type = column->type, .iv = iv_stats_digits(bins->iv), .n = bins->n, .missing = bins->missing, .other = IV_WOE_NONE };
	to->b = iv_stats_digits(f->all.logistic.b[at + 1]);
	to->error = iv_stats_digits(f->all.logistic.error[at + 1]);
	to->bin = iv_arena_zalloc(&m->arena, (to->n + 1) * sizeof *to->bin);
	for (size_t i = 0; i < to->n; i++) {
		double part = iv_stats_digits(slope * to->b * bins->bin[i].woe);
		to->bin[i] = (struct iv_propensity_bin){ -INFINITY, bins->bin[i].woe, part, points_of(t->settings, part), bins->bin[i].ones, bins->bin[i].zeros };
	}
	if (column->type != IV_PROPENSITY_TEXT) {
		for (size_t g = 1; g < n; g++)
			if (bin_of[g] != bin_of[g - 1])
				to->bin[bin_of[g]].low = groups->cut[g - 1];
		return;
	}
	to->other = bin_of[n];
	to->text = iv_arena_zalloc(&m->arena, (n + 1) * sizeof *to->text);
	for (size_t g = 0; g < n; g++)
		to->text[to->texts++] = (struct iv_propensity_text){ iv_arena_str(&m->arena, column->text[groups->text[g]]), bin_of[g] };
	qsort(to->text, to->texts, sizeof *to->text, by_text);
}

/* Bands: tenths of the points of the cases learned from. Neighbours with equal cuts leave a band empty. */
static void make_bands(struct iv_propensity_model *m, const struct fitting *f)
{
	const struct iv_propensity_table *t = &f->table;
	struct iv_stats_sample points = { 0 };
	for (size_t r = 0; r < t->rows; r++) {
		int64_t sum = m->base;
		for (size_t i = 0; i < m->n; i++) {
			size_t c = f->all.used[i];
			sum += iv_propensity_points(&m->feature[i], f->all.bin_of[t->offset[c] + t->code[r * t->columns + c]]);
		}
		iv_stats_sample_add(&points, sum);
	}
	iv_stats_sample_sort(&points);
	for (size_t i = 1; i < IV_PROPENSITY_BANDS; i++)
		m->band[i - 1] = points.value[points.n * i / IV_PROPENSITY_BANDS];
	for (size_t i = 0, band = 0; i < points.n; i++) {
		while (band < IV_PROPENSITY_BANDS - 1 && points.value[i] >= m->band[band])
			band++;
		m->in_band[band]++;
	}
	iv_stats_sample_release(&points);
}

static void make_model(struct iv_propensity_model *m, const struct fitting *f)
{
	const struct iv_propensity_settings *s = f->table.settings;
	const struct iv_propensity_calibrator *c = &f->calibrator;
	double b = f->all.logistic.b[0];
	m->intercept = iv_stats_digits(c->kind == IV_PROPENSITY_PLATT ? c->move + c->slope * b : b);
	m->base = llround(s->points) + points_of(s, m->intercept - log(s->odds));
	m->ones = (int64_t)f->all.logistic.ones;
	m->zeros = (int64_t)f->all.logistic.cases - m->ones;
	m->n = f->all.n;
	m->feature = iv_arena_zalloc(&m->arena, (m->n + 1) * sizeof *m->feature);
	for (size_t i = 0; i < m->n; i++)
		make_feature(m, f, i);
	if (c->kind == IV_PROPENSITY_ISOTONIC) {
		m->steps = c->steps;
		m->step = iv_arena_alloc(&m->arena, (c->steps + 1) * sizeof *m->step);
		memcpy(m->step, c->step, c->steps * sizeof *m->step);
	}
	make_bands(m, f);
}

static int refuse(const struct iv_propensity_data *data, const struct iv_propensity_settings *settings, struct iv_err *err)
{
	size_t ones = 0;
	for (size_t r = 0; r < data->rows; r++)
		ones += data->label[r] != 0;
	if (data->rows < 2 * settings->folds)
		return iv_err_set(err, IV_FAIL, "no_cases", "%zu cases are too few for %u folds; expected at least %u", data->rows, settings->folds, 2 * settings->folds);
	if (!ones || ones == data->rows)
		return iv_err_set(err, IV_FAIL, "one_class", "all %zu cases have the label %d; expected both", data->rows, ones > 0);
	return IV_OK;
}

int iv_propensity_fit(struct iv_propensity_model *m, struct iv_propensity_report *r, const struct iv_propensity_data *data, const struct iv_propensity_settings *settings, struct iv_err *err)
{
	struct iv_propensity_settings s = *settings;
	struct fitting f = { .report = r };
	s.folds = s.folds < 2 ? 2 : s.folds > IV_PROPENSITY_FOLDS ? IV_PROPENSITY_FOLDS : s.folds;
	iv_propensity_model_release(m);
	iv_propensity_report_release(r);
	int status = refuse(data, &s, err);
	if (status)
		return status;
	iv_propensity_table_make(&f.table, data, &s);
	iv_propensity_learn(&f.all, &f.table, s.folds);
	r->columns = data->columns;
	r->column = iv_alloc((r->columns + 1) * sizeof *r->column);
	memcpy(r->column, f.all.verdict, r->columns * sizeof *r->column);
	r->log_likelihood = f.all.logistic.log_likelihood;
	r->deviance = f.all.logistic.deviance;
	r->null_deviance = f.all.logistic.null_deviance;
	r->iterations = f.all.logistic.iterations;
	predict(&f);
	choose_calibration(&f);
	measure(&f);
	judge(&f);
	make_model(m, &f);
	iv_propensity_calibrator_release(&f.calibrator);
	iv_propensity_learned_release(&f.all);
	iv_propensity_table_release(&f.table);
	free(f.log_odds);
	free(f.cell);
	return IV_OK;
}
