/* SPDX-License-Identifier: MIT
 * Groups to bins. The order is: pool what contradicts the direction (isotonic regression by adjacent violators: Ayer & others 1955),
 * join what is too small, join what is not apart, join until there are few enough; always the two neighbours with the least χ². */
#include "score/woe.h"

#include <math.h>
#include <stdlib.h>

#include "stats/digits.h"

const struct iv_woe_settings iv_woe_usual = { .groups = 100, .texts = 1000, .cases = 30, .bins = 8, .share = .03, .apart = 2.706 };

/* Groups, joined so far: part i has groups from first to that of part i + 1. */
struct part {
	struct iv_woe_count count;
	size_t first;
};

struct parts {
	struct part *part;
	size_t n;
};

static int64_t cases(struct iv_woe_count c)
{
	return c.ones + c.zeros;
}

/* The sign of share(a) - share(b), exactly; the share of nothing is equal to any. */
static int compare(struct iv_woe_count a, struct iv_woe_count b)
{
	__extension__ __int128 left = (__int128)a.ones * cases(b), right = (__int128)b.ones * cases(a);
	return left < right ? -1 : left > right;
}

static double chi_square(struct iv_woe_count a, struct iv_woe_count b)
{
	double n1 = (double)cases(a), n2 = (double)cases(b), ones = (double)(a.ones + b.ones), zeros = (double)(a.zeros + b.zeros);
	double across = (double)a.ones * (double)b.zeros - (double)b.ones * (double)a.zeros;
	return n1 > 0 && n2 > 0 && ones > 0 && zeros > 0 ? (n1 + n2) * across * across / (n1 * n2 * ones * zeros) : 0;
}

static struct iv_woe_count both(struct iv_woe_count a, struct iv_woe_count b)
{
	return (struct iv_woe_count){ a.ones + b.ones, a.zeros + b.zeros };
}

/* Joins part i with the one after it. */
static void join(struct parts *p, size_t i)
{
	p->part[i].count = both(p->part[i].count, p->part[i + 1].count);
	memmove(p->part + i + 1, p->part + i + 2, (p->n - i - 2) * sizeof *p->part);
	p->n--;
}

/* Pools neighbours until shares rise (sign 1) or fall (-1) strictly. Returns the log-likelihood of the shares. */
static double pool(struct parts *p, const struct part *from, size_t n, int sign)
{
	double sum = 0;
	p->n = 0;
	for (size_t i = 0; i < n; i++) {
		p->part[p->n++] = from[i];
		while (p->n > 1 && compare(p->part[p->n - 1].count, p->part[p->n - 2].count) * sign <= 0)
			join(p, p->n - 2);
	}
	for (size_t i = 0; i < p->n; i++) {
		double ones = (double)p->part[i].count.ones, zeros = (double)p->part[i].count.zeros;
		sum += (ones > 0 ? ones * log(ones / (ones + zeros)) : 0) + (zeros > 0 ? zeros * log(zeros / (ones + zeros)) : 0);
	}
	return sum;
}

static double gap(const struct parts *p, size_t i)
{
	return chi_square(p->part[i].count, p->part[i + 1].count);
}

static void join_small(struct parts *p, double least)
{
	while (p->n > 1) {
		size_t small = 0;
		for (size_t i = 1; i < p->n; i++)
			small = cases(p->part[i].count) < cases(p->part[small].count) ? i : small;
		if ((double)cases(p->part[small].count) >= least)
			return;
		bool left = small > 0 && (small + 1 == p->n || gap(p, small - 1) <= gap(p, small));
		join(p, left ? small - 1 : small);
	}
}

static void join_near(struct parts *p, double apart, size_t most)
{
	while (p->n > 1) {
		size_t near = 0;
		for (size_t i = 1; i + 1 < p->n; i++)
			near = gap(p, i) < gap(p, near) ? i : near;
		if (p->n <= most && gap(p, near) >= apart)
			return;
		join(p, near);
	}
}

void iv_woe_weigh(struct iv_woe_bins *b)
{
	struct iv_woe_count all = { 0 };
	for (size_t i = 0; i < b->n; i++)
		all = both(all, (struct iv_woe_count){ b->bin[i].ones, b->bin[i].zeros });
	b->iv = 0;
	for (size_t i = 0; i < b->n; i++) {
		struct iv_woe_bin *bin = &b->bin[i];
		double half = bin->ones && bin->zeros ? 0 : .5, ones = (double)bin->ones + half, zeros = (double)bin->zeros + half;
		bool known = !bin->silent && all.ones && all.zeros && (bin->ones || bin->zeros);
		bin->woe = known ? iv_stats_digits(log(ones / (double)all.ones / (zeros / (double)all.zeros))) : 0;
		b->iv += known ? (ones / (double)all.ones - zeros / (double)all.zeros) * bin->woe : 0;
	}
}

