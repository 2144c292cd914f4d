/* SPDX-License-Identifier: MIT
 * The reader's JSON side: lines of NDJSON, and the elements of JSON files, packed for the workers. */
#include "ingest.h"

static ptrdiff_t read_in(void *source, char *p, size_t n, struct iv_err *err)
{
	return iv_in_read(source, p, n, err);
}

void ingest_json_close(struct ingest *g)
{
	if (g->json) {
		struct iv_buf *b = &g->cli.files_stats;
		iv_buf_adds(b, b->n ? IV_STR(",{") : IV_STR("{"));
		iv_json_member_text(b, "name", iv_str_of(g->name));
		iv_json_member_int(b, "bytes", (int64_t)g->bytes);
		iv_json_member_int(b, "rows", (int64_t)g->rows);
		iv_buf_addc(b, '}');
	}
	iv_json_split_close(g->json);
	iv_in_close(g->in);
	g->json = NULL;
	g->in = NULL;
	g->bytes = g->rows = 0;
}

static int open_file(struct ingest *g, struct iv_err *err)
{
	int status = ingest_input(g, err);
	if (status != IV_OK)
		return status;
	g->json = iv_json_split_open(g->map->path, g->options.common.max_line, read_in, g->in);
	return IV_OK;
}

/* An element may be written over several lines, a record stands on one: line ends become blanks. They only stand between the
 * parts of it, and places in it stay what they are. */
static void add_element(struct ingest *g, struct iv_batch *b, const struct iv_json_element *e, const struct iv_err *why)
{
	size_t at = b->in.n;
	struct iv_row *row = iv_arena_alloc(&b->arena, sizeof *row);
	*row = (struct iv_row){ .raw = { NULL, e->raw.n } };
	struct iv_unit *u = iv_batch_add(b, (struct iv_str){ (const char *)row, sizeof *row }, (struct iv_place){ g->name, e->line, e->byte });
	u->ordinal = g->ordinal++;
	iv_buf_adds(&b->in, e->raw);
	for (char *p = b->in.p + at, *end = b->in.p + b->in.n; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
		*p = ' ';
	for (char *p = b->in.p + at, *end = b->in.p + b->in.n; p < end && (p = memchr(p, '\r', (size_t)(end - p))); p++)
		*p = ' ';
	if (why) {
		u->bad = iv_arena_alloc(&b->arena, sizeof *u->bad);
		*u->bad = *why;
	} else if (g->map->hash_keys) {
		struct iv_str text = { b->in.p + at, e->raw.n };
		row->content = iv_content_key(&g->content, &text, 1, &b->arena);
	}
	g->bytes = e->byte + e->raw.n;
	g->rows++;
}

static int fill_elements(struct ingest *g, struct iv_batch *b, struct iv_err *err)
{
	struct iv_json_element e;
	int status = IV_OK;
	while (b->in.n < IV_BATCH_BYTES && status != IV_END) {
		if (!g->json) {
			if ((status = open_file(g, err)) < 0)
				return status;
			continue;
		}
		status = iv_json_split_next(g->json, &e, err);
		if (status == IV_OK || status == IV_REJECT) {
			add_element(g, b, &e, status == IV_REJECT ? err : NULL);
		} else if (status == IV_END) {
			ingest_json_close(g);
			status = IV_OK;
		} else {
			iv_err_at(err, g->name, 0, 0);
			return status;
		}
	}
	size_t at = 0;
	for (size_t i = 0; i < b->n; i++) {
		struct iv_row *made = (struct iv_row *)(uintptr_t)b->unit[i].bytes.p;
		made->raw.p = b->in.p + at;
		at += made->raw.n;
	}
	return b->n ? IV_OK : IV_END;
}

static int fill_lines(struct ingest *g, struct iv_batch *b, struct iv_err *err)
{
	int status = iv_lines_fill(&g->lines, b, err);
	for (size_t i = 0; status == IV_OK && i < b->n; i++) {
		struct iv_unit *u = &b->unit[i];
		struct iv_row *row = iv_arena_alloc(&b->arena, sizeof *row);
		*row = (struct iv_row){ .raw = u->bytes };
		if (g->map->hash_keys && !u->bad)
			row->content = iv_content_key(&g->content, &u->bytes, 1, &b->arena);
		u->bytes = (struct iv_str){ (const char *)row, sizeof *row };
	}
	return status;
}

int ingest_fill_json(struct ingest *g, struct iv_batch *b, struct iv_err *err)
{
	return g->map->json ? fill_elements(g, b, err) : fill_lines(g, b, err);
}
