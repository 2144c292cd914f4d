/* SPDX-License-Identifier: MIT
 * ivoc-segment: says of each customer in which segments it is, and why. */
#include "segment.h"

struct options {
	struct iv_common common;
	bool no_why, summary;
	int format;
};

static const struct iv_opt opts[] = {
	{ 0, "no-why", NULL, IV_OPT_FLAG, offsetof(struct options, no_why), "leave out the values that decided", NULL },
	{ 0, "summary", NULL, IV_OPT_FLAG, offsetof(struct options, summary), "print a table of the segments instead of the records", NULL },
	{ 0, "format", "FORMAT", IV_OPT_CHOICE, offsetof(struct options, format), "print the summary as table, json or sentence", iv_show_formats },
};

static const char *const examples[] = {
	"ivoc-segment -c segments.yaml customers.ndjson > new.ndjson",
	"ivoc-segment -c segments.yaml --summary customers.ndjson",
	NULL,
};

static const struct iv_program program = {
	.name = "ivoc-segment",
	.brief = "say in which segments each customer is, and why",
	.usage = "-c segments.yaml [options] [file ...]",
	.examples = examples,
	.has = IV_HAS_STREAM | IV_HAS_CONFIG | IV_HAS_CHECK | IV_HAS_AS_OF,
	.opt = opts,
	.opt_n = sizeof opts / sizeof *opts,
};

static int load(void *state, struct iv_cli *cli, struct iv_err *err)
{
	struct segment_run *run = state;
	if (!cli->conf.root)
		return iv_err_set(err, IV_WRONG, "usage", "no segments are given: --config=segments.yaml is needed");
	int status = iv_segment_load(&run->set, cli->conf.root, cli->today, err);
	for (size_t i = 0; i < run->set.warnings; i++)
		iv_cli_remark(cli, &run->set.warning[i]);
	return status;
}

static void *worker_new(void *state)
{
	struct segment_run *run = state;
	struct segment_worker *w = iv_zalloc(sizeof *w);
	w->run = run;
	iv_segment_work_start(&w->work, &run->set);
	iv_segment_tally_start(&w->tally, run->set.n);
	w->next = run->workers;
	run->workers = w;
	return w;
}

static void run_release(struct segment_run *run)
{
	while (run->workers) {
		struct segment_worker *w = run->workers;
		run->workers = w->next;
		iv_segment_work_release(&w->work);
		iv_segment_tally_release(&w->tally);
		free(w);
	}
	iv_segment_release(&run->set);
}

static int each(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	(void)err;
	struct segment_worker *w = worker;
	if (rec->kind == IV_KIND_CUSTOMER) {
		if (!iv_segment_judge(&w->work, rec))
			iv_emit_count(emit, "restricted", 1);
		else if (w->run->count)
			iv_segment_tally_add(&w->tally, &w->work, rec);
		iv_segment_mark(&w->work, rec, w->run->why);
	}
	iv_emit_record(emit, rec);
	return IV_OK;
}

static int count(void *worker, struct iv_rec *rec, struct iv_emit *emit, struct iv_err *err)
{
	(void)err;
	struct segment_worker *w = worker;
	if (rec->kind != IV_KIND_CUSTOMER) {
		iv_emit_drop(emit, "other_kind");
	} else if (iv_segment_judge(&w->work, rec)) {
		iv_segment_tally_add(&w->tally, &w->work, rec);
		iv_emit_drop(emit, "summed_up");
	} else {
		iv_emit_drop(emit, "restricted");
	}
	return IV_END;
}

static int run_program(struct iv_cli *cli, const struct options *o, struct segment_run *run)
{
	static const struct iv_stream stream = { .worker_new = worker_new, .each = each };
	static const struct iv_gather gather = { .worker_new = worker_new, .accept = count, .tail = segment_summary };
	run->why = !o->no_why;
	run->format = o->format;
	run->count = o->common.stats != NULL;
	int status = o->summary ? iv_cli_gather(cli, &gather, run) : iv_cli_stream(cli, &stream, run);
	if (status == IV_OK && o->common.stats)
		segment_stats(run, &cli->more_stats);
	return status;
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	struct segment_run run = { 0 };
	struct iv_cli cli;
	int status = iv_cli_start(&cli, &program, &o, argc, argv);
	if (status == IV_OK)
		status = iv_cli_config(&cli, load, &run);
	if (status == IV_OK)
		status = run_program(&cli, &o, &run);
	run_release(&run);
	return iv_cli_end(&cli, status);
}
