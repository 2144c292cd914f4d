/* SPDX-License-Identifier: MIT
 * ivoc-ingest: turns a channel extract into clean records. */
#include <stdlib.h>

#include "ingest.h"

static const char *const examples[] = {
	"ivoc-ingest --profile=- pos_members.csv",
	"ivoc-ingest --sniff pos_members.csv > pos.yaml",
	"ivoc-ingest -c pos.yaml pos_members.csv > pos.ndjson",
	"ivoc-ingest -c tx.yaml -R rejects.ndjson --stats=tx.json -o tx.ndjson pos_tx.csv.gz",
	NULL,
};

static const struct iv_opt options[] = {
	{ 0, "sheet", "NAME", IV_OPT_TEXT, offsetof(struct ingest_options, sheet), "read this sheet of a workbook: its name, or its number from 1", NULL },
	{ 0, "keep-raw", NULL, IV_OPT_FLAG, offsetof(struct ingest_options, keep_raw), "keep what was given beside what was changed", NULL },
	{ 0, "sniff", NULL, IV_OPT_FLAG, offsetof(struct ingest_options, sniff), "print a map for the file, to edit", NULL },
	{ 0, "profile", "FILE", IV_OPT_FILE, offsetof(struct ingest_options, profile), "write what is in the columns to FILE", NULL },
	{ 0, "format", "FORMAT", IV_OPT_CHOICE, offsetof(struct ingest_options, format), "print the profile as table or json (default auto)", ingest_formats },
};

static const struct iv_program program = {
	.name = "ivoc-ingest",
	.brief = "turn a channel extract into clean records",
	.usage = "-c map.yaml [options] [file ...]",
	.examples = examples,
	.has = IV_HAS_STREAM | IV_HAS_CONFIG | IV_HAS_CHECK | IV_HAS_AS_OF,
	.opt = options,
	.opt_n = sizeof options / sizeof *options,
};

static int load(void *state, struct iv_cli *cli, struct iv_err *err)
{
	struct ingest *g = state;
	if (g->options.sniff)
		return ingest_sniff(g, err);
	if (!cli->conf.root && g->options.profile)
		return ingest_profile_load(g, err);
	if (g->options.profile && ingest_is_stdout(g->options.profile) && ingest_is_stdout(cli->common->output))
		return iv_err_set(err, IV_WRONG, "usage", "--profile: standard output is taken already; name a file");
	if (!cli->conf.root)
		return iv_err_set(err, IV_WRONG, "usage", "no map is given: --config=map.yaml is needed");
	int status = iv_map_load(&g->map, &cli->conf, cli->today, err);
	if (status == IV_OK) {
		g->learns = iv_order_wanted(g->map);
		status = ingest_lookups(g, err);
	}
	if (status != IV_OK)
		return status;
	struct iv_str advice = iv_buf_str(&g->map->advice), one;
	while (iv_str_cut(&advice, '\n', &one))
		if (one.n)
			iv_cli_say(cli, "%s: " IV_FMT, cli->conf.file, IV_ARG(one));
	g->lines = (struct iv_lines){ .files = cli->files, .files_n = cli->files_n, .line_max = cli->common->max_line };
	return IV_OK;
}

static void *worker_new(void *state)
{
	struct ingest *g = state;
	struct ingest_worker *w = iv_zalloc(sizeof *w);
	iv_ingest_init(&w->ingest, g->map);
	w->ingest.keep_raw = g->options.keep_raw;
	if (g->options.profile)
		ingest_profile_start(w);
	return w;
}

static void worker_free(void *worker)
{
	struct ingest_worker *w = worker;
	iv_ingest_release(&w->ingest);
	ingest_profile_stop(w);
	free(w);
}

/* Rows and records are counted apart: a row that becomes two records is one row, and counts twice in `in`. */
struct counts {
	int64_t rows, none, in;
};

/* Makes the records of a row; with a profile alone, none. */
static int make(struct ingest_worker *own, struct iv_batch *b, const struct iv_unit *u, struct iv_err *err)
{
	struct iv_ingest *w = &own->ingest;
	struct iv_row *row = (struct iv_row *)(uintptr_t)u->bytes.p;
	int status = IV_OK;
	if (w->map->ndjson)
		status = w->map->bare ? iv_rec_read(&w->rec, row->raw, &b->arena, err) : iv_ingest_json(w, &b->arena, row->raw, row->content, err);
	else if (!w->map->bare)
		status = iv_ingest_row(w, &b->arena, row, err);
	if (own->profile && w->map->ndjson && status == IV_OK)
		ingest_profile_row(own, b, u);
	return status;
}

