/* SPDX-License-Identifier: MIT
 * Whole lines into batches. A batch never spans two files; what follows the last line end waits in `carry`. */
#include "rec/lines.h"

#include <stdlib.h>

#include "io/in.h"
#include "io/json.h"

enum { OVERLONG_KEPT = 4096 }; /* bytes of an overlong line that its reject shows */

void iv_lines_release(struct iv_lines *l)
{
	iv_in_close(l->in);
	iv_buf_release(&l->carry);
	iv_buf_release(&l->last_group);
	iv_arena_release(&l->held_arena);
	free(l->seen);
	*l = (struct iv_lines){ 0 };
}

static ptrdiff_t read_bytes(struct iv_lines *l, char *p, size_t n, struct iv_err *err)
{
	return l->read ? l->read(l->source, p, n, err) : iv_in_read(l->in, p, n, err);
}

/* Makes sure that a file is open. IV_END: there is none left. */
static int open_next(struct iv_lines *l, struct iv_err *err)
{
	if (l->in || (l->read && l->line_no))
		return IV_OK;
	if (l->read ? l->end : l->at == l->files_n)
		return IV_END;
	if (!l->read && iv_in_open(&l->in, l->files[l->at], err) != IV_OK)
		return IV_FAIL;
	l->line_no = 1;
	l->byte = 0;
	l->seen = iv_reserve(l->seen, &l->seen_cap, l->seen_n + 1, sizeof *l->seen);
	l->seen[l->seen_n++] = (struct iv_lines_file){ l->in ? iv_in_name(l->in) : NULL, 0, 0 };
	return IV_OK;
}

static void close_file(struct iv_lines *l)
{
	l->seen[l->seen_n - 1].bytes = l->byte;
	l->seen[l->seen_n - 1].lines = (uint64_t)l->line_no - 1;
	iv_in_close(l->in);
	l->in = NULL;
	l->line_no = 0;
	l->at++;
	l->end = l->read != NULL;
}

static struct iv_place here(const struct iv_lines *l)
{
	return (struct iv_place){ l->seen[l->seen_n - 1].name, l->line_no, l->byte };
}

static void add_bad(struct iv_lines *l, struct iv_batch *b, struct iv_str line, const char *code, const char *format, size_t limit)
{
	struct iv_unit *u = iv_batch_add(b, line, here(l));
	u->ordinal = l->ordinal++;
	u->bad = iv_arena_alloc(&b->arena, sizeof *u->bad);
	iv_err_set(u->bad, IV_REJECT, code, format, limit);
}

/* One line without its '\n'; `full` counts the '\n' too, for the byte offset. */
static void add_line(struct iv_lines *l, struct iv_batch *b, struct iv_str line, size_t full)
{
	if (l->line_no == 1 && iv_str_starts(line, IV_STR("\xEF\xBB\xBF")))
		line = iv_str_from(line, 3);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	if (line.n > l->line_max)
		add_bad(l, b, (struct iv_str){ line.p, OVERLONG_KEPT }, "line_too_long", "a line is longer than %zu bytes", l->line_max);
	else if (iv_str_trim(line).n)
		iv_batch_add(b, line, here(l))->ordinal = l->ordinal++;
	l->line_no++;
	l->byte += full;
}

/* Cuts in.p[0..n) into lines; returns how many bytes were whole lines. */
static size_t cut_lines(struct iv_lines *l, struct iv_batch *b, size_t n)
{
	const char *p = b->in.p, *end = p + n;
	for (const char *nl; p < end && (nl = memchr(p, '\n', (size_t)(end - p)));) {
		size_t full = (size_t)(nl - p) + 1;
		add_line(l, b, (struct iv_str){ p, full - 1 }, full);
		p = nl + 1;
	}
	return (size_t)(p - b->in.p);
}

/* The rest of a line that was too long is read and counted, and not kept. */
static int skip_overlong(struct iv_lines *l, struct iv_batch *b, struct iv_err *err)
{
	while (l->skipping) {
		iv_buf_grow(&b->in, IV_BATCH_BYTES);
		ptrdiff_t n = read_bytes(l, b->in.p, IV_BATCH_BYTES, err);
		if (n < 0)
			return IV_FAIL;
		const char *nl = n ? memchr(b->in.p, '\n', (size_t)n) : NULL;
		size_t used = nl ? (size_t)(nl - b->in.p) + 1 : (size_t)n;
		l->byte += used;
		if (nl || !n) {
			l->skipping = false;
			l->line_no++;
			iv_buf_clear(&l->carry);
			iv_buf_add(&l->carry, b->in.p + used, (size_t)n - used);
		}
	}
	return IV_OK;
}

/* A line beyond the limit is going on: says so and skips the rest. */
static int begin_skip(struct iv_lines *l, struct iv_batch *b, struct iv_err *err)
{
	struct iv_str head = iv_arena_str(&b->arena, (struct iv_str){ b->in.p, OVERLONG_KEPT });
	add_bad(l, b, head, "line_too_long", "a line is longer than %zu bytes", l->line_max);
	l->byte += b->in.n;
	iv_buf_clear(&b->in);
	iv_buf_clear(&l->carry);
	l->skipping = true;
	return skip_overlong(l, b, err);
}

