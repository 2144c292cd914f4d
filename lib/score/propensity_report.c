/* SPDX-License-Identifier: MIT
 * What is to be known of propensities: how good they are, what became of each input, who drifted, what to doubt. */

#include "base/num.h"
#include "score/propensity_set.h"

const char *const iv_propensity_fates[] = { "used", "same", "weak", "alike", "reversed", "nothing_new" };

static void report_quality(const struct iv_propensity_report *r, struct iv_buf *out)
{
	iv_json_member_double(out, "auc", r->auc, 6);
	iv_json_member_double(out, "auc_fitted", r->auc_fitted, 6);
	iv_json_member_double(out, "ks", r->ks, 6);
	iv_json_member_double(out, "brier", r->brier, 6);
	iv_json_member_double(out, "log_loss", r->log_loss, 6);
	iv_json_member_double(out, "lift", r->lift, 4);
	iv_json_member_text(out, "calibration", iv_str_of(iv_propensity_calibrations[r->calibration]));
	iv_json_member_raw(out, "gain", IV_STR("["));
	for (size_t i = 0; i < 10; i++) {
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_int(out, "cases", r->gain[i].cases);
		iv_json_member_double(out, "ones", r->gain[i].ones, 2);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
	iv_json_member_raw(out, "reliability", IV_STR("["));
	for (size_t i = 0; i < r->reliabilities; i++) {
		const struct iv_stats_reliability *line = &r->reliability[i];
		iv_json_comma(out);
		iv_buf_addc(out, '{');
		iv_json_member_int(out, "cases", line->cases);
		iv_json_member_int(out, "ones", line->ones);
		iv_json_member_double(out, "predicted", line->predicted, 6);
		iv_json_member_double(out, "actual", (double)line->ones / (double)line->cases, 6);
		iv_buf_addc(out, '}');
	}
	iv_buf_addc(out, ']');
}

static void report_input(const struct iv_propensity_aim *a, size_t k, bool drift, struct iv_buf *out)
{
	const struct iv_propensity_verdict *v = a->learned ? &a->report.column[k] : NULL;
	size_t feature = iv_propensity_feature_of(a, k);
	iv_json_comma(out);
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "input", a->input[k].name);
	if (v) {
		iv_json_member_double(out, "iv", v->iv, 6);
		iv_json_member_double(out, "auc", v->auc, 6);
		iv_json_member_int(out, "bins", (int64_t)v->bins);
		iv_json_member_text(out, "fate", iv_str_of(iv_propensity_fates[v->fate]));
	}
	if (v && v->fate == IV_PROPENSITY_ALIKE)
		iv_json_member_text(out, "like", a->input[v->other].name);
	if (drift && feature < a->model.n && a->seen.bin)
		iv_json_member_double(out, "psi", iv_propensity_drift(&a->seen, &a->model, feature), 6);
	iv_buf_addc(out, '}');
}

void iv_propensity_report_one(const struct iv_propensity_aim *a, bool drift, struct iv_buf *out)
{
	iv_buf_addc(out, '{');
	iv_json_member_int(out, "cases", a->model.ones + a->model.zeros);
	iv_json_member_int(out, "ones", a->model.ones);
	if (a->learned)
		report_quality(&a->report, out);
	iv_json_member_raw(out, "inputs", IV_STR("["));
	for (size_t k = 0; k < a->inputs; k++)
		report_input(a, k, drift, out);
	iv_buf_addc(out, ']');
	if (drift && a->seen.bin)
		iv_json_member_double(out, "psi", iv_propensity_drift_score(&a->seen, &a->model), 6);
	iv_buf_addc(out, '}');
}

void iv_propensity_report_all(const void *state, struct iv_buf *out)
{
	const struct iv_propensity_set *s = state;
	iv_buf_addc(out, '{');
	for (size_t i = 0; i < s->n; i++) {
		iv_json_comma(out);
		iv_json_quote(out, s->aim[i].name);
		iv_buf_addc(out, ':');
		iv_propensity_report_one(&s->aim[i], true, out);
	}
	iv_buf_addc(out, '}');
}

/* --- Doubts --- */

static struct iv_str decimal(struct iv_buf *b, double v, int decimals)
{
	b->n = 0;
	iv_num_add_double(b, v, decimals);
	return iv_buf_str(b);
}

void iv_propensity_warning_text(const struct iv_propensity_aim *a, const struct iv_propensity_warning *w, struct iv_err *out)
{
	struct iv_buf b = { 0 };
	struct iv_str name = a->name, input = w->column < a->inputs ? a->input[w->column].name : (struct iv_str){ 0 };
	switch (w->code) {
	case IV_PROPENSITY_FEW:
		iv_err_set(out, IV_OK, "few_cases", IV_FMT ": " IV_FMT " cases of the rarer answer are few; 100, and 10 for each input, would be safe", IV_ARG(name), IV_ARG(decimal(&b, w->value, 0)));
		break;
	case IV_PROPENSITY_EXTREME:
		iv_err_set(out, IV_OK, "rare_label", IV_FMT ": the label is true of " IV_FMT " %% of the cases; firth: true suits what is so rare", IV_ARG(name), IV_ARG(decimal(&b, 100 * w->value, 3)));
		break;
	case IV_PROPENSITY_LEAK:
		iv_err_set(out, IV_OK, "leak", IV_FMT ": '" IV_FMT "' alone tells who did from who did not (AUC " IV_FMT "): does it know what happened afterwards?", IV_ARG(name), IV_ARG(input),
			   IV_ARG(decimal(&b, w->value, 3)));
		break;
	case IV_PROPENSITY_SEPARATED:
		iv_err_set(out, IV_OK, "separated", IV_FMT ": the inputs, '" IV_FMT "' first of all, tell some who did without an error; a penalty keeps the model finite", IV_ARG(name), IV_ARG(input));
		break;
	case IV_PROPENSITY_OVERFIT:
		iv_err_set(out, IV_OK, "overfit", IV_FMT ": the model knows its own cases better than others, by " IV_FMT " of AUC; give it more cases or fewer inputs", IV_ARG(name),
			   IV_ARG(decimal(&b, w->value, 3)));
		break;
	case IV_PROPENSITY_EMPTY:
		iv_err_set(out, IV_OK, "no_input", IV_FMT ": no input tells anything; everybody gets the share of all", IV_ARG(name));
		break;
	case IV_PROPENSITY_SPENT:
		iv_err_set(out, IV_OK, "no_maximum", IV_FMT ": the regression found no maximum; do not use this model", IV_ARG(name));
		break;
	}
	iv_buf_release(&b);
}

void iv_propensity_doubts(const void *state, bool learned, void (*tell)(void *ctx, const struct iv_err *doubt), void *ctx)
{
	const struct iv_propensity_set *s = state;
	for (size_t i = 0; learned && i < s->n; i++)
		for (size_t k = 0; k < s->aim[i].report.warnings; k++) {
			struct iv_err doubt;
			iv_propensity_warning_text(&s->aim[i], &s->aim[i].report.warning[k], &doubt);
			tell(ctx, &doubt);
		}
}
