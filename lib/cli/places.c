/* SPDX-License-Identifier: MIT
 * A record ends where its line does, so only beginnings are kept. */
#include "cli/places.h"

#include <stdlib.h>
#include <unistd.h>

#include "io/reread.h"
#include "io/vast.h"

enum { GUESS = 4096 }; /* bytes read where the next record does not say how long this one may be */

void iv_cli_places_release(struct places *p)
{
	for (size_t i = 0; p->fd && i < p->files_n; i++)
		if (p->fd[i] >= 0)
			close(p->fd[i]);
	free(p->fd);
	free(p->crowds);
	iv_vast_free(p->offset);
	free(p->stretch);
	*p = (struct places){ 0 };
}

void iv_cli_places_add(struct places *p, size_t file, uint64_t at)
{
	const struct places_stretch *last = p->stretches ? &p->stretch[p->stretches - 1] : NULL;
	if (!last || last->file != file || at - last->base > UINT32_MAX) {
		p->stretch = iv_reserve(p->stretch, &p->stretches_cap, p->stretches + 1, sizeof *p->stretch);
		p->stretch[p->stretches++] = (struct places_stretch){ p->n, at, file };
	}
	if (p->n == p->cap)
		p->offset = iv_vast_reserve(p->offset, &p->cap, p->n + 1, sizeof *p->offset);
	p->offset[p->n++] = (uint32_t)(at - p->stretch[p->stretches - 1].base);
}

int iv_cli_places_open(struct places *p, struct iv_err *err)
{
	if (p->spool)
		return iv_spool_rewind(p->spool, err);
	p->fd = iv_alloc((p->files_n + 1) * sizeof *p->fd);
	p->crowds = iv_zalloc((p->files_n + 1) * sizeof *p->crowds);
	for (size_t i = 0; i < p->files_n; i++)
		p->fd[i] = -1;
	for (size_t i = 0; i < p->files_n; i++) {
		if ((p->fd[i] = iv_reread_open(p->files[i], err)) < 0)
			return IV_FAIL;
		p->crowds[i] = iv_reread_crowds(p->fd[i]);
	}
	return IV_OK;
}

/* The stretch of a record. */
static const struct places_stretch *find(const struct places *p, uint64_t number)
{
	size_t low = 0, high = p->stretches;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (p->stretch[middle].first <= number)
			low = middle;
		else
			high = middle;
	}
	return &p->stretch[low];
}

struct places_line iv_cli_places_find(const struct places *p, uint64_t number)
{
	const struct places_stretch *s = find(p, number);
	bool followed = number + 1 < p->n && (s + 1 == p->stretch + p->stretches || s[1].first > number + 1);
	return (struct places_line){ s->file, s->base + p->offset[number], followed ? p->offset[number + 1] - p->offset[number] : GUESS };
}

ptrdiff_t iv_cli_places_bytes(const struct places *p, size_t file, uint64_t at, char *to, size_t n, struct iv_err *err)
{
	if (p->spool)
		return iv_spool_at(p->spool, at, to, n, err);
	ptrdiff_t got = iv_reread(p->fd[file], at, to, n, err);
	if (got < 0)
		iv_err_at(err, p->files[file], 0, 0);
	return got;
}

void iv_cli_places_done(const struct places *p, size_t file, uint64_t from, uint64_t to)
{
	if (!p->spool && p->crowds[file])
		iv_reread_done(p->fd[file], from, to);
}

struct iv_str iv_cli_places_trim(struct iv_str line, uint64_t at)
{
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return !at && iv_str_starts(line, IV_STR("\xEF\xBB\xBF")) ? iv_str_from(line, 3) : line;
}

int iv_cli_places_read(const struct places *p, uint64_t number, struct iv_arena *a, struct iv_str *line, struct iv_err *err)
{
	struct places_line l = iv_cli_places_find(p, number);
	/* Between this record and the next there may be lines that were not kept, any number of them. */
	for (size_t want = l.room > GUESS ? GUESS : l.room;; want *= 4) {
		char *to = iv_arena_alloc(a, want);
		ptrdiff_t got = iv_cli_places_bytes(p, l.file, l.at, to, want, err);
		if (got < 0)
			return IV_FAIL;
		const char *end = got ? memchr(to, '\n', (size_t)got) : NULL;
		if (!end && (size_t)got == want)
			continue;
		*line = iv_cli_places_trim((struct iv_str){ to, end ? (size_t)(end - to) : (size_t)got }, l.at);
		return IV_OK;
	}
}

double iv_cli_places_absent(const struct places *p, size_t file)
{
	return 1 - (p->spool ? iv_spool_resident(p->spool) : iv_reread_resident(p->fd[file]));
}

/* From where a stretch begins to where its last record does. */
static uint64_t length_of(const struct places *p, size_t stretch)
{
	uint64_t next = stretch + 1 < p->stretches ? p->stretch[stretch + 1].first : p->n;
	return p->offset[next - 1];
}

uint64_t iv_cli_places_end(const struct places *p, size_t file)
{
	uint64_t end = 0;
	for (size_t i = 0; i < p->stretches; i++)
		if (p->stretch[i].file == file)
			end = p->stretch[i].base + length_of(p, i);
	return end;
}

uint64_t iv_cli_places_span(const struct places *p)
{
	uint64_t span = 0;
	for (size_t i = 0; i < p->stretches; i++)
		span += length_of(p, i);
	return span;
}
