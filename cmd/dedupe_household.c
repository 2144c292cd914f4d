/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --households: which customers live together. */
#include "dedupe_forget.h"

#include <stdlib.h>

/* The customer whose id was minted first gives the household its name. */
static void name_households(struct dedupe *d)
{
	const struct iv_households *h = &d->households;
	uint32_t *oldest = iv_alloc((h->households + 1) * sizeof *oldest);
	for (uint32_t i = 0; i < h->households; i++)
		oldest[i] = IV_MATCH_NONE;
	for (uint32_t c = 0; c < d->match.clusters.clusters; c++) {
		uint32_t *at = &oldest[h->of[c]];
		if (d->name[c].first == IV_IDENT_NONE)
			continue;
		struct iv_seed seed = dedupe_seed(&d->people, d->name[c].first), best;
		if (*at != IV_MATCH_NONE)
			best = dedupe_seed(&d->people, d->name[*at].first);
		if (*at == IV_MATCH_NONE || iv_ident_seed_cmp(&seed, &best) < 0)
			*at = c;
	}
	d->hid = iv_vast_alloc((d->match.clusters.clusters + 1) * sizeof *d->hid);
	for (uint32_t c = 0; c < d->match.clusters.clusters; c++) {
		uint32_t from = oldest[h->of[c]];
		memcpy(d->hid[c], d->name[from == IV_MATCH_NONE ? c : from].cid, IV_CID_SIZE);
		d->hid[c][0] = 'h';
	}
	free(oldest);
}

void dedupe_find_households(struct dedupe *d)
{
	const struct iv_match_scores *s = &d->match.scores;
	struct iv_household_input in = { .cluster = d->match.clusters.of, .clusters = d->match.clusters.clusters, .most = IV_HOUSEHOLD_MOST };
	struct iv_edge *edge = iv_alloc((s->kept_n + 1) * sizeof *edge);
	for (size_t i = 0; i < s->kept_n; i++) {
		int32_t weight = iv_match_verdict(&d->match, &s->kept[i])->household;
		if (weight > 0 && !dedupe_is_hidden_pair(d, &s->kept[i]))
			edge[in.edges++] = (struct iv_edge){ s->kept[i].a, s->kept[i].b, weight };
	}
	in.edge = edge;
	iv_household_run(&in, &d->households);
	free(edge);
	name_households(d);
}
