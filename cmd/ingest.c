/* SPDX-License-Identifier: MIT
 * ivoc-ingest: turns a channel extract into clean records. */
#include <stdlib.h>

#include "ingest.h"

static const char *const examples[] = {
	"ivoc-ingest -c pos.yaml pos_members.csv > pos.ndjson",
	"ivoc-ingest -c tx.yaml -R rejects.ndjson --stats=tx.json -o tx.ndjson pos_tx.csv.gz",
	NULL,
};

static const struct iv_opt options[] = {
	{ 0, "sheet", "NAME", IV_OPT_TEXT, offsetof(struct ingest_options, sheet), "read this sheet of a workbook: its name, or its number from 1", NULL },
	{ 0, "keep-raw", NULL, IV_OPT_FLAG, offsetof(struct ingest_options, keep_raw), "keep what was given beside what was changed", NULL },
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
	struct iv_ingest *w = iv_alloc(sizeof *w);
	iv_ingest_init(w, ((struct ingest *)state)->map);
	w->keep_raw = ((struct ingest *)state)->options.keep_raw;
	return w;
}

static void worker_free(void *worker)
{
	iv_ingest_release(worker);
	free(worker);
}

/* Rows and records are counted apart: a row that becomes two records is one row, and counts twice in `in`. */
struct counts {
	int64_t rows, none, in;
};

static void work_row(struct iv_ingest *w, struct iv_emit *emit, const struct iv_unit *u, struct counts *n)
{
	struct iv_row *row = (struct iv_row *)(uintptr_t)u->bytes.p;
	struct iv_batch *b = emit->batch;
	struct iv_err err;
	int status = IV_REJECT;
	w->orders = row->order;
	if (u->bad)
		err = *u->bad;
	else if (w->map->ndjson)
		status = iv_ingest_json(w, &b->arena, row->raw, row->content, &err);
	else
		status = iv_ingest_row(w, &b->arena, row, &err);
	n->rows++;
	if (status == IV_REJECT) {
		n->in++;
		iv_batch_reject(b, program.name, &u->place, &err, row->raw);
	} else if (!w->lines) {
		n->in++;
		n->none++;
		iv_emit_drop(emit, "when");
	}
	for (size_t i = 0; status == IV_OK && i < w->lines; i++, n->in++)
		iv_emit_line(emit, (struct iv_str){ w->out.p + w->line[i].at, w->line[i].n }, w->line[i].kind);
}

static int work(void *worker, struct iv_emit *emit, struct iv_err *err)
{
	struct iv_ingest *w = worker;
	struct iv_batch *b = emit->batch;
	struct counts n = { 0 };
	(void)err;
	for (size_t i = 0; i < b->n; i++) {
		emit->place = b->unit[i].place;
		work_row(w, emit, &b->unit[i], &n);
	}
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
	const struct iv_map_expect *e = &g->map->expect;
	ingest_lookups_stats(g, workers, n);
	long long rows = iv_tally_get(&g->cli.tally, "rows"), rejected = iv_tally_get(&g->cli.tally, "rejected");
	double most = e->percent ? e->rejects * (double)rows / 100 : e->rejects;
	int status = IV_OK;
	if (e->has_rows && rows < e->rows_min)
		status = iv_err_set(err, IV_FAIL, "expectation", "expected at least %lld rows, found %lld", (long long)e->rows_min, rows);
	else if (e->has_rows && rows > e->rows_max)
		status = iv_err_set(err, IV_FAIL, "expectation", "expected at most %lld rows, found %lld", (long long)e->rows_max, rows);
	else if (e->has_rejects && (double)rejected > most)
		status = iv_err_set(err, IV_FAIL, "expectation", "expected at most %g%s rejects, found %lld in %lld rows", e->rejects, e->percent ? "%" : "", rejected, rows);
	if (status != IV_OK)
		iv_err_at(err, g->cli.conf.file, 0, 0);
	return status;
}

static void add_stats(struct ingest *g)
{
	struct iv_buf *b = &g->cli.more_stats;
	iv_json_member_raw(b, "map", IV_STR("{"));
	iv_json_member_text(b, "source", g->map->source);
	iv_json_member_text(b, "purpose", g->map->purpose);
	iv_json_member_text(b, "owner", g->map->owner);
	iv_json_member_text(b, "feed", g->map->delta ? IV_STR("delta") : IV_STR("full"));
	iv_buf_addc(b, '}');
}

int main(int argc, char **argv)
{
	static const struct iv_custom life = { .fill = ingest_fill, .worker_new = worker_new, .worker_free = worker_free, .work = work, .finish = finish };
	struct ingest g = { 0 };
	int status = iv_cli_start(&g.cli, &program, &g.options, argc, argv);
	if (status == IV_OK)
		status = iv_cli_config(&g.cli, load, &g);
	if (status == IV_OK)
		status = iv_cli_custom(&g.cli, &life, &g);
	if (status == IV_OK)
		add_stats(&g);
	ingest_close(&g);
	iv_arena_release(&g.orders);
	iv_map_free(g.map);
	return iv_cli_end(&g.cli, status);
}
