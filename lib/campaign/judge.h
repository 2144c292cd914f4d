/* SPDX-License-Identifier: MIT
 * One customer before one campaign: everything that can be said without looking at other customers. */
#ifndef IV_CAMPAIGN_JUDGE_H
#define IV_CAMPAIGN_JUDGE_H
#include "campaign/plan.h"

/* What becomes of a pair of customer and campaign. Those up to IV_CAMPAIGN_READY are known from the customer alone;
 * the others take the place of IV_CAMPAIGN_READY when all customers are known. */
enum iv_campaign_outcome {
	IV_CAMPAIGN_NOT_IN_TARGET,
	IV_CAMPAIGN_RESTRICTED,
	IV_CAMPAIGN_DECEASED,
	IV_CAMPAIGN_OPTED_OUT,
	IV_CAMPAIGN_NO_CONSENT,
	IV_CAMPAIGN_NO_ADDRESS,
	IV_CAMPAIGN_BAD_ADDRESS,
	IV_CAMPAIGN_REFUSED,
	IV_CAMPAIGN_CAPPED,
	IV_CAMPAIGN_MISSING_FIELD,
	IV_CAMPAIGN_BAD_FIELD,
	IV_CAMPAIGN_TOO_LONG,
	IV_CAMPAIGN_READY, /* may be contacted */
	IV_CAMPAIGN_PER_ADDRESS,
	IV_CAMPAIGN_PER_CUSTOMER,
	IV_CAMPAIGN_BUDGET,
	IV_CAMPAIGN_HELD_OUT,
	IV_CAMPAIGN_SELECTED,
	IV_CAMPAIGN_OUTCOMES
};

/* The slug of an outcome, and the decision it belongs to: "contact", "holdout", "suppressed"; "none" for those not in
 * the target, "" for IV_CAMPAIGN_READY. */
const char *iv_campaign_reason(enum iv_campaign_outcome outcome);
const char *iv_campaign_decision(enum iv_campaign_outcome outcome);

/* What a thread needs. Zero-initialise. */
struct iv_campaign_work {
	const struct iv_campaigns *set;
	struct iv_rule_run *run;
	const struct iv_rec *rec; /* the customer in hand */
	struct iv_str cid, seed;
	struct address {
		bool known;
		struct iv_str text; /* the one to use */
		enum iv_campaign_outcome fault; /* IV_CAMPAIGN_READY: none */
	} address[IV_CAMPAIGN_CHANNELS];
	struct iv_buf text; /* of the message */
	struct iv_buf values; /* texts of its fields, one after the other */
	size_t *value_end;
	size_t value_cap;
};

void iv_campaign_work_start(struct iv_campaign_work *w, const struct iv_campaigns *set);
void iv_campaign_work_release(struct iv_campaign_work *w);

/* Turns to a customer; the record and its arena must stay. IV_OK, or IV_REJECT with code no_cid or no_seed. */
int iv_campaign_bind(struct iv_campaign_work *w, const struct iv_rec *rec, struct iv_err *err);

struct iv_campaign_verdict {
	enum iv_campaign_outcome outcome; /* at most IV_CAMPAIGN_READY */
	struct iv_str address; /* when ready */
	size_t which; /* the cap or the field that stands against it; the number of parts when too long */
	bool ranked; /* the campaign has a rank and it is not null */
	iv_decimal rank;
};

/* Judges the customer in hand. When ready, w->values and w->text hold what would leave. */
void iv_campaign_judge(struct iv_campaign_work *w, const struct iv_campaign *c, struct iv_campaign_verdict *out);

/* The text of field i of the campaign judged last. */
struct iv_str iv_campaign_value(const struct iv_campaign_work *w, size_t i);

#endif
