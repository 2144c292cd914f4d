/* SPDX-License-Identifier: MIT
 * Records are numbered as they stand in their files, so their bits in order are their places in order. */
#include "cli/window.h"

#include <stdlib.h>

#include "base/parallel.h"

enum {
	CHUNK = 256 << 10, /* read at once, so that it stays in the cache until the lines are taken out of it */
	NEAR = 4 << 10, /* bytes between two lines that cost no more than another read */
	TOGETHER = 1024, /* lines of one read */
	SHARES = 64, /* for each thread: in a file that is read in its order, what a window wants stands in few of them, and none should wait for another */
};

/* Lines that will be one read, of a thread. */
struct window_pending {
	struct window_share *share;
	struct iv_arena arena; /* lines that do not fit in a chunk */
	char chunk[CHUNK];
	size_t file, n;
	uint64_t from, end;
	struct {
		uint64_t at;
		size_t room;
		uint32_t number;
	} line[TOGETHER];
};

static void release_pending(struct window *w)
{
	for (size_t i = 0; i < w->pendings; i++)
		iv_arena_release(&w->pending[i].arena);
	free(w->pending);
}

void iv_cli_window_release(struct window *w)
{
	for (size_t i = 0; i < w->shares_cap; i++) {
		iv_buf_release(&w->share[i].lines);
		free(w->share[i].at);
	}
	release_pending(w);
	free(w->share);
	free(w->wanted);
	free(w->before);
	*w = (struct window){ 0 };
}

void iv_cli_window_begin(struct window *w, const struct places *p, size_t first, size_t end)
{
	w->places = p;
	w->first = first / 64;
	w->words = end > first ? (end + 63) / 64 - w->first : 0;
	w->wanted = iv_reserve(w->wanted, &w->words_cap, w->words + 1, sizeof *w->wanted);
	w->before = iv_reserve(w->before, &w->before_cap, w->words + 1, sizeof *w->before);
	memset(w->wanted, 0, (w->words + 1) * sizeof *w->wanted);
}

size_t iv_cli_window_room(const struct places *p, uint32_t number)
{
	size_t room = iv_cli_places_find(p, number).room;
	return room < CHUNK ? room : CHUNK;
}

static void add_line(struct window_share *s, struct iv_str line)
{
	iv_buf_adds(&s->lines, line);
	s->at[++s->n] = s->lines.n;
}

/* A line whose end is not in sight: far longer than others, or the last of a file. */
static int read_alone(const struct window *w, struct window_pending *p, uint32_t number, struct iv_err *err)
{
	struct iv_str line;
	int status = iv_cli_places_read(w->places, number, &p->arena, &line, err);
	if (status == IV_OK)
		add_line(p->share, line);
	iv_arena_clear(&p->arena);
	return status;
}

static int read_pending(const struct window *w, struct window_pending *p, struct iv_err *err)
{
	size_t want = (size_t)(p->end - p->from);
	int status = IV_OK;
	ptrdiff_t got = want > CHUNK ? 0 : iv_cli_places_bytes(w->places, p->file, p->from, p->chunk, want, err);
	if (got < 0)
		return IV_FAIL;
	for (size_t i = 0; i < p->n && status == IV_OK; i++) {
		size_t at = (size_t)(p->line[i].at - p->from), left = (size_t)got > at ? (size_t)got - at : 0;
		bool cut = left < p->line[i].room && want <= CHUNK; /* the file ends here */
		const char *line = p->chunk + at, *end = left ? memchr(line, '\n', cut ? left : p->line[i].room) : NULL;
		if (end || cut)
			add_line(p->share, iv_cli_places_trim((struct iv_str){ line, end ? (size_t)(end - line) : left }, p->line[i].at));
		else
			status = read_alone(w, p, p->line[i].number, err);
	}
	/* Each record is read once: where all of a stretch are wanted, nothing there is wanted again. */
	if (p->line[p->n - 1].number - p->line[0].number + 1 == p->n)
		iv_cli_places_done(w->places, p->file, p->from, p->end);
	p->n = 0;
	return status;
}

/* Lines come in order. */
static int want_line(const struct window *w, struct window_pending *p, uint32_t number, struct iv_err *err)
{
	struct places_line l = iv_cli_places_find(w->places, number);
	int status = IV_OK;
	if (p->n && (p->n == TOGETHER || l.file != p->file || l.at > p->end + NEAR || l.at + l.room - p->from > CHUNK))
		status = read_pending(w, p, err);
	if (!p->n) {
		p->file = l.file;
		p->from = l.at;
	}
	p->end = l.at + l.room;
	p->line[p->n].at = l.at;
	p->line[p->n].room = l.room;
	p->line[p->n++].number = number;
	return status;
}

/* Counts what is wanted of a share, and makes room for it: not much more, for where a file is read in its order a share is wanted whole once, and of it
 * hardly a line before and after. */
static void prepare_share(struct window *w, struct window_share *s, size_t from, size_t to)
{
	size_t n = 0, room = 0;
	for (size_t i = from; i < to; i++) {
		w->before[i] = (uint32_t)n;
		for (uint64_t bits = w->wanted[i]; bits; bits &= bits - 1, n++)
			room += iv_cli_window_room(w->places, (uint32_t)((w->first + i) * 64 + (size_t)__builtin_ctzll(bits)));
	}
	if (s->lines.cap < room || s->lines.cap / 4 > room)
		iv_buf_release(&s->lines);
	s->at = iv_reserve(s->at, &s->cap, n + 1, sizeof *s->at);
	s->at[0] = s->n = 0;
	iv_buf_clear(&s->lines);
	iv_buf_grow(&s->lines, room);
}

static void read_share(void *ctx, size_t number, unsigned worker)
{
	struct window *w = ctx;
	struct window_share *s = &w->share[number];
	size_t from = number << w->share_bits, to = from + ((size_t)1 << w->share_bits);
	struct window_pending *p = &w->pending[worker];
	if (to > w->words)
		to = w->words;
	p->share = s;
	p->n = 0;
	s->status = IV_OK;
	prepare_share(w, s, from, to);
	for (size_t i = from; i < to; i++)
		for (uint64_t bits = w->wanted[i]; bits && s->status == IV_OK; bits &= bits - 1)
			s->status = want_line(w, p, (uint32_t)((w->first + i) * 64 + (size_t)__builtin_ctzll(bits)), &s->err);
	if (s->status == IV_OK && p->n)
		s->status = read_pending(w, p, &s->err);
}

int iv_cli_window_read(struct window *w, unsigned threads, struct iv_err *err)
{
	size_t before = w->shares_cap;
	for (w->share_bits = 0; w->words >> w->share_bits >= (size_t)SHARES * threads; w->share_bits++)
		;
	w->shares = (w->words >> w->share_bits) + 1;
	w->share = iv_reserve(w->share, &w->shares_cap, w->shares, sizeof *w->share);
	if (w->shares_cap > before)
		memset(w->share + before, 0, (w->shares_cap - before) * sizeof *w->share);
	if (!w->pending || threads > w->pendings) {
		release_pending(w);
		w->pendings = threads ? threads : 1;
		w->pending = iv_zalloc(w->pendings * sizeof *w->pending);
	}
	iv_parallel(threads, w->shares, read_share, w);
	for (size_t i = 0; i < w->shares; i++)
		if (w->share[i].status != IV_OK) {
			*err = w->share[i].err;
			return w->share[i].status;
		}
	return IV_OK;
}
