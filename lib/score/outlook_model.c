/* SPDX-License-Identifier: MIT
 * What the score `purchase` learned, as a model. */
#include "base/num.h"
#include "score/outlook_part.h"

static void write_words(unsigned bits, const struct iv_score_purchase_word *word, size_t n, const char *key, struct iv_buf *out)
{
	iv_json_member_raw(out, key, IV_STR("["));
	for (size_t i = 0; i < n; i++)
		if (bits & word[i].bit) {
			iv_json_comma(out);
			iv_json_quote(out, iv_str_of(word[i].code));
		}
	iv_buf_addc(out, ']');
}

static void write_fit(const struct iv_score_purchase_fit *f, double weight, struct iv_buf *out)
{
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "model", iv_str_of(f->model->name));
	iv_json_member_text(out, "asked", iv_str_of(f->asked->name));
	iv_json_member_exact(out, "weight", weight);
	iv_json_member_exact(out, "loglik", f->loglik);
	iv_json_member_raw(out, "parameters", IV_STR("{"));
	for (int i = 0; i < f->model->n; i++)
		iv_json_member_exact(out, f->model->parameter[i], f->p[i]);
	iv_buf_addc(out, '}');
	iv_json_member_raw(out, "errors", IV_STR("{"));
	for (int i = 0; i < f->model->n; i++)
		iv_json_member_exact(out, f->model->parameter[i], f->error[i]);
	iv_buf_addc(out, '}');
	iv_json_member_raw(out, "covariance", IV_STR("["));
	for (int i = 0; i < f->model->n * f->model->n; i++) {
		iv_json_comma(out);
		iv_num_add_exact(out, f->covariance[i]);
	}
	iv_buf_addc(out, ']');
	write_words(f->findings, iv_score_purchase_findings, iv_score_purchase_findings_n, "findings", out);
	iv_buf_addc(out, '}');
}

/* What the choice went by. Written for people: nothing is read back. */
static void write_verdict(const struct iv_outlook_purchase *p, struct iv_buf *out)
{
	const struct iv_outlook_verdict *v = &p->verdict;
	iv_json_member_raw(out, "choice", IV_STR("{"));
	iv_json_member_text(out, "by", p->considered_n < 2 ? IV_STR("name") : v->stacked ? IV_STR("forecast") : IV_STR("bic"));
	if (p->considered_n > 1) {
		iv_json_member_int(out, "customers", (int64_t)v->customers);
		iv_json_member_int(out, "orders", (int64_t)v->orders);
		iv_json_member_raw(out, "enough", v->enough ? IV_STR("true") : IV_STR("false"));
		iv_json_member_exact(out, "gain", v->gain.gain);
		iv_json_member_exact(out, "error", v->gain.error);
	}
	iv_buf_addc(out, '}');
}

