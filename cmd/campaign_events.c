/* SPDX-License-Identifier: MIT
 * ivoc-campaign --events: what was decided, as contact events that the next night takes in. Who the customers are is kept in
 * a spool, since the decisions are known only when all customers have passed. */
#include "campaign.h"

int campaign_events_open(struct campaign_run *run, struct iv_err *err)
{
	const struct campaign_options *o = run->options;
	if (!o->events)
		return IV_OK;
	run->who = iv_spool_new(o->common.memory / 4, o->common.tmp);
	return iv_out_open(&run->events, o->events, 0600, err);
}

int campaign_events_note(struct campaign_run *run, const struct iv_campaign_who *who, struct iv_err *err)
{
	uint32_t n[2] = { (uint32_t)who->cid.n, (uint32_t)who->seed.n };
	int status = iv_spool_add(run->who, (struct iv_str){ (const char *)n, sizeof n }, err);
	if (status == IV_OK)
		status = iv_spool_add(run->who, who->cid, err);
	return status == IV_OK ? iv_spool_add(run->who, who->seed, err) : status;
}

/* Reads exactly n bytes to the end of b. */
static int read_all(struct iv_spool *spool, size_t n, struct iv_buf *b, struct iv_err *err)
{
	iv_buf_grow(b, n);
	while (n) {
		ptrdiff_t got = iv_spool_read(spool, b->p + b->n, n, err);
		if (got < 0)
			return IV_FAIL;
		if (got == 0)
			return iv_err_set(err, IV_FAIL, "io", "a temporary file is shorter than it was written");
		b->n += (size_t)got;
		n -= (size_t)got;
	}
	return IV_OK;
}

/* The events of one customer. */
static void add_events(struct campaign_run *run, size_t customer, const struct iv_campaign_who *who, struct iv_buf *out)
{
	for (size_t i = 0; i < run->set.n; i++) {
		enum iv_campaign_outcome outcome = iv_campaign_outcome_of(&run->gather, customer, i);
		if (campaign_wanted(run, i) && (outcome == IV_CAMPAIGN_SELECTED || outcome == IV_CAMPAIGN_HELD_OUT))
			iv_campaign_event(&run->set, &run->set.campaign[i], who->cid, who->seed, outcome == IV_CAMPAIGN_HELD_OUT, out);
	}
}

int campaign_events_write(struct campaign_run *run, struct iv_err *err)
{
	struct iv_buf b = { 0 }, out = { 0 };
	int status = iv_spool_rewind(run->who, err);
	for (size_t i = 0; status == IV_OK && i < run->gather.play.customers; i++) {
		uint32_t n[2];
		iv_buf_clear(&b);
		status = read_all(run->who, sizeof n, &b, err);
		if (status != IV_OK)
			break;
		memcpy(n, b.p, sizeof n);
		iv_buf_clear(&b);
		status = read_all(run->who, (size_t)n[0] + n[1], &b, err);
		if (status != IV_OK)
			break;
		struct iv_campaign_who who = { { b.p, n[0] }, { b.p + n[0], n[1] } };
		iv_buf_clear(&out);
		add_events(run, i, &who, &out);
		status = iv_out_write(&run->events, iv_buf_str(&out), err);
	}
	iv_buf_release(&b);
	iv_buf_release(&out);
	return status;
}
