/* SPDX-License-Identifier: MIT
 * Which id each cluster has, and what that changes since yesterday. */
#include "dedupe_forget.h"
#include "dedupe_lineage.h"

#include <stdlib.h>

struct iv_seed dedupe_seed(const void *ctx, uint32_t part)
{
	const struct iv_match_people *m = ctx;
	const struct iv_match_part *p = &m->part[part];
	return (struct iv_seed){
		.caller = iv_match_row(m, part)->flags & IV_PART_CALLER,
		.joined = p->joined == IV_MATCH_NO_DATE ? IV_SEED_UNDATED : p->joined,
		.source = iv_match_source(m, p),
		.key = iv_match_key(p),
		.gone = iv_match_row(m, part)->flags & IV_PART_DELETED,
	};
}

static uint32_t earlier_of(const struct dedupe *d, uint32_t a, uint32_t b)
{
	if (a == IV_IDENT_NONE)
		return b;
	struct iv_seed x = dedupe_seed(&d->people, a), y = dedupe_seed(&d->people, b);
	return iv_ident_seed_cmp(&x, &y) <= 0 ? a : b;
}

/* The id of a customer whose seed was deleted follows the earliest record that is left; where none is, the earliest of which events tell, for
 * ivoc-merge keeps these. One that had nothing but tombstones yesterday, and no events, has none to pass on. */
static void find_seed(const struct dedupe *d, struct dedupe_customer *c)
{
	const uint32_t *part = d->customer_part + c->first;
	uint32_t best = IV_IDENT_NONE, told = IV_IDENT_NONE;
	bool had = false;
	for (size_t i = 0; i < c->n; i++) {
		bool gone = dedupe_seed(&d->people, part[i]).gone, left = d->people.part[part[i]].told;
		had |= left || !d->customer_gone[c->first + i];
		if (!gone)
			best = earlier_of(d, best, part[i]);
		else if (left)
			told = earlier_of(d, told, part[i]);
	}
	if (best == IV_IDENT_NONE)
		best = told;
	if (!had || best == IV_IDENT_NONE) {
		c->seed = IV_IDENT_NONE;
	} else if (c->seed != IV_IDENT_NONE && c->seed != best && dedupe_seed(&d->people, c->seed).gone) {
		c->seed = best;
		c->adopted = true;
	}
}

int dedupe_name_clusters(struct dedupe *d, struct iv_err *err)
{
	struct iv_ident_old *old = iv_alloc((d->customers + 1) * sizeof *old);
	for (size_t i = 0; i < d->customers; i++) {
		find_seed(d, &d->customer[i]);
		memcpy(old[i].cid, d->customer[i].cid, IV_CID_SIZE);
		old[i].seed = d->customer[i].seed;
		old[i].adopted = d->customer[i].adopted;
	}
	struct iv_ident_input in = { d->match.clusters.of, d->people.n, d->match.clusters.clusters, dedupe_seed, &d->people, old, d->customers, d->settings.threads };
	iv_ident_names(&in, d->name);
	int status = dedupe_forget_find(d, err);
	if (status == IV_OK)
		dedupe_moves_find(d, &in);
	free(old);
	return status == IV_OK ? dedupe_drift_check(d, err) : status;
}
