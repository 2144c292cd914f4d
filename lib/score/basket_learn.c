/* SPDX-License-Identifier: MIT
 * What is bought together by all customers, from the products of their histories; and what products earn, from the events that are kept.
 *
 * Packed by the threads: the number of baskets, of each the number of its products and each as a length and bytes; then until the end a length,
 * bytes (currency and product) and a margin in ten-thousandths. */
#include <stdlib.h>

#include "base/num.h"
#include "history/past.h"
#include "score/basket_score.h"
#include "stats/digits.h"

void iv_next_products(const struct iv_rec *rec, int32_t today, void (*each)(void *ctx, struct iv_str product, int32_t day), void *ctx)
{
	struct iv_history_past past;
	iv_history_look(iv_rec_raw(rec, IV_STR("history")), &past);
	if (!past.known)
		return;
	struct iv_json_walk w = iv_json_open(past.member[IV_PAST_PRODUCTS]);
	while (iv_json_next(&w)) {
		struct iv_json_walk row = iv_json_open(w.value);
		if (!iv_json_next(&row))
			continue;
		struct iv_str product = iv_json_text(row.value, rec->arena);
		struct iv_history_entries e = { .at = row.value.p + row.value.n, .end = w.value.p + w.value.n, .values = 1 };
		while (product.n && iv_history_next(&e) && e.day <= today)
			if (e.value[0] > 0)
				each(ctx, product, (int32_t)e.day);
	}
}

/* --- Packing --- */

struct item {
	int32_t day;
	struct iv_str product;
};

struct items {
	struct iv_arena *arena;
	struct item *item;
	size_t n, cap;
	bool by_day;
};

static void add(void *ctx, struct iv_str product, int32_t day)
{
	struct items *l = ctx;
	if (!l->by_day) {
		day = 0;
		if (l->n && l->item[l->n - 1].product.p == product.p)
			return; /* on a further day */
	}
	l->item = iv_arena_reserve(l->arena, l->item, &l->cap, l->n + 1, sizeof *l->item);
	l->item[l->n++] = (struct item){ day, product };
}

static int by_day(const void *a, const void *b)
{
	int32_t x = ((const struct item *)a)->day, y = ((const struct item *)b)->day;
	return (x > y) - (x < y);
}

static void put_number(struct iv_buf *out, uint32_t n)
{
	iv_buf_add(out, &n, sizeof n);
}

static uint32_t take_number(const char **p)
{
	uint32_t n;
	memcpy(&n, *p, sizeof n);
	*p += sizeof n;
	return n;
}

static void pack_baskets(struct items *l, struct iv_buf *out)
{
	uint32_t baskets = 0;
	if (l->n && l->by_day)
		qsort(l->item, l->n, sizeof *l->item, by_day);
	for (size_t i = 0; i < l->n; i++)
		baskets += !i || l->item[i].day != l->item[i - 1].day;
	put_number(out, baskets);
	for (size_t i = 0, next; i < l->n; i = next) {
		for (next = i + 1; next < l->n && l->item[next].day == l->item[i].day;)
			next++;
		put_number(out, (uint32_t)(next - i));
		for (size_t k = i; k < next; k++) {
			put_number(out, (uint32_t)l->item[k].product.n);
			iv_buf_adds(out, l->item[k].product);
		}
	}
}

