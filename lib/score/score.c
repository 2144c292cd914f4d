/* SPDX-License-Identifier: MIT
 * The scores of a run: which models, over which facts, and what they learned. */
#include "score/score.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/num.h"

const struct iv_score_model *const iv_score_models[] = { &iv_score_rfm, &iv_score_purchase, &iv_score_value, &iv_score_loyalty, &iv_score_stage, &iv_score_next_product, &iv_score_propensity };
const size_t iv_score_models_n = sizeof iv_score_models / sizeof *iv_score_models;

struct settings {
	struct iv_str currency, discount, margin;
	int64_t horizon;
	int season;
	const struct iv_conf_node *fields, *scores;
};

static const char *const seasons[] = { "auto", "none", NULL };

static const struct iv_conf_key keys[] = {
	{ "currency", IV_CONF_TEXT, offsetof(struct settings, currency), false, NULL },
	{ "horizon", IV_CONF_INT, offsetof(struct settings, horizon), false, NULL },
	{ "discount", IV_CONF_TEXT, offsetof(struct settings, discount), false, NULL },
	{ "margin", IV_CONF_TEXT, offsetof(struct settings, margin), false, NULL },
	{ "season", IV_CONF_CHOICE, offsetof(struct settings, season), false, seasons },
	{ "fields", IV_CONF_MAP, offsetof(struct settings, fields), false, NULL },
	{ "scores", IV_CONF_MAP, offsetof(struct settings, scores), true, NULL },
};

#define HORIZON 365
#define DISCOUNT 0.1

/* A share of a hundred: 10%. */
static bool percent(struct iv_str text, double most, double *out)
{
	double v;
	if (text.n < 2 || text.p[text.n - 1] != '%' || !iv_num_double((struct iv_str){ text.p, text.n - 1 }, &v) || !(v >= 0 && v <= most))
		return false;
	*out = v / 100;
	return true;
}

static int load_entry(struct iv_score *s, size_t i, const struct iv_conf_node *node, struct iv_err *err)
{
	struct iv_score_entry *e = &s->entry[i];
	int status = iv_score_models[i]->load(&e->state, &e->duty, node, err);
	if (status == IV_OK)
		e->model = iv_score_models[i];
	return status;
}

/* Scores that others build on are in the run, too, with their defaults. */
static int load_needed(struct iv_score *s, struct iv_err *err)
{
	int status = IV_OK;
	for (size_t i = iv_score_models_n; i-- > 0 && status == IV_OK;) {
		const struct iv_score_model *const *need = s->entry[i].model ? s->entry[i].model->needs : NULL;
		s->entry[i].writes = s->entry[i].duty.purpose.n > 0;
		for (; need && *need && status == IV_OK; need++)
			for (size_t k = 0; k < i && status == IV_OK; k++)
				if (iv_score_models[k] == *need && !s->entry[k].model)
					status = load_entry(s, k, NULL, err);
	}
	return status;
}

static int load_named(struct iv_score *s, const struct iv_conf_node *key, const struct iv_conf_node *node, struct iv_err *err)
{
	const char *names[IV_SCORE_MODELS];
	for (size_t i = 0; i < iv_score_models_n; i++) {
		names[i] = iv_score_models[i]->name;
		if (iv_str_eq(key->text, iv_str_of(names[i])))
			return load_entry(s, i, node, err);
	}
	const char *near = iv_str_nearest(key->text, names, iv_score_models_n);
	return iv_conf_error(key, 0, err, near ? "there is no score '" IV_FMT "' (did you mean '%s'?)" : "there is no score '" IV_FMT "'", IV_ARG(key->text), near);
}

static int prepare(struct iv_score *s, const struct iv_conf_node *fields, struct iv_err *err)
{
	int status = IV_OK;
	for (size_t i = 0; i < iv_score_models_n && status == IV_OK; i++)
		if (s->entry[i].model && s->entry[i].model->prepare)
			status = s->entry[i].model->prepare(s->entry[i].state, s, fields, err);
	return status;
}

