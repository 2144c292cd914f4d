/* SPDX-License-Identifier: MIT
 * What score.yaml says of propensities. */
#include <stdlib.h>

#include "clean/functions.h"
#include "history/window.h"
#include "rec/vocab.h"
#include "score/propensity_set.h"

const char *const iv_propensity_calibrations[] = { "auto", "raw", "platt", "isotonic", NULL };

/* Settings as they are written; negative: not given. */
struct written {
	struct iv_conf_duty duty;
	const struct iv_conf_node *label, *inputs;
	int64_t bins, folds;
	double least_iv, ridge, points, odds, double_points;
	bool firth;
	int calibration;
};

#define AT(member) offsetof(struct written, member)

static const struct iv_conf_key keys[] = {
	{ "purpose", IV_CONF_TEXT, AT(duty.purpose), true, NULL },
	{ "owner", IV_CONF_TEXT, AT(duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, AT(duty.approved), false, NULL },
	{ "label", IV_CONF_RULE, AT(label), true, NULL },
	{ "inputs", IV_CONF_NODE, AT(inputs), false, NULL },
	{ "bins", IV_CONF_INT, AT(bins), false, NULL },
	{ "folds", IV_CONF_INT, AT(folds), false, NULL },
	{ "least_iv", IV_CONF_REAL, AT(least_iv), false, NULL },
	{ "ridge", IV_CONF_REAL, AT(ridge), false, NULL },
	{ "firth", IV_CONF_BOOL, AT(firth), false, NULL },
	{ "calibration", IV_CONF_CHOICE, AT(calibration), false, iv_propensity_calibrations },
	{ "points", IV_CONF_REAL, AT(points), false, NULL },
	{ "odds", IV_CONF_REAL, AT(odds), false, NULL },
	{ "double_points", IV_CONF_REAL, AT(double_points), false, NULL },
};

/* Each number lies within its range, or its key is what the error names. */
static int check(const struct iv_conf_node *node, const struct written *w, struct iv_err *err)
{
	const struct {
		const char *key;
		double value, least, most;
		const char *expected;
	} range[] = {
		{ "bins", (double)w->bins, 2, IV_WOE_BINS - 1, "a whole number from 2 to 31" },
		{ "folds", (double)w->folds, 2, IV_PROPENSITY_FOLDS, "a whole number from 2 to 20" },
		{ "least_iv", w->least_iv, 0, 10, "a number from 0 to 10" },
		{ "ridge", w->ridge, 0, 1e6, "a number from 0 to 1000000" },
		{ "points", w->points, -1e6, 1e6, "a number from -1000000 to 1000000" },
		{ "odds", w->odds, 1e-6, 1e6, "a number from 0.000001 to 1000000, ones to a zero" },
		{ "double_points", w->double_points, -1e4, 1e4, "a number from -10000 to 10000, and not 0" },
	};
	for (size_t i = 0; i < sizeof range / sizeof *range; i++)
		if (!(range[i].value >= range[i].least && range[i].value <= range[i].most))
			return iv_conf_error(iv_conf_get(node, range[i].key), 0, err, "%s: expected %s", range[i].key, range[i].expected);
	if (w->double_points == 0)
		return iv_conf_error(iv_conf_get(node, "double_points"), 0, err, "double_points: expected a number from -10000 to 10000, and not 0");
	if (w->firth && w->ridge > 0)
		return iv_conf_error(iv_conf_get(node, "firth"), 0, err, "firth: there is a ridge already; leave one of them out");
	return IV_OK;
}

static int load_settings(struct iv_propensity_aim *a, struct iv_err *err)
{
	struct iv_propensity_settings *s = &a->settings;
	*s = iv_propensity_usual();
	struct written w = { .bins = s->woe.bins, .folds = s->folds, .least_iv = s->least_iv, .points = s->points, .odds = s->odds, .double_points = s->double_points };
	int status = iv_conf_bind(a->node, keys, sizeof keys / sizeof *keys, &w, err);
	if (status == IV_OK)
		status = check(a->node, &w, err);
	a->duty = w.duty;
	a->label_node = w.label;
	a->inputs_node = w.inputs;
	s->woe.bins = (unsigned)w.bins;
	s->folds = (unsigned)w.folds;
	s->least_iv = w.least_iv;
	s->ridge = w.ridge;
	s->firth = w.firth;
	s->calibration = (enum iv_propensity_calibration)w.calibration;
	s->points = w.points;
	s->odds = w.odds;
	s->double_points = w.double_points;
	return status;
}

int iv_propensity_load(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err)
{
	if (node->kind != IV_CONF_MAPPING || !node->n)
		return iv_conf_error(node, 0, err, "propensity: expected a mapping from the name of each propensity to its settings");
	if (node->n > IV_PROPENSITY_AIMS)
		return iv_conf_error(node->key[IV_PROPENSITY_AIMS], 0, err, "propensity: expected at most %d of them", IV_PROPENSITY_AIMS);
	struct iv_propensity_set *s = iv_zalloc(sizeof *s);
	int status = IV_OK;
	s->node = node;
	s->aim = iv_zalloc(node->n * sizeof *s->aim);
	*state = s;
	for (size_t i = 0; i < node->n && status == IV_OK; i++) {
		struct iv_propensity_aim *a = &s->aim[s->n++];
		a->name = iv_arena_str(&s->arena, node->key[i]->text);
		a->node = node->item[i];
		status = load_settings(a, err);
	}
	*duty = s->aim[0].duty;
	if (status != IV_OK) {
		iv_score_propensity.free(s);
		*state = NULL;
	}
	return status;
}

/* --- Names --- */

static bool spelt(struct iv_str name)
{
	if (!name.n || name.n > 64 || (name.p[0] >= '0' && name.p[0] <= '9'))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80))
			return false;
	}
	return true;
}

