/* SPDX-License-Identifier: MIT
 * What `next_product` learned as JSON: the products in the order of their bytes, and with each those that go with it, the best first, as
 * numbers of products and how many baskets hold both; and back. */
#include <math.h>

#include "score/basket_score.h"
#include "stats/digits.h"
#include "stats/interval.h"

static const char *basket_of(const struct iv_next *x)
{
	return x->by_day ? "day" : "customer";
}

static void write_sums(const struct iv_next *x, struct iv_buf *out)
{
	iv_json_member_text(out, "basket", iv_str_of(basket_of(x)));
	iv_json_member_int(out, "baskets", x->all);
	iv_json_member_int(out, "bought", x->bought);
	iv_json_member_int(out, "support", x->support);
	iv_json_member_raw(out, "costed", x->costed ? IV_STR("true") : IV_STR("false"));
}

void iv_next_report(const void *state, struct iv_buf *out)
{
	const struct iv_next *x = state;
	iv_buf_addc(out, '{');
	write_sums(x, out);
	iv_json_member_int(out, "products", (int64_t)x->products);
	iv_json_member_int(out, "pairs", (int64_t)x->next.n);
	iv_buf_addc(out, '}');
}

void iv_next_write(const void *state, struct iv_buf *out)
{
	const struct iv_next *x = state;
	size_t at = 0;
	iv_buf_addc(out, '{');
	write_sums(x, out);
	iv_json_member_raw(out, "products", IV_STR("["));
	for (size_t i = 0; i < x->products; i++) {
		iv_buf_adds(out, i ? IV_STR(",\n{") : IV_STR("\n{"));
		iv_json_member_text(out, "product", x->product[i]);
		iv_json_member_int(out, "baskets", x->count[i]);
		iv_json_member_raw(out, "worth", (struct iv_str){ 0 });
		iv_stats_digits_print(x->worth[i], out);
		iv_json_member_raw(out, "next", IV_STR("["));
		for (; at < x->next.n && x->next.link[at].owned == i; at++) {
			iv_json_comma(out);
			iv_buf_addf(out, "%u,%lld", x->next.link[at].item, (long long)x->next.link[at].both);
		}
		iv_buf_adds(out, IV_STR("]}"));
	}
	iv_buf_adds(out, IV_STR("]}"));
}

/* --- Reading --- */

struct card {
	struct iv_str basket;
	int64_t baskets, bought, support;
	bool costed;
	const struct iv_conf_node *products;
};

struct row {
	struct iv_str product;
	int64_t baskets;
	double worth;
	struct iv_conf_reals next;
};

static const struct iv_conf_key card_keys[] = {
	{ "basket", IV_CONF_TEXT, offsetof(struct card, basket), true, NULL },	 { "baskets", IV_CONF_INT, offsetof(struct card, baskets), true, NULL },
	{ "bought", IV_CONF_INT, offsetof(struct card, bought), true, NULL },	 { "support", IV_CONF_INT, offsetof(struct card, support), true, NULL },
	{ "costed", IV_CONF_BOOL, offsetof(struct card, costed), true, NULL }, { "products", IV_CONF_LIST, offsetof(struct card, products), true, NULL },
};
static const struct iv_conf_key row_keys[] = {
	{ "product", IV_CONF_TEXT, offsetof(struct row, product), true, NULL },
	{ "baskets", IV_CONF_INT, offsetof(struct row, baskets), true, NULL },
	{ "worth", IV_CONF_REAL, offsetof(struct row, worth), true, NULL },
	{ "next", IV_CONF_REALS, offsetof(struct row, next), true, NULL },
};

static int read_links(struct iv_next *x, const struct iv_conf_node *node, size_t owned, const struct iv_conf_reals *next, size_t *cap, struct iv_err *err)
{
	for (size_t k = 0; k + 1 < next->n; k += 2) {
		double item = next->value[k], both = next->value[k + 1];
		if (!(item >= 0 && item < (double)x->products && item == floor(item) && both >= 1 && both <= (double)x->count[owned]))
			return iv_conf_error(iv_conf_get(node, "next"), 0, err, "next: expected pairs of the number of a product and how many baskets hold both");
		struct iv_basket_link l = { (uint32_t)owned, (uint32_t)item, (int64_t)both, x->count[owned], x->count[(size_t)item], x->all, 0 };
		l.value = x->worth[l.item] * iv_stats_wilson(l.both, l.owned_count, .95).low;
		x->next.link = iv_reserve(x->next.link, cap, x->next.n + 1, sizeof *x->next.link);
		x->next.link[x->next.n++] = l;
	}
	return IV_OK;
}

int iv_next_read(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err)
{
	struct iv_next *x = state;
	struct card c = { .baskets = 0 };
	size_t cap = 0;
	(void)score;
	int status = iv_conf_bind(node, card_keys, sizeof card_keys / sizeof *card_keys, &c, err);
	if (status != IV_OK)
		return status;
	if (!iv_str_eq(c.basket, iv_str_of(basket_of(x))))
		return iv_conf_error(iv_conf_get(node, "basket"), 0, err, "basket: the model was made for another than score.yaml has; fit it anew with --fit");
	const size_t n = c.products->n;
	struct row *row = iv_arena_zalloc(&x->arena, (n + 1) * sizeof *row);
	x->product = iv_arena_zalloc(&x->arena, (n + 1) * sizeof *x->product);
	x->worth = iv_arena_zalloc(&x->arena, (n + 1) * sizeof *x->worth);
	x->count = iv_arena_zalloc(&x->arena, (n + 1) * sizeof *x->count);
	x->all = c.baskets;
	x->bought = c.bought;
	x->costed = c.costed;
	for (size_t i = 0; i < n && status == IV_OK; i++) {
		status = iv_conf_bind(c.products->item[i], row_keys, sizeof row_keys / sizeof *row_keys, &row[i], err);
		x->product[i] = row[i].product;
		x->worth[i] = row[i].worth;
		x->count[i] = row[i].baskets;
		if (status == IV_OK && iv_names_add(&x->find, row[i].product) != i)
			return iv_conf_error(c.products->item[i], 0, err, "there is a product '" IV_FMT "' already", IV_ARG(row[i].product));
		x->products++;
	}
	for (size_t i = 0; i < n && status == IV_OK; i++)
		status = read_links(x, c.products->item[i], i, &row[i].next, &cap, err);
	return status;
}
