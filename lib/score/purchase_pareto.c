/* SPDX-License-Identifier: MIT
 * Pareto/NBD without a hypergeometric function. A customer's likelihood is an integral over the time of its death,
 *   Γ(r+x)/Γ(r) α^r β^s [(α+T)^-(r+x) (β+T)^-s + s ∫ (α+τ)^-(r+x) (β+τ)^-(s+1) dτ],  τ from the last order at t to T,
 * (Schmittlein, Morrison & Colombo 1987, before it is written as 2F1), done by Gauss–Legendre in w = ln((m+τ)/(m+t)) with m = min(α, β),
 * the nearest singularity. There is no case of α beside β, and derivatives pass under the integral: with the nodes' shares of
 * the sum as weights they are means and covariances over the nodes. */
#include <math.h>

#include "score/purchase_parts.h"
#include "stats/gammas.h"

enum { R, A, S, B };
enum { RR, RA, RS, RB, AA, AS, AB, SS, SB, BB };
static const double small_fall = 0.4; /* by how many powers of e: less needs the fewest nodes */
static const double enough = 40; /* where the integrand has fallen by e^-40, nothing that a double could see is left */

static void prepare(struct iv_score_purchase_work *w, struct iv_score_purchase_sums *whole)
{
	const struct iv_score_purchase_data *d = w->data;
	if (!w->node)
		iv_score_purchase_work_nodes(w, 0);
	iv_score_purchase_ages(w, w->p[A], 0);
	iv_score_purchase_ages(w, w->p[B], 2);
	for (size_t g = 0; g < d->groups; g++) {
		struct iv_stats_curve rate = iv_stats_rising(w->p[R], d->group[g].x);
		struct iv_score_purchase_sums s = { .value = rate.value, .gradient[R] = w->p[R] * rate.slope };
		s.hessian[RR] = w->p[R] * w->p[R] * rate.bend + s.gradient[R];
		iv_score_purchase_sums_add(whole, &s, d->group[g].customers);
	}
}

/* The range of one integral. */
struct range {
	double near, far; /* m + t, and max(α, β) + t */
	double width; /* of w */
	double fall; /* by how many powers of e the integrand falls at most */
};

static struct range find_range(const double *p, double x, double from, double to)
{
	const bool rate_near = p[A] < p[B];
	struct range g = { .near = fmin(p[A], p[B]) + from, .far = fmax(p[A], p[B]) + from };
	double share = g.near / g.far, shape = p[R] + x;
	double least = rate_near ? shape - 1 + (p[S] + 1) * share : p[S] + shape * share; /* how fast it falls at first; later faster */
	g.width = log1p((to - from) / g.near);
	if (least * g.width > enough)
		g.width = enough / least;
	g.fall = (shape + p[S]) * g.width; /* at most */
	if (g.fall > small_fall) {
		double up = g.near * expm1(g.width);
		g.fall = shape * log1p(up / (p[A] + from)) + p[S] * log1p(up / (p[B] + from));
	}
	return g;
}

/* As many nodes as a polynomial needs that is like e^-fall, and like the pole at distance π. */
static int nodes_for(const struct range *g, int level)
{
	int n = g->fall < small_fall && g->width < 0.3 ? 4 : g->fall < 4 && g->width < 1 ? 8 : g->fall < 16 && g->width < 3 ? 16 : IV_PURCHASE_NODES;
	return n << level;
}

/* What the derivatives are made of at a time of death τ: q = log1p(τ/α), τ/(α+τ), log1p(τ/β), τ/(β+τ), beside those at t. */
struct moments {
	double sum; /* of the nodes' weights: the integral beside the integrand's outer part at t */
	double q[4], qq[10];
};

