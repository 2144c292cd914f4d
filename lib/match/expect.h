/* SPDX-License-Identifier: MIT
 * How far a run is to be trusted: where its threshold lies, what it expects to have got wrong, and which of its weights rest on a
 * guess. */
#ifndef IV_MATCH_EXPECT_H
#define IV_MATCH_EXPECT_H
#include "match/match.h"

/* Sets r->threshold: that of the settings or of the model, or the least above it from which on the expected share of wrong pairs is at most
 * settings.max_false. With a model it follows from the pairs that the model was learned from, and so not from those of this run. */
void iv_match_set_threshold(struct iv_match *r, const struct iv_match_settings *settings);

/* A level of which the records say nothing, so that what an expert would guess stands for its share among matches. */
struct iv_match_starved {
	const char *field, *level;
	double support; /* matches it was learned from, expected */
	uint64_t pairs; /* compared, on this level */
	bool whole; /* of the whole field they say nothing */
};
#define IV_MATCH_STARVED (IV_SHAPE_FIELDS * IV_SHAPE_LEVELS)
/* Levels that pairs in number are on, and of which so few matches were to be expected, by the guess too, that their share says nothing. Returns how many. */
size_t iv_match_starved(const struct iv_match *r, struct iv_match_starved out[IV_MATCH_STARVED]);

#endif
