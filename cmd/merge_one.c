/* SPDX-License-Identifier: MIT
 * One customer among many: its lines are picked out of any input, in any order, and merged where there are several, so that yesterday's
 * file with tonight's records will do as well as a file of customers. */
#include "merge.h"

#include <stdlib.h>

int merge_one_check(const struct merge_options *o, struct iv_err *err)
{
	const struct {
		const char *name;
		bool given;
	} mode[] = { { "explain", o->explain }, { "export", o->export_cid }, { "split", o->split } }, other[] = { { "recompute", o->recompute },
														 { "report", o->report },
														 { "restrict", o->restrict_file } };
	const char *one = NULL;
	for (size_t i = 0; i < sizeof mode / sizeof *mode; i++) {
		if (one && mode[i].given)
			return iv_err_set(err, IV_WRONG, "usage", "--%s and --%s: leave one of them out", one, mode[i].name);
		one = mode[i].given ? mode[i].name : one;
	}
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (one && other[i].given)
			return iv_err_set(err, IV_WRONG, "usage", "--%s: no customers are made with --%s; leave one of them out", other[i].name, one);
	return IV_OK;
}

/* What a note says: a line of the customer, or who absorbed it. */
enum { LINE = 'l', NOW = 'n' };

static void note(struct iv_emit *emit, char what, struct iv_str text)
{
	iv_emit_note(emit, iv_arena_fmt(&emit->batch->arena, "%c" IV_FMT, what, IV_ARG(text)));
}

static bool was(const struct iv_rec *rec, struct iv_str cid)
{
	struct iv_json_walk w = iv_json_open(iv_rec_raw(rec, IV_STR("was")));
	while (!w.object && iv_json_next(&w))
		if (iv_json_type_of(w.value) == IV_JSON_STRING && iv_str_eq(iv_json_text(w.value, rec->arena), cid))
			return true;
	return false;
}

int merge_one_accept(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	(void)err;
	const struct merge_state *s = worker;
	struct iv_str cid = iv_rec_text(rec, IV_STR("cid"));
	bool ours = rec->kind == IV_KIND_PARTY || rec->kind == IV_KIND_EVENT || rec->kind == IV_KIND_CUSTOMER;
	if (ours && iv_str_eq(cid, s->one.cid))
		note(emit, LINE, rec->line);
	else if (rec->kind == IV_KIND_CUSTOMER && was(rec, s->one.cid))
		note(emit, NOW, cid);
	else {
		iv_emit_drop(emit, "others");
		return IV_END;
	}
	return IV_OK;
}

int merge_one_absorb(void *state, struct iv_str text, uint64_t number, struct iv_err *err)
{
	(void)number, (void)err;
	struct merge_one *one = &((struct merge_state *)state)->one;
	struct iv_str rest = iv_arena_str(&one->arena, iv_str_from(text, 1));
	if (text.p[0] == NOW) {
		one->now = rest;
		return IV_OK;
	}
	one->line = iv_reserve(one->line, &one->cap, one->n + 1, sizeof *one->line);
	one->line[one->n++] = rest;
	return IV_OK;
}

static void reject(void *ctx, const struct iv_rec *rec, const struct iv_err *err)
{
	(void)rec;
	iv_cli_remark(ctx, err);
}

static void drop(void *ctx, const struct iv_rec *rec, const char *why)
{
	(void)ctx, (void)rec, (void)why;
}

static int merge(struct merge_state *s, struct iv_str *line, struct iv_err *err)
{
	struct merge_one *one = &s->one;
	const struct iv_merge_report report = { s->cli, reject, drop, reject };
	struct iv_merge m = { .settings = &s->settings };
	struct iv_rec *recs = iv_zalloc(one->n * sizeof *recs);
	int status = IV_OK;
	for (size_t i = 0; i < one->n && status == IV_OK; i++) {
		status = iv_rec_read(&recs[i], one->line[i], &one->arena, err);
		recs[i].ordinal = i;
	}
	if (status == IV_OK)
		status = iv_merge_group(&m, one->cid, recs, one->n, &one->arena, &report, line, err);
	for (size_t i = 0; i < one->n; i++)
		iv_rec_release(&recs[i]);
	free(recs);
	iv_merge_release(&m);
	return status;
}

static int absent(const struct merge_one *one, struct iv_err *err)
{
	if (one->now.n)
		return iv_err_set(err, IV_FAIL, "no_customer", "customer '" IV_FMT "' was absorbed: its records are of '" IV_FMT "' now", IV_ARG(one->cid),
				  IV_ARG(one->now));
	return iv_err_set(err, IV_FAIL, "no_customer", "there is no customer '" IV_FMT "' in the input", IV_ARG(one->cid));
}

int merge_one_make(void *state, struct iv_err *err)
{
	struct merge_state *s = state;
	struct merge_one *one = &s->one;
	struct iv_str line = one->n ? one->line[0] : (struct iv_str){ 0 };
	if (!one->n)
		return absent(one, err);
	int status = iv_rec_read(&one->customer, line, &one->arena, err);
	bool alone = status == IV_OK && one->n == 1 && one->customer.kind == IV_KIND_CUSTOMER && !iv_merge_is_old(&one->customer);
	if (alone) {
		status = iv_merge_check_customer(&one->customer, err);
	} else if (status == IV_OK) {
		status = merge(s, &line, err);
		if (status == IV_OK)
			status = iv_rec_read(&one->customer, line, &one->arena, err);
	}
	if (status == IV_END)
		return iv_err_set(err, IV_FAIL, "no_customer", "nothing is left of customer '" IV_FMT "'", IV_ARG(one->cid));
	return status == IV_OK ? IV_END : IV_FAIL;
}

void merge_one_release(struct merge_one *one)
{
	iv_rec_release(&one->customer);
	iv_arena_release(&one->arena);
	free(one->line);
}
