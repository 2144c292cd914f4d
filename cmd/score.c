/* SPDX-License-Identifier: MIT
 * ivoc-score: says what each customer is worth, as far as recency, frequency and money tell. */
#include <stdlib.h>

#include "cli/cli.h"
#include "score/score.h"

static const char *const examples[] = { "ivoc-score -c score.yaml --as-of=2026-11-20 customers.ndjson > scored.ndjson", NULL };

static const struct iv_program program = {
	.name = "ivoc-score",
	.brief = "score customers: recency, frequency, monetary",
	.usage = "-c score.yaml [options] [file ...]",
	.examples = examples,
	.has = IV_HAS_GATHER | IV_HAS_CONFIG | IV_HAS_CHECK | IV_HAS_AS_OF,
};

static int load(void *state, struct iv_cli *cli, struct iv_err *err)
{
	if (!cli->conf.root)
		return iv_err_set(err, IV_WRONG, "usage", "no scores are given: --config=score.yaml is needed");
	return iv_score_load(state, cli->conf.root, cli->today, err);
}

static void warn(struct iv_emit *emit, const char *code, const char *field, const char *message)
{
	struct iv_err w;
	iv_err_set(&w, IV_OK, code, "%s", message);
	iv_err_field(&w, iv_str_of(field));
	iv_emit_warn(emit, &w);
}

struct worker {
	const struct iv_score *score;
	struct iv_buf note;
};

static void *worker_new(void *state)
{
	struct worker *w = iv_zalloc(sizeof *w);
	w->score = state;
	return w;
}

static void worker_free(void *worker)
{
	struct worker *w = worker;
	iv_buf_release(&w->note);
	free(w);
}

static int accept(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	struct worker *w = worker;
	struct iv_score_facts facts;
	if (rec->kind != IV_KIND_CUSTOMER)
		return IV_OK;
	int status = iv_score_facts(w->score, rec, &facts, err);
	if (status != IV_OK)
		return status;
	if (facts.future)
		warn(emit, "future_order", "last_order", "the last order lies after today; its recency is 0");
	if (facts.undated)
		warn(emit, "undated_order", "last_order", "there are orders but not the day of the last one; recency and rfm are left out");
	iv_emit_count(emit, facts.restricted ? "not_scored.restricted" : facts.foreign ? "not_scored.currency" : facts.orders ? "scored" : "not_scored.no_orders", 1);
	iv_buf_clear(&w->note);
	iv_score_note(w->score, &facts, &w->note);
	iv_emit_note(emit, iv_buf_str(&w->note));
	return IV_OK;
}

static int absorb(void *state, struct iv_str note, uint64_t number, struct iv_err *err)
{
	(void)number;
	(void)err;
	iv_score_learn(state, note);
	return IV_OK;
}

static int finish(void *state, struct iv_err *err)
{
	(void)err;
	iv_score_fit(state);
	return IV_OK;
}

static int second(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	struct worker *w = worker;
	struct iv_score_facts facts;
	if (rec->kind == IV_KIND_CUSTOMER) {
		int status = iv_score_facts(w->score, rec, &facts, err);
		if (status != IV_OK)
			return status;
		iv_score_apply(w->score, &facts, rec);
	}
	iv_emit_record(emit, rec);
	return IV_OK;
}

int main(int argc, char **argv)
{
	static const struct iv_gather life = {
		.worker_new = worker_new, .worker_free = worker_free, .accept = accept, .absorb = absorb, .finish = finish, .second = second,
	};
	struct iv_common o = { 0 };
	struct iv_score score = { 0 };
	struct iv_cli cli;
	int status = iv_cli_start(&cli, &program, &o, argc, argv);
	if (status == IV_OK)
		status = iv_cli_config(&cli, load, &score);
	if (status == IV_OK)
		status = iv_cli_gather(&cli, &life, &score);
	if (status == IV_OK && o.stats) {
		struct iv_buf report = { 0 };
		iv_score_report(&score, &report);
		iv_json_member_raw(&cli.more_stats, "scores", iv_buf_str(&report));
		iv_buf_release(&report);
	}
	iv_score_release(&score);
	return iv_cli_end(&cli, status);
}
