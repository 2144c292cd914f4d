/* SPDX-License-Identifier: MIT
 * ivoc-dedupe --lineage: what became of ids since yesterday, added to a log. The file is made anew with the old lines in front, and takes its name
 * when the run has succeeded; so it has all of a night or nothing. */
#include "dedupe_forget.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "io/in.h"
#include "io/reread.h"

enum { RECORDS = 1000, CHUNK = 1 << 16 }; /* at most so many stand in one line; bytes that are written at once */

int dedupe_lineage_check(const char *path, struct iv_err *err)
{
	char last = '\n';
	int fd = iv_in_twice(path) ? iv_reread_open(path, err) : -1, status = IV_OK;
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	if (fd < 0)
		status = iv_err_set(err, IV_FAIL, "not_plain", "expected a plain file to add lines to");
	else if (size > 0 && iv_reread(fd, (uint64_t)size - 1, &last, 1, err) < 0)
		status = IV_FAIL;
	else if (last != '\n')
		status = iv_err_set(err, IV_FAIL, "cut", "the last line has no end; expected whole lines to add others to");
	if (fd >= 0)
		close(fd);
	if (status != IV_OK)
		iv_err_at(err, path, 0, 0);
	return status;
}

int dedupe_lineage_begin(struct iv_out *out, const char *path, struct iv_err *err)
{
	struct iv_in *in;
	ptrdiff_t n = 0;
	if (!strcmp(path, "-") || access(path, F_OK) != 0)
		return IV_OK;
	int status = iv_in_open(&in, path, err);
	if (status != IV_OK)
		return status;
	char *bytes = iv_alloc(CHUNK);
	status = dedupe_lineage_check(path, err);
	while (status == IV_OK && (n = iv_in_read(in, bytes, CHUNK, err)) > 0)
		status = iv_out_write(out, (struct iv_str){ bytes, (size_t)n }, err);
	if (status == IV_OK && n < 0) {
		status = IV_FAIL;
		iv_err_at(err, path, 0, 0);
	}
	free(bytes);
	iv_in_close(in);
	return status;
}

bool dedupe_asks_moves(const struct dedupe *d)
{
	return d->options->lineage || d->drift.given;
}

void dedupe_moves_find(struct dedupe *d, const struct iv_ident_input *in)
{
	if (!dedupe_asks_moves(d))
		return;
	struct iv_ident_moves_input moves = { in, d->name, d->was, d->hidden, d->hidden ? d->forget->erased : NULL };
	iv_ident_moves_find(&moves, &d->moves);
}

static void add_record(const struct dedupe *d, const struct dedupe_evidence *e, const struct iv_ident_move *m, struct iv_buf *out)
{
	struct iv_show_record r = dedupe_show_record(d, m->part);
	iv_json_comma(out);
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "source", r.source);
	iv_json_member_text(out, "key", r.key);
	if (m->what == IV_IDENT_CREATED && m->old != IV_IDENT_NONE)
		iv_json_member_text(out, "from", iv_str_of(d->customer[m->old].cid));
	if (m->what < IV_IDENT_SHRANK)
		dedupe_evidence_link(d, e, m->part, out);
	if (m->what == IV_IDENT_SPLIT)
		dedupe_evidence_apart(d, e, m->part, out);
	iv_buf_addc(out, '}');
}

static const char *id_of(const struct dedupe *d, const struct iv_ident_move *m)
{
	return m->cluster == IV_IDENT_NONE ? d->customer[m->old].cid : d->name[m->cluster].cid;
}

/* One line: at most RECORDS of an event of n. */
static void add_line(const struct dedupe *d, const struct dedupe_evidence *e, const struct iv_ident_move *m, size_t n, const char *why, struct iv_buf *out)
{
	struct iv_buf date = { 0 };
	iv_date_add(&date, d->cli->today);
	iv_buf_addc(out, '{');
	iv_json_member_text(out, "kind", IV_STR("lineage"));
	iv_json_member_text(out, "at", iv_buf_str(&date));
	iv_json_member_text(out, "event", iv_str_of(iv_ident_what_names[m->what]));
	iv_json_member_text(out, "cid", iv_str_of(id_of(d, m)));
	if (m->what == IV_IDENT_MERGED || m->what == IV_IDENT_SPLIT)
		iv_json_member_text(out, "from", iv_str_of(d->customer[m->old].cid));
	if (why)
		iv_json_member_text(out, "why", iv_str_of(why));
	iv_json_member_raw(out, "records", IV_STR("["));
	for (size_t i = 0; i < n; i++)
		add_record(d, e, &m[i], out);
	iv_buf_adds(out, IV_STR("]}\n"));
	iv_buf_release(&date);
}

int dedupe_write_lineage(struct dedupe *d, struct iv_err *err)
{
	struct dedupe_evidence e;
	struct iv_buf b = { 0 };
	size_t ends, ended = 0;
	uint32_t *erased = dedupe_forget_log_ends(d, &ends);
	int status = dedupe_forget_log_write(d, err);
	dedupe_evidence_find(d, &e);
	for (size_t i = 0, end; i < d->moves.n && status == IV_OK; i = end) {
		const struct iv_ident_move *m = &d->moves.move[i];
		end = iv_ident_moves_end(&d->moves, i);
		while (ended < ends && strcmp(d->customer[erased[ended]].cid, id_of(d, m)) < 0)
			dedupe_forget_log_event(d, erased[ended++], &b);
		const char *why = m->what == IV_IDENT_SPLIT ? dedupe_evidence_split(d, &e, m, end - i) : NULL;
		for (size_t at = i; at < end; at += RECORDS)
			add_line(d, &e, &d->moves.move[at], end - at < RECORDS ? end - at : RECORDS, why, &b);
		if (b.n > CHUNK) {
			status = iv_out_write(&d->file[DEDUPE_LINEAGE], iv_buf_str(&b), err);
			iv_buf_clear(&b);
		}
	}
	while (ended < ends)
		dedupe_forget_log_event(d, erased[ended++], &b);
	if (status == IV_OK)
		status = iv_out_write(&d->file[DEDUPE_LINEAGE], iv_buf_str(&b), err);
	free(erased);
	iv_buf_release(&b);
	dedupe_evidence_release(&e);
	return status;
}

void dedupe_lineage_stats(const struct dedupe *d, struct iv_buf *stats)
{
	struct iv_buf b = { 0 };
	if (!dedupe_asks_moves(d))
		return;
	iv_buf_addc(&b, '{');
	iv_json_member_int(&b, "yesterday", (int64_t)d->moves.customers);
	for (int i = 0; i < IV_IDENT_WHATS; i++)
		iv_json_member_int(&b, iv_ident_what_names[i], (int64_t)d->moves.events[i]);
	if (d->hidden)
		iv_json_member_int(&b, "erased", (int64_t)dedupe_forget_ended(d));
	iv_buf_addc(&b, '}');
	iv_json_member_raw(stats, "lineage", iv_buf_str(&b));
	iv_buf_release(&b);
}
