/* SPDX-License-Identifier: MIT
 * The life of ivoc-campaign: every customer is judged, then all is decided, then the decisions are written in the order
 * of the customers. */
#include "campaign.h"

#include <stdlib.h>

struct worker {
	struct campaign_run *run;
	struct iv_campaign_work work;
	struct iv_buf buf; /* a note, or a line */
};

static void *worker_new(void *state)
{
	struct worker *w = iv_zalloc(sizeof *w);
	w->run = state;
	iv_campaign_work_start(&w->work, &w->run->set);
	return w;
}

static void worker_free(void *worker)
{
	struct worker *w = worker;
	iv_campaign_work_release(&w->work);
	iv_buf_release(&w->buf);
	free(w);
}

static int accept(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	struct worker *w = worker;
	if (rec->kind != IV_KIND_CUSTOMER) {
		if (w->run->options->format == FORMAT_NDJSON)
			return IV_OK; /* without a note: it passes in its place */
		iv_emit_drop(emit, "other_kind");
		return IV_END;
	}
	int status = iv_campaign_bind(&w->work, rec, err);
	if (status != IV_OK)
		return status;
	iv_buf_clear(&w->buf);
	iv_campaign_note(&w->work, &w->buf);
	iv_emit_note(emit, iv_buf_str(&w->buf));
	iv_emit_count(emit, "decided", 1);
	return IV_OK;
}

static int absorb(void *state, struct iv_str note, uint64_t number, struct iv_err *err)
{
	struct campaign_run *run = state;
	struct iv_campaign_who who;
	if (!note.n) {
		run->other = iv_reserve(run->other, &run->other_cap, run->others + 1, sizeof *run->other);
		run->other[run->others++] = number;
		return IV_OK;
	}
	int status = iv_campaign_take(&run->gather, note, &who, err);
	return status == IV_OK && run->who ? campaign_events_note(run, &who, err) : status;
}

static int finish(void *state, struct iv_err *err)
{
	struct campaign_run *run = state;
	(void)err;
	iv_campaign_decide(&run->gather);
	return IV_OK;
}

/* Writes the decision about one campaign, if it is one to be written. */
static void write_decision(struct worker *w, size_t i, enum iv_campaign_outcome outcome, struct iv_emit *emit)
{
	const struct campaign_options *o = w->run->options;
	const struct iv_campaign *c = &w->run->set.campaign[i];
	struct iv_campaign_verdict v;
	iv_campaign_judge(&w->work, c, &v);
	iv_buf_clear(&w->buf);
	if (o->format == FORMAT_NDJSON) {
		iv_campaign_record(&w->work, c, &v, outcome, &w->buf);
	} else if (o->format == FORMAT_CSV) {
		iv_campaign_csv(&w->work, c, &v, &w->buf);
		w->buf.n--; /* the newline comes with every line */
	} else {
		iv_campaign_sms(&w->work, &v, &w->buf);
	}
	iv_emit_line(emit, iv_buf_str(&w->buf), IV_KIND_DECISION);
}

/* The number of the customer in a spooled record, which is that of the record but for the other kinds before it. */
static size_t customer_of(const struct campaign_run *run, uint64_t record)
{
	size_t low = 0, high = run->others;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (run->other[middle] < record)
			low = middle + 1;
		else
			high = middle;
	}
	return (size_t)record - low;
}

static bool to_be_written(const struct campaign_run *run, size_t campaign, enum iv_campaign_outcome outcome)
{
	const struct campaign_options *o = run->options;
	if (!campaign_wanted(run, campaign))
		return false;
	if (o->format == FORMAT_NDJSON)
		return o->all || outcome != IV_CAMPAIGN_NOT_IN_TARGET;
	bool sms = run->set.campaign[campaign].channel == IV_CAMPAIGN_SMS;
	return outcome == IV_CAMPAIGN_SELECTED && (o->format == FORMAT_CSV || sms);
}

static int second(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	struct worker *w = worker;
	struct campaign_run *run = w->run;
	bool bound = false;
	if (run->options->summary)
		return IV_OK;
	if (rec->kind != IV_KIND_CUSTOMER) {
		iv_emit_record(emit, rec);
		return IV_OK;
	}
	size_t customer = customer_of(run, emit->ordinal);
	if (customer == 0 && run->options->format == FORMAT_CSV)
		iv_campaign_csv_header(run->head, emit->to);
	for (size_t i = 0; i < run->set.n; i++) {
		enum iv_campaign_outcome outcome = iv_campaign_outcome_of(&run->gather, customer, i);
		if (!to_be_written(run, i, outcome))
			continue;
		int status = bound ? IV_OK : iv_campaign_bind(&w->work, rec, err);
		if (status != IV_OK)
			return status;
		bound = true;
		write_decision(w, i, outcome, emit);
	}
	return IV_OK;
}

static int tail(void *state, struct iv_emit *emit, struct iv_err *err)
{
	struct campaign_run *run = state;
	if (run->options->summary)
		campaign_summary(run, emit->to);
	else if (run->options->format == FORMAT_CSV && !run->gather.play.customers)
		iv_campaign_csv_header(run->head, emit->to);
	return run->who ? campaign_events_write(run, err) : IV_OK;
}

const struct iv_gather campaign_life = {
	.worker_new = worker_new,
	.worker_free = worker_free,
	.accept = accept,
	.absorb = absorb,
	.finish = finish,
	.second = second,
	.tail = tail,
};
