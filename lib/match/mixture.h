/* SPDX-License-Identifier: MIT
 * The model: what an agreement pattern is worth. Every pattern's pairs are explained as a sum of three kinds of pairs: of one
 * person (matches), of one household, and of chance. How many pairs there are of each, and how often each kind falls into each level,
 * is learned without labels by EM over the counted patterns (never over pairs; Enamorado, Fifield & Imai 2019), in absolute numbers: chance pairs are
 * known from the frequencies of values (shape.h). The kind "household" carries the dependence that spoils the textbook model: members of a
 * family share surname, address and telephone at once, but not given name and birth date. */
#ifndef IV_MATCH_MIXTURE_H
#define IV_MATCH_MIXTURE_H
#include "match/shape.h"

enum iv_kind_of_pair { IV_PAIR_MATCH, IV_PAIR_HOUSEHOLD, IV_PAIR_CHANCE, IV_PAIR_KINDS };

struct iv_mixture {
	double pairs[IV_PAIR_KINDS]; /* how many there are of each kind: matches and households that were compared, and all the rest */
	double share[IV_PAIR_KINDS][IV_SHAPE_FIELDS][2][IV_SHAPE_STATES]; /* of each state, above 0; [1] where the parent agrees */
	double support[IV_SHAPE_FIELDS][IV_SHAPE_LEVELS]; /* matches that each level's share was learned from, expected */
	double set[IV_SHAPE_SETS + 1]; /* of each of the shape's sets: how many times as likely a match is there as among all pairs; the last, 1, of all others */
	double shift, scale; /* what judgements taught: a match's log2 odds are shift + scale * those of the mixture; 0 and 1 without */
	int rounds;
	bool converged;
};

/* Learns. `counts` has each pattern once, in an order that does not depend on the input's. */
void iv_mixture_fit(const struct iv_shape *shape, const struct iv_shape_counts *counts, struct iv_mixture *out);

/* Weights are log2 of a ratio, in thousandths (so that all later arithmetic is exact and the same on any machine). */
struct iv_mixture_verdict {
	int32_t match; /* log2 odds of one person against everything else, prior included */
	int32_t household; /* log2 odds of one household (one person or not) against chance */
	double probability; /* of one person; that of `match` as rounded */
};
void iv_mixture_judge(const struct iv_shape *shape, const struct iv_mixture *m, uint64_t pattern, struct iv_mixture_verdict *out);

/* What the field adds to a pattern's match weight: log2 of its share among matches over its share among chance pairs; the prior and these sum to the whole
 * only without households, the rest is what the household explains (printed as "household" in a waterfall). */
int32_t iv_mixture_field_weight(const struct iv_shape *shape, const struct iv_mixture *m, uint64_t pattern, size_t field);

/* The weight that a pair of this pattern has before any value is looked at: it depends on which values there are. */
int32_t iv_mixture_prior(const struct iv_shape *shape, const struct iv_mixture *m, uint64_t pattern);

/* What is to be expected when pairs from a weight on count as one person, by what was judged of each count's pattern: the report of a run. */
struct iv_mixture_expected {
	double links, right, wrong; /* pairs from that weight on; how many of them are of one person, and of two */
	double missed; /* pairs of one person below it */
	double deviation; /* standard deviation of `wrong`, if pairs fall out independently */
};
void iv_mixture_expect(const struct iv_shape_counts *counts, const struct iv_mixture_verdict *verdict, int32_t threshold, struct iv_mixture_expected *out);

#endif
