/* SPDX-License-Identifier: MIT
 * See automaton.h. */
#include "automaton.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 60000, STATES = 65535, SLOTS = 1 << 20, CUTS = 400 };

void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("make_phone: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

/* --- Patterns --- */

enum op { DIGIT, SPLIT, JUMP, OPEN, CLOSE, END, MATCH };
static struct step {
	enum op op;
	unsigned set; /* DIGIT: bits; MATCH: what matched */
	unsigned a, b; /* SPLIT: rather a than b; JUMP: a */
} step[STEPS];
static unsigned steps;

static unsigned add(enum op op, unsigned set, unsigned a, unsigned b)
{
	if (steps == STEPS)
		die("more than %d steps in a pattern", STEPS);
	step[steps] = (struct step){ op, set, a, b };
	return steps++;
}

static const char *compile_any(const char *p);

/* [02-9], behind the bracket. */
static unsigned set_of(const char **at)
{
	unsigned set = 0;
	const char *p = *at;
	for (; *p != ']'; p++) {
		char last = p[1] == '-' ? p[2] : p[0];
		if (*p < '0' || *p > '9' || last < *p || last > '9')
			die("'%s': expected digits in brackets", *at);
		for (char c = *p; c <= last; c++)
			set |= 1u << (c - '0');
		p += last == *p ? 0 : 2;
	}
	*at = p + 1;
	return set;
}

/* One thing without what says how often; returns what follows. */
static const char *compile_atom(const char *p)
{
	if (*p >= '0' && *p <= '9') {
		add(DIGIT, 1u << (*p - '0'), 0, 0);
		return p + 1;
	}
	if (p[0] == '\\' && p[1] == 'd') {
		add(DIGIT, 0x3ff, 0, 0);
		return p + 2;
	}
	if (*p == '[') {
		p++;
		unsigned set = set_of(&p);
		add(DIGIT, set, 0, 0);
		return p;
	}
	if (*p == '$') {
		add(END, 0, 0, 0);
		return p + 1;
	}
	if (*p != '(')
		die("'%s': expected a digit, a set or a group", p);
	bool group = strncmp(p, "(?:", 3) != 0;
	if (group)
		add(OPEN, 0, 0, 0);
	const char *end = compile_any(p + (group ? 1 : 3));
	if (*end != ')')
		die("'%s': expected a closing bracket", p);
	if (group)
		add(CLOSE, 0, 0, 0);
	return end + 1;
}

/* An atom and ?, {n} or {n,m}: it is compiled as often as it may stand. */
static const char *compile_times(const char *p)
{
	unsigned start = steps, low = 1, high = 1;
	const char *end = compile_atom(p);
	if (*end == '?') {
		low = 0;
		end++;
	} else if (*end == '{') {
		char *more;
		low = high = (unsigned)strtoul(end + 1, &more, 10);
		if (*more == ',')
			high = (unsigned)strtoul(more + 1, &more, 10);
		if (*more != '}' || high < low || high > MOST)
			die("'%s': expected a number of times", p);
		end = more + 1;
	}
	steps = start;
	unsigned skip[MOST + 1];
	for (unsigned i = 0; i < high; i++) {
		if (i >= low)
			skip[i] = add(SPLIT, 0, steps + 1, 0);
		compile_atom(p);
	}
	for (unsigned i = low; i < high; i++)
		step[skip[i]].b = steps;
	return end;
}

static const char *compile_row(const char *p)
{
	while (*p && *p != '|' && *p != ')')
		p = compile_times(p);
	return p;
}

static const char *compile_any(const char *p)
{
	const char *from = p;
	unsigned start = steps;
	p = compile_row(p);
	if (*p != '|')
		return p;
	/* The first way is compiled again, behind the choice. */
	steps = start;
	unsigned choice = add(SPLIT, 0, start + 1, 0);
	compile_row(from);
	unsigned jump = add(JUMP, 0, 0, 0);
	step[choice].b = steps;
	p = compile_any(p + 1);
	step[jump].a = steps;
	return p;
}

static unsigned compile(const char *pattern, unsigned what, bool any_end)
{
	unsigned start = steps;
	if (*compile_any(pattern))
		die("'%s': a bracket too much", pattern);
	if (any_end) {
		unsigned loop = add(SPLIT, 0, steps + 1, steps + 3);
		add(DIGIT, 0x3ff, 0, 0);
		add(JUMP, 0, loop, 0);
	}
	add(MATCH, what, 0, 0);
	return start;
}

/* --- Automata --- */

struct iv_phone_state state[STATES];
static uint32_t state_slot[SLOTS]; /* 1 + state */
unsigned states;
struct iv_phone_cut cut[CUTS];
unsigned cuts;

static uint64_t hash_of(const void *p, size_t n)
{
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ ((const unsigned char *)p)[i]) * 1099511628211u;
	return h ^ h >> 29;
}

