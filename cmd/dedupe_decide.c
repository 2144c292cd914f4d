/* SPDX-License-Identifier: MIT
 * Between the passes: who is who, who is the caller, and which id each cluster has. */
#include "dedupe_forget.h"
#include "dedupe_lineage.h"

#include <stdlib.h>

#include "io/vast.h"

/* Line and customers know parts by the numbers of their coming; from now on they have settled ones. */
static void settle(struct dedupe *d)
{
	uint32_t *moved = iv_match_settle(&d->people, d->settings.threads);
	for (size_t i = 0, c = 0; i < d->lines; i++) {
		if (c < d->customers && d->customer[c].line == i)
			c++;
		else
			d->line[i] = moved[d->line[i]];
	}
	for (size_t i = 0; i < d->customer_parts; i++)
		d->customer_part[i] = moved[d->customer_part[i]];
	for (size_t i = 0; i < d->customers; i++)
		if (d->customer[i].seed != IV_IDENT_NONE)
			d->customer[i].seed = moved[d->customer[i].seed];
	dedupe_truth_settle(d, moved);
	dedupe_forget_settle(d, moved);
	free(moved);
}

/* A part in two customers would count its history twice. */
static int check_parts(const struct dedupe *d, struct iv_err *err)
{
	uint8_t *seen = iv_zalloc(d->people.n + 1);
	int status = IV_OK;
	for (size_t i = 0; i < d->customer_parts && status == IV_OK; i++) {
		const struct iv_match_part *p = &d->people.part[d->customer_part[i]];
		if (seen[d->customer_part[i]]++) {
			status = iv_err_set(err, IV_FAIL, "part_twice", "stands in two customers, expected each record in one; is yesterday's file given twice?");
			iv_err_value(err, iv_match_key(p));
		}
	}
	free(seen);
	return status;
}

static void set_single(struct dedupe *d)
{
	for (size_t i = 0; d->single && i < d->single->n; i++) {
		uint32_t s = iv_names_find(&d->people.sources, iv_conf_get(d->single->item[i], "source")->text);
		if (s < 64)
			d->settings.single |= UINT64_C(1) << s;
	}
}

/* A caller chooses the oldest among equals, so ages are found before; ids are given once everybody has chosen. */
static void attach_callers(struct dedupe *d)
{
	struct iv_ident_input in = { d->match.clusters.of, d->people.n, d->match.clusters.clusters, dedupe_seed, &d->people, .threads = d->settings.threads };
	if (!d->match.callers)
		return;
	iv_ident_firsts(&in, d->name);
	dedupe_attach_callers(d);
}

static void find_split(struct dedupe *d)
{
	for (size_t i = 0; i < d->customers; i++) {
		struct dedupe_customer *c = &d->customer[i];
		const uint32_t *part = d->customer_part + c->first;
		for (size_t k = 1; k < c->n; k++)
			c->split |= d->match.clusters.of[part[k]] != d->match.clusters.of[part[0]];
	}
}

static void mark_stage(void *ctx, const char *name)
{
	iv_cli_stage(ctx, name);
}

int dedupe_prepare(struct dedupe *d, struct iv_err *err)
{
	int status = dedupe_settle_rivals(d, err);
	if (status != IV_OK)
		return status;
	d->settings.stage = mark_stage;
	d->settings.stage_ctx = d->cli;
	d->settings.threads = (unsigned)d->cli->common->threads;
	settle(d);
	set_single(d);
	dedupe_judgements_bind(d);
	dedupe_fresh_find(d);
	d->settings.must = d->judged.must;
	d->settings.musts = d->judged.musts;
	d->settings.never = d->judged.never;
	d->settings.nevers = d->judged.nevers;
	return check_parts(d, err);
}

uint32_t *dedupe_customer_sizes(const struct dedupe *d)
{
	uint32_t *size = iv_zalloc((d->match.clusters.clusters + 1) * sizeof *size);
	for (uint32_t i = 0; i < d->people.n; i++)
		size[d->match.clusters.of[i]] += dedupe_is_compared(d, i);
	return size;
}

static int write_model(struct dedupe *d, struct iv_err *err)
{
	struct iv_buf b = { 0 };
	iv_match_learned_write(&d->people, &d->match, &b);
	int status = iv_out_write(&d->file[DEDUPE_FIT], iv_buf_str(&b), err);
	iv_buf_release(&b);
	return status;
}

/* What is written before the records are, since these are not needed for it. */
static int write_pairs(struct dedupe *d, struct iv_err *err)
{
	int status = IV_OK;
	if (d->options->explain || d->options->review)
		dedupe_find_links(d);
	if (d->options->households)
		dedupe_find_households(d);
	if (d->options->pairs)
		status = dedupe_write_pairs(d, err);
	if (status == IV_OK && d->options->review)
		status = dedupe_write_review(d, err);
	if (status == IV_OK && d->options->lineage)
		status = dedupe_write_lineage(d, err);
	return status == IV_OK && d->options->fit ? write_model(d, err) : status;
}

/* What only says why, and nobody asked: its memory goes to the lines that are read again. */
static void forget_why(struct dedupe *d)
{
	if (d->options->explain || d->options->truth)
		return;
	iv_vast_free(d->match.scores.kept);
	d->match.scores.kept = NULL;
	d->match.scores.kept_n = 0;
	free(d->match.crowd.name);
	d->match.crowd.name = NULL;
	iv_match_names_release(&d->people.names);
	for (size_t i = 0; i < d->schema.columns; i++)
		iv_match_column_release(&d->people.column[i]);
}

int dedupe_decide(void *state, struct iv_err *err)
{
	struct dedupe *d = state;
	int status = dedupe_prepare(d, err);
	if (status == IV_OK)
		status = iv_match_run(&d->people, &d->settings, &d->match, err);
	if (status != IV_OK)
		return status;
	iv_cli_stage(d->cli, "decide");
	d->name = iv_vast_alloc((d->match.clusters.clusters + 1) * sizeof *d->name);
	d->by = iv_zalloc(d->people.n + 1);
	attach_callers(d);
	status = dedupe_name_clusters(d, err);
	if (status != IV_OK)
		return status;
	find_split(d);
	status = dedupe_forget_gather(d, err);
	if (status == IV_OK)
		status = write_pairs(d, err);
	forget_why(d);
	return status;
}
