/* SPDX-License-Identifier: MIT
 * Fitting: climb from starts that differ in kind, on a thinned set when there are many cells; climb on from the best on all data; refine the
 * quadrature until it does not matter; then say what kind of top it is. */
#include <math.h>
#include <string.h>

#include "score/purchase_parts.h"
#include "stats/dense.h"

enum { P = IV_PURCHASE_PARAMETERS, THIN = 2000, PEAKS = 3, ITERATIONS = 200, OCCASIONS = 10000 };
static const double gain = 1e-11, rough = 1e-7; /* of a climb's last step; while starts are tried */
static const double reach = 21; /* how far the logarithm of a parameter may go from where such parameters are */
static const double same = 1000; /* a gamma or beta distribution of so large a shape is a point */

const struct iv_score_purchase_word iv_score_purchase_findings[] = {
	{ IV_FOUND_NOBODY_LEAVES, "nobody_leaves", "nobody leaves: NBD fits as well, and is used" },
	{ IV_FOUND_ONE_SHOT, "one_shot", "nearly nobody comes back: the few who do cannot tell how customers differ" },
	{ IV_FOUND_SAME_RATE, "same_rate", "customers do not differ in how often they order" },
	{ IV_FOUND_SAME_LEAVING, "same_leaving", "customers do not differ in how they leave" },
	{ IV_FOUND_UNIDENTIFIED, "unidentified", "the data do not determine all parameters: a standard error is more than 1000 times its estimate" },
	{ IV_FOUND_NOT_CONVERGED, "not_converged", "no maximum of the likelihood was found; the estimates are the best point seen" },
	{ IV_FOUND_NO_FIT, "no_fit", "there is nothing to fit: no customers, no repeat orders or no time" },
};
const size_t iv_score_purchase_findings_n = sizeof iv_score_purchase_findings / sizeof *iv_score_purchase_findings;

const struct iv_score_purchase_model *const iv_score_purchase_models[] = { &iv_score_bgnbd, &iv_score_mbgnbd, &iv_score_pareto, &iv_score_nbd, &iv_score_bgbb };
const size_t iv_score_purchase_models_n = sizeof iv_score_purchase_models / sizeof *iv_score_purchase_models;

const struct iv_score_purchase_model *iv_score_purchase_find(struct iv_str name)
{
	for (size_t i = 0; i < iv_score_purchase_models_n; i++)
		if (iv_str_eq(name, iv_str_of(iv_score_purchase_models[i]->name)))
			return iv_score_purchase_models[i];
	return NULL;
}

static void set_objective(struct iv_stats_objective *f, struct iv_score_purchase_work *w)
{
	const struct iv_score_purchase_model *m = w->model;
	*f = (struct iv_stats_objective){ .n = m->n, .at = iv_score_purchase_evaluate, .ctx = w, .step = 2, .iterations = ITERATIONS };
	for (int i = 0; i < m->n; i++) {
		double usual = m->time[i] ? log(w->data->spans / w->data->customers) : 0;
		f->low[i] = usual - reach;
		f->high[i] = usual + reach;
	}
}

static bool close_by(const struct iv_stats_optimum *a, const struct iv_stats_optimum *b, int n)
{
	for (int i = 0; i < n; i++)
		if (fabs(a->x[i] - b->x[i]) > 0.1)
			return false;
	return true;
}

/* Keeps the best PEAKS different tops, the best first; of equal ones the one that came first. */
static int keep_best(struct iv_stats_optimum *best, int kept, const struct iv_stats_optimum *found, int n)
{
	int at = kept;
	for (int i = 0; i < kept; i++)
		if (close_by(&best[i], found, n) && best[i].value + 1e-9 >= found->value)
			return kept;
	for (; at && best[at - 1].value + 1e-9 < found->value; at--)
		if (at < PEAKS)
			best[at] = best[at - 1];
	if (at < PEAKS)
		best[at] = *found;
	return kept < PEAKS ? kept + 1 : PEAKS;
}

