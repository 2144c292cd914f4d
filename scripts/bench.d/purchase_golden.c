/* SPDX-License-Identifier: MIT
 * Fits the purchase and spend models to published data, which may not be shipped, and compares with what is published about them, sharpened
 * by fits of other makers that agree to the digits shown.
 *   purchase_golden DIR   DIR has cdnow/CDNOW_sample.txt, donations/donations.csv, degenerate/k_{daily,nodrop,oneshot,secs}.txt;
 *                         exit status 1 when a figure is missed */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/num.h"
#include "score/outlook.h"
#include "score/purchase_stack.h"
#include "score/spend.h"
#include "score/value_part.h"

enum { CUSTOMERS = 40000, AHEAD = 273, MODELS = 4, ASIDE = 91 }; /* days of the holdout, and of the end of the calibration that weights are found on */

struct customer {
	struct iv_outlook_past past, earlier; /* until the end of the calibration, and ASIDE days before */
	int64_t total, left; /* of its repeat orders; of those after the calibration */
	uint32_t aside, future; /* orders in the last days of the calibration, and after it */
	bool new; /* came in those days */
};

static struct customer customer[CUSTOMERS];
static size_t customers;
static int missed;
static struct iv_err err;

static void hold(const char *what, double got, double want, double within)
{
	bool kept = fabs(got - want) <= within;
	missed += !kept;
	printf("%-44s %.12g beside %.12g%s\n", what, got, want, kept ? "" : ": MISSED");
}

static FILE *open_file(const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "r");
	if (!f) {
		fprintf(stderr, "purchase_golden: %s: cannot be read\n", path);
		exit(1);
	}
	return f;
}

/* Orders of one day are one; the first is no repeat; calibration ends with 1997-09-30. */
static void read_cdnow(const char *folder)
{
	FILE *f = open_file(folder, "cdnow/CDNOW_sample.txt");
	const int32_t end = iv_date_from((struct iv_ymd){ 1997, 9, 30 });
	int32_t first = 0, before = -1;
	long master, id, date, pieces, last_id = -1;
	double money;
	while (fscanf(f, "%ld %ld %ld %ld %lf", &master, &id, &date, &pieces, &money) == 5) {
		int32_t day = iv_date_from((struct iv_ymd){ (int)(date / 10000), (int)(date / 100 % 100), (int)(date % 100) });
		int64_t cents = llround(money * 100) * (IV_MONEY_ONE / 100);
		if (id != last_id) {
			bool late = day > end - ASIDE;
			customer[customers++] = (struct customer){ .past = { 0, 0, (uint32_t)(end - day) }, .new = late, .earlier = { 0, 0, late ? 0 : (uint32_t)(end - ASIDE - day) } };
			first = before = day;
		}
		struct customer *c = &customer[customers - 1];
		if (day > end) {
			c->future += day != before;
			c->left += cents;
		} else if (day != first) {
			c->past.x += day != before;
			c->past.recency = (uint32_t)(day - first);
			c->total += cents;
			if (day > end - ASIDE)
				c->aside += day != before;
			else
				c->earlier = (struct iv_outlook_past){ c->past.x, c->past.recency, c->earlier.span };
		}
		before = day;
		last_id = id;
	}
	fclose(f);
}

static void hold_fit(const struct iv_score_purchase_fit *fit, const double *p, const double *error, double loglik)
{
	char what[96];
	for (int i = 0; i < fit->asked->n; i++) {
		snprintf(what, sizeof what, "%s %s", fit->asked->title, fit->asked->parameter[i]);
		hold(what, fit->p[i], p[i], 1e-8 * p[i]);
		if (error) {
			snprintf(what, sizeof what, "%s standard error of %s", fit->asked->title, fit->asked->parameter[i]);
			hold(what, fit->error[i], error[i], 6e-4 * error[i]);
		}
	}
	snprintf(what, sizeof what, "%s log-likelihood", fit->asked->title);
	hold(what, fit->loglik, loglik, 1e-6);
}

/* Orders that the model has for the whole cohort, from nothing but when its customers came. */
static double cumulative(const struct iv_score_purchase_fit *fit)
{
	double sum = 0;
	for (size_t i = 0; i < customers; i++)
		sum += fit->model->expect(fit->p, &(struct iv_score_purchase_history){ 0, 0, 0 }, (customer[i].past.span + AHEAD) / fit->unit);
	return sum;
}