static bool taken(const struct iv_conf_node *fields, struct iv_str name)
{
	for (size_t i = 0; fields && i < fields->n; i++)
		if (iv_str_eq(fields->key[i]->text, name))
			return true;
	return iv_vocab_find(name, IV_ON_ALL) != NULL;
}

static int check_name(struct iv_propensity_set *s, size_t at, const struct iv_conf_node *fields, struct iv_err *err)
{
	struct iv_propensity_aim *a = &s->aim[at];
	const struct iv_conf_node *key = s->node->key[at];
	struct iv_buf points = { 0 };
	if (!spelt(a->name))
		return iv_conf_error(key, 0, err, "'" IV_FMT "' is no name for a propensity: expected lower-case letters, digits and '_'", IV_ARG(a->name));
	iv_buf_adds(&points, a->name);
	iv_buf_adds(&points, IV_STR("_points"));
	a->points = iv_arena_alloc(&s->arena, points.n + 1);
	memcpy(a->points, points.p, points.n);
	a->points[points.n] = '\0';
	iv_buf_release(&points);
	if (taken(fields, a->name) || taken(fields, iv_str_of(a->points)))
		return iv_conf_error(key, 0, err, "'" IV_FMT "' would take the place of a field of that name; expected another name", IV_ARG(taken(fields, a->name) ? a->name : iv_str_of(a->points)));
	for (size_t i = 0; i < s->n; i++)
		if (iv_str_eq(s->aim[i].name, iv_str_of(a->points)))
			return iv_conf_error(key, 0, err, "'" IV_FMT "' is what the points of '" IV_FMT "' are called; expected another name", IV_ARG(s->aim[i].name), IV_ARG(a->name));
	return IV_OK;
}

int iv_propensity_prepare(void *state, const struct iv_score *score, const struct iv_conf_node *fields, struct iv_err *err)
{
	struct iv_propensity_set *s = state;
	s->today = score->today;
	int status = iv_history_rules(fields, score->today, &s->scope, &s->rules, err);
	if (status == IV_OK)
		iv_rules_functions(s->rules, iv_clean_functions, iv_clean_functions_n, NULL);
	for (size_t i = 0; i < s->n && status == IV_OK; i++)
		status = check_name(s, i, fields, err);
	for (size_t i = 0; i < s->n && status == IV_OK; i++)
		status = iv_propensity_compile(s, &s->aim[i], fields, err);
	return status;
}
