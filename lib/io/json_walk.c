/* SPDX-License-Identifier: MIT
 * Walking spans that were scanned before, so nothing is checked again; and writing JSON. */
#include "io/json.h"

#include "base/num.h"
#include "io/json_plain.h"

static inline const char *skip_space(const char *p, const char *end)
{
	while (p < end && (unsigned char)*p <= ' ') /* in a span that was scanned nothing else stands there */
		p++;
	return p;
}

/* At the opening quote; returns the place after the closing one, and sets *escaped when there are escapes. Most strings are short, so
 * nothing is called. */
static inline const char *skip_string(const char *p, const char *end, bool *escaped)
{
	for (p++; p < end; p++) {
		while (end - p >= 16) {
			unsigned n = iv_json_clean16(p);
			p += n;
			if (n < 16)
				break;
		}
		if (p < end && *p == '"')
			return p + 1;
		if (p < end && *p == '\\') {
			*escaped = true;
			p++;
		}
	}
	return end;
}

/* Over brackets and strings up to `to`, or further where a string ends behind it. Returns where it came to: where *depth became 0 before, behind that bracket. */
static const char *skip_brackets(const char *p, const char *to, const char *end, int *depth)
{
	bool escaped;
	while (p < to) {
		if (*p == '"') {
			p = skip_string(p, end, &escaped);
			continue;
		}
		*depth += (*p == '{' || *p == '[') - (*p == '}' || *p == ']');
		p++;
		if (!*depth)
			break;
	}
	return p;
}

#ifdef __SSE2__
/* Where some bytes stand among 64. */
struct marks {
	uint64_t quote, escape, open, close;
};

static inline struct marks marks_of(const char *p)
{
	struct marks m = { 0 };
	for (int i = 0; i < 64; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i)), low = _mm_or_si128(v, _mm_set1_epi8(0x20)); /* [ and ] as { and } */
		m.quote |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('"'))) << i;
		m.escape |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))) << i;
		m.open |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(low, _mm_set1_epi8('{'))) << i;
		m.close |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(low, _mm_set1_epi8('}'))) << i;
	}
	return m;
}

/* Of each quote and the bytes up to the next: those from an odd one on are a string. */
static inline uint64_t strings_of(uint64_t quote)
{
	for (int step = 1; step < 64; step *= 2)
		quote ^= quote << step;
	return quote;
}

/* Sixty-four bytes at a step; where there are escapes, one at a time. */
static const char *skip_nested(const char *p, const char *end)
{
	int depth = 0;
	bool inside = false, escaped;
	while (end - p >= 64) {
		struct marks m = marks_of(p);
		if (m.escape) {
			p = skip_brackets(inside ? skip_string(p - 1, end, &escaped) : p, p + 64, end, &depth);
			inside = false;
			if (!depth)
				return p;
			continue;
		}
		uint64_t strings = strings_of(m.quote) ^ (inside ? ~UINT64_C(0) : 0);
		for (uint64_t at = (m.open | m.close) & ~strings; at; at &= at - 1) {
			depth += m.open & at & -at ? 1 : -1;
			if (!depth)
				return p + __builtin_ctzll(at) + 1;
		}
		inside = strings >> 63;
		p += 64;
	}
	return skip_brackets(inside ? skip_string(p - 1, end, &escaped) : p, end, end, &depth);
}
#else
static const char *skip_nested(const char *p, const char *end)
{
	int depth = 0;
	return skip_brackets(p, end, end, &depth);
}
#endif

static inline const char *skip_value(const char *p, const char *end)
{
	bool escaped;
	if (*p == '"')
		return skip_string(p, end, &escaped);
	if (*p == '{' || *p == '[')
		return skip_nested(p, end);
	while (p < end && *p != ',' && *p != '}' && *p != ']' && (unsigned char)*p > ' ')
		p++;
	return p;
}

struct iv_json_walk iv_json_open(struct iv_str v)
{
	if (v.n < 2 || (*v.p != '{' && *v.p != '['))
		return (struct iv_json_walk){ 0 };
	return (struct iv_json_walk){ .p = v.p + 1, .end = v.p + v.n - 1, .object = *v.p == '{' };
}

/* To where the next member or element begins, over the comma before it. */
static inline const char *to_next(const char *p, const char *end)
{
	p = skip_space(p, end);
	return p < end && *p == ',' ? skip_space(p + 1, end) : p;
}

/* At a key: fills w->key, between its quotes, and returns where its value begins. */
static inline const char *to_value(const char *p, const char *end, struct iv_json_walk *w)
{
	const char *from = p;
	w->escaped = false;
	p = skip_string(p, end, &w->escaped);
	w->key = (struct iv_str){ from + 1, (size_t)(p - from) - 2 };
	p = skip_space(p, end);
	return skip_space(p + 1, end); /* the colon */
}

