/* SPDX-License-Identifier: MIT
 * What a run learned, kept for later ones (--fit, --model): the model of model_file.h, and beside it what the population said of its values: how
 * common names, birth dates and values of columns are, and which identifiers many names share. With it the weight of a pair
 * depends on its two records alone. Values are kept as hashes. Names and values that fewer than three records had are left out, and count the same where they were learned. */
#ifndef IV_MATCH_LEARNED_H
#define IV_MATCH_LEARNED_H
#include "match/match.h"
#include "match/model_file.h"

void iv_match_learned_write(const struct iv_match_people *m, const struct iv_match *r, struct iv_buf *out);

/* Zero-initialise. The configuration that it was read from must live as long. */
struct iv_match_learned {
	struct iv_arena arena;
	const struct iv_conf_node *root;
	struct iv_model_table family, given, name, birth, names, weights, column[IV_SCHEMA_COLUMNS];
	struct iv_match_splits splits;
	uint64_t records, births, script[IV_CROWD_SCRIPTS], filled[IV_SCHEMA_COLUMNS];
	int64_t threshold; /* thousandths */
};
/* IV_OK, or IV_WRONG with file and line: not a model, or one of other fields. */
int iv_match_learned_read(struct iv_match_learned *l, const struct iv_match_schema *schema, const struct iv_conf_node *root, struct iv_err *err);
void iv_match_learned_release(struct iv_match_learned *l);

/* How common values are, as was learned, in place of what iv_match_crowd has counted. */
void iv_match_learned_crowd(const struct iv_match_learned *l, struct iv_match_people *m, uint32_t most_names, unsigned threads, struct iv_match_crowd *c);

#endif
