/* SPDX-License-Identifier: MIT
 * ivoc-score: says what each customer is worth, as far as its past tells. */
#include "score.h"

#include <stdlib.h>

static const struct iv_opt options[] = {
	{ 0, "events", NULL, IV_OPT_FLAG, offsetof(struct score_options, events), "read events, such as purchases, and make the customers of them", NULL },
	{ 0, "holdout", "DATE", IV_OPT_DATE, offsetof(struct score_options, holdout), "say how well what came after DATE would have been foretold, and stop", NULL },
	{ 0, "fit", "FILE", IV_OPT_FILE, offsetof(struct score_options, fit), "write what was learned to FILE", NULL },
	{ 0, "model", "FILE", IV_OPT_FILE, offsetof(struct score_options, model), "use what an earlier run learned, and learn nothing", NULL },
	{ 0, "report", "FILE", IV_OPT_FILE, offsetof(struct score_options, report), "write how good propensities are to FILE, in tables", NULL },
};

static const char *const examples[] = {
	"ivoc-score -c score.yaml --as-of=2026-11-20 customers.ndjson > scored.ndjson",
	"ivoc-score -c score.yaml --fit=model.json -o /dev/null customers.ndjson",
	"ivoc-merge -c merge.yaml | ivoc-score -c score.yaml --model=model.json",
	NULL,
};

static const struct iv_program program = {
	.name = "ivoc-score",
	.brief = "say what each customer is worth, how loyal it is, and whether it stays",
	.usage = "[-c score.yaml] [options] [file ...]",
	.examples = examples,
	.has = IV_HAS_GATHER | IV_HAS_CONFIG | IV_HAS_CHECK | IV_HAS_AS_OF,
	.opt = options,
	.opt_n = sizeof options / sizeof *options,
};

static void tell(void *ctx, const struct iv_err *doubt)
{
	iv_cli_remark(ctx, doubt);
}

static int load(void *state, struct iv_cli *cli, struct iv_err *err)
{
	struct score_run *run = state;
	if (run->options->fit && run->options->model)
		return iv_err_set(err, IV_WRONG, "usage", "--fit: nothing is learned with --model; leave one of them out");
	if (run->options->holdout.given && (run->options->fit || run->options->model))
		return iv_err_set(err, IV_WRONG, "usage", "--holdout: nothing is scored; leave --%s out", run->options->fit ? "fit" : "model");
	if (run->options->holdout.given && run->options->holdout.day >= cli->today)
		return iv_err_set(err, IV_WRONG, "usage", "--holdout: expected a day before that of --as-of");
	int status = iv_score_load(&run->score, cli->conf.root, run->options->holdout.given ? run->options->holdout.day : cli->today, err);
	if (status == IV_OK && run->options->report)
		status = score_report_check(run, err);
	if (status == IV_OK && run->options->model) {
		status = iv_conf_read(&run->model, run->options->model, IV_CONF_LARGEST, err);
		if (status == IV_OK)
			status = iv_score_read(&run->score, run->model.root, err);
		run->learned = status == IV_OK;
	}
	if (status == IV_OK)
		iv_score_doubts(&run->score, false, tell, cli);
	return status;
}

static void warn(struct iv_emit *emit, const char *code, const char *field, const char *message)
{
	struct iv_err w;
	iv_err_set(&w, IV_OK, code, "%s", message);
	iv_err_field(&w, iv_str_of(field));
	iv_emit_warn(emit, &w);
}

/* What is known of a customer; what is odd about it is said, and it is counted, once. */
static int look(const struct iv_score *score, const struct iv_rec *rec, struct iv_emit *emit, struct iv_score_facts *f, struct iv_err *err)
{
	int status = iv_score_facts(rec, score->currency[0] ? score->currency : NULL, score->today, f, NULL, 0, err);
	if (status != IV_OK)
		return status;
	if (f->future)
		warn(emit, "future_order", "last_order", "the last order lies after today; its recency is 0");
	if (f->undated)
		warn(emit, "undated_order", "last_order", "there are orders but not the day of the last one; recency and rfm are left out");
	return IV_OK;
}