/* A purchase that is kept with its amount and its cost. */
static void pack_margin(struct iv_str event, struct iv_arena *arena, struct iv_buf *out)
{
	struct iv_str product = { 0 }, currency = { 0 }, kind = { 0 };
	int64_t amount = 0, cost = 0;
	bool has_amount = false, has_cost = false;
	struct iv_json_walk w = iv_json_open(event);
	while (iv_json_next(&w)) {
		if (iv_json_walk_key(&w, IV_STR("event")))
			kind = w.value;
		else if (iv_json_walk_key(&w, IV_STR("product")))
			product = iv_json_text(w.value, arena);
		else if (iv_json_walk_key(&w, IV_STR("currency")))
			currency = iv_json_text(w.value, arena);
		else if (iv_json_walk_key(&w, IV_STR("amount")))
			has_amount = iv_num_money(w.value, &amount);
		else if (iv_json_walk_key(&w, IV_STR("cost")))
			has_cost = iv_num_money(w.value, &cost);
	}
	if (!iv_str_eq(kind, IV_STR("\"purchase\"")) || !product.n || currency.n != 3 || !has_amount || !has_cost)
		return;
	int64_t margin;
	if (cost == INT64_MIN || !iv_num_add64(amount, -cost, &margin))
		return;
	put_number(out, (uint32_t)(currency.n + product.n));
	iv_buf_adds(out, currency);
	iv_buf_adds(out, product);
	iv_buf_add(out, &margin, sizeof margin);
}

void iv_next_observe(const void *state, void *work, const struct iv_rec *rec, struct iv_buf *out)
{
	const struct iv_next *x = state;
	struct items l = { .arena = rec->arena, .by_day = x->by_day };
	(void)work;
	iv_next_products(rec, x->today, add, &l);
	pack_baskets(&l, out);
	struct iv_json_walk part = iv_json_open(iv_rec_raw(rec, IV_STR("parts")));
	while (x->by_margin && l.n && iv_json_next(&part)) {
		struct iv_json_walk event = iv_json_open(iv_json_get(iv_json_get(part.value, IV_STR("roll")), IV_STR("events")));
		while (iv_json_next(&event))
			pack_margin(event.value, rec->arena, out);
	}
}

/* --- Gathering --- */

void iv_next_absorb(void *state, const struct iv_score_facts *facts, struct iv_str seen)
{
	struct iv_next *x = state;
	const char *p = seen.p, *end = seen.p + seen.n;
	uint32_t baskets = take_number(&p), *item = NULL;
	size_t cap = 0;
	(void)facts;
	while (baskets--) {
		uint32_t n = take_number(&p);
		item = iv_reserve(item, &cap, n, sizeof *item);
		for (uint32_t i = 0; i < n; i++) {
			uint32_t bytes = take_number(&p);
			item[i] = iv_names_add(&x->names, (struct iv_str){ p, bytes });
			p += bytes;
		}
		iv_baskets_add(&x->baskets, item, n);
	}
	free(item);
	while (p < end) {
		uint32_t bytes = take_number(&p), at = iv_names_add(&x->earners, (struct iv_str){ p, bytes });
		int64_t margin;
		memcpy(&margin, p + bytes, sizeof margin);
		p += bytes + sizeof margin;
		if (at >= x->margin_cap) {
			size_t before = x->margin_cap;
			x->margin = iv_reserve(x->margin, &x->margin_cap, at + 1, sizeof *x->margin);
			memset(x->margin + before, 0, (x->margin_cap - before) * sizeof *x->margin);
		}
		if (iv_num_add64(x->margin[at].sum, margin, &x->margin[at].sum))
			x->margin[at].purchases++;
	}
}

static void release_gathered(struct iv_next *x)
{
	iv_names_release(&x->names);
	iv_names_release(&x->earners);
	iv_baskets_release(&x->baskets);
	free(x->margin);
	x->margin = NULL;
	x->margin_cap = 0;
}

void iv_next_release(struct iv_next *x)
{
	release_gathered(x);
	iv_basket_next_release(&x->next);
	iv_names_release(&x->find);
	iv_arena_release(&x->arena);
}

/* --- Learning --- */

