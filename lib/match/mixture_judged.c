/* SPDX-License-Identifier: MIT
 * What judgements teach. People judge the pairs that are hardest, not a sample of all, so their answers cannot correct how many matches there are;
 * but given the weight, an answer is as good as any. So a logistic regression of the answers on the weight (Platt 1999) moves and
 * stretches all weights, with a prior that keeps a few answers from doing much: two standard deviations are 4 bits of
 * shift, and half or double the scale. */
#include "match/mixture_part.h"

#include <math.h>

enum { STEPS = 50 };
static const double SHIFT_DEVIATION = 2, SCALE_DEVIATION = 0.25; /* bits; of the scale around 1 */

void iv_mixture_judged(const struct iv_shape *s, const struct iv_shape_counts *counts, struct iv_mixture *m)
{
	double a = 0, b = 1; /* log2 odds = a + b * weight */
	const double ln2 = log(2);
	for (int step = 0; step < STEPS; step++) {
		/* Newton's method on the log posterior; the priors make it concave with room to spare. */
		double ga = -a / (SHIFT_DEVIATION * SHIFT_DEVIATION), gb = (1 - b) / (SCALE_DEVIATION * SCALE_DEVIATION);
		double haa = 1 / (SHIFT_DEVIATION * SHIFT_DEVIATION), hab = 0, hbb = 1 / (SCALE_DEVIATION * SCALE_DEVIATION);
		for (size_t i = 0; i < counts->n; i++) {
			const struct iv_shape_count *c = &counts->count[i];
			if (!c->must && !c->never)
				continue;
			double odds[IV_PAIR_KINDS];
			iv_mixture_odds(s, m, c->pattern, odds);
			double x = fmin(fmax(log2(odds[IV_PAIR_MATCH] / (odds[IV_PAIR_HOUSEHOLD] + 1)), -60), 60), n = (double)(c->must + c->never);
			double p = 1 / (1 + exp2(-(a + b * x))), g = ln2 * ((double)c->must - n * p), h = ln2 * ln2 * n * p * (1 - p);
			ga += g;
			gb += g * x;
			haa += h;
			hab += h * x;
			hbb += h * x * x;
		}
		double det = haa * hbb - hab * hab, da = (ga * hbb - gb * hab) / det, db = (gb * haa - ga * hab) / det;
		double most = fmax(fabs(da), 4 * fabs(db)), damp = most > 1 ? 1 / most : 1;
		a += damp * da;
		b = fmax(b + damp * db, 0.25);
		if (most < 1e-9)
			break;
	}
	m->shift = a;
	m->scale = b;
}
