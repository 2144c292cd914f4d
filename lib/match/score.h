/* SPDX-License-Identifier: MIT
 * All pairs that meet are compared once: their patterns are counted, for the model, and the pairs that may be of one person or one
 * household are kept. What may be is judged by what an expert would guess of the levels (shape.h), with room to spare; the model decides later. */
#ifndef IV_MATCH_SCORE_H
#define IV_MATCH_SCORE_H
#include "match/block.h"
#include "match/compare.h"

struct iv_match_kept {
	uint32_t a, b; /* a < b */
	uint32_t number; /* of its pattern: in counts */
};

struct iv_match_scores {
	struct iv_shape_counts counts; /* by pattern */
	struct iv_match_kept *kept; /* in order of a, b */
	size_t kept_n;
	uint64_t compared;
};

static inline uint64_t iv_match_kept_pattern(const struct iv_match_scores *s, const struct iv_match_kept *k)
{
	return s->counts.count[k->number].pattern;
}

void iv_match_score(const struct iv_match_frame *f, const struct iv_match_blocking *pairs, unsigned threads, struct iv_match_scores *out);
void iv_match_scores_release(struct iv_match_scores *s);

/* ---- its parts, to be measured alone ---- */

/* A pair to be compared: its records, and where it stands in the list. */
struct iv_match_meeting {
	uint32_t a, b;
	size_t at;
};

/* The pairs from … to - 1 of the list, each once, whichever rules gave it: met[] has room for all of them. Returns how many. */
size_t iv_match_score_list(const struct iv_match_blocking *p, size_t from, size_t to, struct iv_match_meeting *met);

/* Compares the pairs met[from] … met[to - 1] of the `n` listed, and has fetched what the next ones will need. */
void iv_match_score_pairs(const struct iv_match_frame *f, const struct iv_match_meeting *met, size_t n, size_t from, size_t to, uint64_t *pattern);

#endif
