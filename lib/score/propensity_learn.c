/* SPDX-License-Identifier: MIT
 * Bins, the choice of features and the regression, from all cases but one fold's.
 *
 * All features of value are weighed together once. From that fit it is known, to first order, what the coefficients would be without
 * some of them (Lawless & Singhal 1978), so that features are taken out one by one at no cost, and only the result is fitted again. */
#include <math.h>
#include <stdlib.h>

#include "score/propensity_part.h"

void iv_propensity_learned_release(struct iv_propensity_learned *l)
{
	free(l->bins);
	free(l->bin_of);
	free(l->woe);
	free(l->verdict);
	free(l->used);
	iv_logistic_release(&l->logistic);
	*l = (struct iv_propensity_learned){ 0 };
}

double iv_propensity_predict(const struct iv_propensity_learned *l, size_t r)
{
	const struct iv_propensity_table *t = l->table;
	double v = l->logistic.b[0];
	for (size_t i = 0; i < l->n; i++) {
		size_t c = l->used[i];
		v += l->logistic.b[i + 1] * l->woe[t->offset[c] + t->code[r * t->columns + c]];
	}
	return v;
}

static void fill(const void *ctx, size_t first, size_t n, const struct iv_logistic_block *out)
{
	const struct iv_propensity_learned *l = ctx;
	const struct iv_propensity_table *t = l->table;
	for (size_t i = 0; i < n; i++) {
		size_t r = first + i;
		r += r < l->from ? 0 : l->skip;
		const uint16_t *code = t->code + r * t->columns;
		for (size_t k = 0; k < l->n; k++)
			out->x[i * out->stride + k] = l->woe[t->offset[l->used[k]] + code[l->used[k]]];
		out->cases[i] = 1;
		out->ones[i] = t->label[r];
	}
}

/* The AUC of a column's bins alone, from their counts. */
static double auc_of(const struct iv_woe_bins *b)
{
	double won = 0, ones = 0, zeros = 0;
	for (size_t i = 0; i < b->n; i++) {
		ones += (double)b->bin[i].ones;
		zeros += (double)b->bin[i].zeros;
		for (size_t k = 0; k < b->n; k++) {
			double worth = b->bin[i].woe > b->bin[k].woe ? 1 : b->bin[i].woe == b->bin[k].woe ? .5 : 0;
			won += worth * (double)b->bin[i].ones * (double)b->bin[k].zeros;
		}
	}
	return won / ones / zeros;
}

static void bin_column(struct iv_propensity_learned *l, size_t c, unsigned fold)
{
	const struct iv_propensity_table *t = l->table;
	size_t n = t->groups[c].n, width = t->offset[t->columns];
	struct iv_woe_count *count = iv_zalloc((n + 2) * sizeof *count);
	for (unsigned f = 0; f < t->settings->folds; f++)
		for (size_t g = 0; f != fold && g < n + 2; g++) {
			const struct iv_woe_count *at = &t->count[f * width + t->offset[c] + g];
			count[g].ones += at->ones;
			count[g].zeros += at->zeros;
		}
	struct iv_woe_settings settings = t->settings->woe;
	settings.direction = t->data->column[c].direction;
	struct iv_woe_bins *b = &l->bins[c];
	uint16_t *bin_of = l->bin_of + t->offset[c];
	iv_woe_join(b, bin_of, count, n, t->data->column[c].type != IV_PROPENSITY_TEXT, &settings);
	for (size_t g = 0; g < n + 2; g++)
		l->woe[t->offset[c] + g] = bin_of[g] == IV_WOE_NONE ? 0 : b->bin[bin_of[g]].woe;
	struct iv_propensity_verdict *v = &l->verdict[c];
	*v = (struct iv_propensity_verdict){ .iv = b->iv, .auc = auc_of(b), .bins = b->n };
	v->fate = b->n < 2 || b->iv == 0 ? IV_PROPENSITY_SAME : b->iv < t->settings->least_iv ? IV_PROPENSITY_WEAK : IV_PROPENSITY_USED;
	free(count);
}

/* The coefficients, their covariance, and the columns they belong to, while columns are taken out. */
struct choice {
	struct iv_propensity_learned *l;
	size_t *column, n; /* those of the last fit */
	bool *out;
	double *b, *v; /* n + 1, (n + 1)² */
};

/* Takes coefficient j + 1 out: b -= V_j b_j / V_jj, V -= V_j V_jᵀ / V_jj. */
static void take_out(struct choice *c, size_t j, enum iv_propensity_fate fate)
{
	size_t p = c->n + 1, at = j + 1;
	double *v = c->v, pivot = v[at * p + at], b = c->b[at];
	c->out[j] = true;
	c->l->verdict[c->column[j]].fate = fate;
	if (!(pivot > 0))
		return;
	double *column = iv_alloc(p * sizeof *column);
	for (size_t i = 0; i < p; i++)
		column[i] = v[i * p + at];
	for (size_t i = 0; i < p; i++) {
		c->b[i] -= column[i] * b / pivot;
		for (size_t k = 0; k < p; k++)
			v[i * p + k] -= column[i] * column[k] / pivot;
	}
	free(column);
}

/* Is x the better of two columns that say the same? */
static bool better(const struct choice *c, size_t x, size_t y)
{
	const struct iv_propensity_verdict *a = &c->l->verdict[c->column[x]], *b = &c->l->verdict[c->column[y]];
	return a->iv != b->iv ? a->iv > b->iv : x < y;
}