void iv_outlook_write(const void *state, struct iv_buf *out)
{
	const struct iv_outlook_purchase *p = state;
	iv_buf_addc(out, '{');
	iv_json_member_int(out, "customers", (int64_t)p->customers);
	iv_json_member_int(out, "period", p->period);
	iv_json_member_raw(out, "models", IV_STR("["));
	for (size_t i = 0; i < p->mix.n; i++) {
		iv_json_comma(out);
		write_fit(&p->mix.fit[i], p->mix.weight[i], out);
	}
	iv_buf_addc(out, ']');
	iv_json_member_raw(out, "considered", IV_STR("["));
	for (size_t i = 0; i < p->considered_n; i++) {
		iv_json_comma(out);
		iv_buf_addf(out, "{\"model\":\"%s\"", p->considered[i].fit.asked->name);
		iv_json_member_exact(out, "loglik", p->considered[i].fit.loglik);
		iv_json_member_exact(out, "bic", p->considered[i].bic);
		iv_json_member_exact(out, "foretold", p->considered[i].foretold);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
	write_verdict(p, out);
	write_words(p->lints, iv_score_purchase_lints, iv_score_purchase_lints_n, "lints", out);
	iv_json_member_raw(out, "typical", IV_STR("{"));
	iv_json_member_exact(out, "p_alive", p->typical.alive);
	iv_json_member_exact(out, "expected_orders", p->typical.expected);
	iv_json_member_exact(out, "discounted", p->typical.discounted);
	iv_buf_adds(out, IV_STR("}}"));
}

struct model {
	int64_t customers, period;
	const struct iv_conf_node *models, *considered, *choice, *lints, *typical;
};

struct model_fit {
	struct iv_str model, asked;
	double weight, loglik;
	const struct iv_conf_node *parameters, *errors, *findings;
	struct iv_conf_reals covariance;
};

static int read_fit(struct iv_outlook_purchase *p, const struct iv_conf_node *node, struct iv_err *err)
{
	static const struct iv_conf_key fit_keys[] = {
		{ "model", IV_CONF_TEXT, offsetof(struct model_fit, model), true, NULL },
		{ "asked", IV_CONF_TEXT, offsetof(struct model_fit, asked), true, NULL },
		{ "weight", IV_CONF_REAL, offsetof(struct model_fit, weight), true, NULL },
		{ "loglik", IV_CONF_REAL, offsetof(struct model_fit, loglik), true, NULL },
		{ "parameters", IV_CONF_MAP, offsetof(struct model_fit, parameters), true, NULL },
		{ "errors", IV_CONF_MAP, offsetof(struct model_fit, errors), true, NULL },
		{ "covariance", IV_CONF_REALS, offsetof(struct model_fit, covariance), true, NULL },
		{ "findings", IV_CONF_LIST, offsetof(struct model_fit, findings), true, NULL },
	};
	struct model_fit m = { 0 };
	int status = iv_conf_bind(node, fit_keys, sizeof fit_keys / sizeof *fit_keys, &m, err);
	if (status != IV_OK)
		return status;
	struct iv_score_purchase_fit *f = &p->mix.fit[p->mix.n];
	*f = (struct iv_score_purchase_fit){ .model = iv_score_purchase_find(m.model), .asked = iv_score_purchase_find(m.asked), .unit = (double)p->period, .loglik = m.loglik };
	if (!f->model || !f->asked)
		return iv_conf_error(iv_conf_get(node, f->model ? "asked" : "model"), 0, err, "there is no such purchase model; fit it anew with --fit");
	for (int i = 0; i < f->model->n && status == IV_OK; i++) {
		const struct iv_conf_node *value = iv_conf_get(m.parameters, f->model->parameter[i]);
		if (!value)
			return iv_conf_error(m.parameters, 0, err, "the parameter '%s' is missing", f->model->parameter[i]);
		status = iv_conf_scalar(value, f->model->parameter[i], IV_CONF_REAL, NULL, &f->p[i], err);
		if (status == IV_OK && f->p[i] <= 0)
			status = iv_conf_error(value, 0, err, "%s: expected a number above 0", f->model->parameter[i]);
	}
	if (status == IV_OK && m.covariance.n != (size_t)(f->model->n * f->model->n))
		status = iv_conf_error(iv_conf_get(node, "covariance"), 0, err, "covariance: expected %d numbers", f->model->n * f->model->n);
	if (status != IV_OK)
		return status;
	memcpy(f->covariance, m.covariance.value, m.covariance.n * sizeof *f->covariance);
	p->mix.weight[p->mix.n++] = m.weight;
	return IV_OK;
}

static int read_typical(struct iv_outlook_purchase *p, const struct iv_conf_node *node, struct iv_err *err)
{
	static const struct iv_conf_key typical_keys[] = {
		{ "p_alive", IV_CONF_REAL, offsetof(struct iv_score_outlook, alive), true, NULL },
		{ "expected_orders", IV_CONF_REAL, offsetof(struct iv_score_outlook, expected), true, NULL },
		{ "discounted", IV_CONF_REAL, offsetof(struct iv_score_outlook, discounted), true, NULL },
	};
	return iv_conf_bind(node, typical_keys, sizeof typical_keys / sizeof *typical_keys, &p->typical, err);
}

int iv_outlook_read(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err)
{
	static const struct iv_conf_key model_keys[] = {
		{ "customers", IV_CONF_INT, offsetof(struct model, customers), true, NULL },
		{ "period", IV_CONF_INT, offsetof(struct model, period), true, NULL },
		{ "models", IV_CONF_LIST, offsetof(struct model, models), true, NULL },
		{ "considered", IV_CONF_LIST, offsetof(struct model, considered), true, NULL },
		{ "choice", IV_CONF_MAP, offsetof(struct model, choice), true, NULL },
		{ "lints", IV_CONF_LIST, offsetof(struct model, lints), true, NULL },
		{ "typical", IV_CONF_MAP, offsetof(struct model, typical), true, NULL },
	};
	struct iv_outlook_purchase *p = state;
	struct model m = { 0 };
	int status = iv_conf_bind(node, model_keys, sizeof model_keys / sizeof *model_keys, &m, err);
	if (status != IV_OK)
		return status;
	if (m.period < 1 || m.period > 366)
		return iv_conf_error(iv_conf_get(node, "period"), 0, err, "period: expected a number of days from 1 to 366");
	if (m.models->n > IV_OUTLOOK_MODELS)
		return iv_conf_error(m.models, 0, err, "models: expected %d at most", IV_OUTLOOK_MODELS);
	p->period = m.period;
	p->customers = (size_t)(m.customers > 0 ? m.customers : 0);
	iv_outlook_mix_start(&p->mix, iv_score_horizon(score), score->discount);
	for (size_t i = 0; i < m.models->n && status == IV_OK; i++)
		status = read_fit(p, m.models->item[i], err);
	return status == IV_OK ? read_typical(p, m.typical, err) : status;
}