/* Joins ordered parts as the settings ask; `spare` has room for as many. Returns the direction. */
static int settle(struct parts *p, struct part *spare, bool ordered, const struct iv_woe_settings *settings)
{
	int sign = settings->direction == IV_WOE_RISING ? 1 : settings->direction == IV_WOE_FALLING ? -1 : 0;
	int64_t all = 0;
	for (size_t i = 0; i < p->n; i++)
		all += cases(p->part[i].count);
	if (ordered && settings->direction != IV_WOE_FREE) {
		size_t n = p->n;
		struct parts tried = { .part = spare };
		memcpy(spare + n, p->part, n * sizeof *spare);
		if (!sign)
			sign = pool(&tried, spare + n, n, 1) >= pool(&tried, spare + n, n, -1) ? 1 : -1;
		pool(p, spare + n, n, sign);
	}
	join_small(p, settings->share * (double)all);
	size_t most = settings->bins < 2 ? 2 : settings->bins > IV_WOE_BINS - 1 ? IV_WOE_BINS - 1 : settings->bins;
	join_near(p, settings->apart, most);
	return p->n > 1 ? sign : 0;
}

/* Parts of texts in the order of their shares of ones; equal shares keep their order. */
struct ranked {
	struct iv_woe_count count;
	size_t group;
};

static int by_share(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int c = compare(x->count, y->count);
	return c ? c : x->group < y->group ? -1 : x->group > y->group;
}

static void finish(struct iv_woe_bins *out, uint16_t *bin_of, const struct parts *p, const struct ranked *group, size_t n)
{
	for (size_t i = 0; i < p->n; i++) {
		out->bin[i] = (struct iv_woe_bin){ .ones = p->part[i].count.ones, .zeros = p->part[i].count.zeros };
		size_t end = i + 1 < p->n ? p->part[i + 1].first : n;
		for (size_t g = p->part[i].first; g < end; g++)
			bin_of[group[g].group] = (uint16_t)i;
	}
	out->n = p->n;
}

void iv_woe_join(struct iv_woe_bins *out, uint16_t *bin_of, const struct iv_woe_count *count, size_t n, bool ordered, const struct iv_woe_settings *settings)
{
	struct ranked *group = iv_alloc((n + 1) * sizeof *group);
	struct part *part = iv_alloc(3 * (n + 1) * sizeof *part);
	struct parts p = { .part = part };
	size_t used = 0;
	*out = (struct iv_woe_bins){ .missing = IV_WOE_NONE };
	for (size_t g = 0; g < n + 2; g++)
		bin_of[g] = IV_WOE_NONE;
	for (size_t g = 0; g < n + !ordered; g++)
		if (ordered || cases(count[g]))
			group[used++] = (struct ranked){ count[g], g };
	if (!ordered)
		qsort(group, used, sizeof *group, by_share);
	for (size_t i = 0; i < used; i++)
		part[p.n++] = (struct part){ group[i].count, i };
	if (used) {
		out->direction = settle(&p, part + n + 1, ordered, settings);
		finish(out, bin_of, &p, group, used);
	}
	/* A text that these cases do not have is as good as a rare one. */
	for (size_t g = 0; g < n && !ordered; g++)
		if (!cases(count[g]))
			bin_of[g] = bin_of[n];
	if (cases(count[n + 1])) {
		out->missing = bin_of[n + 1] = (uint16_t)out->n;
		out->bin[out->n++] = (struct iv_woe_bin){ count[n + 1].ones, count[n + 1].zeros, .silent = cases(count[n + 1]) < settings->cases };
	}
	iv_woe_weigh(out);
	free(group);
	free(part);
}

double iv_woe_psi(const int64_t *p, const int64_t *q, size_t n)
{
	double all_p = 0, all_q = 0, sum = 0;
	for (size_t i = 0; i < n; i++) {
		all_p += (double)p[i];
		all_q += (double)q[i];
	}
	if (!(all_p > 0 && all_q > 0))
		return NAN;
	for (size_t i = 0; i < n; i++) {
		if (!p[i] && !q[i])
			continue;
		double a = (p[i] ? (double)p[i] : .5) / all_p, b = (q[i] ? (double)q[i] : .5) / all_q;
		sum += (a - b) * log(a / b);
	}
	return sum;
}