bool iv_json_next(struct iv_json_walk *w)
{
	const char *p = to_next(w->p, w->end);
	if (p >= w->end)
		return false;
	if (w->object)
		p = to_value(p, w->end, w);
	const char *from = p;
	w->p = skip_value(p, w->end);
	w->value = (struct iv_str){ from, (size_t)(w->p - from) };
	return true;
}

bool iv_json_walk_escaped_key(const struct iv_json_walk *w, struct iv_str name)
{
	struct iv_arena arena = { 0 };
	bool same = iv_str_eq(iv_json_decode(w->key, &arena), name);
	iv_arena_release(&arena);
	return same;
}

/* From after an opening brace to where the value of member `name` begins, or NULL when the object has none. `end` may lie
 * beyond the object. */
static const char *find_value(const char *p, const char *end, struct iv_str name)
{
	struct iv_json_walk w = { 0 };
	for (;;) {
		p = to_next(p, end);
		if (p >= end || *p == '}')
			return NULL;
		p = to_value(p, end, &w);
		if (iv_json_walk_key(&w, name))
			return p;
		p = skip_value(p, end);
	}
}

struct iv_str iv_json_path(struct iv_str object, const struct iv_str *step, size_t n)
{
	const char *p = object.p, *end = object.p + object.n;
	for (size_t i = 0; i < n; i++) {
		if (p >= end || *p != '{')
			return (struct iv_str){ 0 };
		p = find_value(p + 1, end, step[i]);
		if (!p)
			return (struct iv_str){ 0 };
	}
	return (struct iv_str){ p, (size_t)(skip_value(p, end) - p) };
}

struct iv_str iv_json_get(struct iv_str object, struct iv_str name)
{
	return object.n ? iv_json_path(object, &name, 1) : object;
}

/* Appends text with escapes; the first `plain` bytes of it need none. */
static void add_escaped(struct iv_buf *b, struct iv_str text, size_t plain)
{
	size_t from = 0;
	for (size_t i = plain; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		iv_buf_add(b, text.p + from, i - from);
		from = i + 1;
		static const char names[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
		const char *known = c ? memchr(names, c, 7) : NULL;
		if (known) {
			iv_buf_addc(b, '\\');
			iv_buf_addc(b, letters[known - names]);
		} else {
			iv_buf_addf(b, "\\u%04x", c);
		}
	}
	if (from < text.n)
		iv_buf_add(b, text.p + from, text.n - from);
}

/* Nearly all text is plain, so it is copied first and looked at where it then stands, which has room for whole steps. */
void iv_json_quote(struct iv_buf *b, struct iv_str text)
{
	enum { STEP = 16 };
	size_t i = 0;
	if (b->cap - b->n < text.n + 2 + STEP)
		iv_buf_grow(b, text.n + 2 + STEP);
	char *to = b->p + b->n + 1;
	to[-1] = '"';
	if (text.n)
		memcpy(to, text.p, text.n);
	memset(to + text.n, ' ', STEP);
	while (i < text.n) {
		unsigned plain = iv_json_clean16(to + i);
		i += plain;
		if (plain < STEP)
			break;
	}
	b->n++;
	if (i < text.n)
		add_escaped(b, text, i);
	else
		b->n += text.n;
	iv_buf_addc(b, '"');
}

void iv_json_comma(struct iv_buf *b)
{
	if (b->n && !memchr("{[,:", b->p[b->n - 1], 4))
		iv_buf_addc(b, ',');
}

static void add_key(struct iv_buf *b, const char *key)
{
	iv_json_comma(b);
	iv_json_quote(b, iv_str_of(key));
	iv_buf_addc(b, ':');
}

void iv_json_member_text(struct iv_buf *b, const char *key, struct iv_str text)
{
	add_key(b, key);
	iv_json_quote(b, text);
}

void iv_json_member_raw(struct iv_buf *b, const char *key, struct iv_str raw)
{
	add_key(b, key);
	iv_buf_adds(b, raw);
}

void iv_json_member_int(struct iv_buf *b, const char *key, int64_t v)
{
	add_key(b, key);
	iv_num_add_int(b, v);
}

void iv_json_member_double(struct iv_buf *b, const char *key, double v, int decimals)
{
	add_key(b, key);
	iv_num_add_double(b, v, decimals);
}

void iv_json_member_exact(struct iv_buf *b, const char *key, double v)
{
	add_key(b, key);
	iv_num_add_exact(b, v);
}