/* The tops that the model's starts lead to. */
static int climb_all(struct iv_score_purchase_work *w, const double *simple, struct iv_stats_optimum *best, int *starts)
{
	struct iv_stats_objective f;
	struct iv_stats_optimum found;
	double p[P], logs[P];
	int kept = 0;
	set_objective(&f, w);
	for (*starts = 0; w->model->start(w->data, simple, *starts, p); ++*starts) {
		for (int i = 0; i < w->model->n; i++)
			logs[i] = log(p[i]);
		iv_stats_maximise(&f, logs, rough, &found);
		if (found.end != IV_STATS_NOWHERE)
			kept = keep_best(best, kept, &found, w->model->n);
	}
	return kept;
}

/* Doubles the nodes of quadrature until they do not matter. Where there is no top to be found, once is enough. */
static void refine(struct iv_score_purchase_work *w, struct iv_stats_optimum *top)
{
	struct iv_stats_objective f;
	set_objective(&f, w);
	for (bool settled = !w->model->quadrature; !settled && w->level < IV_PURCHASE_LEVELS;) {
		double start[P], before = top->value;
		int iterations = top->iterations, evaluations = top->evaluations;
		iv_score_purchase_work_nodes(w, w->level + 1);
		settled = top->end != IV_STATS_TOP || fabs(iv_score_purchase_evaluate(w, top->x, NULL, NULL) - before) < fmax(1e-9, 1e-14 * fabs(before));
		memcpy(start, top->x, sizeof start);
		if (settled)
			return;
		iv_stats_maximise(&f, start, gain, top);
		top->iterations += iterations;
		top->evaluations += evaluations + 1;
	}
}

/* The best top over all starts, on all data. */
static void climb(struct iv_score_purchase_work *w, const double *simple, struct iv_stats_optimum *top, int *starts)
{
	struct iv_stats_optimum best[PEAKS], found;
	struct iv_score_purchase_data few = { 0 };
	struct iv_score_purchase_work small, *tried = w;
	struct iv_stats_objective f;
	if (w->data->n > 2 * THIN) {
		iv_score_purchase_thin(&few, w->data, THIN);
		iv_score_purchase_work_start(&small, w->model, &few, 1);
		tried = &small;
	}
	int kept = climb_all(tried, simple, best, starts);
	set_objective(&f, w);
	for (int i = 0; i < kept; i++) {
		if (best[i].value < best[0].value - (tried == w ? 1e-3 : 10)) /* it will not overtake */
			break;
		if (i && tried != w && best[i].value > best[0].value - 1e-3) /* so near among so few, it is the same top, or lies on the same ridge */
			continue;
		iv_stats_maximise(&f, best[i].x, gain, &found);
		if (!i || found.value > top->value + 1e-9)
			*top = found;
	}
	if (tried == &small) {
		iv_score_purchase_work_release(&small);
		iv_score_purchase_data_release(&few);
	}
	refine(w, top);
}

/* Standard errors by the delta method from the observed information; false: it is singular. */
static bool set_errors(struct iv_score_purchase_fit *fit, const struct iv_stats_optimum *top)
{
	const int n = fit->asked->n;
	double information[P * P], covariance[P * P];
	for (int i = 0; i < n * n; i++)
		information[i] = -top->hessian[i];
	memset(fit->covariance, 0, sizeof fit->covariance);
	for (int i = 0; i < n; i++)
		fit->error[i] = INFINITY;
	if (!iv_stats_cholesky((size_t)n, information))
		return false;
	iv_stats_cholesky_inverse((size_t)n, information, covariance);
	memcpy(fit->covariance, covariance, (size_t)(n * n) * sizeof *covariance);
	bool good = true;
	for (int i = 0; i < n; i++) {
		fit->error[i] = fit->p[i] * sqrt(covariance[i * n + i]);
		good = good && covariance[i * n + i] <= 1000. * 1000;
	}
	return good;
}

static void set_findings(struct iv_score_purchase_fit *fit, const struct iv_stats_optimum *top, const struct iv_score_purchase_data *d)
{
	const double *p = fit->p;
	bool identified = set_errors(fit, top);
	if (!identified)
		fit->findings |= IV_FOUND_UNIDENTIFIED;
	if (top->end == IV_STATS_SPENT || top->end == IV_STATS_NOWHERE)
		fit->findings |= IV_FOUND_NOT_CONVERGED;
	if (p[0] > same)
		fit->findings |= fit->asked->occasions ? 0 : IV_FOUND_SAME_RATE;
	if (fit->asked->n == 4 && !fit->asked->occasions && p[2] > same)
		fit->findings |= IV_FOUND_SAME_LEAVING;
	if (d->back < 0.1 * d->customers && (!identified || top->end != IV_STATS_TOP))
		fit->findings |= IV_FOUND_ONE_SHOT;
}

