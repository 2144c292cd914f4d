/* SPDX-License-Identifier: MIT
 * One evaluation of a likelihood: tables of what depends on the day, then blocks of cells on the threads, then their sum in order. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/parallel.h"
#include "score/purchase_parts.h"
#include "stats/quadrature.h"

enum { BLOCK = 1024, ALONE = 8, P = IV_PURCHASE_PARAMETERS }; /* cells in a block; up to ALONE blocks are not worth a thread */

void iv_score_purchase_work_start(struct iv_score_purchase_work *w, const struct iv_score_purchase_model *model, const struct iv_score_purchase_data *d, unsigned threads)
{
	*w = (struct iv_score_purchase_work){ .model = model, .data = d, .threads = d->n > ALONE * BLOCK ? threads : 1 };
	w->rows = !model->occasions ? d->moments : d->moments ? (size_t)d->moment[d->moments - 1] + 2 : 0;
	w->table = iv_alloc((w->rows * model->tables + 1) * sizeof *w->table);
	w->block = iv_alloc((d->n / BLOCK + 1) * sizeof *w->block);
}

void iv_score_purchase_work_nodes(struct iv_score_purchase_work *w, int level)
{
	const int most = IV_PURCHASE_NODES << level;
	w->node = iv_resize(w->node, 2 * (size_t)most * sizeof *w->node);
	w->weight = iv_resize(w->weight, 2 * (size_t)most * sizeof *w->weight);
	for (int n = 1; n <= most; n *= 2)
		iv_stats_legendre(n, w->node + n, w->weight + n);
	w->level = level;
}

void iv_score_purchase_work_release(struct iv_score_purchase_work *w)
{
	free(w->table);
	free(w->block);
	free(w->node);
	free(w->weight);
	*w = (struct iv_score_purchase_work){ 0 };
}

void iv_score_purchase_sums_add(struct iv_score_purchase_sums *a, const struct iv_score_purchase_sums *b, double times)
{
	a->value += times * b->value;
	for (int i = 0; i < P; i++)
		a->gradient[i] += times * b->gradient[i];
	for (int i = 0; i < P * (P + 1) / 2; i++)
		a->hessian[i] += times * b->hessian[i];
}

static void do_block(void *ctx, size_t number, unsigned worker)
{
	struct iv_score_purchase_work *w = ctx;
	(void)worker;
	size_t begin = number * BLOCK, end = begin + BLOCK < w->data->n ? begin + BLOCK : w->data->n;
	w->block[number] = (struct iv_score_purchase_sums){ 0 };
	w->model->cells(w, begin, end, &w->block[number]);
}

double iv_score_purchase_evaluate(void *ctx, const double *logs, double *gradient, double *hessian)
{
	struct iv_score_purchase_work *w = ctx;
	struct iv_score_purchase_sums all = { 0 };
	const int n = w->model->n;
	for (int i = 0; i < n; i++)
		w->p[i] = exp(logs[i]);
	w->model->prepare(w, &all);
	size_t blocks = (w->data->n + BLOCK - 1) / BLOCK;
	iv_parallel(w->threads, blocks, do_block, w);
	for (size_t i = 0; i < blocks; i++)
		iv_score_purchase_sums_add(&all, &w->block[i], 1);
	if (gradient)
		memcpy(gradient, all.gradient, (size_t)n * sizeof *gradient);
	for (int i = 0, at = 0; hessian && i < P; i++)
		for (int j = i; j < P; j++, at++)
			if (j < n)
				hessian[i * n + j] = hessian[j * n + i] = all.hessian[at];
	return all.value;
}

double iv_score_purchase_loglik(const struct iv_score_purchase_model *model, const struct iv_score_purchase_data *d, const double *p, unsigned threads)
{
	struct iv_score_purchase_work w;
	double logs[P], value;
	for (int i = 0; i < model->n; i++)
		logs[i] = log(p[i]);
	iv_score_purchase_work_start(&w, model, d, threads);
	value = iv_score_purchase_settled(&w, logs);
	iv_score_purchase_work_release(&w);
	return value;
}

double iv_score_purchase_settled(struct iv_score_purchase_work *w, const double *logs)
{
	if (!w->model->quadrature)
		return iv_score_purchase_evaluate(w, logs, NULL, NULL);
	if (!w->node)
		iv_score_purchase_work_nodes(w, 0);
	double value = iv_score_purchase_evaluate(w, logs, NULL, NULL), before;
	do {
		before = value;
		iv_score_purchase_work_nodes(w, w->level + 1);
		value = iv_score_purchase_evaluate(w, logs, NULL, NULL);
	} while (!(fabs(value - before) < fmax(1e-9, 1e-14 * fabs(value))) && w->level < IV_PURCHASE_LEVELS);
	return value;
}
