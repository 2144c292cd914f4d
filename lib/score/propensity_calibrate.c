/* SPDX-License-Identifier: MIT
 * Calibration, from counts of ones and zeros by log-odds in cells so narrow (1/256) that rounding to them changes no odds by more than .2 %. */
#include <math.h>
#include <stdlib.h>

#include "score/propensity_part.h"
#include "stats/digits.h"
#include "stats/sum.h"

enum { HALF = IV_PROPENSITY_CELLS / 2 };

void iv_propensity_calibrator_release(struct iv_propensity_calibrator *c)
{
	free(c->step);
	*c = (struct iv_propensity_calibrator){ 0 };
}

size_t iv_propensity_cell(double log_odds)
{
	double v = round(log_odds * 256);
	return (size_t)(HALF + (int)fmax(-HALF, fmin(HALF, v)));
}

static double middle(size_t cell)
{
	return ((double)cell - HALF) / 256;
}

double iv_propensity_stepped(const struct iv_propensity_step *step, size_t n, double log_odds)
{
	size_t low = 0, high = n; /* the last step that begins at or below */
	while (high - low > 1) {
		size_t half = low + (high - low) / 2;
		if (step[half].from <= log_odds)
			low = half;
		else
			high = half;
	}
	return step[low].probability;
}

double iv_propensity_calibrated(const struct iv_propensity_calibrator *c, double log_odds)
{
	if (c->kind == IV_PROPENSITY_ISOTONIC && c->steps)
		return iv_propensity_stepped(c->step, c->steps, log_odds);
	return iv_logistic_probability(c->kind == IV_PROPENSITY_PLATT ? c->move + c->slope * log_odds : log_odds);
}

/* A line through the log-odds. Data that ask for a falling line, or for none, leave the log-odds as they are. */
static void platt(struct iv_propensity_calibrator *c, const struct iv_woe_count *cell)
{
	double *x = iv_alloc(3 * IV_PROPENSITY_CELLS * sizeof *x), *cases = x + IV_PROPENSITY_CELLS, *ones = cases + IV_PROPENSITY_CELLS;
	struct iv_logistic_matrix m = { .x = x, .cases = cases, .ones = ones, .columns = 1 };
	struct iv_logistic_rows rows = { .columns = 1, .fill = iv_logistic_matrix_fill, .ctx = &m };
	struct iv_logistic l = { 0 };
	for (size_t i = 0; i < IV_PROPENSITY_CELLS; i++)
		if (cell[i].ones || cell[i].zeros) {
			x[rows.n] = middle(i);
			ones[rows.n] = (double)cell[i].ones;
			cases[rows.n++] = (double)(cell[i].ones + cell[i].zeros);
		}
	c->slope = 1;
	if (iv_logistic_fit(&l, &rows, &(struct iv_logistic_settings){ 0 }) == IV_LOGISTIC_DONE && l.b[1] > 0) {
		c->slope = iv_stats_digits(l.b[1]);
		c->move = iv_stats_digits(l.b[0]);
	}
	iv_logistic_release(&l);
	free(x);
}

/* Pools neighbours until shares rise. A step begins at the lower edge of its first cell with cases. */
static void isotonic(struct iv_propensity_calibrator *c, const struct iv_woe_count *cell)
{
	struct iv_woe_count *pool = iv_alloc(IV_PROPENSITY_CELLS * sizeof *pool);
	c->step = iv_alloc(IV_PROPENSITY_CELLS * sizeof *c->step);
	for (size_t i = 0; i < IV_PROPENSITY_CELLS; i++) {
		if (!cell[i].ones && !cell[i].zeros)
			continue;
		pool[c->steps] = cell[i];
		c->step[c->steps++].from = iv_stats_digits(middle(i) - 1 / 512.);
		for (; c->steps > 1; c->steps--) {
			struct iv_woe_count *a = &pool[c->steps - 2], *b = &pool[c->steps - 1];
			__extension__ __int128 left = (__int128)a->ones * (b->ones + b->zeros), right = (__int128)b->ones * (a->ones + a->zeros);
			if (left < right)
				break;
			a->ones += b->ones;
			a->zeros += b->zeros;
		}
	}
	for (size_t i = 0; i < c->steps; i++)
		c->step[i].probability = iv_stats_digits(((double)pool[i].ones + .5) / ((double)(pool[i].ones + pool[i].zeros) + 1));
	/* Half a case more of each draws small steps to the middle, and may turn the order of two. */
	for (size_t i = 1; i < c->steps; i++)
		c->step[i].probability = fmax(c->step[i].probability, c->step[i - 1].probability);
	if (c->steps)
		c->step[0].from = -INFINITY;
	free(pool);
}

void iv_propensity_calibrate(struct iv_propensity_calibrator *c, enum iv_propensity_calibration kind, const struct iv_woe_count *cell)
{
	iv_propensity_calibrator_release(c);
	*c = (struct iv_propensity_calibrator){ .kind = kind, .slope = 1 };
	if (kind == IV_PROPENSITY_PLATT)
		platt(c, cell);
	else if (kind == IV_PROPENSITY_ISOTONIC)
		isotonic(c, cell);
}

double iv_propensity_loss(const struct iv_propensity_calibrator *c, const struct iv_woe_count *cell)
{
	struct iv_stats_sum sum = { 0 };
	for (size_t i = 0; i < IV_PROPENSITY_CELLS; i++) {
		if (!cell[i].ones && !cell[i].zeros)
			continue;
		double p = iv_propensity_calibrated(c, middle(i));
		iv_stats_sum_add(&sum, cell[i].ones ? -(double)cell[i].ones * log(p) : 0);
		iv_stats_sum_add(&sum, cell[i].zeros ? -(double)cell[i].zeros * log1p(-p) : 0);
	}
	return iv_stats_sum_value(&sum);
}
