/* SPDX-License-Identifier: MIT
 * Counting for expectations, and judging them. */
#include "ingest/expect.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"
#include "clean/value.h"
#include "ingest/emit.h"

enum { NONE = IV_DATE_FIRST - 1 };

void iv_expect_release(struct iv_expect *e)
{
	for (size_t i = 0; i < e->files; i++)
		free(e->file[i].sum);
	free(e->file);
	free(e->filled);
	free(e->records);
	free(e->key);
	*e = (struct iv_expect){ 0 };
}

static struct iv_expect_file *file_of(struct iv_expect *e, const struct iv_map *map, const char *name)
{
	if (e->now < e->files && e->file[e->now].name == name)
		return &e->file[e->now];
	for (e->now = 0; e->now < e->files; e->now++)
		if (e->file[e->now].name == name)
			return &e->file[e->now];
	e->file = iv_reserve(e->file, &e->files_cap, e->files + 1, sizeof *e->file);
	e->file[e->files] = (struct iv_expect_file){ .name = name, .newest = NONE, .sum = iv_zalloc((map->expect.sums + 1) * sizeof(int64_t)) };
	if (!e->filled) {
		e->filled = iv_zalloc((map->expect.shares + 1) * sizeof *e->filled);
		e->records = iv_zalloc((map->expect.shares + 1) * sizeof *e->records);
	}
	return &e->file[e->files++];
}

void iv_expect_place(struct iv_ingest *w, const char *file, long line)
{
	if (!w->map->expect.counts)
		return;
	file_of(&w->expect, w->map, file)->rows++;
	w->expect.line = (uint32_t)line;
}

void iv_expect_row(struct iv_ingest *w)
{
	struct iv_expect *e = &w->expect;
	for (size_t i = 0; i < w->map->expect.sums && e->files; i++) {
		struct iv_expect_file *f = &e->file[e->now];
		uint32_t column = w->map->expect.sum[i].column;
		struct iv_str text = w->subject.row->cell[column];
		struct iv_amount amount = { 0 };
		bool comma = w->subject.row->order && w->subject.row->order[column].comma;
		if (!text.n || ((comma || !iv_num_money(text, &amount.money)) && iv_clean_amount(w->arena, text, comma, &amount) != IV_OK))
			continue;
		f->comma |= comma;
		f->large |= !iv_num_add64(f->sum[i], amount.money, &f->sum[i]);
	}
}

void iv_expect_record(struct iv_ingest *w, const struct iv_map_emit *emit, struct iv_str key)
{
	const struct iv_map_expect *x = &w->map->expect;
	struct iv_expect *e = &w->expect;
	if (!x->counts || !e->files)
		return;
	for (size_t i = 0; i < x->shares; i++) {
		uint32_t slot = emit->share_slot[i];
		if (slot == IV_NOWHERE)
			continue;
		e->records[i]++;
		e->filled[i] += w->value[slot].text.n || w->value[slot].n;
	}
	int32_t day;
	struct iv_str at = emit->newest_slot == IV_NOWHERE ? (struct iv_str){ 0 } : w->value[emit->newest_slot].text;
	/* A day to come is a slip of somebody's, and must not make an old file young. */
	if (at.n >= 10 && iv_date_parse((struct iv_str){ at.p, 10 }, &day) && day <= x->today && day > e->file[e->now].newest)
		e->file[e->now].newest = day;
	if (x->unique) {
		e->key = iv_reserve(e->key, &e->keys_cap, e->keys + 1, sizeof *e->key);
		e->key[e->keys++] = (struct iv_expect_key){ iv_hash_seed(key, (uint64_t)emit->kind), (uint32_t)e->now, e->line };
	}
}

/* --- Judging --- */

struct judge {
	const struct iv_map *map;
	const struct iv_expect *const *worker;
	size_t n;
	const struct iv_expect_input *input;
	size_t inputs;
	struct iv_arena arena;
	struct iv_pattern_room room;
	struct iv_err *err;
};

static int failed(struct judge *j, const char *file, const char *format, ...) __attribute__((format(printf, 3, 4)));
static int failed(struct judge *j, const char *file, const char *format, ...)
{
	char text[300];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	iv_err_set(j->err, IV_FAIL, "expectation", "%s", text);
	iv_err_at(j->err, file, 0, 0);
	return IV_FAIL;
}

static const char *day_text(struct judge *j, int32_t day)
{
	struct iv_buf b = { 0 };
	iv_date_add(&b, day);
	const char *text = iv_arena_str(&j->arena, iv_buf_str(&b)).p;
	iv_buf_release(&b);
	return text;
}

static const char *money_text(struct judge *j, int64_t money)
{
	struct iv_buf b = { 0 };
	iv_num_add_money(&b, money);
	const char *text = iv_arena_str(&j->arena, iv_buf_str(&b)).p;
	iv_buf_release(&b);
	return text;
}