/* How well expectations, or medians, foretell the holdout. */
static void forecast(const char *name, const struct iv_outlook_mix *mix, bool median, const double *want)
{
	struct iv_score_purchase_distribution scratch = { 0 };
	double n = (double)customers, total = 0, actual = 0, off = 0, square = 0, ee = 0, aa = 0, ea = 0, inside = 0;
	for (size_t i = 0; i < customers; i++) {
		struct iv_score_outlook o;
		iv_outlook_find(mix, &customer[i].past, NULL, &scratch, &o);
		double a = customer[i].future, e = median ? o.middle : o.expected;
		inside += a >= o.low && a <= o.high;
		total += e, actual += a, off += fabs(e - a), square += (e - a) * (e - a);
		ee += e * e, aa += a * a, ea += e * a;
	}
	double correlation = (ea - total * actual / n) / sqrt((ee - total * total / n) * (aa - actual * actual / n));
	printf("%-30s total %7.1f  bias %6.1f %%  MAE %.4f  RMSE %.4f  correlation %.4f  90 %% intervals hold %.1f %%\n", name, total, 100 * (total / actual - 1), off / n, sqrt(square / n),
	       correlation, 100 * inside / n);
	if (want) {
		hold("  total", total, want[0], .15);
		hold("  MAE", off / n, want[1], 6e-5);
		hold("  RMSE", sqrt(square / n), want[2], 6e-5);
		hold("  correlation", correlation, want[3], 6e-5);
		if (want[4] > 0)
			hold("  cumulative at week 78", cumulative(&mix->fit[0]), want[4], .06);
	}
	iv_score_purchase_distribution_release(&scratch);
}

/* How many of the customers left what the range of their value holds. */
static void values(const struct iv_outlook_mix *mix, const struct iv_score_spend_fit *money)
{
	struct iv_score_purchase_distribution scratch = { 0 };
	double below = 0, inside = 0;
	for (size_t i = 0; i < customers; i++) {
		const struct customer *c = &customer[i];
		struct iv_score_outlook o;
		struct iv_score_spend_total total;
		double range[3], left = (double)c->left / IV_MONEY_ONE;
		iv_outlook_find(mix, &c->past, NULL, &scratch, &o);
		money->model->ahead(money->p, c->past.x, (double)c->total / IV_MONEY_ONE, &o.some, &total);
		iv_value_range(&o, &total, 1, 0, range);
		below += left < range[0];
		inside += left >= range[0] && left <= range[2];
	}
	printf("  90 %% ranges of value hold %.1f %%, and %.2f %% are below them\n", 100 * inside / (double)customers, 100 * below / (double)customers);
	iv_score_purchase_distribution_release(&scratch);
}

/* Where the holdout falls in its predictive distribution, ties broken evenly: a tenth in each tenth when that is right. */
static void spread(const struct iv_score_purchase_fit *fit)
{
	struct iv_score_purchase_distribution d = { 0 };
	double tenth[10] = { 0 };
	for (size_t i = 0; i < customers; i++) {
		struct iv_score_purchase_history h = { customer[i].past.x, customer[i].past.recency / fit->unit, customer[i].past.span / fit->unit };
		size_t a = customer[i].future;
		double below = 0;
		d.n = 0, d.sum = 0, d.least = a + 1;
		fit->model->predict(fit->p, &h, AHEAD / fit->unit, 0, &d);
		for (size_t k = 0; k < a; k++)
			below += d.p[k];
		for (int k = 0; k < 10 && d.p[a] > 0; k++)
			tenth[k] += fmax(0, fmin(below + d.p[a], (k + 1) / 10.) - fmax(below, k / 10.)) / d.p[a];
	}
	printf("  tenths of the predictive distribution hold, %%:");
	for (int k = 0; k < 10; k++)
		printf(" %.1f", 100 * tenth[k] / (double)customers);
	printf("\n");
	iv_score_purchase_distribution_release(&d);
}

static const struct iv_score_purchase_model *const models[MODELS] = { &iv_score_bgnbd, &iv_score_mbgnbd, &iv_score_pareto, &iv_score_nbd };

static void fit_all(struct iv_score_purchase_fit *fit, bool earlier)
{
	struct iv_score_purchase_builder b = { 0 };
	struct iv_score_purchase_data d = { 0 };
	for (size_t i = 0; i < customers; i++) {
		const struct iv_outlook_past *p = earlier ? &customer[i].earlier : &customer[i].past;
		if (!earlier || !customer[i].new)
			iv_score_purchase_add(&b, p->x, p->recency, p->span, &err);
	}
	iv_score_purchase_build(&d, &b, 7);
	if (!earlier) {
		hold("customers", d.customers, 2357, 0);
		hold("repeat orders", d.repeats, 2457, 0);
		hold("cells", (double)d.n, 1016, 0);
	}
	for (int m = 0; m < MODELS; m++)
		iv_score_purchase_fit(models[m], &d, 1, &fit[m]);
	iv_score_purchase_data_release(&d);
}