void score_judge(const struct iv_score_work *work, const struct iv_score_facts *f, struct iv_rec *rec, struct iv_emit *emit)
{
	iv_emit_count(emit, f->restricted ? "not_scored.restricted" : f->foreign ? "not_scored.currency" : f->orders ? "scored" : "not_scored.no_orders", 1);
	iv_score_judge(work, f, rec);
}

static int accept(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	struct iv_score_work *work = worker;
	struct iv_score_facts facts;
	if (rec->kind != IV_KIND_CUSTOMER)
		return IV_OK;
	int status = look(work->score, rec, emit, &facts, err);
	if (status == IV_OK && !facts.restricted)
		iv_emit_note(emit, iv_score_observe(work, rec, &facts));
	return status;
}

static int absorb(void *state, struct iv_str note, uint64_t number, struct iv_err *err)
{
	struct score_run *run = state;
	(void)number, (void)err;
	if (note.n)
		iv_score_absorb(&run->score, note);
	return IV_OK;
}

int score_learned(struct score_run *run, struct iv_err *err)
{
	iv_cli_stage(run->cli, "fit");
	int status = iv_score_fit(&run->score, (unsigned)run->cli->common->threads, err);
	if (status != IV_OK)
		return status;
	run->learned = true;
	iv_cli_verbose(run->cli, "season: %s", iv_season_says(&run->score.season));
	iv_score_doubts(&run->score, true, tell, run->cli);
	if (!run->options->fit)
		return IV_OK;
	struct iv_buf model = { 0 };
	iv_score_write(&run->score, &model);
	status = iv_out_write(&run->fit, iv_buf_str(&model), err);
	iv_buf_release(&model);
	return status;
}

static int finish(void *state, struct iv_err *err)
{
	return score_learned(state, err);
}

static int second(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	const struct iv_score_work *work = worker;
	struct iv_score_facts facts;
	if (rec->kind == IV_KIND_CUSTOMER) {
		int status = iv_score_facts(rec, work->score->currency, work->score->today, &facts, NULL, 0, err);
		if (status != IV_OK)
			return status;
		score_judge(work, &facts, rec, emit);
	}
	iv_emit_record(emit, rec);
	return IV_OK;
}

static int each(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	const struct iv_score_work *work = worker;
	struct iv_score_facts facts;
	if (rec->kind == IV_KIND_CUSTOMER) {
		int status = look(work->score, rec, emit, &facts, err);
		if (status != IV_OK)
			return status;
		score_judge(work, &facts, rec, emit);
	}
	iv_emit_record(emit, rec);
	return IV_OK;
}

static int run_scores(struct score_run *run, struct iv_err *err)
{
	static const struct iv_gather gather = { .worker_new = score_worker_new, .worker_free = score_worker_free, .accept = accept, .absorb = absorb, .finish = finish, .second = second };
	static const struct iv_stream stream = { .worker_new = score_worker_new, .worker_free = score_worker_free, .each = each };
	const struct score_options *o = run->options;
	if (o->holdout.given && !o->events)
		return score_holdout(run);
	if (o->model && !o->events)
		return iv_cli_stream(run->cli, &stream, run);
	int status = o->fit ? iv_out_open(&run->fit, o->fit, 0644, err) : IV_OK;
	if (status == IV_OK && o->report)
		status = iv_out_open(&run->report, o->report, 0644, err);
	if (status != IV_OK)
		iv_cli_error(run->cli, err);
	else
		status = o->events ? score_events(run) : iv_cli_gather(run->cli, &gather, run);
	if (status == IV_OK && (status = score_commit(run, err)) != IV_OK)
		iv_cli_error(run->cli, err);
	iv_out_abort(&run->fit);
	iv_out_abort(&run->report);
	return status;
}

int main(int argc, char **argv)
{
	struct score_options o = { 0 };
	struct iv_cli cli;
	struct score_run run = { .options = &o, .cli = &cli };
	struct iv_err err;
	int status = iv_cli_start(&cli, &program, &o, argc, argv);
	if (status == IV_OK)
		status = iv_cli_config(&cli, load, &run);
	if (status == IV_OK)
		status = run_scores(&run, &err);
	if (status == IV_OK && o.common.stats && run.learned)
		score_stats(&run);
	iv_score_release(&run.score);
	iv_conf_release(&run.model);
	return iv_cli_end(&cli, status);
}
