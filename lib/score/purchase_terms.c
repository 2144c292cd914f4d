/* SPDX-License-Identifier: MIT
 * Terms that several purchase models share. */
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "score/purchase_parts.h"
#include "stats/gammas.h"

enum { SUMMED = 128, MOST = 1000000 }; /* factors taken one by one; terms a distribution has at most */

void iv_score_purchase_ages(struct iv_score_purchase_work *w, double scale, size_t column)
{
	for (size_t m = 0; m < w->data->moments; m++) {
		double t = w->data->moment[m], *at = w->table + m * w->model->tables + column;
		at[0] = log1p(t / scale);
		at[1] = t / (scale + t);
	}
}

double iv_score_purchase_staying(double a, double b, double n)
{
	double sum = 0;
	if (n > SUMMED)
		return iv_stats_log_rising(b, n) - iv_stats_log_rising(a + b, n);
	for (double i = 0; i < n; i++)
		sum -= log1p(a / (b + i));
	return sum;
}

void iv_score_purchase_negbin_start(struct iv_score_purchase_negbin *b, double shape, double odds)
{
	double log_p = -shape * log1p(odds);
	*b = (struct iv_score_purchase_negbin){ .shape = shape, .share = odds / (1 + odds), .log_p = log_p, .p = log_p > -600 ? exp(log_p) : 0 };
}

void iv_score_purchase_negbin_next(struct iv_score_purchase_negbin *b)
{
	double ratio = (b->shape + b->k) / (b->k + 1) * b->share;
	b->k++;
	if (b->log_p > -600) { /* doubles can hold it from here on */
		b->p *= ratio;
		return;
	}
	b->log_p += log(ratio);
	b->p = b->log_p > -600 ? exp(b->log_p) : 0;
}

void iv_score_purchase_distribution_release(struct iv_score_purchase_distribution *d)
{
	free(d->p);
	*d = (struct iv_score_purchase_distribution){ 0 };
}

bool iv_score_purchase_distribution_open(const struct iv_score_purchase_distribution *d, double upto)
{
	return d->n < MOST && (d->sum < upto || d->n < d->least);
}

void iv_score_purchase_distribution_add(struct iv_score_purchase_distribution *d, double p)
{
	if (d->n == d->cap)
		d->p = iv_reserve(d->p, &d->cap, d->n + 1, sizeof *d->p);
	d->p[d->n++] = p;
	d->sum += p;
}
