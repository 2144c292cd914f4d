/* SPDX-License-Identifier: MIT
 * Columns to groups, without a look at labels. */
#include <math.h>
#include <stdlib.h>

#include "score/woe.h"
#include "stats/digits.h"
#include "stats/quantile.h"

void iv_woe_groups_release(struct iv_woe_groups *g)
{
	free(g->cut);
	free(g->text);
	*g = (struct iv_woe_groups){ 0 };
}

/* Cuts between the values of two keys. Values that differ beyond the digits of a model stay together. */
static bool cut(struct iv_woe_groups *g, size_t *cap, int64_t below, int64_t above)
{
	double c;
	if (!iv_stats_between(iv_stats_key_value(below), iv_stats_key_value(above), &c))
		return false;
	if (g->n == *cap)
		g->cut = iv_reserve(g->cut, cap, g->n + 1, sizeof *g->cut);
	g->cut[g->n++] = c;
	return true;
}

void iv_woe_group_numbers(struct iv_woe_groups *g, const double *v, size_t n, const struct iv_woe_settings *settings)
{
	struct iv_stats_sample key = { 0 };
	size_t cap = 0, part = 0, least;
	iv_woe_groups_release(g);
	for (size_t i = 0; i < n; i++)
		if (isfinite(v[i]))
			iv_stats_sample_add(&key, iv_stats_key(v[i]));
	iv_stats_sample_sort(&key);
	least = key.n / (settings->groups ? settings->groups : 1);
	for (size_t i = 0, end; i < key.n; i = end) {
		for (end = i + 1; end < key.n && key.value[end] == key.value[i];)
			end++;
		/* A value so common that it fills a part is alone; else a part ends as soon as it is full. */
		bool common = end - i >= least && end - i > 1;
		if (i && (part >= least || common) && cut(g, &cap, key.value[i - 1], key.value[i]))
			part = 0;
		part += end - i;
	}
	g->n++; /* one more group than cuts */
	iv_stats_sample_release(&key);
}

uint16_t iv_woe_group_of(const struct iv_woe_groups *g, double v)
{
	if (!isfinite(v))
		return (uint16_t)(g->n + 1);
	size_t low = 0, n = g->n - 1; /* cuts that may still be above v begin at low */
	while (n) {
		size_t half = n / 2;
		if (g->cut[low + half] <= v) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return (uint16_t)low;
}

struct common {
	struct iv_str text;
	int64_t cases;
	uint32_t code;
};

static int by_cases(const void *a, const void *b)
{
	const struct common *x = a, *y = b;
	return x->cases != y->cases ? x->cases < y->cases ? 1 : -1 : iv_str_cmp(x->text, y->text);
}

static int by_text(const void *a, const void *b)
{
	return iv_str_cmp(((const struct common *)a)->text, ((const struct common *)b)->text);
}

void iv_woe_group_texts(struct iv_woe_groups *g, uint16_t *code_group, const int64_t *cases, const struct iv_str *text, size_t n, const struct iv_woe_settings *settings)
{
	struct common *common = iv_alloc((n + 1) * sizeof *common);
	size_t most = settings->texts < IV_WOE_NONE - 2 ? settings->texts : IV_WOE_NONE - 2;
	iv_woe_groups_release(g);
	for (size_t i = 0; i < n; i++)
		if (cases[i] >= (settings->cases > 1 ? settings->cases : 1))
			common[g->n++] = (struct common){ text[i], cases[i], (uint32_t)i };
	if (g->n > most) {
		qsort(common, g->n, sizeof *common, by_cases);
		g->n = most;
	}
	qsort(common, g->n, sizeof *common, by_text);
	g->text = iv_alloc((g->n + 1) * sizeof *g->text);
	for (size_t i = 0; i < n; i++)
		code_group[i] = (uint16_t)g->n;
	for (size_t i = 0; i < g->n; i++) {
		g->text[i] = common[i].code;
		code_group[common[i].code] = (uint16_t)i;
	}
	free(common);
}
