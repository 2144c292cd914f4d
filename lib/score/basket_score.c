/* SPDX-License-Identifier: MIT
 * The score `next_product` at work: settings, and one customer. */
#include "score/basket_score.h"

#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "score/reason.h"

static const char *const fields[] = { "next_product", "next_product_by", NULL };
static const char *const baskets[] = { "customer", "day", NULL };
static const char *const ranks[] = { "margin", "confidence", NULL };

struct settings {
	struct iv_conf_duty duty;
	int64_t support;
	double confidence, chi_square;
	int basket, rank;
};

#define AT(member) offsetof(struct settings, member)

static const struct iv_conf_key keys[] = {
	{ "purpose", IV_CONF_TEXT, AT(duty.purpose), true, NULL },	{ "owner", IV_CONF_TEXT, AT(duty.owner), true, NULL },
	{ "approved", IV_CONF_MAP, AT(duty.approved), false, NULL },	{ "support", IV_CONF_INT, AT(support), false, NULL },
	{ "confidence", IV_CONF_REAL, AT(confidence), false, NULL },	{ "chi_square", IV_CONF_REAL, AT(chi_square), false, NULL },
	{ "basket", IV_CONF_CHOICE, AT(basket), false, baskets },	{ "rank", IV_CONF_CHOICE, AT(rank), false, ranks },
};

static int load(void **state, struct iv_conf_duty *duty, const struct iv_conf_node *node, struct iv_err *err)
{
	struct settings s = { .support = 20, .confidence = 0.01, .chi_square = 6.635 }; /* an error of 1 % for each pair */
	int status = iv_conf_bind(node, keys, sizeof keys / sizeof *keys, &s, err);
	if (status != IV_OK)
		return status;
	if (s.support < 1 || s.support > UINT32_MAX)
		return iv_conf_error(iv_conf_get(node, "support"), 0, err, "support: expected a number of baskets, 1 or more");
	if (!(s.confidence >= 0 && s.confidence <= 1))
		return iv_conf_error(iv_conf_get(node, "confidence"), 0, err, "confidence: expected a share from 0 to 1");
	if (!(s.chi_square >= 0 && s.chi_square <= 1e6))
		return iv_conf_error(iv_conf_get(node, "chi_square"), 0, err, "chi_square: expected a number from 0 to 1000000");
	struct iv_next *x = iv_zalloc(sizeof *x);
	x->duty = *duty = s.duty;
	x->support = s.support;
	x->confidence = s.confidence;
	x->chi_square = s.chi_square;
	x->by_day = s.basket == 1;
	x->by_margin = s.rank == 0;
	*state = x;
	return IV_OK;
}

static int prepare(void *state, const struct iv_score *score, const struct iv_conf_node *declared, struct iv_err *err)
{
	(void)declared;
	(void)err;
	((struct iv_next *)state)->today = score->today;
	return IV_OK;
}

static void release(void *state)
{
	iv_next_release(state);
	free(state);
}

/* --- Judging --- */

struct owned {
	const struct iv_next *next;
	struct iv_arena *arena;
	uint32_t *item;
	size_t n, cap;
};

static void own(void *ctx, struct iv_str product, int32_t day)
{
	struct owned *o = ctx;
	uint32_t at = iv_names_find(&o->next->find, product);
	(void)day;
	if (at == IV_NAMES_NONE || (o->n && o->item[o->n - 1] == at))
		return;
	o->item = iv_arena_reserve(o->arena, o->item, &o->cap, o->n + 1, sizeof *o->item);
	o->item[o->n++] = at;
}

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* "of 400 who bought P1, 124 bought P2 as well, 4.2 times as often as all" */
static struct iv_str says(const struct iv_score_case *c, const struct iv_next *x, const struct iv_basket_link *l, double lift)
{
	struct iv_buf b = { 0 }; /* names of products may be of any length */
	iv_score_add(&b, "of ");
	iv_num_add_int(&b, l->owned_count);
	iv_score_add(&b, x->by_day ? " days with " : " who bought ");
	iv_buf_adds(&b, x->product[l->owned]);
	iv_score_add(&b, ", ");
	iv_num_add_int(&b, l->both);
	iv_score_add(&b, x->by_day ? " had " : " bought ");
	iv_buf_adds(&b, x->product[l->item]);
	iv_score_add(&b, " as well, ");
	iv_num_add_double(&b, lift, 1);
	iv_score_add(&b, " times as often as all");
	struct iv_str text = iv_arena_str(c->rec->arena, iv_buf_str(&b));
	iv_buf_release(&b);
	return text;
}

