/* SPDX-License-Identifier: MIT
 * Within blocking: the pairs that rules gave, in order. */
#include "match/block.h"

#include <stdlib.h>

#include "base/parallel.h"

enum { PILE_BITS = 8, PILES = 1 << PILE_BITS };

struct piles {
	uint64_t *pair;
	size_t first[PILES + 1]; /* where each begins */
	size_t n[PILES]; /* pairs of each that are left when each stands once a rule */
	uint64_t marginal[PILES][IV_SCHEMA_RULES + 1];
};

static void sort_pile(void *ctx, size_t number, unsigned worker)
{
	struct piles *p = ctx;
	uint64_t *pair = p->pair + p->first[number];
	size_t all = p->first[number + 1] - p->first[number], n = 0;
	(void)worker;
	iv_match_sort_array(pair, all, sizeof *pair, 1);
	for (size_t i = 0; i < all; i++) {
		if (n && pair[n - 1] == pair[i])
			continue;
		if (!n || pair[n - 1] >> IV_BLOCK_RULE_BITS != pair[i] >> IV_BLOCK_RULE_BITS)
			p->marginal[number][iv_match_pair_rule(pair[i])]++;
		pair[n++] = pair[i];
	}
	p->n[number] = n;
}

/* Exchanges pairs into piles by the highest bits of their numbers, without a second array of all. */
static void pile_up(const struct iv_match_blocking *out, struct piles *p)
{
	unsigned numbers = 2 * out->width, shift = IV_BLOCK_RULE_BITS + (numbers > PILE_BITS ? numbers - PILE_BITS : 0);
	size_t at[PILES];
	for (size_t i = 0; i < out->n; i++)
		p->first[(p->pair[i] >> shift) + 1]++;
	for (size_t k = 0; k < PILES; k++) {
		p->first[k + 1] += p->first[k];
		at[k] = p->first[k];
	}
	for (size_t k = 0; k < PILES; k++)
		while (at[k] < p->first[k + 1]) {
			uint64_t pair = p->pair[at[k]];
			size_t pile = pair >> shift;
			p->pair[at[k]] = p->pair[at[pile]];
			p->pair[at[pile]++] = pair;
		}
}

void iv_match_block_unite(struct iv_match_blocking *out)
{
	struct piles *p = iv_zalloc(sizeof *p);
	p->pair = out->pair;
	pile_up(out, p);
	iv_parallel(out->threads, PILES, sort_pile, p);
	out->n = 0;
	for (size_t k = 0; k < PILES; k++) {
		if (p->n[k])
			memmove(out->pair + out->n, out->pair + p->first[k], p->n[k] * sizeof *out->pair);
		out->n += p->n[k];
		for (size_t r = 0; r <= IV_SCHEMA_RULES; r++)
			out->rule[r].marginal += p->marginal[k][r];
	}
	free(p);
}