/* What each product earns, in the run's currency: the mean of the purchases whose cost is known; of a product without one the mean over all. */
static double *learn_worth(struct iv_next *x, const char *currency, const struct iv_str *name, size_t n)
{
	double *worth = iv_alloc((n + 1) * sizeof *worth), sum = 0, purchases = 0;
	struct iv_buf key = { 0 };
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < n; i++) {
			key.n = 0;
			iv_buf_add(&key, currency, 3);
			iv_buf_adds(&key, name[i]);
			uint32_t at = iv_names_find(&x->earners, iv_buf_str(&key));
			const struct iv_next_margin *m = at == IV_NAMES_NONE ? NULL : &x->margin[at];
			if (!pass && m) {
				sum += (double)m->sum;
				purchases += (double)m->purchases;
			} else if (pass) {
				worth[i] = purchases == 0 ? 1 : iv_stats_digits((m && m->purchases ? (double)m->sum / (double)m->purchases : sum / purchases) / IV_MONEY_ONE);
			}
		}
	iv_buf_release(&key);
	x->costed = purchases > 0;
	return worth;
}

/* Of each product only so many links, the best; and only the products that have any or are in one, numbered anew. */
static void keep_linked(struct iv_next *x, const struct iv_str *name, const double *worth, const struct iv_basket_sets *sets, size_t n)
{
	uint32_t *number = iv_alloc((n + 1) * sizeof *number);
	size_t links = 0, same = 0;
	memset(number, 0xff, (n + 1) * sizeof *number);
	for (size_t i = 0; i < x->next.n; i++) {
		const struct iv_basket_link *l = &x->next.link[i];
		same = i && links && x->next.link[links - 1].owned == l->owned ? same + 1 : 0;
		if (same < IV_NEXT_LINKS)
			x->next.link[links++] = *l;
	}
	x->next.n = links;
	for (size_t i = 0; i < links; i++)
		number[x->next.link[i].owned] = number[x->next.link[i].item] = 0;
	x->product = iv_arena_alloc(&x->arena, (n + 1) * sizeof *x->product);
	x->worth = iv_arena_alloc(&x->arena, (n + 1) * sizeof *x->worth);
	x->count = iv_arena_alloc(&x->arena, (n + 1) * sizeof *x->count);
	for (uint32_t i = 0; i < n; i++) {
		if (number[i] == UINT32_MAX)
			continue;
		number[i] = (uint32_t)x->products;
		x->product[x->products] = iv_arena_str(&x->arena, name[i]);
		x->worth[x->products] = worth[i];
		x->count[x->products] = iv_basket_count(sets, &i, 1);
		iv_names_add(&x->find, x->product[x->products++]);
	}
	for (size_t i = 0; i < links; i++) {
		x->next.link[i].owned = number[x->next.link[i].owned];
		x->next.link[i].item = number[x->next.link[i].item];
	}
	free(number);
}

int iv_next_fit(void *state, const struct iv_score_base *base, struct iv_err *err)
{
	struct iv_next *x = state;
	size_t n = x->names.n;
	uint32_t *number = iv_alloc((n + 1) * sizeof *number);
	struct iv_str *name = iv_alloc((n + 1) * sizeof *name);
	struct iv_basket_sets sets = { 0 };
	struct iv_basket_settings mine = { .support = x->support, .size = 2, .longest = IV_NEXT_LONGEST, .sets = IV_NEXT_SETS, .threads = base->threads };
	(void)err;
	iv_baskets_number(&x->baskets, x->names.name, n, number);
	for (size_t i = 0; i < n; i++)
		name[number[i]] = x->names.name[i];
	double *worth = learn_worth(x, base->score->currency, name, n);
	iv_basket_mine(&sets, &x->baskets, &mine);
	struct iv_basket_next_settings s = { .confidence = x->confidence, .chi_square = x->chi_square, .worth = worth, .worth_n = n };
	iv_basket_next_build(&x->next, &sets, &s);
	x->all = sets.baskets;
	x->bought = (int64_t)n;
	x->cut = sets.cut_baskets;
	x->too_many = sets.too_many;
	keep_linked(x, name, worth, &sets, n);
	iv_basket_sets_release(&sets);
	free(worth);
	free(number);
	free(name);
	release_gathered(x);
	return IV_OK;
}
