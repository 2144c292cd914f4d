/* SPDX-License-Identifier: MIT
 * A scorecard at work: scores, words for bins, drift. */
#include <math.h>
#include <stdlib.h>

#include "score/propensity_part.h"
#include "stats/digits.h"

void iv_propensity_model_release(struct iv_propensity_model *m)
{
	iv_arena_release(&m->arena);
	*m = (struct iv_propensity_model){ 0 };
}

int64_t iv_propensity_points(const struct iv_propensity_feature *f, uint16_t bin)
{
	return bin == IV_WOE_NONE ? 0 : f->bin[bin].points;
}

double iv_propensity_part(const struct iv_propensity_feature *f, uint16_t bin)
{
	return bin == IV_WOE_NONE ? 0 : f->bin[bin].part;
}

/* How many bins hold values: all but that of missing ones, which is the last. */
static size_t valued(const struct iv_propensity_feature *f)
{
	return f->missing == IV_WOE_NONE ? f->n : f->n - 1;
}

static uint16_t bin_of_text(const struct iv_propensity_feature *f, struct iv_str text)
{
	size_t low = 0, high = f->texts;
	while (low < high) {
		size_t half = low + (high - low) / 2;
		int c = iv_str_cmp(f->text[half].text, text);
		if (!c)
			return (uint16_t)f->text[half].bin;
		if (c < 0)
			low = half + 1;
		else
			high = half;
	}
	return (uint16_t)f->other;
}

static uint16_t bin_of(const struct iv_propensity_feature *f, const struct iv_propensity_value *value)
{
	if (value->missing || (f->type != IV_PROPENSITY_TEXT && !isfinite(value->number)))
		return (uint16_t)f->missing;
	if (f->type == IV_PROPENSITY_TEXT)
		return bin_of_text(f, value->text);
	uint16_t bin = 0;
	while (bin + 1u < valued(f) && f->bin[bin + 1].low <= value->number)
		bin++;
	return valued(f) ? bin : (uint16_t)IV_WOE_NONE;
}

void iv_propensity_score(const struct iv_propensity_model *m, const struct iv_propensity_value *value, struct iv_propensity_score *out, uint16_t *bin)
{
	*out = (struct iv_propensity_score){ .log_odds = m->intercept, .points = m->base };
	for (size_t i = 0; i < m->n; i++) {
		bin[i] = bin_of(&m->feature[i], &value[i]);
		out->log_odds += iv_propensity_part(&m->feature[i], bin[i]);
		out->points += iv_propensity_points(&m->feature[i], bin[i]);
	}
	out->probability = m->steps ? iv_propensity_stepped(m->step, m->steps, out->log_odds) : iv_logistic_probability(out->log_odds);
}

static int bad(struct iv_err *err, const struct iv_propensity_feature *f, const char *what)
{
	int status = iv_err_set(err, IV_WRONG, "bad_model", "%s", what);
	if (f)
		iv_err_field(err, f->name);
	return status;
}

static int check_feature(const struct iv_propensity_feature *f, struct iv_err *err)
{
	if (!f->name.n)
		return bad(err, NULL, "a feature has no name");
	if (f->n < 1 || f->n > IV_WOE_BINS)
		return bad(err, f, "expected 1 to 32 bins");
	if (f->missing != IV_WOE_NONE && f->missing != f->n - 1)
		return bad(err, f, "expected the bin of missing values to be the last");
	if (f->other != IV_WOE_NONE && f->other >= valued(f))
		return bad(err, f, "expected the bin of other texts to be one of the bins");
	for (size_t i = 0; i < f->n; i++) {
		if (!isfinite(f->bin[i].part) || !isfinite(f->bin[i].woe) || f->bin[i].points > (int64_t)1 << 51 || f->bin[i].points < -((int64_t)1 << 51))
			return bad(err, f, "expected numbers for the evidence, the part and the points of each bin");
		if (f->type != IV_PROPENSITY_TEXT && i && i < valued(f) && !(f->bin[i].low > f->bin[i - 1].low && isfinite(f->bin[i].low)))
			return bad(err, f, "expected bins to begin at rising numbers");
	}
	for (size_t i = 0; i < f->texts; i++) {
		if (f->text[i].bin != IV_WOE_NONE && f->text[i].bin >= valued(f))
			return bad(err, f, "expected a text to be in one of the bins");
		if (i && iv_str_cmp(f->text[i - 1].text, f->text[i].text) >= 0)
			return bad(err, f, "expected each text once, in the order of their bytes");
	}
	return IV_OK;
}

