/* SPDX-License-Identifier: MIT
 * What the files of ivoc-campaign share. */
#ifndef IV_CMD_CAMPAIGN_H
#define IV_CMD_CAMPAIGN_H
#include "campaign/decision.h"
#include "campaign/gather.h"
#include "cli/cli.h"
#include "io/out.h"
#include "io/spill.h"

enum campaign_format { FORMAT_NDJSON, FORMAT_CSV, FORMAT_SMS, FORMAT_TABLE, FORMAT_JSON, FORMAT_SENTENCE };

struct campaign_options {
	struct iv_common common;
	bool all, summary;
	int format;
	const char *campaign, *events;
};

struct campaign_run {
	const struct campaign_options *options;
	struct iv_campaigns set;
	struct iv_campaign_gather gather;
	ptrdiff_t only; /* the campaign asked for, or -1 */
	const struct iv_campaign *head; /* whose fields the CSV file has */
	uint64_t *other; /* numbers of the spooled records that are no customers */
	size_t others, other_cap;
	struct iv_spool *who; /* cid and seed of each customer, for the events */
	struct iv_out events;
};

/* The life of the program: campaign_run.c. */
extern const struct iv_gather campaign_life;

/* Is this campaign to be printed? */
bool campaign_wanted(const struct campaign_run *run, size_t campaign);

/* --events: campaign_events.c. Open before the run, note each customer in order, write in the tail, commit after it. */
int campaign_events_open(struct campaign_run *run, struct iv_err *err);
int campaign_events_note(struct campaign_run *run, const struct iv_campaign_who *who, struct iv_err *err);
int campaign_events_write(struct campaign_run *run, struct iv_err *err);

/* --summary and --stats: campaign_report.c. */
void campaign_summary(const struct campaign_run *run, struct iv_buf *out);
void campaign_stats(const struct campaign_run *run, struct iv_buf *out); /* appends "campaigns":{…} */

#endif