static void integrate(const struct iv_score_purchase_work *w, const struct range *g, double x, double from, const double *base, struct moments *out)
{
	const double *p = w->p, shape = p[R] + x;
	const bool rate_near = p[A] < p[B];
	const int n = nodes_for(g, w->level);
	const double *node = w->node + n, *weight = w->weight + n;
	double sum = 0, s0 = 0, s1 = 0, s2 = 0, s3 = 0, s00 = 0, s01 = 0, s02 = 0, s03 = 0, s11 = 0, s12 = 0, s13 = 0, s22 = 0, s23 = 0, s33 = 0;
	for (int k = 0; k < n; k++) {
		double near_log = g->width * node[k], up = g->near * expm1(near_log), far_log = log1p(up / g->far), tau = from + up;
		double q[4] = { rate_near ? near_log : far_log, tau / (p[A] + tau) - base[1], rate_near ? far_log : near_log, tau / (p[B] + tau) - base[3] };
		double e = weight[k] * (g->near + up) / (p[B] + tau) * exp(-shape * q[0] - p[S] * q[2]);
		double e0 = e * q[0], e1 = e * q[1], e2 = e * q[2], e3 = e * q[3];
		sum += e;
		s0 += e0, s1 += e1, s2 += e2, s3 += e3;
		s00 += e0 * q[0], s01 += e0 * q[1], s02 += e0 * q[2], s03 += e0 * q[3];
		s11 += e1 * q[1], s12 += e1 * q[2], s13 += e1 * q[3];
		s22 += e2 * q[2], s23 += e2 * q[3], s33 += e3 * q[3];
	}
	*out = (struct moments){ sum, { s0, s1, s2, s3 }, { s00, s01, s02, s03, s11, s12, s13, s22, s23, s33 } };
	for (int i = 0; i < 4; i++)
		out->q[i] /= sum;
	for (int i = 0, at = 0; i < 4; i++)
		for (int j = i; j < 4; j++, at++)
			out->qq[at] = out->qq[at] / sum - out->q[i] * out->q[j];
	out->sum *= g->width;
}

/* The logarithm of the alive term: value, gradient, Hessian; q are the four moments at T. */
static void alive_term(const double *p, double x, const double *q, double *gradient, double *hessian)
{
	gradient[R] = -p[R] * q[0];
	gradient[A] = (p[R] + x) * q[1] - x;
	gradient[S] = -p[S] * q[2];
	gradient[B] = p[S] * q[3];
	hessian[RR] = gradient[R];
	hessian[RA] = p[R] * q[1];
	hessian[AA] = -(p[R] + x) * q[1] * (1 - q[1]);
	hessian[SS] = gradient[S];
	hessian[SB] = p[S] * q[3];
	hessian[BB] = -p[S] * q[3] * (1 - q[3]);
}

/* The same of the death term: the gradient is linear in the moments, so its spread over the nodes is theirs, scaled. */
static void death_term(const double *p, double x, const double *base, const struct moments *m, double *gradient, double *hessian)
{
	const double scale[4] = { -p[R], p[R] + x, -p[S], p[S] + 1 };
	double q[4];
	for (int i = 0; i < 4; i++)
		q[i] = base[i] + m->q[i];
	gradient[R] = -p[R] * q[0];
	gradient[A] = (p[R] + x) * q[1] - x;
	gradient[S] = 1 - p[S] * q[2];
	gradient[B] = (p[S] + 1) * q[3] - 1;
	for (int i = 0, at = 0; i < 4; i++)
		for (int j = i; j < 4; j++, at++)
			hessian[at] = scale[i] * scale[j] * m->qq[at];
	hessian[RR] += gradient[R];
	hessian[RA] += p[R] * q[1];
	hessian[AA] -= (p[R] + x) * (q[1] * (1 - q[1]) - m->qq[AA]);
	hessian[SS] -= p[S] * q[2];
	hessian[SB] += p[S] * q[3];
	hessian[BB] -= (p[S] + 1) * (q[3] * (1 - q[3]) - m->qq[BB]);
}

