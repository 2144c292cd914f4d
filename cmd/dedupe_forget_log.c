/* SPDX-License-Identifier: MIT
 * The log of ids without who is erased: the lines of earlier nights lose the records, and tonight's say that the ids ended so. */
#include "dedupe_forget.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "ident/forget_log.h"

enum { CHUNK = 1 << 16 };

/* The log being read. */
struct reading {
	struct dedupe *d;
	struct iv_forget_log log;
	struct iv_names cids; /* of who is erased */
	struct iv_json json;
	struct iv_arena arena;
	struct iv_buf out;
};

static void release(struct reading *r)
{
	iv_names_release(&r->cids);
	iv_json_release(&r->json);
	iv_arena_release(&r->arena);
	iv_buf_release(&r->out);
}

static bool has_log(const struct dedupe *d)
{
	const char *path = d->options->lineage;
	return path && strcmp(path, "-") && access(path, F_OK) == 0;
}

/* ---- records that sources have deleted ---- */

static uint32_t owner_of(const struct dedupe_forget *f, struct iv_str cid)
{
	for (uint32_t i = 0; i < f->persons; i++)
		if (iv_names_find(&f->person[i].cids, cid) != IV_NAMES_NONE || iv_names_find(&f->person[i].was, cid) != IV_NAMES_NONE)
			return i + 1;
	return 0;
}

/* One that has come back since is somebody's, and goes with that person or stays. */
static void add_deleted(void *ctx, struct iv_str cid, struct iv_str source, struct iv_str key)
{
	struct dedupe *d = ((struct reading *)ctx)->d;
	uint32_t part = iv_match_find(&d->people, source, key);
	struct iv_forget_record r = { .source = source, .key = key, .joined = IV_FORGET_NO_DAY };
	if (part != IV_MATCH_NONE && !(iv_match_row(&d->people, part)->flags & IV_PART_DELETED))
		return;
	if (part != IV_MATCH_NONE)
		d->hidden[d->match.clusters.of[part]] = DEDUPE_ERASED;
	dedupe_forget_note(d, owner_of(d->forget, cid), &r);
}

static int find_deleted(void *ctx, struct iv_str line, long number, struct iv_err *err)
{
	struct reading *r = ctx;
	(void)number;
	iv_arena_clear(&r->arena);
	if (iv_json_scan(&r->json, line, err) == IV_OK)
		iv_forget_log_deleted(&r->cids, &r->json, &r->arena, add_deleted, r);
	return IV_OK;
}

int dedupe_forget_log_deleted(struct dedupe *d, struct iv_err *err)
{
	struct reading r = { .d = d };
	if (!has_log(d))
		return IV_OK;
	for (size_t i = 0; i < d->forget->persons; i++) {
		const struct dedupe_person *p = &d->forget->person[i];
		for (size_t k = 0; k < p->cids.n; k++)
			iv_names_add(&r.cids, p->cids.name[k]);
		for (size_t k = 0; k < p->was.n; k++)
			iv_names_add(&r.cids, p->was.name[k]);
	}
	int status = r.cids.n ? dedupe_forget_lines(d->options->lineage, find_deleted, &r, err) : IV_OK;
	release(&r);
	return status;
}

/* ---- the lines of earlier nights ---- */

static void note_removed(void *ctx, uint32_t record)
{
	struct dedupe_forget *f = ((struct reading *)ctx)->d->forget;
	if (f->record_owner[record])
		f->person[f->record_owner[record] - 1].log++;
}

static int copy_line(void *ctx, struct iv_str line, long number, struct iv_err *err)
{
	struct reading *r = ctx;
	struct iv_err bad;
	(void)number;
	iv_arena_clear(&r->arena);
	if (iv_json_scan(&r->json, line, &bad) != IV_OK)
		iv_buf_adds(&r->out, line);
	else
		r->d->forget->log_lines += iv_forget_log_line(&r->log, &r->json, line, &r->arena, &r->out);
	iv_buf_addc(&r->out, '\n');
	if (r->out.n < CHUNK)
		return IV_OK;
	int status = iv_out_write(&r->d->file[DEDUPE_LINEAGE], iv_buf_str(&r->out), err);
	iv_buf_clear(&r->out);
	return status;
}

int dedupe_forget_log_write(struct dedupe *d, struct iv_err *err)
{
	const char *path = d->options->lineage;
	if (!d->forget)
		return IV_OK;
	if (!d->forget->records.n || !has_log(d))
		return dedupe_lineage_begin(&d->file[DEDUPE_LINEAGE], path, err);
	struct reading r = { .d = d };
	r.log = (struct iv_forget_log){ &d->forget->records, note_removed, &r };
	int status = dedupe_lineage_check(path, err);
	if (status == IV_OK)
		status = dedupe_forget_lines(path, copy_line, &r, err);
	if (status == IV_OK)
		status = iv_out_write(&d->file[DEDUPE_LINEAGE], iv_buf_str(&r.out), err);
	release(&r);
	return status;
}

/* ---- tonight's ---- */

static int by_cid(const void *a, const void *b, void *ctx)
{
	const struct dedupe *d = ctx;
	return strcmp(d->customer[*(const uint32_t *)a].cid, d->customer[*(const uint32_t *)b].cid);
}

uint64_t dedupe_forget_ended(const struct dedupe *d)
{
	uint64_t n = 0;
	for (size_t k = 0; d->hidden && k < d->customers; k++)
		n += d->forget->erased[k];
	return n;
}

uint32_t *dedupe_forget_log_ends(struct dedupe *d, size_t *n)
{
	uint32_t *list = iv_alloc((d->customers + 1) * sizeof *list);
	*n = 0;
	for (uint32_t k = 0; d->hidden && k < d->customers; k++)
		if (d->forget->erased[k])
			list[(*n)++] = k;
	qsort_r(list, *n, sizeof *list, by_cid, d);
	return list;
}

void dedupe_forget_log_event(const struct dedupe *d, uint32_t customer, struct iv_buf *out)
{
	struct iv_buf date = { 0 };
	struct iv_str cid = { d->customer[customer].cid, IV_CID_SIZE - 1 };
	uint32_t owner = owner_of(d->forget, cid);
	iv_date_add(&date, d->cli->today);
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "kind", IV_STR("lineage"));
	iv_json_member_text(out, "at", iv_buf_str(&date));
	iv_json_member_text(out, "event", IV_STR("erased"));
	iv_json_member_text(out, "cid", cid);
	if (owner && d->forget->person[owner - 1].of_case.n)
		iv_json_member_text(out, "case", d->forget->person[owner - 1].of_case);
	iv_buf_adds(out, IV_STR(",\"records\":[]}\n"));
	iv_buf_release(&date);
}
