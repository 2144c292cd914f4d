/* SPDX-License-Identifier: MIT
 * What the score `value` learned, as a model. */
#include <math.h>

#include "base/num.h"
#include "score/value_part.h"

static void write_spend(const struct iv_score_spend_fit *f, struct iv_buf *out)
{
	iv_json_member_raw(out, "spend", IV_STR("{"));
	if (f->model) {
		iv_json_member_text(out, "model", iv_str_of(f->model->name));
		for (int i = 0; i < IV_SPEND_PARAMETERS; i++)
			iv_json_member_exact(out, f->model->parameter[i], f->p[i]);
		iv_json_member_exact(out, "loglik", f->loglik);
		iv_json_member_raw(out, "errors", IV_STR("["));
		for (int i = 0; i < IV_SPEND_PARAMETERS; i++) {
			iv_json_comma(out);
			iv_num_add_exact(out, f->error[i]);
		}
		iv_buf_addc(out, ']');
	}
	iv_buf_addc(out, '}');
}

/* {"stays":…,"point":…,"low":…,"high":…}, without what is not known. */
static void write_retention(const struct iv_value_retention *r, struct iv_buf *out)
{
	const struct {
		const char *key;
		double v;
		int decimals;
	} member[] = { { "stays", r->stays, 6 }, { "point", r->point, 2 }, { "low", r->low, 2 }, { "high", r->high, 2 } };
	iv_json_member_raw(out, "retention", IV_STR("{"));
	for (size_t i = 0; i < sizeof member / sizeof *member; i++)
		if (isfinite(member[i].v))
			iv_json_member_double(out, member[i].key, member[i].v, member[i].decimals);
	iv_buf_addc(out, '}');
}

static int read_retention(struct iv_value_retention *r, const struct iv_conf_node *node, struct iv_err *err)
{
	static const struct iv_conf_key retention_keys[] = {
		{ "stays", IV_CONF_REAL, offsetof(struct iv_value_retention, stays), false, NULL },
		{ "point", IV_CONF_REAL, offsetof(struct iv_value_retention, point), false, NULL },
		{ "low", IV_CONF_REAL, offsetof(struct iv_value_retention, low), false, NULL },
		{ "high", IV_CONF_REAL, offsetof(struct iv_value_retention, high), false, NULL },
	};
	*r = (struct iv_value_retention){ NAN, NAN, NAN, NAN };
	return iv_conf_bind(node, retention_keys, sizeof retention_keys / sizeof *retention_keys, r, err);
}

static void write_tier(const struct iv_value_tier *t, struct iv_buf *out)
{
	iv_json_comma(out);
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "name", t->name);
	if (t->least > INT64_MIN && t->least < INT64_MAX) {
		iv_json_member_raw(out, "least", (struct iv_str){ 0 });
		iv_num_add_money(out, t->least);
	}
	iv_json_member_int(out, "customers", (int64_t)t->customers);
	iv_json_member_double(out, "equity", t->equity, 2);
	write_retention(&t->retention, out);
	iv_buf_addc(out, '}');
}

void iv_value_write(const void *state, struct iv_buf *out)
{
	const struct iv_value *v = state;
	static const char *const part[] = { "orders", "alive", "money", "margin", "cost" };
	const double typical[] = { v->typical.orders, v->typical.alive, v->typical.money, v->typical.margin, v->typical.cost };
	iv_buf_addc(out, '{');
	iv_json_member_int(out, "customers", (int64_t)v->customers);
	iv_json_member_double(out, "equity", v->equity, 2);
	write_retention(&v->retention, out);
	iv_json_member_raw(out, "costed", iv_str_of(v->costed ? "true" : "false"));
	iv_json_member_exact(out, "margin", v->margin);
	iv_json_member_exact(out, "served", v->served);
	iv_json_member_exact(out, "order", v->order);
	write_spend(&v->spend, out);
	iv_json_member_raw(out, "tiers", IV_STR("["));
	for (size_t i = 0; i < v->tiers; i++)
		write_tier(&v->tier[i], out);
	iv_buf_addc(out, ']');
	iv_json_member_raw(out, "typical", IV_STR("{"));
	for (int k = 0; k < 5; k++)
		iv_json_member_exact(out, part[k], typical[k]);
	iv_buf_adds(out, IV_STR("}}"));
}

struct model {
	int64_t customers;
	double equity, margin, served, order;
	bool costed;
	const struct iv_conf_node *retention, *spend, *tiers, *typical;
};

struct model_tier {
	struct iv_str name;
	int64_t least, customers;
	double equity;
	const struct iv_conf_node *retention;
};

