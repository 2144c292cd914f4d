/* SPDX-License-Identifier: MIT
 * Passes over the rows. A share of the rows is a task; it adds up rows in their order into sums of its own. */
#include "stats/logistic_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/parallel.h"

enum pass { SUMS, SQUARES, NEWTON, FIRTH, EXTREMES };

/* What a worker needs for a block of rows. */
struct room {
	struct iv_logistic_block block;
	double *z; /* four rows, scaled and padded with zeros */
};

void iv_logistic_work_begin(struct iv_logistic_work *w, const struct iv_logistic_rows *rows, unsigned threads)
{
	*w = (struct iv_logistic_work){ .rows = rows, .threads = threads ? threads : 1, .p = rows->columns + 1 };
	w->stride = (w->p + 3) & ~(size_t)3;
	w->blocks = (rows->n + IV_LOGISTIC_BLOCK - 1) / IV_LOGISTIC_BLOCK;
	w->shares = w->blocks < IV_LOGISTIC_SHARES ? w->blocks : IV_LOGISTIC_SHARES;
	w->width = w->stride * w->p + w->stride + 4;
	w->room_each = IV_LOGISTIC_BLOCK * (rows->columns + 2) + 4 * w->stride;
	w->mean = iv_zalloc(w->stride * sizeof *w->mean);
	w->scale = iv_zalloc(w->stride * sizeof *w->scale);
	w->score = iv_zalloc(w->stride * sizeof *w->score);
	w->information = iv_zalloc(w->p * w->stride * sizeof *w->information);
	w->sums = iv_zalloc((w->shares + 1) * w->width * sizeof *w->sums);
	w->room = iv_zalloc(w->threads * w->room_each * sizeof *w->room);
	w->scale[0] = 1;
}

void iv_logistic_work_end(struct iv_logistic_work *w)
{
	free(w->mean);
	free(w->scale);
	free(w->score);
	free(w->information);
	free(w->sums);
	free(w->room);
	*w = (struct iv_logistic_work){ 0 };
}

/* sum[0] cases, [1] ones, from [4] on a sum for each column. */
static void add_moments(const struct iv_logistic_work *w, const struct room *room, size_t n, double *sum)
{
	size_t columns = w->rows->columns;
	for (size_t r = 0; r < n; r++) {
		const double *x = room->block.x + r * columns;
		double cases = room->block.cases[r];
		sum[0] += cases;
		sum[1] += room->block.ones[r];
		for (size_t c = 0; c < columns; c++)
			sum[4 + c] += cases * (w->pass == SUMS ? x[c] : (x[c] - w->mean[c + 1]) * (x[c] - w->mean[c + 1]));
	}
}

static double dot(const double *a, const double *b, size_t n)
{
	double s[4] = { 0 };
	for (size_t i = 0; i < n; i += 4)
		for (size_t k = 0; k < 4; k++)
			s[k] += a[i + k] * b[i + k];
	return (s[0] + s[1]) + (s[2] + s[3]);
}

static void add_scaled(double *to, double factor, const double *v, size_t n)
{
	for (size_t i = 0; i < n; i += 4)
		for (size_t k = 0; k < 4; k++)
			to[i + k] += factor * v[i + k];
}

static void scale_row(const struct iv_logistic_work *w, const double *x, double *z)
{
	z[0] = 1;
	for (size_t j = 1; j < w->p; j++)
		z[j] = (x[j - 1] - w->mean[j]) * w->scale[j];
}

/* The variance of a case and the probability of a one, at linear predictor v; softplus is ln(1 + e^v). */
static double variance(double v, double *p, double *softplus)
{
	double tail = exp(-fabs(v)), near = 1 / (1 + tail);
	*p = v >= 0 ? near : tail * near;
	*softplus = (v > 0 ? v : 0) + log1p(tail);
	return tail * near * near;
}

/* Four rows times themselves, each with its weight: the sums are read and written once for the four. */
static void add_squares(const struct iv_logistic_work *w, const double *z, const double *weight, double *information)
{
	const double *z1 = z + w->stride, *z2 = z1 + w->stride, *z3 = z2 + w->stride;
	for (size_t j = 0; j < w->p; j++, information += w->stride) {
		double t = weight[0] * z[j], t1 = weight[1] * z1[j], t2 = weight[2] * z2[j], t3 = weight[3] * z3[j];
		for (size_t i = 0; i <= j; i += 4)
			for (size_t k = i; k < i + 4; k++)
				information[k] += (t * z[k] + t1 * z1[k]) + (t2 * z2[k] + t3 * z3[k]);
	}
}

/* sum[0] is the log-likelihood, from [4] on the score, then the information. */
static void add_newton(const struct iv_logistic_work *w, struct room *room, size_t n, double *sum)
{
	double weight[4], *score = sum + 4, *information = score + w->stride;
	for (size_t first = 0; first < n; first += 4) {
		for (size_t k = 0; k < 4; k++) {
			double *z = room->z + k * w->stride, p, softplus;
			weight[k] = 0; /* a row beyond the last keeps the values of another, and counts nothing */
			if (first + k >= n)
				continue;
			double cases = room->block.cases[first + k], ones = room->block.ones[first + k];
			scale_row(w, room->block.x + (first + k) * w->rows->columns, z);
			double v = dot(z, w->g, w->stride);
			weight[k] = cases * variance(v, &p, &softplus);
			sum[0] += ones * v - cases * softplus;
			add_scaled(score, ones - cases * p, z, w->stride);
		}
		add_squares(w, room->z, weight, information);
	}
}

