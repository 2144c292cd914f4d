/* SPDX-License-Identifier: MIT
 * Outlooks, one by one and for all pasts of a population. */
#include "score/outlook.h"

#include <math.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "stats/quadrature.h"

enum { SHARES = 256, LONG = 1 << 20 };

static struct iv_score_purchase_history history(const struct iv_score_purchase_fit *f, const struct iv_outlook_past *p)
{
	return (struct iv_score_purchase_history){ p->x, p->recency / f->unit, p->span / f->unit };
}

/* How much each model weighs for a customer with that past: what it weighs for all, times the likelihood of the past. */
static void weigh(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, double weight[IV_OUTLOOK_MODELS])
{
	double most = -INFINITY, sum = 0;
	weight[0] = 1;
	if (m->n < 2)
		return;
	for (size_t k = 0; k < m->n; k++) {
		struct iv_score_purchase_history h = history(&m->fit[k], past);
		weight[k] = log(m->weight[k]) + m->fit[k].model->loglik(m->fit[k].p, &h);
		most = fmax(most, weight[k]);
	}
	for (size_t k = 0; k < m->n; k++)
		sum += weight[k] = exp(weight[k] - most);
	for (size_t k = 0; k < m->n; k++)
		weight[k] /= sum;
}

/* What all that is asked of one past begins with. */
struct view {
	double weight[IV_OUTLOOK_MODELS]; /* of the models, for this past */
	double alive[IV_OUTLOOK_MODELS]; /* under each */
	double all; /* P(alive) */
};

static void view(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, struct view *v)
{
	weigh(m, past, v->weight);
	v->all = 0;
	for (size_t k = 0; k < m->n; k++) {
		struct iv_score_purchase_history h = history(&m->fit[k], past);
		v->alive[k] = m->fit[k].model->alive(m->fit[k].p, &h);
		v->all += v->weight[k] * v->alive[k];
	}
}

static double expect(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, const struct view *v, double days)
{
	double sum = 0;
	for (size_t k = 0; k < m->n; k++) {
		const struct iv_score_purchase_fit *f = &m->fit[k];
		struct iv_score_purchase_history h = history(f, past);
		sum += v->weight[k] * v->alive[k] * f->model->ahead(f->p, &h, days / f->unit);
	}
	return sum;
}

double iv_outlook_expect(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, double days)
{
	struct view v;
	view(m, past, &v);
	return expect(m, past, &v, days);
}

/* What is asked of the orders until each of the nodes, and of staying for a year. When so small a share c of all leaving is left, the
 * orders until t are E(ct)/c, and those who stay until t are S(ct), under each of the models: leaving is as it was, but later. */
static void look_ahead(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, const struct view *v, struct iv_score_outlook *out)
{
	static const double step = 1e-3;
	double late = 0, early = 0;
	out->discounted = out->prevented = 0;
	for (int i = 0; i <= IV_OUTLOOK_NODES; i++) {
		out->expected = expect(m, past, v, m->horizon * m->node[i]);
		out->discounted += m->now[i] * out->expected;
		out->prevented += m->prevented[i] * out->expected;
	}
	for (size_t k = 0; k < m->n; k++) {
		const struct iv_score_purchase_fit *f = &m->fit[k];
		struct iv_score_purchase_history h = history(f, past);
		double share = v->all > 0 ? v->weight[k] * v->alive[k] / v->all : 0;
		late += share * f->model->stay(f->p, &h, (1 + step) * IV_YEAR / f->unit);
		early += share * f->model->stay(f->p, &h, (1 - step) * IV_YEAR / f->unit);
	}
	out->stays = (late + early) / 2;
	out->stays_prevented = (early - late) / (2 * step);
}

void iv_outlook_ahead(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, struct iv_score_outlook *out)
{
	struct view v;
	view(m, past, &v);
	*out = (struct iv_score_outlook){ .alive = v.all };
	look_ahead(m, past, &v, out);
}

/* --- Silence --- */

