/* SPDX-License-Identifier: MIT
 * ivoc-ingest --profile: what is in the columns. The reader packs all cells of a row, each worker adds its batches column by column,
 * the writer absorbs what depends on the order, and at the end all of it is put together and printed. Without a map that is all
 * that is done. */
#include <stdlib.h>
#include <unistd.h>

#include "ingest.h"
#include "io/out.h"
#include "show/profile.h"

const char *const ingest_formats[] = { "auto", "table", "json", NULL };

/* --- Without a map --- */

static ptrdiff_t read_in(void *source, char *p, size_t n, struct iv_err *err)
{
	return iv_in_read(source, p, n, err);
}

/* Lines of JSON begin with a brace, a list of records with a bracket. */
char ingest_begins(struct iv_str sample)
{
	if (iv_str_starts(sample, IV_STR("\xEF\xBB\xBF")))
		sample = iv_str_from(sample, 3);
	sample = iv_str_trim(sample);
	return sample.n && (sample.p[0] == '{' || sample.p[0] == '[') ? sample.p[0] : 0;
}

int ingest_profile_load(struct ingest *g, struct iv_err *err)
{
	struct iv_str sample;
	const char *path = g->cli.files[0];
	int status = iv_in_open(&g->in, path, err);
	if (status == IV_OK)
		status = iv_in_peek(g->in, 4096, &sample, err);
	if (status != IV_OK)
		return status;
	g->only = true;
	char first = ingest_begins(sample);
	g->map = iv_map_bare(first != 0);
	g->map->json = first == '[';
	g->lines = (struct iv_lines){ .files = g->cli.files, .files_n = g->cli.files_n, .line_max = g->options.common.max_line };
	if (!g->map->ndjson || g->map->json)
		return IV_OK;
	if (ingest_is_stdout(path) && g->cli.files_n == 1) { /* what was looked at cannot be read again */
		g->lines.read = read_in;
		g->lines.source = g->in;
	} else {
		iv_in_close(g->in);
		g->in = NULL;
	}
	return IV_OK;
}

/* --- The reader's side --- */

void ingest_profile_columns(struct ingest *g, const struct iv_str *names, size_t n)
{
	struct iv_columns *c = iv_alloc(sizeof *c + n * sizeof *c->name);
	*c = (struct iv_columns){ .next = g->columns, .first = g->ordinal, .n = n };
	for (size_t i = 0; i < n; i++) {
		char *copy = iv_alloc(names[i].n + 1);
		if (names[i].n)
			memcpy(copy, names[i].p, names[i].n);
		c->name[i] = (struct iv_str){ copy, names[i].n };
	}
	g->columns = c;
}

const struct iv_cells *ingest_profile_cells(const struct ingest *g, struct iv_arena *arena, const struct iv_csv_row *from)
{
	size_t n = g->columns->n, text = 0;
	for (size_t i = 0; i < n; i++)
		text += from->field[i].n;
	struct iv_cells *all = iv_arena_alloc(arena, sizeof *all + n * sizeof *all->cell + text);
	char *to = (char *)&all->cell[n];
	all->columns = g->columns;
	for (size_t i = 0; i < n; i++) {
		size_t bytes = from->field[i].n;
		all->cell[i] = (struct iv_str){ to, bytes };
		if (bytes)
			memcpy(to, from->field[i].p, bytes);
		to += bytes;
	}
	return all;
}

/* --- The end --- */

void ingest_profile_merge(struct ingest *g, void *const *workers, size_t n)
{
	g->profile = iv_profile_new();
	for (const struct iv_columns *c = g->columns; c; c = c->next)
		ingest_profile_list(g->profile, c, NULL); /* those of files without rows, too */
	iv_profile_map_init(&g->said, g->map);
	for (size_t i = 0; i < n; i++) {
		const struct ingest_worker *w = workers[i];
		iv_profile_merge(g->profile, w->profile);
		iv_profile_map_merge(&g->said, &w->said);
	}
}

static void print(struct ingest *g, struct iv_buf *text)
{
	const struct iv_show_profile show = {
		.profile = g->profile, .tops = &g->tops, .map = g->only ? NULL : &g->said, .tally = &g->cli.tally, .files = iv_buf_str(&g->cli.files_stats), .show_values = g->options.common.show_values
	};
	const char *output = g->options.common.output;
	bool terminal = ingest_is_stdout(g->options.profile) && (!g->only || ingest_is_stdout(output)) && isatty(STDOUT_FILENO);
	if (g->options.format == 1 || (g->options.format == 0 && terminal))
		iv_show_profile_table(&show, text);
	else
		iv_show_profile_json(&show, text);
}

static bool in_output(const struct ingest *g)
{
	return g->only && ingest_is_stdout(g->options.profile);
}

int ingest_profile_drain(void *state, struct iv_batch *b, struct iv_err *err)
{
	(void)err;
	iv_profile_absorb(&((struct ingest *)state)->tops, iv_buf_str(&b->side));
	return IV_OK;
}

int ingest_profile_tail(void *state, struct iv_buf *out, struct iv_err *err)
{
	struct ingest *g = state;
	(void)err;
	if (g->profile && in_output(g))
		print(g, out);
	return IV_OK;
}

int ingest_profile_write(struct ingest *g, struct iv_err *err)
{
	struct iv_buf text = { 0 };
	if (in_output(g))
		return IV_OK;
	print(g, &text);
	int status = iv_out_text(g->options.profile, 0600, iv_buf_str(&text), err);
	iv_buf_release(&text);
	return status;
}

void ingest_profile_release(struct ingest *g)
{
	while (g->columns) {
		struct iv_columns *c = (struct iv_columns *)(uintptr_t)g->columns;
		g->columns = c->next;
		for (size_t i = 0; i < c->n; i++)
			free((void *)(uintptr_t)c->name[i].p);
		free(c);
	}
	iv_profile_free(g->profile);
	iv_profile_tops_release(&g->tops);
	iv_profile_map_release(&g->said);
}
