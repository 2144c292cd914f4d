/* SPDX-License-Identifier: MIT
 * Blocking: which pairs are worth comparing. Records that share a key of a rule (schema.h) meet; a pair is given once however many keys
 * it shares. The work is sorting, never every record with every other.
 *
 * Each rule may spend so many pairs; how large a block may be follows from that and is known before anything is compared. A larger block is cut by
 * each of the rule's further keys, a piece that is still too large by the ones after it; what is left then is compared with its nearest neighbours in order of
 * name and birth date, unless the rule says that it is not worth that (schema.h). Nothing is left out without being counted. */
#ifndef IV_MATCH_BLOCK_H
#define IV_MATCH_BLOCK_H
#include "match/block_key.h"
#include "match/crowd.h"
#include "match/sort.h"
#include "match/split.h"

#define IV_BLOCK_SHOWN 5

/* What a rule comes to. */
struct iv_match_block_rule {
	bool left_out; /* it could spend too little to be worth its work; nothing else is counted */
	uint64_t blocks; /* of two records or more */
	uint64_t limit; /* the largest block that is compared whole */
	uint64_t pairs; /* it gives */
	uint64_t marginal; /* of them not given by an earlier rule */
	uint64_t cut, windowed; /* records in blocks that were cut, and in pieces that were compared with neighbours only, or not at all */
	uint64_t grown; /* blocks and pieces that splits of an earlier run leave whole though they are too large by now */
	struct {
		uint64_t records;
		uint32_t example; /* a part in it */
	} largest[IV_BLOCK_SHOWN];
};

struct iv_match_blocking {
	const struct iv_match_people *m;
	unsigned threads;
	double spend; /* pairs a record and rule; with few records it may be more, by a common key less (see IV_BLOCK_FREE, IV_BLOCK_COMMON) */
	unsigned width; /* bits of a part's number in a pair */
	uint64_t *pair; /* a, b, rule, from the highest bits; a < b */
	size_t n, cap;
	const uint8_t *turn; /* of each part (enum iv_match_turn); NULL: all meet */
	const struct iv_match_splits *given; /* of an earlier run: these are cut, and what is too large still is left alone; NULL: the limits say */
	struct iv_match_splits made; /* rule after rule; to be ordered before they are looked up */
	bool outgrown; /* the given splits leave so much whole that a rule was not carried out */
	struct iv_match_block_rule rule[IV_SCHEMA_RULES + 1]; /* the last: of superseded records */
};

#define IV_BLOCK_FREE 1000000 /* pairs that a rule may spend however few the records */
#define IV_BLOCK_COMMON 250000 /* up to so many records, a common key (schema.h) spends what another does; beyond, ever less, and below a pair a record it is left out */
#define IV_BLOCK_OUTGROWN 16 /* times its spending, beyond which a rule is given up (ivoc-dedupe(1), "Plan") */
#define IV_BLOCK_RULE_BITS 5

/* Where not all meet, but some of the records all others: these, those that did so already, and the rest. */
enum iv_match_turn { IV_TURN_REST, IV_TURN_NOW, IV_TURN_BEFORE, IV_TURN_NEXT };

/* What of the population all lists of pairs need: worked out once, where there are several. Zero-initialise; release. */
struct iv_match_block_base {
	struct iv_match_keys keys;
	struct iv_match_items alike; /* records of alike names (gram.h) */
	struct iv_match_items replaced; /* records, and what they say they replace */
	uint32_t *noted[IV_SCHEMA_RULES]; /* of each record the high half of its key by that rule, or: it has none, or several, or was not looked at; NULL: not noted yet */
	bool keyed, paired, followed; /* which of these are there */
};
enum { IV_NOTED_SEVERAL, IV_NOTED_NONE };
void iv_match_block_base_release(struct iv_match_block_base *b);

/* Lists all pairs, in order, each once for each rule that gives it. `spend` above 0. With `given` (which may be NULL) two records meet or not whatever
 * others there are; a rule that would then give more than IV_BLOCK_OUTGROWN times what it may spend is not carried out, its `pairs` are those it would give. */
void iv_match_block(const struct iv_match_people *m, double spend, const struct iv_match_splits *given, unsigned threads, struct iv_match_blocking *out);
void iv_match_blocking_release(struct iv_match_blocking *b);
void iv_match_blocking_empty(struct iv_match_blocking *b); /* its pairs go, but not what was counted of them */

/* An empty list, to add pairs of such lists to. */
void iv_match_blocking_begin(const struct iv_match_people *m, double spend, const struct iv_match_splits *given, unsigned threads, struct iv_match_blocking *out);

/* The pairs of the same list, by `given`, with a record whose turn is now, and none that had its turn before. Of what the rules come to, `pairs`, `marginal` and
 * `left_out` are counted. The work is to walk all records once a rule, and what these records meet. */
void iv_match_block_turn(const struct iv_match_people *m, double spend, const struct iv_match_splits *given, const uint8_t *turn, unsigned threads,
			 struct iv_match_block_base *base, struct iv_match_blocking *out);

static inline uint32_t iv_match_pair_a(const struct iv_match_blocking *b, uint64_t pair)
{
	return (uint32_t)(pair >> (b->width + IV_BLOCK_RULE_BITS));
}
static inline uint32_t iv_match_pair_b(const struct iv_match_blocking *b, uint64_t pair)
{
	return (uint32_t)(pair >> IV_BLOCK_RULE_BITS & ((UINT64_C(1) << b->width) - 1));
}
static inline unsigned iv_match_pair_rule(uint64_t pair)
{
	return pair & ((1u << IV_BLOCK_RULE_BITS) - 1);
}

#endif