/* Reads one batch from the open file. */
static int fill_from_file(struct iv_lines *l, struct iv_batch *b, struct iv_err *err)
{
	size_t want = IV_BATCH_BYTES;
	iv_buf_clear(&b->in);
	iv_buf_grow(&b->in, l->carry.n + want + 1);
	iv_buf_adds(&b->in, iv_buf_str(&l->carry));
	iv_buf_clear(&l->carry);
	for (;;) {
		iv_buf_grow(&b->in, want);
		ptrdiff_t n = 1;
		size_t target = b->in.n + want;
		while (b->in.n < target && n > 0) {
			n = read_bytes(l, b->in.p + b->in.n, target - b->in.n, err);
			b->in.n += n > 0 ? (size_t)n : 0;
		}
		if (n < 0)
			return IV_FAIL;
		size_t used = cut_lines(l, b, b->in.n);
		if (n == 0) { /* the end: what is left is the last line */
			if (used < b->in.n)
				add_line(l, b, (struct iv_str){ b->in.p + used, b->in.n - used }, b->in.n - used);
			close_file(l);
			return IV_OK;
		}
		if (used) {
			iv_buf_add(&l->carry, b->in.p + used, b->in.n - used);
			return IV_OK;
		}
		if (b->in.n > l->line_max + 2)
			return begin_skip(l, b, err);
	}
}

/* The cid of a line, found without a full scan when it leads, as ivoc-dedupe writes it. */
static struct iv_str group_of(struct iv_str line, struct iv_json *json, struct iv_arena *arena)
{
	static const struct iv_str lead = { "{\"cid\":\"", 8 };
	if (iv_str_starts(line, lead)) {
		const char *from = line.p + lead.n, *quote = memchr(from, '"', line.n - lead.n);
		if (quote && !memchr(from, '\\', (size_t)(quote - from)))
			return (struct iv_str){ from, (size_t)(quote - from) };
	}
	struct iv_err err;
	if (iv_json_scan(json, line, &err) != IV_OK)
		return (struct iv_str){ 0 };
	struct iv_json_member *m = iv_json_find(json, IV_STR("cid"));
	return m ? iv_json_text(m->value, arena) : (struct iv_str){ 0 };
}

/* Marks where groups begin, from unit `from` on. A line without cid that comes before all groups is a group of its
 * own; later ones, and lines that cannot be read, stay with the group they stand in, so that they cannot cut it. */
static int mark_groups(struct iv_lines *l, struct iv_batch *b, size_t from, struct iv_err *err)
{
	struct iv_json json = { 0 };
	int status = IV_OK;
	for (size_t i = from; i < b->n && status == IV_OK; i++) {
		struct iv_unit *u = &b->unit[i];
		struct iv_str group = u->bad ? (struct iv_str){ 0 } : group_of(u->bytes, &json, &b->arena), last = iv_buf_str(&l->last_group);
		if (!group.n) {
			u->group_start = last.n == 0;
			continue;
		}
		int c = iv_str_cmp(group, last);
		if (c < 0) {
			iv_err_set(err, IV_FAIL, "bad_order", "records must come in order of cid, as ivoc-dedupe writes them: '" IV_FMT "' after '" IV_FMT "'", IV_ARG(group),
				   IV_ARG(last));
			iv_err_at(err, u->place.file, u->place.line, 0);
			status = IV_FAIL;
		}
		u->group_start = c != 0;
		iv_buf_clear(&l->last_group);
		iv_buf_adds(&l->last_group, group);
	}
	iv_json_release(&json);
	return status;
}

/* Keeps units [from, n) for the next batch, with bytes of their own. */
static void hold(struct iv_lines *l, struct iv_batch *b, size_t from)
{
	struct iv_arena arena = { 0 };
	size_t n = b->n - from;
	struct iv_unit *unit = iv_arena_alloc(&arena, (n + 1) * sizeof *unit);
	for (size_t i = 0; i < n; i++) {
		unit[i] = b->unit[from + i];
		unit[i].bytes = iv_arena_str(&arena, unit[i].bytes);
		if (unit[i].bad)
			unit[i].bad = memcpy(iv_arena_alloc(&arena, sizeof *unit[i].bad), unit[i].bad, sizeof *unit[i].bad);
	}
	iv_arena_release(&l->held_arena);
	l->held_arena = arena;
	l->held = unit;
	l->held_n = n;
	b->n = from;
}

/* Puts the held units at the front of a batch. */
static void unhold(struct iv_lines *l, struct iv_batch *b)
{
	b->n = 0;
	for (size_t i = 0; i < l->held_n; i++) {
		struct iv_unit *u = iv_batch_add(b, iv_arena_str(&b->arena, l->held[i].bytes), l->held[i].place);
		u->ordinal = l->held[i].ordinal;
		u->group_start = l->held[i].group_start;
		if (l->held[i].bad)
			u->bad = memcpy(iv_arena_alloc(&b->arena, sizeof *u->bad), l->held[i].bad, sizeof *u->bad);
	}
	l->held_n = 0;
}

static int fill_once(struct iv_lines *l, struct iv_batch *b, struct iv_err *err)
{
	size_t before = b->n;
	int status;
	do {
		status = open_next(l, err);
		if (status == IV_OK)
			status = fill_from_file(l, b, err);
	} while (status == IV_OK && b->n == before); /* an empty file, or only blank lines */
	return status;
}

/* A batch of whole groups: the last group waits for the next batch, because more of it may come. */
static int fill_groups(struct iv_lines *l, struct iv_batch *b, struct iv_err *err)
{
	for (;;) {
		unhold(l, b);
		size_t fresh = b->n;
		int status = fill_once(l, b, err);
		if (status == IV_END)
			return b->n ? IV_OK : IV_END;
		if (status == IV_OK)
			status = mark_groups(l, b, fresh, err);
		if (status != IV_OK)
			return status;
		size_t cut = b->n - 1;
		while (cut && !b->unit[cut].group_start)
			cut--;
		hold(l, b, cut);
		if (b->n)
			return IV_OK;
	}
}

int iv_lines_fill(struct iv_lines *l, struct iv_batch *b, struct iv_err *err)
{
	return l->group ? fill_groups(l, b, err) : fill_once(l, b, err);
}
