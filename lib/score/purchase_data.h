/* SPDX-License-Identifier: MIT
 * What the purchase models need to know of all customers: how many of them share (x, recency, span).
 *
 *   x        repeat orders: days with an order after the first one
 *   recency  days from the first order to the last one, 0 when x is 0
 *   span     days from the first order to the end of the observation
 *
 * Customers of one cell have one likelihood, so a million of them cost as much as their cells. A day is any whole unit the caller counts
 * in; `unit` of them make a period, in which parameters are told. Cells are sorted, so nothing depends on the order of adding. */
#ifndef IV_SCORE_PURCHASE_DATA_H
#define IV_SCORE_PURCHASE_DATA_H
#include <stdint.h>

#include "base/err.h"

/* Collects customers. Zero-initialise. One thread at a time; builders of several threads are merged. */
struct iv_score_purchase_builder {
	uint64_t *block; /* customers not yet sorted, each packed into a word */
	size_t block_n;
	struct iv_score_purchase_tally *tally, *spare; /* sorted cells of narrow values */
	size_t tally_n, tally_cap, spare_cap;
	struct iv_score_purchase_cell *wide; /* cells that do not fit into a word, as they came */
	size_t wide_n, wide_cap;
};

struct iv_score_purchase_cell {
	uint32_t x, recency, span;
	uint64_t customers;
};

/* Adds one customer. IV_OK, or IV_REJECT with code bad_value, and nothing was added: a value below 0 or above UINT32_MAX; x > 0 and
 * recency 0 (two orders on one day are one), or x = 0 and recency > 0; recency > span, an order after the end of the observation. */
int iv_score_purchase_add(struct iv_score_purchase_builder *b, int64_t x, int64_t recency, int64_t span, struct iv_err *err);

/* Adds many customers of one cell; the same errors. */
int iv_score_purchase_add_cell(struct iv_score_purchase_builder *b, const struct iv_score_purchase_cell *cell, struct iv_err *err);

void iv_score_purchase_merge(struct iv_score_purchase_builder *into, struct iv_score_purchase_builder *from); /* adds what `from` has; it is empty then */
void iv_score_purchase_builder_release(struct iv_score_purchase_builder *b);

/* Customers of one x: cells begin to end - 1. */
struct iv_score_purchase_group {
	double x, customers;
	size_t begin, end;
};

/* Sorted distinct cells (by x, recency, span), as likelihoods read them. Immutable; any number of threads. Zero-initialise. */
struct iv_score_purchase_data {
	double unit; /* days in a period */
	size_t n; /* cells */
	double *weight, *x; /* of each cell: how many customers, repeat orders */
	uint32_t *recency, *span; /* of each cell: numbers of moments */
	size_t moments;
	double *moment; /* the different recencies and spans, ascending, in periods; the first is 0 */
	size_t groups;
	struct iv_score_purchase_group *group;
	double customers, repeats; /* sums of 1 and of x over all customers */
	double spans; /* sum of all spans, in periods */
	double back; /* customers with x > 0 */
};

/* Takes the cells out of the builder, which is empty then. unit: days in a period, > 0; 7 makes weeks. */
void iv_score_purchase_build(struct iv_score_purchase_data *d, struct iv_score_purchase_builder *b, double unit);
void iv_score_purchase_data_release(struct iv_score_purchase_data *d);

/* A smaller set that looks like `d`: every k-th customer of the sorted ones stands for k, with at most `cells` cells. Where to climb can
 * be tried on it at little cost. */
void iv_score_purchase_thin(struct iv_score_purchase_data *out, const struct iv_score_purchase_data *d, size_t cells);

/* What looks wrong about the data before any model is fitted; bits. The words are in iv_score_purchase_lints. */
enum iv_score_purchase_lint {
	IV_LINT_UNIT = 1, /* spans of more than 200 years of days: seconds or minutes were taken for days */
	IV_LINT_CROWDED = 2, /* more orders than days: orders of one day, or refunds, were counted as orders of their own */
	IV_LINT_EQUAL_SPANS = 4, /* all customers were observed equally long: nothing tells a change of the trade from customers leaving */
	IV_LINT_NO_REPEATS = 8, /* nobody ordered twice */
	IV_LINT_FEW = 16, /* fewer than 100 customers or 50 repeat orders: standard errors are not to be trusted */
};

unsigned iv_score_purchase_lint(const struct iv_score_purchase_data *d);

/* What is found, as a person reads it. */
struct iv_score_purchase_word {
	unsigned bit;
	const char *code; /* a stable slug */
	const char *text; /* lower case, no full stop */
};
extern const struct iv_score_purchase_word iv_score_purchase_lints[];
extern const size_t iv_score_purchase_lints_n;

#endif