static void work_row(struct ingest_worker *own, struct iv_emit *emit, const struct iv_unit *u, struct counts *n)
{
	struct iv_ingest *w = &own->ingest;
	const struct iv_row *row = (const struct iv_row *)u->bytes.p;
	struct iv_batch *b = emit->batch;
	struct iv_err err;
	int status = IV_REJECT;
	w->orders = row->order;
	iv_expect_place(w, u->place.file, u->place.line);
	if (u->bad)
		err = *u->bad;
	else
		status = make(own, b, u, &err);
	n->rows++;
	if (status == IV_REJECT) {
		n->in++;
		iv_batch_reject(b, program.name, &u->place, &err, row->raw);
	} else if (!w->lines) {
		n->in++;
		n->none++;
		iv_emit_drop(emit, w->map->bare ? "profile" : "when");
	}
	for (size_t i = 0; status == IV_OK && i < w->lines; i++, n->in++)
		iv_emit_line(emit, (struct iv_str){ w->out.p + w->line[i].at, w->line[i].n }, w->line[i].kind);
}

static int work(void *worker, struct iv_emit *emit, struct iv_err *err)
{
	struct ingest_worker *own = worker;
	struct iv_ingest *w = &own->ingest;
	struct iv_batch *b = emit->batch;
	struct counts n = { 0 };
	(void)err;
	for (size_t i = 0; i < b->n; i++) {
		emit->place = b->unit[i].place;
		work_row(own, emit, &b->unit[i], &n);
	}
	if (own->profile)
		ingest_profile_batch(own, b);
	iv_emit_count(emit, "rows", n.rows);
	iv_emit_count(emit, "in", n.in);
	if (n.none)
		iv_emit_count(emit, "rows.none", n.none);
	for (size_t i = 0; i < w->warned.n; i++)
		iv_emit_count(emit, iv_arena_fmt(&b->arena, "warn.%s", w->warned.count[i].name).p, w->warned.count[i].n);
	iv_tally_clear(&w->warned);
	return IV_OK;
}

/* What the map expects of the whole run. What fails here is not committed. */
static int finish(void *state, void *const *workers, size_t n, struct iv_err *err)
{
	struct ingest *g = state;
	const struct iv_expect **expect = iv_alloc((n + 1) * sizeof *expect);
	ingest_lookups_stats(g, workers, n);
	if (g->options.profile)
		ingest_profile_merge(g, workers, n);
	for (size_t i = 0; i < g->lines.seen_n; i++) {
		g->input = iv_reserve(g->input, &g->inputs_cap, g->inputs + 1, sizeof *g->input);
		g->input[g->inputs++] = (struct iv_expect_input){ .name = g->lines.seen[i].name };
	}
	for (size_t i = 0; i < n; i++)
		expect[i] = &((const struct iv_ingest *)workers[i])->expect;
	int status = iv_expect_judge(g->map, expect, n, g->input, g->inputs, iv_tally_get(&g->cli.tally, "rejected"), err);
	free(expect);
	return status;
}

/* What is told of a run that went well. */
static int report(struct ingest *g)
{
	struct iv_err err;
	ingest_map_stats(g);
	int status = g->options.profile ? ingest_profile_write(g, &err) : IV_OK;
	if (status != IV_OK)
		iv_cli_error(&g->cli, &err);
	return status;
}

int main(int argc, char **argv)
{
	static const struct iv_custom life = { .fill = ingest_fill, .worker_new = worker_new, .worker_free = worker_free, .work = work, .drain = ingest_profile_drain, .finish = finish, .tail = ingest_profile_tail };
	struct ingest g = { 0 };
	int status = iv_cli_start(&g.cli, &program, &g.options, argc, argv);
	if (status == IV_OK)
		status = iv_cli_config(&g.cli, load, &g);
	if (status == IV_OK)
		status = iv_cli_custom(&g.cli, &life, &g);
	if (status == IV_OK)
		status = report(&g);
	ingest_close(&g);
	iv_arena_release(&g.orders);
	iv_map_free(g.map);
	return iv_cli_end(&g.cli, status);
}