const struct iv_outlook_worry iv_outlook_worry[IV_OUTLOOK_LIMITS] = { { 0.2, 0.5 }, { 0.05, 0.25 }, { 0.01, 0.1 } };

/* Every model begins with r and alpha, the shape and scale of the rates. */
double iv_outlook_silence(const struct iv_outlook_mix *m, double x, double recency, double days)
{
	struct iv_outlook_past then = { (uint32_t)x, (uint32_t)recency, (uint32_t)recency };
	double weight[IV_OUTLOOK_MODELS], sum = 0;
	weigh(m, &then, weight);
	for (size_t k = 0; k < m->n; k++) {
		const struct iv_score_purchase_fit *f = &m->fit[k];
		sum += weight[k] * exp(-(f->p[0] + x) * log1p(days / f->unit / (f->p[1] + recency / f->unit)));
	}
	return sum;
}

static bool worries(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, uint32_t days, int limit)
{
	struct iv_outlook_past then = { past->x, past->recency, past->recency + days };
	if (iv_outlook_silence(m, past->x, past->recency, days) < iv_outlook_worry[limit].silence)
		return true;
	struct view v;
	view(m, &then, &v);
	return v.all < iv_outlook_worry[limit].alive;
}

/* The first day that worries; both probabilities fall with time. */
static void silences(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, int32_t silent[IV_OUTLOOK_LIMITS])
{
	uint32_t low = 0;
	for (int k = 0; k < IV_OUTLOOK_LIMITS; k++) {
		uint32_t step = 1, high;
		while (step < LONG && !worries(m, past, low + step, k))
			step *= 2;
		for (high = low + step, low += step / 2; high - low > 1;) {
			uint32_t middle = low + (high - low) / 2;
			if (worries(m, past, middle, k))
				high = middle;
			else
				low = middle;
		}
		silent[k] = (int32_t)high;
		low = high - 1;
	}
}

/* The derivative at node i of the polynomial through 0 at 0 and through the values at the nodes, as a sum over the values: this is the part of
 * value j. The nodes are few, and no two are equal. */
static double slope_part(const double *node, int n, int i, int j)
{
	if (i == j) {
		double sum = 1 / node[i]; /* of the point at 0 */
		for (int k = 0; k < n; k++)
			sum += k == i ? 0 : 1 / (node[i] - node[k]);
		return sum;
	}
	double product = node[i] / (node[j] * (node[j] - node[i]));
	for (int k = 0; k < n; k++)
		product *= k == i || k == j ? 1 : (node[i] - node[k]) / (node[j] - node[k]);
	return product;
}

/* With E(t) orders until t, what they are worth today is exp(-rH) E(H) + r times the integral of exp(-rt) E(t) from 0 to the horizon H, which
 * is smooth: six nodes give seven digits. When leaving is c times what it is, E(t) becomes E(ct)/c, and grows by E - tE' with what c is less. */
void iv_outlook_mix_start(struct iv_outlook_mix *m, double horizon, double discount)
{
	enum { N = IV_OUTLOOK_NODES };
	double rate = log1p(discount) / IV_YEAR * horizon, share[N];
	*m = (struct iv_outlook_mix){ .horizon = horizon, .discount = discount };
	iv_stats_legendre(N, m->node, share);
	m->node[N] = 1;
	for (int i = 0; i <= N; i++)
		m->now[i] = exp(-rate * m->node[i]) * (i < N ? rate * share[i] : 1);
	for (int j = 0; j <= N; j++) {
		m->prevented[j] = m->now[j];
		for (int i = 0; i <= N; i++)
			m->prevented[j] -= m->now[i] * m->node[i] * slope_part(m->node, N + 1, i, j);
	}
}

static void distribution(const struct iv_outlook_mix *m, size_t k, const struct iv_outlook_past *past, double upto, struct iv_score_purchase_distribution *out)
{
	const struct iv_score_purchase_fit *f = &m->fit[k];
	struct iv_score_purchase_history h = history(f, past);
	out->n = 0;
	out->sum = 0;
	f->model->predict(f->p, &h, m->horizon / f->unit, upto, out);
}

