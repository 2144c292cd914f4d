/* SPDX-License-Identifier: MIT
 * The score `value`: what a customer will leave within the horizon, in today's money, after what it costs to serve (CLV), tiers of
 * it, what all customers are worth together, and what keeping a few more of them would be worth.
 *
 *   clv = discounted orders x money an order x margin - discounted cost to serve
 *
 * Money an order, margin and cost to serve are the customer's own as far as it has shown them, and that of all for the rest: spend.h
 * says how much the one weighs for money; three typical orders weigh as much as the customer's own for the margin, and 90 days as much as
 * its own time for the cost. */
#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "score/outlook.h"
#include "score/reason.h"
#include "score/value_part.h"
#include "stats/quantile.h"

static const char *const fields[] = { "order_value", "clv", "clv_range", "tier", NULL };
static const struct iv_score_model *const needs[] = { &iv_score_purchase, NULL };

#define ORDERS_MOST 1000000
#define ORDERS_KNOWN 3.0
#define DAYS_KNOWN 90.0

static const struct iv_conf_key keys[] = {
	{ "purpose", IV_CONF_TEXT, offsetof(struct iv_value, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct iv_value, duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, offsetof(struct iv_value, duty.approved), false, NULL },
	{ "tiers", IV_CONF_LIST, offsetof(struct iv_value, tier_node), false, NULL },
};

struct tier_line {
	struct iv_str name, share;
};

static int load_tier(struct iv_value *v, const struct iv_conf_node *node, bool last, struct iv_err *err)
{
	static const struct iv_conf_key tier_keys[] = {
		{ "name", IV_CONF_TEXT, offsetof(struct tier_line, name), true, NULL },
		{ "share", IV_CONF_TEXT, offsetof(struct tier_line, share), false, NULL },
	};
	struct tier_line l = { 0 };
	struct iv_value_tier *t = &v->tier[v->tiers];
	int status = iv_conf_bind(node, tier_keys, 2, &l, err);
	if (status != IV_OK)
		return status;
	t->name = l.name;
	if (last && l.share.p)
		return iv_conf_error(iv_conf_get(node, "share"), 0, err, "share: the last tier takes all that are left");
	double percent;
	if (!last && (l.share.n < 2 || l.share.p[l.share.n - 1] != '%' || !iv_num_double((struct iv_str){ l.share.p, l.share.n - 1 }, &percent) || !(percent > 0 && percent < 100)))
		return iv_conf_error(node, 0, err, "share: expected a share of the customers such as 20%%");
	t->share = last ? 0 : percent / 100;
	v->tiers++;
	return IV_OK;
}

static int load_tiers(struct iv_value *v, struct iv_err *err)
{
	int status = IV_OK;
	if (v->tier_node->n < 2 || v->tier_node->n > IV_VALUE_TIERS)
		return iv_conf_error(v->tier_node, 0, err, "tiers: expected 2 to %d of them, the best first", IV_VALUE_TIERS);
	double sum = 0;
	for (size_t i = 0; i < v->tier_node->n && status == IV_OK; i++) {
		status = load_tier(v, v->tier_node->item[i], i + 1 == v->tier_node->n, err);
		sum += v->tier[i].share;
	}
	if (status == IV_OK && sum >= 1)
		status = iv_conf_error(v->tier_node, 0, err, "tiers: the shares leave nobody for the last one");
	return status;
}

static int load(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err)
{
	static const struct iv_value_tier usual[] = { { .name = { "A", 1 }, .share = 0.2 }, { .name = { "B", 1 }, .share = 0.3 }, { .name = { "C", 1 } } };
	struct iv_value *v = iv_zalloc(sizeof *v);
	int status = node ? iv_conf_bind(node, keys, sizeof keys / sizeof *keys, v, err) : IV_OK;
	if (status == IV_OK && v->tier_node) {
		status = load_tiers(v, err);
	} else if (status == IV_OK) {
		memcpy(v->tier, usual, sizeof usual);
		v->tiers = sizeof usual / sizeof *usual;
	}
	if (status != IV_OK) {
		free(v);
		return status;
	}
	*duty = v->duty;
	*state = v;
	return IV_OK;
}

/* --- One customer --- */

/* Repeat orders and their total: the first order is often unlike the others. Where single days are not known, it counts as much as each. */
static int64_t repeats_of(const struct iv_score_facts *f, int64_t *orders)
{
	*orders = f->days - 1;
	if (f->daily || !*orders)
		return *orders ? f->spend - f->first_spend : 0;
	return f->spend / f->days * *orders;
}

/* The mean of an order, by the model, or by what is known where none could be fitted. */
static double money_per_order(const struct iv_value *v, const struct iv_score_facts *f)
{
	int64_t orders, total = repeats_of(f, &orders);
	if (!v->spend.model)
		return v->order;
	double mean = v->spend.model->belief(v->spend.p, (double)orders, (double)total / IV_MONEY_ONE).mean;
	return isfinite(mean) ? mean : v->order;
}

/* What the orders to come may bring; where nothing could be fitted, each brings the same. */
static void money_ahead(const struct iv_value *v, const struct iv_score_facts *f, const struct iv_score_outlook *o, struct iv_score_spend_total *out)
{
	int64_t orders, total = repeats_of(f, &orders);
	double each = 1e-6 * v->order;
	if (v->spend.model)
		v->spend.model->ahead(v->spend.p, (double)orders, (double)total / IV_MONEY_ONE, &o->some, out);
	else
		iv_score_spend_normal.ahead((double[]){ v->order, each, each }, 0, 0, &o->some, out);
}

static void look(const struct iv_value *v, const struct iv_score *s, const struct iv_score_facts *f, const struct iv_score_outlook *o, struct iv_value_parts *out)
{
	double known = f->costed ? (double)(f->spend - f->uncosted) / IV_MONEY_ONE : 0, order = v->order > 0 ? v->order : 1;
	double tenure = s->today - f->first + 1, rate = log1p(s->discount) / IV_YEAR;
	double days = rate > 0 ? -expm1(-rate * (double)s->horizon) / rate : (double)s->horizon; /* of the horizon, in today's money */
	out->alive = o->alive;
	out->orders = o->alive > 0 ? o->discounted / o->alive : 0;
	out->money = money_per_order(v, f);
	if (known < 0)
		known = 0;
	out->margin = v->costed ? ((known > 0 ? (double)f->margin / IV_MONEY_ONE : 0) + ORDERS_KNOWN * order * v->margin) / (known + ORDERS_KNOWN * order) : v->margin;
	out->cost = o->alive * days * ((double)f->served / IV_MONEY_ONE + DAYS_KNOWN * v->served) / (tenure + DAYS_KNOWN);
}

static double clv(const struct iv_value_parts *p)
{
	return p->orders * p->alive * p->money * p->margin - p->cost;
}

/* --- Learning --- */

__extension__ typedef __int128 wide; /* sums of whole numbers, so that their order does not matter */

static wide whole(double v, double scale)
{
	double w = round(v * scale);
	return w > -9e18 && w < 9e18 ? (wide)w : 0;
}

static void learn_shares(struct iv_value *v, const struct iv_score_base *base)
{
	wide margin = 0, known = 0, served = 0, days = 0;
	for (size_t i = 0; i < base->n; i++) {
		const struct iv_score_facts *f = &base->facts[i];
		if (!f->bought_ever)
			continue;
		served += f->served;
		days += base->score->today - f->first + 1;
		if (f->costed) {
			margin += f->margin;
			known += (wide)f->spend - f->uncosted;
		}
	}
	v->costed = known > 0;
	v->margin = v->costed ? (double)margin / (double)known : base->score->margin;
	v->served = days > 0 ? (double)served / IV_MONEY_ONE / (double)days : 0;
}

static void learn_spend(struct iv_value *v, const struct iv_score_base *base)
{
	struct iv_score_spend_data d = { 0 };
	wide spend = 0, days = 0;
	for (size_t i = 0; i < base->n; i++) {
		const struct iv_score_facts *f = &base->facts[i];
		int64_t orders, total;
		struct iv_err err;
		if (!f->bought_ever)
			continue;
		spend += f->spend;
		days += f->days;
		total = repeats_of(f, &orders);
		if (orders > 0)
			iv_score_spend_add(&d, orders < ORDERS_MOST ? orders : ORDERS_MOST, total, &err);
	}
	v->order = days > 0 ? (double)spend / IV_MONEY_ONE / (double)days : 0;
	if (iv_score_spend_fit(iv_score_spend_signed(&d) ? &iv_score_spend_normal : &iv_score_spend_gamma, &d, &v->spend) != IV_OK)
		v->spend.model = NULL;
	iv_score_spend_release(&d);
}

/* The tiers begin where so large a share of the customers with a value lie above. */
static void learn_tiers(struct iv_value *v, struct iv_stats_sample *clvs)
{
	double share = 0;
	iv_stats_sample_sort(clvs);
	for (size_t i = 0; i < v->tiers; i++) {
		share += v->tier[i].share;
		v->tier[i].least = INT64_MIN;
		if (i + 1 == v->tiers)
			break;
		size_t above = (size_t)(share * (double)clvs->n + 0.5);
		v->tier[i].least = above ? clvs->value[clvs->n - above] : INT64_MAX;
	}
}

static size_t tier_of(const struct iv_value *v, int64_t units)
{
	size_t i = 0;
	while (i + 1 < v->tiers && units < v->tier[i].least)
		i++;
	return i;
}

static int64_t clv_units(const struct iv_value_parts *p)
{
	double v = round(clv(p) * IV_MONEY_ONE);
	return v > -9e18 && v < 9e18 ? (int64_t)v : v < 0 ? INT64_MIN : INT64_MAX;
}

/* What a pass over all customers sums: for whole numbers the order does not matter. */
struct sums {
	wide equity[IV_VALUE_TIERS], retention[IV_VALUE_TIERS][4];
};
static const double fine = 1e6;

static void learn_typical(struct iv_value *v, const struct iv_score_base *base)
{
	struct iv_stats_sample clvs = { 0 };
	struct iv_value_parts p;
	wide sum[5] = { 0 };
	for (size_t i = 0; i < base->n; i++) {
		const struct iv_score_outlook *o = iv_score_outlook_of(base, i);
		if (!o)
			continue;
		look(v, base->score, &base->facts[i], o, &p);
		const double part[5] = { p.orders, p.alive, p.money, p.margin, p.cost };
		for (int k = 0; k < 5; k++)
			sum[k] += whole(part[k], fine);
		iv_stats_sample_add(&clvs, clv_units(&p));
	}
	learn_tiers(v, &clvs);
	v->customers = clvs.n;
	double n = clvs.n ? (double)clvs.n * fine : 1, mean[5];
	for (int k = 0; k < 5; k++)
		mean[k] = (double)sum[k] / n;
	v->typical = (struct iv_value_parts){ mean[0], mean[1], mean[2], mean[3], mean[4] };
	iv_stats_sample_release(&clvs);
}

static void learn_equity(struct iv_value *v, const struct iv_score_base *base)
{
	struct sums sum = { .equity = { 0 } };
	struct iv_value_part_of part = { 0 };
	struct iv_value_retention_sums retention[IV_VALUE_TIERS];
	struct iv_value_parts p;
	struct iv_outlook_past past;
	uint64_t upto = iv_score_sample(v->customers, IV_VALUE_PART);
	for (size_t i = 0; i < base->n; i++) {
		const struct iv_score_facts *f = &base->facts[i];
		const struct iv_score_outlook *o = iv_score_outlook_of(base, i);
		if (!o)
			continue;
		look(v, base->score, f, o, &p);
		int64_t c = clv_units(&p);
		size_t t = tier_of(v, c);
		const double one[4] = { o->alive, o->alive * o->stays, o->alive * o->stays_prevented, p.money * p.margin * o->prevented };
		v->tier[t].customers++;
		sum.equity[t] += c;
		for (int k = 0; k < 4; k++)
			sum.retention[t][k] += whole(one[k], fine);
		if (f->id <= upto && iv_score_outlook_past(base->score, f, &past))
			iv_value_choose(&part, &past, t, p.money * p.margin);
	}
	wide equity = 0;
	for (size_t t = 0; t < v->tiers; t++) {
		const wide *w = sum.retention[t];
		v->tier[t].equity = (double)sum.equity[t] / IV_MONEY_ONE;
		equity += sum.equity[t];
		retention[t] = (struct iv_value_retention_sums){ (double)w[0] / fine, (double)w[1] / fine, (double)w[2] / fine, (double)w[3] / fine };
	}
	v->equity = (double)equity / IV_MONEY_ONE;
	if (v->customers)
		iv_value_retain(v, iv_score_outlook_mix(base->score), retention, &part);
}

static int fit(void *state, const struct iv_score_base *base, struct iv_err *err)
{
	struct iv_value *v = state;
	(void)err;
	learn_shares(v, base);
	learn_spend(v, base);
	learn_typical(v, base);
	learn_equity(v, base);
	return IV_OK;
}

/* --- Judging --- */

static struct iv_str words(const struct iv_score_case *c, const char *before, double v, const char *unit, const char *after)
{
	struct iv_buf b = iv_score_words(c);
	iv_score_add(&b, before);
	iv_num_add_double(&b, v, 2);
	iv_buf_addc(&b, ' ');
	iv_score_add(&b, unit);
	iv_score_add(&b, after);
	return iv_buf_str(&b);
}

static void explain(struct iv_score_case *c, const struct iv_value *v, const struct iv_value_parts *p, double total)
{
	const double own[4] = { p->orders, p->alive, p->money, p->margin }, typical[4] = { v->typical.orders, v->typical.alive, v->typical.money, v->typical.margin };
	double share[4];
	iv_score_shapley(own, typical, 4, share);
	struct iv_score_part part[] = {
		{ "typical", clv(&v->typical), { 0 } },
		{ "frequency", share[0], iv_score_says_often(c) },
		{ "recency", share[1], iv_score_says_lately(c) },
		{ "money", share[2], words(c, "orders for ", p->money, c->score->currency, " at a time are expected") },
		{ "margin", share[3], v->costed ? words(c, "", 100 * p->margin, "%", " of that is margin") : (struct iv_str){ 0 } },
		{ "cost", v->typical.cost - p->cost, v->served > 0 ? words(c, "serving costs ", p->cost, c->score->currency, " in that time") : (struct iv_str){ 0 } },
	};
	iv_score_because(c, "clv", total, 2, part, sizeof part / sizeof *part);
}

static void add_money(const struct iv_score_case *c, struct iv_buf *b, double v)
{
	iv_num_add_double(b, v, 2);
	iv_buf_addc(b, ' ');
	iv_score_add(b, c->score->currency);
}

/* A name so long that it has no room in a sentence is cut between characters. */
static void add_tier(struct iv_buf *b, const char *before, const struct iv_value_tier *t)
{
	enum { LONGEST = 40 };
	size_t n = t->name.n;
	if (n > LONGEST)
		for (n = LONGEST; n && ((unsigned char)t->name.p[n] & 0xC0) == 0x80;)
			n--;
	iv_score_add(b, before);
	iv_buf_add(b, t->name.p, n);
}

/* What an order today would do to the tier; where that is not enough, how far the next one is. */
static struct iv_str moves(const struct iv_score_case *c, const struct iv_value *v, int64_t units)
{
	size_t tier = tier_of(v, units), then = tier;
	struct iv_buf b = iv_score_words(c);
	struct iv_value_parts p;
	int64_t after = units;
	if (!tier) {
		iv_score_add(&b, "in the best tier, by ");
		add_money(c, &b, (double)(units - v->tier[0].least) / IV_MONEY_ONE);
		return iv_buf_str(&b);
	}
	if (v->tier[tier - 1].least == INT64_MAX) /* so few customers that nobody is in it */
		return (struct iv_str){ 0 };
	const struct iv_score_outlook *again = iv_score_outlook_again(c->score, c->facts, c->work);
	if (again) {
		look(v, c->score, c->facts, again, &p);
		after = clv_units(&p);
		then = tier_of(v, after);
	}
	if (then < tier) {
		add_tier(&b, "one more order today lifts the customer to tier ", &v->tier[then]);
		return iv_buf_str(&b);
	}
	add_tier(&b, "tier ", &v->tier[tier - 1]);
	iv_score_add(&b, " begins ");
	add_money(c, &b, (double)(v->tier[tier - 1].least - units) / IV_MONEY_ONE);
	iv_score_add(&b, " above");
	if (again) {
		iv_score_add(&b, after > units ? "; one more order today adds " : "; one more order today adds nothing");
		if (after > units)
			add_money(c, &b, (double)(after - units) / IV_MONEY_ONE);
	}
	return iv_buf_str(&b);
}

static void set_range(struct iv_score_case *c, const struct iv_value *v, const struct iv_value_parts *p)
{
	static const char *const key[] = { "low", "median", "high" };
	const struct iv_score_outlook *o = c->outlook;
	struct iv_score_spend_total total;
	double money[3], today = o->expected > 0 ? o->discounted / o->expected : 1;
	struct iv_buf b = iv_score_words(c);
	money_ahead(v, c->facts, o, &total);
	iv_value_range(o, &total, today * p->margin, o->alive > 0 ? p->cost / o->alive : 0, money);
	iv_buf_addc(&b, '{');
	for (int k = 0; k < 3; k++)
		iv_json_member_double(&b, key[k], money[k], 2);
	iv_buf_addc(&b, '}');
	iv_rec_set(c->rec, IV_STR("clv_range"), iv_buf_str(&b));
}

static void judge(const void *state, struct iv_score_case *c)
{
	const struct iv_value *v = state;
	struct iv_value_parts p;
	if (!c->outlook || !c->writes || !v->customers)
		return;
	look(v, c->score, c->facts, c->outlook, &p);
	int64_t units = clv_units(&p);
	iv_rec_set(c->rec, IV_STR("order_value"), iv_score_number(c->rec, p.money, 2));
	iv_rec_set(c->rec, IV_STR("clv"), iv_score_number(c->rec, (double)units / IV_MONEY_ONE, 2));
	set_range(c, v, &p);
	iv_rec_set_text(c->rec, IV_STR("tier"), v->tier[tier_of(v, units)].name);
	explain(c, v, &p, (double)units / IV_MONEY_ONE);
	struct iv_score_part part = { "clv", (double)units / IV_MONEY_ONE, moves(c, v, units) };
	iv_score_because(c, "tier", part.amount, 2, &part, 1);
}

static void doubts(const void *state, bool learned, void (*tell)(void *ctx, const struct iv_err *doubt), void *ctx)
{
	const struct iv_value *v = state;
	for (size_t i = 0; learned && i < iv_score_spend_findings_n; i++) {
		struct iv_err doubt;
		if (!(v->spend.findings & iv_score_spend_findings[i].bit))
			continue;
		iv_err_set(&doubt, IV_OK, iv_score_spend_findings[i].code, "value: %s", iv_score_spend_findings[i].text);
		tell(ctx, &doubt);
	}
}

const struct iv_score_model iv_score_value = {
	.name = "value",
	.fields = fields,
	.needs = needs,
	.load = load,
	.free = free,
	.work_new = iv_outlook_work_new, /* for outlooks of who orders today */
	.work_free = iv_outlook_work_free,
	.fit = fit,
	.write = iv_value_write,
	.read = iv_value_read,
	.doubts = doubts,
	.judge = judge,
};