static void cells(const struct iv_score_purchase_work *w, size_t begin, size_t end, struct iv_score_purchase_sums *sums)
{
	const struct iv_score_purchase_data *d = w->data;
	const double *p = w->p, log_alpha = log(p[A]), log_s = log(p[S]);
	for (size_t i = begin; i < end; i++) {
		const double *last = w->table + 4 * d->recency[i], *now = w->table + 4 * d->span[i];
		double x = d->x[i], n = d->weight[i], from = d->moment[d->recency[i]], to = d->moment[d->span[i]];
		struct iv_score_purchase_sums s = { 0 };
		alive_term(p, x, now, s.gradient, s.hessian);
		s.value = -p[R] * now[0] - x * (log_alpha + now[0]) - p[S] * now[2];
		if (to > from) {
			struct range g = find_range(p, x, from, to);
			struct moments m;
			double gradient[4], hessian[10] = { 0 }, gap[4];
			integrate(w, &g, x, from, last, &m);
			death_term(p, x, last, &m, gradient, hessian);
			double death = log_s + log(m.sum) - p[R] * last[0] - x * (log_alpha + last[0]) - p[S] * last[2];
			double share = 1 / (1 + exp(s.value - death)), mixed = share * (1 - share);
			s.value = iv_stats_add_logs(s.value, death);
			for (int k = 0; k < 4; k++)
				gap[k] = gradient[k] - s.gradient[k];
			for (int k = 0, at = 0; k < 4; k++) {
				s.gradient[k] += share * gap[k];
				for (int l = k; l < 4; l++, at++)
					s.hessian[at] += share * (hessian[at] - s.hessian[at]) + mixed * gap[k] * gap[l];
			}
		}
		iv_score_purchase_sums_add(sums, &s, n);
	}
}

static bool start(const struct iv_score_purchase_data *d, const double *simple, int number, double *p)
{
	/* r (0: r and α of NBD, for few who leave), s, β beside the mean span */
	static const double shape[][3] = { { 0.5, 0.6, 0.35 }, { 1, 0.1, 0.05 }, { 0.1, 2, 0.5 }, { 2, 5, 20 }, { 0.05, 0.3, 0.01 }, { 8, 0.02, 0.001 }, { 0.3, 0.05, 3 }, { 0, 0.02, 0.001 }, { 0, 0.003, 0.05 }, { 0, 0.001, 1e-8 }, { 0, 0.3, 1 } };
	if (number >= (int)(sizeof shape / sizeof *shape))
		return false;
	p[R] = shape[number][0] > 0 ? shape[number][0] : simple[R];
	p[A] = shape[number][0] > 0 ? 0.6 * p[R] * d->spans / d->repeats : simple[A];
	p[S] = shape[number][1];
	p[B] = shape[number][2] * d->spans / d->customers;
	return true;
}

/* The Gauss–Legendre rule of 16 nodes on [0, 1], for one customer at a time: nodes are 1/2 -+ half, in pairs. */
enum { PAIRS = 8, NODES = 2 * PAIRS, PANELS = 48 };
static const double half_node[PAIRS] = { 0.49470046749582496630, 0.47228751153661628804, 0.43281560119391587194, 0.37770220417750151695, 0.30893812220132187422, 0.22900838882861369317, 0.14080177538962945662, 0.04750625491881872009 };
static const double half_weight[PAIRS] = { 0.01357622970587704743, 0.03112676196932394643, 0.04757925584124639240, 0.06231448562776693603, 0.07479799440828836604, 0.08457825969750126909, 0.09130170752246179443, 0.09472530522753424814 };

/* Node k of panel number `panel` of `panels` on [0, 1]. */
static double panel_node(int panel, int panels, int k, double *weight)
{
	double at = k % 2 ? 0.5 + half_node[k / 2] : 0.5 - half_node[k / 2];
	*weight = half_weight[k / 2] / panels;
	return (panel + at) / panels;
}

static int panels_for(double fall, double width)
{
	double n = ceil(fmax(fall / 12, width / 2));
	return n < 1 ? 1 : n > PANELS ? PANELS : (int)n;
}

