/* SPDX-License-Identifier: MIT
 * Runs: opening what is needed, the flows in their order, and the end, which either commits all outputs or none. */
#include "cli/run.h"

#include <stdlib.h>

#include "cli/say.h"
#include "io/reread.h"
#include "io/spill.h"

enum { MOST_OPEN = 200 }; /* more files than these are not kept open for a second reading */

static int open_outputs(struct run *run, struct iv_err *err)
{
	const struct iv_common *c = run->cli->common;
	int status = iv_out_open(&run->out, c->output, 0644, err);
	if (status == IV_OK && c->rejects)
		status = iv_out_open(&run->rejects, c->rejects, 0600, err);
	return status;
}

static void start_workers(struct run *run, void *(*make)(void *state))
{
	run->workers = (unsigned)run->cli->common->threads;
	run->worker = iv_zalloc(run->workers * sizeof *run->worker);
	for (unsigned i = 0; i < run->workers; i++)
		run->worker[i].own = make ? make(run->state) : run->state;
}

static void free_workers(struct run *run, void (*release)(void *worker))
{
	for (unsigned i = 0; i < run->workers; i++) {
		struct run_worker *w = &run->worker[i];
		if (release)
			release(w->own);
		iv_rec_release(&w->rec);
		for (size_t k = 0; k < w->recs_cap; k++)
			iv_rec_release(&w->recs[k]);
		free(w->recs);
		free(w->lot.line);
		iv_buf_release(&w->lot.spare);
	}
	free(run->worker);
}

static int call_finish(struct run *run, int (*finish)(void *state, void *const *workers, size_t n, struct iv_err *err), struct iv_err *err)
{
	if (!finish)
		return IV_OK;
	void **own = iv_alloc(run->workers * sizeof *own);
	for (unsigned i = 0; i < run->workers; i++)
		own[i] = run->worker[i].own;
	int status = finish(run->state, own, run->workers, err);
	free(own);
	return status;
}

/* Notes for --stats which files were read. */
static void note_files(struct run *run)
{
	struct iv_buf *b = &run->cli->files_stats;
	for (size_t i = 0; i < run->lines.seen_n; i++) {
		const struct iv_lines_file *f = &run->lines.seen[i];
		if (!f->name)
			continue;
		iv_buf_adds(b, b->n ? IV_STR(",{") : IV_STR("{"));
		iv_json_member_text(b, "name", iv_str_of(f->name));
		iv_json_member_int(b, "bytes", (int64_t)f->bytes);
		iv_json_member_int(b, "lines", (int64_t)f->lines);
		iv_buf_addc(b, '}');
	}
}

/* A share of rejects can only be judged at the end. */
static int check_share(struct run *run, struct iv_err *err)
{
	const struct iv_opt_share *most = &run->cli->common->max_rejects;
	int64_t in = iv_tally_get(&run->cli->tally, "in"), rejected = iv_tally_get(&run->cli->tally, "rejected");
	if (!most->given || !most->percent || (double)rejected * 100 <= most->n * (double)in)
		return IV_OK;
	return iv_err_set(err, IV_FAIL, "too_many_rejects", "%lld of %lld records cannot pass, more than --max-rejects allows", (long long)rejected, (long long)in);
}

/* All outputs take their names, or none does. */
static int close_outputs(struct run *run, int status, struct iv_err *err)
{
	if (status == IV_OK)
		status = check_share(run, err);
	if (status == IV_OK)
		status = iv_out_commit(&run->rejects, err);
	if (status == IV_OK)
		status = iv_out_commit(&run->out, err);
	iv_out_abort(&run->rejects);
	iv_out_abort(&run->out);
	run->cli->committed = status == IV_OK;
	if (status < 0)
		iv_say_error(run->cli->say, err);
	return status;
}

static void setup_lines(struct run *run, bool group)
{
	struct iv_cli *cli = run->cli;
	run->lines = (struct iv_lines){ .files = cli->files, .files_n = cli->files_n, .line_max = cli->common->max_line, .group = group };
}

static int fill_lines(void *ctx, struct iv_batch *b, struct iv_err *err)
{
	return iv_lines_fill(&((struct run *)ctx)->lines, b, err);
}

static int flow(struct run *run, int (*fill)(void *, struct iv_batch *, struct iv_err *), int (*work)(void *, unsigned, struct iv_batch *, struct iv_err *),
		int (*drain)(void *, struct iv_batch *, struct iv_err *), struct iv_err *err)
{
	struct iv_flow f = { run, run->workers, fill, work, drain };
	return iv_flow_run(&f, err);
}