static void mix_all(struct iv_outlook_mix *mix, const struct iv_score_purchase_fit *fit, const double *weight)
{
	iv_outlook_mix_start(mix, AHEAD, 0);
	for (int m = 0; m < MODELS; m++) {
		mix->fit[mix->n] = fit[m];
		mix->weight[mix->n++] = weight[m];
	}
}

/* Weights by the likelihood of the past, equal ones, and those by what fits to the time before foretell of the last days of the calibration. */
static void mixtures(const struct iv_score_purchase_fit *fit)
{
	static struct iv_score_purchase_outcome outcome[CUSTOMERS];
	static struct iv_score_purchase_fit before[MODELS];
	struct iv_outlook_mix mix;
	double weight[MODELS], least = INFINITY, sum = 0;
	size_t n = 0;
	for (int m = 0; m < MODELS; m++)
		least = fmin(least, iv_score_purchase_bic(&fit[m]));
	for (int m = 0; m < MODELS; m++)
		sum += weight[m] = exp((least - iv_score_purchase_bic(&fit[m])) / 2);
	for (int m = 0; m < MODELS; m++)
		weight[m] /= sum;
	mix_all(&mix, fit, weight);
	forecast("weights by BIC", &mix, false, NULL);
	forecast("  their medians", &mix, true, NULL);
	mix_all(&mix, fit, (double[]){ .25, .25, .25, .25 });
	forecast("equal weights", &mix, false, NULL);
	forecast("  their medians", &mix, true, NULL);
	fit_all(before, true);
	for (size_t i = 0; i < customers; i++)
		if (!customer[i].new)
			outcome[n++] = (struct iv_score_purchase_outcome){ customer[i].earlier.x, customer[i].earlier.recency, customer[i].earlier.span, ASIDE, customer[i].aside, 1 };
	iv_score_purchase_stack(before, MODELS, outcome, n, 1, weight, 0, NULL);
	mix_all(&mix, fit, weight);
	forecast("stacked on the last 13 weeks", &mix, false, NULL);
	forecast("  their medians", &mix, true, NULL);
	printf("  weights");
	for (int m = 0; m < MODELS; m++)
		printf(" %s %.3f", models[m]->title, weight[m]);
	printf("\n");
}

static void check_cdnow(const char *folder)
{
	static const double p[4][4] = { { .2425945224, 4.413602019, .79292202, 2.4259068 }, { .5248431591, 6.18308528, .8913593907, 1.61400224 },
					{ .5532770472, 10.57768347, .6062399861, 11.66873519 }, { .3847661358, 12.07202284 } };
	static const double error[4][4] = { { .01256, .3782, .1857, .7054 }, { 0 }, { .0476279, .842723, .187281, 6.21111 } };
	static const double loglik[] = { -9582.429207, -9582.135716, -9594.976179, -9763.657615 };
	static const double ahead[4][5] = { { 1653.4, .7855, 1.6080, .6256, 4160.6 }, { 1576.7, .7648, 1.6072, .6273 }, { 1665.4, .7545, 1.6028, .6302, 4270.0 } };
	static struct iv_score_purchase_fit fit[MODELS];
	struct iv_score_spend_data spend = { 0 };
	struct iv_score_spend_fit money;
	read_cdnow(folder);
	fit_all(fit, false);
	for (int m = 0; m < MODELS; m++)
		hold_fit(&fit[m], p[m], error[m][0] > 0 ? error[m] : NULL, loglik[m]);
	for (size_t i = 0; i < customers; i++)
		if (customer[i].past.x)
			iv_score_spend_add(&spend, customer[i].past.x, customer[i].total, &err);
	iv_score_spend_fit(&iv_score_spend_gamma, &spend, &money);
	hold("Gamma-Gamma p", money.p[0], 6.249572272, 1e-8);
	hold("Gamma-Gamma q", money.p[1], 3.744224667, 1e-8);
	hold("Gamma-Gamma gamma", money.p[2], 15.44352096, 1e-7);
	hold("Gamma-Gamma log-likelihood", money.loglik, -4055.917695, 1e-6);
	iv_score_spend_release(&spend);
	printf("\nHoldout: %d days from 1997-10-01 on\n", AHEAD);
	for (int m = 0; m < MODELS; m++) {
		struct iv_outlook_mix mix;
		iv_outlook_mix_start(&mix, AHEAD, 0);
		mix.fit[0] = fit[m];
		mix.weight[0] = mix.n = 1;
		forecast(models[m]->title, &mix, false, ahead[m][0] > 0 ? ahead[m] : NULL);
		forecast("  its medians", &mix, true, NULL);
		spread(&fit[m]);
		values(&mix, &money);
	}
	mixtures(fit);
}

