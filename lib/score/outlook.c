/* SPDX-License-Identifier: MIT
 * The score `purchase`: models of when customers order are fitted to the order days of all, one is chosen or several are averaged, and each
 * customer's chance to be one still and expected orders are told.
 */
#include "score/outlook_part.h"

#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "score/reason.h"

#define PERIOD 7

static const char *const fields[] = { "p_alive", "expected_orders", "orders_range", NULL };

static const struct iv_conf_key keys[] = {
	{ "purpose", IV_CONF_TEXT, offsetof(struct iv_outlook_purchase, duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, offsetof(struct iv_outlook_purchase, duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, offsetof(struct iv_outlook_purchase, duty.approved), false, NULL },
	{ "model", IV_CONF_CHOICE, offsetof(struct iv_outlook_purchase, choice), false, iv_outlook_choices },
	{ "period", IV_CONF_INT, offsetof(struct iv_outlook_purchase, period), false, NULL },
};

static void release(void *state)
{
	struct iv_outlook_purchase *p = state;
	iv_outlook_table_release(&p->table);
	iv_outlook_table_release(&p->again);
	free(p);
}

static int load(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err)
{
	struct iv_outlook_purchase *p = iv_zalloc(sizeof *p);
	p->period = PERIOD;
	int status = node ? iv_conf_bind(node, keys, sizeof keys / sizeof *keys, p, err) : IV_OK;
	if (status == IV_OK && (p->period < 1 || p->period > 366))
		status = iv_conf_error(iv_conf_get(node, "period"), 0, err, "period: expected a number of days from 1 to 366");
	if (status != IV_OK) {
		release(p);
		return status;
	}
	*duty = p->duty;
	*state = p;
	return IV_OK;
}

static const struct iv_outlook_purchase *of(const struct iv_score *s)
{
	return iv_score_state(s, &iv_score_purchase);
}

/* --- Learning --- */

double iv_score_horizon(const struct iv_score *s)
{
	return fmax(1, iv_season_days(&s->season, s->today, s->today + (int32_t)s->horizon));
}

struct iv_outlook_plan iv_score_outlook_plan(const struct iv_score *s)
{
	const struct iv_outlook_purchase *p = of(s);
	return (struct iv_outlook_plan){ p ? p->choice : IV_OUTLOOK_AUTO, p ? (double)p->period : PERIOD, iv_score_horizon(s), s->discount };
}

bool iv_score_outlook_past(const struct iv_score *s, const struct iv_score_facts *f, struct iv_outlook_past *past)
{
	if (!f->bought_ever)
		return false;
	int32_t recency = iv_season_days(&s->season, f->first, f->last), span = iv_season_days(&s->season, f->first, s->today);
	recency = recency < 1 && f->days > 1 ? 1 : recency; /* on days of which few make one, two orders are not one */
	*past = (struct iv_outlook_past){ (uint32_t)(f->days - 1), (uint32_t)recency, (uint32_t)(span < recency ? recency : span) };
	return true;
}

static int gather(const struct iv_score_base *base, double unit, struct iv_score_purchase_data *d, struct iv_err *err)
{
	struct iv_score_purchase_builder b = { 0 };
	int status = IV_OK;
	for (size_t i = 0; i < base->n && status == IV_OK; i++) {
		struct iv_outlook_past past;
		if (iv_score_outlook_past(base->score, &base->facts[i], &past))
			status = iv_score_purchase_add(&b, past.x, past.recency, past.span, err);
	}
	if (status == IV_OK)
		iv_score_purchase_build(d, &b, unit);
	iv_score_purchase_builder_release(&b);
	return status == IV_OK ? IV_OK : IV_FAIL;
}

/* What the population has on average. */
static void average(struct iv_outlook_purchase *p)
{
	double n = 0;
	for (size_t i = 0; i < p->table.n; i++) {
		double w = p->table.customers[i];
		n += w;
		p->typical.alive += w * p->table.outlook[i].alive;
		p->typical.expected += w * p->table.outlook[i].expected;
		p->typical.discounted += w * p->table.outlook[i].discounted;
	}
	if (n > 0) {
		p->typical.alive /= n;
		p->typical.expected /= n;
		p->typical.discounted /= n;
	}
}

static void gather_trial(const struct iv_score_base *base, struct iv_outlook_trial *t)
{
	size_t known = 0;
	struct iv_score_purchase_outcome o;
	for (size_t i = 0; i < base->n; i++)
		known += iv_outlook_trial_outcome(&base->facts[i], &base->score->season, base->score->today, &o);
	iv_outlook_trial_start(t, known);
	for (size_t i = 0; i < base->n; i++)
		if (iv_outlook_trial_outcome(&base->facts[i], &base->score->season, base->score->today, &o))
			iv_outlook_trial_add(t, base->facts[i].id, &o);
}

static int fit(void *state, const struct iv_score_base *base, struct iv_err *err)
{
	struct iv_outlook_purchase *p = state;
	struct iv_score_purchase_data d = { 0 };
	struct iv_outlook_trial trial = { 0 };
	int status = gather(base, (double)p->period, &d, err);
	if (status != IV_OK)
		return status;
	p->customers = (size_t)d.customers;
	p->lints = iv_score_purchase_lint(&d);
	struct iv_outlook_plan plan = iv_score_outlook_plan(base->score);
	gather_trial(base, &trial);
	p->considered_n = iv_outlook_choose(&plan, &d, &trial, base->threads, &p->mix, p->considered, &p->verdict);
	iv_outlook_trial_release(&trial);
	if (p->mix.n) {
		iv_outlook_table_fill(&p->table, &p->mix, &d, base->threads);
		iv_outlook_table_fill_again(&p->again, &p->mix, &d, base->threads);
		average(p);
	}
	iv_score_purchase_data_release(&d);
	return IV_OK;
}

static void tell_words(unsigned bits, const struct iv_score_purchase_word *word, size_t n, const char *model, void (*tell)(void *ctx, const struct iv_err *doubt),
		       void *ctx)
{
	for (size_t i = 0; i < n; i++) {
		struct iv_err doubt;
		if (!(bits & word[i].bit))
			continue;
		iv_err_set(&doubt, IV_OK, word[i].code, "purchase: %s%s%s", model ? model : "", model ? ": " : "", word[i].text);
		tell(ctx, &doubt);
	}
}

static void doubts(const void *state, bool learned, void (*tell)(void *ctx, const struct iv_err *doubt), void *ctx)
{
	const struct iv_outlook_purchase *p = state;
	if (!learned)
		return;
	tell_words(p->lints, iv_score_purchase_lints, iv_score_purchase_lints_n, NULL, tell, ctx);
	for (size_t i = 0; i < p->mix.n; i++)
		tell_words(p->mix.fit[i].findings, iv_score_purchase_findings, iv_score_purchase_findings_n, p->mix.fit[i].asked->title, tell, ctx);
}

/* --- Judging --- */

const struct iv_outlook_mix *iv_score_outlook_mix(const struct iv_score *s)
{
	const struct iv_outlook_purchase *p = of(s);
	return p && p->mix.n ? &p->mix : NULL;
}

const struct iv_score_outlook *iv_score_outlook(const struct iv_score *s, const struct iv_score_facts *f, struct iv_outlook_memo *memo)
{
	const struct iv_outlook_purchase *p = of(s);
	struct iv_outlook_past past;
	if (!p || !p->mix.n || !iv_score_outlook_past(s, f, &past))
		return NULL;
	const struct iv_score_outlook *known = iv_outlook_table_find(&p->table, &past);
	return known || !memo ? known : iv_outlook_memo_find(memo, &p->mix, &past);
}

const struct iv_score_outlook *iv_score_outlook_of(const struct iv_score_base *base, size_t i)
{
	enum { AHEAD = 8 };
	const struct iv_outlook_purchase *p = of(base->score);
	struct iv_outlook_past past;
	for (int step = 2; p && step > 0; step--)
		if (i + (size_t)step * AHEAD < base->n && iv_score_outlook_past(base->score, &base->facts[i + (size_t)step * AHEAD], &past))
			iv_outlook_table_fetch(&p->table, &past, step == 1);
	return iv_score_outlook(base->score, &base->facts[i], NULL);
}

const struct iv_score_outlook *iv_score_outlook_again(const struct iv_score *s, const struct iv_score_facts *f, struct iv_outlook_memo *memo)
{
	const struct iv_outlook_purchase *p = of(s);
	struct iv_outlook_past past;
	if (!p || !p->mix.n || !iv_score_outlook_past(s, f, &past) || past.recency == past.span)
		return NULL;
	past = (struct iv_outlook_past){ past.x + 1, past.span, past.span };
	const struct iv_score_outlook *known = iv_outlook_table_find(&p->again, &past);
	return known || !memo ? known : iv_outlook_memo_ahead(memo, &p->mix, &past);
}

bool iv_score_silence(const struct iv_score *s, double x, double recency, double days, double *probability)
{
	const struct iv_outlook_purchase *p = of(s);
	if (!p || !p->mix.n)
		return false;
	*probability = iv_outlook_silence(&p->mix, x, recency, days);
	return true;
}

const struct iv_score_outlook *iv_score_outlook_typical(const struct iv_score *s)
{
	const struct iv_outlook_purchase *p = of(s);
	return p && p->mix.n ? &p->typical : NULL;
}

static void judge(const void *state, struct iv_score_case *c)
{
	const struct iv_outlook_purchase *p = state;
	const struct iv_score_outlook *o = c->outlook = iv_score_outlook(c->score, c->facts, c->work);
	if (!o || !c->writes)
		return;
	iv_rec_set(c->rec, IV_STR("p_alive"), iv_score_number(c->rec, o->alive, 4));
	iv_rec_set(c->rec, IV_STR("expected_orders"), iv_score_number(c->rec, o->expected, 4));
	struct iv_buf range = iv_score_words(c);
	iv_buf_addc(&range, '{');
	iv_json_member_int(&range, "low", o->low);
	iv_json_member_int(&range, "median", o->middle);
	iv_json_member_int(&range, "high", o->high);
	iv_buf_addc(&range, '}');
	iv_rec_set(c->rec, IV_STR("orders_range"), iv_buf_str(&range));
	/* Orders of somebody who is still a customer, times the probability of that. */
	double own[2] = { o->alive > 0 ? o->expected / o->alive : 0, o->alive }, typical[2] = { p->typical.alive > 0 ? p->typical.expected / p->typical.alive : 0, p->typical.alive }, share[2];
	iv_score_shapley(own, typical, 2, share);
	struct iv_score_part part[] = { { "typical", p->typical.expected, { 0 } }, { "frequency", share[0], iv_score_says_often(c) }, { "recency", share[1], iv_score_says_lately(c) } };
	iv_score_because(c, "expected_orders", o->expected, 4, part, 3);
}

const struct iv_score_model iv_score_purchase = {
	.name = "purchase",
	.fields = fields,
	.load = load,
	.free = release,
	.work_new = iv_outlook_work_new,
	.work_free = iv_outlook_work_free,
	.fit = fit,
	.write = iv_outlook_write,
	.read = iv_outlook_read,
	.doubts = doubts,
	.judge = judge,
};