/* What all workers found in a file. sum: [expect.sums] */
static struct iv_expect_file found_in(struct judge *j, const char *name)
{
	size_t sums = j->map->expect.sums;
	struct iv_expect_file all = { .name = name, .newest = NONE, .sum = iv_arena_zalloc(&j->arena, (sums + 1) * sizeof *all.sum) };
	for (size_t k = 0; k < j->n; k++)
		for (size_t i = 0; i < j->worker[k]->files; i++) {
			const struct iv_expect_file *f = &j->worker[k]->file[i];
			if (f->name != name)
				continue;
			all.rows += f->rows;
			all.newest = f->newest > all.newest ? f->newest : all.newest;
			all.large |= f->large;
			all.comma |= f->comma;
			for (size_t s = 0; s < sums; s++)
				all.large |= !iv_num_add64(all.sum[s], f->sum[s], &all.sum[s]);
		}
	return all;
}

static int judge_rows(struct judge *j, int64_t rejected)
{
	const struct iv_map_expect *e = &j->map->expect;
	const char *map = j->map->conf->file;
	int64_t rows = 0;
	for (size_t i = 0; i < j->inputs; i++)
		rows += found_in(j, j->input[i].name).rows;
	double most = e->percent ? e->rejects * (double)rows / 100 : e->rejects;
	if (e->has_rows && rows < e->rows_min)
		return failed(j, map, "expected at least %lld rows, found %lld", (long long)e->rows_min, (long long)rows);
	if (e->has_rows && rows > e->rows_max)
		return failed(j, map, "expected at most %lld rows, found %lld", (long long)e->rows_max, (long long)rows);
	if (e->has_rejects && (double)rejected > most)
		return failed(j, map, "expected at most %g%s rejects, found %lld in %lld rows", e->rejects, e->percent ? "%" : "", (long long)rejected, (long long)rows);
	return IV_OK;
}

/* The sums of the run; within what the map says. */
static int judge_sums(struct judge *j)
{
	const struct iv_map_expect *e = &j->map->expect;
	for (size_t s = 0; s < e->sums; s++) {
		int64_t sum = 0;
		bool large = false;
		for (size_t i = 0; i < j->inputs; i++) {
			struct iv_expect_file f = found_in(j, j->input[i].name);
			large |= f.large || !iv_num_add64(sum, f.sum[s], &sum);
		}
		struct iv_str name = j->map->column[e->sum[s].column].name;
		if (large)
			return failed(j, j->map->conf->file, "the sum of '" IV_FMT "' is too large to count", IV_ARG(name));
		if (sum < e->sum[s].min)
			return failed(j, j->map->conf->file, "expected a sum of '" IV_FMT "' of at least %s, found %s", IV_ARG(name), money_text(j, e->sum[s].min), money_text(j, sum));
		if (sum > e->sum[s].max)
			return failed(j, j->map->conf->file, "expected a sum of '" IV_FMT "' of at most %s, found %s", IV_ARG(name), money_text(j, e->sum[s].max), money_text(j, sum));
	}
	return IV_OK;
}

static int judge_shares(struct judge *j)
{
	const struct iv_map_expect *e = &j->map->expect;
	for (size_t i = 0; i < e->shares; i++) {
		int64_t filled = 0, records = 0;
		for (size_t k = 0; k < j->n; k++) {
			filled += j->worker[k]->filled ? j->worker[k]->filled[i] : 0;
			records += j->worker[k]->records ? j->worker[k]->records[i] : 0;
		}
		if ((double)filled * 100 < e->share[i].percent * (double)records)
			return failed(j, j->map->conf->file, "expected '" IV_FMT "' in at least %g%% of the records, found it in %lld of %lld", IV_ARG(e->share[i].field), e->share[i].percent,
				      (long long)filled, (long long)records);
	}
	return IV_OK;
}

static int old(struct judge *j, const char *file, int32_t day)
{
	const struct iv_map_expect *e = &j->map->expect;
	if (day == NONE)
		return failed(j, file, "expected data of %s or later, found no date up to %s", day_text(j, e->today - (int32_t)e->days), day_text(j, e->today));
	if (day < e->today - e->days)
		return failed(j, file, "expected data of %s or later, found nothing after %s", day_text(j, e->today - (int32_t)e->days), day_text(j, day));
	return IV_OK;
}

/* The date in a text, as far as it may count. */
static int32_t day_of(struct judge *j, struct iv_str text)
{
	struct iv_cleaned_date date;
	struct iv_date_ask ask = j->map->date;
	ask.formats = &j->map->dates;
	if (iv_clean_date(&j->arena, text, &ask, &date) != IV_OK || !date.c.value.n || date.time.day > j->map->expect.today)
		return NONE;
	return date.time.day;
}

