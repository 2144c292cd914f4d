/* SPDX-License-Identifier: MIT
 * The lives of a command. All of them are one flow over batches, which leave in order; they differ in who fills and what
 * a worker does with a batch. */
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/run.h"
#include "cli/say.h"
#include "io/spill.h"

enum { FORESEEN = 2, AHEAD = 12 }; /* steps in which a note is foreseen, and notes between two of them */
enum { FETCHED = 4096, LINE = 64 }; /* bytes of notes that are fetched before they are gone through, a line of the cache at a time */

static const char *const in_names[] = { "in.other", "in.party", "in.event", "in.customer", "in.decision", "in.reject" };

static void count_in(struct iv_batch *b, enum iv_kind kind)
{
	iv_tally_add(&b->tally, "in", 1);
	iv_tally_add(&b->tally, in_names[kind], 1);
}

static void reject(struct run *run, struct iv_batch *b, const struct iv_unit *u, const struct iv_err *err)
{
	iv_batch_reject(b, run->cli->program->name, &u->place, err, u->bytes);
}

/* Reads a unit into a record. False: it could not be, and is rejected. `counted`: the input was counted before. */
static bool read_unit(struct run *run, struct iv_batch *b, struct iv_unit *u, struct iv_rec *rec, bool counted)
{
	struct iv_err err;
	int status = IV_REJECT;
	if (u->bad)
		err = *u->bad;
	else
		status = iv_rec_read(rec, u->bytes, &b->arena, &err);
	if (!counted)
		count_in(b, status == IV_OK ? rec->kind : IV_KIND_OTHER);
	if (status != IV_OK) {
		reject(run, b, u, &err);
		return false;
	}
	rec->file = u->place.file;
	rec->line_no = u->place.line;
	rec->byte = u->place.byte;
	rec->ordinal = u->ordinal;
	return true;
}

static struct iv_emit emit_for(struct run *run, struct iv_batch *b, struct iv_buf *to)
{
	return (struct iv_emit){ .batch = b, .cli = run->cli, .to = to };
}

static int fail_at(struct iv_err *err, const struct iv_unit *u, int status)
{
	iv_err_at(err, u->place.file, u->place.line, 0);
	return status;
}

int iv_cli_run_each(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	struct iv_rec *rec = &run->worker[worker].rec;
	struct iv_emit emit = emit_for(run, b, &b->out);
	for (size_t i = 0; i < b->n; i++) {
		struct iv_unit *u = &b->unit[i];
		if (!read_unit(run, b, u, rec, false))
			continue;
		emit.place = u->place;
		int status = run->stream->each(run->worker[worker].own, rec, &emit, err);
		if (status == IV_REJECT)
			reject(run, b, u, err);
		else if (status < 0)
			return fail_at(err, u, status);
	}
	return IV_OK;
}

/* Units [from, to) are one group. */
static int do_group(struct run *run, struct run_worker *w, struct iv_batch *b, size_t from, size_t to, struct iv_err *err)
{
	struct iv_emit emit = emit_for(run, b, &b->out);
	size_t n = 0, before = w->recs_cap;
	w->recs = iv_reserve(w->recs, &w->recs_cap, to - from, sizeof *w->recs);
	if (w->recs_cap > before)
		memset(w->recs + before, 0, (w->recs_cap - before) * sizeof *w->recs);
	for (size_t i = from; i < to; i++)
		n += read_unit(run, b, &b->unit[i], &w->recs[n], false);
	if (!n)
		return IV_OK;
	emit.place = (struct iv_place){ w->recs[0].file, w->recs[0].line_no, w->recs[0].byte };
	int status = run->stream->group(w->own, w->recs, n, &emit, err);
	if (status < 0)
		return fail_at(err, &b->unit[from], status);
	for (size_t i = 0; status == IV_REJECT && i < n; i++) {
		struct iv_place place = { w->recs[i].file, w->recs[i].line_no, w->recs[i].byte };
		iv_batch_reject(b, run->cli->program->name, &place, err, w->recs[i].line);
	}
	return IV_OK;
}

