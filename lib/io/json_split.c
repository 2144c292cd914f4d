/* SPDX-License-Identifier: MIT
 * Elements by brackets and strings. The window [start, end) of the file begins at the element in work, so it never holds
 * more than one element and a block. */
#include "io/json_split.h"

#include <stdlib.h>

#include "base/arena.h"
#include "io/json.h"
#include "io/json_plain.h"

enum { BLOCK = 256 << 10, LEAD = 64, KEPT = 4096 /* bytes of an overlong element that are shown */ };

struct iv_json_split {
	iv_json_split_read *read;
	void *source;
	struct iv_str path;
	size_t max;
	char *buf;
	size_t start, end, cap;
	bool eof;
	long line; /* of buf[start] */
	uint64_t byte;
	bool in_array;
	size_t around; /* objects of the path that are open around the array */
	/* What stands before buf[start] on its line, and what stood before the element before: how elements are laid out. */
	char lead[LEAD], last_lead[LEAD];
	size_t lead_n, last_lead_n; /* LEAD: too long to be layout */
	struct iv_buf head; /* the beginning of an overlong element */
};

/* A walk over one value, which may go on from block to block. */
struct walk {
	size_t at; /* from start */
	size_t depth;
	bool string, begun;
	char open[IV_JSON_DEPTH];
	const char *wrong; /* what was expected, where the value is none */
};

enum { WALK_DONE, WALK_MORE, WALK_BROKEN };

/* --- The window --- */

static int more(struct iv_json_split *s, struct iv_err *err)
{
	if (s->cap - s->end < BLOCK && s->start) {
		memmove(s->buf, s->buf + s->start, s->end - s->start);
		s->end -= s->start;
		s->start = 0;
	}
	s->buf = iv_reserve(s->buf, &s->cap, s->end + BLOCK, 1);
	ptrdiff_t n = s->read(s->source, s->buf + s->end, BLOCK, err);
	if (n < 0)
		return IV_FAIL;
	s->eof = n == 0;
	s->end += (size_t)n;
	return IV_OK;
}

static struct iv_str window(const struct iv_json_split *s)
{
	return (struct iv_str){ s->buf + s->start, s->end - s->start };
}

/* Makes sure that n bytes are in the window, or all that are left. */
static int need(struct iv_json_split *s, size_t n, struct iv_err *err)
{
	while (s->end - s->start < n && !s->eof)
		if (more(s, err) != IV_OK)
			return IV_FAIL;
	return IV_OK;
}

static void advance(struct iv_json_split *s, size_t n)
{
	const char *p = s->buf + s->start, *end = p + n, *line = p;
	for (const char *eol; line < end && (eol = memchr(line, '\n', (size_t)(end - line))); line = eol + 1) {
		s->line++;
		s->lead_n = 0;
	}
	size_t rest = (size_t)(end - line), room = LEAD - s->lead_n;
	memcpy(s->lead + s->lead_n, line, rest < room ? rest : room);
	s->lead_n += rest < room ? rest : room;
	s->byte += n;
	s->start += n;
}

/* Passes over blanks and, in an array, commas. *c: the byte that stands there then, or -1 at the end. */
static int skip(struct iv_json_split *s, bool commas, int *c, struct iv_err *err)
{
	for (;;) {
		size_t i = 0;
		if (need(s, 1, err) != IV_OK)
			return IV_FAIL;
		struct iv_str w = window(s);
		while (i < w.n && (w.p[i] == ' ' || w.p[i] == '\t' || w.p[i] == '\r' || w.p[i] == '\n' || (commas && w.p[i] == ',')))
			i++;
		if (i)
			advance(s, i);
		*c = i < w.n ? (unsigned char)w.p[i] : -1;
		if (i < w.n || s->eof)
			return IV_OK;
	}
}

/* --- One value --- */

static const char *in_string(struct walk *k, const char *p, const char *end)
{
	while (p < end) {
		unsigned n = end - p >= 16 ? iv_json_clean16(p) : 0;
		p += n;
		if (n == 16)
			continue;
		if (*p == '\n') {
			k->wrong = "expected a string to end on its line";
			return p;
		}
		if (*p == '\\') {
			if (end - p < 2)
				return p;
			p++;
		} else if (*p == '"') {
			k->string = false;
			return p + 1;
		}
		p++;
	}
	return p;
}

