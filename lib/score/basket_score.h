/* SPDX-License-Identifier: MIT
 * The score `next_product`: what to offer a customer next, from what others have bought together. Between its files. */
#ifndef IV_SCORE_BASKET_SCORE_H
#define IV_SCORE_BASKET_SCORE_H
#include "base/hash.h"
#include "score/basket.h"
#include "score/score.h"

/* What a product earned in one currency, over the purchases whose cost is known. */
struct iv_next_margin {
	int64_t sum, purchases;
};

struct iv_next {
	struct iv_conf_duty duty;
	int64_t support; /* baskets that must hold both products */
	double confidence, chi_square;
	bool by_day; /* a basket is a day of a customer, not all it ever bought */
	bool by_margin;
	int32_t today;
	/* While it gathers. */
	struct iv_names names; /* products, in the order they come */
	struct iv_baskets baskets;
	struct iv_names earners; /* currency and product */
	struct iv_next_margin *margin; /* by number of earners */
	size_t margin_cap;
	/* What it learned. Products are numbered in the order of their bytes. */
	struct iv_arena arena;
	struct iv_str *product;
	double *worth; /* money that selling one earns; 1 each where no cost is known */
	int64_t *count; /* baskets that hold it */
	struct iv_names find; /* the same numbers */
	size_t products;
	struct iv_basket_next next;
	int64_t all; /* baskets */
	int64_t bought; /* products that anybody bought */
	int64_t cut; /* baskets of which not all was looked at */
	bool costed; /* worth is money */
	bool too_many;
};

enum { IV_NEXT_LONGEST = 200, IV_NEXT_LINKS = 20, IV_NEXT_SETS = 5000000 };

/* basket_learn.c */
void iv_next_observe(const void *state, void *work, const struct iv_rec *rec, struct iv_buf *out);
void iv_next_absorb(void *state, const struct iv_score_facts *facts, struct iv_str seen);
int iv_next_fit(void *state, const struct iv_score_base *base, struct iv_err *err);
void iv_next_release(struct iv_next *x); /* what it gathered and learned */

/* Calls `each` for each day on which the customer bought a product, until today. */
void iv_next_products(const struct iv_rec *rec, int32_t today, void (*each)(void *ctx, struct iv_str product, int32_t day), void *ctx);

/* basket_file.c */
void iv_next_write(const void *state, struct iv_buf *out);
void iv_next_report(const void *state, struct iv_buf *out);
int iv_next_read(void *state, const struct iv_score *score, const struct iv_conf_node *node, struct iv_err *err);

#endif