void iv_outlook_distribution(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, double upto, struct iv_score_purchase_distribution *scratch, struct iv_score_purchase_distribution *out)
{
	double weight[IV_OUTLOOK_MODELS];
	weigh(m, past, weight);
	out->n = 0;
	for (size_t k = 0; k < m->n; k++) {
		distribution(m, k, past, upto, scratch);
		out->p = iv_reserve(out->p, &out->cap, scratch->n > out->n ? scratch->n : out->n, sizeof *out->p);
		for (size_t i = 0; i < scratch->n; i++)
			out->p[i] = (i < out->n ? out->p[i] : 0) + weight[k] * scratch->p[i];
		out->n = scratch->n > out->n ? scratch->n : out->n;
	}
}

/* How many orders there may be: to a tenth of what lies above the range, so that what is beyond that matters little to their total. */
static void range(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, struct iv_score_purchase_distribution *scratch, struct iv_score_outlook *out)
{
	static const double at[3] = { IV_OUTLOOK_LEAST, 0.5, IV_OUTLOOK_MOST }, upto = 1 - (1 - IV_OUTLOOK_MOST) / 10;
	int32_t *q[3] = { &out->low, &out->middle, &out->high };
	struct iv_score_purchase_distribution mixed = { 0 };
	const struct iv_score_purchase_distribution *d = m->n > 1 ? &mixed : scratch;
	*q[0] = *q[1] = *q[2] = 0;
	if (m->n > 1)
		iv_outlook_distribution(m, past, upto, scratch, &mixed);
	else
		distribution(m, 0, past, upto, scratch);
	double sum = 0;
	for (size_t i = 0, k = 0; i < d->n && k < 3; i++) {
		sum += d->p[i];
		for (; k < 3 && (sum >= at[k] || i + 1 == d->n); k++)
			*q[k] = (int32_t)(i < INT32_MAX ? i : INT32_MAX);
	}
	out->none = d->n ? d->p[0] : 1;
	iv_score_spend_number(d->p, d->n, &out->some);
	iv_score_purchase_distribution_release(&mixed);
}

void iv_outlook_find(const struct iv_outlook_mix *m, const struct iv_outlook_past *past, const int32_t *silent, struct iv_score_purchase_distribution *scratch,
		     struct iv_score_outlook *out)
{
	iv_outlook_ahead(m, past, out);
	if (m->n)
		range(m, past, scratch, out);
	if (silent)
		memcpy(out->silent, silent, sizeof out->silent);
	else
		silences(m, past, out->silent);
}

/* --- All of a population --- */

static size_t place(const struct iv_outlook_table *t, const struct iv_outlook_past *p)
{
	return iv_outlook_past_hash(p) & (t->slots - 1);
}

const struct iv_score_outlook *iv_outlook_table_find(const struct iv_outlook_table *t, const struct iv_outlook_past *past)
{
	if (!t->slots)
		return NULL;
	for (size_t at = place(t, past); t->slot[at]; at = (at + 1) & (t->slots - 1))
		if (iv_outlook_past_same(&t->past[t->slot[at] - 1], past))
			return &t->outlook[t->slot[at] - 1];
	return NULL;
}

void iv_outlook_table_fetch(const struct iv_outlook_table *t, const struct iv_outlook_past *past, bool again)
{
	if (!t->slots)
		return;
	const uint32_t *slot = &t->slot[place(t, past)];
	if (!again) {
		__builtin_prefetch(slot);
	} else if (*slot) {
		__builtin_prefetch(&t->past[*slot - 1]);
		for (size_t at = 0; at < sizeof *t->outlook; at += 64)
			__builtin_prefetch((const char *)&t->outlook[*slot - 1] + at);
	}
}

struct fill {
	struct iv_outlook_table *table;
	const struct iv_outlook_mix *mix;
};

