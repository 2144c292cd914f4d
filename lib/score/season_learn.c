/* SPDX-License-Identifier: MIT
 * Learning the index of days: Poisson regression by Newton's method, with a small ridge on the seasonal terms so that a month without an order
 * has an index, and F tests on the deviances (McCullagh & Nelder 1989, 4.5). */
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/date.h"
#include "score/season.h"
#include "stats/dense.h"

enum { LEAST = 500, LONGEST = 10 * 366, KNOTS = 12, TERMS = IV_SEASON_MONTHS - 1 + IV_SEASON_WEEKS + KNOTS, CELLS = 32 * 12 };
#define YEAR 365.2425
#define EXPLAINS 6.0 /* F */
#define RIDGE 0.5
#define EXPOSED 1e6 /* exposure is whole, so that its sums do not depend on their order */
#define CYCLE 6940 /* days of Meton's nineteen years */
#define CYCLE_FROM 10957 /* 2000-01-01 */

void iv_season_see(struct iv_season *s, const int32_t *day, size_t n)
{
	if (n < 3 || day[n - 1] - day[0] < 365)
		return;
	if (!s->span)
		s->since = day[0];
	if (day[0] < s->since || day[n - 1] >= s->since + (int64_t)s->span) {
		int32_t from = day[0] < s->since ? day[0] : s->since, was = s->since;
		size_t span = (size_t)((day[n - 1] > was + (int64_t)s->span ? day[n - 1] : was + (int64_t)s->span) - from) + 366;
		int64_t *between = iv_zalloc(span * sizeof *between), *exposed = iv_zalloc(span * sizeof *exposed);
		if (s->span) {
			memcpy(between + (was - from), s->between, s->span * sizeof *between);
			memcpy(exposed + (was - from), s->exposed, s->span * sizeof *exposed);
		}
		free(s->between);
		free(s->exposed);
		s->between = between;
		s->exposed = exposed;
		s->since = from;
		s->span = span;
	}
	int64_t share = llround(EXPOSED * (double)(n - 2) / (double)(day[n - 1] - day[0] - 1));
	s->exposed[day[0] + 1 - s->since] += share;
	s->exposed[day[n - 1] - s->since] -= share;
	for (size_t i = 1; i + 1 < n; i++)
		s->between[day[i] - s->since]++;
}

/* A stretch of days of one month and one week. */
struct cell {
	int month, week; /* -1: none */
	double orders, exposure; /* orders, had all days been alike */
	double at; /* years since the first, of its middle */
};

struct fit {
	const struct cell *cell;
	size_t n, knots;
	bool by_month, by_week;
	size_t terms;
	double b[TERMS];
	double deviance, pearson;
};

/* The terms of a cell: trend, months but January, weeks. */
static void terms_of(const struct fit *f, const struct cell *c, double *x)
{
	memset(x, 0, TERMS * sizeof *x);
	double last = f->cell[f->n - 1].at, at = last > 0 ? c->at / last * (double)(f->knots - 1) : 0;
	size_t k = (size_t)at;
	if (k + 1 >= f->knots)
		k = f->knots - 2;
	x[k] = 1 - (at - (double)k);
	x[k + 1] = at - (double)k;
	size_t next = f->knots;
	if (f->by_month && c->month > 0)
		x[next + (size_t)c->month - 1] = 1;
	next += f->by_month ? IV_SEASON_MONTHS - 1 : 0;
	if (f->by_week && c->week >= 0)
		x[next + (size_t)c->week] = 1;
}

static double mean_of(const struct fit *f, const struct cell *c, const double *b, double *x)
{
	double eta = log(c->exposure);
	terms_of(f, c, x);
	for (size_t i = 0; i < f->terms; i++)
		eta += b[i] * x[i];
	return exp(fmin(eta, 300));
}

/* The penalised log-likelihood, and where asked its derivatives. */
static double value(const struct fit *f, const double *b, double *gradient, double *information)
{
	double sum = 0, x[TERMS];
	if (gradient) {
		memset(gradient, 0, f->terms * sizeof *gradient);
		memset(information, 0, f->terms * f->terms * sizeof *information);
	}
	for (size_t i = 0; i < f->n; i++) {
		const struct cell *c = &f->cell[i];
		double mean = mean_of(f, c, b, x);
		sum += c->orders * log(mean) - mean;
		for (size_t j = 0; gradient && j < f->terms; j++) {
			if (x[j] == 0)
				continue;
			gradient[j] += (c->orders - mean) * x[j];
			for (size_t k = 0; k < f->terms; k++)
				information[j * f->terms + k] += mean * x[j] * x[k];
		}
	}
	for (size_t j = 0; j < f->terms; j++) {
		double ridge = j < f->knots ? 1e-6 : RIDGE;
		sum -= ridge / 2 * b[j] * b[j];
		if (gradient) {
			gradient[j] -= ridge * b[j];
			information[j * f->terms + j] += ridge;
		}
	}
	return sum;
}

