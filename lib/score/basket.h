/* SPDX-License-Identifier: MIT
 * What is bought together: frequent sets of items, association rules, and the next best product for a customer.
 *
 * A basket is a set of items. Give one for each purchase, and "together" means on one receipt; give one for each customer, with all that
 * he ever bought, and it means by one person at any time. Neither is better: the first finds what completes a purchase, the second
 * what suits a person. Items are numbers of the caller's, and ties between items go to the lower number: where results must not depend
 * on the order of the input, number the items in the order of their names (iv_baskets_number).
 *
 * Measures of a rule "left → right" (Agrawal, Imieliński & Swami 1993; Brin, Motwani, Ullman & Tsur 1997), N baskets in all:
 *
 *     support    = both / N                      confidence = both / left
 *     lift       = confidence / (right / N)      conviction = (1 - right / N) / (1 - confidence)
 *     χ²         = of the table of four cells, one degree of freedom, no continuity correction */
#ifndef IV_SCORE_BASKET_H
#define IV_SCORE_BASKET_H
#include "base/arena.h"

/* Baskets, one after the other. Zero-initialise. */
struct iv_baskets {
	uint32_t *item; /* of basket b: item[start[b]] … item[start[b + 1] - 1], ascending, each once */
	size_t *start;
	size_t n, item_cap, start_cap;
};

void iv_baskets_release(struct iv_baskets *b);
void iv_baskets_add(struct iv_baskets *b, const uint32_t *item, size_t n); /* in any order, also twice; an empty one counts as a basket */

/* Renumbers all items by the bytes of their names: item i becomes number[i], which is filled (room for n names). */
void iv_baskets_number(struct iv_baskets *b, const struct iv_str *name, size_t n, uint32_t *number);

struct iv_basket_settings {
	int64_t support; /* a set is frequent when at least so many baskets hold it; less than 1 is 1 */
	unsigned size; /* items in a set at most; 0: any number */
	unsigned longest; /* of a longer basket only so many items are looked at for sets of two and more, the most frequent; 0: all */
	size_t sets; /* more sets than that are not worth having; 0: any number */
	unsigned threads; /* 0 is 1 */
};

/* The least number of baskets that is at least `share` of n. */
int64_t iv_basket_support(double share, size_t n);

struct iv_basket_set {
	size_t first; /* items item[first] … item[first + size - 1] of the sets, ascending */
	unsigned size;
	int64_t count; /* baskets that hold all of them */
};

/* All frequent sets: by size, then by items. Zero-initialise. */
struct iv_basket_sets {
	struct iv_basket_set *set;
	uint32_t *item;
	size_t n, set_cap, items, item_cap;
	int64_t baskets;
	int64_t cut_baskets, cut_items; /* baskets with more than `longest` frequent items, and how many of their items were not looked at */
	bool too_many; /* more than settings->sets: there are none here; ask for more support */
};

/* Counts exactly, by handing the occurrences of a set down to its extensions (Uno, Kiyomi & Arimura 2004). What out held is released.
 * At most 2³² - 1 items and baskets in all; sets of at most 256 items. */
void iv_basket_mine(struct iv_basket_sets *out, const struct iv_baskets *b, const struct iv_basket_settings *settings);
void iv_basket_sets_release(struct iv_basket_sets *s);

/* How many baskets hold the n items, ascending; 0 when the set is not frequent. */
int64_t iv_basket_count(const struct iv_basket_sets *s, const uint32_t *item, size_t n);

/* Items of the sets that the rule was found in stand on the left, one of them on the right. */
struct iv_basket_rule {
	size_t first; /* left: item[first] … item[first + n - 1] of the rules, ascending */
	unsigned n;
	uint32_t right;
	int64_t both, left_count, right_count, baskets;
};

double iv_basket_confidence(const struct iv_basket_rule *r);
double iv_basket_lift(const struct iv_basket_rule *r);
double iv_basket_conviction(const struct iv_basket_rule *r); /* INFINITY when confidence is 1 */
double iv_basket_chi_square(const struct iv_basket_rule *r); /* 0 when right is in all baskets or left is */

struct iv_basket_rules {
	struct iv_basket_rule *rule; /* greatest lift first, then more baskets, then the items */
	uint32_t *item;
	size_t n, cap, items, item_cap;
};

/* The rules of at least `confidence` from all sets of two items and more. Sets must not have been limited to fewer items than rules need. */
void iv_basket_rules_find(struct iv_basket_rules *out, const struct iv_basket_sets *s, double confidence);
void iv_basket_rules_release(struct iv_basket_rules *r);

/* Next best products. */
struct iv_basket_next_settings {
	double confidence; /* a reason has at least this confidence */
	double chi_square; /* and at least this χ², with lift above 1: 6.635 is an error of 1 % for each pair */
	const double *worth; /* by item: what selling it earns; NULL: 1 each. Items worth 0 or less are never proposed */
	size_t worth_n; /* items beyond are worth nothing */
};

/* A reason to propose `item`: `owned` goes with it. */
struct iv_basket_link {
	uint32_t owned, item;
	int64_t both, owned_count, item_count, baskets; /* as of a rule owned → item */
	double value; /* worth times the lower end of Wilson's 95 % interval of the confidence: a few baskets prove little */
};

/* Links by the item owned, the greatest value first. Zero-initialise. */
struct iv_basket_next {
	struct iv_basket_link *link;
	size_t n;
};

void iv_basket_next_build(struct iv_basket_next *out, const struct iv_basket_sets *s, const struct iv_basket_next_settings *settings);
void iv_basket_next_release(struct iv_basket_next *x);

/* The link of the greatest value whose item is not among the n owned (ascending, each once); NULL when there is none. With equal
 * values: more baskets, then the lower item, then the lower owned. */
const struct iv_basket_link *iv_basket_next_best(const struct iv_basket_next *x, const uint32_t *owned, size_t n);

#endif