static int read_spend(struct iv_value *v, const struct iv_conf_node *node, struct iv_err *err)
{
	static const struct iv_score_spend_model *const models[] = { &iv_score_spend_gamma, &iv_score_spend_normal };
	const struct iv_conf_node *name = iv_conf_get(node, "model");
	int status = IV_OK;
	for (size_t i = 0; name && i < sizeof models / sizeof *models; i++)
		if (name->kind == IV_CONF_SCALAR && iv_str_eq(name->text, iv_str_of(models[i]->name)))
			v->spend.model = models[i];
	if (!name)
		return IV_OK;
	if (!v->spend.model)
		return iv_conf_error(name, 0, err, "there is no such model of spend; fit it anew with --fit");
	for (int i = 0; i < IV_SPEND_PARAMETERS && status == IV_OK; i++) {
		const struct iv_conf_node *value = iv_conf_get(node, v->spend.model->parameter[i]);
		if (!value)
			return iv_conf_error(node, 0, err, "the parameter '%s' is missing", v->spend.model->parameter[i]);
		status = iv_conf_scalar(value, v->spend.model->parameter[i], IV_CONF_REAL, NULL, &v->spend.p[i], err);
	}
	return status;
}

static int read_tiers(struct iv_value *v, const struct iv_conf_node *list, struct iv_err *err)
{
	static const struct iv_conf_key tier_keys[] = {
		{ "name", IV_CONF_TEXT, offsetof(struct model_tier, name), true, NULL },
		{ "least", IV_CONF_MONEY, offsetof(struct model_tier, least), false, NULL },
		{ "customers", IV_CONF_INT, offsetof(struct model_tier, customers), true, NULL },
		{ "equity", IV_CONF_REAL, offsetof(struct model_tier, equity), true, NULL },
		{ "retention", IV_CONF_MAP, offsetof(struct model_tier, retention), true, NULL },
	};
	int status = IV_OK;
	if (list->n != v->tiers)
		return iv_conf_error(list, 0, err, "tiers: the model has %zu, and score.yaml %zu; fit it anew with --fit", list->n, v->tiers);
	for (size_t i = 0; i < list->n && status == IV_OK; i++) {
		struct model_tier t = { .least = i + 1 < list->n ? INT64_MAX : INT64_MIN };
		status = iv_conf_bind(list->item[i], tier_keys, sizeof tier_keys / sizeof *tier_keys, &t, err);
		if (status == IV_OK && !iv_str_eq(t.name, v->tier[i].name))
			return iv_conf_error(list->item[i], 0, err, "tiers: the model has '" IV_FMT "' where score.yaml has '" IV_FMT "'; fit it anew with --fit", IV_ARG(t.name), IV_ARG(v->tier[i].name));
		v->tier[i].least = t.least;
		v->tier[i].customers = (size_t)(t.customers > 0 ? t.customers : 0);
		v->tier[i].equity = t.equity;
		if (status == IV_OK)
			status = read_retention(&v->tier[i].retention, t.retention, err);
	}
	return status;
}

int iv_value_read(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err)
{
	static const struct iv_conf_key model_keys[] = {
		{ "customers", IV_CONF_INT, offsetof(struct model, customers), true, NULL }, { "equity", IV_CONF_REAL, offsetof(struct model, equity), true, NULL },
		{ "margin", IV_CONF_REAL, offsetof(struct model, margin), true, NULL },      { "served", IV_CONF_REAL, offsetof(struct model, served), true, NULL },
		{ "order", IV_CONF_REAL, offsetof(struct model, order), true, NULL },        { "costed", IV_CONF_BOOL, offsetof(struct model, costed), true, NULL },
		{ "spend", IV_CONF_MAP, offsetof(struct model, spend), true, NULL },         { "tiers", IV_CONF_LIST, offsetof(struct model, tiers), true, NULL },
		{ "typical", IV_CONF_MAP, offsetof(struct model, typical), true, NULL },      { "retention", IV_CONF_MAP, offsetof(struct model, retention), true, NULL },
	};
	static const struct iv_conf_key typical_keys[] = {
		{ "orders", IV_CONF_REAL, offsetof(struct iv_value_parts, orders), true, NULL }, { "alive", IV_CONF_REAL, offsetof(struct iv_value_parts, alive), true, NULL },
		{ "money", IV_CONF_REAL, offsetof(struct iv_value_parts, money), true, NULL },   { "margin", IV_CONF_REAL, offsetof(struct iv_value_parts, margin), true, NULL },
		{ "cost", IV_CONF_REAL, offsetof(struct iv_value_parts, cost), true, NULL },
	};
	struct iv_value *v = state;
	struct model m = { 0 };
	(void)score;
	int status = iv_conf_bind(node, model_keys, sizeof model_keys / sizeof *model_keys, &m, err);
	if (status == IV_OK)
		status = iv_conf_bind(m.typical, typical_keys, sizeof typical_keys / sizeof *typical_keys, &v->typical, err);
	if (status == IV_OK)
		status = read_retention(&v->retention, m.retention, err);
	if (status == IV_OK)
		status = read_spend(v, m.spend, err);
	if (status == IV_OK)
		status = read_tiers(v, m.tiers, err);
	v->customers = (size_t)(m.customers > 0 ? m.customers : 0);
	v->equity = m.equity;
	v->margin = m.margin;
	v->served = m.served;
	v->order = m.order;
	v->costed = m.costed;
	return status;
}
