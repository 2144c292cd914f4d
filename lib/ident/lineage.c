/* SPDX-License-Identifier: MIT
 * One pass over the parts finds each cluster's earliest record, one over the old ids finds the one it keeps. */
#include "ident/lineage.h"

static bool earlier(const struct iv_ident_input *in, uint32_t a, uint32_t b)
{
	struct iv_seed x = in->seed(in->ctx, a), y = in->seed(in->ctx, b);
	return iv_ident_seed_cmp(&x, &y) < 0;
}

void iv_ident_names(const struct iv_ident_input *in, struct iv_ident_name *name)
{
	for (size_t c = 0; c < in->clusters; c++)
		name[c] = (struct iv_ident_name){ .first = IV_IDENT_NONE, .kept = IV_IDENT_NONE };
	for (uint32_t p = 0; p < in->parts; p++) {
		struct iv_ident_name *n = &name[in->cluster[p]];
		if (n->first == IV_IDENT_NONE || earlier(in, p, n->first))
			n->first = p;
	}
	for (uint32_t k = 0; k < in->olds; k++) {
		uint32_t seed = in->old[k].seed;
		if (seed == IV_IDENT_NONE)
			continue;
		struct iv_ident_name *n = &name[in->cluster[seed]];
		if (seed != n->first && in->seed(in->ctx, seed).caller)
			continue;
		if (n->kept == IV_IDENT_NONE || earlier(in, seed, in->old[n->kept].seed))
			n->kept = k;
	}
	for (size_t c = 0; c < in->clusters; c++) {
		struct iv_ident_name *n = &name[c];
		if (n->kept != IV_IDENT_NONE) {
			memcpy(n->cid, in->old[n->kept].cid, IV_CID_SIZE);
		} else if (n->first != IV_IDENT_NONE) {
			struct iv_seed s = in->seed(in->ctx, n->first);
			iv_ident_mint(s.source, s.key, n->cid);
		}
	}
}
