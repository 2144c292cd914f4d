/* SPDX-License-Identifier: MIT
 * count (copies aside) → block → measure chance → compare → learn → cluster → callers. */
#include "match/match.h"

#include <stdlib.h>

#include "match/callers.h"
#include "match/learned.h"
#include "match/link.h"
#include "match/reach.h"

void iv_match_release(struct iv_match *r)
{
	iv_match_copies_release(&r->copies);
	iv_match_crowd_release(&r->crowd);
	iv_match_blocking_release(&r->blocking);
	iv_match_scores_release(&r->scores);
	iv_linkage_release(&r->clusters);
	iv_match_frame_release(&r->frame);
	free(r->verdict);
	free(r->holding);
	*r = (struct iv_match){ 0 };
}

uint64_t iv_match_windowed(const struct iv_match *r)
{
	uint64_t n = 0;
	for (size_t i = 0; i < IV_SCHEMA_RULES; i++)
		n += r->blocking.rule[i].windowed;
	return n;
}

uint64_t iv_match_pairs(const struct iv_match *r)
{
	uint64_t n = 0;
	for (size_t i = 0; i <= IV_SCHEMA_RULES; i++)
		n += r->blocking.rule[i].marginal;
	return n;
}

uint64_t iv_match_grown(const struct iv_match *r)
{
	uint64_t n = 0;
	for (size_t i = 0; i <= IV_SCHEMA_RULES; i++)
		n += r->blocking.rule[i].grown;
	return n;
}

/* A rule was given up before its pairs filled the memory. */
static int check_growth(const struct iv_match *r, struct iv_err *err)
{
	if (!r->blocking.outgrown)
		return IV_OK;
	return iv_err_set(err, IV_FAIL, "outgrown", "blocks that the model leaves whole have become far too large; --plan says which rules, learn the model anew with --fit");
}

static int check_pairs(const struct iv_match *r, const struct iv_match_settings *s, struct iv_err *err)
{
	uint64_t pairs = iv_match_pairs(r);
	if (!s->max_pairs || pairs <= s->max_pairs)
		return IV_OK;
	return iv_err_set(err, IV_FAIL, "too_many_pairs", "%llu pairs would be compared, expected %llu at most; --plan says which", (unsigned long long)pairs,
			  (unsigned long long)s->max_pairs);
}

/* How common names are is said of people, and so without their copies. */
static void count(struct iv_match_people *m, const struct iv_match_settings *s, struct iv_match *out)
{
	const struct iv_match_copies_input said = { s->single, s->must, s->never, s->musts, s->nevers };
	iv_match_crowd(m, s->names, s->threads, &out->crowd);
	iv_match_copies_find(m, &out->crowd, &said, s->threads, &out->copies);
	if (out->copies.records) {
		iv_match_crowd_release(&out->crowd);
		iv_match_crowd(m, s->names, s->threads, &out->crowd);
	}
	if (s->learned)
		iv_match_learned_crowd(s->learned, m, s->names, s->threads, &out->crowd);
}

void iv_match_plan(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *out)
{
	*out = (struct iv_match){ 0 };
	iv_match_stage(settings, "count");
	count(m, settings, out);
	if (settings->fresh)
		return;
	iv_match_stage(settings, "block");
	iv_match_block(m, settings->spend, settings->learned ? &settings->learned->splits : NULL, settings->threads, &out->blocking);
}

int iv_match_run(struct iv_match_people *m, const struct iv_match_settings *settings, struct iv_match *out, struct iv_err *err)
{
	iv_match_plan(m, settings, out);
	int status = iv_match_frame_make(&out->frame, m, &out->crowd, err);
	if (status == IV_OK && settings->learned)
		status = iv_model_read(settings->learned->root, &out->frame.shape, &out->mixture, err);
	if (status == IV_OK && settings->fresh)
		iv_match_reach(m, settings, out);
	if (status == IV_OK)
		status = check_growth(out, err);
	if (status == IV_OK)
		status = check_pairs(out, settings, err);
	if (status != IV_OK)
		return status;
	if (!settings->learned) {
		iv_match_stage(settings, "measure");
		iv_match_measure(&out->frame, settings->threads);
	}
	if (!settings->fresh)
		iv_match_link(out, settings);
	if (!settings->keep_pairs)
		iv_match_blocking_empty(&out->blocking);
	if (out->callers)
		out->holdings = iv_match_callers(m, out->clusters.of, settings->threads, &out->holding);
	return IV_OK;
}
