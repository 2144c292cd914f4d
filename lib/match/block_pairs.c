/* SPDX-License-Identifier: MIT
 * Within blocking: the pairs that rules gave, in order. */
#include "match/block.h"

#include "base/parallel.h"

enum { PILE_BITS = 8, PILES = 1 << PILE_BITS };

struct piles {
	uint64_t *pair;
	size_t first[PILES + 1]; /* where each begins */
};

static void sort_pile(void *ctx, size_t number, unsigned worker)
{
	struct piles *p = ctx;
	(void)worker;
	iv_match_sort_array(p->pair + p->first[number], p->first[number + 1] - p->first[number], sizeof *p->pair, 1);
}

/* Sorts without a second array of all pairs: they are exchanged into piles by their highest bits, and the piles are sorted one by one. */
static void sort_pairs(struct iv_match_blocking *out)
{
	struct piles p = { .pair = out->pair };
	unsigned bits = 2 * out->width + IV_BLOCK_RULE_BITS, shift = bits > PILE_BITS ? bits - PILE_BITS : 0;
	size_t at[PILES];
	for (size_t i = 0; i < out->n; i++)
		p.first[(p.pair[i] >> shift) + 1]++;
	for (size_t k = 0; k < PILES; k++) {
		p.first[k + 1] += p.first[k];
		at[k] = p.first[k];
	}
	for (size_t k = 0; k < PILES; k++)
		while (at[k] < p.first[k + 1]) {
			uint64_t pair = p.pair[at[k]];
			size_t pile = pair >> shift;
			p.pair[at[k]] = p.pair[at[pile]];
			p.pair[at[pile]++] = pair;
		}
	iv_parallel(out->threads, PILES, sort_pile, &p);
}

void iv_match_block_unite(struct iv_match_blocking *out)
{
	uint64_t *pair = out->pair;
	size_t n = 0;
	sort_pairs(out);
	for (size_t i = 0; i < out->n; i++) {
		if (n && pair[n - 1] == pair[i])
			continue;
		if (!n || pair[n - 1] >> IV_BLOCK_RULE_BITS != pair[i] >> IV_BLOCK_RULE_BITS)
			out->rule[iv_match_pair_rule(pair[i])].marginal++;
		pair[n++] = pair[i];
	}
	out->n = n;
}