static void fill_share(void *ctx, size_t number, unsigned worker)
{
	const struct fill *f = ctx;
	struct iv_score_purchase_distribution scratch = { 0 };
	size_t begin = iv_parallel_share(f->table->n, SHARES, number), end = iv_parallel_share(f->table->n, SHARES, number + 1);
	(void)worker;
	for (size_t i = begin; i < end; i++) { /* the pasts are in order of x, recency and span */
		const struct iv_outlook_past *p = &f->table->past[i];
		bool same = i > begin && p[-1].x == p->x && p[-1].recency == p->recency;
		iv_outlook_find(f->mix, p, same ? f->table->outlook[i - 1].silent : NULL, &scratch, &f->table->outlook[i]);
	}
	iv_score_purchase_distribution_release(&scratch);
}

static void make_room(struct iv_outlook_table *t, size_t most)
{
	iv_outlook_table_release(t);
	for (t->slots = 64; t->slots < 2 * most;)
		t->slots *= 2;
	t->past = iv_alloc((most + 1) * sizeof *t->past);
	t->outlook = iv_alloc((most + 1) * sizeof *t->outlook);
	t->customers = iv_alloc((most + 1) * sizeof *t->customers);
	t->slot = iv_zalloc(t->slots * sizeof *t->slot);
}

static void add(struct iv_outlook_table *t, const struct iv_outlook_past *past, double customers)
{
	size_t at = place(t, past);
	while (t->slot[at])
		at = (at + 1) & (t->slots - 1);
	t->past[t->n] = *past;
	t->customers[t->n] = customers;
	t->slot[at] = (uint32_t)++t->n;
}

static struct iv_outlook_past past_of(const struct iv_score_purchase_data *d, size_t i)
{
	return (struct iv_outlook_past){ (uint32_t)d->x[i], (uint32_t)lround(d->moment[d->recency[i]] * d->unit), (uint32_t)lround(d->moment[d->span[i]] * d->unit) };
}

void iv_outlook_table_fill(struct iv_outlook_table *t, const struct iv_outlook_mix *m, const struct iv_score_purchase_data *d, unsigned threads)
{
	make_room(t, d->n);
	for (size_t i = 0; i < d->n; i++) {
		struct iv_outlook_past past = past_of(d, i);
		add(t, &past, d->weight[i]);
	}
	struct fill f = { t, m };
	iv_parallel(threads, SHARES, fill_share, &f);
}

static void fill_again_share(void *ctx, size_t number, unsigned worker)
{
	const struct fill *f = ctx;
	size_t begin = iv_parallel_share(f->table->n, SHARES, number), end = iv_parallel_share(f->table->n, SHARES, number + 1);
	(void)worker;
	for (size_t i = begin; i < end; i++)
		iv_outlook_ahead(f->mix, &f->table->past[i], &f->table->outlook[i]);
}

void iv_outlook_table_fill_again(struct iv_outlook_table *t, const struct iv_outlook_mix *m, const struct iv_score_purchase_data *d, unsigned threads)
{
	uint64_t *seen = iv_zalloc((d->moments + 1) * sizeof *seen); /* of each span, the last x + 1 that has it */
	size_t most = 0;
	for (size_t i = 0; i < d->n; i++) /* sorted by x */
		if (seen[d->span[i]] != (uint64_t)d->x[i] + 1) {
			seen[d->span[i]] = (uint64_t)d->x[i] + 1;
			most++;
		}
	memset(seen, 0, d->moments * sizeof *seen);
	make_room(t, most);
	for (size_t i = 0; i < d->n; i++) {
		struct iv_outlook_past past = past_of(d, i);
		if (seen[d->span[i]] == (uint64_t)past.x + 1)
			continue;
		seen[d->span[i]] = (uint64_t)past.x + 1;
		past = (struct iv_outlook_past){ past.x + 1, past.span, past.span };
		add(t, &past, 0);
	}
	free(seen);
	struct fill f = { t, m };
	iv_parallel(threads, SHARES, fill_again_share, &f);
}

void iv_outlook_table_release(struct iv_outlook_table *t)
{
	free(t->past);
	free(t->outlook);
	free(t->customers);
	free(t->slot);
	*t = (struct iv_outlook_table){ 0 };
}
