/* SPDX-License-Identifier: MIT
 * What a fitted mixture says: of a pattern, of a field, of a whole run. */
#include "match/mixture_part.h"

#include <math.h>

void iv_mixture_odds(const struct iv_shape *s, const struct iv_mixture *m, uint64_t pattern, double odds[IV_PAIR_KINDS])
{
	double match = m->pairs[IV_PAIR_MATCH] / m->pairs[IV_PAIR_CHANCE], household = m->pairs[IV_PAIR_HOUSEHOLD] / m->pairs[IV_PAIR_CHANCE];
	for (size_t k = 0; k < s->n; k++) {
		unsigned state = iv_shape_state(&s->field[k], pattern);
		if (!state)
			continue;
		unsigned side = iv_mixture_side(s, k, pattern);
		double chance = m->share[IV_PAIR_CHANCE][k][side][state];
		match *= m->share[IV_PAIR_MATCH][k][side][state] / chance;
		household *= m->share[IV_PAIR_HOUSEHOLD][k][side][state] / chance;
	}
	odds[IV_PAIR_MATCH] = match * m->set[iv_shape_set_of(s, pattern)];
	odds[IV_PAIR_HOUSEHOLD] = household;
	odds[IV_PAIR_CHANCE] = 1;
}

static int32_t thousandths(double bits)
{
	return (int32_t)lround(fmin(fmax(bits, -1000), 1000) * 1000);
}

void iv_mixture_judge(const struct iv_shape *shape, const struct iv_mixture *m, uint64_t pattern, struct iv_mixture_verdict *out)
{
	double odds[IV_PAIR_KINDS];
	iv_mixture_odds(shape, m, pattern, odds);
	double match = odds[IV_PAIR_MATCH], household = odds[IV_PAIR_HOUSEHOLD];
	out->match = thousandths(m->shift + m->scale * log2(match / (household + 1)));
	out->household = thousandths(log2(match + household));
	out->probability = 1 / (1 + exp2(-out->match / 1000.0));
}

int32_t iv_mixture_field_weight(const struct iv_shape *shape, const struct iv_mixture *m, uint64_t pattern, size_t field)
{
	unsigned state = iv_shape_state(&shape->field[field], pattern), side = iv_mixture_side(shape, field, pattern);
	if (!state)
		return 0;
	return thousandths(m->scale * log2(m->share[IV_PAIR_MATCH][field][side][state] / m->share[IV_PAIR_CHANCE][field][side][state]));
}

int32_t iv_mixture_prior(const struct iv_shape *shape, const struct iv_mixture *m, uint64_t pattern)
{
	return thousandths(m->shift + m->scale * log2(m->set[iv_shape_set_of(shape, pattern)] * m->pairs[IV_PAIR_MATCH] / m->pairs[IV_PAIR_CHANCE]));
}

void iv_mixture_expect(const struct iv_shape_counts *counts, const struct iv_mixture_verdict *verdict, int32_t threshold, struct iv_mixture_expected *out)
{
	double variance = 0;
	*out = (struct iv_mixture_expected){ 0 };
	for (size_t i = 0; i < counts->n; i++) {
		const struct iv_shape_count *c = &counts->count[i];
		const struct iv_mixture_verdict *v = &verdict[i];
		double open = (double)(c->pairs - c->must - c->never), right = (double)c->must + open * v->probability;
		if (v->match < threshold) {
			out->missed += right;
			continue;
		}
		out->links += (double)c->pairs;
		out->right += right;
		out->wrong += (double)c->pairs - right;
		variance += open * v->probability * (1 - v->probability);
	}
	out->deviation = sqrt(variance);
}
