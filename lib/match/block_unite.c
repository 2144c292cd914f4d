/* SPDX-License-Identifier: MIT
 * Pairs are sorted, then gone through in stretches by several threads. */
#include "match/block_unite.h"

#include "base/parallel.h"

enum { SHARES = 64 };

/* A share of the pairs, in order. */
struct stretch {
	size_t from, to, n; /* n: that are left, from the first on */
	uint64_t marginal[IV_SCHEMA_RULES + 1];
	bool first; /* no pair is before it */
	uint64_t before; /* the pair that is */
};

struct uniting {
	uint64_t *pair;
	struct stretch stretch[SHARES];
};

/* Each pair once a rule; counts how many each rule has before all others. */
static void unite_stretch(void *ctx, size_t number, unsigned worker)
{
	uint64_t *pair = ((struct uniting *)ctx)->pair;
	struct stretch *s = &((struct uniting *)ctx)->stretch[number];
	uint64_t before = s->before;
	bool first = s->first;
	size_t n = s->from;
	(void)worker;
	for (size_t i = s->from; i < s->to; i++) {
		if (!first && before == pair[i])
			continue;
		if (first || before >> IV_BLOCK_RULE_BITS != pair[i] >> IV_BLOCK_RULE_BITS)
			s->marginal[iv_match_pair_rule(pair[i])]++;
		before = pair[n++] = pair[i];
		first = false;
	}
	s->n = n - s->from;
}

void iv_match_block_unite(struct iv_match_blocking *out)
{
	struct uniting u = { .pair = out->pair };
	size_t all = out->n;
	iv_match_sort_array(out->pair, all, sizeof *out->pair, out->threads);
	for (size_t i = 0; i < SHARES; i++) {
		struct stretch *s = &u.stretch[i];
		s->from = iv_parallel_share(all, SHARES, i);
		s->to = iv_parallel_share(all, SHARES, i + 1);
		s->first = !s->from;
		s->before = s->from ? out->pair[s->from - 1] : 0;
	}
	iv_parallel(out->threads, SHARES, unite_stretch, &u);
	out->n = 0;
	for (size_t i = 0; i < SHARES; i++) {
		const struct stretch *s = &u.stretch[i];
		if (out->n < s->from && s->n)
			memmove(out->pair + out->n, out->pair + s->from, s->n * sizeof *out->pair);
		out->n += s->n;
		for (unsigned k = 0; k <= IV_SCHEMA_RULES; k++)
			out->rule[k].marginal += s->marginal[k];
	}
}