int iv_cli_run_groups(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	for (size_t i = 0, end; i < b->n; i = end) {
		for (end = i + 1; end < b->n && !b->unit[end].group_start; end++)
			;
		int status = do_group(run, &run->worker[worker], b, i, end, err);
		if (status < 0)
			return status;
	}
	return IV_OK;
}

int iv_cli_run_custom(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	struct iv_emit emit = emit_for(run, b, &b->out);
	return run->custom->work(run->worker[worker].own, &emit, err);
}

/* Of an accepted record: its line for the spool, or the mark that it is to be read again. */
static void keep(struct run *run, struct iv_batch *b, size_t i)
{
	if (run->spool) {
		iv_buf_adds(&b->out, b->unit[i].bytes);
		iv_buf_addc(&b->out, '\n');
	} else {
		b->out.p[i] = 1;
	}
}

int iv_cli_run_accept(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	struct iv_rec *rec = &run->worker[worker].rec;
	struct iv_emit emit = emit_for(run, b, &b->early);
	if (!run->spool) { /* one byte for each record: kept or not */
		iv_buf_grow(&b->out, b->n);
		memset(b->out.p, 0, b->n);
		b->out.n = b->n;
	}
	for (size_t i = 0; i < b->n; i++) {
		struct iv_unit *u = &b->unit[i];
		if (!read_unit(run, b, u, rec, false))
			continue;
		emit.place = u->place;
		size_t note = b->side.n;
		int status = run->gather->accept(run->worker[worker].own, rec, &emit, err);
		if (status < 0)
			return fail_at(err, u, status);
		if (status != IV_OK) {
			b->side.n = note;
			if (status == IV_REJECT)
				reject(run, b, u, err);
			continue;
		}
		keep(run, b, i);
		if (b->side.n == note)
			iv_emit_note(&emit, (struct iv_str){ 0 });
	}
	return IV_OK;
}

int iv_cli_run_second(void *ctx, unsigned worker, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	struct iv_rec *rec = &run->worker[worker].rec;
	struct iv_emit emit = emit_for(run, b, &b->out);
	for (size_t i = 0; i < b->n; i++) {
		struct iv_unit *u = &b->unit[i];
		if (!read_unit(run, b, u, rec, true))
			continue;
		emit.place = u->place;
		emit.ordinal = u->ordinal;
		int status = run->gather->second(run->worker[worker].own, rec, &emit, err);
		if (status == IV_REJECT)
			reject(run, b, u, err);
		else if (status < 0)
			return status;
	}
	return IV_OK;
}

/* --- The writer's side --- */

static int too_many(int64_t rejected, struct iv_err *err)
{
	return iv_err_set(err, IV_FAIL, "too_many_rejects", "%lld records cannot pass, more than --max-rejects allows", (long long)rejected);
}

/* What every batch carries besides its output. */
static int drain_common(struct run *run, struct iv_batch *b, struct iv_err *err)
{
	struct iv_cli *cli = run->cli;
	for (struct iv_remark *r = b->remarks; r; r = r->next)
		iv_say_remark(cli->say, &r->err);
	iv_tally_merge(&cli->tally, &b->tally);
	/* Names made in a batch die with it, so each is replaced by one that stays. */
	for (size_t i = 0; i < cli->tally.n; i++) {
		uint32_t name = iv_names_add(&cli->names, iv_str_of(cli->tally.count[i].name));
		cli->tally.count[i].name = cli->names.name[name].p;
	}
	if (b->rejects.n && run->rejects.open && iv_out_write(&run->rejects, iv_buf_str(&b->rejects), err) != IV_OK)
		return IV_FAIL;
	run->records += b->n;
	run->bytes += b->in.n;
	iv_say_progress(cli->say, run->records, run->bytes);
	const struct iv_opt_share *most = &cli->common->max_rejects;
	int64_t rejected = iv_tally_get(&cli->tally, "rejected");
	return most->given && !most->percent && (double)rejected > most->n ? too_many(rejected, err) : IV_OK;
}

int iv_cli_run_drain(void *ctx, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	int status = drain_common(run, b, err);
	if (status == IV_OK && run->custom && run->custom->drain)
		status = run->custom->drain(run->state, b, err);
	return status == IV_OK ? iv_out_write(&run->out, iv_buf_str(&b->out), err) : status;
}

