/* SPDX-License-Identifier: MIT
 * From customers one by one to the decision over all: each customer becomes a note (on any thread), notes are taken in
 * by one thread in order of input, then all is decided.
 *
 * What is kept: for each customer 8 bytes, about 16 to know a repeated cid, and one for each campaign; for each candidate
 * of a campaign 32, and 8 more while its campaign is decided. */
#ifndef IV_CAMPAIGN_GATHER_H
#define IV_CAMPAIGN_GATHER_H
#include "campaign/allot.h"

/* Zero-initialise. */
struct iv_campaign_gather {
	struct iv_campaign_play play;
	int64_t *count; /* customers by [campaign][outcome], once decided */
	uint64_t *seen; /* hashes of the cids, 0: a free slot */
	size_t seen_slots;
};

void iv_campaign_gather_start(struct iv_campaign_gather *g, const struct iv_campaigns *set);
void iv_campaign_gather_release(struct iv_campaign_gather *g);

/* Judges the customer in hand before all campaigns and appends the note. */
void iv_campaign_note(struct iv_campaign_work *w, struct iv_buf *out);

/* What a note says of the customer itself; the texts borrow from the note. */
struct iv_campaign_who {
	struct iv_str cid, seed;
};

/* Takes in a note. The customers are numbered 0, 1, 2 … IV_OK, or IV_FAIL with code repeated_customer: a second line
 * with the same cid, which could mean a second message, or too_many_customers: more than 4 billion. */
int iv_campaign_take(struct iv_campaign_gather *g, struct iv_str note, struct iv_campaign_who *who, struct iv_err *err);

/* Decides, and counts. */
void iv_campaign_decide(struct iv_campaign_gather *g);

static inline enum iv_campaign_outcome iv_campaign_outcome_of(const struct iv_campaign_gather *g, size_t customer, size_t campaign)
{
	return (enum iv_campaign_outcome)g->play.outcome[customer * g->play.set->n + campaign];
}

static inline int64_t iv_campaign_count(const struct iv_campaign_gather *g, size_t campaign, enum iv_campaign_outcome outcome)
{
	return g->count[campaign * IV_CAMPAIGN_OUTCOMES + outcome];
}

#endif