static void check_donations(const char *folder)
{
	static const double p[] = { 1.203522352, .7497163582, .6567182084, 2.783442233 };
	FILE *f = open_file(folder, "donations/donations.csv");
	struct iv_score_purchase_builder b = { 0 };
	struct iv_score_purchase_data d = { 0 };
	struct iv_score_purchase_fit fit;
	struct iv_score_purchase_cell c;
	unsigned long n;
	char line[256];
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "%u,%u,%u,%lu", &c.x, &c.recency, &c.span, &n) == 4) {
			c.customers = n;
			iv_score_purchase_add_cell(&b, &c, &err);
		}
	fclose(f);
	iv_score_purchase_build(&d, &b, 1);
	hold("donors", d.customers, 11104, 0);
	iv_score_purchase_fit(&iv_score_bgbb, &d, 1, &fit);
	hold_fit(&fit, p, NULL, -33225.581274);
	iv_score_purchase_data_release(&d);
}

static void check_degenerate(const char *folder, const char *name, const struct iv_score_purchase_model *model, double loglik, double within, unsigned findings, unsigned lints)
{
	FILE *f = open_file(folder, name);
	struct iv_score_purchase_builder b = { 0 };
	struct iv_score_purchase_data d = { 0 };
	struct iv_score_purchase_fit fit;
	long x, recency, span;
	char what[96];
	while (fscanf(f, "%ld %ld %ld", &x, &recency, &span) == 3)
		iv_score_purchase_add(&b, x, recency, span, &err);
	fclose(f);
	iv_score_purchase_build(&d, &b, 1);
	iv_score_purchase_fit(model, &d, 1, &fit);
	snprintf(what, sizeof what, "%s, %s log-likelihood", name, model->title);
	hold(what, fit.loglik, loglik, within);
	snprintf(what, sizeof what, "%s, %s findings and lints", name, model->title);
	hold(what, fit.findings * 100 + (fit.lints & (IV_LINT_UNIT | IV_LINT_NO_REPEATS)), findings * 100 + lints, 0);
	for (int i = 0; i < fit.model->n; i++)
		printf("  %s %.9g (%.4g)", fit.model->parameter[i], fit.p[i], fit.error[i]);
	printf("\n");
	iv_score_purchase_data_release(&d);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: purchase_golden DIR\n");
		return 2;
	}
	const unsigned ridge = IV_FOUND_ONE_SHOT | IV_FOUND_UNIDENTIFIED;
	check_cdnow(argv[1]);
	printf("\n");
	check_donations(argv[1]);
	printf("\nData that break fits\n");
	check_degenerate(argv[1], "degenerate/k_daily.txt", &iv_score_bgnbd, -5690496.496, .001, 0, 0);
	check_degenerate(argv[1], "degenerate/k_daily.txt", &iv_score_pareto, -5690367.186, .001, 0, 0);
	check_degenerate(argv[1], "degenerate/k_nodrop.txt", &iv_score_bgnbd, -442597.543, .001, IV_FOUND_NOBODY_LEAVES, 0);
	check_degenerate(argv[1], "degenerate/k_nodrop.txt", &iv_score_pareto, -442597.543, .001, IV_FOUND_NOBODY_LEAVES, 0);
	check_degenerate(argv[1], "degenerate/k_oneshot.txt", &iv_score_bgnbd, -15387.050, .001, ridge | IV_FOUND_SAME_LEAVING, 0);
	check_degenerate(argv[1], "degenerate/k_oneshot.txt", &iv_score_pareto, -15456.6, .05, ridge | IV_FOUND_SAME_RATE, 0);
	check_degenerate(argv[1], "degenerate/k_secs.txt", &iv_score_bgnbd, -580185.209, .001, 0, IV_LINT_UNIT);
	check_degenerate(argv[1], "degenerate/k_secs.txt", &iv_score_pareto, -577982.289, .001, IV_FOUND_SAME_LEAVING, IV_LINT_UNIT);
	printf(missed ? "\n%d missed\n" : "\nnone missed\n", missed);
	return missed > 0;
}
