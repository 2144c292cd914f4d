/* SPDX-License-Identifier: MIT
 * Rules from frequent sets, and the links of pairs that propose the next product. */
#include <math.h>
#include <stdlib.h>

#include "score/basket.h"
#include "stats/interval.h"

/* Is set s before the n items, after them (1), or the same (0)? */
static int compare(const struct iv_basket_sets *s, size_t at, const uint32_t *item, size_t n)
{
	const struct iv_basket_set *set = &s->set[at];
	if (set->size != n)
		return set->size < n ? -1 : 1;
	for (size_t i = 0; i < n; i++)
		if (s->item[set->first + i] != item[i])
			return s->item[set->first + i] < item[i] ? -1 : 1;
	return 0;
}

int64_t iv_basket_count(const struct iv_basket_sets *s, const uint32_t *item, size_t n)
{
	size_t low = 0, high = s->n;
	while (low < high) {
		size_t half = low + (high - low) / 2;
		int c = compare(s, half, item, n);
		if (!c)
			return s->set[half].count;
		if (c < 0)
			low = half + 1;
		else
			high = half;
	}
	return 0;
}

double iv_basket_confidence(const struct iv_basket_rule *r)
{
	return (double)r->both / (double)r->left_count;
}

double iv_basket_lift(const struct iv_basket_rule *r)
{
	return (double)r->both * (double)r->baskets / ((double)r->left_count * (double)r->right_count);
}

double iv_basket_conviction(const struct iv_basket_rule *r)
{
	if (r->both == r->left_count)
		return INFINITY;
	return (1 - (double)r->right_count / (double)r->baskets) / (1 - iv_basket_confidence(r));
}

double iv_basket_chi_square(const struct iv_basket_rule *r)
{
	double n = (double)r->baskets, left = (double)r->left_count, right = (double)r->right_count;
	double apart = (double)r->both * n - left * right, cells = left * (n - left) * right * (n - right);
	return cells > 0 ? n * apart * apart / cells : 0;
}

void iv_basket_rules_release(struct iv_basket_rules *r)
{
	free(r->rule);
	free(r->item);
	*r = (struct iv_basket_rules){ 0 };
}

/* The rule that the set at `at` gives with its item number `right` on the right. */
static void consider(struct iv_basket_rules *out, const struct iv_basket_sets *s, const struct iv_basket_set *set, unsigned right, double confidence)
{
	const uint32_t *item = s->item + set->first;
	unsigned n = set->size - 1;
	if (out->items + n > out->item_cap)
		out->item = iv_reserve(out->item, &out->item_cap, out->items + n, sizeof *out->item);
	uint32_t *left = out->item + out->items;
	memcpy(left, item, right * sizeof *left);
	memcpy(left + right, item + right + 1, (n - right) * sizeof *left);
	struct iv_basket_rule r = { .first = out->items, .n = n, .right = item[right], .both = set->count, .baskets = s->baskets };
	r.left_count = iv_basket_count(s, left, n);
	r.right_count = iv_basket_count(s, &r.right, 1);
	if (!r.left_count || !r.right_count || iv_basket_confidence(&r) < confidence * (1 - 1e-12))
		return;
	out->items += n;
	if (out->n == out->cap)
		out->rule = iv_reserve(out->rule, &out->cap, out->n + 1, sizeof *out->rule);
	out->rule[out->n++] = r;
}

/* The greater lift first, exactly: both · N / (left · right) of one set of baskets. */
static int by_lift(const void *a, const void *b, void *items)
{
	const struct iv_basket_rule *x = a, *y = b;
	const uint32_t *item = items;
	/* both <= left and right, so the products of three counts below 2³² stay below 2⁹⁶ */
	__extension__ unsigned __int128 left = (unsigned __int128)x->both * (uint64_t)y->left_count * (uint64_t)y->right_count;
	__extension__ unsigned __int128 right = (unsigned __int128)y->both * (uint64_t)x->left_count * (uint64_t)x->right_count;
	if (left != right)
		return left > right ? -1 : 1;
	if (x->both != y->both)
		return x->both > y->both ? -1 : 1;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	for (unsigned i = 0; i < x->n; i++)
		if (item[x->first + i] != item[y->first + i])
			return item[x->first + i] < item[y->first + i] ? -1 : 1;
	return x->right < y->right ? -1 : x->right > y->right;
}

