/* SPDX-License-Identifier: MIT
 * The campaigns of a run as campaigns.yaml states them: read once, checked, then shared by threads and never changed. */
#ifndef IV_CAMPAIGN_PLAN_H
#define IV_CAMPAIGN_PLAN_H
#include "rule/rule.h"

#define IV_CAMPAIGNS_MAX 1000

/* By which way a campaign reaches people. */
enum iv_campaign_channel { IV_CAMPAIGN_SMS, IV_CAMPAIGN_PHONE, IV_CAMPAIGN_EMAIL, IV_CAMPAIGN_MAIL, IV_CAMPAIGN_CHANNELS };
extern const char *const iv_campaign_channels[]; /* "sms", "phone", "email", "mail", NULL: as in events, consent and refusals */

enum iv_campaign_consent {
	IV_CAMPAIGN_CONSENT_IN, /* the customer has opted in */
	IV_CAMPAIGN_CONSENT_NOT_OUT, /* has not opted out: for messages that are part of a service */
};

/* A value that leaves with the message. */
struct iv_campaign_field {
	struct iv_str name, json; /* json: the name with its quotes */
	uint32_t rule;
};

/* So many contacts by a channel ("any": by all) in so many days, today included. */
struct iv_campaign_cap {
	struct iv_str channel;
	int64_t most, days;
	uint32_t rule; /* true when the cap is reached */
};

/* A piece of a text: a literal, or the value of a field. */
struct iv_campaign_piece {
	struct iv_str literal;
	size_t field; /* IV_CAMPAIGN_LITERAL, or the index of the field */
};
#define IV_CAMPAIGN_LITERAL SIZE_MAX

struct iv_campaign {
	struct iv_str name, json; /* json: the name with its quotes */
	struct iv_str duty_json; /* "purpose":…,"owner":…,"approved":… as they go into decisions */
	struct iv_conf_duty duty;
	int channel, consent;
	int64_t priority; /* 1 comes first; campaigns of equal priority go by their place in the file */
	uint32_t where, rank;
	bool ranked; /* `rank` is given */
	int64_t budget; /* contacts at most; INT64_MAX: as many as there are */
	uint64_t holdout; /* a customer whose hash is less is held out */
	int64_t parts; /* of the text at most */
	struct iv_campaign_cap *cap;
	struct iv_campaign_field *field;
	struct iv_campaign_piece *piece;
	size_t caps, fields, pieces;
	/* As read, for messages. */
	const struct iv_conf_node *node_where, *node_rank, *node_budget, *node_holdout, *node_cap, *node_fields;
	struct iv_str holdout_text, text;
};

/* Zero-initialise. */
struct iv_campaigns {
	struct iv_campaign *campaign; /* in the order of the file */
	size_t n;
	uint16_t *order; /* the same by priority */
	struct iv_str key; /* of the hashes; empty when none is given */
	uint64_t seed; /* made from the key */
	int64_t per_customer, per_address; /* contacts in this run at most */
	struct iv_rule_scope *scope;
	struct iv_rules *rules;
	struct iv_arena arena;
	struct iv_err *warning; /* always_true, never_true */
	size_t warnings;
	int32_t today;
	char at[12]; /* today as JSON has it */
};

/* From the root of campaigns.yaml, which must outlive the campaigns. IV_OK or IV_WRONG. */
int iv_campaign_load(struct iv_campaigns *s, const struct iv_conf_node *root, int32_t today, struct iv_err *err);
void iv_campaign_release(struct iv_campaigns *s);

/* The number of the campaign of that name, or -1. */
ptrdiff_t iv_campaign_find(const struct iv_campaigns *s, struct iv_str name);

/* Is this customer in the control group of the campaign? Depends on the key, the campaign's name and the seed only. */
bool iv_campaign_held(const struct iv_campaigns *s, const struct iv_campaign *c, struct iv_str seed);

/* Breaks ties between customers; the same for all campaigns. */
uint64_t iv_campaign_tie(const struct iv_campaigns *s, struct iv_str seed);

/* --- Parts of loading, in files of their own --- */
int iv_campaign_load_caps(struct iv_campaigns *s, struct iv_campaign *c, struct iv_err *err);
int iv_campaign_load_budget(struct iv_campaign *c, struct iv_err *err);
int iv_campaign_load_holdout(struct iv_campaign *c, struct iv_err *err);
int iv_campaign_load_fields(struct iv_campaigns *s, struct iv_campaign *c, struct iv_err *err);
int iv_campaign_load_text(struct iv_campaigns *s, struct iv_campaign *c, const struct iv_conf_node *node, struct iv_err *err);

#endif