int iv_cli_stream(struct iv_cli *cli, const struct iv_stream *life, void *state)
{
	struct run run = { .cli = cli, .state = state, .stream = life };
	struct iv_err err;
	start_workers(&run, life->worker_new);
	setup_lines(&run, life->group != NULL);
	int status = open_outputs(&run, &err);
	if (status == IV_OK)
		status = flow(&run, fill_lines, life->group ? iv_cli_run_groups : iv_cli_run_each, iv_cli_run_drain, &err);
	if (status == IV_OK)
		status = call_finish(&run, life->finish, &err);
	note_files(&run);
	status = close_outputs(&run, status, &err);
	free_workers(&run, life->worker_free);
	iv_lines_release(&run.lines);
	return status;
}

static int fill_custom(void *ctx, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	return run->custom->fill(run->state, b, err);
}

static int custom_tail(struct run *run, struct iv_err *err)
{
	struct iv_buf out = { 0 };
	int status = run->custom->tail ? run->custom->tail(run->state, &out, err) : IV_OK;
	if (status == IV_OK)
		status = iv_out_write(&run->out, iv_buf_str(&out), err);
	iv_buf_release(&out);
	return status;
}

int iv_cli_custom(struct iv_cli *cli, const struct iv_custom *life, void *state)
{
	struct run run = { .cli = cli, .state = state, .custom = life };
	struct iv_err err;
	start_workers(&run, life->worker_new);
	int status = open_outputs(&run, &err);
	if (status == IV_OK)
		status = flow(&run, fill_custom, iv_cli_run_custom, iv_cli_run_drain, &err);
	if (status == IV_OK)
		status = call_finish(&run, life->finish, &err);
	if (status == IV_OK)
		status = custom_tail(&run, &err);
	status = close_outputs(&run, status, &err);
	free_workers(&run, life->worker_free);
	return status;
}

static ptrdiff_t read_spool(void *source, char *p, size_t n, struct iv_err *err)
{
	return iv_spool_read(source, p, n, err);
}

/* The files again: the records that the first pass kept, numbered as absorb saw them. */
static int fill_kept(void *ctx, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	size_t n = 0;
	int status;
	do {
		status = iv_lines_fill(&run->lines, b, err);
		for (size_t i = 0; status == IV_OK && i < b->n; i++) {
			uint64_t k = run->read_second++;
			if (k >= run->read_first || !(run->kept[k / 8] >> k % 8 & 1))
				continue;
			b->unit[n] = b->unit[i];
			b->unit[n++].ordinal = run->numbered++;
		}
		b->n = n;
	} while (status == IV_OK && !n);
	return status;
}

/* A file that changed between the passes would be half old and half new. */
static int check_same(struct run *run, struct iv_err *err)
{
	for (size_t i = 0; i < run->cli->files_n; i++) {
		struct iv_in_mark now = iv_in_mark(run->cli->files[i]), was = run->mark[i];
		if (now.size == was.size && now.seconds == was.seconds && now.nanoseconds == was.nanoseconds)
			continue;
		iv_err_set(err, IV_FAIL, "changed", "the file changed while it was read");
		iv_err_at(err, run->cli->files[i], 0, 0);
		return IV_FAIL;
	}
	return IV_OK;
}

static int in_order(struct run *run, struct iv_err *err)
{
	run->gather->order(run->state, &run->order.by);
	iv_cli_order_plan(run);
	/* What the first pass emitted comes first, and when all lines are sorted it does so by its empty key. */
	int status = run->order.sorted ? IV_OK : iv_cli_order_flush(run, err);
	while (status == IV_OK && (status = iv_cli_order_window(run, err)) == IV_OK)
		status = flow(run, iv_cli_order_fill, iv_cli_order_work, iv_cli_run_drain_second, err);
	iv_cli_window_release(&run->order.window);
	return status == IV_END ? iv_cli_order_flush(run, err) : status;
}

/* The second pass, over the spooled records or the files themselves. */
static int second_pass(struct run *run, struct iv_err *err)
{
	int status;
	note_files(run);
	iv_lines_release(&run->lines);
	setup_lines(run, false);
	run->numbered = 0;
	if (run->gather->order) {
		status = in_order(run, err);
	} else if (run->spool) {
		run->lines.read = read_spool;
		run->lines.source = run->spool;
		status = iv_spool_rewind(run->spool, err);
		if (status == IV_OK)
			status = flow(run, fill_lines, iv_cli_run_second, iv_cli_run_drain_second, err);
	} else {
		status = flow(run, fill_kept, iv_cli_run_second, iv_cli_run_drain_second, err);
	}
	/* Where a file changed, that is what is said, whatever came of it. */
	struct iv_err changed;
	if (!run->spool && check_same(run, &changed) != IV_OK) {
		*err = changed;
		return IV_FAIL;
	}
	return status;
}