/* A column goes when one that is better and stays is like it; so the best are settled first. */
static void drop_alike(struct choice *c, const double *correlation, double alike)
{
	bool *settled = iv_zalloc((c->n + 1) * sizeof *settled);
	for (size_t turn = 0; turn < c->n; turn++) {
		size_t best = c->n;
		for (size_t j = 0; j < c->n; j++)
			if (!settled[j] && (best == c->n || better(c, j, best)))
				best = j;
		struct iv_propensity_verdict *v = &c->l->verdict[c->column[best]];
		for (size_t k = 0; k < c->n; k++) {
			double r = correlation[best * c->n + k];
			if (settled[k] && !c->out[k] && fabs(r) >= alike && fabs(r) > fabs(v->correlation)) {
				v->correlation = r;
				v->other = c->column[k];
			}
		}
		settled[best] = true;
		if (v->correlation != 0)
			take_out(c, best, IV_PROPENSITY_ALIKE);
	}
	free(settled);
}

static void drop_weak(struct choice *c, double least)
{
	for (;;) {
		size_t worst = c->n;
		double lowest = least;
		for (size_t j = 0; j < c->n; j++) {
			if (c->out[j])
				continue;
			double variance = c->v[(j + 1) * (c->n + 1) + j + 1], z = variance > 0 ? c->b[j + 1] / sqrt(variance) : -INFINITY;
			c->l->verdict[c->column[j]].z = isfinite(z) ? z : 0;
			if (z < lowest) {
				lowest = z;
				worst = j;
			}
		}
		if (worst == c->n)
			return;
		take_out(c, worst, lowest < 0 ? IV_PROPENSITY_REVERSED : IV_PROPENSITY_NOTHING_NEW);
	}
}

enum { FIRTH_WORK = 1000000 }; /* rows · coefficients² up to which Firth's penalty is not too slow: it takes a hundred iterations */

/* Fits the columns used; where they separate, with a penalty. Evidence is in units of log-odds, and so a ridge of 1 suits it. */
static void fit(struct iv_propensity_learned *l, const double *start)
{
	const struct iv_propensity_settings *settings = l->table->settings;
	struct iv_logistic_rows rows = { .n = l->table->rows - l->skip, .columns = l->n, .fill = fill, .ctx = l };
	struct iv_logistic_settings s = { .ridge = settings->ridge, .firth = settings->firth, .start = start, .threads = settings->threads };
	enum iv_logistic_end end = iv_logistic_fit(&l->logistic, &rows, &s);
	if (end != IV_LOGISTIC_SEPARATED && end != IV_LOGISTIC_SPENT)
		return;
	if (end == IV_LOGISTIC_SEPARATED) {
		l->separated = true;
		l->separating = l->used[l->logistic.separating];
	}
	s.start = NULL;
	if (settings->ridge > 0)
		return;
	s.firth = settings->firth || (double)rows.n * (double)(l->n + 1) * (double)(l->n + 1) <= FIRTH_WORK;
	s.ridge = s.firth ? 0 : 1;
	iv_logistic_fit(&l->logistic, &rows, &s);
}

/* Takes out what says nothing that the others do not say. True when something went: fit again, from the coefficients in c. */
static bool choose(struct choice *c, bool first)
{
	struct iv_propensity_learned *l = c->l;
	const struct iv_logistic *fitted = &l->logistic;
	size_t p = l->n + 1, n = 0;
	c->n = l->n;
	memcpy(c->column, l->used, l->n * sizeof *c->column);
	memcpy(c->b, fitted->b, p * sizeof *c->b);
	memcpy(c->v, fitted->covariance, p * p * sizeof *c->v);
	memset(c->out, 0, l->n * sizeof *c->out);
	if (first)
		drop_alike(c, fitted->correlation, l->table->settings->alike);
	drop_weak(c, l->table->settings->least_z);
	for (size_t j = 0; j < c->n; j++)
		if (!c->out[j]) {
			l->used[n] = c->column[j];
			c->b[++n] = c->b[j + 1];
		}
	bool went = n < l->n;
	l->n = n;
	return went;
}

void iv_propensity_learn(struct iv_propensity_learned *l, const struct iv_propensity_table *t, unsigned fold)
{
	size_t groups = t->offset[t->columns], n = t->columns + 1;
	bool part = fold < t->settings->folds;
	*l = (struct iv_propensity_learned){ .table = t, .from = part ? t->start[fold] : t->rows, .skip = part ? t->start[fold + 1] - t->start[fold] : 0 };
	l->bins = iv_zalloc(n * sizeof *l->bins);
	l->bin_of = iv_zalloc((groups + 1) * sizeof *l->bin_of);
	l->woe = iv_zalloc((groups + 1) * sizeof *l->woe);
	l->verdict = iv_zalloc(n * sizeof *l->verdict);
	l->used = iv_zalloc(n * sizeof *l->used);
	for (size_t c = 0; c < t->columns; c++) {
		bin_column(l, c, fold);
		if (l->verdict[c].fate == IV_PROPENSITY_USED)
			l->used[l->n++] = c;
	}
	struct choice c = { .l = l, .column = iv_alloc(n * sizeof *c.column), .out = iv_alloc(n * sizeof *c.out) };
	c.b = iv_alloc(n * sizeof *c.b);
	c.v = iv_alloc(n * n * sizeof *c.v);
	fit(l, NULL);
	/* Each round takes something out, so it ends. */
	for (bool first = true; l->n && l->logistic.end == IV_LOGISTIC_DONE && choose(&c, first); first = false)
		fit(l, c.b);
	free(c.column);
	free(c.out);
	free(c.b);
	free(c.v);
}
