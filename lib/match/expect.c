/* SPDX-License-Identifier: MIT
 * Sums over patterns, or over the weights that a model keeps of those it was learned from. */
#include "match/expect.h"

#include <math.h>

#include "match/learned.h"

enum {
	HIGHEST = 1000000, /* no weight is above it */
	FEW = 5, /* matches that a level's share cannot be learned from */
	MANY = 1000, /* compared pairs on a level for it to matter */
};

/* A link is above the threshold, not on it. */
static double wrong_share(const struct iv_match *r, int32_t threshold)
{
	struct iv_mixture_expected e;
	iv_mixture_expect(&r->scores.counts, r->verdict, threshold + 1, &e);
	return e.links > 0 ? e.wrong / e.links : 0;
}

/* The fewer weights the fewer wrong ones among them, so halves find it. */
static int32_t threshold_here(const struct iv_match *r, int32_t low, double most)
{
	int32_t high = HIGHEST;
	while (low < high) {
		int32_t middle = low + (high - low) / 2;
		if (wrong_share(r, middle) > most)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static double doubt(uint64_t weight)
{
	return 1 / (1 + exp2((double)weight / 1000));
}

/* The same of the weights, in rising order, of the pairs that the model was learned from. */
static int32_t threshold_learned(const struct iv_model_table *weights, int32_t low, double most)
{
	double pairs = 0, wrong = 0;
	for (size_t i = weights->n; i-- > 0 && (int64_t)weights->entry[i].key > low;) {
		pairs += (double)weights->entry[i].number;
		wrong += (double)weights->entry[i].number * doubt(weights->entry[i].key);
		if (wrong > most * pairs)
			return (int32_t)weights->entry[i].key;
	}
	return low;
}

void iv_match_set_threshold(struct iv_match *r, const struct iv_match_settings *s)
{
	r->threshold = s->learned ? (int32_t)s->learned->threshold : s->threshold;
	if (s->max_false > 0 && s->learned)
		r->threshold = threshold_learned(&s->learned->weights, r->threshold, s->max_false);
	else if (s->max_false > 0)
		r->threshold = threshold_here(r, r->threshold, s->max_false);
	iv_mixture_expect(&r->scores.counts, r->verdict, r->threshold + 1, &r->expected);
}

size_t iv_match_starved(const struct iv_match *r, struct iv_match_starved out[IV_MATCH_STARVED])
{
	const struct iv_shape *s = &r->frame.shape;
	const struct iv_shape_counts *c = &r->scores.counts;
	size_t n = 0;
	for (size_t k = 0; k < s->n; k++) {
		const struct iv_shape_field *f = &s->field[k];
		uint64_t pairs[IV_SHAPE_LEVELS] = { 0 };
		double all = 0;
		for (size_t i = 0; i < c->n; i++)
			pairs[iv_shape_level(f, c->count[i].pattern)] += c->count[i].pairs;
		for (unsigned l = 1; l < f->levels; l++)
			all += r->mixture.support[k][l];
		for (unsigned l = 1; l < f->levels; l++)
			if (pairs[l] >= MANY && r->mixture.support[k][l] < FEW && all * f->level[l].prior < FEW)
				out[n++] = (struct iv_match_starved){ f->name, f->level[l].name, r->mixture.support[k][l], pairs[l], all < FEW };
	}
	return n;
}
