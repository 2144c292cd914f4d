/* SPDX-License-Identifier: MIT
 * Who gets a message when not everybody can: the decision over all customers and campaigns.
 *
 * Campaigns choose one after the other, by priority. Each goes through its candidates from the highest rank down (no
 * rank is below any; equal ranks by the tie number of the customer) and takes a candidate unless
 *   the address has been taken by a better candidate of this campaign, or as often as allowed by campaigns before it;
 *   the customer has been taken as often as allowed;
 *   the budget is used up.
 * A candidate who is held out takes its place like one who is contacted, but costs nothing: control group and treated
 * are drawn from the same ranks, nobody held out is reached through another's message or another campaign, and a hold-out
 * does not change who else is contacted but by what it saves of the budget. */
#ifndef IV_CAMPAIGN_ALLOT_H
#define IV_CAMPAIGN_ALLOT_H
#include "campaign/judge.h"

/* A customer who may be contacted. */
struct iv_campaign_candidate {
	iv_decimal rank;
	uint64_t address; /* a hash of it */
	uint32_t customer;
	bool ranked, held;
};

/* The candidates of one campaign. */
struct iv_campaign_pool {
	struct iv_campaign_candidate *candidate;
	size_t n, cap;
};

/* All that is known of a run before it is decided. Zero-initialise. */
struct iv_campaign_play {
	const struct iv_campaigns *set;
	struct iv_campaign_pool *pool; /* by campaign */
	uint64_t *tie; /* by customer */
	uint8_t *outcome; /* enum iv_campaign_outcome of [customer][campaign] */
	size_t customers, tie_cap, outcome_cap;
};

/* Replaces every IV_CAMPAIGN_READY among the outcomes. The result depends on the set of customers, not on their numbers,
 * as long as no two have the same tie. */
void iv_campaign_allot(struct iv_campaign_play *f);

#endif