static void judge(const void *state, struct iv_score_case *c)
{
	const struct iv_next *x = state;
	struct owned o = { .next = x, .arena = c->rec->arena };
	iv_next_products(c->rec, x->today, own, &o);
	size_t n = 0;
	if (o.n)
		qsort(o.item, o.n, sizeof *o.item, ascending);
	for (size_t i = 0; i < o.n; i++)
		if (!n || o.item[n - 1] != o.item[i])
			o.item[n++] = o.item[i];
	const struct iv_basket_link *l = iv_basket_next_best(&x->next, o.item, n);
	if (!l)
		return;
	double confidence = (double)l->both / (double)l->owned_count, lift = confidence * (double)l->baskets / (double)l->item_count;
	struct iv_buf by = { 0 };
	iv_buf_addc(&by, '{');
	iv_json_member_text(&by, "owned", x->product[l->owned]);
	iv_json_member_raw(&by, "confidence", iv_score_number(c->rec, confidence, 4));
	iv_json_member_raw(&by, "lift", iv_score_number(c->rec, lift, 2));
	iv_json_member_int(&by, "support", l->both);
	if (x->costed && x->by_margin)
		iv_json_member_raw(&by, "margin", iv_score_number(c->rec, x->worth[l->item], 2));
	iv_buf_addc(&by, '}');
	iv_rec_set_text(c->rec, IV_STR("next_product"), x->product[l->item]);
	iv_rec_set(c->rec, IV_STR("next_product_by"), iv_arena_str(c->rec->arena, iv_buf_str(&by)));
	iv_buf_release(&by);
	struct iv_score_part part = { "owned", confidence, says(c, x, l, lift) };
	iv_score_because(c, "next_product", confidence, 4, &part, 1);
}

static void doubts(const void *state, bool learned, void (*tell)(void *ctx, const struct iv_err *doubt), void *ctx)
{
	const struct iv_next *x = state;
	struct iv_err doubt;
	if (!learned)
		return;
	if (x->too_many)
		iv_err_set(&doubt, IV_OK, "too_many_pairs", "next_product: there are more than %d pairs of products; ask for more support", IV_NEXT_SETS);
	else if (!x->bought)
		iv_err_set(&doubt, IV_OK, "no_products", "next_product: nobody's history has products; those of the last events are there when ivoc-merge keeps events");
	else if (!x->next.n)
		iv_err_set(&doubt, IV_OK, "no_pairs", "next_product: no two products are bought together often enough to tell it from chance");
	else if (x->cut)
		iv_err_set(&doubt, IV_OK, "large_baskets", "next_product: of %lld baskets only the %d commonest products were looked at", (long long)x->cut, IV_NEXT_LONGEST);
	else
		return;
	tell(ctx, &doubt);
}

const struct iv_score_model iv_score_next_product = {
	.name = "next_product",
	.on_request = true,
	.fields = fields,
	.load = load,
	.free = release,
	.prepare = prepare,
	.observe = iv_next_observe,
	.absorb = iv_next_absorb,
	.fit = iv_next_fit,
	.write = iv_next_write,
	.report = iv_next_report,
	.read = iv_next_read,
	.doubts = doubts,
	.judge = judge,
};