static void climb(struct fit *f)
{
	double gradient[TERMS], information[TERMS * TERMS], b[TERMS], orders = 0, exposure = 0, x[TERMS];
	f->terms = f->knots + (f->by_month ? IV_SEASON_MONTHS - 1 : 0) + (f->by_week ? IV_SEASON_WEEKS : 0);
	for (size_t i = 0; i < f->n; i++) {
		orders += f->cell[i].orders;
		exposure += f->cell[i].exposure;
	}
	memset(f->b, 0, sizeof f->b);
	for (size_t j = 0; j < f->knots; j++)
		f->b[j] = log(orders / exposure);
	for (int round = 0; round < 100; round++) {
		double now = value(f, f->b, gradient, information), step = 1;
		if (!iv_stats_cholesky(f->terms, information))
			break;
		iv_stats_cholesky_solve(f->terms, information, gradient);
		do {
			for (size_t j = 0; j < f->terms; j++)
				b[j] = f->b[j] + step * gradient[j];
			step /= 2;
		} while (value(f, b, NULL, NULL) < now && step > 1e-6);
		double gain = value(f, b, NULL, NULL) - now;
		if (!(gain > 0))
			break;
		memcpy(f->b, b, sizeof b);
		if (gain < 1e-9)
			break;
	}
	f->deviance = f->pearson = 0;
	for (size_t i = 0; i < f->n; i++) {
		const struct cell *c = &f->cell[i];
		double mean = mean_of(f, c, f->b, x);
		f->deviance += 2 * ((c->orders > 0 ? c->orders * log(c->orders / mean) : 0) - (c->orders - mean));
		f->pearson += (c->orders - mean) * (c->orders - mean) / mean;
	}
}

/* The day on which a hundredth of the orders had come: of the time before, a few early customers would tell. */
static int32_t begin_of(const struct iv_season *s, int32_t today)
{
	int64_t all = 0, seen = 0;
	int32_t day = s->since;
	for (size_t i = 0; i < s->span; i++)
		all += s->between[i];
	while (day < today && (size_t)(day - s->since) < s->span && (seen += s->between[day - s->since]) * 100 < all)
		day++;
	return today - LONGEST > day ? today - LONGEST : day;
}

static size_t make_cells(const struct iv_season *s, int32_t today, int32_t from, struct cell *cell)
{
	double exposed = 0;
	size_t n = 0;
	int32_t first = 0;
	int month = -2, week = -2;
	for (int32_t day = s->since; day <= today; day++) {
		size_t at = (size_t)(day - s->since);
		double orders = at < s->span ? (double)s->between[at] : 0;
		int m = iv_date_to(day).month - 1, w = iv_season_week(day);
		exposed += at < s->span ? (double)s->exposed[at] / EXPOSED : 0;
		if (day >= from && exposed > 0.5 / EXPOSED) {
			if (m != month || w != week) {
				first = n ? first : day;
				cell[n++] = (struct cell){ .month = month = m, .week = week = w };
			}
			struct cell *c = &cell[n - 1];
			c->orders += orders;
			c->at = (c->at * c->exposure + (day - first) / YEAR * exposed) / (c->exposure + exposed);
			c->exposure += exposed;
		}
	}
	return n;
}

/* Indexes with a mean of 1 over the nineteen years. */
static void set_indexes(struct iv_season *s, const struct fit *f)
{
	double sum = 0;
	for (int i = 0; i < IV_SEASON_MONTHS; i++)
		s->month[i] = f->by_month && i ? exp(f->b[f->knots + (size_t)i - 1]) : 1;
	for (int i = 0; i < IV_SEASON_WEEKS; i++)
		s->week[i] = f->by_week ? exp(f->b[f->knots + (f->by_month ? IV_SEASON_MONTHS - 1 : 0) + (size_t)i]) : 1;
	for (int32_t day = CYCLE_FROM; day < CYCLE_FROM + CYCLE; day++) {
		int week = iv_season_week(day);
		sum += s->month[iv_date_to(day).month - 1] * (week < 0 ? 1 : s->week[week]);
	}
	for (int i = 0; i < IV_SEASON_MONTHS; i++)
		s->month[i] = fmax(0.001, round(s->month[i] * CYCLE / sum * 1e6) / 1e6);
	for (int i = 0; i < IV_SEASON_WEEKS; i++)
		s->week[i] = fmin(1000, fmax(0.001, round(s->week[i] * 1e6) / 1e6));
}

static void judge(struct iv_season *s, const struct cell *cell, size_t n)
{
	struct fit all = { .cell = cell, .n = n, .by_month = true, .by_week = true }, no_month, no_week;
	size_t years = (size_t)(cell[n - 1].at + 0.5);
	all.knots = years + 1 < KNOTS ? years + 1 : KNOTS;
	no_month = no_week = all;
	no_month.by_month = no_week.by_week = false;
	climb(&all);
	climb(&no_month);
	climb(&no_week);
	double left = n > all.terms ? fmax(1, all.pearson / (double)(n - all.terms)) : INFINITY;
	s->f_month = fmax(0, (no_month.deviance - all.deviance) / (IV_SEASON_MONTHS - 1) / left);
	s->f_week = fmax(0, (no_week.deviance - all.deviance) / IV_SEASON_WEEKS / left);
	s->by_month = s->f_month >= EXPLAINS;
	s->by_week = s->f_week >= EXPLAINS;
	s->state = s->by_month || s->by_week ? IV_SEASON_KNOWN : IV_SEASON_FLAT;
	if (s->state == IV_SEASON_KNOWN)
		set_indexes(s, s->by_month && s->by_week ? &all : s->by_month ? &no_week : &no_month);
}

void iv_season_learn(struct iv_season *s, int32_t today)
{
	struct cell *cell = iv_zalloc(CELLS * sizeof *cell);
	int32_t from = s->span ? begin_of(s, today) : today;
	size_t n = s->span ? make_cells(s, today, from, cell) : 0;
	for (size_t i = 0; i < n; i++)
		s->orders += cell[i].orders;
	s->years = (today - from) / YEAR;
	s->state = s->years < 2 ? IV_SEASON_SHORT : s->orders < LEAST ? IV_SEASON_FEW : IV_SEASON_FLAT;
	if (s->state == IV_SEASON_FLAT)
		judge(s, cell, n);
	if (s->state == IV_SEASON_KNOWN)
		iv_season_fill(s, today);
	free(cell);
	free(s->between);
	free(s->exposed);
	s->between = s->exposed = NULL;
	s->span = 0;
}
