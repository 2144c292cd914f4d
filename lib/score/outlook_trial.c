/* SPDX-License-Identifier: MIT
 * Outcomes on which purchase models are tried. */
#include <stdlib.h>

#include "score/outlook.h"

enum { MOST = 3000 }; /* customers: enough to find a difference of a hundredth in the logarithm of a customer's likelihood */

void iv_outlook_trial_start(struct iv_outlook_trial *t, size_t customers)
{
	iv_outlook_trial_release(t);
	t->upto = iv_score_sample(customers, MOST);
}

bool iv_outlook_trial_outcome(const struct iv_score_facts *f, const struct iv_season *season, int32_t today, struct iv_score_purchase_outcome *out)
{
	*out = (struct iv_score_purchase_outcome){ .customers = 1 };
	if (!f->daily || today <= f->first)
		return false;
	/* Of a stretch that few days make, one day is left, so that orders have a time. */
	int32_t cut = f->first + (int32_t)(2 * ((int64_t)today - f->first) / 3), recency = iv_season_days(season, f->first, f->early_last);
	int32_t span = iv_season_days(season, f->first, cut), days = iv_season_days(season, cut, today);
	out->x = (uint32_t)f->early_days - 1;
	out->recency = (uint32_t)(recency < 1 && out->x ? 1 : recency);
	out->span = (uint32_t)span < out->recency ? out->recency : (uint32_t)span;
	out->days = days < 1 ? 1 : (uint32_t)days;
	out->orders = (uint32_t)(f->days - f->early_days);
	return true;
}

void iv_outlook_trial_add(struct iv_outlook_trial *t, uint64_t id, const struct iv_score_purchase_outcome *outcome)
{
	if (id > t->upto)
		return;
	t->outcome = iv_reserve(t->outcome, &t->cap, t->n + 1, sizeof *t->outcome);
	t->outcome[t->n++] = *outcome;
}

void iv_outlook_trial_release(struct iv_outlook_trial *t)
{
	free(t->outcome);
	*t = (struct iv_outlook_trial){ 0 };
}