static int load_settings(struct iv_score *s, const struct iv_conf_node *root, struct iv_err *err)
{
	struct settings set = { .horizon = HORIZON };
	int status = iv_conf_bind(root, keys, sizeof keys / sizeof *keys, &set, err);
	if (status != IV_OK)
		return status;
	if (set.currency.p && set.currency.n != 3)
		return iv_conf_error(iv_conf_get(root, "currency"), 0, err, "currency: expected a code of ISO 4217 such as CNY");
	if (!set.scores->n)
		return iv_conf_error(set.scores, 0, err, "scores: expected at least one score");
	if (set.horizon < 1 || set.horizon > 36500)
		return iv_conf_error(iv_conf_get(root, "horizon"), 0, err, "horizon: expected a number of days from 1 to 36500");
	if (set.margin.p && (!percent(set.margin, 100, &s->margin) || s->margin == 0))
		return iv_conf_error(iv_conf_get(root, "margin"), 0, err, "margin: expected a share such as 30%%");
	if (set.discount.p && !percent(set.discount, 99, &s->discount))
		return iv_conf_error(iv_conf_get(root, "discount"), 0, err, "discount: expected a share such as 10%%");
	s->horizon = set.horizon;
	s->seasonal = set.season == 0;
	if (set.currency.n)
		memcpy(s->currency, set.currency.p, 3);
	for (size_t i = 0; i < set.scores->n && status == IV_OK; i++)
		status = load_named(s, set.scores->key[i], set.scores->item[i], err);
	if (status == IV_OK)
		status = load_needed(s, err);
	return status == IV_OK ? prepare(s, set.fields, err) : status;
}

int iv_score_load(struct iv_score *s, const struct iv_conf_node *root, int32_t today, struct iv_err *err)
{
	int status = IV_OK;
	s->today = today;
	s->horizon = HORIZON;
	s->discount = DISCOUNT;
	s->margin = 1;
	s->seasonal = true;
	struct iv_buf scored = { .p = s->scored, .cap = sizeof s->scored };
	iv_buf_addc(&scored, '"');
	iv_date_add(&scored, today);
	iv_buf_addc(&scored, '"');
	if (root)
		return load_settings(s, root, err);
	for (size_t i = 0; i < iv_score_models_n && status == IV_OK; i++) {
		if (iv_score_models[i]->on_request)
			continue;
		status = load_entry(s, i, NULL, err);
		s->entry[i].writes = true;
	}
	return status == IV_OK ? prepare(s, NULL, err) : status;
}

const void *iv_score_state(const struct iv_score *s, const struct iv_score_model *model)
{
	for (size_t i = 0; i < iv_score_models_n; i++)
		if (s->entry[i].model == model)
			return s->entry[i].state;
	return NULL;
}

void iv_score_release(struct iv_score *s)
{
	for (size_t i = 0; i < iv_score_models_n; i++)
		if (s->entry[i].model)
			s->entry[i].model->free(s->entry[i].state);
	free(s->facts);
	free(s->order_day);
	iv_season_release(&s->season);
	*s = (struct iv_score){ 0 };
}

int64_t iv_score_profit(const struct iv_score *s, const struct iv_score_facts *f)
{
	double margin = f->costed ? (double)f->margin + s->margin * (double)f->uncosted : s->margin * (double)f->spend;
	double profit = margin - (double)f->served;
	return profit > -9e18 && profit < 9e18 ? (int64_t)profit : profit < 0 ? INT64_MIN : INT64_MAX;
}

void iv_score_learn(struct iv_score *s, const struct iv_score_facts *facts)
{
	s->facts = iv_reserve(s->facts, &s->cap, s->n + 1, sizeof *s->facts);
	s->facts[s->n] = *facts;
	s->facts[s->n++].order_day = NULL;
}

/* --- Learning --- */

void iv_score_work_start(struct iv_score_work *w, struct iv_score *s)
{
	*w = (struct iv_score_work){ .score = s };
	for (size_t i = 0; i < iv_score_models_n; i++)
		if (s->entry[i].model && s->entry[i].model->work_new)
			w->own[i] = s->entry[i].model->work_new(s->entry[i].state);
}