int iv_propensity_model_check(const struct iv_propensity_model *m, struct iv_err *err)
{
	if (!isfinite(m->intercept))
		return bad(err, NULL, "expected a number for the intercept");
	for (size_t i = 0; i < m->n; i++)
		if (check_feature(&m->feature[i], err))
			return IV_WRONG;
	for (size_t i = 0; i < m->steps; i++) {
		const struct iv_propensity_step *s = &m->step[i];
		if (!(s->probability >= 0 && s->probability <= 1) || (i && !(s->from > s[-1].from && s->probability >= s[-1].probability)))
			return bad(err, NULL, "expected steps of rising log-odds and probabilities from 0 to 1");
	}
	for (size_t i = 1; i < IV_PROPENSITY_BANDS - 1; i++)
		if (m->band[i] < m->band[i - 1])
			return bad(err, NULL, "expected bands of rising points");
	return IV_OK;
}

static void describe_number(const struct iv_propensity_feature *f, uint16_t bin, struct iv_buf *out)
{
	bool last = bin + 1u == valued(f);
	if (f->type == IV_PROPENSITY_BOOL) {
		iv_buf_adds(out, bin ? IV_STR("yes") : last ? IV_STR("yes or no") : IV_STR("no"));
		return;
	}
	if (!bin && last) {
		iv_buf_adds(out, IV_STR("any number"));
		return;
	}
	if (bin) {
		if (last)
			iv_buf_adds(out, IV_STR(">= "));
		iv_stats_digits_print(f->bin[bin].low, out);
	}
	if (!last) {
		iv_buf_adds(out, bin ? IV_STR(" to < ") : IV_STR("< "));
		iv_stats_digits_print(f->bin[bin + 1].low, out);
	}
}

void iv_propensity_describe(const struct iv_propensity_feature *f, uint16_t bin, struct iv_buf *out)
{
	size_t before = out->n;
	if (bin == IV_WOE_NONE) {
		iv_buf_adds(out, IV_STR("no evidence"));
		return;
	}
	if (bin == f->missing) {
		iv_buf_adds(out, IV_STR("missing"));
		return;
	}
	if (f->type != IV_PROPENSITY_TEXT) {
		describe_number(f, bin, out);
		return;
	}
	for (size_t i = 0; i < f->texts; i++)
		if (f->text[i].bin == bin) {
			if (out->n > before)
				iv_buf_adds(out, IV_STR(" or "));
			iv_buf_adds(out, f->text[i].text);
		}
	if (f->other == bin)
		iv_buf_adds(out, out->n > before ? IV_STR(" or other") : IV_STR("other"));
}

void iv_propensity_seen_release(struct iv_propensity_seen *s)
{
	free(s->bin);
	*s = (struct iv_propensity_seen){ 0 };
}

enum { WIDTH = IV_WOE_BINS + 1 };

static void make_room(struct iv_propensity_seen *s, size_t features)
{
	if (!s->bin)
		s->bin = iv_zalloc((features * WIDTH + 1) * sizeof *s->bin);
	s->features = features;
}

void iv_propensity_see(struct iv_propensity_seen *s, const struct iv_propensity_model *m, const struct iv_propensity_score *score, const uint16_t *bin)
{
	size_t band = 0;
	make_room(s, m->n);
	for (size_t i = 0; i < m->n; i++)
		s->bin[i * WIDTH + (bin[i] == IV_WOE_NONE ? IV_WOE_BINS : bin[i])]++;
	while (band < IV_PROPENSITY_BANDS - 1 && score->points >= m->band[band])
		band++;
	s->band[band]++;
}

void iv_propensity_seen_merge(struct iv_propensity_seen *into, const struct iv_propensity_seen *from)
{
	if (!from->bin)
		return;
	make_room(into, from->features);
	for (size_t i = 0; i < from->features * WIDTH; i++)
		into->bin[i] += from->bin[i];
	for (size_t i = 0; i < IV_PROPENSITY_BANDS; i++)
		into->band[i] += from->band[i];
}

double iv_propensity_drift(const struct iv_propensity_seen *s, const struct iv_propensity_model *m, size_t feature)
{
	const struct iv_propensity_feature *f = &m->feature[feature];
	int64_t then[WIDTH] = { 0 };
	for (size_t i = 0; i < f->n; i++)
		then[i] = f->bin[i].ones + f->bin[i].zeros;
	return s->bin ? iv_woe_psi(then, s->bin + feature * WIDTH, WIDTH) : NAN;
}

double iv_propensity_drift_score(const struct iv_propensity_seen *s, const struct iv_propensity_model *m)
{
	return iv_woe_psi(m->in_band, s->band, IV_PROPENSITY_BANDS);
}
