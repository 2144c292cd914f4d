/* SPDX-License-Identifier: MIT
 * Decisions as they leave: a record, a line for a mail merge or a gateway, an event for the next night. */
#ifndef IV_CAMPAIGN_DECISION_H
#define IV_CAMPAIGN_DECISION_H
#include "campaign/judge.h"

/* Appends the decision record (without line end) about the customer in hand and the campaign: `v` is its verdict, judged
 * last by w, and `outcome` what became of it. */
void iv_campaign_record(struct iv_campaign_work *w, const struct iv_campaign *c, const struct iv_campaign_verdict *v, enum iv_campaign_outcome outcome,
			struct iv_buf *out);

/* Appends the header of a CSV file, or a customer's line, with CRLF as RFC 4180 has it. */
void iv_campaign_csv_header(const struct iv_campaign *c, struct iv_buf *out);
void iv_campaign_csv(const struct iv_campaign_work *w, const struct iv_campaign *c, const struct iv_campaign_verdict *v, struct iv_buf *out);

/* Appends a line for the gateway: number, tab, text (without line end). */
void iv_campaign_sms(const struct iv_campaign_work *w, const struct iv_campaign_verdict *v, struct iv_buf *out);

/* Appends the contact event (with line end) of a customer who was selected or held out. */
void iv_campaign_event(const struct iv_campaigns *s, const struct iv_campaign *c, struct iv_str cid, struct iv_str seed, bool control, struct iv_buf *out);

#endif
