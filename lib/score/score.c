/* SPDX-License-Identifier: MIT
 * The scores of a run: which models, over which facts. Notes of several models travel as one text: for each model one
 * byte of length and the note. */
#include "score/score.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/num.h"
#include "history/restricted.h"

const struct iv_score_model *const iv_score_models[] = { &iv_score_rfm };
const size_t iv_score_models_n = sizeof iv_score_models / sizeof *iv_score_models;

struct settings {
	struct iv_str currency;
	const struct iv_conf_node *scores;
};

static const struct iv_conf_key keys[] = {
	{ "currency", IV_CONF_TEXT, offsetof(struct settings, currency), true, NULL },
	{ "scores", IV_CONF_MAP, offsetof(struct settings, scores), true, NULL },
};

static int load_entry(struct iv_score_entry *e, const struct iv_conf_node *key, const struct iv_conf_node *node, struct iv_err *err)
{
	const char *names[8];
	for (size_t i = 0; i < iv_score_models_n; i++) {
		names[i] = iv_score_models[i]->name;
		if (iv_str_eq(key->text, iv_str_of(names[i])))
			e->model = iv_score_models[i];
	}
	if (!e->model) {
		const char *near = iv_str_nearest(key->text, names, iv_score_models_n);
		return iv_conf_error(key, 0, err, near ? "there is no score '" IV_FMT "' (did you mean '%s'?)" : "there is no score '" IV_FMT "'", IV_ARG(key->text),
				     near);
	}
	return e->model->load(&e->state, &e->duty, node, err);
}

int iv_score_load(struct iv_score *s, const struct iv_conf_node *root, int32_t today, struct iv_err *err)
{
	struct settings set = { 0 };
	int status = iv_conf_bind(root, keys, sizeof keys / sizeof *keys, &set, err);
	if (status != IV_OK)
		return status;
	if (set.currency.n != 3)
		return iv_conf_error(iv_conf_get(root, "currency"), 0, err, "currency: expected a code of ISO 4217 such as CNY");
	if (!set.scores->n)
		return iv_conf_error(set.scores, 0, err, "scores: expected at least one score");
	s->currency = set.currency;
	s->today = today;
	struct iv_buf scored = { .p = s->scored, .cap = sizeof s->scored };
	iv_buf_addc(&scored, '"');
	iv_date_add(&scored, today);
	iv_buf_addc(&scored, '"');
	s->entry = iv_zalloc(set.scores->n * sizeof *s->entry);
	for (size_t i = 0; i < set.scores->n && status == IV_OK; i++) {
		status = load_entry(&s->entry[i], set.scores->key[i], set.scores->item[i], err);
		if (status == IV_OK)
			s->n++;
	}
	return status;
}

void iv_score_release(struct iv_score *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->entry[i].model->free(s->entry[i].state);
	free(s->entry);
	*s = (struct iv_score){ 0 };
}

static int refuse(struct iv_str field, struct iv_str raw, const char *expected, struct iv_err *err)
{
	iv_err_set(err, IV_REJECT, "bad_value", "expected %s", expected);
	iv_err_field(err, field);
	iv_err_value(err, raw);
	return IV_REJECT;
}

static bool null(struct iv_str raw)
{
	return !raw.n || iv_json_type_of(raw) == IV_JSON_NULL;
}

int iv_score_facts(const struct iv_score *s, const struct iv_rec *rec, struct iv_score_facts *out, struct iv_err *err)
{
	*out = (struct iv_score_facts){ .restricted = iv_history_is_restricted(rec, s->today) };
	if (out->restricted)
		return IV_OK;
	struct iv_str orders = iv_rec_raw(rec, IV_STR("orders")), spend = iv_rec_raw(rec, IV_STR("spend"));
	struct iv_str last = iv_rec_raw(rec, IV_STR("last_order"));
	int64_t n = 0;
	if (!null(orders) && (!iv_num_money(orders, &n) || n < 0 || n % IV_MONEY_ONE))
		return refuse(IV_STR("orders"), orders, "a whole number, 0 or more", err);
	out->orders = n / IV_MONEY_ONE;
	if (!null(spend) && !iv_num_money(spend, &out->spend))
		return refuse(IV_STR("spend"), spend, "an amount with at most 4 decimals", err);
	if (!null(last)) {
		struct iv_time at;
		if (!iv_time_parse(iv_rec_text(rec, IV_STR("last_order")), &at))
			return refuse(IV_STR("last_order"), last, "a date such as 2026-01-31", err);
		out->future = out->orders && at.day > s->today;
		out->recency = out->future ? 0 : s->today - at.day;
	}
	out->bought = out->orders > 0 && !null(last);
	out->undated = out->orders > 0 && null(last);
	out->foreign = (out->orders || out->spend) && !iv_str_eq(iv_rec_text(rec, IV_STR("currency")), s->currency);
	return IV_OK;
}

void iv_score_note(const struct iv_score *s, const struct iv_score_facts *facts, struct iv_buf *out)
{
	char note[IV_SCORE_NOTE];
	for (size_t i = 0; i < s->n; i++) {
		size_t n = facts->foreign || facts->restricted ? 0 : s->entry[i].model->note(s->entry[i].state, facts, note);
		iv_buf_addc(out, (char)n);
		iv_buf_add(out, note, n);
	}
}

void iv_score_learn(struct iv_score *s, struct iv_str note)
{
	const char *p = note.p;
	for (size_t i = 0; i < s->n && p < note.p + note.n; i++) {
		size_t n = (unsigned char)*p++;
		if (n)
			s->entry[i].model->learn(s->entry[i].state, p);
		p += n;
	}
}

void iv_score_fit(struct iv_score *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->entry[i].model->fit(s->entry[i].state);
}

/* Old scores go first, so that the fields always stand in the same order at the end of the record: a night on top of
 * yesterday gives the bytes of a full run. */
void iv_score_apply(const struct iv_score *s, const struct iv_score_facts *facts, struct iv_rec *rec)
{
	for (size_t i = 0; i < s->n; i++)
		for (const char *const *f = s->entry[i].model->fields; *f; f++)
			iv_rec_drop(rec, iv_str_of(*f));
	iv_rec_drop(rec, IV_STR("scored"));
	if (facts->foreign || facts->restricted)
		return;
	for (size_t i = 0; i < s->n; i++)
		s->entry[i].model->apply(s->entry[i].state, facts, rec);
	iv_rec_set(rec, IV_STR("scored"), (struct iv_str){ s->scored, sizeof s->scored });
}

void iv_score_report(const struct iv_score *s, struct iv_buf *out)
{
	iv_buf_addc(out, '{');
	for (size_t i = 0; i < s->n; i++) {
		iv_json_comma(out);
		iv_json_quote(out, iv_str_of(s->entry[i].model->name));
		iv_buf_addc(out, ':');
		s->entry[i].model->report(s->entry[i].state, out);
	}
	iv_buf_addc(out, '}');
}