void iv_score_work_release(struct iv_score_work *w)
{
	for (size_t i = 0; i < iv_score_models_n; i++)
		if (w->own[i])
			w->score->entry[i].model->work_free(w->score->entry[i].state, w->own[i]);
	iv_buf_release(&w->seen);
	*w = (struct iv_score_work){ 0 };
}

/* The facts; the order days, where they are known and tell of seasons; and of each score that wants more its bytes, with their number before them. */
struct iv_str iv_score_observe(struct iv_score_work *w, const struct iv_rec *rec, const struct iv_score_facts *facts)
{
	struct iv_buf *b = &w->seen;
	b->n = 0;
	iv_buf_add(b, facts, sizeof *facts);
	if (w->score->seasonal && facts->daily)
		iv_buf_add(b, facts->order_day, (size_t)facts->days * sizeof *facts->order_day);
	for (size_t i = 0; i < iv_score_models_n; i++) {
		const struct iv_score_entry *e = &w->score->entry[i];
		uint32_t n = 0;
		size_t at = b->n;
		if (!e->model || !e->model->observe)
			continue;
		iv_buf_add(b, &n, sizeof n);
		e->model->observe(e->state, w->own[i], rec, b);
		n = (uint32_t)(b->n - at - sizeof n);
		memcpy(b->p + at, &n, sizeof n);
	}
	return iv_buf_str(b);
}

void iv_score_absorb(struct iv_score *s, struct iv_str seen)
{
	struct iv_score_facts facts;
	memcpy(&facts, seen.p, sizeof facts);
	seen = (struct iv_str){ seen.p + sizeof facts, seen.n - sizeof facts };
	iv_score_learn(s, &facts);
	if (s->seasonal && facts.daily) {
		size_t n = (size_t)facts.days * sizeof *facts.order_day;
		s->order_day = iv_reserve(s->order_day, &s->order_days, (size_t)facts.days, sizeof *s->order_day);
		memcpy(s->order_day, seen.p, n);
		iv_season_see(&s->season, s->order_day, (size_t)facts.days);
		seen = (struct iv_str){ seen.p + n, seen.n - n };
	}
	for (size_t i = 0; i < iv_score_models_n; i++) {
		const struct iv_score_entry *e = &s->entry[i];
		uint32_t n;
		if (!e->model || !e->model->observe)
			continue;
		memcpy(&n, seen.p, sizeof n);
		e->model->absorb(e->state, &facts, (struct iv_str){ seen.p + sizeof n, n });
		seen = (struct iv_str){ seen.p + sizeof n + n, seen.n - sizeof n - n };
	}
}

struct coin {
	char code[4];
	size_t n;
};

/* The currency of most customers with orders; of equals the first by name. So few are in use that a list will do. */
static void choose_currency(struct iv_score *s)
{
	enum { MOST = 256 };
	struct coin coin[MOST];
	size_t coins = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct iv_score_facts *f = &s->facts[i];
		size_t k = 0;
		if (!f->orders || !f->currency[0])
			continue;
		while (k < coins && memcmp(coin[k].code, f->currency, 3) != 0)
			k++;
		if (k == MOST)
			continue;
		if (k == coins) {
			coin[coins] = (struct coin){ .n = 0 };
			memcpy(coin[coins++].code, f->currency, 3);
		}
		coin[k].n++;
	}
	const struct coin *best = NULL;
	for (size_t k = 0; k < coins; k++)
		if (!best || coin[k].n > best->n || (coin[k].n == best->n && strcmp(coin[k].code, best->code) < 0))
			best = &coin[k];
	if (best)
		memcpy(s->currency, best->code, sizeof s->currency);
}

/* Those in another currency are left out. */
static void settle(struct iv_score *s)
{
	size_t n = 0;
	if (!s->currency[0])
		choose_currency(s);
	for (size_t i = 0; i < s->n; i++) {
		struct iv_score_facts *f = &s->facts[i];
		f->foreign = (f->orders || f->spend) && memcmp(f->currency, s->currency, sizeof f->currency) != 0;
		if (!f->foreign)
			s->facts[n++] = *f;
	}
	s->foreign = s->n - n;
	s->customers = s->n = n;
}

