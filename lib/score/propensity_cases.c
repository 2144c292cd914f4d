/* SPDX-License-Identifier: MIT
 * Labelled customers on their way to the regression: packed by the threads that read them, put into columns by one.
 *
 * Packed, of each propensity: a byte, 0 no label, 1 did not, 2 did; and with a label its inputs, a double each (not finite: missing), or a length
 * and the bytes of a text (the greatest length: missing). */
#include <math.h>
#include <stdlib.h>

#include "score/propensity_set.h"

#define MISSING UINT32_MAX

void iv_propensity_value_of(const struct iv_propensity_set *s, const struct iv_propensity_input *in, struct iv_rule_run *run, struct iv_propensity_value *out)
{
	struct iv_rule_value v;
	iv_rule_eval(run, in->rule, &v);
	*out = (struct iv_propensity_value){ .missing = v.type == IV_RULE_NULL, .number = NAN };
	if (out->missing)
		return;
	switch (in->result) {
	case IV_RULE_BOOL:
		out->number = v.truth;
		break;
	case IV_RULE_NUMBER:
		out->number = iv_decimal_double(v.number);
		break;
	case IV_RULE_DATE:
		out->number = s->today - v.day;
		break;
	default:
		out->text = v.text;
		out->missing = !v.text.n;
	}
}

void iv_propensity_observe(const void *state, void *work, const struct iv_rec *rec, struct iv_buf *out)
{
	const struct iv_propensity_set *s = state;
	struct iv_propensity_work *w = work;
	iv_rule_bind(w->run, rec);
	for (size_t i = 0; i < s->n; i++) {
		const struct iv_propensity_aim *a = &s->aim[i];
		int label = iv_rule_test(w->run, a->label);
		iv_buf_addc(out, (char)(label + 1));
		for (size_t k = 0; label >= 0 && k < a->inputs; k++) {
			struct iv_propensity_value v;
			iv_propensity_value_of(s, &a->input[k], w->run, &v);
			if (a->input[k].type != IV_PROPENSITY_TEXT) {
				iv_buf_add(out, &v.number, sizeof v.number);
				continue;
			}
			uint32_t n = v.missing ? MISSING : (uint32_t)v.text.n;
			iv_buf_add(out, &n, sizeof n);
			if (!v.missing)
				iv_buf_adds(out, v.text);
		}
	}
}

static uint32_t coin_of(const struct iv_score_facts *f)
{
	if (!f->orders && !f->spend)
		return 0;
	return 1u << 24 | (uint32_t)(unsigned char)f->currency[0] << 16 | (uint32_t)(unsigned char)f->currency[1] << 8 | (unsigned char)f->currency[2];
}

/* One input of case number n; returns how many bytes it took. */
static size_t absorb_value(struct iv_propensity_gathered *g, bool text, size_t n, const char *p)
{
	uint32_t length;
	if (!text) {
		if (n == g->cap)
			g->number = iv_reserve(g->number, &g->cap, n + 1, sizeof *g->number);
		memcpy(&g->number[n], p, sizeof *g->number);
		return sizeof *g->number;
	}
	if (n == g->cap)
		g->code = iv_reserve(g->code, &g->cap, n + 1, sizeof *g->code);
	memcpy(&length, p, sizeof length);
	if (length == MISSING) {
		g->code[n] = IV_NAMES_NONE;
		return sizeof length;
	}
	g->code[n] = iv_names_add(&g->texts, (struct iv_str){ p + sizeof length, length });
	return sizeof length + length;
}

void iv_propensity_absorb(void *state, const struct iv_score_facts *facts, struct iv_str seen)
{
	struct iv_propensity_set *s = state;
	const char *p = seen.p;
	for (size_t i = 0; i < s->n; i++) {
		struct iv_propensity_aim *a = &s->aim[i];
		struct iv_propensity_cases *c = &a->cases;
		int label = *p++ - 1;
		if (label < 0) {
			c->unknown++;
			continue;
		}
		if (!c->column)
			c->column = iv_zalloc((a->inputs + 1) * sizeof *c->column);
		for (size_t k = 0; k < a->inputs; k++)
			p += absorb_value(&c->column[k], a->input[k].type == IV_PROPENSITY_TEXT, c->n, p);
		c->label = iv_reserve(c->label, &c->label_cap, c->n + 1, sizeof *c->label);
		c->id = iv_reserve(c->id, &c->id_cap, c->n + 1, sizeof *c->id);
		c->coin = iv_reserve(c->coin, &c->coin_cap, c->n + 1, sizeof *c->coin);
		c->label[c->n] = (uint8_t)label;
		c->id[c->n] = facts->id;
		c->coin[c->n++] = coin_of(facts);
	}
}

void iv_propensity_cases_release(struct iv_propensity_cases *c, size_t inputs)
{
	for (size_t k = 0; c->column && k < inputs; k++) {
		free(c->column[k].number);
		free(c->column[k].code);
		iv_names_release(&c->column[k].texts);
	}
	free(c->column);
	free(c->label);
	free(c->id);
	free(c->coin);
	*c = (struct iv_propensity_cases){ 0 };
}

/* Customers in another currency than the run's are not scored, and teach nothing. */
static void drop_foreign(struct iv_propensity_cases *c, const struct iv_propensity_aim *a, const char *currency)
{
	struct iv_score_facts own = { .orders = 1 };
	size_t n = 0;
	memcpy(own.currency, currency, sizeof own.currency);
	for (size_t r = 0; r < c->n; r++) {
		if (c->coin[r] && c->coin[r] != coin_of(&own))
			continue;
		for (size_t k = 0; k < a->inputs && n < r; k++) {
			if (c->column[k].number)
				c->column[k].number[n] = c->column[k].number[r];
			else
				c->column[k].code[n] = c->column[k].code[r];
		}
		c->label[n] = c->label[r];
		c->id[n++] = c->id[r];
	}
	c->n = n;
}

static int learn(struct iv_propensity_set *s, struct iv_propensity_aim *a, const struct iv_score_base *base, struct iv_err *err)
{
	struct iv_propensity_cases *c = &a->cases;
	struct iv_propensity_column *column = iv_zalloc((a->inputs + 1) * sizeof *column);
	drop_foreign(c, a, base->score->currency);
	for (size_t k = 0; c->column && k < a->inputs; k++) {
		const struct iv_propensity_gathered *g = &c->column[k];
		column[k] = (struct iv_propensity_column){ .name = a->input[k].name, .type = a->input[k].type, .number = g->number, .code = g->code, .text = g->texts.name, .texts = g->texts.n };
	}
	struct iv_propensity_data data = { .column = column, .columns = a->inputs, .rows = c->n, .label = c->label, .id = c->id };
	a->settings.threads = base->threads;
	struct iv_err why;
	int status = c->n ? iv_propensity_fit(&a->model, &a->report, &data, &a->settings, &why) : iv_err_set(&why, IV_FAIL, "no_cases", "of nobody the label is known");
	if (status != IV_OK) {
		iv_err_set(err, status, why.code, "propensity '" IV_FMT "': %s", IV_ARG(a->name), why.msg);
	} else {
		a->learned = true;
		iv_propensity_settle(s, a);
	}
	free(column);
	iv_propensity_cases_release(c, a->inputs);
	return status;
}

int iv_propensity_learn_all(void *state, const struct iv_score_base *base, struct iv_err *err)
{
	struct iv_propensity_set *s = state;
	int status = IV_OK;
	for (size_t i = 0; i < s->n && status == IV_OK; i++)
		status = learn(s, &s->aim[i], base, err);
	return status;
}