/* The state that is just like s: an old one, or a new one. */
static unsigned state_like(const struct iv_phone_state *s)
{
	size_t at = hash_of(s, sizeof *s) % SLOTS;
	for (; state_slot[at]; at = (at + 1) % SLOTS)
		if (memcmp(&state[state_slot[at] - 1], s, sizeof *s) == 0)
			return state_slot[at] - 1;
	if (states == STATES)
		die("more than %d states", STATES);
	state[states] = *s;
	state_slot[at] = ++states;
	return states - 1;
}

/* A last state: whatever follows, it stays. */
static unsigned last_state(unsigned label)
{
	static unsigned known[1 << 16]; /* 1 + state */
	if (!known[label]) {
		if (states == STATES)
			die("more than %d states", STATES);
		state[states].label = (uint16_t)label;
		for (int i = 0; i < 10; i++)
			state[states].next[i] = (uint16_t)states;
		known[label] = ++states;
	}
	return known[label] - 1;
}

static unsigned cut_like(struct iv_phone_cut c)
{
	for (unsigned i = 0; i < cuts; i++)
		if (cut[i].matched == c.matched && cut[i].grouped == c.grouped && cut[i].length == c.length && cut[i].from == c.from && cut[i].to == c.to)
			return i;
	if (cuts == CUTS)
		die("more than %d ways to cut", CUTS);
	cut[cuts] = c;
	return cuts++;
}

/* A place in the program, with where the group began and ended on the way there, plus one. */
struct thread {
	uint32_t at;
	uint8_t from, to;
};

/* A beginning of a number, as all the places it can lead to. */
struct beginning {
	struct thread *thread;
	unsigned n, cap, depth, best;
};

/* What is being made. */
static struct {
	bool prefix;
	unsigned (*label)(const void *context, const unsigned *matched, unsigned n);
	const void *context;
} job;

static struct memo {
	struct memo *next;
	struct beginning key;
	unsigned state;
} *memo[1 << 16];

static void push(struct beginning *b, struct thread t)
{
	if (b->n == b->cap) {
		b->cap = 2 * b->cap + 16;
		b->thread = realloc(b->thread, b->cap * sizeof *b->thread);
		if (!b->thread)
			die("out of memory");
	}
	b->thread[b->n++] = t;
}

static unsigned char seen[STEPS];

/* Follows what needs no digit. Adds the places that wait for one to `out`, in order of preference; marks what matched.
 * Of a prefix the first match is preferred to all that comes later: true then. */
static bool follow(struct thread t, bool at_end, struct beginning *out, unsigned *matched, unsigned depth)
{
	const struct step *s = &step[t.at];
	if (seen[t.at])
		return false;
	seen[t.at] = 1;
	switch (s->op) {
	case DIGIT:
		push(out, t);
		return false;
	case SPLIT:
		return follow((struct thread){ s->a, t.from, t.to }, at_end, out, matched, depth) || follow((struct thread){ s->b, t.from, t.to }, at_end, out, matched, depth);
	case JUMP:
		return follow((struct thread){ s->a, t.from, t.to }, at_end, out, matched, depth);
	case OPEN:
		return follow((struct thread){ t.at + 1, (uint8_t)(depth + 1), 0 }, at_end, out, matched, depth);
	case CLOSE:
		return follow((struct thread){ t.at + 1, t.from, (uint8_t)(depth + 1) }, at_end, out, matched, depth);
	case END:
		return at_end && follow((struct thread){ t.at + 1, t.from, t.to }, at_end, out, matched, depth);
	default:
		if (job.prefix) {
			struct iv_phone_cut c = { true, t.to > 0, (uint8_t)depth, (uint8_t)(t.to ? t.from - 1 : 0), (uint8_t)(t.to ? t.to - 1 : 0) };
			*matched = cut_like(c);
			return true;
		}
		matched[s->set / SOME] |= 1u << s->set % SOME;
		return false;
	}
}