/* Decides how the second pass will see the records. */
static void prepare_twice(struct run *run)
{
	struct iv_cli *cli = run->cli;
	bool ordered = run->gather->order, twice = !ordered || cli->files_n <= MOST_OPEN;
	for (size_t i = 0; i < cli->files_n && twice; i++)
		twice = iv_in_twice(cli->files[i]) || (ordered && iv_cli_is_stdin(cli->files[i]) && iv_reread_stdin());
	if (!twice) {
		/* Some for the spool and a quarter for sorting; the rest is for what the program gathers. The spool's bytes are written once
		 * and read once, for which a file does nearly as well. */
		run->spool = iv_spool_new(cli->common->memory / 16, cli->common->tmp);
		return;
	}
	run->mark = iv_alloc(cli->files_n * sizeof *run->mark);
	for (size_t i = 0; i < cli->files_n; i++)
		run->mark[i] = iv_in_mark(cli->files[i]);
}

/* What the program emits at the very end. */
static int run_tail(struct run *run, struct iv_err *err)
{
	int status = IV_OK;
	for (bool more = run->gather->tail; more && status == IV_OK; more = run->gather->more && run->gather->more(run->state)) {
		struct iv_batch b = { 0 };
		struct iv_emit emit = { .batch = &b, .cli = run->cli, .to = &b.out };
		b.remarks_end = &b.remarks;
		status = run->gather->tail(run->state, &emit, err);
		if (status == IV_OK)
			status = iv_cli_run_drain_second(run, &b, err);
		iv_arena_release(&b.arena);
		iv_buf_release(&b.out);
		iv_buf_release(&b.rejects);
		iv_tally_release(&b.tally);
	}
	return status;
}

int iv_cli_again(struct iv_cli *cli, uint64_t number, struct iv_arena *a, struct iv_str *line, struct iv_err *err)
{
	return iv_cli_places_read(cli->places, number, a, line, err);
}

/* Before the program decides, so that it can read records again. */
static int open_places(struct run *run, struct iv_err *err)
{
	if (!run->gather->order)
		return IV_OK;
	run->cli->places = &run->places;
	return iv_cli_places_open(&run->places, err);
}

/* Nobody asked for the records. */
static int drop_all(struct run *run)
{
	iv_tally_add(&run->cli->tally, run->gather->spent ? run->gather->spent : "dropped", (int64_t)run->numbered);
	return IV_OK;
}

int iv_cli_run_gather(struct run *run)
{
	const struct iv_gather *life = run->gather;
	struct iv_err err;
	start_workers(run, life->worker_new);
	setup_lines(run, false);
	prepare_twice(run);
	run->places.spool = run->spool;
	run->places.files = run->cli->files;
	run->places.files_n = run->cli->files_n;
	int status = open_outputs(run, &err);
	iv_cli_stage(run->cli, "read");
	if (status == IV_OK)
		status = flow(run, fill_lines, iv_cli_run_accept, iv_cli_run_drain_first, &err);
	if (status == IV_OK)
		status = open_places(run, &err);
	iv_cli_stage(run->cli, "decide");
	if (status == IV_OK && life->finish)
		status = life->finish(run->state, &err);
	iv_cli_stage(run->cli, "write");
	if (status == IV_OK)
		status = second_pass(run, &err);
	else if (status == IV_END)
		status = drop_all(run);
	if (status == IV_OK)
		status = run_tail(run, &err);
	status = close_outputs(run, status, &err);
	iv_cli_stage(run->cli, NULL);
	iv_cli_places_release(&run->places);
	iv_spool_free(run->spool);
	iv_sort_free(run->sort);
	free(run->order.by.record);
	free(run->order.by.start);
	free(run->mark);
	free(run->kept);
	free(run->note);
	free_workers(run, life->worker_free);
	iv_lines_release(&run->lines);
	return status;
}

int iv_cli_gather(struct iv_cli *cli, const struct iv_gather *life, void *state)
{
	struct run run = { .cli = cli, .state = state, .gather = life };
	return iv_cli_run_gather(&run);
}