/* Keeps the marks of one batch, one bit a record. */
static void mark_kept(struct run *run, const struct iv_buf *marks)
{
	size_t before = run->kept_cap;
	run->kept = iv_reserve(run->kept, &run->kept_cap, (run->read_first + marks->n) / 8 + 1, 1);
	memset(run->kept + before, 0, run->kept_cap - before);
	for (size_t i = 0; i < marks->n; i++, run->read_first++)
		if (marks->p[i])
			run->kept[run->read_first / 8] |= (uint8_t)(1u << run->read_first % 8);
}

/* Whether a batch, which has records, comes from that file: its name is the one in hand, but for stdin. */
static bool is_of(const struct iv_batch *b, const char *path)
{
	return b->unit->place.file == path || (iv_cli_is_stdin(path) && strcmp(b->unit->place.file, "(stdin)") == 0);
}

/* Notes where the records of one batch stand: behind one another in the spool, or where the marks say. */
static void note_places(struct run *run, const struct iv_batch *b)
{
	if (run->spool) {
		uint64_t at = iv_spool_bytes(run->spool) - b->out.n;
		for (const char *p = b->out.p, *end = p + b->out.n; p < end; p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1)
			iv_cli_places_add(&run->places, 0, at + (uint64_t)(p - b->out.p));
		return;
	}
	while (b->n && run->file + 1 < run->cli->files_n && !is_of(b, run->cli->files[run->file]))
		run->file++;
	for (size_t i = 0; i < b->n; i++)
		if (b->out.p[i])
			iv_cli_places_add(&run->places, run->file, b->unit[i].place.byte);
}

/* Lists the notes of a batch, and has them fetched from where the worker wrote them; returns how many. */
static size_t list_notes(struct run *run, struct iv_str side)
{
	size_t notes = 0;
	const char *fetch = side.p, *end = side.p + side.n;
	while (side.n) {
		uint32_t n;
		for (; fetch < end && fetch < side.p + FETCHED; fetch += LINE)
			__builtin_prefetch(fetch);
		memcpy(&n, side.p, sizeof n);
		if (notes == run->note_cap)
			run->note = iv_reserve(run->note, &run->note_cap, notes + 1, sizeof *run->note);
		run->note[notes++] = (struct iv_str){ side.p + sizeof n, n };
		side = iv_str_from(side, sizeof n + n);
	}
	return notes;
}

static int absorb(struct run *run, const struct iv_batch *b, struct iv_err *err)
{
	const struct iv_gather *life = run->gather;
	size_t notes = list_notes(run, iv_buf_str(&b->side));
	int status = IV_OK;
	for (size_t i = 0; i < notes && status == IV_OK; i++) {
		for (size_t step = 0; step < FORESEEN && life->foresee; step++) {
			size_t ahead = i + (FORESEEN - step) * AHEAD;
			if (ahead < notes)
				life->foresee(run->state, run->note[ahead], (unsigned)step);
		}
		status = life->absorb(run->state, run->note[i], run->numbered++, err);
	}
	return status;
}

int iv_cli_run_drain_first(void *ctx, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	int status = drain_common(run, b, err);
	if (status == IV_OK && run->spool)
		status = iv_spool_add(run->spool, iv_buf_str(&b->out), err);
	if (status == IV_OK && run->gather->order)
		note_places(run, b);
	else if (status == IV_OK && !run->spool)
		mark_kept(run, &b->out);
	if (status == IV_OK)
		status = run->gather->order ? iv_cli_order_early(run, iv_buf_str(&b->early), err) : iv_out_write(&run->out, iv_buf_str(&b->early), err);
	return status == IV_OK ? absorb(run, b, err) : status;
}

int iv_cli_run_drain_second(void *ctx, struct iv_batch *b, struct iv_err *err)
{
	struct run *run = ctx;
	int status = drain_common(run, b, err);
	if (status == IV_OK && run->gather->order)
		return iv_cli_order_drain(run, b, err);
	return status == IV_OK ? iv_out_write(&run->out, iv_buf_str(&b->out), err) : status;
}
