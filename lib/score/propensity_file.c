/* SPDX-License-Identifier: MIT
 * Scorecards as JSON, and back. Their numbers have as many digits as are written, so that a card that was read scores as before. */
#include <math.h>

#include "score/propensity_set.h"
#include "stats/digits.h"

static void number(struct iv_buf *out, const char *key, double v)
{
	iv_json_member_raw(out, key, (struct iv_str){ 0 });
	iv_stats_digits_print(v, out);
}

/* A bin, or that there is none. */
static void place(struct iv_buf *out, const char *key, size_t bin)
{
	if (bin != IV_WOE_NONE)
		iv_json_member_int(out, key, (int64_t)bin);
}

static void write_bins(const struct iv_propensity_feature *f, struct iv_buf *out)
{
	iv_json_member_raw(out, "bins", IV_STR("["));
	for (size_t i = 0; i < f->n; i++) {
		const struct iv_propensity_bin *b = &f->bin[i];
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		if (isfinite(b->low))
			number(out, "from", b->low);
		number(out, "woe", b->woe);
		number(out, "part", b->part);
		iv_json_member_int(out, "points", b->points);
		iv_json_member_int(out, "ones", b->ones);
		iv_json_member_int(out, "zeros", b->zeros);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
}

static void write_texts(const struct iv_propensity_feature *f, struct iv_buf *out)
{
	iv_json_member_raw(out, "texts", IV_STR("["));
	for (size_t i = 0; i < f->texts; i++) {
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_text(out, "text", f->text[i].text);
		place(out, "bin", f->text[i].bin);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
}

static void write_feature(const struct iv_propensity_set *s, const struct iv_propensity_aim *a, size_t i, struct iv_buf *out)
{
	const struct iv_propensity_feature *f = &a->model.feature[i];
	iv_json_comma(out);
	iv_buf_adds(out, IV_STR("\n{"));
	iv_json_member_text(out, "input", f->name);
	iv_json_member_text(out, "rule", iv_rules_text(s->rules, a->input[a->of_feature[i]].rule));
	number(out, "iv", f->iv);
	number(out, "b", f->b);
	number(out, "error", f->error);
	place(out, "missing", f->missing);
	place(out, "other", f->other);
	write_bins(f, out);
	write_texts(f, out);
	iv_buf_addc(out, '}');
}

static void write_counts(struct iv_buf *out, const char *key, const int64_t *v, size_t n)
{
	iv_json_member_raw(out, key, IV_STR("["));
	for (size_t i = 0; i < n; i++)
		iv_buf_addf(out, "%s%lld", i ? "," : "", (long long)v[i]);
	iv_buf_addc(out, ']');
}

static void write_one(const struct iv_propensity_set *s, const struct iv_propensity_aim *a, struct iv_buf *out)
{
	const struct iv_propensity_model *m = &a->model;
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "label", iv_rules_text(s->rules, a->label));
	iv_json_member_int(out, "ones", m->ones);
	iv_json_member_int(out, "zeros", m->zeros);
	number(out, "intercept", m->intercept);
	iv_json_member_int(out, "base", m->base);
	write_counts(out, "bands", m->band, IV_PROPENSITY_BANDS - 1);
	write_counts(out, "in_bands", m->in_band, IV_PROPENSITY_BANDS);
	iv_json_member_raw(out, "steps", IV_STR("["));
	for (size_t i = 0; i < m->steps; i++) {
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		if (isfinite(m->step[i].from))
			number(out, "from", m->step[i].from);
		number(out, "probability", m->step[i].probability);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
	iv_json_member_raw(out, "inputs", IV_STR("["));
	for (size_t i = 0; i < m->n; i++)
		write_feature(s, a, i, out);
	iv_buf_adds(out, IV_STR("]"));
	if (a->learned) {
		iv_json_member_raw(out, "report", IV_STR("\n"));
		iv_propensity_report_one(a, false, out);
	}
	iv_buf_addc(out, '}');
}

void iv_propensity_write_all(const void *state, struct iv_buf *out)
{
	const struct iv_propensity_set *s = state;
	iv_buf_addc(out, '{');
	for (size_t i = 0; i < s->n; i++) {
		iv_json_comma(out);
		iv_buf_addc(out, '\n');
		iv_json_quote(out, s->aim[i].name);
		iv_buf_addc(out, ':');
		write_one(s, &s->aim[i], out);
	}
	iv_buf_addc(out, '}');
}

/* --- Reading --- */

struct card {
	struct iv_str label;
	int64_t ones, zeros, base;
	double intercept;
	struct iv_conf_reals bands, in_bands;
	const struct iv_conf_node *steps, *inputs, *report;
};

#define AT(member) offsetof(struct card, member)

static const struct iv_conf_key card_keys[] = {
	{ "label", IV_CONF_TEXT, AT(label), true, NULL },	  { "ones", IV_CONF_INT, AT(ones), true, NULL },   { "zeros", IV_CONF_INT, AT(zeros), true, NULL },
	{ "intercept", IV_CONF_REAL, AT(intercept), true, NULL }, { "base", IV_CONF_INT, AT(base), true, NULL },   { "bands", IV_CONF_REALS, AT(bands), true, NULL },
	{ "in_bands", IV_CONF_REALS, AT(in_bands), true, NULL },  { "steps", IV_CONF_LIST, AT(steps), true, NULL }, { "inputs", IV_CONF_LIST, AT(inputs), true, NULL },
	{ "report", IV_CONF_MAP, AT(report), false, NULL },
};

struct row {
	struct iv_str input, rule, text;
	double iv, b, error, from, woe, part, probability;
	int64_t missing, other, points, ones, zeros, bin;
	const struct iv_conf_node *bins, *texts;
};

#define IN(member) offsetof(struct row, member)

static const struct iv_conf_key input_keys[] = {
	{ "input", IV_CONF_TEXT, IN(input), true, NULL },    { "rule", IV_CONF_TEXT, IN(rule), true, NULL },	  { "iv", IV_CONF_REAL, IN(iv), true, NULL },
	{ "b", IV_CONF_REAL, IN(b), true, NULL },	     { "error", IV_CONF_REAL, IN(error), true, NULL },	  { "missing", IV_CONF_INT, IN(missing), false, NULL },
	{ "other", IV_CONF_INT, IN(other), false, NULL },    { "bins", IV_CONF_LIST, IN(bins), true, NULL },	  { "texts", IV_CONF_LIST, IN(texts), true, NULL },
};
static const struct iv_conf_key bin_keys[] = {
	{ "from", IV_CONF_REAL, IN(from), false, NULL },    { "woe", IV_CONF_REAL, IN(woe), true, NULL }, { "part", IV_CONF_REAL, IN(part), true, NULL },
	{ "points", IV_CONF_INT, IN(points), true, NULL }, { "ones", IV_CONF_INT, IN(ones), true, NULL }, { "zeros", IV_CONF_INT, IN(zeros), true, NULL },
};
static const struct iv_conf_key text_keys[] = { { "text", IV_CONF_TEXT, IN(text), true, NULL }, { "bin", IV_CONF_INT, IN(bin), false, NULL } };
static const struct iv_conf_key step_keys[] = { { "from", IV_CONF_REAL, IN(from), false, NULL }, { "probability", IV_CONF_REAL, IN(probability), true, NULL } };

#define KEYS(table) table, sizeof table / sizeof *table

static size_t bin_number(int64_t v)
{
	return v < 0 || v > IV_WOE_BINS ? IV_WOE_NONE : (size_t)v;
}

static int read_bins(struct iv_propensity_feature *f, const struct iv_conf_node *list, struct iv_arena *arena, struct iv_err *err)
{
	int status = IV_OK;
	f->n = list->n;
	f->bin = iv_arena_zalloc(arena, (f->n + 1) * sizeof *f->bin);
	for (size_t i = 0; i < f->n && status == IV_OK; i++) {
		struct row r = { .from = -INFINITY };
		status = iv_conf_bind(list->item[i], KEYS(bin_keys), &r, err);
		f->bin[i] = (struct iv_propensity_bin){ r.from, r.woe, r.part, r.points, r.ones, r.zeros };
	}
	return status;
}

static int read_texts(struct iv_propensity_feature *f, const struct iv_conf_node *list, struct iv_arena *arena, struct iv_err *err)
{
	int status = IV_OK;
	f->texts = list->n;
	f->text = iv_arena_zalloc(arena, (f->texts + 1) * sizeof *f->text);
	for (size_t i = 0; i < f->texts && status == IV_OK; i++) {
		struct row r = { .bin = -1 };
		status = iv_conf_bind(list->item[i], KEYS(text_keys), &r, err);
		f->text[i] = (struct iv_propensity_text){ r.text, (uint32_t)bin_number(r.bin) };
	}
	return status;
}

static int read_feature(struct iv_propensity_set *s, struct iv_propensity_aim *a, const struct iv_conf_node *node, struct iv_err *err)
{
	struct iv_propensity_feature *f = &a->model.feature[a->model.n];
	struct row r = { .missing = -1, .other = -1 };
	size_t k = 0;
	int status = iv_conf_bind(node, KEYS(input_keys), &r, err);
	if (status != IV_OK)
		return status;
	while (k < a->inputs && !iv_str_eq(a->input[k].name, r.input))
		k++;
	if (k == a->inputs)
		return iv_conf_error(iv_conf_get(node, "input"), 0, err, "the model knows an input '" IV_FMT "' that score.yaml does not have; fit it anew with --fit", IV_ARG(r.input));
	if (!iv_str_eq(iv_rules_text(s->rules, a->input[k].rule), r.rule))
		return iv_conf_error(iv_conf_get(node, "rule"), 0, err, "the input '" IV_FMT "' is another expression in score.yaml; fit it anew with --fit", IV_ARG(r.input));
	*f = (struct iv_propensity_feature){ .name = r.input, .type = a->input[k].type, .iv = r.iv, .b = r.b, .error = r.error, .missing = bin_number(r.missing), .other = bin_number(r.other) };
	status = read_bins(f, r.bins, &a->model.arena, err);
	if (status == IV_OK)
		status = read_texts(f, r.texts, &a->model.arena, err);
	a->model.n++;
	return status;
}

static int read_steps(struct iv_propensity_model *m, const struct iv_conf_node *list, struct iv_err *err)
{
	int status = IV_OK;
	m->steps = list->n;
	m->step = iv_arena_zalloc(&m->arena, (m->steps + 1) * sizeof *m->step);
	for (size_t i = 0; i < m->steps && status == IV_OK; i++) {
		struct row r = { .from = -INFINITY };
		status = iv_conf_bind(list->item[i], KEYS(step_keys), &r, err);
		m->step[i] = (struct iv_propensity_step){ r.from, r.probability };
	}
	return status;
}

static void read_counts(const struct iv_conf_reals *from, int64_t *to)
{
	for (size_t i = 0; i < from->n; i++)
		to[i] = fabs(from->value[i]) < 9e15 ? (int64_t)from->value[i] : 0;
}

static int read_one(struct iv_propensity_set *s, struct iv_propensity_aim *a, const struct iv_conf_node *node, struct iv_err *err)
{
	struct iv_propensity_model *m = &a->model;
	struct card c = { .ones = 0 };
	struct iv_err why;
	int status = iv_conf_bind(node, KEYS(card_keys), &c, err);
	if (status != IV_OK)
		return status;
	if (!iv_str_eq(c.label, iv_rules_text(s->rules, a->label)))
		return iv_conf_error(iv_conf_get(node, "label"), 0, err, "the label of '" IV_FMT "' is another expression in score.yaml; fit it anew with --fit", IV_ARG(a->name));
	if (c.bands.n != IV_PROPENSITY_BANDS - 1 || c.in_bands.n != IV_PROPENSITY_BANDS)
		return iv_conf_error(node, 0, err, "expected %d bands, and how many cases are in each", IV_PROPENSITY_BANDS);
	m->ones = c.ones;
	m->zeros = c.zeros;
	m->intercept = c.intercept;
	m->base = c.base;
	read_counts(&c.bands, m->band);
	read_counts(&c.in_bands, m->in_band);
	status = read_steps(m, c.steps, err);
	m->feature = iv_arena_zalloc(&m->arena, (c.inputs->n + 1) * sizeof *m->feature);
	for (size_t i = 0; i < c.inputs->n && status == IV_OK; i++)
		status = read_feature(s, a, c.inputs->item[i], err);
	if (status == IV_OK && iv_propensity_model_check(m, &why) != IV_OK)
		return iv_conf_error(node, 0, err, "'" IV_FMT "': %s%s%s", IV_ARG(a->name), why.field, why.field[0] ? ": " : "", why.msg);
	if (status == IV_OK)
		iv_propensity_settle(s, a);
	return status;
}

int iv_propensity_read_all(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err)
{
	struct iv_propensity_set *s = state;
	int status = IV_OK;
	(void)score;
	for (size_t i = 0; i < s->n && status == IV_OK; i++) {
		const struct iv_conf_node *one = NULL;
		for (size_t k = 0; node->kind == IV_CONF_MAPPING && k < node->n; k++)
			if (iv_str_eq(node->key[k]->text, s->aim[i].name))
				one = node->item[k];
		if (!one)
			return iv_conf_error(node, 0, err, "the model has no propensity '" IV_FMT "'; fit it anew with --fit", IV_ARG(s->aim[i].name));
		status = read_one(s, &s->aim[i], one, err);
	}
	return status;
}