static void fit_one(const struct iv_score_purchase_model *model, const struct iv_score_purchase_data *d, const double *simple, unsigned threads,
		    struct iv_score_purchase_fit *fit)
{
	struct iv_score_purchase_work w;
	struct iv_stats_optimum top;
	*fit = (struct iv_score_purchase_fit){ .asked = model, .model = model, .unit = d->unit, .customers = d->customers };
	iv_score_purchase_work_start(&w, model, d, threads);
	climb(&w, simple, &top, &fit->starts);
	for (int i = 0; i < model->n; i++)
		fit->p[i] = exp(top.x[i]);
	fit->loglik = fit->loglik_asked = top.value;
	fit->end = top.end;
	fit->iterations = top.iterations;
	fit->evaluations = top.evaluations;
	fit->nodes = model->quadrature ? IV_PURCHASE_NODES << w.level : 0;
	set_findings(fit, &top, d);
	iv_score_purchase_work_release(&w);
}

int iv_score_purchase_fit(const struct iv_score_purchase_model *model, const struct iv_score_purchase_data *d, unsigned threads, struct iv_score_purchase_fit *out)
{
	unsigned lints = iv_score_purchase_lint(d);
	bool occasions = d->unit == 1 && !(lints & IV_LINT_CROWDED) && d->n && d->moment[d->moments - 1] <= OCCASIONS;
	if (!(d->customers > 0 && d->repeats > 0 && d->spans > 0) || (model->occasions && !occasions)) {
		*out = (struct iv_score_purchase_fit){ .asked = model, .model = model, .unit = d->unit, .customers = d->customers, .lints = lints, .findings = IV_FOUND_NO_FIT };
		return IV_END;
	}
	if (!model->without_leaving) {
		fit_one(model, d, NULL, threads, out);
	} else {
		struct iv_score_purchase_fit simple;
		fit_one(model->without_leaving, d, NULL, threads, &simple);
		fit_one(model, d, simple.p, threads, out);
		if (!(out->loglik > simple.loglik + IV_PURCHASE_NO_BETTER)) {
			simple.findings |= IV_FOUND_NOBODY_LEAVES | (out->findings & IV_FOUND_NOT_CONVERGED);
			simple.loglik_asked = fmax(out->loglik, simple.loglik);
			simple.asked = model;
			*out = simple;
		}
	}
	out->lints = lints;
	return IV_OK;
}

int iv_score_purchase_refit(const struct iv_score_purchase_fit *from, const struct iv_score_purchase_data *d, unsigned threads, struct iv_score_purchase_fit *out)
{
	struct iv_score_purchase_work w;
	struct iv_stats_objective f;
	struct iv_stats_optimum top;
	double logs[P];
	const int n = from->model->n;
	*out = (struct iv_score_purchase_fit){ .asked = from->asked, .model = from->model, .unit = d->unit, .customers = d->customers };
	if (!(d->customers > 0 && d->repeats > 0 && d->spans > 0) || d->unit != from->unit)
		return IV_END;
	iv_score_purchase_work_start(&w, from->model, d, threads);
	set_objective(&f, &w);
	for (int i = 0; i < n; i++)
		logs[i] = log(from->p[i]);
	iv_stats_maximise(&f, logs, rough, &top);
	iv_score_purchase_work_release(&w);
	for (int i = 0; i < n; i++)
		out->p[i] = exp(top.x[i]);
	out->loglik = out->loglik_asked = top.value;
	out->end = top.end;
	out->starts = 1;
	return top.end == IV_STATS_NOWHERE ? IV_END : IV_OK;
}

double iv_score_purchase_aic(const struct iv_score_purchase_fit *fit)
{
	return 2 * fit->model->n - 2 * fit->loglik;
}

double iv_score_purchase_bic(const struct iv_score_purchase_fit *fit)
{
	return fit->model->n * log(fit->customers) - 2 * fit->loglik;
}
