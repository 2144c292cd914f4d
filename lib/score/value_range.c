/* SPDX-License-Identifier: MIT
 * What a customer may leave, of which clv is the mean: with the probability that it has left already nothing; if it is a customer and orders nothing, what
 * serving it costs; else the total of its orders times what a unit of money is worth, less that cost. */
#include <math.h>

#include "score/value_part.h"

/* P(worth of the orders <= money), where there are some. The factor makes money of units, and may be below 0. */
static double below(const struct iv_score_spend_total *t, double factor, double money)
{
	if (factor == 0)
		return money >= 0;
	double p = iv_score_spend_below(t, money / factor);
	return factor > 0 ? p : 1 - p;
}

static double quantile(const struct iv_score_spend_total *t, double factor, double p)
{
	static const double least = 1e-6; /* what rounding leaves */
	p = fmin(fmax(factor < 0 ? 1 - p : p, least), 1 - least);
	return factor == 0 ? 0 : factor * iv_score_spend_quantile(t, p);
}

void iv_value_range(const struct iv_score_outlook *o, const struct iv_score_spend_total *total, double worth, double cost, double out[3])
{
	static const double at[3] = { IV_OUTLOOK_LEAST, 0.5, IV_OUTLOOK_MOST };
	double some = total->n ? 1 - o->none : 0, idle = fmax(0, o->alive - some), factor = worth * total->unit;
	double loss = some > 0 ? some * below(total, factor, 0) : 0; /* what is below the cost alone; then what is below nothing */
	double less = idle + (some > 0 && cost != 0 ? some * below(total, factor, cost) : loss);
	for (int k = 0; k < 3; k++) {
		double p = at[k], gone = fmax(0, 1 - some - idle);
		if (p <= loss)
			out[k] = quantile(total, factor, p / some) - cost;
		else if (p <= loss + idle)
			out[k] = -cost;
		else if (p <= less)
			out[k] = quantile(total, factor, (p - idle) / some) - cost;
		else if (p <= less + gone)
			out[k] = 0;
		else
			out[k] = quantile(total, factor, (p - idle - gone) / some) - cost;
		if (k && out[k] < out[k - 1]) /* by the error of the search */
			out[k] = out[k - 1];
	}
}
