/* SPDX-License-Identifier: MIT
 * Which purchase model, or which of them together: by BIC (Schwarz 1978), for they have unlike numbers of parameters; averaged by
 * exp(-BIC/2) (Buckland, Burnham & Augustin 1997). */
#include <math.h>

#include "score/outlook.h"

const char *const iv_outlook_choices[] = { "auto", "average", "bgnbd", "mbgnbd", "pareto", "nbd", NULL };

static bool wanted(const struct iv_outlook_plan *plan, const struct iv_score_purchase_model *m)
{
	return !m->occasions && (plan->choice < IV_OUTLOOK_FIRST || !strcmp(m->name, iv_outlook_choices[plan->choice]));
}

size_t iv_outlook_choose(const struct iv_outlook_plan *plan, const struct iv_score_purchase_data *d, unsigned threads, struct iv_outlook_mix *mix,
			 struct iv_outlook_considered considered[IV_OUTLOOK_MODELS])
{
	double least = INFINITY, sum = 0;
	size_t n = 0;
	iv_outlook_mix_start(mix, plan->horizon, plan->discount);
	for (size_t i = 0; i < iv_score_purchase_models_n && n < IV_OUTLOOK_MODELS; i++) {
		struct iv_outlook_considered *c = &considered[n];
		if (!wanted(plan, iv_score_purchase_models[i]) || iv_score_purchase_fit(iv_score_purchase_models[i], d, threads, &c->fit) != IV_OK)
			continue;
		c->bic = iv_score_purchase_bic(&c->fit);
		least = c->bic < least ? c->bic : least;
		n++;
	}
	for (size_t i = 0; i < n; i++) {
		considered[i].weight = plan->choice == IV_OUTLOOK_AVERAGE ? exp((least - considered[i].bic) / 2) : considered[i].bic == least && !sum;
		if (considered[i].weight < 1e-6)
			considered[i].weight = 0;
		sum += considered[i].weight;
	}
	for (size_t i = 0; i < n; i++) {
		considered[i].weight /= sum;
		if (considered[i].weight > 0) {
			mix->fit[mix->n] = considered[i].fit;
			mix->weight[mix->n++] = considered[i].weight;
		}
	}
	return n;
}
