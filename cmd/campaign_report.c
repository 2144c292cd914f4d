/* SPDX-License-Identifier: MIT
 * ivoc-campaign --summary, and its part of --stats. The customers of each campaign add up to the input. */
#include "campaign.h"
#include "show/show.h"

/* In the order of a report: what was done first, what was left last. */
static const enum iv_campaign_outcome order[] = {
	IV_CAMPAIGN_SELECTED,	IV_CAMPAIGN_HELD_OUT,	   IV_CAMPAIGN_RESTRICTED, IV_CAMPAIGN_DECEASED, IV_CAMPAIGN_OPTED_OUT, IV_CAMPAIGN_NO_CONSENT,  IV_CAMPAIGN_NO_ADDRESS,
	IV_CAMPAIGN_BAD_ADDRESS, IV_CAMPAIGN_REFUSED,	   IV_CAMPAIGN_CAPPED,	  IV_CAMPAIGN_MISSING_FIELD, IV_CAMPAIGN_BAD_FIELD,
	IV_CAMPAIGN_TOO_LONG,	IV_CAMPAIGN_PER_ADDRESS, IV_CAMPAIGN_PER_CUSTOMER, IV_CAMPAIGN_BUDGET,	   IV_CAMPAIGN_NOT_IN_TARGET,
};
static const size_t outcomes = sizeof order / sizeof *order;

static int64_t in_target(const struct campaign_run *run, size_t campaign)
{
	return (int64_t)run->gather.play.customers - iv_campaign_count(&run->gather, campaign, IV_CAMPAIGN_NOT_IN_TARGET);
}

static void add_row(const struct campaign_run *run, struct iv_show *s, size_t i, enum iv_campaign_outcome outcome)
{
	const struct iv_campaign *c = &run->set.campaign[i];
	int64_t n = iv_campaign_count(&run->gather, i, outcome);
	bool always = outcome == IV_CAMPAIGN_SELECTED || outcome == IV_CAMPAIGN_HELD_OUT || outcome == IV_CAMPAIGN_NOT_IN_TARGET;
	if (!n && !always)
		return;
	iv_show_text(s, c->name);
	iv_show_text(s, iv_str_of(iv_campaign_channels[c->channel]));
	iv_show_text(s, iv_str_of(iv_campaign_decision(outcome)));
	iv_show_text(s, iv_str_of(iv_campaign_reason(outcome)));
	iv_show_number(s, n);
	iv_show_share(s, n, (int64_t)run->gather.play.customers);
	if (outcome == IV_CAMPAIGN_NOT_IN_TARGET)
		iv_show_none(s);
	else
		iv_show_share(s, n, in_target(run, i));
}

void campaign_summary(const struct campaign_run *run, struct iv_buf *out)
{
	struct iv_show s = { 0 };
	iv_show_column(&s, IV_STR("campaign"), IV_STR("campaign"), IV_SHOW_TEXT);
	iv_show_column(&s, IV_STR("channel"), IV_STR("channel"), IV_SHOW_TEXT);
	iv_show_column(&s, IV_STR("decision"), IV_STR("decision"), IV_SHOW_TEXT);
	iv_show_column(&s, IV_STR("reason"), IV_STR("reason"), IV_SHOW_TEXT);
	iv_show_column(&s, IV_STR("customers"), IV_STR("customers"), IV_SHOW_COUNT);
	iv_show_column(&s, IV_STR("share"), IV_STR("of all"), IV_SHOW_SHARE);
	iv_show_column(&s, IV_STR("share_of_target"), IV_STR("of target"), IV_SHOW_SHARE);
	for (size_t i = 0; i < run->set.n; i++)
		for (size_t k = 0; campaign_wanted(run, i) && k < outcomes; k++)
			add_row(run, &s, i, order[k]);
	iv_show_print(&s, run->options->format - FORMAT_TABLE, out);
	iv_show_release(&s);
}

static void add_campaign(const struct campaign_run *run, size_t i, struct iv_buf *b)
{
	int64_t suppressed = in_target(run, i) - iv_campaign_count(&run->gather, i, IV_CAMPAIGN_SELECTED) - iv_campaign_count(&run->gather, i, IV_CAMPAIGN_HELD_OUT);
	iv_buf_addc(b, '{');
	iv_json_member_int(b, "customers", (int64_t)run->gather.play.customers);
	iv_json_member_int(b, "in_target", in_target(run, i));
	iv_json_member_int(b, "contact", iv_campaign_count(&run->gather, i, IV_CAMPAIGN_SELECTED));
	iv_json_member_int(b, "holdout", iv_campaign_count(&run->gather, i, IV_CAMPAIGN_HELD_OUT));
	iv_json_member_int(b, "suppressed", suppressed);
	iv_buf_adds(b, IV_STR(",\"reasons\":{"));
	for (size_t k = 0; k < outcomes; k++)
		iv_json_member_int(b, iv_campaign_reason(order[k]), iv_campaign_count(&run->gather, i, order[k]));
	iv_buf_adds(b, IV_STR("}}"));
}

void campaign_stats(const struct campaign_run *run, struct iv_buf *out)
{
	struct iv_buf b = { 0 };
	iv_buf_addc(&b, '{');
	for (size_t i = 0; i < run->set.n; i++) {
		iv_json_comma(&b);
		iv_buf_adds(&b, run->set.campaign[i].json);
		iv_buf_addc(&b, ':');
		add_campaign(run, i, &b);
	}
	iv_buf_addc(&b, '}');
	iv_json_member_raw(out, "campaigns", iv_buf_str(&b));
	iv_buf_release(&b);
}
