/* SPDX-License-Identifier: MIT
 * Sorted cells as likelihoods read them: arrays of each part, times as numbers of moments, so that a logarithm is taken once for each
 * different day and not once for each customer. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "score/purchase_data.h"
#include "score/purchase_parts.h"

static int by_value(const void *a, const void *b)
{
	uint32_t l = *(const uint32_t *)a, r = *(const uint32_t *)b;
	return (l > r) - (l < r);
}

/* The different times of all cells, ascending, 0 first; the caller frees them. */
static uint32_t *find_moments(const struct iv_score_purchase_cell *cell, size_t n, uint32_t last, size_t *count)
{
	uint32_t *out;
	size_t m = 0;
	if (last / 8 <= n + 1024) { /* the times are dense: mark them */
		unsigned char *seen = iv_zalloc((size_t)last + 1);
		seen[0] = 1;
		for (size_t i = 0; i < n; i++)
			seen[cell[i].recency] = seen[cell[i].span] = 1;
		for (size_t t = 0; t <= last; t++)
			m += seen[t];
		out = iv_alloc(m * sizeof *out);
		m = 0;
		for (size_t t = 0; t <= last; t++)
			if (seen[t])
				out[m++] = (uint32_t)t;
		free(seen);
	} else {
		size_t all = 1;
		out = iv_alloc((2 * n + 1) * sizeof *out);
		out[0] = 0;
		for (size_t i = 0; i < n; i++) {
			out[all++] = cell[i].recency;
			out[all++] = cell[i].span;
		}
		qsort(out, all, sizeof *out, by_value);
		for (size_t i = 0; i < all; i++)
			if (!m || out[m - 1] != out[i])
				out[m++] = out[i];
	}
	*count = m;
	return out;
}

static uint32_t moment_of(const uint32_t *moment, size_t n, const uint32_t *dense, uint32_t time)
{
	if (dense)
		return dense[time];
	size_t low = 0, high = n;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (moment[middle] <= time)
			low = middle;
		else
			high = middle;
	}
	return (uint32_t)low;
}

static void set_times(struct iv_score_purchase_data *d, const struct iv_score_purchase_cell *cell, size_t n)
{
	uint32_t last = 0, *dense = NULL;
	for (size_t i = 0; i < n; i++)
		if (last < cell[i].span)
			last = cell[i].span;
	uint32_t *moment = find_moments(cell, n, last, &d->moments);
	d->moment = iv_alloc(d->moments * sizeof *d->moment);
	if (last / 8 <= n + 1024)
		dense = iv_alloc(((size_t)last + 1) * sizeof *dense);
	for (size_t m = 0; m < d->moments; m++) {
		d->moment[m] = moment[m] / d->unit;
		if (dense)
			dense[moment[m]] = (uint32_t)m;
	}
	for (size_t i = 0; i < n; i++) {
		d->recency[i] = moment_of(moment, d->moments, dense, cell[i].recency);
		d->span[i] = moment_of(moment, d->moments, dense, cell[i].span);
	}
	free(dense);
	free(moment);
}

/* Fills `d` from cells that are sorted and distinct. */
static void set_cells(struct iv_score_purchase_data *d, const struct iv_score_purchase_cell *cell, size_t n, double unit, double scale)
{
	*d = (struct iv_score_purchase_data){ .unit = unit, .n = n };
	d->weight = iv_alloc((n + 1) * sizeof *d->weight);
	d->x = iv_alloc((n + 1) * sizeof *d->x);
	d->recency = iv_alloc((n + 1) * sizeof *d->recency);
	d->span = iv_alloc((n + 1) * sizeof *d->span);
	size_t groups = 0;
	for (size_t i = 0; i < n; i++)
		groups += !i || cell[i].x != cell[i - 1].x;
	d->group = iv_alloc((groups + 1) * sizeof *d->group);
	set_times(d, cell, n);
	for (size_t i = 0; i < n; i++) {
		double w = (double)cell[i].customers * scale, x = cell[i].x;
		d->weight[i] = w;
		d->x[i] = x;
		d->customers += w;
		d->repeats += w * x;
		d->spans += w * d->moment[d->span[i]];
		d->back += x > 0 ? w : 0;
		if (!i || x != d->x[i - 1])
			d->group[d->groups++] = (struct iv_score_purchase_group){ .x = x, .begin = i };
		d->group[d->groups - 1].end = i + 1;
		d->group[d->groups - 1].customers += w;
	}
}

void iv_score_purchase_build(struct iv_score_purchase_data *d, struct iv_score_purchase_builder *b, double unit)
{
	size_t n;
	struct iv_score_purchase_cell *cell = iv_score_purchase_cells(b, &n);
	set_cells(d, cell, n, unit, 1);
	free(cell);
}

void iv_score_purchase_data_release(struct iv_score_purchase_data *d)
{
	free(d->weight);
	free(d->x);
	free(d->recency);
	free(d->span);
	free(d->moment);
	free(d->group);
	*d = (struct iv_score_purchase_data){ 0 };
}

void iv_score_purchase_thin(struct iv_score_purchase_data *out, const struct iv_score_purchase_data *d, size_t cells)
{
	double each = d->customers / (double)cells, next = each / 2, so_far = 0;
	struct iv_score_purchase_cell *cell = iv_alloc((cells + 1) * sizeof *cell);
	size_t n = 0;
	for (size_t i = 0; i < d->n; i++) {
		uint64_t taken = 0;
		so_far += d->weight[i];
		for (; next < so_far; next += each)
			taken++;
		if (taken && n < cells)
			cell[n++] = (struct iv_score_purchase_cell){ (uint32_t)d->x[i], (uint32_t)llround(d->moment[d->recency[i]] * d->unit),
								     (uint32_t)llround(d->moment[d->span[i]] * d->unit), taken };
	}
	set_cells(out, cell, n, d->unit, each);
	free(cell);
}

const struct iv_score_purchase_word iv_score_purchase_lints[] = {
	{ IV_LINT_UNIT, "unit", "customers are observed for more than 200 years; expected days, not seconds or minutes" },
	{ IV_LINT_CROWDED, "crowded", "some have more repeat orders than days; expected the orders of one day to be counted as one, and refunds not at all" },
	{ IV_LINT_EQUAL_SPANS, "equal_spans", "all customers are observed equally long; a change of the trade looks like customers leaving" },
	{ IV_LINT_NO_REPEATS, "no_repeats", "nobody ordered on a second day" },
	{ IV_LINT_FEW, "few", "fewer than 100 customers or 50 repeat orders; standard errors are not to be trusted" },
};
const size_t iv_score_purchase_lints_n = sizeof iv_score_purchase_lints / sizeof *iv_score_purchase_lints;

unsigned iv_score_purchase_lint(const struct iv_score_purchase_data *d)
{
	unsigned found = 0;
	bool equal = d->n > 0;
	for (size_t i = 0; i < d->n; i++) {
		double days = d->moment[d->span[i]] * d->unit;
		if (days > 200 * 365.2425)
			found |= IV_LINT_UNIT;
		if (d->x[i] > d->moment[d->recency[i]] * d->unit + 0.5)
			found |= IV_LINT_CROWDED;
		equal = equal && d->span[i] == d->span[0];
	}
	if (equal)
		found |= IV_LINT_EQUAL_SPANS;
	if (d->repeats == 0)
		found |= IV_LINT_NO_REPEATS;
	if (d->customers < 100 || d->repeats < 50)
		found |= IV_LINT_FEW;
	return found;
}