/* A bracket that closes: whether it closes what was opened last. */
static bool closes(struct walk *k, char c)
{
	char open = k->depth && k->depth <= IV_JSON_DEPTH ? k->open[k->depth - 1] : 0;
	if (!k->depth || (open && open != (c == '}' ? '{' : '['))) {
		k->wrong = open == '{' ? "expected '}' before ']'" : open ? "expected ']' before '}'" : "a bracket closes that was not opened";
		return false;
	}
	k->depth--;
	return true;
}

/* Goes on to the end of the value, or of the window. */
static int walk(struct walk *k, struct iv_str w)
{
	const char *p = w.p + k->at, *end = w.p + w.n;
	int status = WALK_MORE;
	while (p < end && status == WALK_MORE) {
		char c = *p;
		bool scalar = k->begun && !k->depth;
		if (k->string) {
			const char *to = in_string(k, p, end);
			status = k->wrong ? WALK_BROKEN : !k->string && !k->depth ? WALK_DONE : WALK_MORE;
			if (to == p && status == WALK_MORE)
				break; /* a backslash at the end of the window */
			p = to;
			continue;
		}
		if (scalar && (c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\r' || c == '\n'))
			break;
		k->begun = true;
		p++;
		if (c == '"') {
			k->string = true;
		} else if (c == '{' || c == '[') {
			if (k->depth < IV_JSON_DEPTH)
				k->open[k->depth] = c;
			k->depth++;
		} else if (c == '}' || c == ']') {
			status = !closes(k, c) ? WALK_BROKEN : k->depth ? WALK_MORE : WALK_DONE;
		}
	}
	k->at = (size_t)(p - w.p);
	bool scalar_ends = status == WALK_MORE && p < end && !k->string && k->begun && !k->depth;
	return scalar_ends ? WALK_DONE : status;
}

/* Passes over a value of any length. */
static int skip_value(struct iv_json_split *s, struct walk *k, struct iv_err *err)
{
	for (;;) {
		int status = walk(k, window(s));
		advance(s, k->at);
		k->at = 0;
		if (status != WALK_MORE)
			return status;
		size_t held = s->end - s->start; /* a backslash, waiting for what it escapes */
		if (s->eof)
			return k->begun && !k->depth && !k->string ? WALK_DONE : WALK_MORE;
		if (need(s, held + 1, err) != IV_OK)
			return IV_FAIL;
	}
}

/* --- Failing --- */

static int fail(const struct iv_json_split *s, struct iv_err *err, const char *code, const char *what)
{
	iv_err_set(err, IV_FAIL, code, "%s", what);
	err->line = s->line;
	return IV_FAIL;
}

static int fail_cut(const struct iv_json_split *s, struct iv_err *err)
{
	return fail(s, err, "cut_file", s->in_array || s->around ? "the file ends within its list: it was cut" : "the file ends within a value: it was cut");
}

/* --- The path --- */

/* One step of a path. */
static struct iv_str step_of(struct iv_str path, size_t number)
{
	struct iv_str step = { 0 };
	for (size_t i = 0; i <= number; i++)
		if (!iv_str_cut(&path, '.', &step))
			return (struct iv_str){ 0 };
	return step;
}

/* Within an object, before a member: finds the member `name` and stands at its value. IV_OK; IV_END: the object is over. */
static int find_member(struct iv_json_split *s, struct iv_str name, struct iv_err *err)
{
	for (int c;;) {
		struct walk key = { 0 }, value = { 0 };
		int status = skip(s, true, &c, err);
		if (status != IV_OK)
			return status;
		if (c == '}') {
			advance(s, 1);
			return IV_END;
		}
		if (c < 0)
			return fail_cut(s, err);
		if (c != '"')
			return fail(s, err, "bad_json", "expected a name in quotes");
		while ((status = walk(&key, window(s))) == WALK_MORE && !s->eof && key.at <= s->max)
			if (more(s, err) != IV_OK)
				return IV_FAIL;
		if (status != WALK_DONE)
			return status == WALK_MORE && s->eof ? fail_cut(s, err) : fail(s, err, "bad_json", "expected a name in quotes");
		bool found = name.n && iv_str_eq((struct iv_str){ window(s).p + 1, key.at - 2 }, name);
		advance(s, key.at);
		if ((status = skip(s, false, &c, err)) != IV_OK)
			return status;
		if (c != ':')
			return fail(s, err, "bad_json", "expected ':' after a name");
		advance(s, 1);
		if ((status = skip(s, false, &c, err)) != IV_OK)
			return status;
		if (found)
			return IV_OK;
		if ((status = skip_value(s, &value, err)) == IV_FAIL)
			return IV_FAIL;
		if (status != WALK_DONE)
			return status == WALK_MORE ? fail_cut(s, err) : fail(s, err, "bad_json", value.wrong);
	}
}

/* From an object at the top to what stands at the path. *c: its first byte. */
static int follow_path(struct iv_json_split *s, int *c, struct iv_err *err)
{
	struct iv_str step;
	for (size_t i = 0; (step = step_of(s->path, i)).n; i++) {
		int status = IV_END;
		if (*c == '{') {
			advance(s, 1);
			s->around++;
			status = find_member(s, step, err);
		}
		if (status == IV_END) {
			iv_err_set(err, IV_FAIL, "no_path", "expected a list at '" IV_FMT "', but there is no member '" IV_FMT "'", IV_ARG(s->path), IV_ARG(step));
			err->line = s->line;
			return IV_FAIL;
		}
		if (status != IV_OK || (status = skip(s, false, c, err)) != IV_OK)
			return status;
	}
	return IV_OK;
}

/* Out of the objects around the array, past their other members. */
static int leave_path(struct iv_json_split *s, struct iv_err *err)
{
	while (s->around) {
		int status = find_member(s, (struct iv_str){ 0 }, err);
		if (status != IV_END)
			return status;
		s->around--;
	}
	return IV_OK;
}

/* --- Going on after a broken element --- */

static bool is_layout(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
}

static size_t blanks(struct iv_str s)
{
	size_t n = 0;
	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
		n++;
	return n;
}

/* Whether a line begins like the one with `lead` before an element that begins with c. The first element may stand behind the
 * bracket of the array, so there the others have a blank or nothing. */
static bool begins_alike(struct iv_str line, struct iv_str lead, char c)
{
	for (size_t i = 0; i < lead.n; i++)
		if (!is_layout(lead.p[i]))
			return false;
	if (lead.n == LEAD)
		return false;
	if (line.n > lead.n && memcmp(line.p, lead.p, lead.n) == 0 && line.p[lead.n] == c)
		return true;
	size_t n = blanks(line);
	return lead.n && lead.p[0] == '[' && blanks(iv_str_from(lead, 1)) + 1 == lead.n && (n == lead.n || n + 1 == lead.n) && n < line.n && line.p[n] == c;
}

/* Whether a line begins with the end of the array: less far in than its elements. */
static bool ends_array(const struct iv_json_split *s, struct iv_str line, struct iv_str lead)
{
	size_t n = blanks(line), in = blanks(lead);
	return s->in_array && n < line.n && line.p[n] == ']' && (n < in || !in);
}

/* Passes over a broken element that begins with c and had `lead` before it. Its bytes go to head. IV_REJECT, or IV_FAIL. */
static int pass_broken(struct iv_json_split *s, char c, struct iv_str lead, struct iv_err *err)
{
	struct iv_str last = { s->last_lead, s->last_lead_n };
	bool possible = false;
	for (;;) {
		struct iv_str w = window(s);
		const char *eol = w.n ? memchr(w.p, '\n', w.n) : NULL;
		if (!eol && !s->eof && w.n <= s->max) {
			if (more(s, err) != IV_OK)
				return IV_FAIL;
			continue;
		}
		size_t n = eol ? (size_t)(eol - w.p) + 1 : w.n;
		iv_buf_add(&s->head, w.p, n < s->max - s->head.n ? n : s->max - s->head.n);
		advance(s, n);
		if (need(s, LEAD + 2, err) != IV_OK)
			return IV_FAIL;
		w = window(s);
		possible = eol && (begins_alike(w, lead, c) || begins_alike(w, last, c) || ends_array(s, w, lead));
		if (possible)
			return IV_REJECT;
		if (!w.n)
			return IV_END;
	}
}

static int broken(struct iv_json_split *s, const char *wrong, struct iv_json_element *e, struct iv_err *err)
{
	struct iv_str lead = { s->lead, s->lead_n };
	char copy[LEAD], c = window(s).p[0];
	long line = s->line;
	for (const char *p = window(s).p, *end = p + (wrong ? e->raw.n : 0); p < end; p++)
		line += *p == '\n';
	memcpy(copy, lead.p, lead.n);
	int status = pass_broken(s, c, (struct iv_str){ copy, lead.n }, err);
	if (status == IV_FAIL)
		return IV_FAIL;
	if (status == IV_END && !wrong)
		return fail_cut(s, err);
	if (status == IV_END) {
		iv_err_set(err, IV_FAIL, "bad_json", "%s, and where the next element begins cannot be told", wrong);
		err->line = line;
		return IV_FAIL;
	}
	e->raw = iv_str_trim(iv_buf_str(&s->head));
	if (e->raw.n && e->raw.p[e->raw.n - 1] == ',')
		e->raw.n--;
	iv_err_set(err, IV_REJECT, "bad_json", "%s (line %ld)", wrong ? wrong : "expected the element to end before the next one begins", line);
	return IV_REJECT;
}

/* --- Elements --- */

struct iv_json_split *iv_json_split_open(struct iv_str path, size_t max_bytes, iv_json_split_read *read, void *source)
{
	struct iv_json_split *s = iv_zalloc(sizeof *s);
	*s = (struct iv_json_split){ .read = read, .source = source, .path = path, .line = 1, .max = max_bytes ? max_bytes : (size_t)1 << 20 };
	return s;
}

void iv_json_split_close(struct iv_json_split *s)
{
	if (!s)
		return;
	iv_buf_release(&s->head);
	free(s->buf);
	free(s);
}

/* Too long to be kept: its beginning is, and reading goes on behind it. */
static int pass_overlong(struct iv_json_split *s, struct walk *k, struct iv_json_element *e, struct iv_err *err)
{
	iv_buf_add(&s->head, window(s).p, KEPT < s->max ? KEPT : s->max);
	int status = skip_value(s, k, err);
	if (status == IV_FAIL)
		return IV_FAIL;
	if (status == WALK_MORE)
		return fail_cut(s, err);
	if (status == WALK_BROKEN)
		return fail(s, err, "bad_json", k->wrong);
	e->raw = iv_buf_str(&s->head);
	return iv_err_set(err, IV_REJECT, "line_too_long", "expected at most %zu bytes in an element%s", s->max,
			  s->in_array || s->path.n ? "" : "; is the list of records a member of it? see path in ivoc-maps(5)");
}

/* The element that the window begins with. */
static int read_element(struct iv_json_split *s, struct iv_json_element *e, struct iv_err *err)
{
	struct walk k = { 0 };
	int status;
	size_t limit = s->max + 2; /* so many bytes are too long even if the last waits for what it escapes */
	struct iv_str w;
	*e = (struct iv_json_element){ { 0 }, s->line, s->byte };
	iv_buf_clear(&s->head);
	for (;;) {
		w = window(s);
		w.n = w.n < limit ? w.n : limit;
		status = walk(&k, w);
		if (status != WALK_MORE || w.n == limit || s->eof)
			break;
		if (more(s, err) != IV_OK)
			return IV_FAIL;
	}
	bool ended = status == WALK_DONE || (status == WALK_MORE && w.n < limit && k.begun && !k.depth && !k.string);
	e->raw = (struct iv_str){ w.p, k.at };
	if (status != WALK_BROKEN && k.at > s->max)
		return pass_overlong(s, &k, e, err);
	int result = ended ? IV_OK : broken(s, k.wrong, e, err);
	if (ended) {
		memcpy(s->last_lead, s->lead, s->lead_n);
		s->last_lead_n = s->lead_n;
		advance(s, k.at);
	}
	return result;
}

int iv_json_split_next(struct iv_json_split *s, struct iv_json_element *e, struct iv_err *err)
{
	for (int c;;) {
		if (s->byte == 0 && need(s, 3, err) == IV_OK && iv_str_starts(window(s), IV_STR("\xEF\xBB\xBF")))
			advance(s, 3);
		int status = skip(s, s->in_array, &c, err);
		if (status != IV_OK)
			return status;
		if (s->in_array) {
			if (c < 0)
				return fail_cut(s, err);
			if (c != ']')
				return read_element(s, e, err);
			advance(s, 1);
			s->in_array = false;
		} else if (c < 0 && !s->around) {
			return IV_END;
		} else if (s->around) {
			if ((status = leave_path(s, err)) != IV_OK)
				return status;
		} else {
			if (s->path.n && (status = follow_path(s, &c, err)) != IV_OK)
				return status;
			if (c == ',' || c == ']' || c == '}' || c == ':')
				return fail(s, err, "bad_json", "expected a value");
			if (c != '[')
				return c < 0 ? fail_cut(s, err) : read_element(s, e, err);
			advance(s, 1);
			s->in_array = true;
		}
	}
}
