/* SPDX-License-Identifier: MIT
 * Cut points of groups. */
#include "score/rfm_cut.h"

#include <stdlib.h>

#include "base/num.h"

static int ascending(const void *a, const void *b)
{
	const struct iv_rfm_value *x = a, *y = b;
	int c = (x->value > y->value) - (x->value < y->value);
	return c ? c : (x->id > y->id) - (x->id < y->id);
}

static const struct iv_rfm_cut never = { { INT64_MAX, 0, 1 }, UINT64_MAX };

static void quantiles(const struct iv_rfm_value *v, size_t n, int64_t offset, unsigned groups, struct iv_rfm_cut *cut)
{
	struct iv_stats_sample sample = { 0 };
	for (size_t i = 0; i < n; i++)
		iv_stats_sample_add(&sample, v[i].value);
	for (unsigned k = 1; k < groups; k++) {
		struct iv_stats_point p = iv_stats_quantile(&sample, k, groups);
		/* An amount so large that adding the offset would overflow is the top anyway. */
		if (!iv_num_add64(p.whole, offset, &p.whole))
			p.whole = INT64_MAX;
		cut[k - 1] = (struct iv_rfm_cut){ p, 0 };
	}
	iv_stats_sample_release(&sample);
}

static void even(const struct iv_rfm_value *v, size_t n, unsigned groups, struct iv_rfm_cut *cut)
{
	for (unsigned k = 1; k < groups; k++) {
		size_t at = (n * k + groups - 1) / groups;
		cut[k - 1] = at < n ? (struct iv_rfm_cut){ { v[at].value, 0, 1 }, v[at].id } : never;
	}
}

/* The first value of each group by the mean rank of its equals. */
static void ranks(const struct iv_rfm_value *v, size_t n, bool spss, unsigned groups, struct iv_rfm_cut *cut)
{
	unsigned k = 1;
	for (size_t i = 0, next; i < n && k < groups; i = next) {
		for (next = i + 1; next < n && v[next].value == v[i].value;)
			next++;
		/* Twice the mean rank is i + 1 + next. */
		uint64_t group = spss ? (uint64_t)(i + next + 1) * groups / (2 * (n + 1)) : (uint64_t)(i + next) * groups / (2 * n);
		for (; k <= group && k < groups; k++)
			cut[k - 1] = (struct iv_rfm_cut){ { v[i].value, 0, 1 }, 0 };
	}
	for (; k < groups; k++)
		cut[k - 1] = never;
}

void iv_rfm_cuts(struct iv_rfm_value *v, size_t n, enum iv_rfm_ties ties, int64_t offset, unsigned groups, struct iv_rfm_cut *cut)
{
	if (!n) {
		for (unsigned k = 1; k < groups; k++)
			cut[k - 1] = never;
		return;
	}
	qsort(v, n, sizeof *v, ascending);
	if (ties == IV_RFM_TOGETHER)
		quantiles(v, n, offset, groups, cut);
	else if (ties == IV_RFM_SPLIT)
		even(v, n, groups, cut);
	else
		ranks(v, n, ties == IV_RFM_SPSS, groups, cut);
}

unsigned iv_rfm_group(struct iv_rfm_value v, const struct iv_rfm_cut *cut, unsigned groups)
{
	unsigned g = 0;
	while (g < groups - 1) {
		struct iv_stats_point p = cut[g].at;
		bool equal = v.value == p.whole && !p.part;
		if (iv_stats_below(v.value, p) || (equal && v.id < cut[g].id))
			break;
		g++;
	}
	return g;
}
