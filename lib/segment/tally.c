/* SPDX-License-Identifier: MIT
 * Counting segments. */
#include "segment/tally.h"

#include <stdlib.h>

#include "base/num.h"

void iv_segment_tally_start(struct iv_segment_tally *t, size_t segments)
{
	*t = (struct iv_segment_tally){ .n = segments };
	t->customers = iv_zalloc((segments + 2) * sizeof *t->customers);
	t->both = iv_zalloc((segments * segments + 1) * sizeof *t->both);
}

void iv_segment_tally_release(struct iv_segment_tally *t)
{
	free(t->customers);
	free(t->both);
	free(t->money);
	iv_names_release(&t->currencies);
	*t = (struct iv_segment_tally){ 0 };
}

/* The row of a currency, made when it is new. */
static struct iv_segment_money *row_of(struct iv_segment_tally *t, struct iv_str currency)
{
	size_t groups = t->n + 2, before = t->currencies.n;
	uint32_t at = iv_names_add(&t->currencies, currency);
	if (t->currencies.n > before) {
		t->money = iv_reserve(t->money, &t->money_cap, t->currencies.n * groups, sizeof *t->money);
		memset(t->money + before * groups, 0, groups * sizeof *t->money);
	}
	return t->money + at * groups;
}

void iv_segment_tally_add(struct iv_segment_tally *t, const struct iv_segment_work *w, const struct iv_rec *rec)
{
	struct iv_str raw = iv_rec_raw(rec, IV_STR("spend")), currency = iv_rec_text(rec, IV_STR("currency"));
	struct iv_segment_money *row = NULL;
	int64_t spend;
	if (currency.n && raw.n && iv_num_money(raw, &spend))
		row = row_of(t, currency);
	size_t own = w->n ? w->n : 1;
	for (size_t i = 0; i < own + 1; i++) {
		size_t group = i == own ? t->n + 1 : w->n ? w->in[i] : t->n;
		t->customers[group]++;
		if (row) {
			row[group].customers++;
			row[group].spend += spend;
		}
	}
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = i + 1; k < w->n; k++)
			t->both[w->in[i] * t->n + w->in[k]]++;
}

void iv_segment_tally_merge(struct iv_segment_tally *into, const struct iv_segment_tally *from)
{
	size_t groups = into->n + 2;
	for (size_t i = 0; i < groups; i++)
		into->customers[i] += from->customers[i];
	for (size_t i = 0; i < into->n * into->n; i++)
		into->both[i] += from->both[i];
	for (uint32_t c = 0; c < from->currencies.n; c++) {
		struct iv_segment_money *row = row_of(into, from->currencies.name[c]);
		for (size_t i = 0; i < groups; i++) {
			row[i].customers += from->money[c * groups + i].customers;
			row[i].spend += from->money[c * groups + i].spend;
		}
	}
}

const struct iv_segment_money *iv_segment_tally_money(const struct iv_segment_tally *t, uint32_t currency, size_t group)
{
	return &t->money[currency * (t->n + 2) + group];
}

void iv_segment_tally_currencies(const struct iv_segment_tally *t, uint32_t *out)
{
	for (uint32_t c = 0; c < t->currencies.n; c++) {
		uint32_t at = c;
		for (; at && iv_str_cmp(t->currencies.name[out[at - 1]], t->currencies.name[c]) > 0; at--)
			out[at] = out[at - 1];
		out[at] = c;
	}
}