/* The logarithms of the alive term and of the integral, both beside the integrand's outer part at the last order. */
static void split(const double *p, const struct iv_score_purchase_history *h, double *alive_log, double *dead_log)
{
	*alive_log = 0;
	*dead_log = -INFINITY;
	if (!(h->span > h->recency))
		return;
	const bool rate_near = p[A] < p[B];
	struct range g = find_range(p, h->x, h->recency, h->span);
	double dead = 0, gap = h->span - h->recency, weight;
	*alive_log = -(p[R] + h->x) * log1p(gap / (p[A] + h->recency)) - p[S] * log1p(gap / (p[B] + h->recency));
	const int panels = panels_for(g.fall, g.width);
	for (int k = 0; k < panels * NODES; k++) {
		double near_log = g.width * panel_node(k / NODES, panels, k % NODES, &weight), up = g.near * expm1(near_log), far_log = log1p(up / g.far);
		double rate_log = rate_near ? near_log : far_log, hazard_log = rate_near ? far_log : near_log;
		dead += weight * (g.near + up) / (p[B] + h->recency + up) * exp(-(p[R] + h->x) * rate_log - p[S] * hazard_log);
	}
	*dead_log = log(p[S] * g.width * dead);
}

static double alive(const double *p, const struct iv_score_purchase_history *h)
{
	double live, dead;
	split(p, h, &live, &dead);
	return 1 / (1 + exp(dead - live));
}

static double loglik(const double *p, const struct iv_score_purchase_history *h)
{
	double live, dead, rate = log1p(h->recency / p[A]), hazard = log1p(h->recency / p[B]);
	split(p, h, &live, &dead);
	return iv_stats_log_rising(p[R], h->x) - p[R] * rate - h->x * (log(p[A]) + rate) - p[S] * hazard + iv_stats_add_logs(live, dead);
}

/* Schmittlein, Morrison & Colombo 1987, eq. 22, without a pole at s = 1. */
static double ahead(const double *p, const struct iv_score_purchase_history *h, double t)
{
	double shift = log1p(t / (p[B] + h->span));
	return (p[R] + h->x) / (p[A] + h->span) * (p[B] + h->span) * shift * iv_stats_expm1_over(-(p[S] - 1) * shift);
}

static double stay(const double *p, const struct iv_score_purchase_history *h, double t)
{
	return exp(-p[S] * log1p(t / (p[B] + h->span)));
}

static double expect(const double *p, const struct iv_score_purchase_history *h, double t)
{
	return alive(p, h) * ahead(p, h, t);
}

/* A customer alive leaves at time y of the horizon, or later; until then its orders are negative binomial: a mixture over y. */
static void predict(const double *p, const struct iv_score_purchase_history *h, double t, double upto, struct iv_score_purchase_distribution *out)
{
	struct iv_score_purchase_negbin orders[PANELS * NODES + 1];
	double weight[PANELS * NODES + 1], now = alive(p, h), shape = p[R] + h->x, rate = p[A] + h->span, hazard = p[B] + h->span, near = fmin(rate, hazard);
	double width = log1p(t / near);
	const int panels = panels_for(shape * (1 + t / rate) * log1p(t / rate) + p[S] * log1p(t / hazard), 2 * width), n = panels * NODES;
	for (int k = 0; k < n; k++) {
		double y = near * expm1(width * panel_node(k / NODES, panels, k % NODES, &weight[k]));
		weight[k] *= now * width * p[S] * (near + y) / (hazard + y) * exp(-p[S] * log1p(y / hazard));
		iv_score_purchase_negbin_start(&orders[k], shape, y / rate);
	}
	iv_score_purchase_negbin_start(&orders[n], shape, t / rate);
	weight[n] = now * exp(-p[S] * log1p(t / hazard)); /* it stays beyond the horizon */
	for (double dead = 1 - now; iv_score_purchase_distribution_open(out, upto); dead = 0) {
		double sum = dead;
		for (int k = 0; k <= n; k++) {
			sum += weight[k] * orders[k].p;
			iv_score_purchase_negbin_next(&orders[k]);
		}
		iv_score_purchase_distribution_add(out, sum);
	}
}

const struct iv_score_purchase_model iv_score_pareto = {
	.name = "pareto", .title = "Pareto/NBD", .n = 4, .parameter = { "r", "alpha", "s", "beta" }, .time = { false, true, false, true }, .without_leaving = &iv_score_nbd,
	.loglik = loglik, .alive = alive, .ahead = ahead, .stay = stay, .expect = expect, .predict = predict,
	.tables = 4, .quadrature = true, .prepare = prepare, .cells = cells, .start = start,
};
