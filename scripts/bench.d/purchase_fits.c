/* SPDX-License-Identifier: MIT
 * Fits purchase models to customers drawn at random, in size and kind, and looks for fits that fail in silence: another start that climbs
 * higher by more than 1e-6, or a number that is none, where the fit had no finding to say so. Where nobody leaves, that is a start by which somebody would.
 *   purchase_fits [FITS [SEED]]   exit status 1 when there was one */
#include <stdio.h>
#include <stdlib.h>

#include "../../tests/unit/score_shoppers.h"

enum { MODELS = 4, OTHERS = 10, P = IV_PURCHASE_PARAMETERS };
static const struct iv_score_purchase_model *const models[MODELS] = { &iv_score_bgnbd, &iv_score_mbgnbd, &iv_score_pareto, &iv_score_nbd };

struct tally {
	long fits, plain, named[8], better_named, silent, none;
};

static double between(double low, double high)
{
	return exp(log(low) + shoppers_uniform() * log(high / low));
}

/* Parameters of a trade such as there may be: from one order in four years to two a week, nobody to everybody leaving. */
static void draw_parameters(double *p, bool hazards)
{
	p[0] = between(.02, 30);
	p[1] = p[0] / between(.005, 2);
	p[2] = hazards ? between(.02, 10) : between(.01, 20);
	p[3] = hazards ? between(.2, 1000) : between(.05, 100);
}

static void draw_customers(struct iv_score_purchase_data *d, double unit)
{
	const struct iv_score_purchase_model *m = models[(int)(shoppers_uniform() * MODELS)];
	struct iv_score_purchase_builder b = { 0 };
	double p[P];
	draw_parameters(p, m == &iv_score_pareto);
	int64_t longest = (int64_t)between(60, 2000), shortest = (int64_t)((double)longest * shoppers_uniform());
	shoppers_fill(&b, m, p, unit, (int)between(30, 5000), shortest, longest);
	iv_score_purchase_build(d, &b, unit);
}

/* The highest that random starts lead to, on the nodes the fit ended with. */
static double highest(const struct iv_score_purchase_fit *fit, const struct iv_score_purchase_data *d)
{
	struct iv_score_purchase_work w;
	struct iv_stats_optimum top;
	double best = -INFINITY;
	const int n = fit->asked->n;
	iv_score_purchase_work_start(&w, fit->asked, d, 1);
	for (int level = 0; fit->asked->quadrature && level <= 1; level++)
		iv_score_purchase_work_nodes(&w, level);
	for (int k = 0; k < OTHERS; k++) {
		struct iv_stats_objective f = { .n = n, .at = iv_score_purchase_evaluate, .ctx = &w, .step = 2, .iterations = 200 };
		double p[P], logs[P];
		draw_parameters(p, fit->asked->quadrature);
		for (int i = 0; i < n; i++) {
			double usual = fit->asked->time[i] ? log(d->spans / d->customers) : 0;
			f.low[i] = usual - 21, f.high[i] = usual + 21;
			logs[i] = log(p[i]);
		}
		iv_stats_maximise(&f, logs, 1e-11, &top);
		if (top.end != IV_STATS_NOWHERE && top.value > best)
			best = top.value;
	}
	iv_score_purchase_work_release(&w);
	return best;
}

static bool numbers(const struct iv_score_purchase_fit *fit)
{
	bool good = isfinite(fit->loglik) && isfinite(fit->loglik_asked);
	struct iv_score_purchase_history h = { 1, 3, 9 };
	for (int i = 0; i < fit->model->n; i++)
		good = good && isfinite(fit->p[i]) && fit->p[i] > 0 && !isnan(fit->error[i]);
	return good && isfinite(fit->model->alive(fit->p, &h)) && isfinite(fit->model->expect(fit->p, &h, 40));
}

static void try_one(const struct iv_score_purchase_model *m, const struct iv_score_purchase_data *d, long number, struct tally *t)
{
	struct iv_score_purchase_fit fit;
	t->fits++;
	if (iv_score_purchase_fit(m, d, 1, &fit) != IV_OK) {
		t->none++;
		return;
	}
	double best = highest(&fit, d);
	bool better = best > fit.loglik_asked + 1e-6, bad = !numbers(&fit);
	for (int i = 0; i < 8; i++)
		t->named[i] += fit.findings >> i & 1;
	t->plain += !fit.findings && !better && !bad;
	/* Along a ridge that is named, the last millionths are not worth a climb. Where the model without leaving is used, it stays the right one as long as the
	 * other is not better by more than is asked for. Elsewhere nothing is forgiven. */
	bool ridge = fit.findings & IV_FOUND_UNIDENTIFIED && best < fit.loglik_asked + 1e-4;
	bool stands = fit.findings & IV_FOUND_NOBODY_LEAVES && best <= fit.loglik + IV_PURCHASE_NO_BETTER;
	if (better && !bad && (ridge || stands || fit.findings & IV_FOUND_NOT_CONVERGED)) {
		t->better_named++;
	} else if (better || bad) {
		t->silent++;
		printf("data %ld, %s: %.9f, another start leads to %.9f; findings %u, end %d, p", number, m->name, fit.loglik_asked, best, fit.findings, (int)fit.end);
		for (int i = 0; i < fit.model->n; i++)
			printf(" %.6g", fit.p[i]);
		printf("; %.0f customers, %.0f repeat orders\n", d->customers, d->repeats);
	}
}

int main(int argc, char **argv)
{
	long fits = argc > 1 ? atol(argv[1]) : 2000, seed = argc > 2 ? atol(argv[2]) : 1, silent = 0;
	struct tally tally[MODELS] = { { 0 } };
	for (long number = 0; number * MODELS < fits; number++) {
		struct iv_score_purchase_data d = { 0 };
		shoppers_seed = (uint64_t)(seed * 1000000 + number);
		draw_customers(&d, 7);
		for (int m = 0; m < MODELS; m++)
			try_one(models[m], &d, number, &tally[m]);
		iv_score_purchase_data_release(&d);
	}
	for (int m = 0; m < MODELS; m++) {
		const struct tally *t = &tally[m];
		printf("%s: %ld fits, %ld at a top with nothing to say, %ld with nothing to fit, %ld surpassed on a ridge, where not converged or where nobody leaves, as they said, %ld in silence", models[m]->name, t->fits, t->plain, t->none,
		       t->better_named, t->silent);
		for (size_t i = 0; i < iv_score_purchase_findings_n; i++)
			printf(", %s %ld", iv_score_purchase_findings[i].code, t->named[i]);
		printf("\n");
		silent += t->silent;
	}
	return silent > 0;
}
