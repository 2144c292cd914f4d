/* SPDX-License-Identifier: MIT
 * Text whose quotation marks break the rules: one mark too many, one too few, marks within a field that were not escaped. Every
 * way to read it is a path from the first field to the end of the text; the shortest path has the fewest faults. */
#include <stdlib.h>

#include "base/arena.h"
#include "io/fields.h"

/* More than these and the text is not worth the time: the record is damaged beyond a stray mark. */
enum { MAX_BYTES = 64 << 10, MAX_STEPS = 1 << 16, MAX_WORK = 1 << 22 };

/* A field that may begin at a place and ends before another. */
struct step {
	uint32_t from, to; /* places: offsets where a field may begin, numbered; the end of the text is the last */
	uint32_t begin, end; /* the content */
	uint32_t faults;
	bool quoted;
};

struct graph {
	const struct iv_fields_rule *rule;
	const char *text, *end;
	uint32_t *number; /* of the place at an offset + 1; 0: no field begins there */
	uint32_t places;
	struct step *step;
	size_t steps, cap;
	bool too_many;
};

/* The best way to a place, with a given number of fields before it. */
struct way {
	uint32_t faults, fields, step;
};
#define NO_WAY UINT32_MAX

static uint32_t place_at(const struct graph *g, const char *p)
{
	return g->number[p - g->text] - 1;
}

static void add_step(struct graph *g, struct step s)
{
	if (g->steps == MAX_STEPS) {
		g->too_many = true;
		return;
	}
	g->step = iv_reserve(g->step, &g->cap, g->steps + 1, sizeof *g->step);
	g->step[g->steps++] = s;
}

/* The place after a field whose delimiter begins at d. */
static uint32_t place_after(const struct graph *g, const char *d)
{
	return d == g->end ? g->places : place_at(g, d + strlen(g->rule->delimiter));
}

static bool is_escaped(const struct graph *g, const char *from, const char *p)
{
	size_t slashes = 0;
	while (g->rule->escape == IV_ESCAPE_BACKSLASH && p > from && p[-1] == '\\')
		p--, slashes++;
	return slashes % 2;
}

/* The field at p, its marks taken for letters. */
static void step_plain(struct graph *g, const char *p)
{
	const char *delimiter = g->rule->delimiter, *d = iv_fields_delimiter(p, g->end, delimiter);
	uint32_t faults = 0;
	while (d < g->end && is_escaped(g, p, d))
		d = iv_fields_delimiter(d + 1, g->end, delimiter);
	if (memchr(p, '\n', (size_t)(d - p)))
		return;
	for (const char *q = p; q < d && (q = memchr(q, g->rule->quote, (size_t)(d - q))); q++)
		faults += !is_escaped(g, p, q);
	const char *begin = iv_fields_skip_blanks(p, d, g->rule), *end = d;
	while (end > begin && iv_fields_is_blank(end[-1], g->rule))
		end--;
	add_step(g, (struct step){ place_at(g, p), place_after(g, d), (uint32_t)(begin - g->text), (uint32_t)(end - g->text), faults, false });
}

/* The field at p, a mark taken for the opening one, and each mark that can be for the closing one. */
static void step_quoted(struct graph *g, const char *p)
{
	char quote = g->rule->quote;
	const char *delimiter = g->rule->delimiter, *open = iv_fields_skip_blanks(p, g->end, g->rule);
	if (open == g->end || *open != quote)
		return;
	uint32_t faults = 0, run = 0; /* faults in whole runs of marks before; marks of the run at hand */
	for (const char *q = open + 1; q < g->end && (q = memchr(q, quote, (size_t)(g->end - q))); q++) {
		if (is_escaped(g, open + 1, q))
			continue;
		const char *next = iv_fields_skip_blanks(q + 1, g->end, g->rule);
		bool closes = next == g->end || iv_fields_at(next, g->end, delimiter);
		bool doubles = g->rule->escape == IV_ESCAPE_DOUBLE;
		if (closes)
			add_step(g, (struct step){ place_at(g, p), place_after(g, next), (uint32_t)(open + 1 - g->text), (uint32_t)(q - g->text),
						   faults + (doubles && run % 2), true });
		run++;
		if (doubles && q + 1 < g->end && q[1] == quote)
			continue;
		faults += doubles ? run % 2 : closes || g->rule->escape != IV_ESCAPE_NONE;
		run = 0;
	}
}