void iv_basket_rules_find(struct iv_basket_rules *out, const struct iv_basket_sets *s, double confidence)
{
	iv_basket_rules_release(out);
	for (size_t i = 0; i < s->n; i++)
		for (unsigned right = 0; s->set[i].size > 1 && right < s->set[i].size; right++)
			consider(out, s, &s->set[i], right, confidence);
	if (out->n)
		qsort_r(out->rule, out->n, sizeof *out->rule, by_lift, out->item);
}

/* The greater value first; then what proves more; then the lower numbers. */
static int by_value(const struct iv_basket_link *x, const struct iv_basket_link *y)
{
	if (x->value != y->value)
		return x->value > y->value ? -1 : 1;
	if (x->both != y->both)
		return x->both > y->both ? -1 : 1;
	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	return x->owned < y->owned ? -1 : x->owned > y->owned;
}

static int by_owned(const void *a, const void *b)
{
	const struct iv_basket_link *x = a, *y = b;
	return x->owned != y->owned ? x->owned < y->owned ? -1 : 1 : by_value(x, y);
}

void iv_basket_next_build(struct iv_basket_next *out, const struct iv_basket_sets *s, const struct iv_basket_next_settings *settings)
{
	size_t cap = 0;
	iv_basket_next_release(out);
	for (size_t i = 0; i < s->n; i++) {
		const uint32_t *item = s->item + s->set[i].first;
		for (int turn = 0; s->set[i].size == 2 && turn < 2; turn++) {
			uint32_t owned = item[turn], other = item[!turn];
			struct iv_basket_rule r = { .both = s->set[i].count, .baskets = s->baskets, .left_count = iv_basket_count(s, &owned, 1), .right_count = iv_basket_count(s, &other, 1) };
			double worth = !settings->worth ? 1 : other < settings->worth_n ? settings->worth[other] : 0;
			if (!(worth > 0) || iv_basket_lift(&r) <= 1 || iv_basket_confidence(&r) < settings->confidence || iv_basket_chi_square(&r) < settings->chi_square)
				continue;
			if (out->n == cap)
				out->link = iv_reserve(out->link, &cap, out->n + 1, sizeof *out->link);
			out->link[out->n++] = (struct iv_basket_link){ owned, other, r.both, r.left_count, r.right_count, r.baskets, worth * iv_stats_wilson(r.both, r.left_count, .95).low };
		}
	}
	if (out->n)
		qsort(out->link, out->n, sizeof *out->link, by_owned);
}

void iv_basket_next_release(struct iv_basket_next *x)
{
	free(x->link);
	*x = (struct iv_basket_next){ 0 };
}

static bool holds(const uint32_t *item, size_t n, uint32_t wanted)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t half = low + (high - low) / 2;
		if (item[half] < wanted)
			low = half + 1;
		else
			high = half;
	}
	return low < n && item[low] == wanted;
}

const struct iv_basket_link *iv_basket_next_best(const struct iv_basket_next *x, const uint32_t *owned, size_t n)
{
	const struct iv_basket_link *best = NULL;
	for (size_t i = 0; i < n; i++) {
		size_t low = 0, high = x->n;
		while (low < high) {
			size_t half = low + (high - low) / 2;
			if (x->link[half].owned < owned[i])
				low = half + 1;
			else
				high = half;
		}
		/* The first that is not owned is the best of this item. */
		while (low < x->n && x->link[low].owned == owned[i] && holds(owned, n, x->link[low].item))
			low++;
		if (low < x->n && x->link[low].owned == owned[i] && (!best || by_value(&x->link[low], best) < 0))
			best = &x->link[low];
	}
	return best;
}