static int judge_age(struct judge *j, const struct iv_expect_input *in)
{
	const struct iv_map_expect *e = &j->map->expect;
	if (e->age == IV_EXPECT_NEWEST)
		return old(j, in->name, found_in(j, in->name).newest);
	if (e->age == IV_EXPECT_FILE) {
		const char *slash = strrchr(in->name, '/');
		struct iv_str rest = iv_str_of(slash ? slash + 1 : in->name), piece;
		return iv_pattern_next(e->age_pattern, &j->room, &rest, &piece) ? old(j, in->name, day_of(j, piece)) : failed(j, in->name, "expected the date of the data in the name of the file");
	}
	return IV_OK;
}

static int judge_trailer(struct judge *j, const struct iv_expect_input *in)
{
	const struct iv_map_expect *e = &j->map->expect;
	struct iv_str rest = in->trailer, piece;
	int64_t said;
	if (!e->trailer)
		return IV_OK;
	if (!rest.p || !iv_pattern_next(e->trailer, &j->room, &rest, &piece))
		return failed(j, in->name, "expected a last line with the counts of the file, found none");
	struct iv_expect_file f = found_in(j, in->name);
	if (e->trailer_rows && (!iv_num_int(j->room.group[e->trailer_rows], &said) || said != f.rows))
		return failed(j, in->name, "the last line says '" IV_FMT "' rows, found %lld", IV_ARG(j->room.group[e->trailer_rows]), (long long)f.rows);
	for (size_t s = 0; s < e->sums; s++) {
		struct iv_str text = e->sum[s].group ? j->room.group[e->sum[s].group] : (struct iv_str){ 0 };
		struct iv_amount amount = { 0 };
		if (!e->sum[s].group)
			continue;
		bool known = text.n && iv_clean_amount(&j->arena, text, f.comma, &amount) == IV_OK;
		if (!known || f.large || amount.money != f.sum[s])
			return failed(j, in->name, "the last line says '" IV_FMT "' for the sum of '" IV_FMT "', found %s", IV_ARG(text), IV_ARG(j->map->column[e->sum[s].column].name), money_text(j, f.sum[s]));
	}
	return e->age == IV_EXPECT_TRAILER ? old(j, in->name, day_of(j, j->room.group[e->trailer_date])) : IV_OK;
}

static int by_hash(const void *x, const void *y)
{
	const struct iv_expect_key *a = x, *b = y;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

/* All keys, with files numbered as they were read. */
static struct iv_expect_key *all_keys(struct judge *j, size_t *n)
{
	struct iv_expect_key *key = NULL;
	size_t cap = 0;
	*n = 0;
	for (size_t k = 0; k < j->n; k++) {
		key = iv_reserve(key, &cap, *n + j->worker[k]->keys + 1, sizeof *key);
		for (size_t i = 0; i < j->worker[k]->keys; i++) {
			key[*n] = j->worker[k]->key[i];
			const char *name = j->worker[k]->file[key[*n].file].name;
			key[*n].file = 0;
			while (key[*n].file < j->inputs && j->input[key[*n].file].name != name)
				key[*n].file++;
			++*n;
		}
	}
	if (*n)
		qsort(key, *n, sizeof *key, by_hash);
	return key;
}

static int judge_unique(struct judge *j)
{
	size_t n, repeated = 0;
	struct iv_expect_key *key = all_keys(j, &n), first = { 0 }, again = { .file = UINT32_MAX };
	for (size_t i = 1; i < n; i++) {
		if (key[i].hash != key[i - 1].hash)
			continue;
		repeated++;
		if (key[i].file < again.file || (key[i].file == again.file && key[i].line < again.line)) {
			first = key[i - 1];
			again = key[i];
		}
	}
	free(key);
	if (!repeated)
		return IV_OK;
	failed(j, j->input[again.file].name, "expected every key once, found %zu again: here that of line %u%s%s", repeated, first.line, first.file == again.file ? "" : " of ",
	       first.file == again.file ? "" : j->input[first.file].name);
	j->err->line = again.line;
	return IV_FAIL;
}

int iv_expect_judge(const struct iv_map *map, const struct iv_expect *const *workers, size_t n, const struct iv_expect_input *input, size_t inputs, int64_t rejected,
		    struct iv_err *err)
{
	struct judge j = { .map = map, .worker = workers, .n = n, .input = input, .inputs = inputs, .err = err };
	if (!map->expect.counts)
		return IV_OK;
	int status = judge_rows(&j, rejected);
	for (size_t i = 0; status == IV_OK && i < inputs; i++) {
		status = judge_trailer(&j, &input[i]);
		if (status == IV_OK)
			status = judge_age(&j, &input[i]);
	}
	if (status == IV_OK)
		status = judge_sums(&j);
	if (status == IV_OK)
		status = judge_shares(&j);
	if (status == IV_OK && map->expect.unique)
		status = judge_unique(&j);
	iv_pattern_room_release(&j.room);
	iv_arena_release(&j.arena);
	return status;
}
