/* SPDX-License-Identifier: MIT
 * Scores are sorted as whole numbers of the same order, ones and zeros apart, and merged. Counts are whole numbers; sums of doubles run
 * over blocks from the highest score down, and are compensated (Neumaier 1974). */
#include "stats/ranking.h"

#include <math.h>
#include <stdlib.h>

#include "stats/digits.h"
#include "stats/quantile.h"
#include "stats/sum.h"

void iv_stats_ranking_release(struct iv_stats_ranking *r)
{
	free(r->block);
	*r = (struct iv_stats_ranking){ 0 };
}

/* How many values at the end of v[0..n) equal the last one. */
static size_t run(const int64_t *v, size_t n)
{
	size_t k = 1;
	while (k < n && v[n - 1 - k] == v[n - 1])
		k++;
	return k;
}

void iv_stats_rank(struct iv_stats_ranking *r, const double *score, const uint8_t *label, size_t n)
{
	struct iv_stats_sample by[2] = { 0 };
	size_t cap = 0;
	iv_stats_ranking_release(r);
	for (size_t i = 0; i < n; i++)
		iv_stats_sample_add(&by[label[i] != 0], iv_stats_key(score[i]));
	for (int l = 0; l < 2; l++)
		iv_stats_sample_sort(&by[l]);
	r->zeros = (int64_t)by[0].n;
	r->ones = (int64_t)by[1].n;
	for (size_t zeros = by[0].n, ones = by[1].n; zeros || ones; r->n++) {
		int64_t key = !zeros || (ones && by[1].value[ones - 1] > by[0].value[zeros - 1]) ? by[1].value[ones - 1] : by[0].value[zeros - 1];
		size_t z = zeros && by[0].value[zeros - 1] == key ? run(by[0].value, zeros) : 0;
		size_t o = ones && by[1].value[ones - 1] == key ? run(by[1].value, ones) : 0;
		if (r->n == cap)
			r->block = iv_reserve(r->block, &cap, r->n + 1, sizeof *r->block);
		r->block[r->n] = (struct iv_stats_block){ iv_stats_key_value(key), (int64_t)o, (int64_t)z };
		zeros -= z;
		ones -= o;
	}
	iv_stats_sample_release(&by[0]);
	iv_stats_sample_release(&by[1]);
}

double iv_stats_auc(const struct iv_stats_ranking *r)
{
	if (!r->ones || !r->zeros)
		return NAN;
	/* Twice the number of pairs won: whole, and at most 2 n², which 128 bits hold. */
	__extension__ unsigned __int128 won = 0;
	int64_t below = r->zeros;
	for (size_t i = 0; i < r->n; i++) {
		below -= r->block[i].zeros;
		__extension__ unsigned __int128 ones = (unsigned __int128)r->block[i].ones;
		won += ones * (uint64_t)(2 * below + r->block[i].zeros);
	}
	return (double)won / 2 / (double)r->ones / (double)r->zeros;
}

double iv_stats_ks(const struct iv_stats_ranking *r)
{
	if (!r->ones || !r->zeros)
		return NAN;
	double most = 0;
	int64_t ones = 0, zeros = 0;
	for (size_t i = 0; i < r->n; i++) {
		ones += r->block[i].ones;
		zeros += r->block[i].zeros;
		double apart = fabs((double)ones / (double)r->ones - (double)zeros / (double)r->zeros);
		most = apart > most ? apart : most;
	}
	return most;
}

double iv_stats_captured(const struct iv_stats_ranking *r, int64_t cases)
{
	int64_t ones = 0;
	for (size_t i = 0; i < r->n; i++) {
		int64_t here = r->block[i].ones + r->block[i].zeros;
		if (here > cases)
			return (double)ones + (double)r->block[i].ones * (double)cases / (double)here;
		cases -= here;
		ones += r->block[i].ones;
	}
	return (double)ones;
}

double iv_stats_lift(const struct iv_stats_ranking *r, double share)
{
	double all = (double)(r->ones + r->zeros);
	int64_t cases = (int64_t)(share * all + 1e-6); /* .29 · 100 is a little less than 29 in doubles */
	return r->ones && cases > 0 ? iv_stats_captured(r, cases) / (double)cases / ((double)r->ones / all) : NAN;
}

double iv_stats_brier(const struct iv_stats_ranking *r)
{
	struct iv_stats_sum sum = { 0 };
	for (size_t i = 0; i < r->n; i++) {
		double p = r->block[i].score;
		iv_stats_sum_add(&sum, (double)r->block[i].ones * (1 - p) * (1 - p) + (double)r->block[i].zeros * p * p);
	}
	return r->n ? iv_stats_sum_value(&sum) / (double)(r->ones + r->zeros) : NAN;
}

double iv_stats_log_loss(const struct iv_stats_ranking *r)
{
	struct iv_stats_sum sum = { 0 };
	for (size_t i = 0; i < r->n; i++) {
		const struct iv_stats_block *b = &r->block[i];
		if ((b->ones && b->score <= 0) || (b->zeros && b->score >= 1))
			return INFINITY;
		if (b->ones)
			iv_stats_sum_add(&sum, -(double)b->ones * log(b->score));
		if (b->zeros)
			iv_stats_sum_add(&sum, -(double)b->zeros * log1p(-b->score));
	}
	return r->n ? iv_stats_sum_value(&sum) / (double)(r->ones + r->zeros) : NAN;
}

size_t iv_stats_reliability(const struct iv_stats_ranking *r, size_t groups, struct iv_stats_reliability *out)
{
	size_t n = 0;
	double all = (double)(r->ones + r->zeros), done = 0;
	for (size_t i = 0; i < r->n && groups;) {
		struct iv_stats_reliability line = { .high = r->block[i].score };
		struct iv_stats_sum sum = { 0 };
		double end = all * (double)(n + 1) / (double)groups;
		/* A block goes to the group in which more than half of it lies; the last group takes what is left. */
		do {
			int64_t cases = r->block[i].ones + r->block[i].zeros;
			if (line.cases && n + 1 < groups && done + (double)cases / 2 > end)
				break;
			line.cases += cases;
			line.ones += r->block[i].ones;
			line.low = r->block[i].score;
			iv_stats_sum_add(&sum, (double)cases * r->block[i].score);
			done += (double)cases;
		} while (++i < r->n && (done < end || n + 1 == groups));
		line.predicted = iv_stats_sum_value(&sum) / (double)line.cases;
		out[n++] = line;
	}
	return n;
}