/* The score with Firth's correction: each row has h (1/2 - p) more ones, h its hat value. */
static void add_firth(const struct iv_logistic_work *w, struct room *room, size_t n, double *sum)
{
	double *z = room->z;
	for (size_t r = 0; r < n; r++) {
		double cases = room->block.cases[r], p, softplus, hat = 0;
		scale_row(w, room->block.x + r * w->rows->columns, z);
		double weight = cases * variance(dot(z, w->g, w->stride), &p, &softplus);
		for (size_t j = 0; j < w->p; j++)
			hat += z[j] * dot(w->inverse + j * w->stride, z, w->stride);
		add_scaled(sum + 4, room->block.ones[r] - cases * p + weight * hat * (.5 - p), z, w->stride);
	}
}

static void find_extremes(const struct iv_logistic_work *w, struct room *room, size_t n, double *sum)
{
	for (size_t r = 0; r < n; r++) {
		double cases = room->block.cases[r], ones = room->block.ones[r];
		if (!(cases > 0))
			continue;
		scale_row(w, room->block.x + r * w->rows->columns, room->z);
		double v = dot(room->z, w->g, w->stride);
		if (ones > 0)
			sum[0] = fmin(sum[0], v);
		if (ones < cases)
			sum[1] = fmax(sum[1], v);
		sum[2] = fmin(sum[2], v);
		sum[3] = fmax(sum[3], v);
	}
}

static void share(void *ctx, size_t number, unsigned worker)
{
	struct iv_logistic_work *w = ctx;
	double *sum = w->sums + number * w->width, *at = w->room + worker * w->room_each;
	size_t columns = w->rows->columns;
	struct room room = { .block = { .x = at, .stride = columns } };
	room.block.cases = at += IV_LOGISTIC_BLOCK * columns;
	room.block.ones = at += IV_LOGISTIC_BLOCK;
	room.z = at += IV_LOGISTIC_BLOCK;
	memset(room.z, 0, 4 * w->stride * sizeof *room.z);
	memset(sum, 0, w->width * sizeof *sum);
	if (w->pass == EXTREMES)
		sum[0] = sum[2] = INFINITY, sum[1] = sum[3] = -INFINITY;
	size_t end = iv_parallel_share(w->blocks, w->shares, number + 1);
	for (size_t b = iv_parallel_share(w->blocks, w->shares, number); b < end; b++) {
		size_t first = b * IV_LOGISTIC_BLOCK, left = w->rows->n - first, n = left < IV_LOGISTIC_BLOCK ? left : IV_LOGISTIC_BLOCK;
		w->rows->fill(w->rows->ctx, first, n, &room.block);
		switch (w->pass) {
		case SUMS:
		case SQUARES: add_moments(w, &room, n, sum); break;
		case NEWTON: add_newton(w, &room, n, sum); break;
		case FIRTH: add_firth(w, &room, n, sum); break;
		default: find_extremes(w, &room, n, sum); break;
		}
	}
}

/* Runs a pass and returns the first `width` sums of all shares. */
static const double *run(struct iv_logistic_work *w, enum pass pass, size_t width)
{
	double *total = w->sums + w->shares * w->width;
	w->pass = pass;
	iv_parallel(w->threads, w->shares, share, w);
	memset(total, 0, width * sizeof *total);
	for (size_t s = 0; s < w->shares; s++)
		for (size_t i = 0; i < width; i++)
			total[i] += w->sums[s * w->width + i];
	return total;
}

void iv_logistic_moments(struct iv_logistic_work *w)
{
	const double *sum = run(w, SUMS, 4 + w->rows->columns);
	w->cases = sum[0];
	w->ones = sum[1];
	for (size_t j = 1; j < w->p; j++)
		w->mean[j] = w->cases > 0 ? sum[3 + j] / w->cases : 0;
	sum = run(w, SQUARES, 4 + w->rows->columns);
	for (size_t j = 1; j < w->p; j++) {
		double spread = w->cases > 0 ? sqrt(sum[3 + j] / w->cases) : 0;
		w->scale[j] = spread > 1e-13 * fabs(w->mean[j]) ? 1 / spread : 0;
	}
}

void iv_logistic_evaluate(struct iv_logistic_work *w, const double *g)
{
	w->g = g;
	const double *sum = run(w, NEWTON, w->width);
	w->log_likelihood = sum[0];
	memcpy(w->score, sum + 4, w->stride * sizeof *w->score);
	memcpy(w->information, sum + 4 + w->stride, w->p * w->stride * sizeof *w->information);
}

void iv_logistic_jeffreys(struct iv_logistic_work *w, const double *g, const double *inverse)
{
	w->g = g;
	w->inverse = inverse;
	memcpy(w->score, run(w, FIRTH, 4 + w->stride) + 4, w->stride * sizeof *w->score);
}

void iv_logistic_extremes(struct iv_logistic_work *w, const double *direction)
{
	w->g = direction;
	run(w, EXTREMES, 0);
	w->least_one = w->least = INFINITY;
	w->most_zero = w->most = -INFINITY;
	for (size_t s = 0; s < w->shares; s++) {
		const double *sum = w->sums + s * w->width;
		w->least_one = fmin(w->least_one, sum[0]);
		w->most_zero = fmax(w->most_zero, sum[1]);
		w->least = fmin(w->least, sum[2]);
		w->most = fmax(w->most, sum[3]);
	}
}