int iv_score_fit(struct iv_score *s, unsigned threads, struct iv_err *err)
{
	int status = IV_OK;
	settle(s);
	if (s->seasonal)
		iv_season_learn(&s->season, s->today);
	struct iv_score_base base = { s->facts, s->n, s, threads };
	for (size_t i = 0; i < iv_score_models_n && status == IV_OK; i++)
		if (s->entry[i].model)
			status = s->entry[i].model->fit(s->entry[i].state, &base, err);
	free(s->facts);
	free(s->order_day);
	s->facts = NULL;
	s->order_day = NULL;
	s->n = s->cap = s->order_days = 0;
	return status;
}

/* --- Models as files --- */

#define VERSION 1

static void write_scores(const struct iv_score *s, bool report, struct iv_buf *out)
{
	iv_buf_addc(out, '{');
	for (size_t i = 0; i < iv_score_models_n; i++) {
		if (!s->entry[i].model)
			continue;
		iv_json_comma(out);
		iv_buf_addf(out, "%s\"%s\":", report ? "" : "\n", s->entry[i].model->name);
		(report && s->entry[i].model->report ? s->entry[i].model->report : s->entry[i].model->write)(s->entry[i].state, out);
	}
	iv_buf_addc(out, '}');
}

void iv_score_report(const struct iv_score *s, struct iv_buf *out)
{
	write_scores(s, true, out);
}

void iv_score_write(const struct iv_score *s, struct iv_buf *out)
{
	iv_buf_addf(out, "{\n\"model\":\"ivoc-score\",\n\"version\":%d,\n\"as_of\":", VERSION);
	iv_buf_add(out, s->scored, sizeof s->scored);
	iv_buf_addf(out, ",\n\"customers\":%zu,\n\"currency\":\"%s\",\n\"horizon\":%d,\n\"discount\":", s->customers, s->currency, (int)s->horizon);
	iv_num_add_exact(out, s->discount);
	iv_buf_adds(out, IV_STR(",\n\"margin\":"));
	iv_num_add_exact(out, s->margin);
	if (s->season.state == IV_SEASON_KNOWN) {
		iv_buf_adds(out, IV_STR(",\n\"season\":"));
		iv_season_write(&s->season, false, out);
	}
	iv_buf_adds(out, IV_STR(",\n\"scores\":"));
	write_scores(s, false, out);
	iv_buf_adds(out, IV_STR("}\n"));
}

struct heading {
	struct iv_str model, currency;
	int64_t version, customers, horizon;
	double discount, margin;
	int32_t as_of;
	const struct iv_conf_node *season, *scores;
};

static const struct iv_conf_key heading_keys[] = {
	{ "model", IV_CONF_TEXT, offsetof(struct heading, model), true, NULL },
	{ "version", IV_CONF_INT, offsetof(struct heading, version), true, NULL },
	{ "as_of", IV_CONF_DATE, offsetof(struct heading, as_of), true, NULL },
	{ "customers", IV_CONF_INT, offsetof(struct heading, customers), true, NULL },
	{ "currency", IV_CONF_TEXT, offsetof(struct heading, currency), true, NULL },
	{ "horizon", IV_CONF_INT, offsetof(struct heading, horizon), true, NULL },
	{ "discount", IV_CONF_REAL, offsetof(struct heading, discount), true, NULL },
	{ "margin", IV_CONF_REAL, offsetof(struct heading, margin), true, NULL },
	{ "season", IV_CONF_MAP, offsetof(struct heading, season), false, NULL },
	{ "scores", IV_CONF_MAP, offsetof(struct heading, scores), true, NULL },
};

