/* SPDX-License-Identifier: MIT
 * Messages. Every one leaves in a single write, so that programs of a pipe do not mix theirs up. */
#include "cli/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"

enum { SHOWN = 10 };

struct iv_say {
	const char *program;
	bool quiet, verbose, show_values;
	struct iv_names codes; /* kinds of remark seen */
	uint64_t *count; /* by code */
	size_t count_cap;
	struct iv_buf line;
	bool terminal, progress_shown;
	long start_ms, last_ms;
};

static long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)(t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

struct iv_say *iv_say_new(const char *program)
{
	struct iv_say *s = iv_zalloc(sizeof *s);
	s->program = program;
	s->terminal = isatty(STDERR_FILENO);
	s->start_ms = now_ms();
	return s;
}

void iv_say_free(struct iv_say *s)
{
	if (!s)
		return;
	iv_names_release(&s->codes);
	iv_buf_release(&s->line);
	free(s->count);
	free(s);
}

void iv_say_mode(struct iv_say *s, bool quiet, bool verbose, bool show_values)
{
	s->quiet = quiet;
	s->verbose = verbose;
	s->show_values = show_values;
}

static void put(struct iv_buf *line)
{
	for (size_t at = 0; at < line->n;) {
		ssize_t n = write(STDERR_FILENO, line->p + at, line->n - at);
		if (n <= 0)
			return; /* nobody listens; there is nobody to tell */
		at += (size_t)n;
	}
}

static void begin(struct iv_say *s)
{
	iv_say_progress_end(s);
	iv_buf_clear(&s->line);
	iv_buf_addf(&s->line, "%s: ", s->program);
}

static void end(struct iv_say *s)
{
	iv_buf_addc(&s->line, '\n');
	put(&s->line);
}

void iv_say_text(struct iv_say *s, const char *text, bool always)
{
	if (s->quiet && !always)
		return;
	begin(s);
	iv_buf_adds(&s->line, iv_str_of(text));
	end(s);
}

void iv_say_verbose(struct iv_say *s, const char *text)
{
	if (s->verbose)
		iv_say_text(s, text, false);
}

void iv_say_error(struct iv_say *s, const struct iv_err *err)
{
	begin(s);
	iv_err_print(err, s->show_values, &s->line);
	end(s);
}

void iv_say_remark(struct iv_say *s, const struct iv_err *err)
{
	uint32_t k = iv_names_add(&s->codes, iv_str_of(err->code));
	size_t before = s->count_cap;
	s->count = iv_reserve(s->count, &s->count_cap, k + 1, sizeof *s->count);
	if (s->count_cap > before)
		memset(s->count + before, 0, (s->count_cap - before) * sizeof *s->count);
	if (s->count[k]++ < SHOWN && !s->quiet)
		iv_say_error(s, err);
}

void iv_say_rest(struct iv_say *s)
{
	iv_say_progress_end(s);
	for (size_t k = 0; k < s->codes.n && !s->quiet; k++) {
		if (s->count[k] <= SHOWN)
			continue;
		begin(s);
		iv_buf_addf(&s->line, "%llu more of '" IV_FMT "'", (unsigned long long)s->count[k] - SHOWN, IV_ARG(s->codes.name[k]));
		end(s);
	}
}

static void add_grouped(struct iv_buf *b, uint64_t v)
{
	char digits[32];
	int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)v);
	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			iv_buf_addc(b, ',');
		iv_buf_addc(b, digits[i]);
	}
}

void iv_say_progress(struct iv_say *s, uint64_t records, uint64_t bytes)
{
	if (!s->terminal || s->quiet)
		return;
	long now = now_ms();
	if (now - s->start_ms < 1000 || now - s->last_ms < 200)
		return;
	s->last_ms = now;
	iv_buf_clear(&s->line);
	iv_buf_addf(&s->line, "\r%s: ", s->program);
	add_grouped(&s->line, records);
	iv_buf_addf(&s->line, " records, %llu MB, %ld s ", (unsigned long long)(bytes / 1000000), (now - s->start_ms) / 1000);
	put(&s->line);
	s->progress_shown = true;
}

void iv_say_progress_end(struct iv_say *s)
{
	if (!s->progress_shown)
		return;
	struct iv_buf clear = { 0 };
	iv_buf_addf(&clear, "\r%70s\r", "");
	put(&clear);
	iv_buf_release(&clear);
	s->progress_shown = false;
}