static unsigned closure(const struct beginning *b, bool at_end, struct beginning *out, unsigned *matched)
{
	bool done = false;
	memset(seen, 0, steps);
	for (unsigned i = 0; i < b->n && !done; i++)
		done = follow(b->thread[i], at_end, out, matched, b->depth);
	return done;
}

static unsigned label_of(const struct beginning *b)
{
	unsigned matched[PLACES] = { 0 };
	struct beginning none = { 0 };
	if (job.prefix)
		matched[0] = b->best;
	closure(b, true, &none, matched);
	free(none.thread);
	return job.prefix ? matched[0] : job.label(job.context, matched, b->depth);
}

static unsigned build(struct beginning *b);

static unsigned make_state(const struct beginning *b)
{
	struct iv_phone_state s = { .label = (uint16_t)label_of(b) };
	struct beginning waiting = { 0 };
	unsigned matched[PLACES] = { b->best };
	closure(b, false, &waiting, matched);
	for (unsigned c = 0; c < 10; c++) {
		struct beginning next = { .depth = b->depth + 1, .best = job.prefix ? matched[0] : 0 };
		for (unsigned i = 0; i < waiting.n; i++)
			if (step[waiting.thread[i].at].set >> c & 1)
				push(&next, (struct thread){ waiting.thread[i].at + 1, waiting.thread[i].from, waiting.thread[i].to });
		s.next[c] = (uint16_t)build(&next);
		free(next.thread);
	}
	free(waiting.thread);
	bool last = true;
	for (int c = 1; c < 10; c++)
		last &= s.next[c] == s.next[0];
	if (last && state[s.next[0]].label == s.label && state[s.next[0]].next[0] == s.next[0])
		return s.next[0];
	return state_like(&s);
}

static unsigned build(struct beginning *b)
{
	if (!b->n || b->depth > MOST)
		return last_state(b->best);
	size_t bytes = b->n * sizeof *b->thread;
	struct memo **slot = &memo[(hash_of(b->thread, bytes) + 31 * b->depth + b->best) % (sizeof memo / sizeof *memo)];
	for (struct memo *m = *slot; m; m = m->next)
		if (m->key.n == b->n && m->key.depth == b->depth && m->key.best == b->best && memcmp(m->key.thread, b->thread, bytes) == 0)
			return m->state;
	struct memo *m = calloc(1, sizeof *m);
	if (!m || !(m->key.thread = malloc(bytes)))
		die("out of memory");
	memcpy(m->key.thread, b->thread, bytes);
	m->key.n = b->n;
	m->key.depth = b->depth;
	m->key.best = b->best;
	m->state = make_state(b);
	m->next = *slot;
	*slot = m;
	return m->state;
}

static struct beginning beginning; /* of the automaton to be made */

static unsigned automaton(void)
{
	unsigned s = build(&beginning);
	free(beginning.thread);
	beginning = (struct beginning){ 0 };
	for (size_t i = 0; i < sizeof memo / sizeof *memo; i++)
		for (struct memo *m; (m = memo[i]);) {
			memo[i] = m->next;
			free(m->key.thread);
			free(m);
		}
	steps = 0;
	return s;
}

void automaton_init(void)
{
	last_state(0);
	cut_like((struct iv_phone_cut){ 0 });
}

void automaton_add(const char *pattern, unsigned place, unsigned number, bool any_end)
{
	if (place >= PLACES || number >= SOME)
		die("more than %d places or %d patterns in one", PLACES, SOME);
	push(&beginning, (struct thread){ compile(pattern, SOME * place + number, any_end), 0, 0 });
}

unsigned automaton_many(unsigned (*label)(const void *context, const unsigned *matched, unsigned n), const void *context)
{
	job.prefix = false;
	job.label = label;
	job.context = context;
	return automaton();
}

static unsigned whether(const void *context, const unsigned *matched, unsigned n)
{
	(void)context;
	(void)n;
	return matched[0];
}

unsigned automaton_whole(const char *pattern)
{
	if (!pattern)
		return 0;
	automaton_add(pattern, 0, 0, false);
	return automaton_many(whether, NULL);
}

unsigned automaton_prefix(const char *pattern)
{
	if (!pattern)
		return 0;
	automaton_add(pattern, 0, 0, false);
	job.prefix = true;
	return automaton();
}