int iv_score_read(struct iv_score *s, const struct iv_conf_node *root, struct iv_err *err)
{
	struct heading h = { 0 };
	const struct iv_conf_node *name = root->kind == IV_CONF_MAPPING ? iv_conf_get(root, "model") : NULL;
	if (!name || name->kind != IV_CONF_SCALAR || !iv_str_eq(name->text, IV_STR("ivoc-score")))
		return iv_conf_error(root, 0, err, "this is no model of ivoc-score; make one with --fit");
	int status = iv_conf_bind(root, heading_keys, sizeof heading_keys / sizeof *heading_keys, &h, err);
	if (status != IV_OK)
		return status;
	if (h.version != VERSION)
		return iv_conf_error(iv_conf_get(root, "version"), 0, err, "version: expected %d; fit the model anew with --fit", VERSION);
	if (h.currency.n && h.currency.n != 3)
		return iv_conf_error(iv_conf_get(root, "currency"), 0, err, "currency: expected a code of ISO 4217 such as CNY");
	if (s->currency[0] && !iv_str_eq(h.currency, iv_str_of(s->currency)))
		return iv_conf_error(iv_conf_get(root, "currency"), 0, err, "currency: the model was made for '" IV_FMT "', and not for %s", IV_ARG(h.currency), s->currency);
	if (h.horizon != s->horizon || h.discount != s->discount || h.margin != s->margin)
		return iv_conf_error(iv_conf_get(root, h.horizon != s->horizon ? "horizon" : h.discount != s->discount ? "discount" : "margin"), 0, err,
				     "the model was made for another %s than this run has; fit it anew with --fit", h.horizon != s->horizon ? "horizon" : h.discount != s->discount ? "discount" : "margin");
	if (h.currency.n)
		memcpy(s->currency, h.currency.p, 3);
	s->customers = (size_t)(h.customers > 0 ? h.customers : 0);
	if (h.season && !s->seasonal)
		return iv_conf_error(h.season, 0, err, "season: the model was made with seasons, and score.yaml asks for none; fit it anew with --fit");
	if (h.season)
		status = iv_season_read(&s->season, h.season, s->today, err);
	for (size_t i = 0; i < iv_score_models_n && status == IV_OK; i++) {
		const struct iv_score_model *m = s->entry[i].model;
		const struct iv_conf_node *node = m ? iv_conf_get(h.scores, m->name) : NULL;
		if (m && !node)
			return iv_conf_error(h.scores, 0, err, "the model has no score '%s'; fit it anew with --fit", m->name);
		if (m)
			status = m->read(s->entry[i].state, s, node, err);
	}
	return status;
}

void iv_score_doubts(const struct iv_score *s, bool learned, void (*tell)(void *ctx, const struct iv_err *doubt), void *ctx)
{
	for (size_t i = 0; i < iv_score_models_n; i++)
		if (s->entry[i].model && s->entry[i].model->doubts)
			s->entry[i].model->doubts(s->entry[i].state, learned, tell, ctx);
}

/* --- Judging --- */

/* Old scores go first, so that the fields always stand in the same order at the end of the record: a night on top of
 * yesterday gives the bytes of a full run. */
void iv_score_judge(const struct iv_score_work *w, const struct iv_score_facts *facts, struct iv_rec *rec)
{
	const struct iv_score *s = w->score;
	struct iv_buf because = { 0 };
	struct iv_score_case c = { .score = s, .facts = facts, .rec = rec, .because = &because };
	c.stage_before = iv_rec_text(rec, IV_STR("stage"));
	c.since_before = iv_rec_text(rec, IV_STR("stage_since"));
	for (size_t i = 0; i < iv_score_models_n; i++)
		for (const char *const *f = iv_score_models[i]->fields; *f; f++)
			iv_rec_drop(rec, iv_str_of(*f));
	for (size_t i = 0; i < iv_score_models_n; i++)
		if (s->entry[i].model && s->entry[i].model->drop)
			s->entry[i].model->drop(s->entry[i].state, rec);
	iv_rec_drop(rec, IV_STR("because"));
	iv_rec_drop(rec, IV_STR("scored"));
	if (facts->foreign || facts->restricted)
		return;
	iv_buf_addc(&because, '{');
	for (size_t i = 0; i < iv_score_models_n; i++) {
		c.writes = s->entry[i].writes;
		c.work = w->own[i];
		if (s->entry[i].model)
			s->entry[i].model->judge(s->entry[i].state, &c);
	}
	iv_buf_addc(&because, '}');
	if (because.n > 2)
		iv_rec_set(rec, IV_STR("because"), iv_arena_str(rec->arena, iv_buf_str(&because)));
	iv_buf_release(&because);
	iv_rec_set(rec, IV_STR("scored"), (struct iv_str){ s->scored, sizeof s->scored });
}
