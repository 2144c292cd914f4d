/* SPDX-License-Identifier: MIT
 * What both models of spend share: the totals, the climb, what is found. */
#include "score/spend.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/num.h"
#include "score/spend_parts.h"
#include "stats/dense.h"

enum { MOST = 1000000, N = IV_SPEND_PARAMETERS };

const struct iv_score_spend_word iv_score_spend_findings[] = {
	{ IV_SPEND_NO_MEAN, "no_mean", "spend is spread so widely that a customer without orders has no expected spend" },
	{ IV_SPEND_ALIKE, "alike", "customers do not differ in what they spend by order: the mean of all serves each" },
	{ IV_SPEND_UNIDENTIFIED, "unidentified", "the data do not determine all parameters: a standard error is more than 1000 times its estimate" },
	{ IV_SPEND_NOT_CONVERGED, "not_converged", "no maximum of the likelihood was found; the estimates are the best point seen" },
	{ IV_SPEND_NO_FIT, "no_fit", "there is nothing to fit: expected customers with different means" },
	{ IV_SPEND_DEPENDS, "depends", "those who order more often spend more, or less, by order; the model assumes that they do not" },
};
const size_t iv_score_spend_findings_n = sizeof iv_score_spend_findings / sizeof *iv_score_spend_findings;

static void make_room(struct iv_score_spend_data *d, size_t orders)
{
	if (orders < d->n)
		return;
	if (orders >= d->cap)
		d->total = iv_reserve(d->total, &d->cap, orders + 1, sizeof *d->total);
	for (; d->n <= orders; d->n++)
		d->total[d->n] = (struct iv_stats_sample){ 0 };
}

int iv_score_spend_add(struct iv_score_spend_data *d, int64_t orders, int64_t total, struct iv_err *err)
{
	if (orders < 1 || orders > MOST)
		return iv_err_set(err, IV_REJECT, "bad_value", "expected 1 to %d orders, not %lld", MOST, (long long)orders);
	make_room(d, (size_t)orders);
	iv_stats_sample_add(&d->total[orders], total);
	d->sorted = false;
	return IV_OK;
}

void iv_score_spend_merge(struct iv_score_spend_data *into, struct iv_score_spend_data *from)
{
	if (from->n)
		make_room(into, from->n - 1);
	for (size_t x = 0; x < from->n; x++)
		for (size_t i = 0; i < from->total[x].n; i++)
			iv_stats_sample_add(&into->total[x], from->total[x].value[i]);
	into->sorted = false;
	iv_score_spend_release(from);
}

void iv_score_spend_release(struct iv_score_spend_data *d)
{
	for (size_t x = 0; x < d->n; x++)
		iv_stats_sample_release(&d->total[x]);
	free(d->total);
	*d = (struct iv_score_spend_data){ 0 };
}

bool iv_score_spend_signed(const struct iv_score_spend_data *d)
{
	size_t all = 0, low = 0;
	for (size_t x = 0; x < d->n; x++) {
		all += d->total[x].n;
		for (size_t i = 0; i < d->total[x].n; i++)
			low += d->total[x].value[i] <= 0;
	}
	return low * 100 > all;
}

/* How many customers are used, how their orders go with their means, and whether their means differ. */
static bool describe(const struct iv_score_spend_data *d, bool positive, struct iv_score_spend_fit *out)
{
	double n = 0, mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
	for (size_t x = 1; x < d->n; x++) {
		for (size_t i = 0; i < d->total[x].n; i++) {
			if (positive && d->total[x].value[i] <= 0) {
				out->left_out++;
				continue;
			}
			double y = (double)d->total[x].value[i] / IV_MONEY_ONE / (double)x, dx = (double)x - mean_x, dy = y - mean_y;
			n++;
			mean_x += dx / n;
			mean_y += dy / n;
			xx += dx * ((double)x - mean_x);
			yy += dy * (y - mean_y);
			xy += dx * (y - mean_y);
		}
	}
	out->customers = n;
	out->correlation = xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
	if (fabs(out->correlation) > 0.3)
		out->findings |= IV_SPEND_DEPENDS;
	return yy > 1e-18 * n * mean_y * mean_y;
}

void iv_score_spend_climb(const struct iv_stats_objective *f, const double (*start)[IV_SPEND_PARAMETERS], int starts, struct iv_score_spend_fit *out, double *at, double *deviation)
{
	struct iv_stats_optimum best = { .end = IV_STATS_NOWHERE }, top;
	double information[N * N], covariance[N * N];
	for (int k = 0; k < starts; k++) {
		iv_stats_maximise(f, start[k], 1e-11, &top);
		if (top.end != IV_STATS_NOWHERE && (!k || best.end == IV_STATS_NOWHERE || top.value > best.value + 1e-9))
			best = top;
	}
	out->end = best.end;
	out->iterations = best.iterations;
	out->loglik = best.value;
	if (best.end == IV_STATS_SPENT || best.end == IV_STATS_NOWHERE)
		out->findings |= IV_SPEND_NOT_CONVERGED;
	for (int i = 0; i < N * N; i++)
		information[i] = -best.hessian[i];
	bool regular = iv_stats_cholesky(N, information);
	if (regular)
		iv_stats_cholesky_inverse(N, information, covariance);
	for (int i = 0; i < N; i++) {
		at[i] = best.x[i];
		deviation[i] = regular ? sqrt(covariance[i * N + i]) : INFINITY;
		if (!(deviation[i] <= 1000))
			out->findings |= IV_SPEND_UNIDENTIFIED;
	}
}

int iv_score_spend_fit(const struct iv_score_spend_model *model, struct iv_score_spend_data *d, struct iv_score_spend_fit *out)
{
	for (size_t x = 0; x < d->n && !d->sorted; x++)
		iv_stats_sample_sort(&d->total[x]);
	d->sorted = true;
	*out = (struct iv_score_spend_fit){ .model = model };
	if (!describe(d, model == &iv_score_spend_gamma, out)) {
		out->findings |= IV_SPEND_NO_FIT;
		return IV_END;
	}
	model->fit(d, out);
	return IV_OK;
}