/* Every place where a field may begin, and every step from it. */
static void build(struct graph *g)
{
	const char *delimiter = g->rule->delimiter;
	size_t n = (size_t)(g->end - g->text), width = strlen(delimiter);
	g->number = iv_zalloc((n + 1) * sizeof *g->number);
	g->number[0] = ++g->places;
	for (const char *d = g->text; (d = iv_fields_delimiter(d, g->end, delimiter)) < g->end; d++)
		g->number[d - g->text + (ptrdiff_t)width] = 1;
	for (size_t i = 1; i <= n; i++)
		if (g->number[i])
			g->number[i] = ++g->places;
	for (size_t i = 0; i <= n && !g->too_many; i++) {
		if (!g->number[i])
			continue;
		step_plain(g, g->text + i);
		step_quoted(g, g->text + i);
	}
}

static void try_step(const struct graph *g, const struct way *from, struct way *to, uint32_t step)
{
	uint32_t faults = from->faults + g->step[step].faults, fields = from->fields + 1;
	if (from->faults == NO_WAY || to->faults < faults || (to->faults == faults && to->fields >= fields))
		return;
	*to = (struct way){ faults, fields, step };
}

/* Walks back from the end of the text and adds the fields. ways[layer * (places + 1) + place]; with one layer only, ways know
 * nothing of their length. */
static void take(struct iv_fields *f, const struct graph *g, const struct way *ways, size_t columns)
{
	const struct way *last = &ways[columns * (g->places + 1) + g->places];
	size_t fields = last->fields;
	uint32_t *path = iv_alloc((fields + 1) * sizeof *path);
	for (size_t i = fields; i; i--) {
		path[i - 1] = last->step;
		last = &ways[(columns ? i - 1 : 0) * (g->places + 1) + g->step[last->step].from];
	}
	f->n = 0;
	for (size_t i = 0; i < fields; i++) {
		const struct step *s = &g->step[path[i]];
		char *p = f->text.p + s->begin;
		const char *end = f->text.p + s->end;
		bool escapes = s->quoted ? g->rule->escape != IV_ESCAPE_NONE : g->rule->escape == IV_ESCAPE_BACKSLASH;
		iv_fields_add(f, p, escapes ? iv_fields_unescape(g->rule, p, end) : end);
	}
	free(path);
}

bool iv_fields_repair(struct iv_fields *f, const struct iv_fields_rule *rule, struct iv_str text, size_t columns)
{
	if (text.n > MAX_BYTES || !rule->quote)
		return false;
	iv_buf_clear(&f->text);
	iv_buf_adds(&f->text, text);
	iv_buf_addc(&f->text, '\0');
	struct graph g = { .rule = rule, .text = f->text.p, .end = f->text.p + text.n };
	build(&g);
	bool found = false;
	if (!g.too_many && (columns + 1) * (g.steps + g.places) <= MAX_WORK) {
		size_t n = (columns + 1) * (g.places + 1);
		struct way *ways = iv_alloc(n * sizeof *ways);
		for (size_t i = 0; i < n; i++)
			ways[i] = (struct way){ .faults = NO_WAY };
		ways[0].faults = 0;
		/* Steps go forward, and stand in the order of the places they start from. */
		for (size_t layer = 0; layer < (columns ? columns : 1); layer++)
			for (uint32_t i = 0; i < g.steps; i++)
				try_step(&g, &ways[layer * (g.places + 1) + g.step[i].from], &ways[(columns ? layer + 1 : 0) * (g.places + 1) + g.step[i].to], i);
		found = ways[columns * (g.places + 1) + g.places].faults != NO_WAY;
		if (found)
			take(f, &g, ways, columns);
		free(ways);
	}
	free(g.number);
	free(g.step);
	return found;
}
